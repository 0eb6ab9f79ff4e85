//! `bluebook figures`: the register, to stdout or to a file; `figures why`: where a number comes from.

use std::collections::BTreeMap;
use std::path::Path;

use super::args::{FiguresArgs, FiguresCommand, Format, ListFormat, WhyArgs, WhyFormat};
use super::build::{refuse_output, shown};
use super::console::Console;
use super::progress::Progress;
use super::request::request;
use super::since;
use super::target::Target;
use super::verdict::{Verdict, plural};
use crate::diagnostic::{Language, Severity, printable};
use crate::export::register::{self, Register, Told};
use crate::export::{self, why};
use crate::failure::{Failure, Kind};
use crate::pipeline::{self, Outcome, Terms};
use crate::text;
use crate::typeset::fonts::Origin;

/// Lists the figures and returns the exit code.
pub(super) fn run(args: &FiguresArgs, console: Console) -> u8 {
    let console = Console { stdout_is_data: true, ..console };
    let done = match &args.command {
        Some(FiguresCommand::Why(why)) => explain(why, args.target.as_deref(), console),
        None => list(args, console),
    };
    done.unwrap_or_else(|failure| console.failure(&failure))
}

/// Returns the register of what came out, with the hashes of its fonts; those already known are kept in `cache`.
pub(super) fn whole_register(outcome: &Outcome, cache: Option<&Path>) -> Register {
    let typeset = outcome.typeset.as_deref();
    register_of(outcome, &typeset.map(|typeset| typeset.faces().fingerprints(cache)).unwrap_or_default())
}

/// Returns the register of what came out, with the hashes of fonts that are known.
pub(super) fn register_of(outcome: &Outcome, fonts: &BTreeMap<Origin, String>) -> Register {
    let typeset = outcome.typeset.as_deref();
    let used = outcome.reasons.iter().filter(|reason| !reason.codes.is_empty());
    let answers: Vec<_> = used.map(|reason| reason.place).collect();
    Register::of(&Told {
        report: &outcome.report,
        figures: &outcome.figures,
        sources: &outcome.sources,
        pages: &outcome.pages,
        typeset,
        reasons: &answers,
        fonts,
    })
}

/// Says where a number comes from.
fn explain(args: &WhyArgs, report: Option<&Path>, console: Console) -> Result<u8, Failure> {
    let target = Target::of(args.target.as_deref().or(report))?;
    let request = request(&target, Terms::default(), &args.fonts);
    let progress = Progress::start(console, &target.name());
    let outcome = pipeline::run(&request)?;
    drop(progress);
    let language = outcome.report.settings.language;
    let console = console.in_language(language);
    let register = whole_register(&outcome, request.fonts.cache.as_deref());
    let found = match why::find(&register, &args.wanted) {
        Ok(found) => found,
        Err(near) => {
            console.say(&why::nothing(&args.wanted));
            console.say(&match near {
                Some(near) => text!("要找的也许是“{near}”", "perhaps `{near}` is meant"),
                None => text!("bluebook figures 列出全部数字", "bluebook figures lists all figures"),
            });
            return Ok(1);
        }
    };
    match args.format {
        WhyFormat::Table => console.painted(&why::explained(&register, &found, language)),
        WhyFormat::Json => console.data(why::json(&register, &found).as_bytes()),
    }
    Ok(0)
}

fn list(args: &FiguresArgs, console: Console) -> Result<u8, Failure> {
    let format = format(args)?;
    let target = Target::of(args.target.as_deref())?;
    if let Some(lock) = &args.since {
        return list_since(args, &target, lock, format, console);
    }
    let request = request(&target, Terms::default(), &args.fonts);
    let progress = Progress::start(console, &target.name());
    let mut outcome = pipeline::run(&request)?;
    drop(progress);
    let language = outcome.report.settings.language;
    let console = console.in_language(language);
    let register = whole_register(&outcome, request.fonts.cache.as_deref());
    let bytes = bytes(&register, format, language)?;
    let count = register.figures.len();
    let s = plural(count);
    match &args.output {
        None => console.data(&bytes),
        Some(path) => {
            refuse_output(path, Format::Pdf)?;
            export::write(path, &bytes)?;
            let path = shown(path);
            console.say(&text!("已写出 {path}：{count} 个数", "wrote {path}: {count} figure{s}"));
        }
    }
    let verdict = Verdict::of(&outcome.diagnostics, outcome.status);
    outcome.diagnostics.retain_mut(|diagnostic| diagnostic.severity == Some(Severity::Error));
    console.diagnostics(&outcome.diagnostics, &outcome.sources);
    Ok(verdict.exit_code(false))
}

/// Lists what changed since a lock was signed.
fn list_since(
    args: &FiguresArgs,
    target: &Target,
    lock: &Path,
    format: ListFormat,
    console: Console,
) -> Result<u8, Failure> {
    let since::Listed { bytes, count, console, code } = since::list(target, lock, format, console)?;
    match &args.output {
        None => console.data(&bytes),
        Some(path) => {
            refuse_output(path, Format::Pdf)?;
            export::write(path, &bytes)?;
        }
    }
    console.say(&count.words());
    Ok(code)
}

/// Returns how to list: as told, else as the file's ending says, else as a table.
fn format(args: &FiguresArgs) -> Result<ListFormat, Failure> {
    let Some(path) = &args.output else { return Ok(args.format.unwrap_or(ListFormat::Table)) };
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match (args.format, ending.as_deref()) {
        (Some(format), _) => Ok(format),
        (None, Some("csv")) => Ok(ListFormat::Csv),
        (None, Some("json")) => Ok(ListFormat::Json),
        (None, Some("xlsx")) => Ok(ListFormat::Xlsx),
        _ => {
            let path = printable(&path.display().to_string());
            let message = text!("看不出 {path} 要写成什么", "cannot tell what {path} is to be");
            Err(Failure::new(Kind::Usage, message).hint(text!(
                "文件名以 .csv、.json 或 .xlsx 结尾，或加上 --format",
                "end its name in .csv, .json or .xlsx, or add --format"
            )))
        }
    }
}

/// Returns the register as bytes.
fn bytes(register: &Register, format: ListFormat, language: Language) -> Result<Vec<u8>, Failure> {
    Ok(match format {
        ListFormat::Table => register::table(register, language).into_bytes(),
        ListFormat::Csv => register::csv(register, language),
        ListFormat::Json => register.json().into_bytes(),
        ListFormat::Xlsx => register::xlsx(register, language)?,
    })
}

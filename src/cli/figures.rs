//! `bluebook figures`: the register, to stdout or to a file.

use std::path::Path;

use super::args::{FiguresArgs, Format, ListFormat};
use super::build::{refuse_output, shown};
use super::console::Console;
use super::progress::Progress;
use super::request::request;
use super::since;
use super::target::Target;
use super::verdict::{Verdict, plural};
use crate::diagnostic::{Language, Severity, printable};
use crate::export::{self, register};
use crate::failure::{Failure, Kind};
use crate::pipeline;
use crate::text;

/// Lists the figures and returns the exit code.
pub(super) fn run(args: &FiguresArgs, console: Console) -> u8 {
    let console = Console { stdout_is_data: true, ..console };
    list(args, console).unwrap_or_else(|failure| console.failure(&failure))
}

fn list(args: &FiguresArgs, console: Console) -> Result<u8, Failure> {
    let format = format(args)?;
    let target = Target::of(args.target.as_deref())?;
    if let Some(lock) = &args.since {
        return list_since(args, &target, lock, format, console);
    }
    let request = request(&target, None, &args.fonts);
    let progress = Progress::start(console, &target.name());
    let mut outcome = pipeline::run(&request)?;
    drop(progress);
    let language = outcome.report.settings.language;
    let console = console.in_language(language);
    let rows = register::rows(&outcome.figures, &outcome.sources);
    let bytes = bytes(&rows, format, language);
    let (count, s) = (rows.len(), plural(rows.len()));
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
        _ => {
            let path = printable(&path.display().to_string());
            let message = text!("看不出 {path} 要写成什么", "cannot tell what {path} is to be");
            Err(Failure::new(Kind::Usage, message).hint(text!(
                "文件名以 .csv 或 .json 结尾，或加上 --format",
                "end its name in .csv or .json, or add --format"
            )))
        }
    }
}

/// Returns the register as bytes.
fn bytes(rows: &[register::Row], format: ListFormat, language: Language) -> Vec<u8> {
    match format {
        ListFormat::Table => register::table(rows, language).into_bytes(),
        ListFormat::Csv => register::csv(rows, language),
        ListFormat::Json => register::json(rows).into_bytes(),
    }
}

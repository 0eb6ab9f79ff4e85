//! `bluebook build`: the whole pipeline, once, and what it yields on disk.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::args::{BuildArgs, Format};
use super::console::Console;
use super::figures::whole_register;
use super::locked;
use super::progress::Progress;
use super::request::request;
use super::target::Target;
use super::verdict::{Verdict, plural, seconds};
use crate::diagnostic::{Language, printable};
use crate::export;
use crate::failure::{Failure, Kind};
use crate::pipeline::{self, Outcome};
use crate::text;

/// Builds every report named, one after the other, and returns the worst exit code.
pub(super) fn run(args: &BuildArgs, console: Console) -> u8 {
    let console = console.denying(args.judging.deny_warnings);
    if args.output.is_some() && args.targets.len() > 1 {
        let message = text!("-o 只能用于一份报告", "-o is for one report only");
        return console.failure(&Failure::new(Kind::Usage, message));
    }
    let codes = Target::all(&args.targets)
        .into_iter()
        .map(|target| target.and_then(|target| Ok(one(args, &target, console)?.0)))
        .map(|result| result.unwrap_or_else(|failure| console.failure(&failure)));
    codes.max().unwrap_or_default()
}

/// Builds one report.
///
/// Returns the exit code, and the language that the report's author is spoken to in.
pub(super) fn one(args: &BuildArgs, target: &Target, console: Console) -> Result<(u8, Language), Failure> {
    let begin = Instant::now();
    if let Some(output) = &args.output {
        refuse_output(output, args.format)?;
        refuse_ending(output, args.format)?;
    }
    let request = request(target, args.judging.terms(), &args.fonts);
    let progress = Progress::start(console, &target.name());
    let mut outcome = pipeline::run(&request)?;
    let console = console.in_language(outcome.report.settings.language);
    let files = made(&mut outcome, args.format, &target.stem())?;
    drop(progress);
    console.diagnostics(&outcome.diagnostics, &outcome.sources);
    let verdict = Verdict::of(&outcome.diagnostics, outcome.status);
    let agrees = !args.judging.locked || locked::agrees(&outcome, console);
    let code = if agrees { verdict.exit_code(args.judging.deny_warnings) } else { locked::DIFFERS };
    let words = verdict.words();
    let (zh, en) = (&words.zh, &words.en);
    match files {
        Some(files) if agrees && verdict.may_be_written() => {
            let written = write(&files, args, &target.root)?;
            if args.format == Format::Pdf && target.only.is_none() {
                let register = whole_register(&outcome, request.fonts.cache.as_deref());
                export::write(&register_beside(&written), register.json().as_bytes())?;
            }
            say_times(console, &outcome.timings);
            let (pages, s) = (files.pages, plural(files.pages));
            let (path, time) = (shown(&written), seconds(begin.elapsed()));
            console.say(&text!(
                "已写出 {path}：{pages} 页，{zh}，用时 {time} 秒",
                "wrote {path}: {pages} page{s}, {en}, {time} s"
            ));
        }
        _ => {
            say_times(console, &outcome.timings);
            let name = target.name();
            console.say(&text!(
                "没有写出 {name}，原来的文件未动：{zh}",
                "{name} was not written, the old files are untouched: {en}"
            ));
        }
    }
    Ok((code, console.language))
}

/// Returns where the PDF of a target goes unless the command line says otherwise.
pub(super) fn report(target: &Target) -> PathBuf {
    target.root.join("build").join(format!("{}.pdf", target.stem()))
}

/// What is to be written.
struct Files {
    pages: usize,
    list: Vec<(PathBuf, Vec<u8>)>,
}

/// Makes the files of a format, a PDF under the name `stem`; `None` when there are no pages, for reasons that stand in the diagnostics.
fn made(outcome: &mut Outcome, format: Format, stem: &str) -> Result<Option<Files>, Failure> {
    let Some(typeset) = &outcome.typeset else { return Ok(None) };
    let pages = typeset.page_count();
    let list = match format {
        Format::Pdf => {
            let begin = Instant::now();
            let pdf = export::pdf(typeset, &outcome.report.settings)?;
            outcome.timings.push(("export", begin.elapsed()));
            outcome.add_objections(pdf.diagnostics);
            let Some(bytes) = pdf.bytes else { return Ok(None) };
            vec![(PathBuf::from(format!("{stem}.pdf")), bytes)]
        }
        Format::Png => numbered(export::png(typeset)?, "png"),
        Format::Svg => numbered(export::svg(typeset)?.into_iter().map(String::into_bytes).collect(), "svg"),
        Format::Typst => {
            let file = |path: &str| Path::new("typst").join(path.trim_start_matches('/'));
            outcome.typst.iter().map(|made| (file(&made.path), made.text.clone().into_bytes())).collect()
        }
    };
    Ok(Some(Files { pages, list }))
}

/// Returns where the register goes: `figures.json` beside `report.pdf`, `NAME.figures.json` beside any other name.
fn register_beside(pdf: &Path) -> PathBuf {
    match pdf.file_stem().map(|stem| stem.to_string_lossy()) {
        Some(stem) if stem != "report" => pdf.with_file_name(format!("{stem}.figures.json")),
        _ => pdf.with_file_name("figures.json"),
    }
}

/// Names one file a page, so that names sort as pages do.
fn numbered(pages: Vec<Vec<u8>>, ending: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let digits = pages.len().to_string().len().max(3);
    let name = |at: usize| PathBuf::from(format!("pages/page-{at:0digits$}.{ending}"));
    pages.into_iter().enumerate().map(|(at, bytes)| (name(at + 1), bytes)).collect()
}

/// Writes the files and returns where: the file, or the folder of several.
fn write(files: &Files, args: &BuildArgs, root: &Path) -> Result<PathBuf, Failure> {
    let build = root.join("build");
    let mut written = args.output.clone().unwrap_or_else(|| build.clone());
    for (name, bytes) in &files.list {
        let path = match (&args.output, args.format) {
            (None, _) => build.join(name),
            (Some(folder), Format::Typst) => folder.join(name.strip_prefix("typst").unwrap_or(name)),
            (Some(file), _) if files.list.len() == 1 => file.clone(),
            (Some(file), _) => beside(file, name),
        };
        export::write(&path, bytes)?;
        written = path;
    }
    if files.list.len() > 1 {
        remove_old(&written, files.list.len(), args);
        written.pop();
    }
    Ok(match (args.format, &args.output) {
        (Format::Typst, Some(folder)) => folder.clone(),
        (Format::Typst, None) => build.join("typst"),
        _ => written,
    })
}

/// Removes pages of an earlier, longer build, which would pass for pages of this one.
fn remove_old(last: &Path, count: usize, args: &BuildArgs) {
    if args.output.is_some() || args.format == Format::Typst {
        return;
    }
    let ending = last.extension().unwrap_or_default();
    let Some(list) = last.parent().and_then(|folder| std::fs::read_dir(folder).ok()) else { return };
    for path in list.filter_map(Result::ok).map(|entry| entry.path()) {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let number = stem.strip_prefix("page-").and_then(|number| number.parse::<usize>().ok());
        if path.extension() == Some(ending) && number.is_some_and(|number| number > count) {
            // An old page that stays is a nuisance, not a reason to stop.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Returns `NAME-001.png` for the first page written to `NAME.png`.
fn beside(file: &Path, page: &Path) -> PathBuf {
    let text = |part: Option<&std::ffi::OsStr>| part.map(|part| part.to_string_lossy().into_owned());
    let stem = text(file.file_stem()).unwrap_or_default();
    let page_stem = text(page.file_stem()).unwrap_or_default();
    let number = page_stem.trim_start_matches("page-");
    let ending = text(file.extension()).or_else(|| text(page.extension())).unwrap_or_default();
    file.with_file_name(format!("{stem}-{number}.{ending}"))
}

/// Refuses an output that cannot be written there, before any work is done.
pub(super) fn refuse_output(output: &Path, format: Format) -> Result<(), Failure> {
    if format != Format::Typst {
        return export::refuse_special(output);
    }
    if output.exists() && !output.is_dir() {
        let path = printable(&output.display().to_string());
        let message = text!("{path} 是文件，typst 要写进文件夹", "{path} is a file, Typst needs a folder");
        return Err(Failure::new(Kind::Files, message));
    }
    Ok(())
}

/// Refuses a PDF under a name that says it is none: a section must not be overwritten by one.
fn refuse_ending(output: &Path, format: Format) -> Result<(), Failure> {
    const OTHERS: [&str; 14] = [
        "md", "markdown", "txt", "toml", "lock", "typ", "png", "jpg", "svg", "html", "doc", "docx", "wps",
        "xlsx",
    ];
    let ending = output.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if format != Format::Pdf || !OTHERS.contains(&ending.as_str()) {
        return Ok(());
    }
    let path = printable(&output.display().to_string());
    let message = text!("{path} 不是 PDF 的文件名", "{path} is no name for a PDF");
    let hint = text!("文件名要以 .pdf 结尾", "the file's name must end in .pdf");
    Err(Failure::new(Kind::Usage, message).hint(hint))
}

/// Says how long each stage took, when asked.
pub(super) fn say_times(console: Console, timings: &[(&'static str, Duration)]) {
    if console.verbose {
        let list: Vec<String> = timings
            .iter()
            .map(|(stage, time)| format!("{stage} {:.1} ms", time.as_secs_f64() * 1e3))
            .collect();
        let list = list.join(" · ");
        console.say(&text!("各步用时：{list}", "stages: {list}"));
    }
}

/// Returns a path as short as it can be said from the current folder.
pub(super) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let short = path.strip_prefix(&here).unwrap_or(path);
    printable(&short.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_named_so_that_they_sort() {
        let pages = numbered(vec![Vec::new(); 12], "png");
        assert_eq!(pages[0].0, Path::new("pages/page-001.png"));
        assert_eq!(pages[11].0, Path::new("pages/page-012.png"));
        assert_eq!(beside(Path::new("out/a.png"), &pages[1].0), Path::new("out/a-002.png"));
        assert_eq!(beside(Path::new("a"), &pages[1].0), Path::new("a-002.png"));
    }

    #[test]
    fn the_register_stands_beside_the_pdf() {
        let beside = |pdf: &str| register_beside(Path::new(pdf));
        assert_eq!(beside("build/report.pdf"), Path::new("build/figures.json"));
        assert_eq!(beside("out/2021.pdf"), Path::new("out/2021.figures.json"));
    }

    #[test]
    fn a_folder_is_no_file_to_write() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(refuse_output(folder.path(), Format::Pdf).unwrap_err().kind, Kind::Files);
        assert_eq!(refuse_output(Path::new("/dev/null"), Format::Pdf).unwrap_err().kind, Kind::Files);
        assert_eq!(refuse_ending(Path::new("content/01-a.md"), Format::Pdf).unwrap_err().kind, Kind::Usage);
        assert!(refuse_ending(Path::new("out.png"), Format::Png).is_ok());
        assert!(refuse_output(folder.path(), Format::Typst).is_ok());
        assert!(refuse_output(&folder.path().join("x.pdf"), Format::Pdf).is_ok());
    }
}

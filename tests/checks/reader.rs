//! The form of literate cases: a heading names the case, fenced blocks give its files and the diagnostics it must
//! yield. `SUITE=rewrite` writes what is yielded into the files, to be read as a diff.
//!
//! The form stands in `tests/suite/README.md`. How a case is run is for those to say who use this file: `it` with
//! the real binary, `checks` in process.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// One case: a small report, and the diagnostics that a check of it prints.
pub(crate) struct Case {
    pub(crate) name: String,
    /// The line of its heading, from 1.
    pub(crate) line: usize,
    /// Paths and contents: its own, and those of the part of the file it stands in.
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// The expected lines; `None` when the case has no `diagnostics` block yet.
    pub(crate) expected: Option<Vec<String>>,
    /// The lines between the fences of the `diagnostics` block, or where it is to be put, from 0.
    block: Range<usize>,
}

/// Runs every case of the suite files and expects what they say, or writes what was found into them.
///
/// `run` is told the file and the case, and returns the lines that the case yields.
pub(crate) fn verify(paths: &[PathBuf], run: impl Fn(&Path, &Case) -> Vec<String> + Sync) {
    let rewrite = std::env::var("SUITE").is_ok_and(|value| value == "rewrite");
    let texts: Vec<String> = paths.iter().map(|path| read(path)).collect();
    let suites: Vec<Vec<Case>> = texts.iter().map(|text| cases(text)).collect();
    let all: Vec<(&Path, &Case)> = paths
        .iter()
        .zip(&suites)
        .flat_map(|(path, cases)| cases.iter().map(move |case| (path.as_path(), case)))
        .collect();
    let mut found = run_all(&all, run).into_iter();
    let mut faults = Vec::new();
    for ((path, text), cases) in paths.iter().zip(&texts).zip(&suites) {
        let found: Vec<_> = found.by_ref().take(cases.len()).collect();
        if rewrite {
            let text = rewritten(text, cases, &found);
            fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            continue;
        }
        for (case, found) in cases.iter().zip(&found) {
            if !case.expected.as_ref().is_some_and(|expected| agrees(expected, found)) {
                let expected = case.expected.as_deref().unwrap_or(&[]).join("\n  ");
                let place = format!("{}:{}", path.display(), case.line);
                let found = found.join("\n  ");
                faults.push(format!("{place}: {}\n expected\n  {expected}\n found\n  {found}", case.name));
            }
        }
    }
    let way_out = "if what was found is right: SUITE=rewrite make test, then read the diff";
    assert!(faults.is_empty(), "\n{}\n\n{way_out}", faults.join("\n\n"));
}

/// Returns the suite files of a folder, not of those below it: all `.md` files but its README.
pub(crate) fn suite_files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite").join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| {
        path.extension().is_some_and(|extension| extension == "md") && !path.ends_with("README.md")
    });
    files.sort();
    files
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the cases of a suite file; text outside headings and known blocks is for the reader alone.
pub(crate) fn cases(text: &str) -> Vec<Case> {
    let lines: Vec<&str> = text.lines().collect();
    let mut cases: Vec<Case> = Vec::new();
    let mut part = Part::default();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if line.starts_with("# ") {
            part.end(&mut cases);
            part = Part { first: cases.len(), files: Vec::new() };
        }
        // A page of the guide is one case, named by its title.
        let title = (at == 1 && lines[0] == "---").then(|| line.strip_prefix("title: ")).flatten();
        if let Some(name) = line.strip_prefix("## ").or(title) {
            let (name, block) = (name.trim().to_owned(), at + 1..at + 1);
            cases.push(Case { name, line: at + 1, files: Vec::new(), expected: None, block });
        }
        let fence = line.len() - line.trim_start_matches('`').len();
        if fence < 3 {
            at += 1;
            continue;
        }
        let closes = |line: &&str| line.len() >= fence && line.chars().all(|c| c == '`');
        let end = lines[at + 1..].iter().position(closes).map_or(lines.len(), |offset| at + 1 + offset);
        match cases.get_mut(part.first..).and_then(<[Case]>::last_mut) {
            Some(case) => take_block(case, &lines, at, end),
            None => part.files.extend(file_of(&lines, at, end)),
        }
        at = end + 1;
    }
    part.end(&mut cases);
    cases
}

/// A part of a suite file, from one `# ` heading to the next.
#[derive(Default)]
struct Part {
    /// The index of its first case.
    first: usize,
    /// The files that stand before it.
    files: Vec<(String, Vec<u8>)>,
}

impl Part {
    /// Gives its files to its cases; a case's own file of the same path wins.
    fn end(&self, cases: &mut [Case]) {
        for case in &mut cases[self.first..] {
            for (path, content) in &self.files {
                if !case.files.iter().any(|(own, _)| own == path) {
                    case.files.push((path.clone(), content.clone()));
                }
            }
        }
    }
}

/// Puts the fenced block from line `open` to line `close` where it belongs in its case.
fn take_block(case: &mut Case, lines: &[&str], open: usize, close: usize) {
    if info(lines[open]).0 == "diagnostics" {
        let inside = &lines[open + 1..close.min(lines.len())];
        case.expected = Some(inside.iter().map(|line| (*line).to_owned()).collect());
        case.block = open + 1..close;
    } else if let Some(file) = file_of(lines, open, close) {
        case.files.push(file);
        if case.expected.is_none() {
            case.block = close + 1..close + 1;
        }
    }
}

/// Returns the file that a fenced block gives, if its info names a path.
fn file_of(lines: &[&str], open: usize, close: usize) -> Option<(String, Vec<u8>)> {
    let (language, path) = info(lines[open]);
    let mut content = lines[open + 1..close.min(lines.len())].join("\n");
    content.push('\n');
    (!path.is_empty()).then(|| (path.to_owned(), encoded(&content, language)))
}

/// Returns the language and the path of the line that opens a block.
fn info(line: &str) -> (&str, &str) {
    let info = line.trim_start_matches('`').trim();
    let (language, path) = info.split_once(' ').unwrap_or((info, ""));
    (language, path.trim())
}

/// Returns a file's bytes: UTF-8, unless the block's language is the name of another encoding.
fn encoded(content: &str, language: &str) -> Vec<u8> {
    match language {
        "gb18030" => encoding_rs::GB18030.encode(content).0.into_owned(),
        _ => content.as_bytes().to_owned(),
    }
}

/// Returns a suite file's text with the diagnostics that were found in place of those expected.
pub(crate) fn rewritten(text: &str, cases: &[Case], found: &[Vec<String>]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (case, found) in cases.iter().zip(found).rev() {
        let mut block = found.clone();
        if case.expected.is_none() {
            block.insert(0, "```diagnostics".to_owned());
            block.insert(0, String::new());
            block.push("```".to_owned());
        }
        lines.splice(case.block.clone(), block);
    }
    lines.join("\n") + "\n"
}

/// Returns what each case yields; several at a time, because a case may start the binary and read fonts.
fn run_all(cases: &[(&Path, &Case)], run: impl Fn(&Path, &Case) -> Vec<String> + Sync) -> Vec<Vec<String>> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(vec![Vec::new(); cases.len()]);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some((path, case)) = cases.get(index) else { break };
                    let lines = run(path, case);
                    found.lock().unwrap_or_else(PoisonError::into_inner)[index] = lines;
                }
            });
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Returns whether what was found is what was expected; an expected line without message stands for any message.
pub(crate) fn agrees(expected: &[String], found: &[String]) -> bool {
    let same = |(expected, found): (&String, &String)| match found.split_once("]: ") {
        Some((place, _)) if !expected.contains("]: ") => expected.trim_end_matches(']') == place,
        _ => expected == found,
    };
    expected.len() == found.len() && expected.iter().zip(found).all(same)
}

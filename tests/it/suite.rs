//! The literate cases of `tests/suite`: a heading names the case, fenced blocks give its files and the
//! diagnostics it must yield. `SUITE=rewrite` writes what is yielded into the files, to be read as a diff.
//!
//! The form of a case stands in `tests/suite/README.md`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::support::ReportTest;

#[test]
fn cases_yield_what_they_say() {
    let rewrite = std::env::var("SUITE").is_ok_and(|value| value == "rewrite");
    let mut faults = Vec::new();
    for path in suite_files() {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let cases = cases(&text);
        let found = run_all(&cases);
        if rewrite {
            let text = rewritten(&text, &cases, &found);
            fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
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

#[test]
fn a_case_is_read_as_written() {
    let text = "# t\n\n## one\n\n````markdown content/01-a.md\n```\nx\n````\n\n```diagnostics\na:1:1: b\n```\n\n\
                ## two\n\n``` markdown content/02-b.md\ny\n```\n";
    let cases = cases(text);
    assert_eq!(cases.len(), 2);
    assert_eq!(cases[0].files, [("content/01-a.md".to_owned(), b"```\nx\n".to_vec())]);
    assert_eq!(cases[0].expected, Some(vec!["a:1:1: b".to_owned()]));
    assert_eq!((cases[1].name.as_str(), cases[1].line, &cases[1].expected), ("two", 14, &None));

    let line = |text: &str| vec![text.to_owned()];
    assert!(agrees(&line("a:1:1: error[x]"), &line("a:1:1: error[x]: b")));
    assert!(!agrees(&line("a:1:1: error[x]"), &line("a:1:2: error[x]: b")));
    assert!(!agrees(&line("a:1:1: error[x]: c"), &line("a:1:1: error[x]: b")));
    assert!(!agrees(&line("a:1:1: error[x]"), &[]));

    let found = [vec!["a:1:2: c".to_owned()], vec![]];
    let after = rewritten(text, &cases, &found);
    assert!(after.contains("```diagnostics\na:1:2: c\n```\n\n## two"), "{after}");
    assert!(after.ends_with("y\n```\n\n```diagnostics\n```\n"), "{after}");
}

/// One case: a small report, and the diagnostics that a check of it prints.
struct Case {
    name: String,
    /// The line of its heading, from 1.
    line: usize,
    /// Paths and contents.
    files: Vec<(String, Vec<u8>)>,
    /// The expected lines; `None` when the case has no `diagnostics` block yet.
    expected: Option<Vec<String>>,
    /// The lines between the fences of the `diagnostics` block, or where it is to be put, from 0.
    block: std::ops::Range<usize>,
}

/// Returns the cases of a suite file; text outside headings and known blocks is for the reader alone.
fn cases(text: &str) -> Vec<Case> {
    let lines: Vec<&str> = text.lines().collect();
    let mut cases: Vec<Case> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if let Some(name) = line.strip_prefix("## ") {
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
        if let Some(case) = cases.last_mut() {
            take_block(case, &lines, at, end);
        }
        at = end + 1;
    }
    cases
}

/// Puts the fenced block from line `open` to line `close` where it belongs in its case.
fn take_block(case: &mut Case, lines: &[&str], open: usize, close: usize) {
    let info = lines[open].trim_start_matches('`').trim();
    let (language, path) = info.split_once(' ').unwrap_or((info, ""));
    let inside = &lines[open + 1..close.min(lines.len())];
    match (language, path.trim()) {
        ("diagnostics", _) => {
            case.expected = Some(inside.iter().map(|line| (*line).to_owned()).collect());
            case.block = open + 1..close;
        }
        (_, "") => {}
        (language, path) => {
            let mut content = inside.join("\n");
            content.push('\n');
            case.files.push((path.to_owned(), encoded(&content, language)));
            if case.expected.is_none() {
                case.block = close + 1..close + 1;
            }
        }
    }
}

/// Returns a file's bytes: UTF-8, unless the block's language is the name of another encoding.
fn encoded(content: &str, language: &str) -> Vec<u8> {
    match language {
        "gb18030" => encoding_rs::GB18030.encode(content).0.into_owned(),
        _ => content.as_bytes().to_owned(),
    }
}

/// Returns a suite file's text with the diagnostics that were found in place of those expected.
fn rewritten(text: &str, cases: &[Case], found: &[Vec<String>]) -> String {
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

/// Returns what each case yields; several at a time, because each starts the binary and reads fonts.
fn run_all(cases: &[Case]) -> Vec<Vec<String>> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(vec![Vec::new(); cases.len()]);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((index, case)) = take(&next, cases) {
                    let lines = diagnostics_of(case);
                    found.lock().unwrap_or_else(PoisonError::into_inner)[index] = lines;
                }
            });
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Returns whether what was found is what was expected; an expected line without message stands for any message.
fn agrees(expected: &[String], found: &[String]) -> bool {
    let same = |(expected, found): (&String, &String)| match found.split_once("]: ") {
        Some((place, _)) if expected.ends_with(']') => expected.trim_end_matches(']') == place,
        _ => expected == found,
    };
    expected.len() == found.len() && expected.iter().zip(found).all(same)
}

/// Returns the next case that no thread has taken.
fn take<'a>(next: &AtomicUsize, cases: &'a [Case]) -> Option<(usize, &'a Case)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, cases.get(index)?))
}

/// Returns the lines that name a place in a file, which is all that a case speaks of.
fn diagnostics_of(case: &Case) -> Vec<String> {
    let mut report = ReportTest::new();
    for (path, content) in &case.files {
        report = report.file(path, content);
    }
    let run = report.run(&["check", "--message-format", "short"]);
    run.stderr().lines().filter(|line| names_a_place(line)).map(str::to_owned).collect()
}

/// Returns whether a line begins `path:line:column:`.
fn names_a_place(line: &str) -> bool {
    let mut parts = line.split(':').skip(1);
    let mut number = || parts.next().is_some_and(|part| part.parse::<usize>().is_ok());
    number() && number()
}

/// Returns the files of cases: all of `tests/suite` but its README.
fn suite_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| {
        path.extension().is_some_and(|extension| extension == "md") && !path.ends_with("README.md")
    });
    files.sort();
    files
}

//! The repository's own report: every number in it is a figure, and every figure is in the PDF.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bluebook::diagnostic::{Code, Diagnostic, Severity};
use bluebook::pipeline::run;

use crate::support::{ReportTest, pdf_text, request};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn sections() -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(Path::new(ROOT).join("content")).sort_by_file_name();
    let files = walk.into_iter().map(|entry| entry.expect("content/ can be read").into_path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// Copies the report, so that a test never writes into the repository.
pub(crate) fn copy() -> ReportTest {
    let root = Path::new(ROOT);
    let files = sections().into_iter().chain([root.join("bluebook.toml")]);
    files.fold(ReportTest::new(), |report, path| {
        let inside = path.strip_prefix(root).ok().and_then(Path::to_str).expect("a path in the repository");
        report.file(inside, fs::read(&path).expect("a file of the report"))
    })
}

#[test]
fn every_figure_stands_in_the_pdf() {
    let report = copy();
    report.run(&["build"]).code(0);
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let text = bare(&pdf_text(&report.path("build/report.pdf")));
    report.run(&["figures", "-o", "figures.json"]).code(0);
    let register: serde_json::Value =
        serde_json::from_slice(&fs::read(report.path("figures.json")).unwrap()).unwrap();
    let figures = register["figures"].as_array().expect("a list of figures");
    assert_eq!(figures.len(), 112);
    for figure in figures {
        let display = figure["display"].as_str().unwrap_or_else(|| panic!("{figure} is shown"));
        assert!(text.contains(&bare(display)), "{display} of {figure} is not in the PDF");
    }
    for derived in ["99.22%", "50%", "56.82%", "83.33%", "11.36%"] {
        assert!(text.contains(derived), "{derived}");
    }
    for wrong in ["97%", "6.81%", "56.81%"] {
        assert!(!text.contains(wrong), "{wrong}");
    }
}

/// The digits that may stand in the prose: a hotline, round-the-clock duty, classes of age and illness.
const ALLOWED: [&str; 6] = ["12345", "24小时", "35岁以下", "3级以下", "3级以上", "含3级"];

#[test]
fn no_number_is_typed_by_hand() {
    let mut left = BTreeSet::new();
    for path in sections() {
        let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        let body = text
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---\n"))
            .map_or(text.as_str(), |(_, body)| body);
        let mut body = body.to_owned();
        for (open, close) in [("{{", "}}"), ("《", "》"), ("“", "”")] {
            while let Some(start) = body.find(open) {
                let end = body[start..].find(close).map_or(body.len(), |end| start + end + close.len());
                body.replace_range(start..end, "□");
            }
        }
        for allowed in ALLOWED {
            body = body.replace(allowed, "□");
        }
        let mut rest = body.as_str();
        while let Some(at) = rest.find(|c: char| c.is_numeric() && !('\u{4e00}'..='\u{9fff}').contains(&c)) {
            let number: String =
                rest[at..].chars().take_while(|c| c.is_numeric() || ".年月日".contains(*c)).collect();
            if !is_date(&number) {
                left.insert(format!("{}: {number}", path.display()));
            }
            rest = &rest[at + number.len().max(1)..];
        }
    }
    assert!(left.is_empty(), "{left:#?}");
}

fn is_date(text: &str) -> bool {
    text.contains('年')
        && text
            .split(['年', '月', '日'])
            .all(|part| part.len() <= 4 && part.chars().all(|c| c.is_ascii_digit()))
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let (first, second) = (copy(), copy());
    for (report, threads) in [(&first, "1"), (&second, "2")] {
        let status = Command::new(env!("CARGO_BIN_EXE_bluebook"))
            .args(["build", "-q"])
            .current_dir(report.path(""))
            .env("RAYON_NUM_THREADS", threads)
            .status()
            .expect("the binary starts");
        assert!(status.success());
    }
    let bytes = |report: &ReportTest| fs::read(report.path("build/report.pdf")).unwrap();
    assert!(bytes(&first) == bytes(&second), "two builds differ");
}

#[test]
fn the_guide_and_the_examples_are_without_errors() {
    for folder in ["docs/zh", "docs/en", "examples/performance", "examples/annual"] {
        let outcome = run(&request(&Path::new(ROOT).join(folder)));
        let outcome = outcome.unwrap_or_else(|failure| panic!("{folder}: {failure:?}"));
        let wrong = |found: &&Diagnostic| {
            found.severity <= Some(Severity::Warning) && found.code != Code::FontSubstituted
        };
        let found: Vec<_> = outcome.diagnostics.iter().filter(wrong).map(|found| &found.message.en).collect();
        assert!(found.is_empty() && outcome.typeset.is_some(), "{folder}: {found:?}");
    }
}

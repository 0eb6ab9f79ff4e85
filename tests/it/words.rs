//! Every construct of CommonMark, and of GFM's additions, brings its words to the page.
//!
//! What a construct becomes is tested in `markdown`; here only that nothing of it is lost, and what is said of it.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::ReportTest;

const CONSTRUCTS: &str = include_str!("../fixtures/constructs.md");

const PICTURE: &str =
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='9' height='9'/></svg>";

/// Returns the words of the fixture that must be printed: letters and digits side by side, among them one in
/// lower case or without case. Words in capitals steer the markup, as the fixture says of itself.
fn words(source: &str) -> Vec<String> {
    let runs = source.split(|c: char| !c.is_alphanumeric());
    let printed =
        |word: &&str| word.chars().any(|c| c.is_lowercase() || (c.is_alphabetic() && !c.is_uppercase()));
    // The one name of an entity that has no capitals.
    runs.filter(printed).filter(|word| *word != "nbsp").map(str::to_owned).collect()
}

/// Returns the text of a PDF in the order in which it was written, without white space and page numbers.
fn text(pdf: &Path) -> String {
    let output = Command::new("pdftotext").args(["-q", "-raw"]).arg(pdf).arg("-").output();
    let output =
        output.unwrap_or_else(|error| panic!("pdftotext does not start (make test installs it): {error}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut bare = String::new();
    for (index, page) in text.split_terminator('\u{c}').enumerate() {
        let page: String = page.chars().filter(|c| !c.is_whitespace()).collect();
        bare.push_str(page.strip_suffix(&(index + 1).to_string()).expect("a page ends with its number"));
    }
    bare
}

/// Returns where and as what each diagnostic is reported: `LINE code`.
fn said(stderr: &str) -> Vec<String> {
    let one = |line: &str| {
        let (line, rest) = line.strip_prefix("content/01-all.md:")?.split_once(':')?;
        let code = rest.split_once('[')?.1.split_once(']')?.0;
        Some(format!("{line} {code}"))
    };
    stderr.lines().filter_map(one).collect()
}

fn every_word_is_printed(indented_code: bool, expected: &[&str]) {
    let report = ReportTest::new().file("content/01-all.md", CONSTRUCTS).file("content/PICTURE.SVG", PICTURE);
    let mut settings = fs::read_to_string(report.path("bluebook.toml")).expect("the test's settings");
    settings.push_str("literal-unbound = \"off\"\n");
    settings.push_str(&format!("\n[markdown]\nindented-code = {indented_code}\n"));
    let report = report.file("bluebook.toml", settings);
    let run = report.run(&["build", "--message-format", "short"]);
    let text = text(&report.path("build/report.pdf"));
    let mut at = 0;
    for word in words(CONSTRUCTS) {
        let found = text[at..].find(&word);
        let rest: String = text[at..].chars().take(200).collect();
        at += found.unwrap_or_else(|| panic!("`{word}` is not printed after this: {rest}")) + word.len();
    }
    assert_eq!(said(&run.stderr()), expected, "{}", run.stderr());
}

#[test]
fn no_construct_loses_a_word() {
    every_word_is_printed(false, &["147 unsupported"]);
}

#[test]
fn no_construct_loses_a_word_with_indented_code() {
    every_word_is_printed(true, &["147 unsupported"]);
}

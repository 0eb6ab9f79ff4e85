//! The literate cases of `tests/suite`, run with the real binary.
//!
//! Those in `tests/suite/checks` are run in process by the test target `checks`.

#[path = "../checks/reader.rs"]
mod reader;

use std::path::Path;

use reader::Case;

use crate::support::ReportTest;

#[test]
fn cases_yield_what_they_say() {
    reader::verify(&reader::suite_files(""), diagnostics_of);
}

/// Returns the lines that name a place in a file, which is all that a case speaks of.
fn diagnostics_of(_: &Path, case: &Case) -> Vec<String> {
    let mut report = ReportTest::new();
    for (path, content) in &case.files {
        report = report.file(path, content);
    }
    let run = report.run(&["check", "--message-format", "short"]);
    // Nearly every small report has figures without a source; `checks/missing-source.md` is about them.
    let aside = |line: &&str| line.contains(": info[missing-source]: ");
    let stderr = run.stderr();
    stderr.lines().filter(|line| names_a_place(line) && !aside(line)).map(str::to_owned).collect()
}

/// Returns whether a line begins `path:line:column:`.
fn names_a_place(line: &str) -> bool {
    let mut parts = line.split(':').skip(1);
    let mut number = || parts.next().is_some_and(|part| part.parse::<usize>().is_ok());
    number() && number()
}

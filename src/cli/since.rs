//! `bluebook figures --since LOCK`: which figures were added, removed and changed since a lock was signed.
//!
//! Lays out no page: what figures are worth is known before.

use std::path::Path;

use super::args::ListFormat;
use super::console::Console;
use super::target::Target;
use crate::diagnostic::Severity;
use crate::export::changes::{self, Count};
use crate::failure::{Failure, Kind};
use crate::pipeline;
use crate::text;

/// What is to be printed or written, and with which exit code.
pub(super) struct Listed {
    pub bytes: Vec<u8>,
    pub count: Count,
    pub console: Console,
    pub code: u8,
}

/// Compares a report with a lock.
pub(super) fn list(
    target: &Target,
    lock: &Path,
    format: ListFormat,
    console: Console,
) -> Result<Listed, Failure> {
    if format == ListFormat::Xlsx {
        let message = text!("改动清单不写成 xlsx", "the list of changes is not written as xlsx");
        let hint = text!("用 csv、json 或 table", "use csv, json or table");
        return Err(Failure::new(Kind::Usage, message).hint(hint));
    }
    let lock = pipeline::read_lock(lock)?;
    let examined = pipeline::examine(&target.root, pipeline::Terms::default())?;
    let language = examined.report.settings.language;
    let console = console.in_language(language);
    let changes = lock.changes(&examined.figures);
    let bytes = match format {
        ListFormat::Table if changes.is_empty() => Vec::new(),
        ListFormat::Table => changes::table(&changes, language).into_bytes(),
        ListFormat::Csv | ListFormat::Xlsx => changes::csv(&changes, language),
        ListFormat::Json => changes::json(&changes).into_bytes(),
    };
    let mut diagnostics = examined.diagnostics();
    diagnostics.retain_mut(|found| found.severity == Some(Severity::Error));
    console.diagnostics(&diagnostics, &examined.project.sources);
    Ok(Listed { bytes, count: Count::of(&changes), console, code: u8::from(!diagnostics.is_empty()) })
}

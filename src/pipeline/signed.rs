//! What was signed, for this report and for last year's: which file is read how.
//!
//! Compares nothing: that is the business of checks, and of the commands that sign.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, printable};
use crate::failure::{Failure, Kind};
use crate::figure::{Lock, Owner, Prior};
use crate::project::{self, Project};
use crate::text;

/// What is known of the signing of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Locked {
    /// It was never signed.
    Never,
    /// Its `figures.lock` cannot be read, which is said.
    Unreadable,
    /// What was signed.
    Signed(Lock),
}

impl Locked {
    /// Returns what was signed, if that is known.
    pub fn lock(&self) -> Option<&Lock> {
        match self {
            Locked::Signed(lock) => Some(lock),
            Locked::Never | Locked::Unreadable => None,
        }
    }
}

/// Reads the lock that a path of the command line names.
///
/// # Errors
/// Files, with the lines that cannot be read.
pub fn read_lock(path: &Path) -> Result<Lock, Failure> {
    let (sources, source) = project::read_lock_at(path)?;
    let (lock, mut faults) = Lock::read(sources.get(source), Owner::ThisReport);
    lock.ok_or_else(|| {
        let shown = printable(&path.display().to_string());
        let message = text!("{shown} 不是可读的签发文件", "{shown} is no lock that can be read");
        faults.retain_mut(|fault| {
            fault.severity = fault.severity.or(Some(crate::diagnostic::Severity::Error));
            // Whose lock it is, nobody knows: it may be of another year.
            fault.hints.clear();
            true
        });
        Failure::new(Kind::Files, message).with(faults, sources)
    })
}

/// Reads this report's own lock.
pub(super) fn lock(project: &mut Project, found: &mut Diagnostics) -> Result<Locked, Failure> {
    let Some(source) = project.read_lock(found)? else { return Ok(Locked::Never) };
    let (lock, faults) = Lock::read(project.sources.get(source), Owner::ThisReport);
    found.extend(faults);
    Ok(lock.map_or(Locked::Unreadable, Locked::Signed))
}

/// Reads last year's values, if the settings name them: a lock, or a table of figures.
pub(super) fn prior(project: &mut Project, found: &mut Diagnostics) -> Option<Prior> {
    let (path, place) = project.prior()?;
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let rounding = project.settings.rounding;
    let read = match ending.as_str() {
        "lock" => project.read_prior(found).and_then(|source| {
            let (lock, faults) = Lock::read(project.sources.get(source), Owner::LastYear);
            found.extend(faults);
            lock.map(|lock| Prior::of_lock(&lock, rounding))
        }),
        "csv" | "tsv" => project.read_prior(found).and_then(|source| {
            let (prior, faults) = Prior::of_table(project.sources.get(source), rounding);
            found.extend(faults);
            prior
        }),
        _ => {
            let shown = printable(&path.display().to_string());
            let message = text!(
                "上年的数可以是 figures.lock，或 .csv、.tsv 的表，不能是 {shown}",
                "last year's values are a figures.lock, or a .csv or .tsv table, not {shown}"
            );
            found.push(Diagnostic::new(Code::Settings, place, message));
            None
        }
    };
    Some(read.unwrap_or_else(Prior::unreadable))
}

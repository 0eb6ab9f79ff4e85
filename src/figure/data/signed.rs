//! What signing recorded of the cells that figures were taken from, as checks compare it.

use num_rational::BigRational;

use crate::figure::Lock;

/// A figure that was signed with the cell its number was taken from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// The id of the section that declared it.
    pub section: String,
    /// Its name.
    pub name: String,
    /// What tells two figures of one name apart.
    pub scope: Option<String>,
    /// The exact value in its unit.
    pub value: BigRational,
    /// What it printed, or its value with its unit.
    pub shown: String,
    /// The file, relative to the report.
    pub file: String,
    /// The file's content: SHA-256 in hexadecimal.
    pub sha256: String,
    /// The cell, such as `B7`.
    pub cell: String,
    /// The words that stood beside it.
    pub labels: Vec<String>,
}

/// Returns the figures of a lock that were taken from data files.
pub fn taken(lock: &Lock) -> Vec<Taken> {
    let taken = lock.figures.iter().filter_map(|signed| {
        let data = signed.data.as_ref()?;
        Some(Taken {
            section: signed.section.clone(),
            name: signed.name.clone(),
            scope: signed.scope.clone(),
            value: signed.value.clone(),
            shown: signed.shown(),
            file: data.file.clone(),
            sha256: data.sha256.clone(),
            cell: data.cell.clone().unwrap_or_default(),
            labels: data.labels.clone(),
        })
    });
    taken.collect()
}

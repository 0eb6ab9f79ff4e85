//! Figures: numbers with a name, a unit and a source; declared, evaluated exactly, shown once rounded.
//!
//! Reads no files and prints nothing. Judging what figures say about each other beyond their declarations is
//! the business of `check`.

use std::collections::BTreeMap;

use num_rational::BigRational;

use crate::diagnostic::{Diagnostics, Text};
use crate::report::Report;
use crate::source::{Sources, Span};

/// All figures of a report, and what each citation prints.
#[derive(Debug, Clone, Default)]
pub struct FigureTable {
    /// The figures, in the order of their declarations.
    pub figures: Vec<Figure>,
    /// What each citation prints, by its span with the braces.
    pub shown: BTreeMap<Span, Shown>,
}

/// A figure.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its name, in NFC.
    pub name: String,
    /// The index of the section that declares it.
    pub section: usize,
    /// What qualifies it from other sections.
    pub section_id: String,
    /// The place of its name in the declaration.
    pub declared: Span,
    /// What `{{name}}` prints; `None` when it cannot be said.
    pub display: Option<String>,
    /// The exact value in the unit it is shown in; `None` when it cannot be said. Of a hedged figure, the
    /// number as written.
    pub value: Option<BigRational>,
    /// The unit as written, empty for a bare number.
    pub unit: String,
    /// The formula as written.
    pub formula: Option<String>,
    /// Where the number comes from.
    pub source: Option<String>,
    /// What period it is of.
    pub period: Option<String>,
    /// A remark for those who check.
    pub note: Option<String>,
    /// Every citation, in the order of the report.
    pub cited: Vec<Span>,
}

/// What a citation prints.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The index of the figure it cites, when that is known.
    pub figure: Option<usize>,
    /// The text, or the message that a draft prints in a marked box.
    pub text: Result<String, Text>,
}

/// Declares, evaluates and formats all figures of a report.
///
/// Returns the table with every citation of the report in [`FigureTable::shown`], and what is wrong.
pub fn resolve(report: &Report, sources: &Sources) -> (FigureTable, Diagnostics) {
    let _ = (report, sources);
    (FigureTable::default(), Diagnostics::default())
}

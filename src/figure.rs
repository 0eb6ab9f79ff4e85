//! Figures: numbers with a name, a unit and a source; declared, evaluated exactly, shown once rounded.
//!
//! Reads no files and prints nothing. Judging what figures say about each other beyond their declarations is
//! the business of `check`.

mod citation;
mod citing;
mod contradiction;
mod declare;
mod evaluate;
mod expression;
mod format;
mod hedge;
mod interval;
mod ledger;
mod name;
mod number;
mod numeral;
mod order;
mod piece;
mod quantity;
mod relation;
mod scope;
mod sections;
mod unit;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use num_rational::BigRational;

use crate::diagnostic::{Diagnostics, Text};
use crate::report::Report;
use crate::source::{Sources, Span};
use citing::Citations;
use ledger::Ledger;
use quantity::Quantity;
use unit::Unit;

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
    let mut ledger = Ledger::open(report, sources);
    let mut citations = Citations::read(report, &mut ledger);
    citations.declare(&mut ledger);
    ledger.settle();
    sections::compare(report, &mut ledger);
    citations.show(&mut ledger);
    let figures = (0..ledger.declarations.len()).map(|index| figure(report, &ledger, &mut citations, index));
    let table = FigureTable { figures: figures.collect(), shown: citations.shown };
    let mut diagnostics = ledger.diagnostics;
    diagnostics.sort();
    (table, diagnostics)
}

/// Returns a figure as others see it.
fn figure(report: &Report, ledger: &Ledger<'_>, citations: &mut Citations, index: usize) -> Figure {
    let declaration = &ledger.declarations[index];
    let section = &report.sections[declaration.section];
    let value = ledger.outcomes[index].as_ref().ok();
    let stated = declaration.stated.as_ref().map(|(stated, _)| stated);
    let shown_unit = declaration.pattern.as_ref().and_then(|(pattern, _)| pattern.unit());
    let unit = shown_unit.or(stated.map(|stated| &stated.unit)).or(value.map(|value| &value.unit));
    // Of a stated figure, the number as written: a formula beside it may know more digits than were said.
    let base = value.map(|value| stated.map_or_else(|| value.base.clone(), Quantity::base));
    Figure {
        name: declaration.name.clone(),
        section: declaration.section,
        section_id: section.id.clone(),
        declared: declaration.place,
        display: ledger.showing(index).and_then(|showing| showing.text(None, ledger.rounding).ok()),
        value: base.zip(unit).map(|(base, unit)| unit.in_scale(&base)),
        unit: unit.map(Unit::text).unwrap_or_default(),
        formula: declaration.formula.as_ref().map(|formula| formula.text.clone()),
        source: declaration.source.clone().or_else(|| sections::default_text(&section.front_matter.source)),
        period: sections::period(report, declaration),
        note: declaration.note.clone(),
        cited: citations.of_figure.remove(&index).unwrap_or_default(),
    }
}

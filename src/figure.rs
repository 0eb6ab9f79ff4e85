//! Figures: numbers with a name, a unit and a source; declared, evaluated exactly, shown once rounded.
//!
//! Reads no files and prints nothing. Judging what figures say about each other beyond their declarations is
//! the business of `check`.

mod arithmetic;
mod arranged;
mod cells;
mod citation;
mod citing;
mod contradiction;
mod data;
mod declare;
mod evaluate;
mod expectation;
mod expression;
mod filled;
mod format;
mod growth;
mod guess;
mod hedge;
mod hedged;
mod interval;
mod ledger;
mod lock;
mod name;
mod number;
mod numeral;
mod order;
mod piece;
mod plot;
mod prior;
mod quantity;
mod relation;
mod scope;
mod sections;
mod tabled;
mod tie;
mod unit;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use num_rational::BigRational;
use rayon::prelude::*;

pub use self::cells::{Stated, bare_label, is_dash, whole_label};
pub use self::contradiction::{Class, Disagreement, Ratio};
pub use self::data::{DataFile, DataFiles, Named, Origin, Taken, files_named, taken};
pub use self::evaluate::Value;
pub use self::expectation::{Expectation, Relation};
pub use self::filled::{Filled, Sums, is_apart, is_of_which, is_subtotal, is_total};
pub use self::growth::{Growth, year_before};
pub use self::guess::{Guess, guesses};
pub use self::hedge::HedgeKind;
pub use self::interval::{Interval, Limit};
pub use self::lock::{Change, Data, Face, LOCK, Lock, Owner, Signed};
pub use self::number::Commas;
pub use self::numeral::{ONES, TENS};
pub use self::plot::{Plot, Series, is_period};
pub use self::prior::{LastYear, Prior, Published};
pub use self::quantity::{Context, Exact, Hedge, Quantity, scan};
pub use self::tabled::{Entry, Tabled, tables};
pub use self::tie::{Fit, Tie};
pub use self::unit::{Dimension, Unit};

use crate::diagnostic::{Diagnostics, Text};
use crate::report::Report;
use crate::source::{Sources, Span};
use citing::Citations;
use declare::Declared;
use ledger::Ledger;

/// All figures of a report, and what each citation prints.
#[derive(Debug, Clone, Default)]
pub struct FigureTable {
    /// The figures, in the order of their declarations.
    pub figures: Vec<Figure>,
    /// What each citation prints, by its span with the braces.
    pub shown: BTreeMap<Span, Shown>,
    /// What stands behind the words of a citation, where that is more than the figure that is shown.
    pub behind: BTreeMap<Span, Behind>,
    /// What was written about figures and does not fit what is known of them.
    pub disagreements: Vec<Disagreement>,
    /// The totals that were stated with their parts.
    pub ties: Vec<Tie>,
    /// The comparisons under `checks`.
    pub expectations: Vec<Expectation>,
    /// By section: the figures that count things exactly.
    pub counts: BTreeMap<usize, Vec<usize>>,
    /// The tables and charts made of data, by the place of their block; what a draft prints where there is none.
    pub filled: BTreeMap<Span, Result<Filled, Text>>,
    /// Whether the report prints, once, that parts may not add up because of rounding.
    pub rounding_note: bool,
    /// What the sections say of figures, for the next time.
    pub declared: Declarations,
}

/// By section: what it says of figures, which is read again only when the section changed.
#[derive(Debug, Clone, Default)]
pub struct Declarations(Vec<Arc<Declared>>);

/// What figures are resolved from.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The report.
    pub report: &'a Report,
    /// The files it was read from.
    pub sources: &'a Sources,
    /// The data files that figures take their numbers from.
    pub data: &'a DataFiles,
    /// Last year's values, if the report names them.
    pub prior: Option<&'a Prior>,
    /// The figures of the same report before: what a section that did not change says of them is not read again.
    pub before: Option<&'a FigureTable>,
}

impl<'a> Given<'a> {
    /// Returns what the figures of a report without data files, last year's values and builds before are resolved from.
    pub fn new(report: &'a Report, sources: &'a Sources, data: &'a DataFiles) -> Self {
        Self { report, sources, data, prior: None, before: None }
    }
}

/// Another figure that a declaration names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Its index; `None` when the name means nothing, which is said already.
    pub figure: Option<usize>,
    /// The place of the name.
    pub span: Span,
}

/// A figure.
#[derive(Debug, Clone, Default)]
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
    /// What prose calls it, when not by its name.
    pub label: Option<String>,
    /// What tells two figures of one name apart.
    pub scope: Option<String>,
    /// Why what a check asks about is as it is.
    pub why: Option<String>,
    /// The place of all that declares it.
    pub extent: Span,
    /// The value as stated, with its place.
    pub stated: Option<(Quantity, Span)>,
    /// What it is worth: the exact value, its unit, and the true values that what is written allows.
    pub worth: Option<Value>,
    /// The whole it is a part of.
    pub whole: Option<Link>,
    /// The parts it is declared to be made of.
    pub parts: Vec<Link>,
    /// Last year's value as declared, with its place.
    pub prior: Option<Box<(Quantity, Span)>>,
    /// Last year's value as last year's report has it, when the report names that.
    pub published: Option<Box<Published>>,
    /// Why last year's value is not the one then published.
    pub restated: Option<String>,
    /// The figures that its formula names, each once.
    pub inputs: Vec<usize>,
    /// The cell that its number was taken from.
    pub origin: Option<Box<Origin>>,
    /// Its formula with the numbers of its inputs in place of their names.
    pub worked: Option<String>,
    /// The exact value as a decimal, in the unit it is shown in; `None` when its decimals do not end soon.
    pub decimal: Option<String>,
    /// Whether it is hedged, or computed from what is: then its value is a bound or a guess, and no exact one.
    pub hedged: bool,
}

/// What a citation prints.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The index of the figure it cites, when that is known.
    pub figure: Option<usize>,
    /// The text, or the message that a draft prints in a marked box.
    pub text: Result<String, Text>,
}

/// What stands behind the words that a citation prints.
#[derive(Debug, Clone, Default)]
pub struct Behind {
    /// What it prints of its figure, as readers are told: last year's value, growth.
    pub facet: Option<Text>,
    /// How that is computed, in numbers: `(12.3亿元−11.4亿元)/11.4亿元`.
    pub worked: Option<String>,
    /// The exact number, in the unit that is printed, where it is printed rounded.
    pub number: Option<BigRational>,
}

/// Declares, evaluates and formats all figures of a report.
///
/// Returns the table with every citation of the report in [`FigureTable::shown`], and what is wrong.
pub fn resolve(given: &Given<'_>) -> (FigureTable, Diagnostics) {
    let report = given.report;
    let mut ledger = Ledger::open(given);
    let mut citations = Citations::gather(report, &mut ledger);
    citations.declare(&mut ledger);
    ledger.look_back(report, given.prior);
    ledger.settle();
    tie::add_up(&mut ledger);
    let expectations = expectation::expectations(report, &mut ledger);
    citations.show(&mut ledger);
    let seen = |index| figure(report, &ledger, &citations, index);
    let figures: Vec<Figure> = (0..ledger.declarations.len()).into_par_iter().map(seen).collect();
    let rounding_note = ledger.ties.iter().any(|tie| tie.fit == Fit::Rounding);
    let mut table = FigureTable {
        counts: guess::counts(&figures),
        figures,
        shown: citations.shown,
        behind: citations.behind,
        disagreements: std::mem::take(&mut ledger.disagreements),
        ties: std::mem::take(&mut ledger.ties),
        expectations,
        filled: BTreeMap::new(),
        rounding_note,
        declared: Declarations(std::mem::take(&mut ledger.declared)),
    };
    let mut diagnostics = ledger.diagnostics;
    filled::fill(given, &mut table, &mut diagnostics);
    diagnostics.sort();
    (table, diagnostics)
}

/// Returns a figure as others see it.
fn figure(report: &Report, ledger: &Ledger<'_>, citations: &Citations, index: usize) -> Figure {
    let declaration = &ledger.declarations[index];
    let section = &report.sections[declaration.section];
    let value = ledger.outcomes[index].as_ref().ok();
    let stated = declaration.stated.as_ref().map(|(stated, _)| stated);
    let shown_unit = declaration.pattern.as_ref().and_then(|(pattern, _)| pattern.unit());
    let unit = shown_unit.or(stated.map(|stated| &stated.unit)).or(value.map(|value| &value.unit));
    // Of a stated figure, the number as written: a formula beside it may know more digits than were said.
    let base = value.map(|value| stated.map_or_else(|| value.base.clone(), Quantity::base));
    let number = base.zip(unit).map(|(base, unit)| unit.in_scale(&base));
    Figure {
        name: declaration.name.clone(),
        section: declaration.section,
        section_id: section.id.clone(),
        declared: declaration.place,
        display: ledger.showing(index).and_then(|showing| showing.text(None, ledger.rounding).ok()),
        decimal: number.as_ref().and_then(number::exact),
        value: number,
        unit: unit.map(Unit::text).unwrap_or_default(),
        formula: declaration.formula.as_ref().map(|formula| formula.text.clone()),
        source: sections::source(report, declaration),
        period: sections::period(report, declaration),
        note: declaration.note.clone(),
        cited: citations.of_figure.get(&index).cloned().unwrap_or_default(),
        label: declaration.label.clone(),
        scope: declaration.scope.clone(),
        why: declaration.why.clone(),
        extent: declaration.extent,
        stated: declaration.stated.clone(),
        worth: value.cloned(),
        whole: declaration
            .whole
            .as_ref()
            .map(|whole| Link { figure: ledger.wholes[index], span: whole.span }),
        parts: ledger.links_of_parts(index),
        prior: declaration.prior.clone(),
        published: ledger.published[index].cloned().map(Box::new),
        restated: declaration.restated.clone(),
        inputs: ledger.inputs_of(index),
        hedged: citations.hedges.holds(index),
        origin: declaration.origin.clone(),
        worked: declaration.formula.as_ref().map(|formula| ledger.numbers_of(index, formula)),
    }
}

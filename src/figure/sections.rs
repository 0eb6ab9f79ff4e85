//! One figure in several sections: the same name, period and scope must have values that agree.
//!
//! Also the defaults that a section and the report give their figures.

use std::collections::BTreeMap;

use super::data::Origin;
use super::declare::Declaration;
use super::evaluate::Value;
use super::ledger::Ledger;
use super::relation::contradict;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::report::{Report, Scalar};
use crate::text;

/// What makes two declarations speak of one thing.
type Thing<'a> = (&'a str, Option<String>, Option<&'a str>);

/// Reports figures that two sections declare with values that do not agree.
pub(super) fn compare(report: &Report, ledger: &mut Ledger<'_>) {
    let mut things = BTreeMap::<Thing<'_>, Vec<usize>>::new();
    let mut diagnostics = Diagnostics::default();
    for (index, declaration) in ledger.declarations.iter().enumerate() {
        let Ok(value) = &ledger.outcomes[index] else { continue };
        let thing = (declaration.name.as_str(), period(report, declaration), declaration.scope.as_deref());
        let before = things.entry(thing).or_default();
        // Readings that all agree with the first may still differ from each other; the last is asked too.
        let candidates = before.first().into_iter().chain(before.last());
        let other = candidates.copied().find(|other| match &ledger.outcomes[*other] {
            Ok(known) => !known.unit.is_kind_of(&value.unit) || contradict(known, value),
            Err(_) => false,
        });
        before.push(index);
        if let Some(other) = other {
            diagnostics.push(differently(ledger, index, other));
        }
    }
    ledger.diagnostics.extend(diagnostics);
}

/// Returns the period of a figure: its own, its section's, or the report's.
pub(super) fn period(report: &Report, declaration: &Declaration) -> Option<String> {
    let section = &report.sections[declaration.section].front_matter.period;
    let settings = || Some(report.settings.period.clone()).filter(|period| !period.is_empty());
    let own = declaration.period.clone();
    if declaration.of_report {
        own.or_else(settings)
    } else {
        own.or_else(|| default_text(section)).or_else(settings)
    }
}

/// Returns where a figure's number comes from: as it says, as its section says, or the cell it was taken from.
pub(super) fn source(report: &Report, declaration: &Declaration) -> Option<String> {
    let section = &report.sections[declaration.section].front_matter.source;
    let default = || if declaration.of_report { None } else { default_text(section) };
    declaration.source.clone().or_else(default).or_else(|| declaration.origin.as_ref().map(Origin::name))
}

/// Returns the text of a section's default, if it has one.
fn default_text(scalar: &Option<Scalar>) -> Option<String> {
    let text = scalar.as_ref()?.text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Says that two sections declare one figure with values that do not agree.
fn differently(ledger: &Ledger<'_>, index: usize, other: usize) -> Diagnostic {
    let words = |figure: usize| {
        let stated = ledger.declarations[figure].stated.as_ref().map(|(stated, _)| stated.text.clone());
        let value = || ledger.outcomes[figure].as_ref().map(Value::for_message).unwrap_or_default();
        stated.unwrap_or_else(value)
    };
    let (declaration, first) = (&ledger.declarations[index], &ledger.declarations[other]);
    let name = &declaration.name;
    let (here, there) = (words(index), words(other));
    let message = text!(
        "“{name}”两节不一致：这里 {here}，另一节 {there}",
        "two sections disagree on `{name}`: {here} here, {there} in the other"
    );
    Diagnostic::new(Code::DeclaredDifferently, declaration.place, message)
        .related(first.place, text!("另一节写的是 {there}", "the other section says {there}"))
        .hint(text!(
            "确是一件事就改成一致；是两件事就各写 scope（口径）或 period（期间）",
            "make them the same, or give each a `scope` or `period` if they are two things"
        ))
}

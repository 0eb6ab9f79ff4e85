//! Totals and the parts they were stated with.
//!
//! Adds up and compares; what an author is told of it stands in `check`.

use super::Link;
use super::evaluate::Value;
use super::ledger::Ledger;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::text;

use num_rational::BigRational;
use num_traits::Zero;

/// A total with its parts.
#[derive(Debug, Clone)]
pub struct Tie {
    /// The index of the total.
    pub total: usize,
    /// The indexes of its parts, in their order.
    pub parts: Vec<usize>,
    /// What the parts come to, in the total's unit.
    pub sum: Value,
    /// How well they tie.
    pub fit: Fit,
    /// The place of the parts.
    pub place: Span,
}

/// How well parts tie to their total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// As printed, or within what a hedge leaves open.
    Exact,
    /// Within what rounding leaves open: readers need the note that says so.
    Rounding,
    /// Not at all: no true values within what is printed add up.
    Apart,
}

/// Adds up the parts of every total that was stated with its parts: listed under `parts`, or as a plain sum.
pub(super) fn add_up(ledger: &mut Ledger<'_>) {
    for total in 0..ledger.declarations.len() {
        let listed = ledger.links_of_parts(total);
        if let [first, .., last] | [first @ last] = listed.as_slice()
            && let Some(parts) = listed.iter().map(|link| link.figure).collect::<Option<Vec<_>>>()
        {
            match stranger(ledger, total, &listed) {
                Some(fault) => ledger.diagnostics.push(fault),
                None => ledger.ties.extend(tie(ledger, total, parts, first.span.to(last.span))),
            }
        }
        let declaration = &ledger.declarations[total];
        if let (Some(_), Some(formula)) = (&declaration.stated, &declaration.formula)
            && let Some(parts) = ledger.summands(total)
        {
            let place = formula.span;
            ledger.ties.extend(tie(ledger, total, parts, place));
        }
    }
}

/// Adds up the parts of a total; nothing while one of them has no value.
///
/// For k readings of one unit u in the last place, a total ties while |sum − total| ≤ (k+1)·u/2: the sum of the
/// parts' intervals meets the total's.
fn tie(ledger: &Ledger<'_>, total: usize, parts: Vec<usize>, place: Span) -> Option<Tie> {
    let outcome = |figure: usize| ledger.outcomes[figure].as_ref().ok();
    let worth = outcome(total)?;
    // The total as it was written: what it is worth may be narrowed by its parts already.
    let stated = ledger.declarations[total].stated.as_ref();
    let exact = ledger.declarations[total].exact;
    let written = stated.map(|(stated, _)| Value::of(stated, ledger.rounding, exact));
    let written = written.unwrap_or_else(|| worth.clone());
    let mut sum = Value::exact(BigRational::zero(), worth.unit.clone());
    for part in &parts {
        let part = outcome(*part).filter(|part| part.unit.is_kind_of(&worth.unit))?;
        sum.base += &part.base;
        sum.range = sum.range.plus(&part.range);
    }
    let hedged = |figure: &usize| {
        ledger.declarations[*figure].stated.as_ref().is_some_and(|(stated, _)| stated.hedge.is_some())
    };
    let any_hedged = parts.iter().chain([&total]).any(hedged);
    let fit = if !sum.range.meets(&written.range) {
        Fit::Apart
    } else if sum.base == written.base || any_hedged {
        Fit::Exact
    } else {
        Fit::Rounding
    };
    Some(Tie { total, parts, sum, fit, place })
}

/// Says that a part is of another kind than its total, if one is.
fn stranger(ledger: &Ledger<'_>, total: usize, listed: &[Link]) -> Option<Diagnostic> {
    let unit = |figure: usize| ledger.outcomes[figure].as_ref().ok().map(|value| &value.unit);
    let own = unit(total)?;
    let of_part = |link: &Link| link.figure.and_then(unit);
    let part = listed.iter().find(|link| of_part(link).is_some_and(|unit| !unit.is_kind_of(own)))?;
    let (own, other) = (own.name(), of_part(part)?.name());
    let (zh, en, other_zh, other_en) = (own.zh, own.en, other.zh, other.en);
    let name = &ledger.declarations[total].name;
    let message = text!(
        "“{name}”的单位是“{zh}”，这一部分的单位是“{other_zh}”",
        "`{name}` is in `{en}`, this part of it in `{other_en}`"
    );
    let hint = text!("各部分与总数要用同一种单位", "parts and total have units of one kind");
    Some(Diagnostic::new(Code::UnitMismatch, part.span, message).about(total).hint(hint))
}

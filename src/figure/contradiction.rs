//! Two statements about one figure that cannot both be true, and how the author is told.
//!
//! Whether they can is decided by `relation`; this room finds the words, both places and the right text.

use super::evaluate::Value;
use super::format::{Pattern, Showing};
use super::number;
use super::quantity::{Exact, Quantity};
use super::relation::contradict;
use crate::diagnostic::{Code, Diagnostic};
use crate::report::Rounding;
use crate::source::Span;
use crate::text;

/// A value that was written about a figure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Statement<'a> {
    /// The figure's name, with its facet.
    pub(super) name: &'a str,
    /// What was written.
    pub(super) said: &'a Quantity,
    /// The place.
    pub(super) at: Span,
    /// Whether it is declared to be exact.
    pub(super) exact: Exact,
}

/// What the figure is otherwise known to be.
#[derive(Debug, Clone)]
pub(super) struct Truth<'a> {
    /// The value.
    pub(super) value: &'a Value,
    /// The formula it was computed by, with its numbers.
    pub(super) formula: Option<String>,
    /// The place of the declaration or formula.
    pub(super) place: Span,
}

impl Statement<'_> {
    /// Compares with what is known; returns the value as written, narrowed to what both allow.
    pub(super) fn compared_with(
        &self,
        truth: &Truth<'_>,
        rounding: Rounding,
    ) -> Result<Value, Box<Diagnostic>> {
        let adopts = self.said.unit.is_bare() && !truth.value.unit.is_bare();
        let said = if adopts { self.said.clone().in_unit(&truth.value.unit) } else { self.said.clone() };
        if !said.unit.is_kind_of(&truth.value.unit) {
            return Err(Box::new(self.other_kind(truth)));
        }
        let value = Value::of(&said, rounding, self.exact);
        if contradict(&value, truth.value) {
            return Err(Box::new(self.contradiction(&said, truth, rounding)));
        }
        let base = if value.range.is_point() { value.base } else { truth.value.base.clone() };
        Ok(Value { base, range: value.range.common(&truth.value.range), unit: value.unit })
    }

    fn other_kind(&self, truth: &Truth<'_>) -> Diagnostic {
        let (said, known) = (self.said.unit.name(), truth.value.unit.name());
        let (said_zh, known_zh, said_en, known_en) = (said.zh, known.zh, said.en, known.en);
        let name = self.name;
        let message = text!(
            "“{name}”的单位是“{known_zh}”，这里写的是“{said_zh}”",
            "`{name}` is in `{known_en}`, but `{said_en}` is written here"
        );
        Diagnostic::new(Code::UnitMismatch, self.at, message).related(truth.place, place_of(truth))
    }

    fn contradiction(&self, said: &Quantity, truth: &Truth<'_>, rounding: Rounding) -> Diagnostic {
        let (name, written) = (self.name, &self.said.text);
        // The truth in the unit in which it was stated, so that the two can be compared by eye.
        let known = Value { unit: said.unit.clone(), ..truth.value.clone() }.for_message();
        let Some(formula) = &truth.formula else {
            let message = text!(
                "“{name}”这里是 {written}，另一处是 {known}",
                "`{name}` is {written} here and {known} elsewhere"
            );
            return Diagnostic::new(Code::StatedContradicts, self.at, message)
                .related(truth.place, place_of(truth))
                .hint(text!("核对来源，把两处改成一致", "check the source and make both the same"));
        };
        let message = text!(
            "“{name}”写的是 {written}，而 {formula} = {known}",
            "`{name}` says {written}, but {formula} = {known}"
        );
        let mut fault = Diagnostic::new(Code::StatedContradicts, self.at, message)
            .label(text!("算得 {known}", "comes to {known}"))
            .related(truth.place, place_of(truth));
        if let Some(right) = self.right_text(said, truth, rounding) {
            if self.looks_truncated(said, truth) {
                fault =
                    fault.hint(text!("像是截去了尾数而没有四舍五入", "it looks cut off instead of rounded"));
            }
            fault = fault.hint(text!("按算式是 {right}", "by the formula it is {right}"));
        }
        fault
    }

    /// Returns what should have been written, with the same decimals; nothing for a hedged value.
    pub(super) fn right_text(
        &self,
        said: &Quantity,
        truth: &Truth<'_>,
        rounding: Rounding,
    ) -> Option<String> {
        if said.hedge.is_some() {
            return None;
        }
        let pattern = Pattern::Shape { decimals: Some(said.decimals), unit: Some(said.unit.clone()) };
        Showing { value: truth.value, stated: None, declared: None }.text(Some(&pattern), rounding).ok()
    }

    fn looks_truncated(&self, said: &Quantity, truth: &Truth<'_>) -> bool {
        let known = said.unit.in_scale(&truth.value.base);
        let cut = number::round(&known, said.decimals, Rounding::Truncate);
        let written = number::round(&said.number, said.decimals, Rounding::Truncate);
        said.decimals > 0 && cut == written
    }
}

fn place_of(truth: &Truth<'_>) -> crate::diagnostic::Text {
    match truth.formula {
        Some(_) => text!("算式在这里", "the formula is here"),
        None => text!("另一处在这里", "the other is here"),
    }
}

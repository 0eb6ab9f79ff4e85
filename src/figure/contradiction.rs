//! Two statements about one figure that cannot both be true: which kind of failure it is, and what is right.
//!
//! Whether they can is decided by `relation`; telling the author is the business of `check`, which finds here
//! all it needs for its words.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

use super::evaluate::Value;
use super::format::{Pattern, Showing};
use super::interval::Interval;
use super::quantity::{Exact, Quantity};
use super::relation::contradict;
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::report::Rounding;
use crate::source::Span;
use crate::text;

/// How a relation fails; decided once, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The number was cut off where it should have been rounded.
    Truncated,
    /// No whole number of things gives such a share.
    Impossible,
    /// The two are simply different.
    Contradiction,
}

/// What was written about a figure, and what it is otherwise known to be.
#[derive(Debug, Clone)]
pub struct Disagreement {
    /// The index of the figure.
    pub figure: usize,
    /// Its name as written, with its facet.
    pub name: String,
    /// What was written, in a unit of the figure's kind.
    pub said: Quantity,
    /// The place of what was written.
    pub at: Span,
    /// What is known.
    pub known: Value,
    /// The formula that `known` was computed by, with names and with numbers: `a/b = 508件/512件`.
    pub formula: Option<String>,
    /// The place of the formula, or of the other statement.
    pub place: Span,
    /// How it fails.
    pub class: Class,
    /// What should have been written, with the same decimals; nothing for a hedged value.
    pub right: Option<String>,
    /// Of a share: the figures that are divided.
    pub ratio: Option<Ratio>,
    /// Of a share: what it is the share of, in words.
    pub whole: Option<String>,
    /// Of a share of so many things: the fewest and the most that would print as what was written.
    pub needs: Option<(BigInt, BigInt)>,
    /// Whether it was written in the text, beside a figure that something else declares.
    pub in_text: bool,
}

/// A share of one figure in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// The index of the figure above the bar.
    pub part: usize,
    /// The index of the figure below it.
    pub whole: usize,
}

/// A value that was written about a figure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Statement<'a> {
    /// The index of the figure.
    pub(super) figure: usize,
    /// The figure's name, with its facet.
    pub(super) name: &'a str,
    /// What was written.
    pub(super) said: &'a Quantity,
    /// The place.
    pub(super) at: Span,
    /// Whether it is declared to be exact.
    pub(super) exact: Exact,
    /// Whether it stands in the text, beside a figure that something else declares.
    pub(super) in_text: bool,
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
    /// What it is the share of, if it is one.
    pub(super) share: Option<Share>,
}

/// A share of counted things.
#[derive(Debug, Clone)]
pub(super) struct Share {
    /// The figures that are divided, when both sides are figures.
    pub(super) ratio: Option<Ratio>,
    /// What the whole is worth.
    pub(super) whole: Value,
}

/// Why a statement does not fit.
#[derive(Debug)]
pub(super) enum Misfit {
    /// It is of another kind.
    Kind(Box<Diagnostic>),
    /// It says another value.
    Value(Box<Disagreement>),
}

impl Statement<'_> {
    /// Compares with what is known; returns the value as written, narrowed to what both allow.
    pub(super) fn compared_with(&self, truth: &Truth<'_>, rounding: Rounding) -> Result<Value, Misfit> {
        let adopts = self.said.unit.is_bare() && !truth.value.unit.is_bare();
        let said = if adopts { self.said.clone().in_unit(&truth.value.unit) } else { self.said.clone() };
        if !said.unit.is_kind_of(&truth.value.unit) {
            return Err(Misfit::Kind(Box::new(self.other_kind(truth))));
        }
        let value = Value::of(&said, rounding, self.exact);
        if contradict(&value, truth.value) {
            return Err(Misfit::Value(Box::new(self.disagreement(said, &value.range, truth, rounding))));
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
        let there = match truth.formula {
            Some(_) => text!("算式在这里", "the formula is here"),
            None => text!("另一处在这里", "the other is here"),
        };
        Diagnostic::new(Code::UnitMismatch, self.at, message).related(truth.place, there).about(self.figure)
    }

    fn disagreement(
        &self,
        said: Quantity,
        range: &Interval,
        truth: &Truth<'_>,
        rounding: Rounding,
    ) -> Disagreement {
        let counted = truth.share.as_ref().and_then(|share| things(&share.whole));
        let needs = counted.as_ref().and_then(|count| range.multiples(&count.recip()));
        let class = if reads_as_cut(&said, truth, self.exact, rounding) {
            Class::Truncated
        } else if counted.is_some() && range.ends().is_some() && needs.is_none() {
            Class::Impossible
        } else {
            Class::Contradiction
        };
        Disagreement {
            figure: self.figure,
            name: self.name.to_owned(),
            at: self.at,
            right: right_text(&said, truth, rounding),
            said,
            known: truth.value.clone(),
            formula: truth.formula.clone(),
            place: truth.place,
            class,
            ratio: truth.share.as_ref().and_then(|share| share.ratio),
            whole: truth.share.as_ref().map(|share| share.whole.for_message()),
            needs,
            in_text: self.in_text,
        }
    }
}

impl Disagreement {
    /// Returns what is known, in the unit of what was written, so that the two can be compared by eye.
    pub fn known_text(&self) -> String {
        Value { unit: self.said.unit.clone(), ..self.known.clone() }.for_message()
    }

    /// Returns what a draft prints in place of the figure: what was written, and what it should be.
    pub fn message(&self) -> Text {
        let (name, written, known) = (&self.name, &self.said.text, self.known_text());
        match &self.formula {
            Some(formula) => text!(
                "“{name}”写的是 {written}，而 {formula} = {known}",
                "`{name}` says {written}, but {formula} = {known}"
            ),
            None => text!(
                "“{name}”这里是 {written}，另一处是 {known}",
                "`{name}` is {written} here and {known} elsewhere"
            ),
        }
    }
}

/// Returns how many things a whole counts; nothing when it is no exact whole number of something countable.
pub(super) fn things(whole: &Value) -> Option<BigRational> {
    let counts = whole.unit.counts() && whole.range.is_point();
    (counts && whole.base.is_integer() && whole.base >= BigRational::one()).then(|| whole.base.clone())
}

/// Returns whether the known value, cut off at the last place written, is what was written.
fn reads_as_cut(said: &Quantity, truth: &Truth<'_>, exact: Exact, rounding: Rounding) -> bool {
    let reading = said.hedge.is_none() && exact == Exact::AsWritten && rounding != Rounding::Truncate;
    reading
        && said.interval(Rounding::Truncate, exact).meets(&truth.value.range)
        && !said.number.is_negative()
}

/// Returns what should have been written, with the same decimals; nothing for a hedged value.
fn right_text(said: &Quantity, truth: &Truth<'_>, rounding: Rounding) -> Option<String> {
    if said.hedge.is_some() {
        return None;
    }
    let pattern = Pattern::Shape { decimals: Some(said.decimals), unit: Some(said.unit.clone()) };
    Showing { value: truth.value, stated: None, declared: None }.text(Some(&pattern), rounding).ok()
}

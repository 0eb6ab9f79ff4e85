//! Two statements about one figure that cannot both be true: which kind of failure it is, and what is right.
//!
//! Whether they can is decided by `relation`; telling the author is the business of `check`, which finds here
//! all it needs for its words.

use num_bigint::BigInt;

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
    /// What is known, as it is written elsewhere; nothing when a formula gives it.
    pub known_as: Option<String>,
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
    /// The words in which it was stated, if no formula gives it.
    pub(super) stated: Option<&'a Quantity>,
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

impl<'a> Truth<'a> {
    /// Returns what is known, still without its words.
    pub(super) fn bare(value: &'a Value, place: Span) -> Truth<'a> {
        Truth { value, stated: None, formula: None, place, share: None }
    }

    /// Returns whether another number was stated to the same last place: 12.3亿元 and 12.4亿元 share 12.35亿元, but
    /// no rule of rounding makes both of it.
    fn is_stated_otherwise(&self, said: &Quantity) -> bool {
        self.stated.is_some_and(|stated| said.is_as_fine_as(stated) && said.base() != stated.base())
    }
}

impl Statement<'_> {
    /// Compares with what is known; returns the value as written, narrowed to what both allow.
    pub(super) fn compared_with(&self, truth: &Truth<'_>, rounding: Rounding) -> Result<Value, Misfit> {
        let adopts = self.said.unit.is_bare() && !self.said.is_one_in() && !truth.value.unit.is_bare();
        // 0.97 beside a share of 97 % is that share itself.
        let is_ratio = adopts && {
            let plain = Value::of(self.said, rounding, self.exact);
            plain.unit.is_kind_of(&truth.value.unit) && !contradict(&plain, truth.value)
        };
        let said = if adopts && !is_ratio {
            self.said.clone().in_unit(&truth.value.unit)
        } else {
            self.said.clone()
        };
        if !said.unit.is_kind_of(&truth.value.unit) {
            return Err(Misfit::Kind(Box::new(self.other_kind(truth))));
        }
        let mut value = Value::of(&said, rounding, self.exact);
        if contradict(&value, truth.value) {
            value.range = said.claim(rounding, self.exact);
        }
        if truth.is_stated_otherwise(&said) || contradict(&value, truth.value) {
            return Err(Misfit::Value(Box::new(self.disagreement(said, &value.range, truth, rounding))));
        }
        let base = if value.range.is_point() { value.base } else { truth.value.base.clone() };
        Ok(Value { base, range: value.range.common(&truth.value.range), unit: value.unit })
    }

    /// Compares with what is known; the words of the truth, which cost more than the comparison, are looked for
    /// only when it fails.
    pub(super) fn compared_with_full<'t>(
        &self,
        known: Truth<'t>,
        rounding: Rounding,
        full: impl FnOnce(Truth<'t>) -> Truth<'t>,
    ) -> Result<Value, Misfit> {
        match self.compared_with(&known, rounding) {
            Ok(value) => Ok(value),
            Err(_) => self.compared_with(&full(known), rounding),
        }
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
        let counted = truth.share.as_ref().and_then(|share| share.whole.things());
        let needs = counted.as_ref().and_then(|count| range.multiples(&count.recip()));
        let class = if truth.is_stated_otherwise(&said) {
            Class::Contradiction
        } else if reads_as_cut(&said, truth, self.exact) {
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
            known_as: truth.stated.filter(|stated| !stated.unit.is_bare()).map(|stated| stated.text.clone()),
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
    /// Returns what is known: as it is written elsewhere, or else computed, in the unit of what was written, so that
    /// the two can be compared by eye.
    pub fn known_text(&self) -> String {
        if let Some(written) = &self.known_as {
            return written.clone();
        }
        let unit = if self.said.unit.is_bare() { &self.known.unit } else { &self.said.unit };
        Value { unit: unit.clone(), ..self.known.clone() }.for_message()
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

/// Returns whether the known value, cut off at the last place written, is what was written. Of a hedge, an exact
/// value, or where cutting off is the rule, this is the reading that has failed already.
fn reads_as_cut(said: &Quantity, truth: &Truth<'_>, exact: Exact) -> bool {
    said.interval(Rounding::Truncate, exact).meets(&truth.value.range)
}

/// Returns what should have been written, with the same decimals; nothing for a hedged value.
fn right_text(said: &Quantity, truth: &Truth<'_>, rounding: Rounding) -> Option<String> {
    if said.hedge.is_some() || said.is_one_in() {
        return None;
    }
    let pattern = Pattern::Shape { decimals: Some(said.decimals), unit: Some(said.unit.clone()) };
    Showing { value: truth.value, stated: None, declared: None }.text(Some(&pattern), rounding).ok()
}

#[cfg(test)]
mod tests {
    use num_rational::BigRational;

    use super::*;
    use crate::figure::evaluate::quotient;
    use crate::figure::quantity::{Context, scan};
    use crate::figure::unit::Unit;
    use proptest::prelude::*;

    const ROUNDINGS: [Rounding; 3] = [Rounding::HalfUp, Rounding::HalfEven, Rounding::Truncate];

    fn quantity(text: &str) -> Quantity {
        scan(text, Context::Declared).unwrap().0
    }

    fn value(text: &str) -> Value {
        Value::of(&quantity(text), Rounding::HalfUp, Exact::AsWritten)
    }

    /// Compares a statement with a value, which is the share of a whole, if one is given.
    fn compared(said: &Quantity, truth: &Truth<'_>, rounding: Rounding) -> Option<Class> {
        let (name, at, exact) = ("甲", Span::default(), Exact::AsWritten);
        match (Statement { figure: 0, name, said, at, exact, in_text: true }).compared_with(truth, rounding) {
            Ok(_) => None,
            Err(Misfit::Value(found)) => Some(found.class),
            Err(Misfit::Kind(fault)) => panic!("{fault:?}"),
        }
    }

    fn truth<'a>(value: &'a Value, whole: Option<&Value>) -> Truth<'a> {
        let share = whole.map(|whole| Share { ratio: None, whole: whole.clone() });
        Truth { value, stated: None, formula: Some("甲/乙".to_owned()), place: Span::default(), share }
    }

    #[test]
    fn a_failed_relation_has_one_class() {
        let class = |said: &str, part: &str, whole: &str, rounding| {
            let (part, whole) = (value(part), value(whole));
            let share = quotient(&part, &whole);
            compared(&quantity(said), &truth(&share, Some(&whole)), rounding)
        };
        let up = Rounding::HalfUp;
        for (said, part, whole, rounding, expected) in [
            ("56.82%", "25人", "44人", up, None),
            ("56.81%", "25人", "44人", up, Some(Class::Truncated)),
            ("56.81%", "25人", "44人", Rounding::Truncate, None),
            ("56.82%", "25人", "44人", Rounding::Truncate, Some(Class::Impossible)),
            ("56.83%", "25人", "44人", up, Some(Class::Impossible)),
            ("54.55%", "25人", "44人", up, Some(Class::Contradiction)),
            ("-56.81%", "-25人", "44人", up, Some(Class::Truncated)),
            ("约58%", "25人", "44人", up, None),
            ("超60%", "25人", "44人", up, Some(Class::Contradiction)),
            ("56.83%", "25人", "1.2万人", up, Some(Class::Contradiction)),
            ("56.9%", "25万元", "44万元", up, None),
            ("1 in 2", "30人", "60人", up, None),
            ("1 in 4", "30人", "100人", up, Some(Class::Contradiction)),
        ] {
            assert_eq!(class(said, part, whole, rounding), expected, "{said} = {part}/{whole} {rounding:?}");
        }
    }

    #[test]
    fn numbers_to_the_same_last_place_must_be_the_same() {
        let class = |said: &str, known: &str| {
            let (stated, worth) = (quantity(known), value(known));
            let truth = Truth { stated: Some(&stated), formula: None, ..truth(&worth, None) };
            compared(&quantity(said), &truth, Rounding::HalfUp)
        };
        assert_eq!(class("12.3亿元", "12.4亿元"), Some(Class::Contradiction));
        assert_eq!(class("12.4亿元", "12.35亿元"), None);
        assert_eq!(class("12.3亿元", "12.38亿元"), Some(Class::Truncated));
        assert_eq!(class("近12.4亿元", "12.4亿元"), None);
        assert_eq!(class("12.4", "12.4亿元"), None);
        assert_eq!(class("1.24亿元", "12400万元"), None);
    }

    #[test]
    fn what_is_right_is_written_like_what_was_said() {
        let (part, whole) = (value("508件"), value("512件"));
        let share = quotient(&part, &whole);
        let right = |said: &str| right_text(&quantity(said), &truth(&share, None), Rounding::HalfUp);
        assert_eq!(right("97%").as_deref(), Some("99%"));
        assert_eq!(right("97.00%").as_deref(), Some("99.22%"));
        assert_eq!(right("约97%"), None);
        assert_eq!(right("1 in 4"), None);
    }

    proptest! {
        /// The heart of the promise: what is printed of a share never contradicts it, whatever the rounding, and
        /// what is off by two in the last place always does.
        #[test]
        fn a_printed_share_never_contradicts(
            part in 0u32..5000, rest in 0u32..5000, decimals in 0u32..5, rounding in prop::sample::select(&ROUNDINGS[..]),
            thousandths: bool,
        ) {
            prop_assume!(part + rest > 0);
            let (part, whole) = (value(&format!("{part}件")), value(&format!("{}件", part + rest)));
            let share = quotient(&part, &whole);
            let unit = Unit::of(if thousandths { "‰" } else { "%" }, None);
            let pattern = Pattern::Shape { decimals: Some(decimals), unit: Some(unit) };
            let text = Showing { value: &share, stated: None, declared: None }.text(Some(&pattern), rounding);
            // Too small to leave a digit.
            let Ok(text) = text else { return Ok(()) };
            let said = quantity(&text);
            let truth = truth(&share, Some(&whole));
            prop_assert_eq!(compared(&said, &truth, rounding), None, "{} of {:?}", text, share);
            let step = BigRational::new(2.into(), BigInt::from(10).pow(decimals));
            for off in [&said.number + &step, &said.number - &step] {
                let off = said.with_number(off);
                prop_assert!(compared(&off, &truth, rounding).is_some(), "{} of {:?}", text, share);
            }
        }
    }
}

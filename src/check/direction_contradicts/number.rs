//! A cited number as the rules of this check see it: what it is about, and which way it says things went.
//!
//! Knows figures, no words of the text around it.

use std::cmp::Ordering;

use num_rational::BigRational;
use num_traits::Zero;

use crate::check::Input;
use crate::figure::{Figure, Growth, Interval, Limit, Quantity};
use crate::report::Rounding;
use crate::report::prose::Prose;
use crate::source::Span;

/// Which way something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// It grew.
    Up,
    /// It shrank.
    Down,
}

/// What of a figure is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// The figure.
    Itself,
    /// Its growth rate.
    Growth,
    /// Its change on last year.
    Change,
    /// Its share of the whole.
    Share,
    /// Last year's value.
    Prior,
}

/// A citation that prints a number.
#[derive(Debug, Clone)]
pub(super) struct Number<'a> {
    /// Where it stands in the line.
    pub(super) at: usize,
    /// Where it was written.
    pub(super) span: Span,
    /// The index of the figure.
    pub(super) index: usize,
    /// The figure.
    pub(super) figure: &'a Figure,
    /// What of it is cited.
    pub(super) asked: Asked,
    /// What is printed.
    pub(super) printed: &'a str,
    figures: &'a [Figure],
    pub(super) rounding: Rounding,
}

/// Returns the citations of a line that print a number, in their order.
pub(super) fn of<'a>(input: &Input<'a>, line: &Prose) -> Vec<Number<'a>> {
    let (table, rounding) = (input.figures, input.report.settings.rounding);
    let numbers = line.citations().filter_map(|(at, citation)| {
        let shown = table.shown.get(&citation.span)?;
        let index = shown.figure?;
        let figure = table.figures.get(index)?;
        let inner = input.sources.get(citation.inner.file).slice(citation.inner);
        let (asked, printed) = (asked(inner), shown.text.as_ref().ok()?);
        let span = citation.span;
        Some(Number { at, span, index, figure, asked, printed, figures: &table.figures, rounding })
    });
    numbers.collect()
}

/// Returns what of a figure the inside of a citation asks for. No figure can have a facet's name.
fn asked(inner: &str) -> Asked {
    let head = inner.split(['@', '＠', '=', '＝']).next().unwrap_or_default();
    let Some((_, last)) = head.rsplit_once(['.', '．']) else { return Asked::Itself };
    match last.trim() {
        "同比" | "yoy" => Asked::Growth,
        "增减" | "change" => Asked::Change,
        "占比" | "share" => Asked::Share,
        "上年" | "prior" => Asked::Prior,
        _ => Asked::Itself,
    }
}

/// The words in a name that make its figure a rate of growth.
const GROWTH: &[&str] = &["增速", "增长", "增幅", "涨幅", "growth"];

/// The words in a name that make its figure the size of a fall.
const FALL: &[&str] = &[
    "降幅",
    "跌幅",
    "减幅",
    "下降",
    "下滑",
    "减少",
    "降低",
    "decline",
    "decrease",
    "drop",
    "reduction",
    "fall",
];

/// The words in a name whose figure says nothing of what happened.
const PLANNED: &[&str] = &["目标", "计划", "预期", "预计", "target", "plan", "forecast", "expected"];

impl<'a> Number<'a> {
    /// Returns the way that the figure says by itself, whatever word stands before it: a change on last year, or a
    /// growth rate by its name.
    pub(super) fn way(&self) -> Option<Way> {
        match self.asked {
            Asked::Growth | Asked::Change => return self.change(),
            Asked::Itself => {}
            Asked::Share | Asked::Prior => return None,
        }
        let sign = self.sign()?;
        let formula = self.figure.formula.as_deref().unwrap_or_default().trim();
        let is_change = ["yoy(", "同比(", "同比（", "change(", "增减(", "增减（"].iter().any(|f| {
            // One call and nothing behind it.
            formula.strip_prefix(f).is_some_and(|rest| {
                rest.find([')', '）']).is_some_and(|end| rest[end..].chars().count() == 1)
            })
        });
        if is_change {
            return Some(sign);
        }
        match (self.is_named(GROWTH), self.is_named(FALL)) {
            (true, false) if self.is_rate() => Some(sign),
            (false, true) if sign == Way::Up => Some(Way::Down),
            _ => None,
        }
    }

    /// Returns the way that the figure's sign says, if what is printed shows it.
    pub(super) fn sign(&self) -> Option<Way> {
        let range = &self.figure.worth.as_ref()?.range;
        match sign(range)? {
            Ordering::Greater if self.shows_something() => Some(Way::Up),
            Ordering::Less if self.shows_something() => Some(Way::Down),
            _ => None,
        }
    }

    /// Returns the way from last year's value to this year's, unless both may be the same.
    pub(super) fn change(&self) -> Option<Way> {
        let growth = Growth::of(self.figure, self.rounding)?;
        if growth.now.range.meets(&growth.then.range) || !self.shows_something() {
            return None;
        }
        match growth.now.base.cmp(&growth.then.base) {
            Ordering::Greater => Some(Way::Up),
            Ordering::Less => Some(Way::Down),
            Ordering::Equal => None,
        }
    }

    /// Returns by how much of last year's value this year's differs.
    pub(super) fn relative_change(&self) -> Option<BigRational> {
        self.change()?;
        let Growth { now, then } = Growth::of(self.figure, self.rounding)?;
        (!then.base.is_zero()).then(|| now.base / then.base - BigRational::from_integer(1.into()))
    }

    /// Returns last year's value as declared, in the figure's unit.
    pub(super) fn prior(&self) -> Option<Quantity> {
        self.figure.prior_in_unit()
    }

    /// Returns what the figure or share may truly be, where it is written in parts of a hundred or a thousand.
    pub(super) fn share(&self) -> Option<Interval> {
        let worth = self.figure.worth.as_ref()?;
        match self.asked {
            Asked::Itself if self.is_rate() && !self.is_growth() => Some(worth.range.clone()),
            Asked::Share => Some(worth.range.divided_by(&self.whole()?.worth.as_ref()?.range)),
            _ => None,
        }
    }

    /// Returns what the figure is declared to be a part of.
    pub(super) fn whole(&self) -> Option<&'a Figure> {
        self.figures.get(self.figure.whole?.figure?)
    }

    /// Returns whether a facet is cited that says how the figure changed.
    pub(super) fn is_change(&self) -> bool {
        matches!(self.asked, Asked::Growth | Asked::Change)
    }

    /// Returns whether the figure is declared or named as a rate of growth or of decline in % or 百分点.
    pub(super) fn is_growth(&self) -> bool {
        let named = self.is_rate_or_points()
            && (self.is_named(GROWTH) || self.is_named(FALL) || self.is_named(&["同比"]));
        self.is_change() || (self.asked == Asked::Itself && named)
    }

    /// Returns whether the figure is written in parts of a hundred or in percentage points.
    pub(super) fn is_rate_or_points(&self) -> bool {
        self.is_rate()
            || self.figure.worth.as_ref().is_some_and(|worth| worth.unit.text().ends_with("百分点"))
            || self.figure.unit.contains("percentage point")
    }

    /// Returns what a message calls the figure.
    pub(super) fn name(&self) -> &str {
        self.figure.label.as_deref().unwrap_or(&self.figure.name)
    }

    fn is_rate(&self) -> bool {
        self.figure.worth.as_ref().is_some_and(|worth| worth.unit.per().is_some())
    }

    fn is_named(&self, words: &[&str]) -> bool {
        let label = self.figure.label.as_deref().unwrap_or_default().to_lowercase();
        let name = self.figure.name.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| name.contains(word) || label.contains(word));
        says(words) && !says(PLANNED)
    }

    /// Returns whether a digit other than zero is printed: 0.0% says no direction.
    fn shows_something(&self) -> bool {
        let mut digits = self.printed.chars().filter(char::is_ascii_digit).peekable();
        digits.peek().is_none() || digits.any(|digit| digit != '0')
    }
}

/// Returns on which side of zero all values of an interval lie.
fn sign(range: &Interval) -> Option<Ordering> {
    let up = Interval::above(BigRational::zero(), Limit::Closed);
    match (range.meets(&up), range.meets(&up.negated())) {
        (true, false) => Some(Ordering::Greater),
        (false, true) => Some(Ordering::Less),
        _ => None,
    }
}

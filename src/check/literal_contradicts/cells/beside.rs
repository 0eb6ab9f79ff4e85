//! The cells of a figure's row that say what it was last year and how it changed: below 上年, 2022年, 增减率, 同比.
//!
//! A change counts only where it is surely that on last year: its head says so, or the row has no other value than
//! this year's and last year's.

use super::super::last_year::{About, Wrong, truly};
use super::{Judged, PLAIN};
use crate::diagnostic::Diagnostic;
use crate::figure::{Exact, Growth, Quantity, bare_label, year_before};

/// What a column holds of a row's figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Last year's value.
    Prior,
    /// The change on last year's value.
    Change,
    /// A change on something.
    SomeChange,
}

/// The words of a head for last year.
const LAST_YEAR: &[&str] =
    &["上年度", "上年同期", "去年同期", "上年", "去年", "last year", "previous year", "prior year"];

/// The words of a head that say on what a change is told.
const ON_LAST_YEAR: &[&str] = &["同比", "比上年", "较上年", "比去年", "较去年"];

/// The words of a head for a change.
const CHANGE: &[&str] = &[
    "增长",
    "增减",
    "增幅",
    "增速",
    "增减率",
    "增长率",
    "增减幅",
    "增减幅度",
    "增减额",
    "增长额",
    "变化",
    "变动",
    "变化率",
    "增减变化",
    "change",
    "growth",
];

impl Judged<'_> {
    /// Judges what stands beside a figure's name about last year.
    pub(super) fn beside(&self, row: usize) -> Vec<Diagnostic> {
        let Some((name, figure)) = self.of_row(row) else { return Vec::new() };
        let of_figure = &self.input.figures.figures[figure];
        let rounding = self.input.report.settings.rounding;
        let Some(growth) = Growth::of(of_figure, rounding).filter(|_| self.is_here(of_figure)) else {
            return Vec::new();
        };
        let held: Vec<(usize, Option<Holds>)> =
            (name + 1..self.table.heads.len()).map(|column| (column, self.holds(column))).collect();
        let is_value = |column: &usize| {
            self.is_its_value(*column, of_figure) && self.table.rows[row][*column].is_number()
        };
        let others = held.iter().filter(|(column, held)| {
            held.is_none() && self.table.rows[row][*column].is_number() && Some(*column) != self.table.units()
        });
        let others: Vec<usize> = others.map(|(column, _)| *column).collect();
        let has_prior = held.iter().filter(|(_, held)| *held == Some(Holds::Prior)).count() == 1;
        let is_sure = has_prior && matches!(others.as_slice(), [now] if is_value(now));
        // What is compared is the number before it, or the one behind it where none stands before.
        let is_of_figure = |column: usize| {
            let before = others.iter().rev().find(|other| **other < column);
            before.or(others.first()).is_some_and(is_value)
        };
        let judged = held.iter().filter(|(column, _)| is_of_figure(*column));
        let judged = judged.filter_map(|(column, held)| match (*held)? {
            Holds::Prior => self.prior((row, name, *column), figure, &growth),
            Holds::SomeChange if !is_sure => None,
            Holds::Change | Holds::SomeChange => self.change((row, *column), figure, &growth),
        });
        judged.collect()
    }

    /// Returns what a column holds by its only head.
    fn holds(&self, column: usize) -> Option<Holds> {
        let [head] = self.table.heads[column].as_slice() else { return None };
        let label = bare_label(head).to_lowercase();
        let year = year_before(&self.input.report.settings.period);
        let behind = |words: &str| label.strip_prefix(words).map(str::trim);
        let of_year = || {
            let rest = behind(year.as_deref()?)?;
            Some(rest.trim_start_matches('年').trim_start_matches('度'))
        };
        let words = LAST_YEAR.iter().find_map(|words| behind(words)).or_else(of_year);
        if words.is_some_and(|rest| PLAIN.contains(&rest)) {
            return Some(Holds::Prior);
        }
        let is_change = |rest: &str| CHANGE.contains(&rest.trim_end_matches('%'));
        let on_last_year = ON_LAST_YEAR.iter().find_map(|words| behind(words));
        match on_last_year {
            Some(rest) => (rest.is_empty() || is_change(rest)).then_some(Holds::Change),
            None => is_change(&label).then_some(Holds::SomeChange),
        }
    }

    fn prior(
        &self,
        (row, name, column): (usize, usize, usize),
        figure: usize,
        growth: &Growth,
    ) -> Option<Diagnostic> {
        let number = self.table.number_of_row(row, name, column)?;
        let wrong = number.unit.is_kind_of(&growth.then.unit)
            && !number.unit.is_bare()
            && !growth.then.range.meets(&self.claim(&number));
        let about = self.about((row, column), figure, &number).filter(|_| wrong)?;
        Some(self.table.located(row, column, about.denied()))
    }

    /// Judges a change in the unit of its own cell or head: below 增长率 a bare number is not in the unit of the table. A fall may be told
    /// with a minus or by its size alone; that of a rate in % may be either kind.
    fn change(&self, (row, column): (usize, usize), figure: usize, growth: &Growth) -> Option<Diagnostic> {
        let number = self.table.number_by_head(row, column).filter(|number| !number.unit.is_bare())?;
        if growth.is_of_rate() && number.unit.per().is_some() {
            return None;
        }
        let (truth, claim) = (growth.told_in(&number.unit)?, self.claim(&number));
        let wrong = !truth.range.meets(&claim) && !truth.range.meets(&claim.negated());
        let about = self.about((row, column), figure, &number).filter(|_| wrong)?;
        let truth = truly(growth, &number.unit)?;
        Some(self.table.located(row, column, about.denied_change(&truth, Wrong::Number)))
    }

    fn claim(&self, number: &Quantity) -> crate::figure::Interval {
        number.claim(self.input.report.settings.rounding, Exact::AsWritten)
    }

    fn about<'n>(
        &'n self,
        (row, column): (usize, usize),
        index: usize,
        number: &'n Quantity,
    ) -> Option<About<'n>> {
        let place = self.table.place(row, column).filter(|_| !self.table.rows[row][column].cites)?;
        Some(About { figures: self.input.figures, index, place, written: &number.text })
    }
}

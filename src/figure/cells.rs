//! The cells of tables as numbers: in the unit that the cell, its head, a column of units or the table's line states.

use super::Quantity;
use super::data::{label, without_unit};
use super::filled::{DASHES, quantity};
use super::unit::{Alone, Unit};
use crate::report::{Cell, Inline, InlineKind, visit_inlines};

/// What states the unit of a cell's number, nearest first.
#[derive(Debug, Clone, Default)]
pub struct Stated {
    /// The heads above it, from top to bottom.
    pub heads: Vec<String>,
    /// What stands in the row under 单位.
    pub beside: Option<String>,
    /// The unit of the whole table.
    pub table: Option<String>,
}

impl Stated {
    /// Returns the number that is all of a cell's text, in its unit; nothing where what states the unit is unclear.
    pub fn number(&self, words: &str) -> Option<Quantity> {
        let quantity = quantity(words)?;
        if !quantity.unit.is_bare() {
            return Some(quantity);
        }
        match self.unit() {
            None => Some(quantity),
            Some(Alone::Unit(unit)) => Some(quantity.in_unit(&unit)),
            Some(Alone::Unclear(_)) => None,
        }
    }

    /// Returns what states the unit of a number that is written without one.
    pub(super) fn unit(&self) -> Option<Alone> {
        let heads = self.heads.iter().rev().map(|head| without_unit(head).1.or_else(|| Unit::alone(head)));
        let beside = self.beside.as_ref().map(|words| words_alone(words));
        let table = self.table.as_ref().map(|words| words_alone(words));
        heads.chain(beside).chain(table).flatten().next()
    }
}

/// Returns the column of units among those with some heads, if there is one.
pub(super) fn units_among(heads: &[Vec<String>]) -> Option<usize> {
    let is_unit = |head: &String| {
        matches!(bare_label(head).to_lowercase().as_str(), "单位" | "计量单位" | "unit" | "units")
    };
    heads.iter().position(|above| above.last().is_some_and(is_unit))
}

/// Returns the unit of words that are meant as one: any word is.
fn words_alone(words: &str) -> Option<Alone> {
    let words = words.trim();
    let plain = !words.is_empty() && !words.contains(['、', '，', ',', '/', ' ']);
    Unit::alone(words).or_else(|| plain.then(|| Alone::Unit(Unit::of(words, None))))
}

/// Returns a label without blanks and without the unit in brackets behind it.
pub fn bare_label(words: &str) -> String {
    without_unit(words).0
}

/// Returns the words of the unit in brackets behind a label: 万元 of 支出（万元）.
pub(super) fn unit_in_label(words: &str) -> Option<String> {
    without_unit(words).1?;
    let label = label(words);
    let (_, inside) = label.strip_suffix(')')?.rsplit_once('(')?;
    Some(inside.trim().trim_start_matches("单位:").trim().to_owned())
}

/// Returns a label without blanks.
pub fn whole_label(words: &str) -> String {
    label(words)
}

/// Returns whether a text is a number and nothing else.
pub(super) fn is_number(words: &str) -> bool {
    quantity(words).is_some()
}

/// Returns whether a text stands where there is no number.
pub fn is_dash(words: &str) -> bool {
    DASHES.contains(&words.trim())
}

/// Returns whether a cell cites a figure.
pub(super) fn cites(cell: &Cell) -> bool {
    let mut cites = false;
    visit_inlines(&cell.content, &mut |inline: &Inline| {
        cites |= matches!(inline.kind, InlineKind::Citation(_));
    });
    cites
}

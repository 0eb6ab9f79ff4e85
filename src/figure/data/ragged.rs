//! Rows of a text that have more or fewer cells than their head: of `工资,1,204.50` an unquoted comma makes three.

use std::collections::BTreeMap;

use super::sheet::{At, Sheet};
use crate::diagnostic::Text;
use crate::text;

impl Sheet {
    /// Notes how many cells each row of a text is written with.
    pub(super) fn of_text(mut self, written: BTreeMap<u32, u32>) -> Sheet {
        self.written = written;
        self
    }

    /// Returns how many cells a row has up to its last that is not blank, and how many the rows before `head` have, if
    /// that is more. Of a workbook nothing is: what stands beside a table is seen there.
    pub(in crate::figure) fn overfull(&self, row: u32, head: u32) -> Option<(u32, u32)> {
        let heads = self.written.range(..head).map(|(_, cells)| *cells).max()?;
        let cells = self.row(row).last().map_or(0, |(at, _)| at.1 + 1);
        (cells > heads).then_some((cells, heads))
    }

    /// Returns how many cells a row is written with, and how many the rows before `head`, if that is less and a
    /// number is missing: other rows have one there. A row of one cell is a heading.
    pub(in crate::figure) fn too_short(&self, row: u32, head: u32) -> Option<(u32, u32)> {
        let heads = self.written.range(..head).map(|(_, cells)| *cells).max()?;
        let cells = *self.written.get(&row)?;
        let is_number = |at: At| self.cell(at).is_some_and(|cell| cell.quantity().is_ok());
        let missing = |column| self.written.range(head..).any(|(other, _)| is_number((*other, column)));
        (cells > 1 && cells < heads && (cells..heads).any(missing)).then_some((cells, heads))
    }

    /// Returns the row before which the head of a cell ends: that of the nearest words above it.
    pub(super) fn head_of(&self, at: At) -> Option<u32> {
        self.beside(at)[1].map(|above| above.0 + 1)
    }
}

/// Says that a row has other than the cells of its head.
pub(in crate::figure) fn row_too_long(place: &str, row: u32, (cells, heads): (u32, u32)) -> Text {
    let row = row + 1;
    text!(
        "{place} 第 {row} 行有 {cells} 格，表头只有 {heads} 格",
        "{place}, row {row}: this row has {cells} cells, the head {heads}"
    )
}

/// Says that a row has fewer cells than its head.
pub(in crate::figure) fn row_too_short(place: &str, row: u32, (cells, heads): (u32, u32)) -> Text {
    let row = row + 1;
    text!(
        "{place} 第 {row} 行只有 {cells} 格，表头有 {heads} 格",
        "{place}, row {row}: this row has only {cells} cells, the head {heads}"
    )
}

/// Returns what to do about it.
pub(in crate::figure) fn row_hint() -> Text {
    text!(
        "数里的逗号会把一格断成两格：去掉逗号，或给这一格加引号，如 \"1,204.50\"",
        "a comma within a number makes two cells of one: leave it out, or put the cell in quotes, as in \"1,204.50\""
    )
}

//! Rows arranged as a block asks: like cells merged, rows put under the names of their groups.

use super::FigureTable;
use super::filled::words;
use crate::report::Cell;

/// Makes like cells below one another in a column one cell.
pub(super) fn merge(body: &mut [Vec<Cell>], column: usize, figures: &FigureTable) {
    let texts: Vec<String> =
        body.iter().map(|row| row.get(column).map(|cell| words(cell, figures)).unwrap_or_default()).collect();
    let mut first = 0;
    for at in 1..=body.len() {
        let same = at < body.len() && !texts[at].trim().is_empty() && texts[at] == texts[first];
        if same {
            continue;
        }
        if at - first > 1 {
            body[first][column].rowspan = at - first;
            for row in &mut body[first + 1..at] {
                row.remove(column);
            }
        }
        first = at;
    }
}

/// Takes a column out and puts its words into rows of their own, above those that share them.
pub(super) fn group(
    head: &mut [Vec<Cell>],
    body: &mut Vec<Vec<Cell>>,
    column: usize,
    columns: usize,
    figures: &FigureTable,
) {
    for row in head.iter_mut().filter(|row| row.len() == columns) {
        row.remove(column);
    }
    let mut last: Option<String> = None;
    let mut grouped = Vec::with_capacity(body.len());
    for mut row in std::mem::take(body) {
        if row.len() == columns {
            let name = row.remove(column);
            let words = words(&name, figures);
            let is_new = !words.trim().is_empty() && last.as_ref() != Some(&words);
            if is_new {
                grouped.push(vec![Cell { colspan: columns - 1, ..name }]);
                last = Some(words);
            }
        }
        grouped.push(row);
    }
    *body = grouped;
}

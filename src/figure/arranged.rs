//! Rows arranged as a block asks: like cells merged, rows put under the names of their groups.

use super::FigureTable;
use super::filled::words;
use crate::report::Cell;

/// Drops rows without a word; what reaches over such a row from above gets shorter with it.
pub(super) fn drop_empty(rows: &mut Vec<Vec<Cell>>, figures: &FigureTable) {
    let reach = rows.iter().flatten().map(|cell| cell.rowspan).max().unwrap_or(1);
    for at in (0..rows.len()).rev() {
        if rows[at].iter().any(|cell| !words(cell, figures).trim().is_empty()) {
            continue;
        }
        let first = at.saturating_sub(reach.saturating_sub(1));
        for (above, row) in rows[first..at].iter_mut().enumerate() {
            for cell in row.iter_mut().filter(|cell| first + above + cell.rowspan > at) {
                cell.rowspan -= 1;
            }
        }
        rows.remove(at);
    }
}

/// Makes like cells below one another in some columns one cell each: within the rows that the merged columns further left
/// have in common, and not across the name of a group.
pub(super) fn merge(body: &mut [Vec<Cell>], mut merged: Vec<usize>, columns: usize, figures: &FigureTable) {
    merged.sort_unstable();
    merged.dedup();
    let is_name = |row: &Vec<Cell>| columns > 1 && row.len() == 1 && row[0].colspan == columns;
    // A cell that is taken away shifts those at its right, so the last column goes first.
    while let Some(column) = merged.pop() {
        let text = |row: &Vec<Cell>, column: usize| {
            row.get(column).map(|cell| words(cell, figures)).filter(|_| !is_name(row)).unwrap_or_default()
        };
        let keys: Vec<Vec<String>> = body
            .iter()
            .map(|row| merged.iter().chain([&column]).map(|column| text(row, *column)).collect())
            .collect();
        let has_words = |key: &[String]| key.last().is_some_and(|text| !text.trim().is_empty());
        let mut first = 0;
        for at in 1..=body.len() {
            if at < body.len() && has_words(&keys[at]) && keys[at] == keys[first] {
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

//! Rows arranged as a block asks: like cells merged, rows put under the names of their groups.
//!
//! Cells may reach over several places already: what stands where is asked of the grid, never of a cell's place in its row.

use super::FigureTable;
use super::words::words;
use crate::report::{Cell, Place, grid};

/// Drops rows without a word and returns those that stay; what reaches over such a row from above gets shorter with it.
pub(super) fn drop_empty(rows: &mut Vec<Vec<Cell>>, figures: &FigureTable) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..rows.len()).collect();
    let reach = rows.iter().flatten().map(|cell| cell.rowspan).max().unwrap_or(1);
    for at in (0..rows.len()).rev() {
        // A blank cell that reaches into the next row keeps the places there.
        if rows[at].iter().any(|cell| cell.rowspan > 1 || !words(cell, figures).trim().is_empty()) {
            continue;
        }
        let first = at.saturating_sub(reach.saturating_sub(1));
        for (above, row) in rows[first..at].iter_mut().enumerate() {
            for cell in row.iter_mut().filter(|cell| first + above + cell.rowspan > at) {
                cell.rowspan -= 1;
            }
        }
        rows.remove(at);
        kept.remove(at);
    }
    kept
}

/// Returns whether a cell reaches over several places.
pub(super) fn has_merged<'a>(mut rows: impl Iterator<Item = &'a Vec<Cell>>) -> bool {
    rows.any(|row| row.iter().any(|cell| cell.colspan > 1 || cell.rowspan > 1))
}

/// Makes like cells below one another in some columns one cell each: within the rows that the merged columns further left
/// have in common. A cell that reaches over several places stays as it is.
pub(super) fn merge(body: &mut [Vec<Cell>], mut merged: Vec<usize>, columns: usize, figures: &FigureTable) {
    merged.sort_unstable();
    merged.dedup();
    while let Some(column) = merged.pop() {
        let placed = grid(body, columns);
        let key = |row: &Vec<Option<Place<'_>>>| {
            let own = row[column].filter(|place| place.begins && place.spans == (1, 1))?;
            let own = words(own.cell, figures);
            let left =
                |column: &usize| row[*column].map(|place| words(place.cell, figures)).unwrap_or_default();
            let is_blank = own.trim().is_empty();
            (!is_blank).then(|| merged.iter().map(left).chain([own]).collect::<Vec<String>>())
        };
        let keys: Vec<Option<Vec<String>>> = placed.iter().map(key).collect();
        let at: Vec<usize> = placed.iter().map(|row| begun(row, column)).collect();
        let mut first = 0;
        for row in 1..=body.len() {
            if row < body.len() && keys[row].is_some() && keys[row] == keys[first] {
                continue;
            }
            if row - first > 1 {
                body[first][at[first]].rowspan = row - first;
                for below in first + 1..row {
                    body[below].remove(at[below]);
                }
            }
            first = row;
        }
    }
}

/// Takes a column out and puts its words into rows of their own, above those that share them. Returns the cell that stands in
/// the way, if one reaches from one group into the next or over the column and others.
pub(super) fn group(
    head: &mut [Vec<Cell>],
    body: &mut Vec<Vec<Cell>>,
    column: usize,
    columns: usize,
    figures: &FigureTable,
) -> Result<(), Box<Cell>> {
    let mut last: Option<String> = None;
    let mut names: Vec<Option<Cell>> = Vec::new();
    let mut steps: Vec<Step> = Vec::new();
    for row in grid(body, columns) {
        let Some(place) = row[column].filter(|_| !is_heading(&row)) else {
            names.push(None);
            let over_all = row[0].is_some_and(|place| place.begins && place.spans.0 == columns);
            steps.push(if over_all { Step::Narrow(0, columns) } else { Step::Keep });
            continue;
        };
        if place.spans.0 > 1 {
            return Err(Box::new(place.cell.clone()));
        }
        let name = words(place.cell, figures);
        let is_new = !name.trim().is_empty() && last.as_ref() != Some(&name);
        if is_new {
            let others = row.iter().enumerate().filter(|(at, _)| *at != column);
            let mut others = others.filter_map(|(_, place)| place.as_ref());
            if let Some(across) = others.find(|place| !begins_in(place.cell, &row)) {
                return Err(Box::new(across.cell.clone()));
            }
            last = Some(name);
        }
        names.push(is_new.then(|| Cell { colspan: columns - 1, rowspan: 1, ..place.cell.clone() }));
        steps.push(if place.begins { Step::Remove(begun(&row, column)) } else { Step::Keep });
    }
    let in_head: Vec<Step> = grid(head, columns).iter().map(|row| without(row, column)).collect();
    head.iter_mut().zip(in_head).for_each(|(row, step)| step.take(row));
    let mut grouped = Vec::with_capacity(body.len());
    for ((mut row, step), name) in std::mem::take(body).into_iter().zip(steps).zip(names) {
        step.take(&mut row);
        grouped.extend(name.map(|name| vec![name]));
        grouped.push(row);
    }
    *body = grouped;
    Ok(())
}

/// What becomes of a row when a column is taken out.
enum Step {
    /// It has no cell of its own there.
    Keep,
    /// The cell with this index goes.
    Remove(usize),
    /// The cell with this index, which takes so many columns, takes one less.
    Narrow(usize, usize),
}

impl Step {
    fn take(self, row: &mut Vec<Cell>) {
        match self {
            Step::Keep => {}
            Step::Remove(at) => drop(row.remove(at)),
            Step::Narrow(at, columns) => row[at].colspan = columns - 1,
        }
    }
}

/// Returns what becomes of a row of the head when a column is taken out.
fn without(row: &[Option<Place<'_>>], column: usize) -> Step {
    let Some(place) = row[column] else { return Step::Keep };
    let is_start = |other: &Option<Place<'_>>| {
        other.is_some_and(|other| other.begins && std::ptr::eq(other.cell, place.cell))
    };
    match row.iter().position(is_start) {
        Some(start) if place.spans.0 > 1 => Step::Narrow(begun(row, start), place.spans.0),
        Some(start) => Step::Remove(begun(row, start)),
        None => Step::Keep,
    }
}

/// Returns how many cells of a row begin left of a column: the index in its row of the cell that begins there.
fn begun(row: &[Option<Place<'_>>], column: usize) -> usize {
    row[..column].iter().flatten().filter(|place| place.begins).count()
}

/// Returns whether a cell is one of a row's own.
fn begins_in(cell: &Cell, row: &[Option<Place<'_>>]) -> bool {
    row.iter().flatten().any(|place| place.begins && std::ptr::eq(place.cell, cell))
}

/// Returns whether a row is one cell and nothing else: a heading within the table.
fn is_heading(row: &[Option<Place<'_>>]) -> bool {
    let Some(first) = row.first().copied().flatten().filter(|first| first.begins) else { return false };
    row.len() > 1 && row.iter().flatten().all(|place| std::ptr::eq(place.cell, first.cell))
}

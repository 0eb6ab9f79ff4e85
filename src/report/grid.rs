//! Where each cell of a table stands, when some reach over several places.

use super::block::Cell;

/// What stands at a place of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place<'a> {
    /// The cell, or the one that reaches over the place.
    pub cell: &'a Cell,
    /// Whether the cell begins here.
    pub begins: bool,
    /// How many columns and rows it takes: as many as there is room for.
    pub spans: (usize, usize),
}

/// Returns what stands at each column of each row; nothing where a row has too few cells.
pub fn grid(rows: &[Vec<Cell>], columns: usize) -> Vec<Vec<Option<Place<'_>>>> {
    let mut grid = vec![vec![None; columns]; rows.len()];
    for (y, row) in rows.iter().enumerate() {
        let mut cells = row.iter();
        for x in 0..columns {
            if grid[y][x].is_some() {
                continue;
            }
            let Some(cell) = cells.next() else { break };
            let free = grid[y][x..].iter().take_while(|place| place.is_none()).count();
            let spans = (cell.colspan.clamp(1, free), cell.rowspan.clamp(1, rows.len() - y));
            let (colspan, rowspan) = spans;
            for line in &mut grid[y..y + rowspan] {
                line[x..x + colspan].fill(Some(Place { cell, begins: false, spans }));
            }
            grid[y][x] = Some(Place { cell, begins: true, spans });
        }
    }
    grid
}

/// Returns the cells of a head above each column, from top to bottom, each once.
pub fn heads(head: &[Vec<Cell>], columns: usize) -> Vec<Vec<&Cell>> {
    let mut heads: Vec<Vec<&Cell>> = vec![Vec::new(); columns];
    for row in grid(head, columns) {
        for (place, above) in row.into_iter().zip(&mut heads) {
            let Some(place) = place else { continue };
            if !above.last().is_some_and(|last| std::ptr::eq(*last, place.cell)) {
                above.push(place.cell);
            }
        }
    }
    heads
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Inline, InlineKind};
    use crate::source::Span;

    fn cell(words: &str, colspan: usize, rowspan: usize) -> Cell {
        let content = vec![Inline { span: Span::default(), kind: InlineKind::Text(words.to_owned()) }];
        Cell { span: Span::default(), content, colspan, rowspan }
    }

    #[test]
    fn heads_are_all_that_stand_above_a_column() {
        let head = [vec![cell("a", 1, 2), cell("b", 2, 1)], vec![cell("c", 1, 1), cell("d", 9, 1)]];
        let words = |cells: Vec<&Cell>| {
            let word = |cell: &Cell| match &cell.content[0].kind {
                InlineKind::Text(text) => text.clone(),
                _ => String::new(),
            };
            cells.into_iter().map(word).collect::<String>()
        };
        let all: Vec<String> = heads(&head, 4).into_iter().map(words).collect();
        assert_eq!(all, ["a", "bc", "bd", "d"]);
        assert!(grid(&head, 4)[1][0].is_some_and(|place| !place.begins));
    }
}

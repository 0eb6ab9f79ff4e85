//! Tables: cells by the pipes of the source, so that every cell has its exact place.

use comrak::nodes::{NodeTable, NodeValue, TableAlignment};

use crate::diagnostic::{Code, Diagnostic};
use crate::report::{Align, BlockKind, Cell, Table};
use crate::text;

use super::Node;
use super::align::Cursor;
use super::captions::begins_caption;
use super::reader::Reader;
use super::scan::quotes;

impl Reader<'_> {
    /// Reads a table.
    pub(super) fn table(&mut self, node: Node<'_>, table: &NodeTable) -> BlockKind {
        let align = table.alignments.iter().map(|alignment| match alignment {
            TableAlignment::None => Align::Auto,
            TableAlignment::Left => Align::Left,
            TableAlignment::Center => Align::Center,
            TableAlignment::Right => Align::Right,
        });
        let mut read = Table { align: align.collect(), ..Table::default() };
        let mut rows = node.children().peekable();
        while let Some(row) = rows.next() {
            let is_head = matches!(row.data().value, NodeValue::TableRow(true));
            let line = self.masked.line(row.data().sourcepos.start.line);
            let line = quotes(line, self.quotes).1.trim_start();
            let is_caption = !is_head && rows.peek().is_none() && !line.contains('|') && begins_caption(line);
            let cells = self.row(row);
            if let ([cell, ..], true) = (&cells[..], is_caption) {
                self.caption(&mut read, cell.content.clone(), cell.span);
            } else if is_head {
                read.head.push(cells);
            } else {
                read.rows.push(cells);
            }
        }
        BlockKind::Table(read)
    }

    /// Reads a row.
    fn row(&mut self, row: Node<'_>) -> Vec<Cell> {
        let position = row.data().sourcepos.start;
        let start = self.offset(position.line, position.column);
        let regions = regions(&self.masked.text, start);
        let mut cells = Vec::new();
        for (index, node) in row.children().enumerate() {
            let (start, end) = regions.get(index).copied().unwrap_or_else(|| {
                let end = regions.last().map_or(start, |region| region.1);
                (end, end)
            });
            let mut cursor = Cursor::new(&self.masked.text, start, end);
            let mut content = self.inlines(node, &mut cursor);
            self.report_wide_numbers(&content);
            self.join(&mut content);
            cells.push(Cell { span: self.masked.span(start, end), content, colspan: 1, rowspan: 1 });
        }
        if let (Some(first), Some(last)) = (regions.get(cells.len()), regions.last()) {
            let span = self.masked.span(first.0, last.1);
            let columns = cells.len();
            let message = text!(
                "这一行多于表头的 {columns} 栏，多出的格子不印",
                "this row has more cells than the {columns} of the head: the rest is not printed"
            );
            self.diagnostics.push(Diagnostic::new(Code::Unsupported, span, message));
        }
        cells
    }
}

/// What GFM takes off around a cell: a full-width space is content.
const SPACE: &[char] = &[' ', '\t', '\u{b}', '\u{c}'];

/// Returns where the cells of the row at an offset stand, without the space around them.
fn regions(text: &str, start: usize) -> Vec<(usize, usize)> {
    let rest = &text[start..];
    let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    let mut cells = Vec::new();
    let mut cell = 0;
    let mut escaped = false;
    for (offset, character) in line.char_indices() {
        if character == '|' && !escaped {
            cells.push((cell, offset));
            cell = offset + 1;
        }
        // The parser takes the longest cell, so any backslash before a pipe keeps it.
        escaped = character == '\\';
    }
    cells.push((cell, line.len()));
    let blank = |(from, to): &(usize, usize)| line[*from..*to].trim_matches(SPACE).is_empty();
    if line.trim_start_matches(SPACE).starts_with('|') {
        cells.remove(0);
    }
    // What stands behind the last pipe is a cell only if there is something.
    if cells.len() > 1 && cells.last().is_some_and(blank) {
        cells.pop();
    }
    let trimmed = cells.into_iter().map(|(from, to)| {
        let cell = &line[from..to];
        let lead = cell.len() - cell.trim_start_matches(SPACE).len();
        let content = cell.trim_matches(SPACE).len();
        let from = if content == 0 { from } else { from + lead };
        (start + from, start + from + content)
    });
    trimmed.collect()
}

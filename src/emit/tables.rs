//! Tables of the report model as calls of the style's `data-table`.

use std::slice;

use super::columns::{Words, columns, most, shown, width};
use super::inlines::plain_text;
use super::{Writer, quote};
use crate::figure::is_total;
use crate::report::{Align, Cell, Inline, InlineKind, Place, Table, grid, visit_inlines};
use crate::source::Span;

/// The rows from which on a style is told which of them are surely one line: Typst lays out a row of a known height once,
/// another twice.
const MANY_ROWS: usize = 100;

impl Writer<'_> {
    /// Writes a table.
    pub(super) fn table(&mut self, span: Span, table: &Table) {
        let count = table.align.len();
        let (head, rows) = (grid(&table.head, count), grid(&table.rows, count));
        self.emitter.push("#style.data-table(columns: (", span);
        let mut measured = columns(count, &self.words(&head), &self.words(&rows));
        if rows.len() >= MANY_ROWS {
            for (at, column) in measured.iter_mut().enumerate() {
                column.most = rows.iter().map(|row| self.most(row[at].as_ref())).collect();
            }
        }
        for (column, align) in measured.iter().zip(&table.align) {
            self.emitter.glue(&column.typst(alignment(*align)));
        }
        self.emitter.glue(")");
        self.captioned(table, &[]);
        let totals: Vec<_> = (0..table.rows.len()).filter(|row| self.is_total(&table.rows[*row])).collect();
        if !totals.is_empty() {
            let totals: Vec<_> = totals.iter().map(ToString::to_string).collect();
            self.emitter.glue(&format!(", totals: ({},)", totals.join(", ")));
        }
        let over = self.over(&rows);
        if !over.is_empty() {
            self.emitter.glue(&format!(", over: ({over})"));
        }
        if self.nested > 0 {
            self.emitter.glue(", nested: true");
        }
        if self.turned {
            self.emitter.glue(", turned: true");
        }
        self.emitter.glue(", head: (");
        // A head without a word is none.
        if !table.head.iter().flatten().all(|cell| cell.content.is_empty()) {
            self.in_head = true;
            self.rows(&head);
            self.in_head = false;
        }
        self.emitter.glue("), ");
        self.rows(&rows);
        self.emitter.glue(");");
    }

    /// Returns the words of each cell that a column is measured by.
    fn words(&self, rows: &[Vec<Option<Place<'_>>>]) -> Vec<Vec<Words>> {
        let words = |place: &Option<Place<'_>>| match place {
            Some(Place { cell, begins: true, spans: (1, _) }) => Some(self.measured(&cell.content)),
            Some(_) => None,
            None => Some(String::new()),
        };
        rows.iter().map(|row| row.iter().map(words).collect()).collect()
    }

    /// Returns the cells over several columns: row, column, how many columns, width in em, line breaks of its own.
    fn over(&self, rows: &[Vec<Option<Place<'_>>>]) -> String {
        let mut over = String::new();
        for (at, row) in rows.iter().enumerate() {
            for (column, place) in row.iter().enumerate() {
                let Some(Place { cell, begins: true, spans: (span @ 2.., _) }) = place else { continue };
                let words = self.measured(&cell.content);
                let (size, breaks) = (shown(width(&words)), words.matches('\n').count());
                over.push_str(&format!("({at}, {column}, {span}, {size}, {breaks}), "));
            }
        }
        over
    }

    /// Returns what the text of a place is at most wide, in em, if it is one line of nothing else; a cell over several rows counts in
    /// each of them.
    fn most(&self, place: Option<&Place<'_>>) -> Option<f64> {
        let Some(place) = place else { return Some(0.0) };
        let shown = &self.context.figures.shown;
        let is_text = place.cell.content.iter().all(|inline| match &inline.kind {
            InlineKind::Text(_) => true,
            InlineKind::Citation(citation) => {
                shown.get(&citation.span).is_some_and(|shown| shown.text.is_ok())
            }
            _ => false,
        });
        if place.spans.0 > 1 || !is_text { None } else { most(&self.measured(&place.cell.content)) }
    }

    /// Returns what is printed of inlines, each line on its own; of a formula about as many signs as it shows.
    fn measured(&self, inlines: &[Inline]) -> String {
        let mut text = String::new();
        for inline in inlines {
            match &inline.kind {
                InlineKind::LineBreak => text.push('\n'),
                InlineKind::Formula(formula) => text.push_str(&signs(&formula.latex)),
                _ => text.push_str(&plain_text(
                    slice::from_ref(inline),
                    self.context.figures,
                    self.context.language(),
                )),
            }
        }
        text
    }

    /// Writes number, caption with some notes behind it, id and unit as arguments.
    pub(super) fn captioned(&mut self, table: &Table, notes: &[Inline]) {
        if let Some(caption) = &table.caption {
            let (numbers, next) = match table.chart {
                Some(_) => (&self.numbers.images, &mut self.next_image),
                None => (&self.numbers.tables, &mut self.next_table),
            };
            let number = numbers.get(*next).map_or("", String::as_str);
            *next += 1;
            self.emitter.note_characters(number, caption.span);
            let id = caption.id.as_deref().map_or_else(|| "none".to_owned(), |id| self.label_of(id));
            self.emitter.glue(&format!(", number: {}, id: {id}", quote(number)));
            if !caption.content.is_empty() || !notes.is_empty() {
                self.emitter.glue(", caption: [");
                self.inlines(&caption.content);
                self.inlines(notes);
                self.emitter.glue("]");
            }
        }
        if let Some(unit) = &table.unit {
            self.emitter.glue(", unit: [");
            self.emitter.literal(&unit.text, unit.span.unwrap_or_default());
            self.emitter.glue("]");
        }
    }

    /// Writes rows, each as a tuple with a value for every column: a cell, or `none` where another reaches over the place.
    fn rows(&mut self, rows: &[Vec<Option<Place<'_>>>]) {
        for row in rows {
            self.emitter.glue("(");
            for place in row {
                match place {
                    Some(place) if place.begins => self.cell(place.cell, place.spans),
                    Some(_) => self.emitter.glue("none, "),
                    None => self.emitter.glue("[], "),
                }
            }
            self.emitter.glue("), ");
        }
    }

    /// Writes a cell.
    pub(super) fn cell(&mut self, cell: &Cell, (colspan, rowspan): (usize, usize)) {
        let wide = colspan > 1 || rowspan > 1;
        if wide {
            self.emitter.glue(&format!("(colspan: {colspan}, rowspan: {rowspan}, body: "));
        }
        self.emitter.push("[", cell.span);
        self.in_cell = true;
        if self.in_head && is_linked(&cell.content) {
            self.emitter.glue("#style.once[");
            self.inlines(&cell.content);
            self.emitter.glue("][");
            self.repeated = true;
            self.inlines(&cell.content);
            self.repeated = false;
            self.emitter.glue("];");
        } else {
            self.inlines(&cell.content);
        }
        self.in_cell = false;
        self.emitter.glue(if wide { "]), " } else { "], " });
    }

    /// Returns whether a row is a sum of others by what it is called.
    fn is_total(&self, row: &[Cell]) -> bool {
        let Some(first) = row.first() else { return false };
        let is_code = first.content.iter().any(|inline| matches!(inline.kind, InlineKind::Code(_)));
        !is_code && is_total(&plain_text(&first.content, self.context.figures, self.context.language()))
    }
}

/// Returns whether a note, a reference or a link stands in inlines.
fn is_linked(inlines: &[Inline]) -> bool {
    let mut linked = false;
    visit_inlines(inlines, &mut |inline| {
        linked |=
            matches!(inline.kind, InlineKind::Link { .. } | InlineKind::Note(_) | InlineKind::Reference(_));
    });
    linked
}

/// Returns about the signs that a formula shows: each command as one.
fn signs(latex: &str) -> String {
    let mut signs = String::new();
    let mut rest = latex.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => {
                while rest.next_if(char::is_ascii_alphabetic).is_some() {}
                signs.push('x');
            }
            '{' | '}' | '^' | '_' | ' ' | '\n' => {}
            c => signs.push(c),
        }
    }
    signs
}

/// Returns an alignment as Typst writes it.
fn alignment(align: Align) -> &'static str {
    match align {
        Align::Auto => "auto",
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    }
}

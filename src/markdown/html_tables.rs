//! Tables of HTML, as they come out of Word and Excel: cells over several rows and columns.
//!
//! Only what a table is made of is read: rows, cells, spans, a head, a caption. Widths, colours and faces are the style's.

use crate::report::{Align, Block, BlockKind, Caption, Cell, Inline, InlineKind, Table};
use crate::source::Span;

use super::html::{Tag, Tags};
use super::lines;
use super::reader::Reader;

/// The most columns or rows that one cell reaches over.
const MOST: usize = 200;

/// How many tags may be open at once in a cell.
const OPEN_TAGS: usize = 8;

/// A table while it is being read.
pub(super) struct Rows {
    span: Span,
    rows: Vec<Row>,
    caption: Option<Caption>,
    /// What is open: a cell or the caption.
    open: Option<Open>,
    in_head: bool,
    /// How many tables are open within a cell: their words are the cell's.
    inner: usize,
}

#[derive(Default)]
struct Row {
    cells: Vec<Cell>,
    is_head: bool,
}

enum Open {
    Caption(Span),
    Cell { tag: Span, is_head: bool, colspan: usize, rowspan: usize },
}

impl Rows {
    /// Begins with `<table>`.
    pub(super) fn new(tag: &Tag) -> Self {
        Self { span: tag.span, rows: Vec::new(), caption: None, open: None, in_head: false, inner: 0 }
    }

    /// Takes a tag; `tags` are what was read since the last one taken. Returns whether it closes the table.
    pub(super) fn tag(&mut self, tag: &Tag, tags: &mut Tags, reader: &mut Reader<'_>) -> bool {
        self.span = self.span.to(tag.span);
        match (tag.name.as_str(), tag.closing) {
            ("table", false) => self.inner += 1,
            ("table", true) if self.inner > 0 => self.inner -= 1,
            _ if self.inner > 0 => {}
            ("table", true) => {
                self.close(tags, reader);
                return true;
            }
            ("thead", closing) => {
                self.close(tags, reader);
                self.in_head = !closing;
            }
            ("tr", false) => {
                self.close(tags, reader);
                self.rows.push(Row { is_head: self.in_head, ..Row::default() });
            }
            ("td" | "th", false) => {
                self.close(tags, reader);
                let reach = |name: &str| tag.number(name).unwrap_or(1).clamp(1, MOST);
                let (colspan, rowspan) = (reach("colspan"), reach("rowspan"));
                self.open = Some(Open::Cell { tag: tag.span, is_head: tag.name == "th", colspan, rowspan });
            }
            ("caption", false) => {
                self.close(tags, reader);
                self.open = Some(Open::Caption(tag.span));
            }
            ("tr" | "td" | "th" | "caption" | "tbody" | "tfoot" | "colgroup", _) => self.close(tags, reader),
            ("col", _) => {}
            // Paragraphs within a cell are lines of it.
            _ => tags.push(Inline { span: tag.span, kind: InlineKind::LineBreak }),
        }
        false
    }

    /// Ends the cell or caption that is open; words between cells become one, so that none is lost.
    fn close(&mut self, tags: &mut Tags, reader: &mut Reader<'_>) {
        let mut content = std::mem::replace(tags, Tags::new(OPEN_TAGS)).finish(reader);
        reader.join(&mut content);
        trim(&mut content);
        let open = self.open.take();
        if let Some(Open::Caption(span)) = open {
            let span = lines::span_of(&content).unwrap_or(span);
            self.caption = Some(Caption { span, content, id: None, id_span: None });
            return;
        }
        let (span, is_head, colspan, rowspan) = match open {
            Some(Open::Cell { tag, is_head, colspan, rowspan }) => (tag, is_head, colspan, rowspan),
            _ if content.is_empty() => return,
            _ => (self.span, false, 1, 1),
        };
        let span = lines::span_of(&content).unwrap_or_else(|| span.part(span.len(), span.len()));
        if self.rows.is_empty() {
            self.rows.push(Row { is_head: self.in_head, ..Row::default() });
        }
        if let Some(row) = self.rows.last_mut() {
            row.is_head = (row.is_head || row.cells.is_empty()) && (is_head || self.in_head);
            row.cells.push(Cell { span, content, colspan, rowspan });
        }
    }

    /// Returns the table; nothing if it has no cells.
    pub(super) fn finish(mut self) -> Option<Block> {
        self.rows.retain(|row| !row.cells.is_empty());
        let head = match self.rows.iter().take_while(|row| row.is_head).count() {
            // What Word and Excel paste has no head: the first row is one, with the rows that its cells reach over.
            0 => self.rows.first()?.cells.iter().map(|cell| cell.rowspan).fold(1, usize::max),
            count => count,
        };
        let head = if head < self.rows.len() { head } else { 0 };
        let mut rows: Vec<_> = self.rows.into_iter().map(|row| row.cells).collect();
        let columns = columns(&rows);
        let body = rows.split_off(head);
        let table = Table {
            caption: self.caption,
            unit: None,
            chart: None,
            align: vec![Align::Auto; columns],
            head: rows,
            rows: body,
        };
        Some(Block { span: self.span, kind: BlockKind::Table(table) })
    }
}

/// Returns how many columns the cells of some rows take.
fn columns(rows: &[Vec<Cell>]) -> usize {
    // By column: how many of the rows that follow are taken by a cell above.
    let mut taken: Vec<usize> = Vec::new();
    for row in rows {
        let mut at = 0;
        let mut above = std::mem::take(&mut taken);
        above.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        taken.clone_from(&above);
        for cell in row {
            while above.get(at).is_some_and(|rows| *rows > 0) {
                at += 1;
            }
            let end = (at + cell.colspan).min(MOST);
            if taken.len() < end {
                taken.resize(end, 0);
                above.resize(end, 0);
            }
            taken[at.min(end)..end].fill(cell.rowspan);
            at = end;
        }
    }
    taken.len().max(1)
}

/// Takes blanks and line breaks off the ends of a cell.
fn trim(content: &mut Vec<Inline>) {
    let is_blank =
        |inline: Option<&Inline>| inline.is_some_and(|inline| lines::is_blank(std::slice::from_ref(inline)));
    while is_blank(content.last()) {
        content.pop();
    }
    while is_blank(content.first()) {
        content.remove(0);
    }
}

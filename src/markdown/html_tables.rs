//! Tables of HTML, as they come out of Word and Excel: cells over several rows and columns.
//!
//! Only what a table is made of is read: rows, cells, spans, a head, a caption. Widths, colours and faces are the style's.

use crate::diagnostic::{Code, Diagnostic, Text, printable};
use crate::report::{Align, Block, BlockKind, Cell, Inline, InlineKind, Table};
use crate::source::Span;
use crate::text;

use super::html::{Tag, Tags};
use super::lines;
use super::reader::Reader;

/// The most columns of a table: no page holds more, and a typed number could ask for any.
const MOST: usize = 200;

/// How many tags may be open at once in a cell.
const OPEN_TAGS: usize = 8;

/// A table while it is being read.
pub(super) struct Rows {
    span: Span,
    rows: Vec<Row>,
    caption: Option<(Vec<Inline>, Span)>,
    /// What is open: a cell or the caption.
    open: Option<Open>,
    in_head: bool,
    /// How many heads, bodies and feet have begun or ended: no cell reaches out of its own.
    group: usize,
    /// How many tables are open within a cell: their words are the cell's.
    inner: usize,
}

struct Row {
    /// Its tag.
    place: Span,
    /// Its cells; one that reaches to the end of its part of the table reaches over no rows yet.
    cells: Vec<Cell>,
    is_head: bool,
    group: usize,
}

enum Open {
    Caption(Span),
    Cell { tag: Span, is_head: bool, colspan: usize, rowspan: usize },
}

impl Rows {
    /// Begins with `<table>`.
    pub(super) fn new(tag: &Tag) -> Self {
        let (rows, caption, open) = (Vec::new(), None, None);
        Self { span: tag.span, rows, caption, open, in_head: false, group: 0, inner: 0 }
    }

    /// Takes a tag; `tags` are what was read since the last one taken. Returns whether it closes the table.
    pub(super) fn tag(&mut self, tag: &Tag, tags: &mut Tags, reader: &mut Reader<'_>) -> bool {
        self.span = self.span.to(tag.span);
        match (tag.name.as_str(), tag.closing) {
            ("table", false) => {
                self.inner += 1;
                tags.part(tag);
                say(
                    reader,
                    tag.span,
                    text!(
                        "格子里的表格不排成表格，各格的文字依次印在这一格里",
                        "a table within a cell is not laid out: its words stand in the cell one after another"
                    ),
                );
            }
            ("table", true) if self.inner > 0 => {
                self.inner -= 1;
                tags.part(tag);
            }
            _ if self.inner > 0 => tags.part(tag),
            ("table", true) => {
                self.close(tags, reader);
                return true;
            }
            ("thead" | "tbody" | "tfoot", closing) => {
                self.close(tags, reader);
                self.in_head = tag.name == "thead" && !closing;
                self.group += 1;
            }
            ("tr", false) => {
                self.close(tags, reader);
                self.begin_row(tag.span);
            }
            ("td" | "th", false) => {
                self.close(tags, reader);
                let colspan = reach(tag, "colspan", reader).unwrap_or(1).max(1);
                let rowspan = reach(tag, "rowspan", reader).unwrap_or(1);
                self.open = Some(Open::Cell { tag: tag.span, is_head: tag.name == "th", colspan, rowspan });
            }
            ("caption", false) => {
                self.close(tags, reader);
                self.open = Some(Open::Caption(tag.span));
            }
            ("tr" | "td" | "th" | "caption" | "colgroup", _) => self.close(tags, reader),
            ("col", _) => {}
            // Paragraphs within a cell are lines of it.
            _ => tags.part(tag),
        }
        false
    }

    fn begin_row(&mut self, place: Span) {
        self.rows.push(Row { place, cells: Vec::new(), is_head: self.in_head, group: self.group });
    }

    /// Ends the cell or caption that is open; words between cells become one, so that none is lost.
    fn close(&mut self, tags: &mut Tags, reader: &mut Reader<'_>) {
        let mut content = std::mem::replace(tags, Tags::new(OPEN_TAGS)).finish(reader);
        reader.join(&mut content);
        trim(&mut content);
        let words = lines::span_of(&content);
        let (span, is_head, colspan, rowspan) = match self.open.take() {
            Some(Open::Caption(tag)) => return self.add_caption(content, words.unwrap_or(tag)),
            Some(Open::Cell { tag, is_head, colspan, rowspan }) => (tag, is_head, colspan, rowspan),
            None if content.is_empty() => return,
            None => {
                let place = words.unwrap_or(self.span);
                say(
                    reader,
                    place,
                    text!(
                        "这些文字在 <table> 里、格子之外，当作一格印出",
                        "this text stands in the table and in no cell: it prints as a cell of its own"
                    ),
                );
                (self.span, false, 1, 1)
            }
        };
        let span = words.unwrap_or_else(|| span.part(span.len(), span.len()));
        if self.rows.is_empty() {
            self.begin_row(span);
        }
        if let Some(row) = self.rows.last_mut() {
            row.is_head = (row.is_head || row.cells.is_empty()) && (is_head || self.in_head);
            row.cells.push(Cell { span, content, colspan, rowspan });
        }
    }

    /// Takes the words of a caption; of several each has a line.
    fn add_caption(&mut self, mut content: Vec<Inline>, span: Span) {
        match &mut self.caption {
            Some((words, whole)) if !content.is_empty() => {
                words.push(Inline { span: span.part(0, 0), kind: InlineKind::LineBreak });
                words.append(&mut content);
                *whole = whole.to(span);
            }
            Some(_) => {}
            None => self.caption = Some((content, span)),
        }
    }

    /// Returns the table; nothing if it has no cells.
    pub(super) fn finish(mut self, reader: &mut Reader<'_>) -> Option<Block> {
        let (rows, widths) = placed(std::mem::take(&mut self.rows), reader);
        let reach = |row: &Row| row.cells.iter().map(|cell| cell.rowspan).fold(1, usize::max);
        let mut head = match rows.iter().take_while(|row| row.is_head).count() {
            // What Word and Excel paste has no head: the first row is one.
            0 => reach(rows.first()?),
            count => count,
        };
        // With the rows that its cells reach over.
        let mut at = 0;
        while at < head.min(rows.len()) {
            head = head.max(at + reach(&rows[at]));
            at += 1;
        }
        let head = if head < rows.len() { head } else { 0 };
        let columns = widths[..head].iter().copied().max();
        for (row, width) in rows.iter().zip(&widths).skip(head) {
            if let Some(columns) = columns.filter(|columns| width > columns) {
                say(
                    reader,
                    row.place,
                    text!(
                        "这一行有 {width} 栏，表头只有 {columns} 栏",
                        "this row has {width} columns and the head only {columns}"
                    ),
                );
            }
        }
        let columns = widths.into_iter().max().unwrap_or(1);
        let mut rows: Vec<_> = rows.into_iter().map(|row| row.cells).collect();
        let body = rows.split_off(head);
        let align = vec![Align::Auto; columns];
        let mut table = Table { align, head: rows, rows: body, ..Table::default() };
        if let Some((content, span)) = self.caption {
            reader.caption(&mut table, content, span);
        }
        Some(Block { span: self.span, kind: BlockKind::Table(table) })
    }
}

/// Returns the rows that take room, with cells that end where the table does, and how many columns each row takes.
fn placed(rows: Vec<Row>, reader: &mut Reader<'_>) -> (Vec<Row>, Vec<usize>) {
    let groups: Vec<usize> = rows.iter().map(|row| row.group).collect();
    let (mut kept, mut widths) = (Vec::new(), Vec::new());
    // By column: over how many of the rows that follow a cell above reaches.
    let mut taken: Vec<usize> = Vec::new();
    let mut last = 0;
    for (index, mut row) in rows.into_iter().enumerate() {
        if index >= last {
            last = index + groups[index..].iter().take_while(|group| **group == row.group).count();
        }
        // An empty row counts where cells above reach over it.
        if row.cells.is_empty() && taken.iter().all(|rows| *rows == 0) {
            continue;
        }
        let width = place(&mut row, last - index, &mut taken, reader);
        taken.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        widths.push(width);
        kept.push(row);
    }
    (kept, widths)
}

/// Finds the columns of a row's cells beside those that reach into it from above; `below` are the rows there are, with
/// its own. Returns the column behind the last.
fn place(row: &mut Row, below: usize, taken: &mut Vec<usize>, reader: &mut Reader<'_>) -> usize {
    let mut at = 0;
    let mut most = row.cells.len();
    for (index, cell) in row.cells.iter_mut().enumerate() {
        while taken.get(at).is_some_and(|rows| *rows > 0) {
            at += 1;
        }
        if at + cell.colspan > MOST {
            say(
                reader,
                row.place,
                text!(
                    "表格最多 {MOST} 栏，这一行多出的不印",
                    "a table has {MOST} columns at most: the rest of this row is not printed"
                ),
            );
            cell.colspan = MOST.saturating_sub(at).max(1);
            most = if at < MOST { index + 1 } else { index };
        }
        if cell.rowspan > below {
            let rows = cell.rowspan;
            say(
                reader,
                row.place,
                text!(
                    "这一行有一格要占 {rows} 行，到末行只有 {below} 行，就到末行为止",
                    "a cell of this row reaches over {rows} rows, and there are only {below}: it ends with the last"
                ),
            );
        }
        cell.rowspan = if cell.rowspan == 0 { below } else { cell.rowspan.min(below) };
        if index >= most {
            break;
        }
        let end = at + cell.colspan;
        if taken.len() < end {
            taken.resize(end, 0);
        }
        taken[at..end].fill(cell.rowspan);
        at = end;
    }
    row.cells.truncate(most);
    let above = taken.iter().rposition(|rows| *rows > 0).map_or(0, |last| last + 1);
    at.max(above)
}

/// Returns over how many columns or rows a cell says that it reaches; 0 is to the end.
fn reach(tag: &Tag, name: &str, reader: &mut Reader<'_>) -> Option<usize> {
    let value = tag.value(name)?.trim();
    let number = value.parse().ok();
    if number.is_none() {
        let shown = printable(value);
        say(
            reader,
            tag.span,
            text!(
                "{name} 写的“{shown}”不是正整数，按 1 理解",
                "`{shown}` is no positive whole number for {name}: it counts as 1"
            ),
        );
    }
    number
}

fn say(reader: &mut Reader<'_>, place: Span, message: Text) {
    reader.diagnostics.push(Diagnostic::new(Code::Unsupported, place, message));
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

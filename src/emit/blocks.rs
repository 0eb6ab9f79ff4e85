//! Blocks of the report model as calls of the style's functions.

use super::inlines::plain_text;
use super::{Writer, label, quote};
use crate::diagnostic::Text;
use crate::report::{
    Align, Block, BlockKind, Cell, Image, Inline, InlineKind, ListItem, Section, Table, Term,
};
use crate::source::Span;

impl Writer<'_> {
    /// Writes blocks one after the other, each on a line of its own.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        let mut rest = blocks;
        while let [block, after @ ..] = rest {
            rest = after;
            if let (BlockKind::Heading { content, .. }, [next, later @ ..]) = (&block.kind, after)
                && let BlockKind::Paragraph(paragraph) = &next.kind
                && runs_in(&block.kind, content)
            {
                self.heading(block, Some(paragraph));
                rest = later;
            } else {
                self.block(block);
            }
            self.emitter.glue("\n");
        }
    }

    /// Writes the page that a draft prints for a section whose front matter cannot be read.
    pub(super) fn fault_page(&mut self, section: &Section, messages: &[Text]) {
        let language = self.context.language();
        let path = &self.context.sources.get(section.source).path;
        let span = Span::new(section.source, 0, 0);
        self.emitter.push("#style.fault-page(title: [", span);
        self.emitter.literal(path, span);
        self.emitter.glue("]");
        for message in messages {
            self.emitter.glue(", [");
            self.emitter.literal(message.get(language), span);
            self.emitter.glue("]");
        }
        self.emitter.glue(");\n");
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Heading { .. } => self.heading(block, None),
            BlockKind::Paragraph(content) => self.call_with("paragraph", block.span, content),
            BlockKind::List { start, tight, items } => self.list(block.span, *start, *tight, items),
            BlockKind::Quote(blocks) => {
                self.emitter.push("#style.quote-block[\n", block.span);
                self.blocks(blocks);
                self.emitter.glue("];");
            }
            BlockKind::Callout { kind, title, blocks } => {
                let call = format!("#style.callout(kind: {}, title: [", quote(kind.name()));
                self.emitter.push(&call, block.span);
                if title.is_empty() {
                    self.emitter.literal(kind.title(self.context.language()), block.span);
                } else {
                    self.inlines(title);
                }
                self.emitter.glue("])[\n");
                self.blocks(blocks);
                self.emitter.glue("];");
            }
            BlockKind::Terms(terms) => {
                self.emitter.push("#style.term-list(", block.span);
                for Term { term, blocks } in terms {
                    self.emitter.glue("(term: [");
                    self.inlines(term);
                    self.emitter.glue("], body: [");
                    match blocks.as_slice() {
                        // What a term means goes on in its line.
                        [Block { kind: BlockKind::Paragraph(content), .. }, rest @ ..] => {
                            self.inlines(content);
                            self.blocks(rest);
                        }
                        blocks => self.blocks(blocks),
                    }
                    self.emitter.glue("]), ");
                }
                self.emitter.glue(");");
            }
            BlockKind::Code { language, text, span } => {
                self.emitter
                    .push(&format!("#style.code-block(language: {}, text: ", quote(language)), block.span);
                self.emitter.string(text, *span);
                self.emitter.glue(");");
            }
            BlockKind::Table(table) => self.table(block.span, table),
            BlockKind::Image(image) => self.image_figure(image),
            BlockKind::Formula(formula) => self.formula_block(block.span, formula),
            BlockKind::Rule => self.emitter.push("#style.rule();", block.span),
            BlockKind::PageBreak => self.emitter.push("#style.page-break();", block.span),
        }
    }

    /// Writes a heading; with a paragraph, one that runs into it.
    fn heading(&mut self, block: &Block, run_in: Option<&[Inline]>) {
        let BlockKind::Heading { level, id, content, .. } = &block.kind else { return };
        let number = self.numbers.headings.get(self.next_heading).map_or("", String::as_str);
        self.next_heading += 1;
        self.emitter.note_characters(number, block.span);
        let label = self.label_of(id);
        let function = if run_in.is_some() { "run-in" } else { "section-title" };
        let call = format!("#style.{function}(level: {level}, number: {}, id: {label})[", quote(number));
        self.emitter.push(&call, block.span);
        self.inlines(content);
        self.emitter.glue("]");
        if let Some(paragraph) = run_in {
            self.emitter.glue("[");
            self.inlines(paragraph);
            self.emitter.glue("]");
        }
        self.emitter.glue(";");
    }

    /// Returns the label of a heading, image or formula as an argument; `none` unless a link leads to it.
    pub(super) fn label_of(&self, id: &str) -> String {
        let targeted = self.targets.is_some_and(|targets| targets.contains(&(self.section, id.to_owned())));
        if targeted { quote(&label(self.section, id)) } else { "none".to_owned() }
    }

    fn list(&mut self, span: Span, start: Option<usize>, tight: bool, items: &[ListItem]) {
        let call = match start {
            Some(start) => format!("#style.numbered-list(start: {start}, tight: {tight}"),
            None => format!("#style.bullet-list(tight: {tight}"),
        };
        self.emitter.push(&call, span);
        for item in items {
            self.emitter.glue(", [");
            if let Some(done) = item.task {
                self.emitter.glue(&format!("#style.task(done: {done});"));
            }
            match item.blocks.as_slice() {
                // The lines of a tight list are lines, not paragraphs; a task's box stands in its first line.
                [Block { kind: BlockKind::Paragraph(content), .. }, rest @ ..]
                    if tight || item.task.is_some() =>
                {
                    self.inlines(content);
                    self.blocks(rest);
                }
                blocks => self.blocks(blocks),
            }
            self.emitter.glue("]");
        }
        self.emitter.glue(");");
    }

    fn table(&mut self, span: Span, table: &Table) {
        let columns = table.align.len();
        let align: Vec<_> = table.align.iter().map(|align| alignment(*align)).collect();
        self.emitter
            .push(&format!("#style.data-table(columns: {columns}, align: ({},)", align.join(", ")), span);
        if let Some(caption) = &table.caption {
            let number = self.numbers.tables.get(self.next_table).map_or("", String::as_str);
            self.next_table += 1;
            self.emitter.note_characters(number, caption.span);
            let id = caption.id.as_deref().map_or_else(|| "none".to_owned(), |id| self.label_of(id));
            self.emitter.glue(&format!(", number: {}, id: {id}", quote(number)));
            if !caption.content.is_empty() {
                self.emitter.glue(", caption: [");
                self.inlines(&caption.content);
                self.emitter.glue("]");
            }
        }
        if let Some(unit) = &table.unit {
            self.emitter.glue(", unit: [");
            self.emitter.literal(&unit.text, unit.span.unwrap_or(span));
            self.emitter.glue("]");
        }
        let totals: Vec<_> = (0..table.rows.len()).filter(|row| self.is_total(&table.rows[*row])).collect();
        if !totals.is_empty() {
            let totals: Vec<_> = totals.iter().map(ToString::to_string).collect();
            self.emitter.glue(&format!(", totals: ({},)", totals.join(", ")));
        }
        self.emitter.glue(", head: (");
        self.rows(&table.head, columns);
        self.emitter.glue("), ");
        self.rows(&table.rows, columns);
        self.emitter.glue(");");
    }

    /// Writes rows, each as a tuple with a value for every column: a cell, or `none` where another reaches over the place.
    fn rows(&mut self, rows: &[Vec<Cell>], columns: usize) {
        for row in grid(rows, columns) {
            self.emitter.glue("(");
            for place in row {
                match place {
                    Place::Cell { cell, colspan, rowspan } => self.cell(cell, colspan, rowspan),
                    Place::Covered => self.emitter.glue("none, "),
                    Place::Empty => self.emitter.glue("[], "),
                }
            }
            self.emitter.glue("), ");
        }
    }

    fn cell(&mut self, cell: &Cell, colspan: usize, rowspan: usize) {
        let wide = colspan > 1 || rowspan > 1;
        if wide {
            self.emitter.glue(&format!("(colspan: {colspan}, rowspan: {rowspan}, body: "));
        }
        self.emitter.push("[", cell.span);
        self.in_cell = true;
        self.inlines(&cell.content);
        self.in_cell = false;
        self.emitter.glue(if wide { "]), " } else { "], " });
    }

    /// Returns whether a row is a sum of others by what it is called.
    fn is_total(&self, row: &[Cell]) -> bool {
        const NAMES: [&str; 9] =
            ["合计", "总计", "小计", "共计", "总额", "total", "subtotal", "grandtotal", "sum"];
        let Some(first) = row.first() else { return false };
        let words = plain_text(&first.content, self.context.figures, self.context.language()).to_lowercase();
        NAMES.contains(&words.replace([' ', '\u{3000}'], "").as_str())
    }

    fn image_figure(&mut self, image: &Image) {
        let number = self.numbers.images.get(self.next_image).map_or("", String::as_str);
        self.next_image += 1;
        self.emitter.note_characters(number, image.span);
        let Some(path) = self.context.images.get(&image.span) else {
            self.fault(image.span, "fault-block");
            return;
        };
        let label = image.id.as_deref().map_or_else(|| "none".to_owned(), |id| self.label_of(id));
        let width = image.width.as_deref().map_or_else(|| "none".to_owned(), quote);
        self.emitter.push(
            &format!("#style.image-figure(path: {}, width: {width}, id: {label}, alt: ", quote(path)),
            image.span,
        );
        self.alt(image);
        if image.caption.is_empty() {
            self.emitter.glue(");");
        } else {
            self.emitter.glue(&format!(", number: {}, caption: [", quote(number)));
            self.inlines(&image.caption);
            self.emitter.glue("]);");
        }
    }
}

/// Returns whether a heading runs into the paragraph after it: from the third level on, when it ends in 。
fn runs_in(kind: &BlockKind, content: &[Inline]) -> bool {
    let BlockKind::Heading { level, .. } = kind else { return false };
    let ends = match content.last().map(|inline| &inline.kind) {
        Some(InlineKind::Text(text)) => text.trim_end().ends_with('。'),
        _ => false,
    };
    *level >= 3 && ends
}

/// What stands at a column of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place<'a> {
    /// A cell, over as many columns and rows as there is room for.
    Cell { cell: &'a Cell, colspan: usize, rowspan: usize },
    /// A cell before or above reaches over it.
    Covered,
    /// The row has too few cells.
    Empty,
}

/// Returns what stands at each column of each row; cells that would overlap reach as far as they can.
fn grid(rows: &[Vec<Cell>], columns: usize) -> Vec<Vec<Place<'_>>> {
    let mut grid = vec![vec![Place::Empty; columns]; rows.len()];
    for (y, row) in rows.iter().enumerate() {
        let mut cells = row.iter();
        for x in 0..columns {
            if grid[y][x] != Place::Empty {
                continue;
            }
            let Some(cell) = cells.next() else { break };
            let free = grid[y][x..].iter().take_while(|place| **place == Place::Empty).count();
            let (colspan, rowspan) = (cell.colspan.min(free), cell.rowspan.min(rows.len() - y));
            for line in &mut grid[y..y + rowspan] {
                line[x..x + colspan].fill(Place::Covered);
            }
            grid[y][x] = Place::Cell { cell, colspan, rowspan };
        }
    }
    grid
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

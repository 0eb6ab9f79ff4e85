//! Blocks of the report model as calls of the style's functions.

use super::{Writer, label, quote};
use crate::diagnostic::Text;
use crate::report::{Align, Block, BlockKind, Cell, Image, Inline, InlineKind, ListItem, Section};
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
            BlockKind::Code { language, text, span } => {
                self.emitter
                    .push(&format!("#style.code-block(language: {}, text: ", quote(language)), block.span);
                self.emitter.string(text, *span);
                self.emitter.glue(");");
            }
            BlockKind::Table { align, head, rows } => self.table(block.span, align, head, rows),
            BlockKind::Image(image) => self.image_figure(image),
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

    /// Returns the label of a heading or image as an argument; `none` unless a link leads to it.
    fn label_of(&self, id: &str) -> String {
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

    fn table(&mut self, span: Span, align: &[Align], head: &[Cell], rows: &[Vec<Cell>]) {
        let align: Vec<_> = align.iter().map(|align| alignment(*align)).collect();
        let call =
            format!("#style.data-table(columns: {}, align: ({},), head: (", head.len(), align.join(", "));
        self.emitter.push(&call, span);
        for cell in head {
            self.cell(cell);
        }
        self.emitter.glue("), ");
        for cell in rows.iter().flatten() {
            self.cell(cell);
        }
        self.emitter.glue(");");
    }

    fn cell(&mut self, cell: &Cell) {
        self.emitter.push("[", cell.span);
        self.in_cell = true;
        self.inlines(&cell.content);
        self.in_cell = false;
        self.emitter.glue("], ");
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

/// Returns an alignment as Typst writes it.
fn alignment(align: Align) -> &'static str {
    match align {
        Align::Auto => "auto",
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    }
}

//! Blocks of the report model as calls of the style's functions.

use super::emitter::Emitter;
use super::inlines::plain_text;
use super::{IMPORT, TypstSource, Writer, label, quote};
use crate::diagnostic::{Language, Text};
use crate::figure::Plot;
use crate::report::{
    Block, BlockKind, CalloutKind, Cell, Chart, ChartKind, Image, Inline, InlineKind, ListItem, Section,
    Table, Term, visit_inlines,
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
                && !self.names_annex()
            {
                self.heading(block, Some(paragraph));
                rest = later;
            } else {
                self.block(block);
            }
            self.emitter.glue("\n");
        }
    }

    /// Returns whether the next heading is the name of an annex.
    fn names_annex(&self) -> bool {
        self.next_heading == 0 && self.content.is_some_and(Section::is_annex)
    }

    /// Writes blocks within another, where no page can be turned.
    pub(super) fn within(&mut self, blocks: &[Block]) {
        self.nested += 1;
        self.blocks(blocks);
        self.nested -= 1;
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
                self.within(blocks);
                self.emitter.glue("];");
            }
            BlockKind::Callout { kind, title, blocks } => self.callout(block.span, *kind, title, blocks),
            BlockKind::Terms(terms) => self.terms(block.span, terms),
            BlockKind::Code { language, text, span } => {
                self.emitter
                    .push(&format!("#style.code-block(language: {}, text: ", quote(language)), block.span);
                self.emitter.string(text, *span);
                self.emitter.glue(");");
            }
            BlockKind::Table(table) => self.filled(block.span, table),
            BlockKind::Data(data) => match self.context.figures.filled.get(&block.span) {
                Some(Ok(filled)) => self.filled(block.span, &filled.table),
                Some(Err(message)) => {
                    // Its number is taken all the same, as the numbering has it.
                    if data.caption.is_some() {
                        let next =
                            if data.chart.is_some() { &mut self.next_image } else { &mut self.next_table };
                        *next += 1;
                    }
                    let message = message.get(self.context.language());
                    let id = data.caption.as_ref().and_then(|caption| caption.id.clone());
                    self.emitter.push("#[#style.fault-block[", block.span);
                    self.emitter.literal(message, block.span);
                    self.emitter.glue("]");
                    self.target(id.as_deref());
                    self.emitter.glue("];");
                }
                None => {}
            },
            BlockKind::Image(image) => self.image_figure(image),
            BlockKind::Formula(formula) => self.formula_block(block.span, formula),
            BlockKind::Rule => self.emitter.push("#style.rule();", block.span),
            BlockKind::Landscape(blocks) => {
                self.emitter.push("#style.landscape[\n", block.span);
                self.turned = true;
                self.within(blocks);
                self.turned = false;
                self.emitter.glue("];");
            }
            BlockKind::Typst { text, span } => self.raw(block.span, text, *span),
            BlockKind::PageBreak => self.emitter.push("#style.page-break();", block.span),
        }
    }

    fn callout(&mut self, span: Span, kind: CalloutKind, title: &[Inline], blocks: &[Block]) {
        let call = format!("#style.callout(kind: {}, title: [", quote(kind.name()));
        self.emitter.push(&call, span);
        if title.is_empty() {
            self.emitter.literal(kind.title(self.context.language()), span);
        } else {
            self.inlines(title);
        }
        self.emitter.glue("])[\n");
        self.within(blocks);
        self.emitter.glue("];");
    }

    fn terms(&mut self, span: Span, terms: &[Term]) {
        self.emitter.push("#style.term-list(", span);
        for Term { term, blocks } in terms {
            self.emitter.glue("(term: [");
            self.inlines(term);
            self.emitter.glue("], body: [");
            match blocks.as_slice() {
                // What a term means goes on in its line.
                [Block { kind: BlockKind::Paragraph(content), .. }, rest @ ..] => {
                    self.inlines(content);
                    self.within(rest);
                }
                blocks => self.within(blocks),
            }
            self.emitter.glue("]), ");
        }
        self.emitter.glue(");");
    }

    /// Writes a heading; with a paragraph, one that runs into it.
    fn heading(&mut self, block: &Block, run_in: Option<&[Inline]>) {
        let BlockKind::Heading { level, id, content, .. } = &block.kind else { return };
        let number = self.numbers.headings.get(self.next_heading).map_or("", String::as_str);
        let names_annex = self.names_annex();
        self.next_heading += 1;
        self.emitter.note_characters(number, block.span);
        let label = self.label_of(id);
        let annex = self.content.filter(|section| section.is_annex());
        let call = match (run_in, annex) {
            _ if names_annex => format!("#style.annex-title(number: {}, id: {label})[", quote(number)),
            (Some(_), _) => format!("#style.run-in(level: {level}, number: {}, id: {label})[", quote(number)),
            (None, annex) => {
                // In an annex the levels begin anew.
                let level = annex.map_or(*level, |section| level.saturating_sub(section.level).max(1));
                format!("#style.section-title(level: {level}, number: {}, id: {label})[", quote(number))
            }
        };
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

    /// Marks the place of a fault, so that links to what should stand there still lead somewhere.
    pub(super) fn target(&mut self, id: Option<&str>) {
        let label = id.map(|id| self.label_of(id)).filter(|label| label != "none");
        self.emitter.glue(&label.map(|label| format!("#label({label})")).unwrap_or_default());
    }

    /// Returns the label of a heading, image, table or formula as an argument; `none` unless a link leads to it. Of several places
    /// with one id, which is said, only the first bears the label.
    pub(super) fn label_of(&mut self, id: &str) -> String {
        let targeted = self.targets.is_some_and(|targets| targets.contains(&(self.section, id.to_owned())));
        let is_first = targeted && self.labelled.insert(id.to_owned());
        if is_first { quote(&label(self.section, id)) } else { "none".to_owned() }
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
                    self.within(rest);
                }
                blocks => self.within(blocks),
            }
            self.emitter.glue("]");
        }
        self.emitter.glue(");");
    }

    /// Includes Typst of the author's own, as a file of its own: what is wrong in it cannot reach the text around it.
    fn raw(&mut self, place: Span, text: &str, span: Span) {
        let path = format!("/raw/{:04}-{}.typ", self.section, self.raw.len());
        self.emitter.push(&format!("#include {};", quote(&path)), place);
        self.emitter.note_characters(text, span);
        let mut own = Emitter::default();
        own.glue(IMPORT);
        own.push(text, span);
        let (text, map, _) = own.finish();
        self.raw.push(TypstSource { path, text, map });
    }

    /// Writes a table, as a chart where it is drawn as one.
    fn filled(&mut self, span: Span, table: &Table) {
        let filled = self.context.figures.filled.get(&span).and_then(|filled| filled.as_ref().ok());
        match filled.and_then(|filled| filled.plot.as_ref()) {
            Some(plot) => self.chart(span, table, plot),
            None => self.table(span, table),
        }
    }

    fn chart(&mut self, span: Span, table: &Table, plot: &Plot) {
        let Chart { kind, horizontal } = plot.chart;
        let call = format!("#style.chart(kind: {}, horizontal: {horizontal}", quote(kind.name()));
        self.emitter.push(&call, span);
        // A name may be drawn twice, in the chart and its table, or not at all: its notes stand once, behind the caption.
        let mut notes = Vec::new();
        for cell in table.cells() {
            visit_inlines(&cell.content, &mut |inline| {
                if matches!(inline.kind, InlineKind::Note(_)) {
                    notes.push(inline.clone());
                }
            });
        }
        self.captioned(table, &notes);
        self.repeated = true;
        self.emitter.glue(&format!(", alt: {}, categories: (", quote(&self.alt_of(table, plot))));
        for category in &plot.categories {
            self.cell(category, (1, 1));
        }
        self.emitter.glue("), series: (");
        for series in &plot.series {
            self.emitter.glue("(name: ");
            self.cell(&series.name, (1, 1));
            self.emitter.glue("points: (");
            for point in &series.points {
                match point {
                    Some((value, cell)) => {
                        self.emitter.glue(&format!("(value: {value:?}, label: "));
                        self.cell(cell, (1, 1));
                        self.emitter.glue("), ");
                    }
                    None => self.emitter.glue("none, "),
                }
            }
            self.emitter.glue(")), ");
        }
        self.repeated = false;
        self.emitter.glue("));");
    }

    /// Returns what a chart says to those who cannot see it: its kind, its caption, and every number.
    fn alt_of(&self, table: &Table, plot: &Plot) -> String {
        let figures = self.context.figures;
        let words = |cell: &Cell| plain_text(&cell.content, figures, self.context.language());
        let (zh, en) = match plot.chart.kind {
            ChartKind::Bar => ("柱形图", "Bar chart"),
            ChartKind::Stacked => ("堆积柱形图", "Stacked bar chart"),
            ChartKind::Line => ("折线图", "Line chart"),
            ChartKind::Area => ("面积图", "Area chart"),
            ChartKind::Pie => ("环形图", "Ring chart"),
            ChartKind::Tiles => ("主要数字", "Key figures"),
        };
        let chinese = self.context.language() == Language::Chinese;
        let (kind, colon, comma, stop) =
            if chinese { (zh, "：", "，", "；") } else { (en, ": ", ", ", "; ") };
        let mut alt = kind.to_owned();
        if let Some(caption) = &table.caption {
            alt.push_str(colon);
            alt.push_str(&plain_text(&caption.content, figures, self.context.language()));
        }
        if let Some(unit) = &table.unit {
            alt.push_str(&if chinese { format!("（{}）", unit.text) } else { format!(" ({})", unit.text) });
        }
        for (series, at) in plot.series.iter().zip(0..) {
            alt.push_str(if at == 0 { if chinese { "。" } else { ". " } } else { stop });
            if plot.series.len() > 1 {
                alt.push_str(&words(&series.name));
                alt.push_str(colon);
            }
            let points = plot.categories.iter().zip(&series.points);
            let points = points.filter_map(|(category, point)| {
                let (_, cell) = point.as_ref()?;
                Some(format!("{} {}", words(category), words(cell)))
            });
            alt.push_str(&points.collect::<Vec<_>>().join(comma));
        }
        alt
    }

    fn image_figure(&mut self, image: &Image) {
        let number = self.numbers.images.get(self.next_image).map_or("", String::as_str);
        self.next_image += 1;
        self.emitter.note_characters(number, image.span);
        let Some(path) = self.context.images.get(&image.span) else {
            self.emitter.glue("#[");
            self.fault(image.span, "fault-block");
            self.target(image.id.as_deref());
            self.emitter.glue("];");
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

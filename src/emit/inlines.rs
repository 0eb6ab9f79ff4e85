//! Inlines of the report model as string literals and calls of the style's functions.

use super::columns::width;
use super::{Writer, formula, label, quote};
use crate::diagnostic::Language;
use crate::figure::FigureTable;
use crate::report::links::LinkTarget;
use crate::report::{BlockKind, Citation, Image, Inline, InlineKind, prose, visit_inlines};
use crate::source::Span;

impl Writer<'_> {
    /// Writes inlines one after the other, with nothing between them.
    pub(super) fn inlines(&mut self, inlines: &[Inline]) {
        let mut rest = inlines;
        while let [inline, after @ ..] = rest {
            rest = after;
            match (&inline.kind, after) {
                (InlineKind::Citation(citation), [next, later @ ..]) => {
                    if let Some((mark, words)) = closing_mark(next)
                        && self.keeps_mark(*citation, &mark)
                    {
                        self.inline(&words);
                        rest = later;
                    } else {
                        self.inline(inline);
                    }
                }
                _ => self.inline(inline),
            }
        }
    }

    /// Writes `#style.FUNCTION[content];`.
    pub(super) fn call_with(&mut self, function: &str, span: Span, content: &[Inline]) {
        self.emitter.push(&format!("#style.{function}["), span);
        self.inlines(content);
        self.emitter.glue("];");
    }

    /// Writes the mark of what is wrong with the image or link at `span`.
    pub(super) fn fault(&mut self, span: Span, function: &str) {
        let language = self.context.language();
        let message = self.context.faults.get(&span).map_or("?", |text| text.get(language));
        self.marked(function, span, message);
    }

    /// Writes the words of a fault by a function of the style, `fault` or `fault-block`.
    pub(super) fn marked(&mut self, function: &str, span: Span, words: &str) {
        self.emitter.push(&format!("#style.{function}["), span);
        self.emitter.literal(words, span);
        self.emitter.glue("];");
    }

    /// Writes what stands at a place as it was typed, so that nothing is lost.
    pub(super) fn as_typed(&mut self, span: Span) {
        self.emitter.literal(self.context.sources.get(span.file).slice(span), span);
    }

    /// Writes an image's alt text as an argument: its title, else its caption in plain text.
    pub(super) fn alt(&mut self, image: &Image) {
        let alt = match &image.title {
            Some(title) => title.clone(),
            None => plain_text(&image.caption, self.context.figures, self.context.language()),
        };
        // PDF/UA wants a text; an author who gave none has been told so.
        let alt = if alt.trim().is_empty() { image.path.clone() } else { alt };
        self.emitter.glue(&quote(&alt));
    }

    fn inline(&mut self, inline: &Inline) {
        let span = inline.span;
        match &inline.kind {
            InlineKind::Text(text) => self.text(text, span),
            InlineKind::LineBreak => self.emitter.push("#style.line-break();", span),
            InlineKind::Emphasis(content) => self.call_with("emphasis", span, content),
            InlineKind::Strong(content) => self.call_with("strong-text", span, content),
            InlineKind::Strikethrough(content) => self.call_with("strike-text", span, content),
            InlineKind::Superscript(content) => self.call_with("superscript", span, content),
            InlineKind::Subscript(content) => self.call_with("subscript", span, content),
            InlineKind::Underline(content) => self.call_with("underlined", span, content),
            InlineKind::Highlight(content) => self.call_with("highlighted", span, content),
            InlineKind::Code(text) => {
                self.emitter.push("#style.code-text(", span);
                self.emitter.string(text, span);
                self.emitter.glue(");");
            }
            InlineKind::Link { target, content } => {
                self.in_link = true;
                self.link(span, target, content);
                self.in_link = false;
            }
            InlineKind::Image(image) => self.inline_image(image),
            InlineKind::Citation(citation) => self.citation(*citation),
            InlineKind::Formula(formula) => self.inline_formula(span, formula),
            InlineKind::Note(index) => self.note(span, *index),
            InlineKind::Reference(_) => self.literature(span),
        }
    }

    /// Writes text, with the typed numbers in it that a figure denies marked.
    fn text(&mut self, text: &str, span: Span) {
        let mut at = 0;
        let first = Span::new(span.file, span.range().start, span.range().start);
        let denied = self.context.faults.range(first..).map(|(place, _)| *place);
        for place in denied.take_while(|place| place.file == span.file && place.end <= span.end) {
            let number = place.range().start - span.range().start..place.range().end - span.range().start;
            // Text that stands for something else has no places of its own.
            if text.len() != span.len() || number.start < at || text.get(number.clone()).is_none() {
                continue;
            }
            if at < number.start {
                self.emitter.literal(&text[at..number.start], span.part(at, number.start));
            }
            self.marked("fault", place, &text[number.clone()]);
            at = number.end;
        }
        if at < text.len() {
            self.emitter.literal(&text[at..], if at == 0 { span } else { span.part(at, text.len()) });
        }
    }

    fn citation(&mut self, citation: Citation) {
        let span = citation.span;
        match self.context.figures.shown.get(&span).map(|shown| &shown.text) {
            Some(Ok(text)) if self.keeps_together(text) => self.figure_text(text, span, None),
            Some(Ok(text)) => self.emitter.literal(text, span),
            Some(Err(message)) => {
                self.marked("fault", span, message.get(self.context.language()));
            }
            // Every citation is in the table; one that is not prints as typed, so that nothing is lost.
            None => {
                self.as_typed(span);
            }
        }
    }

    /// Returns whether a figure must not be broken between number and unit: in running text, while it is narrow enough for the line
    /// before it not to gape. Styles set titles themselves, and cells may be narrow.
    fn keeps_together(&self, text: &str) -> bool {
        // Chinese lines have no spaces that give: `98.22%` and `1,204件` are kept together, but of `7246.38万元` only the number.
        let narrow = match self.context.language() {
            Language::Chinese => width(text) <= 4.2,
            Language::English => text.chars().count() <= 12,
        };
        self.content.is_some() && !self.in_cell && narrow
    }

    /// Writes a figure and the closing marks behind it, which must not begin a line: Typst may break a line
    /// behind what is kept together. Returns whether it did; not for a figure that is written otherwise.
    fn keeps_mark(&mut self, citation: Citation, mark: &Inline) -> bool {
        match self.context.figures.shown.get(&citation.span).map(|shown| &shown.text) {
            Some(Ok(text)) if self.keeps_together(text) => self.figure_text(text, citation.span, Some(mark)),
            _ => return false,
        }
        true
    }

    fn figure_text(&mut self, text: &str, span: Span, mark: Option<&Inline>) {
        self.emitter.push("#style.figure-text[", span);
        self.emitter.literal(text, span);
        if let Some(mark) = mark {
            self.inline(mark);
            // Typst trims a mark that ends a line, and a box is one: it ends with a space too narrow to see.
            self.emitter.glue("#h(0.01pt);");
        }
        self.emitter.glue("];");
    }

    fn link(&mut self, span: Span, target: &str, content: &[Inline]) {
        match self.context.links.resolve(self.section, target) {
            LinkTarget::External if !self.repeated => {
                self.emitter.push(&format!("#style.web-link({})[", quote(target)), span);
                self.link_words(span, target, content);
                self.emitter.glue("];");
            }
            // The page of a section that cannot be read has none of its places.
            LinkTarget::Section { index, .. } if self.context.unreadable.contains_key(&index) => {
                self.link_words(span, target, content);
            }
            LinkTarget::Section { index, id } if self.context.prints(index) => {
                let Some(id) = self.context.anchor(index, id) else {
                    return self.broken_link(span, target, content);
                };
                if !self.repeated {
                    let call = format!("#style.section-link({})[", quote(&label(index, &id)));
                    self.emitter.push(&call, span);
                }
                if content.is_empty() {
                    self.reference(span, index, &id);
                } else {
                    self.inlines(content);
                }
                if !self.repeated {
                    self.emitter.glue("];");
                }
            }
            LinkTarget::Broken => self.broken_link(span, target, content),
            // Of a section that is not printed the number is known all the same.
            LinkTarget::Section { index, id } if content.is_empty() => match self.context.anchor(index, id) {
                Some(id) => self.reference(span, index, &id),
                None => self.link_words(span, target, content),
            },
            LinkTarget::Section { .. } | LinkTarget::Plain | LinkTarget::External => {
                self.link_words(span, target, content);
            }
        }
    }

    /// Writes the words of a link that leads nowhere, and what is wrong with it.
    fn broken_link(&mut self, span: Span, target: &str, content: &[Inline]) {
        if self.context.faults.contains_key(&span) {
            self.inlines(content);
            self.fault(span, "fault");
        } else {
            self.link_words(span, target, content);
        }
    }

    /// Writes what a link without words shows: the number of where it leads, or the words of a heading without one.
    fn reference(&mut self, span: Span, section: usize, id: &str) {
        let number = self.all_numbers.get(section).and_then(|numbers| numbers.references.get(id));
        if let Some(number) = number.filter(|number| !number.is_empty()) {
            return self.emitter.literal(number, span);
        }
        let mut words = None;
        if let Some(section) = self.context.report.sections.get(section) {
            section.visit_blocks(&mut |block| match &block.kind {
                BlockKind::Heading { id: own, content, .. } if own == id => {
                    words.get_or_insert_with(|| {
                        plain_text(content, self.context.figures, self.context.language())
                    });
                }
                _ => {}
            });
        }
        self.emitter.literal(words.as_deref().unwrap_or(id), span);
    }

    /// Writes what a link shows: its words, or its target where it has none.
    fn link_words(&mut self, span: Span, target: &str, content: &[Inline]) {
        if content.is_empty() {
            self.emitter.literal(target, span);
        } else {
            self.inlines(content);
        }
    }

    fn inline_image(&mut self, image: &Image) {
        let Some(path) = self.context.images.get(&image.span) else {
            self.fault(image.span, "fault");
            return;
        };
        self.emitter.push(&format!("#style.inline-image(path: {}, alt: ", quote(path)), image.span);
        self.alt(image);
        self.emitter.glue(");");
    }

    /// Writes a footnote where it is first referred to, and a reference to it afterwards.
    fn note(&mut self, span: Span, index: usize) {
        let Some(note) = self.content.and_then(|section| section.notes.get(index)) else { return };
        let id = quote(&format!("note/{}/{index}", self.section));
        if let Some(number) = self.printed_notes.get(&index) {
            if self.repeated {
                self.emitter.push("#style.superscript[", span);
                self.emitter.literal(number, span);
                self.emitter.glue("];");
                return;
            }
            self.emitter.push(&format!("#style.note-ref(number: {}, id: {id});", quote(number)), span);
            return;
        }
        let count = self.numbers.notes_before + self.printed_notes.len() + 1;
        let patterns = self.context.style.manifest.patterns(self.context.language());
        let number = super::numbering::apply(&patterns.note, &[count]);
        self.emitter.note_characters(&number, span);
        self.emitter.push(&format!("#style.note(number: {}, id: {id})[", quote(&number)), span);
        self.printed_notes.insert(index, number);
        match note.blocks.as_slice() {
            [block] if matches!(block.kind, BlockKind::Paragraph(_)) => {
                if let BlockKind::Paragraph(content) = &block.kind {
                    self.inlines(content);
                }
            }
            blocks => self.within(blocks),
        }
        self.emitter.glue("];");
    }
}

/// Splits a text into the closing marks it begins with and the rest; `None` where it begins with none. These are the
/// marks that Unicode's line breaking lets begin a line behind something kept together; `，。、）` it does not, and
/// outside they keep what Typst does for them at the end of a line.
fn closing_mark(inline: &Inline) -> Option<(Inline, Inline)> {
    const MARKS: &str = "；：％%…—～·";
    let InlineKind::Text(text) = &inline.kind else { return None };
    let end = text.find(|c| !MARKS.contains(c)).unwrap_or(text.len());
    let part = |from: usize, to: usize| Inline {
        span: inline.span.part(from, to),
        kind: InlineKind::Text(text[from..to].to_owned()),
    };
    (end > 0 && text.len() == inline.span.len()).then(|| (part(0, end), part(end, text.len())))
}

/// Returns inlines as plain text, with what citations print.
pub(super) fn plain_text(inlines: &[Inline], figures: &FigureTable, language: Language) -> String {
    let mut plain = String::new();
    // What a formula cites is told with the formula.
    let mut told = 0;
    let mut raised = 0;
    visit_inlines(inlines, &mut |inline| match &inline.kind {
        // 10³ is not 103.
        InlineKind::Superscript(content) => raised = content.len(),
        InlineKind::Text(text) if raised > 0 => {
            raised -= 1;
            plain.extend(text.chars().map(prose::superscript));
        }
        InlineKind::Text(text) | InlineKind::Code(text) => plain.push_str(text),
        InlineKind::Formula(formula) => {
            plain.push_str(&formula::words(formula, language, figures));
            told = formula.citations.len();
        }
        InlineKind::Citation(_) if told > 0 => told -= 1,
        InlineKind::Citation(citation) => {
            if let Some(Ok(text)) = figures.shown.get(&citation.span).map(|shown| &shown.text) {
                plain.push_str(text);
            }
        }
        // Between Latin words the break stands for a space.
        InlineKind::LineBreak if plain.ends_with(|c: char| c.is_ascii_graphic()) => plain.push(' '),
        _ => {}
    });
    plain
}

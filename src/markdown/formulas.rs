//! Formulas: what stands between the dollar signs, with its citations, and which of them stand on lines of their own.
//!
//! The LaTeX itself is read by `formula`, not here.

use crate::diagnostic::{Code, Diagnostic};
use crate::report::{Block, BlockKind, Citation, Formula, Inline, InlineKind};
use crate::source::Span;
use crate::text;

use super::lines;
use super::mask::MaskKind;
use super::reader::Reader;

impl Reader<'_> {
    /// Reads the formula that a mask hides, with its dollar signs.
    pub(super) fn formula(&self, whole: Span) -> Formula {
        let written = self.masked.file.slice(whole);
        let signs = if written.starts_with("$$") || written.starts_with("$`") { 2 } else { 1 };
        let span = whole.part(signs, whole.len() - signs);
        self.formula_in(span, written.starts_with("$$"))
    }

    /// Reads the LaTeX in a span.
    fn formula_in(&self, span: Span, display: bool) -> Formula {
        let latex = self.latex(span);
        let citations = citations(&latex, span);
        Formula { latex, span, display, citations, id: None, id_span: None }
    }

    /// Returns the LaTeX in a span, byte for byte, with blanks for the signs of the quotations it stands in.
    fn latex(&self, span: Span) -> String {
        let file = self.masked.file;
        let slice = file.slice(span);
        let before = &file.text[..span.start as usize];
        let line = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let depth =
            before[line..].trim_start().chars().take_while(|c| matches!(c, '>' | ' ')).filter(|c| *c == '>');
        let depth = match depth.count() {
            // Of a fence the quotation's signs stand in the line above.
            0 if before[line..].is_empty() => self.quotes_above(line),
            depth => depth,
        };
        let mut latex = String::with_capacity(slice.len());
        for (index, line) in slice.split_inclusive('\n').enumerate() {
            let mut left =
                if index == 0 && !before[..span.start as usize].ends_with(['\n', '\r']) { 0 } else { depth };
            for c in line.chars() {
                let is_sign = left > 0 && c == '>';
                if !is_sign && !matches!(c, ' ' | '\t') {
                    left = 0;
                }
                left -= usize::from(is_sign);
                latex.push(if is_sign { ' ' } else { c });
            }
        }
        latex
    }

    /// Returns how many signs of quotations begin the line above an offset.
    fn quotes_above(&self, start: usize) -> usize {
        let above = self.masked.file.text[..start].trim_end_matches(['\n', '\r']);
        let line = above.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        above[line..].chars().take_while(|c| matches!(c, '>' | ' ' | '\t')).filter(|c| *c == '>').count()
    }

    /// Reads the formula of a fence whose lines stand in `start..end`; `opening` is the line of its fence.
    pub(super) fn fenced_formula(&mut self, opening: Span, start: usize, end: usize) -> BlockKind {
        let text = &self.masked.file.text;
        let end = start + text[start..end.max(start)].trim_end().len();
        let mut formula = self.formula_in(self.masked.span(start, end), true);
        let braces = self.masked.next_in(opening.start as usize, opening.end as usize);
        if let Some(braces) = braces.filter(|mask| mask.kind == MaskKind::Attributes) {
            self.name_formula(&mut formula, self.masked.span(braces.start, braces.end));
        }
        BlockKind::Formula(formula)
    }

    /// Says that a paragraph begins a formula that nothing ends.
    pub(super) fn report_open_formula(&mut self, inlines: &[Inline]) {
        let Some(Inline { span, kind: InlineKind::Text(text) }) = inlines.first() else { return };
        if !text.starts_with("$$") {
            return;
        }
        let message = text!(
            "$$ 从这里开始公式，但没有合上，按原样印出",
            "`$$` begins a formula here that is never closed: it prints as typed"
        );
        let hint = text!(
            "在公式后面写 $$，公式里不能有空行",
            "write `$$` behind the formula, which cannot have empty lines"
        );
        self.diagnostics.push(Diagnostic::new(Code::BadFormula, span.part(0, 2), message).hint(hint));
    }

    /// Splits a paragraph at its displayed formulas, which become blocks with the ids behind them.
    pub(super) fn displayed(&mut self, inlines: Vec<Inline>, blocks: &mut Vec<Block>) -> Vec<Inline> {
        let is_display =
            |inline: &Inline| matches!(&inline.kind, InlineKind::Formula(formula) if formula.display);
        if !inlines.iter().any(is_display) {
            return inlines;
        }
        let mut words = Vec::new();
        let mut rest = inlines.into_iter().peekable();
        while let Some(mut inline) = rest.next() {
            let InlineKind::Formula(formula) = &mut inline.kind else {
                words.push(inline);
                continue;
            };
            if !formula.display {
                words.push(inline);
                continue;
            }
            push_words(std::mem::take(&mut words), blocks);
            let blank = rest.next_if(|next| lines::is_blank(std::slice::from_ref(next)));
            let braces = rest.next_if(|next| self.loose_attributes.contains(&next.span));
            match braces {
                Some(braces) => {
                    self.name_formula(formula, braces.span);
                    inline.span = inline.span.to(braces.span);
                }
                None => words.extend(blank),
            }
            let InlineKind::Formula(formula) = inline.kind else { continue };
            blocks.push(Block { span: inline.span, kind: BlockKind::Formula(formula) });
        }
        trimmed(words)
    }

    /// Gives a formula the id in braces.
    fn name_formula(&mut self, formula: &mut Formula, braces: Span) {
        let Some(attributes) = self.attributes(braces, &[]) else { return };
        if let Some(id) = &attributes.id {
            self.written_id(id);
        }
        (formula.id, formula.id_span) = (attributes.id, attributes.id_span);
    }
}

/// Adds the words before a formula as a paragraph, if there are any.
fn push_words(words: Vec<Inline>, blocks: &mut Vec<Block>) {
    let words = trimmed(words);
    if let Some(span) = lines::span_of(&words) {
        blocks.push(Block { span, kind: BlockKind::Paragraph(words) });
    }
}

/// Returns inlines without the blanks at their ends.
fn trimmed(mut words: Vec<Inline>) -> Vec<Inline> {
    let blank = |inline: &Inline| lines::is_blank(std::slice::from_ref(inline));
    while words.last().is_some_and(blank) {
        words.pop();
    }
    let first = words.iter().take_while(|inline| blank(inline)).count();
    words.drain(..first);
    words
}

/// Returns the citations in LaTeX that stands at a span: `{{…}}` without braces or commands in it.
fn citations(latex: &str, span: Span) -> Vec<Inline> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = latex[at..].find("{{").map(|offset| at + offset) {
        at = start + 1;
        let inner = &latex[start + 2..];
        let Some(length) = inner.find("}}") else { break };
        let name = &inner[..length];
        if name.trim().is_empty() || name.contains(['{', '}', '\\', '\n', '^', '&']) {
            continue;
        }
        at = start + length + 4;
        let place = span.part(start, at);
        let citation = Citation { span: place, inner: place.part(2, place.len() - 2) };
        found.push(Inline { span: place, kind: InlineKind::Citation(citation) });
    }
    found
}

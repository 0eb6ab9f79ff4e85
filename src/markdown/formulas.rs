//! Formulas: what stands between the dollar signs, with its citations, and which of them stand on lines of their own.
//!
//! The LaTeX itself is read by `formula`, not here.

use crate::diagnostic::{Code, Diagnostic};
use crate::report::{Block, BlockKind, Citation, Formula, Inline, InlineKind};
use crate::source::{SourceFile, Span};
use crate::text;

use super::lines;
use super::mask::MaskKind;
use super::reader::Reader;
use super::scan::quotes;

impl Reader<'_> {
    /// Reads the formula that a mask hides, with its dollar signs.
    pub(super) fn formula(&self, whole: Span) -> Formula {
        let file = self.masked.file;
        self.formula_in(within_signs(file, whole), file.slice(whole).starts_with("$$"))
    }

    /// Reads the LaTeX in a span.
    fn formula_in(&self, span: Span, display: bool) -> Formula {
        formula_of(self.latex(span), span, display)
    }

    /// Returns the LaTeX in a span, byte for byte, with blanks for the signs of the quotations it stands in.
    fn latex(&self, span: Span) -> String {
        let file = self.masked.file;
        let begins_line = file.text[..span.start as usize].ends_with(['\n', '\r']);
        let mut latex = String::with_capacity(span.len());
        for (index, line) in file.slice(span).split_inclusive('\n').enumerate() {
            let most = if index > 0 || begins_line { self.quotes } else { 0 };
            let (_, words) = quotes(line, most);
            latex.push_str(&line[..line.len() - words.len()].replace('>', " "));
            latex.push_str(words);
        }
        latex
    }

    /// Reads the formula of a fence whose lines stand in `start..end`; `opening` is the line of its fence.
    pub(super) fn fenced_formula(&mut self, opening: Span, start: usize, end: usize) -> BlockKind {
        let text = &self.masked.file.text;
        let end = start + text[start..end.max(start)].trim_end().len();
        let mut formula = self.formula_in(self.masked.span(start, end), true);
        self.report_empty_line(&formula);
        let braces = self.masked.next_in(opening.start as usize, opening.end as usize);
        if let Some(braces) = braces.filter(|mask| mask.kind == MaskKind::Attributes) {
            self.name_formula(&mut formula, self.masked.span(braces.start, braces.end));
        }
        BlockKind::Formula(formula)
    }

    /// Says that an empty line stands in a formula: what it parts would print as one. Behind `\\` it parts nothing.
    fn report_empty_line(&mut self, formula: &Formula) {
        let latex = &formula.latex;
        let mut at = 0;
        let mut empty = None;
        let mut before = "";
        for line in latex.split_inclusive('\n') {
            let words = line.trim();
            if words.is_empty() {
                let parts = !before.is_empty() && !before.ends_with("\\\\");
                empty = empty.or(parts.then_some(at));
            } else if empty.is_some() {
                break;
            } else {
                before = words;
            }
            at += line.len();
        }
        let is_inner = |at: &usize| !latex[*at..].trim().is_empty() && latex.len() == formula.span.len();
        let Some(at) = empty.filter(is_inner) else { return };
        let message = text!(
            "公式里有空行，上下两段会连成一个公式",
            "an empty line stands in this formula: what is above and below it prints as one"
        );
        let hint = text!(
            "换行用 \\\\，两个公式分写在两个 ```math 里",
            "a line is ended by \\\\, and two formulas stand in two fences"
        );
        self.diagnostics
            .push(Diagnostic::new(Code::BadFormula, formula.span.part(at, at), message).hint(hint));
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

/// Returns the place of the LaTeX between the signs of a formula.
pub(super) fn within_signs(file: &SourceFile, whole: Span) -> Span {
    let written = file.slice(whole);
    let signs = if written.starts_with("$$") || written.starts_with("$`") { 2 } else { 1 };
    whole.part(signs, whole.len() - signs)
}

/// Makes a formula of the LaTeX that stands at a span.
pub(super) fn formula_of(latex: String, span: Span, display: bool) -> Formula {
    let citations = citations(&latex, span);
    Formula { latex, span, display, citations, id: None, id_span: None }
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

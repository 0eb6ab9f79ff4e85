//! References to literature, and the list of the works that a report cites.
//!
//! Nothing out of a file of literature is ever code: every stretch of it is a string literal within calls of the style.

use std::collections::BTreeSet;

use super::emitter::Emitter;
use super::{Context, Writer, quote};
use crate::bibliography::{Level, Mark, Piece};
use crate::diagnostic::Language;
use crate::report::InlineKind;
use crate::source::Span;

impl Writer<'_> {
    /// Writes what the references between brackets print.
    pub(super) fn literature(&mut self, span: Span) {
        match self.context.references.shown.get(&span) {
            Some(Ok(mark)) => self.mark(mark, span),
            Some(Err(message)) => {
                self.marked("fault", span, message.get(self.context.language()));
            }
            // Where nothing is known of literature, they print as typed.
            None => {
                self.as_typed(span);
            }
        }
    }

    fn mark(&mut self, mark: &Mark, span: Span) {
        let works: BTreeSet<usize> = mark.cited.iter().copied().collect();
        // A link within a link, or to a list that is not printed, leads nowhere.
        let leads = !self.in_link && !self.repeated && prints_works(self.context);
        let of = |piece: &Piece| {
            // The brackets of a single work lead to it with its number.
            let work = if works.len() == 1 { works.first().copied() } else { piece.work };
            work.filter(|_| leads)
        };
        self.emitter.push(&format!("#style.reference(raised: {}", mark.raised), span);
        for part in mark.pieces.chunk_by(|a, b| of(a) == of(b)) {
            match part.first().and_then(of) {
                Some(work) => {
                    self.emitter.glue(&format!(", (id: {}, body: [", quote(&label(work))));
                    pieces(self.emitter, part, span);
                    self.emitter.glue("])");
                }
                None => {
                    self.emitter.glue(", [");
                    pieces(self.emitter, part, span);
                    self.emitter.glue("]");
                }
            }
        }
        self.emitter.glue(");");
    }
}

/// Writes the list of the works that the printed sections cite, if there are any.
pub(super) fn list(context: &Context<'_>, emitter: &mut Emitter) {
    let cited = cited(context);
    let Some(first) = cited.first().filter(|_| prints_works(context)) else { return };
    let title = match context.language() {
        Language::Chinese => "参考文献",
        Language::English => "References",
    };
    emitter.glue("#style.references(title: [");
    emitter.literal(title, context.references.works[*first].place);
    emitter.glue("],\n");
    for index in cited {
        let work = &context.references.works[index];
        emitter.glue(&format!("  (id: {}, number: ", quote(&label(index))));
        emitter.string(&work.number, work.place);
        emitter.glue(", body: [");
        pieces(emitter, &work.pieces, work.place);
        emitter.glue("]),\n");
    }
    emitter.glue(")\n");
}

/// Returns whether the list of works is printed: in a first look at some sections it is not.
fn prints_works(context: &Context<'_>) -> bool {
    context.window.is_none()
}

/// Returns the works that the printed sections cite.
fn cited(context: &Context<'_>) -> BTreeSet<usize> {
    let references = context.references;
    if context.only.is_none() {
        return (0..references.works.len()).collect();
    }
    let mut cited = BTreeSet::new();
    let sections = context.report.sections.iter().enumerate();
    for (_, section) in sections.filter(|(index, _)| context.prints(*index)) {
        section.visit_inlines(&mut |inline| {
            if let InlineKind::Reference(_) = inline.kind
                && let Some(Ok(mark)) = references.shown.get(&inline.span)
            {
                cited.extend(&mark.cited);
            }
        });
    }
    cited
}

/// Returns the name of the label of a work.
fn label(work: usize) -> String {
    format!("reference/{}", work + 1)
}

/// Writes pieces of text.
fn pieces(emitter: &mut Emitter, pieces: &[Piece], span: Span) {
    for piece in pieces {
        let functions = [
            (piece.bold, "strong-text"),
            (piece.italic, "emphasis"),
            (piece.underlined, "underlined"),
            (piece.level == Level::Above, "superscript"),
            (piece.level == Level::Below, "subscript"),
        ];
        let functions = functions.iter().filter(|(asked, _)| *asked);
        if let Some(address) = &piece.link {
            emitter.push(&format!("#style.web-link({})[", quote(address)), span);
        }
        functions.clone().for_each(|(_, name)| emitter.push(&format!("#style.{name}["), span));
        emitter.literal(&piece.text, span);
        functions.for_each(|_| emitter.glue("];"));
        if piece.link.is_some() {
            emitter.glue("];");
        }
    }
}

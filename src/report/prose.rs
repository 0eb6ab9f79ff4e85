//! What a reader sees of a line of inlines, as one text, with the way back to the Markdown.
//!
//! A citation stands in it as one character, [`CITED`]: what it prints is not for this room to know. It splits
//! text into sentences and clauses and judges nothing.

use std::ops::Range;

use super::{BlockKind, Citation, Data, Inline, InlineKind, Section};
use crate::source::Span;

/// Stands for a citation.
pub const CITED: char = '\u{fffc}';

/// Stands for code, an image, a formula or a raised number in the line: something is there, and it is no word.
pub const OPAQUE: char = '\u{fffd}';

/// Stands for a hard line break, which ends a sentence.
pub const BREAK: char = '\u{2028}';

/// Returns a raised digit or sign; any other as it is.
pub fn superscript(c: char) -> char {
    let raised = "+⁺-⁻−⁻0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹";
    raised.split_once(c).and_then(|(_, behind)| behind.chars().next()).unwrap_or(c)
}

/// A line of inlines as one text.
#[derive(Debug, Clone, Default)]
pub struct Prose {
    /// The text.
    pub text: String,
    pieces: Vec<Piece>,
}

/// A stretch of the text that came from one inline.
#[derive(Debug, Clone)]
struct Piece {
    range: Range<usize>,
    span: Span,
    citation: Option<Citation>,
}

/// Whether text stands in its line.
#[derive(Debug, Clone, Copy)]
enum Level {
    Line,
    Above,
}

impl Prose {
    /// Returns the text of inlines; footnote marks are left out.
    pub fn of(inlines: &[Inline]) -> Prose {
        let mut prose = Prose::default();
        prose.add(inlines, Level::Line);
        prose
    }

    /// Returns the citations with their offsets, in reading order.
    pub fn citations(&self) -> impl Iterator<Item = (usize, Citation)> {
        self.pieces.iter().filter_map(|piece| Some((piece.range.start, piece.citation?)))
    }

    /// Returns where a range of the text was written.
    pub fn span(&self, range: Range<usize>) -> Span {
        let first = self.pieces.partition_point(|piece| piece.range.end <= range.start);
        let mut found: Option<Span> = None;
        for piece in &self.pieces[first.min(self.pieces.len())..] {
            if piece.range.start >= range.end && found.is_some() {
                break;
            }
            let span = piece.covered(&range);
            found = Some(found.map_or(span, |found| found.to(span)));
        }
        found.unwrap_or_default()
    }

    /// Returns the sentence around an offset: it ends at 。！？； or a full stop before a blank.
    pub fn sentence(&self, at: usize) -> Range<usize> {
        self.around(at, |c, next| {
            matches!(c, '。' | '！' | '？' | '；' | BREAK | '!' | '?' | ';')
                || (c == '.' && next.is_none_or(char::is_whitespace))
        })
    }

    /// Returns the clause around an offset: it ends also at a comma or a colon.
    pub fn clause(&self, at: usize) -> Range<usize> {
        let sentence = self.sentence(at);
        let clause = self.around(at, |c, next| {
            matches!(c, '，' | '：')
                || (matches!(c, ',' | ':') && !next.is_some_and(|next| next.is_ascii_digit()))
        });
        sentence.start.max(clause.start)..sentence.end.min(clause.end)
    }

    /// Returns the stretch around an offset between two signs; the sign that ends it belongs to it.
    fn around(&self, at: usize, ends: impl Fn(char, Option<char>) -> bool) -> Range<usize> {
        let after = |from: usize, c: char| self.text[from + c.len_utf8()..].chars().next();
        let before = self.text[..at].char_indices().rev().find(|(from, c)| ends(*c, after(*from, *c)));
        let behind = self.text[at..].char_indices().find(|(from, c)| ends(*c, after(at + from, *c)));
        before.map_or(0, |(from, c)| from + c.len_utf8())
            ..behind.map_or(self.text.len(), |(from, c)| at + from + c.len_utf8())
    }

    /// Adds inlines; `level` says whether the text stands above the line.
    fn add(&mut self, inlines: &[Inline], level: Level) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(text) => self.add_text(text, inline.span, level),
                InlineKind::LineBreak => self.sign(BREAK, inline.span, None),
                InlineKind::Citation(citation) => self.sign(CITED, inline.span, Some(*citation)),
                InlineKind::Code(_) | InlineKind::Image(_) | InlineKind::Formula(_) => {
                    self.sign(OPAQUE, inline.span, None);
                }
                InlineKind::Note(_) | InlineKind::Reference(_) => {}
                InlineKind::Superscript(content) => self.add(content, Level::Above),
                InlineKind::Emphasis(content)
                | InlineKind::Strong(content)
                | InlineKind::Strikethrough(content)
                | InlineKind::Subscript(content)
                | InlineKind::Underline(content)
                | InlineKind::Highlight(content)
                | InlineKind::Link { content, .. } => self.add(content, level),
            }
        }
    }

    /// Adds text; a raised number is no number of the line, but of m² and m³ a part of the unit.
    fn add_text(&mut self, text: &str, span: Span, level: Level) {
        match (level, text) {
            (Level::Above, "2") => self.push(span, "²", None),
            (Level::Above, "3") => self.push(span, "³", None),
            (Level::Above, _) if text.contains(|c: char| c.is_ascii_digit()) => self.sign(OPAQUE, span, None),
            (Level::Line | Level::Above, _) => self.push(span, text, None),
        }
    }

    fn sign(&mut self, sign: char, span: Span, citation: Option<Citation>) {
        self.push(span, sign.encode_utf8(&mut [0; 4]), citation);
    }

    fn push(&mut self, span: Span, text: &str, citation: Option<Citation>) {
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push(Piece { range: start..self.text.len(), span, citation });
    }
}

impl Piece {
    /// Returns the place of the part of the piece that lies in a range; the whole where bytes cannot be told apart.
    fn covered(&self, range: &Range<usize>) -> Span {
        let length = self.range.len();
        if self.citation.is_some() || length != self.span.len() {
            return self.span;
        }
        let start = range.start.saturating_sub(self.range.start).min(length);
        let end = range.end.saturating_sub(self.range.start).clamp(start, length);
        self.span.part(start, end)
    }
}

/// Returns every line of a section that a reader reads as one: paragraphs, headings, cells, captions, notes.
pub fn lines(section: &Section) -> Vec<Prose> {
    let mut lines = Vec::new();
    section.visit_blocks(&mut |block| match &block.kind {
        BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => lines.push(Prose::of(content)),
        BlockKind::Table(table) => {
            lines.extend(table.caption.iter().map(|caption| Prose::of(&caption.content)));
            lines.extend(table.cells().map(|cell| Prose::of(&cell.content)));
        }
        BlockKind::Data(data) => {
            lines.extend(data.caption.iter().map(|caption| Prose::of(&caption.content)));
            if let Data::Rows(rows) = &data.data {
                lines.extend(rows.iter().flatten().map(|cell| Prose::of(&cell.content)));
            }
        }
        BlockKind::Image(image) => lines.push(Prose::of(&image.caption)),
        BlockKind::Callout { title, .. } => lines.push(Prose::of(title)),
        BlockKind::Terms(terms) => lines.extend(terms.iter().map(|term| Prose::of(&term.term))),
        _ => {}
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn span(start: usize, end: usize) -> Span {
        Span::new(SourceId(0), start, end)
    }

    #[test]
    fn places_lead_back_to_the_markdown() {
        let citation = Citation { span: span(10, 20), inner: span(12, 18) };
        let inlines = [
            Inline { span: span(0, 6), kind: InlineKind::Text("增长".into()) },
            Inline { span: span(10, 20), kind: InlineKind::Citation(citation) },
            Inline { span: span(20, 28), kind: InlineKind::Text("&".into()) },
        ];
        let prose = Prose::of(&inlines);
        assert_eq!(prose.text, format!("增长{CITED}&"));
        assert_eq!(prose.span(3..6), span(3, 6));
        assert_eq!(prose.span(6..9), span(10, 20));
        assert_eq!(prose.span(9..10), span(20, 28));
        assert_eq!(prose.span(0..10), span(0, 28));
        assert_eq!(prose.citations().collect::<Vec<_>>(), [(6, citation)]);
    }

    #[test]
    fn sentences_and_clauses_end_at_their_signs() {
        let text = "a, b 1,200 c. d: e";
        let inline = Inline { span: span(0, text.len()), kind: InlineKind::Text(text.into()) };
        let prose = Prose::of(&[inline]);
        let words = |range: Range<usize>| &prose.text[range];
        assert_eq!(words(prose.sentence(3)), "a, b 1,200 c.");
        assert_eq!(words(prose.clause(3)), " b 1,200 c.");
        assert_eq!(words(prose.clause(17)), " e");
        assert_eq!(words(prose.clause(0)), "a,");
    }
}

//! The prose of a section: each paragraph, cell or caption as the text a reader sees, with the place of each
//! of its bytes.
//!
//! Knows nothing of numbers. Code, addresses and the front matter are no prose; citations stay as one opaque sign.

use std::ops::Range;

use super::OPAQUE;
use crate::report::{Block, BlockKind, Inline, InlineKind, Section};
use crate::source::Span;

/// The sign for a hard line break, which ends a sentence.
pub(super) const BREAK: char = '\u{2028}';

/// One stretch of prose.
#[derive(Debug, Default)]
pub(super) struct Prose {
    /// The text.
    pub(super) text: String,
    pieces: Vec<Piece>,
}

/// A part of the text that came from one place.
#[derive(Debug)]
struct Piece {
    range: Range<usize>,
    span: Span,
    /// Whether the text is the span's text byte for byte; else the whole stands for the whole.
    exact: bool,
}

impl Prose {
    /// Returns the place of a range of the text.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let first = self.pieces.partition_point(|piece| piece.range.end <= range.start);
        let mut found: Option<Span> = None;
        for piece in self.pieces[first.min(self.pieces.len())..].iter() {
            if piece.range.start >= range.end && found.is_some() {
                break;
            }
            let span = piece.covered(&range);
            found = Some(found.map_or(span, |found| found.to(span)));
        }
        found.unwrap_or_default()
    }

    /// Adds inlines; `level` says whether the text stands above the line.
    fn add(&mut self, inlines: &[Inline], level: Level) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Text(text) => self.add_text(text, inline.span, level),
                InlineKind::LineBreak => self.push(&BREAK.to_string(), inline.span),
                InlineKind::Superscript(content) => self.add(content, Level::Above),
                InlineKind::Emphasis(content)
                | InlineKind::Strong(content)
                | InlineKind::Strikethrough(content)
                | InlineKind::Subscript(content)
                | InlineKind::Underline(content)
                | InlineKind::Link { content, .. } => self.add(content, level),
                InlineKind::Code(_) | InlineKind::Image(_) | InlineKind::Citation(_) => {
                    self.push(&OPAQUE.to_string(), inline.span);
                }
                InlineKind::Note(_) => {}
            }
        }
    }

    fn add_text(&mut self, text: &str, span: Span, level: Level) {
        match (level, text) {
            (Level::Line, _) => self.push(text, span),
            (Level::Above, "2") => self.push("²", span),
            (Level::Above, "3") => self.push("³", span),
            (Level::Above, _) if text.contains(|c: char| c.is_ascii_digit()) => {
                self.push(&OPAQUE.to_string(), span);
            }
            (Level::Above, _) => self.push(text, span),
        }
    }

    fn push(&mut self, text: &str, span: Span) {
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push(Piece { range: start..self.text.len(), span, exact: text.len() == span.len() });
    }
}

impl Piece {
    fn covered(&self, range: &Range<usize>) -> Span {
        if !self.exact {
            return self.span;
        }
        let length = self.range.len();
        let start = range.start.saturating_sub(self.range.start).min(length);
        let end = range.end.saturating_sub(self.range.start).clamp(start, length);
        self.span.part(start, end)
    }
}

/// Whether text stands in its line.
#[derive(Debug, Clone, Copy)]
enum Level {
    Line,
    Above,
}

/// Returns the prose of a section in reading order, footnotes last.
pub(super) fn of_section(section: &Section) -> Vec<Prose> {
    let mut found = Vec::new();
    section.visit_blocks(&mut |block| of_block(block, &mut found));
    section.visit_inlines(&mut |inline| {
        if let InlineKind::Image(image) = &inline.kind {
            found.push(of_inlines(&image.caption));
        }
    });
    found.retain(|prose| !prose.text.is_empty());
    found
}

/// Adds what stands in a block itself; the blocks within it are visited on their own.
fn of_block(block: &Block, found: &mut Vec<Prose>) {
    match &block.kind {
        BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => found.push(of_inlines(content)),
        BlockKind::Table { head, rows, .. } => {
            found.extend(head.iter().chain(rows.iter().flatten()).map(|cell| of_inlines(&cell.content)));
        }
        BlockKind::Image(image) => found.push(of_inlines(&image.caption)),
        BlockKind::List { .. }
        | BlockKind::Quote(_)
        | BlockKind::Code { .. }
        | BlockKind::Rule
        | BlockKind::PageBreak => {}
    }
}

/// Returns the prose of inlines.
pub(super) fn of_inlines(inlines: &[Inline]) -> Prose {
    let mut prose = Prose::default();
    prose.add(inlines, Level::Line);
    prose
}

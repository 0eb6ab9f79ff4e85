//! Titles outside Markdown: a slice of `bluebook.toml` or of a front matter becomes inlines.
//!
//! Text, citations, formulas and `\` line breaks; nothing else is read as markup.

use crate::report::{Citation, Inline, InlineKind};
use crate::source::{SourceFile, Span};

use super::formulas::{formula_of, within_signs};
use super::mask::MaskKind;
use super::scan;

/// Reads the report's title: text, citations, formulas, and a line break for `\` before a space or line end.
///
/// Of a quoted scalar the span lies within the quotes; `\"` in it is a quote and `\n` a line break.
pub fn parse_title(file: &SourceFile, span: Span) -> Vec<Inline> {
    let range = span.range();
    let Some(slice) = file.text.get(range.clone()) else { return Vec::new() };
    let quoted = file.text[..range.start].ends_with('"');
    let mut inlines = Vec::new();
    let mut at = 0;
    for mask in scan::masks(slice, 0) {
        let place = span.part(mask.start, mask.end);
        let kind = match mask.kind {
            MaskKind::Citation { open, close } => {
                let inner = place.part(open, place.len() - close);
                InlineKind::Citation(Citation { span: place, inner })
            }
            // What is doubled between quotes is no LaTeX as it stands.
            MaskKind::Formula if !(quoted && file.slice(place).contains('\\')) => {
                let place = within_signs(file, place);
                InlineKind::Formula(formula_of(file.slice(place).to_owned(), place, false))
            }
            _ => continue,
        };
        words(file, span.part(at, mask.start), quoted, &mut inlines);
        inlines.push(Inline { span: place, kind });
        at = mask.end;
    }
    words(file, span.part(at, slice.len()), quoted, &mut inlines);
    inlines
}

/// Adds the words of a stretch without citations.
fn words(file: &SourceFile, span: Span, quoted: bool, inlines: &mut Vec<Inline>) {
    let slice = file.slice(span);
    let mut plain = 0;
    let mut at = 0;
    while at < slice.len() {
        let rest = &slice[at..];
        let Some((length, kind)) = special(rest, quoted) else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        push_plain(file, span.part(plain, at), inlines);
        inlines.push(Inline { span: span.part(at, at + length), kind });
        at += length;
        plain = at;
    }
    push_plain(file, span.part(plain, slice.len()), inlines);
}

/// Adds text that stands as it is.
fn push_plain(file: &SourceFile, span: Span, inlines: &mut Vec<Inline>) {
    if !span.is_empty() {
        inlines.push(Inline { span, kind: InlineKind::Text(file.slice(span).to_owned()) });
    }
}

/// Reads a line break or an escape at the beginning of a text.
fn special(rest: &str, quoted: bool) -> Option<(usize, InlineKind)> {
    let text = |text: &str| InlineKind::Text(text.to_owned());
    if let Some(after) = rest.strip_prefix('\\') {
        let second = usize::from(quoted && after.starts_with('\\'));
        let gap = &after[second..];
        let blank = gap.len() - gap.trim_start_matches([' ', '\t', '\r', '\n']).len();
        return if blank > 0 || gap.is_empty() {
            Some((1 + second + blank, InlineKind::LineBreak))
        } else if quoted && after.starts_with('n') {
            Some((2, InlineKind::LineBreak))
        } else if second > 0 {
            Some((2, text("\\")))
        } else if quoted && after.starts_with('"') {
            Some((2, text("\"")))
        } else if after.starts_with("{{") {
            Some((3, text("{{")))
        } else {
            None
        };
    }
    // A title written on several lines is meant on several lines.
    let newline = rest.len() - rest.trim_start_matches([' ', '\r', '\n']).len();
    rest[..newline].contains(['\r', '\n']).then_some((newline, InlineKind::LineBreak))
}

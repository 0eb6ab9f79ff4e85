//! A stretch of a file that is read as a declaration or a citation, and full-width signs in it.
//!
//! Turns offsets in a text into places in the file; it does not know what the text means.

use std::ops::Range;

use crate::report::Scalar;
use crate::source::{Sources, Span};

/// A text to read, with the place of each of its bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// Where it stands.
    span: Span,
    /// Whether the text is its span's text byte for byte; of a quoted scalar with escapes it is not.
    exact: bool,
}

impl<'a> Piece<'a> {
    /// Returns the text of a span.
    pub(super) fn of_span(sources: &'a Sources, span: Span) -> Self {
        Self { text: sources.get(span.file).slice(span), span, exact: true }
    }

    /// Returns the text of a scalar; `fallback` is the place of one that was written nowhere.
    pub(super) fn of_scalar(scalar: &'a Scalar, sources: &Sources, fallback: Span) -> Self {
        let span = scalar.span.unwrap_or(fallback);
        let exact = scalar.span.is_some() && sources.get(span.file).slice(span) == scalar.text;
        Self { text: &scalar.text, span, exact }
    }

    /// Returns the place of a range of the text: the whole where bytes cannot be told apart.
    pub(super) fn at(&self, range: Range<usize>) -> Span {
        if self.exact { self.span.part(range.start, range.end) } else { self.span }
    }

    /// Returns the place of the character at an offset; behind the text, an empty place.
    pub(super) fn char_at(&self, at: usize) -> Span {
        let length = self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.at(at..at + length)
    }

    /// Returns the place of the whole text.
    pub(super) fn span(&self) -> Span {
        self.span
    }

    /// Returns a part of the text without the blanks around it.
    pub(super) fn part(&self, range: Range<usize>) -> Piece<'a> {
        let text = &self.text[range.clone()];
        let start = range.start + (text.len() - text.trim_start().len());
        let text = text.trim();
        let span = if self.exact { self.span.part(start, start + text.len()) } else { self.span };
        Piece { text, span, exact: self.exact }
    }

    /// Returns whether a fix can be placed inside the text.
    pub(super) fn is_exact(&self) -> bool {
        self.exact
    }
}

/// Returns the ASCII sign that a sign of an input method or of typography stands for, or the sign itself.
pub(super) fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '\u{2212}' => '-',
        '×' => '*',
        '÷' => '/',
        '￥' => '¥',
        '￡' => '£',
        _ => c,
    }
}

/// Returns the text with full-width letters, digits and operators in ASCII, if it has any.
///
/// Brackets and commas stay: they are Chinese punctuation in their own right. A comma that sets thousands apart is none.
pub(super) fn narrowed(text: &str) -> Option<String> {
    let wide = |(at, c): (usize, char)| {
        let meant = matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3000}' | '￥' | '￡');
        let stays = matches!(c, '（' | '）' | '，' | '：' | '；' | '！' | '？');
        meant && (!stays || (c == '，' && groups(&text[..at], &text[at + c.len_utf8()..])))
    };
    let any = text.char_indices().any(wide);
    any.then(|| text.char_indices().map(|(at, c)| if wide((at, c)) { fold(c) } else { c }).collect())
}

/// Returns whether a comma between two texts sets thousands apart.
fn groups(before: &str, behind: &str) -> bool {
    let digits = behind.chars().take_while(|c| fold(*c).is_ascii_digit()).count();
    digits == 3 && before.ends_with(|c: char| fold(c).is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Encoding;

    #[test]
    fn a_scalar_with_escapes_has_one_place() {
        let mut sources = Sources::default();
        let file = sources.add("a.md", r#"x: "\u4e00""#, Encoding::Utf8);
        let span = Span::new(file, 4, 10);
        let escaped = Scalar { text: "一".into(), span: Some(span) };
        assert_eq!(Piece::of_scalar(&escaped, &sources, span).at(0..3), span);
        assert!(!Piece::of_scalar(&escaped, &sources, span).is_exact());
        let plain = Scalar { text: "x".into(), span: Some(Span::new(file, 0, 1)) };
        assert_eq!(Piece::of_scalar(&plain, &sources, span).at(0..1), Span::new(file, 0, 1));
    }

    #[test]
    fn only_signs_that_are_meant_as_ascii_are_narrowed() {
        assert_eq!(narrowed("事件＝５１２件").as_deref(), Some("事件=512件"));
        assert_eq!(narrowed("事件　件").as_deref(), Some("事件 件"));
        assert_eq!(narrowed("（甲，乙）"), None);
        assert_eq!(narrowed("7，246.38万元").as_deref(), Some("7,246.38万元"));
        assert_eq!(narrowed("甲，246"), None);
    }
}

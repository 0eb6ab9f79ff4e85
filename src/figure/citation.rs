//! The inside of `{{…}}`: name, facet, format, and what is said about it.
//!
//! Reads the grammar `name[.facet][@format][=expression]`; what it means and prints is decided elsewhere.

use super::expression::Formula;
use super::format::Pattern;
use super::name::{Reference, canonical};
use super::piece::{Piece, fold, narrowed};
use super::quantity::{Context, Quantity, scan};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::text;

type Fault = Box<Diagnostic>;

/// A citation that was read.
#[derive(Debug, Clone)]
pub(super) struct Cited {
    /// The name with its qualifier and facet.
    pub(super) reference: Reference,
    /// The format, with its place.
    pub(super) pattern: Option<(Pattern, Span)>,
    /// What follows `=`, with its place.
    pub(super) said: Option<(Said, Span)>,
}

/// What a statement says.
#[derive(Debug, Clone)]
pub(super) enum Said {
    /// A value.
    Value(Quantity),
    /// A formula.
    Formula(Formula),
}

impl Cited {
    /// Reads the inside of a citation.
    pub(super) fn parse(inner: Piece<'_>) -> Result<Cited, Fault> {
        let text = inner.text;
        let head_end = text.find(|c| matches!(fold(c), '@' | '=')).unwrap_or(text.len());
        let reference = head(inner.part(0..head_end), &inner)?;
        let mut cited = Cited { reference, pattern: None, said: None };
        let Some(sign) = text[head_end..].chars().next() else { return Ok(cited) };
        let mut at = head_end + sign.len_utf8();
        if fold(sign) == '@' {
            let length = text[at..].find(|c| fold(c) == '=').unwrap_or(text.len() - at);
            cited.pattern = Some(pattern(inner.part(at..at + length))?);
            at += length;
            let Some(equals) = text[at..].chars().next() else { return Ok(cited) };
            at += equals.len_utf8();
        }
        cited.say(inner.part(at..text.len()))?;
        Ok(cited)
    }

    /// Reads what follows `=`: a value, or a formula with a format behind it.
    fn say(&mut self, piece: Piece<'_>) -> Result<(), Fault> {
        // `500+ people` is a hedge, `500 + others` a sum: the blank before the sign tells.
        if let Some((value, length)) = scan(piece.text, Context::Declared)
            && length == piece.text.len()
        {
            self.said = Some((Said::Value(value), piece.span()));
            return Ok(());
        }
        let (formula, rest) = Formula::parse_start(piece)?;
        let rest = piece.part(rest..piece.text.len());
        if let Some(sign) = rest.text.chars().next() {
            if fold(sign) != '@' || self.pattern.is_some() {
                return Formula::parse(piece).map(|_| ());
            }
            self.pattern = Some(pattern(rest.part(sign.len_utf8()..rest.text.len()))?);
        }
        let span = formula.span;
        let said = formula.as_quantity().cloned().map(Said::Value);
        self.said = Some((said.unwrap_or(Said::Formula(formula)), span));
        Ok(())
    }
}

/// Says that a text has full-width signs where ASCII is meant, if it has.
pub(super) fn note_full_width(piece: &Piece<'_>, diagnostics: &mut Diagnostics) {
    note_narrowed(piece, narrowed(piece.text), diagnostics);
}

/// Says that a text has full-width signs, and how it is written without, if it has any.
pub(super) fn note_narrowed(piece: &Piece<'_>, fixed: Option<String>, diagnostics: &mut Diagnostics) {
    let Some(fixed) = fixed else { return };
    let message = text!("全角符号，已按半角理解", "full-width signs, understood as ASCII");
    let fault = Diagnostic::new(Code::FullWidth, piece.span(), message)
        .hint(text!("可写作 {fixed}", "this could be written {fixed}"));
    diagnostics.push(if piece.is_exact() { fault.fix(piece.span(), fixed) } else { fault });
}

/// Reads a pattern with its place.
pub(super) fn pattern(piece: Piece<'_>) -> Result<(Pattern, Span), Fault> {
    match Pattern::parse(piece.text) {
        Ok(pattern) => Ok((pattern, piece.span())),
        Err(message) => Err(Box::new(Diagnostic::new(Code::BadExpression, piece.span(), message))),
    }
}

/// Reads the name with its qualifier and facet.
fn head(head: Piece<'_>, whole: &Piece<'_>) -> Result<Reference, Fault> {
    if head.text.is_empty() {
        let message = text!("少了数字的名称", "the figure's name is missing");
        return Err(Box::new(Diagnostic::new(Code::BadExpression, whole.span(), message)));
    }
    if let Some((at, c)) = head.text.char_indices().find(|(_, c)| is_operator(*c)) {
        let words = whole.text;
        let message = text!(
            "“{c}”不能在名称中：花括号里先写一个数字的名称",
            "`{c}` cannot be in a name: a citation begins with the name of one figure"
        );
        let hint =
            text!("给结果起个名：{{{{名称={words}}}}}", "give the result a name: {{{{name={words}}}}}");
        return Err(Box::new(Diagnostic::new(Code::BadExpression, head.char_at(at), message).hint(hint)));
    }
    let mut parts = Vec::new();
    let mut last = head.span();
    let mut at = 0;
    for part in head.text.split(|c| fold(c) == '.') {
        let piece = head.part(at..at + part.len());
        if piece.text.is_empty() {
            let message = text!("点号前后要有名称", "a name belongs on both sides of the dot");
            return Err(Box::new(Diagnostic::new(Code::BadExpression, head.char_at(at), message)));
        }
        parts.push(canonical(piece.text));
        last = piece.span();
        at += part.len();
        at += head.text[at..].chars().next().map_or(0, char::len_utf8);
    }
    Ok(Reference { parts, facet: None, span: head.span(), last })
}

fn is_operator(c: char) -> bool {
    matches!(fold(c), '+' | '*' | '/' | '(' | ')' | '<' | '>' | '%')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Encoding, Sources};

    fn read(text: &str) -> Result<Cited, Fault> {
        let mut sources = Sources::default();
        let file = sources.add("a.md", text, Encoding::Utf8);
        Cited::parse(Piece::of_span(&sources, Span::new(file, 0, text.len())))
    }

    #[test]
    fn every_part_may_have_blanks_and_full_width_signs() {
        for text in ["网格.事件@0.1%=508件", " 网格 . 事件 @ 0.1% = 508件 ", "网格．事件＠０．１％＝５０８件"]
        {
            let cited = read(text).unwrap();
            assert_eq!(cited.reference.parts, ["网格", "事件"], "{text}");
            assert_eq!(cited.pattern.unwrap().0, Pattern::parse("0.1%").unwrap());
            assert!(matches!(cited.said, Some((Said::Value(value), _)) if value.text == "508件"), "{text}");
        }
    }

    #[test]
    fn formulas_may_carry_a_format() {
        let cited = read("办结率=办结/事件 @0.01%").unwrap();
        assert!(matches!(cited.said, Some((Said::Formula(formula), _)) if formula.text == "办结/事件"));
        assert!(cited.pattern.is_some());
    }

    #[test]
    fn faults_stand_at_the_character() {
        for (text, start, end) in [
            ("", 0, 0),
            ("=1", 0, 2),
            ("办结/事件", 6, 7),
            ("事件..占比", 7, 8),
            ("事件@", 7, 7),
            ("x=1件 2件", 7, 8),
            ("x=", 2, 2),
            ("x=1件+", 7, 7),
        ] {
            let fault = read(text).unwrap_err();
            assert_eq!((fault.span.start, fault.span.end), (start, end), "{text}");
        }
    }
}

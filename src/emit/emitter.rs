//! Writes Typst: text as string literals, structure as scoped calls, each with its place in the Markdown.
//!
//! No author's character can become markup, because every one of them stands inside a string literal whose
//! closing `"` is followed by `;`. What to write is the business of the rooms above.

use std::fmt::Write;

use super::source_map::SourceMap;
use crate::source::Span;

/// One generated Typst file under construction.
#[derive(Debug, Default)]
pub(super) struct Emitter {
    text: String,
    map: SourceMap,
    characters: Characters,
}

/// The characters that are printed, each with the place where it stands first.
#[derive(Debug, Clone, Default)]
pub struct Characters {
    seen: std::collections::BTreeMap<char, Span>,
    /// One bit for each ASCII character already seen, which most are.
    ascii: u128,
}

impl Characters {
    /// Notes the characters of a text that stands at `span`.
    pub fn add(&mut self, text: &str, span: Span) {
        let exact = text.len() == span.len();
        for (at, c) in text.char_indices() {
            if c.is_ascii() {
                let bit = 1 << u32::from(c);
                if self.ascii & bit != 0 {
                    continue;
                }
                self.ascii |= bit;
            }
            self.seen.entry(c).or_insert_with(|| if exact { span.part(at, at + c.len_utf8()) } else { span });
        }
    }

    /// Notes another set's characters; a character of both keeps the place it has here.
    pub fn merge(&mut self, other: &Characters) {
        for (c, span) in &other.seen {
            if c.is_ascii() {
                self.ascii |= 1 << u32::from(*c);
            }
            self.seen.entry(*c).or_insert(*span);
        }
    }

    /// Returns the characters, each with its first place.
    pub fn places(&self) -> &std::collections::BTreeMap<char, Span> {
        &self.seen
    }
}

impl Emitter {
    /// Writes Typst code that stands for a stretch of Markdown.
    pub(super) fn push(&mut self, code: &str, span: Span) {
        let start = self.text.len();
        self.text.push_str(code);
        self.map.push(start..self.text.len(), span);
    }

    /// Writes Typst code that stands for no Markdown of its own, such as a closing bracket.
    pub(super) fn glue(&mut self, code: &str) {
        self.text.push_str(code);
    }

    /// Writes text as content: a string literal that nothing can continue.
    pub(super) fn literal(&mut self, text: &str, span: Span) {
        self.text.push('#');
        self.string(text, span);
        self.text.push(';');
    }

    /// Writes text as an argument: a string literal.
    pub(super) fn string(&mut self, text: &str, span: Span) {
        self.characters.add(text, span);
        self.text.push('"');
        let exact = text.len() == span.len();
        let mut run = 0;
        for (at, c) in text.char_indices() {
            if !must_escape(c) {
                continue;
            }
            self.run(&text[run..at], if exact { span.part(run, at) } else { span });
            let start = self.text.len();
            escape(&mut self.text, c);
            run = at + c.len_utf8();
            self.map.push(start..self.text.len(), if exact { span.part(at, run) } else { span });
        }
        self.run(&text[run..], if exact { span.part(run, text.len()) } else { span });
        self.text.push('"');
    }

    /// Notes characters that the style prints from an argument.
    pub(super) fn note_characters(&mut self, text: &str, span: Span) {
        self.characters.add(text, span);
    }

    /// Returns the finished text, its map and the characters in it.
    pub(super) fn finish(self) -> (String, SourceMap, Characters) {
        (self.text, self.map, self.characters)
    }

    /// Writes a stretch of a literal that needs no escape.
    fn run(&mut self, text: &str, span: Span) {
        if !text.is_empty() {
            let start = self.text.len();
            self.text.push_str(text);
            self.map.push(start..self.text.len(), span);
        }
    }
}

/// Returns a Typst string literal, for text that comes from no place in a file.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        if must_escape(c) { escape(&mut quoted, c) } else { quoted.push(c) }
    }
    quoted.push('"');
    quoted
}

/// Returns whether a character would end or alter a string literal, or be read as a line end by the lexer.
fn must_escape(c: char) -> bool {
    matches!(c, '"' | '\\' | '\u{0}'..='\u{1f}' | '\u{7f}' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Writes the escape of a character.
fn escape(text: &mut String, c: char) {
    match c {
        '"' => text.push_str("\\\""),
        '\\' => text.push_str("\\\\"),
        _ => {
            // Writing to a String cannot fail.
            let _ = write!(text, "\\u{{{:x}}}", c as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;
    use proptest::prelude::*;

    /// Returns what the generated literal says, read by Typst's own parser.
    fn read_back(code: &str) -> String {
        let root = typst_syntax::parse(code);
        assert!(!root.diagnosis().errors, "{code:?}");
        let mut said = String::new();
        collect(&root, &mut said);
        said
    }

    fn collect(node: &typst_syntax::SyntaxNode, said: &mut String) {
        if let Some(text) = node.cast::<typst_syntax::ast::Str>() {
            said.push_str(&text.get());
        }
        for child in node.children() {
            collect(child, said);
        }
    }

    fn hostile() -> impl Strategy<Value = String> {
        let token = prop_oneof![
            Just("#\".len()".to_owned()),
            Just("\";#panic()".to_owned()),
            Just("\\u{41}".to_owned()),
            Just("\u{2028}= x".to_owned()),
            Just("\u{202e}\u{0}\u{85}".to_owned()),
            Just("//*/`$@<a>[]{}".to_owned()),
            any::<String>(),
        ];
        proptest::collection::vec(token, 0..6).prop_map(|tokens| tokens.concat())
    }

    proptest! {
        #[test]
        fn no_text_is_altered_or_becomes_code(text in hostile(), after in hostile()) {
            let mut emitter = Emitter::default();
            let span = Span::new(SourceId(0), 0, text.len());
            emitter.literal(&text, span);
            emitter.literal(&after, Span::new(SourceId(0), text.len(), text.len() + after.len()));
            let (code, map, _) = emitter.finish();
            prop_assert_eq!(read_back(&code), format!("{text}{after}"));
            prop_assert!(map.is_sorted());
        }
    }
}

//! A stretch of prose as characters, and what stands before or behind a place in it.
//!
//! Full-width signs are compared as ASCII; it does not know what the words mean.

use std::ops::Range;

/// A text by its characters.
#[derive(Debug)]
pub(super) struct Line {
    chars: Vec<char>,
    /// The byte at which each character begins, and the length.
    offsets: Vec<usize>,
}

impl Line {
    pub(super) fn new(text: &str) -> Self {
        let mut offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        offsets.push(text.len());
        Self { chars: text.chars().map(fold).collect(), offsets }
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// Returns the character at a place; a zero outside of the text.
    pub(super) fn at(&self, index: usize) -> char {
        self.chars.get(index).copied().unwrap_or('\0')
    }

    /// Returns the character before a place; a zero at the beginning.
    pub(super) fn before(&self, index: usize) -> char {
        index.checked_sub(1).map_or('\0', |index| self.at(index))
    }

    /// Returns the bytes of a range of characters.
    pub(super) fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let last = self.offsets.len() - 1;
        self.offsets[range.start.min(last)]..self.offsets[range.end.min(last)]
    }

    /// Returns a range of characters as a string, signs narrowed.
    pub(super) fn text(&self, range: Range<usize>) -> String {
        let end = range.end.min(self.len());
        self.chars[range.start.min(end)..end].iter().collect()
    }

    /// Returns the length of the first of `words` that begins at a place.
    pub(super) fn follows(&self, index: usize, words: &[&str]) -> Option<usize> {
        words.iter().find_map(|word| {
            let length = word.chars().count();
            word.chars().enumerate().all(|(i, c)| self.at(index + i) == c).then_some(length)
        })
    }

    /// Returns the length of the first of `words` that ends at a place.
    pub(super) fn precedes(&self, index: usize, words: &[&str]) -> Option<usize> {
        words.iter().find_map(|word| {
            let length = word.chars().count();
            let start = index.checked_sub(length)?;
            word.chars().enumerate().all(|(i, c)| self.at(start + i) == c).then_some(length)
        })
    }

    /// Returns the place behind the blanks at a place.
    pub(super) fn behind_blanks(&self, mut index: usize) -> usize {
        while is_blank(self.at(index)) {
            index += 1;
        }
        index
    }

    /// Returns the place before the blanks that end at a place.
    pub(super) fn before_blanks(&self, mut index: usize) -> usize {
        while is_blank(self.before(index)) {
            index -= 1;
        }
        index
    }

    /// Returns the Latin word that begins at a place, in lower case.
    pub(super) fn word(&self, index: usize) -> String {
        let mut word = String::new();
        let mut at = index;
        while is_latin(self.at(at))
            || (matches!(self.at(at), '-' | '\'') && is_latin(self.at(at + 1)) && at > index)
        {
            word.push(self.at(at).to_ascii_lowercase());
            at += 1;
        }
        word
    }

    /// Returns the Latin word that ends at a place, blanks between not counted, in lower case.
    pub(super) fn word_before(&self, index: usize) -> String {
        let end = self.before_blanks(index);
        let mut start = end;
        while is_latin(self.before(start)) && end - start < 24 {
            start -= 1;
        }
        self.text(start..end).to_lowercase()
    }
}

/// Returns the ASCII sign that a sign of an input method or of typography stands for, or the sign itself.
pub(super) fn fold(c: char) -> char {
    match c {
        // A Chinese comma sets no thousands apart.
        '，' => c,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\n' | '\r' | '\t' => ' ',
        '\u{2212}' | '–' | '‐' | '‑' => '-',
        '∶' => ':',
        '〜' => '~',
        '￥' => '¥',
        '￡' => '£',
        '’' => '\'',
        _ => c,
    }
}

pub(super) fn is_blank(c: char) -> bool {
    c == ' '
}

/// Returns whether a character is a letter of a Latin alphabet.
pub(super) fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}')
}

/// Returns whether a character is a Chinese one.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

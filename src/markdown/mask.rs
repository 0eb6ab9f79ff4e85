//! The copy of a file that the Markdown parser sees: what must not be read as Markdown is hidden at equal length.
//!
//! Every hidden stretch begins with a private-use character that names it and goes on with letters, so it is
//! inert and counts as a word beside emphasis. Positions in the copy are positions in the file. What is hidden,
//! and why, is decided in `scan`; this room hides, finds again and restores.

use crate::source::{SourceFile, Span};

use super::align::boundary;

/// The first of the private-use characters that begin a mask.
const FIRST: u32 = 0xE000;

/// How many of them there are; later masks use them again and are told apart by their place.
const COUNT: usize = 0xF900 - 0xE000;

/// The shortest stretch that can be hidden: one private-use character.
pub(super) const SHORTEST: usize = 3;

/// What may stand in for lone tildes: punctuation like them, else letters, else what nobody types.
const TILDES: &[u8] = b"%;?@,QZXJ\x16\x17\x18\x19\x1a\x1c\x1d\x1e\x1f";

/// What a hidden stretch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MaskKind {
    /// `{{…}}`.
    Citation {
        /// The number of bytes of the opening braces.
        open: usize,
        /// The number of bytes of the closing braces.
        close: usize,
    },
    /// `[@key]`.
    Reference,
    /// `{…}` with attributes in it.
    Attributes,
    /// An address that links to itself.
    Address,
    /// A formula, with its line ends.
    Formula,
    /// Text that must reach the page as it is: the author's own private-use characters, the `==` of `a==b`.
    Verbatim,
    /// White space at the beginning of a line, which would make it code.
    Indent,
}

/// A hidden stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mask {
    /// The first byte.
    pub(super) start: usize,
    /// The byte after the last.
    pub(super) end: usize,
    /// What it is.
    pub(super) kind: MaskKind,
}

/// A file with its copy for the parser.
pub(super) struct Masked<'a> {
    /// The file.
    pub(super) file: &'a SourceFile,
    /// The copy, as long as the file's text.
    pub(super) text: String,
    /// What is hidden, in order, without overlaps.
    pub(super) masks: Vec<Mask>,
    /// Single bytes that stand for others: the stand-in, the original.
    swaps: Vec<(u8, u8)>,
    /// Where the lines of the copy begin, which has fewer than the file where line ends are hidden.
    lines: Vec<usize>,
}

impl<'a> Masked<'a> {
    /// Hides `masks` in `file` from byte `body` on; what is before it becomes blank lines.
    ///
    /// An [`MaskKind::Indent`] too short to be hidden becomes as many spaces, which are no code either.
    pub(super) fn new(file: &'a SourceFile, body: usize, mut masks: Vec<Mask>) -> Self {
        let blanks: Vec<Mask> =
            masks.iter().copied().filter(|mask| mask.end - mask.start < SHORTEST).collect();
        masks.sort_by_key(|mask| (mask.start, std::cmp::Reverse(mask.end)));
        let mut free = body;
        masks.retain(|mask| {
            let keep = mask.start >= free && mask.end - mask.start >= SHORTEST;
            if keep {
                free = mask.end;
            }
            keep
        });
        let tilde = stand_in(&file.text, TILDES);
        let nul = stand_in(&file.text, b"\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11\x12\x13\x14\x15");
        let mut masked = Self {
            file,
            text: String::with_capacity(file.text.len()),
            masks,
            swaps: Vec::new(),
            lines: vec![0],
        };
        masked.swaps.extend(tilde.map(|byte| (byte, b'~')));
        masked.swaps.extend(nul.map(|byte| (byte, 0)));
        masked.write(body, tilde, nul);
        for blank in blanks {
            masked.text.replace_range(blank.start..blank.end, &" ".repeat(blank.end - blank.start));
        }
        let bytes = masked.text.as_bytes();
        let ends = bytes
            .iter()
            .enumerate()
            .filter(|(at, byte)| **byte == b'\n' || (**byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')));
        masked.lines.extend(ends.map(|(at, _)| at + 1));
        masked
    }

    /// Returns the offset at which a line of the copy begins; `line` counts from 1.
    pub(super) fn line_start(&self, line: usize) -> usize {
        let last = self.text.len();
        line.checked_sub(1).and_then(|index| self.lines.get(index)).map_or(last, |start| *start)
    }

    /// Returns the file's text of a line of the copy, without its line end; `line` counts from 1.
    pub(super) fn line(&self, line: usize) -> &'a str {
        let text = &self.file.text[self.line_start(line)..self.line_start(line + 1)];
        text.trim_end_matches(['\r', '\n'])
    }

    /// Writes the copy.
    fn write(&mut self, body: usize, tilde: Option<u8>, nul: Option<u8>) {
        let file = self.file;
        for character in file.text[..body].chars() {
            match character {
                '\n' | '\r' => self.text.push(character),
                other => (0..other.len_utf8()).for_each(|_| self.text.push(' ')),
            }
        }
        let mut at = body;
        let masks = std::mem::take(&mut self.masks);
        for (index, mask) in masks.iter().enumerate() {
            self.write_plain(at, mask.start, tilde, nul);
            self.text.push(character_of(index));
            (SHORTEST..mask.end - mask.start).for_each(|_| self.text.push('x'));
            at = mask.end;
        }
        self.write_plain(at, file.text.len(), tilde, nul);
        self.masks = masks;
    }

    /// Copies `start..end`, with stand-ins for lone tildes and for NUL.
    fn write_plain(&mut self, start: usize, end: usize, tilde: Option<u8>, nul: Option<u8>) {
        let bytes = self.file.text.as_bytes();
        for (offset, character) in self.file.text[start..end].char_indices() {
            let at = start + offset;
            let stand_in = match character {
                '~' => tilde.filter(|_| is_lone(bytes, at) && !is_escaped(bytes, at)),
                '\0' => nul,
                _ => None,
            };
            self.text.push(stand_in.map_or(character, char::from));
        }
    }

    /// Returns the first mask that begins at or after a byte and before another.
    pub(super) fn next_in(&self, start: usize, end: usize) -> Option<Mask> {
        let index = self.masks.partition_point(|mask| mask.start < start);
        self.masks.get(index).copied().filter(|mask| mask.start < end)
    }

    /// Returns a string the parser gave with everything hidden in it shown again.
    ///
    /// `from` is a byte of the file at or before the place the string came from.
    pub(super) fn restore(&self, text: &str, from: usize) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut rest = text.chars();
        let mut from = from;
        while let Some(character) = rest.next() {
            if let Some(mask) = self.named(character, from) {
                shown.push_str(&self.file.text[mask.start..mask.end]);
                for _ in SHORTEST..mask.end - mask.start {
                    rest.next();
                }
                from = mask.end;
            } else {
                let original = self.swaps.iter().find(|(stand_in, _)| char::from(*stand_in) == character);
                shown.push(original.map_or(character, |(_, byte)| char::from(*byte)));
            }
        }
        shown.replace('\0', "\u{fffd}")
    }

    /// Returns the mask that a private-use character names: the first at or after `from`, else the last before it,
    /// for the address of a link may be defined far above.
    fn named(&self, character: char, from: usize) -> Option<Mask> {
        let residue =
            (character as u32).checked_sub(FIRST).filter(|index| (*index as usize) < COUNT)? as usize;
        let first = self.masks.partition_point(|mask| mask.start < from);
        let lap = first - first % COUNT + residue;
        let after = if lap < first { lap + COUNT } else { lap };
        let before = after.checked_sub(COUNT);
        self.masks.get(after).or_else(|| before.and_then(|index| self.masks.get(index))).copied()
    }

    /// Returns the span of `start..end`; a place inside a character of the file is where the character begins.
    ///
    /// The copy has one-byte characters where the file has others, and the parser's places are not always right.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let text = &self.file.text;
        self.file.span(boundary(text, start), boundary(text, end))
    }
}

/// Returns the private-use character that begins the mask of an index.
fn character_of(index: usize) -> char {
    let offset = u32::try_from(index % COUNT).unwrap_or(0);
    char::from_u32(FIRST + offset).unwrap_or('\u{e000}')
}

/// Returns whether the character at a byte follows a backslash that is not itself escaped: the parser knows such
/// a tilde for text, and behind a stand-in that is no punctuation the backslash would print.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    bytes[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Returns whether the tilde at a byte has no neighbour: two strike out, three are a fence, one is text.
fn is_lone(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|index| bytes.get(index));
    before != Some(&b'~') && bytes.get(at + 1) != Some(&b'~')
}

/// Returns a byte of `candidates` that the text does not contain.
fn stand_in(text: &str, candidates: &[u8]) -> Option<u8> {
    candidates.iter().copied().find(|candidate| !text.as_bytes().contains(candidate))
}

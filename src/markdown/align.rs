//! Finds the place of each piece the Markdown parser reports, in the file.
//!
//! The parser's own positions are off after escapes in table cells, tabs and link definitions, so they are taken
//! as hints: a cursor walks each block's source once, and nothing counts as found that does not read the same.

use std::collections::BTreeMap;

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};

/// How far ahead a piece is looked for where it does not stand at the cursor.
const REACH: usize = 1 << 16;

/// A stretch of the file and the text it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text as it is written.
    Plain(usize, usize),
    /// An escape or entity, and what it stands for.
    Decoded(usize, usize, String),
}

/// A place in a block's source that only moves forward.
pub(super) struct Cursor<'a> {
    /// The copy the parser read.
    text: &'a str,
    /// Where the cursor is.
    pub(super) at: usize,
    /// Where the block ends.
    pub(super) end: usize,
    /// Whether nothing but markers of containers and white space stands between the line's start and `at`.
    pub(super) line_start: bool,
    entities: BTreeMap<String, String>,
}

impl<'a> Cursor<'a> {
    /// Returns a cursor over `start..end` of the copy.
    pub(super) fn new(text: &'a str, start: usize, end: usize) -> Self {
        let end = boundary(text, end.min(text.len()));
        let at = boundary(text, start.min(end));
        Self { text, at, end, line_start: true, entities: BTreeMap::new() }
    }

    /// Returns the rest of the block.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..self.end]
    }

    /// Finds a text of the parser and moves behind it.
    ///
    /// What cannot be found is one piece without a place of its own.
    pub(super) fn text(&mut self, text: &str, hint: usize) -> Vec<Piece> {
        let found = self.candidates(hint).into_iter().find_map(|start| self.matched(start, text));
        let found = found.or_else(|| self.search(text));
        let Some((pieces, end)) = found else {
            return vec![Piece::Decoded(self.at, self.at, text.to_owned())];
        };
        self.at = end;
        self.line_start = false;
        pieces
    }

    /// Finds a marker of Markdown, returns where it begins and moves behind it.
    pub(super) fn marker(&mut self, marker: &str, hint: usize) -> Option<usize> {
        let candidates = self.candidates(hint);
        let here = candidates.into_iter().find(|start| self.text[*start..self.end].starts_with(marker));
        let start = here.or_else(|| {
            let reach = boundary(self.text, (self.at + REACH).min(self.end));
            self.text[self.at..reach].find(marker).map(|offset| self.at + offset)
        })?;
        self.at = start + marker.len();
        self.line_start = false;
        Some(start)
    }

    /// Moves behind the next line end; returns where it begins.
    pub(super) fn line_end(&mut self) -> usize {
        let rest = self.rest();
        let offset = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let length = if rest[offset..].starts_with("\r\n") { 2 } else { usize::from(offset < rest.len()) };
        let start = self.at + offset;
        self.at = start + length;
        self.line_start = true;
        start
    }

    /// Moves to a place that lies ahead.
    pub(super) fn advance(&mut self, to: usize) {
        if to > self.at && to <= self.end && self.text.is_char_boundary(to) {
            self.at = to;
        }
    }

    /// Returns where a piece may begin, likeliest first: at the cursor, except that a line begins with markers
    /// of containers, where the parser knows better.
    fn candidates(&self, hint: usize) -> Vec<usize> {
        let hint = Some(hint)
            .filter(|hint| (self.at..=self.end).contains(hint) && self.text.is_char_boundary(*hint));
        let rest = self.rest();
        let trimmed = self.at + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
        if self.line_start {
            hint.into_iter().chain([trimmed, self.at]).collect()
        } else {
            [self.at].into_iter().chain(hint).collect()
        }
    }

    /// Looks for a text ahead of the cursor.
    fn search(&mut self, text: &str) -> Option<(Vec<Piece>, usize)> {
        let reach = boundary(self.text, (self.at + REACH).min(self.end));
        let first = text.chars().next()?;
        let copy = self.text;
        let starts = copy[self.at..reach]
            .char_indices()
            .filter(|(_, character)| *character == first || *character == '&' || *character == '\\');
        let at = self.at;
        starts.take(4096).find_map(|(offset, _)| self.matched(at + offset, text))
    }

    /// Reads `text` at a place, through entities and escaped pipes; returns where it ends.
    fn matched(&mut self, start: usize, text: &str) -> Option<(Vec<Piece>, usize)> {
        let mut pieces = Vec::new();
        let mut plain = start;
        let mut at = start;
        let mut rest = text;
        while let Some(wanted) = rest.chars().next() {
            let here = &self.text[at..self.end];
            let (length, decoded) = self.decoded(here, rest).unwrap_or_default();
            if length > 0 {
                push_plain(&mut pieces, plain, at);
                rest = &rest[decoded.len()..];
                pieces.push(Piece::Decoded(at, at + length, decoded));
                at += length;
                plain = at;
            } else if here.starts_with(wanted) {
                at += wanted.len_utf8();
                rest = &rest[wanted.len_utf8()..];
            } else {
                return None;
            }
        }
        push_plain(&mut pieces, plain, at);
        Some((pieces, at))
    }

    /// Reads an entity or an escaped pipe where `wanted` begins with what it stands for: in a table, and in the
    /// paragraph right above one, the parser drops the backslash before it reads inlines.
    fn decoded(&mut self, here: &str, wanted: &str) -> Option<(usize, String)> {
        if here.starts_with("\\|") && wanted.starts_with('|') {
            return Some((2, "|".to_owned()));
        }
        let entity = entity(here)?;
        if !self.entities.contains_key(entity) {
            self.entities.insert(entity.to_owned(), decode(entity));
        }
        let decoded = self.entities.get(entity)?;
        (decoded != entity && wanted.starts_with(decoded.as_str())).then(|| (entity.len(), decoded.clone()))
    }
}

/// Adds a piece of plain text unless it is empty.
fn push_plain(pieces: &mut Vec<Piece>, start: usize, end: usize) {
    if start < end {
        pieces.push(Piece::Plain(start, end));
    }
}

/// Returns the nearest character boundary at or before an offset.
pub(super) fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns what looks like an entity at the beginning of a text.
pub(super) fn entity(text: &str) -> Option<&str> {
    let name = text.strip_prefix('&')?;
    let length =
        name.bytes().take(33).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    (length > 0 && name.as_bytes().get(length) == Some(&b';')).then(|| &text[..length + 2])
}

/// Decodes an entity by asking the parser, which has the table of names.
pub(super) fn decode(entity: &str) -> String {
    let arena = Arena::new();
    let root = parse_document(&arena, entity, &Options::default());
    let mut decoded = String::new();
    for node in root.descendants() {
        if let NodeValue::Text(text) = &node.data().value {
            decoded.push_str(text);
        }
    }
    if decoded.is_empty() { entity.to_owned() } else { decoded }
}

//! Links and images: where their address ends in the source, and what it says.
//!
//! Whether anything is there is for `check` and `typeset` to find.

use comrak::nodes::NodeLink;

use crate::report::links::scheme;
use crate::report::{Image, Inline, InlineKind};
use crate::source::Span;

use super::reader::Reader;

impl Reader<'_> {
    /// Makes a link; one without words prints the number of where it leads, or its address.
    pub(super) fn link(&self, link: &NodeLink, content: Vec<Inline>, span: Span) -> InlineKind {
        let target = path(&self.masked.restore(&link.url, span.start as usize));
        InlineKind::Link { target, content }
    }

    /// Makes an image; its attributes are attached later.
    pub(super) fn image(&self, link: &NodeLink, caption: Vec<Inline>, span: Span) -> Image {
        let from = span.start as usize;
        let title = Some(self.masked.restore(&link.title, from)).filter(|title| !title.is_empty());
        let path = path(&self.masked.restore(&link.url, from));
        Image { path, span, caption, title, width: None, id: None }
    }
}

/// Returns the length of `(…)` or `[…]` behind the words of a link, 0 where there is neither.
pub(super) fn destination_length(rest: &str) -> usize {
    if rest.starts_with('(') {
        return inline_destination(rest).unwrap_or(0);
    }
    if !rest.starts_with('[') {
        return 0;
    }
    let mut escaped = false;
    for (offset, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ']' => return offset + 1,
            '[' => return 0,
            _ => {}
        }
    }
    0
}

/// Returns the length of `(address "title")`.
fn inline_destination(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut closer = None;
    let mut escaped = false;
    let mut before = '(';
    for (offset, character) in rest.char_indices() {
        match (closer, character) {
            _ if escaped => escaped = false,
            (_, '\\') => escaped = true,
            (Some(wanted), _) => closer = Some(wanted).filter(|wanted| *wanted != character),
            (None, '<') if before == '(' => closer = Some('>'),
            (None, '"' | '\'') if before.is_whitespace() => closer = Some(character),
            (None, '(') => depth += 1,
            (None, ')') if depth == 1 => return Some(offset + 1),
            (None, ')') => depth -= 1,
            _ => {}
        }
        before = character;
    }
    None
}

/// Undoes percent escapes in a path or `#id`; an address with a scheme stays as it is.
fn path(address: &str) -> String {
    if scheme(address).is_some() || address.starts_with("//") || !address.contains('%') {
        return address.to_owned();
    }
    let bytes = address.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex =
            address.get(at + 1..at + 3).filter(|hex| hex.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if bytes[at] == b'%' => {
                decoded.push(byte);
                at += 3;
            }
            _ => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| address.to_owned())
}

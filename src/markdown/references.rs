//! References to literature, `[@key, 第3页; @other]`, and those that print as typed.
//!
//! What a key stands for is known to `bibliography`.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Text, printable};
use crate::report::{Cited, InlineKind};
use crate::source::Span;
use crate::text;

use super::reader::Reader;

/// The marks that stand between two works, and before a page.
const BETWEEN: [char; 2] = [';', '；'];
const BEFORE_PAGE: [char; 2] = [',', '，'];

/// A work that a reference names: where its key stands in the reference, and its page as written.
type Work<'a> = (Range<usize>, Option<&'a str>);

/// What prints as typed: its length with the bracket before it, what is wrong, and what to write.
type Unread = (usize, Text, Text);

/// Reads a reference with its brackets; nothing where it is none.
pub(super) fn read(written: &str) -> Option<Vec<Work<'_>>> {
    let inner = written.strip_prefix('[')?.strip_suffix(']')?;
    if inner.contains(['[', '`', '\n', '\r']) || inner.contains("{{") {
        return None;
    }
    let mut at = 1;
    let mut works = Vec::new();
    for part in inner.split(BETWEEN) {
        works.push(work(part, at)?);
        at += part.len();
        at += written[at..].chars().next().map_or(0, char::len_utf8);
    }
    Some(works)
}

/// Reads `@key` or `@key, page`, which stands at a byte of the reference.
fn work(part: &str, at: usize) -> Option<Work<'_>> {
    let start = at + part.len() - part.trim_start().len() + 1;
    let named = part.trim_start().strip_prefix('@')?;
    let length = key_length(named);
    let rest = named[length..].trim();
    let page = rest.strip_prefix(BEFORE_PAGE).map(str::trim);
    let complete = length > 0 && (rest.is_empty() || page.is_some_and(|page| !page.is_empty()));
    complete.then_some((start..start + length, page))
}

/// Returns how long the key at the beginning of a text is: letters and digits of any language, and the marks that
/// programs for literature put between them.
fn key_length(text: &str) -> usize {
    let first = |c: char| c.is_alphanumeric() || c == '_';
    let within = |c: char| first(c) || ":.#$%&-+?<>~/".contains(c);
    if !text.starts_with(first) {
        return 0;
    }
    let longest = text.find(|c| !within(c)).unwrap_or(text.len());
    text[..longest].trim_end_matches(|c| !first(c)).len()
}

impl Reader<'_> {
    /// Returns the references that stand at a place.
    pub(super) fn reference(&self, span: Span) -> InlineKind {
        let written = self.masked.file.slice(span);
        let cited = read(written).unwrap_or_default().into_iter().map(|(key, page)| Cited {
            key: written[key.clone()].to_owned(),
            span: span.part(key.start, key.end),
            locator: page.map(str::to_owned),
        });
        InlineKind::Reference(cited.collect())
    }

    /// Says which references print as typed: to a footnote that nobody wrote, to literature in no form that is known.
    pub(super) fn report_references(&mut self, start: usize, end: usize) {
        let file = self.masked.file;
        let text = &file.text[start..end];
        for (at, _) in text.match_indices('[') {
            let inside = &text[at + 1..];
            let diagnostic = match inside.as_bytes().first() {
                Some(b'^') => self.unread_note(inside),
                Some(b'@') => unread(inside, &file.text[end..]),
                _ => None,
            };
            let Some((length, message, hint)) = diagnostic else { continue };
            let span = file.span(start + at, start + at + length);
            self.diagnostics.push(Diagnostic::new(Code::Unsupported, span, message).hint(hint));
        }
    }
    /// Returns how much of a text names a footnote that is none here, and what to say of it: nobody wrote it, or it
    /// cannot stand there. `inside` is the text behind the bracket.
    fn unread_note(&self, inside: &str) -> Option<Unread> {
        let length = inside.find([']', '[', ' ', '\n']).filter(|length| *length > 1)?;
        let name = &inside[1..length];
        let shown = printable(name);
        if !inside[length..].starts_with(']') {
            return None;
        }
        let (message, hint) = if self.note_index(name).is_some() {
            (
                text!(
                    "HTML 里不能放脚注，[^{shown}] 按原样印出",
                    "a footnote cannot stand within HTML: [^{shown}] prints as typed"
                ),
                text!("把它移到 HTML 外面，如题注里", "put it outside, as in a caption"),
            )
        } else {
            (
                text!(
                    "脚注 [^{shown}] 没有写内容，按原样印出",
                    "nobody wrote the footnote [^{shown}]: it prints as typed"
                ),
                text!(
                    "另起一段写 [^{shown}]: 脚注的内容",
                    "write [^{shown}]: and its words in a paragraph of its own"
                ),
            )
        };
        Some((length + 2, message, hint))
    }
}

/// Returns what to say of a text behind a bracket that begins as references to literature do and goes on otherwise: a key
/// with a mark behind it that stands between works or before a page, perhaps on the next line, with which `below` begins.
fn unread(inside: &str, below: &str) -> Option<Unread> {
    let key = key_length(&inside[1..]);
    let follows = inside[1 + key..].trim_start();
    let marks = [BETWEEN, BEFORE_PAGE].concat();
    let next = || {
        let line = below.strip_prefix('\r').unwrap_or(below).strip_prefix('\n')?;
        Some(line.trim_start_matches([' ', '\t', '>']))
    };
    let goes_on = follows.is_empty() && next().is_some_and(|line| line.starts_with(marks.as_slice()));
    if key == 0 || !(goes_on || follows.starts_with(marks.as_slice())) {
        return None;
    }
    let shown = printable(&inside[1..=key]);
    let message = text!(
        "文献引用 [@{shown} 读不懂，按原样印出",
        "cannot read the reference [@{shown}: it prints as typed"
    );
    let hint =
        text!("在一行里写 [@{shown}, 第3页; @另一文献]", "write [@{shown}, p. 3; @another] on one line");
    Some((key + 2, message, hint))
}

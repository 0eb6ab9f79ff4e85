//! YAML with the place of every value: a tree built from the events of granit-parser.
//!
//! Values are the source slice of their span, never a parsed number. Anchors, aliases and tags are refused.

use granit_parser::{Event, Parser, ScalarStyle, ScanError};

use crate::diagnostic::{Code, Diagnostic};
use crate::report::{Scalar, Yaml};
use crate::source::{SourceFile, Span};
use crate::text;

use super::align::boundary;

/// How deep values may nest: declarations need three levels.
const DEEPEST: usize = 32;

/// A mapping or list that is still open.
struct Open {
    start: usize,
    /// The key that waits for its value; `None` in a list or before a key.
    key: Option<Scalar>,
    entries: Vec<(Scalar, Yaml)>,
    items: Vec<Yaml>,
    is_mapping: bool,
}

/// What YAML's reader says most often, and what it means to a writer.
const REASONS: [(&str, &str, &str); 5] = [
    ("unclosed quote", "引号只有一个，没有配对", "a quotation mark is never closed"),
    (
        "mapping values are not allowed",
        "这一行的缩进与上一行不齐，或者多了一个冒号",
        "this line is not indented as the one above it, or has a colon too many",
    ),
    ("invalid trailing content", "右引号后面还有内容", "something follows the closing quotation mark"),
    (
        "did not find expected key",
        "这一行的缩进与上一行不齐",
        "this line is not indented as the one above it",
    ),
    ("simple key expect", "这一行缺少冒号", "a colon is missing on this line"),
];

/// Where the copy that YAML reads lies in its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'a> {
    /// What is read, as messages name it in Chinese and English.
    pub(super) what: [&'static str; 2],
    /// The file.
    pub(super) file: &'a SourceFile,
    /// Where the front matter begins in it.
    pub(super) start: usize,
    /// For each byte of the copy, the offset in the front matter of the byte it stands for.
    pub(super) offsets: &'a [usize],
}

impl Origin<'_> {
    /// Returns the span in the file of a range of the copy, in whole characters.
    fn span(self, range: std::ops::Range<usize>) -> Span {
        let text = &self.file.text;
        let behind = self.offsets.last().map_or(0, |last| last + 1);
        let start = self.start + self.offsets.get(range.start).copied().unwrap_or(behind);
        let start = boundary(text, start.min(text.len()));
        // Bytes left out count before a beginning, not before an end.
        let end = match range.end.checked_sub(1) {
            Some(last) => self.offsets.get(last).map_or(behind, |offset| offset + 1),
            None => 0,
        };
        let mut end = (self.start + end).clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        self.file.span(start, end)
    }
}

/// Reads YAML; `text` is the copy of a front matter.
///
/// Returns nothing for an empty document, and what is wrong, at its line and column, where it cannot be read.
pub(super) fn read(origin: Origin<'_>, text: &str) -> Result<Option<Yaml>, Box<Diagnostic>> {
    let file = origin.file;
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, place) = event.map_err(|error| Box::new(syntax_error(origin, text, &error)))?;
        let range = place.byte_range().unwrap_or(0..0);
        let span = origin.span(range.start.min(text.len())..range.end.min(text.len()));
        let value = match event {
            Event::Scalar(value, style, anchor, tag) => {
                if anchor > 0 || tag.is_some() {
                    return Err(Box::new(refused(origin, span)));
                }
                Yaml::Scalar(scalar(file, span, &value, style))
            }
            Event::MappingStart(_, anchor, tag) | Event::SequenceStart(_, anchor, tag)
                if anchor > 0 || tag.is_some() || open.len() >= DEEPEST =>
            {
                return Err(Box::new(refused(origin, span)));
            }
            Event::MappingStart(..) => {
                open.push(Open::new(span.start as usize, true));
                continue;
            }
            Event::SequenceStart(..) => {
                open.push(Open::new(span.start as usize, false));
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => match open.pop() {
                Some(closed) => closed.close(file, span.end as usize),
                None => continue,
            },
            Event::Alias(_) | Event::UnresolvedAlias(_) => return Err(Box::new(refused(origin, span))),
            _ => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.add(value),
            None => root = root.or(Some(value)),
        }
    }
    Ok(root.filter(|root| !matches!(root, Yaml::Scalar(scalar) if scalar.text.is_empty())))
}

impl Open {
    /// Returns an empty mapping or list.
    fn new(start: usize, is_mapping: bool) -> Self {
        Self { start, key: None, entries: Vec::new(), items: Vec::new(), is_mapping }
    }

    /// Adds a key or a value.
    fn add(&mut self, value: Yaml) {
        if !self.is_mapping {
            self.items.push(value);
        } else if let Some(key) = self.key.take() {
            self.entries.push((key, value));
        } else {
            // A key that is itself a mapping or list is no name of anything.
            self.key = Some(match value {
                Yaml::Scalar(scalar) => scalar,
                other => Scalar { text: String::new(), span: other.span() },
            });
        }
    }

    /// Returns the finished value, which ends at `end`.
    fn close(self, file: &SourceFile, end: usize) -> Yaml {
        let inner = if self.is_mapping {
            self.entries.last().and_then(|(key, value)| value.span().or(key.span))
        } else {
            self.items.last().and_then(Yaml::span)
        };
        // A block ends where the next line begins; its last value is the better end.
        let flow = file.text[self.start..].starts_with(['{', '[', '｛']);
        let end = if flow { end } else { inner.map_or(end, |span| span.end as usize) };
        let span = file.span(self.start, end);
        if self.is_mapping { Yaml::Mapping(self.entries, span) } else { Yaml::Sequence(self.items, span) }
    }
}

/// Makes a scalar: the slice of the source where it is one, else what YAML makes of it.
fn scalar(file: &SourceFile, span: Span, value: &str, style: ScalarStyle) -> Scalar {
    let slice = file.slice(span);
    match style {
        ScalarStyle::Plain => {
            let trimmed = slice.trim_end();
            let lead = trimmed.len() - trimmed.trim_start().len();
            let several = trimmed.contains(['\n', '\r']);
            let text = if several {
                trimmed.lines().map(str::trim).collect::<Vec<_>>().join(" ")
            } else {
                trimmed.trim_start().to_owned()
            };
            Scalar { text, span: Some(span.part(lead.min(trimmed.len()), trimmed.len())) }
        }
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            // A quotation mark that was forgotten at the end stands in the copy only.
            let closed = slice.len() >= 2 && slice.chars().next() == slice.chars().next_back();
            let end = if closed { slice.len() - 1 } else { slice.trim_end().len() };
            let inner = if end > 0 { span.part(1, end) } else { span };
            // The copy YAML read may hide characters; without escapes the source is the value.
            let escaped = file.slice(inner).contains(['\\', '\n', '\r']) || file.slice(inner).contains("''");
            let text = if escaped { value.to_owned() } else { file.slice(inner).to_owned() };
            Scalar { text, span: Some(inner) }
        }
        _ => Scalar { text: value.trim_end().to_owned(), span: Some(span.part(0, slice.trim_end().len())) },
    }
}

/// Says that anchors, aliases, tags and deep nesting have no place here.
fn refused(origin: Origin<'_>, span: Span) -> Diagnostic {
    let word = crate::diagnostic::quoted(origin.file, span);
    let [what_zh, what_en] = origin.what;
    let message = text!("{what_zh}里不能这样写：{word}", "this cannot stand in {what_en}: {word}");
    let hint = text!("给内容加上引号", "put the value in quotes");
    Diagnostic::new(Code::FrontMatter, span, message).hint(hint)
}

/// Says what YAML cannot read, at the author's own line and column.
fn syntax_error(origin: Origin<'_>, text: &str, error: &ScanError) -> Diagnostic {
    let marker = error.marker();
    let offset = marker
        .byte_offset()
        .unwrap_or_else(|| text.char_indices().nth(marker.index()).map_or(text.len(), |(offset, _)| offset));
    let mut at = offset.min(text.len());
    // At the end of the front matter the last line with words is where to look.
    if text[at..].trim().is_empty() {
        at = text.trim_end().len();
    }
    let length =
        text[at..].chars().next().filter(|next| !matches!(next, '\n' | '\r')).map_or(0, char::len_utf8);
    let span = origin.span(at..at + length);
    let reason = crate::diagnostic::printable(&error.info());
    let known = REASONS.iter().find(|(yaml, ..)| reason.contains(yaml));
    let (zh, en) = known.map_or_else(
        || (format!("（YAML：{reason}）"), format!(" (YAML: {reason})")),
        |(_, zh, en)| (format!("：{zh}"), format!(": {en}")),
    );
    let [what_zh, what_en] = origin.what;
    let message = text!("{what_zh}从这里起读不懂{zh}", "{what_en} cannot be read from here on{en}");
    let hint = text!(
        "每行写成“名称: 内容”，冒号后空一格，下级用空格缩进；内容里有特殊符号时加引号",
        "write `key: value` on each line, a space after the colon, spaces to indent; quote values with signs in them"
    );
    Diagnostic::new(Code::FrontMatter, span, message).hint(hint)
}

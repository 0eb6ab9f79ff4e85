//! Attributes in braces (`{#id width=60%}`) and the ids of headings.

use comrak::nodes::NodeValue;
use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::report::{Inline, InlineKind, Scalar};
use crate::source::Span;
use crate::text;

use super::Node;
use super::mask::MaskKind;
use super::reader::Reader;

/// What braces say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    /// `#id`, in NFC.
    pub(super) id: Option<String>,
    /// Where the id stands, without `#`.
    pub(super) id_span: Option<Span>,
    /// `key=value`, in their order.
    values: Vec<(String, Scalar)>,
}

impl Attributes {
    /// Returns the value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Scalar> {
        self.values.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }
}

impl Reader<'_> {
    /// Reads attributes in braces; `keys` are the keys that mean something here.
    ///
    /// Returns nothing where they cannot be read: then they print as typed.
    pub(super) fn attributes(&mut self, span: Span, keys: &[&str]) -> Option<Attributes> {
        let written = self.masked.file.slice(span).to_owned();
        let mut attributes = Attributes::default();
        let mut bad = None;
        let inner = &written[1..written.len() - 1];
        for (start, word) in words(inner) {
            let place = span.part(1 + start, 1 + start + word.len());
            if let Some(id) = word.strip_prefix('#') {
                if is_id(id) {
                    if attributes.id.is_some() {
                        self.second_attribute(place);
                        continue;
                    }
                    attributes.id = Some(id.nfc().collect());
                    attributes.id_span = Some(place.part(1, word.len()));
                    continue;
                }
            } else if let Some((key, value)) =
                word.split_once('=').filter(|(_, value)| !value.trim_matches('"').trim().is_empty())
            {
                if !keys.contains(&key) {
                    self.unknown_attribute(key, place, keys);
                    continue;
                }
                let text = value.trim_matches('"').to_owned();
                if key != "width" || is_length(&text) {
                    if attributes.get(key).is_some() {
                        self.second_attribute(place);
                        continue;
                    }
                    let at = place.part(word.len() - value.len(), word.len());
                    attributes.values.push((key.to_owned(), Scalar { text, span: Some(at) }));
                    continue;
                }
            } else if word.len() > 1 && word.starts_with('.') {
                self.unknown_attribute(word, place, keys);
                continue;
            }
            if keys.contains(&word) {
                let said = Scalar { text: "true".to_owned(), span: Some(place) };
                attributes.values.push((word.to_owned(), said));
                continue;
            }
            bad = bad.or(Some(place));
        }
        self.loose_attributes.remove(&span);
        if let Some(place) = bad {
            self.bad_attributes(place);
            return None;
        }
        Some(attributes)
    }

    /// Says that attributes cannot be read.
    fn bad_attributes(&mut self, place: Span) {
        let word = crate::diagnostic::quoted(self.masked.file, place);
        let message = text!(
            "花括号里的 “{word}” 不能理解，按原样印出",
            "`{word}` in these braces cannot be read: they print as typed"
        );
        let hint = text!(
            "写法是 {{#名字}} 或 {{width=60%}}，几项之间用空格隔开；名字由文字、数字和 _ - 组成",
            "write {{#name}} or {{width=60%}}, with spaces between; a name has letters, digits, _ and -"
        );
        self.diagnostics.push(Diagnostic::new(Code::BadAttributes, place, message).hint(hint));
    }

    /// Says that an id or attribute has no effect, because there is one before it.
    fn second_attribute(&mut self, place: Span) {
        let word = crate::diagnostic::quoted(self.masked.file, place);
        let message = text!(
            "花括号里前面已经写过一个，“{word}”不起作用",
            "`{word}` has no effect: these braces say another before it"
        );
        let hint = text!("删去一个", "delete one of the two");
        self.diagnostics.push(Diagnostic::new(Code::BadAttributes, place, message).hint(hint));
    }

    /// Says that an attribute means nothing here.
    fn unknown_attribute(&mut self, key: &str, place: Span, keys: &[&str]) {
        let message = text!("属性 {key} 在这里不起作用", "the attribute {key} means nothing here");
        let mut diagnostic = Diagnostic::new(Code::UnknownKey, place, message);
        if let Some(near) = nearest(key, keys.iter().copied()) {
            diagnostic = diagnostic
                .hint(text!("是不是 {near}？", "did you mean {near}?"))
                .fix(place.part(0, key.len()), near);
        }
        self.diagnostics.push(diagnostic);
    }

    /// Says that attributes stand where nothing takes them.
    pub(super) fn report_loose_attributes(&mut self) {
        for span in std::mem::take(&mut self.loose_attributes) {
            let message = text!(
                "这里的花括号还不起作用，按原样印出",
                "braces have no effect here yet: they print as typed"
            );
            self.diagnostics.push(Diagnostic::new(Code::Unsupported, span, message));
        }
    }

    /// Takes the attributes at the end of the inlines of a heading or caption.
    pub(super) fn trailing_attributes(&mut self, content: &mut Vec<Inline>, keys: &[&str]) -> Attributes {
        let Some(span) = content.last().map(|last| last.span) else { return Attributes::default() };
        if !self.loose_attributes.contains(&span) {
            self.report_open_attributes(content);
            return Attributes::default();
        }
        let Some(attributes) = self.attributes(span, keys) else { return Attributes::default() };
        content.pop();
        if let Some(Inline { span, kind: InlineKind::Text(text) }) = content.last_mut() {
            let kept = text.trim_end().len();
            if text.len() == span.len() {
                *span = span.part(0, kept);
            }
            text.truncate(kept);
            if kept == 0 {
                content.pop();
            }
        }
        attributes
    }

    /// Says that the braces at the end of a heading or caption are never closed.
    fn report_open_attributes(&mut self, content: &[Inline]) {
        let Some(Inline { span, kind: InlineKind::Text(text) }) = content.last() else { return };
        let Some(at) =
            text.rfind("{#").filter(|at| text.len() == span.len() && !text[*at..].contains(['}', '｝']))
        else {
            return;
        };
        let message = text!(
            "花括号从这里开始，没有合上，按原样印出",
            "braces begin here and are never closed: they print as typed"
        );
        let end = span.part(text.trim_end().len(), text.trim_end().len());
        let place = span.part(at, text.len());
        self.diagnostics.push(Diagnostic::new(Code::BadAttributes, place, message).fix(end, "}"));
    }

    /// Registers the ids that are written anywhere outside code: the words of a heading make none of these.
    pub(super) fn reserve_ids(&mut self, root: Node<'_>) {
        let mut code = Vec::new();
        for node in root.descendants() {
            if let NodeValue::CodeBlock(_) = node.data().value {
                code.push(self.node_span(node));
            }
        }
        for mask in self.masked.masks.iter().filter(|mask| mask.kind == MaskKind::Attributes) {
            let before = code.partition_point(|span| (span.end as usize) <= mask.start);
            if code.get(before).is_some_and(|span| (span.start as usize) < mask.start) {
                continue;
            }
            let inner = &self.masked.file.text[mask.start + 1..mask.end - 1];
            let written = inner.split_whitespace().filter_map(|word| word.strip_prefix('#'));
            self.ids.extend(written.filter(|id| is_id(id)).map(|id| id.nfc().collect()));
        }
    }

    /// Registers an id that was written, so that no default id takes it.
    pub(super) fn written_id(&mut self, id: &str) {
        self.ids.insert(id.to_owned());
    }

    /// Makes an id of a heading's words as GitHub does, unlike every other of the section.
    pub(super) fn default_id(&mut self, words: &str) -> String {
        let kept = words.trim().to_lowercase();
        let base: String = kept
            .chars()
            .filter(|character| {
                matches!(character, ' ' | '-' | '_') || character.is_alphanumeric() || is_mark(*character)
            })
            .map(|character| if character == ' ' { '-' } else { character })
            .nfc()
            .collect();
        let base = if base.is_empty() { "section".to_owned() } else { base };
        let mut id = base.clone();
        let next = self.next_suffixes.entry(base.clone()).or_default();
        while self.ids.contains(&id) {
            *next += 1;
            id = format!("{base}-{next}");
        }
        self.ids.insert(id.clone());
        id
    }
}

/// Returns whether a character combines with the one before it and belongs to a word.
fn is_mark(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

/// Returns the words between braces with their offsets; quotes keep spaces together.
fn words(inner: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut quoted = false;
    let mut start = None;
    for (offset, character) in inner.char_indices() {
        quoted ^= character == '"';
        if character.is_whitespace() && !quoted {
            words.extend(start.take().map(|start| (start, &inner[start..offset])));
        } else if start.is_none() {
            start = Some(offset);
        }
    }
    words.extend(start.map(|start| (start, &inner[start..])));
    words
}

/// Returns whether a word can be an id: an identifier, in which `-` may stand.
fn is_id(id: &str) -> bool {
    let mut characters = id.chars();
    characters.next().is_some_and(|first| unicode_ident::is_xid_start(first) || first == '_')
        && characters.all(|next| unicode_ident::is_xid_continue(next) || next == '-')
}

/// Returns whether a word is a width: a number with `%` or a unit of length.
fn is_length(value: &str) -> bool {
    let number =
        value.trim_end_matches(|character: char| character == '%' || character.is_ascii_alphabetic());
    let unit = &value[number.len()..];
    let positive = number.parse::<f64>().is_ok_and(|number| number > 0.0 && number.is_finite());
    positive && ["%", "cm", "mm", "pt", "in", "em"].contains(&unit)
}

/// Returns the words of inlines: text and code, a citation as it is written.
pub(super) fn plain_text(inlines: &[Inline], source: &dyn Fn(Span) -> String) -> String {
    let mut words = String::new();
    crate::report::visit_inlines(inlines, &mut |inline| match &inline.kind {
        InlineKind::Text(text) | InlineKind::Code(text) => words.push_str(text),
        InlineKind::Citation(citation) => words.push_str(&source(citation.inner)),
        InlineKind::LineBreak => words.push(' '),
        _ => {}
    });
    words
}

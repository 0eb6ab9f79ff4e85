//! From the parser's inline nodes to the model's inlines, each with its exact span.
//!
//! Shows again what `mask` hid. What lines do to each other (joining, splitting into paragraphs) is in `lines`;
//! tags of HTML are paired in `html`.

use comrak::nodes::{NodeValue, Sourcepos};

use crate::diagnostic::{Code, Diagnostic};
use crate::report::{Citation, Inline, InlineKind, OpenBraces};
use crate::source::Span;
use crate::text;

use super::Node;
use super::align::{Cursor, Piece, boundary};
use super::html::{Tag, Tags};
use super::links::destination_length;
use super::mask::{Mask, MaskKind};
use super::reader::Reader;

/// How deep emphasis, links and tags may nest: more than anybody means, less than Typst can lay out.
const DEEPEST: usize = 40;

/// How much of a line is looked at behind open braces.
const LONGEST: usize = 1024;

impl Reader<'_> {
    /// Reads the inlines of a paragraph, heading or cell.
    pub(super) fn inlines(&mut self, node: Node<'_>, cursor: &mut Cursor<'_>) -> Vec<Inline> {
        self.children(node, cursor, 0)
    }

    /// Reads the children of a node that holds inlines.
    fn children(&mut self, node: Node<'_>, cursor: &mut Cursor<'_>, depth: usize) -> Vec<Inline> {
        let mut tags = Tags::new(DEEPEST.saturating_sub(depth));
        if depth >= DEEPEST {
            let span = self.masked.span(cursor.at, cursor.at);
            self.too_deep(span);
            for leaf in node.descendants().skip(1) {
                if !is_container(&leaf.data().value) {
                    self.leaf(leaf, cursor, &mut tags);
                }
            }
        } else {
            for child in node.children() {
                if is_container(&child.data().value) {
                    let inline = self.container(child, cursor, depth);
                    tags.push(inline);
                } else {
                    self.leaf(child, cursor, &mut tags);
                }
            }
        }
        let mut inlines = tags.finish(self);
        self.attach_attributes(&mut inlines);
        inlines
    }

    /// Reads emphasis, a link or an image.
    fn container(&mut self, node: Node<'_>, cursor: &mut Cursor<'_>, depth: usize) -> Inline {
        let value = node.data().value.clone();
        let hint = self.hint(node.data().sourcepos);
        let (opener, closer) = self.markers(&value, cursor, hint);
        let start = cursor.marker(opener, hint).unwrap_or(cursor.at);
        let in_link = self.in_link;
        self.in_link |= matches!(value, NodeValue::Link(_));
        let content = self.children(node, cursor, depth + 1);
        self.in_link = in_link;
        cursor.marker(closer, cursor.at);
        if matches!(value, NodeValue::Link(_) | NodeValue::Image(_)) && closer == "]" {
            let end = cursor.at + destination_length(cursor.rest());
            cursor.advance(end);
        }
        let span = self.masked.span(start, cursor.at);
        let kind = match value {
            NodeValue::Strong => InlineKind::Strong(content),
            NodeValue::Strikethrough => InlineKind::Strikethrough(content),
            NodeValue::Highlight => InlineKind::Highlight(content),
            NodeValue::Link(link) => self.link(&link, content, span),
            NodeValue::Image(link) => InlineKind::Image(self.image(&link, content, span)),
            _ => InlineKind::Emphasis(content),
        };
        Inline { span, kind }
    }

    /// Returns the signs around a node that holds inlines, by what stands where it may begin: the parser's own
    /// place is off after a tab, and a line begins with the markers of its quotations.
    fn markers(&self, value: &NodeValue, cursor: &Cursor<'_>, hint: usize) -> (&'static str, &'static str) {
        let hinted = self.masked.text.get(hint..).filter(|_| cursor.line_start && hint >= cursor.at);
        let written = cursor.rest();
        let indented = if cursor.line_start { written.trim_start_matches([' ', '\t', '>']) } else { written };
        let pairs = markers(value);
        let starts = hinted.into_iter().chain([indented]);
        let found = starts.flat_map(|here| pairs.iter().find(|(opener, _)| here.starts_with(opener))).next();
        *found.unwrap_or(&pairs[0])
    }

    /// Reads a node without children that matter.
    fn leaf(&mut self, node: Node<'_>, cursor: &mut Cursor<'_>, tags: &mut Tags) {
        let data = node.data();
        let hint = self.hint(data.sourcepos);
        match &data.value {
            NodeValue::Text(_) if node.parent().is_some_and(|parent| is_escape(&parent.data().value)) => {}
            NodeValue::Text(text) => {
                let line_start = cursor.line_start;
                let pieces = cursor.text(text, hint);
                self.emit(&pieces, line_start, tags);
                // A line that so far holds nothing but an indent is still at its start.
                cursor.line_start = line_start && self.is_indent(&pieces);
            }
            NodeValue::Escaped => self.escape(node, cursor, tags),
            NodeValue::SoftBreak => {
                let start = cursor.line_end();
                let span = self.masked.span(start, cursor.at);
                tags.push(Inline { span, kind: InlineKind::Text("\n".to_owned()) });
            }
            NodeValue::LineBreak => {
                let start = cursor.at;
                cursor.line_end();
                let span = self.masked.span(start, cursor.at);
                tags.push(Inline { span, kind: InlineKind::LineBreak });
            }
            NodeValue::Code(code) => {
                let ticks = "`".repeat(code.num_backticks);
                let start = cursor.marker(&ticks, hint).unwrap_or(cursor.at);
                let end = cursor.at + closing_ticks(cursor.rest(), code.num_backticks);
                cursor.advance(end);
                let span = self.masked.span(start, cursor.at);
                let literal = self.masked.restore(&code.literal, start);
                tags.push(Inline { span, kind: InlineKind::Code(literal) });
            }
            NodeValue::HtmlInline(literal) => {
                let first = literal.lines().next().unwrap_or_default();
                let start = cursor.marker(first, hint).unwrap_or(cursor.at);
                for line in literal.lines().skip(1) {
                    cursor.line_end();
                    cursor.marker(line.trim_start(), cursor.at);
                }
                let span = self.masked.span(start, cursor.at);
                tags.tag(Tag::read(literal, span), self);
            }
            NodeValue::FootnoteReference(reference) => {
                let start = cursor.marker("[^", hint).unwrap_or(cursor.at);
                cursor.marker("]", cursor.at);
                let span = self.masked.span(start, cursor.at);
                tags.push(self.note_reference(&reference.name, span));
            }
            _ => {}
        }
    }

    /// Reads a backslash and the character it protects.
    fn escape(&mut self, node: Node<'_>, cursor: &mut Cursor<'_>, tags: &mut Tags) {
        let hint = self.hint(node.data().sourcepos);
        let character = node.first_child().and_then(|child| match &child.data().value {
            NodeValue::Text(text) => Some(text.to_string()),
            _ => None,
        });
        let Some(character) = character else { return };
        // In a table the backslash before a pipe is gone before the parser sees the cell, so `\\|` reads as `\|`.
        let start = cursor.marker(&format!("\\{character}"), hint).unwrap_or(cursor.at);
        let span = self.masked.span(start, cursor.at);
        let original = self.masked.restore(&character, start);
        tags.push(Inline { span, kind: InlineKind::Text(original) });
    }

    /// Makes a reference to a footnote, or text where no note has the name.
    fn note_reference(&mut self, name: &str, span: Span) -> Inline {
        let kind = match self.note_index(name) {
            Some(index) => {
                self.noted.insert(index);
                InlineKind::Note(index)
            }
            None => InlineKind::Text(self.masked.file.slice(span).to_owned()),
        };
        Inline { span, kind }
    }

    /// Turns pieces of text into inlines, showing what was hidden.
    pub(super) fn emit(&mut self, pieces: &[Piece], mut line_start: bool, tags: &mut Tags) {
        for piece in pieces {
            match piece {
                Piece::Decoded(start, end, text) => {
                    let span = self.masked.span(*start, *end);
                    let text = self.masked.restore(text, *start);
                    tags.push(Inline { span, kind: InlineKind::Text(text) });
                    line_start = false;
                }
                Piece::Plain(start, end) => {
                    line_start = self.emit_plain(*start, *end, line_start, tags);
                }
            }
        }
    }

    /// Emits a stretch of the copy; returns whether the line still holds nothing but its indent.
    fn emit_plain(&mut self, start: usize, end: usize, mut line_start: bool, tags: &mut Tags) -> bool {
        let mut at = start;
        while at < end {
            let mask = self.next_shown(at, end);
            let stop = mask.map_or(end, |mask| mask.start);
            if at < stop {
                line_start = self.emit_text(at, stop, line_start, tags);
            }
            let Some(mask) = mask else { break };
            if mask.kind != MaskKind::Indent {
                line_start = false;
                let inline = self.shown(mask);
                tags.push(inline);
            }
            at = mask.end;
        }
        line_start
    }

    /// Returns the next mask in a stretch that is not simply text.
    fn next_shown(&self, start: usize, end: usize) -> Option<Mask> {
        let mut at = start;
        loop {
            let mask = self.masked.next_in(at, end)?;
            if mask.kind != MaskKind::Verbatim {
                return Some(mask);
            }
            at = mask.end;
        }
    }

    /// Emits text that stands as it is in the file.
    fn emit_text(&mut self, start: usize, end: usize, line_start: bool, tags: &mut Tags) -> bool {
        let file = self.masked.file;
        let mut at = start;
        if line_start {
            let slice = &file.text[start..end];
            at = end - slice.trim_start().len();
        }
        let still_at_start = line_start && at == end;
        self.find_open_braces(at, end);
        self.report_references(at, end);
        while at < end {
            let slice = &file.text[at..end];
            let stop = slice.find('\0').map_or(end, |offset| at + offset);
            if at < stop {
                let kind = InlineKind::Text(file.text[at..stop].to_owned());
                tags.push(Inline { span: file.span(at, stop), kind });
            }
            if stop < end {
                let kind = InlineKind::Text("\u{fffd}".to_owned());
                tags.push(Inline { span: file.span(stop, stop + 1), kind });
            }
            at = stop + usize::from(stop < end);
        }
        still_at_start
    }

    /// Returns whether pieces are nothing but white space at the beginning of a line.
    fn is_indent(&self, pieces: &[Piece]) -> bool {
        pieces.iter().all(|piece| match piece {
            Piece::Plain(start, end) => self.masked.file.text[*start..*end].trim().is_empty(),
            Piece::Decoded(..) => false,
        })
    }

    /// Returns what a mask stands for.
    fn shown(&mut self, mask: Mask) -> Inline {
        let span = self.masked.span(mask.start, mask.end);
        let slice = self.masked.file.slice(span).to_owned();
        let kind = match mask.kind {
            MaskKind::Citation { open, close } => {
                let inner = self.masked.span(mask.start + open, mask.end - close);
                self.forgive_brackets(span, inner);
                InlineKind::Citation(Citation { span, inner })
            }
            MaskKind::Reference => self.reference(span),
            MaskKind::Address if !self.in_link => {
                let bare = slice.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
                let target = if bare { format!("http://{slice}") } else { slice.clone() };
                InlineKind::Link { target, content: vec![Inline { span, kind: InlineKind::Text(slice) }] }
            }
            MaskKind::Formula => InlineKind::Formula(self.formula(span)),
            MaskKind::Attributes => {
                self.loose_attributes.insert(span);
                InlineKind::Text(slice)
            }
            MaskKind::Address | MaskKind::Verbatim | MaskKind::Indent => InlineKind::Text(slice),
        };
        Inline { span, kind }
    }

    /// Says that brackets of an input method were understood as `{{` and `}}`.
    fn forgive_brackets(&mut self, span: Span, inner: Span) {
        let file = self.masked.file;
        let written = file.slice(span);
        if written.starts_with("{{") && written.ends_with("}}") {
            return;
        }
        let replacement = format!("{{{{{}}}}}", file.slice(inner));
        let message =
            text!("这里的括号按 {replacement} 理解", "these brackets are understood as {replacement}");
        self.diagnostics.push(Diagnostic::new(Code::FullWidth, span, message).fix(span, replacement));
    }

    /// Records braces that open a citation and never close it: `check` knows which of them are meant.
    fn find_open_braces(&mut self, start: usize, end: usize) {
        let file = self.masked.file;
        let mut at = start;
        while let Some(offset) = file.text[at..end].find('{') {
            let open = at + offset;
            let rest = &file.text[open..boundary(&file.text, file.text.len().min(open + LONGEST))];
            let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
            let double = line.starts_with("{{");
            at = open + if double { 2 } else { 1 };
            if file.text[..open].ends_with("\\{") || !(double || is_braced_name(line)) {
                continue;
            }
            let span = file.span(open, at.min(end));
            let line_end = open + line.len();
            let rest =
                file.span(at, file.text[at..line_end].find("{{").map_or(line_end, |offset| at + offset));
            self.open_braces.push(OpenBraces { span, rest });
            at = at.min(end);
        }
    }

    /// Gives images the attributes that stand right behind them.
    fn attach_attributes(&mut self, inlines: &mut Vec<Inline>) {
        let mut index = 0;
        while index + 1 < inlines.len() {
            let span = inlines[index + 1].span;
            let written = self.loose_attributes.contains(&span) && inlines[index].span.end == span.start;
            if let (true, InlineKind::Image(image)) = (written, &mut inlines[index].kind)
                && let Some(attributes) = self.attributes(span, &["width"])
            {
                image.width = attributes.get("width").map(|width| width.text.clone());
                image.id = attributes.id;
                image.span = image.span.to(span);
                inlines[index].span = inlines[index].span.to(span);
                inlines.remove(index + 1);
            }
            index += 1;
        }
    }

    /// Returns the offset that the parser's position means.
    fn hint(&self, position: Sourcepos) -> usize {
        self.offset(position.start.line, position.start.column)
    }
}

/// Returns whether a node holds other inlines.
fn is_container(value: &NodeValue) -> bool {
    matches!(
        value,
        NodeValue::Emph
            | NodeValue::Strong
            | NodeValue::Strikethrough
            | NodeValue::Highlight
            | NodeValue::Link(_)
            | NodeValue::Image(_)
    )
}

/// Returns whether a node is a backslash escape.
fn is_escape(value: &NodeValue) -> bool {
    matches!(value, NodeValue::Escaped)
}

/// Returns the signs that can stand around a node that holds inlines.
fn markers(value: &NodeValue) -> &'static [(&'static str, &'static str)] {
    match value {
        NodeValue::Emph => &[("*", "*"), ("_", "_")],
        NodeValue::Strong => &[("**", "**"), ("__", "__")],
        NodeValue::Strikethrough => &[("~~", "~~")],
        NodeValue::Highlight => &[("==", "==")],
        NodeValue::Image(_) => &[("![", "]")],
        _ => &[("[", "]"), ("<", ">")],
    }
}

/// Returns the length of what is left of a code span, with its closing backticks.
pub(super) fn closing_ticks(rest: &str, count: usize) -> usize {
    let mut at = 0;
    while let Some(offset) = rest[at..].find('`') {
        let start = at + offset;
        let run = rest[start..].bytes().take_while(|byte| *byte == b'`').count();
        at = start + run;
        if run == count {
            return at;
        }
    }
    0
}

/// Returns whether a line begins with one name in single braces.
fn is_braced_name(line: &str) -> bool {
    let name = line[1..].split(['}', '{']).next().unwrap_or_default();
    let mut characters = name.chars();
    line[1 + name.len()..].starts_with('}')
        && characters.next().is_some_and(unicode_ident::is_xid_start)
        && characters.all(|character| unicode_ident::is_xid_continue(character) || character == '.')
}

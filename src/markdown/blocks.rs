//! From the parser's block nodes to the model's blocks.
//!
//! Depth is bounded here: what Typst could not lay out is flattened and said. Tables are in `tables`.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{NodeHeading, NodeValue};

use crate::diagnostic::{Code, Diagnostic, printable};
use crate::report::{Block, BlockKind, Image, Inline, InlineKind, ListItem, Note};
use crate::source::Span;
use crate::text;

use super::Node;
use super::align::Cursor;
use super::attributes::plain_text;
use super::callouts::callout_kind;
use super::lines;
use super::reader::{Reader, fold};

/// How deep block quotes may nest: Typst runs out of layout depth not far beyond.
const DEEPEST_QUOTE: usize = 10;

/// How much all that is open may weigh. Measured with a table or a formula innermost: at 27 Typst has too many rules to
/// apply in the style `bluebook`, whose lists weigh twice what they do elsewhere, or in `gongwen`, whose callouts do.
const HEAVIEST: usize = 26;

/// What is open around a block.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Depth {
    /// How many quotations and callouts.
    quotes: usize,
    /// How much it all weighs.
    weight: usize,
}

impl Depth {
    /// Returns the depth within a block that holds others; nothing where that is too deep.
    fn within(self, value: &NodeValue) -> Option<Self> {
        let (quote, weight) = match value {
            NodeValue::BlockQuote => (1, 1),
            NodeValue::Alert(_) => (1, 3),
            _ => (0, 2),
        };
        let deeper = Self { quotes: self.quotes + quote, weight: self.weight + weight };
        (deeper.quotes <= DEEPEST_QUOTE && deeper.weight <= HEAVIEST).then_some(deeper)
    }
}

impl<'a> Reader<'a> {
    /// Registers the footnotes of a document, so that references find them.
    pub(super) fn register_notes(&mut self, root: Node<'_>) {
        for node in root.descendants() {
            if let NodeValue::FootnoteDefinition(definition) = &node.data().value {
                let name = self.masked.restore(&definition.name, self.node_span(node).start as usize);
                let index = self.notes.len();
                let span = self.node_span(node);
                self.notes.push(Note { name, span, blocks: Vec::new() });
                self.note_names.entry(fold(&definition.name)).or_insert(index);
            }
        }
    }

    /// Reads the blocks within a node.
    pub(super) fn blocks(&mut self, parent: Node<'_>, depth: Depth) -> Vec<Block> {
        let mut blocks = Vec::new();
        for node in parent.children() {
            self.block(node, depth, &mut blocks);
        }
        self.attach_captions(&mut blocks);
        blocks
    }

    /// Reads one block.
    fn block(&mut self, node: Node<'_>, depth: Depth, blocks: &mut Vec<Block>) {
        let value = node.data().value.clone();
        let span = self.node_span(node);
        if !holds_blocks(&value) {
            return match value {
                NodeValue::FootnoteDefinition(_) => self.note(node, depth),
                _ => self.leaf_block(node, blocks),
            };
        }
        let Some(within) = depth.within(&value) else { return self.flatten(node, blocks) };
        let kind = match value {
            NodeValue::Alert(alert) => {
                let content = self.quoted(node, within);
                let title = self.callout_title(span);
                BlockKind::Callout { kind: callout_kind(alert.alert_type), title, blocks: content }
            }
            NodeValue::DescriptionList => BlockKind::Terms(self.terms(node, within)),
            NodeValue::List(list) => {
                let start = (list.list_type == comrak::nodes::ListType::Ordered).then_some(list.start);
                BlockKind::List { start, tight: list.tight, items: self.items(node, within) }
            }
            _ => {
                let content = self.quoted(node, within);
                self.report_callout(&content);
                BlockKind::Quote(content)
            }
        };
        blocks.push(Block { span, kind });
    }

    /// Reads the blocks within a quotation or callout.
    fn quoted(&mut self, node: Node<'_>, depth: Depth) -> Vec<Block> {
        self.depth += 1;
        self.quotes += 1;
        let content = self.blocks(node, depth);
        self.quotes -= 1;
        self.depth -= 1;
        content
    }

    /// Reads the items of a list.
    fn items(&mut self, list: Node<'_>, depth: Depth) -> Vec<ListItem> {
        let in_list = std::mem::replace(&mut self.in_list, true);
        self.depth += 1;
        let mut items = Vec::new();
        for node in list.children() {
            let task = match &node.data().value {
                NodeValue::TaskItem(task) => Some(task.symbol.is_some()),
                _ => None,
            };
            items.push(ListItem { task, blocks: self.blocks(node, depth) });
        }
        self.depth -= 1;
        self.in_list = in_list;
        items
    }

    /// Reads a footnote's definition.
    fn note(&mut self, node: Node<'_>, depth: Depth) {
        let span = self.node_span(node);
        self.depth += 1;
        let blocks = self.blocks(node, depth);
        self.depth -= 1;
        if let Some(note) = self.notes.iter_mut().find(|note| note.span == span) {
            note.blocks = blocks;
        }
    }

    /// Reads what is nested too deep: its leaves and the titles of callouts one after the other, without recursion.
    fn flatten(&mut self, node: Node<'_>, blocks: &mut Vec<Block>) {
        let span = self.node_span(node);
        self.too_deep(span.part(0, 1.min(span.len())));
        for edge in node.traverse() {
            let (NodeEdge::Start(inner) | NodeEdge::End(inner)) = edge;
            let is_quote = matches!(inner.data().value, NodeValue::BlockQuote | NodeValue::Alert(_));
            if let NodeEdge::End(_) = edge {
                self.quotes -= usize::from(is_quote);
                continue;
            }
            self.quotes += usize::from(is_quote);
            if let NodeValue::Alert(_) = inner.data().value {
                let title = self.callout_title(self.node_span(inner));
                let span = lines::span_of(&title);
                blocks.extend(span.map(|span| Block { span, kind: BlockKind::Paragraph(title) }));
            }
            self.leaf_block(inner, blocks);
        }
    }

    /// Reads a block that holds no other blocks; anything else is passed over.
    fn leaf_block(&mut self, node: Node<'_>, blocks: &mut Vec<Block>) {
        let span = self.node_span(node);
        let value = node.data().value.clone();
        match value {
            NodeValue::Paragraph => self.paragraph(node, span, blocks),
            NodeValue::Heading(heading) => {
                let kind = self.heading(node, heading, span);
                blocks.push(Block { span, kind });
            }
            NodeValue::CodeBlock(code) => {
                let kind = self.code(&code, span);
                blocks.push(Block { span, kind });
            }
            NodeValue::HtmlBlock(_) => {
                let end = span.end as usize;
                blocks.extend(self.html_block(span.start as usize, end));
            }
            NodeValue::Table(table) => {
                let kind = self.table(node, &table);
                blocks.push(Block { span, kind });
            }
            NodeValue::ThematicBreak => blocks.push(Block { span, kind: BlockKind::Rule }),
            _ => {}
        }
    }

    /// Reads a paragraph: an image alone in it is a block of its own.
    fn paragraph(&mut self, node: Node<'_>, span: Span, blocks: &mut Vec<Block>) {
        let mut cursor = self.cursor(node, span);
        let inlines = self.inlines(node, &mut cursor);
        self.report_spaced_address(&inlines);
        self.report_wide_brackets(&inlines);
        self.report_wide_braces(&inlines);
        self.report_wide_numbers(&inlines);
        self.report_unspaced_heading(span);
        self.report_headless_table(span);
        self.report_open_formula(&inlines);
        let several =
            inlines.iter().filter(|inline| !lines::is_blank(std::slice::from_ref(*inline))).count() > 1;
        for mut inlines in self.paragraphs(inlines) {
            if !several
                && let Some(index) =
                    inlines.iter().position(|inline| matches!(inline.kind, InlineKind::Image(_)))
                && let InlineKind::Image(mut image) = inlines.swap_remove(index).kind
            {
                self.join(&mut image.caption);
                if let Some(id) = &image.id {
                    self.written_id(id);
                }
                blocks.push(Block { span: image.span, kind: BlockKind::Image(image) });
                continue;
            }
            self.report_named_images(&inlines);
            let whole = lines::span_of(&inlines).unwrap_or(span);
            let inlines = self.displayed(inlines, blocks);
            if !inlines.is_empty() {
                let span = lines::span_of(&inlines)
                    .map_or(whole, |words| if whole.start < words.start { words } else { whole });
                blocks.push(Block { span, kind: BlockKind::Paragraph(inlines) });
            }
        }
    }

    /// Says that an image within a line has an id: it bears no number, and nothing can lead to it.
    fn report_named_images(&mut self, inlines: &[Inline]) {
        crate::report::visit_inlines(inlines, &mut |inline| {
            let InlineKind::Image(Image { id: Some(id), span, .. }) = &inline.kind else { return };
            let shown = printable(id);
            let message = text!(
                "行文中的图片没有编号，标识 {shown} 不起作用",
                "an image within a line bears no number: the id `{shown}` has no effect"
            );
            let hint = text!("图片单独成段才有编号", "an image in a paragraph of its own is numbered");
            self.diagnostics.push(Diagnostic::new(Code::Unsupported, *span, message).hint(hint));
        });
    }

    /// Reads a heading.
    fn heading(&mut self, node: Node<'_>, heading: NodeHeading, span: Span) -> BlockKind {
        let mut cursor = self.cursor(node, span);
        let mut content = self.inlines(node, &mut cursor);
        self.join(&mut content);
        self.report_wide_braces(&content);
        let attributes = self.trailing_attributes(&mut content, &[]);
        let file = self.masked.file;
        let words = plain_text(&content, &|span| file.slice(span).to_owned());
        self.drop_typed_number(&mut content);
        let title = heading.level == 1 && !self.titled;
        self.titled |= heading.level == 1;
        if let Some(id) = &attributes.id {
            self.written_id(id);
        }
        let id = match attributes.id {
            Some(id) => id,
            None if title => {
                let id = self.section_id.clone();
                self.ids.insert(id.clone());
                id
            }
            None => self.default_id(&words),
        };
        if title {
            self.section_id.clone_from(&id);
        }
        let level = self.options.level.saturating_add(heading.level.saturating_sub(1));
        BlockKind::Heading { level, id, id_span: attributes.id_span, content }
    }

    /// Drops a number typed before a heading, and says so.
    pub(super) fn drop_typed_number(&mut self, content: &mut [Inline]) {
        let Some(Inline { span, kind: InlineKind::Text(text) }) = content.first_mut() else { return };
        let length = lines::heading_number_length(text);
        if length == 0 || text.len() != span.len() {
            return;
        }
        let place = span.part(0, length);
        let number = text[..length].trim().to_owned();
        *span = span.part(length, text.len());
        text.drain(..length);
        let message = text!(
            "标题前手打的编号“{number}”不印，编号由版式自动加",
            "the number `{number}` typed before this heading is not printed: the style numbers headings"
        );
        let mut diagnostic = Diagnostic::new(Code::TypedNumber, place, message).fix(place, "");
        // A backslash takes only ASCII signs out of the Markdown.
        if let Some(at) = number.find(|c: char| c.is_ascii_punctuation()) {
            let (before, sign) = number.split_at(at);
            diagnostic = diagnostic.hint(text!(
                "要照样印出来，写成 {before}\\{sign}",
                "to print it all the same, write {before}\\{sign}"
            ));
        }
        self.diagnostics.push(diagnostic);
    }

    /// Returns a cursor at the beginning of a leaf's text, behind link definitions at its head.
    pub(super) fn cursor(&self, node: Node<'_>, span: Span) -> Cursor<'a> {
        let masked = self.masked;
        let mut cursor = Cursor::new(&masked.text, span.start as usize, span.end as usize);
        let mut skipped = false;
        while !cursor.rest().is_empty() {
            let line = cursor.rest().trim_start_matches([' ', '\t', '>']);
            let definition = is_definition(line) && !begins_with_definition(node, line);
            // A definition goes on to the next line where its address or title stands there.
            if !definition && (!skipped || begins_with(node, line)) {
                break;
            }
            skipped = true;
            cursor.line_end();
        }
        cursor
    }

    /// Returns the span of a block node, within the file whatever the parser says.
    pub(super) fn node_span(&self, node: Node<'_>) -> Span {
        let position = node.data().sourcepos;
        let start = self.offset(position.start.line, position.start.column);
        let text = &self.masked.text;
        let last = self.offset(position.end.line, position.end.column.max(1));
        let end = match text[last..].chars().next() {
            Some(character) if position.end.column > 0 && !matches!(character, '\n' | '\r') => {
                last + character.len_utf8()
            }
            _ => last,
        };
        self.masked.span(start, end.max(start))
    }
}

/// Returns whether a block holds others, within bounds of depth.
fn holds_blocks(value: &NodeValue) -> bool {
    matches!(
        value,
        NodeValue::BlockQuote | NodeValue::Alert(_) | NodeValue::DescriptionList | NodeValue::List(_)
    )
}

/// Returns whether the words of a leaf are what looks like a link definition, so that it is none.
fn begins_with_definition(node: Node<'_>, line: &str) -> bool {
    let colon = |node: Node<'_>| matches!(&node.data().value, NodeValue::Text(text) if text.starts_with(':'));
    // Behind the box of a task a `>` is text.
    let signs = [' ', '\t', '>'];
    let blank = |node: &Node<'_>| matches!(&node.data().value, NodeValue::Text(text) if text.trim_matches(signs).is_empty());
    match node.children().find(|child| !blank(child)) {
        Some(first) => match &first.data().value {
            NodeValue::Text(text) => {
                let words = text.trim_start_matches(signs);
                // Where the words end within the line, what follows them must go on there.
                let next = line.strip_prefix(words).zip(first.next_sibling());
                words.starts_with('[') && next.is_none_or(|(rest, next)| is_at(next, rest))
            }
            // An address in `<…>` is a link too, and no label.
            NodeValue::Link(link) if is_autolink(first, &link.url) && !line[1..].starts_with(&link.url) => {
                false
            }
            NodeValue::Link(_) | NodeValue::FootnoteReference(_) => first.next_sibling().is_some_and(colon),
            _ => false,
        },
        None => false,
    }
}

/// Returns whether the words of a link are its address.
fn is_autolink(link: Node<'_>, address: &str) -> bool {
    let words = |node: Node<'_>| matches!(&node.data().value, NodeValue::Text(text) if address.ends_with(text.as_ref()));
    link.first_child().is_some_and(words)
}

/// Returns whether a leaf can begin with the text at a place.
fn begins_with(node: Node<'_>, here: &str) -> bool {
    node.first_child().is_none_or(|first| is_at(first, here))
}

/// Returns whether an inline can begin with the text at a place.
fn is_at(inline: Node<'_>, here: &str) -> bool {
    match &inline.data().value {
        NodeValue::Text(text) => {
            let text = text.trim_start_matches([' ', '\t', '>']);
            here.starts_with('&') || text.chars().next().is_none_or(|first| here.starts_with(first))
        }
        NodeValue::Emph | NodeValue::Strong => here.starts_with(['*', '_']),
        NodeValue::Strikethrough => here.starts_with('~'),
        NodeValue::Highlight => here.starts_with('='),
        NodeValue::Code(_) => here.starts_with('`'),
        NodeValue::Link(_) | NodeValue::FootnoteReference(_) => here.starts_with(['[', '<']),
        NodeValue::Image(_) => here.starts_with('!'),
        NodeValue::HtmlInline(_) => here.starts_with('<'),
        NodeValue::Escaped => here.starts_with('\\'),
        _ => true,
    }
}

/// Returns whether a text begins with `[label]:`.
pub(super) fn is_definition(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let label = line.strip_prefix('[').and_then(|rest| rest.split_once("]:")).map(|(label, _)| label);
    label.is_some_and(|label| !label.trim().is_empty() && !label.contains([']', '[']))
}

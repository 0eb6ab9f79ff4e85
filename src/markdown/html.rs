//! HTML within Markdown: `<br> <sup> <sub> <u>`, comments, tables, `<!-- pagebreak -->`; other tags go, their text stays.
//!
//! Pages of HTML get no layout here: their text is kept, and one warning says so. Tables are in `html_tables`,
//! what is said of HTML in `html_faults`.

use crate::report::{Block, BlockKind, Inline, InlineKind};
use crate::source::Span;

use super::align::{Cursor, Piece};
use super::html_faults::{OF_TABLES, only_image};
use super::html_tables::Rows;
use super::lines;
use super::reader::Reader;
use super::scan::quotes;

/// How far quotes are looked for in a tag.
const LONGEST_TAG: usize = 4096;

/// A tag or comment.
#[derive(Debug, Clone)]
pub(super) struct Tag {
    /// The name in lower case; empty for a comment, instruction or declaration.
    pub(super) name: String,
    /// Whether it is `</name>`.
    pub(super) closing: bool,
    /// What stands between `<!--` and `-->`, trimmed.
    comment: Option<String>,
    /// What stands behind the name.
    attributes: String,
    /// Where it stands.
    pub(super) span: Span,
}

impl Tag {
    /// Reads what stands between `<` and `>`, both included.
    pub(super) fn read(literal: &str, span: Span) -> Self {
        let comment = literal.strip_prefix("<!--").map(|rest| rest.trim_end_matches("-->").trim().to_owned());
        let inner = literal.trim_start_matches('<');
        let closing = inner.starts_with('/');
        let inner = inner.trim_start_matches('/');
        let name: String = inner.chars().take_while(char::is_ascii_alphanumeric).collect();
        let attributes = inner[name.len()..].to_owned();
        Self { name: name.to_ascii_lowercase(), closing, comment, attributes, span }
    }

    /// Returns the value of an attribute: `colspan="2"`, `colspan=2`, `colspan = '2'`.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let mut rest = self.attributes.as_str();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "/=".contains(c));
            let end = rest.find(|c: char| c.is_whitespace() || "=>/".contains(c)).unwrap_or(rest.len());
            let (key, behind) = rest.split_at(end);
            if key.is_empty() {
                return None;
            }
            rest = behind;
            let Some(value) = behind.trim_start().strip_prefix('=') else { continue };
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| "\"'".contains(*c));
            let inner = &value[quote.map_or(0, char::len_utf8)..];
            let end = inner.find(|c: char| quote.map_or(c.is_whitespace() || c == '>', |quote| c == quote));
            let (value, behind) = inner.split_at(end.unwrap_or(inner.len()));
            if key.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = behind.strip_prefix(['"', '\'']).unwrap_or(behind);
        }
    }

    /// Returns the kind of inline that this tag opens or closes.
    fn wrap(&self) -> Option<fn(Vec<Inline>) -> InlineKind> {
        match self.name.as_str() {
            "sup" => Some(InlineKind::Superscript),
            "sub" => Some(InlineKind::Subscript),
            "u" | "ins" => Some(InlineKind::Underline),
            "mark" => Some(InlineKind::Highlight),
            "b" | "strong" => Some(InlineKind::Strong),
            "i" | "em" => Some(InlineKind::Emphasis),
            "s" | "del" | "strike" => Some(InlineKind::Strikethrough),
            _ => None,
        }
    }
}

/// The inlines of one parent while its tags are being paired.
pub(super) struct Tags {
    /// The open tags, outermost first, each with what stands before it in its parent.
    open: Vec<(Tag, Vec<Inline>)>,
    /// What has been read inside the innermost open tag.
    inlines: Vec<Inline>,
    /// How many may be open at once.
    limit: usize,
    /// What must stand before the next words: a tag that parted them is gone.
    gap: Option<Inline>,
}

impl Tags {
    /// Returns an empty list in which at most `limit` tags may be open.
    pub(super) fn new(limit: usize) -> Self {
        Self { open: Vec::new(), inlines: Vec::new(), limit, gap: None }
    }

    /// Adds an inline.
    pub(super) fn push(&mut self, inline: Inline) {
        if !lines::is_blank(std::slice::from_ref(&inline)) {
            self.fill_gap();
        }
        self.inlines.push(inline);
    }

    /// Parts what was read from what follows, as a tag did that goes: cells by a space, all else by a line end.
    pub(super) fn part(&mut self, tag: &Tag) {
        let kind = match tag.name.as_str() {
            "td" | "th" => InlineKind::Text(" ".to_owned()),
            _ => InlineKind::LineBreak,
        };
        let is_break = |gap: &Inline| matches!(gap.kind, InlineKind::LineBreak);
        if !self.gap.as_ref().is_some_and(is_break) {
            self.gap = Some(Inline { span: tag.span.part(0, 0), kind });
        }
    }

    /// Puts between words what parts them.
    fn fill_gap(&mut self) {
        if let Some(gap) = self.gap.take().filter(|_| !lines::is_blank(&self.inlines)) {
            self.inlines.push(gap);
        }
    }

    /// Adds a tag.
    pub(super) fn tag(&mut self, tag: Tag, reader: &mut Reader<'_>) {
        if let Some(comment) = &tag.comment {
            reader.comment(comment, tag.span);
        } else if tag.name == "br" {
            self.inlines.push(Inline { span: tag.span, kind: InlineKind::LineBreak });
        } else if tag.name == "img" && !tag.closing {
            reader.dropped_image(&tag, Some(tag.span));
        } else if tag.wrap().is_none() {
            if ends_paragraph(&tag.name) {
                self.part(&tag);
            }
            reader.dropped_tag(&tag.name, tag.span);
        } else if !tag.closing {
            self.fill_gap();
            if self.open.len() < self.limit {
                self.open.push((tag, std::mem::take(&mut self.inlines)));
            } else {
                reader.too_deep(tag.span);
            }
        } else if self.open.last().is_some_and(|(open, _)| open.name == tag.name) {
            self.close(&tag);
        } else {
            reader.dropped_tag(&tag.name, tag.span);
        }
    }

    /// Closes the innermost open tag.
    fn close(&mut self, tag: &Tag) {
        if let Some((open, before)) = self.open.pop() {
            let content = std::mem::replace(&mut self.inlines, before);
            if let Some(wrap) = open.wrap() {
                self.inlines.push(Inline { span: open.span.to(tag.span), kind: wrap(content) });
            }
        }
    }

    /// Returns the inlines; tags that were never closed go, their text stays.
    pub(super) fn finish(mut self, reader: &mut Reader<'_>) -> Vec<Inline> {
        while let Some((open, mut before)) = self.open.pop() {
            reader.dropped_tag(&open.name, open.span);
            before.append(&mut self.inlines);
            self.inlines = before;
        }
        self.inlines
    }
}

/// Where the tags end whose content nobody is meant to read.
struct Unprinted([Option<usize>; 2]);

impl Unprinted {
    const NAMES: [&str; 2] = ["script", "style"];

    /// Returns where the last of each ends in a block.
    fn new(copy: &str) -> Self {
        let lowered = copy.to_ascii_lowercase();
        Self(Self::NAMES.map(|name| lowered.rfind(&format!("</{name}>"))))
    }

    /// Returns whether a tag of this name that opens before `at` is closed: one that never is hides nothing.
    fn holds(&self, name: &str, at: usize) -> bool {
        Self::NAMES.iter().zip(self.0).any(|(known, end)| *known == name && end.is_some_and(|end| end >= at))
    }
}

impl Reader<'_> {
    /// Reads a block of HTML whose copy stands at `start..end`.
    pub(super) fn html_block(&mut self, start: usize, end: usize) -> Vec<Block> {
        let copy = self.masked.text.get(start..end).unwrap_or_default().to_owned();
        let span = self.masked.span(start, end);
        self.report_open_comment(&copy, span);
        if let Some(comment) = only_comment(&copy) {
            return self.comment_block(&comment, span).into_iter().collect();
        }
        let mut blocks = Vec::new();
        let mut tags = Tags::new(8);
        let mut hidden = false;
        // Asked once, so that a file full of tags that never end takes no square of its length.
        let last_tag = copy.rfind('>').unwrap_or_default();
        let unprinted = Unprinted::new(&copy);
        let last_table = copy.to_ascii_lowercase().rfind("</table");
        let split = self.report_split_table(&copy, start, end);
        let mut table: Option<Rows> = None;
        let mut at = 0;
        while at < copy.len() {
            let rest = &copy[at..];
            let may_end = at < last_tag || rest.starts_with("<!--");
            let length = if may_end { tag_length(rest) } else { 0 };
            if length == 0 {
                let first = rest.chars().next().map_or(1, char::len_utf8);
                let until = rest[first..].find('<').map_or(rest.len(), |offset| offset + first);
                if !hidden {
                    self.html_text(start + at, start + at + until, &mut tags);
                }
                at += until;
                continue;
            }
            let tag = Tag::read(&rest[..length], self.masked.span(start + at, start + at + length));
            at += length;
            if hidden {
                hidden = !(tag.closing && Unprinted::NAMES.contains(&tag.name.as_str()));
                continue;
            }
            if !tag.closing && unprinted.holds(&tag.name, at) {
                hidden = true;
                self.unprinted_tag(&tag.name, tag.span);
                continue;
            }
            if tag.name == "img" && !tag.closing {
                let alone =
                    only_image(&copy).map(|range| self.masked.span(start + range.start, start + range.end));
                self.dropped_image(&tag, alone);
                continue;
            }
            if let Some(rows) = table.as_mut().filter(|_| ends_paragraph(&tag.name)) {
                if rows.tag(&tag, &mut tags, self) {
                    blocks.extend(table.take().and_then(|rows| rows.finish(self)));
                }
                continue;
            }
            if ends_paragraph(&tag.name) {
                let full = std::mem::replace(&mut tags, Tags::new(8));
                let inlines = full.finish(self);
                self.push_paragraphs(inlines, &mut blocks);
            }
            if tag.name == "table" && !tag.closing && last_table.is_some_and(|last| last >= at) {
                table = Some(Rows::new(&tag));
                continue;
            }
            // What is wrong with its table was said.
            if !(split && OF_TABLES.contains(&tag.name.as_str())) {
                tags.tag(tag, self);
            }
        }
        let inlines = tags.finish(self);
        self.push_paragraphs(inlines, &mut blocks);
        blocks
    }

    /// Reads text between tags, line by line.
    fn html_text(&mut self, start: usize, end: usize, tags: &mut Tags) {
        let masked = self.masked;
        let mut cursor = Cursor::new(&masked.text, start, end);
        let mut line_start = masked.text[..start].ends_with(['\n', '\r']);
        while !cursor.rest().is_empty() {
            let line_end = cursor.rest().find(['\n', '\r']).map_or(end, |offset| cursor.at + offset);
            let line = &masked.text[cursor.at..line_end];
            // In a quotation the signs of its lines stand between the tags.
            let text = match line_start {
                true => quotes(line, self.quotes).1.trim_start_matches([' ', '\t']),
                false => line,
            };
            let text_start = cursor.at + (line.len() - text.len());
            let text = if line_end < end { text.trim_end() } else { text };
            self.emit(&html_pieces(text, text_start), line_start, tags);
            cursor.advance(line_end);
            if line_end < end {
                let newline = cursor.line_end();
                line_start = true;
                let span = masked.span(newline, cursor.at);
                tags.push(Inline { span, kind: InlineKind::Text("\n".to_owned()) });
            }
        }
    }

    /// Adds the paragraphs of some inlines.
    fn push_paragraphs(&mut self, inlines: Vec<Inline>, blocks: &mut Vec<Block>) {
        for inlines in self.paragraphs(inlines) {
            if !lines::is_blank(&inlines) {
                let span = lines::span_of(&inlines);
                blocks.extend(span.map(|span| Block { span, kind: BlockKind::Paragraph(inlines) }));
            }
        }
    }
}

/// Returns the comment that a block consists of.
fn only_comment(copy: &str) -> Option<String> {
    let inner = copy.trim().strip_prefix("<!--")?;
    let (comment, rest) = inner.split_once("-->").unwrap_or((inner, ""));
    rest.trim().is_empty().then(|| comment.trim().to_owned())
}

/// Returns the length of the tag or comment at the beginning of a text, 0 if there is none.
pub(super) fn tag_length(rest: &str) -> usize {
    if rest.starts_with("<!--") {
        return rest.find("-->").map_or(rest.len(), |offset| offset + 3);
    }
    let name = rest.strip_prefix('<').map(|inner| inner.trim_start_matches('/'));
    let begins = name.is_some_and(|name| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || "!?".contains(first))
    });
    if !begins {
        return 0;
    }
    // A `>` between quotes is of a value, if the quotes close.
    let first = rest.find('>').map_or(0, |offset| offset + 1);
    let mut quote = None;
    let mut before = ' ';
    for (offset, c) in rest.char_indices().take(LONGEST_TAG) {
        match quote {
            None if c == '>' => return offset + 1,
            None if "\"'".contains(c) && before == '=' => quote = Some(c),
            Some(open) if open == c => quote = None,
            _ => {}
        }
        if !c.is_whitespace() {
            before = c;
        }
    }
    first
}

/// Returns whether a tag ends the paragraph before it.
fn ends_paragraph(name: &str) -> bool {
    const NAMES: [&str; 33] = [
        "p",
        "div",
        "table",
        "tr",
        "td",
        "th",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "pre",
        "section",
        "article",
        "header",
        "footer",
        "thead",
        "tbody",
        "caption",
        "details",
        "summary",
        "tfoot",
        "colgroup",
        "col",
        "blockquote",
    ];
    NAMES.contains(&name)
}

/// Splits a line of HTML text at its entities.
fn html_pieces(text: &str, start: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let entity = super::align::entity(&text[at..]);
        let decoded = entity.map(super::align::decode).filter(|decoded| Some(decoded.as_str()) != entity);
        if let (Some(entity), Some(decoded)) = (entity, decoded) {
            pieces.push(Piece::Decoded(start + at, start + at + entity.len(), decoded));
            at += entity.len();
            continue;
        }
        let first = text[at..].chars().next().map_or(1, char::len_utf8);
        let next = text[at + first..].find('&').map_or(text.len(), |offset| at + first + offset);
        pieces.push(Piece::Plain(start + at, start + next));
        at = next;
    }
    pieces
}

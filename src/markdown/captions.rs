//! Captions of tables: a paragraph `表：标题 {#id}` (`Table: …`, of a chart `图：…`) above or below a table belongs to it.
//!
//! People write it as their word processor does, with a number and without the colon; that is understood, and the
//! number goes, because the style numbers. A paragraph `单位：万元` above a table is the unit of its numbers.

use crate::diagnostic::{Code, Diagnostic, Text, printable};
use crate::report::{Block, BlockKind, Caption, Chart, Inline, InlineKind, Scalar, Table};
use crate::source::Span;
use crate::text;

use super::attributes::Attributes;
use super::data_blocks::{kind, kinds};
use super::reader::Reader;

/// What the attributes of a caption may say.
const KEYS: &[&str] = &["unit", "chart", "horizontal"];

/// How a caption begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Opening {
    /// The bytes before the caption's words.
    length: usize,
    /// Whether a number is typed.
    numbered: bool,
    /// Whether the word before it is English.
    english: bool,
}

impl Reader<'_> {
    /// Takes the paragraphs that are captions into the tables beside them.
    ///
    /// One between two tables is of the table below it, unless that has one below itself.
    pub(super) fn attach_captions(&mut self, blocks: &mut Vec<Block>) {
        let is_table = |block: Option<&Block>| {
            block.is_some_and(|block| match &block.kind {
                BlockKind::Table(table) => table.caption.is_none(),
                BlockKind::Data(data) => data.caption.is_none(),
                _ => false,
            })
        };
        let mut at = 0;
        while at < blocks.len() {
            if !is_table(blocks.get(at)) {
                at += 1;
                continue;
            }
            if at > 0
                && let Some(unit) = unit_line(&blocks[at - 1])
                && give_unit(&mut blocks[at], unit)
            {
                blocks.remove(at - 1);
                at -= 1;
            }
            if at > 0 && is_caption(&blocks[at - 1]) {
                self.attach(blocks, at - 1, at);
            } else if blocks.get(at + 1).is_some_and(is_caption)
                && (!is_table(blocks.get(at + 2)) || blocks.get(at + 3).is_some_and(is_caption))
            {
                self.attach(blocks, at + 1, at);
                at += 1;
            } else {
                at += 1;
            }
        }
    }

    /// Makes the paragraph at one index the caption of the table at another.
    fn attach(&mut self, blocks: &mut Vec<Block>, paragraph: usize, table: usize) {
        let BlockKind::Paragraph(content) = &blocks[paragraph].kind else { return };
        let (content, span) = (content.clone(), blocks[paragraph].span);
        match &mut blocks[table].kind {
            BlockKind::Table(table) => self.caption(table, content, span),
            BlockKind::Data(data) => {
                let (caption, attributes) = self.read_caption(content, span, &["unit"]);
                data.caption = Some(caption);
                data.unit = data.unit.take().or(attributes.get("unit").cloned());
            }
            _ => return,
        }
        blocks.remove(paragraph);
    }

    /// Gives a table a caption and what its attributes say.
    pub(super) fn caption(&mut self, table: &mut Table, content: Vec<Inline>, span: Span) {
        let (caption, attributes) = self.read_caption(content, span, KEYS);
        table.caption = Some(caption);
        table.unit = attributes.get("unit").cloned().or(table.unit.take());
        let horizontal = attributes.get("horizontal").is_some_and(|said| said.text == "true");
        table.chart = attributes.get("chart").and_then(|said| {
            let kind = kind(&said.text);
            if kind.is_none() {
                let (place, Text { zh, en }) = (said.span.unwrap_or(span), kinds());
                let shown = printable(&said.text);
                let message = text!(
                    "没有“{shown}”这样的图，按表格印出",
                    "there is no chart `{shown}`: it prints as a table"
                );
                let hint = text!("可以写 {zh}", "write {en}");
                self.diagnostics.push(Diagnostic::new(Code::BadAttributes, place, message).hint(hint));
            }
            Some(Chart { kind: kind?, horizontal })
        });
    }

    /// Reads a caption.
    fn read_caption(&mut self, mut content: Vec<Inline>, span: Span, keys: &[&str]) -> (Caption, Attributes) {
        if let Some(opening) = opening(&content) {
            self.drop_opening(&mut content, opening);
        }
        let attributes = self.trailing_attributes(&mut content, keys);
        if let Some(id) = &attributes.id {
            self.written_id(id);
        }
        let caption = Caption { span, content, id: attributes.id.clone(), id_span: attributes.id_span };
        (caption, attributes)
    }

    /// Takes the first words of a caption off, and says so where a number is typed.
    fn drop_opening(&mut self, content: &mut [Inline], opening: Opening) {
        let Some(Inline { span, kind: InlineKind::Text(text) }) = content.first_mut() else { return };
        let place = span.part(0, opening.length);
        *span = span.part(opening.length, text.len());
        let number = text.drain(..opening.length).collect::<String>();
        if opening.numbered {
            let number = number.trim_end_matches([' ', '：', ':', '\u{3000}']);
            let message = text!(
                "题目前手打的“{number}”不印，表和图的编号由版式自动加",
                "`{number}` typed before this caption is not printed: the style numbers tables and charts"
            );
            let written = match (number.chars().next(), opening.english) {
                (Some('图'), _) => "图：",
                (Some('F' | 'C'), true) => "Figure: ",
                (_, true) => "Table: ",
                _ => "表：",
            };
            self.diagnostics.push(Diagnostic::new(Code::TypedNumber, place, message).fix(place, written));
        }
    }
}

/// Returns the unit that a paragraph such as `单位：万元` above a table states.
fn unit_line(block: &Block) -> Option<Scalar> {
    let BlockKind::Paragraph(content) = &block.kind else { return None };
    let [Inline { span, kind: InlineKind::Text(text) }] = content.as_slice() else { return None };
    let inner = text.trim().trim_start_matches(['（', '(']).trim_end_matches(['）', ')']);
    let unit =
        ["单位：", "单位:", "Unit: ", "unit: "].iter().find_map(|word| inner.strip_prefix(word))?.trim();
    let short = !unit.is_empty() && unit.chars().count() <= 12 && !unit.contains(['。', '，', ' ']);
    let at = text.find(unit)?;
    (short && text.len() == span.len())
        .then(|| Scalar { text: unit.to_owned(), span: Some(span.part(at, at + unit.len())) })
}

/// Gives a table its unit, unless it has one.
fn give_unit(block: &mut Block, unit: Scalar) -> bool {
    let own = match &mut block.kind {
        BlockKind::Table(table) => &mut table.unit,
        BlockKind::Data(data) => &mut data.unit,
        _ => return false,
    };
    let is_new = own.is_none();
    own.get_or_insert(unit);
    is_new
}

/// Returns whether a block is a paragraph that begins as captions do.
fn is_caption(block: &Block) -> bool {
    matches!(&block.kind, BlockKind::Paragraph(content) if opening(content).is_some())
}

/// Returns how inlines begin that are a caption.
fn opening(content: &[Inline]) -> Option<Opening> {
    let Inline { span, kind: InlineKind::Text(text) } = content.first()? else { return None };
    let found = opening_of(text)?;
    // A sentence may begin with 表1 too; a caption does not end as one.
    let words = content.iter().rev().find_map(|inline| match &inline.kind {
        InlineKind::Text(text) if !text.trim_end().is_empty() => Some(text.trim_end()),
        _ => None,
    });
    let colon = text[..found.length].trim_end().ends_with(['：', ':']);
    let sentence = !colon && words.is_some_and(|words| words.ends_with(['。', '；', '，', ';', ',']));
    (text.len() == span.len() && !sentence).then_some(found)
}

/// Returns how a text begins that is a caption: `表：`, `表1：`, `表 1-2 `, `Table 3. `.
fn opening_of(text: &str) -> Option<Opening> {
    const SPACES: &[char] = &[' ', '\t', '\u{3000}', '\u{a0}'];
    let (word, english) = ["附表", "表", "图", "Table", "TABLE", "table", "Figure", "Chart"]
        .iter()
        .find(|word| text.starts_with(**word))
        .map(|word| (*word, word.is_ascii()))?;
    let rest = text[word.len()..].trim_start_matches(SPACES);
    let digit =
        |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || "一二三四五六七八九十".contains(c);
    let behind = rest.trim_start_matches(|c: char| digit(c) || "-–—.．".contains(c));
    let numbered = rest.starts_with(digit) && behind.len() < rest.len();
    // The dot of `Table 1. Results` is behind its number.
    let typed = &rest[..rest.len() - behind.len()];
    let behind = if numbered { behind } else { rest };
    let words = behind.trim_start_matches(SPACES);
    let colon = words.starts_with(['：', ':']);
    let spaced = words.len() < behind.len() || typed.ends_with(['.', '．']);
    if !(colon || (numbered && spaced && !words.is_empty())) {
        return None;
    }
    let words = words.strip_prefix(['：', ':']).unwrap_or(words).trim_start_matches(SPACES);
    Some(Opening { length: text.len() - words.len(), numbered, english })
}

/// Returns whether a line begins with what only a caption begins with: it is a paragraph of its own.
pub(super) fn begins_caption(line: &str) -> bool {
    opening_of(line).is_some_and(|found| line[..found.length].trim_end().ends_with(['：', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_begin_as_people_write_them() {
        let words =
            |text: &'static str| opening_of(text).map(|found| (&text[found.length..], found.numbered));
        assert_eq!(words("表：主要指标"), Some(("主要指标", false)));
        assert_eq!(words("表: 主要指标"), Some(("主要指标", false)));
        assert_eq!(words("表 1　主要指标"), Some(("主要指标", true)));
        assert_eq!(words("表1-2：主要指标"), Some(("主要指标", true)));
        assert_eq!(words("附表三 主要指标"), Some(("主要指标", true)));
        assert_eq!(words("Table: Results"), Some(("Results", false)));
        assert_eq!(words("Table 1. Results"), Some(("Results", true)));
        assert_eq!(words("Table 2: Results"), Some(("Results", true)));
        for text in ["表示同意", "表1", "表1所示", "表格：见下", "Tables: two", "Table talk", "表 见下"]
        {
            assert_eq!(words(text), None, "{text}");
        }
    }
}

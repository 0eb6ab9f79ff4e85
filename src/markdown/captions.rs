//! Captions of tables: a paragraph `表：标题 {#id}` (`Table: …`, of a chart `图：…`) above or below a table belongs to it.
//!
//! People write it as their word processor does, with a number and without the colon; that is understood, and the
//! number goes, because the style numbers. A paragraph `单位：万元` above a table is the unit of its numbers.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Text, printable};
use crate::report::{Block, BlockKind, Caption, Chart, Inline, InlineKind, Scalar, Table};
use crate::source::Span;
use crate::text;

use super::attributes::Attributes;
use super::data_blocks::{kind, kinds};
use super::fences::is_data;
use super::lines;
use super::reader::Reader;

/// What the attributes of a caption may say.
const KEYS: &[&str] = &["unit", "chart", "horizontal"];

/// What stands between the parts of a caption.
const SPACES: &[char] = &[' ', '\t', '\u{3000}', '\u{a0}'];

/// What stands in sentences and at their ends.
const STOPS: &[char] = &['。', '；', '，', '！', '？', ';', ',', '!', '?'];

/// A longer line is no caption that lacks its colon.
const LONGEST: usize = 40;

/// How a caption begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Opening {
    /// The bytes before the caption's words.
    length: usize,
    /// Whether a number is typed.
    numbered: bool,
    /// Whether the word before it is English.
    english: bool,
    /// Whether the word is of figures and charts, not of tables.
    figure: bool,
    /// Whether a colon, or the dot of `Table 1.`, ends it.
    colon: bool,
}

/// What a block is to captions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A table or chart that has no caption yet.
    Table,
    /// A caption.
    Caption,
    Other,
}

impl Reader<'_> {
    /// Takes the paragraphs that are captions into the tables beside them.
    ///
    /// Where tables and captions alternate, these stand below if the last is one and the first is not; else above.
    pub(super) fn attach_captions(&mut self, blocks: &mut Vec<Block>) {
        self.report_captions_without_colon(blocks);
        if !blocks.iter().any(|block| is_caption(block) || unit_line(block).is_some()) {
            return;
        }
        give_units(blocks);
        let roles: Vec<_> = (0..blocks.len()).map(|index| self.role(blocks, index)).collect();
        let mut taken = BTreeSet::new();
        let mut at = 0;
        for run in roles.chunk_by(|a, b| *a != Role::Other && *b != Role::Other && a != b) {
            let below = run.first() == Some(&Role::Table) && run.last() == Some(&Role::Caption);
            let captions = (at..at + run.len()).filter(|index| roles[*index] == Role::Caption);
            for caption in captions {
                let table = if below { caption - 1 } else { caption + 1 };
                if table < at + run.len() {
                    self.attach(blocks, caption, table);
                    taken.insert(caption);
                }
            }
            at += run.len();
        }
        for index in (0..blocks.len()).filter(|index| !taken.contains(index)) {
            self.report_lone_caption(blocks, index);
        }
        let mut index = 0;
        blocks.retain(|_| {
            index += 1;
            !taken.contains(&(index - 1))
        });
    }

    /// Says that a line right above a table begins as captions do and lacks the colon: `表 经费情况`.
    fn report_captions_without_colon(&mut self, blocks: &[Block]) {
        for (line, table) in blocks.iter().zip(blocks.iter().skip(1)) {
            let BlockKind::Paragraph(content) = &line.kind else { continue };
            let Some(Inline { span, kind: InlineKind::Text(text) }) = content.first() else { continue };
            let is_table = matches!(&table.kind, BlockKind::Table(table) if table.caption.is_none());
            let Some(rest) = text.strip_prefix('表').filter(|_| is_table && text.len() == span.len()) else {
                continue;
            };
            let words = rest.trim_start_matches(SPACES);
            let short = !words.is_empty() && text.chars().count() <= LONGEST && !words.contains(STOPS);
            if words.len() == rest.len() || !short || opening(content).is_some() {
                continue;
            }
            let message = text!(
                "“表”后面少了冒号：这一行不作题注，按正文印出",
                "the colon behind `表` is missing: this line is no caption and prints as text"
            );
            let place = span.part(0, text.len() - words.len());
            self.diagnostics.push(Diagnostic::new(Code::Unsupported, place, message).fix(place, "表："));
        }
    }

    /// Returns what the block at an index is to captions. One of a figure is of charts: a table is none.
    fn role(&self, blocks: &[Block], index: usize) -> Role {
        let is_chart = |block: &Block| matches!(&block.kind, BlockKind::Data(data) if data.chart.is_some());
        let beside = [index.checked_sub(1).and_then(|above| blocks.get(above)), blocks.get(index + 1)];
        match &blocks[index].kind {
            BlockKind::Table(table) if table.caption.is_none() => Role::Table,
            BlockKind::Data(data) if data.caption.is_none() => Role::Table,
            BlockKind::Paragraph(content) => match opening(content) {
                Some(found) if !found.figure => Role::Caption,
                Some(_) if self.says_chart(content) || beside.into_iter().flatten().any(is_chart) => {
                    Role::Caption
                }
                _ => Role::Other,
            },
            _ => Role::Other,
        }
    }

    /// Returns whether the attributes at the end of a caption make its table a chart.
    fn says_chart(&self, content: &[Inline]) -> bool {
        let last = content.last().filter(|last| self.loose_attributes.contains(&last.span));
        last.is_some_and(|last| {
            let mut words = self.masked.file.slice(last.span).split(|c: char| c.is_whitespace() || c == '{');
            words.any(|word| word.starts_with("chart="))
        })
    }

    /// Says that a paragraph looks like a caption and belongs to nothing.
    fn report_lone_caption(&mut self, blocks: &[Block], index: usize) {
        let Block { kind: BlockKind::Paragraph(content), span } = &blocks[index] else { return };
        let Some(found) = opening(content) else { return };
        let above = index.checked_sub(1).and_then(|above| blocks.get(above));
        let is_image = |block: &Block| matches!(block.kind, BlockKind::Image(_));
        let is_captioned = |block: &Block| matches!(block.kind, BlockKind::Table(_) | BlockKind::Data(_));
        let beside = [above, blocks.get(index + 1)];
        let near = beside.into_iter().flatten().any(|block| is_image(block) || is_captioned(block));
        // Of data that could not be read it was said.
        let is_unread =
            |block: &Block| matches!(&block.kind, BlockKind::Code { language, .. } if is_data(language));
        if !(near || found.colon) || beside.into_iter().flatten().any(is_unread) {
            return;
        }
        let message = text!(
            "这一行像题注，但没有它说明的表或图，按正文印出",
            "this looks like a caption, but there is no table or chart that it belongs to: it prints as text"
        );
        let hint = if found.figure && beside.into_iter().flatten().any(is_image) {
            text!(
                "图片的题注写在方括号里，如 ![题注](图.png)",
                "the caption of an image stands in its brackets, as in `![caption](image.png)`"
            )
        } else {
            text!(
                "题注紧靠在表格的上面或下面，每张表一个；“图：”只用于画成图的数据",
                "a caption stands right above or below its table, one for each; `Figure:` is for charts"
            )
        };
        let place = span.part(0, found.length);
        self.diagnostics.push(Diagnostic::new(Code::Unsupported, place, message).hint(hint));
    }

    /// Makes the paragraph at one index the caption of the table at another.
    fn attach(&mut self, blocks: &mut [Block], paragraph: usize, table: usize) {
        let BlockKind::Paragraph(content) = &blocks[paragraph].kind else { return };
        let (content, span) = (content.clone(), blocks[paragraph].span);
        match &mut blocks[table].kind {
            BlockKind::Table(table) => self.caption(table, content, span),
            BlockKind::Data(data) => {
                let (caption, attributes) = self.read_caption(content, span, &["unit"]);
                data.caption = Some(caption);
                data.unit = data.unit.take().or(attributes.get("unit").cloned());
            }
            _ => {}
        }
    }

    /// Gives a table a caption and what its attributes say.
    pub(super) fn caption(&mut self, table: &mut Table, content: Vec<Inline>, span: Span) {
        let (caption, attributes) = self.read_caption(content, span, KEYS);
        table.caption = Some(caption);
        table.unit = attributes.get("unit").cloned().or(table.unit.take());
        let horizontal = attributes.get("horizontal").is_some_and(|said| self.is_yes(said));
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

    /// Returns whether a value says yes; what says neither yes nor no is told.
    fn is_yes(&mut self, said: &Scalar) -> bool {
        let word = said.text.trim();
        let yes = ["true", "yes", "是"].contains(&word);
        if let Some(place) = said.span.filter(|_| !yes && !["false", "no", "否"].contains(&word)) {
            let shown = printable(word);
            let message = text!(
                "“{shown}”既不是“是”也不是“否”，按“否”理解",
                "`{shown}` is neither true nor false: it counts as false"
            );
            self.diagnostics.push(Diagnostic::new(Code::BadAttributes, place, message));
        }
        yes
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

/// Gives the lines that state a unit to the tables right below them, between which a caption may stand, or above their
/// captions.
fn give_units(blocks: &mut Vec<Block>) {
    let mut given = BTreeSet::new();
    for index in 0..blocks.len() {
        let Some(unit) = unit_line(&blocks[index]) else { continue };
        let between = usize::from(blocks.get(index + 1).is_some_and(is_caption));
        let is_table = |block: &Block| matches!(block.kind, BlockKind::Table(_) | BlockKind::Data(_));
        let table = match index + 1 + between {
            below if blocks.get(below).is_some_and(is_table) => below,
            _ if index > 1 && is_caption(&blocks[index - 1]) => index - 2,
            _ => continue,
        };
        if give_unit(&mut blocks[table], unit) {
            given.insert(index);
        }
    }
    let mut index = 0;
    blocks.retain(|_| {
        index += 1;
        !given.contains(&(index - 1))
    });
}

/// Returns the unit that a paragraph such as `单位：万元` beside a table states.
fn unit_line(block: &Block) -> Option<Scalar> {
    let BlockKind::Paragraph(content) = &block.kind else { return None };
    let [Inline { span, kind: InlineKind::Text(text) }] = content.as_slice() else { return None };
    let unit = unit_in(text)?;
    let at = text.rfind(unit)?;
    (text.len() == span.len())
        .then(|| Scalar { text: unit.to_owned(), span: Some(span.part(at, at + unit.len())) })
}

/// Returns the unit that a line states. In English it may be of several words: `Unit: CNY million`.
pub(super) fn unit_in(line: &str) -> Option<&str> {
    let line = line.trim();
    let bracketed = line.strip_prefix(['（', '(']).and_then(|inner| inner.strip_suffix(['）', ')']));
    let inner = bracketed.unwrap_or(line);
    let (most, words, unit) = [("单位：", 12, 1), ("单位:", 12, 1), ("Unit: ", 24, 3), ("unit: ", 24, 3)]
        .iter()
        .find_map(|(word, most, words)| Some((*most, *words, inner.strip_prefix(word)?.trim())))?;
    let short = unit.chars().count() <= most && unit.split(' ').count() <= words;
    (!unit.is_empty() && short && !unit.contains(['。', '，'])).then_some(unit)
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

/// Returns whether inlines begin as captions do.
pub(super) fn are_caption(content: &[Inline]) -> bool {
    opening(content).is_some()
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
    let ends = |words: &str| words.ends_with(STOPS) || words.ends_with(['：', '.', ':']);
    let sentence = !found.colon && words.is_some_and(ends);
    (text.len() == span.len() && !sentence).then_some(found)
}

/// Returns how a text begins that is a caption: `表：`, `表1：`, `表 1-2 `, `Table 3. `.
fn opening_of(text: &str) -> Option<Opening> {
    let (word, english) = ["附表", "表", "图", "Table", "TABLE", "table", "Figure", "Chart"]
        .iter()
        .find(|word| text.starts_with(**word))
        .map(|word| (*word, word.is_ascii()))?;
    let rest = text[word.len()..].trim_start_matches(SPACES);
    let digit =
        |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || "一二三四五六七八九十".contains(c);
    let behind = rest.trim_start_matches(|c: char| digit(c) || "-–—.．".contains(c));
    let apart = rest.len() < text.len() - word.len();
    let numbered = rest.starts_with(digit) && behind.len() < rest.len() && !is_quantity(rest, behind, apart);
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
    let figure = ["图", "Figure", "Chart"].contains(&word);
    let colon = colon || typed.ends_with(['.', '．']);
    Some(Opening { length: text.len() - words.len(), numbered, english, figure, colon })
}

/// Returns whether the number before `behind`, with which a text begins, counts or is a year: `2021 年支出`, and
/// `3.5 万元以上` where it stands `apart` from the word before it.
fn is_quantity(text: &str, behind: &str, apart: bool) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let digits = text.chars().take_while(|c| is_digit(*c)).count();
    let number = &text[..text.len() - behind.len()];
    let words = behind.strip_prefix(' ').unwrap_or(behind);
    digits >= 4 || (apart && digits > 0 && lines::counts(number, words))
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
        assert_eq!(words("表 1 人员情况"), Some(("人员情况", true)));
        assert_eq!(words("表 3　万元产值能耗"), Some(("万元产值能耗", true)));
        for text in
            ["表 2021 年支出情况", "表 3.5 万元以上的支出", "表 3 个社区情况", "Table 5 million cases"]
        {
            assert_eq!(words(text), None, "{text}");
        }
        for text in ["表示同意", "表1", "表1所示", "表格：见下", "Tables: two", "Table talk", "表 见下"]
        {
            assert_eq!(words(text), None, "{text}");
        }
    }
}

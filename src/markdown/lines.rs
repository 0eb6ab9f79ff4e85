//! What the lines of a paragraph do to each other: joined without a space, or paragraphs of their own.
//!
//! Works on inlines in which each soft line end is still a text of one newline. Typed numbers of headings and of
//! lines are recognised here too.

use crate::diagnostic::{Code, Diagnostic, Language};
use crate::report::{Inline, InlineKind};
use crate::source::Span;
use crate::text;

use super::captions::{are_caption, begins_caption, unit_in};
use super::reader::Reader;

impl Reader<'_> {
    /// Splits the inlines of a paragraph where a line begins one of its own, and joins the other lines.
    pub(super) fn paragraphs(&mut self, inlines: Vec<Inline>) -> Vec<Vec<Inline>> {
        let mut paragraphs = vec![Vec::new()];
        let mut inlines = inlines.into_iter().peekable();
        while let Some(inline) = inlines.next() {
            let begins = is_line_end(&inline)
                && inlines.peek().is_some_and(|next| {
                    let caption = paragraphs.last().is_some_and(|before| are_caption(before));
                    self.begins_paragraph(inline.span, next.span)
                        || (caption && unit_in(self.line_at(next.span)).is_some())
                });
            if begins {
                paragraphs.push(Vec::new());
            } else if let Some(paragraph) = paragraphs.last_mut() {
                paragraph.push(inline);
            }
        }
        for paragraph in &mut paragraphs {
            self.warn_of_joined(paragraph);
            self.join(paragraph);
        }
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        paragraphs
    }

    /// Returns whether the line that begins with `next` behind a line end is a paragraph of its own.
    fn begins_paragraph(&self, line_end: Span, next: Span) -> bool {
        let file = self.masked.file;
        let between = file.text.get(line_end.end as usize..next.start as usize).unwrap_or_default();
        let indent = &between[between.trim_end().len()..];
        let chinese = self.options.language == Language::Chinese;
        let wide = indent.contains('\u{3000}');
        let deep = indent.contains('\t') || indent.len() >= 4;
        let was_code = self
            .masked
            .next_in(line_end.end as usize, next.start as usize + 1)
            .is_some_and(|mask| mask.kind == super::mask::MaskKind::Indent);
        let line = self.line_at(next);
        let numbered = chinese && line_number_length(line.trim_start_matches(['*', '_'])) > 0;
        let indented = !self.in_list && !self.options.indented_code && (was_code || (deep && chinese));
        wide || indented || numbered || begins_caption(line)
    }

    /// Returns the rest of the line that begins with a span.
    fn line_at(&self, span: Span) -> &str {
        self.masked.file.text[span.start as usize..].lines().next().unwrap_or_default()
    }

    /// Warns of line ends that were probably meant to end a paragraph.
    fn warn_of_joined(&mut self, inlines: &[Inline]) {
        let file = self.masked.file;
        for (index, line_end) in inlines.iter().enumerate().skip(1) {
            // A formula on lines of its own may stand behind a whole sentence.
            let next = inlines.get(index + 1).map(|next| &next.kind);
            if matches!(next, Some(InlineKind::Formula(formula)) if formula.display) {
                continue;
            }
            let before = file.text[..line_end.span.start as usize]
                .trim_end_matches(['”', '’', '）', ')', '"', '*', ' ']);
            if !is_line_end(line_end) || !before.ends_with(['。', '！', '？']) {
                continue;
            }
            let message = text!(
                "这一行以句号结束，下一行却仍接在同一段",
                "this line ends a sentence, and the next line still belongs to the same paragraph"
            );
            let hint = text!("另起一段要空一行", "an empty line begins a new paragraph");
            let end = line_end.span.part(0, 0);
            let mut diagnostic = Diagnostic::new(Code::JoinedParagraphs, line_end.span, message).hint(hint);
            if self.depth == 0 && !self.in_list {
                diagnostic = diagnostic.fix(end, file.slice(line_end.span));
            }
            self.diagnostics.push(diagnostic);
        }
    }

    /// Replaces line ends by a space, or by nothing beside a Han, Kana or full-width character.
    pub(super) fn join(&self, inlines: &mut Vec<Inline>) {
        let mut ends = Vec::new();
        let unknown = if self.options.language == Language::Chinese { '中' } else { 'x' };
        collect_ends(inlines, unknown, &mut ends);
        let spaces: Vec<bool> = ends
            .iter()
            .enumerate()
            .filter(|(_, character)| **character == Edge::LineEnd)
            .map(|(index, _)| {
                let before = ends[..index].iter().rev().find_map(Edge::last);
                let after = ends[index + 1..].iter().find_map(Edge::first);
                matches!((before, after), (Some(before), Some(after)) if !is_wide(before) && !is_wide(after))
            })
            .collect();
        apply_spaces(inlines, &mut spaces.into_iter());
    }
}

/// What a leaf shows at its two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// A soft line end.
    LineEnd,
    /// The first and last character of something printed.
    Text(char, char),
}

impl Edge {
    fn first(&self) -> Option<char> {
        match self {
            Edge::Text(first, _) => Some(*first),
            Edge::LineEnd => None,
        }
    }

    fn last(&self) -> Option<char> {
        match self {
            Edge::Text(_, last) => Some(*last),
            Edge::LineEnd => None,
        }
    }
}

/// Collects what the leaves show, in reading order; a citation or formula shows `unknown`.
fn collect_ends(inlines: &[Inline], unknown: char, ends: &mut Vec<Edge>) {
    crate::report::visit_inlines(inlines, &mut |inline| match &inline.kind {
        InlineKind::Text(text) if text == "\n" => ends.push(Edge::LineEnd),
        InlineKind::Text(text) | InlineKind::Code(text) => {
            if let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) {
                ends.push(Edge::Text(first, last));
            }
        }
        InlineKind::Citation(_) | InlineKind::Formula(_) => ends.push(Edge::Text(unknown, unknown)),
        _ => {}
    });
}

/// Replaces each line end by a space or by nothing.
fn apply_spaces(inlines: &mut Vec<Inline>, spaces: &mut dyn Iterator<Item = bool>) {
    inlines.retain_mut(|inline| match &mut inline.kind {
        InlineKind::Text(text) if text == "\n" => {
            let keep = spaces.next().unwrap_or(false);
            // The space stands for the line end; its span is empty, so that it differs from its slice in length.
            inline.span = inline.span.part(0, 0);
            " ".clone_into(text);
            keep
        }
        InlineKind::Emphasis(content)
        | InlineKind::Strong(content)
        | InlineKind::Strikethrough(content)
        | InlineKind::Superscript(content)
        | InlineKind::Subscript(content)
        | InlineKind::Underline(content)
        | InlineKind::Highlight(content)
        | InlineKind::Link { content, .. } => {
            apply_spaces(content, spaces);
            true
        }
        InlineKind::Image(image) => {
            apply_spaces(&mut image.caption, spaces);
            true
        }
        _ => true,
    });
}

/// Returns whether an inline is a soft line end.
fn is_line_end(inline: &Inline) -> bool {
    matches!(&inline.kind, InlineKind::Text(text) if text == "\n")
}

/// Returns whether inlines print nothing.
pub(super) fn is_blank(inlines: &[Inline]) -> bool {
    inlines.iter().all(|inline| match &inline.kind {
        InlineKind::Text(text) => text.trim().is_empty(),
        InlineKind::LineBreak => true,
        _ => false,
    })
}

/// Returns the span from the first inline to the last.
pub(super) fn span_of(inlines: &[Inline]) -> Option<Span> {
    Some(inlines.first()?.span.to(inlines.last()?.span))
}

/// Returns whether lines join without a space beside a character: Han, Kana and full-width ones, not Hangul.
fn is_wide(character: char) -> bool {
    matches!(character as u32,
        0x2E80..=0x303F | 0x3040..=0x312F | 0x3190..=0xA4CF | 0xF900..=0xFAFF | 0xFE10..=0xFE1F
        | 0xFE30..=0xFE6F | 0xFF01..=0xFF9F | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFF)
        || ('①'..='⑳').contains(&character)
}

/// Han numerals as they stand before 、.
const HAN: &str = "一二三四五六七八九十百";

/// Returns the length of 一、 （一） 1、 （1） ① at the beginning of a line of a Chinese report, else 0.
fn line_number_length(line: &str) -> usize {
    let digits = count(line, |character| character.is_ascii_digit());
    let han = count(line, |character| HAN.contains(character));
    let rest = &line[digits.max(han)..];
    if (1..=2).contains(&digits) || han > 0 {
        return if rest.starts_with('、') { digits.max(han) + '、'.len_utf8() } else { 0 };
    }
    bracketed_length(line).max(circled_length(line))
}

/// Returns the length of （一） or (1) at the beginning of a text, else 0.
fn bracketed_length(text: &str) -> usize {
    let Some(open) = text.chars().next().filter(|open| "（(".contains(*open)) else { return 0 };
    let inner = &text[open.len_utf8()..];
    let digits = count(inner, |character| character.is_ascii_digit());
    let length = if digits > 0 { digits } else { count(inner, |character| HAN.contains(character)) };
    let close = inner[length..].chars().next().filter(|close| "）)".contains(*close));
    match close {
        Some(close) if length > 0 && digits <= 2 => open.len_utf8() + length + close.len_utf8(),
        _ => 0,
    }
}

/// Returns the length of ① at the beginning of a text, else 0.
fn circled_length(text: &str) -> usize {
    text.chars().next().filter(|first| ('①'..='⑳').contains(first)).map_or(0, char::len_utf8)
}

/// Returns the number of bytes at the beginning of a text that satisfy a condition.
fn count(text: &str, wanted: impl Fn(char) -> bool) -> usize {
    text.find(|character| !wanted(character)).unwrap_or(text.len())
}

/// Returns the length of a number typed before a heading, with the space after it; 0 if there is none.
///
/// `2021年…`, `5G` and `1.5倍` begin with numbers of other kinds.
pub(super) fn heading_number_length(text: &str) -> usize {
    let lengths = [line_number_length, decimal_length, part_length, plain_length];
    let number = lengths.iter().map(|length| length(text)).find(|length| *length > 0).unwrap_or_default();
    let rest = &text[number..];
    let space = rest.len() - rest.trim_start().len();
    if number == 0 || rest.trim().is_empty() { 0 } else { number + space }
}

/// Returns the length of 第一章, 第2节, 第三部分 with the sign behind it, or of 一. at the beginning of a text, else 0.
fn part_length(text: &str) -> usize {
    let han = count(text, |character| HAN.contains(character));
    if han > 0 {
        let sign = text[han..].chars().next().filter(|sign| ".．".contains(*sign));
        return sign.map_or(0, |sign| han + sign.len_utf8());
    }
    let Some(rest) = text.strip_prefix('第') else { return 0 };
    let number = count(rest, |character| HAN.contains(character) || character.is_ascii_digit());
    let Some(word) = ["章", "节", "篇", "部分"].into_iter().find(|word| rest[number..].starts_with(word))
    else {
        return 0;
    };
    let length = '第'.len_utf8() + number + word.len();
    let sign = text[length..].chars().next().filter(|sign| " \u{3000}、：:".contains(*sign));
    match sign {
        Some(sign) if number > 0 => length + sign.len_utf8(),
        _ => 0,
    }
}

/// What stands behind a number that counts.
const COUNTED: &str = "个项条点大类种次年月日号时分秒岁周天届期批家户人名位件起份万亿千百元倍成米里亩吨公平方世级层楼区村所处场轮步批座台辆";

/// Returns whether the words behind a number tell that it counts or measures. Behind a whole number a title may begin as
/// these do: 人员情况, 年度支出, 万元产值能耗; behind a decimal one it hardly does.
pub(super) fn counts(number: &str, words: &str) -> bool {
    const TITLES: [&str; 14] = [
        "个人", "个体", "个税", "个案", "年度", "年末", "年初", "年终", "年报", "年均", "月度", "月份",
        "月报", "月均",
    ];
    let known = if number.contains('.') { COUNTED } else { "个年月岁届" };
    let counted = words.starts_with(|first: char| known.contains(first));
    let english = ["million", "billion", "thousand", "percent", "per cent", "times"];
    (counted && !TITLES.iter().any(|title| words.starts_with(title)))
        || words.starts_with(['%', '％'])
        || english.iter().any(|word| words.starts_with(word))
}

/// Returns the length of the digits of `1 概况`, else 0; `3 个方面` and `12 月` count something.
fn plain_length(text: &str) -> usize {
    let digits = count(text, |character| character.is_ascii_digit());
    let words = text[digits..].trim_start_matches([' ', '\u{3000}']);
    let spaced = words.len() < text.len() - digits;
    let is_word = |first: char| matches!(first, '\u{4e00}'..='\u{9fff}') && !COUNTED.contains(first);
    if (1..=2).contains(&digits) && spaced && words.starts_with(is_word) { digits } else { 0 }
}

/// Returns the length of `1.`, `1．`, `1)`, `1.2 ` or `1.2.3 ` at the beginning of a text, else 0.
fn decimal_length(text: &str) -> usize {
    let digits = count(text, |character| character.is_ascii_digit());
    if !(1..=2).contains(&digits) {
        return 0;
    }
    let rest = &text[digits..];
    let Some(sign) = rest.chars().next().filter(|sign| ".．)）".contains(*sign)) else { return 0 };
    let after = &rest[sign.len_utf8()..];
    if !after.starts_with(|next: char| next.is_ascii_digit()) {
        return digits + sign.len_utf8();
    }
    let dotted = count(text, |character| character.is_ascii_digit() || character == '.');
    let rest = &text[dotted..];
    let parts: Vec<&str> = text[..dotted].split('.').collect();
    let short = parts.iter().all(|part| (1..=2).contains(&part.len()));
    let spaced = rest.starts_with([' ', '\u{3000}', '、']);
    // `2.5 亿元` and `1.5 million` are quantities.
    let word = rest.trim_start_matches([' ', '\u{3000}', '、']);
    let quantity = parts.len() == 2
        && (word.starts_with(['万', '亿', '元', '倍', '%', '％', '个'])
            || ["million", "billion", "percent", "times", "per "].iter().any(|unit| word.starts_with(unit)));
    if sign == '.' && short && spaced && !quantity { dotted } else { 0 }
}

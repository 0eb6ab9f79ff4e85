//! Reasons recorded in comments: `<!-- figure-ok: reason -->`, and the paragraph that each of them covers.
//!
//! A comment within a paragraph covers that paragraph, in a table its row; one alone on its line covers the block
//! that follows, or, right below a block and apart from the next, that block. Whether there is a reason at all, and what it waives, is judged elsewhere.

use crate::report::{Block, BlockKind, Reason, Section};
use crate::source::{SourceFile, Span};

use super::reader::Reader;

/// What such a comment begins with.
const KEYWORDS: [&str; 2] = ["figure-ok", "数字无误"];

/// A comment with a reason whose paragraph is not known yet.
#[derive(Debug)]
pub(super) struct Remark {
    /// The comment.
    span: Span,
    /// The reason; empty when none is given.
    text: String,
}

impl Reader<'_> {
    /// Notes the comment in a stretch of the file, if it is one that gives a reason.
    pub(super) fn note_reason(&mut self, around: Span) {
        let slice = self.masked.file.slice(around);
        let Some(open) = slice.find("<!--") else { return };
        let inside = &slice[open + 4..];
        let Some(length) = inside.find("-->") else { return };
        if let Some(text) = reason(&inside[..length]) {
            self.remarks.push(Remark { span: around.part(open, open + 4 + length + 3), text });
        }
    }
}

/// Returns the reason that the inside of a comment gives, empty when it gives none; `None` for any other comment.
fn reason(comment: &str) -> Option<String> {
    let comment = comment.trim();
    let rest = KEYWORDS.iter().find_map(|keyword| {
        let length = keyword.chars().count();
        let end = comment.char_indices().nth(length).map_or(comment.len(), |(at, _)| at);
        let begins = comment[..end].chars().map(narrow).eq(keyword.chars());
        begins.then(|| &comment[end..])
    })?;
    if !rest.is_empty() && !rest.starts_with(|next: char| next.is_whitespace() || is_colon(next)) {
        return None;
    }
    let rest = rest.trim_start();
    let words = rest.strip_prefix(is_colon).unwrap_or(rest);
    // Dots or dashes alone say nothing.
    let says = words.contains(char::is_alphanumeric);
    Some(if says { words.split_whitespace().collect::<Vec<_>>().join(" ") } else { String::new() })
}

fn is_colon(sign: char) -> bool {
    sign == ':' || sign == '：'
}

/// Returns the small ASCII letter or sign that a character of an input method stands for.
fn narrow(sign: char) -> char {
    let ascii = match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(sign as u32 - 0xfee0).unwrap_or(sign),
        _ => sign,
    };
    ascii.to_ascii_lowercase()
}

/// Returns the reasons with what they cover, in the order of the file.
pub(super) fn placed(remarks: Vec<Remark>, section: &Section, file: &SourceFile) -> Vec<Reason> {
    let mut blocks = Vec::new();
    if !remarks.is_empty() {
        section.visit_blocks(&mut |block| blocks.push(block));
    }
    let place = |Remark { span, text }: Remark| Reason { span, covers: covered(span, &blocks, file), text };
    let mut reasons: Vec<_> = remarks.into_iter().map(place).collect();
    reasons.sort_by_key(|reason| reason.span);
    reasons
}

/// Returns what a comment covers; an empty place behind it where nothing follows.
fn covered(comment: Span, blocks: &[&Block], file: &SourceFile) -> Span {
    let contains = |block: &&&Block| block.span.start <= comment.start && comment.end <= block.span.end;
    let own = blocks.iter().rev().filter(|block| is_leaf(block)).find(contains).copied();
    if let Some(own) = own.or_else(|| beside(comment, blocks, file)) {
        if matches!(own.kind, BlockKind::Table(_)) {
            let line = file.place(comment.start).line;
            let start = file.line_start(line);
            return file.span(start, start + file.line(line).len());
        }
        return own.span;
    }
    // On the line right below a paragraph, with an empty line behind it, it speaks of that paragraph.
    let line = file.place(comment.start).line;
    let is_empty = |line: usize| line > file.line_count() || file.line(line).trim().is_empty();
    if line > 1 && !is_empty(line - 1) && is_empty(file.place(comment.end).line + 1) {
        let above = blocks.iter().filter(|block| is_leaf(block) && block.span.end <= comment.start);
        if let Some(above) = above.max_by_key(|block| block.span.end) {
            return above.span;
        }
    }
    let behind = comment.part(comment.len(), comment.len());
    // Of blocks that begin at one place the outer is visited first.
    let below = blocks.iter().filter(|block| block.span.start >= comment.end);
    below.min_by_key(|block| block.span.start).map_or(behind, |block| block.span)
}

/// Returns the block that stands beside a comment on its line, which the parser made no part of it.
fn beside<'a>(comment: Span, blocks: &[&'a Block], file: &SourceFile) -> Option<&'a Block> {
    let line = |at: u32| file.place(at).line;
    let (first, last) = (line(comment.start), line(comment.end));
    let leaves = blocks.iter().copied().filter(|block| is_leaf(block) && !block.span.is_empty());
    let gap = |block: &Block| match block.span.end <= comment.start {
        true if line(block.span.end) == first => Some(comment.start - block.span.end),
        false if block.span.start >= comment.end && line(block.span.start) == last => {
            Some(block.span.start - comment.end)
        }
        _ => None,
    };
    leaves.filter_map(|block| Some((gap(block)?, block))).min_by_key(|(gap, _)| *gap).map(|(_, block)| block)
}

/// Returns whether a block holds words itself, and not other blocks.
fn is_leaf(block: &Block) -> bool {
    !matches!(
        block.kind,
        BlockKind::List { .. }
            | BlockKind::Quote(_)
            | BlockKind::Landscape(_)
            | BlockKind::Callout { .. }
            | BlockKind::Terms(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Language;
    use crate::markdown::{Options, parse};
    use crate::source::{Encoding, SourceId};

    /// Returns the reasons of a file: the words, and what they cover.
    fn reasons(text: &str) -> Vec<(String, String)> {
        let file = SourceFile::new(SourceId(0), "a.md", text, Encoding::Utf8);
        let options = Options {
            language: Language::Chinese,
            indented_code: false,
            raw_typst: true,
            level: 1,
            id: "a".to_owned(),
        };
        let (section, _) = parse(&file, &options);
        let pair = |reason: &Reason| (reason.text.clone(), file.slice(reason.covers).to_owned());
        section.reasons.iter().map(pair).collect()
    }

    fn one(text: &str, reason: &str, covers: &str) {
        assert_eq!(reasons(text), [(reason.to_owned(), covers.to_owned())], "{text}");
    }

    #[test]
    fn within_a_paragraph_it_covers_that_paragraph() {
        let covers = "共512件。";
        one("前。\n\n共512件。<!-- figure-ok: 已核 -->\n\n后。", "已核", covers);
        one("前。\n\n<!-- figure-ok: 已核 -->共512件。\n\n后。", "已核", covers);
        one("前。\n\n共512<!-- figure-ok: 已核 -->件。", "已核", "共512<!-- figure-ok: 已核 -->件。");
        one("- 甲\n- 共512件。<!-- figure-ok: 已核 -->\n- 丙\n", "已核", covers);
        one("> 甲\n>\n> 共512件。<!-- figure-ok: 已核 -->\n", "已核", covers);
        one("正文。[^1]\n\n[^1]: 共512件。<!-- figure-ok: 已核 -->\n", "已核", covers);
    }

    #[test]
    fn alone_on_its_line_it_covers_what_follows() {
        let covers = "共512件。";
        one("前。\n\n<!-- figure-ok: 已核 -->\n\n共512件。\n\n后。", "已核", covers);
        one("前。\n<!-- figure-ok: 已核 -->\n共512件。\n\n后。", "已核", covers);
        one("<!-- figure-ok: 已核 -->\r\n## 共512件\r\n\r\n后。", "已核", "## 共512件");
        one("<!-- figure-ok: 已核 -->\n\n- 甲\n- 乙\n\n后。", "已核", "- 甲\n- 乙");
        one("<!-- figure-ok: 已核 -->\n\n| 甲 |\n|---|\n| 1 |\n\n后。", "已核", "| 甲 |\n|---|\n| 1 |");
        one("- 甲\n\n  <!-- figure-ok: 已核 -->\n\n  共512件。\n\n后。", "已核", covers);
        one("前。\n\n<!-- figure-ok: 已核 -->\n", "已核", "");
    }

    #[test]
    fn in_a_table_it_covers_the_row() {
        let table = "| 甲 | 乙 |\n|---|---|\n| 1 | 2 <!-- figure-ok: 已核 --> |\n| 3 | 4 |\n";
        one(table, "已核", "| 1 | 2 <!-- figure-ok: 已核 --> |");
    }

    #[test]
    fn it_is_written_in_either_language_and_any_width() {
        let reason = |text: &str| reasons(&format!("共512件。<!--{text}-->")).pop().map(|(reason, _)| reason);
        for written in [
            " figure-ok: 已 核 ",
            "Figure-OK：已\n核",
            "数字无误：已 核",
            "ｆｉｇｕｒｅ－ｏｋ　已 核",
            " 数字无误 :已 核",
        ] {
            assert_eq!(reason(written).as_deref(), Some("已 核"), "{written}");
        }
        for empty in ["figure-ok", " figure-ok: ", "数字无误：…", "figure-ok —"] {
            assert_eq!(reason(empty).as_deref(), Some(""), "{empty}");
        }
        for other in [" 待核 ", "figure-okay: 已核", "figure", "数字无误的问题", "pagebreak"] {
            assert_eq!(reason(other), None, "{other}");
        }
        assert_eq!(reason(" figure-ok: 同{{事件}} ").as_deref(), Some("同{{事件}}"));
    }

    #[test]
    fn code_and_open_comments_give_no_reason() {
        assert_eq!(reasons("`<!-- figure-ok: 已核 -->`\n\n```\n<!-- figure-ok: 已核 -->\n```\n"), []);
        assert_eq!(reasons("甲。\n\n<!-- figure-ok: 已核\n\n乙。"), []);
    }
}

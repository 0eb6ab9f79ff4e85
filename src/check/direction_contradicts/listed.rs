//! “3项措施：” and `the following three measures:` against the list that follows, where that can be counted beyond doubt.
//!
//! Counts a Markdown list, 一是…二是…三是 or （一）…（二） behind the colon or as paragraphs below, and names joined by 、.
//! 等, 包括, `such as` and the like silence it, and so does an enumeration whose numbers do not run from one.

use std::ops::Range;

use num_rational::BigRational;

use super::number;
use super::words::is_quoted;
use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::report::prose::{CITED, Prose};
use crate::report::{Block, BlockKind, ListItem, Section};
use crate::text;

/// What a number before a colon counts when a list follows. Other things (3起案件：) may be told of, not listed.
const LISTED: &[&str] = &[
    "方面工作",
    "项工作",
    "项措施",
    "项任务",
    "项举措",
    "项要求",
    "项制度",
    "项内容",
    "项建议",
    "项机制",
    "项原则",
    "项重点",
    "项行动",
    "项活动",
    "项准备工作",
    "项重点工作",
    "项问题",
    "项指标",
    "个方面",
    "个问题",
    "个重点",
    "个环节",
    "个特点",
    "个阶段",
    "个步骤",
    "个目标",
    "个原则",
    "个原因",
    "个要点",
    "条措施",
    "条建议",
    "条意见",
    "条要求",
    "条原则",
    "点建议",
    "点意见",
    "点要求",
    "点措施",
    "点原因",
    "大类",
    "大方面",
    "大任务",
    "大工程",
    "大行动",
    "类问题",
    "类措施",
    "种方式",
    "种情形",
    "measures",
    "areas",
    "steps",
    "actions",
    "reasons",
    "priorities",
    "goals",
    "points",
    "tasks",
    "problems",
    "issues",
    "recommendations",
    "aims",
    "objectives",
    "principles",
    "parts",
    "stages",
    "ways",
    "questions",
    "findings",
];

/// Measure words that say how many follow when the clause says 以下, or when a Markdown list comes next.
const COUNTED: &[&str] = &["项", "点", "条", "个方面", "方面"];

/// Words that say that what follows is all of it.
const FOLLOWING: &[&str] = &["以下", "下列", "如下", "following", "these"];

/// Words after which a list need not be whole.
const OPEN: &[&str] = &[
    "等",
    "其他",
    "其它",
    "包括",
    "例如",
    "比如",
    "诸如",
    "如：",
    "主要有",
    "……",
    "…",
    "other",
    "such as",
    "including",
    "among",
    "for example",
    "e.g.",
    "etc",
    "and so on",
    "include",
];

/// Hedges around a count: then it is none.
const HEDGES: &[&str] =
    &["余", "多", "近", "约", "几", "以上", "左右", "about", "some", "over", "nearly", "more"];

/// A count that a colon ends, waiting for its list.
struct Claim {
    /// How many.
    count: usize,
    /// The place of the number in the line.
    range: Range<usize>,
    /// Where the colon ends.
    behind: usize,
    /// The figure that says it, if one does.
    figure: Option<usize>,
    /// Whether only a Markdown list can be meant.
    needs_list: bool,
}

/// Reports counts that the list behind them denies.
pub(super) fn judge(input: &Input<'_>, section: &Section, diagnostics: &mut Diagnostics) {
    judge_blocks(input, &section.blocks, diagnostics);
}

fn judge_blocks(input: &Input<'_>, blocks: &[Block], diagnostics: &mut Diagnostics) {
    for (index, block) in blocks.iter().enumerate() {
        match &block.kind {
            BlockKind::Paragraph(content) => {
                let line = Prose::of(content);
                for claim in claims(input, &line) {
                    let found = counted(&line, &claim, &blocks[index + 1..]);
                    if let Some(found) = found.filter(|found| !found.contains(&claim.count)) {
                        diagnostics.push(denied(&line, &claim, found[0]));
                    }
                }
            }
            BlockKind::List { items, .. } => {
                for ListItem { blocks, .. } in items {
                    judge_blocks(input, blocks, diagnostics);
                }
            }
            BlockKind::Quote(blocks) | BlockKind::Landscape(blocks) | BlockKind::Callout { blocks, .. } => {
                judge_blocks(input, blocks, diagnostics);
            }
            BlockKind::Terms(terms) => {
                terms.iter().for_each(|term| judge_blocks(input, &term.blocks, diagnostics));
            }
            _ => {}
        }
    }
}

/// Returns the counts of a line that announce a list.
fn claims(input: &Input<'_>, line: &Prose) -> Vec<Claim> {
    let colons = line.text.char_indices().filter(|(_, c)| matches!(c, '：' | ':'));
    colons.filter_map(|(at, c)| claim(input, line, at, at + c.len_utf8())).collect()
}

/// Reads the count before a colon.
fn claim(input: &Input<'_>, line: &Prose, colon: usize, behind: usize) -> Option<Claim> {
    let clause =
        line.clause(colon.checked_sub(1).filter(|at| line.text.is_char_boundary(*at)).unwrap_or(colon));
    let clause = clause.start.min(colon)..colon;
    let said = &line.text[clause.clone()];
    let lower = said.to_lowercase();
    if OPEN.iter().any(|word| lower.contains(word)) || is_quoted(line, colon) {
        return None;
    }
    let follows = FOLLOWING.iter().any(|word| lower.contains(word));
    let said = said.trim_end_matches([' ', '*']);
    let tail = |words: &[&str]| {
        if let Some(cited) = with_unit(input, line, clause.start, said, words) {
            return Some(cited);
        }
        let word = words.iter().filter(|word| said.ends_with(**word)).max_by_key(|word| word.len())?;
        let head = said[..said.len() - word.len()].trim_end_matches(' ');
        last_number(input, line, clause.start, head)
    };
    let (listed, plain) = (tail(LISTED), tail(COUNTED));
    let by_list = listed.is_none() && !follows;
    let (count, range, figure) = listed.or(plain).or_else(|| {
        // 以下3个社区：, the following 3 schools: whatever is counted.
        follows.then(|| any_number(input, line, clause.start, said)).flatten()
    })?;
    Some(Claim { count, range, behind, figure, needs_list: by_list })
}

type Counted = (usize, Range<usize>, Option<usize>);

/// Reads the number that a text ends with: digits, a Chinese or English numeral, or a citation.
fn last_number(input: &Input<'_>, line: &Prose, offset: usize, head: &str) -> Option<Counted> {
    if head.ends_with(CITED) {
        let at = offset + head.len() - CITED.len_utf8();
        return cited(input, line, at, at..offset + head.len());
    }
    let start = head
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_ascii_digit() || is_numeral(*c))
        .last()
        .map(|(at, _)| at)
        .or_else(|| {
            let word = head.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
            head.is_char_boundary(word).then_some(word)
        })?;
    let count = whole(&head[start..])?;
    let before = head[..start].trim_end();
    let hedged = HEDGES.iter().any(|hedge| before.to_lowercase().ends_with(hedge));
    // 第三项 is no count, and 2.3项 is none either.
    let part = before.ends_with(['第', '.', '-', '—', '～', '至', '到', '/', '前', '后', '其']);
    (!hedged && !part && count > 1).then(|| (count, offset + start..offset + head.len(), None))
}

/// Reads a cited figure that prints a whole number, with the unit in what it prints.
fn cited(input: &Input<'_>, line: &Prose, at: usize, range: Range<usize>) -> Option<Counted> {
    let numbers = number::of(input, line);
    let number = numbers.iter().find(|number| number.at == at)?;
    let worth = number.figure.worth.as_ref()?;
    let plain = number.asked == number::Asked::Itself && worth.range.is_point() && worth.unit.counts();
    let count = (2..200_usize).find(|count| BigRational::from_integer((*count).into()) == worth.base);
    Some((count.filter(|_| plain)?, range, Some(number.index)))
}

/// Reads a citation at the end of a text whose unit, with what stands behind it, is one of some words.
fn with_unit(input: &Input<'_>, line: &Prose, offset: usize, said: &str, words: &[&str]) -> Option<Counted> {
    let at = said.rfind(CITED)?;
    let range = offset + at..offset + at + CITED.len_utf8();
    let found = cited(input, line, offset + at, range)?;
    let unit = &input.figures.figures.get(found.2?)?.unit;
    let whole = format!("{unit}{}", said[at + CITED.len_utf8()..].trim());
    words.contains(&whole.as_str()).then_some(found)
}

/// Reads the only number of a clause that says 以下 or `the following`.
fn any_number(input: &Input<'_>, line: &Prose, offset: usize, said: &str) -> Option<Counted> {
    let lower = said.to_lowercase();
    let follows = FOLLOWING.iter().filter_map(|word| Some(lower.find(word)? + word.len())).max()?;
    let rest = said.get(follows..)?;
    let lead = rest.len() - rest.trim_start().len();
    let rest = &rest[lead..];
    let end = rest.find(|c: char| !(c.is_ascii_digit() || is_numeral(c) || c == CITED)).unwrap_or(rest.len());
    let end = if end > 0 { end } else { rest.find(' ')? };
    // One short noun between the number and the colon.
    let noun = rest[end..].trim();
    let short = (!noun.is_empty() || rest[..end].ends_with(CITED))
        && noun.chars().count() <= if noun.is_ascii() { 24 } else { 6 };
    let hedged = HEDGES.iter().any(|hedge| noun.starts_with(hedge));
    let found = last_number(input, line, offset, &said[..follows + lead + end])?;
    (short && !hedged).then_some(found)
}

/// Returns how many items follow a claim: one number, or two where 和 may join two items or stand in a name.
fn counted(line: &Prose, claim: &Claim, below: &[Block]) -> Option<Vec<usize>> {
    let rest = &line.text[claim.behind..];
    if rest.trim().is_empty() {
        if let Some(BlockKind::List { items, .. }) = below.first().map(|block| &block.kind) {
            return (items.len() > 1 && !items.iter().any(is_open)).then(|| vec![items.len()]);
        }
        return if claim.needs_list { None } else { paragraphs(below).map(|count| vec![count]) };
    }
    if claim.needs_list {
        return None;
    }
    if let Some(count) = series(rest) {
        return (!OPEN_END.iter().any(|word| rest.contains(word))).then(|| vec![count]);
    }
    names(rest)
}

/// What makes an enumeration open wherever it stands in it.
const OPEN_END: &[&str] = &["等等", "……", "此外", "另外", "其他方面", "还要", "同时，还"];

/// Counts 一是…二是… or （一）…（二） in a text; `None` unless they run from one without a gap.
fn series(text: &str) -> Option<usize> {
    for style in MARKS {
        let marks: Vec<usize> =
            (1..=20).map(|n| text.matches(mark(*style, n).as_str()).count()).take_while(|n| *n > 0).collect();
        let later = (marks.len() + 1..=20).any(|n| text.contains(&mark(*style, n)));
        if marks.len() > 1 && !later && marks.iter().all(|n| *n == 1) {
            return Some(marks.len());
        }
    }
    None
}

/// Counts the paragraphs below that begin 一是, 二是 or （一）, （二）, up to the next heading or list.
fn paragraphs(below: &[Block]) -> Option<usize> {
    let texts: Vec<String> = below
        .iter()
        .map_while(|block| match &block.kind {
            BlockKind::Paragraph(content) => Some(Prose::of(content).text),
            _ => None,
        })
        .collect();
    MARKS.iter().find_map(|style| {
        let begins = |text: &String, n: usize| text.trim_start().starts_with(&mark(*style, n));
        if !begins(texts.first()?, 1) {
            return None;
        }
        let mut count = 1;
        for text in &texts[1..] {
            match (1..=20).find(|n| begins(text, *n)) {
                Some(n) if n == count + 1 => count = n,
                // Another series begins, or a number is missing: nothing is certain.
                Some(_) => return None,
                None => {}
            }
        }
        (count > 1).then_some(count)
    })
}

/// The ways in which items are numbered within prose.
const MARKS: &[(&str, &str)] = &[("", "是"), ("（", "）"), ("(", ")"), ("第", "，")];

fn mark(style: (&str, &str), n: usize) -> String {
    format!("{}{}{}", style.0, numeral(n), style.1)
}

/// Counts names joined by 、 up to the end of the sentence, when nothing else joins or divides them.
fn names(rest: &str) -> Option<Vec<usize>> {
    let end = rest.find(['。', '\n', '；']).unwrap_or(rest.len());
    let list = rest[..end].trim();
    let open = OPEN.iter().any(|word| list.contains(word));
    let divided = list.contains(['，', ',', '：', ':', '（', '(', ';', CITED]);
    let long = list.split('、').any(|name| name.chars().count() > 12 || name.is_empty());
    if open || divided || long || !list.contains('、') {
        return None;
    }
    let count = list.split('、').count();
    let joined = list.rsplit('、').next()?.contains(['和', '及', '与']);
    Some(if joined { vec![count + 1, count] } else { vec![count] })
}

/// Returns whether an item leaves the list open: 其他, 等, an ellipsis.
fn is_open(item: &ListItem) -> bool {
    let text = match item.blocks.first().map(|block| &block.kind) {
        Some(BlockKind::Paragraph(content)) => Prose::of(content).text,
        _ => return true,
    };
    let text = text.trim().to_lowercase();
    ["其他", "其它", "此外", "另外", "other", "others"].iter().any(|word| text.starts_with(word))
        || ["等", "等。", "等等", "…", "……", "etc", "etc.", "and so on"]
            .iter()
            .any(|word| text.ends_with(word))
}

/// Says that the list has another number of items.
fn denied(line: &Prose, claim: &Claim, found: usize) -> Diagnostic {
    let said = line.text[claim.range.clone()].replace(CITED, &claim.count.to_string());
    let count = claim.count;
    let same = said == count.to_string();
    let said = if same { said } else { format!("{said}（{count}）") };
    let said_en = said.replace('（', " (").replace('）', ")");
    let message =
        text!("写的是 {said} 项，后面列出 {found} 项", "the text says {said_en}, but {found} are listed");
    let fault = Diagnostic::new(Code::DirectionContradicts, line.span(claim.range.clone()), message)
        .hint(text!("改成 {found}，或补齐、删去列出的项", "make it {found}, or complete the list"));
    match claim.figure {
        Some(figure) => fault.about(figure),
        None => fault,
    }
}

const HAN: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

const ENGLISH: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

fn is_numeral(c: char) -> bool {
    HAN.contains(&c) || c == '两'
}

/// Reads a whole number below 100 in digits, Chinese or English.
fn whole(text: &str) -> Option<usize> {
    if text.chars().all(|c| c.is_ascii_digit()) {
        return text.parse().ok().filter(|count| *count < 100);
    }
    let lower = text.to_ascii_lowercase();
    if let Some(at) = ENGLISH.iter().position(|word| *word == lower) {
        return Some(at + 1);
    }
    if text == "两" {
        return Some(2);
    }
    (1..100).find(|n| numeral(*n) == text)
}

/// Writes a number below 100 in Chinese.
fn numeral(n: usize) -> String {
    let digit = |n: usize| HAN.get(n.wrapping_sub(1)).map(char::to_string).unwrap_or_default();
    match (n / 10, n % 10) {
        (0, ones) => digit(ones),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
    }
}

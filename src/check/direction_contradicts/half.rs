//! 过半, 超过半数, 占大多数, `over half`, `a majority` right beside a cited share that lies below 50 %.
//!
//! The words must touch the citation, with nothing but 占, 达 or a comma between: 时间过半 somewhere in the sentence says
//! nothing of the share.

use num_rational::BigRational;

use super::number::Number;
use super::words;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::figure::{Interval, Limit};
use crate::report::prose::{CITED, Prose};
use crate::text;

/// Words that mean more than half.
const MORE: &[&str] = &[
    "过半",
    "过半数",
    "超过半数",
    "超半数",
    "超过一半",
    "超一半",
    "大多数",
    "绝大多数",
    "多数",
    "大半",
    "一半以上",
    "半数以上",
    "more than half",
    "over half",
    "well over half",
    "a majority",
    "the majority",
    "a large majority",
    "most",
];

/// What may stand between the words and the share.
const LINKS: &[&str] = &[
    "占比达到",
    "占比达",
    "占比为",
    "占比",
    "占到",
    "占",
    "达到",
    "达",
    "为",
    "已经",
    "已",
    "均",
    "都",
    "，",
    ",",
    "（",
    "(",
    " ",
    "居",
    "即",
    "at",
    "that is",
    "or",
];

/// Reports words of more than half beside a share of less.
pub(super) fn judge(line: &Prose, numbers: &[Number<'_>], diagnostics: &mut Diagnostics) {
    let half = BigRational::new(1.into(), 2.into());
    let enough = Interval::above(half, Limit::Closed);
    for number in numbers {
        let Some(share) = number.share().filter(|share| !share.meets(&enough)) else { continue };
        // A share of less than nothing is no share.
        if !share.meets(&Interval::above(BigRational::default(), Limit::Closed)) {
            continue;
        }
        let Some(range) = before(line, number.at).or_else(|| behind(line, number.at)) else { continue };
        if !words::is_asserted(line, &range) {
            continue;
        }
        let said = &line.text[range.clone()];
        let (name, printed) = (number.name(), number.printed);
        let message = text!(
            "写的是“{said}”，而“{name}”只有 {printed}，不到一半",
            "the text says `{said}`, but `{name}` is {printed}, less than half"
        );
        let fault = Diagnostic::new(Code::DirectionContradicts, line.span(range), message)
            .related(number.figure.declared, text!("登记在这里", "declared here"))
            .hint(text!(
                "改掉这个词，或核对占比的分子和分母",
                "change the words, or check what is a share of what"
            ));
        diagnostics.push(fault.about(number.index));
    }
}

/// Returns the words that end before a share.
fn before(line: &Prose, at: usize) -> Option<std::ops::Range<usize>> {
    let mut text = &line.text[..at];
    while let Some(rest) = LINKS.iter().find_map(|link| text.strip_suffix(link)) {
        text = rest;
    }
    let word = MORE.iter().filter(|word| ends_whole(text, word)).max_by_key(|word| word.len())?;
    Some(text.len() - word.len()..text.len())
}

/// Returns the words that begin behind a share and end their clause.
fn behind(line: &Prose, at: usize) -> Option<std::ops::Range<usize>> {
    let start = at + CITED.len_utf8();
    let mut text = &line.text[start..];
    while let Some(rest) = LINKS.iter().find_map(|link| text.strip_prefix(link)) {
        text = rest;
    }
    // `{{share}} at most` is no majority.
    let word = MORE
        .iter()
        .filter(|word| **word != "most" && text.starts_with(**word))
        .max_by_key(|word| word.len())?;
    let ends = text[word.len()..].chars().next();
    let from = line.text.len() - text.len();
    ends.is_none_or(|c| "，。；、）,.;)".contains(c)).then(|| from..from + word.len())
}

/// Returns whether a text ends with a word that nothing runs into from the left.
fn ends_whole(text: &str, word: &str) -> bool {
    let rest = match text.len().checked_sub(word.len()).and_then(|at| text.split_at_checked(at)) {
        Some((rest, end)) if end.eq_ignore_ascii_case(word) => rest,
        _ => return false,
    };
    // 时间过半 and 任务过半 are slogans of their own; `almost` is no `most`.
    let runs_in = word.is_ascii() && rest.ends_with(|c: char| c.is_ascii_alphanumeric());
    let other = ["时间", "任务", "at ", "未", "不"].iter().any(|before| rest.ends_with(before));
    !(runs_in || other)
}

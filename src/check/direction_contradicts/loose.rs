//! A direction word about all indicators (各项经济指标有所下滑) in a paragraph whose growth figures, two at least, all go
//! the other way.
//!
//! The clause must speak of indicators in general and of nothing else: 信访量下降明显 beside two growth rates is no fault.

use super::cited::went;
use super::number::{Number, Way};
use super::words::{self, Word};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::report::prose::{CITED, Prose};
use crate::text;

/// So many figures are named in a message.
const NAMED: usize = 4;

/// Reports a general direction word when every growth figure of its paragraph denies it.
pub(super) fn judge(line: &Prose, numbers: &[Number<'_>], diagnostics: &mut Diagnostics) {
    let Some((way, growing)) = common_way(line, numbers) else { return };
    let mut at = 0;
    while at < line.text.len() {
        let clause = line.clause(at);
        at = clause.end;
        let Some(word) = general(&line.text[clause.clone()]) else { continue };
        let range = clause.start + word.range.start..clause.start + word.range.end;
        if word.way != way && words::is_asserted(line, &range) && !words::is_about_a_rate(line, range.start) {
            diagnostics.push(denied(line, range, &growing, way));
        }
    }
}

/// Returns the way that all growth figures of a paragraph go, if they are two at least and agree.
fn common_way<'a, 'b>(line: &Prose, numbers: &'b [Number<'a>]) -> Option<(Way, Vec<&'b Number<'a>>)> {
    let mut common = None;
    let mut growing: Vec<&Number<'_>> = Vec::new();
    for number in numbers {
        let word = words::before(line, number.at);
        let is_growth = number.is_growth() || (word.is_some() && number.is_rate_or_points());
        if !is_growth {
            continue;
        }
        // A number that is no change by itself says its way by the word before it.
        let way = match (number.way(), word) {
            (Some(way), _) => way,
            (None, Some(word)) if number.sign() == Some(Way::Up) => word.way,
            _ => return None,
        };
        if *common.get_or_insert(way) != way {
            return None;
        }
        if !growing.iter().any(|known| known.index == number.index) {
            growing.push(number);
        }
    }
    common.filter(|_| growing.len() >= 2).map(|way| (way, growing))
}

/// What may stand before the subject of a general clause.
const OPENINGS: &[&str] = &[
    "今年以来",
    "今年",
    "去年",
    "全年",
    "本年度",
    "本年",
    "上半年",
    "下半年",
    "前三季度",
    "与去年相比",
    "与上年相比",
    "同比去年",
    "同比",
    "比上年",
    "比去年",
    "较上年",
    "较去年",
    "和去年比",
    "但是",
    "但",
    "不过",
    "然而",
    "而",
    "因此",
    "导致",
    "致使",
    "使得",
    "使",
    "造成",
    "街道",
    "辖区内",
    "辖区",
    "全区",
    "全县",
    "全市",
    "全镇",
    "全乡",
    "全省",
    "我区",
    "我县",
    "我市",
    "我镇",
    "本地区",
    "我街道",
    "本街道",
    "全街道",
    "的",
    "影响",
    "年",
    "总体上",
    "总体看",
    "总的看",
    "overall",
    "in all",
    "however",
    "but",
    "and",
    "so",
    "as a result",
    "during the year",
    "this year",
    "in the year",
    "therefore",
    "unfortunately",
    "yet",
];

/// What makes indicators all indicators.
const ALL: &[&str] = &[
    "各项",
    "各类",
    "各",
    "所有",
    "全部",
    "上述",
    "以上",
    "主要",
    "多项",
    "整体",
    "总体",
    "经济",
    "社会",
    "发展",
    "核心",
    "运行",
    "生产",
    "经营",
    "all of the",
    "all the",
    "all",
    "every",
    "each of the",
    "the",
    "these",
    "main",
    "key",
    "most",
    "economic",
    "headline",
    "of",
    "growth",
    "major",
    "financial",
    "our",
    "both",
];

/// The subjects.
const SUBJECTS: &[&str] =
    &["指标", "数据", "indicators", "indicator", "measures", "figures", "metrics", "rates"];

/// What may stand between the subject and the word.
const MANNERS: &[&str] = &[
    "有所",
    "略有",
    "均",
    "都",
    "也",
    "普遍",
    "全面",
    "全部",
    "全线",
    "整体",
    "总体",
    "持续",
    "明显",
    "大幅度",
    "大幅",
    "小幅",
    "出现",
    "呈现",
    "呈",
    "了",
    "较大",
    "一定",
    "同比",
    "比上年",
    "较上年",
    "比去年",
    "较去年",
    "稳步",
    "稳中有",
    "保持",
    "实现",
    "继续",
    "不同程度",
    "的",
    "地",
    "程度",
    "have",
    "has",
    "all",
    "also",
    "slightly",
    "sharply",
    "clearly",
    "steadily",
    "continued to",
];

/// Reads a clause that says of all indicators that they went some way, and nothing else.
fn general(clause: &str) -> Option<Word> {
    if clause.contains(CITED) {
        return None;
    }
    let clause = clause.trim_end_matches(['，', '。', '；', ',', '.', ';', ' ', '！', '了']);
    let clause = clause.strip_suffix("趋势").or(clause.strip_suffix("态势")).unwrap_or(clause);
    let clause = clause.strip_suffix("的").unwrap_or(clause);
    let body = ["on last year", "on the year before", "year on year", "across the board", "from last year"]
        .iter()
        .find_map(|tail| clause.strip_suffix(tail))
        .unwrap_or(clause)
        .trim_end();
    let word = words::ending(body)?;
    let head = body[..word.range.start].to_ascii_lowercase();
    let head = head.trim();
    let (subject_at, subject) = SUBJECTS
        .iter()
        .filter_map(|subject| Some((head.rfind(subject)?, *subject)))
        .max_by_key(|(at, subject)| at + subject.len())?;
    let opening = stripped(&head[..subject_at], OPENINGS, ALL);
    let manner = stripped(&head[subject_at + subject.len()..], MANNERS, &[]);
    // One stray character in the middle is a slip of the pen: 有所提下滑.
    let slip = manner.chars().count() <= 1 && !manner.is_ascii();
    (opening.is_empty() && (manner.is_empty() || slip) && is_all(&head[..subject_at])).then_some(word)
}

/// Returns whether what stands before the subject makes it all of its kind.
fn is_all(before: &str) -> bool {
    [
        "各", "所有", "全部", "上述", "以上", "主要", "多项", "整体", "总体", "all", "every", "each", "main",
        "key", "most", "both",
    ]
    .iter()
    .any(|word| before.contains(word))
}

/// Returns what is left of a text when known words are taken off its beginning.
fn stripped<'a>(text: &'a str, words: &[&str], more: &[&str]) -> &'a str {
    let mut text = text.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
    let all = || words.iter().chain(more);
    while let Some(rest) = all().filter_map(|word| text.strip_prefix(word)).min_by_key(|rest| rest.len()) {
        text = rest.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
    }
    text
}

/// Says that every growth figure of the paragraph denies the word.
fn denied(line: &Prose, range: std::ops::Range<usize>, growing: &[&Number<'_>], way: Way) -> Diagnostic {
    let said = &line.text[range.clone()];
    let count = growing.len();
    let went = went(way);
    let (zh, en) = (went.zh, went.en);
    let named = growing.iter().take(NAMED).map(|number| format!("{} {}", number.name(), number.printed));
    let named: Vec<_> = named.collect();
    let (list_zh, list_en) = (named.join("、"), named.join(", "));
    let (more_zh, more_en) = if count > NAMED { ("等", " and others") } else { ("", "") };
    let message = text!(
        "写的是“{said}”，而本段引用的 {count} 个增长数字都是{zh}：{list_zh}{more_zh}",
        "the text says `{said}`, but all {count} growth figures of this paragraph went {en}: {list_en}{more_en}"
    );
    growing
        .iter()
        .take(NAMED)
        .fold(Diagnostic::new(Code::DirectionContradicts, line.span(range), message), |fault, number| {
            fault.related(number.span, text!("这里{zh}", "{en} here"))
        })
        .hint(text!(
            "改成与数字一致的说法，或写明“{said}”的是哪一项并引用它",
            "say what the numbers say, or name and cite what `{said}` is about"
        ))
}

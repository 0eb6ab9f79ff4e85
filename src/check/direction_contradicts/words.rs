//! The words of direction in both languages, and what around them takes their plain meaning away.
//!
//! Knows text only; what the numbers say is the business of the rules.

use std::ops::Range;

use super::number::Way;
use crate::report::prose::{CITED, Prose};

/// Chinese words of growth.
const UP: &[&str] = &[
    "上升", "增长", "提高", "提升", "增加", "扩大", "回升", "上涨", "增多", "攀升", "上扬", "走高", "攀高",
    "壮大",
];

/// Chinese words of decline.
const DOWN: &[&str] = &[
    "下降",
    "下滑",
    "减少",
    "降低",
    "回落",
    "缩减",
    "下跌",
    "缩小",
    "收缩",
    "萎缩",
    "下挫",
    "走低",
    "滑落",
    "滑坡",
    "减退",
    "负增长",
    "走弱",
    "下行",
];

/// Chinese nouns of decline, which take a positive number.
const FALLS: &[&str] = &["降幅", "跌幅", "减幅", "下降幅度", "下降率"];

/// English words of growth.
const RISING: &[&str] = &[
    "rise",
    "rises",
    "rose",
    "risen",
    "rising",
    "grow",
    "grows",
    "grew",
    "grown",
    "growing",
    "growth",
    "increase",
    "increases",
    "increased",
    "increasing",
    "climbed",
    "climb",
    "gained",
    "expanded",
    "jumped",
    "surged",
    "up",
    "higher",
    "improved",
];

/// English words of decline.
const FALLING: &[&str] = &[
    "fall",
    "falls",
    "fell",
    "fallen",
    "falling",
    "decline",
    "declines",
    "declined",
    "declining",
    "decrease",
    "decreases",
    "decreased",
    "decreasing",
    "drop",
    "drops",
    "dropped",
    "down",
    "lower",
    "shrank",
    "shrunk",
    "contracted",
    "contraction",
    "slipped",
    "slid",
    "worsened",
];

/// Words that may stand between a direction word and its number.
const BETWEEN: &[&str] =
    &["了", "约", "近", "超过", "超", "逾", "达到", "达", "至少", "分别", "又", "再", "仅", " "];
const BETWEEN_ENGLISH: &[&str] = &[
    "by",
    "of",
    "some",
    "about",
    "nearly",
    "over",
    "a",
    "an",
    "another",
    "further",
    "only",
    "just",
    "more",
    "than",
    "almost",
    "around",
    "roughly",
    "approximately",
];

/// Words in a sentence that speak of what is wanted, expected or asked.
const NOT_YET: &[&str] = &[
    "目标",
    "力争",
    "计划",
    "规划",
    "预计",
    "预期",
    "预测",
    "确保",
    "争取",
    "如果",
    "假如",
    "假设",
    "下一步",
    "明年",
    "来年",
    "将",
    "应当",
    "要求",
    "拟",
    "是否",
    "？",
    "?",
    "有望",
    "努力",
    "若",
];
const NOT_YET_ENGLISH: &[&str] = &[
    "target", "targets", "plan", "plans", "planned", "aim", "aims", "expect", "expects", "expected",
    "forecast", "will", "would", "should", "could", "might", "must", "if", "whether", "next", "goal",
    "budgeted",
];

/// Words in a clause that deny or turn the direction word behind them.
const DENIED: &[&str] = &[
    "没有", "并未", "未", "并非", "不是", "不会", "不再", "不得", "而非", "无", "扭转", "遏制", "防止",
    "避免", "止跌", "转降", "转升", "转正", "转负", "转为", "转增", "改变", "控制", "减缓", "放缓", "收窄",
    "摆脱", "克服", "少",
];
const DENIED_ENGLISH: &[&str] = &[
    "not",
    "no",
    "never",
    "without",
    "failed",
    "rather",
    "instead",
    "slowed",
    "halted",
    "reversed",
    "stopped",
    "neither",
    "nor",
    "avoided",
    "prevented",
    "stemmed",
    "ended",
    "than",
    "despite",
];

/// Words in a clause that make a rate the subject: then the word is about the rate of the rate.
const OF_A_RATE: &[&str] =
    &["增速", "增幅", "降幅", "涨幅", "跌幅", "增长率", "下降率", "增长速度", "速度", "幅度"];
const OF_A_RATE_ENGLISH: &[&str] = &["growth", "pace"];

/// A direction word where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its place in the line.
    pub(super) range: Range<usize>,
    /// What it says.
    pub(super) way: Way,
    /// Whether it names the size of a fall: a negative number behind it is usual.
    pub(super) is_size: bool,
}

/// Returns the direction word that stands directly before the number at `at`.
///
/// 增长到 and `rose to` give a level, not a change, and are not found. Of 分别增长甲和乙 it is before both.
pub(super) fn before(line: &Prose, at: usize) -> Option<Word> {
    let mut text = line.text[..at].trim_end_matches([' ', '（', '(']);
    loop {
        let shorter = BETWEEN.iter().find_map(|word| text.strip_suffix(word));
        match shorter.or_else(|| without_filler(text)) {
            Some(shorter) => text = shorter,
            None => break,
        }
    }
    if let Some(earlier) = text.strip_suffix(['和', '、', '及', '与']).and_then(|t| t.strip_suffix(CITED))
    {
        let word = before(line, earlier.len())?;
        return earlier[..word.range.start].ends_with("分别").then_some(word);
    }
    let noun = text.strip_suffix(['为', '是']).unwrap_or(text);
    if let Some(word) = FALLS.iter().find(|word| noun.ends_with(**word)) {
        return Some(Word { range: noun.len() - word.len()..noun.len(), way: Way::Down, is_size: true });
    }
    ending(text)
}

/// Returns the way of the Chinese direction word that a text begins with, and where it ends.
pub(super) fn starting(text: &str) -> Option<(Way, usize)> {
    let found =
        |list: &[&str]| list.iter().filter(|word| text.starts_with(**word)).map(|word| word.len()).max();
    let (word, way) = found(DOWN).map(|word| (word, Way::Down)).or_else(|| Some((found(UP)?, Way::Up)))?;
    let done = if text[word..].starts_with('了') { '了'.len_utf8() } else { 0 };
    Some((way, word + done))
}

/// Returns the direction word that a text ends with.
pub(super) fn ending(text: &str) -> Option<Word> {
    let found = |list: &[&'static str], way| {
        let word = list.iter().filter(|word| text.ends_with(**word)).max_by_key(|word| word.len())?;
        Some(Word { range: text.len() - word.len()..text.len(), way, is_size: false })
    };
    let down = found(DOWN, Way::Down);
    let up = found(UP, Way::Up).filter(|_| !text.ends_with("零增长"));
    if let Some(word) = down.or(up) {
        return Some(word);
    }
    let last = last_word(text);
    let lower = last.to_ascii_lowercase();
    let way = match (RISING.contains(&lower.as_str()), FALLING.contains(&lower.as_str())) {
        (true, _) => Way::Up,
        (_, true) => Way::Down,
        _ => return None,
    };
    Some(Word { range: text.len() - last.len()..text.len(), way, is_size: false })
}

/// Returns a text without the English filler word and blanks at its end, if one stands there.
fn without_filler(text: &str) -> Option<&str> {
    let last = last_word(text);
    let filler = BETWEEN_ENGLISH.contains(&last.to_ascii_lowercase().as_str());
    filler.then(|| text[..text.len() - last.len()].trim_end_matches(' '))
}

/// Returns the Latin word at the end of a text, which may be empty.
fn last_word(text: &str) -> &str {
    let start = text
        .rfind(|c: char| !c.is_ascii_alphabetic())
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    &text[start..]
}

/// Returns whether the sentence says of the word at `range` that it is so: not a plan, a question, a denial, a
/// quotation, and not about a rate of growth itself.
pub(super) fn is_asserted(line: &Prose, range: &Range<usize>) -> bool {
    let sentence = &line.text[line.sentence(range.start)];
    if is_quoted(line, range.start) || holds(sentence, NOT_YET) || tells(sentence, NOT_YET_ENGLISH) {
        return false;
    }
    let clause = line.clause(range.start);
    let before = &line.text[clause.start..range.start];
    let denied =
        holds(&before.replace("不断", ""), &["不"]) && !holds(before, &["不仅", "不但", "不光", "不只"]);
    !denied
        && !holds(&before.replace("少数", ""), DENIED)
        && !tells(before, DENIED_ENGLISH)
        && !before.contains("n't")
}

/// Returns whether the clause before an offset speaks of a rate of growth.
pub(super) fn is_about_a_rate(line: &Prose, at: usize) -> bool {
    let before = &line.text[line.clause(at).start..at];
    holds(before, OF_A_RATE) || tells(before, OF_A_RATE_ENGLISH)
}

/// Returns whether a place stands within quotation marks or the name of a work.
pub(super) fn is_quoted(line: &Prose, at: usize) -> bool {
    let before = &line.text[line.sentence(at).start..at];
    [('“', '”'), ('‘', '’'), ('「', '」'), ('《', '》'), ('『', '』')]
        .iter()
        .any(|(open, close)| before.rfind(*open).is_some_and(|at| !before[at..].contains(*close)))
        || before.matches('"').count() % 2 == 1
}

fn holds(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Returns whether one of some English words stands in a text.
fn tells(text: &str, words: &[&str]) -> bool {
    text.split(|c: char| !c.is_ascii_alphabetic())
        .any(|word| words.contains(&word.to_ascii_lowercase().as_str()))
}

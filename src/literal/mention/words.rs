//! Words around a number: where a clause ends, which time and place it speaks of.

use super::super::line::{is_han, is_latin};
use crate::report::prose::{CITED, OPAQUE};

/// What may stand between a name and its number.
const BETWEEN: &[&str] = &[
    "总数",
    "数量",
    "人数",
    "户数",
    "件数",
    "数",
    "总额",
    "总量",
    "总计",
    "共计",
    "合计",
    "累计",
    "一共",
    "共有",
    "共",
    "达到了",
    "达到",
    "达",
    "实现",
    "完成",
    "完成了",
    "为",
    "是",
    "有",
    "了",
    "已",
    "仅",
    "分别为",
    ":",
    "：",
    "=",
    "(",
    "（",
    "“",
    "”",
    "\"",
    " ",
    "was",
    "were",
    "is",
    "are",
    "of",
    "at",
    "stood",
    "stands",
    "reached",
    "totalled",
    "totals",
    "total",
    "to",
    "rose",
    "fell",
    "came",
    "a",
    "now",
    "in all",
    "rises",
    "-",
];

/// What may stand directly before a name: it begins the phrase. Verbs of dealing with a thing do not: 整改隐患
/// counts other ones than 隐患.
const BEGINS: &[&str] = &[
    "共", "共有", "共计", "总计", "合计", "累计", "发生", "发现", "受理", "收到", "全年", "今年", "本年",
    "年", "年度", "年底", "街道", "辖区", "我区", "我县", "我市", "我局", "本局", "本市", "本区", "全区",
    "全县", "全市", "全省", "全镇", "有", "其", "该", "其中", "已", "全部", "以来", "目前", "总体", "年末",
    "截至", "底",
];

/// What may also stand before the name of a rate or an amount.
pub(super) const BEGINS_RATES: &[&str] = &["实现", "完成", "的", "使", "整体", "平均", "达成", "按期"];

/// What may stand before those words without saying that only a part is meant.
const OPENS: &[&str] = &[
    "单位",
    "我单位",
    "本单位",
    "我们",
    "全局",
    "全系统",
    "办事处",
    "党工委",
    "年内",
    "当年",
    "报告期内",
    "报告期",
    "期间",
    "截止",
    "至",
    "止",
    "末",
    "度",
    "同时",
    "并",
    "也",
    "还",
    "而",
    "但",
    "各类",
    "各项",
    "排查",
    "查出",
    "实际",
    "总",
    "现",
    "现有",
    "的",
    "在",
    "到",
    "均",
    "都",
    "累计",
    "全",
    "月",
    "日",
    "中",
    "以",
    "来",
    "据统计",
    "统计",
    "经",
    "内",
    "由于",
    "因此",
    "所以",
];

const BEGINS_ENGLISH: &[&str] = &[
    "the", "our", "overall", "a", "total", "annual", "in", "an", "this", "its", "their", "council", "s",
    "that", "when", "while", "but", "year", "where", "as", "so",
];

/// What may stand before a number that counts all there is.
const ALL: &[&str] = &[
    "共", "总", "有", "计", "累计", "合计", "发生", "受理", "收到", "全年", "今年", "本年", "年度", "街道",
    "辖区", "我区", "我县", "我市", "我局", "本局", "本市", "本区", "全区", "全县", "全市", "全镇",
];

pub(super) const THERE_WERE: &[&str] = &[
    "there were",
    "there were in all",
    "there were a total of",
    "in all there were",
    "this year there were",
];

/// What makes the sentence speak of something else than what happened, here and in this period.
pub(super) const SILENCING: &[&str] = &[
    "目标",
    "计划",
    "规划",
    "预计",
    "预期",
    "预测",
    "力争",
    "确保",
    "要求",
    "标准",
    "上年",
    "去年",
    "往年",
    "上季",
    "同期",
    "前年",
    "平均水平",
    "上半年",
    "下半年",
    "季度",
    "本月",
    "当月",
    "上月",
    "每月",
    "每天",
    "月均",
    "日均",
    "年均",
    "不含",
    "如果",
    "假如",
    "社区",
    "小区",
    "高于",
    "低于",
    "全国",
    "全省",
    "下降",
    "减少",
    "提高",
    "提升",
    "target",
    "plan",
    "forecast",
    "expected",
    "last year",
    "previous",
    "prior ",
    "excluding",
    "except",
    "compared",
    "ward",
    " per ",
    "each",
    "if ",
    "would",
    "should",
    "could",
    "benchmark",
    "average",
    "national",
    "england",
    "month",
    "quarter",
    "increase",
    "decrease",
    "between",
    "budgeted",
    "by 20",
    "will ",
    "aim",
];

/// What does so within the clause itself.
pub(super) const SILENCING_NEAR: &[&str] =
    &["原", "曾", "除", "若", "拟", "应", "村", "各", "每", "比", "较", "增", "不", "未", "非", "另", "not "];

/// What may follow a number and make it another thing: 97%的目标.
pub(super) const AFTERWARDS: &[&str] = &[
    "的目标",
    "的要求",
    "的标准",
    "的任务",
    "目标",
    "计划",
    " target",
    " planned",
    " forecast",
    "的指标",
    "用于",
    "以上",
    "以下",
    "的",
    "/",
];

/// Levels of government: what one of them counts is a part, or another count.
const LEVELS: &[&str] = &["国家级", "部级", "省级", "市级", "县级", "区级", "镇级", "乡级", "村级"];

/// What makes another word of the last character of a place's name: 城镇, 农村, 32个村.
const NO_PLACE: &str = "全我本各该城乡农个下返集山渔牧的";

/// What also makes a table that of a part, in what stands above it.
pub(super) const OF_A_PART: &[&str] = &[
    "片区",
    "批",
    "小组",
    "分局",
    "分公司",
    "部分",
    "典型",
    "样本",
    "抽样",
    "试点",
    "sample",
    "pilot",
    "area",
];

/// The words of a title for another time or place than all of the report's; what a title says of work it does, it says of all.
pub(super) const OF_A_TITLE: &[&str] = &[
    "上年",
    "去年",
    "往年",
    "前年",
    "上季",
    "同期",
    "上半年",
    "下半年",
    "季度",
    "社区",
    "小区",
    "片区",
    "村",
    "全国",
    "全省",
    "last year",
    "previous",
    "ward",
    "month",
    "quarter",
    "national",
];

/// Returns whether a text names a year or month that what is known of a figure does not.
pub(super) fn other_time(text: &str, known: &str) -> bool {
    let mut digits = String::new();
    for c in text.chars().chain(std::iter::once(' ')) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
        if (year && !known.contains(&digits))
            || (!digits.is_empty() && c == '月')
            || (matches!(digits.len(), 1 | 2) && c == '年')
        {
            return true;
        }
        digits.clear();
    }
    false
}

/// Cuts one of the words that may stand between a name and its number off the end of a text.
pub(super) fn cut(text: &str) -> Option<usize> {
    let lower = |word: &str| {
        text.len() >= word.len()
            && text.is_char_boundary(text.len() - word.len())
            && text[text.len() - word.len()..].eq_ignore_ascii_case(word)
    };
    let fits = BETWEEN.iter().filter(|word| lower(word)).filter(|word| {
        let latin = word.starts_with(|c: char| c.is_ascii_alphabetic());
        !latin || !text[..text.len() - word.len()].ends_with(is_latin)
    });
    fits.map(|word| text.len() - word.len()).min()
}

/// Returns whether a name may begin where a text ends: nothing before it makes a longer phrase of it.
pub(super) fn begins(text: &str) -> bool {
    let Some(last) = text.trim_end().chars().last() else { return true };
    if text.ends_with(' ') && is_latin(last) {
        let word = text.trim_end().rsplit(|c: char| !is_latin(c)).next().unwrap_or_default().to_lowercase();
        return BEGINS_ENGLISH.contains(&word.as_str());
    }
    if is_han(last) {
        return ends_with_one(text, BEGINS);
    }
    !last.is_alphanumeric() && last != CITED && last != OPAQUE && last != '-'
}

/// Returns whether nothing before a name, back to the beginning of its clause, says whose it is: `竹园镇发现` before 问题 does.
///
/// Asked where a name may begin; `organisation` is who reports.
pub(super) fn says_no_other(text: &str, organisation: &str) -> bool {
    let mut rest = text.trim_end();
    while rest.chars().last().is_some_and(is_han) {
        let known = BEGINS.iter().chain(BEGINS_RATES).chain(OPENS);
        match known.filter(|word| rest.ends_with(**word)).map(|word| word.len()).max() {
            Some(length) => rest = rest[..rest.len() - length].trim_end(),
            None => return organisation.starts_with(rest) || organisation.ends_with(rest),
        }
    }
    true
}

/// Returns whether a text names a town, a village or a level of government that neither the report's organisation nor what is
/// known of a figure is.
pub(super) fn other_place(text: &str, known: &str, organisation: &str) -> bool {
    let ours = |name: &str| known.contains(name) || organisation.contains(name);
    let is_place = |at: usize, c: char| {
        let before = text[..at].chars().last().filter(|before| is_han(*before));
        before.is_some_and(|before| {
            !NO_PLACE.contains(before) && !ours(&text[at - before.len_utf8()..at + c.len_utf8()])
        })
    };
    text.char_indices().any(|(at, c)| matches!(c, '镇' | '乡' | '村') && is_place(at, c))
        || LEVELS.iter().any(|level| text.contains(level) && !ours(level))
}

pub(super) fn ends_with_one(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.trim_end().ends_with(word))
}

/// Returns whether a name in Latin letters stands at a place as a word.
pub(super) fn is_whole_word(text: &str, at: usize, name: &str) -> bool {
    let before = text[..at].chars().last().is_some_and(is_latin) && name.starts_with(is_latin);
    let after = text[at + name.len()..].chars().next().is_some_and(is_latin) && name.ends_with(is_latin);
    !before && !after
}

/// Returns the word for all that an organisation is responsible for.
pub(super) fn whole(organisation: &str) -> Option<&'static str> {
    let small = ["街道", "社区", "镇人民政府", "镇政府", "乡人民政府", "乡政府", "村委会", "村民委员会"];
    if small.iter().any(|word| organisation.contains(word)) || organisation.ends_with(['镇', '乡', '村']) {
        return None;
    }
    let last = organisation.chars().rfind(|c| matches!(c, '区' | '县' | '市'));
    last.map(|c| match c {
        '区' => "全区",
        '县' => "全县",
        _ => "全市",
    })
}

pub(super) fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Returns whether words before a number say that it is of all, and nothing else.
pub(super) fn says_all(lead: &str) -> bool {
    let mut rest = lead;
    while let Some(word) = ALL.iter().find(|word| rest.starts_with(**word)) {
        rest = &rest[word.len()..];
    }
    rest.is_empty() && lead.contains(['共', '计', '全'])
}

//! Which figure a typed number speaks of: by a figure's name or label in its clause, or by its value.
//!
//! A name counts where it stands whole: the longest name wins, and a longer phrase (信访事件 for 事件) is another
//! thing. Where the sentence speaks of another year, place or of a plan, nothing is said to be named.

mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use num_rational::BigRational;

use super::Literal;
use super::verdicts::holds_number;
use crate::figure::{Figure, FigureTable};
use crate::report::Report;

use self::words::{begins, cut, ends_with_one, is_whole_word, other_time, whole, without_blanks};

/// The figures of a report by what prose calls them and by what they are worth.
#[derive(Debug)]
pub struct Mentions<'a> {
    figures: &'a FigureTable,
    /// What the organisation is: for a county 全县 is all there is.
    whole: Option<&'static str>,
    /// Only looked up, never walked: its order would not be the same twice.
    names: HashMap<&'a str, Vec<usize>>,
    /// How many figures have a name. Only looked up.
    namesakes: HashMap<&'a str, usize>,
    /// The characters that names end with.
    endings: BTreeSet<char>,
    /// By exact value, in the order of sections.
    worth: BTreeMap<&'a BigRational, Vec<usize>>,
    /// By what is printed.
    shown: BTreeMap<String, Vec<usize>>,
    /// The most characters of a name.
    longest: usize,
}

/// A figure that a clause names before a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The figure.
    pub figure: usize,
    /// How many characters of the lead stand before the name.
    pub at: usize,
}

/// More figures of one value than this are looked for in the literal's own section only.
const MANY: usize = 64;

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
const BEGINS_RATES: &[&str] = &["实现", "完成", "的", "使", "整体", "平均", "达成", "按期"];

const BEGINS_ENGLISH: &[&str] = &[
    "the", "our", "overall", "a", "total", "annual", "in", "an", "this", "its", "their", "council", "s",
    "that", "when", "while", "but", "year", "where", "as", "so",
];

/// What makes the sentence speak of something else than what happened, here and in this period.
const SILENCING: &[&str] = &[
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
const SILENCING_NEAR: &[&str] =
    &["原", "曾", "除", "若", "拟", "应", "村", "各", "每", "比", "较", "增", "不", "未", "非", "另", "not "];

/// What may follow a number and make it another thing: 97%的目标.
const AFTERWARDS: &[&str] = &[
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
    "以上",
    "以下",
    "的",
    "/",
];

/// What also makes a table that of a part, in what stands above it.
const OF_A_PART: &[&str] = &[
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
const OF_A_TITLE: &[&str] = &[
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

impl<'a> Mentions<'a> {
    /// Returns the figures of a report, ready to be looked up.
    pub fn new(report: &'a Report, figures: &'a FigureTable) -> Self {
        let mut mentions = Self {
            figures,
            whole: whole(&report.settings.organisation),
            names: HashMap::new(),
            namesakes: HashMap::new(),
            endings: BTreeSet::new(),
            worth: BTreeMap::new(),
            shown: BTreeMap::new(),
            longest: 0,
        };
        for (index, figure) in figures.figures.iter().enumerate() {
            *mentions.namesakes.entry(&figure.name).or_default() += 1;
            for name in std::iter::once(&figure.name).chain(&figure.label) {
                mentions.longest = mentions.longest.max(name.chars().count());
                mentions.endings.extend(name.trim().chars().last());
                let same = mentions.names.entry(name.trim()).or_default();
                if same.last() != Some(&index) {
                    same.push(index);
                }
            }
            if let Some(worth) = &figure.worth {
                mentions.worth.entry(&worth.base).or_default().push(index);
            }
            if let Some(display) = &figure.display {
                mentions.shown.entry(without_blanks(display)).or_default().push(index);
            }
        }
        // What the text and the office's tables declare comes after all front matter.
        for list in mentions.worth.values_mut().chain(mentions.shown.values_mut()) {
            list.sort_by_key(|index| figures.figures[*index].section);
        }
        mentions
    }

    /// Returns whether no other figure of the report has a figure's name.
    pub fn is_only_of_name(&self, figure: &Figure) -> bool {
        self.namesakes.get(figure.name.as_str()) == Some(&1)
    }

    /// Returns the figure that a literal's clause names directly before it, with nothing that makes it another's.
    pub fn before(&self, literal: &Literal) -> Option<Named> {
        let lead = literal.clause.lead.as_str();
        let name = self.name_before(lead)?;
        let rate = literal.alone().is_some_and(|quantity| !quantity.unit.counts());
        let opens = begins(&lead[..name.start]) || (rate && ends_with_one(&lead[..name.start], BEGINS_RATES));
        if !opens || holds_number(&lead[name.end..]) {
            return None;
        }
        let figure = self.only(literal.section, &lead[name.clone()])?;
        let at = lead[..name.start].chars().count();
        let silent = self.silenced(literal, &self.figures.figures[figure], name);
        (!silent).then_some(Named { figure, at })
    }

    /// Returns the figure whose name or label a text is, to the eyes of a section.
    pub fn of_label(&self, section: usize, label: &str) -> Option<usize> {
        self.only(section, label.trim())
    }

    /// Returns whether what stands above a table speaks of another year, place or intention than a figure does, or of a
    /// narrower thing: 女党员 for 党员.
    pub fn is_elsewhere(&self, text: &str, figure: &Figure) -> bool {
        let (text, known) = (text.to_lowercase(), known(figure));
        let says =
            |words: &[&str]| words.iter().any(|word| text.contains(word) && !known.contains(word.trim()));
        let name = figure.name.to_lowercase();
        let narrower = text.match_indices(&name).any(|(at, _)| !begins(&text[..at]));
        narrower
            || says(SILENCING)
            || says(OF_A_PART)
            || self.other_whole(&text, &known)
            || other_time(&text, &known)
    }

    /// Returns whether a section's title speaks of another time or place than a figure does: 东街社区, not 社区治理.
    pub fn is_titled_elsewhere(&self, title: &str, figure: &Figure) -> bool {
        let (title, known) = (title.trim().to_lowercase(), known(figure));
        let other = OF_A_TITLE.iter().filter(|word| !known.contains(**word)).any(|word| {
            let mut places = title.match_indices(word);
            places.any(|(at, _)| {
                let latin = word.starts_with(|c: char| c.is_ascii_alphabetic());
                if latin {
                    is_whole_word(&title, at, word)
                } else {
                    at > 0 || !word.ends_with(['区', '村'])
                }
            })
        });
        other || self.other_whole(&title, &known) || other_time(&title, &known)
    }

    /// Returns whether a text speaks of all of a district that is not the organisation's.
    fn other_whole(&self, text: &str, known: &str) -> bool {
        let words = ["全区", "全县", "全市"];
        words.iter().any(|word| text.contains(word) && self.whole != Some(word) && !known.contains(word))
    }

    /// Returns the figures of a literal's value that its clause names.
    pub fn equal(&self, literal: &Literal) -> Vec<usize> {
        let Some(quantity) = literal.alone() else { return Vec::new() };
        if quantity.unit.is_bare() {
            return Vec::new();
        }
        let base = quantity.base();
        let exact = self.worth.get(&base).filter(|_| quantity.hedge.is_none());
        let shown = self.shown.get(&without_blanks(&quantity.text));
        let mut fitting: Vec<usize> = Vec::new();
        for list in [exact, shown].into_iter().flatten() {
            let from = if list.len() > MANY {
                list.partition_point(|index| self.figures.figures[*index].section < literal.section)
            } else {
                0
            };
            let own = |index: &&usize| {
                list.len() <= MANY || self.figures.figures[**index].section == literal.section
            };
            fitting.extend(list[from..].iter().take_while(own));
        }
        fitting.sort_unstable();
        fitting.dedup();
        let text = format!("{}{}{}", literal.clause.lead, quantity.text, literal.clause.trail);
        fitting.retain(|index| {
            let figure = &self.figures.figures[*index];
            let kind = figure.worth.as_ref().is_some_and(|worth| worth.unit.is_kind_of(&quantity.unit));
            // 10000张 is not 10000余张.
            let hedged = figure.stated.as_ref().is_some_and(|(stated, _)| stated.hedge.is_some());
            kind && (!hedged || quantity.hedge.is_some())
                && self.is_visible(literal.section, *index)
                && self.stands_in(figure, &text)
        });
        fitting
    }

    /// Returns the range of the longest name that a text ends with, some words between left out.
    fn name_before(&self, lead: &str) -> Option<std::ops::Range<usize>> {
        let mut end = lead.len();
        let mut best: Option<std::ops::Range<usize>> = None;
        // The words between may be part of a name: each way to cut them off is tried, the longest name taken.
        for _ in 0..6 {
            if let Some(start) = self.longest_at_end(&lead[..end]) {
                let longer = best.as_ref().is_none_or(|best| start < best.start);
                best = if longer { Some(start..end) } else { best };
            }
            let Some(shorter) = cut(&lead[..end]) else { break };
            end = shorter;
        }
        best
    }

    /// Returns where the longest name that a text ends with begins.
    fn longest_at_end(&self, text: &str) -> Option<usize> {
        if !text.chars().last().is_some_and(|last| self.endings.contains(&last)) {
            return None;
        }
        let starts = text.char_indices().rev().take(self.longest).map(|(at, _)| at);
        let name = |at: &usize| {
            self.of_name(&text[*at..]).is_some() && text[*at..].trim_start().len() == text[*at..].len()
        };
        starts.filter(name).last()
    }

    /// Returns the figures of a name; a capital that begins a sentence is none of the name's.
    fn of_name(&self, written: &str) -> Option<&Vec<usize>> {
        self.names.get(written).or_else(|| {
            let first = written.chars().next().filter(char::is_ascii_uppercase)?;
            self.names.get(format!("{}{}", first.to_ascii_lowercase(), &written[1..]).as_str())
        })
    }

    /// Returns the figure of a name as a section sees it: its own, or the only one.
    fn only(&self, section: usize, name: &str) -> Option<usize> {
        let all = self.of_name(name)?;
        let own: Vec<usize> =
            all.iter().copied().filter(|index| self.figures.figures[*index].section == section).collect();
        match (own.as_slice(), all.as_slice()) {
            ([one], _) | ([], [one]) => Some(*one),
            _ => None,
        }
    }

    fn is_visible(&self, section: usize, index: usize) -> bool {
        let figure = &self.figures.figures[index];
        figure.section == section || self.only(section, &figure.name) == Some(index)
    }

    /// Returns whether a figure's name or label stands in a text, and not only within a longer name.
    fn stands_in(&self, figure: &Figure, text: &str) -> bool {
        std::iter::once(&figure.name).chain(&figure.label).any(|name| {
            let at_all = text.match_indices(name.as_str()).take(8);
            at_all
                .filter(|(at, _)| is_whole_word(text, *at, name))
                .any(|(at, _)| !self.is_within_longer(text, at, name.len()))
        })
    }

    /// Returns whether a stretch of a text lies within a longer name that stands there.
    fn is_within_longer(&self, text: &str, at: usize, length: usize) -> bool {
        let starts = text[..at].char_indices().rev().take(self.longest).map(|(start, _)| start);
        let starts: Vec<usize> = std::iter::once(at).chain(starts).collect();
        let ends = text[at + length..].char_indices().map(|(end, c)| at + length + end + c.len_utf8());
        let ends: Vec<usize> = std::iter::once(at + length).chain(ends.take(self.longest)).collect();
        starts.iter().any(|start| {
            ends.iter().any(|end| end - start > length && self.names.contains_key(&text[*start..*end]))
        })
    }

    /// Returns whether the sentence speaks of another year, place or intention than the figure.
    fn silenced(&self, literal: &Literal, figure: &Figure, name: std::ops::Range<usize>) -> bool {
        let clause = &literal.clause;
        let lead = &clause.lead;
        let near = format!("{} {}", &lead[..name.start], &lead[name.end..]).to_lowercase();
        let around = format!("{} {near}", clause.earlier.to_lowercase());
        let known = known(figure);
        let whole = self.other_whole(&around, &known);
        let part = lead[..name.start].contains("其中") && figure.whole.is_none();
        let says = |text: &str, words: &[&str]| {
            words.iter().any(|word| text.contains(word) && !known.contains(word.trim()))
        };
        let other = says(&around, SILENCING) || says(&near, SILENCING_NEAR);
        let trail = clause.trail.to_lowercase();
        let after = AFTERWARDS.iter().any(|word| trail.starts_with(word));
        let behind = SILENCING.iter().any(|word| word.len() > 6 && trail.contains(word));
        whole || part || other || after || behind || other_time(&around, &known)
    }
}

/// Returns what is known of a figure: its period, scope and name.
fn known(figure: &Figure) -> String {
    let words = |words: &Option<String>| words.clone().unwrap_or_default();
    format!("{} {} {}", words(&figure.period), words(&figure.scope), figure.name).to_lowercase()
}

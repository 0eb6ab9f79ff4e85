//! What is never added up, by what it is called: rates, means, years, numbers that are names.

use crate::figure::data::without_unit;
use crate::figure::unit::Alone;

/// Returns whether a row is a part of the row above it.
pub fn is_of_which(words: &str) -> bool {
    let words = words.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '（' | '(' | '#'));
    words.starts_with("其中") || words.to_lowercase().starts_with("of which")
}

/// The ends of heads whose numbers are never added up.
const ENDS: &[&str] = &[
    "率",
    "占比",
    "比重",
    "比例",
    "百分比",
    "单价",
    "均价",
    "增速",
    "增幅",
    "增减幅",
    "满意度",
    "密度",
    "指数",
    "系数",
    "年龄",
    "时限",
    "标准",
    "降幅",
    "涨幅",
    "同比",
    "环比",
    "排名",
    "名次",
    "位次",
    "序号",
    "编号",
    "号码",
    "代码",
    "电话",
    "手机",
    "年份",
];

/// What makes a head that of means, of years.
const WITHIN: &[&str] = &["人均", "户均", "亩均", "平均", "年均", "月均", "日均", "成立", "建成", "出生"];

/// The English words that do so.
const WORDS: &[&str] = &[
    "rate",
    "rates",
    "percentage",
    "percent",
    "average",
    "avg",
    "mean",
    "median",
    "ratio",
    "per",
    "growth",
    "density",
    "index",
    "rank",
    "phone",
    "telephone",
    "founded",
    "built",
    "opened",
];

/// The ends of heads of growth, unless a unit behind them says that it is an amount.
const GROWTH: &[&str] = &["增长", "change"];

/// The English words that do so at the end of a head: `age`, but not `old-age pensions`.
const LAST: &[&str] = &["age", "ages", "satisfaction", "change", "unit cost", "unit costs", "unit price"];

/// Returns whether the numbers under a head are never added up: rates, means, years, numbers that are names.
pub fn is_apart(head: &str) -> bool {
    let (label, unit) = without_unit(head);
    let label = label.to_lowercase();
    let adds_up = match unit {
        Some(Alone::Unit(unit)) => Some(unit.adds_up()),
        _ => None,
    };
    let is_amount = adds_up == Some(true);
    let mut words = label.split(|c: char| !c.is_ascii_alphabetic());
    let whole =
        matches!(label.as_str(), "年" | "年度" | "序" | "号" | "year" | "no" | "no." | "id" | "code" | "#");
    let ends = |ends: &[&str]| {
        ends.iter().any(|end| {
            let before = label.strip_suffix(end);
            before.is_some_and(|before| !end.is_ascii() || !before.ends_with(|c: char| c.is_alphanumeric()))
        })
    };
    let grows = ends(GROWTH);
    adds_up == Some(false)
        || whole
        || label.contains('%')
        || (grows && !is_amount)
        || ends(ENDS)
        || (ends(LAST) && !grows)
        || WITHIN.iter().any(|word| label.contains(word))
        || words.any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::is_apart;

    #[test]
    fn what_is_never_added_up_is_known_by_its_head() {
        for head in [
            "满意度",
            "群众满意度（%）",
            "人口密度",
            "价格指数",
            "同比增长",
            "增减幅",
            "平均年龄",
            "办理时限",
            "补助标准",
            "调整系数",
            "气温（℃）",
            "年龄（岁）",
            "人均（元/人）",
            "变化（个百分点）",
            "Satisfaction",
            "Change",
            "Unit cost ($)",
            "Price index",
            "Density",
            "Age",
            "Mean age",
            "growth rate",
        ] {
            assert!(is_apart(head), "{head}");
        }
        for head in [
            "预算数",
            "增长（万元）",
            "增长额",
            "标准化厂房",
            "指数基金规模（万元）",
            "Change ($m)",
            "Old-age pensions",
            "Packages",
            "Cost",
            "用电量（度）",
            "Wage",
            "Exchange",
        ] {
            assert!(!is_apart(head), "{head}");
        }
    }
}

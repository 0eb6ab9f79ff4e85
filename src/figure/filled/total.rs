//! The row of sums of a block. What cannot be added up (rates, means, years, numbers of telephones) has no sum.
//!
//! A cell that keeps the sum of its column from being made is named: nobody looks for an O among zeros.

use num_rational::BigRational;
use num_traits::Zero as _;

use super::{DASHES, Fault, Filler, is_total, plain, quantity, words};
use crate::diagnostic::{Code, Diagnostic, Language, Severity, Text, printable};
use crate::figure::data::without_unit;
use crate::figure::number;
use crate::figure::quantity::Quantity;
use crate::figure::unit::Alone;
use crate::report::{Cell, Rounding, Scalar, heads};
use crate::text;

/// A cell that keeps a sum from being made, and why.
struct Spoilt<'a> {
    row: usize,
    column: usize,
    cell: &'a Cell,
    words: String,
    why: Text,
}

/// Returns the name of the row of sums that a block asks for: empty for the usual one.
pub(super) fn wanted(total: Option<&Scalar>) -> Option<Scalar> {
    let total = total?;
    match total.text.trim().to_lowercase().as_str() {
        "no" | "false" | "off" | "否" | "不" | "无" | "不要" => None,
        "" | "yes" | "true" | "on" | "是" | "对" | "有" | "要" => {
            Some(Scalar { text: String::new(), span: total.span })
        }
        _ => Some(total.clone()),
    }
}

impl Filler<'_> {
    /// Returns the row of sums. A column with words in it has none.
    pub(super) fn total(
        &mut self,
        name: &Scalar,
        (head, body): (&[Vec<Cell>], &[Vec<Cell>]),
        columns: usize,
    ) -> Result<Vec<Cell>, Fault> {
        let place = name.span.unwrap_or_default();
        self.can_be_summed(body).map_err(|(message, hint)| {
            let fault = Diagnostic::new(Code::BadData, place, message);
            Box::new(match hint {
                Some(hint) => fault.hint(hint),
                None => fault,
            })
        })?;
        let called = match name.text.trim() {
            "" if self.given.report.settings.language == Language::Chinese => "合计",
            "" => "Total",
            written => written,
        };
        let heads: Vec<Vec<String>> = heads(head, columns)
            .into_iter()
            .map(|cells| cells.into_iter().map(|cell| words(cell, self.figures)).collect())
            .collect();
        let mut row = vec![plain(called.to_owned(), place)];
        let mut spoilt = Vec::new();
        for (column, heads) in heads.iter().enumerate().skip(1) {
            let sum = if heads.iter().any(|head| is_apart(head)) { Ok(None) } else { self.sum(body, column) };
            let sum = sum.unwrap_or_else(|found| {
                spoilt.push(*found);
                None
            });
            row.push(plain(sum.unwrap_or_default(), place));
        }
        if row.iter().skip(1).all(|cell| cell.content.is_empty()) {
            let first = spoilt.into_iter().next().or_else(|| self.first_word(body, &heads));
            let said = first.map(|spoilt| self.says(&spoilt, body, &heads)).unwrap_or_default();
            let (zh, en) = (said.zh, said.en);
            let message = text!("没有一列能求合计{zh}", "no column can be summed{en}");
            return Err(Box::new(Diagnostic::new(Code::BadData, place, message)));
        }
        for found in spoilt {
            let said = self.says(&found, body, &heads);
            let (zh, en) = (said.zh, said.en);
            let message = text!("这一列没有合计{zh}", "this column has no sum{en}");
            let fault = Diagnostic::new(Code::BadData, found.cell.span, message).severity(Severity::Warning);
            self.diagnostics.push(fault.hint(text!(
                "改好这一格；没有数的格子写 —",
                "mend the cell; write — where there is no number"
            )));
        }
        Ok(row)
    }

    /// Returns why rows cannot be summed, if they cannot.
    fn can_be_summed(&self, body: &[Vec<Cell>]) -> Result<(), (Text, Option<Text>)> {
        if body.iter().flatten().any(|cell| cell.colspan > 1 || cell.rowspan > 1) {
            let message = text!("有合并的单元格，不能求合计", "rows with merged cells cannot be summed");
            return Err((message, None));
        }
        for row in body {
            let mut texts = row.iter().map(|cell| words(cell, self.figures));
            if let Some(words) = texts.find(|words| is_total(words) || is_of_which(words)) {
                let words = printable(words.trim());
                let message = text!(
                    "数据里已经有“{words}”一行，再求合计就算了两遍",
                    "the data has a row `{words}` already: its numbers would be counted twice"
                );
                let hint =
                    text!("删去 total，或用 range 略过那一行", "leave out `total`, or that row with `range`");
                return Err((message, Some(hint)));
            }
        }
        Ok(())
    }

    /// Returns the sum of a column, exact, in the unit of its first number; nothing where its cells are words.
    fn sum<'a>(&self, body: &'a [Vec<Cell>], column: usize) -> Result<Option<String>, Box<Spoilt<'a>>> {
        let mut terms: Vec<(Spoilt<'a>, Quantity)> = Vec::new();
        let mut others: Vec<Spoilt<'a>> = Vec::new();
        for (at, row) in body.iter().enumerate() {
            let Some(cell) = row.get(column) else { continue };
            let words = words(cell, self.figures);
            if DASHES.contains(&words.trim()) {
                continue;
            }
            let read = quantity(&words);
            let why = text!("不是数", "is no number");
            let found = Spoilt { row: at, column, cell, words, why };
            match read {
                Some(quantity) => terms.push((found, quantity)),
                None => others.push(found),
            }
        }
        if terms.is_empty() || others.len() > terms.len() {
            return Ok(None);
        }
        if let Some(other) = others.into_iter().next() {
            return Err(Box::new(other));
        }
        let spoilt = |at: usize, why| Box::new(Spoilt { why, ..terms_at(&terms, at) });
        let first = &terms[0].1;
        if first.unit.per().is_some() || first.unit.text().contains('/') || first.unit.text() == "百分点" {
            return Ok(None);
        }
        if let Some(at) = terms.iter().position(|(_, term)| term.hedge.is_some()) {
            return Err(spoilt(at, text!("是约数", "is hedged")));
        }
        let other = |(_, term): &(_, Quantity)| {
            !term.unit.is_kind_of(&first.unit) || term.unit.is_bare() != first.unit.is_bare()
        };
        if let Some(at) = terms.iter().position(other) {
            let of_first = printable(terms[0].0.words.trim());
            return Err(spoilt(
                at,
                text!("和“{of_first}”不是同一种单位", "is of another unit than `{of_first}`"),
            ));
        }
        let base: BigRational = terms.iter().fold(BigRational::zero(), |sum, (_, term)| sum + term.base());
        let sum = first.unit.in_scale(&base);
        let same = terms.iter().filter(|(_, term)| term.unit.scale() == first.unit.scale());
        let decimals = same.map(|(_, term)| term.decimals).max().unwrap_or_default();
        let decimals = decimals.max(number::exact_decimals(&sum).unwrap_or_default());
        let grouped = terms.iter().any(|(found, _)| found.words.contains([',', '，']));
        Ok(Some(first.unit.around(&number::decimal(&sum, decimals, Rounding::HalfUp, grouped), "")))
    }

    /// Returns the first cell with words in a column that might have had a sum.
    fn first_word<'a>(&self, body: &'a [Vec<Cell>], heads: &[Vec<String>]) -> Option<Spoilt<'a>> {
        for (row, cells) in body.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().skip(1) {
                let words = words(cell, self.figures);
                let apart = heads.get(column).is_some_and(|heads| heads.iter().any(|head| is_apart(head)));
                if !apart && !DASHES.contains(&words.trim()) && quantity(&words).is_none() {
                    let why = text!("不是数", "is no number");
                    return Some(Spoilt { row, column, cell, words, why });
                }
            }
        }
        None
    }

    /// Says where a cell stands and why it cannot be added.
    fn says(&self, spoilt: &Spoilt<'_>, body: &[Vec<Cell>], heads: &[Vec<String>]) -> Text {
        let row = body[spoilt.row].first().map(|cell| words(cell, self.figures)).unwrap_or_default();
        let column = heads.get(spoilt.column).and_then(|heads| heads.last());
        let (row, column) = (printable(row.trim()), printable(column.map_or("", |head| head.trim())));
        let shown: String = printable(spoilt.words.trim()).chars().take(16).collect();
        let (zh, en) = (&spoilt.why.zh, &spoilt.why.en);
        text!(
            "：“{row}”一行“{column}”一列的“{shown}”{zh}",
            ": `{shown}` in row `{row}`, column `{column}` {en}"
        )
    }
}

fn terms_at<'a>(terms: &[(Spoilt<'a>, Quantity)], at: usize) -> Spoilt<'a> {
    let Spoilt { row, column, cell, words, why } = &terms[at].0;
    Spoilt { row: *row, column: *column, cell, words: words.clone(), why: why.clone() }
}

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

/// Returns whether the numbers under a head are never added up: rates, means, years, numbers that are names.
pub fn is_apart(head: &str) -> bool {
    let (label, unit) = without_unit(head);
    let label = label.to_lowercase();
    let of_unit = match unit {
        Some(Alone::Unit(unit)) => {
            unit.per().is_some() || unit.text().contains('/') || unit.text() == "百分点"
        }
        _ => false,
    };
    let mut words = label.split(|c: char| !c.is_ascii_alphabetic());
    let whole =
        matches!(label.as_str(), "年" | "年度" | "序" | "号" | "year" | "no" | "no." | "id" | "code" | "#");
    of_unit
        || whole
        || label.contains('%')
        || ENDS.iter().any(|end| label.ends_with(end))
        || WITHIN.iter().any(|word| label.contains(word))
        || words.any(|word| WORDS.contains(&word))
}

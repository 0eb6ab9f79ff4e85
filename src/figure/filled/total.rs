//! The row of sums of a block. What cannot be added up (rates, means, years, numbers of telephones) has no sum.
//!
//! Summed are the exact numbers, not what is shown of them. A cell that keeps the sum of its column from being made is named:
//! nobody looks for an O among zeros.

use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};

use super::behind::Behind;
use super::{DASHES, Fault, Filler, Sums, is_apart, is_of_which, is_total, plain, quantity, words};
use crate::diagnostic::{Code, Diagnostic, Language, Severity, Text, printable};
use crate::figure::arranged::has_merged;
use crate::figure::cells::{Stated, is_dash, units_among};
use crate::figure::number::{self, power_of_ten};
use crate::figure::quantity::Quantity;
use crate::figure::unit::Alone;
use crate::report::{Cell, Rounding, Scalar, heads};
use crate::text;

/// What is known of the numbers of a block beside its cells.
pub(super) struct Summing<'a> {
    behind: &'a Behind<'a>,
    /// The unit of the whole table.
    table: Option<String>,
}

/// A cell that keeps a sum from being made, and why.
struct Spoilt<'a> {
    row: usize,
    column: usize,
    cell: &'a Cell,
    words: String,
    why: Text,
}

/// A number of a column.
struct Term<'a> {
    row: usize,
    cell: &'a Cell,
    words: String,
    /// In the unit that is stated for it.
    shown: Quantity,
    /// Whether it is written without that unit.
    is_bare: bool,
    /// The exact number behind it, in base units.
    exact: BigRational,
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
    /// Returns the row of sums, and of what it is. A column with words in it has none.
    pub(super) fn total(
        &mut self,
        name: &Scalar,
        (head, body): (&[Vec<Cell>], &[Vec<Cell>]),
        columns: usize,
        summing: &Summing<'_>,
    ) -> Result<(Vec<Cell>, Sums), Fault> {
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
        let (mut spoilt, mut sums) = (Vec::new(), Sums::Exact);
        for column in 1..heads.len() {
            let sum = match self.terms(body, (column, &heads), summing) {
                Ok(terms) => self.sum(&terms),
                Err(found) => {
                    spoilt.push(*found);
                    None
                }
            };
            let (sum, of_column) = sum.unwrap_or((String::new(), Sums::Exact));
            row.push(plain(sum, place));
            sums = if of_column == Sums::Rounded { of_column } else { sums };
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
        Ok((row, sums))
    }

    /// Returns why rows cannot be summed, if they cannot.
    fn can_be_summed(&self, body: &[Vec<Cell>]) -> Result<(), (Text, Option<Text>)> {
        if has_merged(body.iter()) {
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
                    text!("删去“合计”，或用“范围”略过那一行", "leave out `total`, or that row with `range`");
                return Err((message, Some(hint)));
            }
        }
        Ok(())
    }

    /// Returns the numbers of a column, all of one kind; none where its cells are words or are never added up.
    fn terms<'a>(
        &self,
        body: &'a [Vec<Cell>],
        (column, heads): (usize, &[Vec<String>]),
        summing: &Summing<'_>,
    ) -> Result<Vec<Term<'a>>, Box<Spoilt<'a>>> {
        let (mut terms, mut others) = (Vec::new(), Vec::new());
        if heads[column].iter().any(|head| is_apart(head)) {
            return Ok(terms);
        }
        let units = units_among(heads);
        let mut stated = Stated { heads: heads[column].clone(), table: summing.table.clone(), beside: None };
        let of_all = stated.unit();
        for (row, cells) in body.iter().enumerate() {
            let Some(cell) = cells.get(column) else { continue };
            let words = words(cell, self.figures);
            if DASHES.contains(&words.trim()) {
                continue;
            }
            let Some(own) = quantity(&words) else {
                others.push(Spoilt { row, column, cell, words, why: text!("不是数", "is no number") });
                continue;
            };
            let unit = match units.and_then(|units| cells.get(units)) {
                Some(unit) => {
                    let beside = self::words(unit, self.figures);
                    stated.beside = Some(beside).filter(|unit| !is_dash(unit));
                    stated.unit()
                }
                None => of_all.clone(),
            };
            let number = summing.behind.number((row, column), cell, self.figures);
            terms.push(Term::new((row, cell, words), own, unit.as_ref(), number));
        }
        if others.len() > terms.len() {
            terms.clear();
        }
        let Some(first) = terms.first() else { return Ok(terms) };
        if let Some(other) = others.into_iter().next() {
            return Err(Box::new(other));
        }
        if !first.shown.unit.adds_up() || first.shown.is_one_in() {
            return Ok(Vec::new());
        }
        if let Some(at) = terms.iter().position(|term| term.shown.hedge.is_some()) {
            let why = text!("是约数", "is hedged");
            return Err(Box::new(terms.swap_remove(at).spoils(column, why)));
        }
        let unit = &first.shown.unit;
        let is_other = |term: &Term<'_>| {
            !term.shown.unit.is_kind_of(unit) || term.shown.unit.is_bare() != unit.is_bare()
        };
        if let Some(at) = terms.iter().position(is_other) {
            let of_first = printable(first.shown.text.trim());
            let why = text!("和“{of_first}”不是同一种单位", "is of another unit than `{of_first}`");
            let mut other = terms.swap_remove(at);
            other.words.clone_from(&other.shown.text);
            return Err(Box::new(other.spoils(column, why)));
        }
        Ok(terms)
    }

    /// Returns the sum of numbers in the unit of the first, and whether it is that of what is shown of them.
    fn sum(&self, terms: &[Term<'_>]) -> Option<(String, Sums)> {
        let first = terms.first()?;
        let unit = &first.shown.unit;
        let of = |number: fn(&Term<'_>) -> BigRational| {
            unit.in_scale(&terms.iter().map(number).fold(BigRational::zero(), |sum, term| sum + term))
        };
        let (shown, exact) = (of(|term| term.shown.base()), of(|term| term.exact.clone()));
        let same = terms.iter().filter(|term| term.shown.unit.scale() == unit.scale());
        let decimals = same.map(|term| term.shown.decimals).max().unwrap_or_default();
        let decimals = decimals.max(number::exact_decimals(&shown).unwrap_or_default());
        let grouped = terms.iter().any(|term| term.words.contains([',', '，']));
        let rounding = if shown == exact { Rounding::HalfUp } else { self.given.report.settings.rounding };
        let text = number::decimal(&exact, decimals, rounding, grouped);
        let sums = if text == number::decimal(&shown, decimals, Rounding::HalfUp, grouped) {
            Sums::Exact
        } else {
            Sums::Rounded
        };
        let text = if first.is_bare { text } else { unit.around(&text, "") };
        Some((text, sums))
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

impl<'a> Summing<'a> {
    pub(super) fn new(behind: &'a Behind<'a>, table: Option<String>) -> Summing<'a> {
        Summing { behind, table }
    }
}

impl<'a> Term<'a> {
    /// Returns the number of a cell in the unit that is stated for it; `number` is the exact one behind it.
    fn new(
        (row, cell, words): (usize, &'a Cell, String),
        own: Quantity,
        unit: Option<&Alone>,
        number: Option<BigRational>,
    ) -> Term<'a> {
        let is_bare = own.unit.is_bare();
        let shown = match unit {
            Some(Alone::Unit(unit)) if is_bare => own.in_unit(unit),
            _ => own,
        };
        // What is behind a cell is its number only as far as the digits are the same.
        let last = BigRational::new(1.into(), power_of_ten(shown.decimals));
        let number = number.filter(|number| (number - &shown.number).abs() < last);
        let exact = number.map_or_else(|| shown.base(), |number| shown.with_number(number).base());
        Term { row, cell, words, shown, is_bare, exact }
    }

    fn spoils(self, column: usize, why: Text) -> Spoilt<'a> {
        Spoilt { row: self.row, column, cell: self.cell, words: self.words, why }
    }
}

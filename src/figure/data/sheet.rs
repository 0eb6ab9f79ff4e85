//! Sheets: cells by their place, labels, and what a cell holds. The same whatever file it came from.

use std::collections::BTreeMap;

use num_rational::BigRational;

use super::number::Number;
use super::stated::{self, without_unit};
use crate::diagnostic::{Text, printable};
use crate::figure::number;
use crate::figure::piece::{fold, narrowed};
use crate::figure::quantity::{Context, Quantity, scan};
use crate::figure::unit::{Alone, Unit};
use crate::report::Rounding;
use crate::text;

/// A place in a sheet: row and column, from 0.
pub(in crate::figure) type At = (u32, u32);

/// Cells from one corner to the other, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::figure) struct Area {
    /// The upper left cell.
    pub(in crate::figure) first: At,
    /// The lower right cell.
    pub(in crate::figure) last: At,
}

/// A cell that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::figure) struct Cell {
    /// What it holds.
    pub(in crate::figure) content: Content,
    /// Whether a formula of the spreadsheet stands there.
    pub(in crate::figure) formula: bool,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::figure) enum Content {
    /// Nothing, although a formula stands there.
    Blank,
    /// Words.
    Words(String),
    /// A number.
    Number(Number),
    /// A day or a time.
    Date(String),
    /// True or false.
    Truth(bool),
    /// An error of the spreadsheet, such as `#DIV/0!`.
    Error(String),
}

/// One sheet.
#[derive(Debug, Clone, Default)]
pub(in crate::figure) struct Sheet {
    /// Its name; empty for a text file.
    pub(in crate::figure) name: String,
    /// The cells that are not blank.
    cells: BTreeMap<At, Cell>,
    /// Merged cells.
    merged: Vec<Area>,
    /// By merged cell that is not the first: the first.
    first_of: BTreeMap<At, At>,
    /// The cells of each label.
    labels: BTreeMap<String, Vec<At>>,
    /// The cells of each label without the unit in brackets behind it.
    short_labels: BTreeMap<String, Vec<At>>,
    /// What the sheet states as the unit of all its numbers.
    pub(in crate::figure) unit: Option<Alone>,
    /// Of a text: how many cells each of its rows is written with, blank ones too.
    pub(super) written: BTreeMap<u32, u32>,
}

impl Area {
    /// Returns the area of one cell.
    pub(in crate::figure) fn one(at: At) -> Area {
        Area { first: at, last: at }
    }

    /// Reads `A3:C9`, `$B$7` or `B7`.
    pub(in crate::figure) fn read(text: &str) -> Option<Area> {
        let text = narrowed(text).unwrap_or_else(|| text.to_owned()).replace('：', ":");
        let (first, last) = text.split_once(':').unwrap_or((&text, &text));
        let (a, b) = (address(first)?, address(last)?);
        Some(Area { first: (a.0.min(b.0), a.1.min(b.1)), last: (a.0.max(b.0), a.1.max(b.1)) })
    }

    /// Returns whether a cell lies in it.
    pub(in crate::figure) fn holds(&self, at: At) -> bool {
        (self.first.0..=self.last.0).contains(&at.0) && (self.first.1..=self.last.1).contains(&at.1)
    }

    /// Returns it as spreadsheets write it.
    pub(in crate::figure) fn name(&self) -> String {
        let (first, last) = (a1(self.first), a1(self.last));
        if first == last { first } else { format!("{first}:{last}") }
    }
}

/// Returns the places above one, nearest first: a few rows, then the rows at the top, where heads stand.
pub(in crate::figure) fn above(at: At) -> impl Iterator<Item = At> {
    const NEAR: u32 = 64;
    let low = at.0.saturating_sub(NEAR);
    (low..at.0).rev().chain((0..low.min(NEAR)).rev()).map(move |row| (row, at.1))
}

/// Returns a place as spreadsheets write it.
pub(in crate::figure) fn a1(at: At) -> String {
    let mut column = at.1 + 1;
    let mut letters = Vec::new();
    while column > 0 {
        let letter = u8::try_from((column - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        column = (column - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", at.0 + 1)
}

/// Reads the place of one cell; `$` signs are allowed.
fn address(text: &str) -> Option<At> {
    let text: String = text.trim().chars().filter(|c| *c != '$').map(|c| c.to_ascii_uppercase()).collect();
    let letters = text.len() - text.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    if !(1..=3).contains(&letters) || !text[letters..].chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let column = text[..letters].bytes().fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1);
    let row: u32 = text[letters..].parse().ok()?;
    Some((row.checked_sub(1)?, column - 1))
}

/// Returns a label in the one form in which labels are compared: no blanks around or, in Chinese, inside it.
pub(in crate::figure) fn label(words: &str) -> String {
    let words: String =
        words.chars().map(|c| if matches!(c, '（' | '）' | '：') { fold(c) } else { c }).collect();
    let words = narrowed(&words).unwrap_or(words);
    let parts: Vec<&str> =
        words.split(|c: char| c.is_whitespace() || c == '\u{feff}').filter(|w| !w.is_empty()).collect();
    if words.is_ascii() {
        parts.join(" ")
    } else {
        let mut out = String::new();
        for part in parts {
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            if latin(out.chars().last()) && latin(part.chars().next()) {
                out.push(' ');
            }
            out.push_str(part);
        }
        out
    }
}

impl Cell {
    /// Returns the words it holds, if they are words.
    pub(super) fn words(&self) -> Option<&str> {
        match &self.content {
            Content::Words(words) => Some(words),
            _ => None,
        }
    }

    /// Returns what a person would type for its value: a number with the unit that its format shows.
    pub(super) fn value(&self) -> String {
        match &self.content {
            Content::Number(number) => {
                number.unit().map_or_else(|| number.text(), |unit| unit.around(&number.text(), ""))
            }
            _ => self.text(),
        }
    }

    /// Returns whether it shows its number in thousands or another scale that it does not hold it in.
    pub(in crate::figure) fn is_scaled(&self) -> bool {
        matches!(&self.content, Content::Number(number) if number.format.scaled)
    }

    /// Returns what a person sees, nearly: numbers as they would be typed.
    pub(in crate::figure) fn text(&self) -> String {
        match &self.content {
            Content::Blank => String::new(),
            Content::Words(words) => words.clone(),
            Content::Number(number) => number.text(),
            Content::Date(text) | Content::Error(text) => text.clone(),
            Content::Truth(truth) => truth.to_string().to_uppercase(),
        }
    }

    /// Returns what a person sees: a number with the decimals and commas that its format shows.
    pub(in crate::figure) fn shown(&self, rounding: Rounding) -> String {
        let (Content::Number(shown), Ok(quantity)) = (&self.content, self.quantity()) else {
            return self.text();
        };
        if let Some(dash) = shown.of_zero() {
            return dash.to_owned();
        }
        let decimals = shown.decimals_shown().unwrap_or(quantity.decimals);
        let text = number::decimal(&quantity.number, decimals, rounding, shown.is_grouped());
        let text = shown.filled_up(text);
        let percent = shown.format.percent.then(Unit::percent);
        shown.unit().or(percent).map_or_else(|| text.clone(), |unit| unit.around(&text, ""))
    }

    /// Returns the exact number of a cell that shows it rounded.
    pub(in crate::figure) fn rounded(&self) -> Option<BigRational> {
        match &self.content {
            Content::Number(number) if number.decimals_shown().is_some() => Some(number.value.clone()),
            _ => None,
        }
    }

    /// Returns why its number cannot be shown: its format shows it in a scale that it does not name.
    pub(in crate::figure) fn shown_scaled(&self) -> Option<Text> {
        let bare = || self.quantity().is_ok_and(|quantity| quantity.unit.is_bare());
        (self.is_scaled() && bare()).then(|| stated::shown_scaled(&self.text(), None))
    }

    /// Returns why it holds no value although it should: an error of the spreadsheet, a formula that was not computed.
    pub(in crate::figure) fn broken(&self) -> Option<Text> {
        const ERRORS: &[&str] = &["#DIV/0!", "#REF!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"];
        let broken = match &self.content {
            Content::Blank | Content::Error(_) => true,
            Content::Words(words) => ERRORS.contains(&words.trim()),
            Content::Number(_) | Content::Date(_) | Content::Truth(_) => false,
        };
        self.quantity().err().filter(|_| broken)
    }

    /// Returns the quantity it holds, or why it holds none.
    pub(in crate::figure) fn quantity(&self) -> Result<Quantity, Text> {
        match &self.content {
            Content::Blank => Err(text!(
                "有算式而没有算出的值；用表格软件打开它，重新保存一次",
                "holds a formula without its value; open it in a spreadsheet program and save it again"
            )),
            Content::Words(words) => read_words(words),
            Content::Number(number) => {
                let unread = || text!("的数太长，读不了", "holds a number too long to be read");
                let (quantity, _) = scan(&number.text(), Context::Declared).ok_or_else(unread)?;
                let mut quantity = match number.unit() {
                    Some(unit) => quantity.in_unit(&unit),
                    None => quantity,
                };
                quantity.unit.grouped = number.format.grouped;
                Ok(quantity)
            }
            Content::Date(date) => Err(text!(
                "是日期 {date}，不是数；在表格软件里把它的格式改为数值",
                "holds the date {date}, not a number; set its format to number in the spreadsheet"
            )),
            Content::Truth(_) => Err(text!("是真假值，不是数", "holds true or false, not a number")),
            Content::Error(error) => Err(text!(
                "是错误值 {error}；先在表格里改好它",
                "holds the error {error}; mend it in the spreadsheet first"
            )),
        }
    }
}

/// Reads the quantity that is a cell's whole text.
fn read_words(words: &str) -> Result<Quantity, Text> {
    let trimmed = words.trim();
    if let Some((quantity, length)) =
        scan(trimmed, Context::Declared).filter(|(_, length)| *length == trimmed.len())
    {
        debug_assert!(length > 0);
        return Ok(quantity);
    }
    let shown: String = printable(trimmed).chars().take(16).collect();
    if trimmed.starts_with('#') {
        return Err(text!(
            "是错误值 {shown}；先在表格里改好它",
            "holds the error {shown}; mend it in the spreadsheet first"
        ));
    }
    let parts: Vec<&str> =
        trimmed.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    if parts.len() == 3
        && parts.iter().all(|part| part.len() <= 4 && part.chars().all(|c| c.is_ascii_digit()))
    {
        return Err(text!("是日期 {shown}，不是数", "holds the date {shown}, not a number"));
    }
    Err(text!("写的是“{shown}”，不是数", "holds `{shown}`, which is no number"))
}

impl Sheet {
    /// Returns the sheet of cells, with its labels found.
    pub(in crate::figure) fn new(name: &str, cells: BTreeMap<At, Cell>, merged: Vec<Area>) -> Sheet {
        let mut sheet = Sheet { name: name.to_owned(), cells, merged, ..Sheet::default() };
        sheet.spread();
        for (at, cell) in &sheet.cells {
            if matches!(cell.content, Content::Blank | Content::Error(_)) {
                continue;
            }
            let text = cell.text();
            let whole = label(&text);
            if whole.is_empty() || whole.len() > 400 {
                continue;
            }
            let (short, unit) = without_unit(&text);
            if unit.is_some() {
                sheet.short_labels.entry(short).or_default().push(*at);
            }
            sheet.labels.entry(whole).or_default().push(*at);
        }
        sheet.unit = stated::of_sheet(&sheet);
        sheet
    }

    /// Notes which cells a merged cell covers, as far as the sheet is used.
    fn spread(&mut self) {
        let rows = self.cells.keys().next_back().map_or(0, |at| at.0);
        let columns = self.cells.keys().map(|at| at.1).max().unwrap_or(0);
        for area in &mut self.merged {
            area.last = (area.last.0.min(rows.max(area.first.0)), area.last.1.min(columns.max(area.first.1)));
            for row in area.first.0..=area.last.0 {
                for column in area.first.1..=area.last.1 {
                    if self.first_of.len() < super::MOST_CELLS && (row, column) != area.first {
                        self.first_of.insert((row, column), area.first);
                    }
                }
            }
        }
    }

    /// Returns the cell at a place, or the merged cell that covers it.
    pub(in crate::figure) fn cell(&self, at: At) -> Option<&Cell> {
        self.cells.get(&self.first_of(at))
    }

    /// Returns the first cell of the merged cell that covers a place, or the place itself.
    pub(in crate::figure) fn first_of(&self, at: At) -> At {
        self.first_of.get(&at).copied().unwrap_or(at)
    }

    /// Returns the text of a cell; empty where it is blank.
    pub(in crate::figure) fn text(&self, at: At) -> String {
        self.cell(at).map(Cell::text).unwrap_or_default()
    }

    /// Returns the cells of a row that are not blank, by their columns.
    pub(in crate::figure) fn row(&self, row: u32) -> impl Iterator<Item = (At, &Cell)> {
        self.cells.range((row, 0)..=(row, u32::MAX)).map(|(at, cell)| (*at, cell))
    }

    /// Returns all cells that are not blank.
    pub(in crate::figure) fn cells(&self) -> impl Iterator<Item = (At, &Cell)> {
        self.cells.iter().map(|(at, cell)| (*at, cell))
    }

    /// Returns the rows that hold anything.
    pub(in crate::figure) fn last_row(&self) -> Option<u32> {
        self.cells.keys().next_back().map(|at| at.0)
    }

    /// Returns the cells that bear a label; those whose label has a unit behind it only when no other does.
    pub(in crate::figure) fn labelled(&self, words: &str) -> &[At] {
        let wanted = label(words);
        let whole = self.labels.get(&wanted).or_else(|| self.short_labels.get(&wanted));
        whole.map_or(&[], Vec::as_slice)
    }

    /// Returns every label.
    pub(in crate::figure) fn labels(&self) -> impl Iterator<Item = (&str, &[At])> {
        self.labels.iter().map(|(label, places)| (label.as_str(), places.as_slice()))
    }

    /// Returns the cells that a cell is merged with, itself alone when it is not.
    pub(in crate::figure) fn merged_with(&self, at: At) -> Area {
        self.merged.iter().find(|area| area.holds(at)).copied().unwrap_or(Area::one(at))
    }

    /// Returns the nearest words to the left of a cell and above it; a number is no label.
    pub(in crate::figure) fn beside(&self, at: At) -> [Option<At>; 2] {
        let is_label = |at: &At| matches!(self.cell(*at).map(|cell| &cell.content), Some(Content::Words(words)) if read_words(words).is_err());
        let left = (0..at.1).rev().map(|column| (at.0, column)).find(is_label);
        let above = above(at).find(is_label);
        [left, above]
    }

    /// Returns the place as messages name it: `表1!B7`.
    pub(in crate::figure) fn place(&self, at: At) -> String {
        let cell = a1(at);
        if self.name.is_empty() { cell } else { format!("{}!{cell}", printable(&self.name)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written() {
        for (text, at) in [
            ("A1", (0, 0)),
            ("B7", (6, 1)),
            ("Z1", (0, 25)),
            ("AA10", (9, 26)),
            ("XFD1048576", (1_048_575, 16383)),
        ] {
            assert_eq!(Area::read(text), Some(Area::one(at)));
            assert_eq!(a1(at), text);
        }
        assert_eq!(Area::read("$c$9:a3").map(|area| area.name()).as_deref(), Some("A3:C9"));
        assert_eq!(Area::read("Ａ３：Ｃ９").map(|area| area.name()).as_deref(), Some("A3:C9"));
        for text in ["", "B", "7", "B0", "7B", "ABCD1", "B7C", "B99999999999"] {
            assert_eq!(Area::read(text), None, "{text}");
        }
    }

    #[test]
    fn labels_have_one_form() {
        assert_eq!(label(" 合　　计 "), label("合计"));
        assert_eq!(label("决算数（万元）"), "决算数(万元)");
        assert_eq!(label("ＧＤＰ"), "GDP");
        assert_eq!(label("Office  costs \n"), "Office costs");
        assert_eq!(label("GDP growth 增速"), "GDP growth增速");
        let unit = Alone::Unit(Unit::of("万元", None));
        assert_eq!(without_unit("决算数（万元）"), ("决算数".to_owned(), Some(unit)));
        assert_eq!(without_unit("金额(含税)"), ("金额(含税)".to_owned(), None));
    }

    #[test]
    fn a_merged_cell_covers_its_cells_as_far_as_the_sheet_is_used() {
        let cell = |words: &str| Cell { content: Content::Words(words.to_owned()), formula: false };
        let cells = BTreeMap::from([((0, 0), cell("合计")), ((2, 1), cell("7"))]);
        let whole = Area { first: (0, 0), last: (1, 9) };
        let sheet = Sheet::new("", cells.clone(), vec![whole]);
        let covered: Vec<At> = sheet.first_of.keys().copied().collect();
        assert_eq!(covered, [(0, 1), (1, 0), (1, 1)]);
        assert_eq!(sheet.text((1, 1)), "合计");
        // However much a damaged file merges, only so much is noted.
        let cells = BTreeMap::from([((0, 0), cell("合计")), ((299, 299), cell("7"))]);
        let sheet = Sheet::new("", cells, vec![Area { first: (0, 0), last: (299, 299) }]);
        assert_eq!(sheet.first_of.len(), super::super::MOST_CELLS);
    }

    #[test]
    fn what_is_no_number_says_why() {
        let why = |words: &str| read_words(words).unwrap_err().zh;
        assert!(why("—").contains("不是数"));
        assert!(why("2021-03-01").contains("日期"));
        for words in ["甲-乙-丙", "12-15", "1-2-3-4", "2021-03-01a", "13800-13801-13802"] {
            assert!(why(words).contains("不是数") && !why(words).contains("日期"), "{words}");
        }
        assert!(why("#DIV/0!").contains("错误值"));
        assert_eq!(read_words(" 12,345.60 ").unwrap().decimals, 2);
        assert_eq!(read_words("512件").unwrap().unit.text(), "件");
    }
}

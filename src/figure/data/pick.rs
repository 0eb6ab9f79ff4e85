//! One cell of a file: by its row and column labels, by its address, or by the name of its range.
//!
//! Says what there is where nothing fits. Which unit the number has is decided here too, because it depends on
//! the labels.

use std::collections::BTreeSet;

use super::Loaded;
use super::ragged::{row_hint, row_too_long};
use super::sheet::{Area, At, Content, Sheet, a1, above, label};
use super::stated::{in_place, without_unit};
use crate::diagnostic::{Text, nearest, printable};
use crate::figure::quantity::Quantity;
use crate::figure::unit::Alone;
use crate::text;

/// At most so many choices are named.
const MOST_NAMED: usize = 8;

/// What a declaration asks for.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::figure) struct Wanted<'a> {
    /// The sheet.
    pub(in crate::figure) sheet: Option<&'a str>,
    /// The label of the row.
    pub(in crate::figure) row: Option<&'a str>,
    /// The label of the column.
    pub(in crate::figure) column: Option<&'a str>,
    /// The address.
    pub(in crate::figure) cell: Option<&'a str>,
    /// The name of the range.
    pub(in crate::figure) name: Option<&'a str>,
}

/// A key that a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::figure) enum Part {
    /// The path.
    Path,
    /// The sheet.
    Sheet,
    /// The row.
    Row,
    /// The column.
    Column,
    /// The address.
    Cell,
    /// The name of a range.
    Name,
}

/// Why there is no number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::figure) struct Fault {
    /// The key that is to be changed.
    pub(in crate::figure) part: Part,
    /// What is wrong.
    pub(in crate::figure) message: Text,
    /// What there is.
    pub(in crate::figure) hint: Option<Box<Text>>,
    /// What to write in place of the key's value.
    pub(in crate::figure) fix: Option<String>,
}

/// A cell that was found.
#[derive(Debug, Clone)]
pub(in crate::figure) struct Picked<'a> {
    /// The file.
    pub(in crate::figure) file: &'a Loaded,
    /// Its sheet.
    pub(in crate::figure) sheet: &'a Sheet,
    /// Its place.
    pub(in crate::figure) at: At,
    /// The words of its row and of its column, as far as there are any.
    pub(in crate::figure) labels: [Option<String>; 2],
}

impl Fault {
    fn new(part: Part, message: Text) -> Fault {
        Fault { part, message, hint: None, fix: None }
    }

    /// Names the nearest of the choices, or what there is.
    fn choices<'a>(mut self, wanted: &str, choices: impl Iterator<Item = &'a str>, few: &[String]) -> Fault {
        if let Some(near) = nearest(&label(wanted), choices) {
            let near = printable(near);
            self.hint = Some(Box::new(text!("是不是“{near}”？", "did you mean `{near}`?")));
            self.fix = Some(near);
        } else if !few.is_empty() {
            let (zh, en) = (few.join("、"), few.join(", "));
            self.hint = Some(Box::new(text!("有：{zh}", "there is: {en}")));
        }
        self
    }
}

impl Loaded {
    /// Returns the sheets, or says why the file cannot be read.
    fn sheets(&self) -> Result<&[Sheet], Fault> {
        let path = printable(&self.path);
        match &self.book {
            Ok(book) => Ok(&book.sheets),
            Err(why) => {
                let (zh, en) = (&why.zh, &why.en);
                Err(Fault::new(Part::Path, text!("{path} {zh}", "{path} {en}")))
            }
        }
    }

    /// Returns the sheet of a name, or the only one.
    pub(in crate::figure) fn sheet(&self, wanted: Option<&str>) -> Result<&Sheet, Fault> {
        let sheets = self.sheets()?;
        let path = printable(&self.path);
        let names: Vec<String> = sheets.iter().map(|sheet| printable(&sheet.name)).collect();
        let Some(wanted) = wanted else {
            let used: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.last_row().is_some()).collect();
            return match used.as_slice() {
                [only] => Ok(only),
                [] => Err(Fault::new(Part::Path, text!("{path} 是空的", "{path} is empty"))),
                _ => {
                    let (zh, en) = (names.join("、"), names.join(", "));
                    let mut fault = Fault::new(
                        Part::Path,
                        text!(
                            "{path} 有几个工作表，要写明工作表",
                            "{path} has several sheets: say which under `sheet`"
                        ),
                    );
                    fault.hint = Some(Box::new(text!("有：{zh}", "there is: {en}")));
                    Err(fault)
                }
            };
        };
        let same = |sheet: &&Sheet| label(&sheet.name) == label(wanted);
        if let Some(sheet) = sheets.iter().find(same) {
            return Ok(sheet);
        }
        let shown = printable(wanted);
        let message = match sheets {
            [only] if only.name.is_empty() => {
                text!("{path} 是文本，没有工作表", "{path} is a text and has no sheets")
            }
            _ => text!("{path} 没有工作表“{shown}”", "{path} has no sheet `{shown}`"),
        };
        let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).take(MOST_NAMED).collect();
        Err(Fault::new(Part::Sheet, message).choices(wanted, names.iter().map(String::as_str), &names))
    }

    /// Returns the cell that a declaration asks for.
    pub(in crate::figure) fn pick(&self, wanted: &Wanted<'_>) -> Result<Picked<'_>, Fault> {
        if let Some(name) = wanted.name {
            return self.named(name);
        }
        let sheet = self.sheet(wanted.sheet)?;
        if let Some(cell) = wanted.cell {
            let Some(area) = Area::read(cell).filter(|area| area.first == area.last) else {
                let shown = printable(cell);
                let message = text!("“{shown}”不是单元格", "`{shown}` is no cell");
                let hint = Some(Box::new(text!(
                    "写成列的字母和行的数字，如 B7",
                    "write the column's letter and the row's number: B7"
                )));
                return Err(Fault { hint, ..Fault::new(Part::Cell, message) });
            };
            return Ok(self.at(sheet, area.first));
        }
        let cells = match (wanted.row, wanted.column) {
            (Some(row), Some(column)) => self.crossing(sheet, row, column)?,
            (Some(row), None) => self.right_of(sheet, row)?,
            _ => {
                let hint = Some(Box::new(text!(
                    "写 row（行）和 column（列），或 cell（单元格）",
                    "give `row` and `column`, or `cell`"
                )));
                let message = text!("没有写取哪一格", "this does not say which cell");
                return Err(Fault { hint, ..Fault::new(Part::Path, message) });
            }
        };
        let mut picked = self.at(sheet, cells);
        let words = [wanted.row, wanted.column];
        for (found, words) in picked.labels.iter_mut().zip(words) {
            if let Some(words) = words {
                *found = Some(label(words));
            }
        }
        Ok(picked)
    }

    /// Returns the cell at a place, with the words beside it.
    fn at<'a>(&'a self, sheet: &'a Sheet, at: At) -> Picked<'a> {
        let labels = sheet.beside(at).map(|beside| beside.map(|beside| label(&sheet.text(beside))));
        Picked { file: self, sheet, at, labels }
    }

    /// Returns the cell of a named range.
    fn named(&self, name: &str) -> Result<Picked<'_>, Fault> {
        self.sheets()?;
        let path = printable(&self.path);
        let shown = printable(name);
        let names = self.book.as_ref().map(|book| &book.names).ok();
        let Some((sheet, area)) = names.and_then(|names| names.get(&name.trim().to_lowercase())) else {
            let all: Vec<&str> = names.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            let few: Vec<String> = all.iter().take(MOST_NAMED).map(|name| printable(name)).collect();
            let message = text!("{path} 没有名为“{shown}”的区域", "{path} has no range named `{shown}`");
            return Err(Fault::new(Part::Name, message).choices(name, all.into_iter(), &few));
        };
        let sheet = self.sheet(Some(sheet))?;
        let used: Vec<At> = sheet.cells().map(|(at, _)| at).filter(|at| area.holds(*at)).take(2).collect();
        match used.as_slice() {
            [only] => Ok(self.at(sheet, *only)),
            [] => Ok(self.at(sheet, area.first)),
            _ => {
                let area = area.name();
                let message = text!(
                    "区域“{shown}”有几格（{area}），要的是一格",
                    "the range `{shown}` has several cells ({area}); one is wanted"
                );
                Err(Fault::new(Part::Name, message))
            }
        }
    }

    /// Returns the cell in the row of one label and the column of another.
    fn crossing(&self, sheet: &Sheet, row: &str, column: &str) -> Result<At, Fault> {
        let rows = self.cells_of(sheet, row, Part::Row)?;
        let columns = self.cells_of(sheet, column, Part::Column)?;
        let mut found = BTreeSet::new();
        for head in columns {
            for side in rows.iter().filter(|side| side.1 < head.1 && head.0 < side.0) {
                found.extend(crossings(sheet, *side, *head));
            }
        }
        let (row, column) = (printable(row), printable(column));
        let ways: Vec<At> = found.into_iter().collect();
        match ways.as_slice() {
            [only] => Ok(*only),
            [] => {
                let (r, c) = (places(sheet, rows), places(sheet, columns));
                Err(Fault::new(
                    Part::Row,
                    text!(
                        "“{row}”（{r}）不在“{column}”（{c}）的左下方",
                        "`{row}` ({r}) does not stand left of and below `{column}` ({c})"
                    ),
                ))
            }
            _ => {
                let several_rows = ways.iter().map(|at| at.0).collect::<BTreeSet<_>>().len() > 1;
                let cells = places(sheet, &ways);
                let (part, twice, labels) =
                    if several_rows { (Part::Row, row, rows) } else { (Part::Column, column, columns) };
                let marks = places(sheet, labels);
                Err(Fault {
                    hint: Some(Box::new(text!(
                        "要的是哪一格，就写 单元格: {cells} 之一",
                        "write `cell` with the one that is meant: {cells}"
                    ))),
                    ..Fault::new(
                        part,
                        text!(
                            "“{twice}”不止一处：{marks}",
                            "`{twice}` stands at more than one place: {marks}"
                        ),
                    )
                })
            }
        }
    }

    /// Returns the only number right of a label.
    fn right_of(&self, sheet: &Sheet, row: &str) -> Result<At, Fault> {
        let rows = self.cells_of(sheet, row, Part::Row)?;
        let numbers: Vec<At> = rows
            .iter()
            .flat_map(|side| sheet.row(side.0).filter(|(at, _)| at.1 > side.1))
            .filter(|(_, cell)| !matches!(&cell.content, Content::Words(_)) || cell.quantity().is_ok())
            .map(|(at, _)| at)
            .collect();
        match numbers.as_slice() {
            [only] => Ok(*only),
            _ => {
                let row = printable(row);
                let cells = places(sheet, &numbers);
                let message = if numbers.is_empty() {
                    text!("“{row}”的右边没有数", "there is no number right of `{row}`")
                } else {
                    text!(
                        "“{row}”的右边不止一个数（{cells}），要写明 column（列）",
                        "there are several numbers right of `{row}` ({cells}): name the `column`"
                    )
                };
                Err(Fault::new(Part::Row, message))
            }
        }
    }

    /// Returns the cells of a label, or says that there are none.
    fn cells_of<'a>(&self, sheet: &'a Sheet, words: &str, part: Part) -> Result<&'a [At], Fault> {
        let cells = sheet.labelled(words);
        if !cells.is_empty() {
            return Ok(cells);
        }
        let (shown, place) = (printable(words), self.name_of(sheet));
        let message = match part {
            Part::Row => text!("{place} 没有“{shown}”这一行", "{place} has no row `{shown}`"),
            _ => text!("{place} 没有“{shown}”这一列", "{place} has no column `{shown}`"),
        };
        let few = few_labels(sheet, part);
        let short: Vec<String> = sheet.labels().map(|(label, _)| without_unit(label).0).collect();
        Err(Fault::new(part, message).choices(words, short.iter().map(String::as_str), &few))
    }

    /// Returns file and sheet as messages name them.
    pub(in crate::figure) fn name_of(&self, sheet: &Sheet) -> String {
        let path = printable(&self.path);
        if sheet.name.is_empty() { path } else { format!("{path} {}", printable(&sheet.name)) }
    }
}

impl Picked<'_> {
    /// Returns the place as messages name it: `data/2021.xlsx 决算!B7`.
    pub(in crate::figure) fn place(&self) -> String {
        format!("{} {}", printable(&self.file.path), self.sheet.place(self.at))
    }

    /// Returns the number with its unit, or says why the cell holds none.
    pub(in crate::figure) fn quantity(&self) -> Result<Quantity, Text> {
        let place = self.place();
        let sheet = self.sheet;
        let overfull = sheet.head_of(self.at).and_then(|head| sheet.overfull(self.at.0, head));
        if let Some(cells) = overfull {
            let (said, way) = (row_too_long(&printable(&self.file.path), self.at.0, cells), row_hint());
            let (zh, en, way_zh, way_en) = (said.zh, said.en, way.zh, way.en);
            return Err(text!("{zh}；{way_zh}", "{en}: {way_en}"));
        }
        let Some(cell) = self.sheet.cell(self.at) else {
            return Err(text!("{place} 是空的", "{place} is blank"));
        };
        let here = |why: Text| {
            let (zh, en) = (why.zh, why.en);
            text!("{place} {zh}", "{place} {en}")
        };
        let quantity = cell.quantity().map_err(here)?;
        in_place(quantity, Some(cell), self.stated_beside().as_ref(), self.sheet.unit.as_ref()).map_err(here)
    }

    /// Returns the decimals that the cell shows, when it holds more.
    pub(in crate::figure) fn decimals_shown(&self) -> Option<u32> {
        match &self.sheet.cell(self.at)?.content {
            Content::Number(number) => number.decimals_shown(),
            _ => None,
        }
    }

    /// Returns what the brackets of the row's label or of a head above state as the unit.
    fn stated_beside(&self) -> Option<Alone> {
        let side = (0..self.at.1).rev().map(|column| (self.at.0, column));
        side.chain(above(self.at)).find_map(|at| without_unit(self.sheet.cell(at)?.words()?).1)
    }
}

/// Returns the cells that a row's and a column's label lead to: of merged labels, those that are not blank.
fn crossings(sheet: &Sheet, side: At, head: At) -> Vec<At> {
    let (rows, columns) = (sheet.merged_with(side), sheet.merged_with(head));
    let all = (rows.first.0..=rows.last.0)
        .flat_map(|row| (columns.first.1..=columns.last.1).map(move |column| (row, column)));
    let used: BTreeSet<At> =
        all.filter(|at| sheet.cell(*at).is_some()).map(|at| sheet.first_of(at)).collect();
    if used.is_empty() { vec![(side.0, head.1)] } else { used.into_iter().collect() }
}

/// Returns the addresses of cells for a message.
fn places(sheet: &Sheet, cells: &[At]) -> String {
    let mut names: Vec<String> = cells.iter().take(MOST_NAMED).map(|at| a1(*at)).collect();
    if cells.len() > MOST_NAMED {
        names.push("…".to_owned());
    }
    let sheet = if sheet.name.is_empty() { String::new() } else { format!("{}!", printable(&sheet.name)) };
    format!("{sheet}{}", names.join(" "))
}

/// Returns a few labels that a message can name: of rows the first column's, of columns the head row's.
fn few_labels(sheet: &Sheet, part: Part) -> Vec<String> {
    let words: Vec<(At, String)> = sheet
        .cells()
        .filter(|(_, cell)| matches!(&cell.content, Content::Words(_)) && cell.quantity().is_err())
        .take(2000)
        .map(|(at, cell)| (at, printable(&label(&cell.text()))))
        .collect();
    let head = words.windows(2).find(|pair| pair[0].0.0 == pair[1].0.0).map(|pair| pair[0].0);
    let head = head.unwrap_or_default();
    let of_part = words.into_iter().filter(|(at, _)| match part {
        Part::Row => at.0 > head.0 && at.1 == head.1,
        _ => at.0 == head.0,
    });
    of_part.map(|(_, words)| words).take(MOST_NAMED).collect()
}

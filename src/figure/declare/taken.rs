//! A number taken from a data file: `{from: data/2021.xlsx, sheet: 决算, row: 办公费, column: 决算数}`.
//!
//! Turns what the keys say into one cell, and faults of the table into diagnostics at the very key. What the
//! tables hold is the business of `data`.

use super::{Declaration, Fault};
use crate::diagnostic::{Code, Diagnostic};
use crate::figure::data::{DataFiles, Origin, Part, Picked, Wanted, a1, without_unit};
use crate::figure::format::Pattern;
use crate::figure::piece::Piece;
use crate::source::{SourceId, Span};
use crate::text;

/// A key that speaks of a data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    From,
    Sheet,
    Row,
    Column,
    Cell,
    Name,
    Labels,
}

/// What a declaration says of a data file.
#[derive(Debug, Clone)]
pub(super) struct Table<'a> {
    /// The data files.
    pub(super) data: &'a DataFiles,
    /// The file of the section, from which paths lead.
    pub(super) section: SourceId,
    /// The labels that stand beside the cell.
    pub(super) labels: Vec<Piece<'a>>,
    /// The other keys, in the order of [`Key`], each with its value.
    said: Vec<(Key, Piece<'a>)>,
    /// The first key that means nothing without `from`.
    first: Option<Piece<'a>>,
}

impl<'a> Table<'a> {
    /// Returns a table of which nothing is said yet.
    pub(super) fn new(data: &'a DataFiles, section: SourceId) -> Table<'a> {
        Table { data, section, labels: Vec::new(), said: Vec::new(), first: None }
    }

    /// Notes what a key says.
    pub(super) fn note(&mut self, key: Key, name: Piece<'a>, value: Piece<'a>) -> Result<(), Fault> {
        let value = value.part(0..value.text.len());
        if value.text.is_empty() {
            let key = name.text;
            let message = text!("“{key}”后面没有写", "nothing is written behind `{key}`");
            return Err(Box::new(Diagnostic::new(Code::BadValue, name.span(), message)));
        }
        if key == Key::Labels {
            let mut at = 0;
            for part in value.text.split(['、', '，', ',']) {
                self.labels.push(value.part(at..at + part.len()));
                at += part.len();
                at += value.text[at..].chars().next().map_or(0, char::len_utf8);
            }
        } else {
            self.said.push((key, value));
        }
        self.first = self.first.or(Some(name));
        Ok(())
    }

    /// Gives the declaration the number of the cell, if it says where that is.
    pub(super) fn fill(&self, declaration: &mut Declaration) -> Result<(), Fault> {
        let Some(path) = self.said(Key::From) else {
            return match self.first {
                Some(name) => {
                    let key = name.text;
                    let message = text!("写了“{key}”，没有写 from（取自）", "`{key}` needs `from`");
                    let hint = text!(
                        "写上数据文件，如 取自: data/2021.xlsx",
                        "name the data file, as in from: data/2021.xlsx"
                    );
                    Err(Box::new(Diagnostic::new(Code::BadValue, name.span(), message).hint(hint)))
                }
                None => Ok(()),
            };
        };
        if declaration.stated.is_some() || declaration.formula.is_some() {
            let message = text!(
                "已写了数值或算式，不能再从文件取数",
                "a value or formula is given already: the number cannot come from a file too"
            );
            let hint = text!(
                "删去一个；要核对两处，就在正文中写 {{{{名称=数值}}}}",
                "remove one; to compare both, write {{{{name=value}}}} in the text"
            );
            return Err(Box::new(Diagnostic::new(Code::BadValue, path.span(), message).hint(hint)));
        }
        let picked = self.pick(path)?;
        declaration.origin = Some(self.origin(&picked).into());
        let quantity = picked.quantity().map_err(|message| {
            let hint = text!("改好这一格，或改这里", "mend that cell, or this");
            Box::new(Diagnostic::new(Code::BadValue, self.place_of_cell(path), message).hint(hint))
        })?;
        if let Some(decimals) = picked.decimals_shown().filter(|_| declaration.pattern.is_none()) {
            let shape = Pattern::Shape { decimals: Some(decimals), unit: None };
            declaration.pattern = Some((shape, path.span()));
        }
        declaration.stated = Some((quantity, path.span()));
        Ok(())
    }

    /// Returns the cell, or says at the key what is wrong.
    fn pick(&self, path: Piece<'a>) -> Result<Picked<'a>, Fault> {
        let file = self
            .data
            .get(self.section, path.text)
            .map_err(|message| Box::new(Diagnostic::new(Code::BadValue, path.span(), message)))?;
        let text = |key| self.said(key).map(|piece| piece.text);
        let wanted = Wanted {
            sheet: text(Key::Sheet),
            row: text(Key::Row),
            column: text(Key::Column),
            cell: text(Key::Cell),
            name: text(Key::Name),
        };
        file.pick(&wanted).map_err(|fault| {
            let key = match fault.part {
                Part::Path => Key::From,
                Part::Sheet => Key::Sheet,
                Part::Row => Key::Row,
                Part::Column => Key::Column,
                Part::Cell => Key::Cell,
                Part::Name => Key::Name,
            };
            fault_at(fault, self.said(key).unwrap_or(path))
        })
    }

    fn said(&self, key: Key) -> Option<Piece<'a>> {
        self.said.iter().rev().find(|(said, _)| *said == key).map(|(_, piece)| *piece)
    }

    /// Returns the place of the key that says most about which cell it is.
    fn place_of_cell(&self, path: Piece<'_>) -> Span {
        let keys = [Key::Cell, Key::Name, Key::Row];
        keys.into_iter().find_map(|key| self.said(key)).map_or(path.span(), |piece| piece.span())
    }

    /// Returns what is recorded of the cell.
    fn origin(&self, picked: &Picked<'_>) -> Origin {
        let address = self.said(Key::Cell);
        let by_place = address.is_some() || self.said(Key::Name).is_some();
        let expected: Vec<_> = self
            .labels
            .iter()
            .map(|piece| (without_unit(piece.text).0, piece.span()))
            .filter(|(words, _)| !words.is_empty())
            .collect();
        let found_at = match expected.as_slice() {
            [(row, _), (column, _)] if by_place => {
                let wanted = Wanted {
                    sheet: Some(&picked.sheet.name),
                    row: Some(row),
                    column: Some(column),
                    ..Wanted::default()
                };
                picked.file.pick(&wanted).ok().map(|found| a1(found.at))
            }
            _ => None,
        };
        Origin {
            path: picked.file.path.clone(),
            sha256: picked.file.sha256.clone(),
            sheet: picked.sheet.name.clone(),
            cell: a1(picked.at),
            labels: picked.labels.iter().flatten().map(|words| without_unit(words).0).collect(),
            address: address.map(|piece| piece.span()),
            expected,
            found_at,
        }
    }
}

/// Returns the diagnostic of a table's fault at the value of a key.
pub(super) fn fault_at(fault: crate::figure::data::Fault, key: Piece<'_>) -> Fault {
    let mut diagnostic = Diagnostic::new(Code::BadValue, key.span(), fault.message);
    if let Some(hint) = fault.hint {
        diagnostic = diagnostic.hint(*hint);
    }
    match fault.fix.filter(|_| key.is_exact()) {
        Some(fix) => Box::new(diagnostic.fix(key.span(), fix)),
        None => Box::new(diagnostic),
    }
}

//! The head row of a table of figures: 名称 数值 单位 上年 来源 说明 章节 口径, in either language, in any order.
//!
//! The office's table and last year's are both read below it; what the cells say is the business of others.

use std::collections::BTreeMap;

use super::sheet::{At, Sheet};
use super::stated::without_unit;
use crate::figure::unit::Alone;

/// The head row stands among the first rows.
const DEEPEST: u32 = 30;

/// The heads of the columns.
const HEADS: &[(&str, Column)] = &[
    ("名称", Column::Name),
    ("name", Column::Name),
    ("数值", Column::Value),
    ("value", Column::Value),
    ("单位", Column::Unit),
    ("unit", Column::Unit),
    ("上年", Column::Prior),
    ("prior", Column::Prior),
    ("来源", Column::Source),
    ("source", Column::Source),
    ("说明", Column::Note),
    ("note", Column::Note),
    ("章节", Column::Section),
    ("section", Column::Section),
    ("口径", Column::Scope),
    ("scope", Column::Scope),
];

/// A column of a table of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::figure) enum Column {
    Name,
    Value,
    Unit,
    Prior,
    Source,
    Note,
    Section,
    Scope,
}

/// The head row of a sheet.
#[derive(Debug, Clone)]
pub(in crate::figure) struct Head {
    /// The row it stands in.
    pub(in crate::figure) row: u32,
    columns: BTreeMap<Column, u32>,
    /// What the heads state as units in brackets: 数值（万元）.
    units: BTreeMap<Column, Alone>,
}

impl Head {
    /// Finds the row that names at least name and value.
    pub(in crate::figure) fn find(sheet: &Sheet) -> Option<Head> {
        (0..DEEPEST).find_map(|row| {
            let (mut columns, mut units) = (BTreeMap::new(), BTreeMap::new());
            for (at, cell) in sheet.row(row) {
                let (words, unit) = without_unit(&cell.text());
                let Some((_, column)) = HEADS.iter().find(|(head, _)| *head == words.to_lowercase()) else {
                    continue;
                };
                if !columns.contains_key(column) {
                    columns.insert(*column, at.1);
                    units.extend(unit.map(|unit| (*column, unit)));
                }
            }
            let whole = columns.contains_key(&Column::Name) && columns.contains_key(&Column::Value);
            whole.then_some(Head { row, columns, units })
        })
    }

    /// Returns what the head of a column states as its unit.
    pub(in crate::figure) fn unit(&self, column: Column) -> Option<&Alone> {
        self.units.get(&column)
    }

    /// Returns the cell of a column in a row, if the table has the column.
    pub(in crate::figure) fn cell(&self, row: u32, column: Column) -> Option<At> {
        Some((row, *self.columns.get(&column)?))
    }
}

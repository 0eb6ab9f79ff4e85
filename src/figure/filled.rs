//! Tables and charts made of data: their cells, merged, grouped and summed as the block asks.
//!
//! Numbers are taken as the data shows them; a row of sums is exact. What is drawn as a chart is in `plot`.

mod apart;
mod behind;
mod columns;
mod file;
mod listed;
mod total;

use std::collections::BTreeMap;

pub use self::apart::{is_apart, is_of_which};

use self::behind::{Behind, Origin};
use self::total::Summing;
use super::arranged::{drop_empty, group, merge};
use super::data::row_hint;
use super::plot::Plot;
use super::quantity::{Context, Quantity, scan};
use super::words::words;
use super::{FigureTable, Given};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, printable};
use crate::report::{Align, Block, BlockKind, Cell, Data, DataBlock, Inline, InlineKind, Scalar, Table};
use crate::source::{SourceId, Span};
use crate::text;

/// The most rows and columns that a table of a report has.
const MOST: (u32, u32) = (20_000, 60);

/// What stands where there is no number.
pub(super) const DASHES: &[&str] = &["", "-", "–", "—", "——", "/", "…", "……", "－"];

/// A table with its cells, and how it is drawn.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The table.
    pub table: Table,
    /// The chart, when it is one.
    pub plot: Option<Plot>,
    /// The row of sums that was made for it, if one was.
    pub sums: Option<Sums>,
}

/// A row of sums that was made, the last of its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sums {
    /// Of what is printed above it.
    Exact,
    /// Of numbers of which some are printed rounded: they may not add up as printed.
    Rounded,
}

/// Why there is no table: where, what, and a way out.
type Fault = Box<Diagnostic>;

/// Fills the data blocks of a report and draws its charts, by the place of each block.
pub(super) fn fill(given: &Given<'_>, table: &mut FigureTable, diagnostics: &mut Diagnostics) {
    let mut filled = BTreeMap::new();
    let mut cited = Vec::new();
    for section in &given.report.sections {
        section.visit_blocks(&mut |block| {
            let filler =
                Filler { given, figures: table, section: section.source, diagnostics: &mut *diagnostics };
            match filler.block(block, &mut cited) {
                Some(Ok(done)) => drop(filled.insert(block.span, Ok(done))),
                Some(Err(fault)) => {
                    filled.insert(block.span, Err(fault.message.clone()));
                    diagnostics.push(*fault);
                }
                None => {}
            }
        });
    }
    for (figure, span) in cited {
        table.figures[figure].cited.push(span);
    }
    let rounded = |filled: &Result<Filled, _>| matches!(filled, Ok(Filled { sums: Some(Sums::Rounded), .. }));
    table.rounding_note |= filled.values().any(rounded);
    table.filled = filled;
}

/// Fills one block.
pub(super) struct Filler<'a> {
    given: &'a Given<'a>,
    pub(super) figures: &'a FigureTable,
    section: SourceId,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl Filler<'_> {
    /// Returns the cells of a block that is made of data or drawn as a chart; `cited` are figures that it prints without a
    /// citation of their own.
    fn block(mut self, block: &Block, cited: &mut Vec<(usize, Span)>) -> Option<Result<Filled, Fault>> {
        match &block.kind {
            BlockKind::Data(data) => Some(self.data(block.span, data, cited)),
            BlockKind::Table(table) => {
                let chart = table.chart?;
                let plot = self.plot(block.span, chart, table);
                Some(Ok(Filled { table: table.clone(), plot, sums: None }))
            }
            _ => None,
        }
    }

    fn data(
        &mut self,
        place: Span,
        block: &DataBlock,
        cited: &mut Vec<(usize, Span)>,
    ) -> Result<Filled, Fault> {
        let (mut rows, origin, mut head) = match &block.data {
            Data::File { path, sheet, range } => {
                self.file((path, sheet.as_ref(), range.as_ref()), block.head)?
            }
            Data::Rows(rows) => {
                self.of_one_width(rows, block.head)?;
                (rows.clone(), Origin::Cells, 1)
            }
            Data::Figures(listed) => {
                let (rows, figures) = self.listed(place, listed, cited)?;
                (rows, Origin::Figures(figures), 1)
            }
        };
        head = block.head.unwrap_or(head).min(rows.len());
        let mut kept = drop_empty(&mut rows, self.figures);
        // The head is counted as the rows stand in the data, where some are blank.
        head = kept.iter().filter(|row| **row < head).count().max(head.min(1));
        if rows.len() <= head {
            let message = text!("这里一行数据也没有", "there is no row of data here");
            return Err(Box::new(Diagnostic::new(Code::BadData, place, message)));
        }
        let mut body = rows.split_off(head);
        let columns = self.choose(block, &mut rows, &mut body)?;
        let behind = Behind { origin, rows: kept.split_off(head), columns };
        self.can_be_printed(&behind)?;
        let columns = width(rows.iter().chain(&body));
        let total = match total::wanted(block.total.as_ref()) {
            Some(name) => {
                let table = block.unit.as_ref().map(|unit| unit.text.clone());
                Some(self.total(&name, (&rows, &body), columns, &Summing::new(&behind, table))?)
            }
            None => None,
        };
        let sums = total.as_ref().map(|(_, sums)| *sums);
        let mut total = total.map(|(row, _)| row);
        let mut align = block.align.clone();
        if let Some(column) = &block.group
            && columns > 1
        {
            let at = self.column(column, &rows, columns)?;
            if let Some(total) = &mut total {
                self.move_name(total, (at, column))?;
            }
            group(&mut rows, &mut body, at, columns, self.figures)
                .map_err(|cell| Box::new(across_groups(&cell, column, self.figures)))?;
            if at < align.len() {
                align.remove(at);
            }
        }
        let columns = width(rows.iter().chain(&body));
        let merged = block.merge.iter().map(|column| self.column(column, &rows, columns));
        merge(&mut body, merged.collect::<Result<_, _>>()?, columns, self.figures);
        body.extend(total);
        align.resize(width(rows.iter().chain(&body)), Align::Auto);
        let table = Table {
            caption: block.caption.clone(),
            unit: block.unit.clone(),
            chart: block.chart,
            align,
            head: rows,
            rows: body,
        };
        let plot = match block.chart {
            Some(chart) => self.plot(place, chart, &table),
            None => None,
        };
        Ok(Filled { table, plot, sums })
    }

    /// Takes a column out of a row of sums; its name moves on to the column behind, if that has no sum.
    fn move_name(&self, total: &mut Vec<Cell>, (at, column): (usize, &Scalar)) -> Result<(), Fault> {
        let name = total.remove(at);
        if at == 0 {
            if !words(&total[0], self.figures).trim().is_empty() {
                return Err(Box::new(no_place_for(&name, column, self.figures)));
            }
            total[0] = name;
        }
        Ok(())
    }

    /// Says which of the rows as written has other than the cells of the head.
    fn of_one_width(&mut self, rows: &[Vec<Cell>], head: Option<usize>) -> Result<(), Fault> {
        let head = head.unwrap_or(1).max(1).min(rows.len());
        let heads = rows[..head].iter().map(Vec::len).max().unwrap_or_default();
        for row in &rows[head..] {
            let place = row.last().map_or(Span::new(self.section, 0, 0), |cell| cell.span);
            let cells = row.len();
            if cells > heads {
                let message = text!(
                    "这一行有 {cells} 格，表头只有 {heads} 格",
                    "this row has {cells} cells, the head {heads}"
                );
                return Err(Box::new(Diagnostic::new(Code::BadData, place, message).hint(row_hint())));
            }
            let missing = |other: &Vec<Cell>| {
                let rest = other.get(cells..).unwrap_or_default();
                rest.iter().any(|cell| quantity(&words(cell, self.figures)).is_some())
            };
            if cells > 1 && cells < heads && rows[head..].iter().any(missing) {
                let message = text!(
                    "这一行只有 {cells} 格，表头有 {heads} 格",
                    "this row has only {cells} cells, the head {heads}"
                );
                let hint = text!("没有数的格子写 —", "write — where there is no number");
                let fault = Diagnostic::new(Code::BadData, place, message).severity(Severity::Warning);
                self.diagnostics.push(fault.hint(hint));
            }
        }
        Ok(())
    }
}

/// Returns whether a row is a sum of others by what it is called.
pub fn is_total(words: &str) -> bool {
    const NAMES: [&str; 10] =
        ["合计", "总计", "小计", "共计", "总额", "总分", "total", "subtotal", "grandtotal", "sum"];
    let words = words.to_lowercase().replace(char::is_whitespace, "");
    NAMES.contains(&words.trim_end_matches([':', '：']))
}

/// Returns whether the name of a row of sums is that of a part of them.
pub fn is_subtotal(words: &str) -> bool {
    words.contains("小计") || words.to_lowercase().contains("sub")
}

/// Returns a cell with some words that stand nowhere in a file but belong to a place.
pub(super) fn plain(words: String, place: Span) -> Cell {
    Cell { span: place, content: written(words, place), colspan: 1, rowspan: 1 }
}

/// Returns words as inlines; a text as long as its place would be taken for the place's own.
fn written(words: String, place: Span) -> Vec<Inline> {
    if words.is_empty() {
        return Vec::new();
    }
    let span = if words.len() == place.len() { place.part(0, 0) } else { place };
    vec![Inline { span, kind: InlineKind::Text(words) }]
}

/// Returns how many columns rows take.
fn width<'a>(rows: impl Iterator<Item = &'a Vec<Cell>>) -> usize {
    rows.map(|row| row.iter().map(|cell| cell.colspan).sum()).max().unwrap_or(0)
}

/// Returns the quantity that is a whole text.
pub(super) fn quantity(text: &str) -> Option<Quantity> {
    let text = text.trim();
    scan(text, Context::Declared).filter(|(_, length)| *length == text.len()).map(|(quantity, _)| quantity)
}

/// Returns what to say of a sum whose name would take the place of a sum.
fn no_place_for(name: &Cell, column: &Scalar, figures: &FigureTable) -> Diagnostic {
    let name = printable(&words(name, figures));
    let place = column.span.unwrap_or_default();
    let message = text!(
        "分组以后第一栏是数，“{name}”没有地方写",
        "behind the groups the first column holds numbers: there is no place for the name `{name}`"
    );
    Diagnostic::new(Code::BadData, place, message).hint(text!(
        "用“列”把一栏文字排到第一栏，或去掉合计",
        "put a column of words first with `columns`, or leave the total out"
    ))
}

/// Returns what to say of a cell that keeps rows from being grouped.
fn across_groups(cell: &Cell, column: &Scalar, figures: &FigureTable) -> Diagnostic {
    let (shown, group) = (printable(words(cell, figures).trim()), printable(column.text.trim()));
    let place = column.span.unwrap_or_default();
    let message = text!(
        "“{shown}”是合并的单元格，跨到了“{group}”的另一组或另一列，不能分组",
        "the merged cell `{shown}` reaches over groups of `{group}`, or over that column and another: these rows cannot be grouped"
    );
    Diagnostic::new(Code::BadData, place, message).hint(text!(
        "在数据里拆开这个单元格，或去掉“分组”",
        "split the cell in the data, or leave `group` out"
    ))
}

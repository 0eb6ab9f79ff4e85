//! The cells of a data file, as a block prints them.
//!
//! A row with more cells than the head is a fault: what is printed would be another table. So is a cell without the value it
//! should have, where it is printed: that is said in `behind`.

use super::behind::Origin;
use super::{Fault, Filler, MOST, written};
use crate::diagnostic::{Code, Diagnostic, Severity, Text, printable};
use crate::figure::data::{Area, At, Loaded, Part, Sheet, row_hint, row_too_long, row_too_short};
use crate::report::{Cell, Scalar};
use crate::source::Span;
use crate::text;

impl<'a> Filler<'a> {
    /// Reads cells of a data file, with where they came from and the number of rows of their head; `head` is what the block says of that.
    pub(super) fn file(
        &mut self,
        (path, sheet, range): (&Scalar, Option<&Scalar>, Option<&Scalar>),
        head: Option<usize>,
    ) -> Result<(Vec<Vec<Cell>>, Origin<'a>, usize), Fault> {
        let given = self.given;
        let place = |scalar: &Scalar| scalar.span.unwrap_or_default();
        let fault = |at: Span, message: Text| Box::new(Diagnostic::new(Code::BadData, at, message));
        let file: &'a Loaded =
            given.data.get(self.section, path.text.trim()).map_err(|why| fault(place(path), why))?;
        let mut wanted = sheet.map(|sheet| sheet.text.trim().to_owned());
        let mut area = None;
        if let Some(range) = range {
            let named =
                file.book.as_ref().ok().and_then(|book| book.names.get(&range.text.trim().to_lowercase()));
            area = named.map(|(sheet, area)| {
                wanted = Some(sheet.clone());
                *area
            });
            area = Some(area.or_else(|| Area::read(&range.text)).ok_or_else(|| {
                let shown = printable(range.text.trim());
                let message = text!("“{shown}”不是一块单元格", "`{shown}` is no range of cells");
                let hint = text!("写成左上角和右下角，如 A3:C9", "write its corners, as in A3:C9");
                Box::new(Diagnostic::new(Code::BadData, place(range), message).hint(hint))
            })?);
        }
        let sheet: &'a Sheet = file.sheet(wanted.as_deref()).map_err(|wrong| {
            let at = match (wrong.part, sheet) {
                (Part::Sheet, Some(sheet)) => place(sheet),
                _ => place(path),
            };
            let mut found = fault(at, wrong.message);
            found.hints.extend(wrong.hint.map(|hint| *hint));
            found.fix = wrong.fix.map(|replacement| crate::diagnostic::Fix { span: at, replacement });
            found
        })?;
        let area = area
            .or_else(|| used(sheet))
            .ok_or_else(|| fault(place(path), text!("这张表是空的", "this sheet is empty")))?;
        let (height, breadth) = (area.last.0 - area.first.0 + 1, area.last.1 - area.first.1 + 1);
        if height > MOST.0 || breadth > MOST.1 {
            let message = text!(
                "有 {height} 行 {breadth} 列，太大，印不成一张表",
                "has {height} rows and {breadth} columns, too many for one table"
            );
            let hint = text!("用“范围”写明要哪一块，如 A1:F40", "say which part with `range`, as in A1:F40");
            return Err(Box::new(Diagnostic::new(Code::BadData, place(path), message).hint(hint)));
        }
        let rows: Vec<Vec<Cell>> =
            (area.first.0..=area.last.0).map(|row| self.sheet_row(sheet, area, row, place(path))).collect();
        self.whole(file, (sheet, area), head.unwrap_or(1), place(path))?;
        let head = rows.first().map_or(0, |first| first.iter().map(|cell| cell.rowspan).fold(1, usize::max));
        let origin = Origin::Sheet { file: printable(&file.path), sheet, area, place: place(path) };
        Ok((rows, origin, head))
    }

    fn sheet_row(&self, sheet: &Sheet, area: Area, row: u32, place: Span) -> Vec<Cell> {
        let rounding = self.given.report.settings.rounding;
        let cell = |column: u32| {
            let at: At = (row, column);
            let merged = sheet.merged_with(at);
            let first = (merged.first.0.max(area.first.0), merged.first.1.max(area.first.1));
            if first != at {
                return None;
            }
            let reach = |from: u32, last: u32| usize::try_from(last - from + 1).unwrap_or(1);
            Some(Cell {
                span: place,
                content: written(sheet.cell(at).map(|cell| cell.shown(rounding)).unwrap_or_default(), place),
                colspan: reach(column, merged.last.1.min(area.last.1)),
                rowspan: reach(row, merged.last.0.min(area.last.0)),
            })
        };
        (area.first.1..=area.last.1).filter_map(cell).collect()
    }

    /// Says which row has other than the cells of its head.
    fn whole(
        &mut self,
        file: &Loaded,
        (sheet, area): (&Sheet, Area),
        head: usize,
        place: Span,
    ) -> Result<(), Fault> {
        let name = printable(&file.path);
        let first = area.first.0 + u32::try_from(head.max(1)).unwrap_or(1);
        for row in first..=area.last.0 {
            if let Some(cells) = sheet.overfull(row, first) {
                let message = row_too_long(&name, row, cells);
                return Err(Box::new(Diagnostic::new(Code::BadData, place, message).hint(row_hint())));
            }
        }
        let short = (first..=area.last.0).find_map(|row| Some((row, sheet.too_short(row, first)?)));
        if let Some((row, cells)) = short {
            let message = row_too_short(&name, row, cells);
            let hint = text!("没有数的格子写 —", "write — where there is no number");
            let fault = Diagnostic::new(Code::BadData, place, message).severity(Severity::Warning);
            self.diagnostics.push(fault.hint(hint));
        }
        Ok(())
    }
}

/// Returns the cells of a sheet that hold anything.
fn used(sheet: &Sheet) -> Option<Area> {
    let mut cells = sheet.cells().map(|(at, _)| at);
    let first = cells.next()?;
    Some(cells.fold(Area::one(first), |area, at| Area {
        first: (area.first.0.min(at.0), area.first.1.min(at.1)),
        last: (area.last.0.max(at.0), area.last.1.max(at.1)),
    }))
}

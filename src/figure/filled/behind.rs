//! What the cells of a block were filled from: whether it can be printed, and the exact number behind one that is shown rounded.

use num_rational::BigRational;

use super::{Fault, Filler};
use crate::diagnostic::{Code, Diagnostic, Text, printable};
use crate::figure::FigureTable;
use crate::figure::data::{Area, Sheet};
use crate::report::{Cell, Inline, InlineKind, visit_inlines};
use crate::source::Span;
use crate::text;

/// What the rows of a block were filled from.
pub(super) enum Origin<'a> {
    /// What is written in the cells.
    Cells,
    /// A part of a sheet.
    Sheet {
        /// The file, as messages name it.
        file: String,
        /// The sheet.
        sheet: &'a Sheet,
        /// The part.
        area: Area,
        /// Where the block names the file.
        place: Span,
    },
    /// Figures, by row.
    Figures(Vec<Option<usize>>),
}

/// What the cells of a block were filled from, by their places in the body.
pub(super) struct Behind<'a> {
    /// What all of them were filled from.
    pub(super) origin: Origin<'a>,
    /// By row: which row of the origin it is.
    pub(super) rows: Vec<usize>,
    /// By column: which column of the origin it is; of all columns in their order, nothing.
    pub(super) columns: Option<Vec<usize>>,
}

impl Behind<'_> {
    /// Returns the exact number behind a cell that shows it rounded, in the unit that is shown.
    pub(super) fn number(
        &self,
        (row, column): (usize, usize),
        cell: &Cell,
        figures: &FigureTable,
    ) -> Option<BigRational> {
        let row = *self.rows.get(row)?;
        let column = self.columns.as_ref().map_or(Some(column), |columns| columns.get(column).copied())?;
        match &self.origin {
            Origin::Sheet { sheet, area, .. } => {
                let at =
                    (area.first.0 + u32::try_from(row).ok()?, area.first.1 + u32::try_from(column).ok()?);
                sheet.cell(at)?.rounded()
            }
            Origin::Figures(of_row) if column == 1 => match of_row.get(row).copied().flatten() {
                Some(figure) => figures.figures[figure].value.clone(),
                None => cited(cell, figures),
            },
            Origin::Cells | Origin::Figures(_) => cited(cell, figures),
        }
    }
}

impl Filler<'_> {
    /// Says which cell that would be printed holds no value although it should, or is shown in a scale that it does not name.
    pub(super) fn can_be_printed(&self, behind: &Behind<'_>) -> Result<(), Fault> {
        let Origin::Sheet { file, sheet, area, place } = &behind.origin else { return Ok(()) };
        let is_printed = |column: u32| match &behind.columns {
            Some(columns) => {
                usize::try_from(column - area.first.1).is_ok_and(|column| columns.contains(&column))
            }
            None => true,
        };
        let mut cells = sheet.cells().filter(|(at, _)| area.holds(*at) && is_printed(at.1));
        let wrong = cells.find_map(|(at, cell)| Some((at, cell.broken().or_else(|| cell.shown_scaled())?)));
        let Some((at, Text { zh, en })) = wrong else { return Ok(()) };
        let at = printable(&sheet.place(at));
        let message = text!("{file} {at} {zh}", "{file} {at} {en}");
        Err(Box::new(Diagnostic::new(Code::BadData, *place, message)))
    }
}

/// Returns the exact number of the only citation in a cell, where it prints rounded.
fn cited(cell: &Cell, figures: &FigureTable) -> Option<BigRational> {
    let mut cited = Vec::new();
    visit_inlines(&cell.content, &mut |inline: &Inline| {
        if let InlineKind::Citation(citation) = inline.kind {
            cited.push(citation.span);
        }
    });
    let [only] = cited.as_slice() else { return None };
    figures.behind.get(only)?.number.clone()
}

//! Tables and charts made of data: what a ```` ```table ```` or ```` ```chart ```` block asks for.

use super::Scalar;
use super::block::{Align, Caption, Cell};
use super::inline::{Inline, visit_inlines};
use crate::source::Span;

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chart {
    /// Its kind.
    pub kind: ChartKind,
    /// Whether its bars lie.
    pub horizontal: bool,
}

/// A kind of chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// Bars, those of several series beside one another.
    Bar,
    /// Bars of several series on one another.
    Stacked,
    /// Lines.
    Line,
    /// Lines with what is below them filled.
    Area,
    /// Shares of a whole.
    Pie,
    /// Key figures, each in large type.
    Tiles,
}

/// A table or chart made of data.
#[derive(Debug, Clone, PartialEq)]
pub struct DataBlock {
    /// What stands above or below it.
    pub caption: Option<Caption>,
    /// How it is drawn; a table otherwise.
    pub chart: Option<Chart>,
    /// Where the cells come from.
    pub data: Data,
    /// The unit of all its numbers.
    pub unit: Option<Scalar>,
    /// The columns to show, by their heads, in this order; of a chart first that of its categories. All when empty.
    pub columns: Vec<Scalar>,
    /// Whether a chart names its series, and not the column of its categories.
    pub without_x: bool,
    /// How many of the first rows are the head; not said when `None`.
    pub head: Option<usize>,
    /// The columns in which like cells below one another become one.
    pub merge: Vec<Scalar>,
    /// What the row of sums is called, if there is to be one.
    pub total: Option<Scalar>,
    /// The column whose words become rows above those that share them.
    pub group: Option<Scalar>,
    /// Alignment by column.
    pub align: Vec<Align>,
}

/// Where the cells of a data block come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// A data file.
    File {
        /// Its path, as seen from the section's file.
        path: Scalar,
        /// The sheet, where there are several.
        sheet: Option<Scalar>,
        /// The cells, such as `A3:C9`; all when it is not said.
        range: Option<Scalar>,
    },
    /// Rows as written.
    Rows(Vec<Vec<Cell>>),
    /// Figures by their names, each a citation; `family.*` is every member of a family.
    Figures(Vec<Listed>),
}

/// What a list of figures names.
#[derive(Debug, Clone, PartialEq)]
pub enum Listed {
    /// One figure.
    One(Inline),
    /// Every figure of a family: its name without `.*`, and the place.
    Family(String, Span),
}

impl ChartKind {
    /// The kinds by the names that writers and styles use.
    pub const NAMES: [(&'static str, ChartKind); 6] = [
        ("bar", ChartKind::Bar),
        ("stacked", ChartKind::Stacked),
        ("line", ChartKind::Line),
        ("area", ChartKind::Area),
        ("pie", ChartKind::Pie),
        ("tiles", ChartKind::Tiles),
    ];

    /// Returns the name that writers and styles use.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("bar", |(name, _)| name)
    }

    /// Returns the kind of a name.
    pub fn of(name: &str) -> Option<ChartKind> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }
}

impl DataBlock {
    /// Visits the inlines in it.
    pub(super) fn visit_inlines<'a>(&'a self, visit: &mut dyn FnMut(&'a Inline)) {
        if let Some(caption) = &self.caption {
            visit_inlines(&caption.content, visit);
        }
        match &self.data {
            Data::File { .. } => {}
            Data::Rows(rows) => {
                rows.iter().flatten().for_each(|cell| visit_inlines(&cell.content, visit));
            }
            Data::Figures(listed) => {
                for listed in listed {
                    if let Listed::One(citation) = listed {
                        visit(citation);
                    }
                }
            }
        }
    }
}

//! What a chart shows: the numbers of a table, by category and series.

use num_traits::ToPrimitive as _;

use super::filled::{DASHES, Filler, plain, quantity, words};
use crate::diagnostic::{Code, Diagnostic, printable};
use crate::report::{Cell, Chart, ChartKind, Table};
use crate::source::Span;
use crate::text;

/// What a chart shows.
#[derive(Debug, Clone)]
pub struct Plot {
    /// How it is drawn.
    pub chart: Chart,
    /// What the points of each series are of.
    pub categories: Vec<Cell>,
    /// The series.
    pub series: Vec<Series>,
}

/// A series of a chart.
#[derive(Debug, Clone)]
pub struct Series {
    /// Its name.
    pub name: Cell,
    /// For each category the number, and what prints it; nothing where there is none.
    pub points: Vec<Option<(f64, Cell)>>,
}

impl Filler<'_> {
    /// Returns what a chart of a table shows: its first column are the categories, each other column is a series. A line goes on
    /// through time, so that where the heads are periods they are the categories and each row is a series.
    pub(super) fn plot(&mut self, chart: Chart, table: &Table) -> Option<Plot> {
        let plot = self.plot_of_columns(chart, table)?;
        let over_time = matches!(chart.kind, ChartKind::Line | ChartKind::Area);
        let is_period = |cell: &Cell| is_period(&words(cell, self.figures));
        let heads_are_periods =
            plot.series.len() > 1 && plot.series.iter().all(|series| is_period(&series.name));
        if over_time && heads_are_periods && !plot.categories.iter().all(is_period) {
            return Some(turned(plot));
        }
        Some(plot)
    }

    fn plot_of_columns(&mut self, chart: Chart, table: &Table) -> Option<Plot> {
        let names = table.head.last().cloned().unwrap_or_default();
        let categories: Vec<Cell> = table.rows.iter().filter_map(|row| row.first().cloned()).collect();
        let mut series = Vec::new();
        let mut unit = None;
        for column in 1..table.align.len() {
            let name = names.get(column).cloned().unwrap_or_else(|| plain(String::new(), Span::default()));
            let mut points = Vec::new();
            for row in &table.rows {
                let Some(cell) = row.get(column) else {
                    points.push(None);
                    continue;
                };
                let words = words(cell, self.figures);
                if DASHES.contains(&words.trim()) {
                    points.push(None);
                    continue;
                }
                let Some(quantity) = quantity(&words) else {
                    self.refuse(cell, &words);
                    return None;
                };
                let scale = unit.get_or_insert_with(|| quantity.unit.clone());
                let value = if scale.is_kind_of(&quantity.unit) {
                    scale.in_scale(&quantity.base())
                } else {
                    quantity.number.clone()
                };
                points.push(
                    value.to_f64().filter(|value| value.is_finite()).map(|value| (value, cell.clone())),
                );
            }
            series.push(Series { name, points });
        }
        Some(Plot { chart, categories, series })
    }

    fn refuse(&mut self, cell: &Cell, words: &str) {
        let shown: String = printable(words.trim()).chars().take(16).collect();
        let message = text!(
            "“{shown}”不是数，图上画不出来，按表格印出",
            "`{shown}` is no number and cannot be drawn: this prints as a table"
        );
        let hint = text!("没有数的格子写 —", "write — where there is no number");
        self.diagnostics.push(Diagnostic::new(Code::BadData, cell.span, message).hint(hint));
    }
}

/// Returns a plot whose categories are the series of another.
fn turned(plot: Plot) -> Plot {
    let Plot { chart, categories, series } = plot;
    let points = |at: usize| series.iter().map(|series| series.points.get(at).cloned().flatten()).collect();
    let turned =
        categories.into_iter().enumerate().map(|(at, name)| Series { name, points: points(at) }).collect();
    Plot { chart, categories: series.iter().map(|series| series.name.clone()).collect(), series: turned }
}

/// Returns whether a label names a year, a quarter, a month or the like.
fn is_period(label: &str) -> bool {
    const ENDS: [&str; 5] = ["年", "月", "季度", "日", "周"];
    let label = label.trim();
    let has_digit = label.contains(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let year = label.get(..4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
    let quarter = label.strip_prefix('Q').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    has_digit && (year || quarter || ENDS.iter().any(|end| label.ends_with(end)))
}

//! What a chart shows: the numbers of a table, by category and series.

use num_rational::BigRational;
use num_traits::{Signed as _, ToPrimitive as _, Zero as _};

use super::data::without_unit;
use super::filled::{DASHES, Filler, is_total, plain, quantity};
use super::number::{self, power_of_ten};
use super::quantity::Quantity;
use super::unit::{Alone, Unit};
use super::words::words;
use crate::diagnostic::{Code, Diagnostic, Severity, Text, printable};
use crate::report::{Cell, Chart, ChartKind, Inline, InlineKind, Place, Table, grid, heads};
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

/// A number of a chart: on its axis, and as it is written.
struct Point {
    value: BigRational,
    decimals: u32,
}

/// What the numbers of a chart are measured in.
#[derive(Default)]
struct Axis {
    unit: Option<Unit>,
    /// Whether the chart states the unit, so that its numbers need none.
    stated: bool,
    /// The words of the first number, by which the others are measured.
    first: Option<String>,
}

impl Filler<'_> {
    /// Returns what a chart of a table shows: its first column are the categories, each other column is a series. A line goes on
    /// through time, so that where the heads are periods they are the categories and each row is a series.
    pub(super) fn plot(&mut self, place: Span, chart: Chart, table: &Table) -> Option<Plot> {
        let plot = match self.plot_of_columns(chart, table) {
            Ok(plot) => plot,
            Err(fault) => {
                self.diagnostics.push(*fault);
                return None;
            }
        };
        let is_empty = plot.series.iter().flat_map(|series| &series.points).all(Option::is_none);
        if is_empty {
            let message =
                text!("图上没有数可画，按表格印出", "there is nothing to draw: this prints as a table");
            let hint = text!(
                "第一列是名称，后面的列是数；数据块里用“横轴”和“系列”写明哪几列",
                "the first column holds names, the others numbers; in a block say with `x` and `series` which they are"
            );
            self.diagnostics.push(Diagnostic::new(Code::BadData, place, message).hint(hint));
            return None;
        }
        let over_time = matches!(chart.kind, ChartKind::Line | ChartKind::Area);
        let is_period = |cell: &Cell| is_period(&words(cell, self.figures));
        let heads_are_periods =
            plot.series.len() > 1 && plot.series.iter().all(|series| is_period(&series.name));
        if over_time && heads_are_periods && !plot.categories.iter().all(is_period) {
            return Some(turned(plot));
        }
        Some(plot)
    }

    fn plot_of_columns(&mut self, chart: Chart, table: &Table) -> Result<Plot, Box<Diagnostic>> {
        let columns = table.align.len();
        let placed = grid(&table.rows, columns);
        let shown = placed.iter().zip(&table.rows);
        let shown = shown.filter(|(_, row)| chart.kind != ChartKind::Pie || !self.is_whole(row));
        let rows: Vec<&Vec<Option<Place<'_>>>> = shown.map(|(places, _)| places).collect();
        // A cell over several rows names each of them.
        let category = |row: &&Vec<Option<Place<'_>>>| {
            let place = row.first().copied().flatten();
            place.map_or_else(|| plain(String::new(), Span::default()), |place| place.cell.clone())
        };
        let categories: Vec<Cell> = rows.iter().map(category).collect();
        let units = heads(&table.head, columns).into_iter().map(|above| {
            let stated = above.into_iter().rev().find_map(|cell| without_unit(&words(cell, self.figures)).1);
            stated.and_then(unit_of)
        });
        let units: Vec<Option<Unit>> = units.collect();
        let mut axis = Axis::of(table);
        let mut series = Vec::new();
        let names = names(&table.head, columns);
        for (column, (unit, name)) in units.iter().zip(names).enumerate().skip(1) {
            let mut points = Vec::new();
            let mut slices = Vec::new();
            for row in &rows {
                let place = row.get(column).copied().flatten().filter(|place| place.begins);
                let cell = place.map(|place| place.cell);
                let cell = cell.filter(|cell| !DASHES.contains(&words(cell, self.figures).trim()));
                let Some(cell) = cell else {
                    points.push(None);
                    continue;
                };
                let point = self.point(cell, chart, unit.as_ref(), &mut axis)?;
                let value = point.value.to_f64().filter(|value| value.is_finite());
                points.push(value.map(|value| (value, cell.clone())));
                slices.push((point, cell));
            }
            if chart.kind == ChartKind::Pie {
                make_a_whole(&slices, &axis)?;
            }
            series.push(Series { name, points });
        }
        Ok(Plot { chart, categories, series })
    }

    /// Returns the number of a cell on the axis, or says why it cannot stand there.
    fn point(
        &self,
        cell: &Cell,
        chart: Chart,
        head: Option<&Unit>,
        axis: &mut Axis,
    ) -> Result<Point, Box<Diagnostic>> {
        let words = words(cell, self.figures);
        let shown: String = printable(words.trim()).chars().take(16).collect();
        let Some(quantity) = quantity(&words) else {
            let message = text!(
                "“{shown}”不是数，图上画不出来，按表格印出",
                "`{shown}` is no number and cannot be drawn: this prints as a table"
            );
            let hint = text!("没有数的格子写 —", "write — where there is no number");
            return Err(Box::new(Diagnostic::new(Code::BadData, cell.span, message).hint(hint)));
        };
        // Each tile stands for itself.
        let value = match chart.kind {
            ChartKind::Tiles => Ok(quantity.number.clone()),
            _ => axis.value(&quantity, head, &shown),
        };
        let value = value.map_err(|(why, hint)| {
            let (zh, en) = (why.zh, why.en);
            let message = text!("{zh}，按表格印出", "{en}: this prints as a table");
            Box::new(Diagnostic::new(Code::BadData, cell.span, message).hint(hint))
        })?;
        Ok(Point { value, decimals: quantity.decimals })
    }

    /// Says that the row of sums is no slice of a pie, if a row is that.
    fn is_whole(&mut self, row: &[Cell]) -> bool {
        let Some(first) = row.first().filter(|first| is_total(&words(first, self.figures))) else {
            return false;
        };
        let shown = printable(words(first, self.figures).trim());
        let message = text!(
            "“{shown}”是各项之和，不是其中一份，图里不画",
            "`{shown}` is the sum of the others and no slice: it is not drawn"
        );
        self.diagnostics.push(
            Diagnostic::new(Code::BadData, first.span, message)
                .severity(Severity::Info)
                .hint(text!("饼图的表里不必有这一行", "the table of a pie needs no such row")),
        );
        true
    }
}

impl Axis {
    fn of(table: &Table) -> Axis {
        let stated = table.unit.as_ref().and_then(|unit| unit_of(Unit::alone(unit.text.trim())?));
        Axis { stated: stated.is_some(), unit: stated, first: None }
    }

    /// Returns a number in the axis' unit; the first number with a unit gives it where nothing states one.
    fn value(
        &mut self,
        quantity: &Quantity,
        head: Option<&Unit>,
        shown: &str,
    ) -> Result<BigRational, (Text, Text)> {
        let own = Some(&quantity.unit).filter(|unit| !unit.is_bare());
        let here = own.or(head);
        if !quantity.number.is_zero() && self.first.is_none() {
            self.first = Some(shown.to_owned());
        }
        let first = self.first.clone().unwrap_or_else(|| shown.to_owned());
        let (Some(unit), Some(axis)) = (here, &self.unit) else {
            let is_alone = self.stated || first == shown || quantity.number.is_zero();
            if here.is_some() != self.unit.is_some() && !is_alone {
                return Err((
                    text!(
                        "“{first}”和“{shown}”一个有单位，一个没有",
                        "of `{first}` and `{shown}` only one has a unit"
                    ),
                    text!(
                        "每一格都写上单位，或都不写，写在“单位”里",
                        "give each a unit, or none and say it under `unit`"
                    ),
                ));
            }
            self.unit = self.unit.take().or_else(|| here.cloned());
            return Ok(quantity.number.clone());
        };
        let (here, of_axis) = (unit.name(), axis.name());
        let (zh, en, axis_zh, axis_en) = (here.zh, here.en, of_axis.zh, of_axis.en);
        if !unit.is_kind_of(axis) || unit.per().is_some() != axis.per().is_some() {
            return Err((
                text!(
                    "“{shown}”的单位是“{zh}”，图的单位是“{axis_zh}”，不能画在一根轴上",
                    "`{shown}` is in `{en}`, the chart in `{axis_en}`: they cannot stand on one axis"
                ),
                text!("分成两张图，每张一种单位", "make two charts, each of one unit"),
            ));
        }
        if own.is_none() && unit.scale() != axis.scale() {
            return Err((
                text!(
                    "“{shown}”的列名写的单位是“{zh}”，图的单位是“{axis_zh}”，图上会对不上",
                    "the head above `{shown}` says `{en}`, the chart is in `{axis_en}`"
                ),
                text!("两处写同一个单位", "say the same unit at both places"),
            ));
        }
        Ok(axis.in_scale(&unit.to_base(&quantity.number)))
    }
}

/// Returns the name of each column: its lowest head, with those above it where several columns would have one name.
fn names(head: &[Vec<Cell>], columns: usize) -> Vec<Cell> {
    let above = heads(head, columns);
    let lowest: Vec<_> = above.iter().map(|cells| cells.last().map(|cell| &cell.content)).collect();
    let name = |(column, cells): (usize, &Vec<&Cell>)| {
        let Some((last, higher)) = cells.split_last() else { return plain(String::new(), Span::default()) };
        let alone = lowest.iter().enumerate().all(|(other, content)| {
            other == column || content.is_none_or(|content| bare(content) != bare(&last.content))
        });
        let mut name = (*last).clone();
        if !alone {
            for cell in higher.iter().rev() {
                let space = Inline { span: Span::default(), kind: InlineKind::Text(" ".to_owned()) };
                name.content.insert(0, space);
                name.content.splice(0..0, cell.content.iter().cloned());
            }
        }
        name
    };
    above.iter().enumerate().map(name).collect()
}

/// Returns what is typed of inlines, to tell whether two say the same.
fn bare(content: &[Inline]) -> Vec<&InlineKind> {
    content.iter().map(|inline| &inline.kind).collect()
}

/// Says that the slices of a pie make no whole: one is negative, or they are shares of more than all.
fn make_a_whole(slices: &[(Point, &Cell)], axis: &Axis) -> Result<(), Box<Diagnostic>> {
    if let Some((_, cell)) = slices.iter().find(|(point, _)| point.value.is_negative()) {
        let message =
            text!("有负数，画不成饼图，按表格印出", "a slice below nothing: this prints as a table");
        let hint = text!("改用 bar（柱）", "use `bar`");
        return Err(Box::new(Diagnostic::new(Code::BadData, cell.span, message).hint(hint)));
    }
    let Some(per) = axis.unit.as_ref().and_then(Unit::per) else { return Ok(()) };
    let sum: BigRational = slices.iter().map(|(point, _)| &point.value).sum();
    let decimals = slices.iter().map(|(point, _)| point.decimals).min().unwrap_or_default();
    let loose = BigRational::new(slices.len().into(), power_of_ten(decimals) * 2);
    if sum.clone() - loose <= BigRational::from_integer(per.into()) {
        return Ok(());
    }
    let (sum, sign) = (number::for_message(&sum), if per == 100 { "%" } else { "‰" });
    let (_, last) = &slices[slices.len() - 1];
    let message = text!(
        "各份加起来是 {sum}{sign}，超过了全部，按表格印出",
        "the slices come to {sum}{sign}, more than the whole: this prints as a table"
    );
    let hint = text!("核对各份；各项有重叠就改用 bar（柱）", "check them; if they overlap, use `bar`");
    Err(Box::new(Diagnostic::new(Code::BadData, last.span, message).hint(hint)))
}

fn unit_of(alone: Alone) -> Option<Unit> {
    match alone {
        Alone::Unit(unit) => Some(unit),
        Alone::Unclear(_) => None,
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
pub fn is_period(label: &str) -> bool {
    const ENDS: [&str; 5] = ["年", "月", "季度", "日", "周"];
    let label = label.trim();
    let has_digit = label.contains(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    // 1204.5 and 20,500 begin with four digits as years do, and so does 2050人.
    let is_year = |year: &str| {
        year.bytes().all(|byte| byte.is_ascii_digit()) && matches!(year.get(..2), Some("19" | "20"))
    };
    let is_number = |rest: &str| {
        let goes_on = rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%'));
        let word = rest.trim();
        let is_unit = || Unit::is_known(word) || Unit::is_usual_below(word);
        // Behind a year any English word may stand: 2021 budget.
        goes_on || (!word.is_ascii() && !word.starts_with('年') && is_unit())
    };
    let year = label.split_at_checked(4).is_some_and(|(year, rest)| is_year(year) && !is_number(rest));
    let quarter = label.strip_prefix('Q').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    has_digit && (year || quarter || ENDS.iter().any(|end| label.ends_with(end)))
}

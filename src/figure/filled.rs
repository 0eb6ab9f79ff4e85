//! Tables and charts made of data: their cells, merged, grouped and summed as the block asks.
//!
//! Numbers are taken as the data shows them; a row of sums is exact. What is drawn as a chart is in `plot`.

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::Zero as _;

use super::arranged::{group, merge};
use super::data::{Area, At, Loaded, Part, Sheet, label};
use super::plot::Plot;
use super::quantity::{Context, Quantity, scan};
use super::{Figure, FigureTable, Given, number};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text, nearest, printable};
use crate::report::{
    Align, Block, BlockKind, Cell, Data, DataBlock, Inline, InlineKind, Listed, Rounding, Scalar, Table,
    visit_inlines,
};
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
                let plot = self.plot(chart, table);
                Some(Ok(Filled { table: table.clone(), plot }))
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
        let (mut rows, mut head) = match &block.data {
            Data::File { path, sheet, range } => self.file(path, sheet.as_ref(), range.as_ref())?,
            Data::Rows(rows) => (rows.clone(), 1),
            Data::Figures(listed) => (self.listed(place, listed, cited)?, 1),
        };
        head = block.head.unwrap_or(head).min(rows.len());
        let is_empty = |row: &Vec<Cell>| row.iter().all(|cell| words(cell, self.figures).trim().is_empty());
        rows.retain(|row| !is_empty(row));
        if rows.len() <= head {
            let message = text!("这里一行数据也没有", "there is no row of data here");
            return Err(Box::new(Diagnostic::new(Code::BadData, place, message)));
        }
        let mut body = rows.split_off(head.min(rows.len()));
        self.choose(&block.columns, &mut rows, &mut body)?;
        let columns = width(rows.iter().chain(&body));
        let mut total = None;
        if let Some(name) = &block.total {
            total = Some(self.total(name, &body, columns)?);
        }
        for column in &block.merge {
            let at = self.column(column, &rows, columns)?;
            merge(&mut body, at, self.figures);
        }
        let mut align = block.align.clone();
        if let Some(column) = &block.group {
            let at = self.column(column, &rows, columns)?;
            if columns > 1 {
                if let Some(total) = &mut total {
                    let name = total.remove(at);
                    if at == 0 {
                        total[0] = name;
                    }
                }
                group(&mut rows, &mut body, at, columns, self.figures);
                if at < align.len() {
                    align.remove(at);
                }
            }
        }
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
            Some(chart) => self.plot(chart, &table),
            None => None,
        };
        Ok(Filled { table, plot })
    }

    /// Reads cells of a data file, with the number of rows of their head.
    fn file(
        &self,
        path: &Scalar,
        sheet: Option<&Scalar>,
        range: Option<&Scalar>,
    ) -> Result<(Vec<Vec<Cell>>, usize), Fault> {
        let place = |scalar: &Scalar| scalar.span.unwrap_or_default();
        let fault = |at: Span, message: Text| Box::new(Diagnostic::new(Code::BadData, at, message));
        let file: &Loaded =
            self.given.data.get(self.section, path.text.trim()).map_err(|why| fault(place(path), why))?;
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
        let sheet: &Sheet = file.sheet(wanted.as_deref()).map_err(|wrong| {
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
            let hint = text!("用 range 写明要哪一块，如 A1:F40", "say which part with `range`, as in A1:F40");
            return Err(Box::new(Diagnostic::new(Code::BadData, place(path), message).hint(hint)));
        }
        let rows: Vec<Vec<Cell>> =
            (area.first.0..=area.last.0).map(|row| self.sheet_row(sheet, area, row, place(path))).collect();
        let head = rows.first().map_or(0, |first| first.iter().map(|cell| cell.rowspan).fold(1, usize::max));
        Ok((rows, head))
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

    /// Returns a row for each figure of a list, under a head.
    fn listed(
        &self,
        place: Span,
        listed: &[Listed],
        cited: &mut Vec<(usize, Span)>,
    ) -> Result<Vec<Vec<Cell>>, Fault> {
        let chinese = self.given.report.settings.language == crate::diagnostic::Language::Chinese;
        let (name, value) = if chinese { ("项目", "数值") } else { ("Item", "Value") };
        let head = [name, value].map(|words| plain(words.to_owned(), place));
        let mut rows = vec![head.to_vec()];
        for listed in listed {
            match listed {
                Listed::One(citation) => {
                    let figure = self.figures.shown.get(&citation.span).and_then(|shown| shown.figure);
                    let name = figure.map_or_else(
                        || self.given.sources.get(citation.span.file).slice(citation.span).to_owned(),
                        |figure| called(&self.figures.figures[figure]),
                    );
                    let value =
                        Cell { content: vec![citation.clone()], ..plain(String::new(), citation.span) };
                    rows.push(vec![plain(name, citation.span), value]);
                }
                Listed::Family(family, span) => {
                    let before = format!("{family}.");
                    let members: Vec<_> = (0..self.figures.figures.len())
                        .filter(|at| self.figures.figures[*at].name.starts_with(&before))
                        .collect();
                    if members.is_empty() {
                        let families = self.figures.figures.iter();
                        let families = families.filter_map(|figure| Some(figure.name.rsplit_once('.')?.0));
                        let near = nearest(family, families);
                        let shown = printable(family);
                        let message =
                            text!("没有“{shown}”这一族数字", "there is no family of figures `{shown}`");
                        let mut found = Diagnostic::new(Code::BadData, *span, message);
                        if let Some(near) = near {
                            found = found.fix(*span, format!("{near}.*"));
                        }
                        return Err(Box::new(found));
                    }
                    for at in members {
                        let figure = &self.figures.figures[at];
                        let name = figure.name[before.len()..].to_owned();
                        rows.push(vec![
                            plain(figure.label.clone().unwrap_or(name), *span),
                            plain(figure.display.clone().unwrap_or_default(), *span),
                        ]);
                        cited.push((at, *span));
                    }
                }
            }
        }
        Ok(rows)
    }

    /// Keeps the columns that are asked for, in their order.
    fn choose(&self, wanted: &[Scalar], head: &mut [Vec<Cell>], body: &mut [Vec<Cell>]) -> Result<(), Fault> {
        if wanted.is_empty() {
            return Ok(());
        }
        let columns = width(head.iter().chain(body.iter()));
        let wanted: Vec<usize> =
            wanted.iter().map(|name| self.column(name, head, columns)).collect::<Result<_, _>>()?;
        let merged =
            head.iter().chain(body.iter()).flatten().any(|cell| cell.colspan > 1 || cell.rowspan > 1);
        if merged {
            let message = text!(
                "有合并的单元格，不能挑选列",
                "columns cannot be chosen from a table with merged cells"
            );
            let place = self.first_place(head);
            return Err(Box::new(Diagnostic::new(Code::BadData, place, message)));
        }
        for row in head.iter_mut().chain(body) {
            let blank = plain(String::new(), row.first().map(|cell| cell.span).unwrap_or_default());
            *row = wanted.iter().map(|at| row.get(*at).cloned().unwrap_or_else(|| blank.clone())).collect();
        }
        Ok(())
    }

    fn first_place(&self, rows: &[Vec<Cell>]) -> Span {
        rows.first().and_then(|row| row.first()).map_or(Span::new(self.section, 0, 0), |cell| cell.span)
    }

    /// Returns the index of a column by its head.
    fn column(&self, wanted: &Scalar, head: &[Vec<Cell>], columns: usize) -> Result<usize, Fault> {
        let mut names = Vec::new();
        for row in head {
            let mut at = 0;
            for cell in row {
                names.push((label(&words(cell, self.figures)), at));
                at += cell.colspan;
            }
        }
        let name = label(&wanted.text);
        if let Some((_, at)) = names.iter().find(|(known, at)| *known == name && *at < columns) {
            return Ok(*at);
        }
        let place = wanted.span.unwrap_or_default();
        let shown = printable(wanted.text.trim());
        let message = text!("表头里没有“{shown}”", "the head has no column `{shown}`");
        let mut found = Diagnostic::new(Code::BadData, place, message);
        let known: Vec<&str> =
            names.iter().map(|(name, _)| name.as_str()).filter(|name| !name.is_empty()).collect();
        if let Some(near) = nearest(&name, known.iter().copied()) {
            found = found.fix(place, near);
        } else if !known.is_empty() {
            let few = &known[..known.len().min(8)];
            let (zh, en) = (few.join("、"), few.join(", "));
            found = found.hint(text!("有：{zh}", "there is: {en}"));
        }
        Err(Box::new(found))
    }

    /// Returns the row of sums. A column with words in it has none.
    fn total(&self, name: &Scalar, body: &[Vec<Cell>], columns: usize) -> Result<Vec<Cell>, Fault> {
        let place = name.span.unwrap_or_default();
        let merged = body.iter().flatten().any(|cell| cell.colspan > 1 || cell.rowspan > 1);
        if merged {
            let message = text!("有合并的单元格，不能求合计", "rows with merged cells cannot be summed");
            return Err(Box::new(Diagnostic::new(Code::BadData, place, message)));
        }
        let is_total =
            |row: &&Vec<Cell>| row.first().is_some_and(|cell| is_total(&words(cell, self.figures)));
        if let Some(row) = body.iter().find(is_total) {
            let words = printable(words(&row[0], self.figures).trim());
            let message = text!(
                "数据里已经有“{words}”一行，再求合计就算了两遍",
                "the data has a row `{words}` already: its numbers would be counted twice"
            );
            let hint =
                text!("删去 total，或用 range 略过那一行", "leave out `total`, or that row with `range`");
            return Err(Box::new(Diagnostic::new(Code::BadData, place, message).hint(hint)));
        }
        let called = match name.text.trim() {
            "" if self.given.report.settings.language == crate::diagnostic::Language::Chinese => "合计",
            "" => "Total",
            written => written,
        };
        let mut row = vec![plain(called.to_owned(), place)];
        for column in 1..columns {
            let cells = body.iter().map(|row| row.get(column).map(|cell| words(cell, self.figures)));
            let sum = sum(cells.map(Option::unwrap_or_default)).unwrap_or_default();
            row.push(plain(sum, place));
        }
        if row.iter().skip(1).all(|cell| cell.content.is_empty()) {
            let message =
                text!("没有一列全是数，求不出合计", "no column holds only numbers: there is nothing to sum");
            return Err(Box::new(Diagnostic::new(Code::BadData, place, message)));
        }
        Ok(row)
    }
}

/// Returns whether a row is a sum of others by what it is called.
pub fn is_total(words: &str) -> bool {
    const NAMES: [&str; 9] =
        ["合计", "总计", "小计", "共计", "总额", "total", "subtotal", "grandtotal", "sum"];
    NAMES.contains(&words.to_lowercase().replace([' ', '\u{3000}'], "").as_str())
}

/// Returns what prose calls a figure: its label, or its name without its family.
fn called(figure: &Figure) -> String {
    let name = figure.name.rsplit('.').next().unwrap_or_default();
    figure.label.clone().unwrap_or_else(|| name.to_owned())
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

/// Returns the words of a cell, with what its citations print.
pub(super) fn words(cell: &Cell, figures: &FigureTable) -> String {
    let mut words = String::new();
    visit_inlines(&cell.content, &mut |inline| match &inline.kind {
        InlineKind::Text(text) | InlineKind::Code(text) => words.push_str(text),
        InlineKind::Citation(citation) => {
            let shown = figures.shown.get(&citation.span).map(|shown| &shown.text);
            if let Some(Ok(text)) = shown {
                words.push_str(text);
            }
        }
        _ => {}
    });
    words
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

/// Returns the sum of numbers, with as many decimals as the finest has; nothing where one is no number.
fn sum(cells: impl Iterator<Item = String>) -> Option<String> {
    let mut total: Option<(BigRational, Quantity)> = None;
    let (mut decimals, mut grouped) = (0, false);
    for words in cells {
        if DASHES.contains(&words.trim()) {
            continue;
        }
        let quantity = quantity(&words).filter(|quantity| quantity.hedge.is_none())?;
        decimals = decimals.max(quantity.decimals);
        grouped |= words.contains([',', '，']);
        total = Some(match total {
            None => (quantity.number.clone(), quantity),
            Some((sum, first)) if first.unit.text() == quantity.unit.text() => {
                (sum + &quantity.number, first)
            }
            Some(_) => return None,
        });
    }
    let (sum, first) = total?;
    // A sum of shares of a whole is nothing that anybody wants to read by chance.
    if first.unit.per().is_some() && !sum.is_zero() {
        return None;
    }
    let number = number::decimal(&sum, decimals, Rounding::HalfUp, grouped);
    Some(first.unit.around(&number, ""))
}

//! The office's table of figures: a row each, under a head row 名称 数值 单位 上年 来源 说明 章节.
//!
//! A row without a section is the report's: it is kept with the first section, and every section sees it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Declaration, Fault, bad_name, full, line};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text, nearest, printable};
use crate::figure::Given;
use crate::figure::citation::note_full_width;
use crate::figure::data::{
    At, Column, Content, Head, OfficeTable, Origin, Sheet, a1, in_place, label, row_hint, row_too_long,
};
use crate::figure::name;
use crate::figure::piece::Piece;
use crate::figure::quantity::Quantity;
use crate::figure::unit::Alone;
use crate::report::{InlineKind, Report, Section, visit_inlines};
use crate::source::{Sources, Span};
use crate::text;

/// A table that is read.
struct Rows<'a> {
    table: &'a OfficeTable,
    sheet: &'a Sheet,
    head: Head,
    sources: &'a Sources,
}

/// Reads the figures of all the office's tables.
pub(in crate::figure) fn declarations_of_tables(
    given: &Given<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Declaration> {
    let mut out = Vec::new();
    if given.report.sections.is_empty() {
        return out;
    }
    let sections = by_name(given.report);
    let tables = given.data.office_tables();
    for (index, table) in tables.iter().enumerate() {
        let place = Span::new(table.source, 0, given.sources.get(table.source).line(1).len());
        let sheet = match &table.sheet {
            Ok(sheet) => sheet,
            Err(why) => {
                let (path, zh, en) = (printable(&table.path), &why.zh, &why.en);
                let message = text!("{path} {zh}", "{path} {en}");
                diagnostics.push(Diagnostic::new(Code::BadValue, place, message));
                continue;
            }
        };
        let Some(head) = Head::find(sheet) else {
            // A workbook may have other sheets; one of them must be the table.
            let others = tables.iter().enumerate().filter(|(_, other)| other.path == table.path);
            let mut heads = others.filter_map(|(other, table)| Some((other, table.sheet.as_ref().ok()?)));
            let first = tables.iter().position(|other| other.path == table.path) == Some(index);
            if first && heads.all(|(_, sheet)| Head::find(sheet).is_none()) {
                diagnostics.push(without_head(&table.path, place));
            }
            continue;
        };
        let rows = Rows { table, sheet, head, sources: given.sources };
        rows.read(&sections, diagnostics, &mut out);
    }
    out
}

fn without_head(path: &str, place: Span) -> Diagnostic {
    let path = printable(path);
    let message = text!("{path} 没有表头", "{path} has no head row");
    Diagnostic::new(Code::BadValue, place, message).hint(text!(
        "要有一行写着：名称 数值，还可以有 单位 上年 来源 说明 章节",
        "one row must say: name value, and may say unit prior source note section"
    ))
}

impl Rows<'_> {
    fn read(
        &self,
        sections: &BTreeMap<String, usize>,
        diagnostics: &mut Diagnostics,
        out: &mut Vec<Declaration>,
    ) {
        for row in self.head.row + 1..=self.sheet.last_row().unwrap_or_default() {
            let name = self.piece(row, Column::Name);
            let value = self.piece(row, Column::Value);
            match (name, value) {
                (Some(name), value) => {
                    out.extend(self.figure(row, name, value, (sections, &mut *diagnostics)));
                }
                (None, Some(value)) => {
                    let message = text!("这个数字没有名称", "a figure without a name");
                    let hint = text!("在“名称”一列写上", "write it in the column `name`");
                    diagnostics.push(Diagnostic::new(Code::BadName, value.span(), message).hint(hint));
                }
                (None, None) => {}
            }
        }
    }

    /// Reads one row.
    fn figure(
        &self,
        row: u32,
        name: Piece<'_>,
        value: Option<Piece<'_>>,
        (sections, diagnostics): (&BTreeMap<String, usize>, &mut Diagnostics),
    ) -> Option<Declaration> {
        let canonical = name::canonical(name.text);
        if let Some(message) = name::fault(&canonical) {
            diagnostics.push(bad_name(name.span(), &canonical, message));
            return None;
        }
        let section = self.piece(row, Column::Section);
        let index = match section.map(|section| section_of(sections, &section)) {
            None => 0,
            Some(Ok(index)) => index,
            Some(Err(fault)) => {
                diagnostics.push(*fault);
                0
            }
        };
        let mut declaration = Declaration::new(canonical, name.span(), index);
        declaration.of_report = section.is_none();
        declaration.extent = self.extent(row, name.span());
        let words = |column| self.piece(row, column).map(|piece| piece.text.trim().to_owned());
        (declaration.source, declaration.note) = (words(Column::Source), words(Column::Note));
        declaration.origin = Some(Box::new(Origin {
            path: self.table.path.clone(),
            sha256: self.table.sha256.clone(),
            sheet: self.sheet.name.clone(),
            cell: self.head.cell(row, Column::Value).map(a1).unwrap_or_default(),
            ..Origin::default()
        }));
        let number = match self.sheet.overfull(row, self.head.row + 1) {
            Some(cells) => {
                let message = row_too_long(&printable(&self.table.path), row, cells);
                Err(Box::new(Diagnostic::new(Code::BadValue, declaration.extent, message).hint(row_hint())))
            }
            None => self.number(row, value, &mut declaration, diagnostics),
        };
        if let Err(fault) = number {
            declaration.fault = Some(fault.message.clone());
            diagnostics.push(*fault);
        }
        Some(declaration)
    }

    /// Reads value, unit and last year's value.
    fn number(
        &self,
        row: u32,
        value: Option<Piece<'_>>,
        declaration: &mut Declaration,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Fault> {
        let Some(value) = value else {
            let message = text!("这个数字没有写数值", "this figure has no value");
            let hint =
                text!("在“数值”一列写上，如 508件", "write it in the column `value`, such as 508 cases");
            return Err(Box::new(Diagnostic::new(Code::BadValue, declaration.place, message).hint(hint)));
        };
        self.readable(row, Column::Value, &value)?;
        note_full_width(&value, diagnostics);
        line::read(value, line::Begins::WithValue, declaration)?;
        // Two cells cannot be one line: where a pattern would go is not said.
        declaration.pattern_slot = None;
        self.take_grouping(row, declaration);
        if let Some(unit) = self.piece(row, Column::Unit) {
            declaration.unit = Some((full::unit(unit)?, unit.span()));
        }
        if let Some((stated, at)) = declaration.stated.take() {
            let stated = self.in_place(row, Column::Value, (stated, at), declaration)?;
            declaration.stated = Some((stated, at));
        }
        if let Some(prior) = self.piece(row, Column::Prior) {
            let read = self.readable(row, Column::Prior, &prior).and_then(|()| full::quantity(prior));
            // Without a unit of its own it is in this year's.
            let own = |quantity: Quantity| match quantity.unit.is_bare()
                && self.head.unit(Column::Prior).is_none()
            {
                true => Ok(super::in_unit_of(quantity, declaration)),
                false => self.in_place(row, Column::Prior, (quantity, prior.span()), declaration),
            };
            match read.and_then(own) {
                Ok(quantity) => {
                    declaration.prior = Some((quantity, prior.span()).into());
                }
                Err(fault) => diagnostics.push(*fault),
            }
        }
        declaration.apply_unit()
    }

    /// Returns a cell's number in the unit of its row, its column or the sheet.
    fn in_place(
        &self,
        row: u32,
        column: Column,
        (quantity, at): (Quantity, Span),
        declaration: &Declaration,
    ) -> Result<Quantity, Fault> {
        let of_row = declaration.unit.as_ref().map(|(unit, _)| Alone::Unit(unit.clone()));
        let beside = of_row.as_ref().or(self.head.unit(column));
        let cell = self.head.cell(row, column).and_then(|at| self.sheet.cell(at));
        in_place(quantity, cell, beside, self.sheet.unit.as_ref()).map_err(|why| {
            let (zh, en) = (why.zh, why.en);
            Box::new(Diagnostic::new(Code::BadValue, at, text!("这一格{zh}", "this cell {en}")))
        })
    }

    /// Says that a cell holds neither words nor a number, if it does not.
    fn readable(&self, row: u32, column: Column, piece: &Piece<'_>) -> Result<(), Fault> {
        let cell = self.head.cell(row, column).and_then(|at| self.sheet.cell(at));
        let Some(cell) = cell else { return Ok(()) };
        if matches!(cell.content, Content::Words(_) | Content::Number(_)) {
            return Ok(());
        }
        let why = cell.quantity().err().unwrap_or_else(Text::default);
        let (zh, en) = (why.zh, why.en);
        let message = text!("这一格{zh}", "this cell {en}");
        Err(Box::new(Diagnostic::new(Code::BadValue, piece.span(), message)))
    }

    /// Sets thousands apart where the cell does, and shows no more decimals than it.
    fn take_grouping(&self, row: u32, declaration: &mut Declaration) {
        let cell = self.head.cell(row, Column::Value).and_then(|at| self.sheet.cell(at));
        let Some(Content::Number(number)) = cell.map(|cell| &cell.content) else { return };
        if let Some((stated, at)) = &mut declaration.stated {
            stated.unit.grouped |= number.is_grouped();
            if let Some(decimals) = number.decimals_shown() {
                let shape = crate::figure::format::Pattern::Shape { decimals: Some(decimals), unit: None };
                declaration.pattern = declaration.pattern.take().or(Some((shape, *at)));
            }
        }
    }

    /// Returns what stands in a row under a head, if anything does.
    fn piece(&self, row: u32, column: Column) -> Option<Piece<'_>> {
        let at: At = self.head.cell(row, column)?;
        let place = self.table.places.get(&at)?;
        let span = Span::new(self.table.source, place.start, place.end);
        Some(Piece::of_span(self.sources, span))
    }

    /// Returns the place of a row.
    fn extent(&self, row: u32, name: Span) -> Span {
        let places = self.table.places.range((row, 0)..=(row, u32::MAX));
        places
            .fold(name, |extent, (_, place)| extent.to(Span::new(self.table.source, place.start, place.end)))
    }
}

/// Returns the sections by id and by title.
fn by_name(report: &Report) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    let title = |section: &Arc<Section>| {
        let mut words = String::new();
        visit_inlines(section.title().unwrap_or_default(), &mut |inline| {
            if let InlineKind::Text(text) = &inline.kind {
                words.push_str(text);
            }
        });
        words
    };
    let titles = report.sections.iter().map(title);
    let ids = report.sections.iter().map(|section| section.id.clone());
    for (index, words) in ids.enumerate().chain(titles.enumerate()) {
        names.entry(label(&words)).or_insert(index);
    }
    names.remove("");
    names
}

/// Returns the section that a cell names.
fn section_of(sections: &BTreeMap<String, usize>, named: &Piece<'_>) -> Result<usize, Fault> {
    let wanted = label(named.text);
    if let Some(index) = sections.get(&wanted) {
        return Ok(*index);
    }
    let shown = printable(&wanted);
    let message = text!("没有“{shown}”这一节", "there is no section `{shown}`");
    let fault = Diagnostic::new(Code::BadValue, named.span(), message);
    let near = nearest(&wanted, sections.keys().map(String::as_str)).map(printable);
    Err(Box::new(match near {
        Some(near) => fault.hint(text!("是不是“{near}”？", "did you mean `{near}`?")),
        None => fault.hint(text!(
            "写那一节的标题，或文件名（不带编号）；不写则全报告可用",
            "write the section's title, or its file name without number; left blank, the figure is the report's"
        )),
    }))
}

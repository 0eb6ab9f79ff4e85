//! The register: every figure of a report with its value, formula, sources, pages and reasons, and what identifies
//! the report they stand in. `json` is the content of `figures.json`.
//!
//! Pure: it gathers what other rooms know and decides nothing. How it is listed stands in `lists` and `workbook`,
//! how one figure is explained in `why`.
//!
//! # The fields of `figures.json`, version 1
//!
//! `v title organisation period date status language pages faces figures`; `date` is `2022-03-31` or null, `pages`
//! the number of pages (null when there are none). A face: `role family weight file sha256`; `file` is a name without
//! folder, so that two machines with the same faces give the same bytes. A figure has the fields of [`Row`]; exact
//! values are `numerator/denominator`, columns count Unicode scalar values from 1. Fields may be added within a version.

mod lists;
mod workbook;

use std::collections::BTreeMap;

use serde::Serialize;

pub use self::lists::{aligned, csv, guarded, table};
pub use self::workbook::xlsx;

use crate::diagnostic::{Language, Status};
use crate::emit;
use crate::figure::{Figure, FigureTable};
use crate::report::{Date, Report};
use crate::source::{Sources, Span};
use crate::typeset::fonts::{Faces, Origin as FontOrigin};
use crate::typeset::{Pages, Typeset};

/// What the register is made of.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The report.
    pub report: &'a Report,
    /// Its figures.
    pub figures: &'a FigureTable,
    /// The files it was read from.
    pub sources: &'a Sources,
    /// The pages of each citation.
    pub pages: &'a Pages,
    /// Its pages, if it has any.
    pub typeset: Option<&'a Typeset>,
    /// The hashes of the font files.
    pub fonts: &'a BTreeMap<FontOrigin, String>,
    /// The comments with a reason that answered a check, by their places.
    pub reasons: &'a [Span],
}

/// The whole register; the order of the fields is that of the JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Register {
    /// The version of the format.
    pub v: u8,
    /// The report's title in plain text.
    pub title: String,
    /// Who publishes it.
    pub organisation: String,
    /// The report's period.
    pub period: String,
    /// The report's date, as `2022-03-31`.
    pub date: Option<String>,
    /// `draft` or `final`.
    pub status: &'static str,
    /// `zh` or `en`.
    pub language: &'static str,
    /// How many pages there are.
    pub pages: Option<usize>,
    /// The faces it is set in.
    pub faces: Vec<Face>,
    /// The figures, in the order of their declarations.
    pub figures: Vec<Row>,
    /// The report's day, for what is dated by it.
    #[serde(skip)]
    pub day: Option<Date>,
}

/// A face that serves a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Face {
    /// The role.
    pub role: String,
    /// The face's family.
    pub family: String,
    /// The face's weight.
    pub weight: u16,
    /// The file's name.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: Option<String>,
}

/// A figure as the register lists it; the order of the fields is that of the JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// What prose calls it, when not by its name.
    pub label: Option<String>,
    /// The id of the section that declares it.
    pub section: String,
    /// What `{{name}}` prints; nothing when that cannot be said.
    pub display: Option<String>,
    /// Its exact value as `numerator` or `numerator/denominator`, in `unit`; of a hedged figure there is none.
    pub value: Option<String>,
    /// The same as a decimal, where that ends within twelve decimals.
    pub decimal: Option<String>,
    /// Its unit as written.
    pub unit: String,
    /// Its formula as written.
    pub formula: Option<String>,
    /// Its formula with numbers in place of names.
    pub with_numbers: Option<String>,
    /// The figures that its formula names, as `section.name`.
    pub inputs: Vec<String>,
    /// Last year's value as declared.
    pub prior: Option<String>,
    /// Where the number comes from.
    pub source: Option<String>,
    /// The cell of a data file that it was taken from.
    pub origin: Option<Origin>,
    /// What period it is of.
    pub period: Option<String>,
    /// What tells two figures of one name apart.
    pub scope: Option<String>,
    /// A remark for those who check.
    pub note: Option<String>,
    /// Why what checks ask about is as it is.
    pub reasons: Vec<String>,
    /// Where it is declared.
    pub declared: At,
    /// Where it is cited, in the order of the report.
    pub cited: Vec<Cited>,
    /// By index in the register: the figures that its formula names.
    #[serde(skip)]
    pub needs: Vec<usize>,
}

/// The cell of a data file that a number was taken from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The file, relative to the report.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The sheet; empty for a text file.
    pub sheet: String,
    /// The cell, such as `B7`.
    pub cell: String,
    /// The words beside the cell.
    pub labels: Vec<String>,
}

/// A place in a section, for reading and for programs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct At {
    /// The file, relative to the report.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in Unicode scalar values, from 1.
    pub column: usize,
}

/// A citation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// Where it is written.
    #[serde(flatten)]
    pub at: At,
    /// What it prints.
    pub prints: Option<String>,
    /// What it prints of the figure, where that is not the figure itself: 同比, growth.
    #[serde(skip)]
    pub facet: Option<String>,
    /// How that is computed, in numbers.
    #[serde(skip)]
    pub worked: Option<String>,
    /// The pages it is printed on.
    pub pages: Vec<u64>,
    /// The sentence around it: before it, itself, behind it.
    #[serde(skip)]
    pub sentence: [String; 3],
}

impl Register {
    /// Gathers the register of a report.
    pub fn of(told: &Told<'_>) -> Register {
        let settings = &told.report.settings;
        let sentences = super::sentences::sentences(told.report, told.figures);
        let figures = told.figures.figures.iter();
        Register {
            v: 1,
            title: emit::title_text(told.report, told.figures),
            organisation: settings.organisation.clone(),
            period: settings.period.clone(),
            date: settings.date.map(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)),
            status: match settings.status {
                Status::Draft => "draft",
                Status::Final => "final",
            },
            language: match settings.language {
                Language::Chinese => "zh",
                Language::English => "en",
            },
            pages: told.typeset.map(Typeset::page_count),
            faces: told.typeset.map(|typeset| faces(typeset.faces(), told.fonts)).unwrap_or_default(),
            figures: figures.map(|figure| row(figure, told, &sentences)).collect(),
            day: settings.date,
        }
    }

    /// Returns the register as JSON, ending in a line end.
    pub fn json(&self) -> String {
        // Strings and numbers alone cannot fail to serialise.
        let mut printed = serde_json::to_string_pretty(self).unwrap_or_default();
        printed.push('\n');
        printed
    }
}

impl Row {
    /// Returns its name as it can be cited from anywhere.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }

    /// Returns the pages it is printed on, each once, in order.
    pub fn pages(&self) -> Vec<u64> {
        let mut pages: Vec<u64> = self.cited.iter().flat_map(|cited| cited.pages.iter().copied()).collect();
        pages.sort_unstable();
        pages.dedup();
        pages
    }
}

impl Origin {
    /// Returns it as people name it: `data/2021.xlsx 决算!B7`.
    pub fn name(&self) -> String {
        let sheet = if self.sheet.is_empty() { String::new() } else { format!("{}!", self.sheet) };
        format!("{} {sheet}{}", self.file, self.cell)
    }
}

/// Returns the faces by role, with the hashes of their files.
fn faces(faces: &Faces, hashes: &BTreeMap<FontOrigin, String>) -> Vec<Face> {
    let of_role = |(role, faces): (&String, &crate::typeset::fonts::RoleFaces)| {
        let face = |served: &crate::typeset::fonts::Served| Face {
            role: role.clone(),
            family: served.family.clone(),
            weight: served.weight,
            file: match &served.origin {
                FontOrigin::File(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                FontOrigin::Embedded(_) => served.origin.key().unwrap_or_default(),
            },
            sha256: hashes.get(&served.origin).cloned(),
        };
        faces.served.iter().map(face).collect::<Vec<_>>()
    };
    faces.roles().iter().flat_map(of_role).collect()
}

/// Makes a figure's row.
fn row(figure: &Figure, told: &Told<'_>, sentences: &BTreeMap<Span, [String; 3]>) -> Row {
    let language = told.report.settings.language;
    let behind = |span: &Span| told.figures.behind.get(span);
    let citation = |span: &Span| Cited {
        at: at(told.sources, *span),
        prints: told.figures.shown.get(span).and_then(|shown| shown.text.clone().ok()),
        facet: behind(span).and_then(|behind| Some(behind.facet.as_ref()?.get(language).to_owned())),
        worked: behind(span).and_then(|behind| behind.worked.clone()),
        pages: told.pages.get(span).cloned().unwrap_or_default(),
        sentence: sentences.get(span).cloned().unwrap_or_default(),
    };
    let input = |index: &usize| {
        let input = &told.figures.figures[*index];
        format!("{}.{}", input.section_id, input.name)
    };
    Row {
        name: figure.name.clone(),
        label: figure.label.clone(),
        section: figure.section_id.clone(),
        display: figure.display.clone(),
        value: figure.value.as_ref().filter(|_| !figure.hedged).map(ToString::to_string),
        decimal: figure.decimal.clone().filter(|_| !figure.hedged),
        unit: figure.unit.clone(),
        formula: figure.formula.clone(),
        with_numbers: figure.worked.clone(),
        inputs: figure.inputs.iter().map(input).collect(),
        prior: figure.prior.as_deref().map(|(prior, _)| prior.text.clone()),
        source: figure.source.clone(),
        origin: origin(figure),
        period: figure.period.clone(),
        scope: figure.scope.clone(),
        note: figure.note.clone(),
        reasons: reasons(figure, told),
        declared: at(told.sources, figure.declared),
        cited: figure.cited.iter().map(citation).collect(),
        needs: figure.inputs.clone(),
    }
}

/// Returns the cell that a figure was taken from.
fn origin(figure: &Figure) -> Option<Origin> {
    figure.origin.clone().map(|cell| Origin {
        file: cell.path,
        sha256: cell.sha256,
        sheet: cell.sheet,
        cell: cell.cell,
        labels: cell.labels,
    })
}

/// Returns the reasons recorded for a figure: its own, and those beside a paragraph that cites it.
fn reasons(figure: &Figure, told: &Told<'_>) -> Vec<String> {
    let comments = told.report.sections.iter().flat_map(|section| &section.reasons);
    let answers = comments.filter(|reason| told.reasons.contains(&reason.span)).filter(|reason| {
        let within = |span: &Span| {
            let covers = reason.covers;
            span.file == covers.file && covers.start <= span.start && span.end <= covers.end
        };
        figure.cited.iter().any(within)
    });
    let own = figure.why.iter().chain(&figure.restated);
    own.chain(answers.map(|reason| &reason.text)).cloned().collect()
}

/// Returns where a span begins.
fn at(sources: &Sources, span: Span) -> At {
    let file = sources.get(span.file);
    let place = file.place(span.start);
    At { file: file.path.clone(), line: place.line, column: place.column }
}

#[cfg(test)]
mod tests;

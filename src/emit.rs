//! The report model written as Typst: one file a section, one that includes them, and the style's data.
//!
//! Every piece of text goes out as a string literal, every structure as a call of a function of the style.
//! Emission judges nothing: what is faulty arrives as a mark with its message, and a draft prints it in place.

mod emitter;
mod formula;
mod inlines;
mod numbering;
mod source_map;
mod blocks;
mod columns;
mod tables;
mod annex;
mod references;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

pub use self::emitter::Characters;
pub use self::numbering::Counted;
pub use self::source_map::SourceMap;

use self::emitter::{Emitter, quote};
use self::numbering::SectionNumbers;
use crate::bibliography::References;
use crate::diagnostic::{Language, Status, Text};
use crate::figure::FigureTable;
use crate::report::links::{LinkTarget, Links};
use crate::report::{Date, InlineKind, Report, Section, Settings};
use crate::source::{Sources, Span};
use crate::style::Style;

/// One generated Typst file.
#[derive(Debug, Clone, Default)]
pub struct TypstSource {
    /// Its path in Typst's world, beginning with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Which Markdown each stretch of the text came from.
    pub map: SourceMap,
}

/// A whole report as Typst.
#[derive(Debug, Clone, Default)]
pub struct Emission {
    /// The files; the first one is the main file.
    pub sources: Vec<TypstSource>,
    /// The characters that are printed.
    pub characters: Characters,
}

/// What emission needs to know beside the report.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The report.
    pub report: &'a Report,
    /// The files it was read from.
    pub sources: &'a Sources,
    /// What citations print.
    pub figures: &'a FigureTable,
    /// What references to literature print.
    pub references: &'a References,
    /// Where links lead.
    pub links: &'a Links,
    /// The style.
    pub style: &'a Style,
    /// The path in Typst's world of each image that could be read, by the place of the image.
    pub images: &'a BTreeMap<Span, String>,
    /// What is wrong with links, images and typed numbers, by the place of each.
    pub faults: &'a BTreeMap<Span, Text>,
    /// What is wrong with a section whose front matter cannot be read, by the index of the section.
    pub unreadable: &'a BTreeMap<usize, Vec<Text>>,
    /// The sections to print, when not all are.
    pub only: Option<&'a BTreeSet<usize>>,
    /// When the register is printed as an annex: the pages of each citation, as far as they are known.
    pub annex: Option<&'a BTreeMap<Span, Vec<u64>>>,
    /// Where the sections begin when they are laid out for a first look.
    pub window: Option<Window<'a>>,
}

/// Where some sections begin that are laid out for a first look.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    /// The number of the page.
    pub page: u64,
    /// From the top of the page's text, in points.
    pub above: f64,
    /// What was counted before the first of them.
    pub counted: &'a Counted,
}

impl Context<'_> {
    /// Returns whether a section is printed.
    fn prints(&self, section: usize) -> bool {
        self.only.is_none_or(|only| only.contains(&section))
    }

    /// Returns the id that a link to a section leads to: the one it names, else the section's first heading.
    fn anchor(&self, index: usize, id: Option<String>) -> Option<String> {
        id.or_else(|| self.links.heading(index).map(str::to_owned))
    }

    /// Returns the report's language.
    fn language(&self) -> Language {
        self.report.settings.language
    }
}

/// Where everything of a style and a report stands in Typst's world.
pub const STYLE_FOLDER: &str = "/style/";
/// The data that styles read.
pub const DATA_PATH: &str = "/report.json";

/// The first line of every generated file: the style's functions under one name.
const IMPORT: &str = "#import \"/style/style.typ\" as style\n";

/// Writes the whole report, or the sections of [`Context::only`], as Typst.
pub fn emit(context: &Context<'_>) -> Emission {
    use rayon::prelude::*;
    let patterns = context.style.manifest.patterns(context.language());
    let window = context
        .window
        .zip(context.only)
        .and_then(|(window, only)| Some((*only.first()?..*only.last()? + 1, window.counted)));
    let numbers = numbering::number(context.report, patterns, window);
    let targets = linked_places(context);
    let parts: Vec<_> = (0..context.report.sections.len())
        .into_par_iter()
        .filter(|index| context.prints(*index))
        .map(|index| section(context, index, &numbers, &targets))
        .collect();
    let mut emission = Emission::default();
    let paths: Vec<_> = parts.iter().map(|(source, ..)| source.path.as_str()).collect();
    let (main, characters) = main_file(context, &paths);
    emission.sources.push(main);
    emission.characters = characters;
    let annex = context.annex.map(|pages| annex::annex(context, pages, &numbers));
    let annex = annex.map(|(source, characters)| (source, Vec::new(), characters));
    for (source, raw, characters) in parts.into_iter().chain(annex) {
        emission.sources.push(source);
        emission.sources.extend(raw);
        emission.characters.merge(&characters);
    }
    emission
}

/// Returns the JSON that styles read, with the families of each font role in order.
pub fn data(
    settings: &Settings,
    title: &str,
    style: &Style,
    fonts: &BTreeMap<String, Vec<String>>,
) -> String {
    let mut options = style.manifest.options.clone();
    options.extend(settings.style_options.iter().map(|(name, value)| (name.clone(), value.clone())));
    let date = settings.date.map(|date| {
        json!({
            "year": date.year, "month": date.month, "day": date.day,
            "text": date_text(date, settings.language),
        })
    });
    let language = match settings.language {
        Language::Chinese => "zh",
        Language::English => "en",
    };
    let status = match settings.status {
        Status::Draft => "draft",
        Status::Final => "final",
    };
    json!({
        "title": title, "organisation": settings.organisation, "period": settings.period, "date": date,
        "language": language, "status": status, "options": options, "fonts": fonts,
    })
    .to_string()
}

/// Writes a date as documents of the language do: `2022年3月31日`, `31 March 2022`.
pub fn date_text(date: Date, language: Language) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let Date { year, month, day } = date;
    match language {
        Language::Chinese => format!("{year}年{month}月{day}日"),
        Language::English => {
            let name = MONTHS.get(usize::from(month).saturating_sub(1)).copied().unwrap_or_default();
            format!("{day} {name} {year}")
        }
    }
}

/// Returns the report's title as plain text, with what its citations print.
pub fn title_text(report: &Report, figures: &FigureTable) -> String {
    inlines::plain_text(&report.title, figures, report.settings.language)
}

/// Writes the file that applies the style and includes the sections.
fn main_file(context: &Context<'_>, sections: &[&str]) -> (TypstSource, Characters) {
    let mut emitter = Emitter::default();
    let title_span = context.report.settings.title.span;
    emitter.glue(IMPORT);
    emitter.glue("#show: style.report.with(title: [");
    let lost = SectionNumbers::default();
    let mut writer = Writer::new(context, usize::MAX, std::slice::from_ref(&lost), &mut emitter);
    writer.inlines(&context.report.title);
    emitter.glue("]");
    if let Some(Window { page, above, .. }) = context.window {
        emitter.glue(&format!(", window: (page: {page}, above: {above}pt)"));
    }
    // Some sections alone are printed in their order; of the whole the annexes stand behind the signature.
    let is_annex = |index: usize| context.report.sections[index].is_annex() && context.only.is_none();
    let mut annexes = Vec::new();
    let mut names = Vec::new();
    for index in (0..context.report.sections.len()).filter(|index| is_annex(*index)) {
        annexes.push(section_path(index));
        names.push(context.report.sections[index].first_heading());
    }
    if context.annex.is_some() {
        annexes.push(annex::PATH.to_owned());
    }
    if !annexes.is_empty() {
        let included: Vec<_> = annexes.iter().map(|path| format!("include {}", quote(path))).collect();
        emitter.glue(&format!(", annex: {{ {} }}", included.join("; ")));
    }
    if !names.is_empty() {
        emitter.glue(", annexes: (");
        for name in names {
            let name = name.map(|name| inlines::plain_text(name, context.figures, context.language()));
            emitter.glue("[");
            emitter.literal(&name.unwrap_or_default(), Span::default());
            emitter.glue("], ");
        }
        emitter.glue(")");
    }
    emitter.glue(")\n");
    for path in sections.iter().filter(|path| !annexes.iter().any(|annex| annex == *path)) {
        emitter.glue(&format!("#include {}\n", quote(path)));
    }
    if context.figures.rounding_note && context.only.is_none() {
        emitter.glue("#style.rounding-note()\n");
    }
    references::list(context, &mut emitter);
    let (text, map, mut characters) = emitter.finish();
    if let Some(span) = title_span {
        let settings = &context.report.settings;
        characters.add(&settings.organisation, span);
        if let Some(date) = settings.date {
            characters.add(&date_text(date, settings.language), span);
        }
    }
    // A file of its own, so that a first look leaves the main file as it is.
    let path = if context.window.is_some() { "/window.typ" } else { "/main.typ" };
    (TypstSource { path: path.to_owned(), text, map }, characters)
}

/// Writes one section; with it the files of the author's own Typst in it.
fn section(
    context: &Context<'_>,
    index: usize,
    numbers: &[SectionNumbers],
    targets: &BTreeSet<(usize, String)>,
) -> (TypstSource, Vec<TypstSource>, Characters) {
    let mut emitter = Emitter::default();
    emitter.glue(IMPORT);
    let section = &context.report.sections[index];
    let mut writer = Writer::new(context, index, numbers, &mut emitter);
    writer.targets = Some(targets);
    if let Some(messages) = context.unreadable.get(&index) {
        writer.fault_page(section, messages);
    } else {
        writer.blocks(&section.blocks);
    }
    let raw = std::mem::take(&mut writer.raw);
    let (text, map, characters) = emitter.finish();
    (TypstSource { path: section_path(index), text, map }, raw, characters)
}

/// Returns what is counted before each section of a report, for [`Window::counted`].
pub fn counted(report: &Report, style: &Style) -> Vec<Counted> {
    numbering::counted(report, style.manifest.patterns(report.settings.language))
}

/// Returns the path in Typst's world of the section with an index.
pub fn section_path(index: usize) -> String {
    format!("/section/{index:04}.typ")
}

/// Returns the headings, images, tables and formulas that some link leads to: only these carry a label.
fn linked_places(context: &Context<'_>) -> BTreeSet<(usize, String)> {
    let mut targets = BTreeSet::new();
    for (index, section) in
        context.report.sections.iter().enumerate().filter(|(index, _)| context.prints(*index))
    {
        section.visit_inlines(&mut |inline| {
            let InlineKind::Link { target, .. } = &inline.kind else { return };
            let LinkTarget::Section { index, id } = context.links.resolve(index, target) else { return };
            targets.extend(context.anchor(index, id).map(|id| (index, id)));
        });
    }
    targets
}

/// Writes the content of one section, or of the title.
struct Writer<'a> {
    context: &'a Context<'a>,
    /// The index of the section; `usize::MAX` for the title.
    section: usize,
    /// The section, if it is not the title that is written.
    content: Option<&'a Section>,
    numbers: &'a SectionNumbers,
    /// Of every section, for references to them.
    all_numbers: &'a [SectionNumbers],
    emitter: &'a mut Emitter,
    targets: Option<&'a BTreeSet<(usize, String)>>,
    /// The ids whose label stands already.
    labelled: BTreeSet<String>,
    next_heading: usize,
    next_image: usize,
    next_table: usize,
    next_formula: usize,
    /// Whether a cell of a table is being written.
    in_cell: bool,
    /// How many lists, quotations, notes and turned pages are open: within them no page can be turned.
    nested: usize,
    /// Whether the page lies on its side.
    turned: bool,
    /// Whether the words of a link are being written.
    in_link: bool,
    /// Whether the head of a table is written.
    in_head: bool,
    /// Whether a head is written as it is repeated on further pages, where no link may stand.
    repeated: bool,
    /// Typst of the author's own, each a file.
    raw: Vec<TypstSource>,
    /// The number of each note that has been printed, by its index in the section.
    printed_notes: BTreeMap<usize, String>,
}

impl<'a> Writer<'a> {
    fn new(
        context: &'a Context<'a>,
        section: usize,
        all_numbers: &'a [SectionNumbers],
        emitter: &'a mut Emitter,
    ) -> Self {
        Self {
            context,
            section,
            content: context.report.sections.get(section).map(AsRef::as_ref),
            // The title has none, and nothing in it asks for one.
            numbers: all_numbers.get(section).unwrap_or(&all_numbers[0]),
            all_numbers,
            emitter,
            targets: None,
            labelled: BTreeSet::new(),
            next_heading: 0,
            next_image: 0,
            next_table: 0,
            next_formula: 0,
            in_cell: false,
            nested: 0,
            turned: false,
            in_link: false,
            in_head: false,
            repeated: false,
            raw: Vec::new(),
            printed_notes: BTreeMap::new(),
        }
    }
}

/// Returns the name of the label of a heading.
fn label(section: usize, id: &str) -> String {
    format!("{section}/{id}")
}

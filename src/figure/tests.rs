//! Tests of the whole figure language, over sections made by hand.

mod before;
mod blocks;
mod contract;
mod data;
mod declaring;
mod faults;
mod filled;
mod listed;
mod names;
mod properties;
mod refused;
mod relations;
mod seed;
mod sheets;
mod sums;
mod words;

use std::sync::Arc;

use super::{FigureTable, Lock, resolve};
use crate::diagnostic::{Code, Diagnostics};
use crate::report::{Block, BlockKind, Citation, Inline, InlineKind, Report, Scalar, Section, Yaml};
use crate::source::{Encoding, SourceFile, SourceId, Sources, Span};

/// A report made of texts: the lines before `---` declare figures, the rest is prose with citations.
struct Book {
    report: Report,
    sources: Sources,
}

/// What came of a book.
struct Outcome {
    table: FigureTable,
    diagnostics: Diagnostics,
    book: Book,
}

impl Book {
    fn new(texts: &[&str]) -> Book {
        let mut book = Book { report: Report::default(), sources: Sources::default() };
        for (index, text) in texts.iter().enumerate() {
            let id = book.sources.add(format!("{index}.md"), text, Encoding::Utf8);
            book.report.sections.push(section(book.sources.get(id), format!("s{index}")).into());
        }
        book
    }

    fn title(mut self, title: &str) -> Book {
        let id = self.sources.add("bluebook.toml", title, Encoding::Utf8);
        self.report.title = inlines(self.sources.get(id), 0);
        self
    }

    fn unreadable(mut self, index: usize) -> Book {
        Arc::make_mut(&mut self.report.sections[index]).readable = false;
        self
    }

    fn resolve(self) -> Outcome {
        let (table, diagnostics) = {
            let data = crate::figure::DataFiles::default();
            resolve(&crate::figure::Given::new(&self.report, &self.sources, &data))
        };
        let mut diagnostics = diagnostics;
        let input = crate::check::Input::new(&self.report, &self.sources, &table);
        for rule in RELATIONS {
            diagnostics.extend(rule(&input));
        }
        diagnostics.sort();
        Outcome { table, diagnostics, book: self }
    }
}

/// The rules that tell what figures say about each other.
const RELATIONS: [crate::check::Rule; 7] = [
    crate::check::declared_differently::run,
    crate::check::expectation_failed::run,
    crate::check::impossible_share::run,
    crate::check::part_exceeds_whole::run,
    crate::check::parts_do_not_tie::run,
    crate::check::stated_contradicts::run,
    crate::check::truncated::run,
];

impl Outcome {
    /// What the citations print, in the order of their places; a fault prints as `!`.
    fn printed(&self) -> Vec<&str> {
        self.table.shown.values().map(|shown| shown.text.as_deref().unwrap_or("!")).collect()
    }

    /// Each diagnostic as code and the words it underlines.
    fn faults(&self) -> Vec<(Code, &str)> {
        let slice = |span: Span| self.book.sources.get(span.file).slice(span);
        self.diagnostics.iter().map(|fault| (fault.code, slice(fault.span))).collect()
    }

    /// The text of a section after the fix of the only diagnostic.
    fn fixed(&self) -> String {
        let fix = self.diagnostics.iter().find_map(|fault| fault.fix.clone()).unwrap();
        let mut text = self.book.sources.get(fix.span.file).text.to_string();
        text.replace_range(fix.span.range(), &fix.replacement);
        text
    }
}

/// Resolves one section.
fn one(text: &str) -> Outcome {
    Book::new(&[text]).resolve()
}

fn section(file: &SourceFile, id: String) -> Section {
    let text = file.text.clone();
    let (front, body) = text.find("---").map_or((0, 0), |at| (at, at + 3));
    let mut matter = crate::report::FrontMatter::default();
    let mut at = 0;
    for line in text[..front].split_inclusive('\n') {
        if let Some((name, value)) = line.trim_end().split_once(": ") {
            let value_at = at + name.len() + 2;
            matter.figures.push((scalar(file, at, name), yaml(file, value_at, value)));
        }
        at += line.len();
    }
    Section {
        source: file.id,
        level: 1,
        id,
        front_matter: matter,
        readable: true,
        blocks: vec![Block {
            span: file.span(body, text.len()),
            kind: BlockKind::Paragraph(inlines(file, body)),
        }],
        notes: Vec::new(),
        open_braces: Vec::new(),
        reasons: Vec::new(),
    }
}

fn scalar(file: &SourceFile, at: usize, text: &str) -> Scalar {
    Scalar { text: text.to_owned(), span: Some(file.span(at, at + text.len())) }
}

/// A scalar, or a mapping `{key: value, key: value}` of scalars and lists.
fn yaml(file: &SourceFile, at: usize, text: &str) -> Yaml {
    let span = file.span(at, at + text.len());
    if let Some(inner) = text.strip_prefix('[') {
        let mut items = Vec::new();
        let mut offset = at + 1;
        for item in inner.trim_end_matches(']').split(' ') {
            items.push(yaml(file, offset, item));
            offset += item.len() + 1;
        }
        return Yaml::Sequence(items, span);
    }
    let Some(inner) = text.strip_prefix('{') else { return Yaml::Scalar(scalar(file, at, text)) };
    let mut entries = Vec::new();
    let mut offset = at + 1;
    for entry in inner.trim_end_matches('}').split(", ") {
        let (key, value) = entry.split_once(": ").unwrap();
        entries.push((scalar(file, offset, key), yaml(file, offset + key.len() + 2, value)));
        offset += entry.len() + 2;
    }
    Yaml::Mapping(entries, span)
}

fn inlines(file: &SourceFile, start: usize) -> Vec<Inline> {
    let text = file.text.clone();
    let mut out = Vec::new();
    let mut at = start;
    while let Some(open) = text[at..].find("{{").map(|open| at + open) {
        let Some(close) = text[open..].find("}}").map(|close| open + close) else { break };
        let citation = Citation { span: file.span(open, close + 2), inner: file.span(open + 2, close) };
        out.push(Inline { span: citation.span, kind: InlineKind::Citation(citation) });
        at = close + 2;
    }
    out
}

#[test]
fn the_table_knows_each_figure() {
    let outcome =
        one("事件: 512件\n办结: 508件 of 事件\n办结率: =办结/事件 @0.01%\n---\n{{办结率}}{{办结率}}");
    let rate = &outcome.table.figures[2];
    assert_eq!(
        (rate.name.as_str(), rate.display.as_deref(), rate.unit.as_str()),
        ("办结率", Some("99.22%"), "%")
    );
    assert_eq!(rate.formula.as_deref(), Some("办结/事件"));
    assert_eq!(rate.value, Some(num_rational::BigRational::new(50_800.into(), 512.into())));
    assert_eq!(rate.cited.len(), 2);
    assert_eq!(rate.section_id, "s0");
}

#[test]
fn twenty_thousand_figures_are_no_burden() {
    let texts: Vec<String> = (0..1000)
        .map(|section| {
            let mut text = String::new();
            for figure in 0..20 {
                let line = match figure {
                    0 => format!("甲{section}: 512件\n"),
                    1 => format!("乙{section}: 508件 of 甲{section}\n"),
                    _ if figure % 2 == 0 => {
                        format!("丙{section}_{figure}: =乙{section}/甲{section} @0.01%\n")
                    }
                    _ => format!("丁{section}_{figure}: 40多万元\n"),
                };
                text.push_str(&line);
            }
            text + "---\n" + &format!("{{{{甲{section}}}}} {{{{丙{section}_2=99.22%}}}}")
        })
        .collect();
    let book = Book::new(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let outcome = book.resolve();
    assert_eq!(outcome.table.figures.len(), 20_000);
    assert!(outcome.diagnostics.is_empty());
}

#[test]
fn twenty_thousand_relations_are_no_burden() {
    let mut parts: String = (0..20_000).map(|index| format!("甲{index}: 1件 of 总数\n")).collect();
    let names: Vec<String> = (0..20_000).map(|index| format!("甲{index}")).collect();
    parts.push_str(&format!("总数: {{value: 20000件, parts: [{}]}}\n---\n{{{{总数}}}}", names.join(" ")));
    let same: String = (0..20).map(|index| format!("乙{index}: 1.5万件\n")).collect::<String>() + "---\n";
    for texts in [vec![parts.as_str()], vec![same.as_str(); 1000]] {
        let outcome = Book::new(&texts).resolve();
        assert!(outcome.diagnostics.is_empty());
        let lock = Lock::of(&outcome.table);
        assert!(lock.changes(&outcome.table).is_empty());
    }
}

#[test]
fn a_chain_of_figures_does_not_overflow() {
    let mut text = String::from("甲0: 1件\n");
    for index in 1..20_000 {
        text.push_str(&format!("甲{index}: =甲{}+1件\n", index - 1));
    }
    let outcome = one(&(text + "---\n{{甲19999}}"));
    assert_eq!(outcome.printed(), ["20000件"]);
}

proptest::proptest! {
    #[test]
    fn no_declaration_and_no_citation_makes_it_panic(
        value in "[甲乙0-9.,+*/()（）×÷%％＝=@ 万余元约近$£多人户sumofin至-]{0,24}",
        inner in "[甲乙丙0-9.,+*/()（）×%＝＠．=@ 万余元约数占比上年同大写汉字wordsin-]{0,24}",
        anything in "\\PC{0,24}",
    ) {
        let inner = inner.replace("---", "");
        let text = format!("甲: {value}\n乙: 12.3万元\n---\n{{{{{inner}}}}}{{{{甲={anything}}}}}{{{{乙@{anything}}}}}");
        let _ = one(&text);
    }
}

#[test]
fn many_misspelt_names_are_no_burden() {
    let mut text: String = (0..20_000).map(|index| format!("甲{index}: 1件\n")).collect();
    text.push_str("---\n");
    text.extend((0..2_000).map(|index| format!("{{{{乙{index}}}}}")));
    assert_eq!(one(&text).diagnostics.len(), 2_000);
}

#[test]
fn a_file_without_figures_is_silent() {
    let outcome = one("---\n没有数据。");
    assert!(outcome.diagnostics.is_empty() && outcome.table.figures.is_empty());
    assert_eq!(outcome.book.report.sections[0].source, SourceId(0));
}

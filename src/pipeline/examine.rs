//! From a report's folder to what is wrong with it: reading, parsing, figures, checks. No page is laid out.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;

use super::signed::{self, Locked};
use super::{Clock, Kept, Recorded, order, reasons, severities};
use crate::bibliography::{self, References};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Status};
use crate::failure::Failure;
use crate::figure::{self, DataFiles, FigureTable};
use crate::literal::{self, Literal};
use crate::project::{self, Entry, Project};
use crate::report::{Inline, InlineKind, Report, Section};
use crate::source::SourceId;
use crate::{check, markdown};

/// A report, read and judged.
#[derive(Debug)]
pub struct Examined {
    /// Its folder, read.
    pub project: Project,
    /// The report.
    pub report: Report,
    /// Its figures.
    pub figures: FigureTable,
    /// What its references to literature print.
    pub references: References,
    /// What was signed.
    pub lock: Locked,
    /// What is to be said so far, without severities.
    pub found: Diagnostics,
    /// The sections as parsed, for the next time.
    #[cfg_attr(not(feature = "pages"), expect(dead_code, reason = "only a build is followed by another"))]
    pub(super) parsed: Vec<Parsed>,
    pub(super) clock: Clock,
}

/// A section as parsed, with all that went into it.
#[derive(Debug, Clone)]
pub(super) struct Parsed {
    text: Arc<str>,
    pub(super) options: markdown::Options,
    pub(super) section: Arc<Section>,
    found: Diagnostics,
    /// The numbers typed in it, as if it were the first.
    literals: Arc<[Literal]>,
}

impl Examined {
    /// Returns what is to be said so far, in order, with severities.
    pub fn diagnostics(&self) -> Diagnostics {
        self.judged().0
    }

    /// Returns the reasons that someone recorded, with what they waived.
    pub fn reasons(&self) -> Vec<Recorded> {
        self.judged().1
    }

    fn judged(&self) -> (Diagnostics, Vec<Recorded>) {
        let mut diagnostics = severities::decide(self.found.clone(), &self.project.settings);
        diagnostics.sort();
        reasons::waive(diagnostics, &self.report, &self.figures)
    }

    /// Returns how long each stage took.
    pub fn timings(&self) -> &[(&'static str, Duration)] {
        &self.clock.laps
    }
}

/// On what terms a report is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Terms {
    /// Draft or final, in place of what `bluebook.toml` says.
    pub status: Option<Status>,
    /// Whether strangers wrote it: then no code in it is run, and neither styles nor fonts of its own count.
    pub untrusted: bool,
}

/// Reads and judges the report in a folder.
///
/// # Errors
/// Usage or files; what is wrong with the report's content is in [`Examined::found`].
pub fn examine(root: &Path, terms: Terms) -> Result<Examined, Failure> {
    examine_again(root, terms, &Kept::default())
}

/// Reads and judges a report that was read before: sections that did not change are not parsed again.
pub(super) fn examine_again(root: &Path, terms: Terms, kept: &Kept) -> Result<Examined, Failure> {
    let mut clock = Clock::start();
    let (mut project, mut found) = project::open(root, terms.untrusted)?;
    if let Some(status) = terms.status {
        project.settings.status = status;
    }
    let lock = signed::lock(&mut project, &mut found)?;
    let prior = signed::prior(&mut project, &mut found);
    let literature = project.read_literature(&mut found);
    clock.lap("read");
    let parsed = parse(&project, terms, &kept.parsed);
    let (report, of_sections) = gather(&project, &parsed);
    found.extend(of_sections);
    clock.lap("parse");
    let (references, faulty) = bibliography::resolve(&report, &project.sources, literature);
    found.extend(faulty);
    clock.lap("literature");
    let (data, unread) = read_data(&mut project, &report);
    found.extend(unread);
    let given = figure::Given {
        prior: prior.as_ref(),
        before: kept.figures.as_deref(),
        ..figure::Given::new(&report, &project.sources, &data)
    };
    let (figures, resolved) = figure::resolve(&given);
    found.extend(resolved);
    clock.lap("figures");
    let literals = typed(&report, &parsed);
    let input = check::Input::new(&report, &project.sources, &figures);
    found.extend(check::run(&check::Input { lock: lock.lock(), literals: &literals, ..input }));
    data.name_cells(&mut found);
    clock.lap("checks");
    Ok(Examined { project, report, figures, references, lock, found, parsed, clock })
}

/// Reads the data files that sections name, and the office's tables, which become sources.
fn read_data(project: &mut Project, report: &Report) -> (DataFiles, Diagnostics) {
    let mut data = DataFiles::default();
    let mut found = Diagnostics::default();
    for named in figure::files_named(report) {
        data.add(&named, project.read_data(named.from, &named.path));
    }
    for table in project.read_office_tables() {
        match table {
            Ok(file) => data.add_office_table(&file, &mut project.sources),
            Err(message) => found.push(Diagnostic::new(Code::BadValue, project.report_span, message)),
        }
    }
    (data, found)
}

/// Parses the sections, but for those that were parsed before and are the same.
fn parse(project: &Project, terms: Terms, before: &[Parsed]) -> Vec<Parsed> {
    let settings = &project.settings;
    // Spans name their file, so what was parsed under another name is of no use. Only looked up, never walked.
    let before: HashMap<SourceId, &Parsed> =
        before.iter().map(|parsed| (parsed.section.source, parsed)).collect();
    let one = |entry: &Entry| {
        let options = markdown::Options {
            language: settings.language,
            indented_code: settings.indented_code,
            raw_typst: !terms.untrusted,
            level: entry.level,
            id: entry.id.clone(),
        };
        let source = project.sources.get(entry.source);
        let fits = |parsed: &&&Parsed| parsed.text == source.text && parsed.options == options;
        if let Some(parsed) = before.get(&entry.source).filter(fits) {
            return (*parsed).clone();
        }
        let (section, found) = markdown::parse(source, &options);
        let literals = literal::scan_section(0, &section).into();
        Parsed { text: source.text.clone(), options, section: Arc::new(section), found, literals }
    };
    project.entries.par_iter().map(one).collect()
}

/// Returns the numbers typed in all sections, in the order of the report.
fn typed(report: &Report, parsed: &[Parsed]) -> Vec<Literal> {
    let of_source: HashMap<SourceId, &Parsed> =
        parsed.iter().map(|parsed| (parsed.section.source, parsed)).collect();
    let of_section = |(index, section): (usize, &Arc<Section>)| {
        let literals = of_source.get(&section.source).map_or(&[][..], |parsed| &parsed.literals);
        literals.iter().map(move |literal| Literal { section: index, ..literal.clone() })
    };
    report.sections.iter().enumerate().flat_map(of_section).collect()
}

/// Puts the sections into their order, under the title.
fn gather(project: &Project, parsed: &[Parsed]) -> (Report, Diagnostics) {
    let settings = &project.settings;
    let mut found = Diagnostics::default();
    parsed.iter().for_each(|parsed| found.extend(parsed.found.clone()));
    let mut sections = parsed.iter().map(|parsed| parsed.section.clone()).collect();
    found.extend(order::sort(&mut sections, &project.sources));
    let title = match settings.title.span {
        Some(span) => markdown::parse_title(project.sources.get(span.file), span),
        None if settings.title.text.is_empty() => Vec::new(),
        // What stands in for a title has no place of its own.
        None => {
            let kind = InlineKind::Text(settings.title.text.clone());
            vec![Inline { span: project.report_span, kind }]
        }
    };
    (Report { settings: settings.clone(), title, sections }, found)
}

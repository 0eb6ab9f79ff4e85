//! A first look at an edited section: laid out with its neighbours alone, where it stood in the last layout of the whole
//! report, while that is being laid out anew.
//!
//! Only where the words of a section changed: whatever might change other sections, or asks for another face or file,
//! is left to the whole. What it shows for a moment are the pages that the whole will have, as long as nothing before
//! them moves.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::layout::Layout;
use super::{Kept, run};
use crate::bibliography::References;
use crate::diagnostic::{Diagnostics, Severity};
use crate::emit::{Counted, Window};
use crate::figure::{FigureTable, Shown};
use crate::project::Project;
use crate::report::{BlockKind, InlineKind, Report, Section};
use crate::source::{SourceFile, SourceId, Sources, Span};
use crate::typeset::{Spot, Typeset};

/// What of a build a look at one section needs.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) project: Project,
    pub(super) report: Report,
    pub(super) figures: Arc<FigureTable>,
    pub(super) style: BTreeMap<String, SourceId>,
    pub(super) characters: BTreeSet<char>,
}

/// How each section of a layout begins.
#[derive(Debug, Clone, Default)]
pub struct Beginnings {
    spots: Vec<Option<Spot>>,
    counted: Vec<Counted>,
}

/// Where the section that a look began with stood below the top of its page, as that look found out: by its index and the
/// page's number. A writer saves the same section again and again.
pub(super) type Above = Arc<Mutex<Option<(usize, u64, f64)>>>;

/// What a first look gave.
#[derive(Debug)]
pub struct Glance {
    /// The last layout.
    pub last: Arc<Typeset>,
    /// The pages of it that it takes the place of.
    pub old: Range<usize>,
    /// The pages of its own that stand there.
    pub new: Range<usize>,
    /// Its layout.
    pub typeset: Arc<Typeset>,
    /// The files with the edited one.
    pub sources: Sources,
    /// What the citations of its sections print.
    pub shown: BTreeMap<Span, Shown>,
    /// Where the edited file first differs.
    pub changed: Span,
}

impl Kept {
    /// Returns where each section begins in the last layout; to be asked for when there is time.
    pub fn beginnings(&self) -> Beginnings {
        let (Some(stage), Some(typeset)) = (&self.stage, &self.typeset) else { return Beginnings::default() };
        let paths: Vec<String> = (0..stage.report.sections.len()).map(crate::emit::section_path).collect();
        let counted = crate::emit::counted(&stage.report, &stage.project.style);
        Beginnings { spots: typeset.beginnings(&paths), counted }
    }
}

/// Looks at the section in a file that was saved; `None` where only the whole report can tell.
pub fn glance(request: &run::Request, kept: &Kept, begin: &Beginnings, path: &Path) -> Option<Glance> {
    let (stage, last) = (kept.stage.as_ref()?, kept.typeset.as_ref()?);
    let edited = Edited::read(stage, kept, path)?;
    crate::typeset::at_once(|| look(request, (stage, kept, last), begin, edited))
}

/// A section as it is now.
struct Edited {
    index: usize,
    section: Arc<Section>,
    sources: Sources,
    /// By its new place: what each of its citations prints.
    shown: BTreeMap<Span, Shown>,
    changed: Span,
}

impl Edited {
    fn read(stage: &Stage, kept: &Kept, path: &Path) -> Option<Edited> {
        let project = &stage.project;
        let inside = path.strip_prefix(&project.root).ok()?;
        let entry = project.entries.iter().find(|entry| entry.path == inside)?;
        let index = stage.report.sections.iter().position(|section| section.source == entry.source)?;
        let before = &stage.report.sections[index];
        // Before the first annex stands the signature.
        if stage.report.sections[index..].iter().take(2).any(|section| section.is_annex()) {
            return None;
        }
        let old = project.sources.get(entry.source);
        let (mut sources, mut found) = (project.sources.clone(), Diagnostics::default());
        project.read_again(entry, &mut sources, &mut found).ok()?;
        let new = sources.get(entry.source);
        let parsed = kept.parsed.iter().find(|parsed| parsed.section.source == entry.source)?;
        let (section, faults) = crate::markdown::parse(new, &parsed.options);
        found.extend(faults);
        let is_error = |found: &crate::diagnostic::Diagnostic| found.severity == Some(Severity::Error);
        if found.iter().any(is_error) || !section.readable || !before.readable || head(old) != head(new) {
            return None;
        }
        let (was, is) = (asked(before, old), asked(&section, new));
        let same = was.len() == is.len() && was.iter().zip(&is).all(|((a, _), (b, _))| a == b);
        // A link or an image leads elsewhere, and may be faulty now.
        let plain = same && !leads(before) && !leads(&section);
        let mut shown = BTreeMap::new();
        for ((_, old), (_, new)) in was.iter().zip(&is).filter(|_| plain) {
            shown.insert(*new, stage.figures.shown.get(old)?.clone());
        }
        let changed = new.first_difference(old);
        plain.then_some(Edited { index, section: Arc::new(section), sources, shown, changed })
    }
}

/// Lays out the edited section between its neighbours.
fn look(
    request: &run::Request,
    (stage, kept, last): (&Stage, &Kept, &Arc<Typeset>),
    begin: &Beginnings,
    edited: Edited,
) -> Option<Glance> {
    let index = edited.index;
    let at = |section: usize| begin.spots.get(section).copied().flatten();
    let start = at(index)?;
    let count = stage.report.sections.len();
    // It ends on the page on which the next begins, at the latest.
    let end = (index + 1 < count).then(|| at(index + 1)).flatten()?.page;
    let first = (0..index).rev().find(|section| at(*section).is_some_and(|spot| spot.page < start.page))?;
    let behind =
        (index + 1..count).take_while(|section| at(*section).is_some_and(|spot| spot.page <= end + 1));
    let only: BTreeSet<usize> = (first..=index).chain(behind).collect();
    let mut report = stage.report.clone();
    report.sections[index] = edited.section;
    let mut shown = edited.shown;
    for section in only.iter().filter(|section| **section != index) {
        stage.report.sections[*section].visit_inlines(&mut |inline| {
            if let InlineKind::Citation(citation) = &inline.kind
                && let Some(known) = stage.figures.shown.get(&citation.span)
            {
                shown.insert(citation.span, known.clone());
            }
        });
        if leads(&stage.report.sections[*section]) {
            return None;
        }
    }
    let figures = FigureTable { shown: shown.clone(), ..FigureTable::default() };
    // No section of a look refers to literature.
    let references = References::default();
    let layout = Layout {
        project: &stage.project,
        sources: &edited.sources,
        report: &report,
        figures: &figures,
        references: &references,
        only: Some(&only),
        library: kept.library.as_deref()?,
        font_folder: &request.fonts.user,
        style: &stage.style,
        kept,
    };
    let number = last.page_number(at(first)?.page)?;
    let path = [crate::emit::section_path(first), crate::emit::section_path(index)];
    let known = *kept.above.lock().unwrap_or_else(PoisonError::into_inner);
    let mut above = known.filter(|known| (known.0, known.1) == (first, number)).map_or(0.0, |known| known.2);
    for round in 0..2 {
        let window = Window { page: number, above, counted: begin.counted.get(first)? };
        let typeset = layout.window(window, &stage.characters)?;
        let found = typeset.beginnings(&path);
        let missing = at(first)?.y - found[0]?.y;
        // What was laid out at the top of the page is moved to where it stood.
        if missing.abs() > 0.01 {
            above += missing;
            if round == 0 {
                continue;
            }
            return None;
        }
        *kept.above.lock().unwrap_or_else(PoisonError::into_inner) = Some((first, number, above));
        // What stands before the edited section did not change, so that it must begin where it did: notes of still earlier
        // sections at the foot of the first page, for one, are missing here.
        let Spot { page: new, y } = found[1]?;
        if typeset.page_number(new) != last.page_number(start.page) || (y - start.y).abs() > 0.01 {
            return None;
        }
        let next = typeset.beginnings(&[crate::emit::section_path(index + 1)])[0]?.page;
        // The page on which the next begins is whole only if something stands behind it.
        if next + 1 == typeset.page_count() && !only.contains(&(count - 1)) {
            return None;
        }
        let (old, new) = (start.page..end + 1, new..next + 1);
        let (sources, changed, typeset) = (edited.sources, edited.changed, Arc::new(typeset));
        return Some(Glance { last: last.clone(), old, new, typeset, sources, shown, changed });
    }
    None
}

/// Returns the front matter of a file, which declares what other sections may cite.
fn head(file: &SourceFile) -> &str {
    let text = &*file.text;
    let end = text.strip_prefix("---").and_then(|rest| rest.find("\n---")).map_or(0, |at| at + 3);
    &text[..end]
}

/// Returns what the citations of a section ask for, with their places.
fn asked<'a>(section: &Section, file: &'a SourceFile) -> Vec<(&'a str, Span)> {
    let mut asked = Vec::new();
    section.visit_inlines(&mut |inline| {
        if let InlineKind::Citation(citation) = &inline.kind {
            asked.push((file.slice(citation.inner), citation.span));
        }
    });
    asked
}

/// Returns whether a section refers to other places or files, or to literature, which the whole report numbers.
fn leads(section: &Section) -> bool {
    // A table made of data, a chart, and Typst of the author's own are what other files and figures make of them.
    let mut leads = !section.images().is_empty();
    section.visit_blocks(&mut |block| {
        leads |= match &block.kind {
            BlockKind::Data(_) | BlockKind::Typst { .. } | BlockKind::Landscape(_) => true,
            BlockKind::Table(table) => table.chart.is_some(),
            _ => false,
        };
    });
    section.visit_inlines(&mut |inline| {
        leads |= matches!(inline.kind, InlineKind::Link { .. } | InlineKind::Reference(_));
    });
    leads
}

//! From the examined report to its pages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::examine::examine_again;
use super::glance::Stage;
use super::images::Images;
use super::layout::Layout;
use super::{Examined, Kept, Locked, Recorded, Terms, objections, reasons, severities};
use crate::diagnostic::{Diagnostics, Severity, Status};
use crate::emit::{self, TypstSource};
use crate::failure::{Failure, Kind};
use crate::figure::FigureTable;
use crate::project::Project;
use crate::report::Report;
use crate::source::{Encoding, SourceId, Sources};
use crate::text;
use crate::typeset::fonts::Library;
use crate::typeset::{self, Pages, Typeset};

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The report's folder.
    pub root: PathBuf,
    /// One section to build alone, relative to the report.
    pub only: Option<PathBuf>,
    /// On what terms it is read.
    pub terms: Terms,
    /// Where fonts are.
    pub fonts: FontFolders,
}

/// Where fonts are looked for.
#[derive(Debug, Clone, Default)]
pub struct FontFolders {
    /// Before the report's own `fonts/`.
    pub first: Vec<PathBuf>,
    /// After it: the user's folder for Bluebook, then the system's.
    pub last: Vec<PathBuf>,
    /// The user's folder for Bluebook, which messages name.
    pub user: PathBuf,
    /// Where what was found is remembered; without it, every font is read each time.
    pub cache: Option<PathBuf>,
}

/// What came out.
#[derive(Debug)]
pub struct Outcome {
    /// The report's folder, canonical.
    pub root: PathBuf,
    /// Every file a person wrote.
    pub sources: Sources,
    /// The report.
    pub report: Report,
    /// Its figures.
    pub figures: Arc<FigureTable>,
    /// What was signed.
    pub lock: Locked,
    /// What is to be said, in order, with severities.
    pub diagnostics: Diagnostics,
    /// The reasons that someone recorded, with what they waived.
    pub reasons: Vec<Recorded>,
    /// Draft or final.
    pub status: Status,
    /// The pages that each citation is printed on.
    pub pages: Pages,
    /// The pages; `None` where Typst refuses to lay them out.
    pub typeset: Option<Arc<Typeset>>,
    /// What the next build of the same report can use.
    pub kept: Kept,
    /// How long each stage took.
    pub timings: Vec<(&'static str, Duration)>,
    /// The generated Typst.
    pub typst: Vec<TypstSource>,
}

impl Outcome {
    /// Returns whether something is wrong that a final must not have: an error, or an open question.
    pub fn is_faulty(&self) -> bool {
        let open = self.status == Status::Final && self.diagnostics.count(Severity::Explain) > 0;
        open || self.diagnostics.count(Severity::Error) > 0
    }

    /// Adds the objections of an export, unless they only repeat, in Typst's words and without a place in the
    /// Markdown, what is already said of the report.
    pub fn add_objections(&mut self, objections: Diagnostics) {
        let objections = objections::new(objections, &self.diagnostics);
        self.diagnostics.extend(severities::decide(objections, &self.report.settings));
        self.diagnostics.sort();
    }
}

/// Runs every stage once.
///
/// # Errors
/// Usage, files or a bug; what is wrong with the report's content is in [`Outcome::diagnostics`].
pub fn run(request: &Request) -> Result<Outcome, Failure> {
    run_again(request, &Kept::default())
}

/// Runs every stage once more, for a report that was built before: what did not change is not made again.
///
/// # Errors
/// As [`run`].
pub fn run_again(request: &Request, kept: &Kept) -> Result<Outcome, Failure> {
    typeset::on_pool(|| run_on_pool(request, kept))
}

fn run_on_pool(request: &Request, kept: &Kept) -> Result<Outcome, Failure> {
    // The fonts are looked up while the text is read: neither needs the other.
    let (library, examined) =
        rayon::join(|| library(request, kept), || examine_again(&request.root, request.terms, kept));
    let Examined { mut project, mut report, figures, references, lock, mut found, parsed, mut clock } =
        examined?;
    clock.lap("fonts");
    let only = only(request, &project, &report)?;
    if only.is_some() {
        // A section alone begins with a heading of its own level, which PDF/UA allows of the first level only.
        report.settings.standards.retain(|standard| standard != "ua-1");
    }
    let (images, missing) = Images::read(&project, &report);
    found.extend(missing);
    found.extend(project.unread(&images.referred));
    clock.lap("images");
    let style = style_sources(&mut project);
    let stage = Layout {
        project: &project,
        report: &report,
        figures: &figures,
        references: &references,
        only: only.as_ref(),
        library: &library,
        font_folder: &request.fonts.user,
        style: &style,
        sources: &project.sources,
        kept,
    };
    let laid = stage.lay_out(&images, &found, &mut clock)?;
    let typeset = laid.typeset.map(Arc::new);
    found.extend(laid.found);
    let mut diagnostics = severities::decide(found, &project.settings);
    diagnostics.sort();
    let (mut diagnostics, reasons) = reasons::waive(diagnostics, &report, &figures);
    if let Some(only) = &only {
        keep_to(only, &report, [Some(project.config), references.file], &mut diagnostics);
    }
    let status = project.settings.status;
    let (root, sources, timings) = (project.root.clone(), project.sources.clone(), clock.laps);
    let figures = Arc::new(figures);
    let stage = Stage {
        project,
        report: report.clone(),
        figures: figures.clone(),
        style,
        characters: laid.characters,
    };
    let kept = Kept {
        parsed: Arc::new(parsed),
        figures: Some(figures.clone()),
        library: Some(library),
        // A look must stand on the layout of what it is compared with.
        stage: typeset.is_some().then(|| Arc::new(stage)),
        typeset: typeset.clone().or_else(|| kept.typeset.clone()),
        pages: laid.pages.clone(),
        above: kept.above.clone(),
    };
    Ok(Outcome {
        root,
        sources,
        report,
        figures,
        lock,
        diagnostics,
        reasons,
        status,
        pages: laid.pages,
        typeset,
        kept,
        timings,
        typst: laid.typst,
    })
}

/// Leaves out what is said of sections that are not printed; `shared` are files that all sections share.
fn keep_to(
    only: &BTreeSet<usize>,
    report: &Report,
    shared: [Option<SourceId>; 2],
    diagnostics: &mut Diagnostics,
) {
    let files: BTreeSet<_> = only.iter().map(|index| report.sections[*index].source).collect();
    diagnostics.retain_mut(|found| {
        let file = found.span.file;
        files.contains(&file) || shared.contains(&Some(file))
    });
}

/// Returns the fonts that there are, which are looked up once a session.
fn library(request: &Request, kept: &Kept) -> Arc<Library> {
    let scan = || Library::scan(&folders(request), request.fonts.cache.as_deref()).into();
    kept.library.clone().unwrap_or_else(scan)
}

/// Returns the sections to print when one is asked for: itself, and what lies below it when it is an index.
fn only(request: &Request, project: &Project, report: &Report) -> Result<Option<BTreeSet<usize>>, Failure> {
    let Some(wanted) = &request.only else { return Ok(None) };
    let shown = wanted.display();
    let not_found = || {
        Failure::new(Kind::Usage, text!("{shown} 不是这份报告的一节", "{shown} is no section of this report"))
            .hint(text!("写 content 里某个 .md 文件的路径", "name a .md file in content/"))
    };
    let entry = project.entries.iter().find(|entry| entry.path == *wanted).ok_or_else(not_found)?;
    let is_index = entry.path.file_stem().is_some_and(|stem| stem == "index");
    let folder = entry.path.parent().filter(|_| is_index);
    let printed = project
        .entries
        .iter()
        .filter(|other| other.path == *wanted || folder.is_some_and(|folder| other.path.starts_with(folder)));
    let files: BTreeSet<_> = printed.map(|entry| entry.source).collect();
    let sections = report.sections.iter().enumerate();
    Ok(Some(
        sections.filter(|(_, section)| files.contains(&section.source)).map(|(index, _)| index).collect(),
    ))
}

/// Returns where fonts are looked for, in order.
fn folders(request: &Request) -> Vec<PathBuf> {
    let own = (!request.terms.untrusted).then(|| request.root.join("fonts"));
    request.fonts.first.iter().chain(&own).chain(&request.fonts.last).cloned().collect()
}

/// Adds the style's code to the files that complaints can point into; returns them by path in Typst's world.
fn style_sources(project: &mut Project) -> BTreeMap<String, SourceId> {
    let mut written = BTreeMap::new();
    for (path, bytes) in &project.style.files {
        if path.ends_with(".typ") {
            let shown = format!("styles/{}/{path}", project.style.name);
            let text = String::from_utf8_lossy(bytes);
            let id = project.sources.add(shown, &text, Encoding::Utf8);
            written.insert(format!("{}{path}", emit::STYLE_FOLDER), id);
        }
    }
    written
}

//! Lays the generated Typst out into pages, and brings Typst's complaints home to the Markdown.
//!
//! Knows nothing of figures or checks. A complaint always ends at a place that a person wrote: a section, a
//! file of a style, or `bluebook.toml`.

mod ahead;
mod edit;
pub mod fonts;
mod pages;
mod pool;
mod rounds;
mod seen;
mod surface;
mod world;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ecow::EcoVec;
use typst::World;
use typst::WorldExt;
use typst::diag::SourceDiagnostic;
use typst::foundations::Bytes;
use typst::layout::{FrameItem, Transform};
use typst::syntax::{DiagSpan, FileId, SyntaxKind, SyntaxNode};
use typst::visualize::{ExchangeFormat, RasterImage, SvgImage};
use typst_layout::PagedDocument;

pub use self::pages::Pages;
pub use self::surface::{Spot, Stretch};

pub(crate) use self::pool::{at_once, on_pool, stay_in_background};
pub(crate) use self::seen::SeenText;

use self::fonts::Faces;
use self::seen::Seen;
use self::world::ReportWorld;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, printable};
use crate::emit::{SourceMap, TypstSource};
use crate::failure::{Failure, Kind};
use crate::source::{SourceId, Span};
use crate::text;

/// Everything Typst reads to lay out a report.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The generated files; the first is the main file.
    pub sources: Vec<TypstSource>,
    /// Other text files by path in Typst's world: the style's code and the data it reads.
    pub texts: BTreeMap<String, String>,
    /// Images and other binary files by path in Typst's world.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// The files among [`Input::texts`] that a person wrote.
    pub written: BTreeMap<String, SourceId>,
    /// The place of complaints that come from nowhere else.
    pub fallback: Option<Span>,
    /// The date that `datetime.today()` gives, so that no clock is read.
    pub date: Option<crate::report::Date>,
}

/// A report laid out.
#[derive(Debug)]
pub struct Typeset {
    document: PagedDocument,
    /// What stands on its pages.
    seen: Vec<Seen>,
    home: Home,
    world: ReportWorld,
}

/// What was laid out before.
#[derive(Debug, Clone, Copy)]
pub enum Before<'a> {
    /// Nothing: a cold build.
    Nothing,
    /// The same report: only what changed is laid out, and where things stood is taken from there first. The pages
    /// are the same, unless Typst has several answers.
    Report(&'a Typeset),
    /// The report of which some sections are laid out now.
    Window(&'a Typeset),
}

impl<'a> Before<'a> {
    fn typeset(self) -> Option<&'a Typeset> {
        match self {
            Before::Nothing => None,
            Before::Report(typeset) | Before::Window(typeset) => Some(typeset),
        }
    }
}

/// Where complaints belong.
#[derive(Debug, Default)]
struct Home {
    maps: BTreeMap<String, SourceMap>,
    written: BTreeMap<String, SourceId>,
    fallback: Option<Span>,
}

/// Lays a report out.
///
/// Returns the pages, or none where Typst refuses, and what Typst complains of.
///
/// # Errors
/// A bug, when Typst itself breaks down.
pub fn typeset(
    input: Input,
    faces: Arc<Faces>,
    before: Before<'_>,
) -> Result<(Option<Typeset>, Diagnostics), Failure> {
    let maps = input.sources.iter().map(|source| (source.path.clone(), source.map.clone())).collect();
    let home = Home { maps, written: input.written.clone(), fallback: input.fallback };
    let world = ReportWorld::new(input, faces, before.typeset().map(|before| &before.world));
    let compiled = guarded(|| match before {
        Before::Report(before) => rounds::compile(&world, Some(&before.document)),
        Before::Window(_) => typst::compile::<PagedDocument>(&world),
        Before::Nothing => {
            ahead::prepare(&world);
            rounds::compile(&world, None)
        }
    })?;
    // What a look at some sections does not ask for is asked for again at once. What a whole report did not ask for is let go: of
    // 500 pages, what was remembered of one layout more took 60 MB, and no rebuild was quicker for it.
    if !matches!(before, Before::Window(_)) {
        comemo::evict(1);
    }
    let mut diagnostics = Diagnostics::default();
    for warning in &compiled.warnings {
        diagnostics.extend(home.bring(&world, warning).map(|found| found.severity(Severity::Warning)).into());
    }
    match compiled.output {
        Ok(document) => {
            let seen = Seen::of(&document);
            Ok((Some(Typeset { document, seen, home, world }), diagnostics))
        }
        Err(errors) => {
            for error in &errors {
                diagnostics.extend(home.bring(&world, error).into());
            }
            Ok((None, diagnostics))
        }
    }
}

impl Typeset {
    /// Returns how many pages there are.
    pub fn page_count(&self) -> usize {
        self.document.pages().len()
    }

    /// Returns the text of each page, in the order in which Typst placed it, without the spaces and line ends
    /// that layout adds or takes.
    pub fn page_texts(&self) -> Vec<String> {
        let text = |page: &typst_layout::Page| {
            let mut text = String::new();
            seen::walk(&page.frame, Transform::identity(), &mut |item, _| {
                if let FrameItem::Text(item) = item {
                    text.push_str(&item.text);
                }
            });
            text
        };
        self.document.pages().iter().map(text).collect()
    }

    /// Returns the faces the report is set in.
    pub fn faces(&self) -> &Faces {
        self.world.faces()
    }

    /// Returns the faces, for another layout of the same report.
    pub fn shared_faces(&self) -> Arc<Faces> {
        self.world.shared_faces()
    }

    /// Returns the pages as Typst has them.
    pub(crate) fn document(&self) -> &PagedDocument {
        &self.document
    }

    /// Returns the complaints of an exporter, brought home.
    pub(crate) fn complaints(&self, errors: &EcoVec<SourceDiagnostic>) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        for error in errors {
            diagnostics.extend(self.home.bring(&self.world, error).into());
        }
        diagnostics
    }
}

/// Returns why Typst cannot decode an image, if it cannot; what it could decode is remembered for layout.
pub fn decoding_error(bytes: &Arc<[u8]>) -> Option<String> {
    let data = Bytes::new(bytes.clone());
    match ExchangeFormat::detect(&data) {
        Some(format) => RasterImage::plain(data, format).err().map(|reason| reason.to_string()),
        None => SvgImage::new(data).is_err().then(|| "malformed SVG".to_owned()),
    }
}

/// Returns the text that a Typst file can print of its own: its markup and its string literals.
pub fn printed_by_code(code: &str) -> String {
    fn collect(node: &SyntaxNode, text: &mut String) {
        // A pattern says what is looked for, not what is printed.
        let is_pattern = node.kind() == SyntaxKind::FuncCall
            && node.children().next().is_some_and(|callee| callee.leaf_text() == "regex");
        if is_pattern {
            return;
        }
        if matches!(node.kind(), SyntaxKind::Text | SyntaxKind::Str) {
            text.push_str(node.leaf_text());
        }
        node.children().for_each(|child| collect(child, text));
    }
    let mut text = String::new();
    collect(&typst::syntax::parse(code), &mut text);
    text
}

/// Runs Typst's code, which may panic on documents nobody has thought of.
pub(crate) fn guarded<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    on_pool(|| catch_unwind(AssertUnwindSafe(work))).map_err(|_| {
        Failure::new(Kind::Bug, text!("排版引擎内部出错", "the typesetting engine broke down")).hint(text!(
            "把报告文件夹（或出错的那一节）连同这条信息一起报告给 Bluebook 的开发者",
            "report this to Bluebook's developers, with the report's folder or the section it happens in"
        ))
    })
}

impl Home {
    /// Turns one of Typst's complaints into a diagnostic at the place that a person wrote.
    fn bring(&self, world: &ReportWorld, complaint: &SourceDiagnostic) -> Option<Diagnostic> {
        let spans =
            std::iter::once(complaint.span).chain(complaint.trace.iter().map(|point| point.span.into()));
        let places: Vec<_> = spans.filter_map(|span| place(world, span)).collect();
        let span = places
            .iter()
            .find_map(|(path, offset)| self.maps.get(path)?.locate(*offset))
            .or_else(|| places.iter().find_map(|place| self.in_written(place)))
            .or(self.fallback)?;
        let message = printable(&complaint.message);
        let mut diagnostic = Diagnostic::new(
            Code::Typesetting,
            span,
            text!("Typst 无法排版：{message}", "Typst cannot lay this out: {message}"),
        );
        for hint in &complaint.hints {
            let hint = printable(&hint.v);
            diagnostic = diagnostic.hint(text!("{hint}", "{hint}"));
        }
        Some(diagnostic)
    }

    /// Returns a place in a file of a style.
    fn in_written(&self, (path, offset): &(String, usize)) -> Option<Span> {
        self.written.get(path).map(|file| Span::new(*file, *offset, *offset))
    }
}

/// Returns the path and offset in Typst's world that a span stands for.
fn place(world: &ReportWorld, span: DiagSpan) -> Option<(String, usize)> {
    let id: FileId = span.id()?;
    let range = (world as &dyn World).range(span)?;
    Some((id.get().vpath().get_with_slash().to_owned(), range.start))
}

impl From<Option<Diagnostic>> for Diagnostics {
    fn from(diagnostic: Option<Diagnostic>) -> Self {
        let mut diagnostics = Diagnostics::default();
        if let Some(diagnostic) = diagnostic {
            diagnostics.push(diagnostic);
        }
        diagnostics
    }
}

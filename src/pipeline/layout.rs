//! From the checked report to its pages: emission, choice of faces, layout.
//!
//! What is wrong with links, images and front matter is printed in place, so that one slip never costs the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::images::Images;
use super::{Clock, Kept, severities};
use crate::bibliography::References;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Text};
use crate::emit::{self, Context, Emission, TypstSource, Window};
use crate::failure::Failure;
use crate::figure::FigureTable;
use crate::project::Project;
use crate::report::links::Links;
use crate::report::{InlineKind, Report, Section};
use crate::source::{SourceId, Sources, Span};
use crate::text;
use crate::typeset::fonts::{Faces, Library, Resolver};
use crate::typeset::{self, Before, Pages, Typeset};

/// What layout needs of the stages before it.
#[derive(Clone, Copy)]
pub(super) struct Layout<'a> {
    pub(super) project: &'a Project,
    /// The files as they are now.
    pub(super) sources: &'a Sources,
    pub(super) report: &'a Report,
    pub(super) figures: &'a FigureTable,
    pub(super) references: &'a References,
    pub(super) only: Option<&'a BTreeSet<usize>>,
    pub(super) library: &'a Library,
    /// The user's font folder, which messages name.
    pub(super) font_folder: &'a Path,
    /// The style's code, by path in Typst's world.
    pub(super) style: &'a BTreeMap<String, SourceId>,
    /// What the build before left.
    pub(super) kept: &'a Kept,
}

/// What layout gave.
pub(super) struct LaidOut {
    pub(super) typeset: Option<Typeset>,
    /// The pages that each citation is printed on.
    pub(super) pages: Pages,
    pub(super) typst: Vec<TypstSource>,
    pub(super) found: Diagnostics,
    /// The characters that are printed.
    pub(super) characters: BTreeSet<char>,
}

impl Layout<'_> {
    /// Emits and lays out what the earlier stages found, with their faults marked in place.
    pub(super) fn lay_out(
        self,
        images: &Images,
        before: &Diagnostics,
        clock: &mut Clock,
    ) -> Result<LaidOut, Failure> {
        let last = self.kept.typeset.as_deref();
        let seed = last.map_or(Before::Nothing, Before::Report);
        let annex = (self.project.settings.register && self.only.is_none()).then(|| self.kept.pages.clone());
        let mut emission = self.emit(images, before, annex.as_ref(), None);
        clock.lap("emit");
        let (mut faces, mut found) = self.faces(&emission)?;
        if let Some(last) = last {
            faces.take_over(last.faces());
        }
        clock.lap("choose fonts");
        let faces = Arc::new(faces);
        let input = self.input(&emission, &faces, images);
        let (mut typeset, mut complaints) = typeset::typeset(input, faces.clone(), seed)?;
        clock.lap("typeset");
        let mut pages = self.pages(typeset.as_ref());
        if annex.as_ref().is_some_and(|annex| *annex != pages) && typeset.is_some() {
            // The annex lists the pages of the text before it, which stay as they are: it begins on a page of its own.
            emission = self.emit(images, before, Some(&pages), None);
            let input = self.input(&emission, &faces, images);
            (typeset, complaints) = typeset::typeset(input, faces, seed)?;
            pages = self.pages(typeset.as_ref());
        }
        clock.lap("pages");
        found.extend(complaints);
        let characters = emission.characters.places().keys().copied().collect();
        Ok(LaidOut { typeset, pages, typst: emission.sources, found, characters })
    }

    /// Lays out the sections of [`Layout::only`] for a first look; nothing where they ask for more than the faces and
    /// characters `known`, or Typst has anything to say.
    pub(super) fn window(self, window: Window<'_>, known: &BTreeSet<char>) -> Option<Typeset> {
        let images = Images::default();
        let emission = self.emit(&images, &Diagnostics::default(), None, Some(window));
        if !emission.characters.places().keys().all(|c| known.contains(c)) {
            return None;
        }
        let last = self.kept.typeset.as_deref()?;
        let input = self.input(&emission, last.faces(), &images);
        let laid = typeset::typeset(input, last.shared_faces(), Before::Window(last)).ok()?;
        laid.0.filter(|_| laid.1.is_empty())
    }

    /// Returns the pages that each citation is printed on.
    fn pages(self, typeset: Option<&Typeset>) -> Pages {
        typeset.map(|typeset| typeset.pages_of(self.figures.shown.keys().copied())).unwrap_or_default()
    }

    fn emit(
        self,
        images: &Images,
        before: &Diagnostics,
        annex: Option<&Pages>,
        window: Option<Window<'_>>,
    ) -> Emission {
        let known = severities::decide(before.clone(), &self.project.settings);
        // No section of a first look has a link.
        let links = if window.is_some() { Links::default() } else { Links::new(self.report, self.sources) };
        emit::emit(&Context {
            report: self.report,
            sources: self.sources,
            figures: self.figures,
            references: self.references,
            links: &links,
            style: &self.project.style,
            images: &images.paths,
            faults: &faults(self.report, &known),
            unreadable: &unreadable(self.report, self.sources, &known),
            only: self.only,
            annex,
            window,
        })
    }

    fn faces(self, emission: &Emission) -> Result<(Faces, Diagnostics), Failure> {
        let place = self.project.style_span.unwrap_or(self.project.report_span);
        let resolver = Resolver {
            library: self.library,
            roles: &self.project.style.manifest.roles,
            overrides: &self.project.settings.fonts,
            place,
            folder: self.font_folder,
        };
        let mut characters = emission.characters.clone();
        for id in self.style.values() {
            let own = typeset::printed_by_code(&self.project.sources.get(*id).text);
            characters.add(&own, place);
        }
        let (faces, mut found) = resolver.resolve(characters.places())?;
        // A style may know how to print a sign that this report never asks of it.
        found.retain_mut(|found| found.code != Code::MissingGlyph || found.span != place);
        Ok((faces, found))
    }

    fn input(self, emission: &Emission, faces: &Faces, images: &Images) -> typeset::Input {
        let project = self.project;
        let fonts = faces
            .roles()
            .iter()
            .map(|(role, faces)| (role.clone(), faces.families().map(str::to_owned).collect::<Vec<_>>()));
        let title = emit::title_text(self.report, self.figures);
        let data = emit::data(&project.settings, &title, &project.style, &fonts.collect());
        let mut texts = BTreeMap::from([(emit::DATA_PATH.to_owned(), data)]);
        let mut files = images.files.clone();
        for (path, bytes) in &project.style.files {
            let virtual_path = format!("{}{path}", emit::STYLE_FOLDER);
            if path.ends_with(".typ") {
                texts.insert(virtual_path, String::from_utf8_lossy(bytes).into_owned());
            } else {
                files.insert(virtual_path, bytes.clone());
            }
        }
        typeset::Input {
            sources: emission.sources.clone(),
            texts,
            files,
            written: self.style.clone(),
            fallback: Some(project.style_span.unwrap_or(project.report_span)),
            date: project.settings.date,
        }
    }
}

/// Returns what a draft prints in place of each faulty link and image, the first error inside it, and the typed numbers that it marks
/// because a figure denies them.
fn faults(report: &Report, known: &Diagnostics) -> BTreeMap<Span, Text> {
    let codes = [Code::BrokenLink, Code::MissingImage, Code::ImageOutside, Code::RemoteImage];
    let errors: Vec<_> = known.iter().filter(|found| codes.contains(&found.code)).collect();
    let denied = known
        .iter()
        .filter(|found| found.code == Code::LiteralContradicts && found.severity == Some(Severity::Error));
    let mut faults: BTreeMap<_, _> = denied.map(|found| (found.span, found.message.clone())).collect();
    if errors.is_empty() {
        return faults;
    }
    let mut mark = |span: Span| {
        let inside = |found: &&&Diagnostic| {
            found.span.file == span.file && span.start <= found.span.start && found.span.end <= span.end
        };
        if let Some(found) = errors.iter().find(inside) {
            faults.insert(span, found.message.clone());
        }
    };
    for section in &report.sections {
        section.images().into_iter().for_each(|image| mark(image.span));
        section.visit_inlines(&mut |inline| {
            if let InlineKind::Link { .. } = inline.kind {
                mark(inline.span);
            }
        });
    }
    faults
}

/// Returns what a draft prints in place of each section whose front matter cannot be read.
fn unreadable(report: &Report, sources: &Sources, known: &Diagnostics) -> BTreeMap<usize, Vec<Text>> {
    let of = |section: &Section| {
        let errors = known
            .iter()
            .filter(|found| found.span.file == section.source && found.severity == Some(Severity::Error));
        let say = |found: &Diagnostic| {
            let line = sources.get(section.source).place(found.span.start).line;
            let Text { zh, en } = &found.message;
            text!("第 {line} 行：{zh}", "line {line}: {en}")
        };
        errors.take(MOST_MESSAGES).map(say).collect()
    };
    let sections = report.sections.iter().enumerate().filter(|(_, section)| !section.readable);
    sections.map(|(index, section)| (index, of(section))).collect()
}

/// A page of errors is one page.
const MOST_MESSAGES: usize = 10;

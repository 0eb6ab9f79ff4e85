//! From what a build gave to what the browser shows: pages by their hashes, problems with their places, the edit.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use rayon::prelude::*;

use super::since;
use crate::diagnostic::{Diagnostic, Language, Status, Text, printable};
use crate::emit;
use crate::pipeline::Outcome;
use crate::preview::{Focus, PageRef, Place, Problem, State, View};
use crate::report::Section;
use crate::source::{SourceFile, SourceId, Sources, Span};
use crate::typeset::Typeset;

/// What was saved.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    /// The files, by their real paths.
    pub(super) paths: Vec<PathBuf>,
    /// Whether fonts may be among them.
    pub(super) fonts: bool,
    /// When that was noticed.
    pub(super) noticed: Instant,
    /// The number by which the watcher knows it.
    pub(super) number: u64,
}

impl Edit {
    /// Returns the edit before the first build: none.
    pub(super) fn first() -> Edit {
        Edit { paths: Vec::new(), fonts: false, noticed: Instant::now(), number: 0 }
    }

    /// Returns an edit that is made of one and then another.
    pub(super) fn both(one: Option<Edit>, other: Edit) -> Edit {
        let Some(mut one) = one else { return other };
        let new = other.paths.into_iter().filter(|path| !one.paths.contains(path)).collect::<Vec<_>>();
        one.paths.extend(new);
        one.fonts |= other.fonts;
        one.number = other.number;
        one
    }
}

/// Makes the view of a build, without its number; `last` is the build before it, whose pages stay where Typst refuses this one.
pub(super) fn view(outcome: &Outcome, edit: &Edit, last: Option<&Outcome>) -> View {
    let root = outcome.root.as_path();
    let typeset = outcome.kept.typeset();
    let language = outcome.report.settings.language;
    let saved =
        outcome.sources.iter().find(|file| edit.paths.iter().any(|path| *path == root.join(&file.path)));
    let changed = saved.and_then(|file| seen_change(outcome, file, last?));
    let mut spans: Vec<Span> = outcome.diagnostics.iter().map(|found| found.span).collect();
    spans.extend(changed);
    let spots = typeset.map(|typeset| typeset.spots(&spans)).unwrap_or_default();
    let spot = |index: usize| spots.get(index).copied().flatten();
    let is_recent = |found: &Diagnostic| saved.is_some_and(|file| file.id == found.span.file);
    let mut order: Vec<(usize, &Diagnostic)> = outcome.diagnostics.iter().enumerate().collect();
    order.sort_by_key(|(_, found)| (!is_recent(found), found.weight()));
    let of = |(index, found): (usize, &Diagnostic)| {
        let page = spot(index).map(|spot| (spot.page, spot.y));
        problem(found, &outcome.sources, language, (is_recent(found), page))
    };
    let mut problems: Vec<Problem> = order.into_iter().map(of).collect();
    number_alike(&mut problems);
    let section =
        saved.and_then(|file| outcome.report.sections.iter().find(|section| section.source == file.id));
    View {
        build: 0,
        language,
        title: emit::title_text(&outcome.report, &outcome.figures),
        status: match outcome.status {
            Status::Draft => "draft",
            Status::Final => "final",
        },
        state: if outcome.typeset.is_some() { State::Current } else { State::Stale },
        pages: typeset.map(|typeset| pages(typeset, &outcome.sources)).unwrap_or_default(),
        problems: Some(problems),
        focus: changed.and_then(|_| spot(spans.len() - 1)).map(|spot| Focus { page: spot.page, y: spot.y }),
        section: section.map(|section| section.id.clone()),
        took: since(edit.noticed),
        replaced: None,
        brought: None,
    }
}

/// Returns where the change of a file is seen: where its text first differs from what it was, or, of a change above the text, the
/// first citation that prints something else for it.
fn seen_change(outcome: &Outcome, file: &SourceFile, last: &Outcome) -> Option<Span> {
    let section = outcome.report.sections.iter().find(|section| section.source == file.id);
    let Some(before) = last.sources.iter().find(|other| other.path == file.path) else {
        return section.and_then(|section| section.blocks.first()).map(|first| first.span);
    };
    if file.text == before.text {
        return None;
    }
    let place = file.first_difference(before);
    let title = section.and_then(|section| section.front_matter.title.as_ref()?.span);
    let in_title = title.is_some_and(|title| (title.start..=title.end).contains(&place.start));
    let above =
        section.and_then(|section| text_start(section)).is_some_and(|start| place.start < start) && !in_title;
    let cited = || {
        let others = outcome.report.sections.iter().map(|section| section.source).filter(|id| *id != file.id);
        std::iter::once(file.id).chain(others).find_map(|id| changed_citation(outcome, id, last))
    };
    above.then(cited).flatten().or(Some(place))
}

/// Returns where the text of a section begins: the heading that a title in the front matter makes stands there and not in it.
fn text_start(section: &Section) -> Option<u32> {
    let title = section.front_matter.title.as_ref().and_then(|title| title.span);
    section.blocks.iter().find(|block| Some(block.span) != title).map(|block| block.span.start)
}

/// Returns the first citation of a section that prints something else than in the build before.
fn changed_citation(outcome: &Outcome, section: SourceId, last: &Outcome) -> Option<Span> {
    let path = &outcome.sources.get(section).path;
    let before = last.sources.iter().find(|file| file.path == *path)?.id;
    let citations = |outcome: &Outcome, file: SourceId| -> Vec<(Span, Result<String, Text>)> {
        let all = Span::new(file, 0, 0)..;
        let here = outcome.figures.shown.range(all).take_while(|(span, _)| span.file == file);
        here.map(|(span, shown)| (*span, shown.text.clone())).collect()
    };
    let (was, is) = (citations(last, before), citations(outcome, section));
    let pairs = was.iter().zip(&is).filter(|_| was.len() == is.len());
    pairs.map(|(was, is)| (is.0, was.1 != is.1)).find(|(_, differs)| *differs).map(|(span, _)| span)
}

/// Returns the pages with what tells whether they are the same as before.
pub(super) fn pages(typeset: &Arc<Typeset>, sources: &Sources) -> Vec<PageRef> {
    let place = |span: Span| {
        let file = sources.get(span.file);
        let mut hasher = DefaultHasher::new();
        (&file.path, file.place(span.start).line).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    let page = |index: usize| {
        let (width, height) = typeset.page_size(index)?;
        let hash = typeset.page_hash(index, &place)?;
        let number = typeset.page_number(index).map(|number| number.to_string());
        // Short, because each view names every page.
        let id = format!("{:016x}", hash as u64);
        let thousandths = |points: f64| (points * 1000.0).round() / 1000.0;
        Some(PageRef { id, width: thousandths(width), height: thousandths(height), number })
    };
    (0..typeset.page_count()).into_par_iter().filter_map(page).collect()
}

/// Makes one diagnostic ready to show.
fn problem(
    found: &Diagnostic,
    sources: &Sources,
    language: Language,
    (recent, page): (bool, Option<(usize, f64)>),
) -> Problem {
    let file = sources.get(found.span.file);
    let at = place(file, found.span);
    let line = file.line(at.line);
    let begin = at.column - 1;
    let end = match place(file, Span { start: found.span.end, ..found.span }) {
        end if end.line == at.line => (end.column - 1).max(begin),
        _ => line.chars().count(),
    };
    let message = found.message.get(language);
    let mut hasher = DefaultHasher::new();
    (found.code, &file.path, message, line).hash(&mut hasher);
    let related = found.related.iter().map(|related| {
        let other = sources.get(related.span.file);
        (place(other, related.span), printable(related.message.get(language)))
    });
    Problem {
        id: format!("{:016x}", hasher.finish()),
        severity: found.weight().name(),
        code: found.code.name(),
        message: printable(message),
        hints: found.hints.iter().map(|hint| printable(hint.get(language))).collect(),
        place: at,
        line: line.to_owned(),
        marked: (begin, end),
        page,
        fix: found.fix.as_ref().map(|fix| fix.replacement.clone()),
        recent,
        related: related.collect(),
    }
}

/// Tells problems apart that say the same of the same line.
fn number_alike(problems: &mut [Problem]) {
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    for problem in problems {
        let before = seen.entry(problem.id.clone()).or_default();
        if *before > 0 {
            problem.id = format!("{}-{before}", problem.id);
        }
        *before += 1;
    }
}

/// Returns a place as people count it.
pub(super) fn place(file: &SourceFile, span: Span) -> Place {
    let at = file.place(span.start);
    Place { file: file.path.clone(), line: at.line, column: at.column }
}

/// Returns what keeps a report from being read, as problems.
pub(super) fn of_failure(failure: &crate::failure::Failure, language: Language) -> Vec<Problem> {
    let mut problems: Vec<_> = failure
        .diagnostics
        .iter()
        .map(|found| problem(found, &failure.sources, language, (true, None)))
        .collect();
    number_alike(&mut problems);
    problems
}

#[cfg(test)]
mod tests {
    use super::text_start;
    use crate::diagnostic::Language;
    use crate::markdown::{Options, parse};
    use crate::source::{Encoding, SourceFile, SourceId};

    #[test]
    fn the_text_begins_behind_a_title_of_the_front_matter() {
        let start = |text: &str| {
            let file = SourceFile::new(SourceId(0), "content/01-a.md", text, Encoding::Utf8);
            let language = Language::Chinese;
            let options =
                Options { language, indented_code: false, raw_typst: true, level: 1, id: "a".to_owned() };
            text_start(&parse(&file, &options).0).map(|start| text[start as usize..].to_owned())
        };
        assert_eq!(start("---\ntitle: 概况\nfigures:\n  案件: 5件\n---\n\n文\n").as_deref(), Some("文\n"));
        assert_eq!(start("# 题\n\n文").as_deref(), Some("# 题\n\n文"));
    }
}

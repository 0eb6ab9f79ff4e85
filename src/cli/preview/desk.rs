//! What the preview knows: the builds of which a browser may still ask, the outlines of all glyphs, changes to undo.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use super::act::Changes;
use super::card;
use super::since;
use super::view::{self, Edit};
use crate::cli::args::FontFolders;
use crate::cli::console::Console;
use crate::cli::figures::register_of;
use crate::cli::target::Target;
use crate::export;
use crate::export::register::Register;
use crate::failure::Failure;
use crate::pipeline::{Glance, Outcome};
use crate::preview::{
    Action, Brought, Done, FigureCard, FigureLine, Focus, Glyph, PageBody, Piece, State, Studio, View,
};
use crate::source::{Sources, Span};
use crate::typeset::Typeset;

/// A build as it is shown.
pub(super) struct Shown {
    pub(super) view: View,
    pub(super) outcome: Arc<Outcome>,
    register: OnceLock<Register>,
}

impl Shown {
    /// Returns the register, made when it is asked for first.
    pub(super) fn register(&self) -> &Register {
        self.register.get_or_init(|| register_of(&self.outcome, &BTreeMap::new()))
    }
}

/// The pages of a build, with the files they were written in.
#[derive(Clone)]
struct Pages {
    typeset: Arc<Typeset>,
    sources: Arc<Sources>,
    /// The citations that print a figure, in the order of their places.
    citations: Arc<Vec<(Span, usize)>>,
    /// By a page's id: its index.
    index: Arc<BTreeMap<String, usize>>,
}

/// The outlines that were needed so far, in the order of their first use.
#[derive(Default)]
struct Outlines {
    list: Vec<Glyph>,
    known: BTreeMap<String, usize>,
}

#[derive(Default)]
struct Inner {
    build: u64,
    shown: Option<Arc<Shown>>,
    /// The pages of the last build, and of a look since.
    whole: Option<Pages>,
    look: Option<Pages>,
    /// The page that came with a view last: where it stands, and its id.
    brought: Option<(usize, String)>,
}

/// Answers the browser.
pub(super) struct Desk {
    pub(super) target: Target,
    pub(super) fonts: FontFolders,
    pub(super) console: Console,
    inner: Mutex<Inner>,
    outlines: Mutex<Outlines>,
    pub(super) changes: Mutex<Changes>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").field("target", &self.target).finish_non_exhaustive()
    }
}

/// Locks; what a panicking thread left is whole, because everything here is replaced in one step.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Drops what nobody needs any more, in a thread of its own: many pages take a while, and nobody waits for that.
fn let_go<T: Send + 'static>(past: T) {
    thread::spawn(move || drop(past));
}

impl Desk {
    /// Returns the desk of a report that was not built yet.
    pub(super) fn new(target: Target, fonts: FontFolders, console: Console) -> Self {
        let (inner, outlines, changes) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { target, fonts, console, inner, outlines, changes }
    }

    /// Takes what a build gave, and returns what is to be shown.
    pub(super) fn take(&self, outcome: Outcome, edit: &Edit) -> View {
        let before = self.shown();
        let last = before.as_ref().map(|shown| &*shown.outcome);
        let mut view = view::view(&outcome, edit, last);
        let outcome = Arc::new(outcome);
        if outcome.typeset.is_none()
            && let Some(shown) = &before
        {
            view.pages = shown.view.pages.clone();
        }
        let pages = outcome.typeset.as_ref().map(|typeset| Pages {
            typeset: typeset.clone(),
            sources: Arc::new(outcome.sources.clone()),
            citations: Arc::new(citations(&outcome.figures.shown)),
            index: Arc::new(view.pages.iter().enumerate().map(|(at, page)| (page.id.clone(), at)).collect()),
        });
        let brought = pages
            .as_ref()
            .and_then(|pages| self.bring(&view, pages, before.as_ref().map(|shown| &shown.view)));
        let mut inner = locked(&self.inner);
        let past = pages.map(|pages| (inner.whole.replace(pages), inner.look.take()));
        inner.build += 1;
        view.build = inner.build;
        inner.shown = Some(Arc::new(Shown { view: view.clone(), outcome, register: OnceLock::new() }));
        view.brought = brought;
        drop(inner);
        let_go((past, before));
        view
    }

    /// Returns the last view with the pages of a first look at an edited section; nothing when another build was shown
    /// since.
    pub(super) fn glimpse(&self, glance: Glance, edit: &Edit) -> Option<View> {
        let shown = self.shown()?;
        let Glance { last, old, new, typeset, sources, shown: citing, changed } = glance;
        if !shown.outcome.kept.typeset().is_some_and(|typeset| Arc::ptr_eq(typeset, &last)) {
            return None;
        }
        let mut view = View { problems: None, ..shown.view.clone() };
        let pages = view::pages(&typeset, &sources);
        let index = pages.iter().enumerate().map(|(at, page)| (page.id.clone(), at)).collect();
        view.focus = typeset.spots(&[changed])[0]
            .filter(|spot| new.contains(&spot.page))
            .map(|spot| Focus { page: old.start + spot.page - new.start, y: spot.y });
        view.pages.get(old.clone())?;
        view.pages.splice(old, pages.get(new)?.iter().cloned());
        view.state = State::Partial;
        view.took = since(edit.noticed);
        let citations = Arc::new(citations(&citing));
        let pages = Pages { typeset, sources: Arc::new(sources), citations, index: Arc::new(index) };
        view.brought = self.bring(&view, &pages, Some(&shown.view));
        let mut inner = locked(&self.inner);
        if !inner.shown.as_ref().is_some_and(|now| Arc::ptr_eq(now, &shown)) {
            return None;
        }
        inner.build += 1;
        view.build = inner.build;
        let past = inner.look.replace(pages);
        drop(inner);
        let_go(past);
        Some(view)
    }

    /// Returns the page of a view on which the last edit is seen, unless browsers have it: as what changed of the page that
    /// was brought before, or stood there in the view `before`.
    fn bring(&self, view: &View, pages: &Pages, before: Option<&View>) -> Option<Brought> {
        let at = view.focus.as_ref()?.page;
        let id = &view.pages.get(at)?.id;
        if self.page_of(id).is_some() {
            return None;
        }
        let last = locked(&self.inner).brought.replace((at, id.clone()));
        let last = last.filter(|last| last.0 == at).map(|last| last.1);
        let stood = before.and_then(|before| Some(before.pages.get(at)?.id.clone()));
        let over = last.into_iter().chain(stood).find_map(|id| Some((self.page_of(&id)?, id)));
        let from = locked(&self.outlines).list.len();
        let old = over.as_ref().map(|((pages, index), _)| (&*pages.typeset, *index));
        let body = self.draw(pages, *pages.index.get(id)?, old)?;
        let glyphs = self.glyphs(from);
        let next = from + glyphs.len();
        Some(Brought { id: id.clone(), over: over.map(|(_, id)| id), body, glyphs, from, next })
    }

    /// Draws a page, or what changed of a page `before` it.
    fn draw(&self, pages: &Pages, index: usize, before: Option<(&Typeset, usize)>) -> Option<PageBody> {
        // A page that cannot be drawn is as good as gone; what is wrong was said when it was laid out.
        let screen = export::screen::screen(&pages.typeset, index, before).ok()??;
        let mut outlines = locked(&self.outlines);
        for (id, symbol) in screen.outlines {
            let next = outlines.list.len();
            if *outlines.known.entry(id.clone()).or_insert(next) == next {
                outlines.list.push(Glyph { id, symbol });
            }
        }
        drop(outlines);
        Some(PageBody { svg: screen.svg, text: pieces(pages, index) })
    }

    /// Returns the number of the next view.
    pub(super) fn number(&self) -> u64 {
        let mut inner = locked(&self.inner);
        inner.build += 1;
        inner.build
    }

    /// Returns what is shown when the report cannot be built at all: the pages that are `seen`, and why.
    pub(super) fn stopped(&self, failure: &Failure, seen: Option<View>) -> View {
        let language = failure.language.unwrap_or(self.console.language);
        let state = State::Stopped {
            message: failure.message.get(language).to_owned(),
            hint: failure.hints.first().map(|hint| hint.get(language).to_owned()).unwrap_or_default(),
        };
        let nothing = || View {
            build: 0,
            language,
            title: self.target.name(),
            status: "draft",
            state: State::Building,
            pages: Vec::new(),
            replaced: None,
            problems: None,
            focus: None,
            section: None,
            took: 0,
            brought: None,
        };
        let problems = Some(view::of_failure(failure, language));
        View { build: self.number(), state, problems, section: None, ..seen.unwrap_or_else(nothing) }
    }

    /// Returns the last build.
    pub(super) fn shown(&self) -> Option<Arc<Shown>> {
        locked(&self.inner).shown.clone()
    }

    /// Returns the pages among which one is, the newest first, and its index.
    fn page_of(&self, id: &str) -> Option<(Pages, usize)> {
        let inner = locked(&self.inner);
        let mut pages = inner.look.iter().chain(&inner.whole);
        pages.find_map(|pages| Some((pages.clone(), *pages.index.get(id)?)))
    }
}

impl Studio for Desk {
    fn page(&self, id: &str) -> Option<PageBody> {
        let (pages, index) = self.page_of(id)?;
        self.draw(&pages, index, None)
    }

    fn text(&self, id: &str) -> Option<Vec<Piece>> {
        let (pages, index) = self.page_of(id)?;
        Some(pieces(&pages, index))
    }

    fn glyphs(&self, from: usize) -> Vec<Glyph> {
        locked(&self.outlines).list.get(from..).map(<[_]>::to_vec).unwrap_or_default()
    }

    fn figures(&self) -> Vec<FigureLine> {
        self.shown().map(|shown| card::lines(&shown)).unwrap_or_default()
    }

    fn figure(&self, index: usize) -> Option<FigureCard> {
        card::card(&*self.shown()?, index)
    }

    fn act(&self, build: u64, action: Action) -> Done {
        self.acted(build, action)
    }
}

/// Returns the text of a page, piece by piece, with where it was written and which figure it prints.
fn pieces(pages: &Pages, index: usize) -> Vec<Piece> {
    let citations = &pages.citations;
    let piece = |stretch: crate::typeset::Stretch| {
        let place = stretch.span.map(|span| view::place(pages.sources.get(span.file), span));
        let figure = stretch.span.and_then(|span| {
            let after = citations
                .partition_point(|(citation, _)| (citation.file, citation.start) <= (span.file, span.start));
            let (citation, figure) = citations.get(after.checked_sub(1)?)?;
            (citation.file == span.file && span.start < citation.end).then_some(*figure)
        });
        let crate::typeset::Stretch { x, y, width, height, text, .. } = stretch;
        Piece { x, y, width, height, text, place, figure }
    };
    pages.typeset.stretches(index).into_iter().map(piece).collect()
}

/// Returns the citations that print a figure, in the order of their places.
fn citations(shown: &BTreeMap<Span, crate::figure::Shown>) -> Vec<(Span, usize)> {
    shown.iter().filter_map(|(span, shown)| Some((*span, shown.figure?))).collect()
}

//! The live preview: what the browser is shown, and what it may ask for.
//!
//! This file is the contract between the three who make a preview: the session (in `cli`), which builds the report and
//! implements [`Studio`]; the server, which carries [`View`]s to browsers and asks the studio for the rest; and the
//! page. Nothing here knows Typst, figures or files: pages come as SVG, everything else as text to show.

mod server;
mod door;
mod token;
mod answers;
mod events;
mod seats;
mod notice;

#[cfg(test)]
mod tests;

use std::fmt::Debug;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Language;

pub use self::server::Server;

/// What every open page shows now; a new one replaces the old as a whole.
#[derive(Debug, Clone, Serialize)]
pub struct View {
    /// Counts up with every view; a reloaded page takes the latest.
    pub build: u64,
    /// The language of the interface: `zh` or `en`.
    #[serde(serialize_with = "language")]
    pub language: Language,
    /// The report's title, as plain text.
    pub title: String,
    /// `draft` or `final`.
    pub status: &'static str,
    /// How far the view is from the files on disk.
    pub state: State,
    /// The pages, in order; on the wire without a width and height that are those of the page before.
    #[serde(serialize_with = "pages")]
    pub pages: Vec<PageRef>,
    /// Set on the wire alone, where `pages` are only those that are new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced: Option<Replaced>,
    /// What is wrong, in the order of the panel: of the section last saved first, then worst first. `None` means as before: a look
    /// at one section judges nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problems: Option<Vec<Problem>>,
    /// Where the last edit is seen, for follow mode.
    pub focus: Option<Focus>,
    /// The title of the section last saved, or nothing.
    pub section: Option<String>,
    /// Milliseconds from noticing the change to this view.
    pub took: u64,
    /// The edited page, so that nobody has to ask for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brought: Option<Brought>,
}

/// The pages of the view before in whose place the new ones stand; a long report has thousands, of which one changes.
#[derive(Debug, Clone, Serialize)]
pub struct Replaced {
    /// [`View::build`] of that view.
    pub build: u64,
    /// The index of the first.
    pub start: usize,
    /// How many.
    pub count: usize,
}

/// A page that comes with its view.
#[derive(Debug, Clone, Serialize)]
pub struct Brought {
    /// [`PageRef::id`].
    pub id: String,
    /// The page of which the drawing says only what changed, if it does: an empty `<g>` with the `data-typst-label`
    /// `bluebook:kept` stands for the element with the same `transform` there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<String>,
    /// The page.
    pub body: PageBody,
    /// The outlines that no page needed before.
    pub glyphs: Vec<Glyph>,
    /// How many there were before; a browser that has fewer asks for the page.
    pub from: usize,
    /// How many there are now.
    pub next: usize,
}

/// How far a view is from the files on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum State {
    /// Every page is the one that a build of the files as saved would give.
    Current,
    /// The edited section's pages are current, the others follow.
    Partial,
    /// A build is running for longer than is comfortable; the pages are those before.
    Building,
    /// Typst itself refuses (a style, raw Typst): the last good pages stay; the reason is among the problems.
    Stale,
    /// The report cannot be read at all (its folder or `bluebook.toml`); says why and what to do.
    Stopped {
        /// What happened.
        message: String,
        /// One way out.
        hint: String,
    },
}

/// A page's place in a view: its content by hash, so that a page that only moved is not painted again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageRef {
    /// The hash of everything on the page, in hexadecimal.
    pub id: String,
    /// In points.
    pub width: f64,
    /// In points.
    pub height: f64,
    /// The page's number as printed, if it bears one.
    pub number: Option<String>,
}

/// One diagnostic, ready to show.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// Names the problem in [`Action`]s: the same problem keeps its name from view to view.
    pub id: String,
    /// `error`, `explain`, `warning` or `info`.
    pub severity: &'static str,
    /// The code, as in the guide.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What was expected, and ways out.
    pub hints: Vec<String>,
    /// Where.
    pub place: Place,
    /// The author's own line, to copy and search for in an editor that cannot open a line.
    pub line: String,
    /// The part of [`Problem::line`] that is meant, in Unicode scalar values.
    pub marked: (usize, usize),
    /// The index of the page it is seen on, and the distance from its top in points, if it is seen.
    pub page: Option<(usize, f64)>,
    /// What the button would put in place of the marked text, if there is one fix.
    pub fix: Option<String>,
    /// Whether it is in the section last saved.
    pub recent: bool,
    /// Other places that it speaks of, each with what is said there.
    pub related: Vec<(Place, String)>,
}

/// A place in a file that a person wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Relative to the report, with `/`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In Unicode scalar values from 1.
    pub column: usize,
}

/// A place on a page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Focus {
    /// The page's index.
    pub page: usize,
    /// The distance from the page's top, in points.
    pub y: f64,
}

/// A page's content.
#[derive(Debug, Clone, Serialize)]
pub struct PageBody {
    /// The page as SVG without the outlines of glyphs: `<use href="#ID">` refers to [`Glyph::id`].
    pub svg: String,
    /// The page's text, piece by piece, for selection, search and clicks; in reading order.
    pub text: Vec<Piece>,
}

/// The outline of a glyph: a `<symbol>` of its own, the same on every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Glyph {
    /// The symbol's id.
    pub id: String,
    /// The whole `<symbol …>…</symbol>`.
    pub symbol: String,
}

/// A stretch of text in one line of a page, in one face.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Piece {
    /// From the page's left, in points.
    pub x: f64,
    /// From the page's top to the top of the text, in points.
    pub y: f64,
    /// In points.
    pub width: f64,
    /// In points.
    pub height: f64,
    /// What is read.
    pub text: String,
    /// Where it was written, if a person wrote it.
    pub place: Option<Place>,
    /// The figure that it prints, as the index in [`Studio::figures`], if it is a citation.
    pub figure: Option<usize>,
}

/// A figure in the side list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FigureLine {
    /// Its name as its own section writes it.
    pub name: String,
    /// The title of its section.
    pub section: String,
    /// What is printed.
    pub value: String,
    /// Its state.
    pub state: FigureState,
    /// How often it is cited.
    pub cited: usize,
    /// Where it is declared.
    pub declared: Place,
}

/// What is known of a figure's truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureState {
    /// Nothing is said against it.
    Fine,
    /// A diagnostic speaks of it.
    Flagged,
    /// It has a recorded reason.
    Pinned,
    /// Its source has changed since it was signed, or was never signed there.
    Stale,
}

/// Everything that the card over a number says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureCard {
    /// The line of the list.
    #[serde(flatten)]
    pub line: FigureLine,
    /// The formula with names, if it has one: `办结 / 受理`.
    pub formula: Option<String>,
    /// The formula with numbers: `508件 / 512件`.
    pub numbers: Option<String>,
    /// The exact value, with its unit.
    pub exact: String,
    /// Where the number comes from.
    pub source: Option<String>,
    /// What prose calls it.
    pub label: Option<String>,
    /// What period it is of.
    pub period: Option<String>,
    /// What tells it apart from others of its name.
    pub scope: Option<String>,
    /// Last year's value, as declared.
    pub prior: Option<String>,
    /// A remark for those who check.
    pub note: Option<String>,
    /// What the diagnostics say of it, in one line each.
    pub problems: Vec<String>,
    /// Where it is cited: the sentence, the place, and the index of the page.
    pub citations: Vec<Cited>,
}

/// A citation, as the card lists it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cited {
    /// The sentence, cut to a line.
    pub sentence: String,
    /// Where it is written.
    pub place: Place,
    /// The index of the first page that it is printed on.
    pub page: Option<usize>,
    /// What it prints, where that is not the figure itself.
    pub facet: Option<CitedFacet>,
}

/// What a citation prints that is computed from its figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CitedFacet {
    /// What it is: 同比, growth.
    pub name: String,
    /// What is printed: `7.9%`.
    pub prints: String,
    /// How it is computed, in numbers: `(12.3亿元−11.4亿元)/11.4亿元`.
    pub numbers: Option<String>,
}

/// What a button of the page asks for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Action {
    /// 生成PDF: builds the PDF and opens it.
    Pdf,
    /// 改正: applies the fix of a problem.
    Fix {
        /// [`Problem::id`].
        problem: String,
    },
    /// 登记此数: makes a number that stands on the page a figure.
    Register {
        /// Where the piece of text that holds it was written.
        place: Place,
        /// The number as it is read on the page.
        number: String,
        /// How many characters of the piece stand before it.
        offset: usize,
        /// The figure's name.
        name: String,
    },
    /// Takes a change of this session back.
    Undo {
        /// [`Done::undo`].
        change: String,
    },
    /// Opens a place in the writer's editor.
    Open {
        /// Where.
        place: Place,
    },
}

/// What an action came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Done {
    /// What was done, or why not.
    pub message: String,
    /// A way out, where it was not done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Whether it was done.
    pub done: bool,
    /// Names the change for [`Action::Undo`], where a file was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
}

/// Who answers what the browser asks; called from the server's blocking threads, many at once.
pub trait Studio: Send + Sync + Debug + 'static {
    /// Returns a page by [`PageRef::id`]; nothing when no view since a few builds has it.
    fn page(&self, id: &str) -> Option<PageBody>;

    /// Returns a page's text alone.
    fn text(&self, id: &str) -> Option<Vec<Piece>> {
        self.page(id).map(|body| body.text)
    }

    /// Returns the outlines of the glyphs from the `from`th that any page has needed so far; the list only grows.
    fn glyphs(&self, from: usize) -> Vec<Glyph>;

    /// Returns the figures, in the register's order.
    fn figures(&self) -> Vec<FigureLine>;

    /// Returns what the card of a figure says.
    fn figure(&self, index: usize) -> Option<FigureCard>;

    /// Does what a button asks, if the view's `build` is still what the files say.
    fn act(&self, build: u64, action: Action) -> Done;
}

/// Writes a language as the page knows it.
fn language<S: serde::Serializer>(language: &Language, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match language {
        Language::Chinese => "zh",
        Language::English => "en",
    })
}

/// Writes the pages; a long report has thousands, and most are alike in size.
fn pages<S: serde::Serializer>(pages: &[PageRef], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Alike<'a> {
        id: &'a str,
        number: Option<&'a str>,
    }
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Written<'a> {
        Whole(&'a PageRef),
        Alike(Alike<'a>),
    }
    let size = |page: &PageRef| (page.width.to_bits(), page.height.to_bits());
    let mut before = None;
    serializer.collect_seq(pages.iter().map(|page| {
        if before.replace(size(page)) == Some(size(page)) {
            Written::Alike(Alike { id: &page.id, number: page.number.as_deref() })
        } else {
            Written::Whole(page)
        }
    }))
}

//! References to literature: what `[@key]` prints, and the list of the works that a report cites.
//!
//! Works are numbered in the order in which the report first cites them. How they are written is the business of the
//! crate `hayagriva`; which file there is, of `project`; how it looks on the page, of a style.

mod bounds;
mod collect;
mod format;
mod library;
mod mend;

use std::collections::{BTreeMap, BTreeSet};

use self::collect::Place;
use self::library::Library;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text, nearest, printable};
use crate::report::Report;
use crate::source::{SourceId, Sources, Span};
use crate::text;

/// The file of literature that `bluebook.toml` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Literature {
    /// None is named.
    #[default]
    Unnamed,
    /// It cannot be read, which is said.
    Unreadable,
    /// Its text.
    File(SourceId),
}

/// What the references of a report print.
#[derive(Debug, Clone, Default)]
pub struct References {
    /// By the place of its brackets, what a reference prints, or why it prints nothing.
    pub shown: BTreeMap<Span, Result<Mark, Text>>,
    /// The works that are cited, in the order of their numbers.
    pub works: Vec<Work>,
    /// The file of literature.
    pub file: Option<SourceId>,
}

/// What a reference prints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// Whether it stands above the line.
    pub raised: bool,
    /// The text, with the works it leads to.
    pub pieces: Vec<Piece>,
    /// The indices in [`References::works`] of all that is cited, those within a range of numbers too.
    pub cited: Vec<usize>,
}

/// A line of the list of works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Where the work stands in the file of literature.
    pub place: Span,
    /// Its number as printed: `[1]`.
    pub number: String,
    /// What is said of it.
    pub pieces: Vec<Piece>,
}

/// A stretch of text that looks the same throughout.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is emphasised.
    pub italic: bool,
    /// Whether it is strong.
    pub bold: bool,
    /// Whether it is underlined.
    pub underlined: bool,
    /// Where it stands.
    pub level: Level,
    /// The address that it leads to.
    pub link: Option<String>,
    /// The index in [`References::works`] of the work that it leads to.
    pub work: Option<usize>,
}

/// Where a text stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Level {
    /// On the line.
    #[default]
    Line,
    /// Raised.
    Above,
    /// Lowered.
    Below,
}

/// Works out what the references of a report print.
pub fn resolve(report: &Report, sources: &Sources, file: Literature) -> (References, Diagnostics) {
    let mut found = Diagnostics::default();
    let places = collect::places(report);
    let mut references = References::default();
    if places.is_empty() {
        return (references, found);
    }
    let library = match file {
        Literature::File(source) => {
            references.file = Some(source);
            library::read(sources.get(source))
        }
        Literature::Unreadable => Library::unreadable(None),
        Literature::Unnamed => {
            found.push(unnamed(&places));
            Library::unreadable(Some(text!("没有文献表", "there is no file of literature")))
        }
    };
    found.extend(library.faults.clone());
    let path = match file {
        Literature::File(source) => printable(&sources.get(source).path),
        Literature::Unnamed | Literature::Unreadable => String::new(),
    };
    let mut sound = Vec::new();
    let mut said = Said { found, ..Said::default() };
    for place in &places {
        match fault(place, &library, &path, &mut said) {
            None => sound.push(place),
            Some(message) => drop(references.shown.insert(place.span, Err(message))),
        }
    }
    format::format(&sound, &library, report.settings.language, &mut references);
    (references, said.found)
}

/// How many keys that no work has are compared with those there are.
const MOST_GUESSES: usize = 20;

/// What is said of references so far.
#[derive(Default)]
struct Said<'a> {
    found: Diagnostics,
    /// Where the faults of works stand that are said.
    places: BTreeSet<Span>,
    /// By the keys that no work has, the nearest that one has.
    guesses: BTreeMap<&'a str, Option<&'a str>>,
}

impl<'a> Said<'a> {
    /// Says what is wrong with a work, once.
    fn once(&mut self, fault: &Diagnostic) {
        if self.places.insert(fault.span) {
            self.found.push(fault.clone());
        }
    }

    /// Returns the key that is probably meant by one that no work has.
    fn guess(&mut self, key: &'a str, library: &'a Library) -> Option<&'a str> {
        if let Some(guess) = self.guesses.get(key) {
            return *guess;
        }
        let open = self.guesses.len() < MOST_GUESSES;
        let keys = library.works.keys().chain(library.faulty.keys()).filter(|_| open);
        let guess = nearest(key, keys.map(String::as_str));
        // What is not compared need not be kept.
        if open {
            self.guesses.insert(key, guess);
        }
        guess
    }
}

/// Returns why a reference prints nothing, and says it where nothing is said yet.
fn fault<'a>(place: &Place<'a>, library: &'a Library, path: &str, said: &mut Said<'a>) -> Option<Text> {
    if let Some(message) = &library.unreadable {
        return Some(message.clone());
    }
    let mut first = None;
    for cited in place.cited {
        if let Some(work) = library.works.get(&cited.key) {
            work.warnings.iter().for_each(|warning| said.once(warning));
            continue;
        }
        if let Some(fault) = library.faulty.get(&cited.key) {
            first.get_or_insert_with(|| fault.message.clone());
            said.once(fault);
            continue;
        }
        let key = printable(&cited.key);
        let message = text!("{path} 里没有文献 {key}", "{path} has no work {key}");
        let diagnostic = Diagnostic::new(Code::BadReference, cited.span, message.clone());
        let diagnostic = match said.guess(&cited.key, library) {
            Some(near) => {
                let shown = printable(near);
                let hint = text!("是不是 {shown}", "perhaps {shown} is meant");
                diagnostic.hint(hint).fix(cited.span, near)
            }
            None => diagnostic
                .hint(text!("在 {path} 里补上这一条", "add it to {path}"))
                .hint(text!("不是引文献，就写 \\[@{key}]", "if no work is meant, write \\[@{key}]")),
        };
        said.found.push(diagnostic);
        first.get_or_insert(message);
    }
    first
}

/// Says, once, that a report cites literature and names no file of it.
fn unnamed(places: &[Place<'_>]) -> Diagnostic {
    let count = places.len();
    let first = &places[0];
    let message = match count {
        1 => text!(
            "这里引用文献，bluebook.toml 却没有写文献表",
            "this refers to literature, and bluebook.toml names no file of it"
        ),
        _ => text!(
            "这里等 {count} 处引用文献，bluebook.toml 却没有写文献表",
            "this and others, {count} in all, refer to literature, and bluebook.toml names no file of it"
        ),
    };
    Diagnostic::new(Code::BadReference, first.span, message).hint(text!(
        "在 bluebook.toml 的 [report] 下写 bibliography = \"refs.bib\"",
        "write bibliography = \"refs.bib\" below [report] in bluebook.toml"
    ))
}

#[cfg(test)]
mod tests;

//! The file of literature, `BibLaTeX` or Hayagriva's YAML, as works by their keys, with what is wrong with it.
//!
//! A work that cannot be read costs nobody the others, and is nobody's fault until it is cited.

use std::collections::BTreeMap;

use biblatex::{Bibliography, EntryType, ParseError, ParseErrorKind, RawBibliography, Token};
use hayagriva::Entry;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text, printable};
use crate::source::{SourceFile, Span};
use crate::text;

/// A work.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// What is known of it.
    pub(super) entry: Entry,
    /// Where it stands.
    pub(super) place: Span,
    /// Whether it is a standard, of which Hayagriva knows nothing: it is a report there.
    pub(super) standard: bool,
}

/// The works of a file.
#[derive(Debug, Default)]
pub(super) struct Library {
    /// The works by their keys.
    pub(super) works: BTreeMap<String, Known>,
    /// By their keys, what is wrong with works that cannot be read.
    pub(super) faulty: BTreeMap<String, Diagnostic>,
    /// What every reference prints where the file as a whole cannot be read.
    pub(super) unreadable: Option<Text>,
    /// What is wrong with the file.
    pub(super) faults: Diagnostics,
}

impl Library {
    /// Returns what there is of a file that cannot be read; `why` is what references print.
    pub(super) fn unreadable(why: Option<Text>) -> Self {
        let why = why.unwrap_or_else(|| text!("文献表读不出来", "the file of literature cannot be read"));
        Self { unreadable: Some(why), ..Self::default() }
    }

    /// Returns what there is of a file with a fault.
    fn broken(fault: Diagnostic) -> Self {
        let mut library = Self::unreadable(None);
        library.faults.push(fault);
        library
    }
}

/// Reads a file.
pub(super) fn read(file: &SourceFile) -> Library {
    let path = file.path.to_lowercase();
    if path.ends_with(".yaml") || path.ends_with(".yml") { read_yaml(file) } else { read_bib(file) }
}

/// Reads a file of `BibLaTeX`.
fn read_bib(file: &SourceFile) -> Library {
    let raw = match RawBibliography::parse(&file.text) {
        Ok(raw) => raw,
        Err(error) => return Library::broken(bib_fault(file, &error)),
    };
    let places: BTreeMap<String, Span> = raw
        .entries
        .iter()
        .map(|entry| (entry.v.key.v.to_owned(), span(file, entry.v.key.span.clone())))
        .collect();
    let works = match Bibliography::from_raw(raw) {
        Ok(works) => works,
        Err(error) => return Library::broken(bib_fault(file, &error)),
    };
    let mut library = Library::default();
    for mut work in works {
        let place = places.get(&work.key).copied().unwrap_or_default();
        let standard = matches!(&work.entry_type, EntryType::Unknown(name) if name.eq_ignore_ascii_case("standard"));
        if standard {
            work.entry_type = EntryType::Report;
        }
        publish(&mut work);
        match Entry::try_from(&work) {
            Ok(entry) => drop(library.works.insert(work.key, Known { entry, place, standard })),
            Err(error) => {
                let key = printable(&work.key);
                let place = if error.span.is_empty() { place } else { span(file, error.span.clone()) };
                let why = error.kind.to_string();
                let message =
                    text!("文献 {key} 的这一项读不懂（{why}）", "this field of the work {key} cannot be read ({why})");
                let fault = Diagnostic::new(Code::BadReference, place, message)
                    .hint(text!("日期写成 2021-03-31，数写成阿拉伯数字", "dates are written 2021-03-31, numbers in digits"));
                library.faulty.insert(work.key, fault);
            }
        }
    }
    library
}

/// Makes the institution or school of a report or thesis its publisher, as which it is printed.
fn publish(work: &mut biblatex::Entry) {
    let by_institution = [
        EntryType::Report,
        EntryType::TechReport,
        EntryType::Thesis,
        EntryType::PhdThesis,
        EntryType::MastersThesis,
    ];
    if !by_institution.contains(&work.entry_type) || work.fields.contains_key("publisher") {
        return;
    }
    let publisher = ["institution", "school"].iter().find_map(|name| work.fields.get(*name).cloned());
    if let Some(publisher) = publisher {
        work.fields.insert("publisher".to_owned(), publisher);
    }
}

/// Says what is wrong with a file of `BibLaTeX`.
fn bib_fault(file: &SourceFile, error: &ParseError) -> Diagnostic {
    let path = printable(&file.path);
    let (message, hint) = match &error.kind {
        ParseErrorKind::DuplicateKey(key) => {
            let key = printable(key);
            (
                text!("{path} 里有两条文献都叫 {key}", "{path} has two works of the key {key}"),
                text!("给其中一条换个名字", "give one of them another key"),
            )
        }
        ParseErrorKind::UnknownAbbreviation(name) => {
            let name = printable(name);
            (
                text!("{path} 的这个值没有括起来：{name}", "this value in {path} is not in braces: {name}"),
                text!("写成 {{{name}}}", "write {{{name}}}"),
            )
        }
        kind => {
            let (zh, en) = match kind {
                ParseErrorKind::Expected(Token::ClosingBrace) | ParseErrorKind::UnexpectedEof => {
                    ("花括号没有写完", "braces that are never closed")
                }
                ParseErrorKind::Expected(Token::Comma) => ("这里缺少逗号", "a comma is missing here"),
                ParseErrorKind::Expected(Token::Equals) => ("这里缺少等号", "an equals sign is missing here"),
                ParseErrorKind::Expected(Token::Identifier) => ("这里缺少名称", "a name is missing here"),
                ParseErrorKind::MalformedCommand => ("反斜杠后面读不懂", "what follows the backslash cannot be read"),
                _ => ("这里读不懂", "this cannot be read"),
            };
            (
                text!("{path} 的写法有误：{zh}", "{path} is no BibLaTeX: {en}"),
                text!(
                    "每条写成 @book{{名称, title = {{…}}, year = {{2021}}}}",
                    "write each work as @book{{key, title = {{…}}, year = {{2021}}}}"
                ),
            )
        }
    };
    Diagnostic::new(Code::BadReference, span(file, error.span.clone()), message).hint(hint)
}

/// Reads a file of Hayagriva's.
fn read_yaml(file: &SourceFile) -> Library {
    let works = match hayagriva::io::from_yaml_str(&file.text) {
        Ok(works) => works,
        Err(error) => {
            let at = error.location().map(|place| {
                let start = file.line_start(place.line());
                let ahead = file.text[start..].char_indices().nth(place.column().saturating_sub(1));
                start + ahead.map_or(0, |(at, _)| at)
            });
            let at = at.unwrap_or_default();
            let path = printable(&file.path);
            let why = printable(&error.to_string());
            let message = text!("{path} 的写法有误（{why}）", "{path} is no list of works ({why})");
            let fault = Diagnostic::new(Code::BadReference, span(file, at..at), message);
            return Library::broken(fault.hint(text!(
                "每条写成 名称: {{type: book, title: …, date: 2021}}",
                "write each work as key: {{type: book, title: …, date: 2021}}"
            )));
        }
    };
    let mut library = Library::default();
    for entry in &works {
        let key = entry.key().to_owned();
        let place = key_in_yaml(file, &key);
        library.works.insert(key, Known { entry: entry.clone(), place, standard: false });
    }
    library
}

/// Returns where a key stands in a file of YAML.
fn key_in_yaml(file: &SourceFile, key: &str) -> Span {
    (1..=file.line_count())
        .find_map(|line| {
            let text = file.line(line);
            let quote = usize::from(text.starts_with(['"', '\'']));
            let rest = text[quote..].strip_prefix(key)?;
            rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':').then(|| {
                let start = file.line_start(line) + quote;
                file.span(start, start + key.len())
            })
        })
        .unwrap_or_default()
}

/// Returns the span of a range that a parser named, within the text and between its characters; where it is empty, of
/// the character before it, if there is one on the line.
fn span(file: &SourceFile, range: std::ops::Range<usize>) -> Span {
    let text = &*file.text;
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let (start, end) = (floor(range.start), floor(range.end.max(range.start)));
    // An entry that is pointed at as a whole is pointed at by its first line.
    let end = text[start..end].find(['\n', '\r']).map_or(end, |length| start + length);
    file.span(start, end)
}

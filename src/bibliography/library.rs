//! The file of literature, `BibLaTeX` or Hayagriva's YAML, as works by their keys, with what is wrong with it.
//!
//! A work that cannot be read costs nobody the others, and is nobody's fault until it is cited.

use std::collections::BTreeMap;

use biblatex::{
    Bibliography, ChunksExt as _, EntryType, ParseError, ParseErrorKind, RawBibliography, Token, TypeError,
};
use hayagriva::Entry;

use super::{bounds, mend};
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
    /// Whether it is in Chinese.
    pub(super) chinese: bool,
    /// Whether it is a standard, of which Hayagriva knows nothing: it is a report there.
    pub(super) standard: bool,
    /// What of it is not printed.
    pub(super) warnings: Vec<Diagnostic>,
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
    if let Some(at) = bounds::too_deep(&file.text) {
        let path = printable(&file.path);
        let message = text!("{path} 的花括号嵌套太深", "the braces of {path} are nested too deep");
        let hint = text!("从这里往前，补上没有写完的花括号", "close the braces that are open before this");
        return Library::broken(
            Diagnostic::new(Code::BadReference, file.span(at, at + 1), message).hint(hint),
        );
    }
    let raw = match RawBibliography::parse(&file.text) {
        Ok(raw) => raw,
        Err(error) => return Library::broken(bib_fault(file, &error)),
    };
    if let Some(at) = bounds::endless(&raw) {
        let path = printable(&file.path);
        let message = text!(
            "{path} 里的这个名称绕回了自己，或者牵连太多",
            "this name in {path} leads back to itself, or to too much"
        );
        let hint = text!("删去它的 crossref、xdata 或 #", "remove its crossref, xdata or #");
        return Library::broken(Diagnostic::new(Code::BadReference, span(file, at), message).hint(hint));
    }
    let places: BTreeMap<String, Span> = raw
        .entries
        .iter()
        .map(|entry| (entry.v.key.v.to_owned(), span(file, entry.v.key.span.clone())))
        .collect();
    let stated = mend::Stated::read(&raw);
    let works = match Bibliography::from_raw(raw) {
        Ok(works) => works,
        Err(error) => return Library::broken(bib_fault(file, &error)),
    };
    let mut library = Library::default();
    for mut work in works {
        let place = places.get(&work.key).copied().unwrap_or_default();
        let standard =
            matches!(&work.entry_type, EntryType::Unknown(name) if name.eq_ignore_ascii_case("standard"));
        if standard {
            work.entry_type = EntryType::Report;
        }
        publish(&mut work);
        stated.date(&mut work);
        mend::mark_others(&mut work);
        let warnings = mend::drop_undated(file, &mut work);
        // The languages that the parser knows are those of Europe.
        let language =
            ["langid", "language"].iter().find_map(|name| work.get(name)).map(|name| name.format_verbatim());
        match Entry::try_from(&work) {
            Ok(mut entry) => {
                mend::part_pages(&mut entry);
                let chinese = language.map_or_else(|| has_han(&entry), |language| is_chinese(&language));
                library.works.insert(work.key, Known { entry, place, chinese, standard, warnings });
            }
            Err(error) => {
                let fault = unread(file, &work.key, place, &error);
                library.faulty.insert(work.key, fault);
            }
        }
    }
    library
}

/// Says that a field costs its work, which stands at `place`.
fn unread(file: &SourceFile, key: &str, place: Span, error: &TypeError) -> Diagnostic {
    let key = printable(key);
    let place = if error.span.is_empty() { place } else { span(file, error.span.clone()) };
    let why = error.kind.to_string();
    let message =
        text!("文献 {key} 的这一项读不懂（{why}）", "this field of the work {key} cannot be read ({why})");
    Diagnostic::new(Code::BadReference, place, message).hint(text!(
        "日期写成 2021-03-31，数写成阿拉伯数字",
        "dates are written 2021-03-31, numbers in digits"
    ))
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
        _ => return misspelt(file, error),
    };
    Diagnostic::new(Code::BadReference, span(file, error.span.clone()), message).hint(hint)
}

/// Says what sign is missing, or not understood.
fn misspelt(file: &SourceFile, error: &ParseError) -> Diagnostic {
    let open = unclosed(file).filter(|place| place.start as usize <= error.span.start);
    let (zh, en) = match &error.kind {
        _ if open.is_some() => ("花括号没有写完", "braces that are never closed"),
        ParseErrorKind::Expected(Token::Comma) => ("这里缺少逗号", "a comma is missing here"),
        ParseErrorKind::Expected(Token::Equals) => ("这里缺少等号", "an equals sign is missing here"),
        ParseErrorKind::Expected(Token::Identifier) => ("这里缺少名称", "a name is missing here"),
        ParseErrorKind::MalformedCommand => ("反斜杠后面读不懂", "what follows the backslash cannot be read"),
        _ => ("这里读不懂", "this cannot be read"),
    };
    let path = printable(&file.path);
    let message = text!("{path} 的写法有误：{zh}", "{path} is no BibLaTeX: {en}");
    let hint = text!(
        "每条写成 @book{{名称, title = {{…}}, year = {{2021}}}}",
        "write each work as @book{{key, title = {{…}}, year = {{2021}}}}"
    );
    let fault = |place: Span| Diagnostic::new(Code::BadReference, place, message).hint(hint);
    if let (None, ParseErrorKind::Expected(Token::Comma)) = (open, &error.kind) {
        let end = file.text.get(..error.span.start).map_or(0, |before| before.trim_end().len());
        let missing = file.span(end, end);
        return fault(missing).fix(missing, ",");
    }
    fault(open.unwrap_or_else(|| span(file, error.span.clone())))
}

/// Returns the first line of the first work whose braces are not closed before the next work begins: the parser itself
/// notices only at the end of the file.
fn unclosed(file: &SourceFile) -> Option<Span> {
    let begins = |line: &usize| file.line(*line).starts_with('@');
    let starts: Vec<_> = (1..=file.line_count()).filter(begins).map(|line| file.line_start(line)).collect();
    let ends = starts.iter().skip(1).copied().chain([file.text.len()]);
    starts.iter().zip(ends).find_map(|(start, end)| {
        let text = file.text[*start..end].replace("\\{", "").replace("\\}", "");
        let open = text.matches('{').count() > text.matches('}').count();
        open.then(|| span(file, *start..end))
    })
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
            let why = error.to_string();
            // The place is said as a place.
            let why = printable(why.rsplit_once(" at line ").map_or(why.as_str(), |(why, _)| why));
            let message = text!("{path} 的写法有误（{why}）", "{path} is no list of works ({why})");
            let fault = Diagnostic::new(Code::BadReference, span(file, at..at), message);
            return Library::broken(fault.hint(text!(
                "每条写成 名称: {{type: book, title: …, date: 2021}}",
                "write each work as key: {{type: book, title: …, date: 2021}}"
            )));
        }
    };
    let mut library = Library::default();
    let places = keys_in_yaml(file);
    for entry in &works {
        let key = entry.key().to_owned();
        let place = places.get(key.as_str()).copied().unwrap_or_default();
        let chinese = match entry.language() {
            Some(language) => language.language.as_str() == "zh",
            None => has_han(entry),
        };
        let known = Known { entry: entry.clone(), place, chinese, standard: false, warnings: Vec::new() };
        library.works.insert(key, known);
    }
    library
}

/// Returns where the keys stand in a file of YAML that begin its lines.
fn keys_in_yaml(file: &SourceFile) -> BTreeMap<&str, Span> {
    let mut places = BTreeMap::new();
    for line in 1..=file.line_count() {
        let text = file.line(line);
        let quote = text.chars().next().filter(|first| "\"'".contains(*first));
        let start = usize::from(quote.is_some());
        let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']);
        let length = match quote {
            Some(quote) => text[start..].find(quote),
            None => text
                .match_indices(':')
                .find(|(at, _)| ends(&text[at + 1..]))
                .map(|(at, _)| text[..at].trim_end().len()),
        };
        let Some(length) = length.filter(|length| *length > 0) else { continue };
        let key = &text[start..start + length];
        let behind = text[start + length..].trim_start_matches(['"', '\'']).trim_start();
        if behind.starts_with(':') && !key.starts_with([' ', '\t', '#']) {
            let at = file.line_start(line) + start;
            places.entry(key).or_insert_with(|| file.span(at, at + length));
        }
    }
    places
}

/// Returns whether the name of a language is that of Chinese.
fn is_chinese(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    name.contains("chinese") || name == "zh" || name.starts_with("zh-") || name == "cn" || name.contains('中')
}

/// Returns whether the title or an author of a work is written in Han characters.
fn has_han(entry: &Entry) -> bool {
    let han =
        |text: &str| text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}'));
    entry.title().is_some_and(|title| han(&title.value.to_string()))
        || entry.authors().is_some_and(|authors| authors.iter().any(|author| han(&author.name)))
}

/// Returns the span of a range that a parser named: within the text, between its characters and on one line.
pub(super) fn span(file: &SourceFile, range: std::ops::Range<usize>) -> Span {
    let text = &*file.text;
    let floor =
        |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let (start, end) = (floor(range.start), floor(range.end.max(range.start)));
    let end = text[start..end].find(['\n', '\r']).map_or(end, |length| start + length);
    file.span(start, end)
}

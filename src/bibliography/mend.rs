//! What `BibLaTeX`'s parser and its conversion get wrong about a work, put right; and what of a work cannot be printed.

use biblatex::{
    Bibliography, Chunk, ChunksExt as _, Entry, PermissiveType, RawBibliography, RetrievalError, Spanned,
};
use hayagriva::types::{MaybeTyped, PageRanges, PageRangesPart};

use super::library::span;
use crate::diagnostic::{Code, Diagnostic, Severity, printable};
use crate::source::SourceFile;
use crate::text;

/// Stands for `others` behind the last `and` until it is known in which language that is said; no text holds it.
pub(super) const OTHERS: char = '\u{fdd0}';

/// The fields that hold names of people.
const PEOPLE: [&str; 12] = [
    "author",
    "editor",
    "editora",
    "editorb",
    "editorc",
    "bookauthor",
    "translator",
    "commentator",
    "annotator",
    "introduction",
    "foreword",
    "afterword",
];

/// The fields that make a date.
const DATE: [&str; 4] = ["date", "year", "month", "day"];

/// What `crossref` and `xdata` are called where works shall not take from others.
const CROSSREF: &str = "bluebook-crossref";
const XDATA: &str = "bluebook-xdata";

/// How many works may lead from one to the next.
const LONGEST: usize = 8;

/// The works as each states itself, without what it takes from others.
pub(super) struct Stated(Option<Bibliography>);

impl Stated {
    /// Reads works, if any takes from another.
    pub(super) fn read(raw: &RawBibliography<'_>) -> Self {
        let mut found = false;
        let mut raw = raw.clone();
        for pair in raw.entries.iter_mut().flat_map(|entry| &mut entry.v.fields) {
            for (name, other) in [("crossref", CROSSREF), ("xdata", XDATA)] {
                if pair.key.v.eq_ignore_ascii_case(name) {
                    pair.key.v = other;
                    found = true;
                }
            }
        }
        Self(found.then(|| Bibliography::from_raw(raw).ok()).flatten())
    }

    /// Gives a work its own date, or that of the nearest work that it takes from: the parser gives it that of the farthest.
    pub(super) fn date(&self, work: &mut Entry) {
        let Some(stated) = &self.0 else { return };
        let is_dated = |work: &Entry| DATE[..2].iter().any(|name| work.fields.contains_key(*name));
        let mut next = stated.get(&work.key).filter(|_| is_dated(work));
        for _ in 0..=LONGEST {
            let Some(from) = next else { return };
            if is_dated(from) {
                for name in DATE {
                    work.fields.remove(name);
                    if let Some(value) = from.fields.get(name) {
                        work.fields.insert(name.to_owned(), value.clone());
                    }
                }
                return;
            }
            if from.fields.contains_key(XDATA) {
                return;
            }
            next = from.get(CROSSREF).and_then(|key| stated.get(key.format_verbatim().trim()));
        }
    }
}

/// Puts a sign for `others` where it stands behind the last `and` of names.
pub(super) fn mark_others(work: &mut Entry) {
    for name in PEOPLE {
        let Some(chunks) = work.fields.get_mut(name) else { continue };
        let several = chunks.len() > 1;
        let Some(Spanned { v: Chunk::Normal(text), .. }) = chunks.last_mut() else { continue };
        let Some(before) = text.trim_end().strip_suffix("others") else { continue };
        let Some(names) = before.trim_end().strip_suffix("and") else { continue };
        let parted = names.ends_with(char::is_whitespace) || (several && names.is_empty());
        if parted && before.ends_with(char::is_whitespace) {
            *text = format!("{before}{OTHERS}");
        }
    }
}

/// Returns what is printed, with the word for other authors in place of their sign.
pub(super) fn with_others(text: &str, chinese: bool) -> String {
    if chinese {
        return text.replace(OTHERS, "等");
    }
    let mut text = text.to_owned();
    for and in [" and ", " & "] {
        text = text.replace(&format!("{and}{OTHERS}"), &format!(" {OTHERS}"));
    }
    text.replace(&format!("{OTHERS}."), "et al.").replace(OTHERS, "et al.")
}

/// Takes the dates out of a work that are none, each of which would cost the whole work or vanish; says so.
pub(super) fn drop_undated(file: &SourceFile, work: &mut Entry) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    for (date, year) in [("date", "year"), ("urldate", "urlyear")] {
        for name in [date, year] {
            let Some(written) = work.fields.get(name) else { continue };
            let known = if date == "date" { work.date() } else { work.url_date() };
            if matches!(known, Ok(PermissiveType::Typed(_)) | Err(RetrievalError::Missing(_))) {
                break;
            }
            if let (Some(first), Some(last)) = (written.first(), written.last()) {
                let place = span(file, first.span.start..last.span.end);
                let shown = printable(file.slice(place));
                let message = text!("“{shown}”不是日期，没有印", "`{shown}` is no date and is not printed");
                let fault = Diagnostic::new(Code::BadReference, place, message).severity(Severity::Warning);
                said.push(fault.hint(text!("写成 2021 或 2021-03-31", "write it as 2021 or 2021-03-31")));
            }
            work.fields.remove(name);
        }
    }
    said
}

/// Puts commas between the pages of a work, which the conversion leaves out: `5, 7` would print as 57.
pub(super) fn part_pages(entry: &mut hayagriva::Entry) {
    let Some(MaybeTyped::Typed(pages)) = entry.page_range() else { return };
    if pages.ranges.len() > 1 {
        let parts = pages.ranges.iter().flat_map(|part| [PageRangesPart::Comma, part.clone()]).skip(1);
        let parted = PageRanges::new(parts.collect());
        entry.set_page_range(MaybeTyped::Typed(parted));
    }
}

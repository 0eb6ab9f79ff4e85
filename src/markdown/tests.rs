//! What people type, and what the model says it is.

mod captions;
mod dump;
mod dialect;
mod formulas;
mod front;
mod html;
mod limits;
mod properties;
mod references;
mod richer;
mod slips;

use crate::diagnostic::{Diagnostics, Language};
use crate::report::Section;
use crate::source::{Encoding, SourceFile, SourceId};

use super::{Options, parse};

/// Makes a file of a text.
fn file(text: &str) -> SourceFile {
    SourceFile::new(SourceId(0), "content/01-a.md", text, Encoding::Utf8)
}

/// Returns the usual options of a language.
fn options(language: Language) -> Options {
    Options { language, indented_code: false, raw_typst: true, level: 1, id: "a".to_owned() }
}

/// Reads a text as a section of a Chinese report.
fn chinese(text: &str) -> (SourceFile, Section, Diagnostics) {
    let file = file(text);
    let (section, diagnostics) = parse(&file, &options(Language::Chinese));
    (file, section, diagnostics)
}

/// Reads a text as a section of an English report.
fn english(text: &str) -> (SourceFile, Section, Diagnostics) {
    let file = file(text);
    let (section, diagnostics) = parse(&file, &options(Language::English));
    (file, section, diagnostics)
}

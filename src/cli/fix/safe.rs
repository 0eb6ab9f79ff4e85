//! Which fixes may be made without being looked at one by one, and why.
//!
//! Whatever is not listed is only offered to a person: it may change a number, pick a name or move the text.

use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::source::SourceFile;

/// When a fix of a listed code is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// Always.
    Always,
    /// When the diagnostic is at least so bad: milder ones of the same code have several ways out.
    AtLeast(Severity),
    /// When no line of a settings file has the key already.
    NewKey,
    /// When it is an error and puts in only blanks and colons, so that every word stays.
    OnlySigns,
}

/// The safe codes, with the reason.
const SAFE: [(Code, When, &str); 9] = [
    (Code::FullWidth, When::Always, "Bluebook reads it so already: nothing on the page changes"),
    (
        Code::LiteralMatches,
        When::AtLeast(Severity::Warning),
        "one figure only is meant, and it prints the same",
    ),
    (
        Code::UnclosedCitation,
        When::AtLeast(Severity::Error),
        "the name of a declared figure stands in the braces",
    ),
    (Code::ImageOutside, When::Always, "the same picture, from a place inside the report"),
    (Code::TypedNumber, When::Always, "the number is not printed anyway: the style numbers headings"),
    (
        Code::JoinedParagraphs,
        When::Always,
        "no word changes; a line that ends a sentence was meant as a paragraph",
    ),
    (Code::UnknownKey, When::NewKey, "the key has no effect now, and only one known key is near it"),
    (Code::UnclosedFence, When::Always, "the end is written where the front matter is read to end already"),
    (Code::FrontMatter, When::OnlySigns, "YAML cannot read the line now, and every word of it stays"),
];

/// Returns whether the fix of a diagnostic is safe.
pub(super) fn is_safe(diagnostic: &Diagnostic, fix: &Fix, file: &SourceFile) -> bool {
    let Some((_, when, _)) = SAFE.iter().find(|(code, ..)| *code == diagnostic.code) else { return false };
    // Severities are in order from the worst.
    let severity = diagnostic.severity.unwrap_or(Severity::Info);
    match when {
        When::Always => true,
        When::AtLeast(least) => severity <= *least,
        When::NewKey => !file.path.ends_with(".toml") || !has_key(&file.text, &fix.replacement),
        When::OnlySigns => {
            severity == Severity::Error && words(file.slice(fix.span)) == words(&fix.replacement)
        }
    }
}

/// Returns whether a line of TOML sets a key or opens its table.
fn has_key(toml: &str, key: &str) -> bool {
    let begins = |line: &str| {
        let rest = line.trim_start_matches([' ', '\t', '[']).strip_prefix(key);
        rest.is_some_and(|rest| rest.trim_start().starts_with(['=', ']', '.']))
    };
    toml.lines().any(begins)
}

/// Returns a text without blanks and colons.
fn words(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != ':').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Encoding, SourceId};
    use crate::text;

    fn safe(code: Code, severity: Severity, replacement: &str) -> bool {
        let file = SourceFile::new(SourceId(0), "a.md", "\t24,853人", Encoding::Utf8);
        let span = file.span(0, file.text.len());
        let found = Diagnostic::new(code, span, text!("x", "x")).severity(severity).fix(span, replacement);
        let fix = found.fix.clone().unwrap();
        is_safe(&found, &fix, &file)
    }

    #[test]
    fn numbers_and_names_are_never_safe() {
        for code in [Code::StatedContradicts, Code::UnknownFigure, Code::BadExpression, Code::BrokenLink] {
            assert!(!safe(code, Severity::Error, "x"), "{code:?}");
        }
        assert!(safe(Code::FullWidth, Severity::Info, "x"));
    }

    #[test]
    fn several_ways_out_are_not_safe() {
        assert!(safe(Code::LiteralMatches, Severity::Warning, "x"));
        assert!(!safe(Code::LiteralMatches, Severity::Info, "x"));
        assert!(safe(Code::UnclosedCitation, Severity::Error, "x"));
        assert!(!safe(Code::UnclosedCitation, Severity::Warning, "x"));
    }

    #[test]
    fn a_front_matter_keeps_its_words() {
        assert!(safe(Code::FrontMatter, Severity::Error, "  24,853人"));
        assert!(safe(Code::FrontMatter, Severity::Error, "24,853人:"));
        assert!(!safe(Code::FrontMatter, Severity::Error, "\"24,853人\""));
        assert!(!safe(Code::FrontMatter, Severity::Warning, "24,853人"));
    }

    #[test]
    fn a_key_of_the_settings_is_not_doubled() {
        let toml = "[report]\ntitle = \"x\"\ntilte = \"y\"\n";
        assert!(has_key(toml, "title") && has_key(toml, "report"));
        assert!(!has_key(toml, "tit") && !has_key(toml, "date"));
    }

    #[test]
    fn every_code_is_listed_once_with_its_reason() {
        for (index, (code, _, why)) in SAFE.iter().enumerate() {
            assert!(!why.is_empty() && !SAFE[..index].iter().any(|(other, ..)| other == code), "{code:?}");
        }
    }
}

//! What a stage tells the author: severity, code, message, place, hints, one fix.
//!
//! A diagnostic always points into a file that a person wrote. Errors that stop the operator (files, network,
//! usage) are another kind and never mixed with these. How diagnostics are printed is the business of the
//! renderers in the folder of this name.

pub mod terminal;
pub mod short;
pub mod json;

use crate::source::{SourceFile, Span};

/// A language that messages and reports can be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Language {
    /// Chinese, simplified: `zh-CN`.
    #[default]
    Chinese,
    /// English: `en`.
    English,
}

/// A message in both languages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Text {
    /// The message in Chinese.
    pub zh: String,
    /// The message in English.
    pub en: String,
}

impl Text {
    /// Returns the message in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

/// Makes a [`Text`] of a Chinese and an English format string, which may name variables in scope.
#[macro_export]
macro_rules! text {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::diagnostic::Text { zh: format!($zh), en: format!($en) }
    };
}

/// How bad it is; the order is from worst to mildest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The report is wrong: a final is not written.
    Error,
    /// A final needs a recorded reason.
    Explain,
    /// Worth a look.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// Returns the severity's name in machine-readable output and in `bluebook.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Explain => "explain",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// Declares the codes: variant, name as users see it, severity in a draft, severity in a final.
macro_rules! codes {
    ($($variant:ident $name:literal $draft:ident $final_:ident $doc:literal,)*) => {
        /// Which rule a diagnostic comes from.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $doc] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the guide.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// Returns the code as users see it.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// Returns the severity unless `bluebook.toml` says otherwise.
            pub fn severity(self, status: Status, policy: Policy) -> Severity {
                if policy == Policy::Strict && matches!(self, Code::LiteralUnbound | Code::MissingSource) {
                    return Severity::Explain;
                }
                match (self, status) {
                    $((Code::$variant, Status::Draft) => Severity::$draft,
                      (Code::$variant, Status::Final) => Severity::$final_,)*
                }
            }
        }
    };
}

/// Whether a report is still being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Status {
    /// Errors are marked in place, and every page bears the draft mark.
    #[default]
    Draft,
    /// An error means that nothing is written.
    Final,
}

/// How much a report asks of its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Policy {
    /// What contradicts is wrong; what is not declared is only counted.
    #[default]
    Usual,
    /// Every number in prose must be a figure, and every figure must have a source.
    Strict,
}

codes! {
    UnknownFigure "unknown-figure" Error Error "A citation or formula names a figure that nothing declares.",
    AmbiguousFigure "ambiguous-figure" Error Error "A bare name fits figures of several sections.",
    DuplicateFigure "duplicate-figure" Error Error "One section declares a name twice.",
    BadName "bad-name" Error Error "A name that cannot be a figure's.",
    BadValue "bad-value" Error Error "A value that is no number with a unit.",
    BadExpression "bad-expression" Error Error "A formula or citation that cannot be read.",
    FigureCycle "figure-cycle" Error Error "Formulas that need each other.",
    DivideByZero "divide-by-zero" Error Error "A formula divides by zero.",
    UnitMismatch "unit-mismatch" Error Error "Quantities of different kinds are added or compared.",
    DeclaredDifferently "declared-differently" Error Error "Two sections declare one figure with values that disagree.",
    NearName "near-name" Warning Warning "Two figures whose names differ by one slip of the keyboard.",
    PartExceedsWhole "part-exceeds-whole" Error Error "A part is larger than the whole it belongs to.",
    PartsDoNotTie "parts-do-not-tie" Error Error "Parts do not add up to their total.",
    StatedContradicts "stated-contradicts" Error Error "A statement says another value than the figure has.",
    ImpossibleShare "impossible-share" Error Error "A share or mean that no whole number of things can give.",
    Truncated "truncated" Warning Error "A number that was cut off instead of rounded.",
    LiteralContradicts "literal-contradicts" Error Error "A typed number that the figure named beside it denies.",
    LiteralMatches "literal-matches" Warning Warning "A typed number that is a figure and does not cite it.",
    LiteralUnbound "literal-unbound" Info Info "Numbers in prose that no figure stands behind.",
    PriorMismatch "prior-mismatch" Error Error "Last year's value is not what last year's report says.",
    LargeChange "large-change" Explain Explain "A change on last year that asks for a reason.",
    DirectionContradicts "direction-contradicts" Warning Warning "A word such as 上升 that the numbers deny.",
    SourceChanged "source-changed" Error Error "A data file is not the one that was signed.",
    SourceMoved "source-moved" Error Error "A cell now stands beside other labels than those recorded.",
    MissingSource "missing-source" Info Info "A figure that does not say where it comes from.",
    ChangedSinceSigning "changed-since-signing" Info Error "A figure is not what was signed.",
    SameFigureTwoWays "same-figure-two-ways" Info Info "One figure printed in two units or precisions.",
    ExpectationFailed "expectation-failed" Error Error "A comparison under `checks` that does not hold.",
    MissingReason "missing-reason" Warning Warning "A `figure-ok` comment without its reason.",
    UnusedFigure "unused-figure" Info Info "A figure that no text cites.",
    FrontMatter "front-matter" Error Error "Front matter that cannot be read.",
    UnknownKey "unknown-key" Warning Warning "A key that Bluebook does not know.",
    UnclosedFence "unclosed-fence" Error Error "A front matter, code fence or comment that is never closed.",
    MissingImage "missing-image" Error Error "An image file that is not there or cannot be read.",
    ImageOutside "image-outside" Error Error "An image file outside the report.",
    MissingAlt "missing-alt" Warning Error "An image without words for those who cannot see it.",
    RemoteImage "remote-image" Error Error "An image on the network.",
    BrokenLink "broken-link" Error Error "A link that leads nowhere.",
    DuplicateId "duplicate-id" Error Error "One id at two places.",
    HeadingSkip "heading-skip" Warning Error "A heading more than one level below the one above it.",
    MissingTitle "missing-title" Warning Warning "A section that is empty, or has text and no title.",
    TypedNumber "typed-number" Warning Warning "A number typed before a heading that the style numbers.",
    JoinedParagraphs "joined-paragraphs" Warning Warning "Two lines that look like two paragraphs and are one.",
    CopyOfSection "copy-of-section" Warning Error "A file that looks like a copy of a section.",
    UnreadFile "unread-file" Info Info "A file in `content/` that nothing reads.",
    Encoding "encoding" Warning Warning "A file that is not UTF-8, or is damaged.",
    MissingGlyph "missing-glyph" Error Error "A character that no font has.",
    FontSubstituted "font-substituted" Warning Warning "A role is served by another face than the style wants.",
    Unsupported "unsupported" Warning Warning "A construct that Bluebook does not print as written.",
    NestingTooDeep "nesting-too-deep" Error Error "Lists or quotations nested deeper than a page can show.",
    BadData "bad-data" Error Error "A table or chart made of data that cannot be read or drawn.",
    BadFormula "bad-formula" Error Error "A mathematical formula that cannot be read.",
    BadReference "bad-reference" Error Error "A reference to literature, or a file of it, that cannot be read.",
    FullWidth "full-width" Info Info "Full-width signs where ASCII is meant: understood.",
    UnclosedCitation "unclosed-citation" Warning Error "Braces that open a citation and never close it.",
    BadAttributes "bad-attributes" Error Error "Braces that look like attributes and cannot be read.",
    Settings "settings" Error Error "A setting in `bluebook.toml` that cannot be read or obeyed.",
    Typesetting "typesetting" Error Error "Typst refuses what raw Typst or a style asks for.",
}

/// A replacement that mends what a diagnostic is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fix {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

/// Another place that a diagnostic speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Related {
    /// The place.
    pub span: Span,
    /// What is there.
    pub message: Text,
}

/// One thing a stage tells the author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule it comes from.
    pub code: Code,
    /// How bad it is; `None` until the report's policy has decided, then always `Some`.
    pub severity: Option<Severity>,
    /// Where: always in a file that a person wrote.
    pub span: Span,
    /// What is wrong: lower case, no full stop, in one sentence.
    pub message: Text,
    /// A few words under the underlined place.
    pub label: Option<Text>,
    /// What was expected, and one way out.
    pub hints: Vec<Text>,
    /// The replacement that mends it, where there is exactly one.
    pub fix: Option<Fix>,
    /// Other places it speaks of.
    pub related: Vec<Related>,
    /// The index of the figure it is about, in the order of declarations.
    pub figure: Option<usize>,
}

impl Diagnostic {
    /// Returns a diagnostic whose severity is its code's.
    pub fn new(code: Code, span: Span, message: Text) -> Self {
        Self {
            code,
            severity: None,
            span,
            message,
            label: None,
            hints: Vec::new(),
            fix: None,
            related: Vec::new(),
            figure: None,
        }
    }

    /// Returns how bad it is; where nothing has decided that yet, as its code is in a draft.
    pub fn weight(&self) -> Severity {
        self.severity.unwrap_or_else(|| self.code.severity(Status::Draft, Policy::Usual))
    }

    /// Sets the figure it is about.
    #[must_use]
    pub fn about(mut self, figure: usize) -> Self {
        self.figure = Some(figure);
        self
    }

    /// Sets a severity of its own, which `bluebook.toml` may still change.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Sets the words under the underlined place.
    #[must_use]
    pub fn label(mut self, label: Text) -> Self {
        self.label = Some(label);
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: Text) -> Self {
        self.hints.push(hint);
        self
    }

    /// Sets the fix.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, span: Span, message: Text) -> Self {
        self.related.push(Related { span, message });
        self
    }
}

/// The diagnostics of a stage or of a whole build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all of another stage's diagnostics.
    pub fn extend(&mut self, other: Diagnostics) {
        self.list.extend(other.list);
    }

    /// Puts the diagnostics in the order of their places and drops exact repetitions.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
        self.list.dedup();
    }

    /// Keeps the diagnostics for which `keep` says so, and lets it change them.
    pub fn retain_mut(&mut self, keep: impl FnMut(&mut Diagnostic) -> bool) {
        self.list.retain_mut(keep);
    }

    /// Returns the diagnostics in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns how many have a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.severity == Some(severity)).count()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

/// Returns the candidate nearest to `wanted`, if it is near enough to be a slip of the keyboard.
///
/// Near is a Damerau-Levenshtein distance of at most a third of the longer word's characters, at least 1. Words that differ
/// only in their digits are no slips: 2023年 means another year than 2024年.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wanted.chars().count();
    let without_digits = |word: &str| word.replace(|c: char| c.is_ascii_digit(), "#");
    let has_digits = wanted.contains(|c: char| c.is_ascii_digit());
    candidates
        .into_iter()
        .filter(|candidate| !has_digits || without_digits(candidate) != without_digits(wanted))
        .map(|candidate| (strsim::damerau_levenshtein(wanted, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (length.max(candidate.chars().count()) / 3).max(1))
        .filter(|(distance, candidate)| *distance < length.max(candidate.chars().count()))
        .min_by_key(|(distance, candidate)| (*distance, unlike(wanted, candidate), *candidate))
        .map(|(_, candidate)| candidate)
}

/// Returns how little a candidate looks like what was written, among those equally near: another length first (整改率, not
/// 整改, for 整改律), then letters at other places.
fn unlike(wanted: &str, candidate: &str) -> (usize, usize) {
    let gap = wanted.chars().count().abs_diff(candidate.chars().count());
    (gap, wanted.chars().zip(candidate.chars()).filter(|(a, b)| a != b).count())
}

/// Returns the nearest candidate, as [`nearest`] does, if no other is as near: only then does one replacement mend
/// the slip.
pub fn only_nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<_> = candidates.into_iter().collect();
    let near = nearest(wanted, candidates.iter().copied())?;
    let distance = |candidate: &str| strsim::damerau_levenshtein(wanted, candidate);
    let rivals =
        candidates.iter().filter(|candidate| **candidate != near && distance(candidate) <= distance(near));
    (rivals.count() == 0).then_some(near)
}

/// Returns a text with the terminal's control characters made visible, for anything that came from a file.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' => '\t',
            '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
            '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            _ => c,
        })
        .collect()
}

/// Returns the words of a source that a message may quote: one line, at most 24 characters.
pub fn quoted(file: &SourceFile, span: Span) -> String {
    let text = file.slice(span);
    let line = text.lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(24).collect();
    if short.len() < text.trim_end().len() {
        short.push('…');
    }
    printable(&short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_finds_slips_only() {
        let names = ["办结率", "办结", "事件", "unknown-figure"];
        assert_eq!(nearest("办洁率", names), Some("办结率"));
        assert_eq!(nearest("unknown-figrue", names), Some("unknown-figure"));
        assert_eq!(nearest("税金", names), None);
        assert_eq!(nearest("x", ["y"]), None);
        assert_eq!(nearest("2023年", ["2024年", "科目"]), None);
        assert_eq!(nearest("2023", ["2023年", "科目"]), Some("2023年"));
    }

    #[test]
    fn of_equally_near_names_the_one_that_looks_most_alike_is_meant() {
        let names = ["整改", "整改率", "问题"];
        assert_eq!(nearest("整改律", names), Some("整改率"));
        assert_eq!(only_nearest("整改律", names), None);
        assert_eq!(only_nearest("问提", names), Some("问题"));
    }

    #[test]
    fn escapes_of_a_terminal_are_shown_not_sent() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}"), "a␛[31mb\u{fffd}");
    }

    #[test]
    fn code_names_are_unique_and_kebab() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }
}

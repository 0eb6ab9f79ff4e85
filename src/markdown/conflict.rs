//! The marks that an unfinished merge leaves in a file: `<<<<<<<`, `=======`, `>>>>>>>`.
//!
//! Finds them; which side is right, only the writer knows.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::{SourceFile, Span};
use crate::text;

/// A merge that was not finished; offsets in the text it was found in.
pub(super) struct Conflict {
    /// The line that begins it.
    pub(super) begin: Range<usize>,
    /// Where the line between the sides begins.
    pub(super) middle: usize,
    /// Where the line that ends it ends.
    pub(super) end: usize,
}

/// Finds the unfinished merges of a text, outside code between fences.
pub(super) fn find(text: &str) -> Vec<Conflict> {
    let mut found = Vec::new();
    let (mut begin, mut middle, mut fence) = (None, None, None);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let code = ["```", "~~~"].into_iter().find(|sign| content.trim_start().starts_with(sign));
        match (fence, code) {
            (None, Some(_)) => fence = code,
            (Some(open), Some(sign)) if open == sign => fence = None,
            (None, None) => match (mark(content), begin.clone(), middle) {
                (Some('<'), ..) => (begin, middle) = (Some(at..at + content.len()), None),
                (Some('='), Some(_), None) => middle = Some(at),
                (Some('>'), Some(first), Some(between)) => {
                    found.push(Conflict { begin: first, middle: between, end: at + content.len() });
                    (begin, middle) = (None, None);
                }
                _ => {}
            },
            _ => {}
        }
        at += line.len();
    }
    found
}

/// Returns the sign of a line that is one of the marks.
fn mark(line: &str) -> Option<char> {
    let sign = line.chars().next().filter(|sign| matches!(sign, '<' | '=' | '>'))?;
    let rest = line.trim_start_matches(sign);
    let alone = rest.is_empty() || (sign != '=' && rest.starts_with(' '));
    (line.len() - rest.len() == 7 && alone).then_some(sign)
}

/// Says which merges in a file's text, from byte `body` on, are unfinished.
pub(super) fn report(file: &SourceFile, body: usize) -> impl Iterator<Item = Diagnostic> {
    find(&file.text[body..]).into_iter().map(move |conflict| {
        let place = file.span(body + conflict.begin.start, body + conflict.begin.end);
        diagnostic(Code::Unsupported, place)
    })
}

/// Says that a merge is unfinished.
pub(super) fn diagnostic(code: Code, place: Span) -> Diagnostic {
    let message = text!(
        "两份改动合并时有冲突，这里还没有选定用哪一份",
        "a merge left two versions here, and none was chosen"
    );
    let hint = text!(
        "留下对的一份，删去另一份和 <<<<<<<、=======、>>>>>>> 三行",
        "keep the right version; remove the other, and the lines <<<<<<<, =======, >>>>>>>"
    );
    Diagnostic::new(code, place, message).severity(Severity::Error).hint(hint)
}

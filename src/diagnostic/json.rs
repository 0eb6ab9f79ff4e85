//! Diagnostics for programs: one JSON object a line, version 1 of the shape in the guide.
//!
//! Offsets count the bytes of the file as it is on disk; columns count Unicode scalar values from 1.

use serde::Serialize;

use super::{Diagnostic, Diagnostics, Language};
use crate::source::{Place, Sources, Span};

/// One diagnostic as a program sees it; the order of the fields is that of the guide.
#[derive(Serialize)]
struct Line<'a> {
    v: u8,
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    file: &'a str,
    start: Position,
    end: Position,
    hints: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Replacement<'a>>,
    related: Vec<Other<'a>>,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
    byte: usize,
}

#[derive(Serialize)]
struct Replacement<'a> {
    start: usize,
    end: usize,
    replacement: &'a str,
}

#[derive(Serialize)]
struct Other<'a> {
    file: &'a str,
    start: Position,
    end: Position,
    message: &'a str,
}

/// Returns the diagnostics as one JSON object a line.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, language: Language) -> String {
    let mut printed = String::new();
    for diagnostic in diagnostics.iter() {
        // Strings and numbers alone cannot fail to serialise; a line would be missing rather than broken.
        if let Ok(line) = serde_json::to_string(&line(diagnostic, sources, language)) {
            printed.push_str(&line);
            printed.push('\n');
        }
    }
    printed
}

/// Returns the shape of one diagnostic.
fn line<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources, language: Language) -> Line<'a> {
    let (start, end) = bounds(sources, diagnostic.span);
    let severity = diagnostic.weight();
    let related = diagnostic.related.iter().map(|related| {
        let (start, end) = bounds(sources, related.span);
        let file = &sources.get(related.span.file).path;
        Other { file, start, end, message: related.message.get(language) }
    });
    Line {
        v: 1,
        severity: severity.name(),
        code: diagnostic.code.name(),
        message: diagnostic.message.get(language),
        file: &sources.get(diagnostic.span.file).path,
        start,
        end,
        hints: diagnostic.hints.iter().map(|hint| hint.get(language)).collect(),
        fix: diagnostic.fix.as_ref().map(|fix| {
            let (start, end) = bounds(sources, fix.span);
            Replacement { start: start.byte, end: end.byte, replacement: &fix.replacement }
        }),
        related: related.collect(),
    }
}

/// Returns the two ends of a span.
fn bounds(sources: &Sources, span: Span) -> (Position, Position) {
    let file = sources.get(span.file);
    (file.place(span.start).into(), file.place(span.end).into())
}

impl From<Place> for Position {
    fn from(place: Place) -> Self {
        Self { line: place.line, column: place.column, byte: place.byte }
    }
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Encoding;
    use crate::text;

    #[test]
    fn the_shape_is_the_guides() {
        let mut sources = Sources::default();
        let file = sources.add("content/02-a.md", "年\n办结率九成。", Encoding::Utf8Bom);
        let file = sources.get(file);
        let diagnostic =
            Diagnostic::new(Code::StatedContradicts, file.span(4, 13), text!("不是“九成”", "not 90%"))
                .hint(text!("应为 99%", "it is 99%"))
                .fix(file.span(4, 13), "{{办结率}}")
                .related(file.span(0, 3), text!("这里", "here"));
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(diagnostic);
        diagnostics.push(Diagnostic::new(Code::UnreadFile, file.span(0, 0), text!("空", "empty")));
        assert_data_eq!(
            render(&diagnostics, &sources, Language::Chinese),
            str![[r#"
{"v":1,"severity":"error","code":"stated-contradicts","message":"不是“九成”","file":"content/02-a.md","start":{"line":2,"column":1,"byte":7},"end":{"line":2,"column":4,"byte":16},"hints":["应为 99%"],"fix":{"start":7,"end":16,"replacement":"{{办结率}}"},"related":[{"file":"content/02-a.md","start":{"line":1,"column":1,"byte":3},"end":{"line":1,"column":2,"byte":6},"message":"这里"}]}
{"v":1,"severity":"info","code":"unread-file","message":"空","file":"content/02-a.md","start":{"line":1,"column":1,"byte":3},"end":{"line":1,"column":1,"byte":3},"hints":[],"related":[]}

"#]]
        );
        assert_data_eq!(
            render(&diagnostics, &sources, Language::English),
            str![[r#"
{"v":1,"severity":"error","code":"stated-contradicts","message":"not 90%","file":"content/02-a.md","start":{"line":2,"column":1,"byte":7},"end":{"line":2,"column":4,"byte":16},"hints":["it is 99%"],"fix":{"start":7,"end":16,"replacement":"{{办结率}}"},"related":[{"file":"content/02-a.md","start":{"line":1,"column":1,"byte":3},"end":{"line":1,"column":2,"byte":6},"message":"here"}]}
{"v":1,"severity":"info","code":"unread-file","message":"empty","file":"content/02-a.md","start":{"line":1,"column":1,"byte":3},"end":{"line":1,"column":1,"byte":3},"hints":[],"related":[]}

"#]]
        );
    }
}

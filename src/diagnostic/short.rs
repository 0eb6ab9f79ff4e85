//! Diagnostics one a line, `path:line:column: severity[code]: message`, as editors and `grep` want them.
//!
//! Severities keep their English names: this is what an editor's problem matcher looks for.

use super::{Diagnostics, Language, printable};
use crate::source::Sources;

/// Returns the diagnostics one a line.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, language: Language) -> String {
    let mut printed = String::new();
    for diagnostic in diagnostics.iter() {
        let file = sources.get(diagnostic.span.file);
        let place = file.place(diagnostic.span.start);
        let severity = diagnostic.weight();
        let line = format!(
            "{}:{}:{}: {}[{}]: {}",
            file.path,
            place.line,
            place.column,
            severity.name(),
            diagnostic.code.name(),
            diagnostic.message.get(language),
        );
        printed.push_str(&printable(&line));
        printed.push('\n');
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostic};
    use crate::source::Encoding;
    use crate::text;

    #[test]
    fn one_line_each_in_both_languages() {
        let mut sources = Sources::default();
        let file = sources.add("content/01-a\u{1b}.md", "年\n率是九成", Encoding::Utf8);
        let span = sources.get(file).span(7, 10);
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(Diagnostic::new(Code::UnknownFigure, span, text!("没有\n率", "no such figure")));
        let zh = render(&diagnostics, &sources, Language::Chinese);
        assert_eq!(zh, "content/01-a␛.md:2:2: error[unknown-figure]: 没有␊率\n");
        let en = render(&diagnostics, &sources, Language::English);
        assert_eq!(en, "content/01-a␛.md:2:2: error[unknown-figure]: no such figure\n");
    }
}

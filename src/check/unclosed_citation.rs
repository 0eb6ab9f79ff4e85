//! `unclosed-citation`: braces that open a citation and never close it, so that they print as typed.
//!
//! `{name}` of a name that no figure has is ordinary text, and nothing is said of it.

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, nearest, quoted};
use crate::figure::FigureTable;
use crate::report::OpenBraces;
use crate::source::Sources;
use crate::text;

/// Reports open braces: an error, with the whole citation as fix, when a figure's name follows.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let Input { report, sources, figures, .. } = *input;
    let mut diagnostics = Diagnostics::default();
    for braces in report.sections.iter().flat_map(|section| &section.open_braces) {
        let rest = sources.get(braces.rest.file).slice(braces.rest);
        let begins = rest.len() - rest.trim_start().len();
        let name = longest_name(&rest[begins..], figures);
        let found = match name {
            Some(name) => Some(open(braces, sources, name, begins + name.len())),
            None => undeclared(braces, sources, figures),
        };
        if let Some(diagnostic) = found {
            diagnostics.push(diagnostic);
        }
    }
    diagnostics
}

/// Returns what to say of braces before a figure's name, which ends `length` bytes after them.
fn open(braces: &OpenBraces, sources: &Sources, name: &str, length: usize) -> Diagnostic {
    let rest = sources.get(braces.rest.file).slice(braces.rest);
    let behind = &rest[length..];
    let closing: usize = behind.chars().take_while(|c| "}｝".contains(*c)).take(2).map(char::len_utf8).sum();
    let diagnostic = Diagnostic::new(
        Code::UnclosedCitation,
        braces.span,
        text!(
            "数字 {name} 的引用没有写完整，会照原样印出来",
            "the citation of `{name}` is not complete and would print as typed"
        ),
    )
    .severity(Severity::Error);
    // A facet, format or value behind the name may end anywhere: only the author knows.
    if behind.trim_start().starts_with(['.', '@', '=', '．', '＠', '＝']) {
        return diagnostic.hint(text!("在引用的末尾写 }}}}", "write `}}}}` where the citation ends"));
    }
    if behind.trim().is_empty() && closes_on_next_line(braces, sources) {
        // Braces added here would leave the rest of the name in the text.
        return diagnostic.hint(text!("一个引用要写在同一行里", "write the whole citation on one line"));
    }
    let whole = braces.span.to(braces.rest.part(0, length + closing));
    diagnostic.fix(whole, format!("{{{{{name}}}}}"))
}

/// Returns whether the line below ends what the braces open.
fn closes_on_next_line(braces: &OpenBraces, sources: &Sources) -> bool {
    let file = sources.get(braces.rest.file);
    let below = file.place(braces.rest.end).line + 1;
    let line = if below <= file.line_count() { file.line(below) } else { "" };
    line.find("}}").is_some_and(|end| !line[..end].contains("{{"))
}

/// Returns what to say of braces before anything else, if it is worth saying.
fn undeclared(braces: &OpenBraces, sources: &Sources, figures: &FigureTable) -> Option<Diagnostic> {
    let file = sources.get(braces.span.file);
    let opening = file.slice(braces.span);
    let rest = file.slice(braces.rest);
    let word =
        rest.trim_start().split(|c: char| !unicode_ident::is_xid_continue(c)).next().unwrap_or_default();
    let names = figures.figures.iter().map(|figure| figure.name.as_str());
    let near = nearest(word, names).filter(|_| !word.is_empty());
    if opening.chars().count() < 2 && near.is_none() {
        return None;
    }
    let shown = quoted(file, braces.span.to(braces.rest));
    let diagnostic = Diagnostic::new(
        Code::UnclosedCitation,
        braces.span,
        text!(
            "{shown} 的花括号没有合上，照原样印出",
            "the braces of `{shown}` never close: they print as typed"
        ),
    );
    Some(match near {
        Some(near) => diagnostic.hint(text!("是不是 {{{{{near}}}}}？", "did you mean `{{{{{near}}}}}`?")),
        None => diagnostic.hint(text!(
            "引用数字写成 {{{{名称}}}}；真要印花括号，写 \\{{{{",
            "a figure is cited as `{{{{name}}}}`; to print braces, write `\\{{{{`"
        )),
    })
}

/// Returns the longest figure name that `text` begins with. Chinese is written without spaces, so a name may
/// be followed by any Han character; one of Latin letters ends where the word ends.
fn longest_name<'a>(text: &str, figures: &'a FigureTable) -> Option<&'a str> {
    let names = figures.figures.iter().map(|figure| figure.name.as_str());
    names
        .filter(|name| {
            let goes_on = |rest: &str| {
                name.ends_with(|c: char| c.is_ascii_alphanumeric())
                    && rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            };
            text.strip_prefix(*name).is_some_and(|rest| !name.is_empty() && !goes_on(rest))
        })
        .max_by_key(|name| name.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;
    use crate::report::Report;
    use crate::report::fixture::bare_section;
    use crate::source::{Encoding, Span};

    fn figure(name: &str) -> Figure {
        Figure {
            name: name.to_owned(),
            section: 0,
            section_id: "a".to_owned(),
            declared: Span::new(crate::source::SourceId(0), 0, 0),
            ..Figure::default()
        }
    }

    /// Returns what is said of a line that begins with `braces` bytes of open braces, and the line once mended.
    fn said_of(line: &str, braces: usize) -> Option<(Diagnostic, Option<String>)> {
        said_in(line, braces, line.len())
    }

    /// Returns the same of a text whose first line ends at `end`.
    fn said_in(line: &str, braces: usize, end: usize) -> Option<(Diagnostic, Option<String>)> {
        let mut sources = Sources::default();
        let source = sources.add("content/a.md", line, Encoding::Utf8);
        let mut section = bare_section(source, "content/a.md");
        section
            .open_braces
            .push(OpenBraces { span: Span::new(source, 0, braces), rest: Span::new(source, braces, end) });
        let report = Report { sections: vec![section.into()], ..Report::default() };
        let figures = FigureTable {
            figures: ["办结", "办结率", "total"].map(figure).into(),
            ..FigureTable::default()
        };
        let found = run(&Input::new(&report, &sources, &figures)).into_iter().next()?;
        let mended = found.fix.as_ref().map(|fix| {
            let mut text = line.to_owned();
            text.replace_range(fix.span.range(), &fix.replacement);
            text
        });
        Some((found, mended))
    }

    #[test]
    fn a_declared_name_makes_it_an_error_with_a_fix() {
        for (line, braces, mended) in [
            ("{{办结率达到新高", 2, "{{办结率}}达到新高"),
            ("{{ 办结率}，下同", 2, "{{办结率}}，下同"),
            ("{办结}件", 1, "{{办结}}件"),
            ("｛｛办结率｝。", 6, "{{办结率}}。"),
            ("{{total cases", 2, "{{total}} cases"),
        ] {
            let (diagnostic, found) = said_of(line, braces).unwrap();
            assert_eq!(diagnostic.severity, Some(Severity::Error), "{line}");
            assert_eq!(found.as_deref(), Some(mended));
        }
        assert_eq!(said_of("{{办结率@0.1% 以上", 2).unwrap().1, None);
    }

    #[test]
    fn a_citation_that_goes_on_below_is_to_be_joined_and_not_closed() {
        for (text, joined) in [
            ("{{办结\n率}}达到新高", true),
            ("{{ 办结\n@数}}", true),
            ("{{办结\n率，见{{total}}", false),
            ("{{办结\n率达到新高", false),
            ("{{办结", false),
            ("{{办结，其余\n见{{total}}", false),
            ("{{办结，其余\n见附表}}", false),
            ("{{办结率\n\n}}", false),
            ("{{办结}\n率}}", false),
        ] {
            let end = text.find('\n').unwrap_or(text.len());
            let (found, _) = said_in(text, 2, end).unwrap();
            let told = found.hints.first().is_some_and(|hint| hint.zh == "一个引用要写在同一行里");
            assert_eq!((told, found.fix.is_none()), (joined, joined), "{text}");
        }
    }

    #[test]
    fn a_format_behind_the_name_may_end_anywhere() {
        let (found, _) = said_of("{{办结率@0.1% 以上", 2).unwrap();
        assert_eq!(found.hints[0].zh, "在引用的末尾写 }}");
        assert_eq!(said_of("{{办结率}.上年", 2).unwrap().1.as_deref(), Some("{{办结率}}.上年"));
    }

    #[test]
    fn other_braces_are_a_warning_or_nothing() {
        let (diagnostic, _) = said_of("{{办洁率 达到", 2).unwrap();
        assert_eq!(diagnostic.severity, None);
        assert!(diagnostic.hints[0].zh.contains("{{办结率}}"), "{:?}", diagnostic.hints);
        assert!(said_of("{{totals} of", 2).unwrap().0.hints[0].en.contains("{{total}}"));
        assert!(said_of("{{", 2).is_some());
        assert!(said_of("{甲, 乙}", 1).is_none());
    }
}

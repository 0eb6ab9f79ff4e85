//! `literal-matches`: a typed number that is a figure named in its clause, and does not cite it.
//!
//! One figure fits: a warning with the citation as fix. Several fit: the choices, and no fix, because only the
//! author knows.

use crate::check::Input;
use crate::check::literal_contradicts::citable;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, printable};
use crate::literal::Literal;
use crate::text;

/// Reports typed numbers that could be citations.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let Some(mentions) = input.mentions else { return diagnostics };
    for literal in input.literals {
        match mentions.equal(literal).as_slice() {
            [] => {}
            [one] => diagnostics.push(matches(input, literal, *one)),
            several => diagnostics.push(choices(input, literal, several)),
        }
    }
    diagnostics
}

/// Returns what to say of a number that is one figure.
fn matches(input: &Input<'_>, literal: &Literal, index: usize) -> Diagnostic {
    let figure = &input.figures.figures[index];
    let (written, called) = (printable(&literal.text), printable(&figure.name));
    let name = citable(input, literal.section, index);
    let message = text!(
        "{written} 就是登记的“{called}”，却是手打的：以后改了登记，这里不会跟着改",
        "{written} is the figure `{called}`, typed by hand: it will not change when the figure does"
    );
    let diagnostic = Diagnostic::new(Code::LiteralMatches, literal.span, message)
        .about(index)
        .related(figure.declared, text!("“{called}”登记在这里", "`{called}` is declared here"));
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    // A fix must not change what is printed.
    if figure.display.as_deref().map(letters) == Some(letters(&literal.text)) {
        return diagnostic.fix(literal.span, format!("{{{{{name}}}}}"));
    }
    let display = printable(figure.display.as_deref().unwrap_or_default());
    diagnostic.hint(text!(
        "写成 {{{{{name}}}}} 会印成 {display}；要别的写法，在名称后面加 @ 和样子",
        "`{{{{{name}}}}}` would print {display}; add `@` and a pattern for another form"
    ))
}

/// Returns what to say of a number that several figures fit.
fn choices(input: &Input<'_>, literal: &Literal, indexes: &[usize]) -> Diagnostic {
    let written = printable(&literal.text);
    let names: Vec<String> =
        indexes.iter().take(6).map(|index| printable(&citable(input, literal.section, *index))).collect();
    let (zh, en) = (names.join("、"), names.join(", "));
    let message = text!(
        "{written} 是手打的，可能是登记的 {zh} 中的一个",
        "{written} is typed by hand; it may be one of {en}"
    );
    let first = &names[0];
    Diagnostic::new(Code::LiteralMatches, literal.span, message).severity(Severity::Info).hint(text!(
        "是哪个就引用哪个，如 {{{{{first}}}}}",
        "cite the one that is meant, as in `{{{{{first}}}}}`"
    ))
}

/// Small reports for the tests of the rules about literals.
#[cfg(test)]
pub(super) mod cases {
    use crate::check::{Input, Rule};
    use crate::diagnostic::{Diagnostics, Language};
    use crate::figure::{self, DataFiles};
    use crate::literal::{self, Mentions};
    use crate::report::Report;
    use crate::source::{Encoding, Sources};

    /// Returns a report of one section with figures and a text.
    pub(in crate::check) fn report(figures: &str, text: &str) -> (Report, Sources) {
        sections(&[(figures, text)])
    }

    /// Returns a report of sections, each with figures and a text.
    pub(in crate::check) fn sections(given: &[(&str, &str)]) -> (Report, Sources) {
        let (mut report, mut sources) = (Report::default(), Sources::default());
        for (number, (figures, text)) in (1..).zip(given) {
            let lines: String = figures.lines().map(|line| format!("  {line}\n")).collect();
            let text = format!("---\nfigures:\n{lines}---\n\n# 概况\n\n{text}\n");
            let file = sources.add(format!("content/0{number}-a.md"), &text, Encoding::Utf8);
            let options = crate::markdown::Options {
                language: Language::Chinese,
                indented_code: false,
                raw_typst: true,
                level: 1,
                id: format!("s{number}"),
            };
            let (section, faults) = crate::markdown::parse(sources.get(file), &options);
            assert!(faults.is_empty(), "{faults:?}");
            report.sections.push(section.into());
        }
        report.settings.period = "2021".to_owned();
        (report, sources)
    }

    /// Returns what a rule says of a report.
    pub(in crate::check) fn said(rule: Rule, (report, sources): &(Report, Sources)) -> Diagnostics {
        let data = DataFiles::default();
        let given = figure::Given::new(report, sources, &data);
        let (figures, faults) = figure::resolve(&given);
        assert!(faults.is_empty(), "{faults:?}");
        let literals = literal::scan(report);
        let mentions = Mentions::new(report, &figures);
        let input =
            Input { literals: &literals, mentions: Some(&mentions), ..Input::new(report, sources, &figures) };
        rule(&input)
    }

    /// Returns the words that a rule points at.
    pub(in crate::check) fn found(rule: Rule, made: &(Report, Sources)) -> Vec<String> {
        let place = |d: &crate::diagnostic::Diagnostic| made.1.get(d.span.file).slice(d.span).to_owned();
        said(rule, made).iter().map(place).collect()
    }

    /// Returns all that a rule says, a line each: the words it points at and what is wrong, then, indented, the label,
    /// the other places, the hints and the fix.
    pub(in crate::check) fn told(rule: Rule, language: Language, made: &(Report, Sources)) -> String {
        use std::fmt::Write as _;
        let words = |span: crate::source::Span| made.1.get(span.file).slice(span);
        let mut out = String::new();
        for fault in said(rule, made).iter() {
            let message = fault.message.get(language);
            writeln!(out, "{}: {message}", words(fault.span)).unwrap();
            if let Some(label) = &fault.label {
                writeln!(out, "  ^ {}", label.get(language)).unwrap();
            }
            for related in &fault.related {
                writeln!(out, "  @ {}: {}", words(related.span), related.message.get(language)).unwrap();
            }
            for hint in &fault.hints {
                writeln!(out, "  ? {}", hint.get(language)).unwrap();
            }
            if let Some(fix) = &fault.fix {
                writeln!(out, "  > {} -> {}", words(fix.span), fix.replacement).unwrap();
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::cases::{found, report, said};

    const FIGURES: &str = "事件: 512件\n办结: 508件\n办结率: =办结/事件 @0.01%\n录入: 100%\n完成率: 100%\n投入: 12000元\n队伍: 4支";

    #[test]
    fn a_number_that_is_one_named_figure_is_cited_by_the_fix() {
        let made = report(FIGURES, "共发生事件512件，累计办结508件，办结率99.22%。");
        let fixes: Vec<String> =
            said(super::run, &made).iter().map(|d| d.fix.clone().unwrap().replacement).collect();
        assert_eq!(fixes, ["{{事件}}", "{{办结}}", "{{办结率}}"]);
        assert_eq!(found(super::run, &report(FIGURES, "网格信息录入100%。")), ["100%"]);
    }

    #[test]
    fn another_form_of_the_value_has_no_fix() {
        let made = report(FIGURES, "投入1.2万元，队伍有四支。");
        assert!(said(super::run, &made).iter().all(|d| d.fix.is_none()));
        assert_eq!(found(super::run, &made), ["1.2万元", "四支"]);
    }

    #[test]
    fn several_that_fit_are_named_and_not_chosen() {
        let made = report(FIGURES, "录入和完成率均为100%。");
        let all: Vec<_> = said(super::run, &made).into_iter().collect();
        assert_eq!(all.len(), 1);
        assert!(all[0].fix.is_none() && all[0].message.zh.contains("录入、完成率"));
    }

    #[test]
    fn a_hedged_figure_is_no_plain_number() {
        let figures = "宣传资料: 10000余张";
        assert_eq!(found(super::run, &report(figures, "发放宣传资料10000张。")), Vec::<String>::new());
        assert_eq!(found(super::run, &report(figures, "发放宣传资料10000余张。")), ["10000余张"]);
    }

    #[test]
    fn without_name_or_with_another_value_nothing_is_said() {
        for text in [
            "共512件。",
            "发生事件510件。",
            "合格率100%。",
            "事件512户。",
            "事件约512件。",
            "办结率{{办结率}}。",
            "事件512~520件。",
        ] {
            assert_eq!(found(super::run, &report(FIGURES, text)), Vec::<String>::new(), "{text}");
        }
    }
}

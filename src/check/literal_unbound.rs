//! `literal-unbound`: the numbers of a section that no figure stands behind.
//!
//! One line a section; under `policy = "strict"` each number at its place, to be declared or explained. What
//! another rule about typed numbers speaks of is not counted again.

use crate::check::Input;
use crate::check::literal_contradicts::denied_by;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Policy, printable};
use crate::literal::Literal;
use crate::text;

/// No more places than this are named for one section.
const MOST_PLACES: usize = 12;

/// Reports numbers without a figure.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for section in input.literals.chunk_by(|a, b| a.section == b.section) {
        let unbound: Vec<&Literal> = section.iter().filter(|literal| is_unbound(input, literal)).collect();
        if input.report.settings.policy == Policy::Strict {
            unbound.iter().for_each(|literal| diagnostics.push(alone(literal)));
            continue;
        }
        // Each by itself is waived where reasons are judged; a count of the section must know them itself.
        let open: Vec<&Literal> =
            unbound.into_iter().filter(|literal| !is_answered(input, literal)).collect();
        let Some(first) = open.first() else { continue };
        let typed = section.iter().filter(|literal| literal.quantity().is_some()).count();
        let all = typed + input.report.sections[first.section].citations().len();
        diagnostics.push(counted(&open, all));
    }
    diagnostics
}

/// Returns whether a literal is a quantity that no figure stands behind.
fn is_unbound(input: &Input<'_>, literal: &Literal) -> bool {
    let known = || input.mentions.is_some_and(|mentions| !mentions.equal(literal).is_empty());
    let denied = || {
        input.denied.is_some_and(|denied| denied.contains(&literal.span))
            || denied_by(input, literal).is_some()
    };
    literal.quantity().is_some() && !known() && !denied()
}

/// Returns whether a reason is recorded for the paragraph of a literal.
fn is_answered(input: &Input<'_>, literal: &Literal) -> bool {
    input.report.sections[literal.section].reasons.iter().any(|reason| reason.answers(literal.span))
}

/// Returns the one line about a section.
fn counted(unbound: &[&Literal], all: usize) -> Diagnostic {
    let count = unbound.len();
    let (numbers, are) = match (all, count) {
        (1, _) => ("number", "is"),
        (_, 1) => ("numbers", "is"),
        _ => ("numbers", "are"),
    };
    let message = text!(
        "本节 {all} 个数字，{count} 个未登记",
        "{count} of {all} {numbers} in this section {are} not declared"
    );
    let first = unbound[0].span;
    let mut diagnostic = Diagnostic::new(Code::LiteralUnbound, first, message).hint(text!(
        "要随报告核对的数，写成 {{{{名称=数值}}}}",
        "a number that is to be checked is written `{{{{name=value}}}}`"
    ));
    if let Some(more) = count.checked_sub(1 + MOST_PLACES).filter(|more| *more > 0) {
        diagnostic = diagnostic.hint(text!("另有 {more} 个没有列出", "{more} more are not listed"));
    }
    for literal in unbound.iter().skip(1).take(MOST_PLACES) {
        let written = printable(&literal.text);
        diagnostic = diagnostic.related(literal.span, text!("{written} 未登记", "{written} is not declared"));
    }
    diagnostic
}

/// Returns what a strict report asks of one number.
fn alone(literal: &Literal) -> Diagnostic {
    let written = printable(&literal.text);
    let message = text!("{written} 没有登记", "{written} is not declared");
    Diagnostic::new(Code::LiteralUnbound, literal.span, message).hint(text!(
        "写成 {{{{名称={written}}}}}，或在段落里写 <!-- figure-ok: 理由 -->",
        "write `{{{{name={written}}}}}`, or `<!-- figure-ok: reason -->` in the paragraph"
    ))
}

#[cfg(test)]
mod tests {
    use super::super::literal_matches::cases::{found, report, said};
    use crate::diagnostic::Policy;

    const FIGURES: &str = "事件: 512件";

    #[test]
    fn a_section_has_one_line() {
        let made = report(FIGURES, "2021年共{{事件}}，走访30户，发放宣传单500余份。");
        let all: Vec<_> = said(super::run, &made).into_iter().collect();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].message.zh, "本节 3 个数字，2 个未登记");
        assert_eq!((found(super::run, &made), all[0].related.len()), (vec!["30户".to_owned()], 1));
    }

    #[test]
    fn a_number_alone_is_counted_in_the_singular() {
        let said =
            |text: &str| said(super::run, &report(FIGURES, text)).iter().next().unwrap().message.en.clone();
        assert_eq!(said("走访30户。"), "1 of 1 number in this section is not declared");
        assert_eq!(said("{{事件}}，走访30户。"), "1 of 2 numbers in this section is not declared");
        assert_eq!(said("走访30户，发放500余份。"), "2 of 2 numbers in this section are not declared");
    }

    #[test]
    fn of_many_numbers_some_are_shown_and_the_others_counted() {
        let told = |count: usize| {
            let text: String = (1..=count).map(|n| format!("走访{}户。", 100 + n)).collect();
            let fault = said(super::run, &report(FIGURES, &text)).into_iter().next().unwrap();
            (fault.related.len(), fault.hints.get(1).map(|hint| hint.zh.clone()))
        };
        assert_eq!(told(13), (12, None));
        assert_eq!(told(15), (12, Some("另有 2 个没有列出".to_owned())));
    }

    #[test]
    fn a_paragraph_with_a_reason_is_not_counted() {
        let said = |text: &str| {
            let found = said(super::run, &report(FIGURES, text));
            found.iter().next().map(|found| found.message.zh.clone())
        };
        let answered = "走访30户。<!-- figure-ok: 台账未录 -->";
        assert_eq!(said(answered), None);
        assert_eq!(said(&format!("{answered}\n\n慰问5人。")).unwrap(), "本节 2 个数字，1 个未登记");
    }

    #[test]
    fn strict_asks_at_each_place() {
        let mut made = report(FIGURES, "走访30户，发放500余份，事件512件，事件510件。");
        made.0.settings.policy = Policy::Strict;
        assert_eq!(found(super::run, &made), ["30户", "500余份"]);
    }

    #[test]
    fn what_is_exempt_or_bare_or_cited_is_not_counted() {
        for text in ["2021年{{事件}}。", "第3条，“5+2”模式。", "编号 3301。", "`30户`", "《2021年30户》"]
        {
            assert_eq!(found(super::run, &report(FIGURES, text)), Vec::<String>::new(), "{text}");
        }
    }
}

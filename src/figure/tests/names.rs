//! Names that mean nothing or not enough: what is said of them, and what is left unsaid.

use super::{Book, Outcome, one};
use crate::diagnostic::Code;

/// What stands in a draft in place of each faulty citation.
fn boxes(outcome: &Outcome) -> Vec<&str> {
    outcome.table.shown.values().filter_map(|shown| Some(shown.text.as_ref().err()?.zh.as_str())).collect()
}

/// The hint of the first diagnostic.
fn hint(outcome: &Outcome) -> &str {
    &outcome.diagnostics.iter().next().unwrap().hints[0].zh
}

#[test]
fn the_part_of_a_dotted_name_that_is_wrong_is_mended() {
    let text = "事件: {value: 512件, prior: 500件}\n---\n";
    assert!(one(&format!("{text}{{{{事仵.同比}}}}")).fixed().ends_with("{{事件.同比}}"));
    assert!(one(&format!("{text}{{{{事仵.去年}}}}")).fixed().ends_with("{{事件.去年}}"));
    let outcome = one(&format!("{text}{{{{事件.去年}}}}"));
    assert!(hint(&outcome).contains("“去年”不是"), "{}", hint(&outcome));
    assert!(outcome.diagnostics.iter().all(|fault| fault.fix.is_none()));
}

#[test]
fn what_is_surely_meant_is_mended() {
    let text = "事件: {value: 512件, prior: 500件}\n---\n";
    assert!(one(&format!("{text}{{{{事件同比}}}}")).fixed().ends_with("{{事件.同比}}"));
    assert!(one(&format!("{text}{{{{概况.事件}}}}")).fixed().ends_with("{{s0.事件}}"));
}

#[test]
fn growth_of_a_growth_rate_is_not_mended_by_the_name_that_is_there() {
    let outcome = one("事件: {value: 512件, prior: 500件}\n率: =yoy(事件.同比) @0.1%\n---\n");
    assert_eq!(outcome.faults(), [(Code::UnknownFigure, "事件.同比")]);
    assert!(hint(&outcome).contains("另登记一个"), "{}", hint(&outcome));
    assert!(outcome.diagnostics.iter().all(|fault| fault.fix.is_none()));
}

#[test]
fn a_draft_says_in_place_of_the_number_why_it_has_none() {
    let outcome =
        Book::new(&["社区: 6个\n_x: 1件\n---\n", "社区: 6个\n---\n", "---\n{{税收}}{{社区}}{{_x}}"]);
    let outcome = outcome.resolve();
    assert_eq!(boxes(&outcome), ["没有名为“税收”的数字", "几节都有“社区”", "“_x”的登记有错误"]);
}

#[test]
fn a_name_that_is_refused_is_said_once_wherever_it_is_cited() {
    assert_eq!(one("办-结: 1件\n率: =办-结\n---\n{{率}}").faults(), [(Code::BadName, "办-结")]);
    let outcome = Book::new(&["_x: 1件\n---\n", "---\n{{s0._x}}"]).resolve();
    assert_eq!(outcome.faults(), [(Code::BadName, "_x")]);
}

#[test]
fn a_section_that_can_be_read_has_no_name_of_one_that_cannot() {
    let book = Book::new(&["事件 512件\n---\n", "办结: 1件\n---\n{{s1.事件}}"]);
    assert_eq!(book.unreadable(0).resolve().faults(), [(Code::UnknownFigure, "s1.事件")]);
}

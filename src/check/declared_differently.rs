//! `declared-differently`: two sections declare one figure with values that cannot both be true.
//!
//! One figure is the same name, period and scope. Several readings agree while some true value fits them all.

use std::collections::BTreeMap;

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::figure::{Figure, FigureTable, Interval, Value};
use crate::text;

/// What makes two declarations speak of one thing: name, period, scope.
type Thing<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

/// Reports figures that sections declare differently.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let table = input.figures;
    let mut things = BTreeMap::<Thing<'_>, Vec<usize>>::new();
    for (index, figure) in table.figures.iter().enumerate().filter(|(_, figure)| figure.worth.is_some()) {
        let thing = (figure.name.as_str(), figure.period.as_deref(), figure.scope.as_deref());
        things.entry(thing).or_default().push(index);
    }
    let mut diagnostics = Diagnostics::default();
    for declared in things.values().filter(|declared| declared.len() > 1) {
        compare(table, declared, &mut diagnostics);
    }
    diagnostics
}

/// Compares each declaration with those before it.
fn compare(table: &FigureTable, declared: &[usize], diagnostics: &mut Diagnostics) {
    let mut common: Option<Interval> = None;
    // What a thousand sections say alike is compared once.
    let mut before: Vec<usize> = Vec::new();
    for index in declared {
        let figure = &table.figures[*index];
        let Some(value) = &figure.worth else { continue };
        let fits = common.as_ref().is_none_or(|common| common.meets(&value.range));
        let differs = |other: &&usize| {
            let other = &table.figures[**other];
            let apart =
                |known: &Value| !known.unit.is_kind_of(&value.unit) || (!fits && known.contradicts(value));
            other.worth.as_ref().is_some_and(apart) || are_stated_otherwise(figure, other)
        };
        match before.iter().find(differs) {
            Some(other) => diagnostics.push(told(table, *index, *other)),
            None => {
                let narrowed = common.map(|common| common.common(&value.range));
                common = Some(narrowed.unwrap_or_else(|| value.range.clone()));
            }
        }
        if !before.iter().any(|other| is_said_alike(figure, &table.figures[*other])) {
            before.push(*index);
        }
    }
}

/// Returns whether two declarations say the very same, so that whatever differs from one differs from the other.
fn is_said_alike(a: &Figure, b: &Figure) -> bool {
    let words = |figure: &Figure| figure.stated.as_ref().map(|(stated, _)| stated.clone());
    a.worth == b.worth && words(a) == words(b)
}

/// Returns whether two numbers to the same last place differ: intervals may touch, but no rule of rounding gives both.
fn are_stated_otherwise(a: &Figure, b: &Figure) -> bool {
    let (Some((a, _)), Some((b, _))) = (&a.stated, &b.stated) else { return false };
    a.is_as_fine_as(b) && a.base() != b.base()
}

fn told(table: &FigureTable, index: usize, other: usize) -> Diagnostic {
    let words = |figure: &Figure| match (&figure.stated, &figure.worth) {
        (Some((stated, _)), _) => stated.text.clone(),
        (None, worth) => worth.as_ref().map(Value::for_message).unwrap_or_default(),
    };
    let (figure, first) = (&table.figures[index], &table.figures[other]);
    let (name, here, there) = (&figure.name, words(figure), words(first));
    let message = text!(
        "“{name}”两节不一致：这里 {here}，另一节 {there}",
        "two sections disagree on `{name}`: {here} here, {there} in the other"
    );
    Diagnostic::new(Code::DeclaredDifferently, figure.declared, message)
        .about(index)
        .related(first.declared, text!("另一节写的是 {there}", "the other section says {there}"))
        .hint(text!(
            "确是一件事就改成一致；是两件事就各写 scope（口径）或 period（期间）",
            "make them the same, or give each a `scope` or `period` if they are two things"
        ))
}

#[cfg(test)]
mod tests {
    use super::super::literal_matches::cases::{sections, told};
    use crate::diagnostic::Language::{Chinese, English};

    /// Returns what is said of one figure that sections declare one after the other.
    fn of(declared: &[&str]) -> String {
        let given: Vec<_> = declared.iter().map(|figure| (*figure, "见表。")).collect();
        told(super::run, Chinese, &sections(&given))
    }

    #[test]
    fn the_section_that_is_shown_is_one_that_disagrees() {
        let said = of(&["人口: 1.2万人", "人口: 12100人", "人口: 1.25万人"]);
        assert_eq!(
            said,
            "人口: “人口”两节不一致：这里 1.25万人，另一节 12100人\n  @ 人口: 另一节写的是 12100人\n  ? 确是一件事就改成一致；是两件事就各写 scope（口径）或 period（期间）\n"
        );
    }

    #[test]
    fn formulas_of_several_sections_are_each_compared() {
        let said = of(&["人口: =1.2万人", "人口: =12100人", "人口: =1.25万人"]);
        assert!(said.starts_with("人口: “人口”两节不一致：这里 1.25万人，另一节 12100人\n"), "{said}");
    }

    #[test]
    fn a_number_written_beside_a_formula_of_the_same_value_still_denies_another_of_its_place() {
        let said = of(&["收入: =12.3亿元", "收入: 12.3亿元", "收入: 12.4亿元"]);
        assert!(said.starts_with("收入: “收入”两节不一致：这里 12.4亿元，另一节 12.3亿元\n"), "{said}");
    }

    #[test]
    fn the_words_are_english_in_an_english_report() {
        let made = sections(&[("cases: 512 cases", "See below."), ("cases: 521 cases", "See below.")]);
        assert_eq!(
            told(super::run, English, &made),
            "cases: two sections disagree on `cases`: 521 cases here, 512 cases in the other\n  @ cases: the other section says 512 cases\n  ? make them the same, or give each a `scope` or `period` if they are two things\n"
        );
    }
}

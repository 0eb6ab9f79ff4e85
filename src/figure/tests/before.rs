//! Last year's values out of last year's lock.

use super::{Book, Outcome};
use crate::figure::{DataFiles, Given, Lock, Prior, Signed, resolve};
use crate::report::Rounding;
use num_rational::BigRational;

/// Resolves sections beside one figure that section `s0` published last year.
fn since(name: &str, hundredths: i64, unit: &str, display: &str, texts: &[&str]) -> Outcome {
    let signed = Signed {
        name: name.into(),
        section: "s0".into(),
        value: BigRational::new(hundredths.into(), 100.into()),
        unit: unit.into(),
        display: Some(display.into()),
        ..Signed::default()
    };
    let prior = Prior::of_lock(&Lock { figures: vec![signed], faces: Vec::new() }, Rounding::HalfUp);
    let book = Book::new(texts);
    let data = DataFiles::default();
    let given = Given { prior: Some(&prior), ..Given::new(&book.report, &book.sources, &data) };
    let (table, diagnostics) = resolve(&given);
    Outcome { table, diagnostics, book }
}

#[test]
fn a_figure_that_moved_to_another_section_keeps_last_years_value() {
    let outcome = since(
        "固投",
        1140,
        "亿元",
        "11.4亿元",
        &["---\n", "固投: 12.3亿元\n---\n{{固投.上年}}{{固投.增减}}"],
    );
    assert_eq!(outcome.printed(), ["11.4亿元", "0.9亿元"]);
}

#[test]
fn of_two_figures_of_a_name_only_that_of_the_same_section_has_last_years_value() {
    let outcome = since("社区", 500, "个", "5个", &["社区: 6个\n---\n", "社区: 7个\n---\n"]);
    let published: Vec<_> = outcome.table.figures.iter().map(|figure| figure.published.is_some()).collect();
    assert_eq!(published, [true, false]);
}

#[test]
fn last_years_value_is_printed_with_the_decimals_it_was_published_with() {
    let texts = ["固投: 12.3亿元\n---\n{{固投.上年}}，{{固投.上年@数}}，{{固投.上年@万元}}"];
    let outcome = since("固投", 1135, "亿元", "11.4亿元", &texts);
    assert_eq!(outcome.printed(), ["11.4亿元", "11.4", "113500万元"]);
}

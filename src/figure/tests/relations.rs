//! What figures say about each other: never a false alarm, and never more than two guesses.

use std::sync::Arc;

use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

use super::{Book, Outcome, one};
use crate::diagnostic::{Code, Severity};
use crate::figure::number::decimal;
use crate::figure::{Fit, Guess, Ratio, guesses};
use crate::report::{Rounding, Scalar, Yaml};

const ROUNDINGS: [Rounding; 3] = [Rounding::HalfUp, Rounding::HalfEven, Rounding::Truncate];

/// Resolves one section by a rule of rounding, with comparisons.
fn with(text: &str, rounding: Rounding, checks: &[&str]) -> Outcome {
    let mut book = Book::new(&[text]);
    book.report.settings.rounding = rounding;
    let span = crate::source::Span::default();
    let scalar = |text: &&str| Yaml::Scalar(Scalar { text: (*text).to_owned(), span: None });
    Arc::make_mut(&mut book.report.sections[0]).front_matter.checks =
        (!checks.is_empty()).then(|| Yaml::Sequence(checks.iter().map(scalar).collect(), span));
    book.resolve()
}

/// The guesses about the only disagreement.
fn guessed(text: &str) -> Vec<Guess> {
    let outcome = one(text);
    assert_eq!(outcome.table.disagreements.len(), 1, "{text}");
    guesses(&outcome.table, &outcome.table.disagreements[0])
}

/// Writes thousandths with so many decimals.
fn printed(thousandths: i64, decimals: u32, rounding: Rounding) -> String {
    let value = BigRational::new(BigInt::from(thousandths), BigInt::from(1000));
    format!("{}亿元", decimal(&value, decimals, rounding, false))
}

fn has(outcome: &Outcome, code: Code) -> bool {
    outcome.faults().iter().any(|(found, _)| *found == code)
}

#[test]
fn another_base_is_guessed() {
    let base = |cut| Guess::Base { ratio: Ratio { part: 0, whole: 2 }, cut };
    let text = "抓获: 3人\n中层: 6人\n全体: 44人\n占的: ";
    assert_eq!(guessed(&format!("{text}6.82% = 抓获/中层\n---")), [base(false)]);
    assert_eq!(guessed(&format!("{text}6.81% = 抓获/中层\n---")), [base(true)]);
    let part = Guess::Base { ratio: Ratio { part: 1, whole: 2 }, cut: false };
    assert_eq!(guessed(&format!("{text}13.64% = 抓获/全体\n---")), [part]);
    // Three figures of one value: which was meant, nobody knows.
    let many = "甲: 44人\n乙: 44人\n丙: 44人\n抓获: 3人\n中层: 6人\n占的: 6.82% = 抓获/中层\n---";
    assert_eq!(guessed(many), []);
    let two = "甲: 44人\n乙: 44人\n抓获: 3人\n中层: 6人\n占的: 6.82% = 抓获/中层\n---";
    let base = |whole| Guess::Base { ratio: Ratio { part: 2, whole }, cut: false };
    assert_eq!(guessed(two), [base(0), base(1)]);
}

#[test]
fn only_another_count_of_the_same_things_is_a_base() {
    for (other, said) in [
        ("户数: 44户", "6.82%"),
        ("无人: 0人", "6.82%"),
        ("款项: {value: 44万元, exact: true}", "6.82%"),
        // A part is the whole of itself: that is nothing to tell.
        ("全体: 44人", "100%"),
    ] {
        assert_eq!(
            guessed(&format!("抓获: 3人\n中层: 6人\n{other}\n占的: {said} = 抓获/中层\n---")),
            [],
            "{other}"
        );
    }
    // Of about 4400人 nobody knows how many they are.
    assert_eq!(guessed("抓获: 300人\n中层: 600人\n全体: 约4400人\n占的: 6.82% = 抓获/中层\n---"), []);
}

#[test]
fn a_slip_by_a_power_of_ten_is_guessed() {
    let small = |power: u32| Guess::TooSmall(BigInt::from(10).pow(power));
    let large = |power: u32| Guess::TooLarge(BigInt::from(10).pow(power));
    let text = "事件: 512件\n办结: 508件\n率值: ";
    assert_eq!(guessed(&format!("{text}9.922% = 办结/事件\n---")), [small(1)]);
    assert_eq!(guessed(&format!("{text}0.9922% = 办结/事件\n---")), [small(2)]);
    assert_eq!(guessed(&format!("{text}992.2% = 办结/事件\n---")), [large(1)]);
    assert_eq!(guessed("投入: 1.2亿元\n---{{投入=1.2万元}}"), [small(4)]);
    assert_eq!(guessed("投入: 1.2万元\n---{{投入=1.2亿元}}"), [large(4)]);
    assert_eq!(guessed("人口: 12486人\n---{{人口=1248600人}}"), [large(2)]);
    // One digit slips into nearly anything.
    assert_eq!(guessed("事件: 100件\n办结: 12件\n率值: 1% = 办结/事件\n---"), []);
}

#[test]
fn a_value_of_last_year_is_guessed() {
    let text = "固投: {value: 12.3亿元, prior: 11.4亿元}\n---";
    assert_eq!(guessed(&format!("{text}{{{{固投=11.4亿元}}}}")), [Guess::Prior]);
    assert_eq!(guessed(&format!("{text}{{{{固投=11.6亿元}}}}")), []);
}

#[test]
fn what_is_cut_off_or_hedged_is_not_guessed_about() {
    assert_eq!(guessed("女: 25人\n全体: 44人\n占的: 56.81% = 女/全体\n---"), []);
    assert_eq!(guessed("人口: 12486人\n---{{人口=近1248人}}"), []);
    // Neither when another base, or last year's value, would print so.
    assert_eq!(guessed("女: 25人\n全体: 44人\n去年: 44人\n占的: 56.81% = 女/全体\n---"), []);
    assert_eq!(guessed("固投: {value: 12.3亿元, prior: 11.4亿元}\n---{{固投=近11.4亿元}}"), []);
}

#[test]
fn one_wrong_digit_is_guessed_where_the_formula_leaves_it_open() {
    let digit = |text: &str| vec![Guess::Digit(text.to_owned())];
    for (price, said, times, guess) in [
        // 1.2万元 is 1.15 to 1.25: 30 of them cost 34.5万元 to 37.5万元, and 36万元 by the formula, which is said anyway.
        ("1.2万元", "75.6万元", 30, digit("35.6万元")),
        ("1.2万元", "75万元", 30, digit("35万元")),
        ("1.2万元", "39.6万元", 30, vec![]),
        ("1.2万元", "76.0万元", 30, vec![]),
        ("1.23万元", "31.8万元", 30, digit("36.8万元")),
        ("1.23万元", "36.1万元", 30, vec![]),
        ("41.23 km", "1,736.8 km", 30, digit("1,236.8 km")),
        // A zero within a number, or before its point, is a digit like others.
        ("35.1 km", "1,254 km", 30, digit("1,054 km")),
        ("0.01 km", "9.4 km", 30, digit("0.4 km")),
        // The digit of a unit is no place of the number, and behind a minus the places count down.
        ("1.2 m2", "75.6 m2", 30, vec![]),
        ("-1.2万元", "-55.6万元", 30, vec![]),
        // Of one digit anything could have been meant.
        ("1.0万元", "3万元", 10, vec![]),
    ] {
        let text = format!("单价: {price}\n总价: {said} = 单价*{times}\n---");
        assert_eq!(guessed(&text), guess, "{said} = {price} * {times}");
    }
}

#[test]
fn what_is_known_anyway_is_no_guess_about_a_digit() {
    // The formula's own value, with commas or without; what is written elsewhere; nobody writes 099.2%.
    assert_eq!(guessed("甲: 37,276人\n乙: 12,423人\n差数: 24953人 = 甲 - 乙\n---"), []);
    assert_eq!(guessed("投入: 12.3亿元\n---{{投入=72.28亿元}}"), []);
    assert_eq!(guessed("事件: 512件\n办结: 508件\n率值: 199.2% = 办结/事件\n---"), []);
}

#[test]
fn the_digits_of_a_unit_are_no_places_of_the_number() {
    assert_eq!(guessed("a: 25 m2\n---{{a=15 m2}}"), []);
    assert_eq!(guessed("ill: 30 people\nall: 100 people\nrate: 1 in 4 = ill/all\n---"), []);
}

#[test]
fn comparisons_are_read_with_every_sign() {
    let signs = [
        ("=", "＝", "=="),
        ("!=", "≠", "<>"),
        ("<", "＜", "<"),
        ("<=", "≤", "＜＝"),
        (">", "＞", ">"),
        (">=", "≥", "＞＝"),
    ];
    for a in 2..=4 {
        let expected = [a == 3, a != 3, a < 3, a <= 3, a > 3, a >= 3];
        for ((plain, wide, other), expected) in signs.iter().zip(expected) {
            for sign in [plain, wide, other] {
                let outcome =
                    with(&format!("甲: {a}件\n乙: 3件\n---"), Rounding::HalfUp, &[&format!("甲 {sign} 乙")]);
                assert_eq!(outcome.table.expectations.len(), 1, "{a} {sign} {:?}", outcome.diagnostics);
                assert_eq!(outcome.table.expectations[0].holds, expected, "{a} {sign}");
                assert_eq!(has(&outcome, Code::ExpectationFailed), !expected);
            }
        }
    }
}

#[test]
fn a_bound_means_itself_and_an_equal_sign_compares_what_is_printed() {
    let text = "事件: 1000件\n办结: 987件\n率值: =办结/事件 @1%\n---";
    let holds = |check: &str| with(text, Rounding::HalfUp, &[check]).table.expectations[0].holds;
    assert!(!holds("率值 >= 99%") && holds("率值 >= 98.7%") && holds("率值 < 99%") && holds("率值 = 99%"));
    // A share is compared with a bare number as what it is: 0.987.
    assert!(holds("率值 >= 0.95") && holds("率值 <= 0.99") && !holds("率值 <= 0.95"));
    assert!(holds("99% > 率值") && !holds("99% <= 率值") && holds("率值 >= 99%左右") && !holds("率值 = 98%"));
}

#[test]
fn what_cannot_be_compared_is_said_once() {
    for (check, code) in [
        ("甲", Code::BadExpression),
        ("甲 <= ", Code::BadExpression),
        ("甲 <= 乙 <= 甲", Code::BadExpression),
        ("<= 甲", Code::BadExpression),
        ("丁 <= 甲", Code::UnknownFigure),
        ("甲 <= 丙", Code::UnitMismatch),
        ("甲 <= 乙/0", Code::DivideByZero),
    ] {
        let outcome = with("甲: 3件\n乙: 4件\n丙: 5人\n---", Rounding::HalfUp, &[check]);
        let codes: Vec<Code> = outcome.faults().iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, [code], "{check}");
        assert!(outcome.table.expectations.is_empty());
    }
}

#[test]
fn a_comparison_keeps_its_severity_and_reason() {
    let mut book = Book::new(&["甲: 3件\n乙: 2件\n---"]);
    let span = crate::source::Span::default();
    let scalar = |text: &str| Scalar { text: text.to_owned(), span: None };
    let entry = |key: &str, value: &str| (scalar(key), Yaml::Scalar(scalar(value)));
    let entries = vec![entry("应当", "甲 <= 乙"), entry("severity", "提示"), entry("理由", " 常识 ")];
    Arc::make_mut(&mut book.report.sections[0]).front_matter.checks = Some(Yaml::Mapping(entries, span));
    let outcome = book.resolve();
    let found = &outcome.table.expectations[0];
    assert_eq!((found.severity, found.why.as_deref()), (Some(Severity::Info), Some("常识")));
    assert_eq!(found.values, ["3件", "2件"]);
    let check =
        |text: &str, check: &str| with(text, Rounding::HalfUp, &[check]).table.expectations[0].clone();
    assert_eq!(check("甲: 约12.30亿元\n---", "甲 < 5.20亿元").values, ["约12.30亿元", "5.2亿元"]);
    assert_eq!(check("甲: 12.30亿元\n---", "甲 < 5.20亿元").values, ["12.3亿元", "5.2亿元"]);
    assert!(check("甲: 3件\n乙: 4件\n---", "甲 != 乙 + 1件").holds);
    assert!(!check("甲: 5件\n乙: 4件\n---", "甲 != 乙 + 1件").holds);
}

#[test]
fn a_misspelt_severity_is_mended_where_it_stands() {
    for (written, fixed) in [("eror", Some("error")), ("e\u{72}or", None)] {
        let mut book =
            Book::new(&[&format!("甲: 3件\n---{}", if fixed.is_some() { written } else { "e\\u{72}or" })]);
        let file = book.report.sections[0].source;
        let length = book.sources.get(file).text.len();
        let at = "甲: 3件\n---".len();
        let span = crate::source::Span::new(file, at, length);
        let entry = |key: &str, value: &str, span| {
            let key = Scalar { text: key.to_owned(), span: None };
            (key, Yaml::Scalar(Scalar { text: value.to_owned(), span }))
        };
        let entries = vec![entry("expect", "甲 > 2件", None), entry("severity", written, Some(span))];
        Arc::make_mut(&mut book.report.sections[0]).front_matter.checks = Some(Yaml::Mapping(entries, span));
        let outcome = book.resolve();
        let fix = outcome.diagnostics.iter().next().unwrap().fix.clone();
        assert_eq!(fix.map(|fix| fix.replacement).as_deref(), fixed, "{written}");
    }
}

proptest! {
    #[test]
    fn printed_parts_never_miss_their_total_by_more_than_rounding(
        parts in prop::collection::vec(0i64..100_000, 2..7), decimals in 0u32..3,
        rounding in prop::sample::select(&ROUNDINGS[..]), off in -6i64..7,
    ) {
        let mut text = String::new();
        let names: Vec<String> = (0..parts.len()).map(|part| format!("甲{part}")).collect();
        for (name, part) in names.iter().zip(&parts) {
            text.push_str(&format!("{name}: {}\n", printed(*part, decimals, rounding)));
        }
        let sum: i64 = parts.iter().sum();
        let total = |total: &str| format!("{text}总数: {total} = {}\n---", names.join(" + "));
        let outcome = with(&total(&printed(sum, decimals, rounding)), rounding, &[]);
        prop_assert!(outcome.table.ties[0].fit != Fit::Apart, "{:?}", outcome.diagnostics);
        prop_assert!(outcome.table.disagreements.is_empty());
        // Of k nearest readings: apart exactly when the sum of what is printed is off by more than (k+1)/2 places.
        let place = 10i64.pow(3 - decimals);
        let shown: i64 = parts.iter().map(|part| (part + place / 2) / place).sum();
        let nearest: String = names.iter().zip(&parts)
            .map(|(name, part)| format!("{name}: {}\n", printed(*part, decimals, Rounding::HalfUp))).collect();
        let total = printed((shown + off) * place, decimals, Rounding::HalfUp);
        let outcome = one(&format!("{nearest}总数: {total} = {}\n---", names.join(" + ")));
        let apart = 2 * off.abs() > i64::try_from(parts.len()).unwrap() + 1;
        let fit = outcome.table.ties[0].fit;
        prop_assert_eq!(fit == Fit::Apart, apart, "{:?} {}", fit, off);
        prop_assert_eq!(fit == Fit::Exact, off == 0);
    }

    #[test]
    fn printed_readings_of_what_is_so_are_never_said_not_to_be(
        small in 0i64..30_000, more in 0i64..3_000, first in 0u32..4, second in 0u32..4,
        rounding in prop::sample::select(&ROUNDINGS[..]),
    ) {
        let (a, b) = (printed(small, first, rounding), printed(small + more, second, rounding));
        let text = format!("甲: {a} of 乙\n乙: {b}\n---{{{{乙={b}}}}}");
        let checks: &[&str] = match more {
            0 => &["甲 <= 乙", "乙 >= 甲", "甲 = 乙"],
            _ => &["甲 <= 乙", "乙 >= 甲", "甲 < 乙", "乙 > 甲", "甲 != 乙"],
        };
        let outcome = with(&text, rounding, checks);
        prop_assert!(outcome.diagnostics.is_empty(), "{} {} {:?}", a, b, outcome.diagnostics);
    }

    #[test]
    fn guesses_are_never_more_than_two(
        counts in prop::collection::vec(1u32..60, 2..9), said in 0u32..2000, decimals in 0u32..3, prior in 1u32..60,
    ) {
        let mut text: String =
            counts.iter().enumerate().map(|(index, count)| format!("甲{index}: {count}人\n")).collect();
        let size = 10u32.pow(decimals);
        let shown = format!("{}%", decimal(&BigRational::new(said.into(), size.into()), decimals, Rounding::HalfUp, false));
        text.push_str(&format!("占的: {{value: {shown}, calc: 甲0/甲1, prior: {prior}%}}\n---"));
        let outcome = one(&text);
        for found in &outcome.table.disagreements {
            prop_assert!(guesses(&outcome.table, found).len() <= 2);
        }
    }
}

//! `large-change`: a figure that changed by more than half on last year, which asks for a reason.
//!
//! Amounts and counts are compared by their growth; rates by the difference in percentage points, because 2% after 1%
//! is one point and no doubling. Temperatures have no zero to grow from. Said only where every reading agrees.

use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::figure::{Figure, Interval, LastYear, Limit, Unit, Value};
use crate::report::Rounding;
use crate::text;

/// Reports figures whose change on last year asks for a reason.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let rounding = input.report.settings.rounding;
    let mut diagnostics = Diagnostics::default();
    for (index, figure) in input.figures.figures.iter().enumerate() {
        if let Some(fault) = large(figure, rounding) {
            diagnostics.push(fault.about(index));
        }
    }
    diagnostics
}

fn large(figure: &Figure, rounding: Rounding) -> Option<Diagnostic> {
    let now = figure.worth.as_ref()?;
    let before = figure.last_year(rounding)?;
    let then = &before.value;
    let thermometer = now.unit.dimension().contains_key("℃");
    if thermometer || !now.unit.is_kind_of(&then.unit) {
        return None;
    }
    let change = if is_rate(&now.unit) {
        in_points(now, then)
    } else if is_zero(then) {
        (!now.range.meets(&then.range)).then(|| text!("上年是 0", "there was none last year"))
    } else {
        growth(now, then)
    };
    Some(said(figure, now, &before, &change?))
}

/// Returns a large difference of two rates in words.
fn in_points(now: &Value, then: &Value) -> Option<Text> {
    let of_rates = now.unit.dimension().is_empty();
    let scale = if of_rates { 100 } else { 1 };
    let limit = BigRational::new(50.into(), scale.into());
    let difference = now.range.plus(&then.range.negated());
    if difference.meets(&around_zero(limit)) {
        return None;
    }
    let points = (&now.base - &then.base) * BigRational::from_integer(scale.into());
    let by = Value::exact(points.abs(), Unit::points()).for_message();
    let en = by.trim_end_matches("个百分点");
    Some(match points.is_negative() {
        true => text!("下降 {by}", "down {en} percentage points"),
        false => text!("上升 {by}", "up {en} percentage points"),
    })
}

/// Returns a large growth in words; a growth rate on a negative number means nothing and is not said.
fn growth(now: &Value, then: &Value) -> Option<Text> {
    let one = BigRational::from_integer(1.into());
    let rate = now.range.divided_by(&then.range).plus(&Interval::point(-one.clone()));
    if rate.meets(&around_zero(BigRational::new(1.into(), 2.into()))) {
        return None;
    }
    if then.base.is_negative() {
        let by = Value::exact(&now.base - &then.base, now.unit.clone()).for_message();
        return Some(text!("相差 {by}", "a difference of {by}"));
    }
    let rate = &now.base / &then.base - one;
    let by = Value::exact(rate.abs(), Unit::percent()).for_message();
    Some(match rate.is_negative() {
        true => text!("下降 {by}", "down {by}"),
        false => text!("增长 {by}", "up {by}"),
    })
}

fn said(figure: &Figure, now: &Value, before: &LastYear, change: &Text) -> Diagnostic {
    let place = figure.stated.as_ref().map_or(figure.declared, |(_, place)| *place);
    let shown = figure.display.clone().unwrap_or_else(|| now.for_message());
    let (name, then, zh, en) = (&figure.name, &before.text, &change.zh, &change.en);
    let message = text!(
        "“{name}” {shown}，上年 {then}，{zh}，要说明理由",
        "`{name}` is {shown}, last year {then}: {en}, which asks for a reason"
    );
    Diagnostic::new(Code::LargeChange, place, message)
        .related(before.place, text!("上年的数在这里", "last year's value is here"))
        .hint(text!(
            "核对两年的数；确实如此，就在登记处加上 why（理由）",
            "check both years; if it is so, add `why: reason` where it is declared"
        ))
}

/// Returns whether a unit is a share, or a difference of shares.
fn is_rate(unit: &Unit) -> bool {
    let dimension = unit.dimension();
    let share = dimension.is_empty() && unit.scale() < BigRational::from_integer(1.into());
    share || (dimension.len() == 1 && dimension.contains_key("百分点"))
}

fn is_zero(value: &Value) -> bool {
    value.base.is_zero() && value.range.is_point()
}

fn around_zero(limit: BigRational) -> Interval {
    Interval::between(-limit.clone(), Limit::Closed, limit, Limit::Closed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Context, Exact, scan};
    use crate::source::Span;

    /// What is said of a figure that is `now` and was `then`.
    fn found(now: &str, then: &str) -> Option<Text> {
        let quantity = |text: &str| {
            let (quantity, length) = scan(text, Context::Declared).unwrap();
            assert_eq!(length, text.len(), "{text}");
            quantity
        };
        let stated = quantity(now);
        let figure = Figure {
            name: "固投".into(),
            display: Some(now.into()),
            worth: Some(Value::of(&stated, Rounding::HalfUp, Exact::AsWritten)),
            stated: Some((stated, Span::default())),
            prior: Some(Box::new((quantity(then), Span::default()))),
            ..Figure::default()
        };
        large(&figure, Rounding::HalfUp).map(|fault| fault.message)
    }

    #[test]
    fn more_than_half_asks_for_a_reason() {
        for (now, then, words) in [
            ("12.3亿元", "2.1亿元", "增长 485.7142…%"),
            ("512件", "340件", "增长 50.5882…%"),
            ("40件", "100件", "下降 60%"),
            ("0件", "3件", "下降 100%"),
            ("3件", "0件", "上年是 0"),
            ("80%", "20%", "上升 60个百分点"),
            ("1.5%", "60%", "下降 58.5个百分点"),
            ("60个百分点", "-3个百分点", "上升 63个百分点"),
            ("5万元", "-2万元", "相差 7万元"),
            ("超2000人", "1000人", "增长 100%"),
            ("12.3亿元", "2.1", "增长 485.7142…%"),
            // A multiple is no share: it grows.
            ("2.5倍", "1.0倍", "增长 150%"),
        ] {
            let message = found(now, then).unwrap_or_else(|| panic!("{now} {then}"));
            assert!(message.zh.contains(words), "{}", message.zh);
        }
        assert!(
            found("150 schools", "90 schools").unwrap().en.ends_with("up 66.6666…%, which asks for a reason")
        );
    }

    #[test]
    fn half_and_what_may_be_half_does_not() {
        for (now, then) in [
            ("150件", "100件"),
            ("50件", "100件"),
            // Readings: 1.5 may have been 1.45, and 1.0 may have been 1.04.
            ("1.5亿元", "1.0亿元"),
            ("1.6亿元", "1.1亿元"),
            ("2%", "1%"),
            ("70%", "20%"),
            ("0件", "0件"),
            ("30℃", "12℃"),
            ("300人", "100户"),
            ("1500余人", "1000余人"),
        ] {
            assert_eq!(found(now, then), None, "{now} {then}");
        }
    }
}

//! `prior-mismatch`: what this report declares as last year's value is not what last year's report published.
//!
//! Both are readings: they contradict only when no true value fits both. Readings that only touch at the edge
//! contradict too: one value is never rounded both up and down. A figure that says why it was restated is left alone.

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::figure::{Figure, Interval};
use crate::report::Rounding;
use crate::text;

/// Reports last year's values that last year's report denies.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let rounding = input.report.settings.rounding;
    let mut diagnostics = Diagnostics::default();
    for (index, figure) in input.figures.figures.iter().enumerate() {
        if let Some(fault) = mismatch(figure, rounding) {
            diagnostics.push(fault.about(index));
        }
    }
    diagnostics
}

fn mismatch(figure: &Figure, rounding: Rounding) -> Option<Diagnostic> {
    let declared = figure.last_year_declared(rounding).filter(|_| figure.restated.is_none())?;
    let published = figure.last_year_published(rounding)?;
    let comparable = declared.value.unit.is_kind_of(&published.value.unit);
    if comparable && agree(&declared.value.range, &published.value.range) {
        return None;
    }
    let (name, said, was) = (&figure.name, &declared.text, &published.text);
    let message = text!(
        "“{name}”的上年数写的是 {said}，上年公布的是 {was}",
        "`{name}` declares {said} as last year's value, but {was} was published then"
    );
    let hint = text!(
        "写错了就改成 {was}；确是更正，就加上 restated（更正）: 理由",
        "correct it to {was}, or add `restated: reason` if it was corrected since"
    );
    Some(
        Diagnostic::new(Code::PriorMismatch, declared.place, message)
            .label(text!("上年公布的是 {was}", "{was} was published"))
            .related(published.place, text!("上年公布的在这里", "published here"))
            .hint(hint),
    )
}

/// Returns whether one true value can have been written as both.
fn agree(declared: &Interval, published: &Interval) -> bool {
    let touching = || declared.common(published).is_point() && !declared.is_point() && !published.is_point();
    declared.meets(published) && !touching()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Context, Lock, Prior, Published, Quantity, Signed, scan};
    use crate::source::Span;

    fn quantity(text: &str) -> Quantity {
        let (quantity, length) = scan(text, Context::Declared).unwrap();
        assert_eq!(length, text.len());
        quantity
    }

    /// What was published as `display`, behind which stands an exact value.
    fn published(value: &str, unit: &str, display: &str) -> Published {
        let signed = Signed {
            value: value.parse().unwrap(),
            unit: unit.into(),
            display: Some(display.into()),
            ..Signed::default()
        };
        let lock = Lock { figures: vec![signed], faces: Vec::new() };
        Prior::of_lock(&lock, Rounding::HalfUp).iter().next().unwrap().clone()
    }

    fn found(declared: &str, published: Published) -> Option<String> {
        let prior = Some(Box::new((quantity(declared), Span::default())));
        let figure = Figure { prior, published: Some(Box::new(published)), ..Figure::default() };
        let restated = Figure { restated: Some("口径调整".into()), ..figure.clone() };
        assert!(mismatch(&restated, Rounding::HalfUp).is_none());
        mismatch(&figure, Rounding::HalfUp).map(|fault| fault.message.en)
    }

    #[test]
    fn readings_must_meet() {
        for (declared, value, unit, display) in [
            ("11.4亿元", "57/5", "亿元", "11.4亿元"),
            ("114000万元", "57/5", "亿元", "11.4亿元"),
            ("11.38亿元", "57/5", "亿元", "11.4亿元"),
            ("99.2%", "3175/32", "%", "99.22%"),
            ("99.21875%", "3175/32", "%", "99.22%"),
            ("27.39万元", "2739/100", "万元", "27.4万元"),
            ("1.2万人", "12345", "人", "12345人"),
            ("10350张", "10000", "张", "10000余张"),
            ("4支", "4", "支", "四支"),
            ("10350张", "10000", "张", "一万余张"),
            ("$1.2m", "6/5", "$m", "$1.2m"),
            ("$1,210,000", "6/5", "$m", "$1.2m"),
            ("3 schools", "3", "school", "3 schools"),
        ] {
            assert_eq!(found(declared, published(value, unit, display)), None, "{declared} {display}");
        }
        for (declared, value, unit, display) in [
            ("11.4亿元", "56/5", "亿元", "11.2亿元"),
            ("11.34亿元", "57/5", "亿元", "11.4亿元"),
            ("11.4亿元", "113/10", "亿元", "11.3亿元"),
            ("508件", "512", "件", "512件"),
            ("99.2%", "497/5", "%", "99.4%"),
            ("1.3万人", "12345", "人", "12345人"),
            ("9800张", "10000", "张", "10000余张"),
            ("5支", "4", "支", "四支"),
            ("512人", "512", "件", "512件"),
            ("$1.2m", "13/10", "$m", "$1.3m"),
            ("2 schools", "3", "school", "3 schools"),
        ] {
            let message = found(declared, published(value, unit, display));
            let message = message.unwrap_or_else(|| panic!("{declared} {display}"));
            assert!(message.contains(declared) && message.contains(display), "{message}");
        }
    }
}

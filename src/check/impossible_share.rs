//! `impossible-share`: a share or mean is stated that no whole number of things can give.
//!
//! The integer test: of n things, some k must have k/n inside what was printed. It needs the n: the lower side of
//! the figure's formula, or the whole it is declared to be `of`.

use num_rational::BigRational;

use super::stated_contradicts::{with_formula, with_guesses, with_right};
use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::figure::{Class, Disagreement, Exact, Figure, FigureTable, Interval, Value};
use crate::text;

/// Reports shares and means that are impossible.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let table = input.figures;
    let mut diagnostics = Diagnostics::default();
    for found in table.disagreements.iter().filter(|found| found.class == Class::Impossible) {
        diagnostics.push(told(table, found));
    }
    for (index, figure) in table.figures.iter().enumerate() {
        if let Some(fault) = of_its_whole(input, index, figure) {
            diagnostics.push(fault);
        }
    }
    diagnostics
}

fn told(table: &FigureTable, found: &Disagreement) -> Diagnostic {
    let (name, said, known) = (&found.name, &found.said.text, found.known_text());
    let formula = found.formula.clone().unwrap_or_default();
    let whole = found.whole.clone().unwrap_or_default();
    let message = text!(
        "“{name}”写的是 {said}，以 {whole} 为分母，分子取任何整数都得不出；{formula} = {known}",
        "`{name}` says {said}, which no whole number divided by {whole} gives; {formula} = {known}"
    );
    let fault = Diagnostic::new(Code::ImpossibleShare, found.at, message)
        .about(found.figure)
        .label(text!("算得 {known}", "comes to {known}"));
    with_right(with_guesses(with_formula(fault, found), table, found), found)
}

/// Tests a share or mean that is stated of a whole, without a formula.
fn of_its_whole(input: &Input<'_>, index: usize, figure: &Figure) -> Option<Diagnostic> {
    let table = input.figures;
    let (said, at) = figure.stated.as_ref().filter(|_| figure.formula.is_none())?;
    let link = figure.whole?;
    let whole = &table.figures[link.figure?];
    let count = whole.worth.as_ref().filter(|worth| !worth.unit.is_bare())?.things()?;
    if said.unit.is_kind_of(&whole.worth.as_ref()?.unit) || !adds_up_to_whole_numbers(said) {
        return None;
    }
    let range = said.interval(input.report.settings.rounding, Exact::AsWritten);
    // A mean of n whole numbers, and a share of n things, are k/n.
    // More than all of them is said by `part-exceeds-whole`.
    let of_all = Interval::point(BigRational::from_integer(1.into()));
    if said.unit.per().is_some() && range.exceeds(&of_all) {
        return None;
    }
    if range.ends().is_none() || range.multiples(&count.recip()).is_some() {
        return None;
    }
    let (name, written) = (&figure.name, &said.text);
    let shown = whole.display.clone().unwrap_or_default();
    let message = text!(
        "“{name}”写的是 {written}，以 {shown} 为分母，分子取任何整数都得不出",
        "`{name}` says {written}, which no whole number divided by {shown} gives"
    );
    let near = nearest(said, &count);
    Some(
        Diagnostic::new(Code::ImpossibleShare, *at, message)
            .about(index)
            .related(whole.declared, text!("整体在这里：{shown}", "the whole is here: {shown}"))
            .hint(near)
            .hint(text!(
                "核对占比，或核对它的整体（of）；加权算出的比例就去掉 of（属于）",
                "check the share, or the whole it is `of`; if it is weighted, take `of` away"
            )),
    )
}

/// Returns whether n times the quantity is a whole number by its nature: a share of things, a mean of counts, an
/// age in full years.
fn adds_up_to_whole_numbers(said: &crate::figure::Quantity) -> bool {
    said.hedge.is_none() && (said.unit.per().is_some() || said.unit.counts() || said.unit.text() == "岁")
}

/// Says which printed values next to what was written are possible.
fn nearest(said: &crate::figure::Quantity, count: &BigRational) -> crate::diagnostic::Text {
    let below = (said.base() * count).floor();
    let shown = |k: BigRational| {
        let value = Value::exact(k / count, said.unit.clone());
        value.for_message()
    };
    let one = BigRational::from_integer(1.into());
    let (k, next) = (below.to_integer().to_string(), (&below + &one).to_integer().to_string());
    let (low, high) = (shown(below.clone()), shown(below + one));
    text!("最接近的是 {low}（{k}）和 {high}（{next}）", "nearest are {low} ({k}) and {high} ({next})")
}

#[cfg(test)]
mod tests {
    use super::super::literal_matches::cases::{report, told};
    use crate::diagnostic::Language::{Chinese, English};

    #[test]
    fn the_nearest_shares_of_a_whole_are_named_with_their_counts() {
        let made = report("栋数: 173栋\n完好率: 98.26% of 栋数", "完好率{{完好率}}。");
        assert_eq!(
            told(super::run, Chinese, &made),
            "98.26%: “完好率”写的是 98.26%，以 173栋 为分母，分子取任何整数都得不出\n  @ 栋数: 整体在这里：173栋\n  ? 最接近的是 97.6878…%（169）和 98.2658…%（170）\n  ? 核对占比，或核对它的整体（of）；加权算出的比例就去掉 of（属于）\n"
        );
        let made = report("schools: 4 schools\nnew: 33% of schools", "{{new}} are new.");
        let said = told(super::run, English, &made);
        assert!(said.contains("  ? nearest are 25% (1) and 50% (2)\n"), "{said}");
    }

    #[test]
    fn what_the_text_says_can_be_fixed_and_what_is_declared_is_left_to_the_author() {
        let figures = "事件: 512件\n办结: 508件 of 事件";
        let made = report(&format!("{figures}\n办结率: =办结/事件 @0.01%"), "办结率{{办结率=99.12%}}。");
        let said = told(super::run, Chinese, &made);
        assert!(said.ends_with("  ? 按算式是 99.22%\n  > 99.12% -> 99.22%\n"), "{said}");
        let made = report(&format!("{figures}\n办结率: 99.12% = 办结/事件"), "办结率{{办结率}}。");
        let said = told(super::run, Chinese, &made);
        assert!(said.ends_with("  ? 按算式是 99.22%\n"), "{said}");
    }
}

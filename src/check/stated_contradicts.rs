//! `stated-contradicts`: a value is stated that the figure's formula, or another statement of it, denies.
//!
//! Contradict means: no true values within what is printed fulfil both. What was only cut off is `truncated`, a
//! share that no whole number of things gives is `impossible-share`.

use num_bigint::BigInt;

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::figure::{Class, Disagreement, FigureTable, Guess, guesses};
use crate::source::Span;
use crate::text;

/// Reports statements that contradict.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for found in &input.figures.disagreements {
        if found.class == Class::Contradiction {
            diagnostics.push(told(input.figures, found));
        }
    }
    diagnostics
}

fn told(table: &FigureTable, found: &Disagreement) -> Diagnostic {
    let mut fault = Diagnostic::new(Code::StatedContradicts, found.at, found.message()).about(found.figure);
    let known = found.known_text();
    if found.formula.is_none() {
        let fault = fault.related(found.place, text!("另一处在这里", "the other is here"));
        return with_guesses(fault, table, found)
            .hint(text!("核对来源，把两处改成一致", "check the source and make both the same"));
    }
    fault = with_formula(fault.label(text!("算得 {known}", "comes to {known}")), table, found);
    if let (Some(needs), Some(whole)) = (&found.needs, &found.whole) {
        fault = fault.hint(needed(&found.said.text, whole, needs));
    }
    fault = with_guesses(fault, table, found);
    match &found.right {
        Some(right) if found.in_text => fault.hint(right_hint(right)).fix(found.at, right),
        Some(right) => fault.hint(right_hint(right)),
        None => fault,
    }
}

/// Says how many of the whole it would take to print what was written.
fn needed(said: &str, whole: &str, (least, most): &(BigInt, BigInt)) -> Text {
    if least == most {
        return text!("{whole}的 {said} 是 {least}", "{said} of {whole} is {least}");
    }
    text!("{whole}的 {said} 是 {least} 至 {most}", "{said} of {whole} is {least} to {most}")
}

/// Adds the place of the formula, unless it stands right beside what was written.
pub(super) fn with_formula(fault: Diagnostic, table: &FigureTable, found: &Disagreement) -> Diagnostic {
    let extent = table.figures[found.figure].extent;
    let inside =
        |span: Span| span.file == extent.file && extent.start <= span.start && span.end <= extent.end;
    if inside(found.at) && inside(found.place) {
        return fault;
    }
    let there = match found.formula {
        Some(_) => text!("算式在这里", "the formula is here"),
        None => text!("另一处在这里", "the other is here"),
    };
    fault.related(found.place, there)
}

/// Returns the hint that says what is right.
pub(super) fn right_hint(right: &str) -> Text {
    text!("按算式是 {right}", "by the formula it is {right}")
}

/// Adds what may have been meant.
pub(super) fn with_guesses(fault: Diagnostic, table: &FigureTable, found: &Disagreement) -> Diagnostic {
    guesses(table, found).iter().fold(fault, |fault, guess| fault.hint(guessed(table, found, guess)))
}

/// Says what may have been meant.
fn guessed(table: &FigureTable, found: &Disagreement, guess: &Guess) -> Text {
    let said = &found.said.text;
    match guess {
        Guess::Base { ratio, cut } => {
            let (part, whole) = (&table.figures[ratio.part], &table.figures[ratio.whole]);
            let show = |figure: &crate::figure::Figure| figure.display.clone().unwrap_or_default();
            let (a, b, name) = (show(part), show(whole), &whole.name);
            let part_name = &part.name;
            let same_part = found.ratio.is_some_and(|own| own.part == ratio.part);
            match (same_part, cut) {
                (true, true) => text!(
                    "{a}/{b} 截尾正是 {said}：是不是以“{name}”为基数了？",
                    "{a}/{b} cut off is {said}: was `{name}` taken as the whole?"
                ),
                (true, false) => text!(
                    "{a}/{b} 正是 {said}：是不是以“{name}”为基数了？",
                    "{a}/{b} is {said}: was `{name}` taken as the whole?"
                ),
                (false, _) => text!(
                    "{a}/{b} 是 {said}：是不是算成“{part_name}”的占比了？",
                    "{a}/{b} is {said}: is it the share of `{part_name}`?"
                ),
            }
        }
        Guess::TooLarge(times) => text!(
            "像是大了 {times} 倍：小数点或万、亿？",
            "{times} times too large: the decimal point, or a unit?"
        ),
        Guess::TooSmall(times) => text!(
            "像是小到 1/{times}：小数点或万、亿？",
            "{times} times too small: the decimal point, or a unit?"
        ),
        Guess::Digit(shown) => {
            text!("像是一个数字打错了：{shown} 就对得上", "one digit may be wrong: {shown} would fit")
        }
        Guess::Prior => text!("{said} 是上年数：忘了改？", "{said} is last year's value: was it left in?"),
    }
}

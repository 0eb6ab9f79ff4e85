//! `stated-contradicts`: a value is stated that the figure's formula, or another statement of it, denies.
//!
//! Contradict means: no true values within what is printed fulfil both. What was only cut off is `truncated`, a
//! share that no whole number of things gives is `impossible-share`.

use num_bigint::BigInt;

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::figure::{Class, Disagreement, FigureTable, Guess, guesses};
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
    fault = with_formula(fault.label(text!("算得 {known}", "comes to {known}")), found);
    if let (Some(needs), Some(whole)) = (&found.needs, &found.whole) {
        fault = fault.hint(needed(&found.said.text, whole, needs));
    }
    with_right(with_guesses(fault, table, found), found)
}

/// Says how many of the whole it would take to print what was written.
fn needed(said: &str, whole: &str, (least, most): &(BigInt, BigInt)) -> Text {
    if least == most {
        return text!("{whole}的 {said} 是 {least}", "{said} of {whole} is {least}");
    }
    text!("{whole}的 {said} 是 {least} 至 {most}", "{said} of {whole} is {least} to {most}")
}

/// Adds the place of the formula, unless it was written right beside it.
pub(super) fn with_formula(fault: Diagnostic, found: &Disagreement) -> Diagnostic {
    if !found.in_text {
        return fault;
    }
    let there = match found.formula {
        Some(_) => text!("算式在这里", "the formula is here"),
        None => text!("另一处在这里", "the other is here"),
    };
    fault.related(found.place, there)
}

/// Adds what is right; what is declared with its formula only the author can mend, as either may be wrong.
pub(super) fn with_right(fault: Diagnostic, found: &Disagreement) -> Diagnostic {
    let Some(right) = &found.right else { return fault };
    let fault = fault.hint(text!("按算式是 {right}", "by the formula it is {right}"));
    if found.in_text { fault.fix(found.at, right) } else { fault }
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

#[cfg(test)]
mod tests {
    use super::super::literal_matches::cases::{report, sections, told};
    use crate::diagnostic::Language::{Chinese, English};

    #[test]
    fn a_share_beside_its_formula_is_told_how_many_it_would_take_and_the_formula_is_not_shown_again() {
        let figures = "事件: 512件\n办结: 508件 of 事件\n办结率: 97% = 办结/事件";
        let said = told(super::run, Chinese, &report(figures, "办结率{{办结率}}。"));
        assert_eq!(
            said,
            "97%: “办结率”写的是 97%，而 办结/事件 = 508件/512件 = 99.21875%\n  ^ 算得 99.21875%\n  ? 512件的 97% 是 495 至 499\n  ? 按算式是 99%\n"
        );
        let figures = "all: 44 people\nwomen: 25 people of all\nrate: 54.55% = women/all";
        let said = told(super::run, English, &report(figures, "{{rate}} are women."));
        assert_eq!(
            said,
            "54.55%: `rate` says 54.55%, but women/all = 25 people/44 people = 56.8181…%\n  ^ comes to 56.8181…%\n  ? 54.55% of 44 people is 24\n  ? by the formula it is 56.82%\n"
        );
    }

    #[test]
    fn what_the_text_says_against_a_formula_shows_the_formula_and_can_be_fixed() {
        let figures = "事件: 512件\n办结: 508件 of 事件\n办结率: =办结/事件 @0.01%";
        let said = told(super::run, Chinese, &report(figures, "办结率{{办结率=97.07%}}。"));
        assert_eq!(
            said,
            "97.07%: “办结率”写的是 97.07%，而 办结/事件 = 508件/512件 = 99.21875%\n  ^ 算得 99.21875%\n  @ 办结/事件: 算式在这里\n  ? 512件的 97.07% 是 497\n  ? 按算式是 99.22%\n  > 97.07% -> 99.22%\n"
        );
    }

    #[test]
    fn a_formula_in_another_section_is_shown() {
        let made = sections(&[
            ("事件: 512件\n办结: 508件 of 事件\n办结率: =办结/事件 @1%", "办结率{{办结率}}。"),
            ("甲: 1件", "甲{{甲}}，全年办结率{{办结率=97%}}。"),
        ]);
        let said = told(super::run, Chinese, &made);
        assert!(said.contains("  @ 办结/事件: 算式在这里\n"), "{said}");
    }

    #[test]
    fn the_whole_that_was_meant_is_guessed() {
        let figures = "抓获: 12人\n重点: 24人\n全体: 44人\n抓获占比: 50% = 抓获/全体";
        let said = told(super::run, Chinese, &report(figures, "占{{抓获占比}}。"));
        assert!(said.contains("  ? 12人/24人 正是 50%：是不是以“重点”为基数了？\n"), "{said}");
        let figures = "caught: 3 people\nall: 44 people\nnew: 10000 people\nportion: 6.81% = caught/new";
        let said = told(super::run, English, &report(figures, "{{portion}} of them."));
        assert!(
            said.contains("  ? 3 people/44 people cut off is 6.81%: was `all` taken as the whole?\n"),
            "{said}"
        );
    }

    #[test]
    fn the_part_that_was_meant_is_guessed() {
        let figures = "男: 19人\n女: 25人\n全体: 44人\n女占比: 43.18% = 女/全体";
        let said = told(super::run, Chinese, &report(figures, "占{{女占比}}。"));
        assert!(said.contains("  ? 19人/44人 是 43.18%：是不是算成“男”的占比了？\n"), "{said}");
    }

    #[test]
    fn a_slip_of_the_scale_a_wrong_digit_and_last_years_value_are_guessed() {
        for (figures, text, guess) in [
            ("投入: 1.2亿元", "投入{{投入=1.2万元}}。", "像是小到 1/10000：小数点或万、亿？"),
            ("投入: 1.2万元", "投入{{投入=1.2亿元}}。", "像是大了 10000 倍：小数点或万、亿？"),
            (
                "甲: 40.2万元\n乙: 12.1万元\n丙: =甲+乙",
                "共{{丙=53.4万元}}。",
                "像是一个数字打错了：52.4万元 就对得上",
            ),
            (
                "固投: {value: 12.3亿元, prior: 11.4亿元}",
                "固投{{固投=11.4亿元}}。",
                "11.4亿元 是上年数：忘了改？",
            ),
        ] {
            let said = told(super::run, Chinese, &report(figures, text));
            assert!(said.contains(guess), "{said}");
        }
    }
}

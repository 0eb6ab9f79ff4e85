//! `parts-do-not-tie`: the parts that a total was stated with do not add up to it.
//!
//! For plain counts the sum must be the total; for readings it must be within rounding, which is an info, and the
//! report then prints the standard note once. Parts are never "repaired".

mod typed;

use num_rational::BigRational;
use num_traits::Signed as _;

use super::part_exceeds_whole::exceeds_total;
use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::figure::{Figure, FigureTable, Fit, Tie, Value};
use crate::text;

/// Reports totals that their parts do not add up to.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let table = input.figures;
    let mut diagnostics = Diagnostics::default();
    for tie in &table.ties {
        // A part that alone is larger than the total says it better.
        let said = || tie.parts.iter().any(|part| exceeds_total(table, tie, *part));
        match tie.fit {
            Fit::Exact => {}
            _ if said() => {}
            Fit::Rounding => diagnostics.push(within_rounding(table, tie)),
            Fit::Apart => diagnostics.push(apart(table, tie)),
        }
    }
    typed::judge(input, &mut diagnostics);
    diagnostics
}

fn apart(table: &FigureTable, tie: &Tie) -> Diagnostic {
    let total = &table.figures[tie.total];
    let (name, stated, sum) = (&total.name, shown(total), sum_in_words(table, tie));
    let parts = in_words(table, tie);
    let message = text!(
        "“{name}”是 {stated}，而各部分 {parts} = {sum}",
        "`{name}` is {stated}, but its parts {parts} = {sum}"
    );
    let gap = total.worth.as_ref().map(|worth| &worth.base - &tie.sum.base).unwrap_or_default();
    let size = Value::exact(gap.abs(), tie.sum.unit.clone()).for_message();
    let (label, hint) = if gap.is_negative() {
        (
            text!("多出 {size}", "{size} too much"),
            text!(
                "各部分有重叠就不是构成关系，去掉 parts（其中）；否则核对各数",
                "parts that overlap are no parts: take `parts` away; else check the numbers"
            ),
        )
    } else {
        (
            text!("少了 {size}", "{size} missing"),
            text!(
                "少列了一部分就补上；只是举其中几项，就去掉 parts（其中），在各部分写 of（属于）{name}",
                "add the part that is missing; if they are only examples, take `parts` away and write `of {name}` at each"
            ),
        )
    };
    // The total stands right beside its parts: its place need not be shown.
    Diagnostic::new(Code::PartsDoNotTie, tie.place, message).about(tie.total).label(label).hint(hint)
}

fn within_rounding(table: &FigureTable, tie: &Tie) -> Diagnostic {
    let total = &table.figures[tie.total];
    let (name, stated, sum) = (&total.name, shown(total), tie.sum.for_message());
    let parts = in_words(table, tie);
    let message = text!(
        "“{name}”是 {stated}，各部分 {parts} = {sum}，差在四舍五入之内",
        "`{name}` is {stated}, its parts {parts} = {sum}: the difference is within rounding"
    );
    Diagnostic::new(Code::PartsDoNotTie, tie.place, message).severity(Severity::Info).about(tie.total).hint(
        text!(
            "报告末尾会印上四舍五入的说明，不必改数",
            "the report prints the note on rounding: nothing is to be changed"
        ),
    )
}

/// Returns what the parts come to: with a hedge among them, from where to where.
fn sum_in_words(table: &FigureTable, tie: &Tie) -> String {
    let hedged =
        |part: &usize| table.figures[*part].stated.as_ref().is_some_and(|(stated, _)| stated.hedge.is_some());
    let end = |base: &BigRational| Value::exact(base.clone(), tie.sum.unit.clone()).for_message();
    match tie.sum.range.ends() {
        Some([low, high]) if tie.parts.iter().any(hedged) => format!("{}–{}", end(low), end(high)),
        _ => tie.sum.for_message(),
    }
}

/// Returns the parts with names and with numbers.
fn in_words(table: &FigureTable, tie: &Tie) -> String {
    let parts = || tie.parts.iter().map(|part| &table.figures[*part]);
    let names: Vec<&str> = parts().map(|part| part.name.as_str()).collect();
    let numbers: Vec<String> = parts().map(shown).collect();
    format!("{} = {}", names.join("+"), numbers.join("+").replace("+-", "−"))
}

/// Returns the figure as it prints.
fn shown(figure: &Figure) -> String {
    let worth = || figure.worth.as_ref().map(Value::for_message);
    figure.display.clone().or_else(worth).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::literal_matches::cases::{report, told};
    use crate::diagnostic::Language::{Chinese, English};

    #[test]
    fn what_is_too_much_or_missing_is_said() {
        let figures = "拘留: 13人\n强戒: 18人\n其他: 5人\n抓获: 35人 = 拘留 + 强戒 + 其他";
        assert_eq!(
            told(super::run, Chinese, &report(figures, "抓获{{抓获}}。")),
            "拘留 + 强戒 + 其他: “抓获”是 35人，而各部分 拘留+强戒+其他 = 13人+18人+5人 = 36人\n  ^ 多出 1人\n  ? 各部分有重叠就不是构成关系，去掉 parts（其中）；否则核对各数\n"
        );
        let figures =
            "primary: 8 schools\nsecondary: 5 schools\nall: {value: 17 schools, parts: [primary, secondary]}";
        assert_eq!(
            told(super::run, English, &report(figures, "{{all}}.")),
            "primary, secondary: `all` is 17 schools, but its parts primary+secondary = 8 schools+5 schools = 13 schools\n  ^ 4 schools missing\n  ? add the part that is missing; if they are only examples, take `parts` away and write `of all` at each\n"
        );
    }
}

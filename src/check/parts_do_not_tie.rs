//! `parts-do-not-tie`: the parts that a total was stated with do not add up to it.
//!
//! For plain counts the sum must be the total; for readings it must be within rounding, which is an info, and the
//! report then prints the standard note once. Parts are never "repaired".

use num_traits::Signed as _;

use super::part_exceeds_whole::exceeds;
use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::figure::{Figure, FigureTable, Fit, Tie, Value};
use crate::text;

/// Reports totals that their parts do not add up to.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let table = input.figures;
    let mut diagnostics = Diagnostics::default();
    for tie in &table.ties {
        match tie.fit {
            Fit::Exact => {}
            Fit::Rounding => diagnostics.push(within_rounding(table, tie)),
            // A part that alone is larger than the total says it better.
            Fit::Apart if tie.parts.iter().any(|part| exceeds(table, *part, tie.total)) => {}
            Fit::Apart => diagnostics.push(apart(table, tie)),
        }
    }
    diagnostics
}

fn apart(table: &FigureTable, tie: &Tie) -> Diagnostic {
    let total = &table.figures[tie.total];
    let (name, stated, sum) = (&total.name, shown(total), tie.sum.for_message());
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
    let fault = Diagnostic::new(Code::PartsDoNotTie, tie.place, message).about(tie.total).label(label);
    let fault = if same_place(total, tie) {
        fault
    } else {
        fault.related(total.declared, text!("总数在这里：{stated}", "the total is here: {stated}"))
    };
    fault.hint(hint)
}

/// Returns whether the total is written right beside its parts, so that its place need not be shown.
fn same_place(total: &Figure, tie: &Tie) -> bool {
    total.extent.file == tie.place.file
        && total.extent.start <= tie.place.start
        && tie.place.end <= total.extent.end
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

/// Returns the parts with names and with numbers.
fn in_words(table: &FigureTable, tie: &Tie) -> String {
    let parts = || tie.parts.iter().map(|part| &table.figures[*part]);
    let names: Vec<&str> = parts().map(|part| part.name.as_str()).collect();
    let numbers: Vec<String> = parts().map(shown).collect();
    format!("{} = {}", names.join("+"), numbers.join("+"))
}

/// Returns the figure as it prints.
fn shown(figure: &Figure) -> String {
    let worth = || figure.worth.as_ref().map(Value::for_message);
    figure.display.clone().or_else(worth).unwrap_or_default()
}

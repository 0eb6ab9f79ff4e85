//! `part-exceeds-whole`: a part is larger than the whole it is declared to be `of`, or than a total it is listed
//! under.
//!
//! A proof: every true value of the part is larger than every true value of the whole. A share above 100 % is one
//! too.

use num_rational::BigRational;
use num_traits::One as _;

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::figure::{Figure, FigureTable, Interval};
use crate::source::Span;
use crate::text;

/// Reports parts that are larger than their wholes.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let table = input.figures;
    let mut diagnostics = Diagnostics::default();
    for (index, figure) in table.figures.iter().enumerate() {
        let Some((whole, place)) = figure.whole.and_then(|link| Some((link.figure?, link.span))) else {
            continue;
        };
        if exceeds(table, index, whole) {
            diagnostics.push(told(table, index, whole, place));
        } else if is_share_above_one(figure, &table.figures[whole]) {
            diagnostics.push(share_above_one(table, index, whole));
        }
    }
    for tie in &table.ties {
        for part in tie.parts.iter().filter(|part| exceeds(table, **part, tie.total)) {
            diagnostics.push(told(table, *part, tie.total, tie.place));
        }
    }
    diagnostics
}

/// Returns whether a part is larger than a whole of its kind, whatever true values are taken.
pub(super) fn exceeds(table: &FigureTable, part: usize, whole: usize) -> bool {
    let worth = |index: usize| table.figures[index].worth.as_ref();
    let (Some(part), Some(whole)) = (worth(part), worth(whole)) else { return false };
    let negative = Interval::point(BigRational::default());
    // Of negative totals a part may well be larger.
    part.unit.is_kind_of(&whole.unit) && !negative.exceeds(&whole.range) && part.range.exceeds(&whole.range)
}

/// Returns whether a figure is a share of things of its whole, and more than all of them.
fn is_share_above_one(figure: &Figure, whole: &Figure) -> bool {
    let one = Interval::point(BigRational::one());
    let (Some(share), Some(whole)) = (&figure.worth, &whole.worth) else { return false };
    share.unit.per().is_some() && whole.unit.counts() && !whole.unit.is_bare() && share.range.exceeds(&one)
}

fn told(table: &FigureTable, part: usize, whole: usize, place: Span) -> Diagnostic {
    let (part_figure, whole_figure) = (&table.figures[part], &table.figures[whole]);
    let show = |figure: &Figure| figure.display.clone().unwrap_or_default();
    let (name, value, whole_name, all) =
        (&part_figure.name, show(part_figure), &whole_figure.name, show(whole_figure));
    let message = text!(
        "“{name}”{value}，比所属的“{whole_name}”{all} 还大",
        "`{name}` is {value}, more than the `{whole_name}` it belongs to, {all}"
    );
    Diagnostic::new(Code::PartExceedsWhole, place, message)
        .about(part)
        .related(part_figure.declared, text!("部分在这里：{value}", "the part is here: {value}"))
        .related(whole_figure.declared, text!("整体在这里：{all}", "the whole is here: {all}"))
        .hint(text!(
            "核对两个数；不是它的一部分就去掉这层关系",
            "check both numbers; if it is no part, take the relation away"
        ))
}

fn share_above_one(table: &FigureTable, index: usize, whole: usize) -> Diagnostic {
    let figure = &table.figures[index];
    let (name, value) = (&figure.name, figure.display.clone().unwrap_or_default());
    let whole_name = &table.figures[whole].name;
    let place = figure.stated.as_ref().map_or(figure.declared, |(_, at)| *at);
    let message = text!(
        "“{name}”{value}，占“{whole_name}”的比例超过了 100%",
        "`{name}` is {value}: more than all of `{whole_name}`"
    );
    Diagnostic::new(Code::PartExceedsWhole, place, message).about(index).hint(text!(
        "核对这个占比；是增长率就去掉 of（属于）",
        "check the share; if it is a growth rate, take `of` away"
    ))
}

//! `part-exceeds-whole`: a part is larger than the whole it is declared to be `of`, or than a total it is listed
//! under.
//!
//! A proof: every true value of the part is larger than every true value of the whole. A share above 100 % is one
//! too.

use num_rational::BigRational;
use num_traits::{One as _, Zero as _};

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::figure::{Figure, FigureTable, Interval, Tie};
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
        if exceeds_whole(table, index, whole) {
            diagnostics.push(told(table, index, whole, place));
        } else if is_share_above_one(figure, &table.figures[whole]) {
            diagnostics.push(share_above_one(table, index, whole));
        }
    }
    for tie in &table.ties {
        let said = |part: usize| {
            let whole = table.figures[part].whole.and_then(|link| link.figure);
            whole == Some(tie.total) && exceeds_whole(table, part, tie.total)
        };
        for part in tie.parts.iter().filter(|part| exceeds_total(table, tie, **part) && !said(**part)) {
            diagnostics.push(told(table, *part, tie.total, tie.place));
        }
    }
    diagnostics
}

/// Returns whether a part listed under a total is larger than it.
pub(super) fn exceeds_total(table: &FigureTable, tie: &Tie, part: usize) -> bool {
    // Asked of every part: whether one is negative is looked up only where one is larger.
    exceeds(table, part, tie.total) && !tie.parts.iter().any(|part| may_be_negative(&table.figures[*part]))
}

/// Returns whether a figure is larger than the whole it is declared to be of.
fn exceeds_whole(table: &FigureTable, part: usize, whole: usize) -> bool {
    if !exceeds(table, part, whole) {
        return false;
    }
    let all = &table.figures[whole];
    let mut listed = all.parts.iter().filter_map(|link| link.figure).chain(all.inputs.iter().copied());
    let is_sibling = |figure: &&Figure| figure.whole.is_some_and(|link| link.figure == Some(whole));
    !listed.any(|figure| may_be_negative(&table.figures[figure]))
        && !table.figures.iter().filter(is_sibling).any(may_be_negative)
}

/// Returns whether a figure is larger than another of its kind, whatever true values are taken.
fn exceeds(table: &FigureTable, part: usize, whole: usize) -> bool {
    let (part, whole) = (&table.figures[part], &table.figures[whole]);
    let (Some(worth), Some(all)) = (&part.worth, &whole.worth) else { return false };
    // Of negative totals a part may well be larger.
    worth.unit.is_kind_of(&all.unit)
        && !may_be_negative(whole)
        && (worth.range.exceeds(&all.range) || is_written_larger(part, whole))
}

/// Returns whether a larger number is written to the same last place: a part of it never rounds to more.
fn is_written_larger(part: &Figure, whole: &Figure) -> bool {
    let (Some((part, _)), Some((whole, _))) = (&part.stated, &whole.stated) else { return false };
    part.is_as_fine_as(whole) && part.base() > whole.base()
}

/// Returns whether a figure is below zero: beside a loss, a gain may well be larger than both together.
fn may_be_negative(figure: &Figure) -> bool {
    figure.worth.as_ref().is_some_and(|worth| worth.base < BigRational::zero())
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
        "核对这个占比；是增长率或完成率就去掉 of（属于）",
        "check the share; if it is a growth rate, or measured against a target, take `of` away"
    ))
}

//! Units that a table states for its numbers: in brackets behind a label, in a note on the sheet.
//!
//! And which of them a number has. Where they leave open by which power of ten a number is to be read, that is said:
//! nothing is chosen.

use super::sheet::{Cell, Sheet, label};
use crate::diagnostic::{Text, printable};
use crate::figure::quantity::Quantity;
use crate::figure::unit::{Alone, Unit};
use crate::text;

/// So many cells with words are looked at for a note.
const MOST_NOTES: usize = 400;

/// Returns a label without the unit in brackets behind it, and what the brackets state.
pub(in crate::figure) fn without_unit(label: &str) -> (String, Option<Alone>) {
    let label = super::sheet::label(label);
    let Some((before, inside)) = label.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) else {
        return (label, None);
    };
    let word = inside.trim().trim_start_matches("单位:").trim();
    match Unit::alone(word).or_else(|| english(word)) {
        Some(stated) => (before.trim().to_owned(), Some(stated)),
        None => (label, None),
    }
}

/// Returns the unit of an English word: in a label's brackets any may be one.
fn english(word: &str) -> Option<Alone> {
    Unit::is_known(word).then(|| Alone::Unit(Unit::of(word, None)))
}

/// Returns the unit of `单位：万元` or `Unit: $k`, wherever it stands, or of a title's `（万元）`, or of a line of its
/// own above the table: `in thousands of euros`.
pub(super) fn of_sheet(sheet: &Sheet) -> Option<Alone> {
    let first = sheet.cells().next().map_or(0, |(at, _)| at.0);
    let head = sheet.cells().map(|(at, _)| at.0).find(|row| sheet.row(*row).count() > 1);
    let words = sheet.cells().filter_map(|(at, cell)| Some((at, cell.words()?)));
    words.take(MOST_NOTES).find_map(|(at, words)| {
        let is_above = head.is_none_or(|head| at.0 < head);
        let title = || without_unit(words).0.len() < label(words).len();
        noted(words).or_else(|| {
            let line = label(words);
            let bracketed = line.rsplit_once('(').map(|(_, inside)| inside.trim_end_matches(')'));
            let of_title = bracketed.filter(|_| at.0 == first && title());
            let whole = line.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(&line);
            is_above.then(|| of_title.and_then(Unit::alone).or_else(|| own_line(whole)))?
        })
    })
}

/// Returns the unit that a line of its own states. Other lines speak of amounts, too: only a unit is one.
fn own_line(line: &str) -> Option<Alone> {
    Unit::alone(line).filter(|stated| matches!(stated, Alone::Unit(_)))
}

/// Returns what is stated behind `单位：` or `Unit:`; of several such words, the first that is a unit.
fn noted(words: &str) -> Option<Alone> {
    let whole = label(words);
    let parts = words.split_whitespace().map(label).chain([whole.clone()]);
    let behind = |part: &str| {
        let lower = part.to_ascii_lowercase();
        let key = ["单位:", "units:", "unit:"].into_iter().find_map(|key| Some(lower.find(key)? + key.len()));
        let behind = part[key?..].to_owned();
        let end = behind.find([')', '(', ';', '；']).unwrap_or(behind.len());
        // Of 编制单位：某某，金额单位：万元 the last is meant.
        noted_last(&behind).or_else(|| Unit::alone(&behind[..end]))
    };
    let mut found: Vec<Alone> = parts.filter_map(|part| behind(&part)).collect();
    let unit = found.iter().position(|stated| matches!(stated, Alone::Unit(_)));
    match unit {
        Some(index) => Some(found.swap_remove(index)),
        None => found.pop(),
    }
}

/// Returns what is stated behind a further `单位:`.
fn noted_last(behind: &str) -> Option<Alone> {
    let (_, last) = behind.rsplit_once("单位:")?;
    Unit::alone(&last[..last.find([')', '(', ';', '；']).unwrap_or(last.len())])
}

/// Returns a number of a table in the unit that it has by its labels and its sheet; says when they leave its scale open.
pub(in crate::figure) fn in_place(
    quantity: Quantity,
    cell: Option<&Cell>,
    beside: Option<&Alone>,
    sheet: Option<&Alone>,
) -> Result<Quantity, Text> {
    let scaled = cell.is_some_and(Cell::is_scaled);
    // In its own scale the cell shows it, whatever the labels say.
    if scaled && quantity.unit.is_sign() {
        return Ok(quantity);
    }
    Ok(match unit_under(&quantity.unit, beside, sheet)? {
        Some(unit) if scaled && unit.unscaled() != Some(unit.clone()) => {
            return Err(shown_scaled(&quantity.text, Some(&unit)));
        }
        Some(unit) => quantity.in_unit(&unit),
        None => quantity,
    })
}

/// Returns the unit of a number, given its own, that of its labels and that of its sheet; `None` when its own stays.
fn unit_under(own: &Unit, beside: Option<&Alone>, sheet: Option<&Alone>) -> Result<Option<Unit>, Text> {
    if !own.is_bare() && !own.is_sign() {
        return Ok(None);
    }
    let here = match beside {
        Some(Alone::Unclear(words)) => return Err(unclear(words)),
        Some(Alone::Unit(unit)) => completed(own, unit),
        None => own.clone(),
    };
    let unit = match sheet {
        Some(Alone::Unclear(words)) if here.is_bare() || here.is_sign() => return Err(unclear(words)),
        Some(Alone::Unit(unit)) if here.is_bare() => unit.clone(),
        Some(Alone::Unit(unit)) if leave_open(&here, unit) => return Err(open(&here, unit)),
        _ => here,
    };
    Ok((unit != *own).then_some(unit))
}

/// Returns the unit of a number that bears no more than a currency's sign, in a row or column with a unit: the sign
/// names the money, the label its scale.
fn completed(own: &Unit, stated: &Unit) -> Unit {
    match own.is_sign() {
        true if stated.is_scale() => stated.of_money(own),
        true if !stated.is_kind_of(own) => own.clone(),
        _ => stated.clone(),
    }
}

/// Returns whether a unit and the sheet's together do not say a number's power of ten.
fn leave_open(here: &Unit, sheet: &Unit) -> bool {
    let scales = sheet.is_scale() || (sheet.is_kind_of(here) && sheet.scale() != here.scale());
    (here.is_sign() && scales) || (here.is_scale() && !sheet.is_scale())
}

fn unclear(words: &str) -> Text {
    let words = printable(words);
    text!(
        "旁边写的单位“{words}”读不懂；写成 万元、$k 或 € million 这样",
        "has the unit `{words}` beside it, which is not understood; write it as in $k, € million or 万元"
    )
}

fn open(here: &Unit, sheet: &Unit) -> Text {
    let (here, sheet) = (here.name(), sheet.name());
    let (zh, en, sheet_zh, sheet_en) = (here.zh, here.en, sheet.zh, sheet.en);
    text!(
        "的单位是“{zh}”，表上写的是“{sheet_zh}”，说不准差多少倍；在列名后的括号里写全，如 ($k)",
        "is in `{en}`, and its sheet says `{sheet_en}`: which scale holds? Write it whole in the brackets of the column's head, as in ($k)"
    )
}

/// Says that a cell's format shows its number scaled down, and what its labels state beside it.
pub(super) fn shown_scaled(held: &str, unit: Option<&Unit>) -> Text {
    let Some(unit) = unit.map(Unit::name) else {
        return text!(
            "里存的是 {held}，格式把它缩小了显示；把格式改成照原数显示",
            "holds {held}, and its format shows it scaled down; give it a format that shows the whole number"
        );
    };
    let (zh, en) = (unit.zh, unit.en);
    text!(
        "里存的是 {held}，格式把它缩小了显示，旁边又写单位“{zh}”；把格式改成照原数显示",
        "holds {held}, its format shows it scaled down, and the unit beside it is `{en}`; give it a format that shows the whole number"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::data::separated;

    fn sheet(text: &str) -> String {
        let read = separated::read("a.csv", text).unwrap();
        match of_sheet(&read.sheet) {
            None => "none".to_owned(),
            Some(Alone::Unit(unit)) => unit.name().en,
            Some(Alone::Unclear(words)) => format!("unclear: {words}"),
        }
    }

    #[test]
    fn notes_on_a_sheet_state_its_unit() {
        for (text, unit) in [
            ("单位:亿元\n项目,金额\n", "亿元"),
            ("收支表\n,金额单位：人民币万元\n项目,金额\n", "万元"),
            ("编制单位：某某街道　　金额单位：万元\n项目,金额\n", "万元"),
            ("编制单位：某某街道\n项目,金额\n", "none"),
            ("编制单位：某某街道；金额单位：万元\n项目,金额\n", "万元"),
            ("编制单位：某某街道，金额单位：万元（含税）\n项目,金额\n", "万元"),
            ("单位：万元、%\n项目,金额\n", "万元"),
            ("单位：人、万元\n项目,金额\n", "unclear: 人、万元"),
            ("收支表（亿元）\n项目,金额\n", "亿元"),
            ("Unit: $ million\nItem,Actual\n", "$million"),
            ("Units: $'000\nItem,Actual\n", "$thousand"),
            ("Accounts\n(in thousands of euros)\nItem,Actual\n", "thousand euros"),
            ("\"Accounts (in thousands of euros)\"\nItem,Actual\n", "thousand euros"),
            ("Accounts\nUSD million\nItem,Actual\n", "USD million"),
            ("Accounts (audited)\nItem,Actual\n", "none"),
            ("Budget in $ of today\nItem,Actual\n", "none"),
            ("Item,Actual\n(in thousands)\na,1\n", "none"),
            // A unit that heads a column is that column's; brackets within a title are its words.
            ("项目,万元\n办公费,5\n", "none"),
            ("Accounts ($k) of 2021\nItem,Actual\n", "none"),
        ] {
            assert_eq!(sheet(text), unit, "{text}");
        }
    }

    #[test]
    fn a_number_has_the_unit_that_its_place_states_or_is_open() {
        let read = |words: &str| (!words.is_empty()).then(|| Unit::alone(words).unwrap());
        let unit = |own: &str, beside: &str, sheet: &str| {
            let own = match read(own) {
                Some(Alone::Unit(unit)) => unit,
                _ => Unit::default(),
            };
            match unit_under(&own, read(beside).as_ref(), read(sheet).as_ref()) {
                Ok(unit) => unit.unwrap_or(own).name().en,
                Err(_) => "open".to_owned(),
            }
        };
        for (own, beside, sheet, expected) in [
            ("", "$k", "", "$k"),
            ("", "", "万元", "万元"),
            ("", "元", "万元", "元"),
            ("", "%", "万元", "%"),
            ("亿元", "万元", "", "亿元"),
            ("$", "$k", "", "$k"),
            ("$", "thousands", "", "$thousand"),
            ("$", "", "", "$"),
            ("$", "万元", "", "$"),
            ("", "$", "万元", "$"),
            ("", "$", "in thousands", "open"),
            ("", "$", "$ million", "open"),
            ("$", "", "in thousands", "open"),
            ("", "thousands", "$", "open"),
            ("", "$kk", "", "open"),
            ("", "", "人、万元", "open"),
            ("亿元", "$kk", "人、万元", "亿元"),
            ("", "元", "人、万元", "元"),
        ] {
            assert_eq!(unit(own, beside, sheet), expected, "{own} {beside} {sheet}");
        }
    }
}

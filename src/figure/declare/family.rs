//! A family of figures: `{rows: data/2021.xlsx, sheet: 决算, range: A3:C9, name: 科目, value: 决算数}`.
//!
//! Each row with words under `name` and a number under `value` is a member, a figure named `family.member`.
//! Rows without a number (headings, notes) are none.

use std::collections::BTreeMap;

use super::full::{Reader, wrong_shape};
use super::taken::{Table, fault_at};
use super::{Declaration, Fault, words};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, printable};
use crate::figure::data::{
    self, Area, At, Content, Loaded, Origin, Part, Picked, Sheet, a1, label, without_unit,
};
use crate::figure::format::Pattern;
use crate::figure::name;
use crate::figure::piece::Piece;
use crate::figure::quantity::{Context, scan};
use crate::report::{Scalar, Yaml};
use crate::text;

/// The keys that say where the members stand; the others are the members' own, as of any figure.
const KEYS: &[(&str, Key)] = &[
    ("rows", Key::Rows),
    ("各行", Key::Rows),
    ("sheet", Key::Sheet),
    ("工作表", Key::Sheet),
    ("表", Key::Sheet),
    ("range", Key::Range),
    ("范围", Key::Range),
    ("name", Key::Name),
    ("名称", Key::Name),
    ("value", Key::Value),
    ("数值", Key::Value),
    ("prior", Key::Prior),
    ("上年", Key::Prior),
];

/// Keys of a single figure that a family cannot have.
const NOT_HERE: &[&str] = &[
    "calc",
    "算式",
    "from",
    "取自",
    "parts",
    "其中",
    "row",
    "行",
    "column",
    "列",
    "cell",
    "单元格",
    "label",
    "labels",
    "标签",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Rows,
    Sheet,
    Range,
    Name,
    Value,
    Prior,
}

/// Where the members stand.
struct Columns<'a> {
    file: &'a Loaded,
    sheet: &'a Sheet,
    area: Area,
    name: At,
    value: At,
    prior: Option<At>,
}

/// Returns whether a mapping declares a family.
pub(super) fn is_one(entries: &[(Scalar, Yaml)]) -> bool {
    entries.iter().any(|(key, _)| matches!(key.text.trim(), "rows" | "各行"))
}

/// Reads a family; `base` has its name, place and section.
pub(super) fn read(reader: Reader<'_>, entries: &[(Scalar, Yaml)], base: &Declaration) -> Vec<Declaration> {
    let Reader { sources, span, table, diagnostics } = reader;
    let mut said: BTreeMap<Key, Piece<'_>> = BTreeMap::new();
    let mut rest = Vec::new();
    let mut is_read = true;
    for (key, value) in entries {
        let piece = Piece::of_scalar(key, sources, span);
        let word = key.text.trim();
        match (KEYS.iter().find(|(known, _)| *known == word), value) {
            (Some((_, key)), Yaml::Scalar(scalar)) if words(scalar).is_some() => {
                let value = Piece::of_scalar(scalar, sources, piece.span());
                said.insert(*key, value.part(0..value.text.len()));
            }
            (Some(_), other) => {
                diagnostics.push(*wrong_shape(piece, other.span().unwrap_or(span)));
                is_read = false;
            }
            (None, _) if NOT_HERE.contains(&word) => diagnostics.push(not_here(&piece)),
            (None, _) => rest.push((key.clone(), value.clone())),
        }
    }
    let mut member = base.clone();
    // What the members have in common is read as of any figure, which has a value.
    member.stated = scan("0", Context::Declared).map(|(zero, _)| (zero, span));
    let own = Table::new(table.data, table.section);
    let common = Reader { sources, span, table: own, diagnostics: &mut *diagnostics };
    if let Err(fault) = common.read(&rest, &mut member) {
        diagnostics.push(*fault);
    }
    if !is_read {
        return Vec::new();
    }
    match columns(&table, &said) {
        Ok(columns) => members(&columns, &said, &member, diagnostics),
        Err(fault) => {
            diagnostics.push(*fault);
            Vec::new()
        }
    }
}

fn not_here(key: &Piece<'_>) -> Diagnostic {
    let word = key.text.trim();
    let message = text!("取整列数字（rows）时不能写“{word}”", "`{word}` does not go with `rows`");
    Diagnostic::new(Code::UnknownKey, key.span(), message).severity(Severity::Error).hint(text!(
        "可用：各行 工作表 范围 名称 数值 上年 单位 期间 口径 属于 显示 来源 说明 理由 精确",
        "known: rows sheet range name value prior unit period scope of show source note why exact"
    ))
}

/// Finds the sheet, the area and the heads of the columns.
fn columns<'a>(table: &Table<'a>, said: &BTreeMap<Key, Piece<'_>>) -> Result<Columns<'a>, Fault> {
    let rows = said[&Key::Rows];
    let missing = |key: &str| {
        let place = rows.span();
        let message = text!("没有写 {key}：哪一列", "`{key}` is missing: which column");
        let hint = text!("如 名称: 科目, 数值: 决算数", "as in name: Item, value: Actual");
        Box::new(Diagnostic::new(Code::BadValue, place, message).hint(hint))
    };
    let (name, value) = match (said.get(&Key::Name), said.get(&Key::Value)) {
        (Some(name), Some(value)) => (name, value),
        (None, _) => return Err(missing("name")),
        (_, None) => return Err(missing("value")),
    };
    let file = table
        .data
        .get(table.section, rows.text)
        .map_err(|message| Box::new(Diagnostic::new(Code::BadValue, rows.span(), message)))?;
    let sheet = file.sheet(said.get(&Key::Sheet).map(|piece| piece.text)).map_err(|fault| {
        let key = if fault.part == Part::Sheet { Key::Sheet } else { Key::Rows };
        fault_at(fault, said[&key])
    })?;
    let area = match said.get(&Key::Range) {
        Some(range) => Area::read(range.text).ok_or_else(|| bad_range(range))?,
        None => Area { first: (0, 0), last: (u32::MAX, u32::MAX) },
    };
    let head = |key: &Piece<'_>| head_of(file, sheet, area, *key);
    let (name, value) = (head(name)?, head(value)?);
    let prior = said.get(&Key::Prior).map(head).transpose()?;
    Ok(Columns { file, sheet, area, name, value, prior })
}

fn bad_range(range: &Piece<'_>) -> Fault {
    let shown = printable(range.text);
    let message = text!("“{shown}”不是范围", "`{shown}` is no range");
    let hint = text!("写左上角和右下角，如 A3:C9", "write its corners: A3:C9");
    Box::new(Diagnostic::new(Code::BadValue, range.span(), message).hint(hint))
}

/// Returns the head of a column in an area.
fn head_of(file: &Loaded, sheet: &Sheet, area: Area, key: Piece<'_>) -> Result<At, Fault> {
    let heads: Vec<At> = sheet.labelled(key.text).iter().copied().filter(|at| area.holds(*at)).collect();
    let (shown, place) = (printable(key.text), file.name_of(sheet));
    // The same words further down are another row's.
    let top = heads.iter().map(|at| at.0).min().unwrap_or_default();
    let at_top: Vec<At> = heads.into_iter().filter(|at| at.0 == top).collect();
    match at_top.as_slice() {
        [only] => Ok(*only),
        [] => {
            let inside = |at: &At| area.holds(*at);
            let labels = sheet.labels().filter(|(_, places)| places.iter().any(inside));
            let short: Vec<String> = labels.map(|(label, _)| without_unit(label).0).collect();
            let outside = sheet.labelled(key.text).first();
            let message =
                text!("{place} 的范围里没有“{shown}”这一列", "{place} has no column `{shown}` in the range");
            let mut fault = data::Fault { part: Part::Column, message, hint: None, fix: None };
            if let Some(at) = outside {
                let at = a1(*at);
                fault.hint = Some(Box::new(text!(
                    "它在 {at}：范围要从表头开始",
                    "it stands at {at}: the range begins with the head row"
                )));
            } else if let Some(near) =
                crate::diagnostic::nearest(&label(key.text), short.iter().map(String::as_str))
            {
                fault.hint = Some(Box::new(text!("是不是“{near}”？", "did you mean `{near}`?")));
                fault.fix = Some(near.to_owned());
            }
            Err(fault_at(fault, key))
        }
        several => {
            let cells: Vec<String> = several.iter().map(|at| a1(*at)).collect();
            let cells = cells.join(" ");
            let message = text!("“{shown}”有几列：{cells}", "`{shown}` heads several columns: {cells}");
            let hint = text!("用“范围”只留一列", "leave one of them in `range`");
            Err(Box::new(Diagnostic::new(Code::BadValue, key.span(), message).hint(hint)))
        }
    }
}

/// Reads the rows below the heads.
fn members(
    columns: &Columns<'_>,
    said: &BTreeMap<Key, Piece<'_>>,
    common: &Declaration,
    diagnostics: &mut Diagnostics,
) -> Vec<Declaration> {
    let Columns { file, sheet, area, .. } = *columns;
    let heads = [Some(columns.name), Some(columns.value), columns.prior];
    let first = heads.iter().flatten().map(|at| sheet.merged_with(*at).last.0).max().unwrap_or_default() + 1;
    let last = sheet.last_row().unwrap_or_default().min(area.last.0);
    let mut seen: BTreeMap<String, At> = BTreeMap::new();
    let mut unusable = Vec::new();
    let mut out = Vec::new();
    for row in first..=last {
        let (at, value_at) = ((row, columns.name.1), (row, columns.value.1));
        let covered = sheet.first_of(at) != at;
        if covered || !is_number(sheet, value_at) {
            continue;
        }
        let words = sheet.text(at);
        let short = bare_label(&words);
        let member = name::canonical(&short);
        if member.is_empty() {
            continue;
        }
        if name::fault(&member).is_some() && !name::is_of_formulas(&member) {
            unusable.push(format!("{} {}", a1(at), printable(&label(&words))));
            continue;
        }
        if let Some(before) = seen.insert(member.clone(), at) {
            let (a, b, shown) = (a1(before), a1(at), printable(&member));
            let place = said[&Key::Name].span();
            let message = text!("“{shown}”有两行：{a} 和 {b}", "`{shown}` stands in two rows: {a} and {b}");
            diagnostics.push(Diagnostic::new(Code::DuplicateFigure, place, message).hint(text!(
                "在表格中改一个名称，或用“范围”只留一行",
                "rename one in the table, or leave one of them in `range`"
            )));
            continue;
        }
        let mut declaration = common.clone();
        declaration.name = format!("{}.{member}", common.name);
        declaration.label = Some(short);
        let picked = |at| Picked {
            file,
            sheet,
            at,
            labels: [Some(label(&words)), Some(label(&sheet.text(columns.value)))],
        };
        take(&picked(value_at), said[&Key::Value], &mut declaration, diagnostics);
        if let Some(prior) = columns.prior.map(|head| (row, head.1)).filter(|at| is_number(sheet, *at)) {
            match picked(prior).quantity() {
                Ok(quantity) => {
                    let quantity = super::in_unit_of(quantity, &declaration);
                    declaration.prior = Some((quantity, said[&Key::Prior].span()).into());
                }
                Err(message) => {
                    diagnostics.push(Diagnostic::new(Code::BadValue, said[&Key::Prior].span(), message));
                }
            }
        }
        if let Err(fault) = declaration.apply_unit() {
            declaration.fault = Some(fault.message.clone());
            diagnostics.push(*fault);
        }
        out.push(declaration);
    }
    say_what_is_left_out(&unusable, out.is_empty(), said[&Key::Rows], diagnostics);
    out
}

/// Gives a member the number of its cell.
fn take(picked: &Picked<'_>, key: Piece<'_>, declaration: &mut Declaration, diagnostics: &mut Diagnostics) {
    declaration.stated = None;
    match picked.quantity() {
        Ok(quantity) => {
            if let Some(decimals) = picked.decimals_shown().filter(|_| declaration.pattern.is_none()) {
                declaration.pattern =
                    Some((Pattern::Shape { decimals: Some(decimals), unit: None }, key.span()));
            }
            declaration.stated = Some((quantity, key.span()));
        }
        Err(message) => {
            declaration.fault = Some(message.clone());
            diagnostics.push(Diagnostic::new(Code::BadValue, key.span(), message));
        }
    }
    declaration.origin = Some(Box::new(Origin {
        path: picked.file.path.clone(),
        sha256: picked.file.sha256.clone(),
        sheet: picked.sheet.name.clone(),
        cell: a1(picked.at),
        labels: picked.labels.iter().flatten().map(|words| without_unit(words).0).collect(),
        ..Origin::default()
    }));
}

/// Says which rows have no name that a figure can have, and when no row is a member.
fn say_what_is_left_out(unusable: &[String], none: bool, rows: Piece<'_>, diagnostics: &mut Diagnostics) {
    if !unusable.is_empty() {
        let few = unusable.iter().take(8).cloned().collect::<Vec<_>>();
        let (zh, en) = (few.join("、"), few.join(", "));
        let message = text!(
            "这些行的名称不能作数字的名称，没有取：{zh}",
            "these rows have no name that a figure can have, and are left out: {en}"
        );
        diagnostics.push(
            Diagnostic::new(Code::BadName, rows.span(), message).severity(Severity::Warning).hint(text!(
                "要用的一行另写“取自”和“单元格”",
                "declare the row that is needed with `from` and `cell`"
            )),
        );
    } else if none {
        let message = text!("没有一行既有名称又有数", "no row has both a name and a number");
        diagnostics.push(
            Diagnostic::new(Code::BadValue, rows.span(), message)
                .hint(text!("查看“名称”和“数值”是哪一列", "look at which columns `name` and `value` are")),
        );
    }
}

/// Returns whether a cell is meant as a number: it is not blank and no dash.
fn is_number(sheet: &Sheet, at: At) -> bool {
    match sheet.cell(at).map(|cell| &cell.content) {
        None => false,
        Some(Content::Words(words)) => {
            !words.trim().chars().all(|c| matches!(c, '-' | '—' | '–' | '－' | '―' | '/' | '…' | '.'))
        }
        Some(_) => true,
    }
}

/// Returns the words of a row without what only orders it: `一、`, `1.`, `（二）`, `其中：`, and without its unit.
fn bare_label(words: &str) -> String {
    let (short, _) = without_unit(words);
    let mut rest = short.as_str();
    loop {
        let before = rest;
        rest = rest.strip_prefix("其中:").unwrap_or(rest);
        let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        rest = rest.trim_start_matches(number).strip_prefix(['、', '.', '．']).unwrap_or(rest);
        if let Some((inside, behind)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'))
            && inside.chars().all(number)
        {
            rest = behind;
        }
        if rest == before {
            return rest.trim().to_owned();
        }
    }
}

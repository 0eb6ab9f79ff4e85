//! One line: `508件 of 事件`, `=办结/事件 @0.01%`, `35人 = 拘留 + 强戒`.
//!
//! Reads the parts in their order and says, at the character, what does not belong.

use super::{Declaration, Fault};
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::figure::citation::pattern;
use crate::figure::expression::{Expression, Formula};
use crate::figure::piece::{Piece, fold};
use crate::figure::quantity::{Context, Quantity, scan};
use crate::text;

/// What a line begins with when no `=` says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    /// A value.
    WithValue,
    /// A formula: the key `calc`.
    WithFormula,
}

/// Reads a line into a declaration.
pub(super) fn read(piece: Piece<'_>, begins: Begins, declaration: &mut Declaration) -> Result<(), Fault> {
    let mut rest = piece.part(0..piece.text.len());
    if rest.text.is_empty() {
        let message = text!("这个数字没有写数值", "this figure has no value");
        let hint = text!("写一个带单位的数，如 508件", "write a number with its unit, such as 508 cases");
        return Err(Box::new(Diagnostic::new(Code::BadValue, piece.span(), message).hint(hint)));
    }
    let formula_first = begins == Begins::WithFormula && !starts_with(&rest, '=');
    if formula_first {
        rest = formula(rest, declaration)?;
    } else if !starts_with(&rest, '=') {
        let (quantity, length) = scan(rest.text, Context::Declared).ok_or_else(|| no_number(&rest))?;
        declaration.stated = Some((quantity, rest.at(0..length)));
        declaration.pattern_slot = slot(&rest, length);
        rest = rest.part(length..rest.text.len());
    }
    while let Some(first) = rest.text.chars().next() {
        let behind = first.len_utf8();
        if fold(first) == '=' && declaration.formula.is_none() {
            rest = formula(rest.part(behind..rest.text.len()), declaration)?;
        } else if let Some(length) = of(rest.text).filter(|_| declaration.whole.is_none()) {
            rest = whole(rest.part(length..rest.text.len()), declaration)?;
        } else if fold(first) == '@' {
            declaration.pattern = Some(pattern(rest.part(behind..rest.text.len()))?);
            declaration.pattern_slot = None;
            return Ok(());
        } else {
            return Err(stray(&rest, first, declaration.stated.as_ref().map(|(stated, _)| stated)));
        }
    }
    Ok(())
}

/// Reads a formula; returns what follows it.
fn formula<'a>(piece: Piece<'a>, declaration: &mut Declaration) -> Result<Piece<'a>, Fault> {
    let (formula, end) = Formula::parse_start(piece)?;
    let written = piece.text[..end].trim_end().len();
    declaration.pattern_slot = slot(&piece, written);
    declaration.formula = Some(formula);
    let rest = piece.part(end..piece.text.len());
    match rest.text.chars().next().map(fold) {
        None | Some('@') => Ok(rest),
        Some(_) if of(rest.text).is_some() => Ok(rest),
        // The formula's own fault says best what stands there.
        Some(_) => Formula::parse(piece).map(|_| rest),
    }
}

/// Reads the name of the whole; returns what follows it.
fn whole<'a>(piece: Piece<'a>, declaration: &mut Declaration) -> Result<Piece<'a>, Fault> {
    let (formula, end) = Formula::parse_start(piece)?;
    let Expression::Name(index) = formula.tree else {
        let message = text!("of 后面要写一个数字的名称", "`of` is followed by the name of one figure");
        return Err(Box::new(Diagnostic::new(Code::BadValue, formula.span, message)));
    };
    declaration.whole = formula.references.into_iter().nth(index);
    if let Some(slot) = slot(&piece, piece.text[..end].trim_end().len()) {
        declaration.pattern_slot = declaration.pattern_slot.map(|_| slot);
    }
    Ok(piece.part(end..piece.text.len()))
}

/// Returns the empty place behind what is written, where a pattern could stand.
fn slot(piece: &Piece<'_>, at: usize) -> Option<crate::source::Span> {
    piece.is_exact().then(|| piece.at(at..at))
}

/// Returns the length of `of ` or `属于` at the beginning of a text.
fn of(text: &str) -> Option<usize> {
    if text.starts_with("属于") {
        return Some("属于".len());
    }
    let rest = text.strip_prefix("of")?;
    rest.starts_with([' ', '\u{3000}']).then_some("of".len())
}

fn starts_with(piece: &Piece<'_>, sign: char) -> bool {
    piece.text.chars().next().is_some_and(|c| fold(c) == sign)
}

/// Says that a value is no number; a formula without `=` gets it as fix.
fn no_number(piece: &Piece<'_>) -> Fault {
    let found: String = piece.text.chars().take(12).collect();
    let message = text!("“{found}”不是带单位的数", "`{found}` is no number with a unit");
    let fault = Diagnostic::new(Code::BadValue, piece.span(), message);
    if is_period(piece.text) {
        return Box::new(fault.hint(a_period(piece.text)));
    }
    let is_formula = Formula::parse_start(*piece).is_ok_and(|(formula, _)| !formula.references.is_empty());
    let is_numeral = piece.text.chars().any(|c| "一二三四五六七八九十百千万两".contains(c));
    Box::new(match (is_formula, piece.text.contains(['+', '-', '*', '/', '×', '÷', '('])) {
        (true, true) => {
            let fault = fault.hint(text!("算式前面要写 =", "a formula begins with `=`"));
            let start = piece.at(0..0);
            if piece.is_exact() { fault.fix(start, "=") } else { fault }
        }
        _ if is_numeral => fault.hint(text!(
            "数字用阿拉伯数字写，正文中用 @汉字 显示",
            "write the number in digits; the text can show it in words with @汉字"
        )),
        _ => fault.hint(text!("写成 508件 或 =办结/事件", "write it as 508 cases or =done/all")),
    })
}

/// Returns whether a text is a period and no number: `FY2024/25`, `2024/25`, `2021-2022`, `Q3 2021`.
fn is_period(text: &str) -> bool {
    let digits = |text: &str, counts: &[usize]| {
        counts.contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit())
    };
    let text = text.trim();
    if let Some((quarter, year)) = text.split_once(' ')
        && quarter.len() == 2
        && quarter.starts_with(['Q', 'H'])
    {
        return digits(year, &[4]);
    }
    let (is_fiscal, year) = text.strip_prefix("FY").map_or((false, text), |rest| (true, rest.trim_start()));
    match year.split_once(['/', '-', '–']) {
        Some((from, to)) => digits(from, &[4]) && digits(to, &[2, 4]),
        None => is_fiscal && digits(year, &[2, 4]),
    }
}

/// Says where a period is written.
fn a_period(period: &str) -> Text {
    text!(
        "这是期间，不是数：写成 {{value: 数值, period: {period}}}，或在这一节写 period: {period}",
        "this is a period and no number: write {{value: …, period: {period}}}, or period: {period} for the section"
    )
}

/// Says what does not belong behind a value.
fn stray(rest: &Piece<'_>, first: char, stated: Option<&Quantity>) -> Fault {
    let read = stated.map_or_else(String::new, |stated| stated.text.clone());
    let message: Text = text!("数值后面不应有“{first}”", "`{first}` does not belong behind a value");
    let mut fault = Diagnostic::new(Code::BadValue, rest.char_at(0), message);
    if !read.is_empty() {
        fault = fault.label(text!("到这里读作 {read}", "read as {read} up to here"));
    }
    let whole = format!("{read}{}", rest.text);
    if is_period(&whole) {
        return Box::new(fault.hint(a_period(&whole)));
    }
    Box::new(match fold(first) {
        ',' => fault.hint(text!(
            "千位逗号后面要有三位数字，如 24,853",
            "a thousands comma is followed by three digits, as in 24,853"
        )),
        '.' => fault.hint(text!("小数点后面要有数字", "digits follow a decimal point")),
        '~' | '-' | '至' => fault.hint(text!(
            "登记一个数字写一个数；范围写成两项",
            "a figure is one number; write a range as two figures"
        )),
        '+' | '*' | '/' => fault.hint(text!("算式前面要写 =", "a formula begins with `=`")),
        _ => fault.hint(text!(
            "数值后面可以写 = 算式、of 整体、@格式",
            "behind a value may stand = formula, of whole, @format"
        )),
    })
}

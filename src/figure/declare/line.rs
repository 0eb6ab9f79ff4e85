//! One line: `508件 of 事件`, `=办结/事件 @0.01%`, `35人 = 拘留 + 强戒`.
//!
//! Reads the parts in their order and says, at the character, what does not belong.

use super::{Declaration, Fault, unread};
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
        let (quantity, length) =
            scan(rest.text, Context::Declared).ok_or_else(|| unread::no_number(&rest))?;
        let misread = unread::letter_for_digit(&rest, &quantity);
        if let Some(fault) = misread.or_else(|| unread::misspelt_amount(&rest, &quantity)) {
            return Err(fault);
        }
        declaration.stated = Some((quantity, rest.at(0..length)));
        declaration.pattern_slot = slot(&rest, length);
        rest = rest.part(length..rest.text.len());
    }
    while let Some(first) = rest.text.chars().next() {
        let behind = first.len_utf8();
        if fold(first) == '=' && declaration.formula.is_none() {
            unread::second_equals(&rest)?;
            rest = formula(rest.part(behind..rest.text.len()), declaration)?;
        } else if let Some(length) = of(rest.text).filter(|_| declaration.whole.is_none()) {
            rest = whole(rest.part(length..rest.text.len()), declaration)?;
        } else if fold(first) == '@' {
            declaration.pattern = Some(pattern(rest.part(behind..rest.text.len()))?);
            declaration.pattern_slot = None;
            return Ok(());
        } else {
            let stated = declaration.stated.as_ref().map(|(stated, _)| stated);
            let said = unread::date(&piece).or_else(|| unread::apart(&piece, &rest));
            return Err(said.unwrap_or_else(|| stray(&rest, first, stated)));
        }
    }
    Ok(())
}

/// Reads a formula; returns what follows it.
fn formula<'a>(piece: Piece<'a>, declaration: &mut Declaration) -> Result<Piece<'a>, Fault> {
    let (formula, end) = Formula::parse_start(piece)?;
    let written = piece.text[..end].trim_end().len();
    declaration.pattern_slot = slot(&piece, written);
    declaration.formula = Some(formula.into());
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

/// Says what does not belong behind a value.
fn stray(rest: &Piece<'_>, first: char, stated: Option<&Quantity>) -> Fault {
    let read = stated.map_or_else(String::new, |stated| stated.text.clone());
    let message: Text = text!("数值后面不应有“{first}”", "`{first}` does not belong behind a value");
    let mut fault = Diagnostic::new(Code::BadValue, rest.char_at(0), message);
    if !read.is_empty() {
        fault = fault.label(text!("到这里读作 {read}", "read as {read} up to here"));
    }
    let whole = format!("{read}{}", rest.text);
    if unread::is_period(&whole) {
        return Box::new(fault.hint(unread::a_period(&whole)));
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

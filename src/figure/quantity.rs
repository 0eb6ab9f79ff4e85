//! A quantity as written: hedge, currency, number, unit (`40多万元`, `more than 12,430 people`, `$1.2m`).
//!
//! Reads the beginning of a text and says where the quantity ends; what may follow is for others to judge.

use num_rational::BigRational;
use num_traits::Zero;
use unicode_ident::{is_xid_continue, is_xid_start};

use super::arithmetic;
use super::hedge::{self, HedgeKind};
use super::interval::{Interval, Limit};
use super::number::{self, Commas, power_of_ten};
use super::piece::{fold, narrowed};
use super::unit::Unit;
use crate::report::Rounding;

/// A number with its unit and hedge, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The words, full-width signs narrowed.
    pub text: String,
    /// The number in its unit.
    pub number: BigRational,
    /// How many decimals are written.
    pub decimals: u32,
    /// The unit.
    pub unit: Unit,
    /// The hedge.
    pub hedge: Option<Box<Hedge>>,
    /// Of `1 in 4`: the second number.
    one_in: Option<Box<BigRational>>,
}

/// A hedge with the words that say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hedge {
    /// What it means.
    pub kind: HedgeKind,
    /// The words before the number.
    pub before: String,
    /// The words between number and unit.
    pub between: String,
    /// The words after the unit.
    pub after: String,
}

/// Where a quantity stands, which decides what may belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// The value of a declaration: everything.
    Declared,
    /// An operand of a formula: no sign, no hedge before it, because a name may begin so.
    Operand(Commas),
}

/// Reads the quantity that a text begins with; returns it and the bytes it takes.
pub fn scan(text: &str, context: Context) -> Option<(Quantity, usize)> {
    let mut at = 0;
    let mut hedge = None;
    if context == Context::Declared
        && let Some((length, kind)) = hedge::before(text)
    {
        at = length + blanks(&text[length..]);
        let before = text[..at].to_owned();
        hedge = Some(Box::new(Hedge { kind, before, between: String::new(), after: String::new() }));
    }
    let negative = context == Context::Declared && text[at..].starts_with(|c| fold(c) == '-');
    if negative {
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    let currency = currency(&text[at..]);
    if let Some((length, _)) = &currency {
        at += length;
    }
    let commas = if let Context::Operand(commas) = context { commas } else { Commas::Group };
    let (number, length) = number::scan(&text[at..], commas)?;
    at += length;
    if let Some((whole, length)) = one_in(&text[at..]) {
        at += length;
        let value = &number.value / &whole;
        let text = text[..at].to_owned();
        let (unit, one_in) = (Unit::default(), Some(Box::new(whole)));
        return Some((Quantity { text, number: value, decimals: 0, unit, hedge, one_in }, at));
    }
    let tail = Tail::scan(&text[at..], currency.map(|(_, code)| code), context);
    at += tail.length;
    let written = &text[..at];
    let mut unit = tail.unit;
    unit.grouped = number.grouped;
    let quantity = Quantity {
        text: narrowed(written).unwrap_or_else(|| written.to_owned()),
        number: if negative { -number.value } else { number.value },
        decimals: number.decimals,
        unit,
        hedge: hedge.or(tail.hedge),
        one_in: None,
    };
    Some((quantity, at))
}

impl Quantity {
    /// Returns a quantity whose exact number in a unit is known, and which is written in some words.
    pub(super) fn known(text: String, number: BigRational, unit: &Unit) -> Quantity {
        let decimals = number::exact_decimals(&number).unwrap_or_default();
        Quantity { text, number, decimals, unit: unit.clone(), hedge: None, one_in: None }
    }

    /// Returns the number in base units.
    pub fn base(&self) -> BigRational {
        self.unit.to_base(&self.number)
    }

    /// Returns what the true value may be, in base units; `exact` overrules the reading of the last place.
    pub fn interval(&self, rounding: Rounding, exact: Exact) -> Interval {
        let value = self.base();
        if let Some(hedge) = &self.hedge {
            let place = self.unit.to_base(&self.lowest_place());
            let read = if self.unit.counts_whole() { HedgeKind::interval } else { HedgeKind::of_measure };
            return read(hedge.kind, &value, &place);
        }
        if let Some(whole) = self.one_in.as_deref() {
            let half = BigRational::new(1.into(), 2.into());
            let ones = &self.number * whole;
            let low = &ones / (whole + &half);
            let high = if *whole > half { &ones / (whole - half) } else { value };
            return Interval::between(low, Limit::Closed, high, Limit::Closed);
        }
        if exact == Exact::Declared || (self.decimals == 0 && self.unit.counts_whole()) {
            return Interval::point(value);
        }
        let step = self.unit.to_base(&BigRational::new(1.into(), power_of_ten(self.decimals)));
        if rounding != Rounding::Truncate {
            let half = arithmetic::over(&step, &BigRational::from_integer(2.into()));
            let (low, high) = (arithmetic::plus(&value, &-half.clone()), arithmetic::plus(&value, &half));
            return Interval::between(low, Limit::Closed, high, Limit::Closed);
        }
        match value.cmp(&BigRational::zero()) {
            std::cmp::Ordering::Greater => {
                Interval::between(value.clone(), Limit::Closed, value + step, Limit::Open)
            }
            std::cmp::Ordering::Less => Interval::between(&value - step, Limit::Open, value, Limit::Closed),
            std::cmp::Ordering::Equal => Interval::between(-step.clone(), Limit::Open, step, Limit::Open),
        }
    }

    /// Returns what the words themselves allow: 至多5件 of a change, which counts nothing, may be -2件.
    pub fn claim(&self, rounding: Rounding, exact: Exact) -> Interval {
        match self.hedge.as_deref() {
            Some(Hedge { kind: kind @ HedgeKind::AtMost, .. }) => {
                kind.of_measure(&self.base(), &BigRational::zero())
            }
            _ => self.interval(rounding, exact),
        }
    }

    /// Returns the same quantity of another number, written with as many decimals.
    #[must_use]
    pub fn with_number(&self, number: BigRational) -> Quantity {
        Quantity { number, ..self.clone() }
    }

    /// Returns the quantity with a unit that was declared beside it.
    #[must_use]
    pub fn in_unit(mut self, unit: &Unit) -> Quantity {
        let grouped = self.unit.grouped;
        self.text = self.unit.without_sign(self.text);
        self.unit = unit.clone();
        self.unit.grouped = grouped;
        self.text = match &self.hedge {
            Some(hedge) => {
                let number = self.text.strip_prefix(hedge.before.as_str()).unwrap_or(&self.text);
                let number = number.strip_suffix(hedge.between.as_str()).unwrap_or(number).to_owned();
                format!("{}{}{}", hedge.before, self.unit.around(&number, &hedge.between), hedge.after)
            }
            None => self.unit.around(&self.text, ""),
        };
        self
    }

    /// Returns the quantity with a minus before it.
    #[must_use]
    pub fn negated(mut self) -> Quantity {
        self.number = -self.number;
        self.text = match self.text.strip_prefix('-') {
            Some(digits) => digits.to_owned(),
            None => format!("-{}", self.text),
        };
        self
    }

    /// Returns whether it is a share in words: `1 in 4`.
    pub fn is_one_in(&self) -> bool {
        self.one_in.is_some()
    }

    /// Returns whether both are numbers of one kind to the same last place, without hedges: whatever the rule of
    /// rounding, one true value gives them the same number, and a larger one never gives a smaller number.
    pub fn is_as_fine_as(&self, other: &Quantity) -> bool {
        let place = |quantity: &Quantity| {
            quantity.unit.to_base(&BigRational::new(1.into(), power_of_ten(quantity.decimals)))
        };
        let plain = |quantity: &Quantity| quantity.hedge.is_none() && quantity.one_in.is_none();
        let comparable = plain(self) && plain(other) && self.unit.is_kind_of(&other.unit);
        comparable && place(self) == place(other)
    }

    /// Returns the worth of the lowest place that is not zero, in the unit: 10 for 140.
    fn lowest_place(&self) -> BigRational {
        let mut place = BigRational::new(1.into(), power_of_ten(self.decimals));
        let ten = BigRational::from_integer(10.into());
        while !self.number.is_zero() && (&self.number / (&place * &ten)).is_integer() {
            place *= &ten;
        }
        place
    }
}

/// Whether a figure says that its number is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exact {
    /// `exact: true`.
    Declared,
    /// What the number itself says.
    AsWritten,
}

/// What follows the digits: hedge, unit, hedge.
struct Tail {
    unit: Unit,
    hedge: Option<Box<Hedge>>,
    length: usize,
}

impl Tail {
    fn scan(text: &str, currency: Option<&str>, context: Context) -> Tail {
        let mut hedge = Hedge::silent();
        let mut at = 0;
        if let Some(length) = hedge::between(text) {
            text[..length].clone_into(&mut hedge.between);
            hedge.kind = HedgeKind::SomeMore;
            at = length;
        } else if context == Context::Declared && is_plus_hedge(text) {
            "+".clone_into(&mut hedge.between);
            hedge.kind = HedgeKind::AtLeast;
            at = 1;
        }
        let gap = blanks(&text[at..]);
        let word = unit_word(&text[at + gap..]);
        let mut unit = Unit::default();
        if !word.is_empty() {
            at += gap;
            at += word.len();
            unit = Unit::of(&without_hedges(word, &mut hedge), currency);
        } else if currency.is_some() {
            unit = Unit::of("", currency);
        }
        if let Some((other, length)) = per(&text[at..], context).filter(|_| !unit.is_bare()) {
            unit = unit.over(&other);
            at += length;
        }
        if !word.is_empty() {
            unit.spaced = gap > 0;
        }
        if let Some((length, kind)) = hedge::english_after(&text[at..]) {
            text[at..at + length].clone_into(&mut hedge.after);
            hedge.kind = kind;
            at += length;
        }
        let hedged = !hedge.between.is_empty() || !hedge.after.is_empty();
        Tail { unit, hedge: hedged.then(|| hedge.into()), length: at }
    }
}

impl Hedge {
    /// Returns a hedge without words, to be filled.
    fn silent() -> Hedge {
        let none = String::new;
        Hedge { kind: HedgeKind::SomeMore, before: none(), between: none(), after: none() }
    }
}

/// Returns a unit word without the hedges in and behind it (万余元, %左右), which go into `hedge`.
fn without_hedges(word: &str, hedge: &mut Hedge) -> String {
    let mut core = narrowed(word).unwrap_or_else(|| word.to_owned());
    if let Some((length, kind)) = hedge::after(&core).filter(|_| !Unit::is_known(word)) {
        hedge.after = core.split_off(core.len() - length);
        hedge.kind = kind;
    }
    let scale = core.find(|c| !matches!(c, '万' | '亿' | '千' | '百' | '十')).unwrap_or(0);
    if let Some(length) = hedge::between(&core[scale..]) {
        hedge.between = core.drain(scale..scale + length).collect();
        hedge.kind = HedgeKind::SomeMore;
    }
    core
}

/// Returns whether a `+` is a hedge (`500+`, `500+ people`) and not the sign of a sum.
fn is_plus_hedge(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|rest| {
        rest.trim().is_empty()
            || rest.strip_prefix(' ').is_some_and(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))
    })
}

/// Reads ` in 4` behind a number.
fn one_in(text: &str) -> Option<(BigRational, usize)> {
    let rest = text.strip_prefix(" in ")?;
    let (whole, length) = number::scan(rest, Commas::Group)?;
    (!whole.value.is_zero()).then_some((whole.value, " in ".len() + length))
}

/// Reads `/人` behind a unit, when the word behind the bar is a unit: in a formula it may be a figure's name.
fn per(text: &str, context: Context) -> Option<(Unit, usize)> {
    let bar = text.chars().next().filter(|c| fold(*c) == '/')?.len_utf8();
    let word = unit_word(&text[bar..]);
    let known = Unit::is_usual_below(word) || (context == Context::Declared && Unit::is_known(word));
    known.then(|| (Unit::of(word, None), bar + word.len()))
}

/// The signs and codes before an amount of money, longer first.
pub(super) const CURRENCIES: &[&str] =
    &["US$", "HK$", "$", "€", "£", "¥", "USD", "EUR", "GBP", "RMB", "CNY", "HKD", "JPY"];

/// Reads a currency before a number.
fn currency(text: &str) -> Option<(usize, &'static str)> {
    // A full-width sign is longer in the file than the sign it stands for.
    let wide = text.chars().next().filter(|c| matches!(c, '￥' | '￡' | '＄'));
    let (code, length) = match wide {
        Some(c) => (CURRENCIES.iter().find(|code| code.starts_with(fold(c)))?, c.len_utf8()),
        None => CURRENCIES.iter().find(|code| text.starts_with(**code)).map(|code| (code, code.len()))?,
    };
    let gap = blanks(&text[length..]);
    let digit = text[length + gap..].starts_with(|c| fold(c).is_ascii_digit());
    digit.then_some((length + gap, *code))
}

/// Returns the bytes of the currency that a unit alone begins with: `$k`, `£m`, `USD`.
pub(super) fn currency_of(unit: &str) -> Option<usize> {
    CURRENCIES.iter().find(|code| unit.starts_with(**code)).map(|code| code.len())
}

/// Returns the unit word at the beginning of a text; empty when none stands there.
fn unit_word(text: &str) -> &str {
    let Some(first) = text.chars().next() else { return "" };
    if first.is_ascii_alphabetic() {
        return english_words(text);
    }
    let mut end = 0;
    if matches!(first, '%' | '％' | '‰' | '℃' | '㎡' | '㎏' | '㎞') {
        end = first.len_utf8();
        // Behind a sign only a hedge belongs to the quantity: 8%左右.
        let word = run(&text[end..]);
        return if hedge::after(word).is_some_and(|(length, _)| length == word.len()) {
            &text[..end + word.len()]
        } else {
            &text[..end]
        };
    }
    if text.starts_with("°C") {
        end = "°C".len();
    } else if is_xid_start(first) {
        end = run(text).len();
    }
    let word = &text[..end];
    if word == "属于" { "" } else { word }
}

/// Returns the letters of a word; digits end it unless they follow a Latin letter (m2).
fn run(text: &str) -> &str {
    let mut latin = false;
    let end = text.find(|c: char| {
        let letter = is_xid_continue(c) && !fold(c).is_ascii_digit();
        let index = (fold(c).is_ascii_digit() && latin) || matches!(c, '²' | '³');
        latin = c.is_ascii_alphabetic();
        !letter && !index
    });
    &text[..end.unwrap_or(text.len())]
}

/// Returns the English words that make a unit, up to a word that belongs to the declaration. The text begins with a letter.
fn english_words(text: &str) -> &str {
    let mut end = 0;
    loop {
        let start = if end == 0 { 0 } else { end + 1 };
        let word = hyphenated(&text[start..]);
        if matches!(word, "of" | "in" | "or") {
            return &text[..end];
        }
        end = start + word.len();
        let next = text[end..].strip_prefix(' ');
        if !next.is_some_and(|next| next.starts_with(|c: char| c.is_ascii_alphabetic())) {
            return &text[..end];
        }
    }
}

/// Returns a Latin word, with the hyphens inside it.
fn hyphenated(text: &str) -> &str {
    let word = run(text);
    let next = &text[word.len()..];
    match next.strip_prefix('-') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase()) => {
            &text[..word.len() + 1 + hyphenated(rest).len()]
        }
        _ => word,
    }
}

/// Returns the bytes of the blanks at the beginning of a text.
fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\u{a0}', '\u{202f}', '\u{2009}', '\u{3000}']).len()
}

#[cfg(test)]
mod tests;

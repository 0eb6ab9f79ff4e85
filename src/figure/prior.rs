//! Last year's values, out of last year's lock or a table of figures: what was published then.
//!
//! Takes the texts as others have read them. Which figure of this year a value belongs to is decided by name and
//! scope; whether this year's declarations agree with it is the business of a check.

mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

use num_rational::BigRational;

use super::evaluate::Value;
use super::format::Pattern;
use super::interval::Interval;
use super::lock::{Lock, Signed};
use super::name::canonical;
use super::number;
use super::quantity::{CURRENCIES, Context, Exact, Quantity, scan};
use super::unit::Unit;
use super::{Figure, declare::Declaration};
use crate::report::Rounding;
use crate::source::Span;

/// Words that make a number in Han numerals more or less than it says.
const HEDGES: &[char] = &['余', '多', '近', '约', '超', '逾', '不', '上', '左'];

/// Last year's values.
#[derive(Debug, Clone, Default)]
pub struct Prior {
    published: Vec<Published>,
    by_name: BTreeMap<String, Vec<usize>>,
    /// Whether the file that holds them could not be read.
    unreadable: bool,
}

/// A figure as last year's report has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its name, canonical.
    pub name: String,
    /// The id of the section that declared it, if that is known.
    pub section: Option<String>,
    /// What tells two figures of one name apart.
    pub scope: Option<String>,
    /// What was printed, with the exact number behind it.
    pub quantity: Quantity,
    /// What it is worth: the exact value, and the true values that what was printed allows.
    pub value: Value,
    /// Its place in the file it was read from.
    pub place: Span,
}

/// Last year's value of a figure of this year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastYear {
    /// What it is worth.
    pub value: Value,
    /// What is written of it.
    pub text: String,
    /// Where.
    pub place: Span,
}

/// Last year's value as the ledger needs it: declared beside the figure, or else published.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before<'a> {
    /// What is written of it.
    pub(super) quantity: &'a Quantity,
    /// The place in this report where it is declared.
    pub(super) declared: Option<Span>,
    /// What it is worth, when it was published.
    published: Option<&'a Value>,
}

impl Prior {
    /// Returns the values of last year's lock.
    pub fn of_lock(lock: &Lock, rounding: Rounding) -> Prior {
        Prior::of(lock.figures.iter().map(|signed| Published::of_signed(signed, rounding)).collect())
    }

    /// Returns what stands in for values that could not be read, which is said already.
    pub fn unreadable() -> Prior {
        Prior { unreadable: true, ..Prior::default() }
    }

    fn of(published: Vec<Published>) -> Prior {
        let mut by_name = BTreeMap::<String, Vec<usize>>::new();
        for (index, published) in published.iter().enumerate() {
            by_name.entry(published.name.clone()).or_default().push(index);
        }
        Prior { published, by_name, unreadable: false }
    }

    /// Returns the values.
    pub fn iter(&self) -> std::slice::Iter<'_, Published> {
        self.published.iter()
    }

    /// Returns whether the values could not be read, so that a missing one is nobody's fault.
    pub(super) fn is_unreadable(&self) -> bool {
        self.unreadable
    }

    /// Returns, by figure, what was published of it last year.
    ///
    /// Name and scope must be the same; where several figures of either year have both, the section too.
    pub(super) fn of_figures<'a>(
        &'a self,
        declarations: &[Arc<Declaration>],
        section_id: impl Fn(usize) -> &'a str,
    ) -> Vec<Option<&'a Published>> {
        let mut now = BTreeMap::<(&str, Option<&str>), usize>::new();
        for declaration in declarations {
            *now.entry((&declaration.name, declaration.scope.as_deref())).or_default() += 1;
        }
        let found = declarations.iter().map(|declaration| {
            let scope = declaration.scope.as_deref();
            let of_name = self.by_name.get(&declaration.name)?.iter().map(|index| &self.published[*index]);
            let then: Vec<&Published> = of_name.filter(|then| then.scope.as_deref() == scope).collect();
            let alone = now.get(&(declaration.name.as_str(), scope)) == Some(&1);
            match then.as_slice() {
                [only] if alone || only.section.is_none() => Some(*only),
                several => {
                    let id = section_id(declaration.section);
                    let mut here = several.iter().filter(|then| then.section.as_deref() == Some(id));
                    // Sections of one id cannot be told apart: better none than the wrong one.
                    here.next().filter(|_| here.next().is_none()).copied()
                }
            }
        });
        found.collect()
    }
}

impl Published {
    fn of_signed(signed: &Signed, rounding: Rounding) -> Published {
        let unit = unit_of(&signed.unit);
        let base = unit.to_base(&signed.value);
        let (quantity, range) = match &signed.display {
            Some(display) => printed(display, &base, &unit, rounding),
            None => {
                let text = unit.around(&number::for_message(&signed.value), "");
                let quantity = Quantity::known(text, signed.value.clone(), &unit);
                (quantity, Interval::point(base.clone()))
            }
        };
        Published {
            name: canonical(&signed.name),
            section: Some(signed.section.clone()),
            scope: signed.scope.clone(),
            value: Value { base, unit: quantity.unit.clone(), range },
            quantity,
            place: signed.place,
        }
    }
}

impl Before<'_> {
    /// Returns a value that was declared beside the figure.
    pub(super) fn declared(quantity: &Quantity, at: Span) -> Before<'_> {
        Before { quantity, declared: Some(at), published: None }
    }

    /// Returns a value out of last year's report.
    pub(super) fn published(published: &Published) -> Before<'_> {
        Before { quantity: &published.quantity, declared: None, published: Some(&published.value) }
    }

    /// Returns the decimals with which a published value was printed; a declared one is printed as it is written.
    pub(super) fn shape(&self) -> Option<Pattern> {
        self.published.map(|_| Pattern::Shape { decimals: Some(self.quantity.decimals), unit: None })
    }

    /// Returns what the value is worth beside this year's, from which a bare number takes its unit.
    pub(super) fn worth(&self, own: Option<&Unit>, rounding: Rounding, exact: Exact) -> Value {
        let adopts = own.filter(|own| self.quantity.unit.is_bare() && !own.is_bare());
        match (adopts, self.published) {
            (Some(own), _) => Value::of(&self.quantity.clone().in_unit(own), rounding, exact),
            (None, Some(value)) => value.clone(),
            (None, None) => Value::of(self.quantity, rounding, exact),
        }
    }
}

impl Figure {
    /// Returns last year's value as this report uses it: the declared one, else the published one.
    pub fn last_year(&self, rounding: Rounding) -> Option<LastYear> {
        self.last_year_declared(rounding).or_else(|| self.last_year_published(rounding))
    }

    /// Returns last year's value as declared.
    pub fn last_year_declared(&self, rounding: Rounding) -> Option<LastYear> {
        let (quantity, at) = self.prior.as_deref()?;
        Some(self.before(&Before::declared(quantity, *at), *at, rounding))
    }

    /// Returns last year's value as last year's report has it.
    pub fn last_year_published(&self, rounding: Rounding) -> Option<LastYear> {
        let published = self.published.as_ref()?;
        Some(self.before(&Before::published(published), published.place, rounding))
    }

    fn before(&self, before: &Before<'_>, place: Span, rounding: Rounding) -> LastYear {
        let own = self.worth.as_ref().map(|worth| &worth.unit);
        let value = before.worth(own, rounding, Exact::AsWritten);
        let bare = before.quantity.unit.is_bare();
        let text =
            if bare { value.unit.around(&before.quantity.text, "") } else { before.quantity.text.clone() };
        LastYear { value, text, place }
    }
}

/// Returns what was printed of an exact value, and the true values that it allows.
///
/// The exact value itself is always allowed: what was printed may have been cut off.
fn printed(display: &str, base: &BigRational, unit: &Unit, rounding: Rounding) -> (Quantity, Interval) {
    let whole = scan(display, Context::Declared).filter(|(_, length)| *length == display.len());
    let read = whole.map(|(read, _)| if read.unit.is_bare() { read.in_unit(unit) } else { read });
    if let Some(mut read) = read.filter(|read| read.unit.is_kind_of(unit)) {
        let range = read.interval(rounding, Exact::AsWritten).hull(&Interval::point(base.clone()));
        read.number = read.unit.in_scale(base);
        display.clone_into(&mut read.text);
        return (read, range);
    }
    // Printed in words: what they leave open cannot be told, unless they count something.
    let number = unit.in_scale(base);
    let counted = number.is_integer() && unit.counts() && !display.contains(HEDGES);
    let range = if counted { Interval::point(base.clone()) } else { Interval::everything() };
    (Quantity::known(display.to_owned(), number, unit), range)
}

/// Reads a unit as the lock has it, with the currency before it.
fn unit_of(text: &str) -> Unit {
    let sign = CURRENCIES.iter().find(|sign| text.starts_with(**sign)).copied().unwrap_or_default();
    let word = &text[sign.len()..];
    let example = format!("{sign}0{word}");
    match scan(&example, Context::Declared) {
        Some((quantity, length)) if length == example.len() && quantity.hedge.is_none() => {
            quantity.unit.spaced_as_usual()
        }
        _ => Unit::of(text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_of_the_lock_is_read_as_it_was_signed() {
        for text in ["件", "万元", "人/户", "%", "来回", "件（含预算内）", "full-time posts"] {
            assert_eq!(unit_of(text).text(), text);
        }
        assert_eq!(unit_of("$m").around("3", ""), "$3m");
    }
}

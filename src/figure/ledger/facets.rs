//! What is computed from a figure instead of the figure itself: last year's value, growth, difference, share.

use super::{Ledger, Trouble};
use crate::diagnostic::{Code, Diagnostic};
use crate::figure::evaluate::{Value, minus, quotient};
use crate::figure::interval::Interval;
use crate::figure::name::Facet;
use crate::figure::prior::Prior;
use crate::figure::scope::Target;
use crate::figure::unit::Unit;
use crate::source::Span;
use crate::text;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

impl Ledger<'_> {
    /// Returns the value of a figure or of one of its facets; `at` is where it is asked for.
    pub(in crate::figure) fn input(&self, target: Target, at: Span) -> Result<Value, Trouble> {
        let declaration = &self.declarations[target.figure];
        let name = &declaration.name;
        let own = || match &self.outcomes[target.figure] {
            Ok(value) => Ok(value.clone()),
            Err(_) => Err(Trouble::Known(text!("“{name}”有错误", "`{name}` has an error"))),
        };
        let Some(facet) = target.facet else { return own() };
        if facet == Facet::Share {
            let Some(whole) = self.wholes[target.figure] else {
                return Err(self.lacking(target.figure, facet, at));
            };
            let whole = self.input(Target { figure: whole, facet: None }, at)?;
            return self.facet(facet, &own()?, &whole, at);
        }
        let Some(before) = self.before(target.figure) else {
            return Err(self.lacking(target.figure, facet, at));
        };
        let borrows = declaration.formula.is_some() && before.quantity.unit.is_bare();
        if facet == Facet::Prior && !borrows {
            return Ok(before.worth(None, self.rounding, declaration.exact));
        }
        let own = own()?;
        let prior = before.worth(Some(&own.unit), self.rounding, declaration.exact);
        if !prior.unit.is_kind_of(&own.unit) {
            let (now, then) = (own.unit.name(), prior.unit.name());
            let (zh, en, then_zh, then_en) = (now.zh, now.en, then.zh, then.en);
            let message = text!(
                "上年数的单位是“{then_zh}”，今年是“{zh}”",
                "last year's value is in `{then_en}`, this year's in `{en}`"
            );
            // Last year's report is not to be changed: what was published is said where it is asked for.
            let place = before.declared.unwrap_or(at);
            return Err(Trouble::New(Box::new(Diagnostic::new(Code::UnitMismatch, place, message))));
        }
        self.facet(facet, &own, &prior, at)
    }

    /// Computes a facet of a value from the value it is compared with.
    pub(super) fn facet(&self, facet: Facet, own: &Value, other: &Value, at: Span) -> Result<Value, Trouble> {
        match facet {
            Facet::Prior => return Ok(other.clone()),
            // The difference of two rates is in percentage points, also from one that was in ‰.
            Facet::Change if own.unit.per() == Some(100) => {
                let difference = minus(own, other);
                let hundred = BigRational::from_integer(100.into());
                let range = difference.range.times(&Interval::point(hundred.clone()));
                let value = Value { base: difference.base * hundred, range, unit: Unit::points() };
                return Ok(self.in_language(value));
            }
            Facet::Change => return Ok(minus(own, other)),
            Facet::Growth | Facet::Share => {}
        }
        if other.base.is_zero() {
            let message = match facet {
                Facet::Growth => {
                    text!("上年数是 0，算不出同比", "last year's value is 0: there is no growth rate")
                }
                _ => text!("整体是 0，算不出占比", "the whole is 0: there is no share"),
            };
            return Err(Trouble::New(Box::new(Diagnostic::new(Code::DivideByZero, at, message))));
        }
        if facet == Facet::Share {
            return Ok(quotient(own, other));
        }
        if other.base.is_negative() {
            let message = text!(
                "上年数是负数，同比没有意义",
                "last year's value is negative: a growth rate means nothing"
            );
            return Err(Trouble::New(Box::new(Diagnostic::new(Code::BadExpression, at, message))));
        }
        let ratio = quotient(own, other);
        let one = BigRational::from_integer(1.into());
        let range = ratio.range.plus(&Interval::point(-one.clone()));
        Ok(Value { base: ratio.base - one, range, unit: ratio.unit })
    }

    /// Says that a figure does not declare what a facet needs.
    pub(super) fn lacking(&self, figure: usize, facet: Facet, at: Span) -> Trouble {
        let declaration = &self.declarations[figure];
        let name = &declaration.name;
        if facet != Facet::Share && self.prior.is_some_and(Prior::is_unreadable) {
            return Trouble::Known(text!(
                "“{name}”的上年数没有读到",
                "last year's `{name}` could not be read"
            ));
        }
        let (needs, hint) = match facet {
            Facet::Share => (
                text!("“{name}”没有说明属于哪个整体", "`{name}` does not say what it is a part of"),
                text!("在登记处写 of 整体，如 508件 of 事件", "declare its whole, as in: 508 cases of all"),
            ),
            _ => (
                text!("“{name}”没有上年数", "`{name}` has no value of last year"),
                text!(
                    "在登记处加上 prior（上年），如 上年: 11.4亿元",
                    "declare `prior`, as in: prior: 11.4m"
                ),
            ),
        };
        let fault = Diagnostic::new(Code::BadExpression, at, needs).hint(hint);
        Trouble::New(Box::new(fault.related(declaration.place, text!("登记在这里", "declared here"))))
    }
}

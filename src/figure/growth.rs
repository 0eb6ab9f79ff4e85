//! How a figure stands to its own value of last year: by difference, by rate, by points.
//!
//! All values count as all they may truly be. What a text says of it is for the checks to find.

use num_rational::BigRational;
use num_traits::{One as _, Zero as _};

use super::{Exact, Figure, Interval, Quantity, Unit, Value};
use crate::report::Rounding;

/// A figure's value beside last year's.
#[derive(Debug, Clone)]
pub struct Growth {
    /// This year's value.
    pub now: Value,
    /// Last year's value.
    pub then: Value,
}

impl Growth {
    /// Returns both values of a figure that has them in units of one kind.
    pub fn of(figure: &Figure, rounding: Rounding) -> Option<Growth> {
        let now = figure.worth.clone()?;
        let then = Value::of(&figure.prior_in_unit()?, rounding, Exact::AsWritten);
        now.unit.is_kind_of(&then.unit).then_some(Growth { now, then })
    }

    /// Returns whether the figure is a rate: its change is one in points.
    pub fn is_of_rate(&self) -> bool {
        self.now.unit.per() == Some(100)
    }

    /// Returns the change in the kind of a unit that it is told in: points of a rate, a rate, or an amount.
    pub fn told_in(&self, unit: &Unit) -> Option<Value> {
        if unit.is_kind_of(&Unit::points()) {
            return self.is_of_rate().then(|| self.difference(100, Unit::points()));
        }
        // What happened per thousand is told in its difference: 下降0.38‰.
        if unit.per() == Some(1000) && self.now.unit.per() == Some(1000) {
            return Some(self.difference(1, unit.clone()));
        }
        if unit.per().is_some() {
            return self.rate(unit);
        }
        self.now.unit.is_kind_of(unit).then(|| self.difference(1, unit.clone()))
    }

    /// Returns this year's value less last year's, so many times.
    fn difference(&self, times: u32, unit: Unit) -> Value {
        let times = BigRational::from_integer(times.into());
        let range = self.now.range.plus(&self.then.range.negated());
        let range = range.times(&Interval::point(times.clone()));
        Value { base: (&self.now.base - &self.then.base) * times, unit, range }
    }

    /// Returns the change as a share of last year's value, which must be more than nothing.
    fn rate(&self, unit: &Unit) -> Option<Value> {
        let (zero, one) = (BigRational::zero(), BigRational::one());
        if !self.then.range.exceeds(&Interval::point(zero)) {
            return None;
        }
        let range = self.now.range.divided_by(&self.then.range).plus(&Interval::point(-one.clone()));
        Some(Value { base: &self.now.base / &self.then.base - one, unit: unit.clone(), range })
    }
}

impl Figure {
    /// Returns last year's value as declared; one without a unit is in the figure's.
    pub fn prior_in_unit(&self) -> Option<Quantity> {
        let (prior, _) = self.prior.as_deref()?;
        let unit = &self.worth.as_ref()?.unit;
        let bare = prior.unit.is_bare() && !unit.is_bare();
        Some(if bare { prior.clone().in_unit(unit) } else { prior.clone() })
    }
}

/// Returns the number of the year before a period that is a year: 2022 of 2023 and of 2023年.
pub fn year_before(period: &str) -> Option<String> {
    let year = period.trim().trim_end_matches(['度', '年']);
    let is_year = year.len() == 4 && year.starts_with(['1', '2']) && year.bytes().all(|b| b.is_ascii_digit());
    let year: u32 = year.parse().ok().filter(|_| is_year)?;
    Some((year - 1).to_string())
}

#[cfg(test)]
mod tests {
    use super::year_before;

    #[test]
    fn only_a_year_has_a_year_before_it() {
        for (period, year) in [
            ("2023", Some("2022")),
            ("2023年度", Some("2022")),
            ("2023年上半年", None),
            ("FY2024/25", None),
            ("", None),
        ] {
            assert_eq!(year_before(period).as_deref(), year, "{period}");
        }
    }
}

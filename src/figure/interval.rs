//! Intervals of exact rationals, with open, closed and infinite ends.
//!
//! Knows nothing of figures. An operation may give more than its exact result, never less: so an empty
//! intersection is a proof.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::arithmetic;

/// The values a number may truly have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    low: End,
    high: End,
}

/// An end of an interval.
#[derive(Debug, Clone, PartialEq, Eq)]
struct End {
    at: At,
    /// Whether the end itself belongs to the interval.
    closed: bool,
}

/// Where an end lies; the order is the order of the number line.
#[derive(Debug, Clone, PartialEq, Eq)]
enum At {
    Below,
    Finite(BigRational),
    Above,
}

impl Ord for At {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (At::Finite(a), At::Finite(b)) => arithmetic::compare(a, b),
            (At::Below, At::Below) | (At::Above, At::Above) => Ordering::Equal,
            (At::Below, _) | (_, At::Above) => Ordering::Less,
            (At::Above, _) | (_, At::Below) => Ordering::Greater,
        }
    }
}

impl PartialOrd for At {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether an end belongs to the interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// It does.
    Closed,
    /// It does not.
    Open,
}

impl Interval {
    /// Returns the interval of one value.
    pub fn point(value: BigRational) -> Self {
        Self::between(value.clone(), Limit::Closed, value, Limit::Closed)
    }

    /// Returns the interval between two values.
    pub fn between(low: BigRational, low_limit: Limit, high: BigRational, high_limit: Limit) -> Self {
        let end = |value, limit| End { at: At::Finite(value), closed: limit == Limit::Closed };
        Self { low: end(low, low_limit), high: end(high, high_limit) }
    }

    /// Returns the interval of everything above a value.
    pub fn above(low: BigRational, limit: Limit) -> Self {
        let low = End { at: At::Finite(low), closed: limit == Limit::Closed };
        Self { low, high: End { at: At::Above, closed: false } }
    }

    /// Returns the interval of all values.
    pub fn everything() -> Self {
        Self { low: End { at: At::Below, closed: false }, high: End { at: At::Above, closed: false } }
    }

    /// Returns whether the interval is a single value.
    pub fn is_point(&self) -> bool {
        self.as_point().is_some()
    }

    /// Returns the interval's only value, if it has one.
    fn as_point(&self) -> Option<&BigRational> {
        match (&self.low.at, &self.high.at) {
            // Rationals are reduced: their parts tell, and need no division.
            (At::Finite(low), At::Finite(high)) if low.numer() == high.numer() => {
                (low.denom() == high.denom()).then_some(low)
            }
            _ => None,
        }
    }

    /// Returns the two ends, if both are finite.
    pub fn ends(&self) -> Option<[&BigRational; 2]> {
        match (&self.low.at, &self.high.at) {
            (At::Finite(low), At::Finite(high)) => Some([low, high]),
            _ => None,
        }
    }

    /// Returns the least and the greatest whole `k` with `k × step` in the interval; nothing when there is none,
    /// or when an end is infinite. `step` is positive.
    pub fn multiples(&self, step: &BigRational) -> Option<(BigInt, BigInt)> {
        let (At::Finite(low), At::Finite(high)) = (&self.low.at, &self.high.at) else { return None };
        let (low, high) = (low / step, high / step);
        let mut least = low.ceil().to_integer();
        if !self.low.closed && low.is_integer() {
            least += 1;
        }
        let mut greatest = high.floor().to_integer();
        if !self.high.closed && high.is_integer() {
            greatest -= 1;
        }
        (least <= greatest).then_some((least, greatest))
    }

    /// Returns whether every value of the interval is greater than every value of another.
    pub fn exceeds(&self, other: &Interval) -> bool {
        match self.low.at.cmp(&other.high.at) {
            Ordering::Greater => true,
            Ordering::Equal => !(self.low.closed && other.high.closed),
            Ordering::Less => false,
        }
    }

    /// Returns whether some value of the interval is less than some value of another.
    pub fn falls_below(&self, other: &Interval) -> bool {
        self.low.at < other.high.at
    }

    /// Returns whether some value lies in both.
    pub fn meets(&self, other: &Interval) -> bool {
        let apart = |high: &End, low: &End| match high.at.cmp(&low.at) {
            Ordering::Less => true,
            Ordering::Equal => !(high.closed && low.closed),
            Ordering::Greater => false,
        };
        !apart(&self.high, &other.low) && !apart(&other.high, &self.low)
    }

    /// Returns the values that lie in both; the intervals must meet.
    pub fn common(&self, other: &Interval) -> Interval {
        let low = match self.low.at.cmp(&other.low.at) {
            Ordering::Less => other.low.clone(),
            Ordering::Greater => self.low.clone(),
            Ordering::Equal => self.low.joined(&other.low, |a, b| a && b),
        };
        let high = match self.high.at.cmp(&other.high.at) {
            Ordering::Less => self.high.clone(),
            Ordering::Greater => other.high.clone(),
            Ordering::Equal => self.high.joined(&other.high, |a, b| a && b),
        };
        Interval { low, high }
    }

    /// Returns the smallest interval that holds both.
    pub fn hull(&self, other: &Interval) -> Interval {
        Interval { low: lower(&self.low, &other.low), high: higher(&self.high, &other.high) }
    }

    /// Returns every sum of a value of each.
    pub fn plus(&self, other: &Interval) -> Interval {
        if let (Some(a), Some(b)) = (self.as_point(), other.as_point()) {
            return Interval::point(arithmetic::plus(a, b));
        }
        Interval { low: self.low.plus(&other.low), high: self.high.plus(&other.high) }
    }

    /// Returns every value with the other sign.
    pub fn negated(&self) -> Interval {
        Interval { low: self.high.negated(), high: self.low.negated() }
    }

    /// Returns every product of a value of each.
    pub fn times(&self, other: &Interval) -> Interval {
        if let (Some(a), Some(b)) = (self.as_point(), other.as_point()) {
            return Interval::point(arithmetic::times(a, b));
        }
        let first = self.low.times(&other.low);
        let products =
            [self.low.times(&other.high), self.high.times(&other.low), self.high.times(&other.high)];
        let (mut low, mut high) = (first.clone(), first);
        for product in &products {
            low = lower(&low, product);
            high = higher(&high, product);
        }
        Interval { low, high }
    }

    /// Returns every quotient of a value of each; everything when the divisor may be zero.
    pub fn divided_by(&self, other: &Interval) -> Interval {
        if let (Some(a), Some(b)) = (self.as_point(), other.as_point().filter(|b| !b.is_zero())) {
            return Interval::point(arithmetic::over(a, b));
        }
        if Interval::point(BigRational::zero()).meets(&other.closure()) {
            return Interval::everything();
        }
        self.times(&Interval { low: other.high.inverted(), high: other.low.inverted() })
    }

    /// Returns every value without its sign.
    pub fn absolute(&self) -> Interval {
        let zero = Interval::point(BigRational::zero());
        if !zero.meets(&self.closure()) {
            let negative = matches!(&self.high.at, At::Finite(high) if high.is_negative());
            return if negative { self.negated() } else { self.clone() };
        }
        Interval { low: zero.low, high: higher(&self.high, &self.low.negated()) }
    }

    /// Returns every smaller (or, with `greater`, larger) of a value of each.
    pub fn extreme(&self, other: &Interval, greater: Ordering) -> Interval {
        let pick = |a: &End, b: &End| {
            let taken = if a.at.cmp(&b.at) == greater { a } else { b };
            End { at: taken.at.clone(), closed: a.closed || b.closed }
        };
        Interval { low: pick(&self.low, &other.low), high: pick(&self.high, &other.high) }
    }

    /// Returns the values of a rising function over the interval.
    pub fn mapped(&self, function: impl Fn(&BigRational) -> BigRational) -> Interval {
        let end = |end: &End| match &end.at {
            At::Finite(value) => End { at: At::Finite(function(value)), closed: true },
            _ => end.clone(),
        };
        Interval { low: end(&self.low), high: end(&self.high) }
    }

    /// Returns the interval with its finite ends.
    fn closure(&self) -> Interval {
        let closed = |end: &End| End { at: end.at.clone(), closed: true };
        Interval { low: closed(&self.low), high: closed(&self.high) }
    }
}

impl End {
    fn joined(&self, other: &End, closed: impl Fn(bool, bool) -> bool) -> End {
        End { at: self.at.clone(), closed: closed(self.closed, other.closed) }
    }

    fn plus(&self, other: &End) -> End {
        let at = match (&self.at, &other.at) {
            (At::Finite(a), At::Finite(b)) => At::Finite(arithmetic::plus(a, b)),
            (At::Finite(_), infinite) | (infinite, _) => infinite.clone(),
        };
        End { at, closed: self.closed && other.closed }
    }

    fn negated(&self) -> End {
        let at = match &self.at {
            At::Below => At::Above,
            At::Finite(value) => At::Finite(-value),
            At::Above => At::Below,
        };
        End { at, closed: self.closed }
    }

    /// Multiplies; zero times an infinite end is zero, because the infinite end is never reached.
    fn times(&self, other: &End) -> End {
        if let (At::Finite(a), At::Finite(b)) = (&self.at, &other.at) {
            let reached = (a.is_zero() && self.closed) || (b.is_zero() && other.closed);
            return End {
                at: At::Finite(arithmetic::times(a, b)),
                closed: reached || (self.closed && other.closed),
            };
        }
        match self.sign() * other.sign() {
            0 => End { at: At::Finite(BigRational::zero()), closed: true },
            1 => End { at: At::Above, closed: false },
            _ => End { at: At::Below, closed: false },
        }
    }

    /// Returns one divided by an end that is not zero.
    fn inverted(&self) -> End {
        match &self.at {
            At::Finite(value) => End { at: At::Finite(value.recip()), closed: self.closed },
            _ => End { at: At::Finite(BigRational::zero()), closed: false },
        }
    }

    fn sign(&self) -> i8 {
        match &self.at {
            At::Below => -1,
            At::Above => 1,
            At::Finite(value) if value.is_zero() => 0,
            At::Finite(value) => {
                if value.is_negative() {
                    -1
                } else {
                    1
                }
            }
        }
    }
}

fn lower(a: &End, b: &End) -> End {
    match a.at.cmp(&b.at) {
        Ordering::Less => a.clone(),
        Ordering::Greater => b.clone(),
        Ordering::Equal => a.joined(b, |a, b| a || b),
    }
}

fn higher(a: &End, b: &End) -> End {
    match a.at.cmp(&b.at) {
        Ordering::Less => b.clone(),
        Ordering::Greater => a.clone(),
        Ordering::Equal => a.joined(b, |a, b| a || b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(value: i64) -> BigRational {
        BigRational::from_integer(value.into())
    }

    fn closed(low: i64, high: i64) -> Interval {
        Interval::between(whole(low), Limit::Closed, whole(high), Limit::Closed)
    }

    #[test]
    fn open_ends_do_not_meet() {
        let below = Interval::between(whole(0), Limit::Open, whole(10), Limit::Open);
        assert!(!below.meets(&Interval::point(whole(10))));
        assert!(closed(0, 10).meets(&Interval::point(whole(10))));
        assert!(!Interval::above(whole(10), Limit::Open).meets(&closed(0, 10)));
        assert!(Interval::above(whole(10), Limit::Closed).meets(&closed(0, 10)));
    }

    #[test]
    fn multiples_are_counted_from_end_to_end() {
        let percent = |low: i64, high: i64, limit| {
            let of = |value: i64| BigRational::new(value.into(), 1000.into());
            Interval::between(of(low), limit, of(high), limit)
        };
        let step = |n: i64| BigRational::new(1.into(), n.into());
        let pair = |a: i64, b: i64| Some((BigInt::from(a), BigInt::from(b)));
        // 97 % of 512 things are 495 to 499 of them.
        assert_eq!(percent(965, 975, Limit::Closed).multiples(&step(512)), pair(495, 499));
        assert_eq!(percent(500, 500, Limit::Closed).multiples(&step(6)), pair(3, 3));
        assert_eq!(percent(500, 1000, Limit::Open).multiples(&step(6)), pair(4, 5));
        assert_eq!(percent(510, 590, Limit::Closed).multiples(&step(6)), None);
        assert_eq!(Interval::above(whole(1), Limit::Open).multiples(&step(6)), None);
    }

    #[test]
    fn one_exceeds_another_when_no_values_are_left_over() {
        assert!(closed(3, 4).exceeds(&closed(1, 2)) && !closed(2, 4).exceeds(&closed(1, 2)));
        assert!(Interval::above(whole(2), Limit::Open).exceeds(&closed(1, 2)));
        assert!(!Interval::above(whole(2), Limit::Closed).exceeds(&closed(1, 2)));
        assert!(!closed(1, 2).exceeds(&closed(3, 4)));
    }

    #[test]
    fn a_divisor_that_may_be_zero_says_nothing() {
        assert_eq!(closed(1, 2).divided_by(&closed(-1, 1)), Interval::everything());
        assert_eq!(closed(1, 2).divided_by(&closed(0, 1)), Interval::everything());
    }

    #[test]
    fn infinite_ends_stay_infinite() {
        let more = Interval::above(whole(500), Limit::Open);
        assert!(more.plus(&closed(1, 1)).meets(&Interval::point(whole(10_000))));
        assert!(!more.plus(&closed(1, 1)).meets(&Interval::point(whole(501))));
        assert!(!more.times(&closed(-2, -1)).meets(&Interval::point(whole(-500))));
        let share = closed(1, 1).divided_by(&more);
        assert!(share.meets(&Interval::point(BigRational::new(1.into(), 501.into()))));
        assert!(!share.meets(&Interval::point(whole(0))));
    }

    #[test]
    fn points_and_ends_are_told() {
        let part = |below: i64| BigRational::new(1.into(), below.into());
        assert!(Interval::point(whole(3)).is_point() && !closed(3, 4).is_point());
        assert!(!Interval::between(part(3), Limit::Closed, part(2), Limit::Closed).is_point());
        assert!(!Interval::everything().is_point());
        assert_eq!(closed(1, 2).ends(), Some([&whole(1), &whole(2)]));
        assert_eq!(Interval::above(whole(1), Limit::Open).ends(), None);
    }

    #[test]
    fn some_value_is_less_when_the_ends_leave_room() {
        assert!(closed(1, 2).falls_below(&closed(3, 4)) && closed(1, 3).falls_below(&closed(1, 2)));
        assert!(!closed(2, 3).falls_below(&closed(1, 2)) && !closed(3, 4).falls_below(&closed(1, 2)));
    }

    #[test]
    fn an_end_belongs_to_both_or_to_either() {
        let open = Interval::between(whole(1), Limit::Open, whole(2), Limit::Open);
        assert_eq!(open.common(&closed(1, 2)), open);
        assert_eq!(closed(1, 2).common(&open), open);
        assert_eq!(open.hull(&closed(1, 2)), closed(1, 2));
        assert_eq!(open.extreme(&closed(1, 2), Ordering::Less), closed(1, 2));
        assert_eq!(closed(1, 2).mapped(|value| value + value), closed(2, 4));
    }

    #[test]
    fn zero_times_anything_is_reached_and_infinity_is_not() {
        let open = Interval::between(whole(2), Limit::Open, whole(3), Limit::Open);
        let from_zero = Interval::between(whole(0), Limit::Closed, whole(3), Limit::Open);
        assert_eq!(closed(0, 1).times(&open), from_zero);
        assert_eq!(open.times(&closed(0, 1)), from_zero);
        let more = Interval::above(whole(500), Limit::Open);
        assert_eq!(more.times(&closed(0, 1)), Interval::above(whole(0), Limit::Closed));
        assert_eq!(more.times(&closed(0, 0)), closed(0, 0));
        assert_eq!(more.negated().times(&closed(1, 1)), more.negated());
        assert_eq!(closed(1, 1).divided_by(&closed(0, 0)), Interval::everything());
    }

    proptest! {
        #[test]
        fn results_hold_every_pair(
            a in -20i64..20, a_width in 0i64..10, b in -20i64..20, b_width in 0i64..10,
            x in 0i64..10, y in 0i64..10,
        ) {
            let (left, right) = (closed(a, a + a_width), closed(b, b + b_width));
            let (x, y) = (whole(a + x % (a_width + 1)), whole(b + y % (b_width + 1)));
            let holds = |interval: Interval, value: BigRational| interval.meets(&Interval::point(value));
            prop_assert!(holds(left.plus(&right), &x + &y));
            prop_assert!(holds(left.plus(&right.negated()), &x - &y));
            prop_assert!(holds(left.times(&right), &x * &y));
            prop_assert!(holds(left.absolute(), x.abs()));
            prop_assert!(holds(left.extreme(&right, Ordering::Less), x.clone().min(y.clone())));
            prop_assert!(holds(left.extreme(&right, Ordering::Greater), x.clone().max(y.clone())));
            if !y.is_zero() {
                prop_assert!(holds(left.divided_by(&right), x / y));
            }
        }
    }
}

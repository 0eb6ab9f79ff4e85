//! Hedges: the words that make a number an interval (10000余张, 8%左右, more than 500).
//!
//! Finds the words and says what they mean; where a number stands among them is the business of `quantity`.

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::interval::{Interval, Limit};

/// What a hedge says about a number `v` whose lowest place that is not zero is worth `p`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HedgeKind {
    /// 多, 余: `[v, v+p)`.
    SomeMore,
    /// 近, nearly: `(v−p, v)`.
    Nearly,
    /// 超, 逾, 以上, more than: `(v, ∞)`.
    MoreThan,
    /// 至少, at least, `500+`: `[v, ∞)`.
    AtLeast,
    /// 不足, less than: `(0, v)` of what is counted, else `(−∞, v)`.
    LessThan,
    /// 至多, up to: `[0, v]` of what is counted, else `(−∞, v]`.
    AtMost,
    /// 约, 左右, about: ±5 %.
    About,
}

/// The words before a number, longer before those they begin with.
const BEFORE: &[(&str, HedgeKind)] = &[
    ("将近", HedgeKind::Nearly),
    ("接近", HedgeKind::Nearly),
    ("近", HedgeKind::Nearly),
    ("超过", HedgeKind::MoreThan),
    ("突破", HedgeKind::MoreThan),
    ("多于", HedgeKind::MoreThan),
    ("大于", HedgeKind::MoreThan),
    ("超", HedgeKind::MoreThan),
    ("逾", HedgeKind::MoreThan),
    ("不少于", HedgeKind::AtLeast),
    ("不低于", HedgeKind::AtLeast),
    ("至少", HedgeKind::AtLeast),
    ("不足", HedgeKind::LessThan),
    ("不到", HedgeKind::LessThan),
    ("少于", HedgeKind::LessThan),
    ("小于", HedgeKind::LessThan),
    ("不超过", HedgeKind::AtMost),
    ("至多", HedgeKind::AtMost),
    ("最多", HedgeKind::AtMost),
    ("大约", HedgeKind::About),
    ("约", HedgeKind::About),
    ("no more than", HedgeKind::AtMost),
    ("not more than", HedgeKind::AtMost),
    ("more than", HedgeKind::MoreThan),
    ("just over", HedgeKind::MoreThan),
    ("over", HedgeKind::MoreThan),
    ("above", HedgeKind::MoreThan),
    ("no fewer than", HedgeKind::AtLeast),
    ("no less than", HedgeKind::AtLeast),
    ("at least", HedgeKind::AtLeast),
    ("nearly", HedgeKind::Nearly),
    ("almost", HedgeKind::Nearly),
    ("just under", HedgeKind::Nearly),
    ("less than", HedgeKind::LessThan),
    ("fewer than", HedgeKind::LessThan),
    ("under", HedgeKind::LessThan),
    ("up to", HedgeKind::AtMost),
    ("at most", HedgeKind::AtMost),
    ("about", HedgeKind::About),
    ("around", HedgeKind::About),
    ("approximately", HedgeKind::About),
    ("roughly", HedgeKind::About),
    ("some", HedgeKind::About),
];

/// The words between a number and its unit.
const BETWEEN: &[&str] = &["多", "余", "几", "来"];

/// The words after the unit.
const AFTER: &[(&str, HedgeKind)] = &[
    ("左右", HedgeKind::About),
    ("上下", HedgeKind::About),
    ("以上", HedgeKind::MoreThan),
    ("以下", HedgeKind::AtMost),
    ("以内", HedgeKind::AtMost),
    ("之多", HedgeKind::About),
    ("多", HedgeKind::SomeMore),
    ("余", HedgeKind::SomeMore),
];

/// The English words after the unit, with the blank before them.
const ENGLISH_AFTER: &[(&str, HedgeKind)] =
    &[(" or more", HedgeKind::AtLeast), (" or less", HedgeKind::AtMost), (" or so", HedgeKind::About)];

/// Returns the hedge that a text begins with, in bytes and meaning.
pub(super) fn before(text: &str) -> Option<(usize, HedgeKind)> {
    BEFORE.iter().find_map(|(word, kind)| {
        let found = text.get(..word.len())?.eq_ignore_ascii_case(word);
        // An English word ends where a blank follows.
        let ends = !word.is_ascii() || text[word.len()..].starts_with(' ');
        (found && ends).then_some((word.len(), *kind))
    })
}

/// Returns the length in bytes of the hedge that stands directly behind a number.
pub(super) fn between(text: &str) -> Option<usize> {
    BETWEEN.iter().find(|word| text.starts_with(**word)).map(|word| word.len())
}

/// Returns the bytes of the hedge at the end of a unit word, and what it means.
pub(super) fn after(word: &str) -> Option<(usize, HedgeKind)> {
    AFTER.iter().find(|(hedge, _)| word.ends_with(hedge)).map(|(hedge, kind)| (hedge.len(), *kind))
}

/// Returns the English hedge that a text behind a unit begins with.
pub(super) fn english_after(text: &str) -> Option<(usize, HedgeKind)> {
    ENGLISH_AFTER.iter().find(|(hedge, _)| text.starts_with(hedge)).map(|(hedge, kind)| (hedge.len(), *kind))
}

impl HedgeKind {
    /// Returns the values that a hedged number of a measure may truly have: a rate or an amount may lie below zero.
    pub(super) fn of_measure(self, value: &BigRational, place: &BigRational) -> Interval {
        // 不超过-5%: of a fall, or of a rise that is none; both lie below zero.
        let (high, limit) = match self {
            HedgeKind::AtMost | HedgeKind::LessThan if value.is_negative() => {
                (BigRational::zero(), Limit::Closed)
            }
            HedgeKind::AtMost => (value.clone(), Limit::Closed),
            HedgeKind::LessThan => (value.clone(), Limit::Open),
            _ => return self.interval(value, place),
        };
        Interval::above(-high, limit).negated()
    }

    /// Returns the values that a hedged number of things may truly have.
    pub(super) fn interval(self, value: &BigRational, place: &BigRational) -> Interval {
        if value.is_negative() {
            return self.interval(&-value, place).negated();
        }
        let v = || value.clone();
        let open = Limit::Open;
        let closed = Limit::Closed;
        match self {
            HedgeKind::SomeMore => Interval::between(v(), closed, value + place, open),
            HedgeKind::Nearly => Interval::between(value - place, open, v(), open),
            HedgeKind::MoreThan => Interval::above(v(), open),
            HedgeKind::AtLeast => Interval::above(v(), closed),
            HedgeKind::LessThan => Interval::between(BigRational::zero(), open, v(), open),
            HedgeKind::AtMost => Interval::between(BigRational::zero(), closed, v(), closed),
            HedgeKind::About => {
                let slack = value / BigRational::from_integer(20.into());
                Interval::between(value - &slack, closed, value + &slack, closed)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hedges_are_intervals() {
        let whole = |value: i64| BigRational::from_integer(value.into());
        let holds = |kind: HedgeKind, value: i64| {
            kind.interval(&whole(140), &whole(10)).meets(&Interval::point(whole(value)))
        };
        for (kind, inside, outside) in [
            (HedgeKind::SomeMore, vec![140, 149], vec![139, 150]),
            (HedgeKind::Nearly, vec![131, 139], vec![130, 140]),
            (HedgeKind::MoreThan, vec![141, 9999], vec![140]),
            (HedgeKind::AtLeast, vec![140, 9999], vec![139]),
            (HedgeKind::LessThan, vec![1, 139], vec![0, 140]),
            (HedgeKind::AtMost, vec![0, 140], vec![141]),
            (HedgeKind::About, vec![133, 147], vec![132, 148]),
        ] {
            assert!(inside.iter().all(|value| holds(kind, *value)), "{kind:?}");
            assert!(!outside.iter().any(|value| holds(kind, *value)), "{kind:?}");
        }
    }

    #[test]
    fn what_is_measured_may_lie_below_zero() {
        let whole = |value: i64| BigRational::from_integer(value.into());
        let holds = |kind: HedgeKind, said: i64, value: i64| {
            kind.of_measure(&whole(said), &whole(1)).meets(&Interval::point(whole(value)))
        };
        assert!(
            holds(HedgeKind::AtMost, 5, -2)
                && holds(HedgeKind::AtMost, 5, 5)
                && !holds(HedgeKind::AtMost, 5, 6)
        );
        assert!(holds(HedgeKind::LessThan, 5, -2) && !holds(HedgeKind::LessThan, 5, 5));
        assert!(
            holds(HedgeKind::AtMost, -5, -2)
                && holds(HedgeKind::AtMost, -5, -9)
                && !holds(HedgeKind::AtMost, -5, 1)
        );
        assert!(!holds(HedgeKind::MoreThan, 5, -2));
    }

    #[test]
    fn words_are_found_whole() {
        assert_eq!(before("超过500"), Some(("超过".len(), HedgeKind::MoreThan)));
        assert_eq!(before("More than 500"), Some((9, HedgeKind::MoreThan)));
        assert_eq!(before("overtime 3"), None);
        assert_eq!(after("%左右"), Some(("左右".len(), HedgeKind::About)));
        assert_eq!((between("多万元"), between("万元")), (Some("多".len()), None));
        assert_eq!(english_after(" or more"), Some((8, HedgeKind::AtLeast)));
        let whole = |value: i64| BigRational::from_integer(value.into());
        let below = HedgeKind::SomeMore.interval(&whole(-140), &whole(10));
        assert!(below.meets(&Interval::point(whole(-149))) && !below.meets(&Interval::point(whole(-139))));
    }
}

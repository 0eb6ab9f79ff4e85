//! What an author may have meant by a number that does not fit: at most two guesses, silent when many would do.
//!
//! A guess explains a disagreement that is already proven; it proves nothing itself.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::contradiction::{Class, Disagreement, Ratio};
use super::evaluate::quotient;
use super::interval::Interval;
use super::quantity::{Exact, Quantity};
use super::{Figure, FigureTable};
use crate::report::Rounding;

/// So many guesses are shown at most.
const MOST: usize = 2;

/// Among more counts of a section than this, some share always prints as what was written.
const MOST_BASES: usize = 128;

/// The scales between which a number slips: ten, a hundred, 万, 亿, and a thousand for English.
const SLIPS: [u32; 5] = [1, 2, 3, 4, 8];

/// What may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guess {
    /// The share of, or in, another figure.
    Base {
        /// The figures that are divided.
        ratio: Ratio,
        /// Whether that share was cut off, not rounded.
        cut: bool,
    },
    /// So many times too large.
    TooLarge(BigInt),
    /// So many times too small.
    TooSmall(BigInt),
    /// One digit differs: what would fit.
    Digit(String),
    /// Last year's value.
    Prior,
}

/// Returns what may have been meant, likeliest first.
pub fn guesses(table: &FigureTable, found: &Disagreement) -> Vec<Guess> {
    if found.class == Class::Truncated || found.said.hedge.is_some() {
        return Vec::new();
    }
    let mut guesses = bases(table, found);
    guesses.extend(prior(table, found));
    guesses.extend(scale(found));
    guesses.extend(digit(found));
    guesses.truncate(MOST);
    guesses
}

/// Returns the other shares of the same section that print as what was written; none when there are many.
fn bases(table: &FigureTable, found: &Disagreement) -> Vec<Guess> {
    let Some(ratio) = found.ratio else { return Vec::new() };
    let home = table.figures[found.figure].section;
    let others = table.counts.get(&home).filter(|others| others.len() <= MOST_BASES);
    let others = || others.into_iter().flatten().copied();
    let wholes = others().map(|whole| Ratio { whole, ..ratio });
    let parts = others().map(|part| Ratio { part, ..ratio });
    let fitting = wholes.chain(parts).filter(|other| *other != ratio && other.part != other.whole);
    let fitting = fitting.filter_map(|ratio| prints_as(table, ratio, &found.said));
    let fitting: Vec<Guess> = fitting.take(MOST + 1).collect();
    if fitting.len() > MOST { Vec::new() } else { fitting }
}

/// Returns the guess that a share was meant, if it prints as what was written.
fn prints_as(table: &FigureTable, ratio: Ratio, said: &Quantity) -> Option<Guess> {
    let worth = |index: usize| table.figures[index].worth.as_ref();
    let (part, whole) = (worth(ratio.part)?, worth(ratio.whole)?);
    if whole.base.is_zero() || !part.unit.is_kind_of(&whole.unit) {
        return None;
    }
    let share = quotient(part, whole);
    let reads = |rounding| said.interval(rounding, Exact::AsWritten).meets(&share.range);
    match (reads(Rounding::HalfUp), reads(Rounding::Truncate)) {
        (true, _) => Some(Guess::Base { ratio, cut: false }),
        (false, true) => Some(Guess::Base { ratio, cut: true }),
        _ => None,
    }
}

/// Returns, by section, the figures that count things exactly.
pub(super) fn counts(figures: &[Figure]) -> BTreeMap<usize, Vec<usize>> {
    let mut counts = BTreeMap::<usize, Vec<usize>>::new();
    for (index, figure) in figures.iter().enumerate() {
        if figure.worth.as_ref().is_some_and(|worth| worth.unit.counts() && worth.range.is_point()) {
            counts.entry(figure.section).or_default().push(index);
        }
    }
    counts
}

/// Returns the guess that last year's value was left in the text.
fn prior(table: &FigureTable, found: &Disagreement) -> Option<Guess> {
    let (prior, _) = table.figures[found.figure].prior.as_deref()?;
    (prior.base() == found.said.base() && prior.unit.is_kind_of(&found.said.unit)).then_some(Guess::Prior)
}

/// Returns the guess that a number slipped by a power of ten.
fn scale(found: &Disagreement) -> Option<Guess> {
    let read = found.said.interval(Rounding::HalfUp, Exact::AsWritten);
    // A slip of the point moves the last place too; of a single digit that would fit nearly anything.
    let ten = BigRational::new(10.into(), BigInt::from(10).pow(found.said.decimals));
    let is_fine = read.is_point() || found.said.number.abs() >= ten;
    let slipped = |factor: &BigRational| {
        is_fine && read.times(&Interval::point(factor.clone())).meets(&found.known.range)
    };
    let lengthened = |factor: &BigRational| {
        let said = found.said.with_number(&found.said.number * factor);
        said.interval(Rounding::HalfUp, Exact::AsWritten).meets(&found.known.range)
    };
    let powers = SLIPS.iter().map(|power| BigInt::from(10).pow(*power));
    powers.into_iter().find_map(|power| {
        let factor = BigRational::from_integer(power.clone());
        if lengthened(&factor) || slipped(&factor) {
            Some(Guess::TooSmall(power))
        } else {
            slipped(&factor.recip()).then_some(Guess::TooLarge(power))
        }
    })
}

/// Returns the only number that differs from what was written by one digit and fits.
fn digit(found: &Disagreement) -> Option<Guess> {
    let text = &found.said.text;
    let digits: Vec<usize> =
        text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).map(|(at, _)| at).collect();
    // Of one digit, another digit is another number; what is written elsewhere is shown in any case.
    if digits.len() < 2 || found.known_as.is_some() {
        return None;
    }
    let step = BigRational::new(BigInt::one(), BigInt::from(10).pow(found.said.decimals));
    // The digits of a unit (m2), of `1 in 4` or behind a minus are no places of the number.
    let read: String = digits.iter().map(|at| char::from(text.as_bytes()[*at])).collect();
    let whole = read.parse().map(BigRational::from_integer).unwrap_or_default();
    if whole * &step != found.said.number {
        return None;
    }
    let mut fitting = Vec::new();
    for (place, at) in digits.iter().rev().enumerate() {
        let old = i64::from(text.as_bytes()[*at] - b'0');
        let worth =
            &step * BigRational::from_integer(BigInt::from(10).pow(u32::try_from(place).unwrap_or(0)));
        // Nobody writes 099.2%.
        let leads = *at == digits[0] && text[at + 1..].starts_with(|c: char| c.is_ascii_digit() || c == ',');
        for new in (i64::from(leads)..10).filter(|new| *new != old) {
            let number = &found.said.number + &worth * BigRational::from_integer((new - old).into());
            let said = found.said.with_number(number);
            if said.interval(Rounding::HalfUp, Exact::AsWritten).meets(&found.known.range) {
                let mut shown = text.clone();
                shown.replace_range(*at..*at + 1, &new.to_string());
                fitting.push(shown);
            }
        }
    }
    // What the formula gives is said in any case.
    let plain = |text: &str| text.replace(',', "");
    let right = found.right.as_deref().map(plain);
    let [only] = fitting.as_slice() else { return None };
    (right != Some(plain(only))).then(|| Guess::Digit(only.clone()))
}

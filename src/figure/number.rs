//! Numbers as people write them: reading digits, rounding once, writing decimals.
//!
//! Knows no units and no words; all values are exact rationals.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::piece::fold;
use crate::report::Rounding;

/// More digits than any statistic has; a longer run is a slip or an attack.
const MOST_DIGITS: usize = 60;

/// A number as written, without sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// Its value.
    pub(super) value: BigRational,
    /// How many decimals are written.
    pub(super) decimals: u32,
    /// Whether its thousands are set apart.
    pub(super) grouped: bool,
}

/// Whether a comma before three digits sets thousands apart; between the arguments of a function it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commas {
    /// `12,430` is one number.
    Group,
    /// `12,430` is two.
    Separate,
}

/// Reads the number at the beginning of a text; returns it and the bytes it takes.
///
/// `None` when no digit stands there, or more digits than a number can have.
pub(super) fn scan(text: &str, commas: Commas) -> Option<(Number, usize)> {
    let mut digits = String::new();
    let mut at = run_of_digits(text, &mut digits);
    if at == 0 {
        return None;
    }
    let mut grouped = false;
    while commas == Commas::Group && (grouped || digits.len() <= 3) {
        let Some(length) = group(&text[at..], &mut digits) else { break };
        grouped = true;
        at += length;
    }
    let mut decimals = 0;
    if let Some(point) = text[at..].chars().next().filter(|c| fold(*c) == '.') {
        let before = digits.len();
        let length = run_of_digits(&text[at + point.len_utf8()..], &mut digits);
        if length > 0 {
            at += point.len_utf8() + length;
            decimals = u32::try_from(digits.len() - before).ok()?;
        }
    }
    if digits.len() > MOST_DIGITS {
        return None;
    }
    let units: BigInt = digits.parse().ok()?;
    let value = match decimals {
        0 => BigRational::from_integer(units),
        _ => BigRational::new(units, power_of_ten(decimals)),
    };
    Some((Number { value, decimals, grouped }, at))
}

/// Rounds to so many decimals and returns the digits as a whole number of the last place.
pub(super) fn round(value: &BigRational, decimals: u32, rounding: Rounding) -> BigInt {
    let scaled = value.numer().abs() * power_of_ten(decimals);
    let (whole, rest) = scaled.div_rem(value.denom());
    let twice = rest * 2;
    let up = match rounding {
        Rounding::Truncate => false,
        Rounding::HalfUp => twice >= *value.denom(),
        Rounding::HalfEven => twice > *value.denom() || (twice == *value.denom() && whole.is_odd()),
    };
    let magnitude = if up { whole + 1 } else { whole };
    if value.is_negative() { -magnitude } else { magnitude }
}

/// Writes a value with exactly so many decimals, rounded once.
pub(super) fn decimal(value: &BigRational, decimals: u32, rounding: Rounding, grouped: bool) -> String {
    let rounded = round(value, decimals, rounding);
    let mut digits = rounded.magnitude().to_string();
    let places = decimals as usize;
    if digits.len() <= places {
        digits.insert_str(0, &"0".repeat(places + 1 - digits.len()));
    }
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let mut out = String::from(if rounded.is_negative() { "-" } else { "" });
    if grouped {
        for (index, digit) in whole.char_indices() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
    } else {
        out.push_str(whole);
    }
    if places > 0 {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// Returns how many decimals write the value exactly; `None` when its decimals never end.
pub(super) fn exact_decimals(value: &BigRational) -> Option<u32> {
    if value.is_integer() {
        return Some(0);
    }
    let twos = value.denom().trailing_zeros().unwrap_or(0);
    let mut rest: BigInt = value.denom() >> twos;
    let five = BigInt::from(5);
    let mut fives = 0;
    while !rest.is_one() {
        let (quotient, remainder) = rest.div_rem(&five);
        if !remainder.is_zero() {
            return None;
        }
        rest = quotient;
        fives += 1;
    }
    u32::try_from(twos.max(fives)).ok()
}

/// Returns the value as a decimal; `None` when its decimals do not end within twelve.
pub(super) fn exact(value: &BigRational) -> Option<String> {
    const MOST: u32 = 12;
    let decimals = exact_decimals(value).filter(|decimals| *decimals <= MOST)?;
    Some(decimal(value, decimals, Rounding::HalfUp, false))
}

/// Returns the value for a message: exact where it ends within six decimals, else cut with an ellipsis.
pub(super) fn for_message(value: &BigRational) -> String {
    match exact_decimals(value) {
        Some(decimals) if decimals <= 6 => decimal(value, decimals, Rounding::HalfUp, false),
        _ => format!("{}…", decimal(value, 4, Rounding::Truncate, false)),
    }
}

/// Returns 10 to a power.
pub(super) fn power_of_ten(exponent: u32) -> BigInt {
    BigInt::from(10).pow(exponent)
}

/// Appends the digits at the beginning of a text in ASCII; returns the bytes they take.
fn run_of_digits(text: &str, digits: &mut String) -> usize {
    let mut at = 0;
    for c in text.chars() {
        let digit = fold(c);
        if !digit.is_ascii_digit() {
            break;
        }
        digits.push(digit);
        at += c.len_utf8();
    }
    at
}

/// Reads a separator and exactly three digits.
fn group(text: &str, digits: &mut String) -> Option<usize> {
    let separator = text.chars().next().filter(|c| matches!(c, ',' | '，' | '\u{2009}' | '\u{202f}'))?;
    let mut three = String::new();
    let length = run_of_digits(&text[separator.len_utf8()..], &mut three);
    if three.len() != 3 {
        return None;
    }
    digits.push_str(&three);
    Some(separator.len_utf8() + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ratio(numerator: i64, denominator: i64) -> BigRational {
        BigRational::new(numerator.into(), denominator.into())
    }

    #[test]
    fn digits_are_read_as_written() {
        let read = |text| scan(text, Commas::Group).map(|(number, at)| (number.value, number.decimals, at));
        assert_eq!(read("56.80%"), Some((ratio(568, 10), 2, 5)));
        assert_eq!(read("12,430 people"), Some((ratio(12430, 1), 0, 6)));
        assert_eq!(read("24,85人"), Some((ratio(24, 1), 0, 2)));
        assert_eq!(read("1234,567"), Some((ratio(1234, 1), 0, 4)));
        assert_eq!(read("５１２件"), Some((ratio(512, 1), 0, 9)));
        assert_eq!(read("3.件"), Some((ratio(3, 1), 0, 1)));
        assert_eq!(read("件"), None);
        assert_eq!(read(&"9".repeat(61)), None);
        assert_eq!(scan("1,200", Commas::Separate).map(|(_, at)| at), Some(1));
    }

    #[test]
    fn rounding_follows_the_setting() {
        let show = |value: &BigRational, rounding| decimal(value, 1, rounding, false);
        let tie = ratio(125, 100);
        assert_eq!(show(&tie, Rounding::HalfUp), "1.3");
        assert_eq!(show(&tie, Rounding::HalfEven), "1.2");
        assert_eq!(show(&tie, Rounding::Truncate), "1.2");
        assert_eq!(show(&-tie, Rounding::HalfUp), "-1.3");
        assert_eq!(show(&ratio(-1, 100), Rounding::HalfUp), "0.0");
        assert_eq!(decimal(&ratio(1_234_567, 1), 0, Rounding::HalfUp, true), "1,234,567");
        assert_eq!(decimal(&ratio(2, 3), 2, Rounding::HalfUp, true), "0.67");
    }

    #[test]
    fn endings_are_told() {
        assert_eq!(exact_decimals(&ratio(1, 8)), Some(3));
        assert_eq!(exact_decimals(&ratio(1, 3)), None);
        assert_eq!(exact_decimals(&ratio(1, 5)), Some(1));
        assert_eq!(exact(&ratio(1, 8)).as_deref(), Some("0.125"));
        assert_eq!(exact(&ratio(1, 10_000_000_000_000)), None);
        assert_eq!(exact_decimals(&ratio(1, 500)), Some(3));
        assert_eq!(for_message(&ratio(1, 10_000_000)), "0.0000…");
        assert!(scan(&"9".repeat(60), Commas::Group).is_some());
        assert_eq!(for_message(&ratio(50_800, 512)), "99.21875");
        assert_eq!(for_message(&ratio(200, 3)), "66.6666…");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(units in 0u64..10_000_000_000, decimals in 0u32..6, grouped: bool) {
            let value = BigRational::new(units.into(), power_of_ten(decimals));
            let text = decimal(&value, decimals, Rounding::HalfUp, grouped);
            let (number, length) = scan(&text, Commas::Group).unwrap();
            prop_assert_eq!(length, text.len());
            prop_assert_eq!(number.value, value);
            prop_assert_eq!(number.decimals, decimals);
        }

        #[test]
        fn rounding_is_what_a_naive_count_gives(
            numerator in -100_000i64..100_000, denominator in 1i64..1000, decimals in 0u32..4,
        ) {
            let value = ratio(numerator, denominator);
            let scale = 10i64.pow(decimals);
            for rounding in [Rounding::HalfUp, Rounding::HalfEven, Rounding::Truncate] {
                // The naive way: walk up from zero until the next whole number would be too far.
                let size = numerator.abs() * scale;
                let below = size / denominator;
                let (to_below, to_above) = (size - below * denominator, (below + 1) * denominator - size);
                let nearest = match rounding {
                    Rounding::Truncate => below,
                    _ if to_below < to_above => below,
                    _ if to_below > to_above => below + 1,
                    Rounding::HalfUp => below + 1,
                    Rounding::HalfEven => below + below % 2,
                };
                prop_assert_eq!(round(&value, decimals, rounding), BigInt::from(nearest * numerator.signum()));
            }
        }
    }
}

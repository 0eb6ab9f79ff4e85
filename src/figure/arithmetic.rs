//! Exact arithmetic on rationals, in machine words where they suffice: nearly every number of a report does, and the
//! same over big integers costs ten times as much.
//!
//! Gives what the operators of [`BigRational`] give, only sooner.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_rational::BigRational;
use num_traits::ToPrimitive as _;

/// Returns the sum.
pub(super) fn plus(a: &BigRational, b: &BigRational) -> BigRational {
    match (words(a), words(b)) {
        (Some((an, ad)), Some((bn, bd))) => reduced(an * bd + bn * ad, ad * bd),
        _ => a + b,
    }
}

/// Returns the product.
pub(super) fn times(a: &BigRational, b: &BigRational) -> BigRational {
    match (words(a), words(b)) {
        (Some((an, ad)), Some((bn, bd))) => reduced(an * bn, ad * bd),
        _ => a * b,
    }
}

/// Returns the quotient; the divisor is not zero.
pub(super) fn over(a: &BigRational, b: &BigRational) -> BigRational {
    match (words(a), words(b)) {
        (Some((an, ad)), Some((bn, bd))) if bn > 0 => reduced(an * bd, ad * bn),
        _ => a / b,
    }
}

/// Compares.
pub(super) fn compare(a: &BigRational, b: &BigRational) -> Ordering {
    match (words(a), words(b)) {
        (Some((an, ad)), Some((bn, bd))) => (an * bd).cmp(&(bn * ad)),
        _ => a.cmp(b),
    }
}

/// Returns numerator and denominator when each fits in 64 bits: sums of their products fit in 128.
fn words(value: &BigRational) -> Option<(i128, i128)> {
    Some((value.numer().to_i64()?.into(), value.denom().to_i64()?.into()))
}

/// Returns a fraction in lowest terms; its denominator is above zero.
fn reduced(numerator: i128, denominator: i128) -> BigRational {
    let common = match (u64::try_from(numerator.unsigned_abs()), u64::try_from(denominator)) {
        (Ok(numerator), Ok(denominator)) => i128::from(numerator.gcd(&denominator)),
        _ => numerator.gcd(&denominator),
    };
    BigRational::new_raw(BigInt::from(numerator / common), BigInt::from(denominator / common))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Small numbers, numbers at the edge of a word, and numbers beyond it.
    fn rational() -> impl Strategy<Value = BigRational> {
        let whole =
            prop_oneof![-9i128..9, Just(i128::from(i64::MIN)), Just(i128::from(i64::MAX)), any::<i128>()];
        let part = prop_oneof![1i128..9, Just(i128::from(i64::MAX)), 1..i128::MAX];
        (whole, part).prop_map(|(whole, part)| BigRational::new(whole.into(), part.into()))
    }

    proptest! {
        #[test]
        fn words_and_big_integers_agree(a in rational(), b in rational()) {
            prop_assert_eq!(plus(&a, &b), &a + &b);
            prop_assert_eq!(times(&a, &b), &a * &b);
            prop_assert_eq!(compare(&a, &b), a.cmp(&b));
            if *b.numer() != BigInt::ZERO {
                prop_assert_eq!(over(&a, &b), a / b);
            }
        }
    }
}

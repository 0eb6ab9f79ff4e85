//! Numbers of spreadsheets: binary fractions and number formats into the decimals a person sees.
//!
//! Works on the digits that the fraction is written with, never with the fraction itself.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero as _;

use crate::figure::number::{decimal, power_of_ten};
use crate::figure::unit::{Alone, Unit};
use crate::report::Rounding;

/// Two fractions so many steps apart are the same number: sums of decimals end a few steps off.
const MOST_STEPS: u64 = 8;

/// A cell without fixed decimals that needs more digits than this is no rounded decimal.
const MOST_DIGITS: usize = 12;

/// More decimals than this are not shown by any format; a code that asks for them is damaged.
const MOST_DECIMALS: u32 = 30;

/// What a number format says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::figure) struct Format {
    /// The decimals it shows, when they are fixed.
    pub(super) decimals: Option<u32>,
    /// Whether it shows a share in percent.
    pub(super) percent: bool,
    /// Whether it sets thousands apart.
    pub(super) grouped: bool,
    /// The words it puts before and behind the number: `"$"0"k"`.
    pub(super) words: [String; 2],
    /// The currency it names: `[$€-407]`.
    pub(super) currency: String,
    /// Whether it shows the number in a scale that the cell does not hold it in: `#,##0,`.
    pub(super) scaled: bool,
    /// How many digits it shows before the point at least: `000`.
    pub(super) places: usize,
    /// What it shows of nothing, when that is a dash; else empty.
    pub(super) dash: String,
}

/// A number of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::figure) struct Number {
    /// The exact value; of a share in percent, the percentage.
    pub(super) value: BigRational,
    /// How many decimals it has.
    pub(super) decimals: u32,
    /// How it is shown.
    pub(super) format: Format,
}

impl Number {
    /// Returns the number that a binary fraction stands for under a format; `None` when it is no number.
    pub(super) fn of(fraction: f64, format: Format) -> Option<Number> {
        let shortest = Digits::read(&format!("{fraction:e}"))?;
        // What a percent format shows is a hundred times what the cell holds.
        let shift = if format.percent { 2 } else { 0 };
        let fixed = format.decimals.map(|decimals| decimals + shift);
        let seen = match fixed {
            Some(places) => {
                let seen = format!("{fraction:.0$}", places as usize);
                same(&seen, fraction).then(|| Digits::read(&seen)).flatten()
            }
            None => {
                let seen = format!("{fraction:.14e}");
                let short = Digits::read(&seen).filter(|seen| seen.count() <= MOST_DIGITS);
                short.filter(|_| same(&seen, fraction))
            }
        };
        let is_seen = seen.is_some();
        let digits = seen.unwrap_or(shortest);
        let decimals = match format.decimals.filter(|_| is_seen) {
            Some(decimals) => decimals,
            None => digits.decimals.saturating_sub(shift),
        };
        let value = digits.value() * BigRational::from_integer(power_of_ten(shift));
        Some(Number { value, decimals, format })
    }

    /// Returns whether the cell sets thousands apart.
    pub(in crate::figure) fn is_grouped(&self) -> bool {
        self.format.grouped
    }

    /// Returns the decimals that the cell shows, when it holds more.
    pub(in crate::figure) fn decimals_shown(&self) -> Option<u32> {
        self.format.decimals.filter(|decimals| *decimals < self.decimals)
    }

    /// Returns the dash that it shows, if it is nothing and shown so.
    pub(super) fn of_zero(&self) -> Option<&str> {
        Some(self.format.dash.as_str()).filter(|dash| !dash.is_empty() && self.value.is_zero())
    }

    /// Returns its digits with the zeros before them that its format shows.
    pub(super) fn filled_up(&self, text: String) -> String {
        let (sign, digits) = text.split_at(usize::from(text.starts_with('-')));
        let missing = self.format.places.saturating_sub(digits.find('.').unwrap_or(digits.len()));
        if self.format.grouped { text } else { format!("{sign}{}{digits}", "0".repeat(missing)) }
    }

    /// Returns the unit that the format shows; in which scale it shows the number is no matter of the number.
    pub(super) fn unit(&self) -> Option<Unit> {
        let Format { words: [before, behind], currency, scaled, percent, .. } = &self.format;
        let stated = Unit::alone(&format!("{before}{behind}")).or_else(|| Unit::alone(currency));
        let unit = match stated {
            Some(Alone::Unit(unit)) => Some(unit),
            _ if !currency.is_empty() => Some(Unit::of("", Some(currency))),
            _ => None,
        };
        let unit = if *scaled { unit.and_then(|unit| unit.unscaled()) } else { unit };
        unit.filter(|_| !percent)
    }

    /// Returns the number as a person would type it, without thousands set apart.
    pub(super) fn text(&self) -> String {
        let sign = if self.format.percent { "%" } else { "" };
        decimal(&self.value, self.decimals, Rounding::HalfUp, false) + sign
    }
}

/// Returns whether a decimal text is a fraction within double precision.
fn same(text: &str, fraction: f64) -> bool {
    let Ok(seen) = text.parse::<f64>() else { return false };
    let same_sign = seen.is_sign_negative() == fraction.is_sign_negative();
    same_sign && seen.to_bits().abs_diff(fraction.to_bits()) <= MOST_STEPS
}

/// The digits of a decimal.
struct Digits {
    /// All digits, as a whole number with its sign.
    units: BigInt,
    /// How many of them stand behind the point.
    decimals: u32,
}

impl Digits {
    /// Reads `12.5`, `-1.25e1` or `3e-7`; zeros at the end are dropped.
    fn read(text: &str) -> Option<Digits> {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let exponent: i64 = exponent.parse().ok()?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fraction = fraction.trim_end_matches('0');
        let units: BigInt = format!("{whole}{fraction}").parse().ok()?;
        let decimals = i64::try_from(fraction.len()).ok()? - exponent;
        match u32::try_from(decimals) {
            Ok(decimals) => Some(Digits { units, decimals }),
            Err(_) => {
                let zeros = u32::try_from(-decimals).ok()?;
                Some(Digits { units: units * power_of_ten(zeros), decimals: 0 })
            }
        }
    }

    fn count(&self) -> usize {
        self.units.magnitude().to_string().trim_end_matches('0').len()
    }

    fn value(&self) -> BigRational {
        BigRational::new(self.units.clone(), power_of_ten(self.decimals))
    }
}

impl Format {
    /// Reads a format code such as `#,##0.00%`; of several sections, the first, and of the third its dash.
    pub(super) fn read(code: &str) -> Format {
        let of_zero = code.split(';').nth(2).filter(|zero| !zero.contains(['0', '#']));
        let dash = of_zero
            .map(|zero| Format::of_section(zero).words.concat())
            .and_then(|words| words.chars().find(|c| matches!(c, '-' | '–' | '—' | '－')).map(String::from));
        let first = Format::of_section(code.split(';').next().unwrap_or_default());
        Format { dash: dash.unwrap_or_default(), ..first }
    }

    fn of_section(section: &str) -> Format {
        let is_general = section.to_ascii_lowercase().starts_with("general");
        let code = if is_general { &section["general".len()..] } else { section };
        let mut format = Format::default();
        let mut characters = code.chars();
        let (mut point, mut digits, mut decimals, mut strange) = (false, is_general, 0, is_general);
        let mut places = 0;
        while let Some(c) = characters.next() {
            let words = &mut format.words[usize::from(digits)];
            match c {
                '"' => words.extend(characters.by_ref().take_while(|c| *c != '"')),
                '[' => {
                    let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                    let named =
                        inside.strip_prefix('$').map(|named| named.split('-').next().unwrap_or(named));
                    words.push_str(named.unwrap_or_default());
                    format.currency.push_str(named.unwrap_or_default().trim());
                }
                '!' | '\\' => match characters.next() {
                    // `0!.0,` writes a point that is none: the shown number is of another scale.
                    Some('.' | ',') => format.scaled = true,
                    typed => words.extend(typed),
                },
                '_' | '*' => drop(characters.next()),
                '0' | '#' | '?' => {
                    digits = true;
                    decimals += u32::from(point);
                    places += usize::from(c == '0' && !point);
                }
                '.' => point = true,
                ',' if digits && !point => format.grouped = true,
                '%' | '％' => format.percent = true,
                'E' | 'e' | '/' | '@' => strange = true,
                c if !c.is_ascii() || c == '$' => words.push(c),
                _ => {}
            }
        }
        // A comma that no digit follows divides by a thousand.
        let trailing = code.trim_end_matches(|c: char| !matches!(c, '0' | '#' | '?' | ',')).ends_with(',');
        format.scaled |= trailing && digits;
        if digits && !strange && !format.scaled {
            format.decimals = Some(decimals).filter(|decimals| *decimals <= MOST_DECIMALS);
            format.places = if places <= MOST_DECIMALS as usize { places } else { 0 };
        }
        for words in &mut format.words {
            *words = words.trim().to_owned();
        }
        format
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(fraction: f64, code: &str) -> String {
        Number::of(fraction, Format::read(code)).unwrap().text()
    }

    #[test]
    fn binary_fractions_are_the_decimals_a_person_typed() {
        for (fraction, code, expected) in [
            (7.000_000_000_000_001, "0.00", "7.00"),
            (7.000_000_000_000_001, "General", "7"),
            (0.1 + 0.2, "General", "0.3"),
            (0.1 + 0.2, "0.0", "0.3"),
            (0.9922, "0.00%", "99.22%"),
            (0.992_187_5, "0.00%", "99.21875%"),
            (0.07, "0%", "7%"),
            (0.58, "0%", "58%"),
            (0.29 * 100.0, "General", "29"),
            (512.0, "0", "512"),
            (512.0, "General", "512"),
            (12.5, "0.00", "12.50"),
            (-3.25, "#,##0.00;(#,##0.00)", "-3.25"),
            (12.345, "0.0", "12.345"),
            (1.0 / 3.0, "General", "0.3333333333333333"),
            // Eighteen steps off one: another number, no rounding of a sum.
            (1.000_000_000_000_004, "General", "1.000000000000004"),
            (123_456_789_012.34, "General", "123456789012.34"),
            (1e21, "General", "1000000000000000000000"),
            (1.5e-7, "General", "0.00000015"),
            (0.0, "0.0%", "0.0%"),
        ] {
            assert_eq!(text(fraction, code), expected, "{fraction} {code}");
        }
        assert_eq!(Number::of(f64::NAN, Format::default()), None);
        assert_eq!(Number::of(f64::INFINITY, Format::default()), None);
    }

    #[test]
    fn formats_say_what_they_show() {
        let read = |code| {
            let format = Format::read(code);
            (format.decimals, format.percent, format.grouped)
        };
        assert_eq!(read("General"), (None, false, false));
        assert_eq!(read("0.00%"), (Some(2), true, false));
        assert_eq!(read("#,##0"), (Some(0), false, true));
        assert_eq!(read("_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)"), (Some(2), false, true));
        assert_eq!(read("0\"件\""), (Some(0), false, false));
        assert_eq!(read("[Red]0.0"), (Some(1), false, false));
        // The point is typed: shown is a ten-thousandth.
        assert_eq!(read("0!.0,\"万\"").0, None);
        assert_eq!(read("#,##0,").0, None);
        assert_eq!(read("0.00E+00").0, None);
        assert_eq!(read("@").0, None);
        // A comma before the digits or behind the point sets no thousands apart.
        assert_eq!(read(",0"), (Some(0), false, false));
        assert_eq!(read("0.0,"), (None, false, false));
    }

    #[test]
    fn formats_fill_up_with_zeros_and_may_show_nothing_as_a_dash() {
        let read = |code| {
            let format = Format::read(code);
            (format.places, format.dash)
        };
        for (code, places, dash) in [
            ("000", 3, ""),
            ("00.0", 2, ""),
            ("0.000", 1, ""),
            ("00.0E+00", 0, ""),
            ("0;-0;\"—\"", 1, "—"),
            ("0;-0;0\"-\"", 1, ""),
            ("_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)", 1, "-"),
            ("_-\"$\"* #,##0_-;-\"$\"* #,##0_-;_-\"$\"* \"-\"_-;_-@_-", 1, "-"),
            ("0;-0;\"无\"", 1, ""),
        ] {
            assert_eq!(read(code), (places, dash.to_owned()), "{code}");
        }
        assert_eq!(Format::read(&"0".repeat(100_000)).places, 0);
        let filled = |fraction: f64, code: &str| {
            let number = Number::of(fraction, Format::read(code)).unwrap();
            number.filled_up(number.text())
        };
        assert_eq!(filled(5.0, "000"), "005");
        assert_eq!(filled(-5.5, "00.0"), "-05.5");
        assert_eq!(filled(1234.0, "000"), "1234");
    }

    #[test]
    fn formats_name_their_unit_and_their_money() {
        let read = |code| {
            let number = Number::of(12.0, Format::read(code)).unwrap();
            let unit = number.unit().map_or_else(String::new, |unit| unit.name().en);
            (unit, number.format.scaled)
        };
        for (code, unit, scaled) in [
            ("0\"件\"", "件", false),
            ("General\"件\"", "件", false),
            ("#,##0\"元\"", "元", false),
            ("\"$\"#,##0.00", "$", false),
            ("$#,##0", "$", false),
            ("\\£#,##0", "£", false),
            ("[$$-409]#,##0.00", "$", false),
            ("#,##0.00\\ [$€-407]", "€", false),
            ("[$¥-804]#,##0.00", "¥", false),
            ("￥#,##0", "¥", false),
            ("[$USD]\\ #,##0", "USD", false),
            ("[$₹-4009]#,##0", "₹", false),
            ("_(\"$\"* #,##0.00_);_(\"$\"* (#,##0.00);_(\"$\"* \"-\"??_);_(@_)", "$", false),
            ("\"$\"0\"k\"", "$k", false),
            ("\"$\"0\" million\"", "$million", false),
            ("\"$\"#,##0,\"k\"", "$", true),
            ("0!.0,\"万\"", "", true),
            ("0!.0000\"万元\"", "元", true),
            ("#,##0,", "", true),
            ("[Red]0", "", false),
            ("+0.0\"个百分点\";-0.0\"个百分点\"", "个百分点", false),
            // The room of a euro sign, and none.
            ("_-* #,##0.00\\ _€_-", "", false),
            ("\"about \"0", "", false),
            ("0.0%", "", false),
        ] {
            assert_eq!(read(code), (unit.to_owned(), scaled), "{code}");
        }
    }

    #[test]
    fn a_cell_may_show_fewer_decimals_than_it_holds() {
        let shown = |fraction, code| Number::of(fraction, Format::read(code)).unwrap().decimals_shown();
        assert_eq!(shown(12.345, "0.0"), Some(1));
        assert_eq!(shown(12.345, "0"), Some(0));
        assert_eq!(shown(12.5, "0.0"), None);
        assert_eq!(shown(12.5, "0.00"), None);
        assert_eq!(shown(12.5, "General"), None);
    }

    proptest! {
        #[test]
        fn what_was_typed_is_what_is_read(units in -10_000_000_000i64..10_000_000_000, places in 0u32..6) {
            let exact = BigRational::new(units.into(), power_of_ten(places));
            let typed = decimal(&exact, places, Rounding::HalfUp, false);
            let fraction: f64 = typed.parse().unwrap();
            for code in ["General".to_owned(), format!("0.{}", "0".repeat(places as usize))] {
                let number = Number::of(fraction, Format::read(&code)).unwrap();
                prop_assert_eq!(&number.value, &exact, "{}", code);
            }
            let percent = format!("0.{}%", "0".repeat(places as usize));
            let shifted: f64 = format!("{typed}e-2").parse().unwrap();
            let number = Number::of(shifted, Format::read(&percent)).unwrap();
            prop_assert_eq!(number.value, exact);
            prop_assert_eq!(number.decimals, places);
        }

        #[test]
        fn no_fraction_and_no_format_makes_it_panic(bits: u64, code in "\\PC{0,12}") {
            let _ = Number::of(f64::from_bits(bits), Format::read(&code)).map(|number| number.text());
        }
    }
}

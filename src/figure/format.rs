//! Patterns by example (`@0.01%`, `@亿元`, `@大写`) and the text a figure prints.
//!
//! Rounds once, from the exact value. Knows no names and no places; what cannot be shown is said as a reason.

use num_rational::BigRational;
use num_traits::Zero;

use super::evaluate::Value;
use super::number::{self, Commas};
use super::numeral::{self, Han};
use super::piece::narrowed;
use super::quantity::{Context, Hedge, Quantity, scan};
use super::unit::Unit;
use crate::diagnostic::Text;
use crate::report::Rounding;
use crate::text;

/// A derived figure without pattern prints exactly when it ends within so many decimals.
const USUAL_DECIMALS: u32 = 2;

/// A conversion is exact as long as it ends within so many decimals.
const MOST_DECIMALS: u32 = 12;

/// How a figure is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    /// By example: the decimals, if any are shown, and the unit, if one is.
    Shape {
        /// How many decimals; `None` for as many as it takes.
        decimals: Option<u32>,
        /// The unit; `None` for the figure's own.
        unit: Option<Unit>,
    },
    /// The number without unit: `数`, `number`.
    Bare,
    /// Chinese numerals with unit: `汉字`, `大写`.
    Han(Han),
    /// English words with unit: `words`.
    Words,
    /// The same with a capital first letter: `Words`.
    TitleWords,
}

/// What is to be shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Showing<'a> {
    /// The exact value.
    pub(super) value: &'a Value,
    /// The words in which it was stated, if it was.
    pub(super) stated: Option<&'a Quantity>,
    /// The pattern of its declaration.
    pub(super) declared: Option<&'a Pattern>,
}

/// Why a figure cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Its decimals do not end soon enough; a pattern that would do.
    NeedsPattern(String),
    /// The pattern's unit is of another kind.
    OtherKind,
    /// There are no words for it.
    NoWords,
    /// In the pattern's unit nothing but zeros would be left of it.
    Vanishes(String),
}

impl Pattern {
    /// Reads a pattern without its `@`; says what is wrong with it otherwise.
    pub(super) fn parse(text: &str) -> Result<Pattern, Text> {
        let text = text.trim();
        let narrow = narrowed(text);
        let text = narrow.as_deref().unwrap_or(text);
        match text {
            "" => {
                return Err(text!(
                    "@ 后面少一个格式，如 @0.1% 或 @亿元",
                    "a format such as 0.1% is missing after @"
                ));
            }
            "数" | "number" => return Ok(Pattern::Bare),
            "大写" => return Ok(Pattern::Han(Han::Capital)),
            "汉字" => return Ok(Pattern::Han(Han::Plain)),
            "words" => return Ok(Pattern::Words),
            "Words" => return Ok(Pattern::TitleWords),
            _ => {}
        }
        if let Some((quantity, length)) = scan(text, Context::Operand(Commas::Group))
            && length == text.len()
            && quantity.hedge.is_none()
        {
            let decimals = Some(quantity.decimals);
            let unit = (!quantity.unit.is_bare()).then_some(quantity.unit);
            return Ok(Pattern::Shape { decimals, unit });
        }
        // A unit alone: read it as the unit of some number.
        let example = match super::quantity::currency_of(text) {
            Some(length) => format!("{}0{}", &text[..length], &text[length..]),
            None => format!("0{text}"),
        };
        let unit = scan(&example, Context::Operand(Commas::Group)).filter(|(quantity, length)| {
            *length == example.len()
                && quantity.hedge.is_none()
                && !text.starts_with(|c: char| c.is_ascii_digit())
        });
        match unit {
            Some((quantity, _)) => {
                let unit = quantity.unit.spaced_as_usual();
                Ok(Pattern::Shape { decimals: None, unit: Some(unit) })
            }
            None => Err(text!(
                "“{text}”不是格式，格式如 @0.1%、@亿元、@数",
                "`{text}` is no format; formats look like @0.1%, @$0.1m, @number"
            )),
        }
    }

    /// Returns the unit that the pattern shows, if it shows one.
    pub(super) fn unit(&self) -> Option<&Unit> {
        match self {
            Pattern::Shape { unit, .. } => unit.as_ref(),
            _ => None,
        }
    }
}

impl Showing<'_> {
    /// Returns the text, in the citation's pattern or else the declaration's.
    pub(super) fn text(&self, cited: Option<&Pattern>, rounding: Rounding) -> Result<String, Refusal> {
        let pattern = cited.or(self.declared);
        match (pattern, self.stated) {
            (None, Some(stated)) => Ok(stated.text.clone()),
            (None | Some(Pattern::Shape { .. }), _) => {
                let (number, unit) = self.number(pattern, rounding)?;
                Ok(self.hedged(&number, |number, between| unit.around(number, between)))
            }
            (Some(Pattern::Bare), _) => {
                let (number, _) = self.number(self.declared, rounding)?;
                Ok(self.hedged(&number, |number, between| format!("{number}{between}")))
            }
            (Some(pattern), _) => {
                let (number, unit) = self.number(self.declared, rounding)?;
                self.words(pattern, &number.replace(',', ""), &unit).ok_or(Refusal::NoWords)
            }
        }
    }

    /// Returns the exact number, in the unit that is shown, where a pattern shows it rounded.
    pub(super) fn behind(&self, cited: Option<&Pattern>) -> Option<BigRational> {
        let pattern = match cited.or(self.declared)? {
            Pattern::Bare => self.declared?,
            pattern => pattern,
        };
        let Pattern::Shape { decimals: Some(decimals), unit } = pattern else { return None };
        let number = unit.as_ref().unwrap_or(&self.value.unit).in_scale(&self.value.base);
        number::exact_decimals(&number).is_none_or(|exact| exact > *decimals).then_some(number)
    }

    /// Returns the digits and the unit they are in.
    fn number(&self, pattern: Option<&Pattern>, rounding: Rounding) -> Result<(String, Unit), Refusal> {
        let own = &self.value.unit;
        let (decimals, unit) = match pattern {
            Some(Pattern::Shape { decimals, unit }) => (*decimals, unit.as_ref().unwrap_or(own)),
            _ => (None, own),
        };
        if !unit.is_kind_of(own) {
            return Err(Refusal::OtherKind);
        }
        let number = unit.in_scale(&self.value.base);
        let converted = pattern.and_then(Pattern::unit).is_some();
        let most = if converted || self.stated.is_some() { MOST_DECIMALS } else { USUAL_DECIMALS };
        let decimals = match decimals {
            Some(decimals) => decimals,
            None => {
                let exact = number::exact_decimals(&number).filter(|decimals| *decimals <= most);
                let written = self.stated.filter(|_| !converted).map_or(0, |stated| stated.decimals);
                exact.ok_or_else(|| Refusal::NeedsPattern(unit.around("0.01", "")))?.max(written)
            }
        };
        let grouped = unit.grouped || own.grouped;
        let shown = number::decimal(&number, decimals, rounding, grouped);
        let vanishes = !number.is_zero() && !shown.contains(|c: char| ('1'..='9').contains(&c));
        if vanishes && unit.text() != own.text() {
            return Err(Refusal::Vanishes(unit.around(&shown, "")));
        }
        Ok((shown, unit.clone()))
    }

    /// Returns a number in words with its unit.
    fn words(&self, pattern: &Pattern, number: &str, unit: &Unit) -> Option<String> {
        let words = match pattern {
            // 角 and 分 are the last that money has: 12.3亿元 is written out to 元.
            Pattern::Han(Han::Capital) if unit.is_money_in_yuan() => {
                let exact = number::exact_decimals(&self.value.base).filter(|decimals| *decimals <= 2)?;
                return Han::Capital.money(&number::decimal(
                    &self.value.base,
                    exact,
                    Rounding::HalfUp,
                    false,
                ));
            }
            Pattern::Words | Pattern::TitleWords if unit.has_prefix() => return None,
            Pattern::Han(han) => {
                let words = han.words(number)?;
                let share = match unit.per() {
                    Some(100) => Some("百分之"),
                    Some(_) => Some("千分之"),
                    None => None,
                };
                // Two of something is 两 before a word that counts: 两个, not 二个.
                let two = *han == Han::Plain && words == "二" && !unit.is_bare();
                return Some(self.hedged("", |_, between| match share {
                    Some(share) => format!("{share}{words}{between}"),
                    None if two => format!("两{between}{}", unit.text()),
                    None => format!("{words}{between}{}", unit.text()),
                }));
            }
            _ => numeral::english(number)?,
        };
        let unit = match unit.per() {
            Some(100) => "per cent".to_owned(),
            _ => unit.around(number, "").trim_start_matches(number).trim().to_owned(),
        };
        let mut text = self.hedged("", |_, _| format!("{words} {unit}").trim().to_owned());
        if let (Pattern::TitleWords, Some(first)) = (pattern, text.get_mut(..1)) {
            first.make_ascii_uppercase();
        }
        Some(text)
    }

    /// Puts the words of the hedge around a number and its unit.
    fn hedged(&self, number: &str, join: impl Fn(&str, &str) -> String) -> String {
        match self.stated.and_then(|stated| stated.hedge.as_deref()) {
            Some(Hedge { before, between, after, .. }) => {
                format!("{before}{}{after}", join(number, between))
            }
            None => join(number, ""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::quantity::Exact;

    fn show(stated: &str, pattern: &str) -> Result<String, Refusal> {
        let (quantity, _) = scan(stated, Context::Declared).unwrap();
        let value = Value::of(&quantity, Rounding::HalfUp, Exact::AsWritten);
        let pattern = Pattern::parse(pattern).unwrap();
        Showing { value: &value, stated: Some(&quantity), declared: None }
            .text(Some(&pattern), Rounding::HalfUp)
    }

    fn derived(
        numerator: i64,
        denominator: i64,
        unit: Unit,
        pattern: Option<&str>,
    ) -> Result<String, Refusal> {
        let value = Value::exact(BigRational::new(numerator.into(), denominator.into()), unit);
        let pattern = pattern.map(|pattern| Pattern::parse(pattern).unwrap());
        Showing { value: &value, stated: None, declared: pattern.as_ref() }.text(None, Rounding::HalfUp)
    }

    #[test]
    fn stated_figures_take_patterns() {
        for (stated, pattern, shown) in [
            ("12.3亿元", "万元", "123000万元"),
            ("273900元", "0.1万元", "27.4万元"),
            ("273900元", "万元", "27.39万元"),
            ("273900元", "大写", "贰拾柒万叁仟玖佰元整"),
            ("4支", "汉字", "四支"),
            ("2个", "汉字", "两个"),
            ("95%", "汉字", "百分之九十五"),
            ("40多万元", "汉字", "四十多万元"),
            ("40多万元", "元", "400000多元"),
            ("40多万元", "数", "40多"),
            ("8%左右", "0.1%", "8.0%左右"),
            ("95%", "0.1", "95.0%"),
            ("12,430 people", "number", "12,430"),
            ("4 teams", "Words", "Four teams"),
            ("30 %", "words", "thirty per cent"),
            ("$1.2m", "$0.0001bn", "$0.0012bn"),
            ("56.80%", "数", "56.80"),
            ("12,430 people", "0 people", "12,430 people"),
            ("12430 people", "1,000 people", "12,430 people"),
            ("512件", "大写", "伍佰壹拾贰件"),
        ] {
            assert_eq!(show(stated, pattern).as_deref(), Ok(shown), "{stated} {pattern}");
        }
        assert_eq!(show("512件", "户"), Err(Refusal::OtherKind));
        assert_eq!(show("$5", "words"), Err(Refusal::NoWords));
    }

    #[test]
    fn derived_figures_print_exactly_or_need_a_pattern() {
        assert_eq!(derived(1, 2, Unit::percent(), None).as_deref(), Ok("50%"));
        assert_eq!(derived(1, 2, Unit::percent(), Some("0.01%")).as_deref(), Ok("50.00%"));
        assert_eq!(derived(1, 8, Unit::percent(), None).as_deref(), Ok("12.5%"));
        assert_eq!(derived(508, 512, Unit::percent(), Some("0.01%")).as_deref(), Ok("99.22%"));
        assert_eq!(derived(12346, 1, Unit::of("户", None), Some("万户")).as_deref(), Ok("1.2346万户"));
        let refused = derived(508, 512, Unit::percent(), None);
        assert_eq!(refused, Err(Refusal::NeedsPattern("0.01%".into())));
        assert_eq!(derived(3, 1, Unit::of("school", None), None).as_deref(), Ok("3 schools"));
    }

    #[test]
    fn what_is_no_pattern_is_said() {
        for text in ["", "+", "0.1%x", "0.1% 左右", "％％"] {
            assert!(Pattern::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_unit_too_large_to_leave_a_digit_is_refused() {
        assert_eq!(show("12万元", "0.1亿元"), Err(Refusal::Vanishes("0.0亿元".to_owned())));
        assert_eq!(show("12万元", "0.001亿元").unwrap(), "0.001亿元");
        assert_eq!(show("0万元", "0.1亿元").unwrap(), "0.0亿元");
        assert_eq!(show("0.01%", "0.1%").unwrap(), "0.0%");
    }
}

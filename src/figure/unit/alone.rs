//! Units that stand alone, as tables write them: in a head, in a column of units, in a note on the sheet.
//!
//! Reads money in every order in which people write it (`$k`, `k€`, `US$ million`, `in thousands of euros`). What
//! speaks of money or of a scale and is not understood is unclear: taken for a word of its own, or for nothing, it
//! would make numbers wrong a thousandfold.

use super::super::piece::narrowed;
use super::super::quantity::CURRENCIES;
use super::{Unit, english, table};

/// What stands where a table states a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::figure) enum Alone {
    /// A unit.
    Unit(Unit),
    /// Words that speak of money or of a scale, and are no unit.
    Unclear(String),
}

/// The English names of money whose sign says more than the word.
const NAMED: &[(&str, &str)] = &[("us dollars", "US$"), ("us dollar", "US$"), ("hong kong dollars", "HK$")];

/// The words that may stand before a unit and say nothing.
const BEFORE: &[&str] = &[
    "all figures in ",
    "all amounts in ",
    "figures in ",
    "amounts in ",
    "values in ",
    "expressed in ",
    "in ",
];

/// The signs that tell two remarks in one pair of brackets apart.
const BETWEEN: [char; 6] = [',', '，', '、', ';', '；', '|'];

impl Unit {
    /// Returns the unit that words alone state; `None` when they state none.
    pub(in crate::figure) fn alone(words: &str) -> Option<Alone> {
        let narrow = narrowed(words).unwrap_or_else(|| words.to_owned());
        let words = without_preface(narrow.trim());
        if let Some(unit) = understood(words).or_else(|| understood(&words.replace(BETWEEN, " "))) {
            return Some(Alone::Unit(unit));
        }
        // `£m, 2021 prices` and 含税，万元: of several remarks, one is the unit.
        let read = words.split(BETWEEN).map(|part| understood(part.trim()).ok_or(part));
        let (units, others): (Vec<_>, Vec<_>) = read.partition(Result::is_ok);
        // A rate says its % itself.
        let mut amounts = units.into_iter().flatten().filter(|unit| unit.per().is_none());
        let plain = !others.into_iter().filter_map(Result::err).any(speaks_of_amounts);
        match (amounts.next(), amounts.next()) {
            (Some(only), None) if plain => Some(Alone::Unit(only)),
            _ if speaks_of_amounts(words) => Some(Alone::Unclear(words.to_owned())),
            _ => None,
        }
    }

    /// Returns whether it is a currency's sign and nothing else: it names the money, and no scale.
    pub(in crate::figure) fn is_sign(&self) -> bool {
        !self.prefix.is_empty() && matches!(self.factors.as_slice(), [one] if one.text.is_empty())
    }

    /// Returns a number in this unit without its sign, when the unit is no more than that.
    pub(in crate::figure) fn without_sign(&self, number: String) -> String {
        if self.is_sign() { number.replacen(self.prefix.as_str(), "", 1) } else { number }
    }

    /// Returns whether it is a scale and nothing else: `thousand`.
    pub(in crate::figure) fn is_scale(&self) -> bool {
        matches!(self.factors.as_slice(), [one] if one.atom.is_empty() && one.scale.is_integer() && one.text != "倍")
    }

    /// Returns the scale, which is a word, as a scale of the money of a sign.
    #[must_use]
    pub(in crate::figure) fn of_money(&self, sign: &Unit) -> Unit {
        amount(&self.text(), sign.prefix.trim())
    }

    /// Returns the unit without its scale, where that can be told: of `$k` `$`, of 万元 元.
    #[must_use]
    pub(in crate::figure) fn unscaled(&self) -> Option<Unit> {
        let text = self.text();
        if !self.prefix.is_empty() {
            return Some(amount("", self.prefix.trim()));
        }
        let rest = text.trim_start_matches(table::SCALE_WORDS);
        table::unit(rest).map(|_| Unit::of(rest, None))
    }
}

/// Returns the unit that all the words are.
fn understood(words: &str) -> Option<Unit> {
    let whole = || money(words).or_else(|| scaled(words)).or_else(|| tabled(words));
    whole().or_else(|| {
        let (above, below) = words.split_once('/').or_else(|| words.split_once(" per "))?;
        let (above, below) = (above.trim(), below.trim());
        let known = Unit::is_usual_below(below) || Unit::is_known(below);
        let unit = money(above).or_else(|| tabled(above)).filter(|_| known)?;
        Some(unit.over(&Unit::of(below, None)))
    })
}

/// Reads a sign or code of money with its scale before or behind it.
fn money(words: &str) -> Option<Unit> {
    CURRENCIES.iter().find_map(|code| {
        let before = || words.get(..code.len()).filter(|sign| sign.eq_ignore_ascii_case(code));
        let behind = || words.strip_suffix(*code);
        let rest = before().map(|_| &words[code.len()..]).or_else(behind)?;
        Some(amount(&scale_of_money(rest.trim())?, code))
    })
}

/// Returns the unit of an amount: `$k` sets nothing before its scale, `$ million` a blank.
fn amount(scale: &str, code: &str) -> Unit {
    let mut unit = Unit::of(scale, Some(code));
    unit.spaced = scale.len() > 2 && scale.is_ascii();
    unit
}

/// Returns the scale of money as it is printed behind a number; empty for none.
fn scale_of_money(words: &str) -> Option<String> {
    if words.is_empty() {
        return Some(String::new());
    }
    if let Some(word) = scale_word(words.trim_end_matches(" of")) {
        return Some(word.to_owned());
    }
    let is_scale =
        english::money_scale(words).is_some() || table::SCALES.iter().any(|(word, _)| *word == words);
    (is_scale || Unit::of(words, None).is_money_in_yuan()).then(|| words.to_owned())
}

/// Reads a scale in words with what it counts before or behind it: `thousands of euros`, `euros thousand`.
fn scaled(words: &str) -> Option<Unit> {
    if let Some(scale) = scale_word(words) {
        return Some(Unit::of(scale, None));
    }
    let (first, last) = (words.split_once(' ')?, words.rsplit_once(' ')?);
    let (scale, rest) = match (scale_word(first.0), scale_word(last.1)) {
        (Some(scale), None) => (scale, first.1.trim_start_matches("of ").trim()),
        (None, Some(scale)) => (scale, last.0.trim()),
        _ => return None,
    };
    let lower = rest.to_ascii_lowercase();
    if let Some((_, sign)) = NAMED.iter().find(|(name, _)| *name == lower) {
        return Some(amount(scale, sign));
    }
    let word = rest.starts_with(|c: char| c.is_ascii_alphabetic());
    let plain = rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'));
    (word && plain).then(|| Unit::of(&format!("{scale} {rest}"), None))
}

/// Returns the scale that a word or the noughts of `'000` say.
fn scale_word(word: &str) -> Option<&'static str> {
    let lower = word.to_ascii_lowercase();
    match lower.trim_start_matches(['\'', '’', '‘']) {
        "thousand" | "thousands" | "000" | "000s" => Some("thousand"),
        "million" | "millions" => Some("million"),
        "billion" | "billions" => Some("billion"),
        "trillion" | "trillions" => Some("trillion"),
        _ => None,
    }
}

/// Reads a unit of the table, also scaled (万元), also as money of China (人民币万元).
fn tabled(words: &str) -> Option<Unit> {
    let known = |words: &str| {
        let unscaled = words.trim_start_matches(table::SCALE_WORDS);
        table::unit(words).is_some() || table::unit(unscaled).is_some()
    };
    if known(words) {
        return Some(Unit::of(words, None));
    }
    let rest = words.strip_prefix("人民币").map(str::trim)?;
    Some(Unit::of(rest, None)).filter(|unit| unit.is_money_in_yuan())
}

/// Returns the words behind `in`, `all figures in` and the like.
fn without_preface(words: &str) -> &str {
    let preface = BEFORE
        .iter()
        .find(|word| words.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
    preface.map_or(words, |word| words[word.len()..].trim_start())
}

/// Returns whether words are about money or a scale.
fn speaks_of_amounts(words: &str) -> bool {
    let sign = words.contains(['$', '€', '£', '¥']) || words.contains("万元") || words.contains("亿元");
    let word = |word: &str| scale_word(word).is_some() || CURRENCIES.contains(&word);
    sign || words.split(|c: char| c.is_whitespace() || BETWEEN.contains(&c) || c == '/').any(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_rational::BigRational;

    /// Returns the number 12 in a unit, with what it is worth.
    fn twelve(words: &str) -> Option<String> {
        match Unit::alone(words)? {
            Alone::Unit(unit) => {
                let kind: Vec<String> = unit.dimension().keys().map(ToString::to_string).collect();
                Some(format!(
                    "{} = {} {}",
                    unit.around("12", ""),
                    unit.to_base(&BigRational::from_integer(12.into())),
                    kind.join(" ")
                ))
            }
            Alone::Unclear(words) => Some(format!("unclear: {words}")),
        }
    }

    #[test]
    fn money_is_read_in_every_order() {
        for (words, expected) in [
            ("$k", "$12k = 12000 美元"),
            ("k$", "$12k = 12000 美元"),
            ("€m", "€12m = 12000000 欧元"),
            ("M€", "€12M = 12000000 欧元"),
            ("£bn", "£12bn = 12000000000 英镑"),
            ("$", "$12 = 12 美元"),
            ("US$ million", "US$12 million = 12000000 美元"),
            ("USD million", "USD 12 million = 12000000 美元"),
            ("million USD", "USD 12 million = 12000000 美元"),
            ("$'000", "$12 thousand = 12000 美元"),
            ("$000", "$12 thousand = 12000 美元"),
            ("EUR ’000", "EUR 12 thousand = 12000 欧元"),
            ("thousands of €", "€12 thousand = 12000 欧元"),
            ("in thousands of euros", "12 thousand euros = 12000 欧元"),
            ("In thousands of US dollars", "US$12 thousand = 12000 美元"),
            ("All figures in $ millions", "$12 million = 12000000 美元"),
            ("euros thousand", "12 thousand euros = 12000 欧元"),
            ("£m, 2021 prices", "£12m = 12000000 英镑"),
            ("USD, thousands", "USD 12 thousand = 12000 美元"),
            ("￥万元", "¥12万元 = 120000 元"),
            ("人民币万元", "12万元 = 120000 元"),
            ("人民币 million yuan", "12 million yuan = 12000000 元"),
            ("亿元", "12亿元 = 1200000000 元"),
            ("含税，万元", "12万元 = 120000 元"),
            ("万美元", "12万美元 = 120000 美元"),
            ("元/人", "12元/人 = 12 人 元"),
            ("£ per head", "£12/head = 12 head 英镑"),
            ("£ per bed", "£12/bed = 12 bed 英镑"),
            ("元/万元", "12元/万元 = 3/2500 "),
            ("in thousands", "12 thousand = 12000 "),
            ("in billions of euros", "12 billion euros = 12000000000 欧元"),
            ("in trillions of euros", "12 trillion euros = 12000000000000 欧元"),
            ("%", "12% = 3/25 "),
        ] {
            assert_eq!(twelve(words).as_deref(), Some(expected), "{words}");
        }
    }

    #[test]
    fn only_a_bare_sign_is_taken_off_a_number() {
        assert_eq!(Unit::of("", Some("$")).without_sign("$12".to_owned()), "12");
        assert_eq!(Unit::of("m", Some("$")).without_sign("$12m".to_owned()), "$12m");
    }

    #[test]
    fn what_speaks_of_amounts_and_is_not_understood_is_unclear() {
        for words in [
            "$kk",
            "Mio. €",
            "人、万元",
            "万元、亿元",
            "100 million yuan",
            "USD x 1000",
            "USD、EUR",
            "USD/栋楼",
            "£m, converted from $ at 1.3",
            "万元，按 $ 折算",
        ] {
            assert_eq!(twelve(words), Some(format!("unclear: {words}")));
        }
        for words in ["人民币%", "含税", "某某街道办事处", "2021", "net of tax", "FY2021", "male/female", ""]
        {
            assert_eq!(twelve(words), None, "{words}");
        }
    }
}

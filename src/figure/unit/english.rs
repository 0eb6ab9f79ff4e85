//! English unit words: singular and plural are one dimension, and `million` scales.
//!
//! Only the words as such; which words belong to a quantity is the business of `quantity`.

use ecow::EcoString;
use num_rational::BigRational;
use num_traits::One;

use super::super::number::power_of_ten;
use super::table;

/// Returns the scale of a word behind an amount of money: `k`, `m`, `bn`, `million`.
pub(super) fn money_scale(word: &str) -> Option<BigRational> {
    let power = match word.to_ascii_lowercase().as_str() {
        "k" => 3,
        "m" | "mn" => 6,
        "bn" | "b" => 9,
        "tn" => 12,
        _ => return scale(word),
    };
    Some(BigRational::from_integer(power_of_ten(power)))
}

/// Words and symbols that measure, each in a scale of its own. What stands in no list is taken to count things: most
/// words behind a number do, and only so can `512 incidents` be held to its word.
const MEASURES: &[&str] = &[
    "J",
    "kJ",
    "MJ",
    "GJ",
    "TJ",
    "PJ",
    "Wh",
    "MWh",
    "GWh",
    "TWh",
    "W",
    "GW",
    "V",
    "kV",
    "A",
    "mA",
    "Hz",
    "kHz",
    "MHz",
    "GHz",
    "Pa",
    "kPa",
    "hPa",
    "MPa",
    "bar",
    "dB",
    "dBA",
    "lm",
    "lx",
    "cal",
    "kcal",
    "Btu",
    "mol",
    "ppm",
    "ppb",
    "CO2e",
    "tCO2e",
    "ktCO2e",
    "MtCO2e",
    "tCO2",
    "kt",
    "Mt",
    "Gt",
    "Bq",
    "mSv",
    "kVA",
    "MVA",
    "rpm",
    "Mbps",
    "Gbps",
    "kB",
    "MB",
    "GB",
    "TB",
    "dl",
    "cl",
    "oz",
    "lb",
    "lbs",
    "ft",
    "yd",
    "mi",
    "km/h",
    "mph",
    "FTE",
    "joule",
    "watt",
    "watt-hour",
    "volt",
    "hertz",
    "pascal",
    "calorie",
    "degree",
    "knot",
    "ounce",
    "pint",
    "yen",
    "rupee",
    "franc",
    "krona",
    "krone",
    "won",
    "rand",
    "rouble",
    "baht",
    "peso",
    "terawatt-hour",
    "gigajoule",
    "megajoule",
    "terajoule",
    "kilojoule",
    "millimetre",
    "centimetre",
    "millimeter",
    "centimeter",
    "milligram",
    "millilitre",
    "milliliter",
    "fortnight",
    "decade",
];

/// Returns the dimension of an English unit, its scale, and whether it measures; `None` for other words.
pub(super) fn unit(word: &str) -> Option<(EcoString, BigRational, bool)> {
    if !word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let (first, rest) = word.split_once(' ').unwrap_or((word, ""));
    if let Some(scale) = scale(first) {
        if rest.is_empty() {
            return Some((EcoString::new(), scale, true));
        }
        let (atom, base, _) = unit(rest)?;
        return Some((atom, scale * base, true));
    }
    let one = |atom: &str| Some((EcoString::from(atom), BigRational::one(), true));
    match singular(&word.to_ascii_lowercase()).as_str() {
        "percentage point" => one("百分点"),
        "percent" | "per cent" => Some((EcoString::new(), BigRational::new(1.into(), 100.into()), true)),
        "yuan" => one("元"),
        "dollar" => one("美元"),
        "euro" => one("欧元"),
        "pound" => one("英镑"),
        "year" => one("年"),
        "month" => one("月"),
        "day" => one("天"),
        "square metre" | "square meter" => one("平方米"),
        "hectare" => Some(("平方米".into(), BigRational::from_integer(10_000.into()), true)),
        "tonne" => Some(("克".into(), BigRational::from_integer(1_000_000.into()), true)),
        "kilometre" | "kilometer" => Some(("米".into(), BigRational::from_integer(1000.into()), true)),
        "metre" | "meter" => one("米"),
        "hour" => Some(("秒".into(), BigRational::from_integer(3600.into()), true)),
        "minute" => Some(("秒".into(), BigRational::from_integer(60.into()), true)),
        "second" => one("秒"),
        // What nobody counts one by one: a whole number of it is a reading.
        measured @ ("week" | "mile" | "square mile" | "acre" | "foot" | "square foot" | "yard" | "inch"
        | "gram" | "kilogram" | "ton" | "litre" | "liter" | "gallon" | "megawatt"
        | "megawatt-hour" | "kilowatt" | "kilowatt-hour" | "gigawatt" | "gigawatt-hour"
        | "decibel") => one(measured),
        // `passenger miles` and `Canadian dollars` measure as their last word does.
        other => {
            let measures = |word: &str| {
                table::unit(word).is_some_and(|(.., measures)| measures)
                    || unit(word).is_some_and(|(.., measures)| measures)
            };
            let last = word.rsplit_once(' ').is_some_and(|(_, last)| measures(last));
            let measured = last || MEASURES.contains(&word) || MEASURES.contains(&other);
            Some((other.into(), BigRational::one(), measured))
        }
    }
}

/// Returns an English unit in the number that goes with what is counted; any other unit as it is.
pub(super) fn agreeing(unit: &str, number: &str) -> String {
    let (head, last) = unit.rsplit_once(' ').map_or(("", unit), |(head, last)| (head, last));
    let word = last.len() > 2 && last.chars().all(|c| c.is_ascii_lowercase());
    if !word || scale(last).is_some() || matches!(last, "percent" | "cent" | "yuan") {
        return unit.to_owned();
    }
    let last = if number == "1" { singular(last) } else { plural(&singular(last)) };
    if head.is_empty() { last } else { format!("{head} {last}") }
}

/// Returns the scale of an English number word.
fn scale(word: &str) -> Option<BigRational> {
    let power = match word.to_ascii_lowercase().as_str() {
        "thousand" | "thousands" => 3,
        "million" | "millions" => 6,
        "billion" | "billions" => 9,
        "trillion" | "trillions" => 12,
        _ => return None,
    };
    Some(BigRational::from_integer(power_of_ten(power)))
}

/// The plurals that no ending explains.
const IRREGULAR: &[(&str, &str)] = &[
    ("person", "people"),
    ("child", "children"),
    ("man", "men"),
    ("woman", "women"),
    ("foot", "feet"),
    ("pp", "pp"),
    ("ppt", "ppt"),
    ("staff", "staff"),
    ("series", "series"),
];

/// Returns the singular of a word, or of the last of several.
fn singular(word: &str) -> String {
    if let Some((one, _)) = IRREGULAR.iter().find(|(_, many)| *many == word) {
        return (*one).to_owned();
    }
    if let Some((head, last)) = word.rsplit_once(' ') {
        return format!("{head} {}", singular(last));
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "ches", "shes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Returns the plural of a singular word.
fn plural(word: &str) -> String {
    if let Some((_, many)) = IRREGULAR.iter().find(|(one, _)| *one == word) {
        return (*many).to_owned();
    }
    if let Some(stem) = word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u'])) {
        return format!("{stem}ies");
    }
    if ["s", "x", "ch", "sh"].iter().any(|ending| word.ends_with(ending)) {
        return format!("{word}es");
    }
    format!("{word}s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singular_and_plural_are_one_word() {
        for (one, many) in [
            ("school", "schools"),
            ("person", "people"),
            ("city", "cities"),
            ("branch", "branches"),
            ("house", "houses"),
            ("class", "classes"),
            ("tie", "ties"),
        ] {
            assert_eq!((singular(many).as_str(), plural(one).as_str()), (one, many));
            assert_eq!(singular(one), one);
        }
        assert_eq!(agreeing("community centres", "1"), "community centre");
        assert_eq!(agreeing("school", "12"), "schools");
        assert_eq!(agreeing("kg", "12"), "kg");
        assert_eq!(agreeing("million", "12"), "million");
    }
}

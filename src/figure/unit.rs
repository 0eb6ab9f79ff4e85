//! Units: what is counted or measured, and in which scale it is written.
//!
//! A word it does not know is a unit of its own: nothing here can fail. Reading a whole quantity is the
//! business of `quantity`.

mod alone;
mod english;
mod table;

use std::collections::BTreeMap;

use ecow::{EcoString, EcoVec, eco_format, eco_vec};
use num_rational::BigRational;
use num_traits::One;

pub(super) use self::alone::Alone;

use super::arithmetic;

/// A unit as written, with what it means.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit {
    /// What is multiplied and divided; empty for a bare number.
    factors: EcoVec<Factor>,
    /// A currency before the number: `$`, `USD `.
    prefix: EcoString,
    /// Whether a space stands between number and unit.
    pub spaced: bool,
    /// Whether thousands are set apart.
    pub grouped: bool,
}

/// One factor of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Factor {
    /// The dimension; empty for pure numbers (`%`, `万`).
    atom: EcoString,
    /// As written.
    text: EcoString,
    /// How many of the dimension's base unit it is.
    scale: BigRational,
    /// 1 above the fraction bar, -1 below it.
    power: i32,
    /// Whether a whole number of it is still a reading, not a count.
    measure: bool,
}

/// What a unit measures: each base dimension with its power.
pub type Dimension = BTreeMap<EcoString, i32>;

impl Unit {
    /// Returns the unit of a word after a number, behind a currency sign or code, if there is one.
    pub fn of(word: &str, currency: Option<&str>) -> Unit {
        if let Some(code) = currency {
            let atom: EcoString = table::currency(code).unwrap_or(code).into();
            let scale = scale_of_money(word, &atom).unwrap_or_else(BigRational::one);
            let factor = Factor { atom, text: word.into(), scale, power: 1, measure: true };
            let letters = code.chars().all(|c| c.is_ascii_alphabetic());
            let prefix = if letters { eco_format!("{code} ") } else { code.into() };
            return Unit { factors: eco_vec![factor], prefix, ..Unit::default() };
        }
        if word.is_empty() {
            return Unit::default();
        }
        let (atom, scale, measure) = meaning(word);
        let factors = eco_vec![Factor { atom, text: word.into(), scale, power: 1, measure }];
        Unit { factors, ..Unit::default() }.spaced_as_usual()
    }

    /// Returns percent, the unit of a share.
    pub fn percent() -> Unit {
        Unit::of("%", None)
    }

    /// Returns percentage points, the unit of a difference of rates.
    pub fn points() -> Unit {
        Unit::of("个百分点", None)
    }

    /// Returns the unit with the space that is usual before it: before words in Latin letters.
    #[must_use]
    pub fn spaced_as_usual(mut self) -> Unit {
        let latin = |factor: &Factor| factor.text.starts_with(|c: char| c.is_ascii_alphabetic());
        self.spaced = self.factors.last().is_some_and(latin) && self.prefix.is_empty();
        self
    }

    /// Returns whether a word is in the table of units, rather than a unit only because it follows a number.
    pub fn is_known(word: &str) -> bool {
        table::unit(word).is_some() || english::unit(word).is_some()
    }

    /// Returns whether a word behind a bar is surely a unit and no figure's name: one of the table, also scaled
    /// (万元), or an English word that things are counted per.
    pub fn is_usual_below(word: &str) -> bool {
        let scaled = || {
            let rest = table::SCALES.iter().find_map(|(scale, _)| word.strip_prefix(scale));
            rest.is_some_and(|rest| table::unit(rest).is_some())
        };
        const PER: &[&str] = &[
            "person",
            "household",
            "home",
            "head",
            "capita",
            "resident",
            "pupil",
            "student",
            "year",
            "month",
            "week",
            "day",
            "hour",
        ];
        table::unit(word).is_some() || scaled() || PER.contains(&word)
    }

    /// Returns whether nothing is written: a bare number.
    pub fn is_bare(&self) -> bool {
        self.factors.is_empty()
    }

    /// Returns the number that a share is written in parts of: 100 or 1000.
    pub fn per(&self) -> Option<u32> {
        match self.factors.as_slice() {
            [one] if one.text == "%" => Some(100),
            [one] if one.text == "‰" => Some(1000),
            _ => None,
        }
    }

    /// Returns whether amounts of it come to one when they are added: those of shares, of rates per something, of points, ages
    /// and temperatures do not.
    pub fn adds_up(&self) -> bool {
        const NEVER: [&str; 5] = ["岁", "周岁", "℃", "°C", "摄氏度"];
        let text = self.text();
        let is_rate = self.per().is_some() || text.contains('/') || self.is_kind_of(&Unit::points());
        !is_rate && !NEVER.contains(&text.as_str())
    }

    /// Returns whether it is Chinese money, in 元 or a scale of it, which has 角 and 分.
    pub fn is_money_in_yuan(&self) -> bool {
        matches!(self.factors.as_slice(), [one] if one.atom == "元" && one.power == 1)
    }

    /// Returns whether a currency stands before the number.
    pub fn has_prefix(&self) -> bool {
        !self.prefix.is_empty()
    }

    /// Returns whether it is made of things that are counted, not measured.
    pub fn counts(&self) -> bool {
        self.factors.iter().all(|factor| !factor.measure)
    }

    /// Returns whether a whole number of it is exact, because it counts things: 3人/户 counts none, it is a mean.
    pub fn counts_whole(&self) -> bool {
        self.factors.iter().all(|factor| !factor.measure && factor.power == 1)
    }

    /// Returns so many of it in base units.
    pub fn to_base(&self, number: &BigRational) -> BigRational {
        let scale = self.scale();
        if scale.is_one() { number.clone() } else { arithmetic::times(number, &scale) }
    }

    /// Returns so many base units in it.
    pub fn in_scale(&self, base: &BigRational) -> BigRational {
        let scale = self.scale();
        if scale.is_one() { base.clone() } else { arithmetic::over(base, &scale) }
    }

    /// Returns how many base units one of it is.
    pub fn scale(&self) -> BigRational {
        if let [Factor { scale, power: 1, .. }] = self.factors.as_slice() {
            return scale.clone();
        }
        self.factors.iter().fold(BigRational::one(), |scale, factor| match factor.power {
            1 => scale * &factor.scale,
            _ => scale / &factor.scale,
        })
    }

    /// Returns what it measures.
    pub fn dimension(&self) -> Dimension {
        let mut dimension = Dimension::new();
        for factor in self.factors.iter().filter(|factor| !factor.atom.is_empty()) {
            *dimension.entry(factor.atom.clone()).or_default() += factor.power;
        }
        dimension.retain(|_, power| *power != 0);
        dimension
    }

    /// Returns whether quantities of both may be added and compared.
    pub fn is_kind_of(&self, other: &Unit) -> bool {
        match (self.factors.as_slice(), other.factors.as_slice()) {
            ([a], [b]) => a.atom == b.atom && a.power == b.power,
            _ => self.dimension() == other.dimension(),
        }
    }

    /// Returns the unit as it is written with a bar: nothing cancels, and no scale is lost (`3‰/人`, `5元/万元`).
    #[must_use]
    pub fn over(mut self, other: &Unit) -> Unit {
        let below = other.factors.iter().map(|factor| Factor { power: -factor.power, ..factor.clone() });
        self.factors.extend(below);
        self
    }

    /// Returns the unit of a product.
    pub fn times(&self, other: &Unit) -> Unit {
        self.joined(other, false)
    }

    /// Returns the unit of a quotient: percent when both are of one kind and no bare numbers.
    pub fn divided_by(&self, other: &Unit) -> Unit {
        if self.is_kind_of(other) && !self.is_bare() && !other.is_bare() {
            return Unit::percent();
        }
        self.joined(other, true)
    }

    /// Returns the unit of a sum: that of the first operand that has one.
    pub fn with(&self, other: &Unit) -> Unit {
        let mut unit = if self.is_bare() { other.clone() } else { self.clone() };
        unit.grouped = self.grouped || other.grouped;
        unit
    }

    /// Returns the unit without a currency before the number: as messages and the register name it.
    pub fn text(&self) -> String {
        let of = |power| self.factors.iter().filter(move |factor| factor.power == power);
        let above = of(1).map(|factor| factor.text.as_str()).collect::<Vec<_>>().join("·");
        of(-1).fold(above, |text, below| text + "/" + &below.text)
    }

    /// Returns the unit as a message names it: never empty.
    pub fn name(&self) -> crate::diagnostic::Text {
        let unit = format!("{}{}", self.prefix, self.text());
        match unit.trim() {
            "" => crate::text!("无单位的数", "a bare number"),
            unit => crate::text!("{unit}", "{unit}"),
        }
    }

    /// Returns the number with its unit; `between` is a hedge that stands right after the number.
    pub fn around(&self, number: &str, between: &str) -> String {
        let unit = english::agreeing(&self.text(), number);
        let space = if self.spaced && !unit.is_empty() { " " } else { "" };
        let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
        format!("{sign}{}{digits}{between}{space}{unit}", self.prefix)
    }

    /// Multiplies with the other unit's factors, or with their inverses; what cancels goes, in pairs.
    fn joined(&self, other: &Unit, inverse: bool) -> Unit {
        let mut factors = self.factors.clone();
        for factor in &other.factors {
            let power = if inverse { -factor.power } else { factor.power };
            let turned = Factor { power, ..factor.clone() };
            let opposite = factors.iter().position(|f| f.atom == turned.atom && f.power == -turned.power);
            match opposite.filter(|_| !turned.atom.is_empty()) {
                Some(index) => drop(factors.remove(index)),
                None => factors.push(turned),
            }
        }
        // 50% of 512件 is in 件, and a rate of a rate in one %.
        if factors.iter().any(|factor| !factor.atom.is_empty()) {
            factors.retain(|factor| !factor.atom.is_empty());
        } else {
            factors.truncate(1);
            factors.retain(|factor| factor.power == 1);
        }
        // What is left first may be an amount of money: of $3 × 2 as of 2 × $3.
        let first = [self, other].into_iter().find(|unit| unit.factors.first() == factors.first());
        let prefix = first.map(|unit| unit.prefix.clone()).unwrap_or_default();
        let spaced = first.is_some_and(|unit| unit.spaced && unit.factors == factors);
        let grouped = self.grouped || other.grouped;
        let unit = Unit { factors, prefix, spaced, grouped };
        if spaced { unit } else { unit.spaced_as_usual() }
    }
}

/// Returns the dimension of a word, how many base units it is, and whether it measures rather than counts.
fn meaning(word: &str) -> (EcoString, BigRational, bool) {
    if let Some((atom, scale, measure)) = table::unit(word) {
        return (atom.into(), scale, measure);
    }
    if let Some((atom, scale, measure)) = english::unit(word) {
        return (atom, scale, measure);
    }
    for (prefix, power) in table::SCALES {
        let Some(rest) = word.strip_prefix(prefix) else { continue };
        let scale = BigRational::from_integer(super::number::power_of_ten(*power));
        // A number in 万 is a reading: its last place is not written out.
        if rest.is_empty() {
            return (EcoString::new(), scale, true);
        }
        let tens = matches!(prefix.chars().last(), Some('十' | '百' | '千'));
        if let Some((atom, base, _)) = table::unit(rest) {
            return (atom.into(), scale * base, true);
        }
        if !tens {
            return (rest.into(), scale, true);
        }
    }
    (word.into(), BigRational::one(), table::MEASURES.contains(&word))
}

/// Returns the scale of a word behind an amount of one kind of money: `m`, `million`, 万, 万元.
fn scale_of_money(word: &str, money: &str) -> Option<BigRational> {
    let chinese = || {
        let (atom, scale, _) = meaning(word);
        let scales = atom == money || (atom.is_empty() && scale.is_integer());
        scales.then_some(scale)
    };
    english::money_scale(word).or_else(chinese)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(word: &str) -> Unit {
        Unit::of(word, None)
    }

    #[test]
    fn scales_are_of_one_kind() {
        assert!(unit("亿元").is_kind_of(&unit("元")));
        assert_eq!(unit("亿元").scale() / unit("万元").scale(), BigRational::from_integer(10_000.into()));
        assert!(unit("万平方米").is_kind_of(&unit("公顷")));
        assert!(unit("千克").is_kind_of(&unit("克")));
        assert!(unit("万人次").is_kind_of(&unit("人次")));
        assert!(unit("schools").is_kind_of(&unit("school")));
        assert!(Unit::of("m", Some("$")).is_kind_of(&unit("万美元")));
    }

    #[test]
    fn an_amount_is_scaled_by_its_words_in_either_language() {
        for (word, sign, power) in [
            ("万", "¥", 4),
            ("万元", "¥", 4),
            ("亿", "$", 8),
            ("万美元", "US$", 4),
            ("millions", "$", 6),
            ("Million", "€", 6),
            ("Bn", "£", 9),
            ("K", "$", 3),
            ("billions", "€", 9),
            ("trillion", "$", 12),
            ("tn", "€", 12),
            // What is no scale of money makes no amount larger or smaller.
            ("km", "$", 0),
            ("%", "$", 0),
        ] {
            let ten = BigRational::from_integer(super::super::number::power_of_ten(power));
            assert_eq!(Unit::of(word, Some(sign)).scale(), ten, "{sign} {word}");
        }
        assert!(unit("million euros").is_kind_of(&Unit::of("bn", Some("€"))));
        assert_eq!(unit("millions").dimension(), Dimension::new());
    }

    #[test]
    fn kinds_stay_apart() {
        for (a, b) in [
            ("人", "户"),
            ("%", "百分点"),
            ("元", "件"),
            ("人", ""),
            ("百货", "货"),
            // Watt-seconds are no plural of watts.
            ("Ws", "W"),
        ] {
            assert!(!unit(a).is_kind_of(&unit(b)), "{a} {b}");
        }
        assert!(unit("个百分点").is_kind_of(&unit("百分点")));
    }

    #[test]
    fn products_and_quotients_know_their_unit() {
        assert_eq!(unit("人").divided_by(&unit("户")).text(), "人/户");
        assert_eq!(unit("件").divided_by(&unit("件")).text(), "%");
        assert_eq!(unit("税金").divided_by(&Unit::default()).text(), "税金");
        let each = unit("元").divided_by(&unit("人"));
        assert_eq!(each.times(&unit("人")).text(), "元");
        assert_eq!(Unit::percent().times(&unit("件")).text(), "件");
        assert_eq!(Unit::percent().times(&Unit::percent()).text(), "%");
        assert!(Unit::default().divided_by(&Unit::percent()).is_bare());
        assert_eq!(unit("人").times(&unit("天")).divided_by(&unit("户")).text(), "人·天/户");
        let (each, price) = (unit("person"), Unit::of("", Some("$")));
        assert_eq!(price.over(&each).divided_by(&Unit::of("", Some("$"))).name().en, "/person");
    }

    #[test]
    fn a_whole_number_of_a_measure_is_a_reading() {
        assert!(unit("件").counts() && unit("").counts() && unit("schools").counts());
        assert!(
            !unit("万人").counts() && !unit("%").counts() && !unit("元").counts() && !unit("岁").counts()
        );
        for measured in
            ["吉焦", "韩元", "MJ", "tCO2e", "cubic metres", "passenger miles", "Canadian dollars", "bed days"]
        {
            assert!(!unit(measured).counts(), "{measured}");
        }
        for counted in ["incidents", "full-time posts", "宗", "批次", "community centres", "PCs"] {
            assert!(unit(counted).counts(), "{counted}");
        }
    }
}

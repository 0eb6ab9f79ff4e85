//! Positive evidence that a number is a quantity: what unit, measure word or currency stands beside it.
//!
//! Which hedges belong to it is found here; what they mean is read by `figure`, from exactly the words found.

use super::classifier;
use super::counted;
use super::line::{Line, is_latin};
use super::number::{Script, Token};
use crate::figure::{Context, Quantity};

/// A quantity in a line.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The first character, hedge and currency included.
    pub(super) start: usize,
    /// The character behind the last.
    pub(super) end: usize,
    /// What stands behind the number, as `figure` reads it: a number that shares the unit is read with it.
    pub(super) tail: String,
    pub(super) quantity: Quantity,
}

/// The scales of Chinese numbers, longer first.
const SCALES: &[&str] = &["万亿", "千亿", "百亿", "十亿", "亿", "千万", "百万", "十万", "万", "千", "百"];

/// The hedges that may stand before a number.
const BEFORE: &[&str] = &[
    "不超过",
    "不少于",
    "不低于",
    "将近",
    "接近",
    "超过",
    "突破",
    "多于",
    "大于",
    "少于",
    "小于",
    "至少",
    "不足",
    "不到",
    "至多",
    "最多",
    "大约",
    "近",
    "超",
    "逾",
    "约",
];

/// The characters that make another word of a hedge: 节约, 附近.
const NO_HEDGE: &[(&str, &[&str])] = &[
    ("约", &["节", "签", "预", "履", "公", "合", "特", "续", "契"]),
    ("近", &["附", "最", "临", "就", "邻", "靠"]),
    ("超", &["反", "赶"]),
];

/// The English hedges, longer first.
const BEFORE_ENGLISH: &[&str] = &[
    "no more than ",
    "not more than ",
    "no fewer than ",
    "no less than ",
    "more than ",
    "just over ",
    "just under ",
    "fewer than ",
    "less than ",
    "at least ",
    "at most ",
    "up to ",
    "approximately ",
    "roughly ",
    "around ",
    "about ",
    "almost ",
    "nearly ",
    "over ",
    "above ",
    "under ",
    "some ",
];

/// Returns the quantity that a number is, if anything beside it says so.
pub(super) fn quantity(line: &Line, token: &Token) -> Option<Found> {
    let start = with_sign(line, token.start);
    match token.script {
        Script::HanShare => {
            let end = token.end + line.follows(token.end, &["以上", "以下", "左右", "多"]).unwrap_or(0);
            found(line, token, start..end)
        }
        Script::Han => {
            let end = han_unit(line, token)?;
            found(line, token, start..end)
        }
        Script::Digits => {
            let currency = currency(line, start);
            let end = match currency {
                Some(_) => money_end(line, token.end),
                None => counted::one_in_end(line, token)
                    .or_else(|| unit_end(line, token.end))
                    .or_else(|| counted::unit_end(line, token))
                    .or_else(|| stands_for_itself(line, token).then_some(token.end))?,
            };
            found(line, token, currency.unwrap_or(start)..end)
        }
        Script::English => {
            let end = counted::word_unit_end(line, token)?;
            found(line, token, start..end)
        }
    }
}

/// Returns a number as a quantity with the unit of a later one.
pub(super) fn shared(line: &Line, token: &Token, tail: &str) -> Option<Found> {
    if token.script != Script::Digits {
        return None;
    }
    let start = with_sign(line, token.start);
    let text = line.text(start..token.start) + &token.value + tail;
    let quantity = read(&text)?;
    Some(Found { start, end: token.end, tail: tail.to_owned(), quantity })
}

/// Reads a quantity from the words of a line, with the hedges around them.
fn found(line: &Line, token: &Token, words: std::ops::Range<usize>) -> Option<Found> {
    let hedge = hedge_start(line, words.start);
    let tail = line.text(token.end..words.end);
    let whole = |start: usize| line.text(start..token.start) + &token.value + &tail;
    let (start, quantity) = match read(&whole(hedge)) {
        Some(quantity) => (hedge, quantity),
        None => (words.start, read(&whole(words.start))?),
    };
    Some(Found { start, end: words.end, tail, quantity })
}

/// Reads a quantity that a text must be as a whole.
fn read(text: &str) -> Option<Quantity> {
    let (quantity, length) = crate::figure::scan(text, Context::Declared)?;
    (length == text.len()).then_some(quantity)
}

/// Returns the place of a minus before a number, or of the number.
fn with_sign(line: &Line, start: usize) -> usize {
    let dash = line.before(start) == '-';
    let before = if start < 2 { '\0' } else { line.at(start - 2) };
    if dash && !before.is_ascii_alphanumeric() && !matches!(before, '%' | '-' | '—') {
        start - 1
    } else {
        start
    }
}

/// Returns the beginning of the hedge before a place, or the place.
fn hedge_start(line: &Line, start: usize) -> usize {
    let place = line.before_blanks(start);
    if let Some(length) = line.precedes(place, BEFORE).filter(|_| place == start) {
        let word = line.text(start - length..start);
        let other = NO_HEDGE
            .iter()
            .any(|(hedge, before)| *hedge == word && line.precedes(start - length, before).is_some());
        return if other { start } else { start - length };
    }
    for hedge in BEFORE_ENGLISH {
        let length = hedge.len();
        let Some(at) = start.checked_sub(length) else { continue };
        if line.text(at..start).eq_ignore_ascii_case(hedge) && !is_latin(line.before(at)) {
            return at;
        }
    }
    start
}

/// Returns the end of the unit behind digits: scale, measure word, hedges.
fn unit_end(line: &Line, end: usize) -> Option<usize> {
    let blank = line.behind_blanks(end);
    let mut at = if blank > end + 1 { end } else { blank };
    at += line.follows(at, &["多", "余", "几", "来", "+"]).unwrap_or(0);
    let scale = line.follows(at, SCALES);
    at += scale.unwrap_or(0);
    at += scale.and_then(|_| line.follows(at, &["多", "余"])).unwrap_or(0);
    if let Some(length) = classifier::length(line, at) {
        at += length;
        if line.at(at) == '/' {
            at += classifier::length(line, at + 1).map_or(0, |length| length + 1);
        }
        return Some(at + hedge_behind(line, at));
    }
    let large =
        scale.is_some_and(|length| matches!(line.at(at.saturating_sub(length)), '万' | '亿') || length > 1);
    if large
        || scale.is_some_and(|_| line.precedes(at, &["万", "亿", "万多", "万余", "亿多", "亿余"]).is_some())
    {
        return Some(at + hedge_behind(line, at));
    }
    latin_unit(line, blank)
}

/// Returns the length of the hedge behind a unit.
fn hedge_behind(line: &Line, at: usize) -> usize {
    if let Some(length) = line.follows(at, &["左右", "上下", "以上", "以下", "以内", "之多"]) {
        return length;
    }
    line.follows(at, &["多", "余"]).filter(|length| classifier::ends(line, at + length)).unwrap_or(0)
}

/// Returns the end of a unit in Latin letters: km, kWh, m2.
fn latin_unit(line: &Line, at: usize) -> Option<usize> {
    let length = (0..)
        .take_while(|i| {
            is_latin(line.at(at + i)) || (*i > 0 && matches!(line.at(at + i), '2' | '3' | '²' | '³'))
        })
        .count();
    let word = line.text(at..at + length);
    let short = matches!(
        word.as_str(),
        "m" | "km"
            | "cm"
            | "mm"
            | "kg"
            | "g"
            | "mg"
            | "t"
            | "L"
            | "ml"
            | "ha"
            | "kWh"
            | "MWh"
            | "GWh"
            | "kW"
            | "MW"
            | "m2"
            | "m²"
            | "km2"
            | "km²"
            | "m3"
            | "m³"
            | "sqm"
            | "pp"
            | "ppt"
            | "mph"
            | "tCO2e"
            | "kV"
            | "dB"
            | "Mbps"
            | "GB"
            | "TB"
            | "GW"
            | "tonnes"
            | "hours"
            | "p"
            | "miles"
    );
    (length > 0 && short && !line.at(at + length).is_ascii_alphanumeric()).then_some(at + length)
}

/// Returns the place of a currency before a number.
fn currency(line: &Line, start: usize) -> Option<usize> {
    let place = line.before_blanks(start);
    let length =
        line.precedes(place, &["US$", "HK$", "$", "€", "£", "¥", "USD", "EUR", "GBP", "RMB", "CNY", "HKD"])?;
    Some(place - length)
}

/// Returns the end of an amount of money: `k`, `m`, `million`.
fn money_end(line: &Line, end: usize) -> usize {
    let at = line.behind_blanks(end);
    let word = line.word(at);
    let glued = at == end && matches!(word.as_str(), "k" | "m" | "mn" | "bn" | "b" | "tn");
    let apart = at == end + 1
        && matches!(word.as_str(), "k" | "m" | "bn" | "million" | "billion" | "thousand" | "trillion");
    if glued || apart || (at == end && matches!(word.as_str(), "million" | "billion")) {
        return at + word.chars().count();
    }
    end
}

/// Returns the end of the measure word behind a Han numeral.
fn han_unit(line: &Line, token: &Token) -> Option<usize> {
    if matches!(line.before(token.start), '第' | '每' | '初' | '周' | '几' | '数') {
        return None;
    }
    let value: u64 = token.value.parse().ok()?;
    let mut at = token.end;
    let hedged = line.follows(at, &["多", "余"]).filter(|_| value >= 10);
    at += hedged.unwrap_or(0);
    let length = if value > 10 || hedged.is_some() { classifier::length(line, at) } else { None };
    // Days, years and ages in Han numerals are dates, names of plans, classes.
    let timed = length.is_some()
        && line
            .follows(at, &["年", "天", "周", "岁", "节", "类", "度", "里", "方", "字", "道", "面"])
            .is_some();
    let length =
        length.filter(|_| !timed).or_else(|| (value >= 2).then(|| classifier::length_small(line, at))?)?;
    Some(at + length)
}

/// Returns whether a number needs no unit: thousands set apart, or a value of an index.
fn stands_for_itself(line: &Line, token: &Token) -> bool {
    let free = !line.at(token.end).is_alphanumeric() || super::line::is_han(line.at(token.end));
    let place = line.before_blanks(token.start);
    let place = place - line.precedes(place, &["达到", "为", "是", "达", ":"]).unwrap_or(0);
    let index = line.precedes(place, &["指数", "系数", "得分", "分值", "平均分", "均分"]).is_some();
    free && (token.value.contains(',') || index || counted::is_moved(line, token))
}

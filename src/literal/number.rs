//! Where numbers stand in a line: digits, Han numerals, English number words.
//!
//! Says what is written and its value in digits; what it means is for the others.

use crate::figure::{ONES, TENS};

use super::line::{Line, is_han, is_latin};

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// `12,430`.
    Digits,
    /// 三十二.
    Han,
    /// 百分之九十五, 三成, 三分之二: its unit is in it.
    HanShare,
    /// `twenty-three`.
    English,
}

/// A number in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// The first character.
    pub(super) start: usize,
    /// The character behind the last.
    pub(super) end: usize,
    pub(super) script: Script,
    /// The value in ASCII, such as `12,430` or `95%`.
    pub(super) value: String,
}

impl Token {
    /// Returns how many digits it has before the point, when it is plain digits without commas or point.
    pub(super) fn plain_digits(&self) -> Option<usize> {
        let plain = self.script == Script::Digits && self.value.bytes().all(|b| b.is_ascii_digit());
        plain.then_some(self.value.len())
    }

    /// Returns the value of plain digits.
    pub(super) fn plain(&self) -> Option<u64> {
        self.plain_digits().filter(|length| *length <= 18).and_then(|_| self.value.parse().ok())
    }
}

/// Returns the numbers of a line in their order.
pub(super) fn tokens(line: &Line) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let c = line.at(at);
        let token = if c.is_ascii_digit() {
            Some(digits(line, at))
        } else if is_han(c) {
            han_share(line, at).or_else(|| han(line, at))
        } else if is_latin(c) && !is_latin(line.before(at)) {
            english(line, at)
        } else {
            None
        };
        at = token.as_ref().map_or(at + 1, |token| token.end);
        tokens.extend(token);
    }
    tokens
}

/// Reads digits with thousands set apart and decimals.
fn digits(line: &Line, start: usize) -> Token {
    let run = |from: usize| (from..).take_while(|at| line.at(*at).is_ascii_digit()).count();
    let mut end = start + run(start);
    // A blank sets thousands apart too (1 206): the last three digits alone would be another number.
    let separates = |c: char| matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}');
    let separator = line.at(end);
    while end - start <= 3 || line.at(end.saturating_sub(4)) == separator {
        if !separates(separator) || line.at(end) != separator || run(end + 1) != 3 {
            break;
        }
        end += 4;
    }
    if line.at(end) == '.' && run(end + 1) > 0 {
        end += 1 + run(end + 1);
    }
    Token {
        start,
        end,
        script: Script::Digits,
        value: line.text(start..end).replace(|c| c != ',' && separates(c), ","),
    }
}

/// Returns the worth of a Han digit.
fn digit(c: char) -> Option<u64> {
    "零一二三四五六七八九".chars().position(|d| d == c).and_then(|at| u64::try_from(at).ok()).or(match c {
        '〇' => Some(0),
        '两' => Some(2),
        _ => None,
    })
}

fn place(c: char) -> Option<u64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    }
}

/// Reads a Han numeral that is written by places: 三十二, 一百零五, 二十万; or one digit alone.
fn han(line: &Line, start: usize) -> Option<Token> {
    let (value, end) = han_value(line, start)?;
    Some(Token { start, end, script: Script::Han, value: value.to_string() })
}

/// Returns the value of a Han numeral and the place behind it; `None` for 七八 and other runs of digits.
fn han_value(line: &Line, start: usize) -> Option<(u64, usize)> {
    let (mut total, mut section, mut last) = (0u64, 0u64, None::<u64>);
    let mut at = start;
    loop {
        let c = line.at(at);
        if let Some(value) = digit(c) {
            if last.is_some_and(|last| last != 0) {
                return None;
            }
            last = Some(value);
        } else if let Some(worth) = place(c) {
            let count = match last.take() {
                Some(0) | None if worth == 10 => 1,
                Some(0) | None => return None,
                Some(count) => count,
            };
            section += count * worth;
        } else if let Some(worth) =
            (matches!(c, '万' | '亿')).then(|| if c == '万' { 10_000 } else { 100_000_000 })
        {
            // 万 behind nothing counts nothing; 两万 and 三百万 do.
            let count = section + last.take().unwrap_or(0);
            if count == 0 || count >= 10_000 {
                return None;
            }
            total = total.checked_add(count.checked_mul(worth)?)?;
            section = 0;
        } else {
            break;
        }
        at += 1;
        if at - start > 24 {
            return None;
        }
    }
    let value = total + section + last.unwrap_or(0);
    (at > start).then_some((value, at))
}

/// Reads 百分之九十五, 千分之三, 三分之二, 三成, 百分百.
fn han_share(line: &Line, start: usize) -> Option<Token> {
    let token = |end, value| Some(Token { start, end, script: Script::HanShare, value });
    if let Some(length) = line.follows(start, &["百分之百"]) {
        return token(start + length, "100%".to_owned());
    }
    for (word, sign) in [("百分之", "%"), ("千分之", "‰")] {
        if let Some(length) = line.follows(start, &[word]) {
            let (whole, mut end) = han_value(line, start + length)?;
            let mut value = whole.to_string();
            if line.at(end) == '点' && digit(line.at(end + 1)).is_some() {
                value.push('.');
                end += 1;
                while let Some(decimal) = digit(line.at(end)) {
                    value.push_str(&decimal.to_string());
                    end += 1;
                }
            }
            return token(end, value + sign);
        }
    }
    let (first, end) = han_value(line, start)?;
    if first == 0 {
        return None;
    }
    if let Some(length) = line.follows(end, &["分之"]) {
        let (second, end) = han_value(line, end + length)?;
        return if second < first { token(end, format!("{second} in {first}")) } else { None };
    }
    // 八成 of something; 五成员 and 一成不变 are none.
    let share = line.at(end) == '成' && first <= 10;
    let word = !"立员功果为本分熟长都品绩就交效年人型份不套片行列语".contains(line.at(end + 1));
    if share && word && line.before(start) != '第' {
        let half = if line.at(end + 1) == '半' { 5 } else { 0 };
        return token(end + 1, format!("{}%", first * 10 + half));
    }
    None
}

/// Reads an English number word from two to ninety-nine.
fn english(line: &Line, start: usize) -> Option<Token> {
    let word = line.word(start);
    let small = |word: &str| ONES.iter().position(|one| *one == word).filter(|value| *value >= 2);
    let tens = |word: &str| TENS.iter().position(|ten| *ten == word).filter(|value| *value >= 2);
    let value = small(&word).or_else(|| tens(&word).map(|ten| ten * 10)).or_else(|| {
        let (ten, one) = word.split_once('-')?;
        Some(tens(ten)? * 10 + small(one).filter(|one| *one < 10).or((one == "one").then_some(1))?)
    })?;
    Some(Token {
        start,
        end: start + word.chars().count(),
        script: Script::English,
        value: value.to_string(),
    })
}

//! Digits joined by signs: dates, telephone numbers, times, ratios, `5+2`; and digits joined to letters.
//!
//! Looks at the characters around a number only, not at words.

use super::line::{is_han, is_latin};
use super::rule::Rule;
use super::shapes::Spot;

/// A run of digits and joining signs is not looked at further than this.
const REACH: usize = 40;

/// Returns the rule for a number that is part of a chain of digits and signs.
pub(super) fn joined(spot: &Spot<'_>) -> Option<Rule> {
    let line = spot.line;
    let part = |c: char| {
        c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | ':' | '+' | '×' | '*' | 'N' | 'n' | 'X' | 'x')
    };
    let (mut start, mut end) = (spot.token.start, spot.token.end);
    while start > 0 && spot.token.start - start < REACH && part(line.before(start)) {
        start -= 1;
    }
    while end - spot.token.end < REACH && part(line.at(end)) {
        end += 1;
    }
    while end > spot.token.end && !line.at(end - 1).is_ascii_alphanumeric() {
        end -= 1;
    }
    while start < spot.token.start && !line.at(start).is_ascii_digit() {
        start += 1;
    }
    // A letter is part of a chain only between its signs: 1+3+N.
    if is_latin(line.at(end)) || is_latin(line.before(start)) {
        return None;
    }
    let text = line.text(start..end);
    (start < spot.token.start || end > spot.token.end).then(|| rule(&text, spot, end)).flatten()
}

fn rule(text: &str, spot: &Spot<'_>, end: usize) -> Option<Rule> {
    let line = spot.line;
    if text.contains('+') {
        let parts: Vec<_> = text.split('+').collect();
        let all = parts.iter().all(|part| !part.is_empty() && part.len() <= 3);
        return (parts.len() >= 2 && all).then_some(Rule::Slogan);
    }
    if text.contains(['N', 'n', 'X', 'x', '×', '*']) {
        return text
            .starts_with("7×24")
            .then_some(Rule::DutyHours)
            .or_else(|| text.ends_with(|c: char| c.is_ascii_alphabetic()).then_some(Rule::Slogan));
    }
    if let Some((hours, minutes)) = text.split_once(':') {
        let clock = hours.len() <= 2
            && minutes.len() >= 2
            && minutes.get(..2).and_then(|m| m.parse::<u8>().ok()).is_some_and(|m| m < 60);
        return Some(if clock { Rule::Time } else { Rule::Ratio });
    }
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let years = |part: &str| part.len() == 4 && matches!(part.get(..2), Some("19" | "20"));
    match lengths.as_slice() {
        [2, 1] if text == "24/7" => Some(Rule::DutyHours),
        [4, 2] | [4, 4] if years(parts[0]) && text.contains(['/', '-']) && line.at(end) != '%' => {
            Some(Rule::Date)
        }
        [4, 1 | 2, 1 | 2] if years(parts[0]) => Some(Rule::Date),
        [1 | 2, 1 | 2, 2 | 4]
            if parts.iter().take(2).all(|part| part.parse::<u8>().is_ok_and(|n| n <= 31))
                && text.contains(['/', '.']) =>
        {
            Some(Rule::Date)
        }
        [2, 2] if text.contains('/') && next(parts[0], parts[1]) => Some(Rule::Date),
        [3 | 4, 7 | 8] | [3, 3, 4] | [3, 4, 4] if text.contains('-') => Some(Rule::Phone),
        [_, _] if text.contains('/') && is_share(&parts) => {
            let share = line.follows(end, &["的", "以", "左右", " of", "，", "。", "；"]).is_some();
            (!share).then_some(Rule::Ratio)
        }
        [_, _, _, ..] if !text.contains('-') => Some(Rule::Reference),
        [long, _] if *long >= 6 && text.contains(['-', '/']) => Some(Rule::Document),
        _ => None,
    }
}

/// Returns whether two digits name consecutive years.
fn next(first: &str, second: &str) -> bool {
    let number = |text: &str| text.parse::<u8>().ok();
    number(first).zip(number(second)).is_some_and(|(first, second)| second == (first + 1) % 100)
}

fn is_share(parts: &[&str]) -> bool {
    let number = |text: &str| text.parse::<u32>().ok();
    number(parts[0]).zip(number(parts[1])).is_some_and(|(over, under)| over < under && under <= 100)
}

/// The words before a number that make it a code, blank between.
const STANDARDS: &[&str] = &[
    "iso", "bs", "en", "pas", "iec", "gb", "t", "ifrs", "ias", "frs", "covid", "pm", "rfc", "db", "oh",
    "nvq", "btec",
];

/// Returns the rule for a number that is joined to letters, or too long for a quantity.
pub(super) fn code(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let standard =
        STANDARDS.contains(&line.word_before(token.start).as_str()) && line.before(token.start) != '(';
    // COVID-19 grants: the number belongs to the letters before it, whatever follows.
    let dashed = line.before(token.start) == '-' && {
        let letter = line.before(token.start.saturating_sub(1));
        letter.is_ascii_uppercase()
            || (is_latin(letter) && line.word_before(token.start.saturating_sub(1)) == "covid")
    };
    if (standard || dashed) && !matches!(line.at(token.end), '%' | '‰') {
        return Some(Rule::Code);
    }
    if super::evidence::quantity(line, token).is_some() && !is_latin(line.before(token.start)) {
        return None;
    }
    let before = line.before(token.start);
    let dashed =
        matches!(before, '-' | '_' | '/' | '.') && is_latin(line.before(token.start.saturating_sub(1)));
    let glued = is_latin(line.at(token.end)) || matches!(line.at(token.end), '_' | '#');
    if is_latin(before) || dashed || glued || before == '#' {
        return Some(Rule::Code);
    }
    let long = token.plain_digits().is_some_and(|length| length >= 7);
    let zero = token.plain_digits().is_some_and(|length| length >= 3) && token.value.starts_with('0');
    if long || zero {
        return Some(Rule::Phone);
    }
    // Mixed dashes such as H-12 or 12-B.
    let suffix = line.at(token.end) == '-' && is_latin(line.at(token.end + 1)) && !is_han(before);
    suffix.then_some(Rule::Code)
}

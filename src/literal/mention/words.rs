//! Words around a number: where a clause ends, which time and place it speaks of.

use super::super::line::{is_han, is_latin};
use super::{BEGINS, BEGINS_ENGLISH, BETWEEN};
use crate::report::prose::{CITED, OPAQUE};

/// Returns whether a text names a year or month that what is known of a figure does not.
pub(super) fn other_time(text: &str, known: &str) -> bool {
    let mut digits = String::new();
    for c in text.chars().chain(std::iter::once(' ')) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
        if (year && !known.contains(&digits))
            || (!digits.is_empty() && c == '月')
            || (matches!(digits.len(), 1 | 2) && c == '年')
        {
            return true;
        }
        digits.clear();
    }
    false
}

/// Cuts one of the words that may stand between a name and its number off the end of a text.
pub(super) fn cut(text: &str) -> Option<usize> {
    let lower = |word: &str| {
        text.len() >= word.len()
            && text.is_char_boundary(text.len() - word.len())
            && text[text.len() - word.len()..].eq_ignore_ascii_case(word)
    };
    let fits = BETWEEN.iter().filter(|word| lower(word)).filter(|word| {
        let latin = word.starts_with(|c: char| c.is_ascii_alphabetic());
        !latin || !text[..text.len() - word.len()].ends_with(is_latin)
    });
    fits.map(|word| text.len() - word.len()).min()
}

/// Returns whether a name may begin where a text ends: nothing before it makes a longer phrase of it.
pub(super) fn begins(text: &str) -> bool {
    let Some(last) = text.trim_end().chars().last() else { return true };
    if text.ends_with(' ') && is_latin(last) {
        let word = text.trim_end().rsplit(|c: char| !is_latin(c)).next().unwrap_or_default().to_lowercase();
        return BEGINS_ENGLISH.contains(&word.as_str());
    }
    if is_han(last) {
        return ends_with_one(text, BEGINS);
    }
    !last.is_alphanumeric() && last != CITED && last != OPAQUE && last != '-'
}

pub(super) fn ends_with_one(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.trim_end().ends_with(word))
}

/// Returns whether a name in Latin letters stands at a place as a word.
pub(super) fn is_whole_word(text: &str, at: usize, name: &str) -> bool {
    let before = text[..at].chars().last().is_some_and(is_latin) && name.starts_with(is_latin);
    let after = text[at + name.len()..].chars().next().is_some_and(is_latin) && name.ends_with(is_latin);
    !before && !after
}

/// Returns the word for all that an organisation is responsible for.
pub(super) fn whole(organisation: &str) -> Option<&'static str> {
    let small = ["街道", "社区", "镇人民政府", "镇政府", "乡人民政府", "乡政府", "村委会", "村民委员会"];
    if small.iter().any(|word| organisation.contains(word)) || organisation.ends_with(['镇', '乡', '村']) {
        return None;
    }
    let last = organisation.chars().rfind(|c| matches!(c, '区' | '县' | '市'));
    last.map(|c| match c {
        '区' => "全区",
        '县' => "全县",
        _ => "全市",
    })
}

pub(super) fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

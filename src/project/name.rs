//! What the names of files and folders say: order, prefix, which is a section, which a copy, which is nobody's.
//!
//! Pure functions of names. Looks at no file and decides nothing about a folder as a whole: `contents` does.

use std::cmp::Ordering;

/// Endings of sections, the longer before the shorter: `x.md.txt` is what some mail programs make of `x.md`.
const SECTION_ENDINGS: [&str; 4] = [".md.txt", ".markdown", ".md", ".txt"];

/// What may stand between a number and the name it orders.
const SEPARATORS: [char; 10] = ['-', '.', '_', '、', ' ', '．', '—', '–', '\u{3000}', '－'];

/// Returns the name of a section's file without its ending; `None` when the file is no section.
pub(super) fn section_stem(name: &str) -> Option<&str> {
    SECTION_ENDINGS.iter().find_map(|ending| {
        let at = name.len().checked_sub(ending.len()).filter(|at| *at > 0)?;
        name.get(at..).filter(|tail| tail.eq_ignore_ascii_case(ending)).map(|_| &name[..at])
    })
}

/// Returns whether a file is the one that gives its folder a title.
pub(super) fn is_index(stem: &str) -> bool {
    stem.eq_ignore_ascii_case("index")
}

/// Returns whether a file or folder is a hidden or temporary one of some program, and nobody's text.
pub(super) fn is_temporary(name: &str) -> bool {
    let lower = name.to_lowercase();
    let lost = ["thumbs.db", "desktop.ini", "4913"].contains(&lower.as_str());
    let begins = lower.starts_with(['.', '~']) || (lower.starts_with('#') && lower.ends_with('#'));
    let ends = [".tmp", ".bak", ".swp", ".swo", ".part", "~", "___jb_tmp___", "___jb_old___"];
    lost || begins || ends.iter().any(|end| lower.ends_with(end))
}

/// Returns a name without the number that orders it.
///
/// One to three digits or a Han numeral, then a separator: `01-概况` and `一、概况` are both 概况, but
/// `2021年总结` keeps its year.
pub(super) fn without_prefix(stem: &str) -> &str {
    let digits = stem.chars().take_while(|c| digit(*c).is_some()).count();
    let han = stem.chars().take_while(|c| is_han_numeral(*c)).count();
    // Five Han numerals write any number up to 199, which is more sections than a folder holds.
    let length = if (1..=3).contains(&digits) {
        digits
    } else if (1..=5).contains(&han) {
        han
    } else {
        return stem;
    };
    let rest = stem.char_indices().nth(length).map_or("", |(at, _)| &stem[at..]);
    let name = rest.trim_start_matches(SEPARATORS);
    if rest.starts_with(SEPARATORS) && !name.is_empty() { name } else { stem }
}

/// Compares two names as people count: digits and Han numerals by value, the rest by character.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    tokens(a).cmp(&tokens(b)).then_with(|| a.cmp(b))
}

/// Returns the names of which this one may be a copy, as file managers, browsers and WPS name copies.
pub(super) fn originals(stem: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for mark in ["复件", "副本", "Copy of ", "copy of "] {
        if let Some(rest) = stem.strip_prefix(mark) {
            let rest = without_leading_count(rest).trim_start_matches(SEPARATORS);
            found.push(rest);
        }
    }
    let mut current = stem;
    while let Some(shorter) = without_copy_mark(current) {
        found.push(shorter);
        current = shorter;
    }
    found.retain(|original| !original.is_empty());
    found
}

/// Removes one mark of a copy from the end: `(1)`, ` - 副本`, ` copy 2`.
fn without_copy_mark(stem: &str) -> Option<&str> {
    let open = stem.strip_suffix([')', '）']);
    if let Some(inner) = open.map(|inner| inner.trim_end_matches(|c| digit(c).is_some())) {
        let shorter = inner.strip_suffix(['(', '（'])?;
        return (inner.len() < stem.len() - 1).then(|| shorter.trim_end());
    }
    let bare = stem.trim_end_matches(|c| digit(c).is_some()).trim_end();
    let before = ["副本", "复件", "copy", "Copy"].iter().find_map(|mark| bare.strip_suffix(mark))?;
    let shorter = before.trim_end_matches(SEPARATORS);
    (shorter.len() < before.len()).then_some(shorter)
}

/// Removes `(2)` from the beginning of what follows 复件.
fn without_leading_count(rest: &str) -> &str {
    let trimmed = rest.trim_start();
    let inner = trimmed.strip_prefix(['(', '（']).and_then(|inner| inner.split_once([')', '）']));
    match inner {
        Some((count, after)) if count.chars().all(|c| digit(c).is_some()) => after,
        _ => trimmed,
    }
}

/// A piece of a name; numbers come before words.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Token {
    Number(u128),
    Word(String),
}

/// Cuts a name into numbers and words.
fn tokens(name: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let same: fn(char) -> bool = if digit(first).is_some() {
            |c| digit(c).is_some()
        } else if is_han_numeral(first) {
            is_han_numeral
        } else {
            |c| digit(c).is_none() && !is_han_numeral(c)
        };
        let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        tokens.push(if digit(first).is_some() || is_han_numeral(first) {
            Token::Number(value(run))
        } else {
            Token::Word(run.to_owned())
        });
        rest = after;
    }
    tokens
}

/// Returns the value of a digit, also a full-width one.
fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// Returns the value of a Han digit.
fn han_digit(c: char) -> Option<u32> {
    let at = "〇一二三四五六七八九".chars().position(|digit| digit == c);
    match c {
        '零' => Some(0),
        '两' => Some(2),
        _ => at.and_then(|at| u32::try_from(at).ok()),
    }
}

/// Returns the value of a Han multiplier.
fn han_unit(c: char) -> Option<u128> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    }
}

/// Returns whether a character is part of a Han numeral that orders chapters.
fn is_han_numeral(c: char) -> bool {
    han_digit(c).is_some() || han_unit(c).is_some()
}

/// Returns the value of a run of digits or of Han numerals, also of `二〇二一`; huge ones all count as one.
fn value(run: &str) -> u128 {
    let (mut total, mut last) = (0u128, 0u128);
    for c in run.chars() {
        if let Some(unit) = han_unit(c) {
            total = total.saturating_add(last.max(1).saturating_mul(unit));
            last = 0;
        } else if let Some(digit) = digit(c).or_else(|| han_digit(c)) {
            last = last.saturating_mul(10).saturating_add(u128::from(digit));
        }
    }
    total.saturating_add(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_order_people_count() {
        let mut names = ["十一、丙", "10-x", "二、乙", "2-x", "一、甲", "十、丁", "2-a", "附件", "0３-y"];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(names, ["一、甲", "2-a", "2-x", "二、乙", "0３-y", "10-x", "十、丁", "十一、丙", "附件"]);
        assert_eq!(compare("第二十章", "第十九章"), Ordering::Greater);
        assert_eq!(compare("第九章", "第一百零一章"), Ordering::Less);
        assert_eq!(value("二〇二一"), 2021);
    }

    #[test]
    fn a_number_that_orders_is_dropped() {
        for (stem, name) in [
            ("01-概况", "概况"),
            ("12. 经费", "经费"),
            ("01 - 经费", "经费"),
            ("一、概况", "概况"),
            ("二十一_附件", "附件"),
            ("001 x", "x"),
            ("2021年总结", "2021年总结"),
            ("2021-总结", "2021-总结"),
            ("三农工作", "三农工作"),
            ("01-", "01-"),
            ("100", "100"),
        ] {
            assert_eq!(without_prefix(stem), name);
        }
    }

    #[test]
    fn sections_are_known_by_their_ending() {
        assert_eq!(section_stem("01-x.md"), Some("01-x"));
        assert_eq!(section_stem("01-x.MD.TXT"), Some("01-x"));
        assert_eq!(section_stem("x.markdown"), Some("x"));
        assert_eq!(section_stem("x.txt"), Some("x"));
        assert_eq!(section_stem("x.docx"), None);
        assert_eq!(section_stem(".md"), None);
    }

    #[test]
    fn copies_name_their_original() {
        for copy in [
            "05-x(1)",
            "05-x (2)",
            "05-x（1）",
            "05-x - 副本",
            "05-x - 副本 (2)",
            "05-x-副本2",
            "05-x - Copy",
            "05-x copy 2",
            "复件 05-x",
            "复件(2) 05-x",
            "Copy of 05-x",
        ] {
            assert!(originals(copy).contains(&"05-x"), "{copy}: {:?}", originals(copy));
        }
        assert!(originals("05-x").is_empty());
        assert!(originals("办法(试行)").is_empty());
        assert!(originals("05-正本副本").is_empty());
        assert!(originals("x()").is_empty());
    }

    #[test]
    fn programs_leave_files_that_nobody_wrote() {
        for name in [".git", "~$01-x.docx", "~WPS1.tmp", "a.md~", "Thumbs.db", "#a.md#", ".a.md.swp"] {
            assert!(is_temporary(name), "{name}");
        }
        assert!(!is_temporary("01-x.md"));
    }
}

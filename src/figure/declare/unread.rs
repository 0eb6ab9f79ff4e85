//! What a value is when it is no number: a date, words, a formula without its sign, quotation marks.
//!
//! Decides nothing: the line was refused already, and this says why and what to write.

use super::Fault;
use num_traits::One as _;

use crate::diagnostic::{Code, Diagnostic, Text, nearest};
use crate::figure::expression::Formula;
use crate::figure::piece::{Piece, fold};
use crate::figure::quantity::{Context, Quantity, scan};
use crate::text;

/// Numbers as words that are one numeral.
const NUMERALS: &[(&str, &str)] = &[
    ("一", "1"),
    ("二", "2"),
    ("两", "2"),
    ("三", "3"),
    ("四", "4"),
    ("五", "5"),
    ("六", "6"),
    ("七", "7"),
    ("八", "8"),
    ("九", "9"),
    ("十", "10"),
    ("one ", "1 "),
    ("two ", "2 "),
    ("three ", "3 "),
    ("four ", "4 "),
    ("five ", "5 "),
    ("six ", "6 "),
    ("seven ", "7 "),
    ("eight ", "8 "),
    ("nine ", "9 "),
    ("ten ", "10 "),
];

/// Units as they are left alone when the number is forgotten.
const UNITS: &[&str] = &[
    "%",
    "％",
    "‰",
    "个百分点",
    "元",
    "万元",
    "亿元",
    "万",
    "亿",
    "人",
    "人次",
    "件",
    "个",
    "户",
    "次",
    "起",
    "名",
    "项",
    "家",
    "米",
    "公里",
    "平方米",
    "亩",
    "公顷",
    "吨",
    "percent",
    "thousand",
    "million",
    "billion",
    "people",
    "persons",
    "cases",
    "incidents",
    "households",
    "points",
    "percentage points",
    "km",
    "m",
    "kg",
    "t",
    "ha",
    "$",
    "€",
    "£",
    "¥",
];

/// The names of the months in English, as far as they tell them apart.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Says that a value is no number, and where one thing was meant, what to write.
pub(super) fn no_number(piece: &Piece<'_>) -> Fault {
    let text = piece.text;
    let fixed = |fault: Diagnostic, replacement: String| {
        Box::new(if piece.is_exact() { fault.fix(piece.span(), replacement) } else { fault })
    };
    if let Some(fault) = date(piece) {
        return fault;
    }
    if let Some(at) = then_for_than(text) {
        let place = piece.at(at..at + "then".len());
        let message = text!("这里的 then 应写 than", "`then` is misspelt here: write `than`");
        let fault = Diagnostic::new(Code::BadValue, place, message);
        return Box::new(if piece.is_exact() { fault.fix(place, "than") } else { fault });
    }
    if let Some(inner) = in_quotes(text) {
        let message = text!("数值外面不加引号", "a value has no quotation marks around it");
        return fixed(Diagnostic::new(Code::BadValue, piece.span(), message), inner.to_owned());
    }
    if let Some(name) = text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) {
        let name = name.trim();
        let message = text!(
            "登记处引用别的数字写 ={name}，不用花括号",
            "a declaration takes another figure as ={name}, without braces"
        );
        return fixed(Diagnostic::new(Code::BadValue, piece.span(), message), format!("={name}"));
    }
    if is_period(text) {
        let message = text!("{text} 是期间，不是数字", "{text} is a period and no figure");
        return Box::new(Diagnostic::new(Code::BadValue, piece.span(), message).hint(a_period(text)));
    }
    if let Some(number) = behind_percent(text) {
        let message =
            text!("百分号写在数的后面：{number}%", "the percent sign stands behind the number: {number}%");
        return fixed(Diagnostic::new(Code::BadValue, piece.span(), message), format!("{number}%"));
    }
    if UNITS.contains(&text) {
        let message = text!("只有单位“{text}”，没有数", "`{text}` is a unit without a number");
        let fault = Diagnostic::new(Code::BadValue, piece.span(), message);
        return Box::new(fault.hint(text!("在前面写上数，如 12{text}", "write the number before it")));
    }
    let is_formula = Formula::parse_start(*piece).is_ok_and(|(formula, _)| !formula.references.is_empty());
    if is_formula && text.contains(['+', '-', '*', '/', '×', '÷', '(']) {
        let message = text!("算式前面少了 =", "a formula begins with `=`");
        let fault = Diagnostic::new(Code::BadValue, piece.span(), message);
        return Box::new(if piece.is_exact() { fault.fix(piece.at(0..0), "=") } else { fault });
    }
    something_else(piece)
}

/// Says that a value is no number, with the way to write the nearest thing that is one.
fn something_else(piece: &Piece<'_>) -> Fault {
    let text = piece.text;
    let found: String = text.chars().take(12).collect();
    let message = text!("“{found}”不是带单位的数", "`{found}` is no number with a unit");
    let fault = Diagnostic::new(Code::BadValue, piece.span(), message);
    if let Some(digits) = in_digits(text) {
        let fault = fault.hint(text!(
            "数字用阿拉伯数字写，正文中用 @汉字 显示",
            "write the number in digits; the text can show it in words with @words"
        ));
        return Box::new(if piece.is_exact() { fault.fix(piece.span(), digits) } else { fault });
    }
    Box::new(match text.chars().next().map(fold) {
        Some('>') => {
            fault.hint(text!("多于写成 超500人 或 500人以上", "write more than as: over 500 people"))
        }
        Some('<') => fault.hint(text!("少于写成 不足500人", "write less than as: nearly 500 people")),
        _ if text.chars().any(|c| "一二三四五六七八九十百千万两".contains(c)) => {
            fault.hint(text!(
                "数字用阿拉伯数字写，正文中用 @汉字 显示",
                "write the number in digits; the text can show it in words with @words"
            ))
        }
        _ => fault.hint(text!("写成 508件 或 =办结/事件", "write it as 508 cases or =done/all")),
    })
}

/// Says that a number or its unit is written in two pieces: `7246。38万元`, `7246.38 万 元`; `rest` is the second.
pub(super) fn apart(piece: &Piece<'_>, rest: &Piece<'_>) -> Option<Fault> {
    let before = piece.text.strip_suffix(rest.text)?;
    let is_digit = |c: char| c.is_ascii_digit();
    if let Some(decimals) = rest.text.strip_prefix('。')
        && decimals.starts_with(is_digit)
        && before.ends_with(is_digit)
    {
        let message = text!("小数点要写成 .", "a decimal point is written as .");
        let fault = Diagnostic::new(Code::BadValue, rest.char_at(0), message);
        return Some(Box::new(if piece.is_exact() { fault.fix(rest.char_at(0), ".") } else { fault }));
    }
    let joined: String = piece.text.chars().filter(|c| !c.is_whitespace()).collect();
    let unit = joined.trim_start_matches(|c: char| is_digit(c) || matches!(c, '.' | ',' | '-'));
    if !UNITS.contains(&unit) || before.trim_end().ends_with(is_digit) {
        return None;
    }
    let message = text!("单位里不空格，写成 {joined}", "a unit has no space in it: write {joined}");
    let fault = Diagnostic::new(Code::BadValue, rest.char_at(0), message);
    Some(Box::new(if piece.is_exact() { fault.fix(piece.span(), joined) } else { fault }))
}

/// Returns whether a text is a period and no number: `FY2024/25`, `2024/25`, `2021-2022`, `Q3 2021`.
pub(super) fn is_period(text: &str) -> bool {
    let digits = |text: &str, counts: &[usize]| {
        counts.contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit())
    };
    let text = text.trim();
    if let Some((quarter, year)) = text.split_once(' ')
        && quarter.len() == 2
        && quarter.starts_with(['Q', 'H'])
    {
        return digits(year, &[4]);
    }
    let (is_fiscal, year) = text.strip_prefix("FY").map_or((false, text), |rest| (true, rest.trim_start()));
    match year.split_once(['/', '-', '–']) {
        Some((from, to)) => digits(from, &[4]) && digits(to, &[2, 4]),
        None => is_fiscal && digits(year, &[2, 4]),
    }
}

/// Says where a period is written.
pub(super) fn a_period(period: &str) -> Text {
    text!(
        "写成 {{数值: …, 期间: {period}}}，或在这一节写 期间: {period}",
        "write {{value: …, period: {period}}}, or period: {period} for the section"
    )
}

/// Says that a letter stands where a digit is meant: `5l2件`, `12O件`, `1O0 cases`.
pub(super) fn letter_for_digit(piece: &Piece<'_>, quantity: &Quantity) -> Option<Fault> {
    let unit = quantity.unit.text();
    let mut letters = unit.chars();
    let first = letters.next().filter(|c| matches!(c, 'l' | 'I' | 'o' | 'O'))?;
    let next = letters.next()?;
    let is_han = !next.is_ascii() && next.is_alphabetic();
    if !next.is_ascii_digit() && !is_han {
        return None;
    }
    let at = piece.text.find(&unit)?;
    let digit = if matches!(first, 'l' | 'I') { '1' } else { '0' };
    let message = text!(
        "数里夹着字母“{first}”，像是数字 {digit}",
        "the letter `{first}` stands among the digits: is it {digit}?"
    );
    let fault = Diagnostic::new(Code::BadValue, piece.char_at(at), message);
    Some(Box::new(match piece.is_exact() {
        true => fault.fix(piece.char_at(at), digit.to_string()),
        false => fault,
    }))
}

/// Says that the word behind an amount of money is a misspelt `million`: it would scale nothing.
pub(super) fn misspelt_amount(piece: &Piece<'_>, quantity: &Quantity) -> Option<Fault> {
    let word = quantity.unit.text();
    if !quantity.unit.has_prefix() || !quantity.unit.scale().is_one() || word.contains(['/', '·']) {
        return None;
    }
    let near = match word.to_ascii_lowercase().as_str() {
        "mm" | "mil" | "mio" => "million",
        "bil" | "mrd" => "billion",
        _ => nearest(&word, ["thousand", "million", "billion", "trillion"])?,
    };
    let at = piece.text.find(&word)?;
    let message = text!("“{word}”不是金额的单位", "`{word}` is no amount");
    let place = piece.at(at..at + word.len());
    let fault = Diagnostic::new(Code::BadValue, place, message);
    let fault = fault.hint(text!("是不是“{near}”？", "did you mean `{near}`?"));
    Some(Box::new(if piece.is_exact() { fault.fix(place, near) } else { fault }))
}

/// Says that a value is a date or a time of day, if it is.
pub(super) fn date(piece: &Piece<'_>) -> Option<Fault> {
    let text: String = piece.text.chars().map(fold).collect();
    let is_time = parts(&text, &[':']).is_some_and(|parts| parts.len() <= 3);
    if !is_time && !is_date(&text) {
        return None;
    }
    let shown = piece.text;
    let message = if is_time {
        text!("{shown} 是时刻，不是数字", "{shown} is a time of day and no figure")
    } else {
        text!("{shown} 是日期，不是数字", "{shown} is a date and no figure")
    };
    let hint = text!("直接写在正文里，不用登记", "write it in the text as it is");
    Some(Box::new(Diagnostic::new(Code::BadValue, piece.span(), message).hint(hint)))
}

/// Says that `=` is written twice.
pub(super) fn second_equals(piece: &Piece<'_>) -> Result<(), Fault> {
    let mut signs = piece.text.char_indices();
    signs.next();
    let Some((at, _)) = signs.next().filter(|(_, second)| fold(*second) == '=') else { return Ok(()) };
    let place = piece.char_at(at);
    let fault = Diagnostic::new(Code::BadExpression, place, text!("= 只写一个", "write `=` once"));
    Err(Box::new(if piece.is_exact() { fault.fix(place, "") } else { fault }))
}

/// Returns where `then` stands for `than` in a hedge, of a text that is no number: `more then 512 cases`.
fn then_for_than(text: &str) -> Option<usize> {
    let at = text.find(" then ")? + 1;
    let meant = format!("{}than{}", &text[..at], &text[at + "then".len()..]);
    scan(&meant, Context::Declared).map(|_| at)
}

/// Returns the number behind a sign of percent that stands before it: `%98.5`.
fn behind_percent(text: &str) -> Option<&str> {
    let number = text.strip_prefix(['%', '％'])?.trim();
    let (_, length) = scan(number, Context::Declared)?;
    (length == number.len() && number.ends_with(|c: char| c.is_ascii_digit())).then_some(number)
}

/// Returns a value without the quotation marks around it, if it is one.
fn in_quotes(text: &str) -> Option<&str> {
    let marks = ['“', '”', '‘', '’', '"', '\'', '「', '」', '`', '＂'];
    let inner = text.strip_prefix(marks)?.strip_suffix(marks)?;
    let (_, length) = scan(inner, Context::Declared)?;
    (length == inner.len()).then_some(inner)
}

/// Returns a value whose number is one word, with digits.
fn in_digits(text: &str) -> Option<String> {
    let (word, digits) = NUMERALS.iter().find(|(word, _)| text.starts_with(word))?;
    let fixed = format!("{digits}{}", &text[word.len()..]);
    let (quantity, length) = scan(&fixed, Context::Declared)?;
    let behind = &text[word.len()..];
    // 三十二, 三分之一 and 一半 are other numbers, 一些 is none.
    let goes_on = behind.starts_with(|c: char| "一二三四五六七八九十百千万亿几余多来半些".contains(c))
        || behind.starts_with("分之");
    (quantity.hedge.is_none() && !goes_on && length == fixed.len()).then_some(fixed)
}

/// Returns the numbers of a text between signs, if it is at least two of one or two digits, or of four.
fn parts<'a>(text: &'a str, signs: &[char]) -> Option<Vec<&'a str>> {
    let parts: Vec<&str> = text.split(signs).collect();
    let number = |part: &&str| matches!(part.len(), 1 | 2 | 4) && part.chars().all(|c| c.is_ascii_digit());
    (parts.len() >= 2 && parts.iter().all(number)).then_some(parts)
}

/// Returns whether a text is a date: `2021-12-05`, `2021年12月5日`, `12月5日`, `5 December 2021`.
fn is_date(text: &str) -> bool {
    if ['-', '/', '.'].iter().any(|sign| parts(text, &[*sign]).is_some_and(|parts| parts.len() == 3)) {
        return true;
    }
    let bare = text.trim_end_matches(['日', '号']);
    if bare.contains('月') && parts(bare.trim_end_matches('月'), &['年', '月']).is_some() {
        return true;
    }
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let month = |word: &&str| {
        let start = word.to_ascii_lowercase();
        word.len() >= 3 && MONTHS.iter().any(|month| start.starts_with(month))
    };
    let digits = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
    (2..=3).contains(&words.len())
        && words.iter().filter(|word| month(word)).count() == 1
        && words.iter().filter(|word| digits(word)).count() == words.len() - 1
        && words.iter().any(|word| word.len() == 4 && digits(word))
}

//! Numbers in words: 二十四, 贰拾肆, twenty-four.
//!
//! Takes decimal digits that are already rounded; knows units only as far as the words depend on them.

/// The style of Chinese numerals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Han {
    /// 一二三, as in prose.
    Plain,
    /// 壹贰叁, as in contracts.
    Capital,
}

/// More digits before the point than this have no usual words.
const MOST_DIGITS: usize = 16;

impl Han {
    fn digits(self) -> [char; 10] {
        match self {
            Han::Plain => ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
            Han::Capital => ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'],
        }
    }

    fn places(self) -> [&'static str; 4] {
        match self {
            Han::Plain => ["", "十", "百", "千"],
            Han::Capital => ["", "拾", "佰", "仟"],
        }
    }

    /// Returns a decimal number in words; `None` when it is too long.
    pub(super) fn words(self, number: &str) -> Option<String> {
        let (negative, number) = number.strip_prefix('-').map_or((false, number), |rest| (true, rest));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let mut out = String::from(if negative { "负" } else { "" });
        out.push_str(&self.whole(whole)?);
        if !fraction.is_empty() {
            out.push('点');
            out.extend(fraction.bytes().map(|digit| self.digit(digit)));
        }
        Some(out)
    }

    /// Returns an amount of 元 as it is written out: 贰拾柒万叁仟玖佰元整.
    pub(super) fn money(self, number: &str) -> Option<String> {
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if fraction.len() > 2 {
            return None;
        }
        let mut out = self.words(whole)? + "元";
        let cents: Vec<u8> = fraction.bytes().chain(std::iter::repeat(b'0')).take(2).collect();
        match (cents[0], cents[1]) {
            (b'0', b'0') => out.push('整'),
            (tenth, hundredth) => {
                out.push(self.digit(tenth));
                if tenth != b'0' {
                    out.push('角');
                }
                if hundredth == b'0' {
                    out.push('整');
                } else {
                    out.push(self.digit(hundredth));
                    out.push('分');
                }
            }
        }
        Some(out)
    }

    fn digit(self, ascii: u8) -> char {
        self.digits()[usize::from(ascii.wrapping_sub(b'0') % 10)]
    }

    /// Returns the words of a whole number without sign.
    fn whole(self, digits: &str) -> Option<String> {
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Some("零".into());
        }
        if digits.len() > MOST_DIGITS {
            return None;
        }
        let words = self.grouped(digits, &[(8, "亿"), (4, "万")]);
        // 十二, not 一十二, where a number begins so; capitals are never shortened.
        Some(match (self, words.strip_prefix("一十")) {
            (Han::Plain, Some(rest)) => format!("十{rest}"),
            _ => words,
        })
    }

    /// Splits at 亿, then at 万; a part that begins with zeros is joined by 零.
    fn grouped(self, digits: &str, scales: &[(usize, &str)]) -> String {
        let Some(((length, word), smaller)) = scales.split_first() else { return self.thousands(digits) };
        if digits.len() <= *length {
            return self.grouped(digits, smaller);
        }
        let (high, low) = digits.split_at(digits.len() - length);
        let mut out = self.grouped(high.trim_start_matches('0'), smaller) + word;
        let rest = low.trim_start_matches('0');
        if !rest.is_empty() {
            if rest.len() < low.len() {
                out.push('零');
            }
            out.push_str(&self.grouped(rest, smaller));
        }
        out
    }

    /// Returns the words of at most four digits.
    fn thousands(self, digits: &str) -> String {
        let mut out = String::new();
        let mut skipped = false;
        for (index, digit) in digits.bytes().enumerate() {
            if digit == b'0' {
                skipped = true;
                continue;
            }
            if skipped && !out.is_empty() {
                out.push('零');
            }
            skipped = false;
            out.push(self.digit(digit));
            out.push_str(self.places()[digits.len() - 1 - index]);
        }
        out
    }
}

/// The English words from zero to nineteen.
pub const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// The English words of the tens, by their digit; none for zero and one.
pub const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// Returns a decimal number in English words; `None` when it is too long.
pub(super) fn english(number: &str) -> Option<String> {
    let (negative, number) = number.strip_prefix('-').map_or((false, number), |rest| (true, rest));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.len() > 15 {
        return None;
    }
    let mut rest: u64 = whole.parse().ok()?;
    let mut parts = Vec::new();
    for (size, name) in [
        (1_000_000_000_000, "trillion"),
        (1_000_000_000, "billion"),
        (1_000_000, "million"),
        (1000, "thousand"),
    ] {
        if rest >= size {
            parts.push(format!("{} {name}", hundreds(rest / size)));
            rest %= size;
        }
    }
    if rest > 0 || parts.is_empty() {
        let and = if !parts.is_empty() && rest < 100 { "and " } else { "" };
        parts.push(format!("{and}{}", hundreds(rest)));
    }
    let mut out = parts.join(" ");
    if !fraction.is_empty() {
        out.push_str(" point");
        for digit in fraction.bytes() {
            out.push(' ');
            out.push_str(ONES[usize::from(digit.wrapping_sub(b'0') % 10)]);
        }
    }
    Some(if negative { format!("minus {out}") } else { out })
}

/// Returns the words of a number below a thousand.
fn hundreds(number: u64) -> String {
    let word = |list: &[&'static str], index: u64| {
        usize::try_from(index).ok().and_then(|index| list.get(index)).copied().unwrap_or_default()
    };
    let small = |number: u64| match (number / 10, number % 10) {
        (0 | 1, _) => word(&ONES, number).to_owned(),
        (ten, 0) => word(&TENS, ten).to_owned(),
        (ten, one) => format!("{}-{}", word(&TENS, ten), word(&ONES, one)),
    };
    match (number / 100, number % 100) {
        (0, rest) => small(rest),
        (hundred, 0) => format!("{} hundred", word(&ONES, hundred)),
        (hundred, rest) => format!("{} hundred and {}", word(&ONES, hundred), small(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numerals() {
        for (digits, words) in [
            ("0", "零"),
            ("4", "四"),
            ("10", "十"),
            ("12", "十二"),
            ("112", "一百一十二"),
            ("305", "三百零五"),
            ("1010", "一千零一十"),
            ("10000", "一万"),
            ("100012", "十万零一十二"),
            ("120000000", "一亿二千万"),
            ("100000001", "一亿零一"),
            ("1200000000000", "一万二千亿"),
            ("42.64", "四十二点六四"),
            ("-3", "负三"),
        ] {
            assert_eq!(Han::Plain.words(digits).as_deref(), Some(words), "{digits}");
        }
        assert_eq!(Han::Capital.words("12").as_deref(), Some("壹拾贰"));
        assert_eq!(
            Han::Plain.words("1234567890123456").as_deref(),
            Some("一千二百三十四万五千六百七十八亿九千零一十二万三千四百五十六")
        );
        assert_eq!(Han::Plain.words("12345678901234567"), None);
    }

    #[test]
    fn amounts_are_written_out() {
        for (digits, words) in [
            ("273900", "贰拾柒万叁仟玖佰元整"),
            ("0.5", "零元伍角整"),
            ("12.05", "壹拾贰元零伍分"),
            ("12.34", "壹拾贰元叁角肆分"),
        ] {
            assert_eq!(Han::Capital.money(digits).as_deref(), Some(words), "{digits}");
        }
    }

    #[test]
    fn english_numerals() {
        for (digits, words) in [
            ("0", "zero"),
            ("4", "four"),
            ("21", "twenty-one"),
            ("512", "five hundred and twelve"),
            ("12430", "twelve thousand four hundred and thirty"),
            ("1000001", "one million and one"),
            ("1000000", "one million"),
            ("1100", "one thousand one hundred"),
            ("100000000000001", "one hundred trillion and one"),
            ("2.5", "two point five"),
        ] {
            assert_eq!(english(digits).as_deref(), Some(words), "{digits}");
        }
        assert_eq!(english("1000000000000001"), None);
    }
}

//! Values out of a TOML table, with their places, and what is wrong with them.
//!
//! Knows TOML and nothing of reports: which keys there are and what they mean stands in `settings`.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Text, nearest, only_nearest};
use crate::report::{Date, Scalar};
use crate::source::{SourceFile, Span};
use crate::text;

/// Reads values of one file and collects its faults.
pub(super) struct Fields<'a> {
    /// The file.
    pub file: &'a SourceFile,
    /// What is wrong with it.
    pub faults: Diagnostics,
}

impl Fields<'_> {
    /// Returns a fault at a range of the file.
    pub(super) fn fault(&self, range: Range<usize>, message: Text) -> Diagnostic {
        Diagnostic::new(Code::Settings, self.span(range), message)
    }

    /// Returns the span of a range of the file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.file.span(range.start, range.end)
    }

    /// Returns the table under a key.
    pub(super) fn table<'t, 'd>(&mut self, root: &'t DeTable<'d>, key: &str) -> Option<&'t DeTable<'d>> {
        let value = root.get(key)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            let message = text!("`{key}` 应当是单独的一节", "`{key}` must be a table of its own");
            let hint =
                text!("另起一行写 [{key}]，下面每行一项", "write [{key}] on a line, then one setting a line");
            self.faults.push(self.fault(value.span(), message).hint(hint));
        }
        table
    }

    /// Says which keys of a table are not known, each with the nearest known one.
    pub(super) fn only(&mut self, table: &DeTable<'_>, known: &[&str], place: &str) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let name = key.get_ref();
            let span = self.span(key.span());
            let message = text!("{place} 里没有 `{name}` 这一项", "{place} has no setting `{name}`");
            // A misspelt setting would otherwise be last year's default without a word.
            let fault = Diagnostic::new(Code::UnknownKey, span, message).severity(Severity::Error);
            let list = known.join(", ");
            self.faults.push(match nearest(name, known.iter().copied()) {
                Some(near) => {
                    let fault = fault.hint(text!("要写的也许是 `{near}`", "perhaps `{near}` is meant"));
                    let only = only_nearest(name, known.iter().copied());
                    if only.is_some() { fault.fix(span, near) } else { fault }
                }
                None => fault.hint(text!("这里可以写：{list}", "there are: {list}")),
            });
        }
    }

    /// Returns a text with the span inside its quotes.
    pub(super) fn text(&mut self, table: &DeTable<'_>, key: &str) -> Option<Scalar> {
        let value = table.get(key)?;
        let range = value.span();
        if let DeValue::String(text) = value.get_ref() {
            let inner = self.span(inside_quotes(&self.file.text, range));
            return Some(Scalar { text: text.to_string(), span: Some(inner) });
        }
        let wrong = self.wrong_kind(key, &text!("加引号的文字", "text in quotes"), value);
        let one_line = !value.get_ref().is_table() && !value.get_ref().is_array();
        let quoted = format!("\"{}\"", self.file.text.get(range.clone()).unwrap_or_default());
        self.faults.push(if one_line { wrong.fix(self.span(range), quoted) } else { wrong });
        None
    }

    /// Returns a text, or a whole number as text.
    pub(super) fn text_or_number(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        match table.get(key)?.get_ref() {
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            _ => self.text(table, key).map(|scalar| scalar.text),
        }
    }

    /// Returns the text of any single value: a text, a number, `true` or `false`.
    pub(super) fn any(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        match table.get(key)?.get_ref() {
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            DeValue::Boolean(flag) => Some(flag.to_string()),
            _ => self.text_or_number(table, key),
        }
    }

    /// Returns yes or no.
    pub(super) fn flag(&mut self, table: &DeTable<'_>, key: &str) -> Option<bool> {
        let value = table.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            let wanted = text!("true 或 false（不加引号）", "true or false, without quotes");
            let wrong = self.wrong_kind(key, &wanted, value);
            self.faults.push(wrong);
        }
        flag
    }

    /// Returns a list of texts with their places inside the quotes; one text is a list of one.
    pub(super) fn list(&mut self, table: &DeTable<'_>, key: &str) -> Option<Vec<(String, Range<usize>)>> {
        let value = table.get(key)?;
        let values: Vec<_> = match value.get_ref() {
            DeValue::Array(array) => array.iter().collect(),
            _ => vec![value],
        };
        let mut list = Vec::new();
        for value in values {
            if let Some(text) = value.get_ref().as_str() {
                list.push((text.to_owned(), inside_quotes(&self.file.text, value.span())));
            } else {
                let wanted = text!("方括号里的一列加引号的文字", "a list of texts in quotes");
                let wrong = self.wrong_kind(key, &wanted, value);
                self.faults.push(wrong);
            }
        }
        Some(list)
    }

    /// Returns a day, written as a date or as text.
    pub(super) fn date(&mut self, table: &DeTable<'_>, key: &str) -> Option<Date> {
        let value = table.get(key)?;
        let date = match value.get_ref() {
            DeValue::Datetime(datetime) => {
                datetime.date.map(|date| Date { year: date.year, month: date.month, day: date.day })
            }
            DeValue::String(text) => parse_date(text),
            _ => None,
        };
        let date = date.filter(|date| is_in_calendar(*date));
        if date.is_none() && !self.report_loose_date(value.span().start) {
            let raw = self.file.text.get(value.span()).unwrap_or_default();
            let message = text!("{raw} 不是日历上的一天", "{raw} is not a day of the calendar");
            let hint = text!("写成 年-月-日，例如 2022-03-31", "write year-month-day, such as 2022-03-31");
            self.faults.push(self.fault(value.span(), message).hint(hint));
        }
        date
    }

    /// Says how a day is written that stands without quotes, as people write it; returns whether it is one. Of one that was said
    /// already nothing is said again.
    pub(super) fn report_loose_date(&mut self, at: usize) -> bool {
        let place = self.file.place(self.span(at..at).start);
        let line = self.file.line(place.line);
        let Some((key, value)) = line.split_once('=') else { return false };
        let written = value.split('#').next().unwrap_or_default().trim();
        let Some(date) = parse_date(written).filter(|date| key.trim() == "date" && is_in_calendar(*date))
        else {
            return false;
        };
        let begin = self.file.line_start(place.line) + line.find(written).unwrap_or_default();
        let span = self.span(begin..begin + written.len());
        let right = format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
        let message = text!("日期要写成 {right} 这样", "a date is written like {right}");
        let fault = self.fault(span.range(), message).fix(span, right);
        if !self.faults.iter().any(|said| said.span == fault.span) {
            self.faults.push(fault);
        }
        true
    }

    /// Returns the choice that a text names.
    pub(super) fn choice<T: Copy>(&mut self, table: &DeTable<'_>, key: &str, all: &[(&str, T)]) -> Option<T> {
        let written = self.text(table, key)?;
        let found = all.iter().find(|(name, _)| *name == written.text);
        if let (None, Some(span)) = (found, written.span) {
            let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
            self.not_among(span, key, &names);
        }
        found.map(|(_, value)| *value)
    }

    /// Says that the text at a place is none of the names it could be.
    pub(super) fn not_among(&mut self, span: Span, key: &str, names: &[&str]) {
        let written = self.file.slice(span);
        let list = names.join(", ");
        let message = text!("`{key}` 不能是“{written}”", "`{key}` cannot be `{written}`");
        let fault = self.fault(span.range(), message).hint(text!("可以写：{list}", "it can be: {list}"));
        // Of two letters one is no slip: `cn` would become `en`, and the report English.
        let near = nearest(written, names.iter().copied()).filter(|_| written.chars().count() > 2);
        self.faults.push(match near {
            Some(near) => fault.fix(span, near),
            None => fault,
        });
    }

    /// Returns the fault of a value of the wrong kind.
    fn wrong_kind(&self, key: &str, wanted: &Text, value: &Spanned<DeValue<'_>>) -> Diagnostic {
        let found = kind(value.get_ref());
        let (zh, en, found_zh, found_en) = (&wanted.zh, &wanted.en, &found.zh, &found.en);
        let message =
            text!("`{key}` 应当是{zh}，这里写的是{found_zh}", "`{key}` must be {en}, found {found_en}");
        self.fault(value.span(), message)
    }
}

/// Returns what kind a value is of, in words.
fn kind(value: &DeValue<'_>) -> Text {
    match value {
        DeValue::String(_) => text!("文字", "text"),
        DeValue::Integer(_) | DeValue::Float(_) => text!("数字", "a number"),
        DeValue::Boolean(_) => text!("是否（true、false）", "true or false"),
        DeValue::Datetime(_) => text!("日期", "a date"),
        DeValue::Array(_) => text!("一列值", "a list"),
        DeValue::Table(_) => text!("一节", "a table"),
    }
}

/// Returns the range within the quotes of a TOML string, also of the forms with three quotes.
fn inside_quotes(text: &str, range: Range<usize>) -> Range<usize> {
    let raw = text.get(range.clone()).unwrap_or_default();
    let quotes = if raw.len() >= 6 && (raw.starts_with("\"\"\"") || raw.starts_with("'''")) { 3 } else { 1 };
    let mut start = range.start + quotes;
    if quotes == 3 {
        // TOML drops a line end right after the opening quotes.
        let rest = &raw[quotes..];
        start += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    }
    start..range.end.saturating_sub(quotes).max(start)
}

/// Reads `2022-03-31`, `2022/3/31`, `2022.3.31` or `2022年3月31日`.
fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.trim().trim_end_matches('日').split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Some(Date { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? })
}

/// Returns whether the calendar has a day.
fn is_in_calendar(date: Date) -> bool {
    let leap = date.year.is_multiple_of(4) && !date.year.is_multiple_of(100) || date.year.is_multiple_of(400);
    let days = match date.month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&date.day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_within_quotes_is_what_they_hold() {
        for raw in ["\"abc\"", "'abc'", "\"\"\"abc\"\"\"", "'''\nabc'''", "\"\"\"\r\nabc\"\"\""] {
            assert_eq!(&raw[inside_quotes(raw, 0..raw.len())], "abc");
        }
        assert_eq!(inside_quotes("\"\"", 0..2), 1..1);
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        let day = Some(Date { year: 2022, month: 3, day: 31 });
        assert_eq!(parse_date("2022-03-31"), day);
        assert_eq!(parse_date("2022年3月31日"), day);
        assert_eq!(parse_date("22-03-31"), None);
        assert!(is_in_calendar(Date { year: 2024, month: 2, day: 29 }));
        assert!(!is_in_calendar(Date { year: 2022, month: 2, day: 29 }));
        assert!(!is_in_calendar(Date { year: 1900, month: 2, day: 29 }));
        assert!(!is_in_calendar(Date { year: 2022, month: 13, day: 1 }));
    }
}

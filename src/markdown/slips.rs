//! What looks like a heading, a table or an image and is none: it prints as typed, and that is said.

use crate::diagnostic::{Code, Diagnostic};
use crate::report::{Inline, InlineKind};
use crate::source::Span;
use crate::text;

use super::align::boundary;
use super::reader::Reader;
use super::scan::{looks_like_attributes, quotes};

/// The longest stretch in brackets looked at: a line can be a megabyte long, what is meant by brackets is not.
const LONGEST: usize = 256;

/// With more columns than this, strokes are not meant as a table.
const WIDEST: usize = 30;

impl Reader<'_> {
    /// Says that a paragraph looks like a heading whose `#` lacks its space, or is a full-width one.
    pub(super) fn report_unspaced_heading(&mut self, paragraph: Span) {
        let text = self.masked.file.slice(paragraph);
        let words = text.trim_start_matches(['#', '＃']);
        let signs = &text[..text.len() - words.len()];
        let count = signs.chars().count();
        let spaced = words.starts_with([' ', '\u{3000}']) && signs.contains('＃');
        if !(1..=6).contains(&count) || !(spaced || words.starts_with(char::is_alphabetic)) {
            return;
        }
        let place = paragraph.part(0, signs.len());
        let message = text!(
            "“{signs}”后面没有空格，或者是全角，这一行不是标题，按原样印出",
            "`{signs}` has no space behind it, or is full-width: this line is no heading and prints as typed"
        );
        let gap = words.len() - words.trim_start_matches([' ', '\u{3000}']).len();
        let whole = paragraph.part(0, signs.len() + gap);
        let hint = text!("真要印 #，在前面加 \\", "to print it, put a \\ before it");
        let diagnostic = Diagnostic::new(Code::Unsupported, place, message).hint(hint);
        self.diagnostics.push(diagnostic.fix(whole, format!("{} ", "#".repeat(count))));
    }

    /// Says that lines of a paragraph look like a table whose line of hyphens is missing or has another number of columns.
    pub(super) fn report_headless_table(&mut self, paragraph: Span) {
        let text = self.masked.file.slice(paragraph);
        let is_row =
            |line: &str| line.trim().len() > 2 && line.trim().starts_with('|') && line.trim().ends_with('|');
        let mut begin = 0;
        let mut head = None;
        for line in text.split_inclusive('\n') {
            let words = quotes(line, self.quotes).1;
            let row = is_row(words).then_some(words);
            if head.is_some() && row.is_some() {
                break;
            }
            head = row;
            begin += line.len();
        }
        let Some(head) = head.filter(|_| begin < text.len()) else { return };
        let second = text[begin..].lines().next().unwrap_or_default();
        begin += second.len() - quotes(second, self.quotes).1.trim_start().len();
        let second = text[begin..].lines().next().unwrap_or_default();
        let columns = head.trim().matches('|').count().saturating_sub(1);
        if columns > WIDEST {
            return;
        }
        let line = format!("{}|", "|---".repeat(columns));
        let message = text!(
            "像是表格，但表头下面不是 {line} 这样的一行，按原样印出",
            "this looks like a table, but the line below its head is not {line}: it prints as typed"
        );
        let place = paragraph.part(begin, begin + second.len());
        let diagnostic = Diagnostic::new(Code::Unsupported, place, message);
        let is_hyphens = second.chars().all(|sign| "|-: \r".contains(sign));
        self.diagnostics.push(if is_hyphens {
            diagnostic.fix(place, line)
        } else if self.depth > 0 {
            diagnostic
        } else {
            diagnostic.fix(place.part(0, 0), format!("{line}\n"))
        });
    }

    /// Says that an address with a space made no image or link.
    pub(super) fn report_spaced_address(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            let InlineKind::Text(text) = &inline.kind else { continue };
            if text.len() != inline.span.len() {
                continue;
            }
            let Some(open) = text.find("](") else { continue };
            let address = text[open + 2..].split(')').next().unwrap_or_default();
            let closed = text[open + 2 + address.len()..].starts_with(')');
            if closed && address.contains(' ') && text[..open].contains('[') {
                let place = inline.span.part(open + 2, open + 2 + address.len());
                let message = text!(
                    "地址里有空格，这里没有成为图片或链接",
                    "an address with a space in it makes no image or link"
                );
                let hint = text!("把地址放在 <…> 里", "put the address between < and >");
                let diagnostic = Diagnostic::new(Code::Unsupported, place, message).hint(hint);
                self.diagnostics.push(diagnostic.fix(place, format!("<{address}>")));
            }
        }
    }

    /// Says that attributes stand in full-width braces: `｛#表一 unit=万元｝`.
    pub(super) fn report_wide_braces(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            let InlineKind::Text(text) = &inline.kind else { continue };
            if text.len() != inline.span.len() {
                continue;
            }
            for (at, open) in text.match_indices(['｛', '{']) {
                let rest = &text[at + open.len()..];
                let Some(end) = rest.find(['｝', '}', '｛', '{']) else { continue };
                let close = rest[end..].chars().next().unwrap_or('}');
                let inner = rest[..end].replace('＃', "#").replace('＝', "=").replace('％', "%");
                let inner = inner.replace('\u{3000}', " ");
                let is_wide = open == "｛" || close == '｝';
                if !is_wide || matches!(close, '｛' | '{') || !looks_like_attributes(inner.trim_start()) {
                    continue;
                }
                let place = inline.span.part(at, at + open.len() + end + close.len_utf8());
                let message = text!(
                    "这里的花括号是全角的，不起作用，按原样印出",
                    "these braces are full-width and have no effect: they print as typed"
                );
                let diagnostic = Diagnostic::new(Code::BadAttributes, place, message);
                self.diagnostics.push(diagnostic.fix(place, format!("{{{}}}", inner.trim())));
            }
        }
    }

    /// Says that a full-width comma or dot stands within a typed number: `7，246.38万元`, `7246。38万元`.
    pub(super) fn report_wide_numbers(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            let InlineKind::Text(text) = &inline.kind else { continue };
            if text.len() != inline.span.len() {
                continue;
            }
            for (at, sign) in text.match_indices(['，', '。']) {
                let (before, behind) = (&text[..at], &text[at + sign.len()..]);
                let meant = if sign == "，" { "," } else { "." };
                let within = if sign == "，" { sets_thousands_apart } else { is_decimal_point };
                if !within(before, behind) {
                    continue;
                }
                let place = inline.span.part(at, at + sign.len());
                let message = text!(
                    "数里的“{sign}”是全角的，按原样印出；要写成半角的 {meant}",
                    "`{sign}` within a number is full-width and prints as typed: write {meant}"
                );
                let diagnostic = Diagnostic::new(Code::Unsupported, place, message);
                self.diagnostics.push(diagnostic.fix(place, meant));
            }
        }
    }

    /// Says that full-width brackets made no citation, note or link: `【@key】`, `［^1］`, `[第一节]（#id）`.
    pub(super) fn report_wide_brackets(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            let InlineKind::Text(text) = &inline.kind else { continue };
            if text.len() != inline.span.len() {
                continue;
            }
            for (at, open) in text.match_indices(['【', '［', '[']) {
                let Some((length, meant)) = meant_by_brackets(&text[at..]) else { continue };
                let place = inline.span.part(at, at + length);
                let message = text!(
                    "“{open}”等括号是全角的，这里没有成为引用或链接，按原样印出",
                    "these brackets are full-width: they make no citation or link and print as typed"
                );
                let diagnostic = Diagnostic::new(Code::Unsupported, place, message);
                self.diagnostics.push(diagnostic.fix(place, meant));
            }
        }
    }
}

/// Returns whether a comma between two texts is surely one within a number: decimals follow its three digits.
fn sets_thousands_apart(before: &str, behind: &str) -> bool {
    let head = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let decimals = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    (1..=3).contains(&(before.len() - head.len()))
        && behind.len() - decimals.len() == 3
        && !head.ends_with(['.', '，', '、', ','])
        && decimals.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Returns whether a full stop between two texts is surely a decimal point: hardly a sentence begins with `38万元`, unless the one
/// before ends with a rank (第1。).
fn is_decimal_point(before: &str, behind: &str) -> bool {
    if before.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with('第') {
        return false;
    }
    let unit = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    before.ends_with(|c: char| c.is_ascii_digit())
        && unit.len() < behind.len()
        && ["万", "亿", "元", "%", "％", "个百分点", "倍"].iter().any(|word| unit.starts_with(word))
}

/// Returns how long a citation, note or link in full-width brackets is that a text begins with, and what it means.
fn meant_by_brackets(text: &str) -> Option<(usize, String)> {
    let text = &text[..boundary(text, text.len().min(LONGEST))];
    let wide = !text.starts_with('[');
    let inner = text.get(text.chars().next()?.len_utf8()..)?;
    let end = inner.find(['】', '］', ']', '\n'])?;
    let (words, rest) = inner.split_at(end);
    let close = rest.chars().next().filter(|close| *close != '\n')?;
    let behind = &rest[close.len_utf8()..];
    let until = text.len() - behind.len();
    let cites = words.replace('＠', "@");
    let is_note = words.strip_prefix('^').is_some_and(|name| !name.is_empty());
    if wide && (is_note || cites.strip_prefix('@').is_some_and(|key| !key.is_empty())) {
        return Some((until, format!("[{cites}]")));
    }
    let address = behind.strip_prefix(['（', '('])?;
    let (id, _) = address.split_once(['）', ')'])?;
    let closed =
        until + (behind.len() - address.len()) + id.len() + address[id.len()..].chars().next()?.len_utf8();
    let is_wide = wide || behind.starts_with('（');
    (is_wide && id.starts_with('#') && !id.contains(char::is_whitespace))
        .then(|| (closed, format!("[{words}]({id})")))
}

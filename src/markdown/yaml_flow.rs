//! Values in braces and brackets, before YAML reads them: `{value: 24,853人}` would be read as 24.
//!
//! Part of the look at lines in `yaml_lines`.

use super::yaml_lines::{Scanner, after_line, line_at};

/// How deep braces may nest before they are left to YAML, which refuses them.
const DEEPEST: usize = 16;

/// Looks at the value that begins with a brace or bracket; returns where it ends, or 0 if it is never closed.
pub(super) fn scan(scanner: &mut Scanner<'_>, at: usize) -> usize {
    let end = extent(scanner.text, at);
    let Some(end) = end else {
        scanner.unclosed(at);
        return 0;
    };
    let mut walk = Walk { at, end };
    walk.collection(scanner, 0);
    // The rest of the last line is a comment or YAML's to judge.
    after_line(scanner.text, end)
}

/// Returns where the value in braces ends: at its closing sign, on its line or on deeper lines below it.
fn extent(text: &str, at: usize) -> Option<usize> {
    let line_start = text[..at].rfind(['\n', '\r']).map_or(0, |offset| offset + 1);
    let indent = |line: &str| line.len() - line.trim_start().len();
    let outer = indent(line_at(text, line_start));
    let mut limit = after_line(text, at);
    while limit < text.len() && (indent(line_at(text, limit)) > outer || line_at(text, limit).trim() == "}") {
        limit = after_line(text, limit);
    }
    let mut depth = 0_usize;
    let mut quote = None;
    for (offset, character) in text[at..limit].char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if opens_quote(&text[..at + offset]) => quote = Some(character),
            (None, '{' | '[' | '｛') => depth += 1,
            (None, '}' | ']' | '｝') if depth <= 1 => return Some(at + offset + character.len_utf8()),
            (None, '}' | ']' | '｝') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Returns whether a quote behind this text begins a quoted value rather than standing within a word.
fn opens_quote(before: &str) -> bool {
    before.trim_end().ends_with([',', ':', '{', '[', '，', '：', '｛'])
}

/// A walk through one value in braces.
struct Walk {
    at: usize,
    end: usize,
}

impl Walk {
    /// Returns what is left.
    fn rest<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.at..self.end).unwrap_or_default()
    }

    /// Moves over white space.
    fn space(&mut self, text: &str) {
        let rest = self.rest(text);
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Looks at `{…}` or `[…]`.
    fn collection(&mut self, scanner: &mut Scanner<'_>, depth: usize) {
        let text = scanner.text;
        let Some(open) = self.rest(text).chars().next() else { return };
        let mapping = open != '[';
        if open == '｛' {
            scanner.forgive(self.at, open, "{");
        }
        self.at += open.len_utf8();
        while self.at < self.end {
            self.space(text);
            let Some(next) = self.rest(text).chars().next() else { return };
            match next {
                '}' | ']' | '｝' => {
                    if next == '｝' {
                        scanner.forgive(self.at, next, "}");
                    }
                    self.at += next.len_utf8();
                    return;
                }
                ',' => self.at += 1,
                '，' => {
                    scanner.forgive(self.at, next, ", ");
                    self.at += next.len_utf8();
                }
                _ => {
                    if mapping {
                        self.key(scanner);
                        self.space(text);
                    }
                    self.value(scanner, mapping, depth);
                }
            }
        }
    }

    /// Moves over a key and its colon.
    fn key(&mut self, scanner: &mut Scanner<'_>) {
        let text = scanner.text;
        let rest = self.rest(text);
        let Some(length) = key_length(rest) else { return };
        if rest[length..].starts_with('：') {
            scanner.forgive(self.at + length, '：', ": ");
            self.at += length + '：'.len_utf8();
        } else {
            self.at += length + 1;
        }
    }

    /// Looks at a value.
    fn value(&mut self, scanner: &mut Scanner<'_>, mapping: bool, depth: usize) {
        let text = scanner.text;
        let rest = self.rest(text);
        let first = rest.chars().next().unwrap_or('}');
        match first {
            '"' | '\'' => {
                let close = rest[1..].find(first).map_or(rest.len(), |offset| offset + 2);
                self.at += close;
            }
            '{' | '[' | '｛' if !rest.starts_with("{{") && depth < DEEPEST => {
                self.collection(scanner, depth + 1);
            }
            _ => {
                let length = value_length(rest, mapping);
                let value = rest[..length].trim_end();
                let tripped = value
                    .char_indices()
                    .find(|(offset, character)| trips(value, *offset, *character, mapping))
                    .map(|(offset, _)| offset);
                if let Some(sign) = tripped {
                    scanner.refuse(self.at, value, sign);
                }
                self.at += length.max(first.len_utf8().min(rest.len()));
            }
        }
    }
}

/// Returns whether YAML would misread a sign of a value without quotes.
fn trips(value: &str, offset: usize, character: char, mapping: bool) -> bool {
    let after = &value[offset + character.len_utf8()..];
    match character {
        ',' => mapping,
        ':' => after.is_empty() || after.starts_with(char::is_whitespace),
        '{' | '[' | ']' => true,
        '>' | '@' | '%' | '*' | '&' | '!' | '|' | '`' => offset == 0,
        _ => false,
    }
}

/// Returns the length of the key at the beginning of a text, if a colon follows it before anything else ends it.
fn key_length(rest: &str) -> Option<usize> {
    let start = match rest.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        Some(quote) => rest[1..].find(quote)? + 2,
        None => 0,
    };
    let length = start + rest[start..].find([':', '：', ',', '，', '{', '}', '｝', '\n', '\r'])?;
    rest[length..].starts_with([':', '：']).then_some(length)
}

/// Returns the length of a value without quotes: to the comma before the next key, or to the closing sign.
fn value_length(rest: &str, mapping: bool) -> usize {
    let mut braces = 0_usize;
    for (offset, character) in rest.char_indices() {
        let after = &rest[offset + character.len_utf8()..];
        let ends = match character {
            '{' => {
                braces += 1;
                false
            }
            '}' if braces > 0 => {
                braces -= 1;
                false
            }
            '}' | '｝' => true,
            ']' => !mapping,
            ',' | '，' if mapping => {
                key_length(after.trim_start()).is_some() || after.trim_start().starts_with(['}', '｝'])
            }
            ',' => true,
            _ => false,
        };
        if ends {
            return offset;
        }
    }
    rest.len()
}

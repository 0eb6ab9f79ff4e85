//! A look at the lines of a front matter before YAML reads them.
//!
//! What an input method makes of `: , { }` is understood; values that YAML would misread (`24,853人` in braces, a
//! citation without quotes) are said at their true place and hidden from YAML, so that the rest is still read. YAML's own rules are not repeated here.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::SourceFile;
use crate::text;

use super::yaml_flow;

/// Stands in the copy for a byte that YAML must not see: a full-width space is two columns wide and has three bytes.
const LEFT_OUT: u8 = 0;

/// What the lines gave.
pub(super) struct Lines {
    /// The copy for YAML.
    pub(super) text: String,
    /// The offsets of the bytes of the original that the copy leaves out, in order.
    pub(super) left_out: Vec<usize>,
    /// What was found.
    pub(super) diagnostics: Diagnostics,
}

/// Looks at the lines from byte `start` to byte `end`.
pub(super) fn scan(file: &SourceFile, start: usize, end: usize) -> Lines {
    let text = file.text.get(start..end).unwrap_or_default();
    let mut scanner = Scanner {
        file,
        start,
        text,
        copy: text.replace('\0', " ").into_bytes(),
        forgiven: Vec::new(),
        diagnostics: Diagnostics::default(),
    };
    let mut at = 0;
    let mut block: Option<usize> = None;
    while at < text.len() {
        let line = line_at(text, at);
        let indent = line.len() - line.trim_start().len();
        let inside = block.is_some_and(|outer| line.trim().is_empty() || indent > outer);
        let mut next = after_line(text, at);
        if !inside {
            block = None;
            let (resume, opens_block) = scanner.line(at, line);
            next = next.max(resume);
            block = block.or(opens_block.then_some(indent));
        }
        at = next;
    }
    scanner.report_forgiven();
    let left_out: Vec<usize> =
        scanner.copy.iter().enumerate().filter(|(_, byte)| **byte == LEFT_OUT).map(|(at, _)| at).collect();
    scanner.copy.retain(|byte| *byte != LEFT_OUT);
    // Only whole characters are replaced, by ASCII bytes, so the copy is text.
    let copy = String::from_utf8(scanner.copy).unwrap_or_default();
    Lines { text: copy, left_out, diagnostics: scanner.diagnostics }
}

/// Returns the line at an offset, without its end.
pub(super) fn line_at(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())]
}

/// Returns the offset behind the end of the line at an offset.
pub(super) fn after_line(text: &str, at: usize) -> usize {
    let end = at + line_at(text, at).len();
    end + if text[end..].starts_with("\r\n") { 2 } else { usize::from(end < text.len()) }
}

/// The state of the scan; offsets count from the front matter's start.
pub(super) struct Scanner<'a> {
    file: &'a SourceFile,
    start: usize,
    /// The front matter.
    pub(super) text: &'a str,
    copy: Vec<u8>,
    /// Signs understood as ASCII: where, which, as what.
    forgiven: Vec<(usize, char, &'static str)>,
    diagnostics: Diagnostics,
}

impl Scanner<'_> {
    /// Looks at one line; returns where to go on if a value in braces ends later, and whether the line opens a
    /// block of text.
    fn line(&mut self, at: usize, line: &str) -> (usize, bool) {
        self.indent(at, line);
        let mut content = line.trim_start();
        while let Some(item) = content.strip_prefix("- ") {
            content = item.trim_start();
        }
        let from = at + line.len() - content.len();
        if content.is_empty() || content.starts_with('#') {
            return (0, false);
        }
        let is_item = line.trim_start().starts_with("- ");
        let Some((key, separator)) = separator(content) else {
            if content.starts_with(['{', '[', '｛']) {
                return (self.value(from, content), false);
            }
            if !is_item {
                self.missing_space(from, content);
            }
            return (0, false);
        };
        if separator == '：' {
            self.forgive(from + key, '：', ": ");
        }
        let rest = &content[key + separator.len_utf8()..];
        let value = rest.trim_start();
        let value_at = from + content.len() - value.len();
        let block = value.starts_with(['|', '>']) && is_block_header(value);
        let resume = if block { 0 } else { self.value(value_at, value) };
        (resume, block)
    }

    /// Looks at the white space before a line.
    fn indent(&mut self, at: usize, line: &str) {
        for (offset, character) in line[..line.len() - line.trim_start().len()].char_indices() {
            let place = at + offset;
            match character {
                '\t' => {
                    let message =
                        text!("文件头不能用制表符（Tab）缩进", "a front matter cannot be indented with tabs");
                    let hint = text!("改用两个空格", "use two spaces");
                    let span = self.file.span(self.start + place, self.start + place + 1);
                    self.diagnostics
                        .push(Diagnostic::new(Code::FrontMatter, span, message).hint(hint).fix(span, "  "));
                    self.replace(place, 1, " ");
                }
                '\u{3000}' => {
                    self.forgive(place, '\u{3000}', "  ");
                    self.replace(place + 2, 1, "\0");
                }
                other if other != ' ' => self.replace(place, other.len_utf8(), " "),
                _ => {}
            }
        }
    }

    /// Looks at a value; returns where it ends if it is one in braces or brackets.
    fn value(&mut self, at: usize, value: &str) -> usize {
        let Some(first) = value.chars().next() else { return 0 };
        let end = comment_start(value);
        let plain = value[..end].trim_end();
        match first {
            '"' | '\'' | '#' => {}
            '{' if value.starts_with("{{") => self.refuse(at, plain, 0),
            '{' | '[' | '｛' => return yaml_flow::scan(self, at),
            '>' | '@' | '%' | '*' | '&' | '!' | '|' | '`' | ',' | ']' | '}' => self.refuse(at, plain, 0),
            _ => {
                if let Some(colon) =
                    plain.find(": ").or_else(|| plain.ends_with(':').then(|| plain.len() - 1))
                {
                    self.refuse(at, plain, colon);
                }
                self.suspicious_comment(at, value, plain, end);
            }
        }
        0
    }

    /// Says that a value needs quotes, at the sign YAML would trip over, and hides it from YAML.
    pub(super) fn refuse(&mut self, at: usize, value: &str, sign: usize) {
        let span = self.file.span(self.start + at, self.start + at + value.len());
        let found = value[sign..].chars().next().unwrap_or(' ');
        let length = if value[sign..].starts_with("{{") { 2 } else { found.len_utf8() };
        let found = &value[sign..sign + length];
        let message = text!(
            "没有引号的内容里不能有“{found}”，YAML 会读错",
            "a value without quotes cannot have `{found}` here: YAML would misread it"
        );
        let hint = text!("给内容加上引号", "put the value in quotes");
        let place = span.part(sign, sign + length);
        let quoted = format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""));
        self.diagnostics
            .push(Diagnostic::new(Code::FrontMatter, place, message).hint(hint).fix(span, quoted));
        self.replace(at, value.len(), &"x".repeat(value.len()));
    }

    /// Warns where ` #` cuts a value short and does not look like a comment.
    fn suspicious_comment(&mut self, at: usize, value: &str, plain: &str, end: usize) {
        let comment = &value[end..];
        if comment.len() < 2 || comment[1..].starts_with([' ', '#']) {
            return;
        }
        let place = self.file.span(self.start + at + end, self.start + at + end + 1);
        let whole = self.file.span(self.start + at, self.start + at + value.trim_end().len());
        let message = text!(
            "从 # 起是注释，不算内容，内容到“{plain}”为止",
            "what follows # is a comment: the value ends with `{plain}`"
        );
        let diagnostic = Diagnostic::new(Code::FrontMatter, place, message).severity(Severity::Warning);
        if plain.starts_with(|first: char| first.is_ascii_digit() || first == '=') {
            // In quotes a figure's value could not be read at all.
            let hint = text!("要作注释，# 后面空一格", "to make it a comment, put a space after the #");
            self.diagnostics.push(diagnostic.hint(hint).fix(place, "# "));
            return;
        }
        let hint = text!("要算作内容，给整个内容加引号", "to make it part of the value, quote the whole");
        let fixed = format!("\"{}\"", value.trim_end().replace('\\', "\\\\").replace('"', "\\\""));
        self.diagnostics.push(diagnostic.hint(hint).fix(whole, fixed));
    }

    /// Says that the space behind a colon is missing, and hides the line from YAML.
    fn missing_space(&mut self, at: usize, content: &str) {
        let Some((key, _)) = content.split_once(':') else { return };
        let mut characters = key.chars();
        let is_name = characters.next().is_some_and(unicode_ident::is_xid_start)
            && characters.all(|next| unicode_ident::is_xid_continue(next) || next == '.');
        if !is_name {
            return;
        }
        let colon = self.start + at + key.len();
        let place = self.file.span(colon, colon + 1);
        let message = text!("冒号后面要空一格", "a space is missing behind the colon");
        self.diagnostics.push(Diagnostic::new(Code::FrontMatter, place, message).fix(place, ": "));
        self.replace(at, content.len(), &format!("#{}", " ".repeat(content.len() - 1)));
    }

    /// Notes that a sign is understood as ASCII, and writes that for YAML.
    pub(super) fn forgive(&mut self, at: usize, sign: char, meant: &'static str) {
        self.forgiven.push((at, sign, meant));
        self.replace(at, sign.len_utf8(), meant);
    }

    /// Says once a line which signs were understood as ASCII; the fix mends the whole line.
    fn report_forgiven(&mut self) {
        let mut forgiven = std::mem::take(&mut self.forgiven);
        forgiven.sort_unstable_by_key(|(at, ..)| *at);
        let text = self.text;
        let one_line = |a: usize, b: usize| !text[a..b].contains(['\n', '\r']);
        for signs in forgiven.chunk_by(|(a, ..), (b, ..)| one_line(*a, *b)) {
            let [(first, sign, meant), ..] = signs else { continue };
            let mut end = *first;
            let mut mended = String::new();
            for (at, sign, meant) in signs {
                mended.push_str(&text[end..*at]);
                mended.push_str(meant);
                end = at + sign.len_utf8();
            }
            let span = |start: usize, end: usize| self.file.span(self.start + start, self.start + end);
            let shown = meant.trim();
            let message = if shown.is_empty() {
                text!("全角空格按普通空格理解", "full-width spaces are understood as spaces")
            } else {
                text!("全角的“{sign}”按 {shown} 理解", "full-width `{sign}` is understood as {shown}")
            };
            let diagnostic = Diagnostic::new(Code::FullWidth, span(*first, first + sign.len_utf8()), message);
            self.diagnostics.push(diagnostic.fix(span(*first, end), mended));
        }
    }

    /// Says that braces or brackets are never closed, and hides the value from YAML.
    pub(super) fn unclosed(&mut self, at: usize) {
        let value = line_at(self.text, at).trim_end();
        let open = value.chars().next().unwrap_or('{');
        let place = self.file.span(self.start + at, self.start + at + open.len_utf8());
        let message = text!("这里的“{open}”没有配对的括号", "`{open}` is never closed");
        let hint = text!("在同一行末尾补上右括号", "close it at the end of the line");
        self.diagnostics.push(Diagnostic::new(Code::FrontMatter, place, message).hint(hint));
        self.replace(at, value.len(), &"x".repeat(value.len()));
    }

    /// Writes ASCII over `length` bytes of the copy, filled up with spaces.
    fn replace(&mut self, at: usize, length: usize, with: &str) {
        let filled = with.bytes().chain(std::iter::repeat(b' ')).take(length);
        for (offset, byte) in filled.enumerate() {
            if let Some(target) = self.copy.get_mut(at + offset) {
                *target = byte;
            }
        }
    }
}

/// Finds the colon between a key and its value: its offset and which it is.
fn separator(content: &str) -> Option<(usize, char)> {
    if let Some(quote) = content.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        let end = content[1..].find(quote)? + 2;
        let gap = content[end..].len() - content[end..].trim_start().len();
        let sign = content[end + gap..].chars().next().filter(|sign| matches!(sign, ':' | '：'))?;
        return Some((end + gap, sign));
    }
    if content.starts_with(['{', '[', '｛', '#']) {
        return None;
    }
    content.char_indices().find(|(offset, character)| {
        let after = content[offset + character.len_utf8()..].chars().next();
        *character == '：' || (*character == ':' && after.is_none_or(char::is_whitespace))
    })
}

/// Returns where a comment begins in a plain value, else its length.
fn comment_start(value: &str) -> usize {
    value.find(" #").or_else(|| value.find("\t#")).map_or(value.len(), |offset| offset + 1)
}

/// Returns whether `|` or `>` opens a block of text rather than a value.
fn is_block_header(value: &str) -> bool {
    let header = value[..comment_start(value)].trim_end();
    header[1..].chars().all(|sign| matches!(sign, '-' | '+' | '1'..='9'))
}

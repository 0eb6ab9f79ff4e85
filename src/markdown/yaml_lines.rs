//! A look at the lines of a front matter before YAML reads them.
//!
//! What an input method makes of `: , { }` is understood; values that YAML would misread (`24,853人` in braces, a
//! citation without quotes) are said at their true place and hidden from YAML, so that the rest is still read. YAML's own rules are not repeated here.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{SourceFile, Span};
use crate::text;

use super::yaml_flow;
use super::yaml_slips::{Key, Outline};

/// Stands in the copy for a byte that YAML must not see: a full-width space is two columns wide and has three bytes.
const LEFT_OUT: u8 = 0;

/// What the lines gave.
pub(super) struct Lines {
    /// The copy for YAML.
    pub(super) text: String,
    /// For each byte of the copy, the offset of the byte it stands for.
    pub(super) offsets: Vec<usize>,
    /// The places where something is wrong with a value and was said.
    pub(super) said: Vec<Span>,
    /// Whether a line could not be read at all.
    pub(super) lost: bool,
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
        inserted: Vec::new(),
        forgiven: Vec::new(),
        outline: Outline::default(),
        tabs: Vec::new(),
        said: Vec::new(),
        lost: false,
        diagnostics: Diagnostics::default(),
    };
    let conflicts = scanner.conflicts();
    let mut at = 0;
    let mut block: Option<usize> = None;
    while at < text.len() {
        let line = line_at(text, at);
        let indent = line.len() - line.trim_start().len();
        let inside = block.is_some_and(|outer| line.trim().is_empty() || indent > outer);
        let mut next = after_line(text, at);
        if !inside && !conflicts.iter().any(|hidden| hidden.contains(&at)) {
            block = None;
            let (resume, opens_block) = scanner.line(at, line);
            next = next.max(resume);
            block = block.or(opens_block.then_some(indent));
        }
        at = next;
    }
    scanner.report_forgiven();
    scanner.report_tabs();
    scanner.report_unindented();
    scanner.finish()
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
    /// What stands in the copy before a byte and in the file nowhere, in the order in which it was found.
    inserted: Vec<(usize, &'static str)>,
    /// Signs understood as ASCII: where, which, as what.
    forgiven: Vec<(usize, char, &'static str)>,
    /// How the keys so far are indented.
    pub(super) outline: Outline,
    /// The tabs that indent lines.
    pub(super) tabs: Vec<usize>,
    said: Vec<Span>,
    lost: bool,
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
        let found = separator(content);
        if found.is_none() && content.starts_with(['{', '[', '｛']) {
            return (self.value(from, content), false);
        }
        let found = found.or_else(|| if is_item { None } else { self.missing_space(from, content) });
        let found = found.or_else(|| if is_item { None } else { self.missing_colon(at, line) });
        let Some((key, separator)) = found else { return (0, false) };
        if separator == '：' {
            self.forgive(from + key, '：', ": ");
        }
        let rest = &content[key + separator.len_utf8()..];
        let value = rest.trim_start();
        let value_at = from + content.len() - value.len();
        if !is_item {
            let said = value[..comment_start(&format!(" {value}")).saturating_sub(1)].trim();
            self.place_key(at, line, &Key { name: content[..key].trim(), value: said });
        }
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
                    self.tabs.push(place);
                    self.replace(place, 1, " ");
                    self.insert(place, " ");
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
            '#' => {}
            '"' | '\'' => return self.quoted(at, value, first),
            // What is no figure's value, `figure` says best.
            '>' | '@' | '%' | '*' | '&' | '!' | '|' | '`' | ',' | ']' | '}' if self.outline.is_figure() => {
                self.hide(at, plain);
            }
            '{' if value.starts_with("{{") && self.outline.is_figure() => self.hide(at, plain),
            '{' if value.starts_with("{{") => self.refuse(at, plain, 0),
            '{' | '[' | '｛' => return yaml_flow::scan(self, at),
            '>' | '@' | '%' | '*' | '&' | '!' | '|' | '`' | ',' | ']' | '}' => self.refuse(at, plain, 0),
            _ => {
                if let Some(colon) =
                    plain.find(": ").or_else(|| plain.ends_with(':').then(|| plain.len() - 1))
                {
                    if self.outline.is_figure() {
                        self.hide(at, plain);
                    } else {
                        self.refuse(at, plain, colon);
                    }
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
            "没有引号的内容里不能有“{found}”，会读错",
            "a value without quotes cannot have `{found}` here: it would be misread"
        );
        let hint = text!("给内容加上引号", "put the value in quotes");
        let place = span.part(sign, sign + length);
        let quoted = format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""));
        self.diagnostics
            .push(Diagnostic::new(Code::FrontMatter, place, message).hint(hint).fix(span, quoted));
        self.said.push(span);
        self.hide(at, value);
    }

    /// Hides a value from YAML; what reads it takes it from the file.
    fn hide(&mut self, at: usize, value: &str) {
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
        let whole = self.span(at, at + value.len());
        let close = if open == '[' { "]" } else { "}" };
        let end = whole.part(value.len(), value.len());
        self.say(Diagnostic::new(Code::FrontMatter, place, message).hint(hint).fix(end, close));
        self.said.push(whole);
        self.hide(at, value);
    }

    /// Returns the place in the file of a range of the front matter.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        self.file.span(self.start + start, self.start + end)
    }

    /// Adds a diagnostic.
    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Hides a line from YAML that nothing can be made of.
    pub(super) fn lose(&mut self, at: usize, line: &str) {
        self.lost = true;
        self.comment_out(at, line);
    }

    /// Makes a comment of a line in the copy.
    pub(super) fn comment_out(&mut self, at: usize, line: &str) {
        self.replace(at, line.len(), "#");
    }

    /// Puts ASCII before a byte of the copy.
    pub(super) fn insert(&mut self, at: usize, what: &'static str) {
        self.inserted.push((at, what));
    }

    /// Leaves bytes out of the copy.
    pub(super) fn leave_out(&mut self, range: std::ops::Range<usize>) {
        for byte in self.copy.get_mut(range).into_iter().flatten() {
            *byte = LEFT_OUT;
        }
    }

    /// Returns what the lines gave.
    fn finish(mut self) -> Lines {
        self.inserted.sort_by_key(|(at, _)| *at);
        let mut inserted = self.inserted.into_iter().peekable();
        let (mut copy, mut offsets) = (Vec::with_capacity(self.copy.len()), Vec::new());
        for (at, byte) in self.copy.into_iter().map(Some).chain([None]).enumerate() {
            while let Some((_, what)) = inserted.next_if(|(place, _)| *place == at) {
                copy.extend(what.bytes());
                offsets.extend(what.bytes().map(|_| at));
            }
            if let Some(byte) = byte.filter(|byte| *byte != LEFT_OUT) {
                copy.push(byte);
                offsets.push(at);
            }
        }
        // Only whole characters are replaced, by ASCII bytes, so the copy is text.
        let text = String::from_utf8(copy).unwrap_or_default();
        Lines { text, offsets, said: self.said, lost: self.lost, diagnostics: self.diagnostics }
    }

    /// Writes ASCII over `length` bytes of the copy, filled up with spaces.
    pub(super) fn replace(&mut self, at: usize, length: usize, with: &str) {
        let filled = with.bytes().chain(std::iter::repeat(b' ')).take(length);
        for (offset, byte) in filled.enumerate() {
            if let Some(target) = self.copy.get_mut(at + offset) {
                *target = byte;
            }
        }
    }
}

/// Finds the colon between a key and its value: its offset and which it is.
pub(super) fn separator(content: &str) -> Option<(usize, char)> {
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

//! Finds what must be hidden from the Markdown parser: citations, references to literature, attributes, addresses,
//! formulas, `a==b`.
//!
//! It looks at characters only. Whether a stretch stands in code, where it is literal text again, is known after
//! the parser ran; so nothing is reported from here.

use super::align::boundary;
use super::inlines::closing_ticks;
use super::mask::{Mask, MaskKind};

/// The pairs of brackets that mean `{{` and `}}`; the first is the real one.
const BRACES: [(&str, &str); 5] =
    [("{{", "}}"), ("｛｛", "｝｝"), ("【【", "】】"), ("『『", "』』"), ("「「", "」」")];

/// The longest stretch looked at for one of them: a line can be a megabyte long, a citation is not.
const LONGEST: usize = 4096;

/// A line of a text, and what its beginning says of it.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    /// Where its words begin, behind the signs of quotations and lists.
    words: usize,
    /// How many signs of quotations it begins with.
    quotes: usize,
    /// Whether it begins an item of a list.
    is_item: bool,
    /// Whether it is a row of a table, in which a pipe ends the cell.
    is_row: bool,
}

impl Line {
    /// Returns the line at an offset; `in_table` says whether the line above belongs to a table.
    fn at(text: &str, start: usize, in_table: bool) -> Self {
        let end = text[start..].find(['\n', '\r']).map_or(text.len(), |offset| start + offset);
        let content = &text[start..end];
        let mut words = content;
        let (mut quotes, mut is_item) = (0, false);
        loop {
            words = words.trim_start_matches([' ', '\t']);
            if let Some(rest) = words.strip_prefix('>') {
                quotes += 1;
                words = rest;
            } else if let Some(rest) = behind_item(words) {
                is_item = true;
                words = rest;
            } else {
                break;
            }
        }
        let below = text[end..].lines().nth(1).unwrap_or_default();
        let is_row = in_table || words.starts_with('|') || is_delimiter(below);
        Self { start, end, words: start + content.len() - words.len(), quotes, is_item, is_row }
    }
}

/// Returns what stands behind the sign of an item of a list, if a text begins with one.
fn behind_item(text: &str) -> Option<&str> {
    let digits = text.bytes().take(9).take_while(u8::is_ascii_digit).count();
    let signs = if digits > 0 { &['.', ')'][..] } else { &['-', '*', '+'][..] };
    let rest = text[digits..].strip_prefix(signs)?;
    rest.starts_with([' ', '\t']).then_some(rest)
}

/// Returns whether a line is the one below the head of a table.
fn is_delimiter(line: &str) -> bool {
    line.contains('|') && line.contains('-') && line.chars().all(|c| "|-: \t>".contains(c))
}

/// Returns how many signs of quotations a line begins with, and what stands behind at most `most` of them.
pub(super) fn quotes(line: &str, most: usize) -> (usize, &str) {
    let mut rest = line;
    let mut count = 0;
    while count < most
        && let Some(behind) = rest.trim_start_matches([' ', '\t']).strip_prefix('>')
    {
        count += 1;
        rest = behind;
    }
    (count, rest)
}

/// A place in a text and what may be looked at from it.
#[derive(Clone, Copy)]
struct Here<'a> {
    text: &'a str,
    at: usize,
    line: Line,
    /// Where the last code span ends that begins and ends on this line.
    code_end: usize,
}

impl<'a> Here<'a> {
    /// Returns the rest of the line, as far as one looks.
    fn rest(self) -> &'a str {
        &self.text[self.at..boundary(self.text, self.line.end.min(self.at + LONGEST))]
    }

    /// Returns what stands before the place on its line.
    fn before(self) -> &'a str {
        &self.text[self.line.start..self.at]
    }

    /// Returns a mask of as many bytes from here.
    fn mask(self, length: usize, kind: MaskKind) -> Mask {
        Mask { start: self.at, end: self.at + length, kind }
    }

    /// Passes a run of backticks, and notes where the code span ends that it begins.
    fn pass_ticks(&mut self) {
        let rest = self.rest();
        let count = rest.len() - rest.trim_start_matches('`').len();
        if self.at >= self.code_end
            && let length @ 1.. = closing_ticks(&rest[count..], count)
        {
            self.code_end = self.at + count + length;
        }
        self.at += count;
    }
}

/// Returns what must be hidden in `text` from byte `body` on, in order.
pub(super) fn masks(text: &str, body: usize) -> Vec<Mask> {
    let mut masks: Vec<Mask> = Vec::new();
    let mut here = Here { text, at: body, line: Line::at(text, body, false), code_end: body };
    while let Some(character) = text[here.at..].chars().next() {
        if here.at >= here.line.end && !matches!(character, '\n' | '\r') {
            let begin = text[..here.at].ends_with(['\n', '\r']).then_some(here.at);
            // A formula of several lines ends on its last.
            let begin =
                begin.or_else(|| text[..here.at].rfind(['\n', '\r']).map(|at| at + 1)).unwrap_or_default();
            let between = text.get(here.line.end..begin).unwrap_or_default();
            let in_table = here.line.is_row && ["\n", "\r", "\r\n"].contains(&between);
            here.line = Line::at(text, begin, in_table);
        }
        if character == '\\' {
            // An escaped character opens nothing.
            here.at += 1;
            here.at += text[here.at..].chars().next().map_or(0, char::len_utf8);
            continue;
        }
        if character == '`' {
            here.pass_ticks();
            continue;
        }
        let found = match character {
            '{' => citation(here).or_else(|| attributes(here)),
            '｛' | '【' | '『' | '「' => citation(here),
            '[' => reference(here),
            'h' | 'H' | 'w' | 'W' | 'f' | 'F' => address(here),
            '$' if here.at >= here.code_end => formula(here),
            '=' => comparison(here),
            '\u{e000}'..='\u{f8ff}' | '\u{feff}' => Some(here.mask(3, MaskKind::Verbatim)),
            _ => None,
        };
        here.at = found.map_or(here.at + character.len_utf8(), |mask| mask.end);
        masks.extend(found);
    }
    masks
}

/// Reads `{{…}}`, or what an input method makes of it, on one line, without nesting and without backticks.
fn citation(here: Here<'_>) -> Option<Mask> {
    let line = here.rest();
    let (open, close) = BRACES.into_iter().find(|(open, _)| line.starts_with(open))?;
    let inner = &line[open.len()..];
    let closers = if open == "{{" || open == "｛｛" { &["}}", "｝｝"][..] } else { &[close][..] };
    let (length, closer) = closers.iter().filter_map(|closer| Some((inner.find(closer)?, *closer))).min()?;
    let inner = &inner[..length];
    let quotation =
        open != "{{" && open != "｛｛" && (inner.trim().is_empty() || inner.contains(['。', '！', '？']));
    let row = here.line.is_row && inner.contains('|');
    if quotation || row || inner.contains('`') || BRACES.iter().any(|(open, _)| inner.contains(open)) {
        return None;
    }
    let kind = MaskKind::Citation { open: open.len(), close: closer.len() };
    Some(here.mask(open.len() + length + closer.len(), kind))
}

/// Reads `[@key]`: references to literature; `![@key]` is an image and `[@key](…)` a link.
fn reference(here: Here<'_>) -> Option<Mask> {
    let inner = here.rest().strip_prefix("[@")?;
    let end = inner.find(']')?;
    let row = here.line.is_row && inner[..end].contains('|');
    if here.before().ends_with('!') || inner[end + 1..].starts_with('(') || row {
        return None;
    }
    let length = end + "[@]".len();
    super::references::read(&here.rest()[..length])?;
    Some(here.mask(length, MaskKind::Reference))
}

/// Reads `{#id key=value}`: braces on one line that look like attributes, whether or not they can be read.
fn attributes(here: Here<'_>) -> Option<Mask> {
    let line = here.rest();
    let mut quoted = false;
    let close = line.char_indices().skip(1).find(|(_, character)| {
        quoted ^= *character == '"';
        !quoted && (*character == '}' || *character == '{')
    })?;
    let inner = line[1..close.0].trim_start();
    if close.1 == '{' || here.before().ends_with('{') || !looks_like_attributes(inner) {
        return None;
    }
    Some(here.mask(close.0 + 1, MaskKind::Attributes))
}

/// Returns whether the words between braces are meant as attributes.
pub(super) fn looks_like_attributes(inner: &str) -> bool {
    let key = inner.trim_start_matches(|character: char| character.is_ascii_alphabetic() || character == '-');
    inner.starts_with('#')
        || (inner.starts_with('.') && inner[1..].starts_with(|next: char| next.is_ascii_alphabetic()))
        || (key.len() < inner.len() && key.trim_start().starts_with('='))
}

/// Reads the `==` of `a==b`, which marks no text, with the letter behind it.
fn comparison(here: Here<'_>) -> Option<Mask> {
    let between = here.before().ends_with(|before: char| before.is_ascii_alphanumeric())
        && here.rest().strip_prefix("==")?.starts_with(|next: char| next.is_ascii_alphanumeric());
    between.then(|| here.mask(3, MaskKind::Verbatim))
}

/// Reads an address that links to itself; it ends at the first character that is not ASCII.
fn address(here: Here<'_>) -> Option<Mask> {
    let before = here.before().chars().next_back();
    if before.is_some_and(|character| character.is_ascii_alphanumeric() || "<@/.-_&".contains(character)) {
        return None;
    }
    let rest = here.rest();
    let scheme = ["https://", "http://", "ftp://", "www."]
        .into_iter()
        .find(|scheme| rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))?;
    let stop = |character: char| !character.is_ascii_graphic() || "<>[]{}`|\"\\".contains(character);
    let mut found = &rest[..rest.find(stop).unwrap_or(rest.len())];
    loop {
        let opened = found.matches('(').count();
        let closed = found.matches(')').count();
        let shorter = found.trim_end_matches(['?', '!', '.', ',', ':', ';', '*', '_', '~', '\'']);
        found = match shorter.strip_suffix(')') {
            Some(shorter) if closed > opened => shorter,
            _ if shorter.len() < found.len() => shorter,
            _ => break,
        };
    }
    let host = found.get(scheme.len()..)?;
    let named = host.starts_with(|first: char| first.is_ascii_alphanumeric());
    let complete = named && (scheme != "www." || host.contains('.'));
    complete.then(|| here.mask(found.len(), MaskKind::Address))
}

/// Reads a formula.
///
/// `$…$` is one only when no digit, space, `{{` or closing mark follows the opening and no digit or `{{` the closing,
/// and no letter or digit stands before it, as in `US$`; `` $`…`$ `` and `$$…$$` always. The last may have several lines.
fn formula(here: Here<'_>) -> Option<Mask> {
    let line = here.rest();
    let mask = |length: usize| here.mask(length, MaskKind::Formula);
    if line.starts_with("$$") {
        return display(here);
    }
    if let Some(inner) = line.strip_prefix("$`") {
        let length = inner.find("`$").filter(|length| !inner[..*length].trim().is_empty())?;
        return Some(mask(length + 4));
    }
    let inner = &line[1..];
    let first = inner.chars().next()?;
    let closes =
        first.is_ascii_digit() || first.is_whitespace() || ")）】」』》”’、，。；：！？".contains(first);
    let of_word = here.before().ends_with(|before: char| before.is_ascii_alphanumeric());
    if closes || of_word || inner.starts_with("{{") {
        return None;
    }
    let closing = inner.match_indices('$').map(|(at, _)| at).find(|at| {
        let behind = &inner[at + 1..];
        inner[..*at].ends_with(|before: char| before != '\\' && !before.is_whitespace())
            && !behind.starts_with(|next: char| next.is_ascii_digit() || next == '$')
            && !behind.starts_with("{{")
    })?;
    let content = &inner[..closing];
    let breaks = content.contains(['`', '$']) || here.line.is_row && content.contains('|');
    (!breaks).then(|| mask(closing + 2))
}

/// Reads `$$…$$`, over several lines where it begins one, as long as these can be of one paragraph.
///
/// The next `$$` closes it, so that no text is looked at twice.
fn display(here: Here<'_>) -> Option<Mask> {
    let Here { text, line, .. } = here;
    let start = here.at + 2;
    let mut end = line.end;
    let mut found = text[start..end].find("$$");
    while found.is_none() && here.at == line.words {
        let next = end + if text[end..].starts_with("\r\n") { 2 } else { usize::from(end < text.len()) };
        let stop = text[next..].find(['\n', '\r']).map_or(text.len(), |offset| next + offset);
        let (quotes, content) = quotes(&text[next..stop], line.quotes);
        let words = content.trim_start_matches([' ', '\t']);
        let outside = stop - next - words.len() < line.words - line.start;
        let item = line.is_item && outside && behind_item(words).is_some();
        let fence = words.starts_with("```") || words.starts_with("~~~");
        if next == end || words.trim().is_empty() || quotes < line.quotes || fence || item {
            return None;
        }
        found = text[next..stop].find("$$").map(|offset| next + offset - start);
        end = stop;
    }
    let length = found.filter(|length| !text[start..start + length].trim().is_empty())?;
    // The signs that end a code span close no formula.
    let of_code = text[..start + length].ends_with('`') && text[start + length + 2..].starts_with('`');
    (!of_code).then(|| here.mask(length + 4, MaskKind::Formula))
}

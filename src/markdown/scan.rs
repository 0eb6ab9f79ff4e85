//! Finds what must be hidden from the Markdown parser: citations, references to literature, attributes, addresses,
//! formulas, `a==b`.
//!
//! It looks at characters only. Whether a stretch stands in code, where it is literal text again, is known after
//! the parser ran; so nothing is reported from here.

use super::align::boundary;
use super::mask::{Mask, MaskKind};

/// The pairs of brackets that mean `{{` and `}}`; the first is the real one.
const BRACES: [(&str, &str); 5] =
    [("{{", "}}"), ("｛｛", "｝｝"), ("【【", "】】"), ("『『", "』』"), ("「「", "」」")];

/// The longest stretch looked at for one of them: a line can be a megabyte long, a citation is not.
const LONGEST: usize = 4096;

/// A place in a text and what may be looked at from it.
#[derive(Clone, Copy)]
struct Here<'a> {
    text: &'a str,
    at: usize,
    line_start: usize,
    line_end: usize,
}

impl<'a> Here<'a> {
    /// Returns the rest of the line, as far as one looks.
    fn rest(self) -> &'a str {
        &self.text[self.at..boundary(self.text, self.line_end.min(self.at + LONGEST))]
    }

    /// Returns what stands before the place on its line.
    fn before(self) -> &'a str {
        &self.text[self.line_start..self.at]
    }

    /// Returns a mask of as many bytes from here.
    fn mask(self, length: usize, kind: MaskKind) -> Mask {
        Mask { start: self.at, end: self.at + length, kind }
    }
}

/// Returns what must be hidden in `text` from byte `body` on, in order.
pub(super) fn masks(text: &str, body: usize) -> Vec<Mask> {
    let mut masks: Vec<Mask> = Vec::new();
    let mut here = Here { text, at: body, line_start: body, line_end: body };
    while let Some(character) = text[here.at..].chars().next() {
        if here.at >= here.line_end && !matches!(character, '\n' | '\r') {
            here.line_start = here.at;
            here.line_end = text[here.at..].find(['\n', '\r']).map_or(text.len(), |offset| here.at + offset);
        }
        if character == '\\' {
            // An escaped character opens nothing.
            here.at += 1;
            here.at += text[here.at..].chars().next().map_or(0, char::len_utf8);
            continue;
        }
        let found = match character {
            '{' => citation(here).or_else(|| attributes(here)),
            '｛' | '【' | '『' | '「' => citation(here),
            '[' => reference(here),
            'h' | 'H' | 'w' | 'W' | 'f' | 'F' => address(here),
            '$' => formula(here),
            '=' => comparison(here),
            '\u{e000}'..='\u{f8ff}' | '\u{feff}' => Some(here.mask(3, MaskKind::Verbatim)),
            _ => None,
        };
        here.at = found.map_or(here.at + character.len_utf8(), |mask| mask.end);
        masks.extend(found);
        if here.at > here.line_end {
            // A formula of several lines ends on its last.
            here.line_start = text[..here.at].rfind(['\n', '\r']).map_or(0, |offset| offset + 1);
            here.line_end = text[here.at..].find(['\n', '\r']).map_or(text.len(), |offset| here.at + offset);
        }
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
    let row = inner.contains('|') && here.before().trim_start().starts_with('|');
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
    let row = inner[..end].contains('|') && here.before().trim_start().starts_with('|');
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
fn looks_like_attributes(inner: &str) -> bool {
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
/// `$…$` is one only when no digit, space or `{{` follows the opening and no digit the closing; `` $`…`$ `` and
/// `$$…$$` always. The last may have several lines.
fn formula(here: Here<'_>) -> Option<Mask> {
    let line = here.rest();
    let mask = |length: usize| here.mask(length, MaskKind::Formula);
    if line.starts_with("$$") {
        return display(here);
    }
    // `$` between backticks is code.
    let opens = !here.before().ends_with('`');
    if let Some(inner) = line.strip_prefix("$`").filter(|_| opens) {
        let length = inner.find("`$").filter(|length| !inner[..*length].trim().is_empty())?;
        return Some(mask(length + 4));
    }
    let inner = &line[1..];
    let first = inner.chars().next()?;
    if first.is_ascii_digit() || first.is_whitespace() || inner.starts_with("{{") {
        return None;
    }
    let closing = inner.char_indices().find(|(index, character)| {
        let before = inner[..*index].chars().next_back();
        *character == '$'
            && before.is_some_and(|before| before != '\\' && !before.is_whitespace())
            && !inner[index + 1..].starts_with(|next: char| next.is_ascii_digit() || next == '$')
    })?;
    let content = &inner[..closing.0];
    let plain = !content.contains(['`', '|', '$']) && !content.contains("{{");
    plain.then(|| mask(closing.0 + 2))
}

/// Reads `$$…$$`, over several lines where it begins one, as long as these can be of one paragraph.
///
/// The next `$$` closes it, so that no text is looked at twice.
fn display(here: Here<'_>) -> Option<Mask> {
    let text = here.text;
    let start = here.at + 2;
    let markers = here.before().trim();
    let quotes = markers.matches('>').count();
    let item = markers.trim_start_matches('>').trim_start();
    let item = item.trim_end_matches(['.', ')']).chars().all(|c| c.is_ascii_digit())
        || ["-", "*", "+"].contains(&item);
    let mut end = here.line_end;
    let mut found = text[start..end].find("$$");
    while found.is_none() && item {
        let next = end + if text[end..].starts_with("\r\n") { 2 } else { usize::from(end < text.len()) };
        let stop = text[next..].find(['\n', '\r']).map_or(text.len(), |offset| next + offset);
        let mut content = text[next..stop].trim();
        let own = content.chars().take_while(|c| matches!(c, '>' | ' ')).filter(|c| *c == '>').count();
        if quotes > 0 {
            content = content.trim_start_matches(['>', ' ']);
        }
        let fence = content.starts_with("```") || content.starts_with("~~~");
        if next == end || content.is_empty() || own < quotes || fence {
            return None;
        }
        found = text[next..stop].find("$$").map(|offset| next + offset - start);
        end = stop;
    }
    let length = found.filter(|length| !text[start..start + length].trim().is_empty())?;
    Some(here.mask(length + 4, MaskKind::Formula))
}

//! Finds what must be hidden from the Markdown parser: citations, attributes, addresses, formulas.
//!
//! It looks at characters only. Whether a stretch stands in code, where it is literal text again, is known after
//! the parser ran; so nothing is reported from here.

use super::mask::{Mask, MaskKind};

/// The pairs of brackets that mean `{{` and `}}`; the first is the real one.
const BRACES: [(&str, &str); 5] =
    [("{{", "}}"), ("｛｛", "｝｝"), ("【【", "】】"), ("『『", "』』"), ("「「", "」」")];

/// Returns what must be hidden in `text` from byte `body` on, in order.
pub(super) fn masks(text: &str, body: usize) -> Vec<Mask> {
    let mut masks = Vec::new();
    let mut at = body;
    while let Some(character) = text[at..].chars().next() {
        let found = match character {
            '\\' => {
                // An escaped character opens nothing.
                at += 1;
                at += text[at..].chars().next().map_or(0, char::len_utf8);
                continue;
            }
            '{' => citation(text, at).or_else(|| attributes(text, at)),
            '｛' | '【' | '『' | '「' => citation(text, at),
            'h' | 'H' | 'w' | 'W' | 'f' | 'F' => address(text, at),
            '$' => formula(text, at),
            '\u{e000}'..='\u{f8ff}' | '\u{feff}' => {
                Some(Mask { start: at, end: at + 3, kind: MaskKind::Verbatim })
            }
            _ => None,
        };
        if character == '$' && found.is_none() {
            masks.extend(display_lines(text, at));
        }
        at = found
            .map_or(at + character.len_utf8(), |mask| mask.end)
            .max(masks.last().map_or(0, |mask| mask.end));
        masks.extend(found);
    }
    masks
}

/// Returns the rest of the line from a byte on, without its end.
fn rest_of_line(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())]
}

/// Reads `{{…}}`, or what an input method makes of it, on one line, without nesting and without backticks.
fn citation(text: &str, at: usize) -> Option<Mask> {
    let line = rest_of_line(text, at);
    let (open, close) = BRACES.into_iter().find(|(open, _)| line.starts_with(open))?;
    let inner = &line[open.len()..];
    let closers = if open == "{{" || open == "｛｛" { &["}}", "｝｝"][..] } else { &[close][..] };
    let (length, closer) = closers.iter().filter_map(|closer| Some((inner.find(closer)?, *closer))).min()?;
    let inner = &inner[..length];
    let quotation =
        open != "{{" && open != "｛｛" && (inner.trim().is_empty() || inner.contains(['。', '！', '？']));
    let row = inner.contains('|') && text[line_start(text, at)..].trim_start().starts_with('|');
    if quotation || row || inner.contains('`') || BRACES.iter().any(|(open, _)| inner.contains(open)) {
        return None;
    }
    let end = at + open.len() + length + closer.len();
    Some(Mask { start: at, end, kind: MaskKind::Citation { open: open.len(), close: closer.len() } })
}

/// Returns where the line of a byte begins.
fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |index| index + 1)
}

/// Reads `{#id key=value}`: braces on one line that look like attributes, whether or not they can be read.
fn attributes(text: &str, at: usize) -> Option<Mask> {
    let line = rest_of_line(text, at);
    let mut quoted = false;
    let close = line.char_indices().skip(1).find(|(_, character)| {
        quoted ^= *character == '"';
        !quoted && (*character == '}' || *character == '{')
    })?;
    let inner = line[1..close.0].trim_start();
    if close.1 == '{' || text[..at].ends_with('{') || !looks_like_attributes(inner) {
        return None;
    }
    Some(Mask { start: at, end: at + close.0 + 1, kind: MaskKind::Attributes })
}

/// Returns whether the words between braces are meant as attributes.
fn looks_like_attributes(inner: &str) -> bool {
    let key = inner.trim_start_matches(|character: char| character.is_ascii_alphabetic() || character == '-');
    inner.starts_with('#')
        || (inner.starts_with('.') && inner[1..].starts_with(|next: char| next.is_ascii_alphabetic()))
        || (key.len() < inner.len() && key.trim_start().starts_with('='))
}

/// Reads an address that links to itself; it ends at the first character that is not ASCII.
fn address(text: &str, at: usize) -> Option<Mask> {
    let before = text[..at].chars().next_back();
    if before.is_some_and(|character| character.is_ascii_alphanumeric() || "<@/.-_&".contains(character)) {
        return None;
    }
    let rest = rest_of_line(text, at);
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
    complete.then(|| Mask { start: at, end: at + found.len(), kind: MaskKind::Address })
}

/// Reads a formula on one line.
///
/// `$…$` is one only when no digit, space or `{{` follows the opening and no digit the closing; `` $`…`$ `` and
/// `$$…$$` always.
fn formula(text: &str, at: usize) -> Option<Mask> {
    let line = rest_of_line(text, at);
    let mask = |length: usize| Mask { start: at, end: at + length, kind: MaskKind::Formula };
    for (open, close) in [("$`", "`$"), ("$$", "$$")] {
        if let Some(inner) = line.strip_prefix(open) {
            let length = inner.find(close).filter(|length| !inner[..*length].trim().is_empty())?;
            return Some(mask(open.len() + length + close.len()));
        }
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

/// Hides the lines between a `$$` that ends its line and the next `$$`, so that no Markdown is read in them.
fn display_lines(text: &str, at: usize) -> Vec<Mask> {
    let mut masks = Vec::new();
    if !text[at..].starts_with("$$") || !text[line_start(text, at)..at].trim().is_empty() {
        return masks;
    }
    let mut start = at;
    loop {
        let line = rest_of_line(text, start);
        let content = line.trim();
        let first = start == at;
        if content.is_empty() || content.starts_with('>') {
            return Vec::new();
        }
        let indent = line.len() - line.trim_start().len();
        let begin = start + indent;
        if content.len() >= super::mask::SHORTEST {
            masks.push(Mask { start: begin, end: begin + content.len(), kind: MaskKind::Formula });
        }
        if !first && content.ends_with("$$") {
            return masks;
        }
        let next = start + line.len();
        let newline = text[next..].chars().take(2).collect::<String>();
        start = next + if newline == "\r\n" { 2 } else { newline.chars().take(1).map(char::len_utf8).sum() };
        if start >= text.len() || start == next {
            return Vec::new();
        }
    }
}

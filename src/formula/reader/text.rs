//! Words in a formula: `\text{…}`, names of functions, and Han characters that stand in it as they are.

use super::{Kind, Node, Read, Reader, names};
use crate::text;

/// No more letters without a word are an abbreviation: so no run of them is looked at from each of its letters.
const LONGEST: usize = 32;

impl Reader<'_> {
    /// Reads Han and other letters that are no signs, with Latin letters and digits between them or before.
    pub(super) fn words(&mut self) -> Option<String> {
        let rest = self.rest();
        let mut end = 0;
        loop {
            let latin = rest[end..].bytes().take(LONGEST + 1).take_while(u8::is_ascii_alphanumeric).count();
            let wide = count(&rest[end + latin..], is_word);
            // One letter before a word is a variable; several are an abbreviation.
            if wide == 0 || latin > LONGEST || (end == 0 && latin == 1) {
                break;
            }
            end += latin + wide;
        }
        self.at += end;
        (end > 0).then(|| rest[..end].to_owned())
    }

    /// Reads the braces behind `\text`, whose content is set as it is typed.
    pub(super) fn text(&mut self, start: usize, of: &str) -> Read<Node> {
        self.skip_space();
        let open = self.at;
        if !self.eat("{") {
            return Err(self.missing(open, of));
        }
        let mut parts = Vec::new();
        let mut words = String::new();
        let mut begin = self.at;
        let mut braces = 0;
        loop {
            let here = self.at;
            if let Some(citation) = self.citation() {
                let before =
                    Node { span: self.span(begin, here), kind: Kind::Words(std::mem::take(&mut words)) };
                parts.push(before);
                parts.push(self.node(here, Kind::Citation(citation)));
                begin = self.at;
                continue;
            }
            let Some(c) = self.peek() else { return Err(self.unclosed(start, open + 1, "}")) };
            self.at += c.len_utf8();
            match c {
                '{' => braces += 1,
                '}' if braces == 0 => break,
                '}' => braces -= 1,
                '\\' => words.push(self.escaped(here)?),
                '$' => {
                    let message = text!("{of} 里不能再写 $", "`$` cannot stand within `{of}`");
                    let hint = text!(
                        "把 {of} 分成两段，公式写在中间；要印出 $ 就写 \\$",
                        "end `{of}` before the formula and begin it anew behind; a plain $ is written `\\$`"
                    );
                    return Err(self.fault(here, self.at, message, Some(hint)));
                }
                '~' => words.push('\u{a0}'),
                '\n' | '\r' | '\t' => words.push(' '),
                c => words.push(c),
            }
        }
        let end = self.at - 1;
        if !words.is_empty() || parts.is_empty() {
            parts.push(Node { span: self.span(begin, end), kind: Kind::Words(words) });
        }
        Ok(self.group_of(start, parts))
    }

    /// Reads the character behind a backslash in a text.
    fn escaped(&mut self, start: usize) -> Read<char> {
        match self.peek().filter(|c| "%_$#&{} \\".contains(*c)) {
            Some(c) => {
                self.at += 1;
                Ok(c)
            }
            None => {
                let name = self.command_at(start).unwrap_or_default();
                let message = text!("文字里不能用命令 \\{name}", "a text cannot hold the command `\\{name}`");
                let hint = text!("把它写在 \\text{{…}} 外面", "write it outside of `\\text{{…}}`");
                Err(self.fault(start, start + 1 + name.len(), message, Some(hint)))
            }
        }
    }

    /// Reads `{…}` that holds nothing but letters, digits, blanks and hyphens; nothing where it holds more.
    pub(super) fn plain_name(&mut self) -> Option<String> {
        self.skip_space();
        let inner = self.rest().strip_prefix('{')?;
        let name = &inner[..inner.find('}')?];
        let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.');
        let fits = !name.trim().is_empty() && name.chars().all(plain);
        self.at += if fits { name.len() + 2 } else { 0 };
        fits.then(|| name.trim().to_owned())
    }
}

/// Returns whether a character is a letter of a word and no sign of a formula.
fn is_word(c: char) -> bool {
    let wide = matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}');
    !c.is_ascii() && (c.is_alphanumeric() || wide) && names::typed(c).is_none()
}

/// Returns the number of bytes at the beginning of a text that satisfy a condition.
fn count(text: &str, wanted: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !wanted(c)).unwrap_or(text.len())
}

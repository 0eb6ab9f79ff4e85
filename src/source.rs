//! The text of the files a person wrote, and places in it.
//!
//! The only room where a byte offset becomes a line and a column, or an offset in the decoded text becomes
//! one in the original bytes. It does not read files: `project` does.

pub mod edit;

use std::sync::Arc;

/// Names one source file within one build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceId(pub u32);

/// A half-open range of bytes in the decoded text of one source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The file.
    pub file: SourceId,
    /// The first byte, in the decoded text.
    pub start: u32,
    /// The byte after the last, in the decoded text.
    pub end: u32,
}

impl Span {
    /// Returns the span of `start..end` in `file`.
    pub fn new(file: SourceId, start: usize, end: usize) -> Self {
        Self { file, start: offset(start), end: offset(end.max(start)) }
    }

    /// Returns the span's bounds as a range to slice the text with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the number of bytes covered.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Returns whether no byte is covered.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns the smallest span that covers both; `other` must lie in the same file.
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Returns the part of this span from byte `start` to byte `end`, counted from the span's own start.
    pub fn part(self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.start as usize + start, self.start as usize + end)
    }
}

/// Converts an offset; `project` refuses files of 4 GiB and more, so nothing is cut off.
fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// How the bytes of a file were turned into text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 behind a byte order mark of three bytes.
    Utf8Bom,
    /// UTF-16, little-endian, behind a byte order mark.
    Utf16Le,
    /// UTF-16, big-endian, behind a byte order mark.
    Utf16Be,
    /// GB18030 (which contains GBK and GB2312).
    Gb18030,
    /// The text of a spreadsheet's cells, which stands in no file: nothing may be written back.
    Sheet,
}

impl Encoding {
    /// Returns a text as the bytes of a file, with its byte order mark; `None` where the encoding lacks a character,
    /// and of a sheet.
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        let wide = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| {
            mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect()
        };
        Some(match self {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Utf8Bom => [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat(),
            Encoding::Utf16Le => wide([0xff, 0xfe], u16::to_le_bytes),
            Encoding::Utf16Be => wide([0xfe, 0xff], u16::to_be_bytes),
            Encoding::Gb18030 => {
                let (bytes, _, lacking) = encoding_rs::GB18030.encode(text);
                return (!lacking).then(|| bytes.into_owned());
            }
            Encoding::Sheet => return None,
        })
    }
}

/// A place as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in Unicode scalar values, from 1.
    pub column: usize,
    /// The byte in the file as it is on disk, from 0.
    pub byte: usize,
}

/// One file a person wrote, decoded.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its name within this build.
    pub id: SourceId,
    /// Its path relative to the report, with `/`; what messages print.
    pub path: String,
    /// Its text: byte order mark removed, line ends as they are.
    pub text: Arc<str>,
    /// How it was decoded.
    pub encoding: Encoding,
    lines: Vec<u32>,
}

impl SourceFile {
    /// Returns a source file of `text`, which was decoded from `encoding`.
    pub fn new(id: SourceId, path: impl Into<String>, text: &str, encoding: Encoding) -> Self {
        let mut lines = vec![0];
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            // A carriage return ends a line unless a line feed follows it.
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                lines.push(offset(at + 1));
            }
        }
        Self { id, path: path.into(), text: text.into(), encoding, lines }
    }

    /// Returns the span of the bytes `start..end` of this file's text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.id, start, end)
    }

    /// Returns the place, of no length, where this file's text first differs from another's.
    pub fn first_difference(&self, other: &SourceFile) -> Span {
        let both = self.text.chars().zip(other.text.chars());
        let same: usize = both.take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
        self.span(same, same)
    }

    /// Returns the text a span of this file covers; empty where the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Returns the offset at which a line begins; `line` counts from 1.
    pub fn line_start(&self, line: usize) -> usize {
        let last = self.text.len();
        line.checked_sub(1).and_then(|index| self.lines.get(index)).map_or(last, |start| *start as usize)
    }

    /// Returns a line's text without its line end; `line` counts from 1.
    pub fn line(&self, line: usize) -> &str {
        let text = &self.text[self.line_start(line)..self.line_start(line + 1)];
        text.trim_end_matches(['\r', '\n'])
    }

    /// Returns how many lines the file has; an empty file has one.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// Returns the place of an offset in the decoded text.
    pub fn place(&self, at: u32) -> Place {
        let mut at = (at as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.lines.partition_point(|start| *start as usize <= at);
        let start = self.line_start(line);
        let column = self.text[start..at].chars().count() + 1;
        Place { line, column, byte: self.original_offset(at) }
    }

    /// Returns where an offset in the decoded text lies in the bytes on disk.
    fn original_offset(&self, at: usize) -> usize {
        let before = &self.text[..at];
        match self.encoding {
            Encoding::Utf8 | Encoding::Sheet => at,
            Encoding::Utf8Bom => at + 3,
            Encoding::Utf16Le | Encoding::Utf16Be => 2 + 2 * before.encode_utf16().count(),
            Encoding::Gb18030 => encoding_rs::GB18030.encode(before).0.len(),
        }
    }
}

/// All source files of one build, by their id.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and returns its id.
    pub fn add(&mut self, path: impl Into<String>, text: &str, encoding: Encoding) -> SourceId {
        let id = SourceId(offset(self.files.len()));
        self.files.push(SourceFile::new(id, path, text, encoding));
        id
    }

    /// Puts another text in the place of a file's.
    pub fn replace(&mut self, id: SourceId, text: &str, encoding: Encoding) {
        let path = std::mem::take(&mut self.files[id.0 as usize].path);
        self.files[id.0 as usize] = SourceFile::new(id, path, text, encoding);
    }

    /// Returns the file of an id that [`Sources::add`] gave.
    pub fn get(&self, id: SourceId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Returns the files in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_bytes_count_the_file() {
        for (encoding, byte) in [
            (Encoding::Utf8, 7),
            (Encoding::Utf8Bom, 10),
            (Encoding::Utf16Le, 2 + 2 * 3),
            (Encoding::Gb18030, 2 + 1 + 2),
        ] {
            let file = SourceFile::new(SourceId(0), "a.md", "年\n件x", encoding);
            assert_eq!(file.place(7), Place { line: 2, column: 2, byte }, "{encoding:?}");
        }
    }

    #[test]
    fn every_kind_of_line_end_counts() {
        let file = SourceFile::new(SourceId(0), "a.md", "a\r\nb\rc\nd", Encoding::Utf8);
        assert_eq!(file.line_count(), 4);
        assert_eq!((file.line(1), file.line(2), file.line(3), file.line(4)), ("a", "b", "c", "d"));
        assert_eq!(file.place(7).line, 4);
    }

    #[test]
    fn places_outside_the_text_are_its_end() {
        let file = SourceFile::new(SourceId(0), "a.md", "年", Encoding::Utf8);
        assert_eq!(file.place(99).column, 2);
        assert_eq!(file.place(1).column, 1);
    }
}

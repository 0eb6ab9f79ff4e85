//! CSV and TSV into a sheet, with the place of each cell in the text.

use std::collections::BTreeMap;
use std::ops::Range;

use super::sheet::{At, Cell, Content, Sheet};
use crate::diagnostic::Text;
use crate::text;

/// A sheet that is a text, and where its cells stand in it.
#[derive(Debug, Clone, Default)]
pub(in crate::figure) struct Separated {
    /// The sheet.
    pub(in crate::figure) sheet: Sheet,
    /// The bytes of each cell, without quotes.
    pub(in crate::figure) places: BTreeMap<At, Range<usize>>,
}

/// Reads a text whose cells are set apart by commas, semicolons or tabs.
pub(in crate::figure) fn read(path: &str, text: &str) -> Result<Separated, Text> {
    let delimiter = delimiter(path, text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let (mut cells, mut places, mut written) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut record = csv::StringRecord::new();
    let mut row: u32 = 0;
    loop {
        let mut start = offset(reader.position());
        // A record ends behind the carriage return, whatever follows.
        if text[..start].ends_with('\r') && text[start..].starts_with('\n') {
            start += 1;
        }
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(text!("读不了：{error}", "cannot be read: {error}")),
        }
        // Empty lines are no records but rows all the same.
        let end = offset(reader.position());
        let skipped = text[start..].len() - text[start..].trim_start_matches(['\r', '\n']).len();
        row += u32::try_from(text[start..start + skipped].matches('\n').count()).unwrap_or_default();
        let raw = fields(&text[start + skipped..end], char::from(delimiter));
        written.insert(row, u32::try_from(record.len()).unwrap_or(u32::MAX));
        for (column, (field, place)) in (0..).zip(record.iter().zip(raw)) {
            let words = field.trim();
            if words.is_empty() {
                continue;
            }
            places.insert((row, column), start + skipped + place.start..start + skipped + place.end);
            cells.insert((row, column), Cell { content: Content::Words(field.to_owned()), formula: false });
        }
        row += 1;
        if cells.len() > super::MOST_CELLS {
            return Err(super::too_big());
        }
    }
    Ok(Separated { sheet: Sheet::new("", cells, Vec::new()).of_text(written), places })
}

fn offset(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

/// Returns the sign that sets the cells of the first lines apart.
fn delimiter(path: &str, text: &str) -> u8 {
    if path.to_lowercase().ends_with(".tsv") {
        return b'\t';
    }
    let count = |sign: char| text.lines().take(5).map(|line| line.matches(sign).count()).sum::<usize>();
    let best = [(count(','), b','), (count(';'), b';'), (count('\t'), b'\t')];
    best.into_iter().rev().max_by_key(|(count, _)| *count).map_or(b',', |(_, sign)| sign)
}

/// Returns the bytes of each field of a record, without the quotes around it.
fn fields(record: &str, delimiter: char) -> Vec<Range<usize>> {
    let record = record.trim_end_matches(['\r', '\n']);
    let mut fields = Vec::new();
    let (mut start, mut quoted) = (0, false);
    let ends = record.char_indices().filter(|(_, c)| {
        quoted ^= *c == '"';
        *c == delimiter && !quoted
    });
    for end in ends.map(|(at, _)| at).chain([record.len()]).collect::<Vec<_>>() {
        let raw = &record[start..end];
        let bare = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).unwrap_or(raw);
        let from = if bare.len() < raw.len() { start + 1 } else { start };
        // The words alone: blanks around them are nobody's.
        let blank = bare.len() - bare.trim_start().len();
        fields.push(from + blank..from + blank + bare.trim().len());
        start = end + delimiter.len_utf8();
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(At, String)> {
        let read = read("a.csv", text).unwrap();
        let slice = |at: &At| text[read.places[at].clone()].to_owned();
        read.places.keys().map(|at| (*at, slice(at))).collect()
    }

    #[test]
    fn cells_have_their_places() {
        let text = "名称,数值\r\n\"办公, 费\", 512件 \r\n\r\n差旅费,\"1,200\"\n";
        let expected = [
            ((0, 0), "名称"),
            ((0, 1), "数值"),
            ((1, 0), "办公, 费"),
            ((1, 1), "512件"),
            ((3, 0), "差旅费"),
            ((3, 1), "1,200"),
        ];
        assert_eq!(shown(text), expected.map(|(at, words)| (at, words.to_owned())));
    }

    #[test]
    fn other_separators_are_understood() {
        assert_eq!(shown("a;b\n1,5;2\n")[3], ((1, 1), "2".to_owned()));
        assert_eq!(shown("a\tb\n1\t2\n")[3], ((1, 1), "2".to_owned()));
        assert_eq!(read("a.tsv", "a,b\tc\n").unwrap().sheet.text((0, 1)), "c");
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a,;\"\t\r\n件 ]{0,40}") {
            let read = read("a.csv", &text).unwrap();
            for (at, place) in &read.places {
                proptest::prop_assert!(text.get(place.clone()).is_some(), "{at:?}");
            }
        }
    }
}

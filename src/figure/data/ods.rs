//! ODS into sheets. Read here because calamine does not tell a share in percent from a plain number.
//!
//! What a cell shows stands in the file beside its value: its decimals are those of the shown text.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::number::{Format, Number};
use super::sheet::{Area, At, Cell, Content, Sheet};
use super::{Book, MOST_CELLS, too_big};
use crate::diagnostic::Text;
use crate::text;

/// The largest content that is unpacked.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Reads the sheets and named ranges of an ODS file.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Text> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let content = archive.by_name("content.xml").map_err(|_| damaged())?;
    let mut xml = String::new();
    content.take(LARGEST).read_to_string(&mut xml).map_err(|_| damaged())?;
    let mut walk = Walk::default();
    let mut reader = Reader::from_str(&xml);
    loop {
        match reader.read_event().map_err(|_| damaged())? {
            Event::Start(start) => walk.open(&start),
            Event::Empty(start) => {
                walk.open(&start);
                walk.close(start.name().0)?;
            }
            Event::End(end) => walk.close(end.name().0)?,
            Event::Text(words) => walk.say(&words.xml10_content()),
            Event::CData(words) => walk.say(&words.xml10_content()),
            Event::GeneralRef(name) => {
                let entity = format!("&{};", name.xml10_content());
                walk.say(&unescape(&entity).unwrap_or_default());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    walk.book.name_areas(&walk.names);
    Ok(walk.book)
}

fn damaged() -> Text {
    text!(
        "读不了，可能已损坏或设了密码；在表格软件里另存一次",
        "cannot be read, perhaps damaged or with a password; save it again in a spreadsheet program"
    )
}

/// What was read so far, and where in the sheet the next cell stands.
#[derive(Default)]
struct Walk {
    book: Book,
    names: Vec<(String, String)>,
    table: String,
    cells: BTreeMap<At, Cell>,
    merged: Vec<Area>,
    at: At,
    row_repeats: u32,
    row: Vec<(u32, Cell)>,
    cell: Attributes,
    words: String,
    /// Within a comment on a cell, whose words are not the cell's.
    remark: bool,
}

/// The attributes of an element, by their names.
type Attributes = BTreeMap<String, String>;

impl Walk {
    fn open(&mut self, start: &BytesStart<'_>) {
        match start.name().0 {
            "table:table" => {
                self.table = attributes(start).remove("table:name").unwrap_or_default();
                (self.cells, self.merged, self.at) = (BTreeMap::new(), Vec::new(), (0, 0));
            }
            "table:table-row" => {
                self.row_repeats = repeats(&attributes(start), "table:number-rows-repeated");
                self.at.1 = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.cell = attributes(start);
                self.words.clear();
            }
            "text:p" | "text:s" | "text:tab" => self.words.push(' '),
            "office:annotation" => self.remark = true,
            "table:named-range" => {
                let mut found = attributes(start);
                let name = found.remove("table:name").unwrap_or_default();
                self.names.push((name, found.remove("table:cell-range-address").unwrap_or_default()));
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) -> Result<(), Text> {
        match name {
            "table:table" => {
                let cells = std::mem::take(&mut self.cells);
                self.book.sheets.push(Sheet::new(&self.table, cells, std::mem::take(&mut self.merged)));
            }
            "table:table-row" => self.close_row()?,
            "table:table-cell" => self.close_cell(true)?,
            "table:covered-table-cell" => self.close_cell(false)?,
            "office:annotation" => self.remark = false,
            _ => {}
        }
        Ok(())
    }

    fn say(&mut self, words: &str) {
        if !self.remark {
            self.words.push_str(words);
        }
    }

    fn close_row(&mut self) -> Result<(), Text> {
        let row = std::mem::take(&mut self.row);
        if !row.is_empty() {
            for repeat in 0..self.row_repeats {
                for (column, cell) in &row {
                    self.cells.insert((self.at.0.saturating_add(repeat), *column), cell.clone());
                }
                if self.cells.len() > MOST_CELLS {
                    return Err(too_big());
                }
            }
        }
        self.at.0 = self.at.0.saturating_add(self.row_repeats);
        Ok(())
    }

    /// Notes a cell; what a merged cell covers keeps no words of its own.
    fn close_cell(&mut self, own: bool) -> Result<(), Text> {
        let cell = std::mem::take(&mut self.cell);
        let columns = repeats(&cell, "table:number-columns-repeated");
        let formula = cell.contains_key("table:formula");
        // What a formula yields may be no words: `=IF([.A1]="";"";[.A1])`.
        let is_words = cell.get("office:value-type").is_some_and(|kind| kind == "string");
        let blank = (formula && !is_words).then_some(Content::Blank);
        if let Some(content) = self.content(&cell).or(blank).filter(|_| own) {
            if columns as usize > MOST_CELLS {
                return Err(too_big());
            }
            for repeat in 0..columns {
                self.row.push((self.at.1.saturating_add(repeat), Cell { content: content.clone(), formula }));
            }
        }
        let spans = |name: &str| repeats(&cell, name) - 1;
        let (down, right) = (spans("table:number-rows-spanned"), spans("table:number-columns-spanned"));
        let last = (self.at.0.saturating_add(down), self.at.1.saturating_add(right));
        if last != self.at {
            self.merged.push(Area { first: self.at, last });
        }
        self.at.1 = self.at.1.saturating_add(columns);
        Ok(())
    }

    /// Returns what a cell holds; `None` when it is blank.
    fn content(&self, cell: &Attributes) -> Option<Content> {
        let get = |name: &str| cell.get(name).map(String::as_str);
        let shown = self.words.trim();
        if get("calcext:value-type") == Some("error")
            || (shown.starts_with('#') && shown.ends_with(['!', '?']))
        {
            return Some(Content::Error(shown.to_owned()));
        }
        match get("office:value-type") {
            Some("float" | "percentage" | "currency") => {
                let fraction = get("office:value").and_then(|value| value.parse().ok())?;
                let format = Format {
                    percent: get("office:value-type") == Some("percentage"),
                    currency: get("office:currency").unwrap_or_default().to_owned(),
                    ..as_shown(shown, fraction)
                };
                Some(match Number::of(fraction, format) {
                    Some(number) => Content::Number(number),
                    None => Content::Error(shown.to_owned()),
                })
            }
            Some("date") => Some(Content::Date(get("office:date-value").unwrap_or(shown).to_owned())),
            Some("time") => Some(Content::Date(shown.to_owned())),
            Some("boolean") => Some(Content::Truth(get("office:boolean-value") == Some("true"))),
            _ if shown.is_empty() => None,
            _ => Some(Content::Words(shown.to_owned())),
        }
    }
}

/// Returns the format that a shown number has.
fn as_shown(shown: &str, held: f64) -> Format {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let decimals = shown.split_once('.').map_or(0, |(_, behind)| digits(behind));
    let plain = shown.contains(|c: char| c.is_ascii_digit()) && !shown.contains(['E', 'e', '/']);
    let number = |c: char| c.is_ascii_digit();
    let (first, last) = (shown.find(number), shown.rfind(number));
    let words = match (first, last) {
        (Some(first), Some(last)) => [shown[..first].replace('-', ""), shown[last + 1..].to_owned()],
        _ => Default::default(),
    };
    // All its digits together are fewer than the whole number has.
    let whole = format!("{:.0}", held.abs().trunc()).len();
    Format {
        decimals: u32::try_from(decimals).ok().filter(|_| plain),
        grouped: shown.contains(','),
        words: words.map(|words| words.trim().to_owned()),
        scaled: plain && shown.matches(number).count() < whole,
        places: first.filter(|at| shown[*at..].starts_with('0')).map_or(0, |at| digits(&shown[at..])),
        dash: if matches!(shown, "-" | "–" | "—" | "－") { shown.to_owned() } else { String::new() },
        ..Format::default()
    }
}

fn repeats(attributes: &Attributes, name: &str) -> u32 {
    attributes.get(name).and_then(|count| count.parse().ok()).unwrap_or(1).max(1)
}

fn attributes(start: &BytesStart<'_>) -> Attributes {
    let mut all = start.attributes();
    all.with_checks(false)
        .filter_map(Result::ok)
        .map(|attribute| {
            let value = unescape(&attribute.value).map(|value| value.into_owned());
            (attribute.key.0.to_owned(), value.unwrap_or_default())
        })
        .collect()
}

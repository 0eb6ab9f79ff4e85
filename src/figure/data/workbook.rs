//! XLSX, XLS, XLSB and ODS into sheets, by way of calamine.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{Data, Reader, Style, Xlsx};

use super::number::{Format, Number};
use super::sheet::{Area, At, Cell, Content, Sheet};
use super::{Book, MOST_CELLS, too_big};
use crate::diagnostic::Text;
use crate::text;

type Bytes<'a> = Cursor<&'a [u8]>;

/// Reads a workbook of any kind; the kind is told from the bytes, not from the name.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Text> {
    let zipped = bytes.starts_with(b"PK");
    let is_ods = zipped && bytes.get(30..38) == Some(b"mimetype");
    if zipped && !is_ods {
        if let Ok(workbook) = Xlsx::new(Cursor::new(bytes)) {
            return xlsx(workbook);
        }
        let workbook: Result<calamine::Xlsb<Bytes<'_>>, _> = calamine::Xlsb::new(Cursor::new(bytes));
        return workbook.map_err(|_| damaged()).and_then(other);
    }
    if is_ods {
        return super::ods::read(bytes);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        let workbook: Result<calamine::Xls<Bytes<'_>>, _> = calamine::Xls::new(Cursor::new(bytes));
        return workbook.map_err(|_| locked()).and_then(other);
    }
    Err(damaged())
}

fn damaged() -> Text {
    text!(
        "不是表格文件，或已损坏；在表格软件里另存为 .xlsx",
        "is no spreadsheet, or damaged; save it as .xlsx in a spreadsheet program"
    )
}

fn locked() -> Text {
    text!(
        "读不了，可能设了密码；去掉密码，另存为 .xlsx",
        "cannot be read, perhaps for its password; remove that and save it as .xlsx"
    )
}

/// Reads XLSX cell by cell, so that two cells at the ends of a sheet do not take the room of all between.
fn xlsx(mut workbook: Xlsx<Bytes<'_>>) -> Result<Book, Text> {
    let mut book = Book::default();
    let mut count = 0;
    for name in workbook.sheet_names() {
        let formulas = formulas(&mut workbook, &name);
        let merged = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let merged = merged.into_iter().map(|area| Area { first: area.start, last: area.end }).collect();
        // A chart sheet has no cells.
        let Ok(mut reader) = workbook.worksheet_cells_reader(&name) else { continue };
        let formats: Vec<Format> = reader.styles().iter().map(format_of).collect();
        let mut cells = BTreeMap::new();
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|_| damaged())? {
            let at = cell.get_position();
            let format = formats.get(style).cloned().unwrap_or_default();
            let formula = formulas.contains(&at);
            let value = Data::from(cell.get_value().clone());
            // What a formula yields may be no words: `=IF(A1="","",A1)`.
            let formula_alone = formula && !matches!(value, Data::String(_));
            let content = content(&value, format).or(formula_alone.then_some(Content::Blank));
            insert(&mut cells, &mut count, (at, content, formula))?;
        }
        book.sheets.push(Sheet::new(&name, cells, merged));
    }
    book.name_areas(workbook.defined_names());
    Ok(book)
}

/// Returns the cells of a sheet that hold formulas.
fn formulas(workbook: &mut Xlsx<Bytes<'_>>, name: &str) -> BTreeSet<At> {
    let Ok(mut reader) = workbook.worksheet_cells_reader(name) else { return BTreeSet::new() };
    let cells = std::iter::from_fn(|| reader.next_formula().ok().flatten());
    let formulas = cells.filter(|cell| !cell.get_value().is_empty());
    formulas.map(|cell| cell.get_position()).take(MOST_CELLS).collect()
}

/// Reads the kinds whose number formats calamine does not tell.
fn other<'a, R: Reader<Bytes<'a>>>(mut workbook: R) -> Result<Book, Text> {
    let mut book = Book::default();
    let mut count = 0;
    for name in workbook.sheet_names() {
        let Ok(range) = workbook.worksheet_range(&name) else { continue };
        let (row, column) = range.start().unwrap_or_default();
        let mut cells = BTreeMap::new();
        for (r, c, value) in range.used_cells() {
            let at =
                (row + u32::try_from(r).unwrap_or(u32::MAX), column + u32::try_from(c).unwrap_or(u32::MAX));
            insert(&mut cells, &mut count, (at, content(value, Format::default()), false))?;
        }
        book.sheets.push(Sheet::new(&name, cells, Vec::new()));
    }
    book.name_areas(workbook.defined_names());
    Ok(book)
}

/// Notes a cell, unless it is blank; says when the file has more cells than a table of a report.
fn insert(
    cells: &mut BTreeMap<At, Cell>,
    count: &mut usize,
    (at, content, formula): (At, Option<Content>, bool),
) -> Result<(), Text> {
    if let Some(content) = content {
        cells.insert(at, Cell { content, formula });
    }
    *count += 1;
    if *count > MOST_CELLS { Err(too_big()) } else { Ok(()) }
}

fn format_of(style: &Style) -> Format {
    style.number_format.as_ref().map(|format| Format::read(&format.format_code)).unwrap_or_default()
}

/// Returns what a cell holds; `None` when it is blank.
fn content(value: &Data, format: Format) -> Option<Content> {
    Some(match value {
        Data::Empty => return None,
        Data::String(words) if words.trim().is_empty() => return None,
        Data::String(words) => Content::Words(words.clone()),
        Data::Int(whole) => number(&whole.to_string(), format),
        Data::Float(fraction) => match Number::of(*fraction, format) {
            Some(number) => Content::Number(number),
            None => Content::Error(fraction.to_string()),
        },
        Data::Bool(truth) => Content::Truth(*truth),
        Data::DateTime(time) if time.is_duration() => Content::Date(time.as_f64().to_string()),
        Data::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            Content::Date(format!("{year}-{month:02}-{day:02}"))
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => Content::Date(text.clone()),
        Data::Error(error) => Content::Error(error.to_string()),
    })
}

/// Returns the content of a number that is written out.
fn number(text: &str, format: Format) -> Content {
    match text.parse().ok().and_then(|fraction| Number::of(fraction, format)) {
        Some(number) => Content::Number(number),
        None => Content::Words(text.to_owned()),
    }
}

//! The register as a workbook: the columns of the CSV, numbers as numbers, texts never as formulas.
//!
//! The same register gives the same bytes: the only date in it is the report's.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr as _;

use super::Register;
use super::lists::{COLUMNS, cells, head, is_number};
use crate::diagnostic::Language;
use crate::failure::{Failure, Kind};
use crate::text;

/// The columns whose numbers are numbers: value, prior, exact.
const NUMERIC: [usize; 3] = [1, 3, 8];
/// The widest column, in digits.
const WIDEST: usize = 44;
/// Digits that a spreadsheet keeps; a longer number stays text.
const KEPT_DIGITS: usize = 15;

/// Returns the register as a workbook with one sheet.
///
/// # Errors
/// A bug, when the workbook cannot be made.
pub fn xlsx(register: &Register, language: Language) -> Result<Vec<u8>, Failure> {
    made(register, language).map_err(|error| {
        Failure::new(Kind::Bug, text!("写不出 XLSX：{error}", "cannot make the workbook: {error}"))
    })
}

fn made(register: &Register, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let day = register.day.map_or((2000, 1, 1), |date| (date.year.max(1900), date.month, date.day));
    let properties = DocProperties::new()
        .set_title(&register.title)
        .set_company(&register.organisation)
        .set_creation_datetime(&ExcelDateTime::from_ymd(day.0, day.1, day.2)?);
    workbook.set_properties(&properties);
    let sheet = workbook.add_worksheet();
    sheet.set_name(match language {
        Language::Chinese => "数字登记表",
        Language::English => "Register",
    })?;
    fill(sheet, register, language)?;
    workbook.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, register: &Register, language: Language) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_align(FormatAlign::Top);
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut widths = [0; COLUMNS];
    let rows = register.figures.iter().map(cells);
    let lines = std::iter::once(head(language).map(str::to_owned)).chain(rows);
    for (row, line) in (0..).zip(lines) {
        for ((column, at), cell) in (0..).zip(0..COLUMNS).zip(&line) {
            let widest = cell.lines().map(|line| line.width()).max().unwrap_or_default();
            widths[at] = widest.max(widths[at]);
            match number(cell).filter(|_| row > 0 && NUMERIC.contains(&at)) {
                Some((value, decimals)) => {
                    let shape =
                        if decimals == 0 { "0".into() } else { format!("0.{}", "0".repeat(decimals)) };
                    sheet.write_number_with_format(
                        row,
                        column,
                        value,
                        &plain.clone().set_num_format(shape),
                    )?;
                }
                None if cell.is_empty() => {}
                None => {
                    sheet.write_string_with_format(
                        row,
                        column,
                        cell,
                        if row == 0 { &bold } else { &plain },
                    )?;
                }
            }
        }
    }
    for (column, width) in (0..).zip(widths) {
        // A little air, and no column wider than a line that can be read.
        let width = u32::try_from(width.min(WIDEST)).unwrap_or_default();
        sheet.set_column_width(column, f64::from(width) + 2.0)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape();
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// Returns a cell that is a number, with its decimals, when a spreadsheet keeps all its digits.
fn number(cell: &str) -> Option<(f64, usize)> {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let kept = is_number(cell) && digits <= KEPT_DIGITS;
    let decimals = cell.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    Some((cell.parse().ok().filter(|_| kept)?, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::register::Row;

    #[test]
    fn a_workbook_is_the_same_twice_and_is_a_zip() {
        let row =
            Row { name: "=cmd()".into(), display: Some("56.80%".into()), unit: "%".into(), ..Row::default() };
        let register = Register { figures: vec![row], ..Register::default() };
        let first = xlsx(&register, Language::Chinese).unwrap();
        assert_eq!(first, xlsx(&register, Language::Chinese).unwrap());
        assert!(first.starts_with(b"PK"));
    }

    #[test]
    fn what_is_read_back_is_what_was_written() {
        use calamine::{Data, Reader as _};
        let row = Row {
            name: "=cmd()".into(),
            display: Some("56.80%".into()),
            decimal: Some("56.8".into()),
            unit: "%".into(),
            formula: Some("-a/b".into()),
            ..Row::default()
        };
        let register = Register { figures: vec![row], ..Register::default() };
        let bytes = xlsx(&register, Language::Chinese).unwrap();
        let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range("数字登记表").unwrap();
        assert_eq!(sheet.get((0, 1)), Some(&Data::String("数值".into())));
        assert_eq!(sheet.get((1, 0)), Some(&Data::String("=cmd()".into())));
        assert_eq!(sheet.get((1, 1)), Some(&Data::Float(56.8)));
        assert_eq!(sheet.get((1, 2)), Some(&Data::String("%".into())));
        assert_eq!(sheet.get((1, 9)), Some(&Data::String("-a/b".into())));
        assert!(book.worksheet_formula("数字登记表").unwrap().is_empty());
    }

    #[test]
    fn numbers_are_numbers_while_no_digit_is_lost() {
        assert_eq!(number("56.80"), Some((56.8, 2)));
        assert_eq!(number("10000余"), None);
        assert_eq!(number("1234567890123456"), None);
        assert_eq!(number("-3"), Some((-3.0, 0)));
    }
}

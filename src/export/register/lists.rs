//! The register as lines of cells: CSV for spreadsheets, and a table for a terminal.
//!
//! The first columns are those of the office's own table of figures, so that an exported register can be read as one.

use unicode_width::UnicodeWidthStr as _;

use super::{At, Register, Row};
use crate::diagnostic::{Language, printable};
use crate::figure::{Context, scan};

/// Cells that one column of the register's table may fill; a longer cell is cut, since the whole stands elsewhere.
const WIDEST: usize = 36;

/// How many columns CSV and workbook have.
pub(super) const COLUMNS: usize = 17;

/// Returns the register as CSV that spreadsheets of an office open: UTF-8 with its mark, no live formulas.
pub fn csv(register: &Register, language: Language) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let lines = std::iter::once(head(language).map(str::to_owned)).chain(register.figures.iter().map(cells));
    for line in lines {
        // Writing to memory does not fail, and every line has the same number of cells.
        let _ = writer.write_record(line.iter().map(|cell| guarded(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// Returns the register as a table for a terminal.
pub fn table(register: &Register, language: Language) -> String {
    let head = match language {
        Language::Chinese => ["章节", "名称", "数值", "算式", "来源", "引用", "页"],
        Language::English => ["section", "name", "value", "formula", "source", "cited", "pages"],
    };
    let lines = register.figures.iter().map(|row| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let shown = row.display.clone().unwrap_or_else(|| "?".into());
        let (cited, pages) = (row.cited.len().to_string(), pages(row));
        let cells = [
            row.section.clone(),
            row.name.clone(),
            shown,
            text(&row.formula),
            text(&row.source),
            cited,
            pages,
        ];
        cells.map(|cell| short(&cell))
    });
    aligned(std::iter::once(head.map(str::to_owned)).chain(lines))
}

/// Returns lines of cells in columns, as wide as their contents; Han characters fill two places.
pub fn aligned<const N: usize>(lines: impl Iterator<Item = [String; N]>) -> String {
    let lines: Vec<_> = lines.map(|line| line.map(|cell| printable(&cell))).collect();
    let mut widths = [0; N];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.width().max(*width);
        }
    }
    let mut printed = String::new();
    for line in &lines {
        let mut drawn = String::new();
        for (width, cell) in widths.iter().zip(line) {
            drawn.push_str(cell);
            drawn.push_str(&" ".repeat(width - cell.width() + 2));
        }
        printed.push_str(drawn.trim_end());
        printed.push('\n');
    }
    printed
}

/// Returns the head row of CSV and workbook.
pub(super) fn head(language: Language) -> [&'static str; COLUMNS] {
    match language {
        Language::Chinese => [
            "名称",
            "数值",
            "单位",
            "上年",
            "来源",
            "说明",
            "章节",
            "印作",
            "精确值",
            "算式",
            "代入数字",
            "期间",
            "口径",
            "页码",
            "登记处",
            "引用处",
            "理由",
        ],
        Language::English => [
            "name",
            "value",
            "unit",
            "prior",
            "source",
            "note",
            "section",
            "printed",
            "exact",
            "formula",
            "with numbers",
            "period",
            "scope",
            "pages",
            "declared",
            "cited",
            "reasons",
        ],
    }
}

/// Returns a row's cells in the order of the head row.
pub(super) fn cells(row: &Row) -> [String; COLUMNS] {
    let place = |at: &At| format!("{}:{}:{}", at.file, at.line, at.column);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (number, unit) = number_and_unit(row);
    let origin = row.origin.as_ref().map(super::Origin::name);
    let source: Vec<String> = row.source.iter().chain(&origin).cloned().collect();
    [
        row.name.clone(),
        number,
        unit.clone(),
        without_unit(&text(&row.prior), &unit),
        source.join("; "),
        text(&row.note),
        row.section.clone(),
        text(&row.display),
        row.decimal.clone().unwrap_or_else(|| text(&row.value)),
        text(&row.formula),
        text(&row.with_numbers),
        text(&row.period),
        text(&row.scope),
        pages(row),
        place(&row.declared),
        row.cited.iter().map(|cited| place(&cited.at)).collect::<Vec<_>>().join("\n"),
        row.reasons.join("\n"),
    ]
}

/// Returns the pages of a figure: `3, 5`.
pub(super) fn pages(row: &Row) -> String {
    row.pages().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Returns what a figure prints as a number and its unit, so that the two, read together, mean the same again: a
/// hedge stays with the number, an amount of money that stands behind its sign is whole.
fn number_and_unit(row: &Row) -> (String, String) {
    let Some(display) = &row.display else { return (String::new(), row.unit.clone()) };
    let number = without_unit(display, &row.unit);
    if number != *display {
        return (number, row.unit.clone());
    }
    match (reads_whole(display), &row.decimal) {
        // Han numerals and the like: the number that they say.
        (false, Some(decimal)) => (decimal.clone(), row.unit.clone()),
        _ => (display.clone(), String::new()),
    }
}

/// Returns a number with its unit without it, where what is left is a bare number; else the whole.
fn without_unit(text: &str, unit: &str) -> String {
    let number = text.strip_suffix(unit).filter(|_| !unit.is_empty()).map(str::trim_end);
    let bare = |number: &&str| {
        scan(number, Context::Declared)
            .is_some_and(|(quantity, length)| length == number.len() && quantity.unit.is_bare())
    };
    number.filter(bare).unwrap_or(text).to_owned()
}

/// Returns whether a text is read as one quantity.
fn reads_whole(text: &str) -> bool {
    scan(text, Context::Declared).is_some_and(|(_, length)| length == text.len())
}

/// Returns whether a cell is a plain number, which no spreadsheet takes for a formula.
pub(super) fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(decimals)
}

/// Keeps a spreadsheet from running what an author typed: it takes these beginnings for formulas.
pub fn guarded(cell: &str) -> String {
    let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number(cell);
    if risky { format!("'{cell}") } else { cell.to_owned() }
}

/// Cuts a cell to the widest that the table allows.
pub(super) fn short(cell: &str) -> String {
    if cell.width() <= WIDEST {
        return cell.to_owned();
    }
    let mut kept = String::new();
    for c in cell.chars() {
        kept.push(c);
        if kept.width() >= WIDEST {
            kept.pop();
            break;
        }
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(display: &str, unit: &str) -> (String, String) {
        let display = Some(display.to_owned());
        number_and_unit(&Row { display, unit: unit.into(), decimal: Some("4".into()), ..Row::default() })
    }

    #[test]
    fn number_and_unit_mean_the_same_again() {
        for (display, unit, number, beside) in [
            ("512件", "件", "512", "件"),
            ("99.22%", "%", "99.22", "%"),
            ("10000余张", "张", "10000余", "张"),
            ("12,430 people", "people", "12,430", "people"),
            ("-3.2%", "%", "-3.2", "%"),
            ("$1.2m", "m", "$1.2m", ""),
            ("8%左右", "%", "8%左右", ""),
            ("1 school", "schools", "1 school", ""),
            ("四支", "支", "4", "支"),
            ("35", "", "35", ""),
        ] {
            assert_eq!(split(display, unit), (number.to_owned(), beside.to_owned()), "{display}");
        }
    }

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay() {
        assert_eq!(guarded("=办结/事件"), "'=办结/事件");
        assert_eq!(guarded("-5%"), "'-5%");
        assert_eq!(guarded("-3.2"), "-3.2");
        assert_eq!(guarded("5-3"), "5-3");
    }

    #[test]
    fn a_long_cell_is_cut() {
        assert_eq!(short(&"数".repeat(30)).width(), 35);
        assert_eq!(short("短"), "短");
    }
}

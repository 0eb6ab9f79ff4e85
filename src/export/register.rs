//! The register: every figure of a report as a row, and the rows as a table, CSV and JSON.
//!
//! Pure: it formats what `figure` resolved and decides nothing. Pages of citations are not known here.

use serde::Serialize;
use unicode_width::UnicodeWidthStr as _;

use crate::diagnostic::{Language, printable};
use crate::figure::{Figure, FigureTable};
use crate::source::{Sources, Span};

/// Cells that one column of the register's table may fill; a longer cell is cut, since the whole stands in CSV and JSON.
const WIDEST: usize = 36;

/// A figure as the register lists it; the order of the fields is that of the JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// What `{{name}}` prints; nothing when that cannot be said.
    pub display: Option<String>,
    /// Its exact value as `numerator` or `numerator/denominator`, in `unit`.
    pub value: Option<String>,
    /// Its unit as written.
    pub unit: String,
    /// Its formula as written.
    pub formula: Option<String>,
    /// Where the number comes from.
    pub source: Option<String>,
    /// What period it is of.
    pub period: Option<String>,
    /// A remark for those who check.
    pub note: Option<String>,
    /// The id of the section that declares it.
    pub section: String,
    /// Where it is declared.
    pub declared: At,
    /// Where it is cited, in the order of the report.
    pub cited: Vec<At>,
}

/// A place in a section, for reading and for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct At {
    /// The file, relative to the report.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in Unicode scalar values, from 1.
    pub column: usize,
}

/// The whole register as JSON.
#[derive(Serialize)]
struct Register<'a> {
    v: u8,
    figures: &'a [Row],
}

/// Returns a row for each figure, in the order of their declarations.
pub fn rows(table: &FigureTable, sources: &Sources) -> Vec<Row> {
    table.figures.iter().map(|figure| row(figure, sources)).collect()
}

/// Returns the register as JSON, ending in a line end.
pub fn json(rows: &[Row]) -> String {
    let register = Register { v: 1, figures: rows };
    // Strings and numbers alone cannot fail to serialise.
    let mut printed = serde_json::to_string_pretty(&register).unwrap_or_default();
    printed.push('\n');
    printed
}

/// Returns the register as CSV that spreadsheets of an office open: UTF-8 with its mark, no live formulas.
pub fn csv(rows: &[Row], language: Language) -> Vec<u8> {
    let head = match language {
        Language::Chinese => {
            ["名称", "显示", "精确值", "单位", "算式", "来源", "期间", "章节", "登记处", "引用处", "说明"]
        }
        Language::English => [
            "name", "display", "value", "unit", "formula", "source", "period", "section", "declared",
            "cited", "note",
        ],
    };
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let lines = std::iter::once(head.map(str::to_owned)).chain(rows.iter().map(cells));
    for line in lines {
        // Writing to memory does not fail, and every line has the same number of cells.
        let _ = writer.write_record(line.iter().map(|cell| guarded(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// Returns the register as a table for a terminal.
pub fn table(rows: &[Row], language: Language) -> String {
    let head = match language {
        Language::Chinese => ["章节", "名称", "数值", "算式", "来源", "引用"],
        Language::English => ["section", "name", "value", "formula", "source", "cited"],
    };
    let lines = rows.iter().map(|row| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let shown = row.display.clone().unwrap_or_else(|| "?".into());
        let cited = row.cited.len().to_string();
        let cells =
            [row.section.clone(), row.name.clone(), shown, text(&row.formula), text(&row.source), cited];
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

/// Makes a figure's row.
fn row(figure: &Figure, sources: &Sources) -> Row {
    Row {
        name: figure.name.clone(),
        display: figure.display.clone(),
        value: figure.value.as_ref().map(ToString::to_string),
        unit: figure.unit.clone(),
        formula: figure.formula.clone(),
        source: figure.source.clone(),
        period: figure.period.clone(),
        note: figure.note.clone(),
        section: figure.section_id.clone(),
        declared: at(sources, figure.declared),
        cited: figure.cited.iter().map(|span| at(sources, *span)).collect(),
    }
}

/// Returns where a span begins.
fn at(sources: &Sources, span: Span) -> At {
    let file = sources.get(span.file);
    let place = file.place(span.start);
    At { file: file.path.clone(), line: place.line, column: place.column }
}

/// Returns a row's cells in the order of the CSV's head.
fn cells(row: &Row) -> [String; 11] {
    let place = |at: &At| format!("{}:{}:{}", at.file, at.line, at.column);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let cited = row.cited.iter().map(place).collect::<Vec<_>>().join("\n");
    [
        row.name.clone(),
        text(&row.display),
        text(&row.value),
        row.unit.clone(),
        text(&row.formula),
        text(&row.source),
        text(&row.period),
        row.section.clone(),
        place(&row.declared),
        cited,
        text(&row.note),
    ]
}

/// Keeps a spreadsheet from running what an author typed: it takes these beginnings for formulas.
pub(super) fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// Cuts a cell to the widest that the table allows.
fn short(cell: &str) -> String {
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
    use num_rational::BigRational;
    use snapbox::{assert_data_eq, str};

    use super::*;
    use crate::source::Encoding;

    fn sample() -> Vec<Row> {
        let mut sources = Sources::default();
        let file = sources.add("content/02-a.md", "事件: 512件\n{{事件}}和{{办结率}}", Encoding::Utf8);
        let file = sources.get(file);
        let figure = |name: &str, value: (i64, i64)| Figure {
            name: name.into(),
            section: 0,
            section_id: "综治".into(),
            declared: file.span(0, 6),
            display: Some("99.22%".into()),
            value: Some(BigRational::new(value.0.into(), value.1.into())),
            unit: "%".into(),
            formula: Some("=办结/事件".into()),
            source: None,
            period: Some("2021".into()),
            note: None,
            cited: vec![file.span(16, 26), file.span(29, 42)],
            ..Figure::default()
        };
        let mut second = figure("事件", (512, 1));
        second.display = None;
        second.formula = None;
        second.source = Some("综治办".into());
        second.cited.clear();
        let table = FigureTable {
            figures: vec![figure("办结率", (12700, 128)), second],
            ..FigureTable::default()
        };
        rows(&table, &sources)
    }

    #[test]
    fn the_table_is_aligned() {
        assert_data_eq!(
            table(&sample(), Language::Chinese),
            str![[r#"
章节  名称    数值    算式        来源    引用
综治  办结率  99.22%  =办结/事件          2
综治  事件    ?                   综治办  0

"#]]
        );
        assert_data_eq!(
            table(&sample(), Language::English),
            str![[r#"
section  name    value   formula     source  cited
综治     办结率  99.22%  =办结/事件          2
综治     事件    ?                   综治办  0

"#]]
        );
    }

    #[test]
    fn csv_opens_in_a_spreadsheet_and_runs_nothing() {
        let bytes = csv(&sample(), Language::Chinese);
        assert!(bytes.starts_with(&[0xef, 0xbb, 0xbf]));
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains(",'=办结/事件,"), "{text}");
        assert!(text.contains("综治,content/02-a.md:1:1,"), "{text}");
        assert_eq!(guarded("-5%"), "'-5%");
        assert_eq!(guarded("5-3"), "5-3");
    }

    #[test]
    fn json_keeps_the_exact_value_and_every_place() {
        assert_data_eq!(
            json(&sample()[..1]),
            str![[r#"
{
  "v": 1,
  "figures": [
    {
      "name": "办结率",
      "display": "99.22%",
      "value": "3175/32",
      "unit": "%",
      "formula": "=办结/事件",
      "source": null,
      "period": "2021",
      "note": null,
      "section": "综治",
      "declared": {
        "file": "content/02-a.md",
        "line": 1,
        "column": 1
      },
      "cited": [
        {
          "file": "content/02-a.md",
          "line": 2,
          "column": 2
        },
        {
          "file": "content/02-a.md",
          "line": 2,
          "column": 9
        }
      ]
    }
  ]
}

"#]]
        );
    }

    #[test]
    fn a_long_cell_is_cut() {
        assert_eq!(short(&"数".repeat(30)).width(), 35);
        assert_eq!(short("短"), "短");
    }
}

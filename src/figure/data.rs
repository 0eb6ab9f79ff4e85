//! Tables that figures take their numbers from: the office's figures table, single cells, families.
//!
//! Reads bytes that `project` has read, never files. What a declaration asks of a table is the business of
//! `declare`; here stands what the tables hold.

mod head;
mod number;
mod ods;
mod pick;
mod ragged;
pub(super) mod separated;
mod sheet;
mod signed;
mod stated;
mod workbook;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use sha2::{Digest, Sha256};

pub(super) use self::head::{Column, Head};
pub(super) use self::pick::{Fault, Part, Picked, Wanted};
pub(super) use self::ragged::{row_hint, row_too_long, row_too_short};
pub(super) use self::sheet::{Area, At, Content, Sheet, a1, label};
pub use self::signed::{Taken, taken};
pub(super) use self::stated::{in_place, without_unit};
use crate::diagnostic::{Diagnostics, Text};
use crate::report::{self, BlockKind, Report, Scalar, Section, Yaml};
use crate::source::{Encoding, SourceId, Sources, Span};
use crate::text;

/// A table with more cells is no table of a report. In the tests of this crate so few that a test gets there.
const MOST_CELLS: usize = if cfg!(test) { 50_000 } else { 2_000_000 };

/// The keys whose value is the path of a data file.
const PATH_KEYS: &[&str] = &["from", "取自", "rows", "各行"];

/// A data file as it was read.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// Its path relative to the report, links resolved, with `/`.
    pub path: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// Its text and how that was decoded, when it is a text.
    pub text: Option<(String, Encoding)>,
}

/// The data files of a report, by path relative to the report.
#[derive(Debug, Clone, Default)]
pub struct DataFiles {
    /// By path: what the file holds.
    files: BTreeMap<String, Loaded>,
    /// By the file that names it and the path it writes: the path relative to the report, or why there is none.
    named: BTreeMap<(SourceId, String), Result<String, Text>>,
    /// The office's tables.
    tables: Vec<OfficeTable>,
}

/// A path that the front matter of a section names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The section's file.
    pub from: SourceId,
    /// The path as written.
    pub path: String,
}

/// Where a figure's number was taken from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The file, relative to the report.
    pub path: String,
    /// The file's content: SHA-256 in hexadecimal.
    pub sha256: String,
    /// The sheet; empty for a text file.
    pub sheet: String,
    /// The cell, such as `B7`.
    pub cell: String,
    /// The words left of and above the cell, where the figure names it by its place; else those it is found by.
    pub labels: Vec<String>,
    /// The place of the cell's address, when the figure names it by that.
    pub address: Option<Span>,
    /// The words that the figure says stand beside the cell, with their places.
    pub expected: Vec<(String, Span)>,
    /// The one cell that the expected words lead to now.
    pub found_at: Option<String>,
}

/// What a file holds.
#[derive(Debug, Clone)]
pub(super) struct Loaded {
    /// The file, relative to the report.
    pub(super) path: String,
    /// SHA-256 in hexadecimal.
    pub(super) sha256: String,
    /// Its sheets, or why it cannot be read.
    pub(super) book: Result<Book, Text>,
}

/// The sheets of a file and its named ranges.
#[derive(Debug, Clone, Default)]
pub(super) struct Book {
    /// The sheets, in the file's order.
    pub(super) sheets: Vec<Sheet>,
    /// By name, in lower case: the sheet and the cells.
    pub(super) names: BTreeMap<String, (String, Area)>,
}

/// One sheet of the office's table, with the places of its cells in a source file.
#[derive(Debug, Clone)]
pub(super) struct OfficeTable {
    /// The file, relative to the report.
    pub(super) path: String,
    /// SHA-256 in hexadecimal.
    pub(super) sha256: String,
    /// The source that stands for it.
    pub(super) source: SourceId,
    /// The sheet, or why there is none.
    pub(super) sheet: Result<Sheet, Text>,
    /// The bytes of each cell in the source.
    pub(super) places: BTreeMap<At, Range<usize>>,
}

/// Returns the data files that the sections of a report name, each once: in their front matter, and in blocks of data.
pub fn files_named(report: &Report) -> Vec<Named> {
    let mut named = Vec::new();
    for section in &report.sections {
        let mut add = |Scalar { text, .. }: &Scalar| {
            if !text.trim().is_empty() {
                named.push(Named { from: section.source, path: text.trim().to_owned() });
            }
        };
        paths(section).for_each(&mut add);
        section.visit_blocks(&mut |block| {
            if let BlockKind::Data(block) = &block.kind
                && let report::Data::File { path, .. } = &block.data
            {
                add(path);
            }
        });
    }
    named.sort();
    named.dedup();
    named
}

/// Returns whether a section takes figures from data files.
pub(super) fn takes_data(section: &Section) -> bool {
    paths(section).next().is_some()
}

/// Returns the paths of data files in a section's front matter.
fn paths(section: &Section) -> impl Iterator<Item = &Scalar> {
    let entries = section.front_matter.figures.iter().filter_map(|(_, value)| match value {
        Yaml::Mapping(entries, _) => Some(entries),
        Yaml::Scalar(_) | Yaml::Sequence(..) => None,
    });
    entries.flatten().filter_map(|(key, value)| match value {
        Yaml::Scalar(path) if PATH_KEYS.contains(&key.text.trim()) => Some(path),
        _ => None,
    })
}

impl Origin {
    /// Returns it as people name it: `data/2021.xlsx 决算!B7`.
    pub fn name(&self) -> String {
        let sheet = if self.sheet.is_empty() { String::new() } else { format!("{}!", self.sheet) };
        format!("{} {sheet}{}", self.path, self.cell)
    }
}

/// The cells of a table with their places in its source, in the order of places.
type CellsByPlace<'a> = Vec<(&'a At, &'a Range<usize>)>;

impl DataFiles {
    /// Adds a file that a section names, or why it cannot be read.
    pub fn add(&mut self, named: &Named, file: Result<DataFile, Text>) {
        let path = file.map(|file| {
            let path = file.path.clone();
            self.files.entry(path.clone()).or_insert_with(|| load(&file));
            path
        });
        self.named.insert((named.from, named.path.clone()), path);
    }

    /// Adds the office's table: its sheets become sources, a line for each row.
    pub fn add_office_table(&mut self, file: &DataFile, sources: &mut Sources) {
        let sha256 = hash(&file.bytes);
        let mut add = |source, sheet, places| {
            let (path, sha256) = (file.path.clone(), sha256.clone());
            self.tables.push(OfficeTable { path, sha256, source, sheet, places });
        };
        if let Some((text, encoding)) = &file.text {
            let source = sources.add(&file.path, text, *encoding);
            match separated::read(&file.path, text) {
                Ok(read) => add(source, Ok(read.sheet), read.places),
                Err(why) => add(source, Err(why), BTreeMap::new()),
            }
            return;
        }
        match workbook::read(&file.bytes) {
            Ok(book) => {
                for sheet in book.sheets {
                    let (text, places) = as_lines(&sheet);
                    let source = sources.add(&file.path, &text, Encoding::Sheet);
                    add(source, Ok(sheet), places);
                }
            }
            Err(why) => add(sources.add(&file.path, "", Encoding::Sheet), Err(why), BTreeMap::new()),
        }
    }

    /// Returns the files in the order of their paths, each with the SHA-256 of its content.
    pub fn hashes(&self) -> BTreeMap<&str, &str> {
        let files = self.files.values().map(|file| (file.path.as_str(), file.sha256.as_str()));
        files.chain(self.tables.iter().map(|table| (table.path.as_str(), table.sha256.as_str()))).collect()
    }

    /// Names sheet and cell in what is said of the office's tables, and takes back fixes of cells that no text holds.
    pub fn name_cells(&self, diagnostics: &mut Diagnostics) {
        // The cells in their order in the text: each diagnostic finds its own by halves.
        let tables: BTreeMap<SourceId, (&OfficeTable, CellsByPlace<'_>)> =
            self.tables.iter().map(|table| (table.source, (table, table.places.iter().collect()))).collect();
        if tables.is_empty() {
            return;
        }
        diagnostics.retain_mut(|diagnostic| {
            let is_text = |table: &OfficeTable| table.sheet.as_ref().is_ok_and(|sheet| sheet.name.is_empty());
            let of_fix = diagnostic.fix.as_ref().and_then(|fix| tables.get(&fix.span.file));
            if of_fix.is_some_and(|(table, _)| !is_text(table)) {
                diagnostic.fix = None;
            }
            let table = tables.get(&diagnostic.span.file);
            if let Some(place) = table.and_then(|(table, cells)| table.cell_at(cells, diagnostic.span)) {
                let Text { zh, en } = &diagnostic.message;
                diagnostic.message = text!("{place}：{zh}", "{place}: {en}");
            }
            true
        });
    }

    /// Returns the file that a section names, or why there is none.
    pub(super) fn get(&self, from: SourceId, path: &str) -> Result<&Loaded, Text> {
        match self.named.get(&(from, path.to_owned())) {
            Some(Ok(path)) => self.files.get(path).ok_or_else(|| missing(path)),
            Some(Err(why)) => Err(why.clone()),
            None => Err(missing(path)),
        }
    }

    /// Returns the sheets of the office's tables.
    pub(super) fn office_tables(&self) -> &[OfficeTable] {
        &self.tables
    }
}

impl OfficeTable {
    /// Returns the cell that a place of its source lies in, as messages name it.
    fn cell_at(&self, cells: &[(&At, &Range<usize>)], span: Span) -> Option<String> {
        let sheet = self.sheet.as_ref().ok()?;
        let start = span.start as usize;
        // Of cells in their order in the text, the last that begins at or before the place.
        let last = cells.partition_point(|(_, place)| place.start <= start).checked_sub(1)?;
        let (at, place) = cells[last];
        (start <= place.end).then(|| sheet.place(*at))
    }
}

impl Book {
    /// Notes the named ranges that are cells of a sheet: `'决算'!$B$7`, `$决算.$B$7`.
    pub(super) fn name_areas(&mut self, names: &[(String, String)]) {
        for (name, address) in names {
            let address = address.trim_start_matches(['=', '$', '[']).trim_end_matches(']');
            let Some(at) = address.rfind(['!', '.']).map(|last| {
                // Of `$决算.$B$7:.$C$9` the first dot parts sheet and cells.
                if address[last..].starts_with('!') { last } else { address.find('.').unwrap_or(last) }
            }) else {
                continue;
            };
            let sheet = address[..at].trim_matches('\'').replace("''", "'");
            let Some(area) = Area::read(&address[at + 1..].replace(['.'], "")) else { continue };
            self.names.entry(name.to_lowercase()).or_insert((sheet, area));
        }
    }
}

/// Returns the sheet as lines of cells with tabs between them, and where each cell stands in them.
fn as_lines(sheet: &Sheet) -> (String, BTreeMap<At, Range<usize>>) {
    let (mut text, mut places) = (String::new(), BTreeMap::new());
    let (mut row, mut column) = (0, 0);
    for (at, cell) in sheet.cells() {
        while row < at.0 {
            text.push('\n');
            (row, column) = (row + 1, 0);
        }
        while column < at.1 {
            text.push('\t');
            column += 1;
        }
        let start = text.len();
        let words = cell.value();
        text.extend(words.trim().chars().map(|c| if c.is_control() { ' ' } else { c }));
        places.insert(at, start..text.len());
    }
    text.push('\n');
    (text, places)
}

/// Reads a file.
fn load(file: &DataFile) -> Loaded {
    let book = match &file.text {
        Some((text, _)) => separated::read(&file.path, text)
            .map(|read| Book { sheets: vec![read.sheet], names: BTreeMap::new() }),
        None => workbook::read(&file.bytes),
    };
    Loaded { path: file.path.clone(), sha256: hash(&file.bytes), book }
}

/// Returns the SHA-256 of a content in hexadecimal.
fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn missing(path: &str) -> Text {
    text!("没有数据文件 {path}", "there is no data file {path}")
}

fn too_big() -> Text {
    text!("单元格太多（超过 200 万个）", "has too many cells (more than two million)")
}

#[cfg(test)]
mod tests;

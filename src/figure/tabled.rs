//! Tables as the rules about numbers see them: words, numbers and where they stand, whatever the table was made of.

use std::iter::once;

use super::cells::{Stated, bare_label, cites, is_dash, is_number, unit_in_label, units_among};
use super::words::words;
use super::{FigureTable, Quantity};
use crate::diagnostic::{Diagnostic, Text, printable};
use crate::report::prose::Prose;
use crate::report::{Block, BlockKind, Cell, Data, Place, Section, Table, grid, heads};
use crate::source::Span;
use crate::text;

/// A table of a section.
#[derive(Debug)]
pub struct Tabled<'a> {
    /// The index of its section.
    pub section: usize,
    /// The title of its section, with headings of the first level.
    pub title: String,
    /// What stands above it: the headings it stands under, the sentence that leads to it, and its caption.
    pub above: String,
    /// The words above each column, from top to bottom.
    pub heads: Vec<Vec<String>>,
    /// The rows.
    pub rows: Vec<Vec<Entry<'a>>>,
    /// Whether its last row is a sum that was made of exact numbers.
    pub is_summed: bool,
    /// The data file it was read from.
    file: Option<&'a str>,
    unit: Option<String>,
}

/// What stands at a place of a table.
#[derive(Debug, Clone, Default)]
pub struct Entry<'a> {
    /// The cell; `None` where another reaches over the place or none is.
    pub cell: Option<&'a Cell>,
    /// What is printed there.
    pub words: String,
    /// Whether a figure is cited there.
    pub cites: bool,
}

impl Entry<'_> {
    /// Returns whether it holds words that are no number.
    pub fn is_words(&self) -> bool {
        !is_dash(&self.words) && !is_number(&self.words)
    }

    /// Returns whether it holds a number.
    pub fn is_number(&self) -> bool {
        !is_dash(&self.words) && is_number(&self.words)
    }
}

/// Returns the tables of a section, charts too.
pub fn tables<'a>(figures: &'a FigureTable, index: usize, section: &'a Section) -> Vec<Tabled<'a>> {
    let mut tables = Vec::new();
    let title = section.title().map(|title| Prose::of(title).text).unwrap_or_default();
    let mut headings: Vec<(u8, String)> = Vec::new();
    let mut leading = None;
    section.visit_blocks(&mut |block: &'a Block| {
        if let BlockKind::Heading { level, content, .. } = &block.kind {
            headings.retain(|(above, _)| above < level);
            headings.push((*level, Prose::of(content).text));
        }
        let before = leading.replace(block);
        let filled = figures.filled.get(&block.span).and_then(|filled| filled.as_ref().ok());
        let (table, file) = match &block.kind {
            BlockKind::Table(table) => (table, None),
            BlockKind::Data(data) => match (filled, &data.data) {
                (Some(filled), Data::File { path, .. }) => (&filled.table, Some(path.text.trim())),
                (Some(filled), _) => (&filled.table, None),
                (None, _) => return,
            },
            _ => return,
        };
        let of = |first: bool| {
            headings.iter().filter(move |(level, _)| (*level == 1) == first).map(|(_, words)| words)
        };
        let title = joined(once(&title).chain(of(true)));
        let before = before.map(leads).unwrap_or_default();
        let above = joined(of(false).chain(once(&before)));
        let is_summed = filled.is_some_and(|filled| filled.sums.is_some());
        tables.push(Tabled { title, is_summed, ..tabled(figures, index, (&above, table), file) });
    });
    tables
}

fn joined<'a>(words: impl Iterator<Item = &'a String>) -> String {
    words.map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Returns the sentence of a block that leads to a table behind it: `2020年情况如下：`.
fn leads(block: &Block) -> String {
    const LEADING: [&str; 6] = ["如下", "下表", "见表", "below", "following", "table"];
    let BlockKind::Paragraph(content) = &block.kind else { return String::new() };
    let prose = Prose::of(content);
    let Some((last, _)) = prose.text.trim_end().char_indices().next_back() else { return String::new() };
    let sentence = &prose.text[prose.sentence(last)];
    let is_one = sentence.trim_end().ends_with(['：', ':'])
        || LEADING.iter().any(|word| sentence.to_lowercase().contains(word));
    if is_one { sentence.to_owned() } else { String::new() }
}

fn tabled<'a>(
    figures: &FigureTable,
    section: usize,
    (above, table): (&str, &'a Table),
    file: Option<&'a str>,
) -> Tabled<'a> {
    let columns = table.align.len();
    let entry = |place: Option<Place<'a>>| match place {
        Some(place) => Entry {
            cell: place.begins.then_some(place.cell),
            words: words(place.cell, figures).trim().to_owned(),
            cites: cites(place.cell),
        },
        None => Entry::default(),
    };
    let caption = table.caption.as_ref().map(|caption| Prose::of(&caption.content).text);
    let words_of = |cell: &Cell| words(cell, figures);
    Tabled {
        section,
        title: String::new(),
        above: format!("{above} {}", caption.unwrap_or_default()),
        heads: heads(&table.head, columns)
            .into_iter()
            .map(|above| above.into_iter().map(words_of).collect())
            .collect(),
        rows: grid(&table.rows, columns)
            .into_iter()
            .map(|row| row.into_iter().map(entry).collect())
            .collect(),
        is_summed: false,
        file,
        unit: table.unit.as_ref().map(|unit| unit.text.clone()),
    }
}

impl Tabled<'_> {
    /// Returns the lowest head above a column, without its unit.
    pub fn head(&self, column: usize) -> String {
        self.heads[column].last().map(|head| bare_label(head)).unwrap_or_default()
    }

    /// Returns the column of units, if there is one.
    pub fn units(&self) -> Option<usize> {
        units_among(&self.heads)
    }

    /// Returns the number at a place, in the unit that the table states for it.
    pub fn number(&self, row: usize, column: usize) -> Option<Quantity> {
        self.stated(row, column).number(&self.rows[row][column].words)
    }

    /// Returns the number at a place, in the unit that the table states for it or the name of its row: 支出（万元）.
    pub fn number_of_row(&self, row: usize, name: usize, column: usize) -> Option<Quantity> {
        let mut stated = self.stated(row, column);
        stated.beside = stated.beside.or_else(|| unit_in_label(&self.rows[row][name].words));
        stated.number(&self.rows[row][column].words)
    }

    /// Returns the number at a place, in its own unit or that of its head.
    pub fn number_by_head(&self, row: usize, column: usize) -> Option<Quantity> {
        let stated = Stated { heads: self.heads[column].clone(), ..Stated::default() };
        stated.number(&self.rows[row][column].words)
    }

    /// Returns what states the unit of the number at a place.
    fn stated(&self, row: usize, column: usize) -> Stated {
        Stated {
            heads: self.heads[column].clone(),
            beside: self
                .units()
                .map(|units| self.rows[row][units].words.clone())
                .filter(|unit| !is_dash(unit)),
            table: self.unit.clone(),
        }
    }

    /// Returns the column of the name of a row: the first with words, unless other words stand before its numbers.
    pub fn name(&self, row: usize) -> Option<usize> {
        let units = self.units();
        let words = |column: &usize| Some(*column) != units && self.rows[row][*column].is_words();
        let name = (0..self.heads.len()).find(words)?;
        let number = (name + 1..self.heads.len()).find(|column| self.rows[row][*column].is_number())?;
        (name + 1..number).all(|column| !words(&column)).then_some(name)
    }

    /// Returns the place of a cell.
    pub fn place(&self, row: usize, column: usize) -> Option<Span> {
        self.rows[row][column].cell.map(|cell| cell.span)
    }

    /// Returns how a message names a cell of a data file; nothing where the place itself is shown.
    pub fn named(&self, row: usize, column: usize) -> Option<Text> {
        let file = printable(self.file?);
        let name = self.name(row).map(|name| self.rows[row][name].words.as_str()).unwrap_or_default();
        let (name, head) = (printable(name), printable(&self.head(column)));
        Some(text!("{file} 中“{name}”一行“{head}”一列", "{file}, row `{name}`, column `{head}`"))
    }

    /// Puts the name of a cell of a data file before a message about it.
    pub fn located(&self, row: usize, column: usize, mut diagnostic: Diagnostic) -> Diagnostic {
        if let Some(named) = self.named(row, column) {
            let Text { zh, en } = &diagnostic.message;
            let (at_zh, at_en) = (named.zh, named.en);
            diagnostic.message = text!("{at_zh}：{zh}", "{at_en}: {en}");
            diagnostic.fix = None;
        }
        diagnostic
    }
}

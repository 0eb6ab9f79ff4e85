//! What a style must know of a table's columns before it lays one out: how wide, and which hold numbers.
//!
//! Measured here, once for every style, from the words that are printed; Typst would take most of a long table's time for it. How wide
//! a face really is only the layout knows: a Latin sign is taken as about half as wide as a Han character.

use std::fmt::Write;

use super::emitter::quote;

/// How wide a Latin sign is, in em.
const LATIN: f64 = 0.52;
/// How wide a capital is, and one of the widest.
const CAPITAL: f64 = 0.68;
const WIDE_CAPITAL: f64 = 0.9;

/// The most signs of a word that a column must have room for, such as a credit code's; longer ones break.
const UNBROKEN: usize = 18;

/// A cell narrower than this, in em, stays on one line.
const SHORT: f64 = 5.0;

/// Into how many lines a cell may have to break while its column stays narrower than [`WIDE`].
const LINES: f64 = 8.0;

/// How wide a column of long cells need not be, in em.
const WIDE: f64 = 6.0;

/// The lines a cell has as typed, as far as they are measured; nothing where there is no cell, or one over several columns.
pub(super) type Words = Option<String>;

/// A column of a table.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Column {
    /// How wide the widest cell is, that of the head included, in em.
    widest: f64,
    /// How wide the column must be at least so that no short cell and no word breaks, in em.
    least: f64,
    /// Whether there is a word so long that it may have to break.
    long: bool,
    /// Whether all that stands below the head are numbers.
    numeric: bool,
    /// Whether its numbers stand under one another by their points.
    ranked: bool,
    /// How wide each cell below the head is, in em, with what it lacks.
    sizes: Vec<f64>,
    /// What each number lacks to end where those with the most decimals end; empty where none lacks anything.
    lacking: Vec<String>,
    /// The rows in which a dash, or nothing, stands for a number.
    dashes: Vec<usize>,
    /// The rows whose cell has breaks of its own, with how many.
    breaks: Vec<(usize, usize)>,
    /// Of a long table, what each cell is at most wide, in em, where it is sure to be one line of text.
    pub(super) most: Vec<Option<f64>>,
}

impl Column {
    /// Returns the column as a dictionary of Typst; `align` is the alignment that was asked for.
    pub(super) fn typst(&self, align: &str) -> String {
        let Self { widest, least, long, numeric, ranked, .. } = self;
        let mut text = format!(
            "(align: {align}, widest: {}, least: {}, long: {long}, numeric: {numeric}, ranked: {ranked}, sizes: (",
            shown(*widest),
            shown(*least)
        );
        for size in &self.sizes {
            let _ = write!(text, "{}, ", shown(*size));
        }
        text.push_str("), lacking: (");
        for lacking in &self.lacking {
            let _ = write!(text, "{}, ", quote(lacking));
        }
        text.push_str("), dashes: (");
        for row in &self.dashes {
            let _ = write!(text, "{row}, ");
        }
        text.push_str("), breaks: (");
        for (row, count) in &self.breaks {
            let _ = write!(text, "({row}, {count}), ");
        }
        text.push_str("), most: (");
        for most in &self.most {
            let _ = write!(text, "{}, ", most.map_or_else(|| "none".to_owned(), shown));
        }
        text.push_str(")), ");
        text
    }
}

/// Measures the columns of a table from the words of its head and its rows, each row with an entry for every column.
pub(super) fn columns(count: usize, head: &[Vec<Words>], rows: &[Vec<Words>]) -> Vec<Column> {
    let numbers: Vec<Vec<_>> =
        (0..count).map(|at| of_a_kind(rows.iter().map(|row| reading(row, at)).collect())).collect();
    let ranks: Vec<_> = numbers.iter().map(|column| Ranks::of(column)).collect();
    // Numbers stand under one another where they are of a kind; 3700 and 2.38 are not, and then none of the table's do but those
    // without a difference.
    let kindred = ranks.iter().flatten().all(Ranks::are_kindred);
    (0..count)
        .map(|at| {
            let cells = || head.iter().chain(rows).filter_map(|row| row.get(at)?.as_deref());
            let ranks = ranks[at].as_ref();
            let most = ranks.filter(|ranks| kindred || ranks.shares || ranks.decimals.0 == ranks.decimals.1);
            let most = most.map(|ranks| ranks.decimals.1);
            let units = head.iter().filter_map(|row| row.get(at)?.as_deref()).map(unit_width);
            let mut column = Column {
                least: cells().map(least).chain(units).fold(2.0, f64::max),
                long: cells().flat_map(words).any(|word| word.len() > UNBROKEN),
                numeric: ranks.is_some(),
                ranked: most.is_some(),
                ..Column::default()
            };
            for (row, (number, words)) in numbers[at].iter().zip(rows).enumerate() {
                let lacking =
                    most.zip(number.decimals()).map_or_else(String::new, |(most, own)| lacking(own, most));
                let words = words.get(at).and_then(Option::as_deref).unwrap_or_default();
                let size = width(words);
                let breaks = words.matches('\n').count();
                if breaks > 0 {
                    column.breaks.push((row, breaks));
                }
                column.sizes.push(size + width(&lacking));
                column.lacking.push(lacking);
                if ranks.is_some() && matches!(number, Reading::Dash) {
                    column.dashes.push(row);
                }
            }
            if column.lacking.iter().all(String::is_empty) {
                column.lacking.clear();
            }
            let lines = cells().flat_map(str::lines).map(width);
            let numbers = column.sizes.iter().copied().filter(|_| column.ranked);
            column.widest = lines.chain(numbers).fold(1.0, f64::max);
            column
        })
        .collect()
}

/// What a cell is to a column of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Reading {
    /// No number: nothing can stand under its point.
    Word,
    /// A number with a unit of its own.
    Measure,
    /// A percentage with so many digits before and behind the point.
    Share(usize, usize),
    /// A bare number with so many digits before and behind the point.
    Number(usize, usize),
    /// A sign that there is none, or nothing.
    Dash,
    /// Not of this column alone.
    Wide,
}

impl Reading {
    /// Returns how many digits stand behind the point of a number that is ranked.
    fn decimals(self) -> Option<usize> {
        match self {
            Self::Number(_, decimals) | Self::Share(_, decimals) => Some(decimals),
            _ => None,
        }
    }
}

/// The least and the most digits of a column's numbers, before and behind the point.
#[derive(Debug)]
struct Ranks {
    whole: (usize, usize),
    decimals: (usize, usize),
    /// Whether all are percentages, which are of a kind however many decimals they have.
    shares: bool,
}

impl Ranks {
    /// Returns the ranks of a column when all that stands in it are numbers.
    fn of(column: &[Reading]) -> Option<Ranks> {
        let mut found: Option<Ranks> = None;
        for reading in column {
            let (whole, decimals) = match *reading {
                Reading::Word => return None,
                Reading::Dash | Reading::Wide => continue,
                Reading::Measure => (1, 0),
                Reading::Number(whole, decimals) | Reading::Share(whole, decimals) => (whole, decimals),
            };
            let shares = matches!(reading, Reading::Share(..));
            let ranks =
                found.get_or_insert(Ranks { whole: (whole, whole), decimals: (decimals, decimals), shares });
            ranks.whole = (ranks.whole.0.min(whole), ranks.whole.1.max(whole));
            ranks.decimals = (ranks.decimals.0.min(decimals), ranks.decimals.1.max(decimals));
        }
        found
    }

    fn are_kindred(&self) -> bool {
        if self.shares {
            return true;
        }
        let spread = |(least, most): (usize, usize)| most - least;
        spread(self.decimals) == 0 || spread(self.decimals) == 1 && spread(self.whole) <= 2
    }
}

/// Reads the cell of a row: `[sign][currency]digits[.digits][unit]`, with `%` or a short unit behind.
fn reading(row: &[Words], at: usize) -> Reading {
    let Some(words) = row.get(at).and_then(Option::as_deref) else { return Reading::Wide };
    let words = words.trim();
    if words.chars().all(|c| "-–—－/…".contains(c)) {
        return Reading::Dash;
    }
    let bare = words.trim_start_matches(['-', '+', '−', '±', '<', '>', '≤', '≥', '≈']);
    let bare = bare.trim_start_matches(['$', '€', '£', '¥']);
    let is_digit = |c: char| c.is_ascii_digit();
    if !bare.starts_with(is_digit) {
        return Reading::Word;
    }
    let end = bare.find(|c: char| !is_digit(c) && c != ',').unwrap_or(bare.len());
    let (whole, rest) = bare.split_at(end);
    let fraction = rest.strip_prefix('.').unwrap_or("");
    let end = fraction.find(|c| !is_digit(c)).unwrap_or(fraction.len());
    let (decimals, unit) = if end > 0 { (end, &fraction[end..]) } else { (0, rest) };
    let digits = || whole.chars().filter(|c| is_digit(*c)).count();
    if unit.is_empty() {
        return Reading::Number(digits(), decimals);
    }
    if unit == "%" {
        return Reading::Share(digits(), decimals);
    }
    if is_unit(unit) { Reading::Measure } else { Reading::Word }
}

/// Returns the readings of a column: percentages stand under one another where all numbers are ones.
fn of_a_kind(mut column: Vec<Reading>) -> Vec<Reading> {
    if column.iter().any(|reading| matches!(reading, Reading::Measure | Reading::Number(..))) {
        let shares = column.iter_mut().filter(|reading| matches!(reading, Reading::Share(..)));
        shares.for_each(|reading| *reading = Reading::Measure);
    }
    column
}

/// Returns whether what stands behind a number is short enough for a unit: ` kg`, `%`, 万元.
fn is_unit(text: &str) -> bool {
    let text = text.strip_prefix(' ').unwrap_or(text);
    let is_latin = |c: char| c.is_ascii_alphabetic() || "%％‰²³/ ".contains(c);
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let count = text.chars().count();
    count <= 12 && text.chars().all(is_latin) || count <= 3 && text.chars().all(is_han)
}

/// Returns what a number with `own` decimals lacks to end where one with `most` ends.
fn lacking(own: usize, most: usize) -> String {
    if own == 0 && most > 0 { format!(".{}", "0".repeat(most)) } else { "0".repeat(most.saturating_sub(own)) }
}

/// Returns about how wide some words are, in em.
pub(super) fn width(words: &str) -> f64 {
    let of = |c: char| match c {
        '\n' => 0.0,
        'M' | 'W' => WIDE_CAPITAL,
        'A'..='Z' => CAPITAL,
        c if is_latin(c) => LATIN,
        _ => 1.0,
    };
    words.chars().map(of).sum()
}

/// Returns what some words are at most wide in any face, in em, where that can be said: a number never breaks, and counts nothing.
pub(super) fn most(words: &str) -> Option<f64> {
    match reading(&[Some(words.to_owned())], 0) {
        Reading::Number(..) | Reading::Share(..) => return Some(0.0),
        Reading::Dash if words.chars().count() <= 2 => return Some(0.0),
        _ => {}
    }
    let of = |c: char| match c {
        'm' | 'w' | '%' | '&' | 'A'..='Z' => Some(1.1),
        ' '..='~' if c != '@' => Some(0.75),
        // Han characters, and the marks and signs that are as wide.
        '\u{3000}'..='\u{303f}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ff01}'..='\u{ff60}' => Some(1.0),
        _ => None,
    };
    words.chars().map(of).sum()
}

/// Returns whether a character is about half as wide as a Han character; so are those of Latin with accents, Greek and Cyrillic.
fn is_latin(c: char) -> bool {
    c < '\u{1100}'
}

/// Returns the runs of signs between which a line may break.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_graphic()).filter(|word| !word.is_empty())
}

/// Returns how wide a column must be for a cell, in em.
fn least(text: &str) -> f64 {
    let line = |line: &str| {
        let whole = width(line);
        if whole <= SHORT {
            return whole;
        }
        let words = words(line).map(|word| width(&word[..word.len().min(UNBROKEN)]));
        words.fold((whole / LINES).min(WIDE), f64::max)
    };
    text.lines().map(line).fold(0.0, f64::max)
}

/// Returns how wide the unit in brackets at the end of a head is, in em, which styles keep on one line.
fn unit_width(head: &str) -> f64 {
    let unit =
        head.ends_with(['）', ')']).then(|| head.rfind(['（', '(']).map(|start| &head[start..])).flatten();
    unit.filter(|unit| unit.chars().count() <= 10).map_or(0.0, width)
}

/// Returns a width as Typst has it, with two decimals at most.
pub(super) fn shown(width: f64) -> String {
    // An empty sum is minus zero.
    format!("{}", (width * 100.0).round() / 100.0 + 0.0)
}

#[cfg(test)]
mod tests {
    use super::{Column, Reading, columns, most, reading, shown, unit_width, width};

    fn cells(texts: &[&str]) -> Vec<Vec<Option<String>>> {
        texts.iter().map(|text| vec![(*text != "wide").then(|| (*text).to_owned())]).collect()
    }

    fn column(head: &str, rows: &[&str]) -> Column {
        columns(1, &cells(&[head]), &cells(rows)).remove(0)
    }

    #[test]
    fn numbers_are_told_from_words() {
        let read = |text: &str| reading(&[Some(text.to_owned())], 0);
        for (text, expected) in [
            ("12", Reading::Number(2, 0)),
            (" 1,234.50 ", Reading::Number(4, 2)),
            ("−0.5", Reading::Number(1, 1)),
            ("¥3", Reading::Number(1, 0)),
            ("≥95%", Reading::Share(2, 0)),
            ("99.22%", Reading::Share(2, 2)),
            ("12.5 kg", Reading::Measure),
            ("214户", Reading::Measure),
            ("—", Reading::Dash),
            ("", Reading::Dash),
            ("3个工作日内", Reading::Word),
            ("第3组", Reading::Word),
            ("1.", Reading::Word),
            ("2021-03-04", Reading::Word),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_unit_in_a_head_has_room() {
        assert_eq!(shown(unit_width("预算数（万元）")), "4");
        assert_eq!(shown(unit_width("（一）目标")), "0");
        assert_eq!(shown(column("支出数（万元）", &["1", "2"]).least), "4");
    }

    #[test]
    fn no_cell_is_wider_than_is_said() {
        assert_eq!(most("1,234.5"), Some(0.0));
        assert_eq!(most("—"), Some(0.0));
        assert_eq!(most("网格12"), Some(3.5));
        assert!(most("WWW").is_some_and(|most| most > width("WWW")));
        assert_eq!(most("二\n行"), None);
        assert_eq!(most("👨‍👩‍👧"), None);
    }

    #[test]
    fn numbers_of_a_kind_are_ranked_by_their_points() {
        let found = column("金额", &["12.5", "3", "—", "wide"]);
        assert!(found.numeric && found.ranked);
        assert_eq!(found.lacking, ["", ".0", "", ""]);
        assert_eq!(found.dashes, [2]);
        assert_eq!(
            found.sizes.iter().map(|size| shown(*size)).collect::<Vec<_>>(),
            ["2.08", "1.56", "1", "0"]
        );
        assert!(!column("值", &["3700", "2.38"]).ranked);
        assert!(!column("值", &["12.5", "约3"]).numeric);
        assert_eq!(column("率", &["99.22%", "100%", "0.5%", "—"]).lacking, ["", ".00", "0", ""]);
        assert!(column("率", &["99.22%", "3件"]).lacking.is_empty());
    }

    #[test]
    fn a_difference_in_one_column_leaves_the_others_that_have_none() {
        let rows: Vec<Vec<_>> = [["3700", "12"], ["2.38", "7"]]
            .iter()
            .map(|row| row.iter().map(|text| Some((*text).to_owned())).collect())
            .collect();
        let found = columns(2, &[], &rows);
        assert!(!found[0].ranked && found[1].ranked);
        assert!(found[1].lacking.is_empty());
    }

    #[test]
    fn short_cells_and_words_keep_their_room() {
        let least = |text: &str| shown(column("指标", &[text]).least);
        assert_eq!(least("按时办结率"), "5");
        assert_eq!(least("公众诉求按时办结率"), "2");
        assert_eq!(least(&"字".repeat(40)), "5");
        let found = column("网址", &["abcdefghijklmnopqrstuvwxyz 之后"]);
        let typst = found.typst("auto");
        let begin =
            "(align: auto, widest: 16.04, least: 9.36, long: true, numeric: false, ranked: false, sizes: (";
        assert!(typst.starts_with(begin), "{typst}");
        let lines = column("步骤", &["一\n二三\n四"]);
        assert_eq!((shown(lines.widest), lines.breaks), ("2".to_owned(), vec![(0, 2)]));
    }
}

//! Numbers of headings, images, tables, formulas and notes, from the style's patterns.
//!
//! Resolved here and not by Typst's counters, so that a section can be laid out alone with its true numbers.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::report::{BlockKind, Formula, Report, Section};
use crate::style::Patterns;

/// Counts headings over a whole report.
#[derive(Debug, Clone, Default)]
pub(super) struct HeadingCounter {
    counts: Vec<usize>,
}

impl HeadingCounter {
    /// Counts a heading of `level`, from 1, and returns its number; empty where the style has no pattern.
    pub(super) fn next(&mut self, level: u8, patterns: &Patterns) -> String {
        let level = usize::from(level).max(1);
        self.counts.resize(level, 0);
        self.counts[level - 1] += 1;
        match patterns.headings.get(level - 1) {
            Some(pattern) => apply(pattern, &self.counts),
            None => String::new(),
        }
    }

    /// Returns what a reference to the heading counted last prints; nothing where its level has no number.
    fn reference(&self, level: u8, patterns: &Patterns) -> Option<String> {
        let level = usize::from(level).max(1);
        patterns.headings.get(level - 1)?;
        match patterns.references.get(level - 1) {
            Some(pattern) => Some(apply(pattern, &self.counts)),
            None => {
                let number = apply(patterns.headings.get(level - 1)?, &self.counts);
                Some(number.trim_end_matches(['、', '.', '．', ' ']).to_owned())
            }
        }
    }
}

/// The numbers of one section: headings, images, tables and formulas in the order in which they are printed.
#[derive(Debug, Clone, Default)]
pub(super) struct SectionNumbers {
    /// Of its headings.
    pub(super) headings: Vec<String>,
    /// Of its captioned images.
    pub(super) images: Vec<String>,
    /// Of its captioned tables.
    pub(super) tables: Vec<String>,
    /// Of its formulas that have an id.
    pub(super) formulas: Vec<String>,
    /// By id: what a reference to it prints. A heading of a level without a number has none.
    pub(super) references: BTreeMap<String, String>,
    /// How many notes the sections before it print.
    pub(super) notes_before: usize,
}

/// What was counted before a section.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    headings: HeadingCounter,
    annexes: usize,
    images: usize,
    tables: usize,
    formulas: usize,
    notes: usize,
}

impl Counted {
    /// Counts a section and returns its numbers.
    fn next(&mut self, section: &Section, patterns: &Patterns, only_annex: bool) -> SectionNumbers {
        let mut numbers = SectionNumbers { notes_before: self.notes, ..SectionNumbers::default() };
        // Within an annex headings are counted anew, from the first level's pattern on.
        let mut within = HeadingCounter::default();
        let mut title = section.is_annex();
        let notes = section.visit_printed(&mut |block| match &block.kind {
            BlockKind::Heading { id, .. } if std::mem::take(&mut title) => {
                self.annexes += 1;
                let number = apply(&patterns.annex, &[self.annexes]);
                let number = if only_annex {
                    number.trim_end_matches(|c: char| !c.is_alphabetic()).to_owned()
                } else {
                    number
                };
                numbers.references.insert(id.clone(), number.clone());
                numbers.headings.push(number);
            }
            BlockKind::Heading { level, id, .. } if section.is_annex() => {
                let level = level.saturating_sub(section.level).max(1);
                numbers.headings.push(within.next(level, patterns));
                let reference = within.reference(level, patterns);
                numbers.references.extend(reference.map(|reference| (id.clone(), reference)));
            }
            BlockKind::Heading { level, id, .. } => {
                numbers.headings.push(self.headings.next(*level, patterns));
                let reference = self.headings.reference(*level, patterns);
                numbers.references.extend(reference.map(|reference| (id.clone(), reference)));
            }
            BlockKind::Image(image) => {
                self.images += 1;
                let number = apply(&patterns.image, &[self.images]);
                numbers.references.extend(image.id.clone().map(|id| (id, number.clone())));
                numbers.images.push(number);
            }
            BlockKind::Formula(Formula { id: Some(id), .. }) => {
                self.formulas += 1;
                let number = apply(&patterns.formula, &[self.formulas]);
                let reference = match patterns.formula_reference.as_str() {
                    "" => number.clone(),
                    pattern => apply(pattern, &[self.formulas]),
                };
                numbers.references.insert(id.clone(), reference);
                numbers.formulas.push(number);
            }
            _ => {
                let Some((caption, chart)) = block.caption() else { return };
                let (count, pattern) = match chart {
                    true => (&mut self.images, &patterns.image),
                    false => (&mut self.tables, &patterns.table),
                };
                *count += 1;
                let number = apply(pattern, &[*count]);
                numbers.references.extend(caption.id.clone().map(|id| (id, number.clone())));
                if chart { numbers.images.push(number) } else { numbers.tables.push(number) }
            }
        });
        self.notes += notes;
        numbers
    }
}

/// Returns whether a report has one annex, which then bears no number.
fn has_one_annex(report: &Report) -> bool {
    report.sections.iter().filter(|section| section.is_annex()).count() == 1
}

/// Returns what was counted before each section of a report.
pub(super) fn counted(report: &Report, patterns: &Patterns) -> Vec<Counted> {
    let mut counted = Counted::default();
    let only_annex = has_one_annex(report);
    let sections = report.sections.iter();
    sections
        .map(|section| {
            let before = counted.clone();
            counted.next(section, patterns, only_annex);
            before
        })
        .collect()
}

/// Numbers the sections of a report, or those `which` begin at some section before which something was counted.
pub(super) fn number(
    report: &Report,
    patterns: &Patterns,
    which: Option<(Range<usize>, &Counted)>,
) -> Vec<SectionNumbers> {
    let only_annex = has_one_annex(report);
    let all = 0..report.sections.len();
    let (which, mut counted) =
        which.map_or((all, Counted::default()), |(which, counted)| (which, counted.clone()));
    let mut numbers = vec![SectionNumbers::default(); report.sections.len()];
    for index in which {
        numbers[index] = counted.next(&report.sections[index], patterns, only_annex);
    }
    numbers
}

/// Fills a pattern with the last of `counts`, one for each counting character.
pub(super) fn apply(pattern: &str, counts: &[usize]) -> String {
    let pattern: Vec<char> = pattern.chars().collect();
    let wanted = (0..pattern.len()).filter(|at| is_counting(&pattern, *at)).count();
    let mut counts = counts[counts.len().saturating_sub(wanted)..].iter();
    let mut text = String::new();
    for (at, &c) in pattern.iter().enumerate() {
        match (is_counting(&pattern, at), counts.clone().next()) {
            (true, Some(count)) => {
                counts.next();
                text.push_str(&numeral(c, *count));
            }
            _ => text.push(c),
        }
    }
    text
}

/// Returns whether a character of a pattern stands for a number; a letter within a word, as in `Figure 1`, does not.
fn is_counting(pattern: &[char], at: usize) -> bool {
    let is_letter =
        |at: Option<usize>| at.and_then(|at| pattern.get(at)).is_some_and(char::is_ascii_alphabetic);
    match pattern[at] {
        '1' | '一' | '①' => true,
        'a' | 'A' | 'i' | 'I' => !is_letter(at.checked_sub(1)) && !is_letter(Some(at + 1)),
        _ => false,
    }
}

/// Writes a number in the numerals that `kind` stands for.
fn numeral(kind: char, number: usize) -> String {
    match kind {
        '一' => han(number),
        '①' => circled(number),
        'a' | 'A' => letters(number, kind),
        'i' => roman(number).to_lowercase(),
        'I' => roman(number),
        _ => number.to_string(),
    }
}

/// Writes a number below 10,000 in Han numerals: 十一, 一百零二; greater ones in digits.
fn han(number: usize) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    const PLACES: [(usize, &str); 4] = [(1000, "千"), (100, "百"), (10, "十"), (1, "")];
    if number == 0 || number >= 10_000 {
        return number.to_string();
    }
    let mut text = String::new();
    let mut gap = false;
    for (place, name) in PLACES {
        let digit = number / place % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            text.push('零');
        }
        // 十一, not 一十一, where the tens come first.
        if !(place == 10 && digit == 1 && text.is_empty()) {
            text.push(DIGITS[digit]);
        }
        text.push_str(name);
    }
    text
}

/// Writes 1 to 50 as a circled number, others in digits.
fn circled(number: usize) -> String {
    let base = match number {
        1..=20 => 0x2460 - 1,
        21..=35 => 0x3251 - 21,
        36..=50 => 0x32b1 - 36,
        _ => return number.to_string(),
    };
    u32::try_from(base + number)
        .ok()
        .and_then(char::from_u32)
        .map_or_else(|| number.to_string(), String::from)
}

/// Writes a number in letters: a … z, aa, ab …
fn letters(mut number: usize, first: char) -> String {
    let mut text = Vec::new();
    while number > 0 {
        let digit = u8::try_from((number - 1) % 26).unwrap_or_default();
        text.push(char::from(first as u8 + digit));
        number = (number - 1) / 26;
    }
    text.iter().rev().collect()
}

/// Writes a number in Roman numerals.
fn roman(mut number: usize) -> String {
    const VALUES: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut text = String::new();
    for (value, name) in VALUES {
        while number >= value {
            text.push_str(name);
            number -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_filled_from_the_last_levels() {
        assert_eq!(apply("一、", &[3]), "三、");
        assert_eq!(apply("（一）", &[3, 12]), "（十二）");
        assert_eq!(apply("1.1.1", &[2, 3, 4]), "2.3.4");
        assert_eq!(apply("图1", &[7]), "图7");
        assert_eq!(apply("Figure 1", &[7]), "Figure 7");
        assert_eq!(apply("Table A.1", &[2, 7]), "Table B.7");
        assert_eq!(apply("①", &[21]), "㉑");
        assert_eq!(apply("(a)", &[28]), "(ab)");
        assert_eq!(apply("I.", &[1994]), "MCMXCIV.");
    }

    #[test]
    fn han_numerals_read_as_people_say_them() {
        let cases = [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (102, "一百零二"),
            (110, "一百一十"),
            (1001, "一千零一"),
        ];
        for (number, text) in cases {
            assert_eq!(han(number), text);
        }
    }

    #[test]
    fn a_note_is_numbered_where_it_is_printed() {
        use crate::report::{Block, Caption, Inline, InlineKind, Note, Table};
        use crate::source::{SourceId, Span};
        let span = Span::new(SourceId(0), 0, 0);
        let table = |id: &str| {
            let caption = Caption { span, content: Vec::new(), id: Some(id.to_owned()), id_span: None };
            let table = Table { caption: Some(caption), ..Table::default() };
            Block { span, kind: BlockKind::Table(table) }
        };
        let refers = |note| {
            let inline = Inline { span, kind: InlineKind::Note(note) };
            Block { span, kind: BlockKind::Paragraph(vec![inline]) }
        };
        let note = |blocks| Note { name: String::new(), span, blocks };
        let mut section = crate::report::fixture::bare_section(SourceId(0), "content/01-a.md");
        section.blocks = vec![table("first"), refers(2), table("last"), refers(2)];
        section.notes = vec![note(vec![table("inner")]), note(vec![table("unused")]), note(vec![refers(0)])];
        let patterns = Patterns { table: "表1".into(), ..Patterns::default() };
        let mut counted = Counted::default();
        let numbers = counted.next(&section, &patterns, false);
        let shown: Vec<_> = ["first", "inner", "last", "unused"].map(|id| numbers.references.get(id)).into();
        let said = |text: &str| Some(text.to_owned());
        assert_eq!(shown, [said("表1").as_ref(), said("表2").as_ref(), said("表3").as_ref(), None]);
        assert_eq!(counted.notes, 2);
    }

    #[test]
    fn a_deeper_level_begins_anew() {
        let patterns =
            Patterns { headings: vec!["一、".into(), "（一）".into()], ..Patterns::default() };
        let mut counter = HeadingCounter::default();
        let numbers: Vec<_> = [1, 2, 2, 1, 2, 3].map(|level| counter.next(level, &patterns)).into();
        assert_eq!(numbers, ["一、", "（一）", "（二）", "二、", "（一）", ""]);
    }
}

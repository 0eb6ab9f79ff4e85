//! What a row is called when its name stands behind a number of a list (1.整改率, （二）支出) or behind 其中：.
//!
//! Such a name may be that of a part: 1.整改 below 一、城区. It counts only where the rows above say that it is none.

use super::Judged;
use crate::figure::{is_of_which, whole_label};

/// The numbers of lists in Chinese.
const HAN: &str = "一二三四五六七八九十";

/// How a list is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Digits,
    Han,
    Brackets,
    Ring,
}

impl Judged<'_> {
    /// Returns the figure that the name of a row is.
    pub(super) fn named_row(&self, row: usize, name: usize) -> Option<usize> {
        let words = &self.table.rows[row][name].words;
        if let Some(figure) = self.named(words) {
            return Some(figure);
        }
        let label = whole_label(words);
        if is_of_which(&label) {
            let rest = label.strip_prefix("其中").or_else(|| label.strip_prefix("of which"))?;
            let figure = self.named(rest.trim_start_matches([':', ' ']))?;
            return self.stands_below_its_whole((row, name), figure).then_some(figure);
        }
        let (_, _, rest) = marked(&label)?;
        let figure = self.named(rest)?;
        self.is_of_one_list(row, name).then_some(figure)
    }

    /// Returns whether the nearest number of a figure's kind above a row is that of the figure's whole.
    fn stands_below_its_whole(&self, (row, name): (usize, usize), figure: usize) -> bool {
        let figures = &self.input.figures.figures;
        let whole = figures[figure].whole.and_then(|whole| whole.figure);
        let unit = figures[figure].worth.as_ref().map(|worth| &worth.unit);
        let (Some(whole), Some(unit)) = (whole, unit) else { return false };
        let of_kind = |other: &usize| {
            let mut columns = name + 1..self.table.heads.len();
            let number = |column| self.table.number_of_row(*other, name, column);
            !is_of_which(&self.table.rows[*other][name].words)
                && columns.any(|column| number(column).is_some_and(|number| number.unit.is_kind_of(unit)))
        };
        let above = (0..row).rev().find(of_kind);
        above.is_some_and(|above| self.named(&self.table.rows[above][name].words) == Some(whole))
    }

    /// Returns whether all rows down to one are items of one list, with nothing that they would be parts of.
    fn is_of_one_list(&self, row: usize, name: usize) -> bool {
        let labels = self.table.rows[..=row].iter().map(|row| whole_label(&row[name].words));
        let labels: Vec<String> = labels.filter(|label| !label.is_empty() && !is_of_which(label)).collect();
        let marks: Vec<(Mark, &str)> =
            labels.iter().filter_map(|label| marked(label)).map(|(mark, number, _)| (mark, number)).collect();
        let is_new = |at: usize| !marks[..at].contains(&marks[at]);
        marks.len() == labels.len()
            && marks.iter().all(|(mark, _)| *mark == marks[0].0)
            && (0..marks.len()).all(is_new)
    }
}

/// Returns how a label is numbered, its number and what stands behind; 1.5万人以上 is not.
fn marked(label: &str) -> Option<(Mark, &str, &str)> {
    let first = label.chars().next()?;
    if ('①'..='⑳').contains(&first) {
        let (number, rest) = label.split_at(first.len_utf8());
        return Some((Mark::Ring, number, rest));
    }
    let is_number = |text: &str| {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        !text.is_empty() && text.len() <= 9 && (digits || text.chars().all(|c| HAN.contains(c)))
    };
    if let Some((number, rest)) = label.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        return is_number(number).then_some((Mark::Brackets, number, rest));
    }
    let (number, rest) = label.split_once(['.', '．', '、', ')'])?;
    let mark = if number.starts_with(|c: char| c.is_ascii_digit()) { Mark::Digits } else { Mark::Han };
    let is_decimal = rest.starts_with(|c: char| c.is_ascii_digit());
    (is_number(number) && !is_decimal).then_some((mark, number, rest.trim_start()))
}

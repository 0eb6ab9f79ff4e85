//! Which exempt shape a number has, if any: asks the rules in their order.
//!
//! What each rule looks at stands in `chain` (digits joined by signs), `chinese` and `english`.

use super::line::Line;
use super::number::Token;
use super::rule::Rule;
use super::{chain, chinese, english};

/// A number in its line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) line: &'a Line,
    pub(super) token: &'a Token,
    /// The innermost quotation around it, without its marks.
    pub(super) quote: Option<(usize, usize)>,
    /// Whether it stands between 《 and 》.
    pub(super) titled: bool,
}

impl Spot<'_> {
    /// Returns the length of the first of `words` directly behind the number.
    pub(super) fn behind(&self, words: &[&str]) -> Option<usize> {
        self.line.follows(self.token.end, words)
    }

    /// Returns the length of the first of `words` directly before the number.
    pub(super) fn ahead(&self, words: &[&str]) -> Option<usize> {
        self.line.precedes(self.token.start, words)
    }
}

/// A rule's way to look at a number.
type Shape = fn(&Spot<'_>) -> Option<Rule>;

/// The rules, the surest first.
const SHAPES: &[Shape] = &[
    chinese::title,
    chain::joined,
    chinese::list_number,
    chinese::document,
    chinese::ordinal,
    chinese::date,
    chinese::time,
    chinese::hotline,
    chinese::slogan,
    chinese::class,
    chinese::anniversary,
    chinese::age,
    chinese::duty_hours,
    chinese::deadline,
    chinese::period,
    chinese::rate_base,
    chinese::threshold,
    chinese::version,
    chinese::address,
    english::date,
    english::reference,
    english::speed,
    english::ordinal,
    english::time,
    english::phone,
    english::age,
    english::compound,
    english::address,
    english::deadline,
    english::rate_base,
    chain::code,
];

/// Returns the rule that exempts a number.
pub(super) fn exempt(spot: &Spot<'_>) -> Option<Rule> {
    SHAPES.iter().find_map(|shape| shape(spot))
}

/// The marks of quotations and of titles.
const QUOTES: &[(char, char)] = &[('“', '”'), ('‘', '’'), ('「', '」'), ('『', '』')];

/// A slogan is short; a longer quotation is prose.
const LONGEST_QUOTE: usize = 24;

/// What encloses each place of a line.
#[derive(Debug, Default)]
pub(super) struct Enclosures {
    /// Short quotations, without their marks, in order.
    quotes: Vec<(usize, usize)>,
    titles: Vec<(usize, usize)>,
}

impl Enclosures {
    /// Finds the quotations and titles of a line; `text` is the line before signs were narrowed.
    pub(super) fn of(text: &str) -> Self {
        let mut found = Self::default();
        let (mut quote, mut title, mut straight) = (None::<(usize, char)>, None, None::<usize>);
        for (at, c) in text.chars().enumerate() {
            match (c, quote) {
                ('《', _) => title = title.or(Some(at + 1)),
                ('》', _) => found.titles.extend(title.take().map(|start| (start, at))),
                ('"', _) => match straight.take() {
                    Some(start) if at - start <= LONGEST_QUOTE => found.quotes.push((start, at)),
                    Some(_) => {}
                    None => straight = Some(at + 1),
                },
                (c, Some((start, closing))) if c == closing => {
                    if at - start <= LONGEST_QUOTE {
                        found.quotes.push((start, at));
                    }
                    quote = None;
                }
                (c, None) => {
                    quote = QUOTES
                        .iter()
                        .find(|(opening, _)| *opening == c)
                        .map(|(_, closing)| (at + 1, *closing));
                }
                _ => {}
            }
        }
        found.quotes.sort_unstable();
        found
    }

    pub(super) fn quote(&self, at: usize) -> Option<(usize, usize)> {
        around(&self.quotes, at)
    }

    pub(super) fn is_title(&self, at: usize) -> bool {
        around(&self.titles, at).is_some()
    }
}

/// Returns the range that a place lies in.
fn around(ranges: &[(usize, usize)], at: usize) -> Option<(usize, usize)> {
    let index = ranges.partition_point(|(start, _)| *start <= at);
    index.checked_sub(1).map(|index| ranges[index]).filter(|(_, end)| at < *end)
}

//! Which figure a typed number speaks of: by a figure's name or label in its clause, or by its value.
//!
//! A name counts where it stands whole: the longest name wins, and a longer phrase (信访事件 for 事件) is another
//! thing. Where the sentence speaks of another year, place or of a plan, nothing is said to be named.

mod words;

use std::collections::{BTreeSet, HashMap};

use num_rational::BigRational;

use super::Literal;
use super::verdicts::holds_number;
use crate::figure::{Figure, FigureTable};
use crate::report::Report;

use self::words::{
    AFTERWARDS, BEGINS_RATES, OF_A_PART, OF_A_TITLE, SILENCING, SILENCING_NEAR, THERE_WERE, begins, cut,
    ends_with_one, is_whole_word, other_place, other_time, says_all, says_no_other, whole, without_blanks,
};

/// The figures of a report by what prose calls them and by what they are worth.
#[derive(Debug)]
pub struct Mentions<'a> {
    figures: &'a FigureTable,
    /// What the organisation is: for a county 全县 is all there is.
    whole: Option<&'static str>,
    organisation: &'a str,
    /// Only looked up, never walked: its order would not be the same twice.
    names: HashMap<&'a str, Vec<usize>>,
    /// How many figures have a name. Only looked up.
    namesakes: HashMap<&'a str, usize>,
    /// The characters that names end with.
    endings: BTreeSet<char>,
    /// By exact value, in the order of sections. Only looked up.
    worth: HashMap<&'a BigRational, Vec<usize>>,
    /// By what is printed. Only looked up.
    shown: HashMap<String, Vec<usize>>,
    /// The most characters of a name.
    longest: usize,
}

/// A figure that a clause names before a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The figure.
    pub figure: usize,
    /// How many characters of the lead stand before the name.
    pub at: usize,
}

/// More figures of one value than this are looked for in the literal's own section only.
const MANY: usize = 64;

impl<'a> Mentions<'a> {
    /// Returns the figures of a report, ready to be looked up.
    pub fn new(report: &'a Report, figures: &'a FigureTable) -> Self {
        let mut mentions = Self {
            figures,
            whole: whole(&report.settings.organisation),
            organisation: report.settings.organisation.trim(),
            names: HashMap::new(),
            namesakes: HashMap::new(),
            endings: BTreeSet::new(),
            worth: HashMap::new(),
            shown: HashMap::new(),
            longest: 0,
        };
        for (index, figure) in figures.figures.iter().enumerate() {
            *mentions.namesakes.entry(&figure.name).or_default() += 1;
            for name in std::iter::once(&figure.name).chain(&figure.label) {
                mentions.longest = mentions.longest.max(name.chars().count());
                mentions.endings.extend(name.trim().chars().last());
                let same = mentions.names.entry(name.trim()).or_default();
                if same.last() != Some(&index) {
                    same.push(index);
                }
            }
            if let Some(worth) = &figure.worth {
                mentions.worth.entry(&worth.base).or_default().push(index);
            }
            if let Some(display) = &figure.display {
                mentions.shown.entry(without_blanks(display)).or_default().push(index);
            }
        }
        // What the text and the office's tables declare comes after all front matter.
        for list in mentions.worth.values_mut().chain(mentions.shown.values_mut()) {
            list.sort_by_key(|index| figures.figures[*index].section);
        }
        mentions
    }

    /// Returns whether no other figure of the report has a figure's name.
    pub fn is_only_of_name(&self, figure: &Figure) -> bool {
        self.namesakes.get(figure.name.as_str()) == Some(&1)
    }

    /// Returns the figure that a literal's clause names directly before it, with nothing that makes it another's.
    pub fn before(&self, literal: &Literal) -> Option<Named> {
        let lead = literal.clause.lead.as_str();
        let name = self.name_before(lead)?;
        let rate = literal.alone().is_some_and(|quantity| !quantity.unit.counts());
        if !self.opens(&lead[..name.start], rate) || holds_number(&lead[name.end..]) {
            return None;
        }
        let figure = self.only(literal.section, &lead[name.clone()])?;
        let at = lead[..name.start].chars().count();
        let silent = self.silenced(literal, &self.figures.figures[figure], name);
        (!silent).then_some(Named { figure, at })
    }

    /// Returns whether a name that begins where a text ends is that of all there is, so far as the clause says.
    fn opens(&self, text: &str, is_rate: bool) -> bool {
        (begins(text) || (is_rate && ends_with_one(text, BEGINS_RATES)))
            && says_no_other(text, self.organisation)
    }

    /// Returns the figure that a literal's sentence counts and that is all it says: `全年共受理521件事件。`, `There were 521
    /// incidents.`
    pub fn counted(&self, literal: &Literal) -> Option<usize> {
        let (clause, quantity) = (&literal.clause, literal.alone()?);
        let ends = |c: char| c.is_whitespace() || c.is_ascii_punctuation() || "。，；！".contains(c);
        let lead = clause.lead.trim();
        let (name, is_all) = match clause.trail.trim_matches(ends) {
            "" => (quantity.unit.text(), THERE_WERE.contains(&lead.to_lowercase().as_str())),
            name => (name.to_owned(), says_all(lead)),
        };
        if !is_all || !clause.earlier.trim().is_empty() {
            return None;
        }
        let figure = self.only(literal.section, &name)?;
        let known = known(&self.figures.figures[figure]);
        (!self.other_whole(lead, &known)).then_some(figure)
    }

    /// Returns the figure whose name or label a text is, to the eyes of a section.
    pub fn of_label(&self, section: usize, label: &str) -> Option<usize> {
        self.only(section, label.trim())
    }

    /// Returns whether what stands above a table speaks of another year, place or intention than a figure does, or of a
    /// narrower thing: 女党员 for 党员.
    pub fn is_elsewhere(&self, text: &str, figure: &Figure) -> bool {
        let (text, known) = (text.to_lowercase(), known(figure));
        let says =
            |words: &[&str]| words.iter().any(|word| text.contains(word) && !known.contains(word.trim()));
        let name = figure.name.to_lowercase();
        let narrower = text.match_indices(&name).any(|(at, _)| !begins(&text[..at]));
        narrower
            || says(SILENCING)
            || says(OF_A_PART)
            || self.other_whole(&text, &known)
            || other_time(&text, &known)
    }

    /// Returns whether a section's title speaks of another time or place than a figure does: 东街社区, not 社区治理.
    pub fn is_titled_elsewhere(&self, title: &str, figure: &Figure) -> bool {
        let (title, known) = (title.trim().to_lowercase(), known(figure));
        let other = OF_A_TITLE.iter().filter(|word| !known.contains(**word)).any(|word| {
            let mut places = title.match_indices(word);
            places.any(|(at, _)| {
                let latin = word.starts_with(|c: char| c.is_ascii_alphabetic());
                let begins = title[..at].chars().last().is_none_or(char::is_whitespace);
                if latin {
                    is_whole_word(&title, at, word)
                } else {
                    !begins || !word.ends_with(['区', '村'])
                }
            })
        });
        other || self.other_whole(&title, &known) || other_time(&title, &known)
    }

    /// Returns whether a text speaks of all of a district that is not the organisation's.
    fn other_whole(&self, text: &str, known: &str) -> bool {
        let words = ["全区", "全县", "全市"];
        words.iter().any(|word| text.contains(word) && self.whole != Some(word) && !known.contains(word))
    }

    /// Returns the figures of a literal's value that its clause names.
    pub fn equal(&self, literal: &Literal) -> Vec<usize> {
        let Some(quantity) = literal.alone() else { return Vec::new() };
        if quantity.unit.is_bare() {
            return Vec::new();
        }
        let base = quantity.base();
        let exact = self.worth.get(&base).filter(|_| quantity.hedge.is_none());
        let shown = self.shown.get(&without_blanks(&quantity.text));
        let mut fitting: Vec<usize> = Vec::new();
        for list in [exact, shown].into_iter().flatten() {
            let from = if list.len() > MANY {
                list.partition_point(|index| self.figures.figures[*index].section < literal.section)
            } else {
                0
            };
            let own = |index: &&usize| {
                list.len() <= MANY || self.figures.figures[**index].section == literal.section
            };
            fitting.extend(list[from..].iter().take_while(own));
        }
        fitting.sort_unstable();
        fitting.dedup();
        let text = format!("{}{}{}", literal.clause.lead, quantity.text, literal.clause.trail);
        fitting.retain(|index| {
            let figure = &self.figures.figures[*index];
            let kind = figure.worth.as_ref().is_some_and(|worth| worth.unit.is_kind_of(&quantity.unit));
            // 10000张 is not 10000余张.
            let hedged = figure.stated.as_ref().is_some_and(|(stated, _)| stated.hedge.is_some());
            kind && (!hedged || quantity.hedge.is_some())
                && self.is_visible(literal.section, *index)
                && self.stands_in(figure, &text)
        });
        fitting
    }

    /// Returns the range of the longest name that a text ends with, some words between left out.
    fn name_before(&self, lead: &str) -> Option<std::ops::Range<usize>> {
        let mut end = lead.len();
        let mut best: Option<std::ops::Range<usize>> = None;
        // The words between may be part of a name: each way to cut them off is tried, the longest name taken.
        for _ in 0..6 {
            if let Some(start) = self.longest_at_end(&lead[..end]) {
                let longer = best.as_ref().is_none_or(|best| start < best.start);
                best = if longer { Some(start..end) } else { best };
            }
            let Some(shorter) = cut(&lead[..end]) else { break };
            end = shorter;
        }
        best
    }

    /// Returns where the longest name that a text ends with begins.
    fn longest_at_end(&self, text: &str) -> Option<usize> {
        if !text.chars().last().is_some_and(|last| self.endings.contains(&last)) {
            return None;
        }
        let starts = text.char_indices().rev().take(self.longest).map(|(at, _)| at);
        let name = |at: &usize| {
            self.of_name(&text[*at..]).is_some() && text[*at..].trim_start().len() == text[*at..].len()
        };
        starts.filter(name).last()
    }

    /// Returns the figures of a name; a capital that begins a sentence is none of the name's.
    fn of_name(&self, written: &str) -> Option<&Vec<usize>> {
        self.names.get(written).or_else(|| {
            let first = written.chars().next().filter(char::is_ascii_uppercase)?;
            self.names.get(format!("{}{}", first.to_ascii_lowercase(), &written[1..]).as_str())
        })
    }

    /// Returns the figure of a name as a section sees it: its own, or the only one.
    fn only(&self, section: usize, name: &str) -> Option<usize> {
        let all = self.of_name(name)?;
        let own: Vec<usize> =
            all.iter().copied().filter(|index| self.figures.figures[*index].section == section).collect();
        match (own.as_slice(), all.as_slice()) {
            ([one], _) | ([], [one]) => Some(*one),
            _ => None,
        }
    }

    fn is_visible(&self, section: usize, index: usize) -> bool {
        let figure = &self.figures.figures[index];
        figure.section == section || self.only(section, &figure.name) == Some(index)
    }

    /// Returns whether a figure's name or label stands in a text, and not only within a longer name.
    fn stands_in(&self, figure: &Figure, text: &str) -> bool {
        std::iter::once(&figure.name).chain(&figure.label).any(|name| {
            let at_all = text.match_indices(name.as_str()).take(8);
            at_all
                .filter(|(at, _)| is_whole_word(text, *at, name))
                .any(|(at, _)| !self.is_within_longer(text, at, name.len()))
        })
    }

    /// Returns whether a stretch of a text lies within a longer name that stands there.
    fn is_within_longer(&self, text: &str, at: usize, length: usize) -> bool {
        let starts = text[..at].char_indices().rev().take(self.longest).map(|(start, _)| start);
        let starts: Vec<usize> = std::iter::once(at).chain(starts).collect();
        let ends = text[at + length..].char_indices().map(|(end, c)| at + length + end + c.len_utf8());
        let ends: Vec<usize> = std::iter::once(at + length).chain(ends.take(self.longest)).collect();
        starts.iter().any(|start| {
            ends.iter().any(|end| end - start > length && self.names.contains_key(&text[*start..*end]))
        })
    }

    /// Returns whether the sentence speaks of another year, place or intention than the figure.
    fn silenced(&self, literal: &Literal, figure: &Figure, name: std::ops::Range<usize>) -> bool {
        let clause = &literal.clause;
        self.is_anothers((&clause.lead, &clause.earlier), figure, name) || self.is_turned(literal, figure)
    }

    /// Returns whether the clause up to a number, or the sentence before it, speaks of another year, place or intention than the
    /// figure.
    fn is_anothers(
        &self,
        (lead, earlier): (&str, &str),
        figure: &Figure,
        name: std::ops::Range<usize>,
    ) -> bool {
        let near = format!("{} {}", &lead[..name.start], &lead[name.end..]).to_lowercase();
        let around = format!("{} {near}", earlier.to_lowercase());
        let known = known(figure);
        let whole = self.other_whole(&around, &known);
        let part = lead[..name.start].contains("其中") && figure.whole.is_none();
        let says = |text: &str, words: &[&str]| {
            words.iter().any(|word| text.contains(word) && !known.contains(word.trim()))
        };
        let other = says(&around, SILENCING) || says(&near, SILENCING_NEAR);
        let place = other_place(&around, &known, self.organisation);
        whole || part || other || place || other_time(&around, &known)
    }

    /// Returns whether what stands behind a number makes it another thing than the figure: 97%的目标.
    fn is_turned(&self, literal: &Literal, figure: &Figure) -> bool {
        let trail = literal.clause.trail.to_lowercase();
        let known = known(figure);
        let long = |word: &&&str| word.len() > 6 && trail.contains(**word) && !known.contains(word.trim());
        AFTERWARDS.iter().any(|word| trail.starts_with(word)) || SILENCING.iter().any(|word| long(&word))
    }
}

/// Returns what is known of a figure: its period, scope and name.
fn known(figure: &Figure) -> String {
    let words = |words: &Option<String>| words.clone().unwrap_or_default();
    format!("{} {} {}", words(&figure.period), words(&figure.scope), figure.name).to_lowercase()
}

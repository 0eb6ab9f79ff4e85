//! The sentence that each citation stands in, as it is printed.
//!
//! Reads the report's model, not its pages; a row of a table counts as a sentence.

use std::collections::BTreeMap;

use crate::figure::FigureTable;
use crate::report::{BlockKind, Data, Inline, InlineKind, Listed, Report, visit_inlines};
use crate::source::Span;

/// Characters that are kept before and behind a citation.
const KEPT: usize = 40;
/// What ends a sentence.
const ENDS: [char; 7] = ['。', '！', '？', '；', '!', '?', ';'];

/// A stretch of text with the citations in it.
#[derive(Default)]
struct Line {
    text: String,
    citations: Vec<(Span, std::ops::Range<usize>)>,
}

/// Returns, by citation, the words before it, its own, and those behind it.
pub(super) fn sentences(report: &Report, figures: &FigureTable) -> BTreeMap<Span, [String; 3]> {
    let mut found = BTreeMap::new();
    let mut note = |line: Line| {
        for (span, range) in &line.citations {
            found.insert(*span, around(&line.text, range));
        }
    };
    note(Line::default().with(&report.title, figures));
    for section in &report.sections {
        section.visit_blocks(&mut |block| match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                note(Line::default().with(content, figures));
            }
            BlockKind::Image(image) => note(Line::default().with(&image.caption, figures)),
            BlockKind::Data(data) => {
                let mut alone = Line::default();
                let caption = data.caption.iter().flat_map(|caption| &caption.content);
                alone = alone.with(&caption.cloned().collect::<Vec<_>>(), figures);
                note(alone);
                match &data.data {
                    Data::File { .. } => {}
                    Data::Rows(rows) => rows
                        .iter()
                        .flatten()
                        .for_each(|cell| note(Line::default().with(&cell.content, figures))),
                    Data::Figures(listed) => listed.iter().for_each(|listed| {
                        if let Listed::One(citation) = listed {
                            note(Line::default().with(std::slice::from_ref(citation), figures));
                        }
                    }),
                }
            }
            BlockKind::Callout { title, .. } => note(Line::default().with(title, figures)),
            BlockKind::Terms(terms) => {
                terms.iter().for_each(|term| note(Line::default().with(&term.term, figures)));
            }
            BlockKind::Table(table) => {
                if let Some(caption) = &table.caption {
                    note(Line::default().with(&caption.content, figures));
                }
                for row in table.head.iter().chain(&table.rows) {
                    let mut line = Line::default();
                    for (at, cell) in row.iter().enumerate() {
                        line.text.push_str(if at == 0 { "" } else { " | " });
                        line = line.with(&cell.content, figures);
                    }
                    note(line);
                }
            }
            _ => {}
        });
    }
    found
}

impl Line {
    /// Returns the line with inlines behind it.
    fn with(mut self, inlines: &[Inline], figures: &FigureTable) -> Line {
        visit_inlines(inlines, &mut |inline| match &inline.kind {
            InlineKind::Text(text) | InlineKind::Code(text) => self.text.push_str(text),
            InlineKind::LineBreak => self.text.push(' '),
            InlineKind::Citation(citation) => {
                let start = self.text.len();
                let shown = figures.shown.get(&citation.span).map(|shown| &shown.text);
                self.text.push_str(shown.and_then(|shown| shown.as_deref().ok()).unwrap_or("?"));
                self.citations.push((citation.span, start..self.text.len()));
            }
            _ => {}
        });
        self
    }
}

/// Cuts the sentence around a range out of a text, and no more of it than can be read at a glance.
fn around(text: &str, range: &std::ops::Range<usize>) -> [String; 3] {
    let (before, behind) = (&text[..range.start], &text[range.end..]);
    let english = |text: &str| text.rfind(". ").map(|at| at + 2);
    let begin = before.char_indices().rfind(|(_, c)| ENDS.contains(c)).map(|(at, c)| at + c.len_utf8());
    let begin = begin.max(english(before)).unwrap_or(0);
    let end = behind.char_indices().find(|(_, c)| ENDS.contains(c)).map(|(at, c)| at + c.len_utf8());
    let stop = behind.find(". ").map(|at| at + 1);
    let end = end.into_iter().chain(stop).min().unwrap_or(behind.len());
    let (before, behind) = (before[begin..].trim_start(), &behind[..end]);
    let cut = before.chars().count().saturating_sub(KEPT);
    let mut left: String = before.chars().skip(cut).collect();
    if cut > 0 {
        left.insert(0, '…');
    }
    let mut right: String = behind.chars().take(KEPT).collect();
    if right.len() < behind.len() {
        right.push('…');
    }
    [left, text[range.clone()].to_owned(), right]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, figure: &str) -> [String; 3] {
        let start = text.find(figure).unwrap();
        around(text, &(start..start + figure.len()))
    }

    #[test]
    fn a_sentence_ends_where_its_marks_say() {
        assert_eq!(cut("前一句。办结508件，好。后一句。", "508件"), ["办结", "508件", "，好。"]);
        assert_eq!(cut("One. Of 512 cases, most. Next", "512 cases"), ["Of ", "512 cases", ", most."]);
        assert_eq!(cut("3.5%", "3.5%"), ["", "3.5%", ""]);
    }

    #[test]
    fn a_long_sentence_is_cut_on_both_sides() {
        let [left, _, right] = cut(&format!("{}9件{}", "长".repeat(60), "尾".repeat(60)), "9件");
        assert_eq!((left.chars().count(), right.chars().count()), (KEPT + 1, KEPT + 1));
        assert!(left.starts_with('…') && right.ends_with('…'));
    }
}

//! The words of a cell as a reader sees them, with what its citations print: what labels and numbers are read from.
//!
//! What is no part of one number is kept out of it: struck-out words stand between the signs they are typed with, a line break, a
//! picture and a formula are signs of their own, and a raised mark is left out.

use super::FigureTable;
use crate::report::prose::{BREAK, OPAQUE, superscript};
use crate::report::{Cell, Inline, InlineKind};

/// Returns the words of a cell.
pub(super) fn words(cell: &Cell, figures: &FigureTable) -> String {
    let mut words = String::new();
    add(&cell.content, figures, &mut words);
    words
}

fn add(inlines: &[Inline], figures: &FigureTable, words: &mut String) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(text) | InlineKind::Code(text) => words.push_str(text),
            InlineKind::Citation(citation) => {
                if let Some(Ok(text)) = figures.shown.get(&citation.span).map(|shown| &shown.text) {
                    words.push_str(text);
                }
            }
            InlineKind::LineBreak => words.push(BREAK),
            InlineKind::Image(_) | InlineKind::Formula(_) => words.push(OPAQUE),
            InlineKind::Note(_) | InlineKind::Reference(_) => {}
            InlineKind::Strikethrough(content) => {
                words.push_str("~~");
                add(content, figures, words);
                words.push_str("~~");
            }
            InlineKind::Superscript(content) => {
                let mut above = String::new();
                add(content, figures, &mut above);
                raise(above.trim(), words);
            }
            InlineKind::Emphasis(content)
            | InlineKind::Strong(content)
            | InlineKind::Subscript(content)
            | InlineKind::Underline(content)
            | InlineKind::Highlight(content)
            | InlineKind::Link { content, .. } => add(content, figures, words),
        }
    }
}

/// Adds what stands above the line: the index of m² and m³, which is a part of the unit, and words (5th). A power of ten is no
/// number that is read here; anything else is a mark.
fn raise(above: &str, words: &mut String) {
    let is_length = words.ends_with(['m', '米']);
    let ten = words
        .strip_suffix("10")
        .is_some_and(|before| !before.ends_with(|c: char| c.is_ascii_digit() || c == '.'));
    match above {
        "2" if is_length => words.push('²'),
        "3" if is_length => words.push('³'),
        // No number is read of these signs, but a message shows them.
        _ if ten && above.contains(|c: char| c.is_ascii_digit()) => {
            words.extend(above.chars().map(superscript));
        }
        _ if above.chars().filter(|c| c.is_alphabetic()).count() > 1 => words.push_str(above),
        _ => {}
    }
}

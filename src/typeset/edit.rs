//! The smallest edits that turn one text of a generated file into another.
//!
//! Typst remembers layout by the nodes of its syntax tree, and an edit keeps every node outside its range: several
//! small edits keep what one large edit would lose.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};
use typst::syntax::Source;

/// Returns the source with another text.
pub(super) fn edited(mut source: Source, text: &str) -> Source {
    if source.text() == text {
        return source;
    }
    // From the back, so that the places before an edit stay.
    for (range, with) in hunks(source.text(), text).into_iter().rev() {
        source.edit(range, &text[with]);
    }
    source
}

/// Returns what is replaced in the old text, and by which part of the new, in order.
fn hunks(old: &str, new: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let (old_lines, new_lines) = (pieces(old), pieces(new));
    let ops = capture_diff_slices(Algorithm::Patience, &texts(old, &old_lines), &texts(new, &new_lines));
    let reach = |lines: &[usize], range: Range<usize>| lines[range.start]..lines[range.end];
    let changed = ops.into_iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    changed
        .map(|op| {
            let (a, b) = (reach(&old_lines, op.old_range()), reach(&new_lines, op.new_range()));
            narrowed(old, new, a, b)
        })
        .collect()
}

/// Takes away what two ranges begin and end with alike.
fn narrowed(old: &str, new: &str, a: Range<usize>, b: Range<usize>) -> (Range<usize>, Range<usize>) {
    let (x, y) = (&old[a.clone()], &new[b.clone()]);
    let same = |(a, b): &(char, char)| a == b;
    let front: usize = x.chars().zip(y.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (x, y) = (&x[front..], &y[front..]);
    let back: usize = x.chars().rev().zip(y.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    (a.start + front..a.end - back, b.start + front..b.end - back)
}

/// Returns where the pieces of a generated text begin, and where it ends: a piece ends behind a line end or a `;`.
fn pieces(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(text.bytes().enumerate().filter(|(_, c)| matches!(c, b'\n' | b';')).map(|(at, _)| at + 1));
    if starts.last() != Some(&text.len()) {
        starts.push(text.len());
    }
    starts
}

fn texts<'a>(text: &'a str, starts: &[usize]) -> Vec<&'a str> {
    starts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use typst::syntax::Source;

    use super::*;

    #[test]
    fn only_what_changed_is_replaced() {
        let (old, new) = ("#\"甲\";\n#\"乙\";\n#\"丙\";", "#\"甲1\";\n#\"乙\";\n#\"丁\";");
        let hunks = hunks(old, new);
        let shown: Vec<_> = hunks.iter().map(|(a, b)| (&old[a.clone()], &new[b.clone()])).collect();
        assert_eq!(shown, [("", "1"), ("丙", "丁")]);
    }

    proptest! {
        #[test]
        fn an_edited_source_is_the_new_text(
            old in "([甲乙;\n\"#a]|#\"年\";){0,40}", new in "([甲乙;\n\"#a]|#\"年\";){0,40}",
        ) {
            let source = edited(Source::detached(old), &new);
            prop_assert_eq!(source.text(), &new);
            let fresh = Source::detached(new.clone());
            prop_assert_eq!(source.root().full_text(), fresh.root().full_text());
        }
    }
}

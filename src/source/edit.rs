//! Replacements in a text: which of them can be made together, and the text that comes of it.
//!
//! Pure, and knows nothing of why something is replaced. Replacements are made in the text's own line ends.

use std::ops::Range;

/// A replacement in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes replaced; empty where something is put in.
    pub range: Range<usize>,
    /// What stands there afterwards, its lines ended by `\n` or as the text ends its own.
    pub replacement: String,
}

/// A text after some of its edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The text.
    pub text: String,
    /// The indices of the edits that were made, from the front of the text to its end.
    pub made: Vec<usize>,
}

/// Makes edits in a text, from its front; one that overlaps another made before it is left for another time.
///
/// Of two that begin at one place the shorter is made, of two alike the first. An edit that does not fit the text,
/// or changes nothing, is left too.
pub fn apply(text: &str, edits: &[Edit]) -> Edited {
    let mut order: Vec<usize> = (0..edits.len()).collect();
    order.sort_by_key(|index| (edits[*index].range.start, edits[*index].range.end));
    let mut edited = Edited { text: String::with_capacity(text.len()), made: Vec::new() };
    // Where the next edit may begin: behind the last, and not where the last put something in.
    let (mut at, mut filled) = (0, None);
    for index in order {
        let Edit { range, replacement } = &edits[index];
        let Some(replaced) = text.get(range.clone()) else { continue };
        if range.start < at || filled == Some(range.start) {
            continue;
        }
        let replacement = in_lines_of(text, range.start, replacement);
        if replacement == replaced {
            continue;
        }
        edited.text.push_str(&text[at..range.start]);
        edited.text.push_str(&replacement);
        edited.made.push(index);
        at = range.end;
        filled = range.is_empty().then_some(range.start);
    }
    edited.text.push_str(&text[at..]);
    edited
}

/// Returns a replacement with its lines ended as the text ends the line it goes into.
fn in_lines_of(text: &str, at: usize, replacement: &str) -> String {
    if !replacement.contains(['\r', '\n']) {
        return replacement.to_owned();
    }
    let plain = replacement.replace("\r\n", "\n").replace('\r', "\n");
    plain.replace('\n', line_end(&text[at..]).or_else(|| line_end(text)).unwrap_or("\n"))
}

/// Returns the first line end of a text.
fn line_end(text: &str) -> Option<&'static str> {
    let at = text.find(['\r', '\n'])?;
    Some(match &text.as_bytes()[at..] {
        [b'\r', b'\n', ..] => "\r\n",
        [b'\r', ..] => "\r",
        _ => "\n",
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edit(range: Range<usize>, replacement: &str) -> Edit {
        Edit { range, replacement: replacement.to_owned() }
    }

    fn applied(text: &str, edits: &[Edit]) -> (String, Vec<usize>) {
        let Edited { text, made } = apply(text, edits);
        (text, made)
    }

    #[test]
    fn edits_are_made_from_the_front_and_overlaps_wait() {
        let edits = [edit(6..9, "丁"), edit(0..3, "子"), edit(3..9, "丑"), edit(3..6, "")];
        assert_eq!(applied("甲乙丙", &edits), ("子丁".to_owned(), vec![1, 3, 0]));
        assert_eq!(
            applied("ab", &[edit(1..1, "x"), edit(1..1, "y"), edit(1..2, "z")]),
            ("axb".into(), vec![0])
        );
        assert_eq!(applied("ab", &[edit(0..1, "x"), edit(1..1, "y")]), ("xyb".into(), vec![0, 1]));
    }

    #[test]
    fn what_does_not_fit_or_changes_nothing_is_left() {
        assert_eq!(
            applied("甲", &[edit(1..3, "x"), edit(0..9, "x"), edit(0..3, "甲")]),
            ("甲".into(), vec![])
        );
    }

    #[test]
    fn lines_end_as_those_around_them() {
        for (text, expected) in
            [("a\r\nb\r\n", "a\r\n---\r\nb\r\n"), ("a\rb", "a\r---\rb"), ("a\nb", "a\n---\nb")]
        {
            let at = text.find('b').unwrap();
            assert_eq!(applied(text, &[edit(at..at, "---\n")]).0, expected);
            assert_eq!(applied(text, &[edit(at..at, "---\r\n")]).0, expected);
        }
        assert_eq!(applied("a", &[edit(1..1, "\n---\n")]).0, "a\n---\n");
    }

    /// A text with edits at the boundaries of its characters, and a few anywhere.
    fn edits() -> impl Strategy<Value = (String, Vec<Edit>)> {
        let text =
            proptest::collection::vec(proptest::sample::select(vec!["甲", "a", "é", "，", "1", "𠮷"]), 0..12);
        let edits = proptest::collection::vec((0..40_usize, 0..6_usize, "[xy乙]{0,3}"), 0..8);
        (text, edits).prop_map(|(text, edits)| {
            let edits = edits.into_iter().map(|(start, length, words)| edit(start..start + length, &words));
            (text.concat(), edits.collect())
        })
    }

    proptest! {
        #[test]
        fn what_no_edit_touches_stays((text, edits) in edits()) {
            let Edited { text: after, made } = apply(&text, &edits);
            let (mut before, mut rest) = (0, after.as_str());
            for index in &made {
                let Edit { range, replacement } = &edits[*index];
                prop_assert!(range.start >= before);
                rest = rest.strip_prefix(&text[before..range.start]).unwrap();
                rest = rest.strip_prefix(replacement.as_str()).unwrap();
                before = range.end;
            }
            prop_assert_eq!(rest, &text[before..]);
        }

        #[test]
        fn the_first_that_fits_is_made_and_those_left_overlap((text, edits) in edits()) {
            let made = apply(&text, &edits).made;
            for (index, left) in edits.iter().enumerate().filter(|(index, _)| !made.contains(index)) {
                let Some(replaced) = text.get(left.range.clone()) else { continue };
                let touches = made.iter().map(|index| &edits[*index].range).any(|range| {
                    range.start == left.range.start || (range.start < left.range.end && left.range.start < range.end)
                });
                prop_assert!(touches || replaced == left.replacement, "{index}");
            }
        }

        #[test]
        fn order_does_not_matter((text, edits) in edits()) {
            let mut turned: Vec<Edit> = edits.clone();
            turned.reverse();
            let alike = |a: &Edit, b: &Edit| a.range == b.range && a.replacement != b.replacement;
            let tie = edits.iter().any(|a| edits.iter().any(|b| alike(a, b)));
            prop_assert!(tie || apply(&text, &edits).text == apply(&text, &turned).text);
        }
    }
}

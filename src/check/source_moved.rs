//! `source-moved`: a cell that is named by its address stands beside other words than those recorded.
//!
//! Recorded are the `labels` of the declaration, or, without them, what was signed. A cell that is found by its
//! labels cannot move unseen.

use std::collections::BTreeMap;

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, printable};
use crate::figure::{Figure, Origin, Taken, taken};
use crate::source::Span;
use crate::text;

/// Reports cells that are not where they were.
pub fn run(input: &Input<'_>) -> Diagnostics {
    judge(input, &input.lock.map(taken).unwrap_or_default())
}

/// Compares the words beside each cell with those declared, or with those that were signed.
fn judge(input: &Input<'_>, signed: &[Taken]) -> Diagnostics {
    let signed: BTreeMap<_, _> =
        signed.iter().map(|then| ((&then.section, &then.name, &then.scope), then)).collect();
    let mut diagnostics = Diagnostics::default();
    for (index, figure) in input.figures.figures.iter().enumerate() {
        let Some((origin, address)) =
            figure.origin.as_ref().and_then(|origin| Some((origin, origin.address?)))
        else {
            continue;
        };
        if !origin.expected.is_empty() {
            let missing = origin.expected.iter().find(|(words, _)| !origin.labels.contains(words));
            if let Some((words, place)) = missing {
                let fault = moved(figure, origin, words, *place).about(index);
                let written = input.sources.get(address.file).slice(address);
                diagnostics.push(match &origin.found_at {
                    Some(cell) if written.eq_ignore_ascii_case(&origin.cell) => {
                        fault.fix(address, cell.as_str())
                    }
                    _ => fault,
                });
            }
            continue;
        }
        let Some(then) = signed.get(&(&figure.section_id, &figure.name, &figure.scope)) else { continue };
        let same_cell = then.file == origin.path && then.cell == origin.cell;
        if let Some(words) =
            then.labels.iter().find(|words| !origin.labels.contains(words)).filter(|_| same_cell)
        {
            diagnostics.push(moved(figure, origin, words, address).about(index));
        }
    }
    diagnostics
}

/// Says what stands beside the cell instead of the recorded words.
fn moved(figure: &Figure, origin: &Origin, words: &str, place: Span) -> Diagnostic {
    let (name, cell, words) = (&figure.name, printable(&origin.name()), printable(words));
    let now: Vec<String> = origin.labels.iter().map(|label| printable(label)).collect();
    let message = if now.is_empty() {
        text!(
            "“{name}”取自 {cell}，它旁边没有“{words}”了",
            "`{name}` is taken from {cell}, which has no `{words}` beside it any more"
        )
    } else {
        let (zh, en) = (now.join("”“"), now.join("` and `"));
        text!(
            "“{name}”取自 {cell}，它旁边是“{zh}”，没有“{words}”",
            "`{name}` is taken from {cell}, which stands beside `{en}`, not `{words}`"
        )
    };
    let hint = match &origin.found_at {
        Some(cell) => text!("这一格现在在 {cell}", "that cell is {cell} now"),
        None => text!(
            "改成现在的那一格，或改用 row（行）和 column（列）：表格增删行时不会错",
            "name the cell that is meant now, or use `row` and `column`, which stay true when rows come and go"
        ),
    };
    Diagnostic::new(Code::SourceMoved, place, message).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::FigureTable;
    use crate::report::Report;
    use crate::source::{Encoding, Sources};

    fn found(labels: &[&str], expected: &[&str], found_at: Option<&str>) -> Vec<Diagnostic> {
        since(labels, expected, found_at, &[])
    }

    fn since(
        labels: &[&str],
        expected: &[&str],
        found_at: Option<&str>,
        signed: &[Taken],
    ) -> Vec<Diagnostic> {
        let mut sources = Sources::default();
        let file = sources.add("a.md", "B7 办公费 决算数", Encoding::Utf8);
        let origin = Origin {
            path: "data/a.csv".into(),
            cell: "B7".into(),
            labels: labels.iter().map(|label| (*label).to_owned()).collect(),
            address: Some(Span::new(file, 0, 2)),
            expected: expected.iter().map(|words| ((*words).to_owned(), Span::new(file, 3, 12))).collect(),
            found_at: found_at.map(str::to_owned),
            ..Origin::default()
        };
        let figure = Figure { name: "办公费".into(), origin: Some(Box::new(origin)), ..Figure::default() };
        let figures = FigureTable { figures: vec![figure], ..FigureTable::default() };
        judge(&Input::new(&Report::default(), &sources, &figures), signed).into_iter().collect()
    }

    #[test]
    fn other_words_are_told_with_the_new_cell() {
        let faults = found(&["差旅费", "决算数"], &["办公费", "决算数"], Some("B9"));
        assert_eq!(faults.len(), 1);
        assert!(faults[0].message.zh.contains("“差旅费”“决算数”，没有“办公费”"), "{}", faults[0].message.zh);
        assert_eq!(faults[0].fix.as_ref().unwrap().replacement, "B9");
        assert_eq!(faults[0].span.start, 3);
        assert!(found(&["差旅费"], &["办公费"], None)[0].fix.is_none());
    }

    #[test]
    fn a_cell_that_is_written_by_a_name_is_not_overwritten() {
        let mut sources = Sources::default();
        let file = sources.add("a.md", "OfficeCosts", Encoding::Utf8);
        let origin = Origin {
            cell: "B7".into(),
            labels: vec!["差旅费".into()],
            address: Some(Span::new(file, 0, 11)),
            expected: vec![("办公费".into(), Span::new(file, 0, 1))],
            found_at: Some("B9".into()),
            ..Origin::default()
        };
        let figure = Figure { name: "办公费".into(), origin: Some(Box::new(origin)), ..Figure::default() };
        let figures = FigureTable { figures: vec![figure], ..FigureTable::default() };
        let fault = run(&Input::new(&Report::default(), &sources, &figures)).into_iter().next().unwrap();
        assert_eq!((fault.fix, fault.hints[0].en.as_str()), (None, "that cell is B9 now"));
    }

    #[test]
    fn without_labels_the_signed_ones_count() {
        let signed = |cell: &str| Taken {
            name: "办公费".into(),
            file: "data/a.csv".into(),
            cell: cell.into(),
            labels: vec!["办公费".into(), "决算数".into()],
            ..Taken::default()
        };
        let moved = since(&["差旅费", "决算数"], &[], None, &[signed("B7")]);
        assert_eq!((moved.len(), moved[0].span.start), (1, 0));
        assert!(since(&["办公费", "决算数"], &[], None, &[signed("B7")]).is_empty());
        // Another cell was chosen since: its words are others.
        assert!(since(&["差旅费", "决算数"], &[], None, &[signed("B6")]).is_empty());
    }

    #[test]
    fn the_same_words_are_silent() {
        assert!(found(&["办公费", "决算数"], &["决算数", "办公费"], None).is_empty());
        assert!(found(&["办公费", "决算数"], &["办公费"], None).is_empty());
        assert!(found(&["差旅费"], &[], None).is_empty());
    }
}

//! `duplicate-id`: one id written at two places of the report.
//!
//! Speaks of ids that a person wrote. Ids made from headings may repeat across sections, and a link to such a
//! one is `broken-link`; sections whose ids come from their file names may repeat until a figure is cited by one.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, printable};
use crate::report::links::anchors;
use crate::source::{Sources, Span};
use crate::text;

/// Reports the second and every later place of an id, with the first.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let Input { report, sources, .. } = *input;
    let mut diagnostics = Diagnostics::default();
    let mut places: BTreeMap<String, (usize, Span)> = BTreeMap::new();
    for (index, section) in report.sections.iter().enumerate() {
        let own = section.front_matter.id.as_ref().and_then(|id| Some((id.text.as_str(), id.span?)));
        let written = anchors(section).into_iter().filter_map(|anchor| Some((anchor.id, anchor.written?)));
        let is_own = |id: &str| own.is_some_and(|(own, _)| own == id);
        // The section's own id written once more on its title names the same place.
        for (id, place) in own.into_iter().chain(written) {
            let place = narrowed(sources, place, id);
            let key: String = id.nfc().collect();
            match places.get(&key) {
                None => {
                    places.insert(key, (index, place));
                }
                Some((first, _)) if *first == index && is_own(id) => {}
                Some((_, first)) => diagnostics.push(twice(id, place, *first)),
            }
        }
    }
    diagnostics
}

fn twice(id: &str, place: Span, first: Span) -> Diagnostic {
    let id = printable(id);
    Diagnostic::new(
        Code::DuplicateId,
        place,
        text!(
            "标识 {id} 用了两次，链接不知道该去哪里",
            "the id `{id}` is used twice: a link cannot know where to go"
        ),
    )
    .related(first, text!("第一次在这里", "first used here"))
    .hint(text!("给其中一处换个名字", "give one of the two another name"))
}

/// Returns where the id itself stands in the place of what bears it, such as a whole image.
fn narrowed(sources: &Sources, place: Span, id: &str) -> Span {
    let written = sources.get(place.file).slice(place);
    match written.rfind(&format!("#{id}")) {
        Some(at) => place.part(at + 1, at + 1 + id.len()),
        None => place,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::FigureTable;
    use crate::report::fixture::{heading, heading_with_id, report};

    #[test]
    fn the_second_place_is_told_with_the_first() {
        let (report, sources) = report(&[
            ("content/01-a.md", vec![heading_with_id(1, "网格")]),
            ("content/02-b.md", vec![heading(1, "grid"), heading_with_id(2, "网格")]),
        ]);
        let found: Vec<_> =
            run(&Input::new(&report, &sources, &FigureTable::default())).into_iter().collect();
        assert_eq!(found.len(), 1);
        let place = |span: Span| {
            let file = sources.get(span.file);
            (file.path.as_str(), file.place(span.start).line, file.slice(span))
        };
        assert_eq!(place(found[0].span), ("content/02-b.md", 3, "网格"));
        assert_eq!(place(found[0].related[0].span), ("content/01-a.md", 1, "网格"));
    }

    #[test]
    fn a_section_may_write_its_own_id_on_its_title_once_more_and_nothing_else_twice() {
        let made = |id: &str| {
            let (mut report, sources) = report(&[
                ("content/01-a.md", vec![heading_with_id(1, "网格"), heading_with_id(2, "治安")]),
                ("content/02-b.md", vec![heading_with_id(1, "信访"), heading_with_id(2, "治安")]),
            ]);
            let section = std::sync::Arc::make_mut(&mut report.sections[0]);
            let span = Some(Span::new(section.source, 0, 1));
            section.front_matter.id = Some(crate::report::Scalar { text: id.to_owned(), span });
            let found = run(&Input::new(&report, &sources, &FigureTable::default()));
            found.into_iter().map(|found| found.message.zh).collect::<Vec<_>>()
        };
        let twice = |id: &str| format!("标识 {id} 用了两次，链接不知道该去哪里");
        assert_eq!(made("网格"), [twice("治安")], "its title bears it too");
        assert_eq!(made("信访"), [twice("信访"), twice("治安")], "another section's title bears it");
        let (report, sources) =
            report(&[("content/01-a.md", vec![heading_with_id(1, "网格"), heading_with_id(2, "网格")])]);
        assert_eq!(run(&Input::new(&report, &sources, &FigureTable::default())).len(), 1);
    }

    #[test]
    fn made_ids_may_repeat() {
        let (report, sources) = report(&[
            ("content/a.md", vec![heading(1, "results")]),
            ("content/b.md", vec![heading_with_id(1, "results")]),
        ]);
        assert!(run(&Input::new(&report, &sources, &FigureTable::default())).is_empty());
    }
}

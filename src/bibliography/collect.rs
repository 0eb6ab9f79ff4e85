//! The references of a report in the order in which it is read: a footnote where it is first referred to.
//!
//! What they name is not looked up here.

use std::collections::BTreeSet;

use crate::report::{Cited, InlineKind, Report, Section};
use crate::source::Span;

/// A reference in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The brackets.
    pub(super) span: Span,
    /// What they name.
    pub(super) cited: &'a [Cited],
}

/// Returns the references of a report.
pub(super) fn places(report: &Report) -> Vec<Place<'_>> {
    report
        .sections
        .iter()
        .filter(|section| section.readable)
        .flat_map(|section| of_section(section))
        .collect()
}

/// Returns the references of a section; what stands in a footnote comes where the footnote is first referred to.
fn of_section(section: &Section) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    let mut notes = Vec::new();
    section.visit_inlines(&mut |inline| match &inline.kind {
        InlineKind::Reference(cited) => places.push(Place { span: inline.span, cited }),
        InlineKind::Note(index) => notes.push((inline.span, *index)),
        _ => {}
    });
    if places.is_empty() || notes.is_empty() {
        return places;
    }
    let note_of = |span: Span| {
        let within = |note: &crate::report::Note| note.span.start <= span.start && span.end <= note.span.end;
        section.notes.iter().position(within)
    };
    let (mut within, text): (Vec<_>, Vec<_>) =
        places.into_iter().map(|place| (note_of(place.span), place)).partition(|(note, _)| note.is_some());
    let mut referred = BTreeSet::new();
    notes.retain(|(span, index)| note_of(*span).is_none() && referred.insert(*index));
    let mut notes = notes.into_iter().peekable();
    let mut sorted = Vec::new();
    for (_, place) in text {
        while let Some((_, index)) = notes.next_if(|(span, _)| span.start < place.span.start) {
            take(&mut within, index, &mut sorted);
        }
        sorted.push(place);
    }
    notes.for_each(|(_, index)| take(&mut within, index, &mut sorted));
    sorted.extend(within.into_iter().map(|(_, place)| place));
    sorted
}

/// Takes the references of a footnote out of those of all.
fn take<'a>(within: &mut Vec<(Option<usize>, Place<'a>)>, note: usize, sorted: &mut Vec<Place<'a>>) {
    within.retain(|(of, place)| {
        let here = *of == Some(note);
        if here {
            sorted.push(*place);
        }
        !here
    });
}

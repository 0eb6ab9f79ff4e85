//! The register of figures as an annex of the report: a row for each figure, in groups by section.
//!
//! Reasons stay out of it: they are for those who check, not for those who read.

use std::collections::BTreeMap;

use super::emitter::Emitter;
use super::numbering::SectionNumbers;
use super::{Characters, Context, IMPORT, TypstSource, inlines};
use crate::diagnostic::Language;
use crate::figure::Figure;
use crate::source::Span;

/// Its path in Typst's world.
pub(super) const PATH: &str = "/register.typ";

/// Writes the annex, with the pages of each citation as far as they are known.
pub(super) fn annex(
    context: &Context<'_>,
    pages: &BTreeMap<Span, Vec<u64>>,
    numbers: &[SectionNumbers],
) -> (TypstSource, Characters) {
    let mut emitter = Emitter::default();
    emitter.glue(IMPORT);
    emitter.glue("#style.register(\n");
    for (index, section) in context.report.sections.iter().enumerate() {
        let figures: Vec<_> =
            context.figures.figures.iter().filter(|figure| figure.section == index).collect();
        if figures.is_empty() {
            continue;
        }
        let span = Span::new(section.source, 0, 0);
        let title =
            section.title().map(|title| inlines::plain_text(title, context.figures, context.language()));
        let number = numbers[index].headings.first().filter(|_| title.is_some()).cloned().unwrap_or_default();
        let title = title.unwrap_or_else(|| section.id.clone());
        let gap = if number.ends_with(|c: char| c.is_ascii()) && !number.is_empty() { " " } else { "" };
        emitter.glue("(section: [");
        // A heading that runs into its paragraph ends in a full stop, which a group of rows does not.
        emitter.literal(&format!("{number}{gap}{}", title.trim_end_matches('。')), span);
        emitter.glue("], figures: (\n");
        figures.into_iter().for_each(|figure| row(&mut emitter, figure, pages, context.language()));
        emitter.glue(")),\n");
    }
    emitter.glue(")\n");
    // The pages are not known when faces are chosen.
    emitter.note_characters("0123456789、, —", Span::default());
    let (text, map, characters) = emitter.finish();
    (TypstSource { path: PATH.to_owned(), text, map }, characters)
}

/// Writes a figure's row.
fn row(emitter: &mut Emitter, figure: &Figure, pages: &BTreeMap<Span, Vec<u64>>, language: Language) {
    let mut printed: Vec<u64> =
        figure.cited.iter().filter_map(|span| pages.get(span)).flatten().copied().collect();
    printed.sort_unstable();
    printed.dedup();
    let between = match language {
        Language::Chinese => "、",
        Language::English => ", ",
    };
    let printed: Vec<_> = printed.iter().map(ToString::to_string).collect();
    let formula = figure.formula.as_deref().unwrap_or_default();
    let numbers = figure.worked.as_deref().filter(|numbers| *numbers != formula).unwrap_or_default();
    let fields = [
        ("name", figure.name.as_str()),
        ("value", figure.display.as_deref().unwrap_or_default()),
        ("formula", formula),
        ("numbers", numbers),
        ("source", figure.source.as_deref().unwrap_or_default()),
        ("pages", &printed.join(between)),
    ];
    emitter.glue("  (");
    for (key, text) in fields {
        emitter.glue(&format!("{key}: "));
        emitter.string(text, figure.declared);
        emitter.glue(", ");
    }
    emitter.glue("),\n");
}

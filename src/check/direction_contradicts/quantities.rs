//! The typed quantities of a report by their places, so that what stands beside a citation is found at once.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::figure::Quantity;
use crate::literal::Literal;
use crate::report::prose::Prose;
use crate::source::SourceId;

/// All typed quantities that stand alone, by file and first byte.
pub(super) struct Quantities<'a>(BTreeMap<(SourceId, u32), (&'a Literal, &'a Quantity)>);

impl<'a> Quantities<'a> {
    /// Takes the quantities among typed numbers.
    pub(super) fn of(literals: &'a [Literal]) -> Self {
        let alone = |literal: &'a Literal| {
            Some(((literal.span.file, literal.span.start), (literal, literal.alone()?)))
        };
        Self(literals.iter().filter_map(alone).collect())
    }

    /// Returns the quantity that begins at an offset of a line, and where it stands.
    pub(super) fn beginning(&self, line: &Prose, at: usize) -> Option<(&'a Quantity, Range<usize>)> {
        let place = line.span(at..at + 1);
        let (literal, quantity) = self.0.get(&(place.file, place.start))?;
        let there = line.text[at..].starts_with(&literal.text);
        there.then(|| (*quantity, at..at + literal.text.len()))
    }

    /// Returns the quantity that ends at an offset of a line, and where it stands.
    pub(super) fn ending(&self, line: &Prose, end: usize) -> Option<(&'a Quantity, Range<usize>)> {
        let (last, _) = line.text[..end].char_indices().next_back()?;
        let sentence = line.sentence(last);
        let place = line.span(sentence.start..end);
        let (_, (literal, quantity)) =
            self.0.range((place.file, place.start)..(place.file, place.end)).next_back()?;
        let there = literal.span.end == place.end && line.text[..end].ends_with(&literal.text);
        there.then(|| (*quantity, end - literal.text.len()..end))
    }

    /// Returns the quantities in a stretch of a line, each with about its place.
    pub(super) fn within<'s>(
        &'s self,
        line: &Prose,
        stretch: Range<usize>,
    ) -> impl Iterator<Item = (usize, &'a Quantity)> + use<'s, 'a> {
        let place = line.span(stretch.clone());
        let found = self.0.range((place.file, place.start)..(place.file, place.end));
        found.map(move |((_, start), (_, quantity))| {
            (stretch.start + (start - place.start) as usize, *quantity)
        })
    }
}

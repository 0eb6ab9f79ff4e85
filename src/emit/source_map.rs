//! Which Markdown a stretch of generated Typst came from.
//!
//! Written by [`super::emitter::Emitter`] alone; looked up by `typeset` to bring Typst's complaints home.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::source::{SourceId, Span};

/// A sorted list of disjoint stretches of one generated file, each with the Markdown it came from.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    entries: Vec<Entry>,
}

/// One stretch.
#[derive(Debug, Clone)]
struct Entry {
    range: Range<u32>,
    span: Span,
}

impl SourceMap {
    /// Adds a stretch that begins where the last one ended or later.
    pub(super) fn push(&mut self, range: Range<usize>, span: Span) {
        let (Ok(start), Ok(end)) = (u32::try_from(range.start), u32::try_from(range.end)) else { return };
        self.entries.push(Entry { range: start..end, span });
    }

    /// Returns every stretch of the generated text with the Markdown it came from, in order.
    pub fn stretches(&self) -> impl Iterator<Item = (Range<usize>, Span)> {
        self.entries.iter().map(|entry| (entry.range.start as usize..entry.range.end as usize, entry.span))
    }

    /// Returns the Markdown of an offset in the generated text: to the byte where the generated stretch is
    /// the Markdown's own text, else the whole span; for an offset between two stretches, the one before.
    pub fn locate(&self, offset: usize) -> Option<Span> {
        let offset = u32::try_from(offset).ok()?;
        let after = self.entries.partition_point(|entry| entry.range.start <= offset);
        let entry = after.checked_sub(1).and_then(|index| self.entries.get(index))?;
        let same_length = (entry.range.end - entry.range.start) as usize == entry.span.len();
        if same_length && offset < entry.range.end {
            let inside = (offset - entry.range.start) as usize;
            return Some(entry.span.part(inside, entry.span.len()));
        }
        Some(entry.span)
    }

    /// Returns the files that the stretches came from, each once: a section's own, or that of the title.
    pub fn files(&self) -> BTreeSet<SourceId> {
        self.entries.iter().map(|entry| entry.span.file).collect()
    }

    /// Returns the stretches that print a place of the Markdown: those it touches, or else those of the first block behind it,
    /// or of the last before.
    pub fn printing(&self, place: Span) -> Vec<Range<usize>> {
        let of_file =
            || self.entries.iter().filter(|entry| entry.span.file == place.file && !entry.span.is_empty());
        let range = |entry: &Entry| entry.range.start as usize..entry.range.end as usize;
        let touched = |place: Span| {
            let touches = |entry: &&Entry| {
                entry.span.start <= place.end.max(place.start) && place.start < entry.span.end
            };
            of_file().filter(touches).map(range).collect::<Vec<_>>()
        };
        let here = touched(place);
        if !here.is_empty() {
            return here;
        }
        // The first is the call around a block, which has no glyphs of its own.
        let behind = of_file().filter(|entry| entry.span.start >= place.start);
        let next = behind.min_by_key(|entry| entry.span.start);
        let nearest = next.or_else(|| of_file().max_by_key(|entry| entry.span.end));
        nearest.map(|entry| touched(entry.span)).unwrap_or_default()
    }

    /// Returns whether every stretch begins after the one before it ends.
    #[cfg(test)]
    pub(super) fn is_sorted(&self) -> bool {
        self.entries.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    #[test]
    fn offsets_are_exact_where_the_text_is_the_same() {
        let file = SourceId(0);
        let mut map = SourceMap::default();
        map.push(3..9, Span::new(file, 10, 16));
        map.push(12..20, Span::new(file, 30, 31));
        assert_eq!(map.locate(6), Some(Span::new(file, 13, 16)));
        assert_eq!(map.locate(15), Some(Span::new(file, 30, 31)));
        assert_eq!(map.locate(10), Some(Span::new(file, 10, 16)));
        assert_eq!(map.locate(1), None);
        assert!(map.is_sorted());
    }

    #[test]
    fn a_place_between_two_blocks_is_printed_by_the_next() {
        let file = SourceId(0);
        let mut map = SourceMap::default();
        // A call around each block, and its words.
        map.push(0..17, Span::new(file, 10, 20));
        map.push(19..29, Span::new(file, 10, 20));
        map.push(40..57, Span::new(file, 22, 30));
        map.push(59..67, Span::new(file, 22, 30));
        assert_eq!(map.printing(Span::new(file, 21, 21)), [40..57, 59..67]);
        assert_eq!(map.printing(Span::new(file, 12, 14)), [0..17, 19..29]);
        assert_eq!(map.printing(Span::new(file, 31, 31)), [40..57, 59..67]);
    }
}

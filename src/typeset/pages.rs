//! On which pages each citation is printed, from where Typst put the glyphs.
//!
//! Looks at layout and guesses nothing: a citation whose glyphs a style made anew, so that nothing tells where they
//! came from, has no pages; only the report's title, which styles set as they please, is where Typst has the title.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rayon::prelude::*;

use typst::World as _;
use typst::syntax::{Span as Node, SyntaxKind, SyntaxNode};

use super::Typeset;
use super::surface::leaves;
use crate::emit::SourceMap;
use crate::source::Span;

/// The pages of each citation, by its span with the braces: as their numbers are printed, each once, in order.
pub type Pages = BTreeMap<Span, Vec<u64>>;

impl Typeset {
    /// Returns the pages that each of the citations is printed on; one that is printed nowhere is left out.
    pub fn pages_of(&self, citations: impl IntoIterator<Item = Span>) -> Pages {
        let wanted: HashMap<_, _> =
            citations.into_iter().map(|span| ((span.file, span.start), span)).collect();
        let of_file = |(path, map): (&String, &SourceMap)| {
            let Some(source) = self.world.generated(path) else { return Vec::new() };
            let known = |(range, span): (Range<usize>, Span)| {
                Some((range.start, *wanted.get(&(span.file, span.start))?))
            };
            let (offsets, citations): (Vec<usize>, Vec<Span>) = map.stretches().filter_map(known).unzip();
            let literal = |(leaf, citation): (Option<&SyntaxNode>, Span)| {
                let leaf = leaf.filter(|leaf| leaf.kind() == SyntaxKind::Str)?;
                Some((leaf.span(), citation))
            };
            leaves(source.root(), &offsets).into_iter().zip(citations).filter_map(literal).collect()
        };
        let nodes: HashMap<Node, Span> = self.home.maps.par_iter().flat_map_iter(of_file).collect();
        let mut pages = Pages::new();
        for (page, seen) in self.document.pages().iter().zip(&self.seen) {
            for citation in seen.printed.iter().filter_map(|printed| nodes.get(&printed.node)) {
                let pages = pages.entry(*citation).or_default();
                if pages.last() != Some(&page.number) {
                    pages.push(page.number);
                }
            }
        }
        let main = self.world.main();
        let in_title =
            nodes.iter().filter(|(node, _)| node.id() == Some(main)).map(|(_, citation)| *citation);
        for citation in in_title {
            let pages_seen = self.document.pages().iter().zip(&self.seen);
            let titled = pages_seen.filter(|(_, seen)| seen.titled).map(|(page, _)| page.number);
            pages.entry(citation).or_insert_with(|| titled.collect());
        }
        for pages in pages.values_mut() {
            pages.sort_unstable();
            pages.dedup();
        }
        pages
    }
}

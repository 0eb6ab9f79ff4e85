//! On which pages each citation is printed, from where Typst put the glyphs.
//!
//! Looks at layout and guesses nothing: a citation whose glyphs a style made anew, so that nothing tells where they
//! came from, has no pages; only the report's title, which styles set as they please, is where Typst has the title.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rayon::prelude::*;

use typst::World as _;
use typst::introspection::Tag;
use typst::layout::{Frame, FrameItem};
use typst::model::TitleElem;
use typst::syntax::{LinkedNode, Side, Span as Node, SyntaxKind};
use typst_layout::Page;

use super::Typeset;
use crate::emit::SourceMap;
use crate::source::Span;

/// The pages of each citation, by its span with the braces: as their numbers are printed, each once, in order.
pub type Pages = BTreeMap<Span, Vec<u64>>;

/// What is looked for on the pages, and what one of them has of it.
struct Walk<'a> {
    /// The citation that each literal of the generated Typst stands for.
    citations: &'a HashMap<Node, Span>,
    found: Vec<Span>,
    /// Whether the page has a title.
    titled: bool,
}

impl Typeset {
    /// Returns the pages that each of the citations is printed on; one that is printed nowhere is left out.
    pub fn pages_of(&self, citations: impl IntoIterator<Item = Span>) -> Pages {
        let wanted: HashMap<_, _> =
            citations.into_iter().map(|span| ((span.file, span.start), span)).collect();
        let of_file = |(path, map): (&String, &SourceMap)| {
            let Some(source) = self.world.generated(path) else { return Vec::new() };
            let root = LinkedNode::new(source.root());
            let literal = |(range, span): (Range<usize>, Span)| {
                let citation = wanted.get(&(span.file, span.start))?;
                let leaf = root.leaf_at(range.start, Side::After)?;
                (leaf.kind() == SyntaxKind::Str).then(|| (leaf.span(), *citation))
            };
            map.stretches().filter_map(literal).collect()
        };
        let nodes: HashMap<Node, Span> = self.home.maps.par_iter().flat_map_iter(of_file).collect();
        let of_page = |page: &Page| {
            let mut walk = Walk { citations: &nodes, found: Vec::new(), titled: false };
            walk.frame(&page.frame);
            (page.number, walk.found, walk.titled)
        };
        let walked: Vec<_> = self.document.pages().par_iter().map(of_page).collect();
        let mut pages = Pages::new();
        for (page, found, _) in &walked {
            for citation in found {
                let pages = pages.entry(*citation).or_default();
                if pages.last() != Some(page) {
                    pages.push(*page);
                }
            }
        }
        let main = self.world.main();
        let in_title =
            nodes.iter().filter(|(node, _)| node.id() == Some(main)).map(|(_, citation)| *citation);
        for citation in in_title {
            let titled = walked.iter().filter(|(_, _, titled)| *titled).map(|(page, ..)| *page);
            pages.entry(citation).or_insert_with(|| titled.collect());
        }
        for pages in pages.values_mut() {
            pages.sort_unstable();
            pages.dedup();
        }
        pages
    }
}

impl Walk<'_> {
    /// Notes the citations of a frame and the frames in it. Typst bounds their depth.
    fn frame(&mut self, frame: &Frame) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => self.frame(&group.frame),
                FrameItem::Text(text) => {
                    let mut last = None;
                    for glyph in &text.glyphs {
                        let node = glyph.span.0;
                        if last != Some(node) {
                            last = Some(node);
                            self.found.extend(self.citations.get(&node));
                        }
                    }
                }
                FrameItem::Tag(Tag::Start(content, _)) if content.is::<TitleElem>() => self.titled = true,
                _ => {}
            }
        }
    }
}

//! On which pages each citation is printed, from where Typst put the glyphs.
//!
//! Looks at layout and guesses nothing: a citation whose glyphs a style made anew, so that nothing tells where they
//! came from, has no pages; only the report's title, which styles set as they please, is where Typst has the title.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use typst::World as _;
use typst::introspection::Tag;
use typst::layout::{Frame, FrameItem};
use typst::model::TitleElem;
use typst::syntax::{LinkedNode, Side, Span as Node, SyntaxKind};

use super::Typeset;
use crate::source::Span;

/// The pages of each citation, by its span with the braces: as their numbers are printed, each once, in order.
pub type Pages = BTreeMap<Span, Vec<u64>>;

/// What is gathered on the way through the pages.
struct Walk {
    /// The citation that each literal of the generated Typst stands for; looked up, never listed.
    citations: HashMap<Node, Span>,
    pages: BTreeMap<Span, BTreeSet<u64>>,
    /// The pages that have a title.
    titles: BTreeSet<u64>,
    page: u64,
}

impl Typeset {
    /// Returns the pages that each of the citations is printed on; one that is printed nowhere is left out.
    pub fn pages_of(&self, citations: impl IntoIterator<Item = Span>) -> Pages {
        let wanted: BTreeMap<_, _> =
            citations.into_iter().map(|span| ((span.file, span.start), span)).collect();
        let mut nodes = HashMap::new();
        let mut in_title = BTreeSet::new();
        for (path, map) in &self.home.maps {
            let Some(source) = self.world.generated(path) else { continue };
            let root = LinkedNode::new(source.root());
            for (range, span) in map.stretches() {
                let Some(citation) = wanted.get(&(span.file, span.start)) else { continue };
                let leaf = root.leaf_at(range.start, Side::After);
                if let Some(leaf) = leaf.filter(|leaf| leaf.kind() == SyntaxKind::Str) {
                    nodes.insert(leaf.span(), *citation);
                    if source.id() == self.world.main() {
                        in_title.insert(*citation);
                    }
                }
            }
        }
        let (pages, titles) = (BTreeMap::new(), BTreeSet::new());
        let mut walk = Walk { citations: nodes, pages, titles, page: 0 };
        for page in self.document.pages() {
            walk.page = page.number;
            walk.frame(&page.frame);
        }
        for citation in in_title {
            let pages = walk.pages.entry(citation).or_default();
            if pages.is_empty() {
                pages.extend(&walk.titles);
            }
        }
        walk.pages.into_iter().map(|(span, pages)| (span, pages.into_iter().collect())).collect()
    }
}

impl Walk {
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
                            self.literal(node);
                        }
                    }
                }
                FrameItem::Tag(Tag::Start(content, _)) if content.is::<TitleElem>() => {
                    self.titles.insert(self.page);
                }
                _ => {}
            }
        }
    }

    /// Notes the citation that a literal stands for, if it stands for one.
    fn literal(&mut self, node: Node) {
        if let Some(citation) = self.citations.get(&node) {
            self.pages.entry(*citation).or_default().insert(self.page);
        }
    }
}

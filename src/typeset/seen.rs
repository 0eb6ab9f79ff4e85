//! What stands on the pages of a layout, gathered once: which nodes print text, and where. And what is seen of it.

use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use typst::introspection::Tag;
use typst::layout::{Abs, Em, Frame, FrameItem, Point, Transform};
use typst::model::{Destination, TitleElem};
use typst::syntax::Span as Node;
use typst::text::TextItem;
use typst_layout::{Page, PagedDocument};

/// What stands on a page.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The runs of glyphs that one node printed, in the order in which Typst placed them.
    pub(super) printed: Vec<Printed>,
    /// The first and the last glyph that were written somewhere.
    pub(super) ends: Option<(Origin, Origin)>,
    /// Whether it has a title.
    pub(super) titled: bool,
}

/// Where a glyph comes from: a node of a generated file, and how far in its text.
pub(super) type Origin = (Node, u16);

/// A run of glyphs that one node printed.
#[derive(Debug)]
pub(super) struct Printed {
    pub(super) node: Node,
    /// From the page's top to the top of its text.
    pub(super) y: Abs,
}

impl Seen {
    /// Looks through the pages of a document.
    pub(super) fn of(document: &PagedDocument) -> Vec<Seen> {
        document.pages().par_iter().map(Seen::of_page).collect()
    }

    fn of_page(page: &Page) -> Seen {
        let mut seen = Seen::default();
        walk(&page.frame, Transform::identity(), &mut |item, at| match item {
            FrameItem::Tag(Tag::Start(content, _)) => seen.titled |= content.is::<TitleElem>(),
            FrameItem::Text(text) => {
                let mut last = Node::detached();
                for origin in text.glyphs.iter().map(|glyph| glyph.span) {
                    let (node, _) = origin;
                    if node.is_detached() {
                        continue;
                    }
                    if node != last {
                        seen.printed.push(Printed { node, y: at.y - text.size });
                        last = node;
                    }
                    seen.ends = Some((seen.ends.map_or(origin, |ends| ends.0), origin));
                }
            }
            _ => {}
        });
        seen.printed.shrink_to_fit();
        seen
    }
}

/// Visits the items of a frame and of the frames in it, with where they stand on the page. Typst bounds the depth.
pub(super) fn walk(frame: &Frame, transform: Transform, visit: &mut dyn FnMut(&FrameItem, Point)) {
    for (at, item) in frame.items() {
        if let FrameItem::Group(group) = item {
            let inner = transform.pre_concat(Transform::translate(at.x, at.y)).pre_concat(group.transform);
            walk(&group.frame, inner, visit);
        } else {
            visit(item, at.transform(transform));
        }
    }
}

/// What is seen of a frame: not where its elements stand in the whole document, nor the nodes they were made from.
pub(super) struct Visible<'a>(pub(super) &'a Frame);

impl Hash for Visible<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.size().hash(state);
        for (at, item) in self.0.items() {
            match item {
                FrameItem::Tag(_) => continue,
                FrameItem::Group(group) => {
                    (0, at, group.transform, &group.clip, Visible(&group.frame)).hash(state);
                }
                FrameItem::Text(text) => (1, at, SeenText(text)).hash(state),
                FrameItem::Shape(shape, _) => (2, at, shape).hash(state),
                FrameItem::Image(image, size, _) => (3, at, image, size).hash(state),
                FrameItem::Link(Destination::Location(_), size) => (4, at, size).hash(state),
                FrameItem::Link(to, size) => (5, at, to, size).hash(state),
            }
        }
    }
}

/// The looks of a stretch of text: hashes without what Typst keeps to find its way back.
pub(crate) struct SeenText<'a>(pub(crate) &'a TextItem);

impl Hash for SeenText<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let text = self.0;
        (&text.font, text.size, &text.fill, &text.stroke, &text.text).hash(state);
        // In one piece: a hasher takes its time over each of many.
        let mut glyphs = Vec::with_capacity(text.glyphs.len() * 2);
        for glyph in &text.glyphs {
            let offsets = [glyph.x_offset, glyph.y_offset, glyph.y_advance];
            let is_plain = offsets == [Em::zero(); 3];
            let numbers = [glyph.id, glyph.range.start, glyph.range.end, u16::from(is_plain)];
            glyphs.push(numbers.iter().fold(0, |all, number| all << 16 | u64::from(*number)));
            glyphs.push(glyph.x_advance.get().to_bits());
            if !is_plain {
                glyphs.extend(offsets.map(|offset| offset.get().to_bits()));
            }
        }
        glyphs.hash(state);
    }
}

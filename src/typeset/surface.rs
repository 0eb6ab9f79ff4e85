//! What a reader sees of a page, and where it was written: sizes, stretches of text, and where Markdown is printed.
//!
//! Looks at layout and guesses nothing: glyphs that a style made anew have no place in the Markdown.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use typst::World as _;
use typst::layout::{Frame, FrameItem, Point, Transform};
use typst::model::Destination;
use typst::syntax::{LinkedNode, Side, Span as Node};
use typst::text::TextItem;
use typst::utils::hash128;
use typst_layout::Page;

use super::Typeset;
use crate::source::{SourceId, Span};

/// A stretch of text in one line of a page, in one face and from one place; lengths in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// From the page's left.
    pub x: f64,
    /// From the page's top to the top of the text.
    pub y: f64,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// What is read.
    pub text: String,
    /// Where it was written, beginning with its first character.
    pub span: Option<Span>,
}

/// A place on a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// The page's index.
    pub page: usize,
    /// The distance from the page's top, in points.
    pub y: f64,
}

impl Typeset {
    /// Returns a page's width and height in points.
    pub fn page_size(&self, page: usize) -> Option<(f64, f64)> {
        let size = self.document.pages().get(page)?.frame.size();
        Some((size.x.to_pt(), size.y.to_pt()))
    }

    /// Returns a page's number.
    pub fn page_number(&self, page: usize) -> Option<u64> {
        self.document.pages().get(page).map(|page| page.number)
    }

    /// Returns a hash of all that is seen on a page, and of where its first and last words were written: while it stays the
    /// same, so do the pixels and what a click means. A first look at a page and the whole report have the same.
    pub fn page_hash(&self, page: usize, place: &dyn Fn(Span) -> u128) -> Option<u128> {
        let page = self.document.pages().get(page)?;
        let (first, last) = ends(&page.frame);
        let written =
            |node: Option<(Node, u16)>| node.and_then(|(node, offset)| self.written(node, offset)).map(place);
        Some(hash128(&(Visible(&page.frame), &page.fill, written(first), written(last))))
    }

    /// Returns the text of a page, in the order in which Typst placed it.
    pub fn stretches(&self, page: usize) -> Vec<Stretch> {
        let mut gathered = Vec::new();
        if let Some(page) = self.document.pages().get(page) {
            self.gather(&page.frame, Transform::identity(), &mut gathered);
        }
        gathered
    }

    /// Returns where each of some places of the Markdown is printed first, if it is.
    pub fn spots(&self, spans: &[Span]) -> Vec<Option<Spot>> {
        // Both only looked up, never walked.
        let mut by_file = HashMap::<SourceId, Vec<usize>>::new();
        for (index, span) in spans.iter().enumerate() {
            by_file.entry(span.file).or_default().push(index);
        }
        let mut wanted = HashMap::<Node, Vec<usize>>::new();
        for (path, map) in &self.home.maps {
            let Some(source) = self.world.generated(path) else { continue };
            let root = LinkedNode::new(source.root());
            for index in map.files().iter().filter_map(|file| by_file.get(file)).flatten() {
                for range in map.printing(spans[*index]) {
                    if let Some(leaf) = root.leaf_at(range.start, Side::After) {
                        wanted.entry(leaf.span()).or_default().push(*index);
                    }
                }
            }
        }
        let of_page = |(page, laid): (usize, &Page)| {
            let mut found = Vec::new();
            walk(&laid.frame, Transform::identity(), &mut |item, at| {
                let mut last = None;
                for glyph in &item.glyphs {
                    let node = glyph.span.0;
                    if last == Some(node) {
                        continue;
                    }
                    last = Some(node);
                    for index in wanted.get(&node).into_iter().flatten() {
                        found.push((*index, Spot { page, y: at.y.to_pt() - item.size.to_pt() }));
                    }
                }
            });
            found
        };
        let pages: Vec<_> = self.document.pages().par_iter().enumerate().map(of_page).collect();
        let mut found = vec![None; spans.len()];
        for (index, spot) in pages.into_iter().flatten() {
            found[index].get_or_insert(spot);
        }
        found
    }

    /// Returns where the first words of each generated file are printed, by the files' paths.
    pub fn beginnings(&self, paths: &[String]) -> Vec<Option<Spot>> {
        let mut found = vec![None; paths.len()];
        // Only looked up, never walked.
        let indices: HashMap<&str, usize> =
            paths.iter().enumerate().map(|(at, path)| (path.as_str(), at)).collect();
        for (page, laid) in self.document.pages().iter().enumerate() {
            walk(&laid.frame, Transform::identity(), &mut |item, at| {
                for glyph in item.glyphs.first().into_iter().chain(item.glyphs.last()) {
                    let Some(id) = glyph.span.0.id() else { continue };
                    if let Some(index) = indices.get(id.get().vpath().get_with_slash()) {
                        let spot = Spot { page, y: at.y.to_pt() - item.size.to_pt() };
                        found[*index].get_or_insert(spot);
                    }
                }
            });
        }
        found
    }

    /// Returns where a glyph was written.
    fn written(&self, node: Node, offset: u16) -> Option<Span> {
        let id = node.id()?;
        let source = self.world.source(id).ok()?;
        let range = source.find(node)?.range();
        let map = self.home.maps.get(id.get().vpath().get_with_slash())?;
        // Text is a string literal: its first character stands behind the quote.
        map.locate(range.start + usize::from(offset) + 1)
    }

    fn gather(&self, frame: &Frame, transform: Transform, gathered: &mut Vec<Stretch>) {
        walk(frame, transform, &mut |item, at| {
            let metrics = item.font.metrics();
            let top = at.y - metrics.ascender.at(item.size);
            let height = (metrics.ascender - metrics.descender).at(item.size).to_pt();
            let mut x = at.x;
            let mut begin = 0;
            while begin < item.glyphs.len() {
                let node = item.glyphs[begin].span.0;
                let length = item.glyphs[begin..].iter().take_while(|glyph| glyph.span.0 == node).count();
                let part = &item.glyphs[begin..begin + length];
                let width: typst::layout::Abs = part.iter().map(|glyph| glyph.x_advance.at(item.size)).sum();
                let start = part.iter().map(|glyph| glyph.range().start).min().unwrap_or(0);
                let end = part.iter().map(|glyph| glyph.range().end).max().unwrap_or(start);
                let (node, offset) =
                    part.iter().map(|glyph| glyph.span).min_by_key(|span| span.1).unwrap_or(part[0].span);
                gathered.push(Stretch {
                    x: x.to_pt(),
                    y: top.to_pt(),
                    width: width.to_pt(),
                    height,
                    text: item.text.get(start..end).unwrap_or_default().to_owned(),
                    span: self.written(node, offset),
                });
                x += width;
                begin += length;
            }
        });
    }
}

/// What is seen of a frame: not where its elements stand in the whole document, nor the nodes they were made from.
struct Visible<'a>(&'a Frame);

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
        for glyph in &text.glyphs {
            (glyph.id, glyph.x_advance, glyph.x_offset).hash(state);
            (glyph.y_advance, glyph.y_offset, &glyph.range).hash(state);
        }
    }
}

/// Visits the text of a frame and of the frames in it, with where its baseline begins on the page. Typst bounds the depth.
fn walk(frame: &Frame, transform: Transform, visit: &mut dyn FnMut(&TextItem, Point)) {
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) => {
                let inner =
                    transform.pre_concat(Transform::translate(at.x, at.y)).pre_concat(group.transform);
                walk(&group.frame, inner, visit);
            }
            FrameItem::Text(item) => visit(item, at.transform(transform)),
            _ => {}
        }
    }
}

/// Where a glyph comes from: a node of a generated file, and how far in its text.
type Origin = (Node, u16);

/// Returns where the first and the last glyph of a frame come from.
fn ends(frame: &Frame) -> (Option<Origin>, Option<Origin>) {
    let (mut first, mut last) = (None, None);
    walk(frame, Transform::identity(), &mut |item, _| {
        let mut glyphs = item.glyphs.iter().map(|glyph| glyph.span).filter(|(node, _)| !node.is_detached());
        if let Some(begin) = glyphs.next() {
            first.get_or_insert(begin);
            last = Some(glyphs.next_back().unwrap_or(begin));
        }
    });
    (first, last)
}

//! What a reader sees of a page, and where it was written: sizes, stretches of text, and where Markdown is printed.
//!
//! Looks at layout and guesses nothing: glyphs that a style made anew have no place in the Markdown.

use std::collections::HashMap;

use typst::World as _;
use typst::layout::{Frame, FrameItem, Transform};
use typst::syntax::{Span as Node, SyntaxNode};
use typst::utils::hash128;

use super::Typeset;
use super::seen::{Origin, Printed, Visible, walk};
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
        let laid = self.document.pages().get(page)?;
        let written = |(node, offset): Origin| self.written(node, offset).map(place);
        let ends = self.seen.get(page)?.ends.map(|(first, last)| (written(first), written(last)));
        Some(hash128(&(Visible(&laid.frame), &laid.fill, ends)))
    }

    /// Returns the text of a page, in the order in which Typst placed it.
    pub fn stretches(&self, page: usize) -> Vec<Stretch> {
        let mut gathered = Vec::new();
        if let Some(page) = self.document.pages().get(page) {
            self.gather(&page.frame, &mut gathered);
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
            let files = map.files();
            let of_files = files.iter().filter_map(|file| by_file.get(file)).flatten();
            let mut printing: Vec<(usize, usize)> = of_files
                .flat_map(|index| map.printing(spans[*index]).into_iter().map(|range| (range.start, *index)))
                .collect();
            printing.sort_unstable();
            let offsets: Vec<usize> = printing.iter().map(|(offset, _)| *offset).collect();
            for ((_, index), leaf) in printing.iter().zip(leaves(source.root(), &offsets)) {
                if let Some(leaf) = leaf {
                    wanted.entry(leaf.span()).or_default().push(*index);
                }
            }
        }
        let mut found = vec![None; spans.len()];
        for (page, seen) in self.seen.iter().enumerate().filter(|_| !wanted.is_empty()) {
            for Printed { node, y } in &seen.printed {
                for index in wanted.get(node).into_iter().flatten() {
                    found[*index].get_or_insert(Spot { page, y: y.to_pt() });
                }
            }
        }
        found
    }

    /// Returns where the first words of each generated file are printed, by the files' paths.
    pub fn beginnings(&self, paths: &[String]) -> Vec<Option<Spot>> {
        let mut found = vec![None; paths.len()];
        // Only looked up, never walked.
        let indices: HashMap<&str, usize> =
            paths.iter().enumerate().map(|(at, path)| (path.as_str(), at)).collect();
        for (page, seen) in self.seen.iter().enumerate() {
            for Printed { node, y } in &seen.printed {
                let Some(id) = node.id() else { continue };
                if let Some(index) = indices.get(id.get().vpath().get_with_slash()) {
                    found[*index].get_or_insert(Spot { page, y: y.to_pt() });
                }
            }
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

    fn gather(&self, frame: &Frame, gathered: &mut Vec<Stretch>) {
        walk(frame, Transform::identity(), &mut |item, at| {
            let FrameItem::Text(item) = item else { return };
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

/// Returns the leaf at each of some offsets of a tree, which go up.
pub(super) fn leaves<'a>(root: &'a SyntaxNode, offsets: &[usize]) -> Vec<Option<&'a SyntaxNode>> {
    /// Typst's parser bounds the depth.
    fn find<'a>(node: &'a SyntaxNode, start: usize, offsets: &[usize], found: &mut [Option<&'a SyntaxNode>]) {
        if node.children().len() == 0 {
            return found.fill(Some(node));
        }
        let (mut start, mut done) = (start, 0);
        for child in node.children() {
            let end = start + child.len();
            let count = offsets[done..].iter().take_while(|offset| **offset < end).count();
            if count > 0 {
                let of_child = done..done + count;
                find(child, start, &offsets[of_child.clone()], &mut found[of_child]);
                done += count;
            }
            start = end;
        }
    }
    let mut found = vec![None; offsets.len()];
    find(root, 0, offsets, &mut found);
    found
}

//! A page for the browser: its SVG, and apart from it the outlines of its glyphs, which other pages share.

use std::collections::HashSet;

use typst::foundations::Label;
use typst::layout::{Frame, FrameItem, GroupItem, Point, Ratio, Size, Transform};
use typst::utils::{PicoStr, hash128};

use super::{Failure, Typeset, guarded};
use crate::typeset::{SeenText, at_once};

/// A page as SVG, without the outlines that it refers to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Screen {
    /// The SVG; a glyph is a `<use>` of its outline.
    pub svg: String,
    /// The outlines it refers to: the name of each, and the whole `<symbol>`.
    pub outlines: Vec<(String, String)>,
}

/// The label of a gap in a drawing: an empty `<g>` with the place of a stretch of text that an earlier drawing has.
const KEPT: &str = "bluebook:kept";

/// Draws one page; nothing when there is no such page.
///
/// With a page that was drawn before, what text both have at the same place is left out: an empty `<g>` of the same `transform`,
/// with `bluebook:kept` as `data-typst-label`, stands for it. A writer waits for this drawing, and most of a page is as it was.
///
/// # Errors
/// A bug, when Typst breaks down.
pub fn screen(
    typeset: &Typeset,
    page: usize,
    before: Option<(&Typeset, usize)>,
) -> Result<Option<Screen>, Failure> {
    let Some(page) = typeset.document().pages().get(page) else { return Ok(None) };
    let before = before.and_then(|(typeset, page)| typeset.document().pages().get(page));
    let draw = || {
        guarded(|| {
            let options = typst_svg::SvgOptions::default();
            let Some(before) = before else { return typst_svg::svg(page, &options) };
            let mut known = HashSet::new();
            Group::PAGE.gather(&before.frame, &mut known);
            let mut page = page.clone();
            page.frame = Group::PAGE.with_gaps(&page.frame, &known);
            typst_svg::svg(&page, &options)
        })
    };
    Ok(Some(apart(&at_once(draw)?)))
}

/// What a frame lies in, as a drawing has it.
#[derive(Clone, Copy)]
struct Group {
    /// A hash of the `<g>` elements around it.
    around: u128,
    /// Within the innermost of them.
    transform: Transform,
}

impl Group {
    const PAGE: Self = Self { around: 0, transform: Transform::identity() };

    /// Returns the group in which the frame of a group item lies.
    fn within(self, at: Point, group: &GroupItem) -> Self {
        let transform =
            self.transform.pre_concat(Transform::translate(at.x, at.y)).pre_concat(group.transform);
        // A soft frame is no element, unless it is clipped.
        if group.frame.kind().is_soft() && group.clip.is_none() && group.label.is_none() {
            return Self { transform, ..self };
        }
        let around = hash128(&(self.around, transform, &group.clip, group.label));
        Self { around, transform: Transform::identity() }
    }

    /// Returns a hash of a stretch of text and of its place in the drawing.
    fn text(self, at: Point, item: &FrameItem) -> Option<u128> {
        let FrameItem::Text(text) = item else { return None };
        let transform = self.transform.pre_concat(Transform::translate(at.x, at.y));
        Some(hash128(&(self.around, transform, SeenText(text))))
    }

    fn gather(self, frame: &Frame, known: &mut HashSet<u128>) {
        for (at, item) in frame.items() {
            known.extend(self.text(*at, item));
            if let FrameItem::Group(group) = item {
                self.within(*at, group).gather(&group.frame, known);
            }
        }
    }

    /// Returns a frame in which the texts that are known are left out.
    fn with_gaps(self, frame: &Frame, known: &HashSet<u128>) -> Frame {
        let mut result = Frame::new(frame.size(), frame.kind());
        for (at, item) in frame.items() {
            let item = match item {
                FrameItem::Group(group) => {
                    let frame = self.within(*at, group).with_gaps(&group.frame, known);
                    FrameItem::Group(GroupItem { frame, ..group.clone() })
                }
                _ if self.text(*at, item).is_some_and(|text| known.contains(&text)) => gap(),
                _ => item.clone(),
            };
            result.push(*at, item);
        }
        result
    }
}

/// Returns what is drawn as an empty `<g>` with the transform of a text.
fn gap() -> FrameItem {
    FrameItem::Group(GroupItem {
        transform: Transform::scale(Ratio::one(), -Ratio::one()),
        label: Label::new(PicoStr::intern(KEPT)),
        ..GroupItem::new(Frame::hard(Size::zero()))
    })
}

/// Takes the outlines of glyphs out of an SVG; other definitions (clips, gradients) stay.
fn apart(svg: &str) -> Screen {
    let mut screen = Screen::default();
    let mut rest = svg;
    while let Some(at) = rest.find("<symbol ") {
        let Some(length) = rest[at..].find("</symbol>").map(|end| end + "</symbol>".len()) else { break };
        let symbol = &rest[at..at + length];
        screen.svg.push_str(&rest[..at]);
        match symbol.split_once("id=\"").and_then(|(_, id)| id.split_once('"')) {
            Some((id, _)) => screen.outlines.push((id.to_owned(), symbol.to_owned())),
            None => screen.svg.push_str(symbol),
        }
        rest = &rest[at + length..];
    }
    screen.svg.push_str(rest);
    screen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines_are_taken_out_and_all_else_stays() {
        let svg = r##"<svg><use href="#g1"/><defs id="glyph"><symbol id="g1"><path d="M"/></symbol><symbol id="g2"/></symbol></defs><defs><clipPath id="c"/></defs></svg>"##;
        let screen = apart(svg);
        assert_eq!(
            screen.svg,
            r##"<svg><use href="#g1"/><defs id="glyph"></defs><defs><clipPath id="c"/></defs></svg>"##
        );
        assert_eq!(screen.outlines.len(), 2);
        assert_eq!(
            screen.outlines[0],
            ("g1".to_owned(), r#"<symbol id="g1"><path d="M"/></symbol>"#.to_owned())
        );
    }
}

//! A page for the browser: its SVG, and apart from it the outlines of its glyphs, which other pages share.

use super::{Failure, Typeset, guarded};
use crate::typeset::at_once;

/// A page as SVG, without the outlines that it refers to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Screen {
    /// The SVG; a glyph is a `<use>` of its outline.
    pub svg: String,
    /// The outlines it refers to: the name of each, and the whole `<symbol>`.
    pub outlines: Vec<(String, String)>,
}

/// Draws one page; nothing when there is no such page.
///
/// # Errors
/// A bug, when Typst breaks down.
pub fn screen(typeset: &Typeset, page: usize) -> Result<Option<Screen>, Failure> {
    let Some(page) = typeset.document().pages().get(page) else { return Ok(None) };
    let svg = at_once(|| guarded(|| typst_svg::svg(page, &typst_svg::SvgOptions::default())))?;
    Ok(Some(apart(&svg)))
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

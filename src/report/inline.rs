//! What stands within a line: text, emphasis, links, citations of figures.

use super::block::Image;
use crate::source::Span;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Inline {
    /// The Markdown it came from.
    pub span: Span,
    /// What it is.
    pub kind: InlineKind,
}

/// What a piece of a line is.
#[derive(Debug, Clone, PartialEq)]
pub enum InlineKind {
    /// Text. Where it is as long as its span, it is its span's text, byte for byte; else (an escape, an
    /// entity, a joined line) the whole of it stands for the whole span.
    Text(String),
    /// A hard line break.
    LineBreak,
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// Struck-out text.
    Strikethrough(Vec<Inline>),
    /// `<sup>`.
    Superscript(Vec<Inline>),
    /// `<sub>`.
    Subscript(Vec<Inline>),
    /// `<u>`.
    Underline(Vec<Inline>),
    /// Marked text: `==text==`.
    Highlight(Vec<Inline>),
    /// Code.
    Code(String),
    /// A link.
    Link {
        /// The address, path or `#id` as written, percent escapes undone for paths.
        target: String,
        /// The words; empty for a reference that prints its number.
        content: Vec<Inline>,
    },
    /// An image within a line.
    Image(Image),
    /// A citation of a figure.
    Citation(Citation),
    /// A formula within a line.
    Formula(Formula),
    /// A reference to a footnote: its index in [`Section::notes`](super::Section::notes).
    Note(usize),
    /// References to literature: `[@key, 第3页; @other]`; what they print is known by the span of the brackets.
    Reference(Vec<Cited>),
}

/// A work that a reference names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// Its key in the file of literature.
    pub key: String,
    /// Where the key stands, without the `@`.
    pub span: Span,
    /// The page or part of it, as written.
    pub locator: Option<String>,
}

/// A mathematical formula, as LaTeX.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// The LaTeX, citations as they are typed; it is as long as its span.
    pub latex: String,
    /// Where the LaTeX stands, without the signs around it.
    pub span: Span,
    /// Whether it is set as one that stands on lines of its own.
    pub display: bool,
    /// The citations in it, in their order: nothing but [`InlineKind::Citation`].
    pub citations: Vec<Inline>,
    /// The anchor, if one is written: then it is numbered.
    pub id: Option<String>,
    /// Where the id was written.
    pub id_span: Option<Span>,
}

/// `{{…}}`: what stands in the braces is read by `figure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Citation {
    /// With the braces; names the citation in the figure table.
    pub span: Span,
    /// Without them.
    pub inner: Span,
}

/// `{{` that is never closed, or `{name}`: printed as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenBraces {
    /// The opening braces.
    pub span: Span,
    /// What follows on the line: a declared name at its beginning makes it an error.
    pub rest: Span,
}

/// Visits inlines, outer before inner.
pub fn visit_inlines<'a>(inlines: &'a [Inline], visit: &mut dyn FnMut(&'a Inline)) {
    for inline in inlines {
        visit(inline);
        match &inline.kind {
            InlineKind::Emphasis(content)
            | InlineKind::Strong(content)
            | InlineKind::Strikethrough(content)
            | InlineKind::Superscript(content)
            | InlineKind::Subscript(content)
            | InlineKind::Underline(content)
            | InlineKind::Highlight(content)
            | InlineKind::Link { content, .. } => visit_inlines(content, visit),
            InlineKind::Image(image) => visit_inlines(&image.caption, visit),
            InlineKind::Formula(formula) => visit_inlines(&formula.citations, visit),
            InlineKind::Text(_)
            | InlineKind::LineBreak
            | InlineKind::Code(_)
            | InlineKind::Citation(_)
            | InlineKind::Note(_)
            | InlineKind::Reference(_) => {}
        }
    }
}

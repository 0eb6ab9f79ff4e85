//! The report as plain data: settings, sections, blocks, inlines, citations.
//!
//! Nothing here reads, judges or prints; every piece that came from a file carries its span.

pub mod links;
pub mod prose;
#[cfg(test)]
pub(crate) mod fixture;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Language, Policy, Severity, Status};
use crate::source::{SourceId, Sources, Span};

/// A whole report.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What `bluebook.toml` says.
    pub settings: Settings,
    /// The report's title, in the language of inlines because it may cite figures.
    pub title: Vec<Inline>,
    /// The sections in the order of printing.
    /// Shared, so that a section that did not change is not made again.
    pub sections: Vec<Arc<Section>>,
}

/// What `bluebook.toml` says about the report.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The title as written; `\` followed by a line end or a space breaks the line.
    pub title: Scalar,
    /// Who publishes it.
    pub organisation: String,
    /// The default period of every figure.
    pub period: String,
    /// The date printed and written into the PDF.
    pub date: Option<Date>,
    /// The report's language.
    pub language: Language,
    /// The name of the style.
    pub style: String,
    /// The options handed to the style, in place of the style's defaults.
    pub style_options: BTreeMap<String, String>,
    /// Draft or final.
    pub status: Status,
    /// The PDF standards, as Typst names them: `a-2a`, `ua-1`.
    pub standards: Vec<String>,
    /// How a number is rounded when it is shown.
    pub rounding: Rounding,
    /// Where last year's values are: a lock or a table of figures, by path relative to the report.
    pub prior: Option<Scalar>,
    /// Whether the register is printed as an annex.
    pub register: bool,
    /// How much the report asks of its numbers.
    pub policy: Policy,
    /// Severities that replace a code's own; `None` turns the code off.
    pub checks: BTreeMap<Code, Option<Severity>>,
    /// Family lists by role, tried before the style's own.
    pub fonts: BTreeMap<String, Vec<String>>,
    /// Whether four spaces make code, as CommonMark has it.
    pub indented_code: bool,
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// The year, four digits.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day, 1 to 31.
    pub day: u8,
}

/// How a number is rounded, once, when it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rounding {
    /// 四舍五入: halves go away from zero.
    #[default]
    HalfUp,
    /// GB/T 8170: halves go to the even digit.
    HalfEven,
    /// Further digits are cut off.
    Truncate,
}

/// One Markdown file.
#[derive(Debug, Clone)]
pub struct Section {
    /// The file.
    pub source: SourceId,
    /// The level of its title: 1 for a file directly in `content/`, one more for each folder.
    pub level: u8,
    /// What qualifies its figures from other sections, and the anchor of its title.
    pub id: String,
    /// What stands between the `---` lines.
    pub front_matter: FrontMatter,
    /// Whether the front matter could be read; if not, a draft prints one page of errors in its place.
    pub readable: bool,
    /// The content; the title, if there is one, is the first heading.
    pub blocks: Vec<Block>,
    /// The footnotes, in the order of their definitions.
    pub notes: Vec<Note>,
    /// Braces that open a citation which never closes.
    pub open_braces: Vec<OpenBraces>,
    /// Reasons recorded in comments: `<!-- figure-ok: reason -->`.
    pub reasons: Vec<Reason>,
}

/// A reason for what a check would ask about, recorded in a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The comment.
    pub span: Span,
    /// The paragraph it speaks of: its own, or the next when it stands alone on a line.
    pub covers: Span,
    /// The words; empty when none are given.
    pub text: String,
}

/// The front matter of a section.
#[derive(Debug, Clone, Default)]
pub struct FrontMatter {
    /// `title`, as written.
    pub title: Option<Scalar>,
    /// `id`: what qualifies the section's figures.
    pub id: Option<Scalar>,
    /// `order`: the section's place among its siblings.
    pub order: Option<Scalar>,
    /// `status` of the section.
    pub status: Option<Scalar>,
    /// `owner`: who writes it.
    pub owner: Option<Scalar>,
    /// `due`: when it is to be ready.
    pub due: Option<Scalar>,
    /// `period`: the default period of the section's figures.
    pub period: Option<Scalar>,
    /// `source`: the default source of the section's figures.
    pub source: Option<Scalar>,
    /// `figures`: name and declaration, as written.
    pub figures: Vec<(Scalar, Yaml)>,
    /// `checks`, as written.
    pub checks: Option<Yaml>,
    /// The values about which something was said while they were read: one word about each is enough.
    pub said: Vec<Span>,
}

/// A scalar of YAML or TOML.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scalar {
    /// Its text, never a parsed number: `56.80` keeps its zero. Of a quoted scalar, what the quotes hold.
    pub text: String,
    /// Where it stands; of a quoted scalar, within the quotes. `None` for a default.
    pub span: Option<Span>,
}

/// A value of the front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Yaml {
    /// One value; empty text for an empty one.
    Scalar(Scalar),
    /// Keys and values in their order.
    Mapping(Vec<(Scalar, Yaml)>, Span),
    /// A list.
    Sequence(Vec<Yaml>, Span),
}

impl Yaml {
    /// Returns the place of the value, if it was written.
    pub fn span(&self) -> Option<Span> {
        match self {
            Yaml::Scalar(scalar) => scalar.span,
            Yaml::Mapping(_, span) | Yaml::Sequence(_, span) => Some(*span),
        }
    }
}

/// A piece of a section that stands on lines of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The Markdown it came from.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    /// A heading; also the section's title.
    Heading {
        /// Absolute level in the report, from 1.
        level: u8,
        /// The anchor: written as `{#id}`, or made as GitHub makes them; unique in its section.
        id: String,
        /// Where the id was written, if it was.
        id_span: Option<Span>,
        /// The words.
        content: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// The first number of an ordered list.
        start: Option<usize>,
        /// Whether its items are lines rather than paragraphs.
        tight: bool,
        /// The items.
        items: Vec<ListItem>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// A code block; `span` covers the code alone where it is one stretch of the file.
    Code {
        /// The first word after the fence.
        language: String,
        /// The code.
        text: String,
        /// Where the code stands.
        span: Span,
    },
    /// A table.
    Table {
        /// Alignment by column.
        align: Vec<Align>,
        /// The head row.
        head: Vec<Cell>,
        /// The other rows.
        rows: Vec<Vec<Cell>>,
    },
    /// An image alone in its paragraph: it is captioned and numbered.
    Image(Image),
    /// A thematic break.
    Rule,
    /// `<!-- pagebreak -->`.
    PageBreak,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListItem {
    /// Of a task: whether it is done.
    pub task: Option<bool>,
    /// The content.
    pub blocks: Vec<Block>,
}

/// How a table column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// As the style has it.
    #[default]
    Auto,
    /// Left.
    Left,
    /// Centre.
    Center,
    /// Right.
    Right,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The Markdown between the pipes.
    pub span: Span,
    /// The content.
    pub content: Vec<Inline>,
}

/// An image.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// The path or address as written, percent escapes undone.
    pub path: String,
    /// The whole construct.
    pub span: Span,
    /// The bracket text: caption, and alt text unless there is a title.
    pub caption: Vec<Inline>,
    /// The title: alt text in place of the caption.
    pub title: Option<String>,
    /// `width=` of the attributes, such as `60%`.
    pub width: Option<String>,
    /// `#id` of the attributes.
    pub id: Option<String>,
}

/// A footnote.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Its name in the Markdown.
    pub name: String,
    /// Its definition.
    pub span: Span,
    /// Its content.
    pub blocks: Vec<Block>,
}

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
    /// A reference to a footnote: its index in [`Section::notes`].
    Note(usize),
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

impl Image {
    /// Returns where the path stands in the file, or the whole image where it is written otherwise.
    pub fn path_span(&self, sources: &Sources) -> Span {
        let written = sources.get(self.span.file).slice(self.span);
        match written.rfind(&self.path) {
            Some(at) if !self.path.is_empty() => self.span.part(at, at + self.path.len()),
            _ => self.span,
        }
    }
}

impl Reason {
    /// Returns whether there are words, and a place begins in what they speak of.
    pub fn answers(&self, place: Span) -> bool {
        let within = (self.covers.start..self.covers.end).contains(&place.start);
        !self.text.is_empty() && self.covers.file == place.file && within
    }
}

impl Section {
    /// Returns the section's title, if it has one.
    pub fn title(&self) -> Option<&[Inline]> {
        match &self.blocks.first()?.kind {
            BlockKind::Heading { level, content, .. } if *level == self.level => Some(content),
            _ => None,
        }
    }

    /// Calls `visit` with every inline of the section in reading order, footnotes last; outer before inner.
    pub fn visit_inlines<'a>(&'a self, visit: &mut dyn FnMut(&'a Inline)) {
        visit_blocks(&self.blocks, &mut |_| {}, visit);
        for note in &self.notes {
            visit_blocks(&note.blocks, &mut |_| {}, visit);
        }
    }

    /// Calls `visit` with every block of the section in reading order, footnotes last; outer before inner.
    pub fn visit_blocks<'a>(&'a self, visit: &mut dyn FnMut(&'a Block)) {
        visit_blocks(&self.blocks, visit, &mut |_| {});
        for note in &self.notes {
            visit_blocks(&note.blocks, visit, &mut |_| {});
        }
    }

    /// Returns the section's citations in reading order.
    pub fn citations(&self) -> Vec<Citation> {
        let mut citations = Vec::new();
        self.visit_inlines(&mut |inline| {
            if let InlineKind::Citation(citation) = inline.kind {
                citations.push(citation);
            }
        });
        citations
    }

    /// Returns every image of the section.
    pub fn images(&self) -> Vec<&Image> {
        let mut images = Vec::new();
        let mut blocks = Vec::new();
        self.visit_blocks(&mut |block| blocks.push(block));
        images.extend(blocks.iter().filter_map(|block| match &block.kind {
            BlockKind::Image(image) => Some(image),
            _ => None,
        }));
        self.visit_inlines(&mut |inline| {
            if let InlineKind::Image(image) = &inline.kind {
                images.push(image);
            }
        });
        images
    }
}

/// Visits blocks and the inlines in them. Depth is bounded by `markdown`, which refuses deeper nesting.
fn visit_blocks<'a>(
    blocks: &'a [Block],
    on_block: &mut dyn FnMut(&'a Block),
    on_inline: &mut dyn FnMut(&'a Inline),
) {
    for block in blocks {
        on_block(block);
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                visit_inlines(content, on_inline);
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    visit_blocks(&item.blocks, on_block, on_inline);
                }
            }
            BlockKind::Quote(blocks) => visit_blocks(blocks, on_block, on_inline),
            BlockKind::Table { head, rows, .. } => {
                for cell in head.iter().chain(rows.iter().flatten()) {
                    visit_inlines(&cell.content, on_inline);
                }
            }
            BlockKind::Image(image) => visit_inlines(&image.caption, on_inline),
            BlockKind::Code { .. } | BlockKind::Rule | BlockKind::PageBreak => {}
        }
    }
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
            | InlineKind::Link { content, .. } => visit_inlines(content, visit),
            InlineKind::Image(image) => visit_inlines(&image.caption, visit),
            InlineKind::Text(_)
            | InlineKind::LineBreak
            | InlineKind::Code(_)
            | InlineKind::Citation(_)
            | InlineKind::Note(_) => {}
        }
    }
}

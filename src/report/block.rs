//! What stands on lines of its own: headings, paragraphs, lists, tables, images, notes.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::Scalar;
use super::data_block::{Chart, DataBlock};
use super::inline::{Formula, Inline, InlineKind, visit_inlines};
use crate::diagnostic::Language;
use crate::source::{Sources, Span};

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
    /// A callout: `> [!NOTE]`.
    Callout {
        /// What it is for.
        kind: CalloutKind,
        /// The words behind `[!NOTE]`, in place of the kind's name.
        title: Vec<Inline>,
        /// What is in it.
        blocks: Vec<Block>,
    },
    /// A list of terms and what they mean.
    Terms(Vec<Term>),
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
    Table(Table),
    /// A table or chart made of data.
    Data(Box<DataBlock>),
    /// An image alone in its paragraph: it is captioned and numbered.
    Image(Image),
    /// A formula on lines of its own.
    Formula(Formula),
    /// A thematic break.
    Rule,
    /// `<!-- pagebreak -->`.
    PageBreak,
    /// What stands between `<!-- landscape -->` and `<!-- portrait -->`, on pages turned on their side.
    Landscape(Vec<Block>),
    /// Typst of the author's own: ```` ```{=typst} ````; `span` covers the code alone.
    Typst {
        /// The code.
        text: String,
        /// Where the code stands.
        span: Span,
    },
}

/// What a callout is for, from the mildest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalloutKind {
    /// What a reader should know.
    Note,
    /// What helps.
    Tip,
    /// What must not be missed.
    Important,
    /// What may go wrong.
    Warning,
    /// What does harm.
    Caution,
}

/// A term and what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The term.
    pub term: Vec<Inline>,
    /// What it means.
    pub blocks: Vec<Block>,
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

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What stands above it; a table without one is not numbered.
    pub caption: Option<Caption>,
    /// The unit of all its numbers, such as 万元: a line above it.
    pub unit: Option<Scalar>,
    /// How it is drawn, when it is a chart.
    pub chart: Option<Chart>,
    /// Alignment by column; there are as many columns.
    pub align: Vec<Align>,
    /// The rows that are repeated on every page.
    pub head: Vec<Vec<Cell>>,
    /// The other rows.
    pub rows: Vec<Vec<Cell>>,
}

/// The caption of a table: `表：标题 {#id}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Caption {
    /// Its paragraph.
    pub span: Span,
    /// The words behind the colon.
    pub content: Vec<Inline>,
    /// The anchor, if one is written.
    pub id: Option<String>,
    /// Where the id was written.
    pub id_span: Option<Span>,
}

/// A cell of a table. A row has no cells where one of its own or of a row above reaches over several places.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The Markdown between the pipes.
    pub span: Span,
    /// The content.
    pub content: Vec<Inline>,
    /// How many columns it reaches over, from 1.
    pub colspan: usize,
    /// How many rows it reaches over, from 1.
    pub rowspan: usize,
}

impl Block {
    /// Returns the caption of a table or chart, and whether it is of a chart, which is numbered as images are.
    pub fn caption(&self) -> Option<(&Caption, bool)> {
        let (caption, chart) = match &self.kind {
            BlockKind::Table(table) => (table.caption.as_ref()?, table.chart.is_some()),
            BlockKind::Data(data) => (data.caption.as_ref()?, data.chart.is_some()),
            _ => return None,
        };
        Some((caption, chart))
    }
}

impl Table {
    /// Returns the cells in reading order, the head's first.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.head.iter().chain(&self.rows).flatten()
    }
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

impl CalloutKind {
    /// Returns its name in a language, the title of a callout without one.
    pub fn title(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Self::Note => ("说明", "Note"),
            Self::Tip => ("提示", "Tip"),
            Self::Important => ("重要", "Important"),
            Self::Warning => ("警告", "Warning"),
            Self::Caution => ("注意", "Caution"),
        };
        match language {
            Language::Chinese => zh,
            Language::English => en,
        }
    }

    /// Returns its name as styles know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
        }
    }
}

/// What is met on the way through printed blocks.
enum Met<'a> {
    Block(&'a Block),
    Note(usize),
}

/// Visits blocks in the order of printing: a footnote's where it is first referred to, one that nothing printed
/// refers to not at all. Returns how many footnotes are printed.
pub(super) fn visit_printed<'a>(
    blocks: &'a [Block],
    notes: &'a [Note],
    visit: &mut dyn FnMut(&'a Block),
) -> usize {
    let mut printed = BTreeSet::new();
    let mut ahead = met(blocks);
    while let Some(next) = ahead.pop() {
        match next {
            Met::Block(block) => visit(block),
            Met::Note(index) => {
                if let Some(note) = notes.get(index).filter(|_| printed.insert(index)) {
                    ahead.append(&mut met(&note.blocks));
                }
            }
        }
    }
    printed.len()
}

/// Returns blocks and references to notes, the first one last.
fn met(blocks: &[Block]) -> Vec<Met<'_>> {
    let met = RefCell::new(Vec::new());
    // Of an image within a line only the words of its caption are told, and these hold no notes.
    let untold = std::cell::Cell::new(0_usize);
    let on_inline = &mut |inline: &Inline| match &inline.kind {
        InlineKind::Image(image) => {
            visit_inlines(&image.caption, &mut |inner| {
                untold.set(untold.get() + usize::from(matches!(inner.kind, InlineKind::Note(_))));
            });
        }
        InlineKind::Note(_) if untold.get() > 0 => untold.set(untold.get() - 1),
        InlineKind::Note(index) => met.borrow_mut().push(Met::Note(*index)),
        _ => {}
    };
    visit_blocks(blocks, &mut |block| met.borrow_mut().push(Met::Block(block)), on_inline);
    let mut met = met.into_inner();
    met.reverse();
    met
}

/// Visits blocks and the inlines in them. Depth is bounded by `markdown`, which refuses deeper nesting.
pub(super) fn visit_blocks<'a>(
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
            BlockKind::Quote(blocks) | BlockKind::Landscape(blocks) => {
                visit_blocks(blocks, on_block, on_inline);
            }
            BlockKind::Callout { title, blocks, .. } => {
                visit_inlines(title, on_inline);
                visit_blocks(blocks, on_block, on_inline);
            }
            BlockKind::Terms(terms) => {
                for Term { term, blocks } in terms {
                    visit_inlines(term, on_inline);
                    visit_blocks(blocks, on_block, on_inline);
                }
            }
            BlockKind::Table(table) => {
                let caption = table.caption.iter().map(|caption| &caption.content);
                for content in caption.chain(table.cells().map(|cell| &cell.content)) {
                    visit_inlines(content, on_inline);
                }
            }
            BlockKind::Data(data) => data.visit_inlines(on_inline),
            BlockKind::Image(image) => visit_inlines(&image.caption, on_inline),
            BlockKind::Formula(formula) => visit_inlines(&formula.citations, on_inline),
            BlockKind::Code { .. } | BlockKind::Rule | BlockKind::PageBreak | BlockKind::Typst { .. } => {}
        }
    }
}

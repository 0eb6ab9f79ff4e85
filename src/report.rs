//! The report as plain data: settings, sections, blocks, inlines, citations.
//!
//! Nothing here reads, judges or prints; every piece that came from a file carries its span.

mod block;
mod data_block;
mod grid;
mod inline;
pub mod links;
pub mod prose;
#[cfg(test)]
pub(crate) mod fixture;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use self::block::{
    Align, Block, BlockKind, CalloutKind, Caption, Cell, Image, ListItem, Note, Table, Term,
};
pub use self::data_block::{Chart, ChartKind, Data, DataBlock, Listed};
pub use self::grid::{Place, grid, heads};
pub use self::inline::{Citation, Cited, Formula, Inline, InlineKind, OpenBraces, visit_inlines};

use self::block::{visit_blocks, visit_printed};
use crate::diagnostic::{Code, Language, Policy, Severity, Status};
use crate::source::{SourceId, Span};

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
    /// Where the literature is: a file of `BibLaTeX` or of Hayagriva, by path relative to the report.
    pub bibliography: Option<Scalar>,
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
    /// `annex`: whether the section is an annex.
    pub annex: Option<Scalar>,
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

impl Reason {
    /// Returns whether there are words, and a place begins in what they speak of.
    pub fn answers(&self, place: Span) -> bool {
        let within = (self.covers.start..self.covers.end).contains(&place.start);
        !self.text.is_empty() && self.covers.file == place.file && within
    }
}

impl Section {
    /// Returns whether it is an annex: printed behind the signature, and numbered as annexes are.
    pub fn is_annex(&self) -> bool {
        let no = |scalar: &Scalar| ["false", "no", "否", "不是"].contains(&scalar.text.trim());
        self.front_matter.annex.as_ref().is_some_and(|annex| !no(annex))
    }

    /// Returns the section's title, if it has one.
    pub fn title(&self) -> Option<&[Inline]> {
        // A section may be turned on its side as a whole.
        let first = match &self.blocks.first()?.kind {
            BlockKind::Landscape(turned) => turned.first()?,
            _ => self.blocks.first()?,
        };
        match &first.kind {
            BlockKind::Heading { level, content, .. } if *level == self.level => Some(content),
            _ => None,
        }
    }

    /// Returns the first heading, of whatever level: the name of an annex.
    pub fn first_heading(&self) -> Option<&[Inline]> {
        let mut first = None;
        self.visit_blocks(&mut |block| {
            if let (None, BlockKind::Heading { content, .. }) = (first, &block.kind) {
                first = Some(content.as_slice());
            }
        });
        first
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

    /// Calls `visit` with every block that is printed in the order of printing: footnotes where they are first referred
    /// to. Returns how many footnotes are printed.
    pub fn visit_printed<'a>(&'a self, visit: &mut dyn FnMut(&'a Block)) -> usize {
        visit_printed(&self.blocks, &self.notes, visit)
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

    /// Returns every formula of the section, those on lines of their own first.
    pub fn formulas(&self) -> Vec<&Formula> {
        let mut formulas = Vec::new();
        self.visit_blocks(&mut |block| {
            if let BlockKind::Formula(formula) = &block.kind {
                formulas.push(formula);
            }
        });
        self.visit_inlines(&mut |inline| {
            if let InlineKind::Formula(formula) = &inline.kind {
                formulas.push(formula);
            }
        });
        formulas
    }
}

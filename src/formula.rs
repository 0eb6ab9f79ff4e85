//! Mathematical formulas: LaTeX read into a tree of what is known, and nothing else.
//!
//! A room of its own because `check` says what cannot be read and `emit` writes what can. The reader is ours: a
//! converter that drops what it does not know would drop numbers with it. Nothing is laid out here.

mod names;
mod reader;
mod words;
#[cfg(test)]
pub(crate) mod tests;

use crate::diagnostic::Text;
use crate::report::{Citation, Formula};
use crate::source::Span;

pub use self::names::{Function, Stretch, Style};
pub use self::words::words;

/// The longest formula, in bytes: far more than fits a page.
pub const LONGEST: usize = 8000;

/// How deep groups may nest: more than anybody reads, less than Typst refuses.
pub const DEEPEST: usize = 20;

/// A piece of a formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The LaTeX it came from.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a piece of a formula is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A letter or a sign, as Unicode has it.
    Sign(char),
    /// Digits with their point and commas, as typed.
    Number(String),
    /// Words that stand upright: `\text{…}`, and Han characters anywhere.
    Words(String),
    /// What a citation prints.
    Citation(Citation),
    /// A function such as `\sin`, or `\operatorname{…}`.
    Function(Function),
    /// White space that was asked for.
    Space(Space),
    /// Several pieces that are one: `{…}`.
    Group(Vec<Node>),
    /// A fraction.
    Fraction {
        /// How large it is set.
        size: Size,
        /// What stands above the line.
        over: Box<Node>,
        /// What stands below it.
        under: Box<Node>,
    },
    /// A binomial coefficient.
    Binomial(Box<Node>, Box<Node>),
    /// A root, with its index.
    Root(Option<Box<Node>>, Box<Node>),
    /// A base with what stands below and above it.
    Scripts {
        /// The base.
        base: Box<Node>,
        /// The subscript.
        below: Option<Box<Node>>,
        /// The superscript.
        above: Option<Box<Node>>,
        /// The number of primes.
        primes: usize,
        /// Whether they stand straight above and below it.
        place: Place,
    },
    /// Letters in another form.
    Styled(Style, Box<Node>),
    /// A piece with a mark, line or brace above or below it.
    Stretched(Stretch, Box<Node>),
    /// What stands between `\left` and `\right`; `None` for a side that shows nothing.
    Fenced(Option<char>, Box<Node>, Option<char>),
    /// Rows of cells.
    Grid(Grid, Vec<Vec<Node>>),
}

/// How large a fraction is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// As its place has it.
    Usual,
    /// As on lines of its own.
    Display,
    /// As within a line.
    Text,
}

/// Where scripts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// As the base has it.
    Usual,
    /// Straight above and below.
    Limits,
    /// Beside it.
    Beside,
}

/// White space that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Space {
    /// `\,`
    Thin,
    /// `\:`
    Medium,
    /// `\;`
    Thick,
    /// `\quad`
    Quad,
    /// `\qquad`
    Wide,
}

/// What rows of cells are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grid {
    /// A matrix between two signs that match this one.
    Matrix(Option<char>),
    /// Cases behind a brace.
    Cases,
    /// Lines, aligned where cells meet.
    Lines,
}

/// Why a formula cannot be set.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The very place.
    pub span: Span,
    /// What was not understood.
    pub message: Text,
    /// One way out.
    pub hint: Option<Text>,
    /// What mends it, if one thing does.
    pub fix: Option<String>,
}

/// Reads a formula.
///
/// # Errors
/// The first thing in it that is not understood.
pub fn read(formula: &Formula) -> Result<Node, Box<Fault>> {
    reader::read(formula)
}

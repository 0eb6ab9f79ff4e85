//! Literals: the numbers typed by hand in prose, and whether each is a quantity or the name of something.
//!
//! Follows the split of GB/T 15835: what has one of the named shapes of [`Rule`] is exempt, what has a unit, a
//! measure word, `%` or a currency is a quantity, and the rest is bare. Judges nothing: what a number says of a
//! figure is the business of `check`.

mod chain;
mod chinese;
mod classifier;
mod counted;
mod english;
mod evidence;
mod explain;
mod line;
mod mention;
mod number;
mod rule;
mod shapes;
mod verdicts;

#[cfg(test)]
mod tests;

pub use self::explain::explain;
pub use self::mention::{Mentions, Named};
pub use self::rule::Rule;

use std::sync::Arc;

use rayon::prelude::*;

use crate::figure::Quantity;
use crate::report::prose::{self, Prose};
use crate::report::{InlineKind, Report, Section};
use crate::source::Span;

/// A number typed in prose.
#[derive(Debug, Clone)]
pub struct Literal {
    /// The index of the section it stands in.
    pub section: usize,
    /// The number alone.
    pub number: Span,
    /// The number with its hedges and its unit, of a quantity; else as `number`.
    pub span: Span,
    /// What stands at `span`, as a reader sees it.
    pub text: String,
    /// The clause around it.
    pub clause: Clause,
    /// What it is.
    pub verdict: Verdict,
}

/// What stands around a literal, as a reader sees it: markup gone, each citation one sign ([`CITED`](crate::report::prose::CITED)).
#[derive(Debug, Clone, Default)]
pub struct Clause {
    /// The clause in the file.
    pub span: Span,
    /// The clause before the literal, its last [`REACH`] characters.
    pub lead: String,
    /// The clause after the literal, its first [`REACH`] characters.
    pub trail: String,
    /// The sentence before the clause, its last [`REACH`] characters.
    pub earlier: String,
}

/// How many characters of a clause are kept on each side.
pub const REACH: usize = 120;

/// What a typed number is.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// So much of something.
    Quantity(Box<Quantity>, Standing),
    /// The name of something, by the shape of this name.
    Exempt(Rule),
    /// Neither: nothing says what it counts.
    Bare,
}

/// How a quantity stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// With its own unit.
    Alone,
    /// With the unit of the number behind it: `5.8和3.8个百分点`.
    Shared,
    /// As one end of a range: `5~10人`.
    Range,
}

impl Literal {
    /// Returns the quantity, if it is one.
    pub fn quantity(&self) -> Option<&Quantity> {
        match &self.verdict {
            Verdict::Quantity(quantity, _) => Some(quantity.as_ref()),
            Verdict::Exempt(_) | Verdict::Bare => None,
        }
    }

    /// Returns the quantity, if it stands alone and not in a range.
    pub fn alone(&self) -> Option<&Quantity> {
        match &self.verdict {
            Verdict::Quantity(quantity, Standing::Alone) => Some(quantity.as_ref()),
            _ => None,
        }
    }
}

/// Returns every number typed in the prose of a report, in reading order, footnotes last in each section.
pub fn scan(report: &Report) -> Vec<Literal> {
    let of_section = |(index, section): (usize, &Arc<Section>)| scan_section(index, section);
    report.sections.par_iter().enumerate().map(of_section).collect::<Vec<_>>().concat()
}

/// Returns every number typed in the prose of a section, which has an index in its report.
pub fn scan_section(index: usize, section: &Section) -> Vec<Literal> {
    let mut literals = Vec::new();
    let mut captions = Vec::new();
    section.visit_inlines(&mut |inline| {
        if let InlineKind::Image(image) = &inline.kind {
            captions.push(Prose::of(&image.caption));
        }
    });
    for line in prose::lines(section).iter().chain(&captions) {
        verdicts::read(index, line, &mut literals);
    }
    literals
}

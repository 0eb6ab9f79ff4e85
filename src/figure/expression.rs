//! Formulas as trees: numbers, names, signs, functions, each with its place.
//!
//! The one tree that every evaluation walks. Reading it is the business of the parser below; what names mean
//! and what comes out is decided elsewhere.

mod parser;

use super::name::{Function, Reference};
use super::piece::Piece;
use super::quantity::Quantity;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// A formula that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Formula {
    /// The words, as written.
    pub(super) text: String,
    /// The place of the words.
    pub(super) span: Span,
    /// The tree.
    pub(super) tree: Expression,
    /// The names in the formula, each once.
    pub(super) references: Vec<Reference>,
    /// Where the names stand in `text`, with their index in `references`, in order.
    pub(super) places: Vec<(std::ops::Range<usize>, usize)>,
}

/// A node of a formula's tree. Chains are flat, so depth is bounded by the parentheses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    /// A number with its unit.
    Number(Box<Quantity>),
    /// A name: its index in [`Formula::references`].
    Name(usize),
    /// The first operand and what is added to or subtracted from it.
    Sum(Box<Expression>, Vec<Step>),
    /// The first operand and what multiplies or divides it.
    Product(Box<Expression>, Vec<Step>),
    /// The operand with the other sign.
    Negated(Box<Expression>),
    /// A function that is no plain sum or quotient, with the place of its name.
    Call(Function, Span, Vec<Expression>),
}

/// An operand behind its operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// Whether it is subtracted or divides.
    pub(super) inverse: bool,
    /// The place of the operator.
    pub(super) operator: Span,
    /// The operand.
    pub(super) operand: Expression,
}

impl Formula {
    /// Reads a formula, which must take the whole text.
    pub(super) fn parse(piece: Piece<'_>) -> Result<Formula, Box<Diagnostic>> {
        let (formula, rest) = Self::parse_start(piece)?;
        match piece.text.get(rest..).map(str::trim_start) {
            None | Some("") => Ok(formula),
            Some(stray) => Err(parser::stray(&piece, piece.text.len() - stray.len())),
        }
    }

    /// Reads the formula that a text begins with; returns it and the offset of what follows.
    pub(super) fn parse_start(piece: Piece<'_>) -> Result<(Formula, usize), Box<Diagnostic>> {
        parser::parse(piece)
    }

    /// Returns the formula's only number, if it is nothing else.
    pub(super) fn as_quantity(&self) -> Option<&Quantity> {
        match &self.tree {
            Expression::Number(quantity) => Some(quantity),
            _ => None,
        }
    }

    /// Returns the two sides of a plain quotient, above the bar first.
    pub(super) fn as_quotient(&self) -> Option<(&Expression, &Expression)> {
        let Expression::Product(part, steps) = &self.tree else { return None };
        match steps.as_slice() {
            [Step { inverse: true, operand, .. }] => Some((part, operand)),
            _ => None,
        }
    }

    /// Returns the names of a plain sum of at least two, by their index.
    pub(super) fn as_parts(&self) -> Option<Vec<usize>> {
        let Expression::Sum(first, steps) = &self.tree else { return None };
        let operands = std::iter::once((false, first.as_ref()));
        let mut operands = operands.chain(steps.iter().map(|step| (step.inverse, &step.operand)));
        operands.try_fold(Vec::new(), |mut parts, operand| match operand {
            (false, Expression::Name(index)) => {
                parts.push(*index);
                Some(parts)
            }
            _ => None,
        })
    }

    /// Returns the formula in words with something else in the place of each name.
    pub(super) fn with_names(&self, mut replacement: impl FnMut(usize) -> String) -> String {
        let mut out = String::new();
        let mut at = 0;
        for (range, index) in &self.places {
            out.push_str(&self.text[at..range.start]);
            out.push_str(&replacement(*index));
            at = range.end;
        }
        out + &self.text[at..]
    }
}

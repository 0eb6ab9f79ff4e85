//! Formulas of a form that says more than their value: a share of things, the sum of parts.

use super::Ledger;
use crate::figure::contradiction::{Ratio, Share};
use crate::figure::evaluate::{Value, evaluate};
use crate::figure::expression::{Expression, Formula};
use crate::figure::name::Facet;
use crate::figure::quantity::Quantity;
use crate::figure::scope::Target;

impl Ledger<'_> {
    /// Returns what a formula is the share of, when it is a plain share of counted things.
    pub(super) fn share(&self, formula: &Formula, targets: &[Option<Target>]) -> Option<Share> {
        let (part, whole) = formula.as_quotient()?;
        let figure = |side: &Expression| match side {
            Expression::Name(index) => targets[*index].filter(|target| target.facet.is_none()),
            _ => None,
        };
        let ratio = || Some(Ratio { part: figure(part)?.figure, whole: figure(whole)?.figure });
        let inputs: Option<Vec<Value>> =
            targets.iter().map(|target| self.input((*target)?, formula.span).ok()).collect();
        let inputs = inputs?;
        let worth = |side| evaluate(side, &inputs, self.rounding).ok();
        let counts = worth(part)?.unit.counts();
        Some(Share { ratio: ratio(), whole: worth(whole)? }).filter(|_| counts)
    }

    /// Returns the words in which a formula's value was stated, when it is but the name of a figure.
    pub(in crate::figure) fn stated_as(
        &self,
        formula: &Formula,
        targets: &[Option<Target>],
    ) -> Option<Quantity> {
        let Expression::Name(index) = formula.tree else { return None };
        let target = targets[index]?;
        let declaration = &self.declarations[target.figure];
        let stated = match target.facet {
            None => declaration.stated.as_ref(),
            Some(Facet::Prior) => declaration.prior.as_deref(),
            Some(_) => None,
        };
        stated.map(|(stated, _)| stated.clone())
    }

    /// Returns the figures whose plain sum a figure is declared to be.
    pub(in crate::figure) fn summands(&self, index: usize) -> Option<Vec<usize>> {
        let parts = self.declarations[index].formula.as_ref()?.as_parts()?;
        let targets = &self.targets[index];
        parts
            .iter()
            .map(|part| targets[*part].filter(|target| target.facet.is_none()).map(|target| target.figure))
            .collect()
    }

    /// Returns what a figure's own formula is the share of.
    pub(in crate::figure) fn share_of(&self, index: usize, formula: &Formula) -> Option<Share> {
        self.share(formula, &self.targets[index])
    }

    /// Returns what the facet of a share is the share of.
    pub(in crate::figure) fn share_of_facet(&self, target: Target) -> Option<Share> {
        let whole = self.wholes[target.figure].filter(|_| target.facet == Some(Facet::Share))?;
        let counts = self.outcomes[target.figure].as_ref().is_ok_and(|part| part.unit.counts());
        let ratio = Some(Ratio { part: target.figure, whole });
        Some(Share { ratio, whole: self.outcomes[whole].as_ref().ok()?.clone() }).filter(|_| counts)
    }
}

//! Formulas and facets in words, with names and with numbers: for messages and for the register.

use super::Ledger;
use crate::figure::expression::Formula;
use crate::figure::name::Facet;
use crate::figure::quantity::Quantity;
use crate::figure::scope::Target;
use crate::source::Span;

impl Ledger<'_> {
    /// Returns what a facet is computed by, in numbers: `(12.3亿元−11.4亿元)/11.4亿元`.
    pub(in crate::figure) fn facet_in_words(&self, target: Target) -> Option<String> {
        let number = |facet| self.number_in_words(Target { figure: target.figure, facet });
        let own = number(None);
        match target.facet? {
            Facet::Prior => None,
            Facet::Change => Some(format!("{own}−{}", number(Some(Facet::Prior)))),
            Facet::Growth => Some(format!("({own}−{prior})/{prior}", prior = number(Some(Facet::Prior)))),
            Facet::Share => {
                let whole = Target { figure: self.wholes[target.figure]?, facet: None };
                Some(format!("{own}/{}", self.number_in_words(whole)))
            }
        }
    }

    /// Returns the formula of a figure with names and with numbers.
    pub(in crate::figure) fn words_of(&self, index: usize, formula: &Formula) -> String {
        self.formula_in_words(formula, &self.targets[index])
    }

    /// Returns a formula with names and with numbers: `办结/事件 = 508件/512件`.
    pub(in crate::figure) fn formula_in_words(
        &self,
        formula: &Formula,
        targets: &[Option<Target>],
    ) -> String {
        let numbers = self.in_numbers(formula, targets);
        let names = &formula.text;
        if numbers == *names { numbers } else { format!("{names} = {numbers}") }
    }

    /// Returns the formula of a figure with numbers in place of names: `508件/512件`.
    pub(in crate::figure) fn numbers_of(&self, index: usize, formula: &Formula) -> String {
        self.in_numbers(formula, &self.targets[index])
    }

    pub(super) fn in_numbers(&self, formula: &Formula, targets: &[Option<Target>]) -> String {
        formula.with_names(|reference| match targets[reference] {
            Some(target) => self.number_in_words(target),
            None => formula.references[reference].parts.join("."),
        })
    }

    pub(super) fn number_in_words(&self, target: Target) -> String {
        let stated =
            |quantity: &Option<(Quantity, Span)>| quantity.as_ref().map(|(stated, _)| stated.text.clone());
        let declaration = &self.declarations[target.figure];
        let own = match target.facet {
            None => stated(&declaration.stated),
            Some(Facet::Prior) => self.before(target.figure).map(|before| before.quantity.text.clone()),
            Some(_) => None,
        };
        own.or_else(|| self.input(target, declaration.place).ok().map(|value| value.for_message()))
            .unwrap_or_else(|| "?".to_owned())
    }
}

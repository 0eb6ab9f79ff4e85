//! Derived figures that rest on a hedge (over 500, 10000余张): their number must not be printed as if it were exact.
//!
//! The author says how the result is hedged (`占比: 约4.0% = 甲/乙`); which word fits is no machine's to choose.

use super::declare::Declaration;
use super::evaluate::Value;
use super::expression::Expression;
use super::format::{Pattern, Showing};
use super::ledger::Ledger;
use super::name::Facet;
use super::quantity::Quantity;
use super::scope::Target;
use crate::diagnostic::{Code, Diagnostic};
use crate::text;

/// By figure: the hedged figure that its number rests on.
#[derive(Debug, Default)]
pub(super) struct Hedges {
    beneath: Vec<Option<usize>>,
}

impl Hedges {
    /// Finds out what every figure rests on. A stated number is its author's own word and rests on nothing else.
    pub(super) fn of(ledger: &Ledger<'_>) -> Hedges {
        let count = ledger.declarations.len();
        let mut hedges = Hedges { beneath: vec![None; count] };
        let mut done = vec![false; count];
        for start in 0..count {
            let mut path = vec![(start, false)];
            while let Some((figure, needs_done)) = path.pop() {
                if needs_done {
                    let rests_on = |target: &Target| match target.facet {
                        None => hedges.beneath[target.figure],
                        Some(_) => hedges.beneath(*target, ledger),
                    };
                    hedges.beneath[figure] = ledger.targets_of(figure).find_map(rests_on);
                    continue;
                }
                if std::mem::replace(&mut done[figure], true) {
                    continue;
                }
                let declaration = &ledger.declarations[figure];
                if says_hedge(declaration) {
                    hedges.beneath[figure] = Some(figure);
                } else if declaration.stated.is_none() {
                    path.push((figure, true));
                    for target in ledger.targets_of(figure) {
                        let whole =
                            ledger.wholes[target.figure].filter(|_| target.facet == Some(Facet::Share));
                        path.extend(whole.into_iter().chain([target.figure]).map(|input| (input, false)));
                    }
                }
            }
        }
        hedges
    }

    /// Returns whether a figure's number is no exact value: it is hedged, or computed from what is.
    pub(super) fn holds(&self, figure: usize) -> bool {
        self.beneath.get(figure).copied().flatten().is_some()
    }

    /// Returns the hedged figure that what is cited rests on, which may be itself.
    pub(super) fn beneath(&self, target: Target, ledger: &Ledger<'_>) -> Option<usize> {
        let of = |figure: usize| self.beneath.get(figure).copied().flatten();
        let prior = || {
            let hedged = ledger.before(target.figure).is_some_and(|before| is_hedged(before.quantity));
            hedged.then_some(target.figure)
        };
        match target.facet {
            None => of(target.figure),
            Some(Facet::Prior) => prior(),
            Some(Facet::Growth | Facet::Change) => of(target.figure).or_else(prior),
            Some(Facet::Share) => of(target.figure).or_else(|| of(ledger.wholes[target.figure]?)),
        }
    }
}

/// Returns whether every true value prints the same text, so that the hedge is lost in the rounding.
pub(super) fn is_lost_in_rounding(
    text: &str,
    showing: &Showing<'_>,
    pattern: Option<&Pattern>,
    ledger: &Ledger<'_>,
) -> bool {
    showing.value.range.ends().is_some_and(|ends| {
        ends.into_iter().all(|end| {
            let value = Value { base: end.clone(), ..showing.value.clone() };
            Showing { value: &value, ..*showing }
                .text(pattern, ledger.rounding)
                .is_ok_and(|other| other == text)
        })
    })
}

/// Says that a derived number cannot be printed without its hedge.
pub(super) fn denied(
    name: &str,
    text: &str,
    target: Target,
    beneath: usize,
    ledger: &Ledger<'_>,
) -> Diagnostic {
    let (declaration, hedged) = (&ledger.declarations[target.figure], &ledger.declarations[beneath]);
    let input = &hedged.name;
    let own = hedged.stated.as_ref().map(|(stated, _)| stated).filter(|stated| is_hedged(stated));
    let words = own.or_else(|| ledger.before(beneath).map(|before| before.quantity));
    let words = words.map(|words| words.text.clone()).unwrap_or_default();
    let message = text!(
        "“{name}”由约数“{input}”（{words}）算出，不能当准数印成 {text}",
        "`{name}` is computed from `{input}`, which is hedged ({words}): printing {text} would claim too much"
    );
    let formula = declaration.formula.as_ref().filter(|_| target.facet.is_none());
    let hint = match formula.map(|formula| &formula.text) {
        Some(formula) => text!(
            "登记时连约数一起写，如 {name}: 约{text} = {formula}；或只在这里写 {{{{{name}=约{text}}}}}",
            "declare the hedge with it, as in {name}: about {text} = {formula}; or here alone {{{{{name}=about {text}}}}}"
        ),
        None => text!(
            "在引用处写明约数，如 {{{{{name}=约{text}}}}}",
            "say the hedge where it is cited, as in {{{{{name}=about {text}}}}}"
        ),
    };
    let place = formula.map_or(declaration.place, |formula| formula.span);
    Diagnostic::new(Code::BadExpression, place, message)
        .related(hedged.place, text!("约数在这里", "the hedged number is here"))
        .hint(hint)
        .about(target.figure)
}

/// Returns whether a declaration itself says a hedge: as its value, or as a number in its formula.
fn says_hedge(declaration: &Declaration) -> bool {
    match (&declaration.stated, &declaration.formula) {
        (Some((stated, _)), _) => is_hedged(stated),
        (None, Some(formula)) => holds_hedge(&formula.tree),
        (None, None) => false,
    }
}

fn is_hedged(quantity: &Quantity) -> bool {
    quantity.hedge.is_some()
}

/// Returns whether a number in a formula is hedged. Depth is bounded by the parser.
fn holds_hedge(tree: &Expression) -> bool {
    match tree {
        Expression::Number(quantity) => is_hedged(quantity),
        Expression::Name(_) => false,
        Expression::Negated(operand) => holds_hedge(operand),
        Expression::Sum(first, steps) | Expression::Product(first, steps) => {
            holds_hedge(first) || steps.iter().any(|step| holds_hedge(&step.operand))
        }
        Expression::Call(_, _, arguments) => arguments.iter().any(holds_hedge),
    }
}

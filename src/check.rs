//! What is wrong with a report although each of its parts can be read: one rule a file.
//!
//! Rules look and tell; they never edit, read files or depend on each other's results. A rule's file is named
//! after the code it reports. To add one, write the file and its line in [`ALL`].

pub mod bad_formula;
pub mod broken_link;
pub mod changed_since_signing;
pub mod direction_contradicts;
pub mod duplicate_id;
pub mod heading_skip;
pub mod large_change;
pub mod literal_contradicts;
pub mod literal_matches;
pub mod literal_unbound;
pub mod missing_alt;
pub mod missing_reason;
pub mod missing_source;
pub mod missing_title;
pub mod near_name;
pub mod prior_mismatch;
pub mod remote_image;
pub mod same_figure_two_ways;
pub mod declared_differently;
pub mod expectation_failed;
pub mod impossible_share;
pub mod part_exceeds_whole;
pub mod parts_do_not_tie;
pub mod source_changed;
pub mod source_moved;
pub mod stated_contradicts;
pub mod truncated;
pub mod unclosed_citation;
pub mod unused_figure;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostics};
use crate::figure::{FigureTable, Lock};
use crate::literal::{Literal, Mentions};
use crate::report::Report;
use crate::source::{Sources, Span};

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The report.
    pub report: &'a Report,
    /// The files it was read from.
    pub sources: &'a Sources,
    /// Its figures.
    pub figures: &'a FigureTable,
    /// What was signed, if anything was.
    pub lock: Option<&'a Lock>,
    /// The numbers typed in its prose, in reading order.
    pub literals: &'a [Literal],
    /// Which figures those speak of; [`run`] prepares it.
    pub mentions: Option<&'a Mentions<'a>>,
    /// The places of those that are denied, for the rule that counts the others; [`run`] gathers them.
    pub denied: Option<&'a BTreeSet<Span>>,
}

impl<'a> Input<'a> {
    /// Returns the input for a report that was never signed, its literals not yet found.
    pub fn new(report: &'a Report, sources: &'a Sources, figures: &'a FigureTable) -> Self {
        Self { report, sources, figures, lock: None, literals: &[], mentions: None, denied: None }
    }
}

/// A rule: what it looks at in, what is wrong out.
pub type Rule = fn(&Input<'_>) -> Diagnostics;

/// Every rule, in the order of the guide.
pub const ALL: &[Rule] = &[
    bad_formula::run,
    broken_link::run,
    direction_contradicts::run,
    duplicate_id::run,
    heading_skip::run,
    literal_contradicts::run,
    literal_matches::run,
    literal_unbound::run,
    missing_alt::run,
    near_name::run,
    missing_reason::run,
    missing_source::run,
    missing_title::run,
    remote_image::run,
    same_figure_two_ways::run,
    declared_differently::run,
    expectation_failed::run,
    impossible_share::run,
    part_exceeds_whole::run,
    parts_do_not_tie::run,
    stated_contradicts::run,
    truncated::run,
    unclosed_citation::run,
    unused_figure::run,
    prior_mismatch::run,
    large_change::run,
    changed_since_signing::run,
    source_changed::run,
    source_moved::run,
];

/// Runs every rule.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let mentions = Mentions::new(input.report, input.figures);
    let input = Input { mentions: Some(&mentions), ..*input };
    let found: Vec<Diagnostics> = ALL.par_iter().map(|rule| rule(&input)).collect();
    let mut diagnostics = Diagnostics::default();
    found.into_iter().for_each(|found| diagnostics.extend(found));
    // Of a typed number that is wrong for one figure it is said what it is to be: neither that it is another figure, nor that
    // none stands behind it.
    let denied = diagnostics.iter().filter(|found| found.code == Code::LiteralContradicts);
    let denied: BTreeSet<Span> = denied.map(|found| found.span).collect();
    if !denied.is_empty() {
        diagnostics.retain_mut(|found| match found.code {
            Code::LiteralMatches => !denied.contains(&found.span),
            code => code != Code::LiteralUnbound,
        });
        diagnostics.extend(literal_unbound::run(&Input { denied: Some(&denied), ..input }));
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::literal_matches::cases::{found, report};
    use super::{Input, run};

    #[test]
    fn of_a_wrong_number_one_thing_is_said() {
        let given = |text| report("visits: {value: '2,200 visits', prior: '2,000 visits'}", text);
        let said = |input: &Input<'_>| {
            let mut said = run(input);
            said.retain_mut(|found| found.code.name().starts_with("literal-"));
            said
        };
        // It equals this year's value, but is told of last year's.
        let equal = given("There were {{visits}} (2020: 2,200 visits).");
        assert_eq!(found(super::literal_matches::run, &equal), ["2,200 visits"]);
        assert_eq!(found(said, &equal), ["2,200 visits"]);
        // Nothing is declared that it equals.
        let unbound = given("There were {{visits}}, up 30% on last year.");
        assert_eq!(found(super::literal_unbound::run, &unbound), ["30%"]);
        assert_eq!(found(said, &unbound), ["30%"]);
    }
}

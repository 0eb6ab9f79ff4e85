//! The defaults that a section and the report give their figures.

use super::data::Origin;
use super::declare::Declaration;
use crate::report::{Report, Scalar};

/// Returns the period of a figure: its own, its section's, or the report's.
pub(super) fn period(report: &Report, declaration: &Declaration) -> Option<String> {
    let section = &report.sections[declaration.section].front_matter.period;
    let settings = || Some(report.settings.period.clone()).filter(|period| !period.is_empty());
    let own = declaration.period.clone();
    if declaration.of_report {
        own.or_else(settings)
    } else {
        own.or_else(|| default_text(section)).or_else(settings)
    }
}

/// Returns where a figure's number comes from: as it says, as its section says, or the cell it was taken from.
pub(super) fn source(report: &Report, declaration: &Declaration) -> Option<String> {
    let section = &report.sections[declaration.section].front_matter.source;
    let default = || if declaration.of_report { None } else { default_text(section) };
    declaration.source.clone().or_else(default).or_else(|| declaration.origin.as_deref().map(Origin::name))
}

/// Returns the text of a section's default, if it has one.
fn default_text(scalar: &Option<Scalar>) -> Option<String> {
    let text = scalar.as_ref()?.text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

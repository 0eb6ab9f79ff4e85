//! The defaults that a section and the report give their figures.

use super::declare::Declaration;
use crate::report::{Report, Scalar};

/// Returns the period of a figure: its own, its section's, or the report's.
pub(super) fn period(report: &Report, declaration: &Declaration) -> Option<String> {
    let section = &report.sections[declaration.section].front_matter.period;
    let settings = || Some(report.settings.period.clone()).filter(|period| !period.is_empty());
    declaration.period.clone().or_else(|| default_text(section)).or_else(settings)
}

/// Returns the text of a section's default, if it has one.
pub(super) fn default_text(scalar: &Option<Scalar>) -> Option<String> {
    let text = scalar.as_ref()?.text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

//! `bad-formula`: a mathematical formula that cannot be read.
//!
//! What is read and what not is decided in [`crate::formula`]; dollar signs that never close are said by `markdown`.

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula;

/// Reports the first thing in each formula that is not understood.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for formula in input.report.sections.iter().flat_map(|section| section.formulas()) {
        let Err(fault) = formula::read(formula) else { continue };
        let mut diagnostic = Diagnostic::new(Code::BadFormula, fault.span, fault.message);
        diagnostic.hints.extend(fault.hint);
        diagnostics.push(match fault.fix {
            Some(fix) => diagnostic.fix(fault.span, fix),
            None => diagnostic,
        });
    }
    diagnostics
}

//! `truncated`: a number was cut off at its last place instead of rounded.
//!
//! 25/44 is 56.8181… %: printed as 56.81 % it is cut off, 56.82 % is right. Cutting off is no contradiction while
//! a report is a draft; a final must not say it. With `rounding = "truncate"` cutting off is the rule.

use super::stated_contradicts::with_formula;
use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::figure::Class;
use crate::text;

/// Reports numbers that were cut off.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for found in input.figures.disagreements.iter().filter(|found| found.class == Class::Truncated) {
        let (name, said, known) = (&found.name, &found.said.text, found.known_text());
        let right = found.right.clone().unwrap_or_else(|| known.clone());
        let message = match &found.formula {
            Some(formula) => text!(
                "“{name}”写的是 {said}，是截去尾数得来的；{formula} = {known}，四舍五入为 {right}",
                "`{name}` says {said}, which is cut off; {formula} = {known} rounds to {right}"
            ),
            None => text!(
                "“{name}”写的是 {said}，是截去尾数得来的；另一处是 {known}，四舍五入为 {right}",
                "`{name}` says {said}, which is cut off; the {known} elsewhere rounds to {right}"
            ),
        };
        let fault = Diagnostic::new(Code::Truncated, found.at, message)
            .about(found.figure)
            .label(text!("应为 {right}", "should be {right}"))
            .hint(text!(
                "全报告都按截尾，就在 bluebook.toml 的 [figures] 里写 rounding = \"truncate\"",
                "if the whole report cuts off, set rounding = \"truncate\" below [figures]"
            ));
        let fault = with_formula(fault, found);
        diagnostics.push(if found.right.is_some() { fault.fix(found.at, right) } else { fault });
    }
    diagnostics
}

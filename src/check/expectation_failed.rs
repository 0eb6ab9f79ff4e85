//! `expectation-failed`: a comparison under `checks` that no true values within what is printed fulfil.
//!
//! Its severity is what the comparison declares, else an error.

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::figure::Expectation;
use crate::text;

/// Reports comparisons that fail.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for found in input.figures.expectations.iter().filter(|found| !found.holds) {
        diagnostics.push(told(found));
    }
    diagnostics
}

fn told(found: &Expectation) -> Diagnostic {
    let Expectation { text, left, right, values: [a, b], relation, .. } = found;
    let sign = relation.sign();
    let message =
        text!("应当 {text}，实际 {a} {sign} {b} 不成立", "expected {text}, but {a} {sign} {b} does not hold");
    let mut fault = Diagnostic::new(Code::ExpectationFailed, found.span, message);
    if left.contains('=') || right.contains('=') {
        fault = fault.label(text!("{left}；{right}", "{left}; {right}"));
    }
    if let Some(why) = &found.why {
        fault = fault.hint(text!("理由：{why}", "because: {why}"));
    }
    if let Some(severity) = found.severity {
        fault = fault.severity(severity);
    }
    fault.hint(text!(
        "核对两边的数；规则不再适用就删去或改为 warning",
        "check the numbers; if the rule no longer holds, remove it or make it a warning"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Relation;
    use crate::source::Span;

    /// What stands under a comparison whose sides are these, in names and in numbers.
    fn label(left: &str, right: &str) -> Option<String> {
        let found = Expectation {
            text: "整改 <= 隐患".into(),
            span: Span::default(),
            left: left.into(),
            right: right.into(),
            values: ["21处".into(), "20处".into()],
            relation: Relation::AtMost,
            severity: None,
            why: None,
            holds: false,
        };
        told(&found).label.map(|label| label.zh)
    }

    #[test]
    fn a_side_with_names_is_shown_in_numbers() {
        let sum = "甲 + 乙 = 15处 + 6处";
        assert_eq!(label(sum, "20处").unwrap(), "甲 + 乙 = 15处 + 6处；20处");
        assert_eq!(label("21处", "隐患 = 20处").unwrap(), "21处；隐患 = 20处");
        assert_eq!(label("21处", "20处"), None);
    }
}

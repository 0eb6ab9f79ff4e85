//! `missing-reason`: a `figure-ok` comment that waives nothing, because it gives no reason or no text follows it.
//!
//! What a reason waives is the pipeline's business; one that has become needless is not said.

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::report::Reason;
use crate::text;

/// Reports comments without a reason, and, mildly, reasons that stand before nothing.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for reason in input.report.sections.iter().flat_map(|section| &section.reasons) {
        let Some(found) = judged(reason) else { continue };
        diagnostics.push(found);
    }
    diagnostics
}

/// Returns what is to be said of a comment.
fn judged(reason: &Reason) -> Option<Diagnostic> {
    if reason.text.is_empty() {
        let message =
            text!("这条注释没有写理由，不起作用", "this comment gives no reason, so it has no effect");
        let found = Diagnostic::new(Code::MissingReason, reason.span, message);
        return Some(found.hint(text!(
            "写明数字为什么没错：<!-- figure-ok: 理由 -->",
            "say why the number is right: <!-- figure-ok: reason -->"
        )));
    }
    if reason.covers.is_empty() {
        let message =
            text!("这条理由后面没有段落，不起作用", "no paragraph follows this reason, so it has no effect");
        let found = Diagnostic::new(Code::MissingReason, reason.span, message).severity(Severity::Info);
        return Some(found.hint(text!(
            "写在它所说的那一段里，或写在那一段上面单独一行",
            "put it into the paragraph that it speaks of, or on a line of its own above that"
        )));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::FigureTable;
    use crate::report::InlineKind;
    use crate::report::fixture::paragraphs;

    #[test]
    fn only_a_reason_with_words_and_a_paragraph_counts() {
        let (mut report, sources) = paragraphs("content/a.md", &[("共512件", InlineKind::LineBreak)]);
        let covers = report.sections[0].blocks[0].span;
        let reason = |text: &str, covers| Reason { span: covers, covers, text: text.to_owned() };
        std::sync::Arc::make_mut(&mut report.sections[0]).reasons =
            vec![reason("", covers), reason("已核", covers), reason("已核", covers.part(9, 9))];
        let figures = FigureTable::default();
        let found: Vec<_> = run(&Input::new(&report, &sources, &figures)).into_iter().collect();
        let severities: Vec<_> = found.iter().map(|found| found.severity).collect();
        assert_eq!(severities, [None, Some(Severity::Info)]);
    }
}

//! What recorded reasons waive: `why` on a figure, and `<!-- figure-ok: reason -->` beside a paragraph.
//!
//! The one place where a reason silences anything. An error is never waived; what was, and why, is kept for the
//! register.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::figure::FigureTable;
use crate::report::{Reason, Report};
use crate::source::Span;

/// The checks on prose numbers, whose warnings too a comment in the paragraph waives. The one line of
/// `literal-unbound` speaks of a whole section: its check leaves out what a reason answers.
const PROSE: [Code; 3] = [Code::LiteralMatches, Code::DirectionContradicts, Code::SameFigureTwoWays];

/// A reason that someone wrote, and what it waived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Where it is written: the comment, or the declaration of the figure whose `why` it is.
    pub place: Span,
    /// The words.
    pub text: String,
    /// The codes of what it waived, one for each diagnostic, in their order; empty when there is nothing to waive.
    pub codes: Vec<Code>,
}

/// What a reason speaks of.
enum Scope<'a> {
    /// The text of a paragraph.
    Paragraph(&'a Reason),
    /// A figure by its index, and the place of its declaration.
    Figure(usize, Span),
}

impl Scope<'_> {
    /// Returns whether the reason waives a diagnostic whose severity is decided.
    fn waives(&self, found: &Diagnostic) -> bool {
        let asks = found.severity == Some(Severity::Explain);
        match self {
            Scope::Paragraph(reason) => {
                let of_prose = PROSE.contains(&found.code) && found.severity != Some(Severity::Error);
                (asks || of_prose) && reason.answers(found.span)
            }
            Scope::Figure(index, extent) => {
                asks && (found.figure == Some(*index) || holds(*extent, found.span))
            }
        }
    }
}

/// Takes out what a recorded reason waives; returns the rest, and every reason in the order of the report.
pub(super) fn waive(
    mut diagnostics: Diagnostics,
    report: &Report,
    figures: &FigureTable,
) -> (Diagnostics, Vec<Recorded>) {
    let mut reasons = written(report, figures);
    diagnostics.retain_mut(|found| {
        let Some((_, recorded)) = reasons.iter_mut().find(|(scope, _)| scope.waives(found)) else {
            return true;
        };
        recorded.codes.push(found.code);
        false
    });
    (diagnostics, reasons.into_iter().map(|(_, recorded)| recorded).collect())
}

/// Returns the reasons that have words and speak of something.
fn written<'a>(report: &'a Report, figures: &FigureTable) -> Vec<(Scope<'a>, Recorded)> {
    let comments = report.sections.iter().flat_map(|section| &section.reasons);
    let comments = comments.filter(|reason| !reason.text.is_empty() && !reason.covers.is_empty());
    let of_text = comments.map(|reason| {
        let recorded = Recorded { place: reason.span, text: reason.text.clone(), codes: Vec::new() };
        (Scope::Paragraph(reason), recorded)
    });
    let of_figures = figures.figures.iter().enumerate().filter_map(|(index, figure)| {
        let text = figure.why.clone().filter(|why| !why.trim().is_empty())?;
        let recorded = Recorded { place: figure.declared, text, codes: Vec::new() };
        Some((Scope::Figure(index, figure.extent), recorded))
    });
    of_text.chain(of_figures).collect()
}

/// Returns whether a place begins within another.
fn holds(around: Span, place: Span) -> bool {
    around.file == place.file && (around.start..around.end).contains(&place.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;
    use crate::report::fixture::bare_section;
    use crate::source::SourceId;
    use crate::text;

    fn at(start: usize, end: usize) -> Span {
        Span::new(SourceId(0), start, end)
    }

    /// Returns the codes left and the codes that each reason waived, in a report with a comment that covers 10 to
    /// 20, and a figure declared at 30 to 40 with a `why`.
    fn outcome(found: &[(Code, Severity, Span, Option<usize>)]) -> (Vec<Code>, Vec<Vec<Code>>) {
        let mut section = bare_section(SourceId(0), "content/a.md");
        section.reasons = vec![
            Reason { span: at(21, 25), covers: at(10, 20), text: "已核".to_owned() },
            Reason { span: at(50, 55), covers: at(0, 100), text: String::new() },
        ];
        let report = Report { sections: vec![section.into()], ..Report::default() };
        let declared = at(30, 33);
        let figure = |why: Option<&str>, extent| Figure {
            declared,
            extent,
            why: why.map(str::to_owned),
            ..Figure::default()
        };
        let figures = FigureTable {
            figures: vec![figure(Some("新口径"), at(30, 40)), figure(None, at(40, 50))],
            ..FigureTable::default()
        };
        let mut diagnostics = Diagnostics::default();
        for (code, severity, span, figure) in found {
            let mut one = Diagnostic::new(*code, *span, text!("x", "x")).severity(*severity);
            one.figure = *figure;
            diagnostics.push(one);
        }
        let (left, reasons) = waive(diagnostics, &report, &figures);
        let left = left.iter().map(|found| found.code).collect();
        (left, reasons.into_iter().map(|reason| reason.codes).collect())
    }

    #[test]
    fn a_comment_waives_questions_of_its_paragraph_and_prose_warnings() {
        let (left, waived) = outcome(&[
            (Code::LargeChange, Severity::Explain, at(12, 14), None),
            (Code::LiteralMatches, Severity::Warning, at(19, 22), None),
            (Code::SameFigureTwoWays, Severity::Info, at(10, 11), None),
        ]);
        assert_eq!(left, []);
        assert_eq!(waived[0], [Code::LargeChange, Code::LiteralMatches, Code::SameFigureTwoWays]);
    }

    #[test]
    fn errors_other_warnings_and_other_paragraphs_stay() {
        let all = [
            (Code::LiteralContradicts, Severity::Error, at(12, 14), None),
            (Code::LiteralMatches, Severity::Error, at(12, 14), None),
            (Code::JoinedParagraphs, Severity::Warning, at(12, 14), None),
            (Code::LargeChange, Severity::Explain, at(20, 21), None),
            (Code::LargeChange, Severity::Explain, at(60, 61), None),
            (Code::LargeChange, Severity::Explain, at(60, 61), Some(1)),
        ];
        let (left, waived) = outcome(&all);
        assert_eq!(left, all.map(|(code, ..)| code));
        assert_eq!(waived, [vec![], vec![]]);
    }

    #[test]
    fn why_waives_what_is_about_its_figure_or_stands_in_its_declaration() {
        let (left, waived) = outcome(&[
            (Code::LargeChange, Severity::Explain, at(60, 61), Some(0)),
            (Code::MissingSource, Severity::Explain, at(30, 33), None),
            (Code::SameFigureTwoWays, Severity::Info, at(60, 61), Some(0)),
        ]);
        assert_eq!(left, [Code::SameFigureTwoWays]);
        assert_eq!(waived, [vec![], vec![Code::LargeChange, Code::MissingSource]]);
    }
}

//! What recorded reasons waive: `why` on a figure, and `<!-- figure-ok: reason -->` beside a paragraph.
//!
//! The one place where a reason silences anything. An error is never waived; what was, and why, is kept for the
//! register.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::figure::FigureTable;
use crate::report::Report;
use crate::source::{SourceId, Span};

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
enum Scope {
    /// The text of a paragraph.
    Paragraph(Span),
    /// A figure by its index, and the place of its declaration.
    Figure(usize, Span),
}

/// Which reason covers a place: by the start of each stretch of text, the first that covers it.
struct Cover(BTreeMap<(SourceId, u32), Option<usize>>);

impl Cover {
    fn of(spans: impl Iterator<Item = (usize, Span)>) -> Cover {
        let spans = spans.filter(|(_, span)| span.start < span.end);
        let mut ends: Vec<_> = spans
            .flat_map(|(reason, span)| {
                [((span.file, span.start), true, reason), ((span.file, span.end), false, reason)]
            })
            .collect();
        ends.sort_unstable();
        let mut open = BTreeSet::new();
        let mut stretches = BTreeMap::new();
        for (at, opens, reason) in ends {
            match opens {
                true => open.insert(reason),
                false => open.remove(&reason),
            };
            stretches.insert(at, open.first().copied());
        }
        Cover(stretches)
    }

    /// Returns the first reason that covers where a place begins.
    fn at(&self, place: Span) -> Option<usize> {
        *self.0.range(..=(place.file, place.start)).next_back()?.1
    }
}

/// The reasons of a report, ready to be asked.
struct Reasons {
    paragraphs: Cover,
    declarations: Cover,
    /// By figure.
    figures: BTreeMap<usize, usize>,
}

impl Reasons {
    fn of(written: &[(Scope, Recorded)]) -> Reasons {
        let scopes = || written.iter().map(|(scope, _)| scope).enumerate();
        let paragraphs = scopes().filter_map(|(reason, scope)| match scope {
            Scope::Paragraph(covers) => Some((reason, *covers)),
            Scope::Figure(..) => None,
        });
        let figures = || {
            scopes().filter_map(|(reason, scope)| match scope {
                Scope::Paragraph(_) => None,
                Scope::Figure(figure, extent) => Some((reason, *figure, *extent)),
            })
        };
        Reasons {
            paragraphs: Cover::of(paragraphs),
            declarations: Cover::of(figures().map(|(reason, _, extent)| (reason, extent))),
            figures: figures().map(|(reason, figure, _)| (figure, reason)).collect(),
        }
    }

    /// Returns the first reason that waives a diagnostic whose severity is decided; those of the text come first.
    fn waiving(&self, found: &Diagnostic) -> Option<usize> {
        let asks = found.severity == Some(Severity::Explain);
        let of_prose = PROSE.contains(&found.code) && found.severity != Some(Severity::Error);
        let of_text = self.paragraphs.at(found.span).filter(|_| asks || of_prose);
        let of_figure = || {
            let about = found.figure.and_then(|figure| self.figures.get(&figure).copied());
            about.into_iter().chain(self.declarations.at(found.span)).min().filter(|_| asks)
        };
        of_text.or_else(of_figure)
    }
}

/// Takes out what a recorded reason waives; returns the rest, and every reason in the order of the report.
pub(super) fn waive(
    mut diagnostics: Diagnostics,
    report: &Report,
    figures: &FigureTable,
) -> (Diagnostics, Vec<Recorded>) {
    let mut written = written(report, figures);
    let reasons = Reasons::of(&written);
    diagnostics.retain_mut(|found| match reasons.waiving(found) {
        Some(reason) => {
            written[reason].1.codes.push(found.code);
            false
        }
        None => true,
    });
    (diagnostics, written.into_iter().map(|(_, recorded)| recorded).collect())
}

/// Returns the reasons that have words and speak of something.
fn written(report: &Report, figures: &FigureTable) -> Vec<(Scope, Recorded)> {
    let comments = report.sections.iter().flat_map(|section| &section.reasons);
    let comments = comments.filter(|reason| !reason.text.is_empty() && !reason.covers.is_empty());
    let of_text = comments.map(|reason| {
        let recorded = Recorded { place: reason.span, text: reason.text.clone(), codes: Vec::new() };
        (Scope::Paragraph(reason.covers), recorded)
    });
    let of_figures = figures.figures.iter().enumerate().filter_map(|(index, figure)| {
        let text = figure.why.clone().filter(|why| !why.trim().is_empty())?;
        let recorded = Recorded { place: figure.declared, text, codes: Vec::new() };
        Some((Scope::Figure(index, figure.extent), recorded))
    });
    of_text.chain(of_figures).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;
    use crate::report::Reason;
    use crate::report::fixture::bare_section;
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

    #[test]
    fn many_reasons_and_many_questions_are_no_burden() {
        let mut section = bare_section(SourceId(0), "content/a.md");
        let reason =
            |start| Reason {
                span: at(start, start + 1), covers: at(start, start + 9), text: "已核".into()
            };
        section.reasons = (0..40_000).map(|index| reason(index * 10)).collect();
        let report = Report { sections: vec![section.into()], ..Report::default() };
        let mut diagnostics = Diagnostics::default();
        for index in 0..40_000 {
            let place = at(index * 10 + index % 10, index * 10 + 10);
            diagnostics
                .push(Diagnostic::new(Code::LargeChange, place, text!("x", "x")).severity(Severity::Explain));
        }
        let (left, reasons) = waive(diagnostics, &report, &FigureTable::default());
        assert_eq!((left.iter().count(), reasons.len()), (4000, 40_000));
    }
}

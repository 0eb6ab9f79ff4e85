//! `missing-source`: a stated figure that does not say where its number comes from, nor its section for it.
//!
//! A derived figure, or a total with its parts, comes from the figures it names. Whether a source is any good is
//! not judged.

use std::collections::BTreeMap;

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Policy, Text};
use crate::figure::Figure;
use crate::text;

/// How many names a line of the usual policy lists.
const MOST_NAMES: usize = 5;

/// Reports figures without a source: one line a section, or, where every figure must have one, each by itself.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let mut lacking = BTreeMap::<usize, Vec<(usize, &Figure)>>::new();
    for (index, figure) in input.figures.figures.iter().enumerate() {
        if lacks_source(figure) {
            lacking.entry(figure.section).or_default().push((index, figure));
        }
    }
    for figures in lacking.into_values() {
        match input.report.settings.policy {
            Policy::Strict => figures.into_iter().for_each(|(index, figure)| {
                let found = one(&figure.name).about(index);
                diagnostics.push(Diagnostic { span: figure.declared, ..found });
            }),
            Policy::Usual => {
                // A reason on the figure answers the question that the strict policy would ask.
                let open: Vec<_> = figures
                    .into_iter()
                    .map(|(_, figure)| figure)
                    .filter(|figure| figure.why.is_none())
                    .collect();
                diagnostics.extend(together(&open));
            }
        }
    }
    diagnostics
}

/// Returns whether a figure is only stated and says no source.
fn lacks_source(figure: &Figure) -> bool {
    figure.stated.is_some()
        && figure.formula.is_none()
        && figure.parts.is_empty()
        && figure.source.as_deref().is_none_or(|source| source.trim().is_empty())
}

/// Returns what is said of one figure; its place is yet to be set.
fn one(name: &str) -> Diagnostic {
    let message = text!("数字“{name}”没有写来源", "the figure `{name}` does not say its source");
    Diagnostic::new(Code::MissingSource, crate::source::Span::default(), message).hint(way_out())
}

/// Returns one line about all the figures of a section that lack a source.
fn together(figures: &[&Figure]) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let Some(first) = figures.first() else { return diagnostics };
    let names = |before: &str, between: &str, after: &str| {
        let names = figures.iter().take(MOST_NAMES).map(|figure| format!("{before}{}{after}", figure.name));
        names.collect::<Vec<_>>().join(between)
    };
    let (zh, en) = (names("", "、", ""), names("`", ", ", "`"));
    let count = figures.len();
    let more = count.saturating_sub(MOST_NAMES);
    let message = match (count, more) {
        (1, _) => return single(first),
        (_, 0) => text!(
            "本节 {count} 个数字没有写来源：{zh}",
            "{count} figures of this section do not say their source: {en}"
        ),
        _ => text!(
            "本节 {count} 个数字没有写来源：{zh} 等",
            "{count} figures of this section do not say their source: {en} and {more} more"
        ),
    };
    diagnostics.push(Diagnostic::new(Code::MissingSource, first.declared, message).hint(way_out()));
    diagnostics
}

fn single(figure: &Figure) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(Diagnostic { span: figure.declared, ..one(&figure.name) });
    diagnostics
}

fn way_out() -> Text {
    text!(
        "整节一个来源，在文件头写 来源: 从哪里来；单个数字写成 {{数值: 数值, 来源: 从哪里来}}",
        "one source for the section: `source: …` in its front matter; for one figure: `{{value: …, source: …}}`"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Context, FigureTable, scan};
    use crate::report::Report;
    use crate::report::fixture::bare_section;
    use crate::source::{SourceId, Sources, Span};

    fn figure(name: &str, section: usize) -> Figure {
        let (quantity, _) = scan("512件", Context::Declared).unwrap();
        let place = Span::new(SourceId(0), 0, 1);
        Figure { name: name.to_owned(), section, stated: Some((quantity, place)), ..Figure::default() }
    }

    fn found(policy: Policy, figures: Vec<Figure>) -> Vec<Diagnostic> {
        let section = || bare_section(SourceId(0), "content/a.md");
        let mut report = Report { sections: vec![section().into(), section().into()], ..Report::default() };
        report.settings.policy = policy;
        let figures = FigureTable { figures, ..FigureTable::default() };
        run(&Input::new(&report, &Sources::default(), &figures)).into_iter().collect()
    }

    #[test]
    fn one_line_a_section_or_each_by_itself() {
        let figures = || vec![figure("事件", 0), figure("办结", 0), figure("经费", 1)];
        let usual = found(Policy::Usual, figures());
        assert_eq!(usual.len(), 2);
        assert_eq!(usual[0].message.zh, "本节 2 个数字没有写来源：事件、办结");
        assert!(usual.iter().all(|found| found.hints[0].zh.contains("写 来源: ")), "{usual:?}");
        assert_eq!(usual[1].message.en, "the figure `经费` does not say its source");
        let strict = found(Policy::Strict, figures());
        assert_eq!(strict.iter().map(|found| found.figure).collect::<Vec<_>>(), [Some(0), Some(1), Some(2)]);
        let many = found(Policy::Usual, (0..7).map(|_| figure("x", 0)).collect());
        assert!(many[0].message.en.ends_with("`x` and 2 more"), "{}", many[0].message.en);
    }

    #[test]
    fn what_comes_from_elsewhere_needs_none() {
        let figures = vec![
            Figure { source: Some("统计局".into()), ..figure("a", 0) },
            Figure { formula: Some("x/y".into()), ..figure("b", 0) },
            Figure {
                parts: vec![crate::figure::Link { figure: None, span: Span::default() }],
                ..figure("c", 0)
            },
            Figure { stated: None, ..figure("d", 0) },
        ];
        assert_eq!(found(Policy::Strict, figures), []);
        assert_eq!(found(Policy::Usual, vec![Figure { why: Some("自报".into()), ..figure("a", 0) }]), []);
    }
}

//! `unused-figure`: a figure that no text cites and no other declaration or check needs.
//!
//! What formulas, wholes and parts need is known; of checks and of what citations state, the words are looked at
//! without reading them: a name that occurs there by chance only keeps this rule quiet.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::report::{Section, Yaml};
use crate::source::Sources;
use crate::text;

/// Reports figures that nothing uses.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let Input { report, sources, figures, .. } = *input;
    let mut needed = BTreeSet::new();
    for section in &report.sections {
        needed_in(section, sources, &mut needed);
    }
    let mut inputs = BTreeSet::new();
    for figure in &figures.figures {
        inputs.extend(figure.inputs.iter().copied());
        inputs.extend(figure.whole.iter().chain(&figure.parts).filter_map(|link| link.figure));
    }
    let mut diagnostics = Diagnostics::default();
    for (index, figure) in figures.figures.iter().enumerate() {
        // Of a family, nobody cites every member.
        if figure.name.contains('.') || inputs.contains(&index) {
            continue;
        }
        // A faulty declaration is said already.
        let worth = figure.value.is_some() || figure.display.is_some();
        if worth && figure.cited.is_empty() && !needed.contains(&figure.name) {
            let name = &figure.name;
            diagnostics.push(
                Diagnostic::new(
                    Code::UnusedFigure,
                    figure.declared,
                    text!(
                        "登记了数字 {name}，正文没有用到",
                        "the figure `{name}` is declared and never cited"
                    ),
                )
                .hint(text!(
                    "在正文里写 {{{{{name}}}}}，或删去这一行",
                    "cite it as `{{{{{name}}}}}`, or remove it"
                )),
            );
        }
    }
    diagnostics
}

/// Adds the words of a section that may be names in formulas: of checks, and of what citations state.
fn needed_in(section: &Section, sources: &Sources, needed: &mut BTreeSet<String>) {
    let front_matter = &section.front_matter;
    if let Some(checks) = &front_matter.checks {
        words_of_yaml(checks, needed);
    }
    for citation in section.citations() {
        let inner = sources.get(citation.inner.file).slice(citation.inner);
        if let Some(at) = inner.find(['=', '＝']) {
            words(&inner[at..], needed);
        }
    }
}

fn words_of_yaml(value: &Yaml, into: &mut BTreeSet<String>) {
    match value {
        Yaml::Scalar(scalar) => words(&scalar.text, into),
        Yaml::Mapping(entries, _) => entries.iter().for_each(|(_, value)| words_of_yaml(value, into)),
        Yaml::Sequence(values, _) => values.iter().for_each(|value| words_of_yaml(value, into)),
    }
}

/// Adds the identifiers of a text, in NFC as figures' names are.
fn words(text: &str, into: &mut BTreeSet<String>) {
    let text: String = text.nfc().collect();
    let words = text.split(|c: char| !unicode_ident::is_xid_continue(c));
    into.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;
    use crate::figure::{FigureTable, Link};
    use crate::report::fixture::paragraphs;
    use crate::report::{Citation, InlineKind, Scalar};
    use crate::source::{SourceId, Span};

    fn figure(name: &str, cited: bool) -> Figure {
        let span = Span::new(SourceId(0), 0, 1);
        Figure {
            name: name.to_owned(),
            section: 0,
            section_id: "a".to_owned(),
            declared: span,
            cited: if cited { vec![span] } else { Vec::new() },
            display: Some("1件".to_owned()),
            ..Figure::default()
        }
    }

    #[test]
    fn cited_and_needed_figures_are_used() {
        let text = "{{办结率=办结/事件}}";
        let whole = Span::new(SourceId(0), 0, text.len());
        let citation = Citation { span: whole, inner: whole.part(2, text.len() - 2) };
        let (mut report, sources) = paragraphs("content/a.md", &[(text, InlineKind::Citation(citation))]);
        let scalar = |text: &str| Scalar { text: text.to_owned(), span: None };
        std::sync::Arc::make_mut(&mut report.sections[0]).front_matter.checks =
            Some(Yaml::Scalar(scalar("核对 <= 3件")));
        let names = ["办结率", "事件", "拘留", "整体", "部分", "核对", "税金"]
            .map(|name| figure(name, name == "办结率"));
        let mut figures: Vec<_> = names.into();
        let link = |figure| Link { figure: Some(figure), span: whole };
        figures[0] =
            Figure { inputs: vec![2], whole: Some(link(3)), parts: vec![link(4)], ..figures[0].clone() };
        figures.push(Figure { display: None, ..figure("有错误", false) });
        let figures = FigureTable { figures, ..FigureTable::default() };
        let found: Vec<_> = run(&Input::new(&report, &sources, &figures)).into_iter().collect();
        assert_eq!(found.len(), 1);
        assert!(found[0].message.zh.contains("税金") && found[0].message.en.contains("`税金`"));
    }
}

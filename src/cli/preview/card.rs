//! Figures as the page lists them, and the card over a number.

use std::collections::BTreeSet;

use super::desk::Shown;
use crate::diagnostic::Severity;
use crate::export::register::{At, Row};
use crate::export::why;
use crate::preview::{Cited, CitedFacet, FigureCard, FigureLine, FigureState, Place};

/// Returns every figure, in the register's order.
pub(super) fn lines(shown: &Shown) -> Vec<FigureLine> {
    let states = States::of(shown);
    shown
        .register()
        .figures
        .iter()
        .enumerate()
        .map(|(index, row)| line(row, states.of_figure(index, row)))
        .collect()
}

/// Returns what the card of a figure says.
pub(super) fn card(shown: &Shown, index: usize) -> Option<FigureCard> {
    let row = shown.register().figures.get(index)?;
    let language = shown.outcome.report.settings.language;
    let filled = |words: &Option<String>| words.clone().filter(|words| !words.is_empty());
    let of_figure = shown.outcome.diagnostics.iter().filter(|found| found.figure == Some(index));
    let origin = row.origin.as_ref().map(|origin| origin.name());
    Some(FigureCard {
        line: line(row, States::of(shown).of_figure(index, row)),
        formula: row.formula.clone(),
        numbers: row.with_numbers.clone().filter(|numbers| Some(numbers) != row.formula.as_ref()),
        exact: why::exact(row).unwrap_or_default(),
        source: match (row.source.clone(), origin) {
            (Some(source), Some(origin)) => Some(format!("{source} · {origin}")),
            (source, origin) => source.or(origin),
        },
        label: filled(&row.label),
        period: filled(&row.period),
        scope: filled(&row.scope),
        prior: filled(&row.prior),
        note: filled(&row.note),
        problems: of_figure.map(|found| found.message.get(language).to_owned()).collect(),
        citations: row.cited.iter().map(|cited| of_citation(shown, cited)).collect(),
    })
}

fn of_citation(shown: &Shown, cited: &crate::export::register::Cited) -> Cited {
    let number = cited.pages.first().map(ToString::to_string);
    let page = number
        .and_then(|number| shown.view.pages.iter().position(|page| page.number.as_ref() == Some(&number)));
    Cited {
        sentence: cited.sentence.concat(),
        place: place(&cited.at),
        page,
        facet: cited.facet.as_ref().and_then(|facet| {
            let prints = cited.prints.clone()?;
            Some(CitedFacet { name: facet.clone(), prints, numbers: cited.worked.clone() })
        }),
    }
}

fn line(row: &Row, state: FigureState) -> FigureLine {
    FigureLine {
        name: row.name.clone(),
        section: row.section.clone(),
        value: row.display.clone().unwrap_or_else(|| "?".to_owned()),
        state,
        cited: row.cited.len(),
        declared: place(&row.declared),
    }
}

fn place(at: &At) -> Place {
    Place { file: at.file.clone(), line: at.line, column: at.column }
}

/// What is known of all figures' truth.
struct States {
    flagged: BTreeSet<usize>,
    stale: BTreeSet<usize>,
}

impl States {
    fn of(shown: &Shown) -> States {
        use crate::diagnostic::Code;
        let about = |fits: &dyn Fn(&crate::diagnostic::Diagnostic) -> bool| {
            let found = shown.outcome.diagnostics.iter().filter(|found| fits(found));
            found.filter_map(|found| found.figure).collect()
        };
        let moved = [Code::ChangedSinceSigning, Code::SourceChanged, Code::SourceMoved];
        States {
            stale: about(&|found| moved.contains(&found.code)),
            flagged: about(&|found| !moved.contains(&found.code) && found.severity != Some(Severity::Info)),
        }
    }

    fn of_figure(&self, index: usize, row: &Row) -> FigureState {
        // What has no value has a problem, whether or not that is told of it by name.
        if self.flagged.contains(&index) || row.display.is_none() {
            FigureState::Flagged
        } else if self.stale.contains(&index) {
            FigureState::Stale
        } else if row.reasons.is_empty() {
            FigureState::Fine
        } else {
            FigureState::Pinned
        }
    }
}

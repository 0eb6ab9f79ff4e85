//! Figures as the rows of a table: what each is called, so that no two numbers have one name.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, Filler, plain};
use crate::diagnostic::{Code, Diagnostic, Language, nearest, printable};
use crate::figure::Figure;
use crate::report::prose::Prose;
use crate::report::{Cell, Listed};
use crate::source::Span;
use crate::text;

/// A row: a figure and what is printed of it.
struct Row {
    name: String,
    /// What tells it from other numbers of its name, behind it in brackets.
    told_by: Vec<String>,
    figure: Option<usize>,
    /// Whether the figure has no citation of its own here.
    of_family: bool,
    place: Span,
    value: Cell,
}

/// The rows of a list of figures, its head first, and by row the figure whose own number it shows.
type Rows = (Vec<Vec<Cell>>, Vec<Option<usize>>);

impl Filler<'_> {
    /// Returns a row for each figure of a list, under a head; `cited` are those that have no citation of their own.
    pub(super) fn listed(
        &self,
        place: Span,
        listed: &[Listed],
        cited: &mut Vec<(usize, Span)>,
    ) -> Result<Rows, Fault> {
        let chinese = self.given.report.settings.language == Language::Chinese;
        let mut rows = Vec::new();
        for listed in listed {
            match listed {
                Listed::One(citation) => {
                    let figure = self.figures.shown.get(&citation.span).and_then(|shown| shown.figure);
                    let written =
                        || self.given.sources.get(citation.span.file).slice(citation.span).to_owned();
                    let facet =
                        self.figures.behind.get(&citation.span).and_then(|behind| behind.facet.as_ref());
                    let facet = facet.map(|facet| facet.get(self.given.report.settings.language).to_owned());
                    rows.push(Row {
                        name: figure.map_or_else(written, |figure| called(&self.figures.figures[figure])),
                        told_by: facet.into_iter().collect(),
                        figure,
                        of_family: false,
                        place: citation.span,
                        value: Cell {
                            content: vec![citation.clone()],
                            ..plain(String::new(), citation.span)
                        },
                    });
                }
                Listed::Family(family, span) => {
                    for at in self.members(family, *span)? {
                        let figure = &self.figures.figures[at];
                        cited.push((at, *span));
                        rows.push(Row {
                            name: called(figure),
                            told_by: Vec::new(),
                            figure: Some(at),
                            of_family: true,
                            place: *span,
                            value: plain(figure.display.clone().unwrap_or_default(), *span),
                        });
                    }
                }
            }
        }
        self.tell_apart(&mut rows);
        let (name, value) = if chinese { ("项目", "数值") } else { ("Item", "Value") };
        let head = [name, value].map(|words| plain(words.to_owned(), place)).to_vec();
        let figures = rows.iter().map(|row| row.figure.filter(|_| row.of_family));
        let figures = [None].into_iter().chain(figures).collect();
        let cells = rows.into_iter().map(|row| {
            let name = match (row.told_by.as_slice(), chinese) {
                ([], _) => row.name,
                (by, true) => format!("{}（{}）", row.name, by.join("，")),
                (by, false) => format!("{} ({})", row.name, by.join(", ")),
            };
            vec![plain(name, row.place), row.value]
        });
        Ok(([head].into_iter().chain(cells).collect(), figures))
    }

    /// Returns the members of a family: of the section's own, else of the only section that has one; `id.family` says which.
    fn members(&self, family: &str, span: Span) -> Result<Vec<usize>, Fault> {
        let figures = &self.figures.figures;
        let of = |id: Option<&str>, family: &str| -> Vec<usize> {
            let before = format!("{family}.");
            let is_member = |figure: &Figure| {
                figure.name.starts_with(&before) && id.is_none_or(|id| figure.section_id == id)
            };
            (0..figures.len()).filter(|at| is_member(&figures[*at])).collect()
        };
        let mut members = of(None, family);
        if members.is_empty()
            && let Some((id, family)) = family.split_once('.')
        {
            members = of(Some(id.trim()), family);
        }
        let sections: BTreeSet<usize> = members.iter().map(|at| figures[*at].section).collect();
        let own = sections.iter().find(|at| self.given.report.sections[**at].source == self.section);
        if let Some(own) = own {
            members.retain(|at| figures[*at].section == *own);
        } else if sections.len() > 1 {
            let ids = sections.iter().map(|at| format!("{}.{family}.*", self.given.report.sections[*at].id));
            let ids: Vec<String> = ids.map(|id| printable(&id)).collect();
            let (shown, zh, en) = (printable(family), ids.join("、"), ids.join(", "));
            let message = text!("几节都有“{shown}”这一族数字", "several sections have a family `{shown}`");
            let hint = text!("写明是哪一个：{zh}", "say which one: {en}");
            return Err(Box::new(Diagnostic::new(Code::AmbiguousFigure, span, message).hint(hint)));
        }
        if !members.is_empty() {
            return Ok(members);
        }
        let families = figures.iter().filter_map(|figure| Some(figure.name.rsplit_once('.')?.0));
        let (near, shown) = (nearest(family, families), printable(family));
        let message = text!("没有“{shown}”这一族数字", "there is no family of figures `{shown}`");
        let found = Diagnostic::new(Code::BadData, span, message);
        Err(Box::new(match near {
            Some(near) => found.fix(span, format!("{near}.*")),
            None => found,
        }))
    }

    /// Gives different figures of one name what tells them apart: their families, scopes or periods, else their sections.
    fn tell_apart(&self, rows: &mut [Row]) {
        let mut of_name: BTreeMap<_, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            if let Some(figure) = row.figure {
                of_name.entry((row.name.clone(), row.told_by.clone())).or_default().push((at, figure));
            }
        }
        for same in of_name.into_values() {
            let count = |by: usize| {
                let told = same.iter().map(|(_, figure)| self.told_by(*figure, by));
                told.collect::<BTreeSet<_>>().len()
            };
            let figures = same.iter().map(|(_, figure)| figure).collect::<BTreeSet<_>>().len();
            if figures < 2 {
                continue;
            }
            let Some(by) = (0..4).find(|by| count(*by) == figures) else { continue };
            for (at, figure) in &same {
                rows[*at].told_by.splice(0..0, self.told_by(*figure, by));
            }
        }
    }

    /// Returns what may tell a figure from another of its name, the nearest first.
    fn told_by(&self, figure: usize, by: usize) -> Option<String> {
        let figure = &self.figures.figures[figure];
        match by {
            0 => figure.name.rsplit_once('.').map(|(family, _)| family.to_owned()),
            1 => figure.scope.clone(),
            2 => figure.period.clone(),
            _ => {
                let title = self.given.report.sections[figure.section].title();
                Some(title.map_or_else(|| figure.section_id.clone(), |title| Prose::of(title).text))
            }
        }
    }
}

/// Returns what prose calls a figure: its label, or its name without its family.
fn called(figure: &Figure) -> String {
    let name = figure.name.rsplit('.').next().unwrap_or_default();
    figure.label.clone().unwrap_or_else(|| name.to_owned())
}

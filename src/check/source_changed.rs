//! `source-changed`: a data file that is not the one that was signed, with the figures and sentences it touches.
//!
//! One word a file. A file whose change touches no figure is an info: someone has edited another line.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, printable};
use crate::figure::{Figure, Taken, taken};
use crate::text;

/// How many figures one message names; the others are counted.
const NAMED: usize = 8;

/// What became of the figures of one file.
#[derive(Default)]
struct Changed {
    /// All its figures that were signed from another content.
    all: Vec<usize>,
    /// Those whose value is another now.
    touched: Vec<usize>,
}

/// Reports data files that changed since signing.
pub fn run(input: &Input<'_>) -> Diagnostics {
    judge(input, &input.lock.map(taken).unwrap_or_default())
}

/// Compares each file with what was signed of it.
fn judge(input: &Input<'_>, signed: &[Taken]) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let signed: BTreeMap<_, _> =
        signed.iter().map(|then| ((&then.section, &then.name, &then.scope), then)).collect();
    let then = |figure: &Figure| signed.get(&(&figure.section_id, &figure.name, &figure.scope)).copied();
    let figures = &input.figures.figures;
    let differs = |figure: &Figure| {
        then(figure).is_none_or(|then| {
            figure.value.as_ref() != Some(&then.value)
                || figure.display.as_ref().is_some_and(|now| *now != then.shown)
        })
    };
    let mut files: BTreeMap<&str, Changed> = BTreeMap::new();
    for (index, figure) in figures.iter().enumerate() {
        let (Some(origin), Some(data)) = (&figure.origin, then(figure)) else {
            continue;
        };
        if data.file == origin.path && data.sha256 != origin.sha256 {
            let changed = files.entry(&origin.path).or_default();
            changed.all.push(index);
            if differs(figure) {
                changed.touched.push(index);
            }
        }
    }
    let users = users(figures);
    for (path, changed) in &files {
        let reached = reached(&changed.touched, &users);
        let cited: BTreeSet<_> = reached.iter().flat_map(|index| &figures[*index].cited).copied().collect();
        let fault = say(path, changed, figures, &then);
        diagnostics.push(cited.into_iter().fold(fault, |fault, sentence| {
            fault.related(sentence, text!("这一句受影响", "this sentence is touched"))
        }));
    }
    diagnostics
}

/// Returns, by figure, the figures whose formulas name it.
fn users(figures: &[Figure]) -> BTreeMap<usize, Vec<usize>> {
    let mut users = BTreeMap::<usize, Vec<usize>>::new();
    for (index, figure) in figures.iter().enumerate() {
        for input in &figure.inputs {
            users.entry(*input).or_default().push(index);
        }
    }
    users
}

/// Returns figures and all that is computed from them.
fn reached(from: &[usize], users: &BTreeMap<usize, Vec<usize>>) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open = from.to_vec();
    while let Some(index) = open.pop() {
        if reached.insert(index) {
            open.extend(users.get(&index).into_iter().flatten());
        }
    }
    reached
}

/// Says that a file changed, and what of it is another now.
fn say<'a>(
    path: &str,
    changed: &Changed,
    figures: &'a [Figure],
    then: &dyn Fn(&'a Figure) -> Option<&'a Taken>,
) -> Diagnostic {
    let path = printable(path);
    let place = |index: usize| {
        let figure = &figures[index];
        figure.stated.as_ref().map_or(figure.declared, |(_, place)| *place)
    };
    let first = changed.touched.first().or(changed.all.first()).copied().unwrap_or_default();
    let again = text!("核对以后重新签发：bluebook sign", "look at them, then sign anew: bluebook sign");
    if changed.touched.is_empty() {
        let count = changed.all.len();
        let message = text!(
            "{path} 不是签发时的那一份；取自它的 {count} 个数都没有变",
            "{path} is not the file that was signed; no figure taken from it changed ({count})"
        );
        let fault = Diagnostic::new(Code::SourceChanged, place(first), message).severity(Severity::Info);
        return fault.hint(again);
    }
    let words = changed.touched.iter().take(NAMED).map(|index| {
        let figure = &figures[*index];
        let was = then(figure).map(|then| then.shown.clone()).unwrap_or_default();
        let is = figure.display.clone().unwrap_or_else(|| "?".to_owned());
        format!("{} {was} → {is}", figure.name)
    });
    let mut words: Vec<String> = words.collect();
    if changed.touched.len() > NAMED {
        words.push(format!("… {}", changed.touched.len()));
    }
    let (zh, en) = (words.join("，"), words.join(", "));
    let message = text!("{path} 不是签发时的那一份：{zh}", "{path} is not the file that was signed: {en}");
    let fault = Diagnostic::new(Code::SourceChanged, place(first), message).about(first).hint(again);
    let others = changed.touched.iter().filter(|index| **index != first);
    others.fold(fault, |fault, index| fault.related(place(*index), text!("也取自它", "taken from it too")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{FigureTable, Origin};
    use crate::report::Report;
    use crate::source::{SourceId, Sources, Span};

    /// A figure out of `data/a.csv`, whose content is now `new`.
    fn figure(name: &str, value: i32) -> Figure {
        let origin = Origin {
            path: "data/a.csv".into(),
            sha256: "new".into(),
            cell: "B2".into(),
            ..Origin::default()
        };
        Figure {
            name: name.into(),
            value: Some(num_rational::BigRational::from_integer(value.into())),
            display: Some(format!("{value}件")),
            cited: vec![Span::new(SourceId(0), name.len(), name.len() + 1)],
            origin: Some(Box::new(origin)),
            ..Figure::default()
        }
    }

    fn signed(name: &str, value: i32, sha256: &str) -> Taken {
        Taken {
            name: name.into(),
            value: num_rational::BigRational::from_integer(value.into()),
            shown: format!("{value}件"),
            file: "data/a.csv".into(),
            sha256: sha256.into(),
            ..Taken::default()
        }
    }

    fn found(figures: Vec<Figure>, signed: &[Taken]) -> Vec<Diagnostic> {
        let figures = FigureTable { figures, ..FigureTable::default() };
        judge(&Input::new(&Report::default(), &Sources::default(), &figures), signed).into_iter().collect()
    }

    #[test]
    fn a_changed_file_is_one_word_that_names_figures_and_sentences() {
        let rate = Figure { origin: None, inputs: vec![0], ..figure("率占比", 9) };
        let all = vec![figure("甲", 5), figure("乙乙", 6), rate];
        let faults = found(all, &[signed("甲", 4, "old"), signed("乙乙", 6, "old")]);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].message.zh, "data/a.csv 不是签发时的那一份：甲 4件 → 5件");
        assert_eq!(faults[0].severity, None);
        // The sentences of 甲 and of what is computed from it, not that of 乙乙.
        let starts: Vec<_> = faults[0].related.iter().map(|related| related.span.start).collect();
        assert_eq!(starts, [3, 9]);
    }

    #[test]
    fn of_many_changed_figures_the_first_are_named_and_all_are_counted() {
        let said = |count: usize| {
            let names: Vec<String> = (1..=count).map(|n| format!("甲{n}")).collect();
            let figures = names.iter().map(|name| figure(name, 5)).collect();
            let then: Vec<_> = names.iter().map(|name| signed(name, 4, "old")).collect();
            found(figures, &then).remove(0).message.zh
        };
        let whole = said(NAMED);
        assert!(whole.ends_with(&format!("甲{NAMED} 4件 → 5件")), "{whole}");
        assert!(said(NAMED + 1).ends_with(&format!(
            "{}，… {}",
            whole.rsplit('：').next().unwrap(),
            NAMED + 1
        )));
    }

    #[test]
    fn a_change_that_touches_nothing_is_an_info() {
        let faults = found(vec![figure("甲", 5)], &[signed("甲", 5, "old")]);
        assert_eq!((faults.len(), faults[0].severity), (1, Some(Severity::Info)));
    }

    #[test]
    fn a_figure_without_value_may_have_changed() {
        let broken = Figure { value: None, display: None, ..figure("甲", 5) };
        assert!(found(vec![broken], &[signed("甲", 5, "old")])[0].message.zh.contains("甲 5件 → ?"));
    }

    #[test]
    fn the_signed_file_and_unsigned_figures_are_silent() {
        assert!(found(vec![figure("甲", 5)], &[signed("甲", 5, "new")]).is_empty());
        assert!(found(vec![figure("甲", 5)], &[]).is_empty());
        let elsewhere = Taken { file: "data/b.csv".into(), ..signed("甲", 5, "old") };
        assert!(found(vec![figure("甲", 5)], &[elsewhere]).is_empty());
    }
}

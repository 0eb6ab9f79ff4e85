//! `source-changed`: a data file that is not the one that was signed, with the figures and sentences it touches.
//!
//! One word a file. A file whose change touches no figure is an info: someone has edited another line.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, printable};
use crate::figure::{Figure, Signed};
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
    let mut diagnostics = Diagnostics::default();
    let Some(lock) = input.lock else { return diagnostics };
    let signed: BTreeMap<_, _> = lock
        .figures
        .iter()
        .map(|signed| ((&signed.section, &signed.name, &signed.scope), signed))
        .collect();
    let then = |figure: &Figure| signed.get(&(&figure.section_id, &figure.name, &figure.scope)).copied();
    let figures = &input.figures.figures;
    let differs = |figure: &Figure| match (then(figure), Signed::of(figure)) {
        (Some(then), Some(now)) => (&then.value, &then.unit) != (&now.value, &now.unit),
        _ => true,
    };
    let mut files: BTreeMap<&str, Changed> = BTreeMap::new();
    for (index, figure) in figures.iter().enumerate() {
        let (Some(origin), Some(data)) = (&figure.origin, then(figure).and_then(|then| then.data.as_ref())) else {
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
        let sentences = reached.iter().map(|index| &figures[*index]).filter(|figure| differs(figure));
        let cited: BTreeSet<_> = sentences.flat_map(|figure| &figure.cited).copied().collect();
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
    then: &dyn Fn(&'a Figure) -> Option<&'a Signed>,
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
            "{path} is not the file that was signed; none of the {count} figures taken from it changed"
        );
        let fault = Diagnostic::new(Code::SourceChanged, place(first), message).severity(Severity::Info);
        return fault.hint(again);
    }
    let words = changed.touched.iter().take(NAMED).map(|index| {
        let figure = &figures[*index];
        let was = then(figure).map(Signed::shown).unwrap_or_default();
        let is = figure.display.clone().unwrap_or_else(|| "?".to_owned());
        format!("{} {was} → {is}", figure.name)
    });
    let mut words: Vec<String> = words.collect();
    if changed.touched.len() > NAMED {
        words.push(format!("… {}", changed.touched.len()));
    }
    let (zh, en) = (words.join("，"), words.join(", "));
    let message = text!(
        "{path} 不是签发时的那一份：{zh}",
        "{path} is not the file that was signed: {en}"
    );
    let fault = Diagnostic::new(Code::SourceChanged, place(first), message).about(first).hint(again);
    let others = changed.touched.iter().filter(|index| **index != first);
    others.fold(fault, |fault, index| fault.related(place(*index), text!("也取自它", "taken from it too")))
}

//! `changed-since-signing`: a figure that is not what `figures.lock` says was signed, with the sentences it touches.
//!
//! Figures added and removed are said together, each kind once: a new chapter is one thing to look at, not fifty.

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::figure::{Change, Figure, Signed};
use crate::source::Span;
use crate::text;

/// How many names one message lists; the others are counted.
const LISTED: usize = 8;

/// Reports what differs from what was signed.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let Some(lock) = input.lock else { return diagnostics };
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    for change in lock.changes(input.figures) {
        match change {
            Change::Changed(index, then, now) => {
                let figure = &input.figures.figures[index];
                diagnostics.push(changed(figure, &then, &now).about(index));
            }
            Change::Added(index, now) => added.push((input.figures.figures[index].declared, now.full_name())),
            Change::Removed(then) => removed.push((then.place, then.full_name())),
        }
    }
    if let Some((place, names, s)) = together(&added) {
        let (count, list, en) = (added.len(), &names.zh, &names.en);
        let message =
            text!("签发以后新增了 {count} 个数：{list}", "{count} figure{s} added since signing: {en}");
        let fault = Diagnostic::new(Code::ChangedSinceSigning, place, message).hint(sign_anew());
        let others = added.iter().filter(|(other, _)| *other != place).take(LISTED);
        diagnostics.push(
            others.fold(fault, |fault, (other, _)| fault.related(*other, text!("也是新增的", "added too"))),
        );
    }
    if let Some((place, names, s)) = together(&removed) {
        let (count, list, en) = (removed.len(), &names.zh, &names.en);
        let message =
            text!("签发过的 {count} 个数不见了：{list}", "{count} signed figure{s} no longer declared: {en}");
        diagnostics.push(Diagnostic::new(Code::ChangedSinceSigning, place, message).hint(sign_anew()));
    }
    diagnostics
}

/// Says that a figure changed, at what declares its value, with every sentence that cites it.
fn changed(figure: &Figure, then: &Signed, now: &Signed) -> Diagnostic {
    let name = &figure.name;
    let place = figure.stated.as_ref().map_or(figure.declared, |(_, place)| *place);
    let (was, is) = (then.shown(), now.shown());
    let message = if was == is {
        // What is printed is the same: only the exact values tell.
        let (was, is, shown) = (then.exactly(), now.exactly(), &was);
        text!(
            "“{name}”仍印作 {shown}，签发时的精确值是 {was}，现在是 {is}",
            "`{name}` still prints {shown}, but was signed as exactly {was} and is {is} now"
        )
    } else {
        text!("“{name}”签发时是 {was}，现在是 {is}", "`{name}` was signed as {was} and is {is} now")
    };
    let mut fault = Diagnostic::new(Code::ChangedSinceSigning, place, message)
        .label(text!("签发时是 {was}", "signed as {was}"))
        .hint(sign_anew());
    for sentence in &figure.cited {
        fault = fault.related(*sentence, text!("这一句受影响", "this sentence is touched"));
    }
    fault.related(then.place, text!("签发时的数", "as signed"))
}

/// Returns the first place, the names, and the ending of an English plural; nothing for nothing.
fn together(figures: &[(Span, String)]) -> Option<(Span, Text, &'static str)> {
    let place = figures.iter().map(|(place, _)| *place).min()?;
    let names: Vec<&str> = figures.iter().take(LISTED).map(|(_, name)| name.as_str()).collect();
    let (zh, en) = (names.join("、"), names.join(", "));
    let left = figures.len() - names.len();
    let names = if left > 0 { text!("{zh} 等", "{en} and {left} more") } else { text!("{zh}", "{en}") };
    Some((place, names, if figures.len() == 1 { "" } else { "s" }))
}

fn sign_anew() -> Text {
    text!("核对无误后，运行 bluebook sign 重新签发", "when it is right, sign anew with `bluebook sign`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{FigureTable, Lock};
    use crate::report::Report;
    use crate::source::{Encoding, Sources};

    fn figure(name: &str, value: i64, at: usize) -> Figure {
        let place = Span::new(crate::source::SourceId(0), at, at + 3);
        Figure {
            name: name.into(),
            section_id: "综治".into(),
            value: Some(num_rational::BigRational::from_integer(value.into())),
            display: Some(format!("{value}件")),
            unit: "件".into(),
            declared: place,
            cited: vec![place.part(20, 23), place.part(30, 33)],
            ..Figure::default()
        }
    }

    fn found(then: Vec<Figure>, now: Vec<Figure>) -> Vec<Diagnostic> {
        let mut sources = Sources::default();
        sources.add("content/a.md", &" ".repeat(100), Encoding::Utf8);
        let table = |figures| FigureTable { figures, ..FigureTable::default() };
        let (report, lock, figures) = (Report::default(), Lock::of(&table(then)), table(now));
        let input = Input::new(&report, &sources, &figures);
        assert!(run(&input).is_empty(), "without a lock nothing is said");
        run(&Input { lock: Some(&lock), ..input }).into_iter().collect()
    }

    #[test]
    fn a_change_names_both_values_and_every_sentence() {
        let found = found(vec![figure("事件", 511, 0)], vec![figure("事件", 512, 0)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message.zh, "“事件”签发时是 511件，现在是 512件");
        assert_eq!((found[0].figure, found[0].related.len()), (Some(0), 3));
    }

    #[test]
    fn what_prints_the_same_is_told_by_its_exact_value() {
        let mut now = figure("事件", 512, 0);
        now.display = Some("511件".into());
        let found = found(vec![figure("事件", 511, 0)], vec![now]);
        assert!(found[0].message.en.contains("exactly 511件 and is 512件"), "{}", found[0].message.en);
    }

    #[test]
    fn what_is_the_same_is_not_said() {
        assert!(found(vec![figure("同", 1, 0)], vec![figure("同", 1, 9)]).is_empty());
    }

    #[test]
    fn added_and_removed_are_said_once_each() {
        let many = (0..12_u8).map(|n| figure(&format!("新{n}"), 1, 50 - usize::from(n))).collect();
        let found = found(vec![figure("旧一", 1, 0), figure("旧二", 1, 0)], many);
        let said: Vec<&str> = found.iter().map(|found| found.message.en.as_str()).collect();
        assert!(said[0].starts_with("12 figures added") && said[0].ends_with("and 4 more"), "{said:?}");
        assert!(said[1].starts_with("2 signed figures no longer declared"), "{said:?}");
        assert_eq!(found[0].span.start, 39);
        // The first is underlined; of the others so many are shown as are named.
        assert_eq!(found[0].related.len(), LISTED);
        assert!(found[0].related.iter().all(|related| related.span != found[0].span));
        for fault in &found {
            assert!(
                fault.hints[0].zh.contains("bluebook sign") && fault.hints[0].en.contains("bluebook sign")
            );
        }
    }
}

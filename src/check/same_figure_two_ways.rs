//! `same-figure-two-ways`: one figure printed in two units or precisions, such as 12.3亿元 and 123000万元.
//!
//! Only what is printed counts. A facet is another number, numerals in words and the same digits with or without
//! their unit are no second way; which of two ways is the right one is not judged.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::figure::Figure;
use crate::source::Span;
use crate::text;

/// Where a way of printing a figure comes first, and what stands there.
struct Way<'a> {
    digits: String,
    place: Span,
    printed: &'a str,
}

/// Reports each further way in which a figure is printed, at its first place.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let mut things = BTreeMap::<_, Vec<&Figure>>::new();
    for figure in &input.figures.figures {
        things.entry((&figure.name, &figure.period, &figure.scope)).or_default().push(figure);
    }
    let mut diagnostics = Diagnostics::default();
    for figures in things.values() {
        let is_printed_twice = figures.iter().map(|figure| figure.cited.len()).sum::<usize>() > 1;
        let Some(first) = figures.first().filter(|_| is_printed_twice) else { continue };
        // Declarations that disagree are an error already, and no two ways of saying one thing.
        let agreeing = figures.iter().copied().filter(|figure| agree(first, figure));
        diagnostics.extend(of_thing(agreeing, input));
    }
    diagnostics
}

/// Returns what is to be said of all the declarations of one thing.
fn of_thing<'a>(figures: impl Iterator<Item = &'a Figure>, input: &Input<'_>) -> Diagnostics {
    let mut ways: Vec<Way<'_>> = Vec::new();
    let mut diagnostics = Diagnostics::default();
    for figure in figures {
        for place in &figure.cited {
            let Some(printed) = printed(*place, figure, input) else { continue };
            let digits = digits(printed);
            if digits.is_empty() || ways.iter().any(|way| way.digits == digits) {
                continue;
            }
            if let Some(first) = ways.first() {
                diagnostics.push(said(&figure.name, first, *place, printed));
            }
            ways.push(Way { digits, place: *place, printed });
        }
    }
    diagnostics
}

/// Says that a figure is printed in another way than where it comes first.
fn said(name: &str, first: &Way<'_>, place: Span, printed: &str) -> Diagnostic {
    let before = first.printed;
    let message = text!(
        "“{name}”在这里印成 {printed}，另一处印成 {before}",
        "`{name}` prints as {printed} here and as {before} elsewhere"
    );
    Diagnostic::new(Code::SameFigureTwoWays, place, message)
        .related(first.place, text!("这里印成 {before}", "prints as {before} here"))
        .hint(text!(
            "统一成一种单位和位数；要保留两种，在本段写 <!-- figure-ok: 理由 -->",
            "use one unit and precision, or keep both with <!-- figure-ok: reason --> in this paragraph"
        ))
}

/// Returns whether two declarations of one name can mean the same number.
fn agree(a: &Figure, b: &Figure) -> bool {
    match (&a.worth, &b.worth) {
        (Some(a), Some(b)) => a.unit.is_kind_of(&b.unit) && a.range.meets(&b.range),
        _ => std::ptr::eq(a, b),
    }
}

/// Returns what a citation prints, if it prints the figure itself and not one of its facets.
fn printed<'a>(place: Span, figure: &Figure, input: &Input<'a>) -> Option<&'a str> {
    let printed = input.figures.shown.get(&place)?.text.as_deref().ok()?;
    let written = input.sources.get(place.file).slice(place);
    let inside = written.trim_start_matches(['{', '｛', '【', '『', '「']);
    let name = inside.split(['@', '＠', '=', '＝', '}', '｝', '】', '』', '」']).next()?;
    let name: String =
        name.nfc().filter(|c| !c.is_whitespace()).map(|c| if c == '．' { '.' } else { c }).collect();
    let qualified = name.strip_suffix(figure.name.as_str()).is_some_and(|before| before.ends_with('.'));
    (name == figure.name || qualified).then_some(printed)
}

/// Returns the digits of a printed number with their points, without the commas between groups.
fn digits(printed: &str) -> String {
    // The digit of m2 belongs to the unit.
    let mut before = ' ';
    let plain: String = printed
        .chars()
        .filter(|c| *c != ',')
        .filter(|c| {
            let of_unit = c.is_ascii_digit() && before.is_ascii_alphabetic();
            before = *c;
            !of_unit
        })
        .collect();
    let numbers =
        plain.split(|c: char| !c.is_ascii_digit() && c != '.').map(|number| number.trim_matches('.'));
    numbers.filter(|number| !number.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{FigureTable, Shown};
    use crate::report::Report;
    use crate::source::{Encoding, Sources};

    /// Returns the messages about one figure named 收入 that is cited and printed in these ways, in order.
    fn messages(cited: &[(&str, &str)]) -> Vec<String> {
        let mut sources = Sources::default();
        let text: String = cited.iter().map(|(written, _)| *written).collect();
        let file = sources.add("content/a.md", &text, Encoding::Utf8);
        let mut figure = Figure { name: "收入".to_owned(), ..Figure::default() };
        let mut figures = FigureTable::default();
        let mut at = 0;
        for (written, printed) in cited {
            let span = Span::new(file, at, at + written.len());
            figures.shown.insert(span, Shown { figure: Some(0), text: Ok((*printed).to_owned()) });
            figure.cited.push(span);
            at += written.len();
        }
        figures.figures.push(figure);
        let found = run(&Input::new(&Report::default(), &sources, &figures));
        found.iter().map(|found| found.message.zh.clone()).collect()
    }

    #[test]
    fn another_unit_or_precision_is_said_once() {
        let found = messages(&[
            ("{{收入}}", "12.3亿元"),
            ("{{收入@万元}}", "123000万元"),
            ("{{ a.收入 @万元}}", "123000万元"),
            ("｛｛收入＠0.01亿元｝｝", "12.30亿元"),
        ]);
        let expected = [
            "“收入”在这里印成 123000万元，另一处印成 12.3亿元",
            "“收入”在这里印成 12.30亿元，另一处印成 12.3亿元",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn facets_words_and_the_same_digits_are_no_second_way() {
        let quiet = [
            ("{{收入}}", "12,430万元"),
            ("{{收入.同比}}", "3.2%"),
            ("{{a.收入.上年}}", "11.4亿元"),
            ("{{收入@数}}", "12430"),
            ("{{收入@大写}}", "壹亿贰仟肆佰叁拾万元"),
            ("{{收入=12430万元}}", "12,430 万元"),
        ];
        assert_eq!(messages(&quiet), Vec::<String>::new());
        assert_eq!(messages(&[("{{收入}}", "120m2"), ("{{收入@数}}", "120")]), Vec::<String>::new());
    }
}

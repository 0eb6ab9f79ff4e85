//! A typed change, or last year's value, directly behind the figure that denies it: `{{收入}}，同比下降30%`,
//! `{{收入}}，上年为108万元`, `{{income}}, up 3% on last year`. It is a number typed by hand: the code is `literal-contradicts`.
//!
//! Both values count as all they may truly be, so what is flagged no rounding explains.

use std::ops::Range;

use num_rational::BigRational;

use super::cited::LAST_YEAR;
use super::number::{Asked, Number, Way};
use super::words;
use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, printable};
use crate::figure::{Exact, Interval, Quantity};
use crate::report::prose::{CITED, Prose};
use crate::text;

/// Words for last year before its value.
const BEFORE_PRIOR: &[&str] =
    &["上年同期为", "上年同期", "上年为", "上年", "去年同期为", "去年同期", "去年为", "去年"];

/// English words between the figure and the size of its change.
const ENGLISH: &[(&str, Way)] = &[
    ("up ", Way::Up),
    ("an increase of ", Way::Up),
    ("a rise of ", Way::Up),
    ("down ", Way::Down),
    ("a decrease of ", Way::Down),
    ("a fall of ", Way::Down),
];

/// English words for last year behind the size of a change.
const ON_LAST_YEAR: &[&str] = &[
    "on last year",
    "on the previous year",
    "from last year",
    "from the previous year",
    "year on year",
    "on the year",
];

/// Reports typed changes that the figure before them denies.
pub(super) fn judge(input: &Input<'_>, line: &Prose, numbers: &[Number<'_>], diagnostics: &mut Diagnostics) {
    for number in numbers.iter().filter(|number| number.asked == Asked::Itself) {
        if let Some(found) = denied(input, line, number) {
            diagnostics.push(found);
        }
    }
}

/// What is said behind a figure.
enum Said {
    /// It went this way by so much.
    Change(Way),
    /// It was so much last year.
    Prior,
}

/// Judges what is typed behind a figure.
fn denied(input: &Input<'_>, line: &Prose, number: &Number<'_>) -> Option<Diagnostic> {
    let prior = number.prior()?;
    let start = number.at + CITED.len_utf8();
    let rest = &line.text[start..];
    let lead = rest.len() - rest.trim_start_matches(['，', ',', ' ', '（', '(']).len();
    let (said, at) = said(&rest[lead..])?;
    let at = start + lead + at;
    let end = line.text[at..]
        .find(['，', '。', '；', ';', '）', ')', '、'])
        .map_or(line.text.len(), |end| at + end);
    let (quantity, range) = typed(input, line, at..end)?;
    let behind = line.text[range.end..end].trim().trim_end_matches('.');
    let english = ON_LAST_YEAR
        .iter()
        .any(|words| behind.to_lowercase().split(',').next().is_some_and(|said| said.trim() == *words));
    let ends = match said {
        Said::Change(_) if line.text[start + lead..].is_ascii() || english => english,
        _ => behind.is_empty() || behind == "左右",
    };
    if !ends || !words::is_asserted(line, &(start + lead..range.end)) {
        return None;
    }
    let (worth, then) = (number.figure.worth.as_ref()?, prior.interval(number.rounding, Exact::AsWritten));
    let claim = quantity.claim(number.rounding, Exact::AsWritten);
    let (true_value, claim) = match said {
        Said::Prior if quantity.unit.is_kind_of(&worth.unit) => (then, claim),
        Said::Change(way) => {
            let one = Interval::point(BigRational::from_integer(1.into()));
            let change = if worth.unit.per().is_some() {
                // 提高1% of a rate may mean points.
                return None;
            } else if quantity.unit.per().is_some() {
                worth.range.divided_by(&then).plus(&one.negated())
            } else if quantity.unit.is_kind_of(&worth.unit) {
                worth.range.plus(&then.negated())
            } else {
                return None;
            };
            (change, if way == Way::Up { claim } else { claim.negated() })
        }
        Said::Prior => return None,
    };
    (!true_value.meets(&claim)).then(|| told(line, number, &prior, range))
}

/// Returns what a text begins to say of last year, and where the number stands.
fn said(text: &str) -> Option<(Said, usize)> {
    let longest =
        |list: &[&str]| list.iter().filter(|word| text.starts_with(**word)).map(|word| word.len()).max();
    if let Some(length) = longest(LAST_YEAR) {
        let (way, word) = words::starting(&text[length..])?;
        return Some((Said::Change(way), length + word));
    }
    let english = ENGLISH.iter().find(|(words, _)| text.starts_with(words));
    if let Some((words, way)) = english {
        return Some((Said::Change(*way), words.len()));
    }
    longest(BEFORE_PRIOR).map(|length| (Said::Prior, length))
}

/// Returns the quantity that is typed at the beginning of a range of a line, and where it ends.
fn typed<'a>(input: &Input<'a>, line: &Prose, range: Range<usize>) -> Option<(&'a Quantity, Range<usize>)> {
    let place = line.span(range.clone());
    input.literals.iter().find_map(|literal| {
        let inside = literal.span.file == place.file && literal.span.start == place.start;
        let length = literal.text.len();
        let there = inside && line.text[range.start..range.end].starts_with(&literal.text);
        let quantity = literal.alone().filter(|_| there)?;
        Some((quantity, range.start..range.start + length))
    })
}

fn told(line: &Prose, number: &Number<'_>, prior: &Quantity, range: Range<usize>) -> Diagnostic {
    let (name, now) = (printable(number.name()), printable(number.printed));
    let then = printable(&prior.text);
    let written = printable(&line.text[range.clone()]);
    let message = text!(
        "这里写的是 {written}，而“{name}”是 {now}，上年 {then}，对不上",
        "{written} is typed here, but `{name}` is {now}, and was {then} last year"
    );
    let bare = printable(&number.figure.name);
    Diagnostic::new(Code::LiteralContradicts, line.span(range), message)
        .related(number.figure.declared, text!("登记在这里", "declared here"))
        .about(number.index)
        .hint(text!(
            "引用算出来的数：{{{{{bare}.同比}}}}、{{{{{bare}.增减}}}}、{{{{{bare}.上年}}}}；登记有误就改登记",
            "cite what is computed: {{{{{bare}.yoy}}}}, {{{{{bare}.change}}}}, {{{{{bare}.prior}}}}; or correct the figure"
        ))
}

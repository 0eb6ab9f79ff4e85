//! A typed change, last year's value or a share, directly behind the figure that denies it: `{{收入}}，同比下降30%`,
//! `{{收入}}，上年为108万元`, `其中男{{男}}，占60%`, `{{income}}, up 3% on last year`. It is a number typed by hand: the code is
//! `literal-contradicts`.
//!
//! All values count as all they may truly be, so what is flagged no rounding explains. A share may be of the figure's
//! declared whole or of the number that its sentence parts with 其中: it is flagged where neither allows it.

use std::ops::Range;

use num_rational::BigRational;
use num_traits::Zero as _;

use super::cited::LAST_YEAR;
use super::number::{Asked, Number, Way};
use super::words;
use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text, printable};
use crate::figure::{Exact, Figure, Interval, Quantity};
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

/// Words by which a change is not that of the two values: at constant prices, of what can be compared.
const OTHERWISE: &[&str] = &[
    "可比",
    "不变价",
    "同口径",
    "扣除",
    "剔除",
    "实际增",
    "实际下",
    "constant prices",
    "real terms",
    "like-for-like",
    "like for like",
    "comparable",
    "adjusted",
];

/// How figures end whose official growth is at constant prices.
const AT_CONSTANT_PRICES: &[&str] = &["生产总值", "增加值", "总产值", "gdp", "gross domestic product"];

/// Words between 占 and a share of the whole, beside the whole's own name.
const OF_WHOLE: &[&str] =
    &["比重", "比例", "比", "总数", "总量", "总额", "全部", "总", "为", "达到", "达", "的", "了", " "];

/// English words between the figure and its share of the whole.
const ENGLISH_SHARE: &[&str] = &["accounting for ", "making up ", "which is ", "that is ", "or "];

/// English words for the whole behind a share of it.
const OF_THE_WHOLE: &[&str] = &["of the total", "of the whole", "of all", "of them", "of these"];

/// Reports typed changes and shares that the figure before them denies.
pub(super) fn judge(input: &Input<'_>, line: &Prose, numbers: &[Number<'_>], diagnostics: &mut Diagnostics) {
    for number in numbers.iter().filter(|number| number.asked == Asked::Itself) {
        let wholes = wholes(line, number, numbers);
        if let Some(found) = denied(input, line, number, &wholes) {
            diagnostics.push(found);
        }
    }
}

/// What is said behind a figure.
#[derive(Clone, Copy)]
enum Said {
    /// It went this way by so much.
    Change(Way),
    /// It was so much last year.
    Prior,
    /// It is so much of its whole.
    Share,
}

/// Returns what a figure may be told as a share of: its declared whole, and the last number before 其中 in its sentence.
fn wholes<'a>(line: &Prose, number: &Number<'a>, numbers: &[Number<'a>]) -> Vec<&'a Figure> {
    let sentence = line.sentence(number.at).start;
    let parted = line.text[sentence..number.at].rfind("其中").map(|at| sentence + at);
    let before = |other: &&Number<'_>| (sentence..parted.unwrap_or(sentence)).contains(&other.at);
    let parted = numbers.iter().rev().find(before).filter(|other| other.asked == Asked::Itself);
    number.whole().into_iter().chain(parted.map(|other| other.figure)).collect()
}

/// Judges what is typed behind a figure.
fn denied(input: &Input<'_>, line: &Prose, number: &Number<'_>, wholes: &[&Figure]) -> Option<Diagnostic> {
    let start = number.at + CITED.len_utf8();
    let rest = &line.text[start..];
    let lead = rest.len() - rest.trim_start_matches(['，', ',', ' ', '（', '(']).len();
    let (said, at) = said(&rest[lead..], wholes)?;
    let at = start + lead + at;
    let clause = line.clause(at).end;
    let end =
        line.text[at..clause].find(['，', '。', '；', ';', '）', ')', '、']).map_or(clause, |end| at + end);
    let (quantity, range) = typed(input, line, at..end)?;
    let behind = line.text[range.end..end].trim().trim_end_matches('.');
    let ends = match said {
        Said::Change(_) | Said::Share if line.text[start + lead..at].is_ascii() => {
            let known = if matches!(said, Said::Share) { OF_THE_WHOLE } else { ON_LAST_YEAR };
            let behind = behind.to_lowercase();
            behind.split(',').next().is_some_and(|behind| known.contains(&behind.trim()))
        }
        _ => behind.is_empty() || behind == "左右",
    };
    if !ends || !words::is_asserted(line, &(start + lead..range.end)) {
        return None;
    }
    let (worth, claim) = (number.figure.worth.as_ref()?, quantity.claim(number.rounding, Exact::AsWritten));
    let one = || Interval::point(BigRational::from_integer(1.into()));
    let is_rate = quantity.unit.per().is_some();
    if let Said::Share = said {
        let share = |whole: &&Figure| Some(worth.range.divided_by(&whole.worth.as_ref()?.range));
        let wholes: Vec<_> = wholes.iter().filter(|whole| is_part(number.figure, whole)).collect();
        let allowed = wholes.iter().filter_map(|whole| share(whole)).any(|share| share.meets(&claim));
        let whole = wholes.last().filter(|_| is_rate && !allowed)?;
        return Some(told_of_share(line, number, whole, range));
    }
    let prior = number.prior()?;
    let then = prior.interval(number.rounding, Exact::AsWritten);
    let sentence = line.text[line.sentence(at)].to_lowercase();
    let otherwise = OTHERWISE.iter().any(|word| sentence.contains(word))
        || AT_CONSTANT_PRICES.iter().any(|end| number.name().to_lowercase().ends_with(end));
    if matches!(said, Said::Change(_)) && otherwise {
        return None;
    }
    let (true_value, claim) = match said {
        Said::Prior if quantity.unit.is_kind_of(&worth.unit) => (then, claim),
        // 提高1% of a rate may mean points.
        Said::Change(way) if worth.unit.per().is_none() => {
            let change = if is_rate && then.exceeds(&Interval::point(BigRational::zero())) {
                worth.range.divided_by(&then).plus(&one().negated())
            } else if quantity.unit.is_kind_of(&worth.unit) {
                worth.range.plus(&then.negated())
            } else {
                return None;
            };
            (change, if way == Way::Up { claim } else { claim.negated() })
        }
        _ => return None,
    };
    (!true_value.meets(&claim)).then(|| told(line, number, &prior, range))
}

/// Returns whether a figure can be a share of another: both count the same, and neither is a share itself.
fn is_part(part: &Figure, whole: &Figure) -> bool {
    let (Some(part), Some(whole)) = (&part.worth, &whole.worth) else { return false };
    part.unit.per().is_none() && part.unit.is_kind_of(&whole.unit)
}

/// Returns what a text begins to say of last year or of the whole, and where the number stands.
fn said(text: &str, wholes: &[&Figure]) -> Option<(Said, usize)> {
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
    if let Some(share) = text.strip_prefix('占') {
        let names = wholes.iter().flat_map(|whole| [Some(&whole.name), whole.label.as_ref()]).flatten();
        let known: Vec<&str> = names.map(String::as_str).chain(OF_WHOLE.iter().copied()).collect();
        let next = |rest: &&str| {
            let longest = known.iter().filter(|word| !word.is_empty() && rest.starts_with(**word));
            longest.map(|word| word.len()).max()
        };
        let mut rest = share;
        while let Some(length) = next(&rest) {
            rest = &rest[length..];
        }
        return Some((Said::Share, text.len() - rest.len()));
    }
    if let Some(words) = ENGLISH_SHARE.iter().find(|words| text.starts_with(**words)) {
        return Some((Said::Share, words.len()));
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return Some((Said::Share, 0));
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
    fault(line, number, range, message)
        .hint(text!(
            "引用算出来的数：{{{{{bare}.同比}}}}、{{{{{bare}.增减}}}}、{{{{{bare}.上年}}}}；登记有误就改登记",
            "cite what is computed: {{{{{bare}.yoy}}}}, {{{{{bare}.change}}}}, {{{{{bare}.prior}}}}; or correct the figure"
        ))
}

fn told_of_share(line: &Prose, number: &Number<'_>, whole: &Figure, range: Range<usize>) -> Diagnostic {
    let written = printable(&line.text[range.clone()]);
    let (name, now) = (printable(number.name()), printable(number.printed));
    let all = printable(whole.display.as_deref().unwrap_or_default());
    let whole_name = printable(whole.label.as_deref().unwrap_or(&whole.name));
    let message = text!(
        "这里写的是 {written}，而“{name}”是 {now}，“{whole_name}”是 {all}，对不上",
        "{written} is typed here, but `{name}` is {now} and `{whole_name}` is {all}"
    );
    let bare = printable(&number.figure.name);
    fault(line, number, range, message)
        .hint(text!(
            "在“{bare}”的登记里写 of: {whole_name}，再引用 {{{{{bare}.占比}}}}；占的是别的数，就写明是什么的",
            "declare `{bare}` with `of: {whole_name}` and cite {{{{{bare}.share}}}}; if it is a share of something else, say of what"
        ))
}

fn fault(line: &Prose, number: &Number<'_>, range: Range<usize>, message: Text) -> Diagnostic {
    Diagnostic::new(Code::LiteralContradicts, line.span(range), message)
        .related(number.figure.declared, text!("登记在这里", "declared here"))
        .about(number.index)
}

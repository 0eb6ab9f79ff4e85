//! A typed share behind a part whose whole denies it: `其中男{{男}}，占60%`, `Men: {{men}} (45% of the total)`.
//!
//! A share may be of the figure's declared whole, of the number that its sentence parts with 其中, or of any other number before it in
//! the sentence: it is flagged where one of the first two is known and none allows it. All values count as all they may
//! truly be.

use std::ops::Range;

use super::number::{Asked, Number};
use super::typed::{self, Around, Form};
use super::words;
use crate::diagnostic::{Code, Diagnostic, printable};
use crate::figure::{Exact, Figure};
use crate::report::prose::Prose;
use crate::text;

/// Words between 占 and a share of the whole, beside the whole's own name.
const OF_WHOLE: &[&str] =
    &["比重", "比例", "比", "总数", "总量", "总额", "全部", "总", "为", "达到", "达", "的", "了", " "];

/// English words between the figure and its share of the whole.
const ENGLISH: &[&str] = &["accounting for ", "making up ", "which is ", "that is ", "or ", ""];

/// English words for the whole behind a share of it.
const OF_THE_WHOLE: &[&str] = &["of the total", "of the whole", "of all", "of them", "of these"];

/// Judges the share that is typed behind a figure.
pub(super) fn judge(around: &Around<'_>) -> Option<Diagnostic> {
    let (line, number) = (around.line, around.number);
    let wholes = wholes(line, number, around.numbers);
    let start = around.start();
    let lead = &line.text[start..];
    let form = match lead.strip_prefix('占') {
        Some(rest) => Form { at: lead.len() - after_whole(rest, &wholes).len(), ends: typed::NOTHING },
        None => {
            let words = ENGLISH.iter().find(|words| lead.starts_with(**words))?;
            Form { at: words.len(), ends: OF_THE_WHOLE }
        }
    };
    let (quantity, range) = around.of_form(start, &form)?;
    if quantity.unit.per().is_none() || !words::is_asserted(line, &(start..range.end)) {
        return None;
    }
    let worth = number.figure.worth.as_ref()?;
    let claim = quantity.claim(number.rounding, Exact::AsWritten);
    let wholes: Vec<_> = wholes.into_iter().filter(|whole| is_part(number.figure, whole)).collect();
    let whole = *wholes.last()?;
    let known = wholes.iter().filter_map(|whole| whole.worth.as_ref().map(|worth| worth.range.clone()));
    let others = around.others(line.sentence(number.at).start..number.at, &worth.unit);
    let mut all = known.chain(others.into_iter().map(|(_, other)| other.range));
    let allowed = all.any(|whole| worth.range.divided_by(&whole).meets(&claim));
    (!allowed).then(|| told(line, number, whole, range))
}

/// Returns what a figure may be told as a share of: its declared whole, and the last number before 其中 in its sentence.
fn wholes<'a>(line: &Prose, number: &Number<'a>, numbers: &[Number<'a>]) -> Vec<&'a Figure> {
    let sentence = line.sentence(number.at).start;
    let parted = line.text[sentence..number.at].rfind("其中").map(|at| sentence + at);
    let before = |other: &&Number<'_>| (sentence..parted.unwrap_or(sentence)).contains(&other.at);
    let parted = numbers.iter().rev().find(before).filter(|other| other.asked == Asked::Itself);
    number.whole().into_iter().chain(parted.map(|other| other.figure)).collect()
}

/// Returns a text without the words for the whole that it begins with.
fn after_whole<'t>(text: &'t str, wholes: &[&Figure]) -> &'t str {
    let names = wholes.iter().flat_map(|whole| [Some(&whole.name), whole.label.as_ref()]).flatten();
    let known: Vec<&str> = names.map(String::as_str).chain(OF_WHOLE.iter().copied()).collect();
    let next = |rest: &str| {
        let known = known.iter().filter(|word| !word.is_empty() && rest.starts_with(**word));
        known.map(|word| word.len()).max()
    };
    let mut rest = text;
    while let Some(length) = next(rest) {
        rest = &rest[length..];
    }
    rest
}

/// Returns whether a figure can be a share of another: both count the same, and neither is a share itself.
fn is_part(part: &Figure, whole: &Figure) -> bool {
    let (Some(part), Some(whole)) = (&part.worth, &whole.worth) else { return false };
    part.unit.per().is_none() && part.unit.is_kind_of(&whole.unit)
}

fn told(line: &Prose, number: &Number<'_>, whole: &Figure, range: Range<usize>) -> Diagnostic {
    let written = printable(&line.text[range.clone()]);
    let (name, now) = (printable(number.name()), printable(number.printed));
    let all = printable(whole.display.as_deref().unwrap_or_default());
    let whole_name = printable(whole.label.as_deref().unwrap_or(&whole.name));
    let message = text!(
        "这里写的是 {written}，而“{name}”是 {now}，“{whole_name}”是 {all}，对不上",
        "{written} is typed here, but `{name}` is {now} and `{whole_name}` is {all}"
    );
    let bare = printable(&number.figure.name);
    let declared = number.whole().is_some_and(|own| std::ptr::eq(own, whole));
    let of = printable(&whole.name);
    let hint = if declared {
        text!(
            "引用 {{{{{bare}.占比}}}}；占的是别的数，就写明是什么的",
            "cite {{{{{bare}.share}}}}; if it is a share of something else, say of what"
        )
    } else {
        text!(
            "在“{bare}”的登记里写 属于: {of}，再引用 {{{{{bare}.占比}}}}；占的是别的数，就写明是什么的",
            "declare `{bare}` with `of: {of}` and cite {{{{{bare}.share}}}}; if it is a share of something else, say of what"
        )
    };
    Diagnostic::new(Code::LiteralContradicts, line.span(range), message)
        .related(number.figure.declared, text!("登记在这里", "declared here"))
        .about(number.index)
        .hint(hint)
}

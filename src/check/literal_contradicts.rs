//! `literal-contradicts`: a typed number that the figure named directly before it denies, or the one that its sentence
//! counts and that is all it says.
//!
//! A flag is a proof: same unit, same clause, no other number between, and no true value that both allow. Which
//! figure a clause names is found by [`crate::literal::Mentions`].

mod cells;
pub(super) mod last_year;

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, printable};
use crate::figure::{Exact, Figure, FigureTable, Quantity};
use crate::literal::Literal;
use crate::report::Rounding;
use crate::source::Span;
use crate::text;

/// Reports typed numbers that cannot be what the figure beside them is.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for literal in input.literals {
        if let Some(figure) = denied_by(input, literal) {
            diagnostics.push(denied(input, literal, figure));
        }
    }
    cells::judge(input, &mut diagnostics);
    diagnostics
}

/// Returns the figure that denies a typed number.
pub(super) fn denied_by(input: &Input<'_>, literal: &Literal) -> Option<usize> {
    let quantity = literal.alone().filter(|quantity| !quantity.unit.is_bare())?;
    let mentions = input.mentions?;
    let figure = match mentions.before(literal) {
        Some(named) => {
            let figure = &input.figures.figures[named.figure];
            is_whole_statement(literal, figure, named.at).then_some(named.figure)
        }
        None => mentions.counted(literal),
    }?;
    contradicts(&input.figures.figures[figure], quantity, input.report.settings.rounding).then_some(figure)
}

/// The words that may stand before a figure's name in an English sentence that says what the figure is.
const BEFORE: &[&str] = &["the", "total", "our", "overall", "this", "that"];

/// The words that may stand between an English name and its number.
const BETWEEN: &[&str] = &[
    "is", "was", "are", "were", "of", "at", "stood", "stands", "total", "totals", "totalled", "to",
    "reached", "came", "amounted",
];

/// The words that may stand behind the number.
const BEHIND: &[&str] = &["overall", "altogether", "in", "all", "total"];

/// Returns whether the sentence says nothing else than what the figure is. English tells which income is meant before
/// and behind (`Of this, income was £2m in the north`): any such word makes it another number. Chinese puts it
/// before the name, where it has been looked for.
fn is_whole_statement(literal: &Literal, figure: &Figure, at: usize) -> bool {
    let lead: Vec<char> = literal.clause.lead.chars().collect();
    let name = [Some(&figure.name), figure.label.as_ref()].into_iter().flatten().find(|name| {
        let there: String = lead.iter().skip(at).take(name.trim().chars().count()).collect();
        there.eq_ignore_ascii_case(name.trim())
    });
    let Some(name) = name.map(|name| name.trim()).filter(|name| name.is_ascii()) else { return true };
    let before: String = lead[..at].iter().collect();
    let between: String = lead.iter().skip(at + name.len()).collect();
    let all = |text: &str, known: &[&str]| {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).all(|word| known.contains(&word.as_str()))
    };
    let alone = literal.clause.earlier.trim().is_empty() && all(&literal.clause.trail, BEHIND);
    alone && all(&before, BEFORE) && all(&between, BETWEEN)
}

/// Returns whether no true value is both what a figure and what a typed number allow.
fn contradicts(figure: &Figure, quantity: &Quantity, rounding: Rounding) -> bool {
    let Some(worth) = &figure.worth else { return false };
    // What the figure prints is never wrong in prose, however its formula was rounded.
    let printed = figure.display.as_deref().is_some_and(|display| same(display, &quantity.text));
    worth.unit.is_kind_of(&quantity.unit)
        && !printed
        && !worth.range.meets(&quantity.claim(rounding, Exact::AsWritten))
}

fn same(display: &str, written: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    letters(display) == letters(written)
}

/// Returns what to say of a typed number that a figure denies.
fn denied(input: &Input<'_>, literal: &Literal, index: usize) -> Diagnostic {
    denied_as(input, (literal.section, literal.span), &literal.text, index, true)
}

/// Returns what to say of a number, written so at a place of a section, that a figure denies; `whole` says whether the
/// place holds the number's unit too, so that a citation can stand there instead.
fn denied_as(
    input: &Input<'_>,
    (section, place): (usize, Span),
    written: &str,
    index: usize,
    whole: bool,
) -> Diagnostic {
    let figure = &input.figures.figures[index];
    let name = citable(input, section, index);
    let (written, value) = (printable(written), value(input.figures, figure));
    let called = printable(&figure.name);
    let message = text!(
        "这里写的是 {written}，而登记的“{called}”是 {value}",
        "{written} is typed here, but the figure `{called}` is {value}"
    );
    let diagnostic = Diagnostic::new(Code::LiteralContradicts, place, message)
        .about(index)
        .related(figure.declared, text!("“{called}”登记在这里", "`{called}` is declared here"));
    let diagnostic = match &figure.display {
        Some(display) => {
            let display = printable(display);
            diagnostic.hint(text!(
                "引用登记的数，会印成 {display}；要是这里说的是另一回事，把话写明",
                "cite the figure, which prints {display}; if something else is meant, say so"
            ))
        }
        None => diagnostic,
    };
    if whole { diagnostic.fix(place, format!("{{{{{name}}}}}")) } else { diagnostic }
}

/// Returns the name that cites a figure from a section.
pub(super) fn citable(input: &Input<'_>, section: usize, index: usize) -> String {
    let figure = &input.figures.figures[index];
    let alone = || input.mentions.is_some_and(|mentions| mentions.is_only_of_name(figure));
    if figure.section == section || alone() {
        return figure.name.clone();
    }
    format!("{}.{}", figure.section_id, figure.name)
}

/// Returns a figure's value with the formula in names and in numbers: `办结/事件 = 508件/512件 = 99.21875%`.
pub(super) fn value(figures: &FigureTable, figure: &Figure) -> String {
    let exact = figure.worth.as_ref().map(|worth| worth.for_message());
    let display = figure.display.clone().or_else(|| exact.clone()).unwrap_or_default();
    let Some(formula) = &figure.formula else { return printable(&display) };
    let exact = exact.unwrap_or(display);
    let numbers = in_numbers(figures, figure, formula);
    let shown = if numbers == *formula {
        format!("{formula} = {exact}")
    } else {
        format!("{formula} = {numbers} = {exact}")
    };
    printable(&shown)
}

/// Returns a formula with each name replaced by what it is worth.
fn in_numbers(figures: &FigureTable, figure: &Figure, formula: &str) -> String {
    let mut inputs: Vec<&Figure> = figure.inputs.iter().map(|index| &figures.figures[*index]).collect();
    inputs.sort_by_key(|input| std::cmp::Reverse(input.name.len()));
    let mut out = String::new();
    let mut rest = formula;
    while let Some(c) = rest.chars().next() {
        let inside = out.chars().last().is_some_and(unicode_ident::is_xid_continue);
        let found = inputs.iter().find(|input| {
            let tail = rest.strip_prefix(input.name.as_str()).map(|tail| tail.chars().next());
            !inside
                && tail
                    .is_some_and(|next| !next.is_some_and(|c| unicode_ident::is_xid_continue(c) || c == '.'))
        });
        let length = match found.and_then(|input| Some((input, input.worth.as_ref()?))) {
            Some((input, worth)) => {
                out.push_str(&worth.for_message());
                input.name.len()
            }
            None => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::literal_matches::cases::{found, report, sections, told};
    use crate::diagnostic::Language::Chinese;

    #[test]
    fn a_typed_number_that_the_figure_denies_is_a_fault() {
        let figures = "事件: 512件\n办结: 508件 of 事件\n办结率: =办结/事件 @0.01%\n居民: 24280户";
        for (text, written) in [
            ("共发生事件510件。", "510件"),
            ("办结率97%，较好。", "97%"),
            ("全年累计办结 500 件。", "500 件"),
            ("办结率为**98%**。", "98%"),
            ("办结率达到近90%。", "近90%"),
            ("事件（510件）已入库。", "510件"),
            ("全年共受理521件事件。", "521件"),
            ("共有521件事件，按期办理。", "521件"),
            ("目前走访完毕，其中办结501件。", "501件"),
            ("2021年共发生事件500余件。", "500余件"),
            ("目前，全年累计办结500件。", "500件"),
        ] {
            let expected: &[&str] = if written == "500余件" { &[] } else { &[written] };
            let text_of = found(super::run, &report(figures, text));
            assert_eq!(text_of, expected, "{text}");
        }
    }

    #[test]
    fn what_may_be_another_thing_is_left_alone() {
        let figures = "事件: 512件\n办结: 508件 of 事件\n办结率: =办结/事件 @0.01%\n居民: 24280户";
        for text in [
            "共发生事件512件，办结率99.22%，办结率99%。",
            "信访事件35件。",
            "去年共发生事件480件。",
            "事件数比上年增长12件。",
            "办结率目标95%。",
            "办结率95%的目标已实现。",
            "西湖社区共发生事件35件。",
            "事件中第一类3件。",
            "事件512件，35件待办。",
            "2020年共发生事件480件。",
            "上半年事件共200件。",
            "办结率提高3%。",
            "其中事件35件。",
            "事件5~10件。",
            "未办结4件。",
            "居民30人。",
            "事件报告3件。",
            "全国事件共51200件。",
            "对困难家庭，共有18件事件。",
            "其中有18件事件。",
            "共有18件信访事件。",
            "收到18件事件。",
            "竹园镇发生事件52件、办结50件。",
            "竹园镇发生事件52件，办结50件。",
            "市级抽查发现事件12件，县级自查发现事件41件。",
            "对河道保洁的办结率为91.8%。",
            "石桥村全年共受理事件12件。",
            "共发生事件512件，其中河西镇调解35件，办结30件。",
            "事件35件用于教学。",
            "全年共受理512件事件。",
        ] {
            assert_eq!(found(super::run, &report(figures, text)), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn an_english_sentence_that_counts_all_is_held_to_its_figure() {
        for (text, expected) in [
            ("There were 521 incidents.", vec!["521 incidents"]),
            ("There were 521 incidents in the north.", vec![]),
            ("There were 512 incidents.", vec![]),
        ] {
            assert_eq!(found(super::run, &report("incidents: 512 incidents", text)), expected, "{text}");
        }
    }

    #[test]
    fn what_the_figure_prints_is_never_wrong() {
        // 近500 is below 500, and twice that below 1000.
        let made = report("受理: 近500件\n全部受理: =受理*2", "全部受理1000件。");
        assert_eq!(found(super::run, &made), Vec::<String>::new());
        let made = report("受理: 近500件\n全部受理: =受理*2", "全部受理1001件。");
        assert_eq!(found(super::run, &made), ["1001件"]);
    }

    #[test]
    fn the_fix_cites_by_the_shortest_name_that_means_the_figure() {
        let fix = |given: &[(&str, &str)]| {
            let said = told(super::run, Chinese, &sections(given));
            said.lines().last().unwrap_or_default().to_owned()
        };
        let whole_year = "事件: {value: 512件, scope: 全年}";
        assert_eq!(
            fix(&[(whole_year, "见下节。"), ("户: 1户", "共发生事件510件。")]),
            "  > 510件 -> {{事件}}"
        );
        // Each section has one of this name: in its own section the bare name means its own.
        let given = [(whole_year, "共发生事件510件。"), ("事件: {value: 32件, scope: 当月}", "见上节。")];
        assert_eq!(fix(&given), "  > 510件 -> {{事件}}");
    }

    #[test]
    fn the_formula_is_shown_in_numbers_and_a_facet_as_it_is() {
        let figures = "固投: {value: 12.3亿元, prior: 11.4亿元}\n投资增幅: =固投.同比 @0.1%";
        let said = told(super::run, Chinese, &report(figures, "投资增幅9.5%。"));
        assert!(said.contains("“投资增幅”是 固投.同比 = 7.8947…%"), "{said}");
    }

    #[test]
    fn english_names_and_labels() {
        let figures = "incidents: 512 incidents\nsettled: 508 incidents\nrate: {calc: settled/incidents, show: 0.01%, label: settlement rate}";
        assert_eq!(found(super::run, &report(figures, "The settlement rate was 97% overall.")), ["97%"]);
        assert_eq!(found(super::run, &report(figures, "Our settlement rate stood at 95.1%.")), ["95.1%"]);
        for text in [
            "The settlement rate was 99.22%.",
            "The staff settlement rate was 97%.",
            "The target settlement rate was 97%.",
            "The settlement rate was 97% last year.",
            "The settlement rate rose by 3%.",
            "The settlement rate rose 3%.",
            "The settlement rate was 97% in the north ward.",
            "Of these, the settlement rate was 97%.",
            "The settlement rate of 97% from parking is new.",
            "In May the settlement rate was 97%.",
            "In 2020 the settlement rate was 97%.",
        ] {
            assert_eq!(found(super::run, &report(figures, text)), Vec::<String>::new(), "{text}");
        }
    }
}

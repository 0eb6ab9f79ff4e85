//! Where a number comes from: figures found by name, by what is printed or by page, each explained down to what was
//! stated.
//!
//! Pure: text and JSON out of the register. Colours are ANSI codes; who prints drops them where they do not show.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;
use unicode_width::UnicodeWidthStr as _;

use super::register::{At, Register, Row};
use crate::diagnostic::{Language, Text, nearest, printable};
use crate::text;

const NAME: Style = Style::new().bold();
const VALUE: Style = AnsiColor::BrightCyan.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// Finds the figures that a name, a printed value or a page (`p3`) means: their indices, in the register's order.
///
/// # Errors
/// Nothing fits: the name that is perhaps meant, if one is near.
pub fn find(register: &Register, wanted: &str) -> Result<Vec<usize>, Option<String>> {
    let trimmed = wanted.trim().trim_start_matches("{{").trim_end_matches("}}");
    let wanted = plain(trimmed);
    let of = |fits: &dyn Fn(&Row) -> bool| -> Vec<usize> {
        let rows = register.figures.iter().enumerate();
        rows.filter(|(_, row)| fits(row)).map(|(at, _)| at).collect()
    };
    let page = page(&wanted);
    let ways: [&dyn Fn(&Row) -> bool; 5] = [
        &|row| plain(&row.name) == wanted || plain(&row.full_name()) == wanted,
        &|row| row.label.as_deref().is_some_and(|label| plain(label) == wanted),
        &|row| page.is_some_and(|page| row.pages().contains(&page)),
        &|row| printed(row).any(|text| plain(text) == wanted),
        &|row| printed(row).any(|text| is_number_of(&wanted, &plain(text))),
    ];
    for fits in ways {
        let found = of(fits);
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let names = || register.figures.iter().map(|row| row.name.as_str());
    // One character for another is the likelier slip.
    let length = trimmed.chars().count();
    let near = nearest(trimmed, names().filter(|name| name.chars().count() == length));
    let near = near.or_else(|| nearest(trimmed, names()));
    Err(near.filter(|_| page.is_none()).map(str::to_owned))
}

/// Says that nothing fits.
pub fn nothing(wanted: &str) -> Text {
    let shown = printable(wanted);
    match page(&plain(wanted)) {
        Some(page) => text!("第 {page} 页没有登记过的数字", "there is no figure on page {page}"),
        None => text!(
            "没有哪个数字叫“{shown}”，也没有哪个数字印作“{shown}”",
            "no figure is called `{shown}`, and none prints `{shown}`"
        ),
    }
}

/// Returns figures explained for a terminal.
pub fn explained(register: &Register, found: &[usize], language: Language) -> String {
    let parts = found.iter().map(|at| Sheet { register, language, out: String::new() }.figure(*at));
    parts.collect::<Vec<_>>().join("\n")
}

/// Returns figures explained for programs: each as in the register, with its inputs in full and its sentences.
pub fn json(register: &Register, found: &[usize]) -> String {
    #[derive(Serialize)]
    struct Answer<'a> {
        v: u8,
        figures: Vec<Node<'a>>,
    }
    let figures = found.iter().map(|at| node(register, *at, &mut BTreeSet::new())).collect();
    // Strings and numbers alone cannot fail to serialise.
    let mut printed = serde_json::to_string_pretty(&Answer { v: 1, figures }).unwrap_or_default();
    printed.push('\n');
    printed
}

/// A figure with what it is made of; one that stands further up already is not opened again.
#[derive(Serialize)]
struct Node<'a> {
    #[serde(flatten)]
    row: &'a Row,
    sentences: Vec<String>,
    made_of: Vec<Node<'a>>,
}

fn node<'a>(register: &'a Register, at: usize, seen: &mut BTreeSet<usize>) -> Node<'a> {
    let row = &register.figures[at];
    let needs: &[usize] = if seen.insert(at) { &row.needs } else { &[] };
    let made_of = needs.iter().map(|need| node(register, *need, seen)).collect();
    Node { row, sentences: row.cited.iter().map(|cited| cited.sentence.concat()).collect(), made_of }
}

/// One figure's explanation under construction.
struct Sheet<'a> {
    register: &'a Register,
    language: Language,
    out: String,
}

impl Sheet<'_> {
    fn figure(mut self, at: usize) -> String {
        let row = &self.register.figures[at];
        let shown = row.display.as_deref().unwrap_or("?");
        let about =
            [Some(row.section.as_str()), row.period.as_deref(), row.scope.as_deref(), row.label.as_deref()];
        let about: Vec<_> = about.into_iter().flatten().filter(|word| !word.is_empty()).collect();
        self.line(&format!(
            "{NAME}{}{NAME:#} = {VALUE}{}{VALUE:#}  {DIM}{}{DIM:#}",
            printable(&row.name),
            printable(shown),
            printable(&about.join(" · "))
        ));
        self.field(("精确值", "exact"), exact(row));
        self.formula(row);
        let mut seen = BTreeSet::from([at]);
        self.tree(row, "", &mut seen);
        self.field(("来源", "source"), row.source.clone());
        self.field(
            ("数据", "data"),
            row.origin.as_ref().map(|origin| {
                let hash: String = origin.sha256.chars().take(12).collect();
                format!("{}  sha256 {hash}", origin.name())
            }),
        );
        self.field(("上年", "prior"), row.prior.clone());
        self.field(("说明", "note"), row.note.clone());
        for reason in &row.reasons {
            self.field(("理由", "reason"), Some(reason.clone()));
        }
        self.field(("登记", "declared"), Some(place(&row.declared)));
        self.citations(row);
        self.out
    }

    fn formula(&mut self, row: &Row) {
        let Some(formula) = &row.formula else { return };
        let numbers = row.with_numbers.clone().filter(|numbers| numbers != formula);
        self.field(("算式", "formula"), Some(formula.clone()));
        self.field(("", ""), numbers.map(|numbers| format!("= {numbers}")));
    }

    /// Writes what a figure is made of, down to what was stated.
    fn tree(&mut self, row: &Row, indent: &str, seen: &mut BTreeSet<usize>) {
        for (at, need) in row.needs.iter().enumerate() {
            let last = at + 1 == row.needs.len();
            let input = &self.register.figures[*need];
            let (branch, below) = if last { ("└ ", "  ") } else { ("├ ", "│ ") };
            let again = !seen.insert(*need);
            let numbers = input.with_numbers.as_ref().map(|numbers| format!(" = {numbers}"));
            let origin = match (again, &input.formula, &input.origin) {
                (true, ..) => self.words("见上", "see above").to_owned(),
                (_, Some(formula), _) => format!("{formula}{}", numbers.unwrap_or_default()),
                (_, None, Some(origin)) => origin.name(),
                _ => input
                    .source
                    .clone()
                    .filter(|source| row.source.as_ref() != Some(source))
                    .unwrap_or_default(),
            };
            let shown = input.display.as_deref().unwrap_or("?");
            let about = [origin, place(&input.declared)].into_iter().filter(|word| !word.is_empty());
            let words = format!(
                "{indent}{branch}{NAME}{}{NAME:#} = {VALUE}{}{VALUE:#}  {DIM}{}{DIM:#}",
                printable(&input.name),
                printable(shown),
                printable(&about.collect::<Vec<_>>().join("  "))
            );
            self.labelled("", &words);
            if !again {
                self.tree(input, &format!("{indent}{below}"), seen);
            }
        }
    }

    fn citations(&mut self, row: &Row) {
        if row.cited.is_empty() {
            let none = self.words("正文没有引用", "nowhere in the text");
            self.field(("引用", "cited"), Some(none.to_owned()));
        }
        for (at, cited) in row.cited.iter().enumerate() {
            let pages: Vec<_> = cited.pages.iter().map(ToString::to_string).collect();
            let pages = match (self.language, pages.is_empty()) {
                (_, true) => String::new(),
                (Language::Chinese, _) => format!("第 {} 页", pages.join("、")),
                (Language::English, _) => format!("p. {}", pages.join(", ")),
            };
            let label = if at == 0 { self.words("引用", "cited") } else { "" };
            let line = format!("{pages}  {DIM}{}{DIM:#}", printable(&place(&cited.at)));
            self.labelled(label, line.trim_start());
            if let Some(facet) = &cited.facet {
                let worked = cited.worked.as_ref().map(|worked| format!(" = {worked}")).unwrap_or_default();
                let prints = cited.prints.as_deref().unwrap_or("?");
                self.labelled("", &printable(&format!("{facet} {prints}{worked}")));
            }
            let [before, own, behind] = cited.sentence.each_ref().map(|part| printable(part));
            if !own.is_empty() {
                self.labelled("", &format!("{before}{VALUE}{own}{VALUE:#}{behind}"));
            }
        }
    }

    /// Writes a field that has a value.
    fn field(&mut self, (chinese, english): (&'static str, &'static str), value: Option<String>) {
        if let Some(value) = value {
            self.labelled(self.words(chinese, english), &printable(&value));
        }
    }

    fn words<'w>(&self, chinese: &'w str, english: &'w str) -> &'w str {
        match self.language {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }

    fn labelled(&mut self, label: &str, words: &str) {
        const WIDE: usize = 10;
        let gap = " ".repeat(WIDE.saturating_sub(label.width()));
        self.line(&format!("  {DIM}{label}{DIM:#}{gap}{words}"));
    }

    fn line(&mut self, words: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.out, "{}", words.trim_end());
    }
}

/// Returns the exact value with its unit: as a decimal, or as a fraction where its decimals do not end.
pub fn exact(row: &Row) -> Option<String> {
    let number = row.decimal.as_ref().or(row.value.as_ref())?;
    let gap = if row.unit.starts_with(|c: char| c.is_ascii_alphabetic()) { " " } else { "" };
    Some(format!("{number}{gap}{}", row.unit))
}

fn place(at: &At) -> String {
    format!("{}:{}:{}", at.file, at.line, at.column)
}

/// Returns everything that is printed of a figure.
fn printed(row: &Row) -> impl Iterator<Item = &str> {
    row.display.as_deref().into_iter().chain(row.cited.iter().filter_map(|cited| cited.prints.as_deref()))
}

/// Returns a text in the one form in which texts are compared: full-width signs narrowed, without spaces and commas.
fn plain(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace() && *c != ',').collect()
}

/// Returns the page that `p3`, `P3` or `第3页` means.
fn page(wanted: &str) -> Option<u64> {
    let digits = wanted.strip_prefix(['p', 'P']).or_else(|| wanted.strip_prefix('第')?.strip_suffix('页'))?;
    digits.parse().ok()
}

/// Returns whether a number without its unit is all the digits that a text begins with.
fn is_number_of(number: &str, text: &str) -> bool {
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    let starts = number.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let rest = text.strip_prefix(number).filter(|_| starts && number.ends_with(digits));
    rest.is_some_and(|rest| !rest.starts_with(digits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::register::Cited;

    fn sample() -> Register {
        let row = |name: &str, display: &str| Row {
            name: name.into(),
            section: "综治".into(),
            display: Some(display.into()),
            ..Row::default()
        };
        let mut rate = row("办结率", "99.22%");
        rate.formula = Some("办结/事件".into());
        rate.with_numbers = Some("508件/512件".into());
        rate.value = Some("3175/32".into());
        rate.decimal = Some("99.21875".into());
        rate.unit = "%".into();
        rate.needs = vec![1, 2];
        let sentence = ["办结率".into(), "99.2%".into(), "。".into()];
        rate.cited =
            vec![Cited { prints: Some("99.2%".into()), pages: vec![3], sentence, ..Cited::default() }];
        let mut people = row("People", "12,430 people");
        people.label = Some("residents".into());
        Register {
            figures: vec![rate, row("办结", "508件"), row("事件", "512件"), people],
            ..Register::default()
        }
    }

    #[test]
    fn figures_are_found_by_name_by_what_they_print_and_by_page() {
        let register = sample();
        for (wanted, found) in [
            ("办结率", 0),
            ("综治.办结", 1),
            ("{{事件}}", 2),
            ("９９．２２％", 0),
            ("99.2%", 0),
            ("512", 2),
            ("12430 people", 3),
            ("residents", 3),
            ("p3", 0),
            ("第3页", 0),
        ] {
            assert_eq!(find(&register, wanted), Ok(vec![found]), "{wanted}");
        }
        assert_eq!(find(&register, "办结律"), Err(Some("办结率".into())));
        for nowhere in ["p4", "51", "99", "2%", ""] {
            assert!(find(&register, nowhere).is_err(), "{nowhere}");
        }
    }

    #[test]
    fn a_derived_figure_is_explained_down_to_what_was_stated() {
        let register = sample();
        let said = explained(&register, &[0], Language::Chinese);
        let said = anstream::adapter::strip_str(&said).to_string();
        for part in [
            "办结率 = 99.22%",
            "精确值    99.21875%\n",
            "= 508件/512件",
            "├ 办结 = 508件",
            "└ 事件 = 512件",
            "第 3 页",
            "办结率99.2%。",
        ] {
            assert!(said.contains(part), "{part}\n{said}");
        }
        let value: serde_json::Value = serde_json::from_str(&json(&register, &[0])).unwrap();
        assert_eq!(value["figures"][0]["made_of"][1]["name"], "事件");
        assert_eq!(value["figures"][0]["sentences"][0], "办结率99.2%。");
    }
}

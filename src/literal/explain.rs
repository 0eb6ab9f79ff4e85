//! What `bluebook check --explain` prints: each typed number with its place, what it was taken for, and why.
//!
//! Makes lines of text; who prints them is for others.

use unicode_width::UnicodeWidthStr;

use super::{Literal, Standing, Verdict};
use crate::diagnostic::{Language, Text, printable};
use crate::source::Sources;
use crate::text;

/// Returns one line for each typed number: place, number, verdict, and the rule that exempted it, aligned.
pub fn explain(literals: &[Literal], sources: &Sources, language: Language) -> String {
    let rows: Vec<[String; 4]> = literals.iter().map(|literal| row(literal, sources, language)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or_default();
    let widths = [width(0), width(1), width(2)];
    let mut out = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.width() + 2));
        }
        line.push_str(&row[3]);
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn row(literal: &Literal, sources: &Sources, language: Language) -> [String; 4] {
    let file = sources.get(literal.span.file);
    let place = file.place(literal.span.start);
    let place = format!("{}:{}:{}", printable(&file.path), place.line, place.column);
    let (verdict, why) = words(&literal.verdict);
    let text = printable(&literal.text.replace(['\n', '\t'], " "));
    [place, text, verdict.get(language).to_owned(), why.get(language).to_owned()]
}

/// Returns a verdict and its reason for people.
fn words(verdict: &Verdict) -> (Text, Text) {
    match verdict {
        Verdict::Quantity(quantity, standing) => {
            let unit = quantity.unit.name();
            let why = match standing {
                Standing::Alone => unit,
                Standing::Shared => {
                    let (zh, en) = (unit.zh, unit.en);
                    text!("{zh}，与后面的数共用", "{en}, shared with the number behind it")
                }
                Standing::Range => {
                    let (zh, en) = (unit.zh, unit.en);
                    text!("{zh}，范围的一端", "{en}, an end of a range")
                }
            };
            (text!("数目", "quantity"), why)
        }
        Verdict::Exempt(rule) => (text!("不算", "exempt"), rule.name()),
        Verdict::Bare => (text!("不明", "bare"), text!("没有单位或量词", "no unit or measure word")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::labels::literals;
    use super::*;

    #[test]
    fn each_number_has_its_place_and_its_rule() {
        let (found, _, sources) = literals(&["2021年走访5.8万户，按第3条办理7。"]);
        assert_eq!(
            explain(&found, &sources, Language::Chinese),
            "content/a.md:1:1   2021     不算  日期或期间\n\
             content/a.md:1:8   5.8万户  数目  万户\n\
             content/a.md:1:16  3        不算  章节条款\n\
             content/a.md:1:20  7        不明  没有单位或量词\n"
        );
        let (found, _, sources) = literals(&["Section 3 lists 12 homes, 5 to 7 units."]);
        let english = explain(&found, &sources, Language::English);
        assert!(english.contains("3         exempt    reference\n"), "{english}");
        assert!(english.contains("an end of a range"), "{english}");
    }
}

//! What is read of a cell for its number: neither a raised mark, nor struck-out words, nor two lines as one.

use super::blocks::{of, read};
use super::data::csv;
use crate::figure::data::label;
use crate::figure::filled::{is_total, quantity};
use crate::figure::words::words;
use crate::report::BlockKind;

/// Returns the words of a cell of a table in Markdown.
fn cell(markdown: &str) -> String {
    let outcome = read(&csv("data/a.csv", ""), &format!("| 项目 | 数 |\n|---|---|\n| 甲 | {markdown} |\n"));
    let blocks = &outcome.book.report.sections[0].blocks;
    let table = blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Table(table) => Some(table),
        _ => None,
    });
    words(&table.expect("a table").rows[0][1], &outcome.table)
}

#[test]
fn a_raised_mark_is_no_digit_of_a_number() {
    for (markdown, read) in [
        ("103<sup>1</sup>", "103"),
        ("103<sup>2</sup>", "103"),
        ("103<sup>①</sup>", "103"),
        ("103<sup>[3]</sup>", "103"),
        ("1,103.5<sup>*</sup>", "1,103.5"),
        ("**103**", "103"),
        ("110<sup>2</sup>", "110"),
        ("12m<sup>2</sup>", "12m²"),
        ("12万米<sup>3</sup>", "12万米³"),
        ("120人<sup>2</sup>", "120人"),
        ("==12==<u>5</u>件", "125件"),
        ("5<sup>th</sup> ward", "5th ward"),
        ("CO<sub>2</sub>", "CO2"),
    ] {
        assert_eq!(cell(markdown), read, "{markdown}");
    }
    for power in ["10<sup>6</sup>", "3.2×10<sup>6</sup>"] {
        assert_eq!(quantity(&cell(power)), None, "{power}");
    }
}

#[test]
fn struck_words_and_lines_are_no_digits_of_one_number() {
    for markdown in
        ["~~90~~103", "103~~90~~", "~~103~~", "~~9~~0", "12<br>15", "12<br>万元", "103件~~旧~~", "$103$"]
    {
        let words = cell(markdown);
        assert_eq!(quantity(&words), None, "{markdown}: {words}");
        assert!(!words.is_empty());
    }
    assert_eq!(cell("~~90~~103"), "~~90~~103");
    // Of a label a line break is no part.
    assert_eq!(label(&cell("决算数<br>（万元）")), "决算数(万元)");
    assert!(is_total(&cell("合<br>计")));
}

#[test]
fn a_chart_draws_no_digits_that_stand_for_two_numbers() {
    let chart = |cell: &str| {
        let text = format!("图：甲 {{chart=bar}}\n\n| 项 | 数 |\n|---|---|\n| 甲 | {cell} |\n| 乙 | 5 |\n");
        of(&read(&csv("data/a.csv", ""), &text))
    };
    assert_eq!(chart("~~90~~103"), ["“~~90~~103”不是数，图上画不出来，按表格印出"]);
    assert_eq!(chart("103<sup>1</sup>"), Vec::<String>::new());
}

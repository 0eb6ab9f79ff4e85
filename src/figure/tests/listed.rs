//! Figures as rows of a table: whose they are, and what each is called.

use super::blocks::{of, read, read_in};
use super::data::csv;
use super::filled::rows;
use crate::diagnostic::Language;
use crate::figure::Filled;

const FAMILY: &str = "  预算: {各行: data/a.csv, 名称: 科目, 数值: 数, 单位: 万元}\n";

fn block(figures: &str) -> String {
    format!("```table\nfigures: {figures}\n```\n")
}

#[test]
fn a_family_is_that_of_its_section() {
    let file = csv("data/a.csv", "科目,数\n工资,12\n");
    let declared = |more: &str| format!("---\ntitle: 甲\nfigures:\n{FAMILY}---\n\n{}{more}", block("预算.*"));
    let outcome = read_in(Language::Chinese, &file, &[&declared(""), &declared("")]);
    let counts = outcome.table.filled.values().map(|filled| filled.as_ref().unwrap().table.rows.len());
    assert_eq!(counts.collect::<Vec<_>>(), [1, 1]);
    // A section without the family is told to say which.
    let other = block("预算.*");
    let outcome = read_in(Language::Chinese, &file, &[&declared(""), &declared(""), &other]);
    assert_eq!(of(&outcome), ["几节都有“预算”这一族数字"]);
    let other = block("b.预算.*");
    let outcome = read_in(Language::Chinese, &file, &[&declared(""), &declared(""), &other]);
    assert_eq!(of(&outcome), Vec::<String>::new());
    let outcome = read_in(Language::Chinese, &file, &[&declared(""), &block("预算.*")]);
    assert_eq!(of(&outcome), Vec::<String>::new());
}

#[test]
fn different_numbers_have_different_names() {
    let figures = "---\ntitle: 甲\nfigures:\n  收入: {数值: 1.25亿元, 上年: 1.18亿元}\n---\n\n";
    let listed = block("[收入, 收入.上年, 收入.同比@0.1%, 收入@万元]");
    assert_eq!(
        rows(&read(&csv("data/a.csv", ""), &format!("{figures}{listed}")))[1..],
        ["收入|1.25亿元", "收入（上年）|1.18亿元", "收入（同比）|5.9%", "收入|12500万元"]
    );
    let figures = "---\nfigures:\n  income: {value: 120 people, prior: 100 people}\n---\n\n";
    let listed = block("[income, income.prior, income.yoy@0%]");
    let text = format!("{figures}{listed}");
    assert_eq!(
        rows(&read_in(Language::English, &csv("data/a.csv", ""), &[&text]))[1..],
        ["income|120 people", "income (last year)|100 people", "income (growth)|20%"]
    );
    // Members of two families, and figures of two sections.
    let file = csv("data/a.csv", "科目,数\n工资,12\n");
    let two = format!(
        "---\ntitle: 甲\nfigures:\n{FAMILY}{}---\n\n{}",
        FAMILY.replace("预算", "决算"),
        block("[预算.*, 决算.*]")
    );
    assert_eq!(rows(&read(&file, &two))[1..], ["工资（预算）|12万元", "工资（决算）|12万元"]);
    let one = |title: &str, figure: &str| format!("---\nfigures:\n  收入: {figure}\n---\n\n# {title}\n");
    let outcome = read_in(
        Language::Chinese,
        &file,
        &[&one("城管", "5件"), &one("民政", "6件"), &block("[a.收入, b.收入]")],
    );
    let filled: &Filled = outcome.table.filled.values().next().unwrap().as_ref().unwrap();
    let words = |row: &Vec<crate::report::Cell>| crate::figure::words::words(&row[0], &outcome.table);
    assert_eq!(filled.table.rows.iter().map(words).collect::<Vec<_>>(), ["收入（城管）", "收入（民政）"]);
}

//! The report of this repository: every figure reaches the page, and no number is typed that is not one.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::{bare, bluebook, pdf_text};

/// Numbers that stay in the prose: what is stripped below, and these, by the words they stand in.
const TYPED: &[&str] = &["12345热线", "24小时", "35岁以下", "3级以下", "3级以上", "含3级"];

#[test]
fn every_figure_is_on_the_page_with_its_unit() {
    let folder = TempDir::new().unwrap();
    let pdf = folder.path().join("report.pdf");
    let output = pdf.to_str().unwrap();
    bluebook(root(), &["build", "-o", output], &[]).code(0);
    let text = pdf_text(&pdf);

    let run = bluebook(root(), &["figures", "--format", "json"], &[]);
    let register: serde_json::Value = serde_json::from_str(&run.code(0).stdout()).unwrap();
    let figures = register["figures"].as_array().unwrap();
    assert!(figures.len() >= 112, "the seed has 112 figures, the report {}", figures.len());
    for figure in figures {
        let display = figure["display"].as_str().unwrap_or_default();
        assert!(!display.is_empty(), "{figure}");
        assert!(text.contains(&bare(display)), "{} is not in the PDF: {display}", figure["name"]);
    }
}

#[test]
fn derived_shares_are_right_where_the_printed_original_was_not() {
    let run = bluebook(root(), &["figures", "--format", "json"], &[]);
    let register: serde_json::Value = serde_json::from_str(&run.code(0).stdout()).unwrap();
    let shown: Vec<&str> = register["figures"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|figure| figure["display"].as_str())
        .collect();
    for share in ["99.22%", "50%", "56.82%"] {
        assert!(shown.contains(&share), "no figure prints {share}");
    }
}

#[test]
fn no_number_is_typed_that_should_be_a_figure() {
    let mut files = Vec::new();
    sections(&root().join("content"), &mut files);
    assert!(files.len() > 5, "content/ has been found");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let left = prose(&text);
        let digit = left.find(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
        let around = digit.map(|at| left[at..].chars().take(12).collect::<String>());
        assert_eq!(around, None, "a number typed in {}", file.display());
    }
}

#[test]
fn only_the_listed_numbers_are_stripped() {
    assert_eq!(prose("---\na: 1件\n---\n甲{{a}}乙2021年12月5日丙“5+2”丁《9704》戊12345热线"), "甲乙丙丁戊");
    assert!(prose("共512件").contains("512"));
    assert!(prose("2021年度之外的2022").contains("2022"));
}

/// Returns a section's text without front matter, citations, what stands in 《》 and “”, dates, and [`TYPED`].
fn prose(text: &str) -> String {
    let body =
        text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(text, |(_, body)| body);
    let mut left = body.to_owned();
    for (open, close) in [("{{", "}}"), ("《", "》"), ("“", "”")] {
        left = without(&left, open, close);
    }
    left = without_dates(&left);
    TYPED.iter().fold(left, |left, words| left.replace(words, ""))
}

/// Returns a text without what stands between two marks, and without the marks.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        left.push_str(before);
        rest = after.split_once(close).map_or("", |(_, after)| after);
    }
    left + rest
}

/// Returns a text without years, months and days: digits right before 年, 月 or 日, and the character itself.
fn without_dates(text: &str) -> String {
    let mut left = String::new();
    let mut digits = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let is_date = match c {
            '年' => digits.len() == 4,
            '月' | '日' => (1..=2).contains(&digits.len()),
            _ => false,
        };
        if !is_date {
            left.push_str(&digits);
            left.push(c);
        }
        digits.clear();
    }
    left + &digits
}

fn sections(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sections(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

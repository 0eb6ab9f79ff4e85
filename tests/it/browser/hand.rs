//! What a hand does on a page: registering a number, asking where a paragraph stands, making the PDF.

use std::fs;

use super::{FIND, shown, until};
use crate::preview::SECTION;
use crate::support::ReportTest;

#[test]
fn a_selected_number_becomes_a_figure_and_undo_takes_it_back() {
    let test = ReportTest::new().file("content/01-治安.md", SECTION);
    let (browser, _program) = shown(&test);
    browser.point_twice(&format!("{FIND} return find('35')"));
    browser.point("return document.querySelector('.register .main')", true);
    browser.wait("return document.activeElement.closest('.register')");
    browser.keys("走访户数");
    browser.wait("return document.querySelector('.register p').textContent.includes('{{走访户数=35')");
    browser.keys("\u{e007}");
    let is = |holds: &dyn Fn(&str) -> bool| {
        fs::read_to_string(test.path("content/01-治安.md")).is_ok_and(|text| holds(&text))
    };
    until(&browser, || {
        is(&|text| {
            text.contains("另有走访{{走访户数=35户}}。") || text.contains("另有走访{{走访户数=35}}户。")
        })
    });
    browser.point("return document.querySelector('.toast button')", true);
    until(&browser, || is(&|text| text == SECTION));
}

#[test]
fn a_click_on_a_paragraph_says_where_it_is_written() {
    let test = ReportTest::new().file("content/01-治安.md", SECTION);
    let (browser, _program) = shown(&test);
    browser.point(&format!("{FIND} return find('另有走访')"), true);
    let place = browser.wait("return document.querySelector('.tag')?.textContent");
    assert!(place.as_str().is_some_and(|place| place.contains("01-治安.md:10")), "{place}");
}

#[test]
fn the_button_makes_the_pdf() {
    let test = ReportTest::new().file("content/01-治安.md", SECTION);
    let (browser, _program) = shown(&test);
    browser.point("return document.querySelector('#pdf')", true);
    until(&browser, || test.path("build/report.pdf").is_file());
    browser.wait("return document.querySelector('#toasts').textContent.includes('report.pdf')");
}

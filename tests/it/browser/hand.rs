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
fn a_card_tells_of_the_very_number_and_of_the_last_save() {
    let text = SECTION.replace("件数: 512件", "件数: {value: 512件, prior: 500件}");
    let text = text.replace("另有", "比上年增长{{件数.同比@0.1%}}。另有");
    let test = ReportTest::new().file("content/01-治安.md", &text);
    let (browser, _program) = shown(&test);
    browser.point(&format!("{FIND} return find('2.4%')"), false);
    let card = browser.wait("return document.querySelector('.card')?.innerText");
    let card = card.as_str().expect("text").to_owned();
    for part in ["件数 · 同比", "2.4%", "(512件−500件)/500件", "512件", "上年", "500件"] {
        assert!(card.contains(part), "{part} is not in the card: {card}");
    }
    // It is open while the figure changes.
    fs::write(test.path("content/01-治安.md"), text.replace("512件", "520件")).expect("saved");
    browser.wait(&format!("{FIND} return Boolean(find('4.0%'))"));
    browser.wait(
        "const card = document.querySelector('.card'); return !card || card.innerText.includes('4.0%')",
    );
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

//! The preview's page in a real Chromium, over the real program: what a writer sees and does there.

mod hand;
mod pages;
mod states;

use std::fs;
use std::process::Child;
use std::time::{Duration, Instant};

use crate::preview::{SECTION, address, started};
use crate::support::ReportTest;
use crate::webdriver::{Browser, PATIENCE};

/// A program that ends with its test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until something holds of the files.
#[track_caller]
fn until(browser: &Browser, holds: impl Fn() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < PATIENCE, "{}", browser.run("return document.body.innerText"));
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Opens the preview of a report in a browser.
fn shown(test: &ReportTest) -> (Browser, Program) {
    let mut program = Program(started(test, &["preview"]));
    let url = address(&mut program.0);
    let browser = Browser::start();
    browser.open(&url);
    (browser, program)
}

const FIND: &str = "const find = (text) => [...document.querySelectorAll('.text span')].find((s) => s.textContent.includes(text)); ";

#[test]
fn a_writer_sees_saves_and_where_numbers_come_from() {
    let test = ReportTest::new().file("content/01-治安.md", SECTION);
    let (browser, _program) = shown(&test);
    // The number under the pointer says what it is.
    browser.point(&format!("{FIND} return find('99.22%')"), false);
    let card = browser.wait("return document.querySelector('.card')?.innerText");
    let card = card.as_str().expect("text").to_owned();
    for part in ["率", "99.22%", "508件", "512件", "台账"] {
        assert!(card.contains(part), "{part} is not in the card: {card}");
    }
    browser.keys("\u{e00c}");
    // A save is seen, and the text stays selectable.
    fs::write(test.path("content/01-治安.md"), SECTION.replace("共有", "全年共有")).expect("saved");
    browser.wait(&format!("{FIND} return Boolean(find('全年共有'))"));
    // The panel lists every figure.
    browser.keys("n");
    browser.wait("return document.querySelector('#figure-list')?.innerText.includes('办结')");
    // Searching finds what stands on the pages.
    browser.keys("\u{e00c}");
    browser.run("document.activeElement.blur()");
    browser.keys("/");
    browser.wait("return document.activeElement.id === 'query'");
    browser.keys("走访");
    browser.wait("return /1/.test(document.querySelector('#hits').textContent)");
}

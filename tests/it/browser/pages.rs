//! The pages on the desk: which are there, which are fetched, that the eye keeps its place, following, zoom and keys.

use std::fs;

use super::shown;
use crate::support::ReportTest;
use crate::webdriver::Browser;

const SECTIONS: usize = 16;

/// A section of two or three pages whose paragraphs all differ.
fn section(number: usize) -> String {
    let mut text = format!("---\ntitle: 第{number}项工作\nsource: 台账\n---\n\n");
    for part in 0..24 {
        text += &format!("这里是{}的第{}段。", name(number), name(part));
        text += &"各项工作平稳推进，群众满意，没有发生有影响的事故，经验做法得到推广。".repeat(3);
        text += "\n\n";
    }
    text
}

/// A number in signs that are no numerals and stand in the same face as the words around them.
fn name(number: usize) -> String {
    let signs: Vec<char> = "甲乙丙丁戊己庚辛壬癸".chars().collect();
    number.to_string().bytes().map(|digit| signs[usize::from(digit - b'0')]).collect()
}

/// A report of some forty pages.
fn report() -> ReportTest {
    (0..SECTIONS).fold(ReportTest::new(), |test, number| test.file(&path(number), section(number)))
}

fn path(number: usize) -> String {
    format!("content/{:02}-节.md", number + 10)
}

/// Goes to a page by its number, and waits until nothing moves.
fn go(browser: &Browser, page: usize) {
    browser.keys("g");
    browser.wait("return document.activeElement.id === 'number'");
    browser.keys(&format!("{page}\u{e007}"));
    browser.run("document.activeElement.blur()");
    settle(browser);
}

/// Waits until the pages have stood still for a while, with their text.
fn settle(browser: &Browser) {
    browser.wait(
        "const now = document.querySelector('#desk').scrollTop; \
         const seen = [...document.querySelectorAll('.sheet')].filter((s) => { const r = s.getBoundingClientRect(); return r.bottom > 0 && r.top < innerHeight; }); \
         const still = window.wasAt === now && seen.length && seen.every((s) => s.querySelector('.text span')); \
         window.since = still ? (window.since ?? performance.now()) : undefined; window.wasAt = now; \
         return still && performance.now() - window.since > 400",
    );
}

/// What keeps the text nearest to a height of the window in `window.eye`.
const EYE: &str = "const near = [...document.querySelectorAll('.text span')].filter((s) => s.textContent.includes('这里是')) \
    .map((s) => ({ text: s.textContent, y: s.getBoundingClientRect().top })).sort((a, b) => Math.abs(a.y - 300) - Math.abs(b.y - 300)); \
    window.eye = near[0]; return near[0]";

/// Whether that text is where it was.
const THERE: &str = "return [...document.querySelectorAll('.text span')].some((s) => s.textContent === window.eye.text && Math.abs(s.getBoundingClientRect().top - window.eye.y) < 3)";

fn count(browser: &Browser) -> String {
    browser.run("return document.querySelector('#count').textContent").as_str().unwrap_or_default().to_owned()
}

#[test]
fn only_near_pages_are_there_and_only_changed_ones_are_fetched() {
    let test = report();
    let (browser, _program) = shown(&test);
    go(&browser, 9);
    let there = browser.run("return document.querySelectorAll('.sheet').length");
    assert!(there.as_u64().is_some_and(|there| there < 10), "{there}");
    browser.run("performance.clearResourceTimings(); document.querySelectorAll('.sheet').forEach((s) => (s.kept = true))");
    let eye = browser.run(EYE);
    let begin = eye["text"].as_str().expect("a text").chars().take_while(|c| *c != '段').collect::<String>();
    let number = (0..SECTIONS).find(|number| section(*number).contains(&begin)).expect("its section");
    let text = section(number);
    let whole = text.lines().find(|line| line.contains(&begin)).expect("its line").to_owned();
    fs::write(test.path(&path(number)), text.replace(&whole, &whole.replacen("这里是", "此处为", 1)))
        .expect("saved");
    browser.wait(
        "return [...document.querySelectorAll('.text span')].some((s) => s.textContent.includes('此处为'))",
    );
    let fetched = browser.run(
        "return performance.getEntriesByType('resource').filter((r) => r.name.includes('/page/')).length",
    );
    assert!(fetched.as_u64().is_some_and(|fetched| fetched <= 2), "{fetched}");
    browser.wait("return [...document.querySelectorAll('.sheet')].every((s) => s.kept)");
}

#[test]
fn a_drawing_that_was_changed_is_as_one_drawn_anew() {
    let text = |words: &str, number: usize| {
        format!(
            "---\ntitle: 治安\nsource: 台账\nfigures:\n  件数: {number}件\n---\n\n头一段，共有{{{{件数}}}}。\n\n{words}\n\n\
             - 甲项，共有{{{{件数}}}}\n- 乙项\n\n| 项目 | 数 |\n|---|---:|\n| 甲 | {{{{件数}}}} |\n\n**末一段**，`代码`与[链接](https://example.org)。\n"
        )
    };
    let test = ReportTest::new().file("content/01-治安.md", text("中间一段。", 512));
    let (browser, _program) = shown(&test);
    browser.wait("return document.querySelector('.text')?.textContent.includes('中间一段')");
    browser.run("document.querySelector('.paint svg').kept = true; performance.clearResourceTimings()");
    let drawing = "return document.querySelector('.paint svg').outerHTML";
    let long = "换了一段长得多的话，要折到第二行去，于是它以下的每一行都往下移。".repeat(3);
    let edits = [
        ("中间改了一段。", 512, "中间改了"),
        (&long, 512, "往下移"),
        ("中间一段。\n\n# 另起\n\n又一段。", 512, "又一段"),
    ];
    for (words, number, sign) in edits {
        fs::write(test.path("content/01-治安.md"), text(words, number)).expect("saved");
        browser.wait(&format!(
            "return document.querySelector('.text').textContent.includes('{sign}') && document.querySelector('#lamp').className === 'lamp current'"
        ));
        let changed = browser.run(drawing);
        let fetched = "return performance.getEntriesByType('resource').map((r) => r.name).filter((name) => name.includes('/page/'))";
        assert_eq!(browser.run(fetched), serde_json::json!([]), "{sign}: the drawing came with its view");
        assert_eq!(browser.run("return document.querySelector('.paint svg').kept === true"), true, "{sign}");
        // As a browser draws it that sees the page for the first time.
        let anew = browser.run(
            "const page = fetch(`/page/${document.querySelector('.sheet').sheet.painted}?glyphs=100000`).then((answer) => answer.json()); \
             return Promise.all([page, import('/paper.js')]).then(([page, paper]) => { performance.clearResourceTimings(); return paper.draw(page.body).outerHTML; })",
        );
        assert_eq!(changed, anew, "{sign}");
    }
}

#[test]
fn the_same_text_stays_under_the_eyes() {
    let test = report();
    let (browser, _program) = shown(&test);
    browser.keys("f");
    browser.wait("return document.querySelector('#follow').getAttribute('aria-pressed') === 'false'");
    go(&browser, 12);
    browser.run(EYE);
    let before = count(&browser);
    // A change that is out of sight is told of.
    fs::write(test.path(&path(0)), section(0).replacen("这里是", "改在这里：", 1)).expect("saved");
    browser.wait("return !document.querySelector('#edited').hidden && /改动在第/.test(document.querySelector('#edited').textContent)");
    browser.wait(THERE);
    fs::write(test.path("content/01-新.md"), section(99)).expect("saved");
    browser.wait(&format!("return document.querySelector('#count').textContent !== '{before}'"));
    browser.wait(THERE);
    settle(&browser);
    browser.wait(THERE);
    fs::remove_file(test.path("content/01-新.md")).expect("removed");
    browser.wait(&format!("return document.querySelector('#count').textContent === '{before}'"));
    browser.wait(THERE);
    // A reload loses nothing.
    browser.run("location.reload()");
    settle(&browser);
    browser.wait("return document.querySelector('#number').value === '12'");
}

#[test]
fn following_goes_to_the_edit() {
    let test = report();
    let (browser, _program) = shown(&test);
    settle(&browser);
    fs::write(test.path(&path(SECTIONS - 1)), section(SECTIONS - 1).replacen("这里是", "改在这里：", 1))
        .expect("saved");
    browser.wait("return [...document.querySelectorAll('.text span')].some((s) => { const y = s.getBoundingClientRect().top; return s.textContent.includes('改在这里') && y > 0 && y < innerHeight; })");
}

#[test]
fn keys_turn_pages_and_zoom() {
    let test = report();
    let (browser, _program) = shown(&test);
    settle(&browser);
    browser.keys("j");
    settle(&browser);
    browser.wait("return document.querySelector('#number').value === '2'");
    browser.keys("k");
    settle(&browser);
    browser.wait("return document.querySelector('#number').value === '1'");
    let zoom = "document.querySelector('#zoom').textContent";
    let automatic = browser.run(&format!("return {zoom}"));
    browser.keys("-");
    browser.wait(&format!("return {zoom} !== {automatic}"));
    browser.keys("0");
    browser.wait(&format!("return {zoom} === {automatic}"));
    browser.keys("?");
    browser.wait("return document.querySelectorAll('dialog kbd').length > 8");
    browser.keys("\u{e00c}");
    browser.wait("return !document.querySelector('dialog[open]')");
    browser.keys("p");
    browser.wait("return document.querySelector('#problems').contains(document.activeElement) || document.activeElement.id === 'tab-problems'");
}

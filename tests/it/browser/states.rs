//! What the page says of the report's state and of the program: faults, a failing style, a broken line.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::{FIND, Program, shown, until};
use crate::preview::{SECTION, address, started};
use crate::support::ReportTest;

#[test]
fn a_fault_is_shown_mended_and_gone() {
    let wrong = SECTION.replace("{{办结}}", "{{办节}}");
    let test = ReportTest::new().file("content/01-治安.md", &wrong);
    let (browser, _program) = shown(&test);
    let listed = browser.wait("return document.querySelector('.problem.error')?.innerText");
    let listed = listed.as_str().expect("text");
    assert!(listed.contains("办节") && listed.contains("01-治安.md"), "{listed}");
    // The tab says so, and a mark beside the page.
    browser.wait("return /1 错误/.test(document.title) && document.querySelector('.sheet .tick.error')");
    browser.point(
        "return document.querySelector('.problem.error button.fix, .problem.error .foot button')",
        true,
    );
    let is = |expected: &str| {
        fs::read_to_string(test.path("content/01-治安.md")).is_ok_and(|text| text == expected)
    };
    until(&browser, || is(SECTION));
    browser.wait("return !document.querySelector('.problem.error') && !/错误/.test(document.title)");
    // What was done can be taken back.
    browser.point("return document.querySelector('.toast button')", true);
    until(&browser, || is(&wrong));
    browser.wait("return document.querySelector('.problem.error')");
}

#[test]
fn an_unreadable_settings_file_keeps_the_pages() {
    let test = ReportTest::new().file("content/01-治安.md", SECTION);
    let (browser, _program) = shown(&test);
    let settings = fs::read_to_string(test.path("bluebook.toml")).expect("a file");
    fs::write(test.path("bluebook.toml"), "[report\n").expect("saved");
    browser.wait("return document.body.innerText.includes('bluebook.toml')");
    assert_eq!(browser.run(&format!("{FIND} return Boolean(find('99.22%'))")), json!(true));
    fs::write(test.path("bluebook.toml"), settings).expect("saved");
    browser.wait(&format!(
        "{FIND} return Boolean(find('99.22%')) && !document.body.innerText.includes('bluebook.toml')"
    ));
}

/// Copies a folder.
fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copied(&path, &to);
        } else {
            fs::copy(path, to).expect("copied");
        }
    }
}

#[test]
fn a_failing_style_leaves_the_last_good_pages() {
    let test = ReportTest::new().file("content/01-治安.md", SECTION);
    copied(&Path::new(env!("CARGO_MANIFEST_DIR")).join("styles/plain"), &test.path("styles/mine"));
    let settings = fs::read_to_string(test.path("bluebook.toml")).expect("a file");
    fs::write(test.path("bluebook.toml"), settings.replace("\"plain\"", "\"mine\"")).expect("a file");
    let (browser, _program) = shown(&test);
    let style = test.path("styles/mine/style.typ");
    let good = fs::read_to_string(&style).expect("a style");
    fs::write(&style, format!("{good}\n#let broken = (\n")).expect("saved");
    browser.wait("return document.querySelector('#state').textContent.includes('版式出错')");
    browser.wait("return document.querySelector('.problem.error')?.innerText.includes('style.typ')");
    assert_eq!(browser.run(&format!("{FIND} return Boolean(find('99.22%'))")), json!(true));
    fs::write(&style, good).expect("saved");
    browser.wait("return document.querySelector('#state').textContent === '已是最新' && !document.querySelector('.problem.error')");
}

#[test]
fn an_english_report_has_an_english_page() {
    let section =
        "---\ntitle: Safety\nsource: ledger\nfigures:\n  Cases: 512\n---\n\nThere were {{Cases}} cases.\n";
    let test = ReportTest::new().file("content/01-safety.md", section);
    let settings = fs::read_to_string(test.path("bluebook.toml")).expect("a file");
    assert!(settings.contains("\"zh-CN\""), "{settings}");
    fs::write(test.path("bluebook.toml"), settings.replace("\"zh-CN\"", "\"en\"")).expect("a file");
    let (browser, _program) = shown(&test);
    browser.wait("return document.querySelector('#state').textContent === 'Up to date' && document.querySelector('#tab-problems').textContent.startsWith('Problems') && document.documentElement.lang === 'en'");
}

#[test]
fn a_lost_program_is_said_and_a_new_one_is_told_apart() {
    let test = ReportTest::new().file("content/01-治安.md", SECTION);
    let (browser, mut program) = shown(&test);
    let url = browser.run("return location.href");
    let port = url.as_str().and_then(|url| url.rsplit(':').next()).unwrap_or_default().replace('/', "");
    program.0.kill().expect("it ends");
    program.0.wait().expect("it ends");
    browser.wait("return document.querySelector('#state').textContent.includes('连接断了') && /已断开/.test(document.title)");
    let mut again = Program(started(&test, &["preview", "--port", &port]));
    let url = address(&mut again.0);
    browser.wait("return document.querySelector('#state').textContent.includes('重新启动过')");
    browser.open(&url);
    browser.wait("return document.querySelector('#state').textContent === '已是最新'");
}

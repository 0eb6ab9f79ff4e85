//! The preview's page in a real Chromium, over the real program: what a writer sees and does there.
//!
//! Speaks `WebDriver`, the protocol of browsers under test, to chromedriver by itself (both are Debian's packages, which `make test` installs).
//! Waits for what must come about, never for a time.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::preview::{PATIENCE, SECTION, started, talk};
use crate::support::ReportTest;

/// A browser with the preview of a report open.
struct Browser {
    driver: Child,
    program: Child,
    port: String,
    session: String,
}

impl Browser {
    /// Starts the program and the browser, and waits until the first page is painted.
    fn at(test: &ReportTest) -> Self {
        let mut program = started(test, &["preview"]);
        let url = line_with(&mut program, "http://127.0.0.1:");
        let url = format!("http://127.0.0.1:{}", url.split_once("127.0.0.1:").map_or("", |(_, rest)| rest));
        let url = url.split_whitespace().next().unwrap_or_default().to_owned();
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("chromedriver does not start (make test installs it): {error}"));
        let stdout = driver.stdout.take().expect("a pipe");
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let said = lines.find(|line| line.contains("started successfully on port")).expect("a port");
        std::thread::spawn(move || lines.for_each(drop));
        let port: String =
            said.chars().rev().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        let port: String = port.chars().rev().collect();
        let flags = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1440,900",
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": { "browserName": "chrome", "goog:chromeOptions": { "args": flags } } } });
        let made = post(&port, "/session", &wanted);
        let session = made["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {made}")).to_owned();
        let browser = Self { driver, program, port, session };
        browser.command("url", &json!({ "url": url }));
        browser.wait("return document.querySelectorAll('.text span').length > 0");
        browser
    }

    fn command(&self, name: &str, body: &Value) -> Value {
        post(&self.port, &format!("/session/{}/{name}", self.session), body)
    }

    /// Runs a script in the page and returns what it returns.
    fn run(&self, script: &str) -> Value {
        self.command("execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Waits until a script returns something that is true.
    #[track_caller]
    fn wait(&self, script: &str) -> Value {
        let begin = Instant::now();
        loop {
            let value = self.run(script);
            if !matches!(value, Value::Null | Value::Bool(false)) && value != json!("") && value != json!(0) {
                return value;
            }
            assert!(
                begin.elapsed() < PATIENCE,
                "never came about: {script}: {}",
                self.run("return document.body.innerText")
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Moves the pointer to the middle of what a script returns, and presses there if asked.
    fn point(&self, element: &str, press: bool) {
        let at = self.wait(&format!(
            "const e = (() => {{ {element} }})(); if (!e) return null; e.scrollIntoView({{block: 'center'}}); \
             const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]"
        ));
        let (x, y) = (at[0].as_f64().expect("a place"), at[1].as_f64().expect("a place"));
        let mut actions = vec![
            json!({ "type": "pointerMove", "duration": 0, "x": x.round() - 2.0, "y": y.round() - 1.0 }),
            json!({ "type": "pointerMove", "duration": 30, "x": x.round(), "y": y.round() }),
        ];
        if press {
            actions.push(json!({ "type": "pointerDown", "button": 0 }));
            actions.push(json!({ "type": "pointerUp", "button": 0 }));
        }
        let pointer = json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions });
        self.command("actions", &json!({ "actions": [pointer] }));
    }

    /// Presses keys, as text.
    fn keys(&self, text: &str) {
        let press =
            |c: char| [json!({ "type": "keyDown", "value": c }), json!({ "type": "keyUp", "value": c })];
        let actions: Vec<Value> = text.chars().flat_map(press).collect();
        self.command("actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": actions }] }));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // What has ended already need not be ended.
        let _ = talk(&self.port, &format!("DELETE /session/{}", self.session), "", "");
        for child in [&mut self.driver, &mut self.program] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Sends a command to the driver and returns its value.
fn post(port: &str, path: &str, body: &Value) -> Value {
    let answer = talk(port, &format!("POST {path}"), "", &body.to_string());
    let answer: Value =
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{path}: {error}: {answer}"));
    let value = answer["value"].clone();
    assert!(value.get("error").is_none(), "{path} {body}: {value}");
    value
}

/// Returns the first line on a child's stderr that has a text; what follows is read and dropped.
fn line_with(child: &mut Child, text: &str) -> String {
    let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
    let line = lines.find(|line| line.contains(text)).expect("a line");
    std::thread::spawn(move || lines.for_each(drop));
    line
}

const FIND: &str = "const find = (text) => [...document.querySelectorAll('.text span')].find((s) => s.textContent.includes(text)); ";

#[test]
fn a_writer_sees_saves_and_where_numbers_come_from() {
    let test = ReportTest::new().file("content/01-治安.md", SECTION);
    let browser = Browser::at(&test);
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

#[test]
fn a_fault_is_shown_mended_and_gone() {
    let wrong = SECTION.replace("{{办结}}", "{{办节}}");
    let test = ReportTest::new().file("content/01-治安.md", &wrong);
    let browser = Browser::at(&test);
    let listed = browser.wait("return document.querySelector('.problem.error')?.innerText");
    let listed = listed.as_str().expect("text");
    assert!(listed.contains("办节") && listed.contains("01-治安.md"), "{listed}");
    browser.point(
        "return document.querySelector('.problem.error button.fix, .problem.error .foot button')",
        true,
    );
    let mended = || fs::read_to_string(test.path("content/01-治安.md")).is_ok_and(|text| text == SECTION);
    let begin = Instant::now();
    while !mended() {
        assert!(begin.elapsed() < PATIENCE, "{}", browser.run("return document.body.innerText"));
        std::thread::sleep(Duration::from_millis(50));
    }
    browser.wait("return !document.querySelector('.problem.error')");
}

#[test]
fn an_unreadable_settings_file_keeps_the_pages_and_an_end_is_said() {
    let test = ReportTest::new().file("content/01-治安.md", SECTION);
    let mut browser = Browser::at(&test);
    let settings = fs::read_to_string(test.path("bluebook.toml")).expect("a file");
    fs::write(test.path("bluebook.toml"), "[report\n").expect("saved");
    browser.wait("return document.body.innerText.includes('bluebook.toml')");
    assert_eq!(browser.run(&format!("{FIND} return Boolean(find('99.22%'))")), json!(true));
    fs::write(test.path("bluebook.toml"), settings).expect("saved");
    browser.wait(&format!(
        "{FIND} return Boolean(find('99.22%')) && !document.body.innerText.includes('bluebook.toml')"
    ));
    let before = browser.run("return document.querySelector('#state').textContent");
    browser.program.kill().expect("it ends");
    let before = before.as_str().unwrap_or_default().to_owned();
    browser.wait(&format!("return document.querySelector('#state').textContent !== {before:?}"));
}

//! A real Chromium, told what to do by `WebDriver`, the protocol of browsers under test, through chromedriver: both are
//! Debian's packages, which `make test` installs.
//!
//! Waits for what must come about, never for a time.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Nothing takes so long, on any machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// A browser, and the driver that it is told by what to do.
pub(crate) struct Browser {
    driver: Child,
    port: String,
    session: String,
}

impl Browser {
    /// Starts a browser.
    pub(crate) fn start() -> Self {
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
        Self { driver, port, session }
    }

    /// Opens the preview at an address, and waits until its first page is painted.
    pub(crate) fn open(&self, url: &str) {
        self.command("url", &json!({ "url": url }));
        self.wait("return document.querySelectorAll('.text span').length > 0");
    }

    fn command(&self, name: &str, body: &Value) -> Value {
        post(&self.port, &format!("/session/{}/{name}", self.session), body)
    }

    /// Runs a script in the page and returns what it returns.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.command("execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Waits until a script returns something that is true.
    #[track_caller]
    pub(crate) fn wait(&self, script: &str) -> Value {
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
    pub(crate) fn point(&self, element: &str, press: bool) {
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

    /// Moves the pointer to the middle of what a script returns, and presses there twice, which selects a word.
    pub(crate) fn point_twice(&self, element: &str) {
        self.point(element, false);
        let press =
            [json!({ "type": "pointerDown", "button": 0 }), json!({ "type": "pointerUp", "button": 0 })];
        let actions = [press.clone(), press].concat();
        let pointer = json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions });
        self.command("actions", &json!({ "actions": [pointer] }));
    }

    /// Presses keys, as text.
    pub(crate) fn keys(&self, text: &str) {
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
        let _ = self.driver.kill();
        let _ = self.driver.wait();
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

/// Sends a request to this machine with some lines in its head, and returns the body of the answer.
pub(crate) fn talk(port: &str, line: &str, head: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{head}Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).expect("sent");
    // A server may leave the connection open behind an answer whose length it has said.
    let mut reader = BufReader::new(stream);
    let mut length = None;
    let mut line = String::new();
    while reader.read_line(&mut line).expect("an answer") > 2 {
        let field = line.to_ascii_lowercase();
        length =
            field.strip_prefix("content-length:").map(|n| n.trim().parse().expect("a length")).or(length);
        line.clear();
    }
    let mut answer = vec![0; length.unwrap_or(0)];
    match length {
        Some(_) => reader.read_exact(&mut answer).expect("an answer"),
        None => drop(reader.read_to_end(&mut answer).expect("an answer")),
    }
    String::from_utf8(answer).expect("text")
}

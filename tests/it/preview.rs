//! `bluebook preview` and `bluebook watch`, from the outside: the real binary, asked as a browser asks.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use serde_json::Value;

use crate::support::ReportTest;
use crate::webdriver::{PATIENCE, talk};

pub(crate) const SECTION: &str = "---\ntitle: 治安\nsource: 台账\nfigures:\n  件数: 512件\n  办结: 508件\n  率: =办结/件数 @0.01%\n---\n\n\
    共有{{件数}}，办结{{办结}}，办结率{{率}}。另有走访35户。\n";

/// A running preview of a report.
pub(crate) struct Preview {
    child: Child,
    port: String,
    token: String,
    views: Receiver<Value>,
}

impl Preview {
    /// Starts the preview of a report.
    pub(crate) fn of(test: &ReportTest) -> Self {
        let mut child = started(test, &["preview"]);
        let url = address(&mut child);
        let url = url.strip_prefix("http://127.0.0.1:").expect("an address of this machine");
        let (port, rest) = url.split_once("/?token=").expect("a token");
        let token: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        let (port, views) = (port.to_owned(), views(port, &token));
        Self { child, port, token, views }
    }

    /// Waits for a view that fits.
    pub(crate) fn view(&self, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            let view = self.views.recv_timeout(PATIENCE).expect("a view");
            if fits(&view) {
                return view;
            }
        }
    }

    /// Waits a while for a view that was not seen yet, and returns the last there is.
    pub(crate) fn latest(&self) -> Option<Value> {
        let view = self.views.recv_timeout(PATIENCE).ok()?;
        Some(self.views.try_iter().last().unwrap_or(view))
    }

    /// Asks for something.
    pub(crate) fn get(&self, path: &str) -> Value {
        let answer = ask(&self.port, &format!("GET {path}"), &self.token, "");
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{path}: {error}: {answer}"))
    }

    /// Makes the number 35 on the first page a figure, and returns what came of it.
    fn register_35(&self, view: &Value, name: &str) -> Value {
        let id = view["pages"][0]["id"].as_str().expect("a page");
        let page = self.get(&format!("/page/{id}?glyphs=0"));
        let pieces = page["body"]["text"].as_array().expect("text");
        // Digits stand in another face than the Han characters around them, and so in a piece of their own.
        let piece = pieces.iter().find(|piece| piece["text"] == "35").expect("the number on the page");
        let action = serde_json::json!({
            "do": "register", "place": piece["place"], "number": "35", "offset": 0, "name": name,
        });
        self.act(view, &action)
    }

    /// Returns the number of its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    fn act(&self, view: &Value, action: &Value) -> Value {
        let body = serde_json::json!({ "build": view["build"], "action": action }).to_string();
        let answer = ask(&self.port, "POST /act", &self.token, &body);
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"))
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn started(test: &ReportTest, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_bluebook"))
        .args(arguments)
        .current_dir(test.path(""))
        .env("LC_ALL", "C.UTF-8")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts")
}

/// Returns the address that a program says on its stderr; what it says later is read and dropped.
pub(crate) fn address(child: &mut Child) -> String {
    let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
    let line = lines.find(|line| line.contains("http://")).expect("an address");
    // The pipe must not fill up.
    std::thread::spawn(move || lines.for_each(drop));
    let from = line.find("http://").map_or("", |at| &line[at..]);
    from.split_whitespace().next().unwrap_or_default().to_owned()
}

/// Sends a request as the page does and returns the body of the answer.
fn ask(port: &str, line: &str, token: &str, body: &str) -> String {
    talk(port, line, &format!("Cookie: bluebook-{port}={token}\r\nX-Bluebook-Token: {token}\r\n"), body)
}

/// Listens to the views in a thread.
fn views(port: &str, token: &str) -> Receiver<Value> {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).expect("a connection");
    let head =
        format!("GET /events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: bluebook-{port}={token}\r\n\r\n");
    stream.write_all(head.as_bytes()).expect("sent");
    let (send, views) = channel();
    std::thread::spawn(move || {
        // An event may be split over chunks, whose sizes stand on lines of their own.
        let mut reader = BufReader::new(stream);
        let mut text = String::new();
        let mut line = String::new();
        let mut pages = Vec::new();
        while reader.read_line(&mut line).is_ok_and(|length| length > 0) {
            if let Some(size) = usize::from_str_radix(line.trim(), 16).ok().filter(|_| line.ends_with("\r\n"))
            {
                let mut chunk = vec![0; size];
                if reader.read_exact(&mut chunk).is_err() {
                    break;
                }
                text.push_str(&String::from_utf8_lossy(&chunk));
                while let Some((event, rest)) = text.split_once("\n\n") {
                    let data = event.lines().find_map(|line| line.strip_prefix("data:"));
                    let view: Option<Value> = data.and_then(|data| serde_json::from_str(data.trim()).ok());
                    if let Some(mut view) = view.filter(|view| view["pages"].is_array()) {
                        complete(&mut view, &mut pages);
                        if send.send(view).is_err() {
                            return;
                        }
                    }
                    text = rest.to_owned();
                }
            }
            line.clear();
        }
    });
    views
}

/// Puts the pages of the view before where a view names only those that took the place of others.
fn complete(view: &mut Value, pages: &mut Vec<Value>) {
    let new = view["pages"].as_array().cloned().unwrap_or_default();
    let index = |name: &str| view["replaced"][name].as_u64().and_then(|index| usize::try_from(index).ok());
    let replaced = index("start").zip(index("count")).map(|(start, count)| start..start + count);
    pages.splice(replaced.unwrap_or(0..pages.len()), new);
    view["pages"] = pages.clone().into();
}

fn report() -> ReportTest {
    ReportTest::new().file("content/01-治安.md", SECTION)
}

#[test]
fn every_save_is_shown_and_a_number_says_where_it_comes_from() {
    let test = report();
    let preview = Preview::of(&test);
    let first = preview.view(|view| view["state"]["kind"] == "current");
    let id = first["pages"][0]["id"].as_str().expect("a page");
    let page = preview.get(&format!("/page/{id}?glyphs=0"));
    assert!(page["body"]["svg"].as_str().expect("a drawing").starts_with("<svg"), "{page}");
    assert!(!page["glyphs"].as_array().expect("outlines").is_empty());
    let pieces = page["body"]["text"].as_array().expect("text").clone();
    let rate = pieces.iter().find(|piece| piece["text"] == "99.22%").expect("the rate on the page");
    let card = preview.get(&format!("/figure/{}", rate["figure"]));
    assert_eq!(card["name"], "率");
    assert_eq!(card["numbers"], "508件/512件");
    assert_eq!(card["source"], "台账");
    let words =
        pieces.iter().find(|piece| piece["text"].as_str().is_some_and(|text| text.starts_with("共有")));
    assert_eq!(words.expect("the sentence")["place"]["line"], 10);

    fs::write(test.path("content/01-治安.md"), SECTION.replace("办结: 508件", "办结: 256件")).expect("saved");
    let next = preview
        .view(|view| view["build"].as_u64() > first["build"].as_u64() && view["state"]["kind"] == "current");
    assert_ne!(next["pages"][0]["id"], first["pages"][0]["id"]);
    let id = next["pages"][0]["id"].as_str().expect("a page");
    let page = preview.get(&format!("/page/{id}?glyphs=100000"));
    assert!(page["body"]["text"].to_string().contains("50.00%"), "{page}");
}

#[test]
fn the_edited_page_comes_with_its_view() {
    let test = report();
    let preview = Preview::of(&test);
    let first = preview.view(|view| view["state"]["kind"] == "current");
    assert_eq!(first["brought"], Value::Null);
    // A browser that shows the page has its outlines.
    let seen = first["pages"][0]["id"].as_str().expect("an id");
    preview.get(&format!("/page/{seen}?glyphs=0"));
    fs::write(test.path("content/01-治安.md"), SECTION.replace("共有", "全年共有")).expect("saved");
    let view = preview.view(|view| !view["brought"].is_null());
    let (page, brought) = (&view["pages"][0], &view["brought"]);
    assert_eq!(brought["id"], page["id"]);
    let id = page["id"].as_str().expect("an id");
    let asked = preview.get(&format!("/page/{id}?glyphs=0"));
    assert_eq!(brought["body"]["text"], asked["body"]["text"]);
    // Of the drawing it has what changed, over the page that was there; in the place of all else there are gaps.
    assert_eq!(brought["over"], first["pages"][0]["id"]);
    let drawing = |body: &Value| body["svg"].as_str().expect("a drawing").to_owned();
    let (part, whole) = (drawing(&brought["body"]), drawing(&asked["body"]));
    let gaps = part.matches("data-typst-label=\"bluebook:kept\"").count();
    assert!(gaps > 0 && part.len() < whole.len(), "{part}");
    assert_eq!(part.matches("<g ").count(), whole.matches("<g ").count(), "{part}\n{whole}");
    // With what was known before it, the browser has every outline that the page needs.
    let (from, next) = (brought["from"].as_u64(), brought["next"].as_u64());
    assert_eq!(next, asked["next"].as_u64());
    let all = asked["glyphs"].as_array().expect("outlines");
    let new = usize::try_from(from.expect("a number")).expect("small");
    assert_eq!(brought["glyphs"].as_array().expect("outlines"), &all[new..]);
}

#[test]
fn the_place_of_an_edit_is_where_it_is_seen() {
    let test = report();
    let preview = Preview::of(&test);
    let mut build = preview.view(|view| view["state"]["kind"] == "current")["build"].as_u64();
    let mut seen_at = |text: &str| {
        fs::write(test.path("content/01-治安.md"), text).expect("saved");
        let view = preview.view(|view| view["build"].as_u64() > build && view["state"]["kind"] == "current");
        build = view["build"].as_u64();
        let focus = view["focus"].clone();
        assert_eq!(focus["page"], 0, "{text}");
        focus["y"].as_f64().expect("a height")
    };
    let longer = format!("{SECTION}\n{}", "又一段话。\n\n".repeat(4));
    let appended = seen_at(&longer);
    // A figure is seen where it is cited, not where it is declared.
    let declared = seen_at(&longer.replace("办结: 508件", "办结: 256件"));
    let inside = seen_at(&longer.replace("办结: 508件", "办结: 256件").replace("另有走访", "另有上门走访"));
    assert!(appended > declared + 10.0, "{appended} {declared}");
    assert!((inside - declared).abs() < 30.0, "{inside} {declared}");
    let title = seen_at(&longer.replace("title: 治安", "title: 社会治安"));
    assert!(title < declared - 10.0, "{title} {declared}");
    // A section that is new is seen where it begins.
    fs::write(test.path("content/02-新.md"), "# 新的一节\n\n新写的一段。\n").expect("saved");
    let view = preview.view(|view| view["build"].as_u64() > build && view["state"]["kind"] == "current");
    let new = view["focus"]["y"].as_f64().expect("a height");
    assert!(new > appended + 10.0, "{new} {appended}");
}

#[test]
fn a_number_is_made_a_figure_at_its_place_and_undone() {
    let test = report();
    let preview = Preview::of(&test);
    let view = preview.view(|view| view["state"]["kind"] == "current");
    let register = |name: &str| preview.register_35(&view, name);
    let done = register("走访户数");
    assert_eq!(done["done"], true, "{done}");
    let read = || fs::read_to_string(test.path("content/01-治安.md")).expect("a file");
    assert_eq!(read(), SECTION.replace("35户", "{{走访户数=35户}}"));
    let undone = preview.act(&view, &serde_json::json!({ "do": "undo", "change": done["undo"] }));
    assert_eq!(undone["done"], true, "{undone}");
    assert_eq!(read(), SECTION);
}

#[test]
fn a_name_that_is_taken_or_none_is_refused() {
    let test = report();
    let preview = Preview::of(&test);
    let view = preview.view(|view| view["state"]["kind"] == "current");
    let register = |name: &str| preview.register_35(&view, name);
    for name in ["办结", "sum", "my people", "1坏名!", " ", "a}}"] {
        let done = register(name);
        assert_eq!(done["done"], false, "{name}: {done}");
        assert!(done["hint"].is_string(), "{name}: {done}");
    }
    assert_eq!(fs::read_to_string(test.path("content/01-治安.md")).expect("a file"), SECTION);
}

#[test]
fn a_section_that_cannot_be_read_costs_no_other_its_pages() {
    let test = report().file("content/02-更多.md", "# 更多\n\n见[治安](01-治安.md)。\n");
    let preview = Preview::of(&test);
    preview.view(|view| view["state"]["kind"] == "current");
    fs::write(test.path("content/01-治安.md"), SECTION.replace("figures:", "figures")).expect("saved");
    preview.view(|view| {
        view["state"]["kind"] == "current" && view["problems"].to_string().contains("front-matter")
    });
    test.run(&["build"]).code(1).pdf_has("见治安");
}

#[test]
#[cfg(unix)]
fn an_end_is_said_and_is_no_failure() {
    let test = report();
    let mut preview = Preview::of(&test);
    preview.view(|view| view["state"]["kind"] == "current");
    let process = preview.process().to_string();
    assert!(Command::new("kill").args(["-INT", &process]).status().expect("kill").success());
    assert_eq!(preview.child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn faults_are_shown_in_place_mended_by_the_button_and_cleared() {
    let wrong = SECTION.replace("{{办结}}", "{{办节}}");
    let test = ReportTest::new().file("content/01-治安.md", &wrong);
    let preview = Preview::of(&test);
    let view = preview.view(|view| view["state"]["kind"] == "current");
    let problem =
        view["problems"].as_array().expect("problems").iter().find(|p| p["code"] == "unknown-figure");
    let problem = problem.unwrap_or_else(|| panic!("{view}")).clone();
    assert_eq!(problem["place"]["file"], "content/01-治安.md");
    assert_eq!(problem["page"][0], 0);
    if !problem["fix"].is_null() {
        let done = preview.act(&view, &serde_json::json!({ "do": "fix", "problem": problem["id"] }));
        assert_eq!(done["done"], true, "{done}");
    } else {
        fs::write(test.path("content/01-治安.md"), SECTION).expect("saved");
    }
    preview.view(|view| {
        view["state"]["kind"] == "current" && !view["problems"].to_string().contains("unknown-figure")
    });
}

#[test]
fn what_cannot_be_built_keeps_the_last_good_pages() {
    let test = report();
    let preview = Preview::of(&test);
    let first = preview.view(|view| view["state"]["kind"] == "current");
    let settings = fs::read_to_string(test.path("bluebook.toml")).expect("a file");
    fs::write(test.path("bluebook.toml"), "[report\n").expect("saved");
    let stopped = preview.view(|view| view["state"]["kind"] == "stopped");
    assert_eq!(stopped["pages"], first["pages"]);
    fs::write(test.path("bluebook.toml"), settings).expect("saved");
    preview.view(|view| view["state"]["kind"] == "current");
}

#[test]
fn a_port_in_use_is_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    report().run(&["preview", "--port", &port]).code(3).stderr_has(&port);
}

#[test]
fn watch_writes_the_pdf_at_every_save() {
    let test = report();
    let mut child = started(&test, &["watch"]);
    let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("等待改动")));
    let before = fs::read(test.path("build/report.pdf")).expect("a PDF");
    fs::write(test.path("content/01-治安.md"), SECTION.replace("508", "500")).expect("saved");
    assert!(lines.any(|line| line.contains("等待改动")));
    assert_ne!(fs::read(test.path("build/report.pdf")).expect("a PDF"), before);
    child.kill().expect("it ends");
    child.wait().expect("it ends");
}

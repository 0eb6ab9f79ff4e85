//! What is answered to the page itself.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;

use serde_json::json;

use super::client::{Address, Client};
use super::stage::{BROKEN, Stage, serve};
use crate::diagnostic::Language;
use crate::preview::{Action, Server};

#[test]
fn an_address_from_the_terminal_opens_the_preview() {
    let (_, _server, address) = serve();
    let Address { port, token } = &address;
    let invitation = format!("GET /?token={token} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    let welcome = address.say(invitation.as_bytes());
    assert_eq!(welcome.status, 200);
    assert!(welcome.body.contains("location.replace('/')"), "{}", welcome.body);
    let cookie = format!("bluebook-{port}={token}; HttpOnly; SameSite=Strict; Path=/");
    assert_eq!(welcome.header("set-cookie"), Some(cookie.as_str()));
    assert_policy(&welcome.body, welcome.header("content-security-policy"));

    let page = address.get("/");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(page.body.contains(token.as_str()), "the script needs the token");
    assert!(page.header("set-cookie").is_none());
    assert_policy(&page.body, page.header("content-security-policy"));
    let again = address.get("/");
    assert_ne!(page.header("content-security-policy"), again.header("content-security-policy"));
}

/// Every placeholder is filled, every script bears the nonce, and the policy is the agreed one.
fn assert_policy(html: &str, policy: Option<&str>) {
    let policy = policy.expect("a policy");
    let nonce = policy.split("script-src 'nonce-").nth(1).and_then(|rest| rest.get(..32)).expect("a nonce");
    let expected = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self' data:; \
         font-src data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    );
    assert_eq!(policy, expected);
    assert!(!html.contains("{{"), "{html}");
    let bears_it = |script: &str| script.split('>').next().unwrap().contains(&format!("nonce=\"{nonce}\""));
    assert!(html.split("<script").skip(1).all(bears_it), "{html}");
}

#[test]
fn a_stranger_is_told_where_the_address_stands() {
    let (_, _server, Address { port, .. }) = serve();
    let address = Address { port, token: "0".repeat(32) };
    let answer = address.get("/");
    assert_eq!(answer.status, 403);
    assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    assert!(answer.body.contains("终端里显示的完整网址"), "{}", answer.body);
    assert!(answer.body.contains("address that the terminal shows"), "{}", answer.body);
}

#[test]
fn pages_figures_and_files_are_answered() {
    let (stage, _server, address) = serve();
    let glyph = |n: usize| json!({ "id": format!("g{n}"), "symbol": format!("<symbol id=\"g{n}\"/>") });
    let place = json!({ "file": "content/01.md", "line": 3, "column": 1 });
    let body = json!({ "svg": "<svg/>", "text": [
        { "x": 1.0, "y": 2.5, "width": 3.0, "height": 4.0, "text": "办结", "place": place, "figure": 0 }
    ] });
    let page = address.get("/page/aa?glyphs=3");
    assert_eq!(page.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(page.json(), json!({ "body": body, "glyphs": [glyph(3), glyph(4)], "from": 3, "next": 5 }));
    assert_eq!(address.get("/page/aa").json()["from"], 0);
    let late = address.get(&format!("/page/aa?glyphs={}", usize::MAX)).json();
    assert_eq!((&late["glyphs"], &late["next"]), (&json!([]), &json!(usize::MAX)));
    let gone = address.get("/page/dd?glyphs=0");
    assert_eq!((gone.status, gone.json()), (404, json!({ "gone": true })));
    assert_eq!(*stage.asked.lock().unwrap(), ["aa", "aa", "aa", "dd"]);

    assert_eq!(address.get("/figures").json()[1]["name"], "受理");
    let card = address.get("/figure/1").json();
    assert_eq!((&card["name"], &card["exact"]), (&json!("受理"), &json!("508件")));
    assert_eq!(address.get("/figure/2").status, 404);
    for (path, kind) in
        [("/page.js", "text/javascript; charset=utf-8"), ("/page.css", "text/css; charset=utf-8")]
    {
        let file = address.get(path);
        assert_eq!((file.status, file.header("content-type")), (200, Some(kind)), "{path}");
    }
}

#[test]
fn what_a_button_asks_for_is_done_and_nothing_else() {
    let (stage, _server, address) = serve();
    let done = address.say(address.order(r#"{"build":7,"action":{"do":"fix","problem":"p1"}}"#).as_bytes());
    assert_eq!((done.status, done.json()), (200, json!({ "message": "好", "done": true })));
    assert_eq!(*stage.acted.lock().unwrap(), [(7, Action::Fix { problem: "p1".into() })]);

    let wrong = [
        "",
        "{",
        "[]",
        "null",
        r#"{"build":7}"#,
        r#"{"action":{"do":"pdf"}}"#,
        r#"{"build":-1,"action":{"do":"pdf"}}"#,
        r#"{"build":"7","action":{"do":"pdf"}}"#,
        r#"{"build":7,"action":{"do":"format-disk"}}"#,
        r#"{"build":7,"action":{"do":"fix","problem":"p","file":"/etc/passwd"}}"#,
        r#"{"build":7,"action":{"do":"pdf"},"more":1}"#,
        r#"{"build":7,"action":{"do":"pdf"}}{}"#,
    ];
    for body in wrong {
        assert_eq!(address.say(address.order(body).as_bytes()).status, 400, "{body}");
    }
    assert_eq!(address.say(address.order(&"[".repeat(60_000)).as_bytes()).status, 400);
    let order = address.order(r#"{"build":7,"action":{"do":"pdf"}}"#);
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
        let order = order.replace("application/json", kind);
        assert_eq!(address.say(order.as_bytes()).status, 415, "{kind}");
    }
    assert_eq!(stage.acted.lock().unwrap().len(), 1);
    let order = order.replace("application/json", "Application/JSON; charset=utf-8");
    assert_eq!(address.say(order.as_bytes()).status, 200);
}

#[test]
fn actions_run_one_at_a_time() {
    let (stage, _server, address) = serve();
    thread::scope(|scope| {
        for build in 0..40 {
            let address = &address;
            let body = format!(r#"{{"build":{build},"action":{{"do":"pdf"}}}}"#);
            scope.spawn(move || assert_eq!(address.say(address.order(&body).as_bytes()).status, 200));
        }
    });
    assert_eq!(stage.acted.lock().unwrap().len(), 40);
    assert_eq!(stage.most_acting.load(Ordering::SeqCst), 1);
}

#[test]
fn a_studio_that_breaks_down_is_said_and_survived() {
    let (_, _server, address) = serve();
    let answer = address.get(&format!("/page/{BROKEN}"));
    assert_eq!(answer.status, 500);
    assert!(answer.body.contains("出错"), "{}", answer.body);
    assert_eq!(address.get("/page/aa").status, 200);
}

#[test]
fn a_port_in_use_is_a_failure_with_a_way_out() {
    let stage = Arc::new(Stage::default());
    let takers = ["127.0.0.1:0", "[::1]:0"].map(TcpListener::bind);
    for taker in takers.iter().flatten() {
        let port = taker.local_addr().unwrap().port();
        let failure = Server::start(Some(port), stage.clone()).expect_err("the port is taken");
        assert_eq!(failure.kind.exit_code(), 3);
        for language in [Language::Chinese, Language::English] {
            assert!(failure.message.get(language).contains(&port.to_string()), "{failure:?}");
            assert!(failure.hints[0].get(language).contains("--port"), "{failure:?}");
        }
    }
}

#[test]
fn both_addresses_of_the_machine_are_served() {
    let (_, server, address) = serve();
    let port = address.port;
    assert!(server.url().starts_with(&format!("http://127.0.0.1:{port}/?token=")));
    assert_eq!(address.get("/figures").status, 200);
    if TcpListener::bind("[::1]:0").is_err() {
        eprintln!("skipped: this machine has no IPv6");
        return;
    }
    let stream = std::net::TcpStream::connect(("::1", port)).expect("a connection over IPv6");
    let mut client = Client::over(stream).unwrap();
    client.send(address.request("/figures").replace("127.0.0.1", "[::1]").as_bytes()).unwrap();
    assert_eq!(client.answer().unwrap().status, 200);
}

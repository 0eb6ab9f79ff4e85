//! Requests that no browser makes: paths that try to leave, bytes that are not HTTP, heads that contradict
//! themselves.

use std::sync::Arc;

use super::client::Address;
use super::stage::{PAGE, Stage, serve};
use crate::preview::Server;

/// Paths that try to leave, or to be read in two ways.
const PATHS: &[&[u8]] = &[
    b"/../../../etc/passwd",
    b"/page/../../../etc/passwd",
    b"/page/../figures",
    b"/page/./aa",
    b"/./figures",
    b"/page/..",
    b"/page/..%2f..%2f..%2fetc%2fpasswd",
    b"/page/%2e%2e/%2e%2e/etc/passwd",
    b"/page/%252e%252e%252fetc%252fpasswd",
    b"/page/..%252f..%252fetc%252fpasswd",
    b"/page/..%c0%af..%c0%afetc/passwd",
    b"/page/..%ef%bc%8fetc",
    b"/page/..\\..\\windows\\win.ini",
    b"/page/..%5c..%5cwindows%5cwin.ini",
    b"/page/C:/windows/win.ini",
    b"/page/file:///etc/passwd",
    b"/page//etc/passwd",
    b"/page//aa",
    b"/page/aa/",
    b"/page/aa/aa",
    b"/page/aa%00",
    b"/page/aa%00.svg",
    b"/page/aa;x=1",
    b"/page/aa%20",
    b"/page/a%61",
    b"/page/%",
    b"/page/%zz",
    b"/page/%ff%fe",
    b"/page/\xe7\xac\xac",
    b"/page/%e7%ac%ac",
    b"/page/",
    b"/page",
    b"/PAGE/aa",
    b"/%70age/aa",
    b"//page/aa",
    b"//127.0.0.1/page/aa",
    b"//evil.example/page/aa",
    b"///etc/passwd",
    b"/\\evil.example",
    b"/figures/",
    b"/figures%20",
    b"/figures%00",
    b"/figures/../figures",
    b"/figure/-1",
    b"/figure/+0",
    b"/figure/0x0",
    b"/figure/0.0",
    b"/figure/99999999999999999999999999",
    b"/figure/",
    b"/page.js/",
    b"/page.js/../page.css",
    b"/page.js%00.html",
    b"/page.html",
    b"/page.rs",
    b"/src/preview/page.js",
    b"/content/01.md",
    b"/bluebook.toml",
    b"/.git/config",
    b"/.env",
    b"/index.html",
    b"/favicon.ico",
    b"/robots.txt",
    b"/events/",
    b"/events%0d%0aSet-Cookie:x=1",
    b"/act/",
    b"/page/aa?glyphs=-1",
    b"/page/aa?glyphs=x",
    b"/page/aa?glyphs=",
    b"/page/aa?glyphs=99999999999999999999999999",
    b"page/aa",
    b"figures",
    b"*",
    b"\\figures",
    b"?token=x",
];

/// Asserts that the server still answers, that nothing was done, and that no path reached the studio.
fn assert_unharmed(stage: &Stage, address: &Address) {
    assert_eq!(address.get("/page/aa").status, 200);
    let plain = |id: &String| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let asked = stage.asked.lock().unwrap();
    assert!(asked.iter().all(plain), "{asked:?}");
    assert!(stage.acted.lock().unwrap().is_empty());
}

#[test]
fn no_path_leads_anywhere_else() {
    let (stage, _server, address) = serve();
    let port = address.port;
    for path in PATHS {
        let request = [b"GET ", *path, &address.request("X").as_bytes()["GET X".len()..]].concat();
        let answer = address.say(&request);
        let text = String::from_utf8_lossy(path);
        assert!([400, 404].contains(&answer.status), "{text}: {answer:?}");
        assert!(answer.header("set-cookie").is_none(), "{text}: {answer:?}");
    }
    // Forms of address that only a proxy is sent, with right and wrong hosts.
    for target in [
        format!("http://127.0.0.1:{port}/figures"),
        format!("http://127.0.0.1:{port}/"),
        "http://evil.example/figures".into(),
        "https://evil.example/".into(),
        "file:///etc/passwd".into(),
        format!("evil.example:{port}"),
    ] {
        assert_eq!(address.get(&target).status, 400, "{target}");
    }
    let connect = address.request("X").replacen("GET X", &format!("CONNECT 127.0.0.1:{port}"), 1);
    assert_eq!(address.say(connect.as_bytes()).status, 400);
    assert_eq!(address.get(&format!("/page/{}", "a".repeat(20_000))).status, 404);
    assert_unharmed(&stage, &address);
}

#[test]
fn what_is_not_http_is_refused_or_hung_up_on() {
    let (stage, _server, address) = serve();
    let host = format!("Host: 127.0.0.1:{}\r\n", address.port);
    let head = address.head("POST", "/act");
    let order = r#"{"build":1,"action":{"do":"pdf"}}"#;
    let with = |line: &str| format!("{head}{line}\r\n\r\n{order}").into_bytes();
    let corpus: Vec<Vec<u8>> = vec![
        b"\r\n\r\n\r\n\r\nhello\r\n\r\n".to_vec(),
        b"GET /\r\n\r\n".to_vec(),
        b"GET  / HTTP/1.1\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"GET / HTP/1.1\r\n\r\n".to_vec(),
        b"GET\0 / HTTP/1.1\r\n\r\n".to_vec(),
        format!("GET /\0 HTTP/1.1\r\n{host}\r\n").into_bytes(),
        format!("GET /figures\tx HTTP/1.1\r\n{host}\r\n").into_bytes(),
        format!("G\u{e9}T / HTTP/1.1\r\n{host}\r\n").into_bytes(),
        format!(" GET / HTTP/1.1\r\n{host}\r\n").into_bytes(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a greeting of TLS \r\n\r\n".to_vec(),
        vec![0; 1000],
        vec![0xff; 1000],
        with("Content-Length: x"),
        with("Content-Length: -1"),
        with("Content-Length: +33"),
        with("Content-Length: 33\r\nContent-Length: 34"),
        with("Content-Length: 33, 34"),
        with("Content-Length: 99999999999999999999999999"),
        with("Transfer-Encoding: gzip"),
        with("Transfer-Encoding: chunked, gzip"),
        with("Transfer-Encoding: chunked\r\nX-Bluebook-Token : x"),
        with("No colon"),
        with("Bad name: x"),
        with(": no name"),
        with("X: a\0b"),
        with("X: a\rb"),
        with("Folded: a\r\n b"),
    ];
    for bytes in &corpus {
        let mut client = address.connect();
        client.send(bytes).unwrap();
        // So that whatever waits for more gets it, and then an end.
        let _ = client.send(address.request("/nowhere").as_bytes());
        let text = String::from_utf8_lossy(bytes);
        if let Some(answer) = client.answer() {
            assert!((400..600).contains(&answer.status), "{text:?}: {answer:?}");
        }
    }
    assert_unharmed(&stage, &address);
}

#[test]
fn a_request_says_its_host_once() {
    let (stage, _server, address) = serve();
    let port = address.port;
    let cookie = format!("Cookie: bluebook-{port}={}", address.token);
    let host = format!("Host: 127.0.0.1:{port}");
    let status = |version: &str, lines: &str| {
        address.say(format!("GET /figures HTTP/{version}\r\n{lines}{cookie}\r\n\r\n").as_bytes()).status
    };
    for version in ["1.0", "1.1"] {
        assert_eq!(status(version, ""), 400);
        assert_eq!(status(version, &format!("{host}\r\n")), 200);
        assert_eq!(status(version, &format!("{host}\r\n{host}\r\n")), 400);
        assert_eq!(status(version, &format!("{host}\r\nHost: evil.example\r\n")), 400);
        assert_eq!(status(version, &format!("Host: evil.example\r\n{host}\r\n")), 400);
        assert_eq!(status(version, "Host:\r\n"), 421);
    }
    assert_unharmed(&stage, &address);
}

#[test]
fn requests_in_a_row_are_answered_in_order() {
    let (_, _server, address) = serve();
    let paths = ["/figures", "/figure/0", "/nowhere", "/page/aa", "/page/dd", "/page.css"];
    let row: Vec<_> = paths.iter().cycle().take(300).collect();
    let mut client = address.connect();
    client.send(row.iter().map(|path| address.request(path)).collect::<String>().as_bytes()).unwrap();
    for path in row {
        let expected = if matches!(*path, "/nowhere" | "/page/dd") { 404 } else { 200 };
        assert_eq!(client.answer().unwrap().status, expected, "{path}");
    }
}

#[test]
fn the_body_of_a_refused_request_is_not_taken_for_a_request() {
    let (stage, _server, address) = serve();
    let hidden = address.order(r#"{"build":1,"action":{"do":"pdf"}}"#);
    let length = hidden.len();
    for target in ["/act", "/nowhere", "/"] {
        let mut client = address.connect();
        let head = address.head("POST", target);
        client.send(format!("{head}Content-Length: {length}\r\n\r\n{hidden}").as_bytes()).unwrap();
        let answer = client.answer().expect("an answer");
        assert!([403, 405].contains(&answer.status), "{answer:?}");
    }
    assert_unharmed(&stage, &address);
}

#[test]
fn tokens_differ_from_server_to_server() {
    let servers: Vec<_> = (0..4).map(|_| Server::start(None, Arc::new(Stage::default())).unwrap()).collect();
    let addresses: Vec<_> = servers.iter().map(|server| Address::of(&server.url())).collect();
    for (at, one) in addresses.iter().enumerate() {
        assert!(one.token.len() == 32 && one.token.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let others = addresses.iter().enumerate().filter(|(other, _)| *other != at);
        for (_, other) in others {
            assert_ne!(one.token, other.token);
            let port = one.port;
            let stranger = Address { port, token: other.token.clone() };
            assert_eq!(stranger.get(&format!("/page/{PAGE}")).status, 403);
        }
    }
}

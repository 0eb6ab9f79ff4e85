//! Who is let in: every combination of host, origin, site, navigation, token, method and route, compared with the
//! policy as a reader would state it.

use std::thread;

use super::client::{Address, Answer};
use super::stage::{Stage, serve};
use crate::preview::server::Limits;

/// One side of the matrix: the lines or words as they are sent, in the order of the names.
type Side<T, const N: usize> = [T; N];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Host {
    V4,
    Localhost,
    V6,
    OtherPort,
    Elsewhere,
}
const HOSTS: Side<Host, 5> = [Host::V4, Host::Localhost, Host::V6, Host::OtherPort, Host::Elsewhere];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    None,
    Own,
    Alias,
    Null,
    Elsewhere,
}
const ORIGINS: Side<Origin, 5> = [Origin::None, Origin::Own, Origin::Alias, Origin::Null, Origin::Elsewhere];

/// `Sec-Fetch-Site`.
const SITES: Side<Option<&str>, 5> =
    [None, Some("none"), Some("same-origin"), Some("same-site"), Some("cross-site")];

/// `Sec-Fetch-Mode` and `Sec-Fetch-Dest`.
const WAYS: Side<Option<(&str, &str)>, 3> =
    [None, Some(("navigate", "document")), Some(("navigate", "iframe"))];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Missing,
    Wrong,
    Right,
}
const KEYS: Side<Key, 3> = [Key::Missing, Key::Wrong, Key::Right];

const METHODS: Side<&str, 3> = ["GET", "HEAD", "POST"];

const ROUTES: Side<&str, 9> =
    ["/", "/page.js", "/page.css", "/events", "/page/aa", "/figures", "/figure/0", "/act", "/nowhere"];

const ORDER: &str = r#"{"build":1,"action":{"do":"pdf"}}"#;

#[derive(Debug, Clone, Copy)]
struct Case {
    host: Host,
    origin: Origin,
    site: Option<&'static str>,
    way: Option<(&'static str, &'static str)>,
    query: Key,
    cookie: Key,
    header: Key,
    method: &'static str,
    route: &'static str,
}

impl Case {
    /// The policy.
    fn expected(&self) -> u16 {
        // Only this machine's own names at the right port.
        if matches!(self.host, Host::OtherPort | Host::Elsewhere) {
            return 421;
        }
        // No other origin, whatever else is right.
        if !matches!(self.origin, Origin::None | Origin::Own) {
            return 403;
        }
        // No other site, but for a link with a token that is opened as a page of its own.
        let link = self.method == "GET" && self.route == "/" && self.query != Key::Missing;
        let other_site = matches!(self.site, Some("same-site" | "cross-site"));
        if other_site && !(link && self.way == Some(("navigate", "document"))) {
            return 403;
        }
        let invited = self.route == "/" && self.query == Key::Right;
        let known = self.cookie == Key::Right && (self.route != "/act" || self.header == Key::Right);
        if !invited && !known {
            return 403;
        }
        let method = if self.route == "/act" { "POST" } else { "GET" };
        match self.route {
            _ if self.method != method => 405,
            "/nowhere" => 404,
            _ => 200,
        }
    }

    fn request(&self, Address { port, token }: &Address) -> String {
        let Self { method, route, .. } = self;
        let host = match self.host {
            Host::V4 => format!("127.0.0.1:{port}"),
            Host::Localhost => format!("localhost:{port}"),
            Host::V6 => format!("[::1]:{port}"),
            Host::OtherPort => format!("127.0.0.1:{}", port ^ 1),
            Host::Elsewhere => format!("rebound.example:{port}"),
        };
        let origin = match self.origin {
            Origin::None => None,
            Origin::Own => Some(format!("http://{host}")),
            Origin::Alias if self.host == Host::V4 => Some(format!("http://localhost:{port}")),
            Origin::Alias => Some(format!("http://127.0.0.1:{port}")),
            Origin::Null => Some("null".into()),
            Origin::Elsewhere => Some("https://evil.example".into()),
        };
        // Differs from the right one in its last character only.
        let last = if token.ends_with('0') { '1' } else { '0' };
        let wrong = format!("{}{last}", &token[..31]);
        let key = |key, line: &dyn Fn(&str) -> String| match key {
            Key::Missing => String::new(),
            Key::Wrong => line(&wrong),
            Key::Right => line(token),
        };
        let query = key(self.query, &|key| format!("?token={key}"));
        let mut text = format!("{method} {route}{query} HTTP/1.1\r\nHost: {host}\r\n");
        text += &origin.map(|origin| format!("Origin: {origin}\r\n")).unwrap_or_default();
        text += &self.site.map(|site| format!("Sec-Fetch-Site: {site}\r\n")).unwrap_or_default();
        let way =
            self.way.map(|(mode, dest)| format!("Sec-Fetch-Mode: {mode}\r\nSec-Fetch-Dest: {dest}\r\n"));
        text += &way.unwrap_or_default();
        text += &key(self.cookie, &|key| format!("Cookie: other=1; bluebook-{port}={key}; last=2\r\n"));
        text += &key(self.header, &|key| format!("X-Bluebook-Token: {key}\r\n"));
        // A body only where it is read: an unread one closes the connection, which the others go on to use.
        let body = if self.expected() == 200 && self.method == "POST" { ORDER } else { "" };
        if !body.is_empty() {
            text += "Content-Type: application/json\r\n";
        }
        format!("{text}Content-Length: {}\r\n\r\n{body}", body.len())
    }
}

/// Every combination with this host.
fn cases(host: Host) -> impl Iterator<Item = Case> {
    let rest = ORIGINS.into_iter().flat_map(|origin| {
        let sites = SITES.into_iter().flat_map(move |site| WAYS.into_iter().map(move |way| (site, way)));
        sites.map(move |(site, way)| (origin, site, way))
    });
    let keys = || {
        KEYS.into_iter().flat_map(|query| {
            let others =
                KEYS.into_iter().flat_map(|cookie| KEYS.into_iter().map(move |header| (cookie, header)));
            others.map(move |(cookie, header)| (query, cookie, header))
        })
    };
    let asked =
        || METHODS.into_iter().flat_map(|method| ROUTES.into_iter().map(move |route| (method, route)));
    rest.flat_map(move |(origin, site, way)| {
        keys().flat_map(move |(query, cookie, header)| {
            asked().map(move |(method, route)| Case {
                host,
                origin,
                site,
                way,
                query,
                cookie,
                header,
                method,
                route,
            })
        })
    })
}

#[test]
fn every_combination_is_answered_as_the_policy_says() {
    let stage = std::sync::Arc::new(Stage::default());
    let (_server, address) = stage.serve(Limits { streams: 200, ..Limits::default() });
    // Two hosts at a time, so that two processors have something to do.
    let acts: usize = [&HOSTS[..2], &HOSTS[2..4], &HOSTS[4..]]
        .into_iter()
        .map(|hosts| {
            thread::scope(|scope| {
                let threads: Vec<_> =
                    hosts.iter().map(|host| scope.spawn(|| tried(&address, *host))).collect();
                threads.into_iter().map(|thread| thread.join().expect("a policy that holds")).sum::<usize>()
            })
        })
        .sum();
    // Hosts × origins × sites × ways × queries that may act, each with the right cookie and header.
    assert_eq!(acts, 3 * 2 * 3 * 3 * 3);
    assert_eq!(stage.acted.lock().unwrap().len(), acts);
}

/// Tries every combination with a host, and returns how many acted.
fn tried(address: &Address, host: Host) -> usize {
    let (streams, others): (Vec<_>, Vec<_>) =
        cases(host).partition(|case| case.route == "/events" && case.expected() == 200);
    for case in &streams {
        let mut client = address.connect();
        client.send(case.request(address).as_bytes()).unwrap();
        assert_safe(case, &client.head().unwrap_or_else(|| panic!("no answer to {case:?}")), address);
        assert!(client.event().is_some_and(|event| event.starts_with("event: wait")), "{case:?}");
    }
    let mut client = address.connect();
    for some in others.chunks(64) {
        let requests: String = some.iter().map(|case| case.request(address)).collect();
        client.send(requests.as_bytes()).unwrap();
        for case in some {
            let answer = client.answer_to(case.method).unwrap_or_else(|| panic!("no answer to {case:?}"));
            assert_safe(case, &answer, address);
        }
    }
    others.iter().filter(|case| case.route == "/act" && case.expected() == 200).count()
}

/// Asserts that an answer has the status it should, and gives nothing away.
fn assert_safe(case: &Case, answer: &Answer, Address { token, .. }: &Address) {
    assert_eq!(answer.status, case.expected(), "{case:?}: {answer:?}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{case:?}: {answer:?}");
    }
    let policy = answer.header("content-security-policy").unwrap_or_default();
    assert!(policy.starts_with("default-src 'none'; "), "{case:?}: {answer:?}");
    assert!(policy.contains("frame-ancestors 'none'; base-uri 'none'; form-action 'none'"), "{policy}");
    assert!(!answer.headers.iter().any(|(name, _)| name.starts_with("access-control-")), "{answer:?}");
    let front = answer.status == 200 && case.route == "/";
    let invited = front && case.query == Key::Right;
    assert_eq!(answer.header("set-cookie").is_some(), invited, "{case:?}: {answer:?}");
    assert_eq!(answer.body.contains(token.as_str()), front && !invited, "{case:?}: {answer:?}");
    assert_eq!(answer.header("allow").is_some(), answer.status == 405, "{case:?}: {answer:?}");
}

#[test]
fn other_methods_are_not_answered() {
    let (stage, _server, address) = serve();
    for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"] {
        for route in ROUTES {
            let head = address.head(method, route);
            let answer = address.say(format!("{head}X-Bluebook-Token: {}\r\n\r\n", address.token).as_bytes());
            assert_eq!(answer.status, 405, "{method} {route}: {answer:?}");
            let preflight = answer.headers.iter().any(|(name, _)| name.starts_with("access-control-"));
            assert!(!preflight, "{method} {route}: {answer:?}");
        }
    }
    assert!(stage.asked.lock().unwrap().is_empty() && stage.acted.lock().unwrap().is_empty());
}

#[test]
fn hosts_that_only_resemble_ours_are_refused() {
    let (_, _server, address) = serve();
    let port = address.port;
    let statuses = |hosts: &[String]| -> Vec<u16> {
        let own = format!("127.0.0.1:{port}");
        hosts
            .iter()
            .map(|host| address.say(address.request("/figures").replacen(&own, host, 1).as_bytes()).status)
            .collect()
    };
    let ours = ["LocalHost", "127.0.0.1", "[::1]"].map(|name| format!("{name}:{port}"));
    assert_eq!(statuses(&ours), [200; 3]);
    let others = [
        "127.0.0.1".into(),
        "localhost".into(),
        format!("127.0.0.1.evil.example:{port}"),
        format!("localhost.:{port}"),
        format!("evil-localhost:{port}"),
        format!("127.0.0.2:{port}"),
        format!("127.1:{port}"),
        format!("0.0.0.0:{port}"),
        format!("2130706433:{port}"),
        format!("0x7f.0.0.1:{port}"),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("[0:0:0:0:0:0:0:1]:{port}"),
        format!("::1:{port}"),
        format!("127.0.0.1:0{port}"),
        format!("127.0.0.1:{port}1"),
        format!("127.0.0.1:{port}@evil.example"),
        format!("evil.example@127.0.0.1:{port}"),
        format!("127.0.0.1:{port}, evil.example"),
        format!("127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}"),
    ];
    assert_eq!(statuses(&others), [421; 20]);
}

#[test]
fn a_header_that_comes_twice_does_not_hide_the_bad_one() {
    let (stage, _server, address) = serve();
    let Address { port, token } = &address;
    let status = |more: &str| {
        let order = address.order(ORDER).replacen("Cookie:", &format!("{more}\r\nCookie:"), 1);
        address.say(order.as_bytes()).status
    };
    let own = format!("Origin: http://127.0.0.1:{port}");
    assert_eq!(status(&own), 200);
    assert_eq!(status(&format!("{own}\r\nOrigin: https://evil.example")), 403);
    assert_eq!(status(&format!("Origin: https://evil.example\r\n{own}")), 403);
    assert_eq!(status("Origin:"), 403);
    assert_eq!(status(&format!("Origin: https://127.0.0.1:{port}")), 403);
    assert_eq!(status(&format!("Origin: http://127.0.0.1:{port}.evil.example")), 403);
    assert_eq!(status(&format!("Origin: http://127.0.0.1:{port} https://evil.example")), 403);
    assert_eq!(status("Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site"), 403);
    assert_eq!(status("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Site: same-origin"), 403);
    assert_eq!(status("Sec-Fetch-Site: Same-Origin"), 403);
    assert_eq!(status("Sec-Fetch-Site: something-new"), 403);
    assert_eq!(status(&format!("X-Bluebook-Token: {token}")), 403);
    assert_eq!(status(&format!("Host: 127.0.0.1:{port}")), 400);
    assert_eq!(status("Host: evil.example"), 400);
    // Another server of this host can set cookies of our name; it cannot lock the browser out.
    assert_eq!(status(&format!("Cookie: bluebook-{port}=theirs")), 200);
    assert_eq!(stage.acted.lock().unwrap().len(), 2);
}

#[test]
fn only_the_token_itself_is_the_token() {
    let (_, _server, address) = serve();
    let Address { port, token } = &address;
    let invited = |query: &str| {
        address.say(format!("GET /{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").as_bytes()).status
    };
    assert_eq!(invited(&format!("?token={token}")), 200);
    assert_eq!(invited(&format!("?utm=1&token={token}")), 200);
    for query in [
        format!("?token={token}&token={token}"),
        format!("?token={token}0"),
        format!("?token={}", &token[1..]),
        format!("?TOKEN={token}"),
        format!("?token=%{:x}{}", token.as_bytes()[0], &token[1..]),
        format!("?x=token={token}"),
        format!("?token={token}%00"),
        "?token=".into(),
        "?token".into(),
        "?".into(),
    ] {
        assert_eq!(invited(&query), 403, "{query}");
    }
    let cookie = |cookie: String| {
        let request = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n");
        address.say(request.as_bytes()).status
    };
    assert_eq!(cookie(format!("bluebook-{port}={token}")), 200);
    assert_eq!(cookie(format!("bluebook-{}={token}", port ^ 1)), 403);
    assert_eq!(cookie(format!("bluebook={token}")), 403);
    assert_eq!(cookie(format!("xbluebook-{port}={token}")), 403);
    assert_eq!(cookie(format!("bluebook-{port}=\"{token}\"")), 403);
    assert_eq!(cookie(format!("bluebook-{port}={token}{token}")), 403);
    assert_eq!(cookie(token.clone()), 403);
}

//! Too much, too many, too slow: the limits hold, and the page is still answered.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::client::{Address, Client};
use super::stage::{SLOW, Stage, serve};
use crate::preview::Server;
use crate::preview::server::Limits;

const SOON: Duration = Duration::from_millis(200);

/// Starts a server with limits that are soon reached.
fn serve_within(limits: Limits) -> (Arc<Stage>, Server, Address) {
    let stage = Arc::new(Stage::default());
    let (server, address) = stage.serve(limits);
    (stage, server, address)
}

#[test]
fn a_thousand_streams_at_once_keep_nobody_out() {
    let (_, server, address) = serve();
    // Fewer where one process may not have so many files open, as both ends are in this one.
    let mut clients: Vec<Client> = Vec::new();
    for _ in 0..1000 {
        let Ok(mut client) = address.try_connect() else { break };
        if client.send(address.request("/events").as_bytes()).is_err() {
            break;
        }
        clients.push(client);
    }
    let opened = clients.len();
    assert!(opened >= 64, "only {opened} connections can be opened");
    let mut streams = Vec::new();
    let mut refused = 0;
    for mut client in clients.drain(..) {
        match client.head() {
            Some(answer) if answer.status == 200 => streams.push(client),
            Some(answer) => {
                assert_eq!(answer.status, 503, "{answer:?}");
                refused += 1;
            }
            // Gave way to a newcomer.
            None => {}
        }
    }
    assert_eq!(streams.len(), 32);
    assert!(refused > 0);
    assert_eq!(address.get("/").status, 200);
    assert_eq!(address.get("/page/aa").status, 200);
    assert_eq!(address.events().0, 503);

    server.show(super::stage::view(1, "题"));
    for stream in &mut streams {
        while stream.event().is_some_and(|event| !event.starts_with("id: 1\n")) {}
    }
    // Whoever closes makes room; when the server notices is its business.
    streams.pop();
    let again = (0..).map(|_| address.events()).find(|(status, _)| {
        *status == 200 || {
            thread::yield_now();
            false
        }
    });
    assert!(again.is_some_and(|(_, mut stream)| stream.event().expect("the latest").starts_with("id: 1\n")));
}

#[test]
fn too_many_streams_are_told_so() {
    let (_, _server, address) = serve_within(Limits { streams: 1, ..Limits::default() });
    let (status, _stream) = address.events();
    assert_eq!(status, 200);
    let answer = address.get("/events");
    assert_eq!((answer.status, answer.header("x-frame-options")), (503, Some("DENY")));
    assert!(answer.body.contains("标签页太多"), "{}", answer.body);
    assert!(answer.body.contains("too many tabs"), "{}", answer.body);
}

#[test]
fn idle_connections_give_way() {
    let (_, _server, address) = serve_within(Limits { connections: 8, ..Limits::default() });
    let (status, mut stream) = address.events();
    assert_eq!(status, 200);
    let mut idle: Vec<_> = (0..60).map(|_| address.connect()).collect();
    // Some say nothing, some begin a request that never ends.
    for client in idle.iter_mut().step_by(2) {
        let _ = client.send(b"GET / HTTP/1.1\r\nHost: ");
    }
    assert_eq!(address.get("/page/aa").status, 200);
    for mut client in idle.drain(..50) {
        assert!(client.rest().is_empty());
    }
    assert_eq!(stream.event().as_deref(), Some("event: wait\ndata: {}\n\n"), "a stream is not idle");
}

#[test]
fn when_all_are_busy_a_newcomer_is_told_so() {
    let (stage, _server, address) = serve_within(Limits { connections: 3, ..Limits::default() });
    let mut busy: Vec<_> = (0..3).map(|_| address.connect()).collect();
    for client in &mut busy {
        client.send(address.request(&format!("/page/{SLOW}")).as_bytes()).unwrap();
    }
    // Connections are all busy as soon as the studio has been asked by each.
    while stage.asked.lock().unwrap().len() < 3 {
        thread::yield_now();
    }
    let answer = address.get("/");
    assert_eq!((answer.status, answer.header("x-content-type-options")), (503, Some("nosniff")));
    assert!(answer.body.contains("too many connections"), "{}", answer.body);
    stage.open_gate();
    for client in &mut busy {
        assert_eq!(client.answer().unwrap().status, 200);
    }
    assert_eq!(address.get("/").status, 200);
}

#[test]
fn a_studio_that_never_answers_does_not_hold_up_the_end() {
    let (stage, server, address) = serve();
    let mut client = address.connect();
    client.send(address.request(&format!("/page/{SLOW}")).as_bytes()).unwrap();
    while stage.asked.lock().unwrap().is_empty() {
        thread::yield_now();
    }
    server.stop();
    assert!(client.answer().is_none());
    stage.open_gate();
}

#[test]
fn a_slow_head_is_hung_up_on() {
    let (_, _server, address) = serve_within(Limits { head: SOON, ..Limits::default() });
    let mut silent = address.connect();
    let mut halting = address.connect();
    halting.send(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    // A byte at a time does not buy more of it.
    let mut trickling = address.connect();
    let request = address.request("/").replacen("Cookie", &format!("X: {}\r\nCookie", "x".repeat(20_000)), 1);
    let cut_off = request.bytes().any(|byte| {
        thread::sleep(Duration::from_millis(2));
        trickling.send(&[byte]).is_err()
    });
    assert!(cut_off, "a request of {} bytes was read to its end", request.len());
    for client in [&mut silent, &mut halting, &mut trickling] {
        let said = client.rest();
        assert!(said.is_empty() || said.starts_with(b"HTTP/1.1 408 "), "{}", String::from_utf8_lossy(&said));
    }
    // Between two requests as well.
    let mut idle = address.connect();
    idle.send(address.request("/figures").as_bytes()).unwrap();
    assert_eq!(idle.answer().unwrap().status, 200);
    assert!(idle.rest().is_empty());
}

#[test]
fn a_slow_body_is_refused() {
    let (stage, _server, address) = serve_within(Limits { body: SOON, ..Limits::default() });
    let order = address.order(r#"{"build":1,"action":{"do":"pdf"}}"#);
    let answer = address.say(&order.as_bytes()[..order.len() - 1]);
    assert_eq!((answer.status, answer.header("x-frame-options")), (408, Some("DENY")));
    assert!(stage.acted.lock().unwrap().is_empty());
    assert_eq!(address.say(order.as_bytes()).status, 200);
}

#[test]
fn a_stranger_is_refused_before_the_body() {
    let (_, _server, Address { port, .. }) = serve();
    let stranger = Address { port, token: "0".repeat(32) };
    let order = stranger.order(&"x".repeat(1000));
    let (head, _) = order.split_once("\r\n\r\n").unwrap();
    assert_eq!(stranger.say(format!("{head}\r\n\r\n").as_bytes()).status, 403);
}

#[test]
fn a_large_body_is_refused() {
    let (stage, _server, address) = serve();
    let small = r#"{"build":1,"action":{"do":"pdf"}}"#;
    let padded = |length: usize| format!("{small}{}", " ".repeat(length - small.len()));
    assert_eq!(address.say(address.order(&padded(64 * 1024)).as_bytes()).status, 200);
    assert_refused(&address, &address.order(&padded(64 * 1024 + 1)), 413);
    assert_refused(&address, &address.order(&padded(10_000_000)), 413);
    // Without saying beforehand how large it is.
    let order = address.order("");
    let head = order.replacen("Content-Length: 0", "Transfer-Encoding: chunked", 1);
    let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
    assert_refused(&address, &format!("{head}{}0\r\n\r\n", chunk.repeat(100)), 413);
    assert_eq!(stage.acted.lock().unwrap().len(), 1);
}

#[test]
fn a_large_head_is_refused() {
    let (stage, _server, address) = serve();
    let with = |lines: &str| address.request("/page/aa").replacen("Cookie", &format!("{lines}Cookie"), 1);
    let long = |length| with(&format!("X: {}\r\n", "x".repeat(length)));
    assert_eq!(address.say(long(20_000).as_bytes()).status, 200, "the cookies of other servers may be many");
    let many = |lines| with(&"X: y\r\n".repeat(lines));
    assert_eq!(address.say(many(50).as_bytes()).status, 200);
    assert_eq!(stage.asked.lock().unwrap().len(), 2);
    assert_refused(&address, &long(100_000), 431);
    assert_refused(&address, &long(10_000_000), 431);
    assert_refused(&address, &many(1000), 431);
    assert_refused(&address, &address.request(&format!("/{}", "x".repeat(100_000))), 414);
    assert_eq!(stage.asked.lock().unwrap().len(), 2);
}

/// Asserts that a request is refused with a status, or hung up on where that outruns the status: what is sent to a
/// connection that is closed already can take the answer with it.
fn assert_refused(address: &Address, request: &str, status: u16) {
    let mut client = address.connect();
    let sent: io::Result<()> = client.send(request.as_bytes());
    match client.answer() {
        Some(answer) => assert!([status, 431].contains(&answer.status), "{answer:?}"),
        None => drop(sent),
    }
    assert_eq!(address.get("/figures").status, 200);
}

//! What event streams say, and when.

use std::sync::Arc;
use std::time::Duration;

use super::client::{Address, Client};
use super::stage::{Stage, serve, view};
use crate::preview::server::Limits;
use crate::preview::{PageRef, Server, View};

const WAIT: &str = "event: wait\ndata: {}\n\n";
const BYE: &str = "event: bye\ndata: {}\n\n";

#[test]
fn a_stream_waits_then_says_each_view() {
    let (_, server, address) = serve();
    let (status, mut stream) = address.events();
    assert_eq!(status, 200);
    assert_eq!(stream.event().as_deref(), Some(WAIT));
    for build in 1..4 {
        server.show(view(build, "第一行\n第二行\r\n"));
        let event = stream.event().expect("a view");
        let (head, json) = event.split_once("data: ").expect("data");
        assert_eq!(head, format!("id: {build}\nevent: view\n"));
        let json = json.strip_suffix("\n\n").expect("the end of an event");
        assert!(!json.contains(['\n', '\r']), "{json}");
        let view: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(view["build"], build);
        assert_eq!(view["language"], "zh");
        assert_eq!(view["title"], "第一行\n第二行\r\n");
        assert_eq!(view["state"]["kind"], "current");
        // The first names the page, the others say that it is still there.
        assert_eq!(view["pages"].as_array().map(Vec::len), Some(usize::from(build == 1)));
    }
    let (_, mut second) = address.events();
    assert!(second.event().expect("the latest").starts_with("id: 3\n"));
}

#[test]
fn of_a_view_that_follows_only_the_new_pages_are_named() {
    let with = |build: u64, ids: &str| {
        let page = |id: char| PageRef { id: id.into(), width: 595.0, height: 842.0, number: None };
        View { pages: ids.chars().map(page).collect(), ..view(build, "题") }
    };
    let (_, server, address) = serve();
    let (_, mut stream) = address.events();
    stream.event();
    let lists = ["abc", "abXc", "abXc", "bXc", "", "aa", "aaa", "Zaa"];
    let mut shown = Vec::<String>::new();
    let mut named = Vec::new();
    for (build, ids) in (1..).zip(lists) {
        server.show(with(build, ids));
        let event = stream.event().expect("a view");
        let json = event.split_once("data: ").expect("data").1;
        let view: serde_json::Value = serde_json::from_str(json).unwrap();
        let new: Vec<String> = view["pages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|page| page["id"].as_str().unwrap().to_owned())
            .collect();
        named.push(new.concat());
        let index =
            |name: &str| view["replaced"][name].as_u64().and_then(|index| usize::try_from(index).ok());
        let replaced = index("start").zip(index("count")).map(|(start, count)| start..start + count);
        shown.splice(replaced.unwrap_or(0..shown.len()), new);
        assert_eq!(shown.concat(), ids);
    }
    assert_eq!(named, ["abc", "X", "", "", "", "aa", "a", "Z"]);
    // Whoever comes later has no view before, and gets all pages.
    let (_, mut second) = address.events();
    assert!(!second.event().expect("the latest").contains("replaced"));
}

#[test]
fn an_older_view_never_takes_the_place_of_a_newer_one() {
    let (_, server, address) = serve();
    server.show(view(2, "二"));
    server.show(view(1, "一"));
    let (_, mut stream) = address.events();
    assert!(stream.event().expect("the newer").starts_with("id: 2\n"));
}

#[test]
fn the_answer_is_a_stream_of_events() {
    let (_, _server, address) = serve();
    let mut client = address.connect();
    client.send(address.request("/events").as_bytes()).unwrap();
    let head = client.head().unwrap();
    assert_eq!(head.header("content-type"), Some("text/event-stream"));
    assert_eq!(head.header("cache-control"), Some("no-store"));
}

#[test]
fn a_client_that_does_not_read_gets_the_latest_and_not_all() {
    let (_, server, address) = serve();
    let (_, mut stream) = address.events();
    assert_eq!(stream.event().as_deref(), Some(WAIT));
    // More than all buffers of the machine between server and client can hold.
    let title = "长".repeat(100_000);
    let builds = 400;
    for build in 1..=builds {
        server.show(view(build, &title));
    }
    let mut events = 0;
    loop {
        let event = stream.event().expect("the stream goes on");
        events += 1;
        if event.starts_with(&format!("id: {builds}\n")) {
            break;
        }
    }
    assert!(events < builds, "{events} events of {builds} were kept for a client that did not read");
    server.show(view(builds + 1, "短"));
    assert!(stream.event().expect("the next").starts_with(&format!("id: {}\n", builds + 1)));
}

#[test]
fn a_quiet_stream_says_that_it_is_there() {
    let stage = Arc::new(Stage::default());
    let (server, address) = stage.serve(Limits { quiet: Duration::from_millis(20), ..Limits::default() });
    let (_, mut stream) = address.events();
    assert_eq!(stream.event().as_deref(), Some(WAIT));
    assert_eq!(stream.event().as_deref(), Some(":\n\n"));
    assert_eq!(stream.event().as_deref(), Some(":\n\n"));
    server.show(view(1, "题"));
    while stream.event().is_some_and(|event| !event.starts_with("id: 1\n")) {}
}

#[test]
fn stopping_says_good_bye_and_frees_the_port() {
    let (stage, server, address) = serve();
    let mut streams: Vec<_> = (0..5).map(|_| address.events().1).collect();
    let mut idle = address.connect();
    idle.send(address.request("/figures").as_bytes()).unwrap();
    assert_eq!(idle.answer().unwrap().status, 200);
    server.stop();
    for stream in &mut streams {
        assert_eq!(stream.event().as_deref(), Some(WAIT));
        assert_ended(stream);
    }
    assert!(idle.rest().is_empty());
    assert!(address.try_connect().is_err());

    let again = Server::start(Some(address.port), stage).expect("the port is free again");
    assert_eq!(address.get("/").status, 403, "the token was the old server's");
    let address = Address::of(&again.url());
    let (_, mut stream) = address.events();
    assert_eq!(stream.event().as_deref(), Some(WAIT));
    drop(again);
    assert_ended(&mut stream);
}

/// Asserts that a stream ends as the page expects, and the connection with it.
fn assert_ended(stream: &mut Client) {
    assert_eq!(stream.event().as_deref(), Some(BYE));
    assert_eq!(stream.event(), None);
    assert!(stream.rest().is_empty());
}

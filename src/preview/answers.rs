//! What there is to ask for, and the answers.
//!
//! The studio is asked in threads of their own, so that events go on while it thinks. What is named in an address is
//! an id that the studio knows or does not, never a path.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware;
use axum::response::Response;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, Semaphore, watch};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::door::{self, Door};
use super::events::{self, Now};
use super::notice::Notice;
use super::token::Token;
use super::{Action, Glyph, PageBody, Studio};

/// No button says more than this, in bytes.
const LONGEST_BODY: usize = 64 * 1024;

/// What an invited browser is shown first: it goes on to `/` by itself, so that the next request comes from here and
/// brings the cookie, which a link in another site would not (`SameSite=Strict`), and the token leaves the address bar.
const WELCOME: &str = "<!doctype html>\n<meta charset=\"utf-8\">\n<title>Bluebook</title>\n\
    <script nonce=\"{{nonce}}\">location.replace('/')</script>\n\
    <noscript>预览需要 JavaScript。 The preview needs JavaScript.</noscript>\n";

/// What a page of ours may do; SVG draws with presentation attributes, which need no leave, and images in `data:`.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'nonce-{{nonce}}'; style-src 'nonce-{{nonce}}'; \
    img-src 'self' data:; font-src data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; \
    form-action 'none'";

/// The scripts of the page, by their addresses.
const SCRIPTS: [(&str, &str); 14] = [
    ("/page.js", include_str!("page.js")),
    ("/dialogs.js", include_str!("dialogs.js")),
    ("/find.js", include_str!("find.js")),
    ("/keys.js", include_str!("keys.js")),
    ("/lists.js", include_str!("lists.js")),
    ("/memory.js", include_str!("memory.js")),
    ("/pair.js", include_str!("pair.js")),
    ("/paper.js", include_str!("paper.js")),
    ("/press.js", include_str!("press.js")),
    ("/sheets.js", include_str!("sheets.js")),
    ("/status.js", include_str!("status.js")),
    ("/touch.js", include_str!("touch.js")),
    ("/wire.js", include_str!("wire.js")),
    ("/words.js", include_str!("words.js")),
];

/// What the answers are made from.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    /// Who may come in.
    pub(super) door: Arc<Door>,
    /// Who answers.
    pub(super) studio: Arc<dyn Studio>,
    /// What is shown.
    pub(super) now: watch::Receiver<Now>,
    /// The event streams that may still be opened.
    pub(super) streams: Arc<Semaphore>,
    /// Whoever has it acts.
    pub(super) turn: Arc<Mutex<()>>,
    /// How long a body may take.
    pub(super) patience: Duration,
    /// After what time an event stream that has nothing to say says so.
    pub(super) quiet: Duration,
}

/// Returns what answers each address.
pub(super) fn router(desk: Desk) -> Router {
    let door = Arc::clone(&desk.door);
    let style = || async { content("text/css; charset=utf-8", include_str!("page.css")) };
    let mut answers = Router::new();
    for (address, script) in SCRIPTS {
        let answer = move || async move { content("text/javascript; charset=utf-8", script) };
        answers = answers.route(address, get(answer));
    }
    let answers = answers
        .route("/", get(front))
        .route("/page.css", get(style))
        .route("/events", get(stream))
        .route("/page/{id}", get(page))
        .route("/figures", get(figures))
        .route("/figure/{index}", get(figure))
        .route("/act", post(act))
        .fallback(|| async { Notice::Nothing.answer() })
        .with_state(desk);
    // As a whole behind the door: a layer on each route would come after the choice of the route.
    Router::new().fallback_service(answers).layer(middleware::from_fn_with_state(door, door::pass))
}

async fn front(State(desk): State<Desk>, uri: Uri) -> Response {
    let invited = desk.door.is_invited(&uri);
    let template = if invited { WELCOME } else { include_str!("page.html") };
    let Ok(nonce) = Token::random() else { return Notice::Broken.answer() };
    let nonce = nonce.as_str();
    let html = template.replace("{{nonce}}", nonce).replace("{{token}}", desk.door.token().as_str());
    let mut answer = content("text/html; charset=utf-8", html);
    let mut set = |name, value: String| {
        HeaderValue::try_from(value).map(|value| answer.headers_mut().insert(name, value)).is_ok()
    };
    let policy = set(CONTENT_SECURITY_POLICY, PAGE_POLICY.replace("{{nonce}}", nonce));
    let cookie = !invited || set(SET_COOKIE, desk.door.cookie());
    if policy && cookie { answer } else { Notice::Broken.answer() }
}

async fn stream(State(desk): State<Desk>) -> Response {
    match desk.streams.try_acquire_owned() {
        Ok(place) => events::stream(desk.now, desk.quiet, place),
        Err(_) => Notice::ManyStreams.answer(),
    }
}

/// A page, and the outlines that it may need beside those the browser has.
#[derive(Serialize)]
struct Page {
    body: PageBody,
    glyphs: Vec<Glyph>,
    from: usize,
    next: usize,
}

async fn page(State(desk): State<Desk>, Path(id): Path<String>, uri: Uri) -> Response {
    let from = match door::parameter(&uri, "glyphs") {
        None => Some(0),
        Some(digits) => number(digits),
    };
    let Some(from) = from else { return Notice::NotUnderstood.answer() };
    let only_text = door::parameter(&uri, "only") == Some("text");
    desk.ask(move |studio| {
        if only_text {
            let body = PageBody { svg: String::new(), text: studio.text(&id)? };
            return Some(Page { body, glyphs: Vec::new(), from, next: from });
        }
        let body = studio.page(&id)?;
        // After rendering, which is when the page's own outlines have joined the list.
        let glyphs = studio.glyphs(from);
        let next = from.saturating_add(glyphs.len());
        Some(Page { body, glyphs, from, next })
    })
    .await
}

async fn figures(State(desk): State<Desk>) -> Response {
    desk.ask(|studio| Some(studio.figures())).await
}

async fn figure(State(desk): State<Desk>, Path(index): Path<String>) -> Response {
    desk.ask(move |studio| studio.figure(number(&index)?)).await
}

/// What a button sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    build: u64,
    action: Action,
}

async fn act(State(desk): State<Desk>, request: Request) -> Response {
    let headers = request.headers();
    if !is_json(headers) {
        return Notice::NotJson.answer();
    }
    if length(headers).is_some_and(|length| length > LONGEST_BODY) {
        return Notice::TooLarge.answer();
    }
    let body = match timeout(desk.patience, to_bytes(request.into_body(), LONGEST_BODY)).await {
        Err(_) => return Notice::TooSlow.answer(),
        Ok(Err(_)) => return Notice::TooLarge.answer(),
        Ok(Ok(body)) => body,
    };
    let Ok(order) = serde_json::from_slice::<Order>(&body) else { return Notice::NotUnderstood.answer() };
    let turn = Arc::clone(&desk.turn).lock_owned().await;
    desk.ask(move |studio| {
        let done = studio.act(order.build, order.action);
        // Kept in this thread, because a browser that goes away does not end what it asked for.
        drop(turn);
        Some(done)
    })
    .await
}

impl Desk {
    /// Asks the studio, in a thread where it may take its time; nothing is 404.
    async fn ask<T: Serialize>(
        &self,
        question: impl FnOnce(&dyn Studio) -> Option<T> + Send + 'static,
    ) -> Response {
        let studio = Arc::clone(&self.studio);
        let asked = spawn_blocking(move || question(&*studio).map(|found| serde_json::to_vec(&found)));
        let json = "application/json; charset=utf-8";
        match asked.await {
            Ok(Some(Ok(found))) => content(json, found),
            Ok(None) => {
                let mut answer = content(json, "{\"gone\":true}");
                *answer.status_mut() = StatusCode::NOT_FOUND;
                answer
            }
            Ok(Some(Err(_))) | Err(_) => Notice::Broken.answer(),
        }
    }
}

fn content(kind: &'static str, body: impl Into<Body>) -> Response {
    let mut answer = Response::new(body.into());
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}

/// Returns a number that is written in digits alone.
fn number(digits: &str) -> Option<usize> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

//! Who may come in: the request's host, the site that asks, the token.
//!
//! Every request passes here before anything looks at its path, and every answer leaves through here with the headers
//! that keep it out of other sites' hands. Nothing here knows what there is to see.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::Response;

use super::notice::Notice;
use super::token::Token;

/// The header in which the page's own script repeats the token: no other site can set it.
const TOKEN_HEADER: &str = "x-bluebook-token";

/// What every answer says of itself: unless a page says more, it is nothing to run, frame, keep, guess at or share.
const SAFETY: [(HeaderName, &str); 7] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "no-referrer"),
    (X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// The door of one server.
#[derive(Debug)]
pub(super) struct Door {
    port: u16,
    token: Token,
}

impl Door {
    /// Returns the door of the server at `port`.
    pub(super) fn new(port: u16, token: Token) -> Self {
        Self { port, token }
    }

    /// Returns the token.
    pub(super) fn token(&self) -> &Token {
        &self.token
    }

    /// Returns whether an address bears the right token.
    pub(super) fn is_invited(&self, uri: &Uri) -> bool {
        parameter(uri, "token").is_some_and(|guess| self.token.is(guess))
    }

    /// Returns the cookie that an invited browser is given.
    ///
    /// Named by the port, because cookies are shared by all ports of a host.
    pub(super) fn cookie(&self) -> String {
        format!("{}={}; HttpOnly; SameSite=Strict; Path=/", self.cookie_name(), self.token.as_str())
    }

    /// Judges a request by all but its body.
    fn judge(&self, request: &Request) -> Result<(), Notice> {
        let host = self.host(request)?;
        if !self.is_from_here(request, &host) {
            return Err(Notice::OtherSite);
        }
        let to_act = request.uri().path() == "/act";
        if !self.has_token(request, to_act) {
            return Err(Notice::NoToken);
        }
        let method = if to_act { Method::POST } else { Method::GET };
        if request.method() != method {
            return Err(Notice::OtherMethod(if to_act { "POST" } else { "GET" }));
        }
        // What there is has plain names: whatever could be decoded in two ways is not among them.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/.-_".contains(&byte);
        if request.uri().path().bytes().all(plain) { Ok(()) } else { Err(Notice::Nothing) }
    }

    /// Returns the host that is asked for, if it is this machine by one of its own names.
    fn host(&self, request: &Request) -> Result<String, Notice> {
        let uri = request.uri();
        let host = sole(request.headers(), HOST).ok_or(Notice::Unclear)?.to_ascii_lowercase();
        if uri.authority().is_some() || uri.scheme().is_some() {
            return Err(Notice::Unclear);
        }
        let known = ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| {
            let port = host.strip_prefix(name);
            port == Some(&format!(":{}", self.port)) || (self.port == 80 && port == Some(""))
        });
        if known { Ok(host) } else { Err(Notice::OtherHost) }
    }

    /// Returns whether no other site has a hand in the request, as far as browsers tell.
    ///
    /// `same-site` is another site here: all ports of a host are one site to a browser, and its cookies are sent.
    /// Only a link with a token may be followed from anywhere, as it is in a terminal that is itself a web page.
    fn is_from_here(&self, request: &Request, host: &str) -> bool {
        let headers = request.headers();
        let all = |name: &'static str, good: &dyn Fn(&[u8]) -> bool| {
            headers.get_all(name).iter().all(|value| good(value.as_bytes()))
        };
        let own = format!("http://{host}");
        let origin = headers.get_all(ORIGIN).iter().all(|origin| origin.as_bytes() == own.as_bytes());
        let site = all("sec-fetch-site", &|site| matches!(site, b"same-origin" | b"none"));
        origin && (site || is_followed_link(request))
    }

    /// Returns whether the request bears what it needs: the cookie; to act, the header too; at the front, the cookie
    /// or the token in the address.
    fn has_token(&self, request: &Request, to_act: bool) -> bool {
        let headers = request.headers();
        if request.uri().path() == "/" && self.is_invited(request.uri()) {
            return true;
        }
        let header = || sole(headers, TOKEN_HEADER).is_some_and(|guess| self.token.is(guess));
        self.has_cookie(headers) && (!to_act || header())
    }

    /// Returns whether one of the cookies is right: another server of this host can add to them, but not lock out.
    fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let name = self.cookie_name();
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut cookies = lines.flat_map(|line| line.split(';')).filter_map(|one| one.trim().split_once('='));
        cookies.any(|(key, value)| key == name && self.token.is(value))
    }

    fn cookie_name(&self) -> String {
        format!("bluebook-{}", self.port)
    }
}

/// Lets in or turns away; what leaves is safe either way.
pub(super) async fn pass(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let mut answer = match door.judge(&request) {
        Ok(()) => next.run(request).await,
        Err(notice) => notice.answer(),
    };
    make_safe(&mut answer);
    answer
}

/// Sets the headers of [`SAFETY`] that an answer does not have yet.
pub(super) fn make_safe(answer: &mut Response) {
    for (name, value) in SAFETY {
        answer.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// Returns the value of a parameter of an address, if it is there once.
pub(super) fn parameter<'a>(uri: &'a Uri, name: &str) -> Option<&'a str> {
    let pairs = uri.query().into_iter().flat_map(|query| query.split('&'));
    let mut values = pairs.filter_map(|pair| pair.split_once('=')).filter(|(key, _)| *key == name);
    let (_, value) = values.next()?;
    values.next().is_none().then_some(value)
}

/// Returns whether a browser says that its user goes to the front of the preview with a token, in a tab of its own.
fn is_followed_link(request: &Request) -> bool {
    let says = |name: &'static str, value| sole(request.headers(), name) == Some(value);
    request.method() == Method::GET
        && request.uri().path() == "/"
        && parameter(request.uri(), "token").is_some()
        && says("sec-fetch-mode", "navigate")
        && says("sec-fetch-dest", "document")
}

/// Returns the value of a header that is there exactly once.
fn sole(headers: &HeaderMap, name: impl axum::http::header::AsHeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

//! What the server says when it does not answer: a status and a sentence in both languages, as plain text.
//!
//! Plain text, so that nothing in it can be markup, and readable in a browser and in a script alike.

use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use crate::diagnostic::Text;
use crate::text;

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    /// No `Host`, several of them, or an address in a form that only proxies use: 400.
    Unclear,
    /// `Host` is not an address of this server, as after DNS rebinding: 421.
    OtherHost,
    /// Another site asks: 403.
    OtherSite,
    /// The token or the cookie is missing or wrong: 403.
    NoToken,
    /// The method is another than this one, which would be answered: 405.
    OtherMethod(&'static str),
    /// There is no such thing: 404.
    Nothing,
    /// The body is not what it must be: 400.
    NotUnderstood,
    /// The body is not said to be JSON: 415.
    NotJson,
    /// The body is larger than any button makes it: 413.
    TooLarge,
    /// The body did not come in time: 408.
    TooSlow,
    /// All connections are in use: 503.
    Full,
    /// As many event streams are open as may be: 503.
    ManyStreams,
    /// A bug in Bluebook: 500.
    Broken,
}

impl Notice {
    /// Returns the answer that says it.
    pub(super) fn answer(self) -> Response {
        let (status, text) = self.words();
        let mut answer = Response::new(Body::from(format!("{}\n\n{}\n", text.zh, text.en)));
        *answer.status_mut() = status;
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        if let Self::OtherMethod(allowed) = self {
            headers.insert(ALLOW, HeaderValue::from_static(allowed));
        }
        answer
    }

    fn words(self) -> (StatusCode, Text) {
        match self {
            Self::Unclear => (
                StatusCode::BAD_REQUEST,
                text!(
                    "看不懂这个请求要的是哪个地址。",
                    "The request does not say clearly which address it asks for."
                ),
            ),
            Self::OtherHost => (
                StatusCode::MISDIRECTED_REQUEST,
                text!(
                    "这里是 Bluebook 的预览，只认本机地址。请打开终端里显示的网址。",
                    "This is Bluebook's preview, which knows only this machine's own addresses. \
                     Open the address that the terminal shows."
                ),
            ),
            Self::OtherSite => (
                StatusCode::FORBIDDEN,
                text!("Bluebook 的预览不答复别的网站。", "Bluebook's preview does not answer other sites."),
            ),
            Self::NoToken => (
                StatusCode::FORBIDDEN,
                text!(
                    "请打开终端里显示的完整网址（带 ?token=）。重新启动预览以后，旧网址就不能用了。",
                    "Open the whole address that the terminal shows (with ?token=). \
                     Once the preview is started anew, an old address no longer works."
                ),
            ),
            Self::OtherMethod(_) => (
                StatusCode::METHOD_NOT_ALLOWED,
                text!("不能这样访问这个地址。", "This address cannot be used in this way."),
            ),
            Self::Nothing => (StatusCode::NOT_FOUND, text!("这里什么也没有。", "There is nothing here.")),
            Self::NotUnderstood => {
                (StatusCode::BAD_REQUEST, text!("看不懂这个请求。", "The request cannot be understood."))
            }
            Self::NotJson => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                text!("请求的内容必须是 JSON。", "The request's body must be JSON."),
            ),
            Self::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, text!("请求太大。", "The request is too large."))
            }
            Self::TooSlow => (
                StatusCode::REQUEST_TIMEOUT,
                text!("请求没有按时传完。", "The request did not come in time."),
            ),
            Self::Full => (
                StatusCode::SERVICE_UNAVAILABLE,
                text!(
                    "预览的连接太多。关掉几个预览的标签页，再试一次。",
                    "The preview has too many connections. Close some of its tabs and try again."
                ),
            ),
            Self::ManyStreams => (
                StatusCode::SERVICE_UNAVAILABLE,
                text!(
                    "同时打开的预览标签页太多。关掉几个，再刷新这一页。",
                    "The preview is open in too many tabs. Close some of them and reload this one."
                ),
            ),
            Self::Broken => (
                StatusCode::INTERNAL_SERVER_ERROR,
                text!(
                    "Bluebook 内部出错。请重新启动预览。",
                    "Bluebook broke down inside. Start the preview anew."
                ),
            ),
        }
    }
}

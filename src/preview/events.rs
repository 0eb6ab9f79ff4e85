//! The event stream: the latest view, and each new one for whoever is quick enough.
//!
//! A stream keeps nothing: when its client is ready for more, it sends what is shown then. So a slow client skips
//! views and costs no memory.

use std::convert::Infallible;
use std::fmt::{self, Debug, Formatter};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use hyper::body::Frame;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::timeout;

use super::View;

/// What is shown now.
#[derive(Debug, Clone)]
pub(super) enum Now {
    /// Nothing yet.
    Wait,
    /// A view: its number, and the event that says it.
    View(u64, Bytes),
    /// Nothing any more: the server stops.
    Over,
}

impl Now {
    /// Makes the event of a view, once for all streams.
    pub(super) fn showing(view: &View) -> Self {
        // JSON has no raw line breaks, so it is one line of an event.
        let json = serde_json::to_string(view).expect("a view is made of what JSON knows");
        Self::View(view.build, format!("id: {}\nevent: view\ndata: {json}\n\n", view.build).into())
    }

    /// Takes what is shown next, unless it is older; returns whether it did.
    pub(super) fn take(&mut self, next: Self) -> bool {
        let is_newer = match (&*self, &next) {
            (Self::View(now, _), Self::View(next, _)) => next > now,
            (Self::Over, _) => false,
            _ => true,
        };
        if is_newer {
            *self = next;
        }
        is_newer
    }

    /// Returns whether the server stops.
    pub(super) fn is_over(&self) -> bool {
        matches!(self, Self::Over)
    }

    /// Returns the event; browsers drop one without data.
    fn event(&self) -> Bytes {
        match self {
            Self::Wait => Bytes::from_static(b"event: wait\ndata: {}\n\n"),
            Self::View(_, event) => event.clone(),
            Self::Over => Bytes::from_static(b"event: bye\ndata: {}\n\n"),
        }
    }
}

/// Returns the answer that streams what is shown, with a comment whenever nothing was said for a while; `place` is
/// its place among the streams there may be.
pub(super) fn stream(
    mut now: watch::Receiver<Now>,
    quiet: Duration,
    place: OwnedSemaphorePermit,
) -> Response {
    now.mark_changed();
    let stream = Stream { next: Some(Box::pin(next(now, quiet))), quiet, _place: place };
    let mut answer = Response::new(Body::new(stream));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    answer
}

/// What is sent next, and where to look afterwards, unless it was the last.
type Next = (Bytes, Option<watch::Receiver<Now>>);

async fn next(mut now: watch::Receiver<Now>, quiet: Duration) -> Next {
    match timeout(quiet, now.changed()).await {
        Err(_) => (Bytes::from_static(b":\n\n"), Some(now)),
        Ok(Err(_)) => (Now::Over.event(), None),
        Ok(Ok(())) => {
            let (event, over) = {
                let now = now.borrow_and_update();
                (now.event(), now.is_over())
            };
            (event, (!over).then_some(now))
        }
    }
}

struct Stream {
    next: Option<Pin<Box<dyn Future<Output = Next> + Send>>>,
    quiet: Duration,
    _place: OwnedSemaphorePermit,
}

impl HttpBody for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(future) = &mut self.next else { return Poll::Ready(None) };
        let (event, now) = ready!(future.as_mut().poll(context));
        let quiet = self.quiet;
        self.next = now.map(|now| Box::pin(next(now, quiet)) as _);
        Poll::Ready(Some(Ok(Frame::data(event))))
    }
}

impl Debug for Stream {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Stream").finish_non_exhaustive()
    }
}

//! The event stream: the latest view, and each new one for whoever is quick enough.
//!
//! A stream keeps only which view it sent last: when its client is ready for more, it sends what is shown then. So a slow client
//! skips views and costs no memory. Of a view that follows the one sent last only the pages that are new are named.

use std::convert::Infallible;
use std::fmt::{self, Debug, Formatter};
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use hyper::body::Frame;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::timeout;

use super::{PageRef, Replaced, View};

/// What is shown now.
#[derive(Debug, Clone)]
pub(super) enum Now {
    /// Nothing yet.
    Wait,
    /// A view.
    View(Arc<Showing>),
    /// Nothing any more: the server stops.
    Over,
}

/// A view, and the events that say it, each made once for all streams.
#[derive(Debug)]
pub(super) struct Showing {
    pub(super) view: View,
    whole: OnceLock<Bytes>,
    /// The number of the view before, and what to say to those who have it.
    change: Option<(u64, Bytes)>,
}

impl Now {
    /// Takes the view that is shown next, unless it is older; returns whether it did.
    pub(super) fn take(&mut self, mut next: View) -> bool {
        let change = match self {
            Self::Over => return false,
            Self::View(now) if next.build <= now.view.build => return false,
            Self::View(now) => Some((now.view.build, change(&mut next, &now.view))),
            Self::Wait => None,
        };
        *self = Self::View(Arc::new(Showing { view: next, whole: OnceLock::new(), change }));
        true
    }

    /// Returns whether the server stops.
    pub(super) fn is_over(&self) -> bool {
        matches!(self, Self::Over)
    }

    /// Returns the event for whoever has the view of a number; browsers drop one without data.
    fn event(&self, seen: Option<u64>) -> Bytes {
        match self {
            Self::Wait => Bytes::from_static(b"event: wait\ndata: {}\n\n"),
            Self::View(showing) => match &showing.change {
                Some((before, event)) if seen == Some(*before) => event.clone(),
                _ => showing.whole.get_or_init(|| event(&showing.view)).clone(),
            },
            Self::Over => Bytes::from_static(b"event: bye\ndata: {}\n\n"),
        }
    }

    /// Returns the number of the view.
    fn build(&self) -> Option<u64> {
        match self {
            Self::View(showing) => Some(showing.view.build),
            Self::Wait | Self::Over => None,
        }
    }
}

/// Returns the event of a view that says of its pages only which took the place of others; `view` is as before.
fn change(view: &mut View, before: &View) -> Bytes {
    let alike = |(one, other): &(&PageRef, &PageRef)| one == other;
    let (new, old) = (&view.pages, &before.pages);
    let start = new.iter().zip(old).take_while(alike).count();
    let end = new[start..].iter().rev().zip(old[start..].iter().rev()).take_while(alike).count();
    let between = new[start..new.len() - end].to_vec();
    view.replaced = Some(Replaced { build: before.build, start, count: old.len() - start - end });
    let pages = mem::replace(&mut view.pages, between);
    let event = event(view);
    (view.pages, view.replaced) = (pages, None);
    event
}

fn event(view: &View) -> Bytes {
    // JSON has no raw line breaks, so it is one line of an event.
    let json = serde_json::to_string(view).expect("a view is made of what JSON knows");
    format!("id: {}\nevent: view\ndata: {json}\n\n", view.build).into()
}

/// Returns the answer that streams what is shown, with a comment whenever nothing was said for a while; `place` is
/// its place among the streams there may be.
pub(super) fn stream(
    mut now: watch::Receiver<Now>,
    quiet: Duration,
    place: OwnedSemaphorePermit,
) -> Response {
    now.mark_changed();
    let stream = Stream { next: Some(Box::pin(next(now, None, quiet))), quiet, _place: place };
    let mut answer = Response::new(Body::new(stream));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    answer
}

/// What is sent next; then where to look afterwards, unless it was the last, and the number of the view sent last.
type Next = (Bytes, Option<(watch::Receiver<Now>, Option<u64>)>);

async fn next(mut now: watch::Receiver<Now>, seen: Option<u64>, quiet: Duration) -> Next {
    match timeout(quiet, now.changed()).await {
        Err(_) => (Bytes::from_static(b":\n\n"), Some((now, seen))),
        Ok(Err(_)) => (Now::Over.event(None), None),
        Ok(Ok(())) => {
            let (event, over, seen) = {
                let now = now.borrow_and_update();
                (now.event(seen), now.is_over(), now.build())
            };
            (event, (!over).then_some((now, seen)))
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
        self.next = now.map(|(now, seen)| Box::pin(next(now, seen, quiet)) as _);
        Poll::Ready(Some(Ok(Frame::data(event))))
    }
}

impl Debug for Stream {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Stream").finish_non_exhaustive()
    }
}

//! How many connections there may be, and who goes when they are all taken.
//!
//! A connection without a request in progress gives way to a newcomer, the one that has waited longest first. So
//! whoever opens connections and says nothing, or speaks slowly, keeps nobody else out.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::sync::Notify;

/// All connections there may be at once.
#[derive(Debug)]
pub(super) struct Seats {
    limit: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    /// Counts what happens, as a clock that never stands still.
    now: u64,
    seats: Vec<Taker>,
}

#[derive(Debug)]
struct Taker {
    id: u64,
    /// Since when there has been no request; nothing while there is one.
    idle: Option<u64>,
    leave: Arc<Notify>,
}

impl Seats {
    /// Returns `limit` free seats.
    pub(super) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, taken: Mutex::default() })
    }

    /// Returns a seat, if need be that of the connection that has been idle longest; nothing if all are busy.
    pub(super) fn take(self: &Arc<Self>) -> Option<Seat> {
        let mut taken = self.taken();
        if taken.seats.len() >= self.limit {
            let idle = taken.seats.iter().enumerate().filter_map(|(at, seat)| Some((seat.idle?, at)));
            let (_, longest) = idle.min()?;
            taken.seats.remove(longest).leave.notify_one();
        }
        let id = taken.tick();
        let leave = Arc::new(Notify::new());
        taken.seats.push(Taker { id, idle: Some(id), leave: Arc::clone(&leave) });
        Some(Seat { seats: Arc::clone(self), id, leave })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn tick(&mut self) -> u64 {
        self.now += 1;
        self.now
    }

    fn mark(&mut self, id: u64, idle: Option<u64>) {
        if let Some(seat) = self.seats.iter_mut().find(|seat| seat.id == id) {
            seat.idle = idle;
        }
    }
}

/// A connection's seat, free again when dropped.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Arc<Seats>,
    id: u64,
    leave: Arc<Notify>,
}

impl Seat {
    /// Waits until the seat is given to somebody else.
    pub(super) async fn lost(&self) {
        self.leave.notified().await;
    }

    /// Says that a request is in progress until the returned value is dropped.
    pub(super) fn busy(&self) -> Busy {
        self.seats.taken().mark(self.id, None);
        Busy { seats: Arc::clone(&self.seats), id: self.id }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.taken().seats.retain(|seat| seat.id != self.id);
    }
}

/// A request in progress.
#[derive(Debug)]
pub(super) struct Busy {
    seats: Arc<Seats>,
    id: u64,
}

impl Busy {
    /// Ties the request to the body of its answer: it is in progress until that is sent or given up.
    pub(super) fn until_sent(self, body: Body) -> Sending {
        Sending { body, _busy: self }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut taken = self.seats.taken();
        let now = taken.tick();
        taken.mark(self.id, Some(now));
    }
}

/// The body of an answer that keeps its connection busy.
#[derive(Debug)]
pub(super) struct Sending {
    body: Body,
    _busy: Busy,
}

impl HttpBody for Sending {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_idle_gives_way_and_the_busy_do_not() {
        let seats = Seats::new(3);
        let [a, b, c] = [(); 3].map(|()| seats.take().unwrap());
        let (busy_a, busy_b) = (a.busy(), b.busy());
        drop(busy_a);
        // `c` has been idle since it came, `a` only now, `b` is busy.
        let d = seats.take().unwrap();
        assert_eq!(ids(&seats), [a.id, b.id, d.id]);
        let e = seats.take().unwrap();
        assert_eq!(ids(&seats), [b.id, d.id, e.id]);
        let (_busy_d, _busy_e) = (d.busy(), e.busy());
        assert!(seats.take().is_none());
        drop(c);
        assert!(seats.take().is_none(), "a lost seat is not freed twice");
        drop(busy_b);
        drop(b);
        assert!(seats.take().is_some());
    }

    fn ids(seats: &Seats) -> Vec<u64> {
        seats.taken().seats.iter().map(|seat| seat.id).collect()
    }
}

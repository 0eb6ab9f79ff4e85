//! The preview's HTTP server: takes a port of this machine alone, serves in a thread of its own, and ends.
//!
//! What is answered, and to whom, is decided in `answers` and `door`.

use std::convert::Infallible;
use std::future::ready;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener as Listener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Mutex, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::answers::{self, Desk};
use super::door::{self, Door};
use super::events::Now;
use super::notice::Notice;
use super::seats::{Seat, Seats};
use super::token::Token;
use super::{Studio, View};
use crate::failure::{Failure, Kind};
use crate::text;

/// A running preview; ends when it is dropped.
#[derive(Debug)]
pub struct Server {
    port: u16,
    token: Token,
    now: watch::Sender<Now>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Takes a port at `127.0.0.1` and `::1` (`port`, or any free one) and serves. A port in use is a failure.
    pub fn start(port: Option<u16>, studio: Arc<dyn Studio>) -> Result<Self, Failure> {
        Self::start_within(Limits::default(), port, studio)
    }

    /// Starts with other limits than the usual ones.
    pub(super) fn start_within(
        limits: Limits,
        port: Option<u16>,
        studio: Arc<dyn Studio>,
    ) -> Result<Self, Failure> {
        let (port, listeners) = take_port(port)?;
        let token = Token::random().map_err(|error| cannot_start(&error.into()))?;
        let (sender, now) = watch::channel(Now::Wait);
        let desk = Desk {
            door: Arc::new(Door::new(port, token.clone())),
            studio,
            now: now.clone(),
            streams: Arc::new(Semaphore::new(limits.streams)),
            turn: Arc::new(Mutex::new(())),
            patience: limits.body,
            quiet: limits.quiet,
        };
        let house =
            House { router: answers::router(desk), seats: Seats::new(limits.connections), now, limits };
        let runtime = runtime().map_err(|error| cannot_start(&error))?;
        let thread = thread::Builder::new()
            .name("preview".into())
            .spawn(move || {
                runtime.block_on(serve(listeners, Arc::new(house)));
                // Whoever still asks the studio is not waited for: files are written whole or not at all.
                runtime.shutdown_timeout(FAREWELL);
            })
            .map_err(|error| cannot_start(&error))?;
        Ok(Self { port, token, now: sender, thread: Some(thread) })
    }

    /// Returns the address to open, with its token.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/?token={}", self.port, self.token.as_str())
    }

    /// Shows a view on every open page, in place of an older one.
    pub fn show(&self, view: View) {
        self.now.send_if_modified(|now| now.take(view));
    }

    /// Returns what is shown, without the page that came with it.
    pub fn shown(&self) -> Option<View> {
        match &*self.now.borrow() {
            Now::View(showing) => Some(View { brought: None, ..showing.view.clone() }),
            Now::Wait | Now::Over => None,
        }
    }

    /// Says good-bye to every open page when the person ends the program (Ctrl-C, or the system's request), and then does
    /// what is given.
    ///
    /// # Errors
    /// Files, when the system does not let it listen for that.
    pub fn at_interrupt(&self, then: impl FnOnce() + Send + 'static) -> Result<(), Failure> {
        let runtime = runtime().map_err(|error| cannot_start(&error))?;
        let now = self.now.clone();
        let wait = move || {
            if runtime.block_on(interrupt()).is_ok() {
                now.send_replace(Now::Over);
                then();
            }
        };
        thread::Builder::new().name("interrupt".into()).spawn(wait).map_err(|error| cannot_start(&error))?;
        Ok(())
    }

    /// Says good-bye to every open page and ends.
    pub fn stop(self) {}
}

impl Drop for Server {
    fn drop(&mut self) {
        self.now.send_replace(Now::Over);
        if let Some(thread) = self.thread.take() {
            // A panic in there has been reported by the thread itself.
            let _ = thread.join();
        }
    }
}

/// How much the server bears.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// All connections at once; a browser opens six at most for all its tabs.
    pub(super) connections: usize,
    /// Event streams at once.
    pub(super) streams: usize,
    /// The time a request's head may take, and an idle connection may stay.
    pub(super) head: Duration,
    /// The time a request's body may take.
    pub(super) body: Duration,
    /// The time after which a stream with nothing to say says so.
    pub(super) quiet: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 256,
            streams: 32,
            head: Duration::from_secs(15),
            body: Duration::from_secs(15),
            quiet: Duration::from_secs(15),
        }
    }
}

/// The largest head of a request: roomy, because the cookies of all local servers come along.
const LARGEST_HEAD: usize = 32 * 1024;

/// Header lines in a request; browsers send about twenty.
const MOST_HEADERS: usize = 64;

/// Threads that ask the studio at once: more than a browser has connections.
const THREADS: usize = 8;

/// How long the end waits for answers in progress.
const FAREWELL: Duration = Duration::from_secs(2);

/// How often a free port is tried again whose twin is not free.
const TRIES: usize = 16;

/// What all connections share.
#[derive(Debug)]
struct House {
    router: Router,
    seats: Arc<Seats>,
    now: watch::Receiver<Now>,
    limits: Limits,
}

impl House {
    /// Waits until the server is to stop.
    async fn over(&self) {
        // An error means that the sender is gone, which is the end too.
        let _ = self.now.clone().wait_for(Now::is_over).await;
    }
}

async fn serve(listeners: Vec<TcpListener>, house: Arc<House>) {
    let mut doors = JoinSet::new();
    for listener in listeners {
        let listener = Listener::from_std(listener).expect("within the runtime");
        doors.spawn(welcome(listener, Arc::clone(&house)));
    }
    while doors.join_next().await.is_some() {}
}

/// Meets whoever comes to one address, until the end.
async fn welcome(listener: Listener, house: Arc<House>) {
    let mut guests = JoinSet::new();
    let mut turned_away = JoinSet::new();
    let mut over = pin!(house.over());
    loop {
        tokio::select! {
            () = &mut over => break,
            Some(_) = guests.join_next() => {}
            Some(_) = turned_away.join_next() => {}
            met = listener.accept() => {
                let Ok((guest, _)) = met else {
                    // Out of file descriptors, most likely: those who wait are met when there are some again.
                    sleep(Duration::from_millis(100)).await;
                    continue;
                };
                if let Some(seat) = house.seats.take() {
                    guests.spawn(attend(guest, seat, Arc::clone(&house)));
                } else if turned_away.len() < house.limits.connections {
                    turned_away.spawn(turn_away(guest, house.limits));
                }
            }
        }
    }
    drop(listener);
    while guests.join_next().await.is_some() {}
}

/// Answers one connection until it closes, its seat is lost, or all ends.
async fn attend(guest: TcpStream, seat: Seat, house: Arc<House>) {
    let router = TowerToHyperService::new(house.router.clone());
    let service = service_fn(|request| {
        let busy = seat.busy();
        let answering = router.call(request);
        async move { answering.await.map(|answer| answer.map(|body| busy.until_sent(body))) }
    });
    // Small answers at once, not when more has gathered.
    let _ = guest.set_nodelay(true);
    let mut connection = pin!(http(house.limits).serve_connection(TokioIo::new(guest), service));
    tokio::select! {
        _ = connection.as_mut() => return,
        () = seat.lost() => return,
        () = house.over() => connection.as_mut().graceful_shutdown(),
    }
    let _ = timeout(FAREWELL, connection).await;
}

/// Tells one connection that there are too many.
async fn turn_away(guest: TcpStream, limits: Limits) {
    // No `async` closure here: rustc 1.95 breaks down over one when it compiles incrementally.
    let service = service_fn(|_| {
        let mut answer = Notice::Full.answer();
        door::make_safe(&mut answer);
        ready(Ok::<_, Infallible>(answer))
    });
    let _ = http(limits).keep_alive(false).serve_connection(TokioIo::new(guest), service).await;
}

/// Returns how connections are spoken to; unlike `axum::serve`, within limits.
fn http(limits: Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS);
    http
}

/// Waits until the program is to end.
async fn interrupt() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut end, mut hangup) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed,
            _ = end.recv() => Ok(()),
            _ = hangup.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(THREADS)
        .thread_name("preview-studio")
        .build()
}

/// Takes a port at both addresses of this machine; only at `127.0.0.1` where there is no IPv6.
fn take_port(wanted: Option<u16>) -> Result<(u16, Vec<TcpListener>), Failure> {
    let failed = |error: io::Error| match wanted {
        Some(port) => port_taken(port, &error),
        None => cannot_start(&error),
    };
    let mut tries = if wanted.is_some() { 1 } else { TRIES };
    loop {
        tries -= 1;
        let first = listen(TcpListener::bind((Ipv4Addr::LOCALHOST, wanted.unwrap_or(0)))).map_err(failed)?;
        let port = first.local_addr().map_err(failed)?.port();
        match listen(TcpListener::bind((Ipv6Addr::LOCALHOST, port))) {
            Ok(second) => return Ok((port, vec![first, second])),
            // `localhost` would lead to whoever has that one.
            Err(error) if error.kind() == ErrorKind::AddrInUse && tries > 0 => {}
            Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(failed(error)),
            Err(_) => return Ok((port, vec![first])),
        }
    }
}

fn listen(bound: io::Result<TcpListener>) -> io::Result<TcpListener> {
    let listener = bound?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn port_taken(port: u16, error: &io::Error) -> Failure {
    let message = match error.kind() {
        ErrorKind::AddrInUse => {
            text!("端口 {port} 正被别的程序占用", "port {port} is in use by another program")
        }
        _ => text!("不能使用端口 {port}：{error}", "cannot use port {port}: {error}"),
    };
    Failure::new(Kind::Files, message).hint(text!(
        "用 --port 换一个端口；不写 --port，就自动选一个空闲的",
        "choose another one with --port; without --port a free one is taken"
    ))
}

fn cannot_start(error: &io::Error) -> Failure {
    Failure::new(Kind::Files, text!("不能启动预览：{error}", "cannot start the preview: {error}")).hint(
        text!(
            "重试一次；如果还不行，看看防火墙或安全软件是否不让程序使用 127.0.0.1",
            "try again; if it still fails, see whether a firewall keeps programs from using 127.0.0.1"
        ),
    )
}

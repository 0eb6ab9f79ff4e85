//! `bluebook preview`: builds on every change, and shows the pages in a browser.
//!
//! Holds the threads together: the watcher says when, the pipeline builds, `view` says what is to be seen, the server
//! carries it, and the desk answers what the browser asks.

mod act;
mod card;
mod desk;
mod open;
mod view;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use self::desk::Desk;
use self::view::Edit;
use super::args::PreviewArgs;
use super::build;
use super::console::Console;
use super::request::request;
use super::target::Target;
use super::verdict::{Verdict, plural};
use crate::failure::{Failure, Kind};
use crate::pipeline::{self, Beginnings, Kept, Outcome, Request};
use crate::preview::{Server, State};
use crate::text;
use crate::watch::{Inputs, Manner, Wait, Watcher};

/// A build that takes longer than this is said to be going on.
const LONG: Duration = Duration::from_millis(700);

/// A report of fewer pages is laid out at once.
const MANY_PAGES: usize = 40;

/// Shows a report until the program is ended; returns the exit code.
pub(super) fn run(args: &PreviewArgs, console: Console) -> u8 {
    show(args, console).unwrap_or_else(|failure| console.failure(&failure))
}

fn show(args: &PreviewArgs, console: Console) -> Result<u8, Failure> {
    let target = Target::of(args.target.as_deref())?;
    let request = Request { only: None, ..request(&target, None, &args.fonts) };
    // Before the first build: what changes while that runs is seen.
    let mut watcher = Watcher::new(&inputs(&request));
    let desk = Arc::new(Desk::new(Target { only: None, ..target }, args.fonts.clone(), console));
    let server = Arc::new(Server::start(args.port, desk.clone())?);
    let ended = Arc::new(AtomicBool::new(false));
    let (told, waker) = (ended.clone(), watcher.waker());
    server.at_interrupt(move || {
        told.store(true, Ordering::Relaxed);
        waker.wake();
    })?;
    announce(&server.url(), args, console);
    let (kept, beginnings) = (Kept::default(), Beginnings::default());
    let mut session = Session { request, kept, beginnings, desk, server, console };
    let mut edit = Edit::first();
    let mut polled = false;
    loop {
        session.build(&edit);
        if let (Manner::Polling(reason), false) = (watcher.manner(), polled) {
            polled = true;
            console.say(&reason.text());
        }
        let Some(next) = session.wait(&mut watcher, &ended) else { return Ok(0) };
        edit = next;
    }
}

/// Returns what a build of a report reads.
pub(super) fn inputs(request: &Request) -> Inputs {
    let fonts = request.fonts.first.iter().chain(&request.fonts.last).cloned();
    let ignored = request.fonts.cache.iter().cloned().collect();
    Inputs { root: request.root.clone(), others: fonts.collect(), ignored }
}

/// Says where the preview is, and opens it.
fn announce(url: &str, args: &PreviewArgs, console: Console) {
    let stop = text!("按 Ctrl-C 结束", "Ctrl-C ends it");
    let (zh, en) = (stop.zh, stop.en);
    console.say(&text!("预览：{url}（{zh}）", "preview: {url} ({en})"));
    if args.open && !open::page(url) {
        console.say(&text!(
            "这里打不开浏览器：请把上面的地址粘贴到浏览器里",
            "no browser could be opened here: paste the address above into one"
        ));
    }
}

/// The builds of one report.
struct Session {
    request: Request,
    kept: Kept,
    /// Where each section begins in the last layout.
    beginnings: Beginnings,
    desk: Arc<Desk>,
    server: Arc<Server>,
    console: Console,
}

impl Session {
    /// Builds once and shows what came out.
    fn build(&mut self, edit: &Edit) {
        self.glance(edit);
        let patience = self.patience();
        let built = catch_unwind(AssertUnwindSafe(|| pipeline::run_again(&self.request, &self.kept)));
        drop(patience);
        match built.unwrap_or_else(|_| Err(broken())) {
            Ok(outcome) => {
                self.kept = outcome.kept.clone();
                self.say(&outcome, edit);
                self.server.show(self.desk.take(outcome, edit));
                // After the pages are out: the next save is quicker for it.
                self.beginnings = self.kept.beginnings();
            }
            Err(failure) => {
                self.console.failure(&failure);
                self.server.show(self.desk.stopped(&failure));
            }
        }
    }

    /// Shows the pages of an edited section before the whole report is laid out, where that takes long enough to be noticed.
    fn glance(&self, edit: &Edit) {
        let [path] = edit.paths.as_slice() else { return };
        if self.kept.typeset().is_none_or(|typeset| typeset.page_count() < MANY_PAGES) {
            return;
        }
        let look = || pipeline::glance(&self.request, &self.kept, &self.beginnings, path);
        // What goes wrong in a first look is said by the second, or was nothing.
        if let Ok(Some(glance)) = catch_unwind(AssertUnwindSafe(look))
            && let Some(view) = self.desk.glimpse(glance, edit)
        {
            self.server.show(view);
        }
    }

    /// Waits for the next change; nothing comes when the program is to end.
    fn wait(&mut self, watcher: &mut Watcher, ended: &AtomicBool) -> Option<Edit> {
        loop {
            match watcher.wait(None) {
                Wait::Changed(changes) => {
                    let all = changes.changed.iter().chain(&changes.added).chain(&changes.removed);
                    let paths: Vec<PathBuf> = all.cloned().collect();
                    let inside = |path: &PathBuf| path.starts_with(&self.request.root);
                    if !paths.iter().all(inside) || paths.iter().any(|path| is_font(path)) {
                        self.kept.forget_fonts();
                    }
                    return Some(Edit { paths, noticed: changes.noticed });
                }
                Wait::Gone => {
                    let folder = self.request.root.display();
                    let message =
                        text!("报告的文件夹不见了：{folder}", "the report's folder is gone: {folder}");
                    let failure = Failure::new(Kind::Files, message).hint(text!(
                        "放回原处，预览会接着来；或按 Ctrl-C 结束",
                        "put it back and the preview goes on, or end it with Ctrl-C"
                    ));
                    self.console.failure(&failure);
                    self.server.show(self.desk.stopped(&failure));
                }
                Wait::Woken | Wait::TimedOut if ended.load(Ordering::Relaxed) => return None,
                Wait::Woken | Wait::TimedOut => {}
            }
        }
    }

    /// Says on the page that a build goes on, if it takes long; until what is returned is dropped.
    fn patience(&self) -> Sender<()> {
        let (done, wait) = mpsc::channel();
        let (desk, server) = (self.desk.clone(), self.server.clone());
        thread::spawn(move || {
            if wait.recv_timeout(LONG) == Err(mpsc::RecvTimeoutError::Timeout)
                && let Some(view) = desk.again(State::Building)
            {
                server.show(view);
            }
        });
        done
    }

    /// Says at the terminal what came out.
    fn say(&mut self, outcome: &Outcome, edit: &Edit) {
        self.console = self.console.in_language(outcome.report.settings.language);
        let words = Verdict::of(&outcome.diagnostics, outcome.status).words();
        let (zh, en) = (&words.zh, &words.en);
        let pages = outcome.typeset.as_ref().map_or(0, |typeset| typeset.page_count());
        let (s, ms) = (plural(pages), edit.noticed.elapsed().as_millis());
        build::say_times(self.console, &outcome.timings);
        self.console.say(&text!("{pages} 页，{zh}，{ms} 毫秒", "{pages} page{s}, {en}, {ms} ms"));
    }
}

/// Returns whether a file is a font.
fn is_font(path: &std::path::Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    ["ttf", "otf", "ttc", "otc"].contains(&ending.as_str())
}

/// Says that a build broke down; the next one begins from nothing.
fn broken() -> Failure {
    Failure::new(
        Kind::Bug,
        text!(
            "这一次没有排成，是 Bluebook 自身的差错",
            "this build broke down, by a fault of Bluebook itself"
        ),
    )
    .hint(text!(
        "改动任何一处再存盘，会重新排；请把终端里的话报告给维护者",
        "save any change to build again; please report what the terminal says"
    ))
}

/// Returns how long ago something was, in whole milliseconds.
fn since(begin: Instant) -> u64 {
    u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX)
}

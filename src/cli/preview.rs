//! `bluebook preview`: builds on every change, and shows the pages in a browser.
//!
//! Holds the threads together: the watcher says when, the session builds, `view` says what is to be seen, the server
//! carries it, and the desk answers what the browser asks.

mod act;
mod card;
mod desk;
mod open;
mod session;
mod view;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use self::desk::Desk;
use self::session::Session;
use self::view::Edit;
use super::args::PreviewArgs;
use super::console::Console;
use super::request::request;
use super::target::Target;
use crate::failure::{Failure, Kind};
use crate::pipeline::{Request, Terms};
use crate::preview::Server;
use crate::project;
use crate::text;
use crate::watch::{Inputs, Manner, Wait, Watcher};

/// Shows a report until the program is ended; returns the exit code.
pub(super) fn run(args: &PreviewArgs, console: Console) -> u8 {
    show(args, console).unwrap_or_else(|failure| console.failure(&failure))
}

fn show(args: &PreviewArgs, console: Console) -> Result<u8, Failure> {
    let target = Target::of(args.target.as_deref())?;
    let console = project::language(&target.root).map_or(console, |language| console.in_language(language));
    let request = Request { only: None, ..request(&target, Terms::default(), &args.fonts) };
    // Before the first build: what changes while that runs is seen.
    let mut watcher = Watcher::new(&inputs(&request));
    watcher.beside_builds();
    let desk = Arc::new(Desk::new(Target { only: None, ..target }, args.fonts.clone(), console));
    let server = Arc::new(Server::start(args.port, desk.clone())?);
    let ended = Arc::new(AtomicBool::new(false));
    let (told, waker) = (ended.clone(), watcher.waker());
    server.at_interrupt(move || {
        told.store(true, Ordering::Relaxed);
        waker.wake();
    })?;
    announce(&server.url(), args, console);
    let root = request.root.clone();
    let session = Session::start(request, desk, server, watcher.waker(), console)?;
    follow(&mut watcher, &session, &root, &ended, console);
    Ok(0)
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
    console.say(&text!("预览：{url} （{zh}）", "preview: {url} ({en})"));
    if args.open && !open::page(url) {
        console.say(&text!(
            "这里打不开浏览器：请把上面的地址粘贴到浏览器里",
            "no browser could be opened here: paste the address above into one"
        ));
    }
}

/// Waits for changes and hands them on, until the program is to end.
fn follow(watcher: &mut Watcher, session: &Session, root: &Path, ended: &AtomicBool, console: Console) {
    let mut polled = false;
    loop {
        if let (Manner::Polling(reason), false) = (watcher.manner(), polled) {
            polled = true;
            console.say(&reason.text());
        }
        match watcher.wait(None) {
            Wait::Changed(changes) => {
                let all = changes.changed.iter().chain(&changes.added).chain(&changes.removed);
                let paths: Vec<PathBuf> = all.cloned().collect();
                let fonts = paths.iter().any(|path| !path.starts_with(root) || is_font(path));
                let (noticed, number) = (changes.noticed, changes.number);
                session.change(Edit { paths, fonts, noticed, number });
            }
            Wait::Gone => {
                let folder = root.display();
                let message = text!("报告的文件夹不见了：{folder}", "the report's folder is gone: {folder}");
                let failure = Failure::new(Kind::Files, message).hint(text!(
                    "放回原处，预览会接着来；或按 Ctrl-C 结束",
                    "put it back and the preview goes on, or end it with Ctrl-C"
                ));
                console.failure(&failure);
                session.stop(&failure);
            }
            Wait::Woken | Wait::TimedOut if ended.load(Ordering::Relaxed) => return,
            Wait::Woken | Wait::TimedOut => {}
        }
    }
}

/// Returns whether a file is a font.
fn is_font(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    ["ttf", "otf", "ttc", "otc"].contains(&ending.as_str())
}

/// Returns how long ago something was, in whole milliseconds.
fn since(begin: Instant) -> u64 {
    u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX)
}

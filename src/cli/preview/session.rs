//! The builds of one report: one at a time in a thread of its own, the latest wins. What changes while a report is being
//! built is looked at first, beside that.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::desk::{Desk, locked};
use super::since;
use super::view::Edit;
use crate::cli::build;
use crate::cli::console::Console;
use crate::cli::verdict::{Verdict, plural};
use crate::diagnostic::Text;
use crate::failure::{Failure, Kind};
use crate::pipeline::{self, Beginnings, Kept, Outcome, Request};
use crate::preview::{Server, State, View};
use crate::text;
use crate::typeset;
use crate::watch::Waker;

/// A build that takes longer than this is said to be going on.
const LONG: Duration = Duration::from_millis(700);

/// So long a browser has the processors to itself to paint what it was shown first.
const PAINTING: Duration = Duration::from_millis(40);

/// A report of fewer pages is laid out at once.
const MANY_PAGES: usize = 40;

/// The builds of one report.
#[derive(Debug)]
pub(super) struct Session {
    request: Request,
    desk: Arc<Desk>,
    server: Arc<Server>,
    /// Is told when a build has ended.
    watcher: Waker,
    work: Mutex<Work>,
    /// Rings when something is to be built.
    bell: Condvar,
}

/// What there is to build, and what was built.
#[derive(Debug, Default)]
struct Work {
    /// What changed since the build in flight began.
    waiting: Option<Edit>,
    /// What changed before that.
    building: Option<Edit>,
    /// Whether a look at what is waiting was shown.
    ahead: bool,
    last: Arc<Last>,
}

/// What the last build left.
#[derive(Debug, Default)]
struct Last {
    kept: Kept,
    /// Where each section begins in its layout.
    beginnings: Beginnings,
}

impl Session {
    /// Starts to build a report, now and whenever something changed, in a thread of its own.
    pub(super) fn start(
        request: Request,
        desk: Arc<Desk>,
        server: Arc<Server>,
        watcher: Waker,
        console: Console,
    ) -> Result<Arc<Self>, Failure> {
        typeset::stay_in_background();
        let work = Mutex::new(Work { waiting: Some(Edit::first()), ..Work::default() });
        let session = Arc::new(Self { request, desk, server, watcher, work, bell: Condvar::new() });
        let builder = session.clone();
        let work = move || builder.build_for_ever(console);
        thread::Builder::new()
            .name("builds".into())
            .spawn(work)
            .map_err(|error| Failure::new(Kind::Bug, text!("不能开始：{error}", "cannot start: {error}")))?;
        Ok(session)
    }

    /// Takes note of a change: it is built next, and looked at now if something else is being built.
    pub(super) fn change(&self, edit: Edit) {
        let mut work = locked(&self.work);
        let waiting = Edit::both(work.waiting.take(), edit);
        work.waiting = Some(waiting.clone());
        let building = work.building.clone();
        let last = work.last.clone();
        drop(work);
        self.bell.notify_one();
        // Not of two sections: a look shows one of them as it is, and the others as they were.
        if let Some(building) = building
            && let Some(view) = self.look(&last, &Edit::both(Some(building), waiting))
        {
            self.show(view);
            locked(&self.work).ahead = true;
        }
    }

    fn build_for_ever(self: &Arc<Self>, mut console: Console) {
        loop {
            let (edit, last, looked) = self.next();
            if !looked && let Some(view) = self.look(&last, &edit) {
                self.show(view);
                thread::sleep(PAINTING);
            }
            self.build(&edit, &last, &mut console);
            self.watcher.built(edit.number);
        }
    }

    /// Waits for something to build; returns it, what was built last, and whether it was looked at.
    fn next(&self) -> (Edit, Arc<Last>, bool) {
        let mut work = locked(&self.work);
        loop {
            if let Some(edit) = work.waiting.take() {
                work.building = Some(edit.clone());
                let looked = std::mem::take(&mut work.ahead);
                return (edit, work.last.clone(), looked);
            }
            work = self.bell.wait(work).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Builds once and shows what came out.
    fn build(self: &Arc<Self>, edit: &Edit, last: &Last, console: &mut Console) {
        let patience = self.patience();
        let mut kept = last.kept.clone();
        if edit.fonts {
            kept.forget_fonts();
        }
        let built = catch_unwind(AssertUnwindSafe(|| pipeline::run_again(&self.request, &kept)));
        drop(patience);
        let failure = match built.unwrap_or_else(|_| Err(broken())) {
            Ok(outcome) => {
                *console = console.in_language(outcome.report.settings.language);
                let (pages, words) = told(&outcome);
                build::say_times(*console, &outcome.timings);
                self.built(outcome, edit);
                let (zh, en, s, ms) = (&words.zh, &words.en, plural(pages), since(edit.noticed));
                return console.say(&text!("{pages} 页，{zh}，{ms} 毫秒", "{pages} page{s}, {en}, {ms} ms"));
            }
            Err(failure) => failure,
        };
        console.failure(&failure);
        locked(&self.work).building = None;
        self.stop(&failure);
    }

    /// Shows what a build gave, unless it is known to be past.
    fn built(&self, outcome: Outcome, edit: &Edit) {
        let kept = outcome.kept.clone();
        let view = typeset::on_pool(|| self.desk.take(outcome, edit));
        let mut work = locked(&self.work);
        work.building = None;
        let (waiting, ahead) = (work.waiting.clone(), std::mem::take(&mut work.ahead));
        drop(work);
        let Some(waiting) = waiting else {
            self.show(view);
            // After the pages are out: the next save is quicker for it.
            self.remember(kept);
            return;
        };
        let last = self.remember(kept);
        if let Some(view) = self.look(&last, &waiting) {
            self.show(view);
            locked(&self.work).ahead = true;
        } else if !ahead {
            self.show(view);
        }
    }

    fn remember(&self, kept: Kept) -> Arc<Last> {
        let last = Arc::new(Last { beginnings: kept.beginnings(), kept });
        locked(&self.work).last = last.clone();
        last
    }

    fn show(&self, view: View) {
        self.server.show(view);
    }

    /// Shows why the report cannot be read, beside its last pages.
    pub(super) fn stop(&self, failure: &Failure) {
        self.show(self.desk.stopped(failure, self.server.shown()));
    }

    /// Looks at the one section that changed, where the whole report takes long enough for that to be noticed.
    fn look(&self, last: &Last, edit: &Edit) -> Option<View> {
        let [path] = edit.paths.as_slice() else { return None };
        if edit.fonts || last.kept.typeset()?.page_count() < MANY_PAGES {
            return None;
        }
        let look = || pipeline::glance(&self.request, &last.kept, &last.beginnings, path);
        // What goes wrong in a first look is said by the build, or was nothing.
        let glance = catch_unwind(AssertUnwindSafe(look)).ok()??;
        self.desk.glimpse(glance, edit)
    }

    /// Says on the page that a build goes on, if it takes long; until what is returned is dropped.
    fn patience(self: &Arc<Self>) -> Patience {
        let (done, wait) = mpsc::channel();
        let over = Arc::new(Mutex::new(false));
        let (session, ended) = (self.clone(), over.clone());
        thread::spawn(move || {
            if wait.recv_timeout(LONG) != Err(mpsc::RecvTimeoutError::Timeout) {
                return;
            }
            // Held while it is shown: what the build shows comes after.
            let ended = locked(&ended);
            if let (false, Some(view)) = (*ended, session.server.shown()) {
                session.show(View { build: session.desk.number(), state: State::Building, ..view });
            }
        });
        Patience { over, _done: done }
    }
}

/// While it lives, a build that takes long is said on the page.
struct Patience {
    over: Arc<Mutex<bool>>,
    /// Wakes the timer when it is dropped.
    _done: Sender<()>,
}

impl Drop for Patience {
    fn drop(&mut self) {
        *locked(&self.over) = true;
    }
}

/// Returns what the terminal says of a build: how many pages, and whether all is well.
fn told(outcome: &Outcome) -> (usize, Text) {
    let words = Verdict::of(&outcome.diagnostics, outcome.status).words();
    (outcome.typeset.as_ref().map_or(0, |typeset| typeset.page_count()), words)
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

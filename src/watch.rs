//! Folders in, batches of changes out: says when a report must be built again.
//!
//! An event is only a hint. The truth is the content of the files, by hash: a build is due if a hash differs from what the last
//! build can have seen. So the watcher looks where an event points, at once; at everything after each build, when the system
//! says that it lost events, and every two seconds; and a lost event costs a moment, never an update. Where the system
//! announces nothing (network drives, WSL) it looks more often. Knows paths only: not what a section is, not what a build does.

mod batch;
mod content;
mod drives;
#[cfg(test)]
mod faults;
mod hints;
mod listen;
mod look;
mod scope;
#[cfg(test)]
mod tests;
mod tree;

use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::diagnostic::Text;
use crate::text;

use batch::{AGAIN, DOUBT};
use hints::{Hints, Word};
use listen::{Deaf, Listener, System};
use look::Eye;
use scope::Scope;

/// How often to look where the system announces changes.
const LOOK: Duration = Duration::from_secs(2);

/// How often to look where it does not: a saved sentence is on the page before its writer wonders.
const POLL: Duration = Duration::from_millis(250);

/// A look at everything takes at most one part in so many of the time, however large the folder: when announced, when polled.
const SHARE: (u32, u32) = (20, 4);

/// So many batches in a row may be handed out before a look at everything must come between.
const BATCHES: u32 = 8;

/// What to watch.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// The report's folder: everything in it is an input, but for hidden and temporary files, caches and `build/`.
    pub root: PathBuf,
    /// Folders (of fonts) and files (the prior year's lock) outside it, whether or not they exist yet.
    pub others: Vec<PathBuf>,
    /// Files and folders that Bluebook writes, besides the report's `build/`.
    pub ignored: Vec<PathBuf>,
}

/// What differs from the state last handed out; links in the paths of the inputs are resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// Files with another content, or with one that may have been another during a build; sorted.
    pub changed: Vec<PathBuf>,
    /// Files that were not there; sorted.
    pub added: Vec<PathBuf>,
    /// Files that are not there any more; sorted.
    pub removed: Vec<PathBuf>,
    /// When the first of it was heard or seen.
    pub noticed: Instant,
    /// Counts up with what is handed out, from 1.
    pub number: u64,
}

/// Why a wait ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wait {
    /// The inputs differ from what was handed out: build. All three lists are empty when an empty report came back.
    Changed(Changes),
    /// The report's folder is gone, or may not be read. Said once; when it comes back, that is a change.
    Gone,
    /// A [`Waker`] called. Changes, if there are any, are handed out by the next wait.
    Woken,
    /// The limit passed without a change that is believed.
    TimedOut,
}

/// How changes are noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manner {
    /// The system announces them.
    Notified,
    /// By looking several times a second.
    Polling(Reason),
}

/// Why a report is polled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The folder lies on a drive whose changes are not announced; the type of its file system.
    Drive(String),
    /// Programs already listen to as many folders as the system allows.
    Limit,
    /// A change was found that the system had not announced.
    Silent,
    /// The system refuses to announce, in its own words.
    Failed(String),
}

impl Reason {
    /// Says to the writer what it means for her.
    pub fn text(&self) -> Text {
        match self {
            Reason::Drive(kind) => text!(
                "报告在网络或共享盘（{kind}）上，系统不通知改动，因此每隔片刻查看一次",
                "the report lies on a network or shared drive ({kind}) that does not announce changes, so it is looked at several times a second"
            ),
            Reason::Limit => text!(
                "系统允许监视的文件夹数已用完，因此每隔片刻查看一次；可提高 fs.inotify.max_user_watches 和 max_user_instances",
                "the system's limit of watched folders is reached, so the report is looked at several times a second; raise fs.inotify.max_user_watches and max_user_instances"
            ),
            Reason::Silent => text!(
                "有改动系统没有通知，因此每隔片刻查看一次",
                "a change came without notice from the system, so the report is looked at several times a second"
            ),
            Reason::Failed(why) => text!(
                "系统不能通知改动（{why}），因此每隔片刻查看一次",
                "the system cannot announce changes ({why}), so the report is looked at several times a second"
            ),
        }
    }
}

/// Ends a wait from another thread.
#[derive(Debug, Clone)]
pub struct Waker(Hints);

impl Waker {
    /// Ends the wait that is going on, or else the next one.
    pub fn wake(&self) {
        self.0.wake();
    }

    /// Says that the build of the changes of a number has ended ([`Watcher::beside_builds`]), or the first build (0).
    pub fn built(&self, number: u64) {
        self.0.built(number);
    }
}

/// A look at everything that is going on.
struct Round {
    left: Vec<PathBuf>,
    began: Instant,
}

/// Whether the caller knows that the report's folder is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Here,
    Gone,
}

/// Watches the inputs of one report.
pub struct Watcher {
    eye: Eye,
    hints: Hints,
    told: Told,
    round: Option<Round>,
    /// What the next look at everything has as its reason: events that were lost are not events that never come.
    reason: Word,
    /// When the next look at everything is due.
    next: Instant,
    /// When doubtful news was last looked at again.
    again: Instant,
    /// When the last look at everything ended.
    whole: Instant,
    /// How many batches were handed out since.
    batches: u32,
    /// How long it took.
    took: Duration,
    drive: Option<String>,
    silent: bool,
    /// How often something was handed out.
    handed: u64,
    /// Whether builds run while this waits.
    beside: bool,
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watcher").field("scope", &self.eye.scope).field("manner", &self.manner()).finish()
    }
}

impl Watcher {
    /// Looks at the inputs: what is there now is what the first build, to be made after this, is taken to have seen.
    ///
    /// Cannot fail: what the system does not announce is polled, and a folder that is not there is waited for.
    pub fn new(inputs: &Inputs) -> Self {
        let hints = Hints::default();
        let ears = System::new(hints.clone());
        Self::over(inputs, hints, Box::new(ears))
    }

    /// The same with other ears than the system's.
    fn over(inputs: &Inputs, hints: Hints, ears: Box<dyn Listener>) -> Self {
        let scope = Scope::new(inputs);
        let drive = scope.roots().iter().find_map(|root| drives::silent(&root.folder));
        let now = Instant::now();
        let mut watcher = Self {
            eye: Eye::new(scope, ears),
            hints,
            told: Told::Here,
            round: None,
            reason: Word::Unheard,
            next: now,
            again: now,
            whole: now,
            batches: 0,
            took: Duration::ZERO,
            drive,
            silent: false,
            handed: 0,
            beside: false,
        };
        watcher.look_at_everything();
        watcher.eye.beginning = false;
        watcher.next = Instant::now();
        watcher
    }

    /// From now on builds run while this waits, and [`Waker::built`] says when one has ended.
    pub fn beside_builds(&mut self) {
        self.beside = true;
        self.next = Instant::now() + self.interval();
    }

    /// Waits until the inputs differ from the state last handed out, at most for `limit`.
    ///
    /// To be called when no build is running, unless it was told otherwise: what changed and changed back since the last state was handed out counts,
    /// because a build may have read what was there in between, until this has looked at everything once.
    pub fn wait(&mut self, limit: Option<Duration>) -> Wait {
        let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
        loop {
            if self.listen() {
                return Wait::Woken;
            }
            if let Some(news) = self.news() {
                return news;
            }
            let now = Instant::now();
            if self.again_at().is_some_and(|again| now >= again) {
                self.again = now;
                self.eye.look_again();
            } else if self.round.is_some() || now >= self.next {
                if self.step() && !self.beside {
                    self.eye.building = false;
                }
            } else if deadline.is_some_and(|deadline| now >= deadline) {
                return Wait::TimedOut;
            } else {
                let quiet =
                    || !self.hints.waiting() && deadline.is_none_or(|deadline| Instant::now() < deadline);
                if !self.eye.read_one(quiet) {
                    let moments = [deadline, self.again_at()].into_iter().flatten();
                    self.hints.sleep(moments.fold(self.next, Instant::min));
                }
            }
        }
    }

    /// Looks whether the inputs differ by now from the state last handed out; during a build or after it.
    pub fn is_behind(&mut self) -> bool {
        if self.listen() {
            self.hints.wake();
        }
        self.look_at_everything();
        // Only a wait knows that the build has ended.
        self.next = Instant::now();
        !self.eye.batch.is_empty() || self.eye.missing.is_some() != (self.told == Told::Gone)
    }

    /// Returns what ends a wait from another thread.
    pub fn waker(&self) -> Waker {
        Waker(self.hints.clone())
    }

    /// Says how changes are noticed; it may turn to polling while the watcher lives.
    pub fn manner(&self) -> Manner {
        let reason = match (&self.eye.deaf, &self.drive) {
            (Some(Deaf::Limit), _) => Reason::Limit,
            (Some(Deaf::Failed(why)), _) => Reason::Failed(why.clone()),
            (_, Some(kind)) => Reason::Drive(kind.clone()),
            _ if self.silent => Reason::Silent,
            _ => return Manner::Notified,
        };
        Manner::Polling(reason)
    }

    /// Follows what was heard; returns whether someone called.
    fn listen(&mut self) -> bool {
        let mut heard = self.hints.take();
        if let Some(why) = heard.deaf.take() {
            self.eye.deaf.get_or_insert(Deaf::Failed(why));
        }
        if heard.everything {
            self.round = None;
            self.reason = Word::Heard;
            self.next = Instant::now();
        }
        if heard.built == Some(self.handed) {
            // What the build may have read in between is looked at once more.
            self.round = None;
            self.look_at_everything();
            self.eye.building = false;
        }
        let woken = heard.woken;
        self.eye.follow(heard);
        woken
    }

    /// Returns what is to be said to the caller, if anything is.
    fn news(&mut self) -> Option<Wait> {
        if let Some(since) = self.eye.missing {
            if self.told == Told::Gone || since.elapsed() < DOUBT {
                return None;
            }
            self.told = Told::Gone;
            self.next = Instant::now();
            self.eye.forget_report();
            return Some(Wait::Gone);
        }
        let back = self.told == Told::Gone && self.eye.batch.is_empty() && self.round.is_none();
        let overdue = self.batches >= BATCHES && self.whole.elapsed() > 2 * self.interval();
        if !back && (overdue || !self.eye.batch.is_ready()) {
            return None;
        }
        self.told = Told::Here;
        self.batches += 1;
        self.round = None;
        // At everything after the build, which begins now.
        self.next = if self.beside { Instant::now() + self.interval() } else { Instant::now() };
        self.eye.building = true;
        self.handed += 1;
        Some(Wait::Changed(Changes { number: self.handed, ..self.eye.batch.take() }))
    }

    /// Returns when doubtful news is to be looked at again, if there is any.
    fn again_at(&self) -> Option<Instant> {
        let doubtful = match self.eye.missing {
            Some(_) => self.told == Told::Here,
            None => !self.eye.batch.is_empty(),
        };
        doubtful.then(|| self.again + AGAIN)
    }

    /// Looks at everything.
    fn look_at_everything(&mut self) {
        self.round = None;
        while !self.step() {}
    }

    /// Goes on looking at everything, by one folder, so that a hint is never kept waiting; returns whether that was the last.
    fn step(&mut self) -> bool {
        let now = Instant::now();
        let eye = &mut self.eye;
        let round = self.round.get_or_insert_with(|| Round { left: eye.begin(), began: now });
        if let Some(folder) = round.left.pop() {
            round.left.extend(eye.look_in(&folder, self.reason));
            return false;
        }
        let began = round.began;
        self.silent |= eye.complete(began);
        self.round = None;
        self.reason = Word::Unheard;
        self.whole = Instant::now();
        self.took = began.elapsed();
        self.next = self.whole + self.interval();
        self.batches = 0;
        true
    }

    /// Returns how long to rest between two looks at everything.
    fn interval(&self) -> Duration {
        let polls = self.told == Told::Gone || self.manner() != Manner::Notified;
        if polls { POLL.max(self.took * SHARE.1) } else { LOOK.max(self.took * SHARE.0) }
    }
}

//! What was heard since the last look: which paths, whether something was missed, whether someone calls.
//!
//! A hint says where to look first, never what is true. The board is bounded: what is heard twice stands once, and more
//! names than it can hold become "look at everything". So a build of ten minutes or a storm of events costs no memory,
//! and nothing is lost when the board is full. Knows neither notify nor files.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// More names than this cost more than one look at everything.
const MOST_NAMES: usize = 4096;

/// What is said of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// Nobody said anything: a look of our own.
    Unheard,
    /// Something happened, and nobody will say when the writer is done.
    Heard,
    /// A writer has begun, and its end will be said.
    Begun,
    /// The file is as its writer wants it: closed after writing, renamed to this name, removed.
    Done,
    /// Rights, owner or times changed, but no content was written and no file took the name.
    Metadata,
}

/// What was heard, taken from the board in one piece.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// The paths, each with the last word about it.
    pub(super) named: BTreeMap<PathBuf, Word>,
    /// Something was missed: the queue ran over, or the system reported an error.
    pub(super) everything: bool,
    /// Someone called [`Hints::wake`].
    pub(super) woken: bool,
    /// The build of this batch has ended.
    pub(super) built: Option<u64>,
    /// Nothing will ever be heard again; says why.
    pub(super) deaf: Option<String>,
    /// When the first of it came.
    pub(super) since: Option<Instant>,
}

impl Heard {
    /// Returns whether there is anything at all.
    fn anything(&self) -> bool {
        self.since.is_some() || self.woken || self.built.is_some()
    }
}

/// The board itself; clones are the same board.
#[derive(Debug, Clone, Default)]
pub(super) struct Hints {
    board: Arc<(Mutex<Heard>, Condvar)>,
}

impl Hints {
    /// Notes that something happened at a path.
    pub(super) fn name(&self, path: PathBuf, word: Word) {
        let mut heard = self.lock();
        let word = match (word, heard.named.get(&path)) {
            // A change of rights says nothing about whether the writer is done.
            (Word::Metadata, Some(before)) => *before,
            _ => word,
        };
        heard.named.insert(path, word);
        if heard.named.len() > MOST_NAMES {
            heard.named.clear();
            heard.everything = true;
        }
        self.publish(heard);
    }

    /// Notes that something was missed.
    pub(super) fn miss(&self) {
        let mut heard = self.lock();
        heard.everything = true;
        self.publish(heard);
    }

    /// Notes that nothing will be heard any more.
    pub(super) fn end(&self, reason: String) {
        let mut heard = self.lock();
        heard.everything = true;
        heard.deaf = Some(reason);
        self.publish(heard);
    }

    /// Ends the present wait, or the next.
    pub(super) fn wake(&self) {
        self.lock().woken = true;
        self.board.1.notify_all();
    }

    /// Notes that the build of a batch has ended.
    pub(super) fn built(&self, number: u64) {
        self.lock().built = Some(number);
        self.board.1.notify_all();
    }

    /// Takes what was heard.
    pub(super) fn take(&self) -> Heard {
        std::mem::take(&mut *self.lock())
    }

    /// Returns whether there is something to take.
    pub(super) fn waiting(&self) -> bool {
        self.lock().anything()
    }

    /// Sleeps until there is something to take, or until `until`.
    pub(super) fn sleep(&self, until: Instant) {
        let limit = until.saturating_duration_since(Instant::now());
        let nothing = |heard: &mut Heard| !heard.anything();
        drop(self.board.1.wait_timeout_while(self.lock(), limit, nothing));
    }

    fn publish(&self, mut heard: MutexGuard<'_, Heard>) {
        heard.since.get_or_insert_with(Instant::now);
        drop(heard);
        self.board.1.notify_all();
    }

    /// A thread that died while it held the lock leaves a board that still says where to look.
    fn lock(&self) -> MutexGuard<'_, Heard> {
        self.board.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_about_a_path_counts_except_of_rights() {
        let hints = Hints::default();
        let path = || PathBuf::from("/r/a.md");
        hints.name(path(), Word::Begun);
        hints.name(path(), Word::Metadata);
        hints.name("/r/b.md".into(), Word::Metadata);
        assert_eq!(hints.take().named.into_values().collect::<Vec<_>>(), [Word::Begun, Word::Metadata]);
        hints.name(path(), Word::Begun);
        hints.name(path(), Word::Done);
        assert_eq!(hints.take().named[&path()], Word::Done);
        assert!(!hints.waiting());
    }

    #[test]
    fn too_many_names_become_a_look_at_everything() {
        let hints = Hints::default();
        for number in 0..=MOST_NAMES {
            hints.name(format!("/r/{number}.md").into(), Word::Done);
        }
        let heard = hints.take();
        assert!(heard.everything && heard.named.is_empty());
    }

    #[test]
    fn a_call_before_the_sleep_is_not_lost() {
        let hints = Hints::default();
        hints.wake();
        hints.sleep(Instant::now() + std::time::Duration::from_secs(30));
        assert!(hints.take().woken);
    }
}

//! Ears: what the operating system says about folders, turned into hints by notify.
//!
//! Only this file knows notify. Folders are listened to, never files: a rename-save puts another file under the name, and
//! whoever listens to the old one hears nothing more. Decides nothing: what is ignored and what is true is for others.

use std::path::Path;

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind};
use notify::{Config, ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::hints::{Hints, Word};

/// Whether the system says when a writer closes a file, and hears a folder without those below it.
///
/// Elsewhere one ear hears a whole tree: `FSEvents` is made so, and on Windows an open handle on each folder would keep
/// people from renaming the folders above it.
const INOTIFY: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// How far an ear on a folder hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// What happens directly in it.
    Folder,
    /// What happens anywhere below it.
    Tree,
}

/// Why a folder cannot be listened to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deaf {
    /// It is not there any more, or may not be read: the look says so too.
    Absent,
    /// The system listens to as many folders as it may.
    Limit,
    /// Another reason, in the system's words.
    Failed(String),
}

/// Something that fills [`Hints`].
pub(super) trait Listener: Send {
    /// Says how far an ear hears.
    fn reach(&self) -> Reach;
    /// Listens to a folder, in place of what may have borne its name before.
    fn listen(&mut self, folder: &Path, reach: Reach) -> Result<(), Deaf>;
    /// Stops listening to a folder, if it was listened to.
    fn forget(&mut self, folder: &Path);
}

/// The ears of the operating system.
pub(super) struct System {
    ears: Result<RecommendedWatcher, Deaf>,
}

impl System {
    /// Opens the ears; a system that has none left says so when it is asked to listen.
    pub(super) fn new(hints: Hints) -> Self {
        Self::through(hints, hear)
    }

    /// The same with something between the system and the board.
    pub(super) fn through(
        hints: Hints,
        mut between: impl FnMut(&Hints, notify::Result<Event>) + Send + 'static,
    ) -> Self {
        let guard = Guard(hints);
        let handler = move |event| between(&guard.0, event);
        let config = Config::default().with_follow_symlinks(false);
        Self { ears: RecommendedWatcher::new(handler, config).map_err(|error| deaf(&error)) }
    }
}

impl Listener for System {
    fn reach(&self) -> Reach {
        if INOTIFY { Reach::Folder } else { Reach::Tree }
    }

    fn listen(&mut self, folder: &Path, reach: Reach) -> Result<(), Deaf> {
        let ears = self.ears.as_mut().map_err(|deaf| deaf.clone())?;
        // Under an old name notify would keep the descriptor of the folder that was there before.
        let _ = ears.unwatch(folder);
        let mode = match reach {
            Reach::Folder => RecursiveMode::NonRecursive,
            Reach::Tree => RecursiveMode::Recursive,
        };
        ears.watch(folder, mode).map_err(|error| deaf(&error))
    }

    fn forget(&mut self, folder: &Path) {
        if let Ok(ears) = &mut self.ears {
            let _ = ears.unwatch(folder);
        }
    }
}

/// Says that nothing more will be heard when notify's thread ends and drops its handler.
struct Guard(Hints);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.end("the thread that listens has ended".to_owned());
    }
}

/// Turns an event, or an error in its place, into hints.
pub(super) fn hear(hints: &Hints, event: notify::Result<Event>) {
    let Ok(event) = event else { return hints.miss() };
    if event.need_rescan() {
        hints.miss();
    }
    if let Some(word) = word(event.kind) {
        for path in event.paths {
            hints.name(path, word);
        }
    }
}

/// Says what an event means for a file; `None` for reading, which our own builds do all the time.
fn word(kind: EventKind) -> Option<Word> {
    let (begun, metadata) = if INOTIFY { (Word::Begun, Word::Metadata) } else { (Word::Heard, Word::Heard) };
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Word::Done),
        EventKind::Access(_) => None,
        EventKind::Create(CreateKind::Folder) | EventKind::Remove(_) => Some(Word::Done),
        EventKind::Modify(ModifyKind::Name(_)) => Some(Word::Done),
        EventKind::Modify(ModifyKind::Metadata(_)) => Some(metadata),
        EventKind::Create(_) | EventKind::Modify(_) => Some(begun),
        EventKind::Any | EventKind::Other => Some(Word::Heard),
    }
}

/// Says in our terms why notify refuses.
fn deaf(error: &notify::Error) -> Deaf {
    match &error.kind {
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => Deaf::Absent,
        ErrorKind::MaxFilesWatch => Deaf::Limit,
        ErrorKind::Io(cause) => match cause.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied => Deaf::Absent,
            // EMFILE: so many programs listen that the system gives out no more ears (inotify instances).
            _ if cause.raw_os_error() == Some(24) && INOTIFY => Deaf::Limit,
            _ => Deaf::Failed(cause.to_string()),
        },
        ErrorKind::Generic(_) | ErrorKind::InvalidConfig(_) => Deaf::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, Flag, MetadataKind, RenameMode};

    use super::*;

    fn heard(kind: EventKind) -> super::super::hints::Heard {
        let hints = Hints::default();
        hear(&hints, Ok(Event::new(kind).add_path("/r/a.md".into())));
        hints.take()
    }

    #[test]
    fn reading_is_not_heard() {
        for kind in [AccessKind::Open(AccessMode::Any), AccessKind::Close(AccessMode::Read), AccessKind::Read]
        {
            assert!(heard(EventKind::Access(kind)).named.is_empty());
        }
    }

    #[test]
    fn writing_and_renaming_are_heard() {
        let kinds = [
            EventKind::Any,
            EventKind::Create(CreateKind::File),
            EventKind::Modify(ModifyKind::Data(DataChange::Any)),
            EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any)),
            EventKind::Modify(ModifyKind::Name(RenameMode::To)),
            EventKind::Access(AccessKind::Close(AccessMode::Write)),
        ];
        for kind in kinds {
            assert_eq!(heard(kind).named.len(), 1, "{kind:?}");
        }
    }

    #[test]
    fn a_lost_queue_and_an_error_ask_for_a_look_at_everything() {
        let hints = Hints::default();
        hear(&hints, Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)));
        assert!(hints.take().everything);
        hear(&hints, Err(notify::Error::generic("lost")));
        assert!(hints.take().everything);
    }

    #[test]
    fn a_listener_that_ends_says_so() {
        let hints = Hints::default();
        drop(System::new(hints.clone()));
        hints.sleep(std::time::Instant::now() + std::time::Duration::from_secs(30));
        assert!(hints.take().deaf.is_some());
    }
}

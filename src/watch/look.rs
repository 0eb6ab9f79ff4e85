//! Looking: compares what is on disk with what was seen last, and notes the difference as news.
//!
//! A folder is listened to before it is listed, so that what is created in between is either listed or heard. Decides neither
//! when to look nor when news is handed out: the watcher does.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::Metadata;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::batch::{Batch, News};
use super::content::{Content, Seen, Stamp};
use super::hints::{Heard, Word};
use super::listen::{Deaf, Listener, Reach};
use super::scope::{CACHE_MARK, Scope};
use super::tree::{Ear, Tree};

/// A change that a look finds is announced this long after at the latest, if it is announced at all.
const ANNOUNCED: Duration = Duration::from_secs(1);

/// Larger files are known by their stamp alone until that changes: reading them all would keep a slow drive busy.
const LARGE: u64 = 64 << 20;

/// What a name stands for.
enum Sight {
    /// Something, by its own stamp or, for a link to a file, by the file's.
    Here(Metadata, Named),
    /// Nothing that we may see.
    Absent,
    /// The system could not say (too many open files, a drive that does not answer): what was seen last stands.
    Unknown,
}

/// Whether a name is a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Itself,
    Link,
}

/// Who looks, with all that was seen.
pub(super) struct Eye {
    pub(super) scope: Scope,
    pub(super) batch: Batch,
    tree: Tree,
    listener: Box<dyn Listener>,
    /// Why not everything can be heard.
    pub(super) deaf: Option<Deaf>,
    /// Nothing was handed out yet: what is seen is the beginning, not news.
    pub(super) beginning: bool,
    /// A build may be reading, or may have read: what changed and changed back counts.
    pub(super) building: bool,
    /// Since when the report's folder is missing.
    pub(super) missing: Option<Instant>,
    /// Files known by their stamp alone.
    unread: Vec<PathBuf>,
    /// Changes that were found and not announced yet.
    unheard: Vec<(PathBuf, Instant)>,
    /// When the present reason to look came.
    noticed: Instant,
    /// When the look at everything before this one began.
    before: Instant,
}

impl Eye {
    /// Opens an eye that has seen nothing.
    pub(super) fn new(scope: Scope, listener: Box<dyn Listener>) -> Self {
        let now = Instant::now();
        Self {
            scope,
            batch: Batch::default(),
            tree: Tree::default(),
            listener,
            deaf: None,
            beginning: true,
            building: true,
            missing: None,
            unread: Vec::new(),
            unheard: Vec::new(),
            noticed: now,
            before: now,
        }
    }

    /// Looks where hints say.
    pub(super) fn follow(&mut self, heard: Heard) {
        self.noticed = heard.since.unwrap_or_else(Instant::now);
        if heard.everything {
            self.unheard.clear();
        }
        for (path, word) in heard.named {
            self.unheard.retain(|(unheard, _)| !unheard.starts_with(&path));
            let at_work = word == Word::Begun && self.batch.is_open(&path);
            if !at_work && self.scope.covers(&path) {
                self.look_at(&path, word);
            }
        }
    }

    /// Looks again at what is doubtful.
    pub(super) fn look_again(&mut self) {
        self.noticed = Instant::now();
        let report = self.scope.report().to_owned();
        // Files that are gone because their report is: that is said in its place.
        if matches!(sight(&report), Sight::Absent) {
            return self.lose(&report, Word::Heard);
        }
        if self.missing.is_some() {
            self.look_below(report);
        }
        for path in self.batch.doubtful() {
            self.look_at(&path, Word::Unheard);
        }
    }

    /// Notes that a look at everything begins, and returns the folders to begin with.
    pub(super) fn begin(&mut self) -> Vec<PathBuf> {
        self.noticed = Instant::now();
        self.scope.roots().iter().map(|root| root.folder.clone()).collect()
    }

    /// Notes that the look at everything that began at `began` is complete; returns whether changes keep silent here.
    pub(super) fn complete(&mut self, began: Instant) -> bool {
        self.before = began;
        let known = self.unheard.len();
        self.unheard.retain(|(_, since)| since.elapsed() < ANNOUNCED);
        self.unheard.len() < known
    }

    /// Looks at one path that a hint names.
    fn look_at(&mut self, path: &Path, word: Word) {
        match sight(path) {
            Sight::Unknown => {}
            Sight::Absent => self.lose(path, word),
            Sight::Here(metadata, _) if metadata.is_dir() => {
                // Another folder may have taken the name, with ears that are on no folder of the report any more.
                self.tree.deafen(path);
                self.lose_file(path, word);
                self.look_from_known(path);
            }
            Sight::Here(metadata, named) => match path.parent().and_then(|parent| self.tree.folder(parent)) {
                Some(folder) if folder.cache => {}
                Some(_) => self.compare(path, (&metadata, named), word),
                None => self.look_from_known(path),
            },
        }
    }

    /// Looks at the highest folder on the way to a path that was not seen yet, or at the path if all were.
    fn look_from_known(&mut self, path: &Path) {
        let Some((known, folder)) = self.tree.above(path).filter(|_| self.tree.folder(path).is_none()) else {
            return self.look_below(path.to_owned());
        };
        let below = path.strip_prefix(known).ok().and_then(|below| below.components().next());
        if let Some(below) = below.filter(|_| !folder.cache) {
            let next = known.join(below);
            self.look_below(next);
        }
    }

    /// Looks at a folder and all below it.
    fn look_below(&mut self, folder: PathBuf) {
        let mut left = vec![folder];
        while let Some(folder) = left.pop() {
            left.extend(self.look_in(&folder, Word::Heard));
        }
    }

    /// Looks at what stands directly in a folder; returns the folders in it.
    pub(super) fn look_in(&mut self, folder: &Path, word: Word) -> Vec<PathBuf> {
        match sight(folder) {
            Sight::Unknown => return Vec::new(),
            Sight::Here(metadata, Named::Itself) if metadata.is_dir() => {
                if folder == self.scope.report() {
                    self.missing = None;
                }
                self.tree.enter(folder);
                self.listen(folder, Stamp::of(&metadata).file());
            }
            Sight::Here(..) | Sight::Absent => {
                self.lose(folder, word);
                return Vec::new();
            }
        }
        let cache = !self.scope.is_root(folder) && folder.join(CACHE_MARK).symlink_metadata().is_ok();
        self.tree.enter(folder).cache = cache;
        let names = if cache { Ok(BTreeSet::new()) } else { self.list(folder) };
        let Ok(names) = names else { return Vec::new() };
        let (files, folders) = self.tree.not_among(folder, &names);
        for path in files.into_iter().chain(folders) {
            self.lose(&path, word);
        }
        let mut below = Vec::new();
        for (path, sight) in self.unlike(folder, names) {
            match sight {
                Sight::Here(metadata, _) if metadata.is_dir() => {
                    self.lose_file(&path, word);
                    below.push(path);
                }
                Sight::Here(metadata, named) => self.compare(&path, (&metadata, named), word),
                Sight::Absent => self.lose(&path, word),
                Sight::Unknown => {}
            }
        }
        below
    }

    /// Looks at the names in a folder, and returns what is not a file that bears the stamp it bore: most do.
    fn unlike(&self, folder: &Path, names: BTreeSet<OsString>) -> Vec<(PathBuf, Sight)> {
        let known = self.tree.folder(folder);
        let looks = names.into_iter().filter_map(|name| {
            let path = folder.join(&name);
            let sight = sight(&path);
            let seen = known.and_then(|known| known.files.get(&name));
            let same = matches!((&sight, seen), (Sight::Here(now, _), Some(seen)) if seen.stands(now));
            (!same || self.batch.knows(&path)).then_some((path, sight))
        });
        looks.collect()
    }

    /// Returns the names in a folder that count.
    fn list(&self, folder: &Path) -> io::Result<BTreeSet<OsString>> {
        if let Some(names) = self.scope.names_in(folder) {
            return Ok(names);
        }
        let list = match std::fs::read_dir(folder) {
            Ok(list) => list,
            Err(error) if is_absence(&error) => return Ok(BTreeSet::new()),
            Err(error) => return Err(error),
        };
        let mut names = BTreeSet::new();
        for entry in list {
            let name = entry?.file_name();
            if self.scope.covers_in(folder, &name) {
                names.insert(name);
            }
        }
        Ok(names)
    }

    /// Compares what stands at a path in a known folder with what stood there.
    fn compare(&mut self, path: &Path, (metadata, named): (&Metadata, Named), word: Word) {
        self.lose_folder(path, word);
        let before = self.tree.file(path).cloned();
        let now = match &before {
            Some(before) => before.again(path, metadata),
            None if self.beginning => Seen::first(path, metadata),
            None => Seen::read(path, metadata),
        };
        if self.beginning {
            if now.content == Content::Unread && metadata.len() <= LARGE {
                self.unread.push(path.to_owned());
            }
            return self.tree.set(path, Some(now));
        }
        let (mut differs, mut counts) = (true, false);
        if let Some(before) = &before {
            differs = before.content != now.content;
            let rights = word == Word::Metadata && now.stamp.same_but_for_rights(&before.stamp);
            counts = self.building && now.stamp != before.stamp && !rights;
        }
        if differs && word == Word::Unheard && named == Named::Itself && !now.stamp.has_other_names() {
            self.suspect(path);
        }
        self.tree.set(path, Some(now.clone()));
        if differs || counts || self.batch.knows(path) {
            self.batch.record(path, News { before, now: Some(now), word, counts }, self.noticed);
        }
    }

    /// Notes that nothing stands at a path any more.
    fn lose(&mut self, path: &Path, word: Word) {
        if path == self.scope.report() {
            self.missing.get_or_insert_with(Instant::now);
        }
        self.lose_file(path, word);
        self.lose_folder(path, word);
    }

    /// Notes that no file stands at a path any more.
    fn lose_file(&mut self, path: &Path, word: Word) {
        let before = self.tree.file(path).cloned();
        if before.is_some() && word == Word::Unheard {
            self.suspect(path);
        }
        if before.is_some() || self.batch.knows(path) {
            self.tree.set(path, None);
            self.batch.record(path, News { before, now: None, word, counts: false }, self.noticed);
        }
    }

    /// Notes that no folder stands at a path any more.
    fn lose_folder(&mut self, path: &Path, word: Word) {
        if self.tree.folder(path).is_none() {
            return;
        }
        for (path, folder) in self.tree.remove(path) {
            if folder.ear.is_some() && self.deaf.is_none() {
                self.listener.forget(&path);
            }
            for (name, before) in folder.files {
                let news = News { before: Some(before), now: None, word, counts: false };
                self.batch.record(&path.join(name), news, self.noticed);
            }
        }
    }

    /// Remembers a change that nobody announced, if it should have been heard.
    fn suspect(&mut self, path: &Path) {
        let ear = path.parent().and_then(|parent| self.tree.folder(parent)).and_then(|folder| folder.ear);
        if ear.is_some_and(|ear| ear.since < self.before) {
            self.unheard.push((path.to_owned(), Instant::now()));
        }
    }

    /// Puts an ear on a folder, unless one is on it.
    fn listen(&mut self, path: &Path, folder: (u64, u64)) {
        let known = self.tree.folder(path).and_then(|folder| folder.ear);
        if self.deaf.is_some() || known.is_some_and(|ear| ear.folder == folder) {
            return;
        }
        let reach = if self.scope.names_in(path).is_some() { Reach::Folder } else { self.listener.reach() };
        let needed = reach == Reach::Folder || self.scope.is_root(path);
        let heard = if needed { self.listener.listen(path, reach) } else { Ok(()) };
        self.tree.enter(path).ear = match heard {
            Ok(()) => Some(Ear { folder, since: Instant::now() }),
            Err(Deaf::Absent) => None,
            Err(deaf) => {
                self.deaf = Some(deaf);
                None
            }
        };
    }

    /// Reads one file that is known by its stamp alone; returns whether there was one.
    pub(super) fn read_one(&mut self, go_on: impl FnMut() -> bool) -> bool {
        let Some(path) = self.unread.pop() else { return false };
        let unread = self.tree.file(&path).filter(|seen| seen.content == Content::Unread);
        if let Some(seen) = unread.and_then(|seen| seen.fill(&path, go_on)) {
            self.tree.set(&path, Some(seen));
        }
        true
    }

    /// Forgets the news about the report's folder, of which was said that it is gone.
    pub(super) fn forget_report(&mut self) {
        let report = self.scope.report().to_owned();
        self.batch.forget(&report);
    }
}

/// Looks at a name; a link to a file counts as that file, any other link as itself.
fn sight(path: &Path) -> Sight {
    let metadata = match path.symlink_metadata() {
        Ok(metadata) => metadata,
        Err(error) if is_absence(&error) => return Sight::Absent,
        Err(_) => return Sight::Unknown,
    };
    if !metadata.is_symlink() {
        return Sight::Here(metadata, Named::Itself);
    }
    match path.metadata() {
        Ok(target) if target.is_file() => Sight::Here(target, Named::Link),
        _ => Sight::Here(metadata, Named::Link),
    }
}

/// Returns whether an error means that there is nothing, or nothing for us.
fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::PermissionDenied)
}

//! What a file is: its stamp, cheap to ask for, and its content by hash, which is the truth.
//!
//! A content is read again only when the stamp differs, or when the stamp is so young that a second write could bear the same
//! (git calls such an entry racy). Remembers nothing: `tree` does.

use std::fs::{File, Metadata};
use std::hash::Hasher as _;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// A stamp is not believed before it is this old: FAT counts in steps of two seconds, network drives in one.
const YOUNG: Duration = Duration::from_secs(3);

/// How much is read at once: enough that the system calls do not count, little enough to be given up quickly.
const CHUNK: u64 = 256 * 1024;

/// What the file system says of a file without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// When anything about the file changed, which no program can set: seconds and nanoseconds.
    changed: (i64, i64),
    /// Drive and number of the file, which a rename brings along.
    file: (u64, u64),
    /// How many names the file has; with more than one it can change under another.
    names: u64,
}

impl Stamp {
    /// Reads the stamp of a file from what the system told.
    pub(super) fn of(metadata: &Metadata) -> Self {
        let (changed, file, names) = identity(metadata);
        Self { length: metadata.len(), modified: metadata.modified().ok(), changed, file, names }
    }

    /// Returns whether nothing but rights, owner or the number of names can have changed since, if no file took the name.
    pub(super) fn same_but_for_rights(&self, before: &Stamp) -> bool {
        (self.length, self.modified, self.file) == (before.length, before.modified, before.file)
    }

    /// Returns the file's length in bytes.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Returns which file or folder it is, whatever its name: drive and number.
    pub(super) fn file(&self) -> (u64, u64) {
        self.file
    }

    /// Returns whether the file has other names, under which it may be written unheard.
    pub(super) fn has_other_names(&self) -> bool {
        self.names > 1
    }

    /// Returns whether a write at this moment could leave the same stamp.
    fn is_young(&self) -> bool {
        // A clock that was set back makes files of the future: as good as young.
        self.modified.is_none_or(|modified| modified.elapsed().map_or(true, |age| age < YOUNG))
    }
}

/// Returns when a file last changed in any way, which file it is, and how many names it has.
#[cfg(unix)]
fn identity(metadata: &Metadata) -> ((i64, i64), (u64, u64), u64) {
    use std::os::unix::fs::MetadataExt as _;
    ((metadata.ctime(), metadata.ctime_nsec()), (metadata.dev(), metadata.ino()), metadata.nlink())
}

/// Elsewhere the standard library tells none of it; when the file was made stands in for which file it is.
#[cfg(not(unix))]
fn identity(metadata: &Metadata) -> ((i64, i64), (u64, u64), u64) {
    let created = metadata.created().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    let created = created.unwrap_or_default();
    ((0, 0), (created.as_secs(), u64::from(created.subsec_nanos())), 1)
}

/// What stands under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// A file that was not read yet: known by its stamp alone.
    Unread,
    /// A file's bytes, by hash.
    Bytes(u64),
    /// A file that the system does not let us read.
    Unreadable,
    /// A link that leads to no file: a folder, or nothing.
    Link(PathBuf),
    /// A pipe, a socket, a device: never opened, because that may wait for ever.
    Special,
}

/// A file as it was last looked at.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// The stamp, taken before the content was read: what is written meanwhile leaves another.
    pub(super) stamp: Stamp,
    pub(super) content: Content,
    /// When this stamp was first seen, if it is young: until then the content is read at every look.
    young_since: Option<Instant>,
}

impl Seen {
    /// Looks at what stands under a name for the first time, without reading more than it must.
    pub(super) fn first(path: &Path, metadata: &Metadata) -> Self {
        let stamp = Stamp::of(metadata);
        if metadata.is_file() && !stamp.is_young() {
            return Self { stamp, content: Content::Unread, young_since: None };
        }
        Self::read(path, metadata)
    }

    /// Looks at what stands under a name and reads it.
    pub(super) fn read(path: &Path, metadata: &Metadata) -> Self {
        let stamp = Stamp::of(metadata);
        let young_since = stamp.is_young().then(Instant::now);
        Self { stamp, content: content(path, metadata), young_since }
    }

    /// Returns whether the stamp alone tells that the content is the one that was seen.
    pub(super) fn stands(&self, metadata: &Metadata) -> bool {
        self.young_since.is_none() && self.stamp == Stamp::of(metadata)
    }

    /// Looks again: reads only if the stamp differs or is young.
    pub(super) fn again(&self, path: &Path, metadata: &Metadata) -> Self {
        let stamp = Stamp::of(metadata);
        if stamp != self.stamp {
            return Self::read(path, metadata);
        }
        let Some(since) = self.young_since else { return self.clone() };
        let young_since = self.young_since.filter(|_| since.elapsed() < YOUNG);
        Self { stamp, content: content(path, metadata), young_since }
    }

    /// Reads a file that was not read yet; `None` if it is not the one that was seen, or if `go_on` says to give up.
    pub(super) fn fill(&self, path: &Path, go_on: impl FnMut() -> bool) -> Option<Self> {
        let same = || std::fs::metadata(path).is_ok_and(|metadata| Stamp::of(&metadata) == self.stamp);
        if !same() {
            return None;
        }
        let content = match hash(path, go_on) {
            Ok(hash) => Content::Bytes(hash?),
            Err(_) => Content::Unreadable,
        };
        // What was written during the reading would otherwise pass for what was there before.
        same().then(|| Self { content, ..self.clone() })
    }
}

/// Reads what stands under a name.
fn content(path: &Path, metadata: &Metadata) -> Content {
    if metadata.is_file() {
        return match hash(path, || true) {
            Ok(Some(hash)) => Content::Bytes(hash),
            Ok(None) | Err(_) => Content::Unreadable,
        };
    }
    std::fs::read_link(path).map_or(Content::Special, Content::Link)
}

/// Hashes a file, chunk by chunk; `None` when `go_on` said to give up.
///
/// The standard library's `SipHash`, 64 bits: 1.5 GB/s where SHA-256 does 0.6 with and 0.2 without the processor's help. Only two
/// states of one file are ever compared, so that an edit would pass unseen once in 2^64; nobody gains by forging one.
fn hash(path: &Path, mut go_on: impl FnMut() -> bool) -> io::Result<Option<u64>> {
    let mut file = File::open(path)?;
    let mut hasher = std::hash::DefaultHasher::new();
    let mut chunk = Vec::new();
    while go_on() {
        chunk.clear();
        let length = file.by_ref().take(CHUNK).read_to_end(&mut chunk)?;
        hasher.write(&chunk);
        if length == 0 {
            return Ok(Some(hasher.finish()));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a file whose stamp is an hour old.
    fn old_file(path: &Path, text: &str) {
        std::fs::write(path, text).unwrap();
        let file = File::options().write(true).open(path).unwrap();
        let now = file.metadata().unwrap().modified().unwrap();
        file.set_modified(now - Duration::from_hours(1)).unwrap();
    }

    #[test]
    fn what_is_old_is_not_read_until_it_is_filled() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        old_file(&path, "办结508件");
        let seen = Seen::first(&path, &path.metadata().unwrap());
        assert_eq!(seen.content, Content::Unread);
        assert!(seen.fill(&path, || false).is_none(), "given up");
        let filled = seen.fill(&path, || true).unwrap();
        assert_eq!(filled.content, Seen::read(&path, &path.metadata().unwrap()).content);
        old_file(&path, "办结509件");
        assert!(seen.fill(&path, || true).is_none(), "not the file that was seen");
    }

    #[test]
    fn what_is_young_is_read_again_though_its_stamp_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        std::fs::write(&path, "508").unwrap();
        let metadata = path.metadata().unwrap();
        let seen = Seen::first(&path, &metadata);
        std::fs::write(&path, "509").unwrap();
        // As on a drive that counts in seconds: the old stamp with the new text.
        assert_ne!(seen.again(&path, &metadata).content, seen.content);
    }

    #[test]
    fn what_is_old_and_has_the_same_stamp_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        old_file(&path, "508");
        let metadata = path.metadata().unwrap();
        let seen = Seen::read(&path, &metadata);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(seen.again(&path, &metadata).content, seen.content);
    }

    #[test]
    fn a_large_file_is_hashed_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        let mut bytes = vec![7; 3 * 256 * 1024 + 5];
        std::fs::write(&a, &bytes).unwrap();
        *bytes.last_mut().unwrap() = 8;
        std::fs::write(&b, &bytes).unwrap();
        assert_ne!(hash(&a, || true).unwrap(), hash(&b, || true).unwrap());
    }
}

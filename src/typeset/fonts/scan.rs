//! Walks the font folders and reads what the cache does not know yet.
//!
//! The order of what it finds is the order of the folders, then of the names in them, whatever the file system
//! yields and however many threads read.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::cache::{Cache, Entry, InfoLine, Stamp};
use super::face::FaceRecord;
use super::library::{Face, Library, Origin};

/// Deeper folders are a mistake, such as a home folder given for a font folder.
const DEEPEST: usize = 16;

/// A larger file is no font: the largest collections in use have about 200 MB.
const LARGEST: u64 = 1 << 29;

impl Library {
    /// Finds the faces of `folders`, in the order in which they are looked up, and Typst's own faces last.
    ///
    /// Folders that do not exist and files that are no fonts are passed over. `cache` is a folder for what was
    /// found, written only when something is new; without one every font is read.
    pub fn scan(folders: &[PathBuf], cache: Option<&Path>) -> Library {
        let mut known = cache.map(Cache::load).unwrap_or_default();
        let mut found: Vec<(Origin, Stamp)> = walk(folders);
        found.extend(
            typst_assets::fonts().enumerate().map(|(index, data)| {
                (Origin::Embedded(index), Stamp { size: data.len() as u64, modified: 0 })
            }),
        );
        let entries: Vec<(Origin, Entry, Known)> = found
            .into_iter()
            .map(|(origin, stamp)| {
                let entry = origin.key().and_then(|key| known.files.remove(&key));
                (origin, stamp, entry.filter(|entry| entry.stamp == stamp))
            })
            .collect::<Vec<_>>()
            .into_par_iter()
            .filter_map(|(origin, stamp, entry)| match entry {
                Some(entry) => Some((origin, entry, Known::Before)),
                None => read(&origin, stamp).map(|entry| (origin, entry, Known::Now)),
            })
            .collect();
        if let Some(folder) = cache.filter(|_| entries.iter().any(|(_, _, known)| *known == Known::Now)) {
            known.forget_lost();
            let keyed = entries.iter().filter_map(|(origin, entry, _)| Some((origin.key()?, entry.clone())));
            known.files.extend(keyed);
            // A cache that cannot be written costs time at the next start, nothing else.
            known.save(folder).ok();
        }
        Library::new(entries.into_iter().flat_map(|(origin, entry, _)| {
            entry.faces.into_iter().map(move |(record, info)| Face::new(origin.clone(), record, info))
        }))
    }
}

/// Since when a file's faces are known.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    /// From the cache.
    Before,
    /// From reading it.
    Now,
}

/// Returns the font files of the folders, each once, in lookup order.
fn walk(folders: &[PathBuf]) -> Vec<(Origin, Stamp)> {
    let mut seen = BTreeSet::new();
    let mut files = Vec::new();
    for folder in folders {
        // Relative to where Bluebook runs, one path of the cache would stand for many files.
        let Ok(folder) = std::path::absolute(folder) else { continue };
        let entries = WalkDir::new(folder).follow_links(true).max_depth(DEEPEST).sort_by_file_name();
        for entry in entries.into_iter().flatten() {
            if !entry.file_type().is_file() || !is_font(entry.path()) || !seen.insert(entry.path().to_owned())
            {
                continue;
            }
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.len() <= LARGEST {
                files.push((Origin::File(entry.path().to_owned()), Stamp::of(&metadata)));
            }
        }
    }
    files
}

/// Returns whether a file is named as fonts are.
fn is_font(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    ["ttf", "otf", "ttc", "otc"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Reads the faces of one file: none if it is no font, `None` if it cannot be read.
fn read(origin: &Origin, stamp: Stamp) -> Option<Entry> {
    let faces = match origin {
        Origin::File(path) => FaceRecord::read_all(&fs::read(path).ok()?),
        Origin::Embedded(index) => FaceRecord::read_all(typst_assets::fonts().nth(*index)?),
    };
    let faces = faces.into_iter().map(|(record, info)| (record, InfoLine::new(&info))).collect();
    Some(Entry { stamp, faces })
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;

    /// Returns everything a library knows, in its order.
    fn all(library: &Library) -> Vec<String> {
        library.iter().map(|face| format!("{:?} {:?} {:?}", face.origin, face.record, face.info())).collect()
    }

    /// Returns the first names of the faces that are no embedded ones.
    fn found(library: &Library) -> Vec<&str> {
        let file = |face: &&Face| matches!(face.origin, Origin::File(_));
        library.iter().filter(file).map(|face| face.record.families[0].as_str()).collect()
    }

    #[test]
    fn folders_come_in_their_order_and_typsts_faces_last() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir(one.path().join("sub")).unwrap();
        Sample::new("Last", "a").write(two.path(), "a.ttf");
        Sample::new("Second", "a").write(&one.path().join("sub"), "a.OTF");
        Sample::new("First", "a").write(one.path(), "b.ttc");
        Sample::new("No font by its name", "a").write(one.path(), "c.txt");
        fs::write(one.path().join("d.ttf"), "no font by its content").unwrap();
        let folders =
            [one.path().to_owned(), "/no/such/folder".into(), two.path().to_owned(), one.path().to_owned()];
        let library = Library::scan(&folders, None);
        assert_eq!(found(&library), ["First", "Second", "Last"]);
        assert_eq!(
            library.iter().last().unwrap().origin,
            Origin::Embedded(typst_assets::fonts().count() - 1)
        );
    }

    #[test]
    fn a_warm_scan_finds_the_same_without_reading_a_font() {
        let (fonts, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        Sample::new("仿宋", "的一a").weight(500).write(fonts.path(), "a.ttf");
        let folders = [fonts.path().to_owned()];
        let cold = Library::scan(&folders, Some(cache.path()));
        // Other bytes of the same size and time: only the cache still knows the old name.
        let path = fonts.path().join("a.ttf");
        let (length, time) =
            (fs::metadata(&path).unwrap().len(), fs::metadata(&path).unwrap().modified().unwrap());
        fs::write(&path, vec![0; usize::try_from(length).unwrap()]).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        let warm = Library::scan(&folders, Some(cache.path()));
        assert_eq!(all(&warm), all(&cold));
        assert_eq!(found(&warm), ["仿宋"]);
    }

    #[test]
    fn a_changed_font_is_read_again_and_other_folders_are_remembered() {
        let (one, two, cache) =
            (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        Sample::new("Old", "a").write(one.path(), "a.ttf");
        Sample::new("Other", "a").write(two.path(), "a.ttf");
        Library::scan(&[one.path().to_owned()], Some(cache.path()));
        Library::scan(&[two.path().to_owned()], Some(cache.path()));
        let known = Cache::load(cache.path());
        assert!(known.files.keys().any(|path| path.starts_with(one.path().to_str().unwrap())));
        Sample::new("Newer", "ab").write(one.path(), "a.ttf");
        let library = Library::scan(&[one.path().to_owned()], Some(cache.path()));
        assert_eq!(found(&library), ["Newer"]);
        fs::remove_file(two.path().join("a.ttf")).unwrap();
        Sample::new("Newest", "abc").write(one.path(), "a.ttf");
        Library::scan(&[one.path().to_owned()], Some(cache.path()));
        let known = Cache::load(cache.path());
        assert!(!known.files.keys().any(|path| path.starts_with(two.path().to_str().unwrap())));
    }

    #[test]
    fn a_damaged_cache_is_built_again() {
        let (fonts, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        Sample::new("A", "ab").write(fonts.path(), "a.ttf");
        let folders = [fonts.path().to_owned()];
        let sound = all(&Library::scan(&folders, Some(cache.path())));
        let path = fs::read_dir(cache.path()).unwrap().next().unwrap().unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let without_coverage = text.replace("\"coverage\"", "\"cover\"");
        let other_version = text.replace("\"format\":1", "\"format\":0").replace("\"A\"", "\"B\"");
        let cut = [0, 1, text.len() / 2, text.len() - 1].map(|length| text[..length].to_owned());
        for damaged in cut.into_iter().chain(["\u{0}".repeat(99), without_coverage, other_version]) {
            fs::write(&path, &damaged).unwrap();
            assert_eq!(all(&Library::scan(&folders, Some(cache.path()))), sound);
        }
        fs::remove_dir_all(cache.path()).unwrap();
        fs::write(cache.path(), "a file where the folder should be").unwrap();
        assert_eq!(all(&Library::scan(&folders, Some(cache.path()))), sound);
        fs::remove_file(cache.path()).unwrap();
        fs::create_dir(cache.path()).unwrap();
    }
}

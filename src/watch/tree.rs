//! What was seen last: folders, their files, and which folders are listened to. Plain data, which asks the system nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::content::Seen;

/// An ear on a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ear {
    /// Which folder it is on: another may have taken the name.
    pub(super) folder: (u64, u64),
    /// Since when: what happened before was not heard.
    pub(super) since: Instant,
}

/// A folder as it was last looked at.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// What stands in it that is no folder.
    pub(super) files: BTreeMap<OsString, Seen>,
    /// The names of the folders in it.
    folders: BTreeSet<OsString>,
    /// The ear on it, if there is one.
    pub(super) ear: Option<Ear>,
    /// Whether it declares itself a cache, and is not entered.
    pub(super) cache: bool,
}

/// All folders, by their whole paths.
#[derive(Debug, Default)]
pub(super) struct Tree {
    folders: BTreeMap<PathBuf, Folder>,
}

impl Tree {
    /// Returns a folder, entering it if it is new.
    pub(super) fn enter(&mut self, path: &Path) -> &mut Folder {
        if !self.folders.contains_key(path)
            && let (Some(parent), Some(name)) = (path.parent(), path.file_name())
            && let Some(parent) = self.folders.get_mut(parent)
        {
            parent.folders.insert(name.to_owned());
        }
        self.folders.entry(path.to_owned()).or_default()
    }

    /// Returns a folder that was seen.
    pub(super) fn folder(&self, path: &Path) -> Option<&Folder> {
        self.folders.get(path)
    }

    /// Returns the nearest folder above a path that was seen.
    pub(super) fn above<'a>(&'a self, path: &'a Path) -> Option<(&'a Path, &'a Folder)> {
        let mut above = path.ancestors().skip(1);
        above.find_map(|folder| Some((folder, self.folders.get(folder)?)))
    }

    /// Returns a file that was seen.
    pub(super) fn file(&self, path: &Path) -> Option<&Seen> {
        self.folders.get(path.parent()?)?.files.get(path.file_name()?)
    }

    /// Replaces what was seen of a file in a folder that was entered; `None` removes it.
    pub(super) fn set(&mut self, path: &Path, seen: Option<Seen>) {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return };
        let Some(folder) = self.folders.get_mut(parent) else { return };
        match seen {
            Some(seen) => drop(folder.files.insert(name.to_owned(), seen)),
            None => drop(folder.files.remove(name)),
        }
    }

    /// Returns what was seen in a folder and is not among the names: files, and folders.
    pub(super) fn not_among(&self, path: &Path, names: &BTreeSet<OsString>) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let Some(folder) = self.folders.get(path) else { return Default::default() };
        let absent = |name: &&OsString| !names.contains(OsStr::new(name));
        let files = folder.files.keys().filter(absent).map(|name| path.join(name)).collect();
        (files, folder.folders.iter().filter(absent).map(|name| path.join(name)).collect())
    }

    /// Removes a folder with all below it and returns them.
    pub(super) fn remove(&mut self, path: &Path) -> Vec<(PathBuf, Folder)> {
        if let (Some(parent), Some(name)) = (path.parent(), path.file_name())
            && let Some(parent) = self.folders.get_mut(parent)
        {
            parent.folders.remove(name);
        }
        let below = self.below(path);
        below.into_iter().filter_map(|path| self.folders.remove_entry(&path)).collect()
    }

    /// Takes the ears off a folder and all below it: what they are on is not certain any more.
    pub(super) fn deafen(&mut self, path: &Path) {
        for path in self.below(path) {
            if let Some(folder) = self.folders.get_mut(&path) {
                folder.ear = None;
            }
        }
    }

    /// Returns the paths of a folder and of all below it.
    fn below(&self, path: &Path) -> Vec<PathBuf> {
        let from = self.folders.range::<Path, _>((Bound::Included(path), Bound::Unbounded));
        from.map(|(path, _)| path).take_while(|below| below.starts_with(path)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_with_all_below_it_and_not_with_its_neighbours() {
        let mut tree = Tree::default();
        for path in ["/r", "/r/a", "/r/a/b", "/r/a b", "/r/a.b", "/r/ab"] {
            tree.enter(Path::new(path));
        }
        let gone: Vec<_> = tree.remove(Path::new("/r/a")).into_iter().map(|(path, _)| path).collect();
        assert_eq!(gone, [PathBuf::from("/r/a"), PathBuf::from("/r/a/b")]);
        let (_, folders) = tree.not_among(Path::new("/r"), &BTreeSet::new());
        assert_eq!(folders, ["/r/a b", "/r/a.b", "/r/ab"].map(PathBuf::from));
    }

    #[test]
    fn the_nearest_known_folder_is_found() {
        let mut tree = Tree::default();
        tree.enter(Path::new("/r"));
        let above = tree.above(Path::new("/r/new/newer/x.md")).map(|(path, _)| path);
        assert_eq!(above, Some(Path::new("/r")));
        assert!(tree.above(Path::new("/elsewhere/x.md")).is_none());
    }
}

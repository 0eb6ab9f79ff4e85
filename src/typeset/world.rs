//! Typst's world: the generated files, the style, the images and the faces, all in memory.
//!
//! Typst can read what is in here and nothing else: no file of the machine, no network, no clock.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use rayon::prelude::*;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::fonts::Faces;
use super::{Input, edit};

/// Typst's standard library, the same for every report: data never goes through it, because a changed
/// library makes every layout a cold one.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// A report as Typst sees it.
#[derive(Debug)]
pub(super) struct ReportWorld {
    main: FileId,
    sources: BTreeMap<Key, Source>,
    files: BTreeMap<Key, Bytes>,
    faces: Arc<Faces>,
    today: Option<Datetime>,
}

/// A path in Typst's world, beginning with `/`.
type Key = String;

impl ReportWorld {
    /// Makes the world of one layout; files that were in the world `before` are edited, not read anew.
    pub(super) fn new(input: Input, faces: Arc<Faces>, before: Option<&ReportWorld>) -> Self {
        let main_path = input.sources.first().map_or("/main.typ", |source| source.path.as_str());
        let main = intern(main_path);
        let mut files = BTreeMap::new();
        let mut code = Vec::new();
        let generated = input.sources.into_iter().map(|source| (source.path, source.text));
        for (path, text) in generated.chain(input.texts) {
            if path.ends_with(".typ") {
                code.push((intern(&path), path, text));
            } else {
                files.insert(path, Bytes::from_string(text));
            }
        }
        let source = |(id, path, text): (FileId, String, String)| {
            let known = before.and_then(|before| before.sources.get(&path));
            let source = match known {
                Some(source) => edit::edited(source.clone(), &text),
                None => Source::new(id, text),
            };
            (path, source)
        };
        let sources = code.into_par_iter().map(source).collect();
        files.extend(input.files.into_iter().map(|(path, bytes)| (path, Bytes::new(bytes))));
        let today = input.date.and_then(|date| Datetime::from_ymd(date.year.into(), date.month, date.day));
        Self { main, sources, files, faces, today }
    }

    /// Returns the faces.
    pub(super) fn faces(&self) -> &Faces {
        &self.faces
    }

    /// Returns the faces, shared.
    pub(super) fn shared_faces(&self) -> Arc<Faces> {
        self.faces.clone()
    }

    /// Returns a file of Typst code by its path.
    pub(super) fn generated(&self, path: &str) -> Option<&Source> {
        self.sources.get(path)
    }

    /// Returns the files that the main file includes or imports.
    pub(super) fn included(&self) -> impl Iterator<Item = &Source> {
        self.sources.values().filter(|source| source.id() != self.main)
    }

    /// Returns the file's path when it may be read at all: packages would have to come from the network.
    fn key(id: FileId) -> FileResult<&'static str> {
        let path = id.get();
        match path.root() {
            VirtualRoot::Project => Ok(path.vpath().get_with_slash()),
            VirtualRoot::Package(_) => Err(FileError::AccessDenied),
        }
    }
}

impl World for ReportWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.faces.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let key = Self::key(id)?;
        self.sources.get(key).cloned().ok_or_else(|| FileError::NotFound(key.into()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let key = Self::key(id)?;
        self.files.get(key).cloned().ok_or_else(|| FileError::NotFound(key.into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.faces.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}

/// Returns Typst's id of a path. Ids are never freed, so paths must not be made up anew for each build.
fn intern(path: &str) -> FileId {
    // Paths come from emission and from file names in canonical form, which VirtualPath takes.
    let path = VirtualPath::new(path).or_else(|_| VirtualPath::new("/unnamed"));
    let Ok(path) = path else { unreachable!("a constant path is valid") };
    RootedPath::new(VirtualRoot::Project, path).intern()
}

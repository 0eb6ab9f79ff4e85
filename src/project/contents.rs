//! What `content/` holds: its sections in order, and what is there beside them.
//!
//! Looks at names and kinds of files only; their text is read by `project`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{files, name};
use crate::failure::Failure;

/// Deeper folders are not walked: no report numbers more levels, and a loop of folders ends here.
const DEEPEST: u8 = 16;

/// The folder of the sections.
pub(super) const FOLDER: &str = "content";

/// What `content/` holds; every path is relative to the report.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// The sections in order, with their levels.
    pub sections: Vec<(PathBuf, u8)>,
    /// Files that are no sections.
    pub others: Vec<PathBuf>,
    /// Copies that are not read, each with its original.
    pub copies: Vec<(PathBuf, PathBuf)>,
    /// Folders without `index.md`, each with the first of its sections.
    pub untitled: Vec<(PathBuf, PathBuf)>,
    /// Links that lead out of the report.
    pub outside: Vec<PathBuf>,
}

/// What a name in a folder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Folder,
    Section,
    Other,
    Outside,
}

/// One name in a folder.
struct Item {
    path: PathBuf,
    stem: String,
    kind: Kind,
}

/// Walks the `content/` of a report whose root is canonical.
pub(super) fn walk(root: &Path) -> Result<Contents, Failure> {
    let mut contents = Contents::default();
    walk_folder(root, Path::new(FOLDER), 1, &mut contents)?;
    Ok(contents)
}

/// Walks one folder; `level` is that of a section directly in it.
fn walk_folder(root: &Path, folder: &Path, level: u8, contents: &mut Contents) -> Result<(), Failure> {
    let mut items = items(root, folder)?;
    items.sort_by(|a, b| {
        let index = |item: &Item| !(item.kind == Kind::Section && name::is_index(&item.stem));
        let names = || name::compare(&a.stem, &b.stem).then_with(|| a.path.cmp(&b.path));
        index(a).cmp(&index(b)).then_with(names)
    });
    let originals: BTreeMap<_, _> = items
        .iter()
        .map(|item| ((item.kind == Kind::Folder, item.stem.clone()), item.path.clone()))
        .collect();
    for item in items {
        let mut candidates = name::originals(&item.stem).into_iter();
        let original =
            candidates.find_map(|stem| originals.get(&(item.kind == Kind::Folder, stem.to_owned())));
        match (item.kind, original) {
            (Kind::Section | Kind::Folder, Some(original)) => {
                contents.copies.push((item.path, original.clone()));
            }
            (Kind::Section, None) => {
                let titles_folder = level > 1 && name::is_index(&item.stem);
                contents.sections.push((item.path, if titles_folder { level - 1 } else { level }));
            }
            (Kind::Folder, None) if level >= DEEPEST => contents.others.push(item.path),
            (Kind::Folder, None) => walk_subfolder(root, &item.path, level + 1, contents)?,
            (Kind::Other, _) => contents.others.push(item.path),
            (Kind::Outside, _) => contents.outside.push(item.path),
        }
    }
    Ok(())
}

/// Walks a folder below `content/` and notes when nothing gives it a title.
fn walk_subfolder(root: &Path, folder: &Path, level: u8, contents: &mut Contents) -> Result<(), Failure> {
    let before = contents.sections.len();
    walk_folder(root, folder, level, contents)?;
    if let Some((first, first_level)) = contents.sections.get(before)
        && *first_level >= level
    {
        contents.untitled.push((folder.to_owned(), first.clone()));
    }
    Ok(())
}

/// Lists a folder without what programs leave behind.
fn items(root: &Path, folder: &Path) -> Result<Vec<Item>, Failure> {
    let path = root.join(folder);
    let list = std::fs::read_dir(&path).map_err(|error| files::failed(&path, &error))?;
    let mut items = Vec::new();
    for entry in list {
        let entry = entry.map_err(|error| files::failed(&path, &error))?;
        let kind = entry.file_type().map_err(|error| files::failed(&entry.path(), &error))?;
        let name = entry.file_name();
        let shown = name.to_string_lossy();
        if name::is_temporary(&shown) {
            continue;
        }
        let stem = if kind.is_dir() { None } else { name::section_stem(&shown) };
        let stem = stem.unwrap_or(&shown).to_owned();
        let kind = judge(root, &entry.path(), (kind, &name));
        items.push(Item { path: folder.join(&name), stem, kind });
    }
    Ok(items)
}

/// Decides what a name stands for; a link counts as what it leads to, if that is a file of the report.
fn judge(root: &Path, path: &Path, (kind, name): (std::fs::FileType, &OsString)) -> Kind {
    let section = name::section_stem(&name.to_string_lossy()).is_some();
    let of_file = if section { Kind::Section } else { Kind::Other };
    if kind.is_dir() {
        return Kind::Folder;
    }
    if !kind.is_symlink() {
        return if kind.is_file() { of_file } else { Kind::Other };
    }
    match path.canonicalize() {
        Ok(target) if !target.starts_with(root) => Kind::Outside,
        Ok(target) if target.is_file() => of_file,
        _ => Kind::Other,
    }
}

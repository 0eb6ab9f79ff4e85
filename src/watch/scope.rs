//! Which paths are inputs: where to look, and what lies there without being anyone's text.
//!
//! Judges by names and places alone and reads nothing but, once, where links lead. Whatever `project` would read must
//! count here; that more counts costs one build too many, that less counts would cost a change.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::Inputs;

/// A cache says so with this file (bford.info/cachedir): Cargo's `target/` and its like are not entered.
pub(super) const CACHE_MARK: &str = "CACHEDIR.TAG";

/// A folder to look at, with what to look at in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Root {
    /// The folder, links resolved.
    pub(super) folder: PathBuf,
    /// The names that count directly in it; `None` when everything below it counts.
    pub(super) only: Option<BTreeSet<OsString>>,
}

/// The folders of a report and what in them is not looked at.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// The report's folder first.
    roots: Vec<Root>,
    own: Vec<PathBuf>,
}

impl Scope {
    /// Resolves the links that lead to the inputs.
    pub(super) fn new(inputs: &Inputs) -> Self {
        let report = real(&inputs.root);
        let mut own: Vec<_> = inputs.ignored.iter().map(|path| real(path)).collect();
        own.push(report.join("build"));
        let mut scope = Self { roots: vec![Root { folder: report, only: None }], own };
        for other in inputs.others.iter().map(|path| real(path)) {
            if !scope.covers(&other) {
                scope.add(other);
            }
        }
        scope
    }

    /// Adds an input outside the report: a folder as a whole, a file by its name in its folder.
    fn add(&mut self, other: PathBuf) {
        let (true, Some(parent), Some(name)) = (other.is_file(), other.parent(), other.file_name()) else {
            self.roots.push(Root { folder: other, only: None });
            return;
        };
        let beside = self.roots.iter_mut().find(|root| root.folder == parent);
        match beside.and_then(|root| root.only.as_mut()) {
            Some(only) => drop(only.insert(name.to_owned())),
            None => {
                let only = Some(BTreeSet::from([name.to_owned()]));
                self.roots.push(Root { folder: parent.to_owned(), only });
            }
        }
    }

    /// Returns the folders to look at, the report's first.
    pub(super) fn roots(&self) -> &[Root] {
        &self.roots
    }

    /// Returns the report's folder.
    pub(super) fn report(&self) -> &Path {
        &self.roots[0].folder
    }

    /// Returns whether everything below a folder counts because it was named as an input, or names in it do.
    pub(super) fn is_root(&self, folder: &Path) -> bool {
        self.roots.iter().any(|root| root.folder == folder)
    }

    /// Returns the names that count in a folder of which only some do.
    pub(super) fn names_in(&self, folder: &Path) -> Option<BTreeSet<OsString>> {
        let at = || self.roots.iter().filter(|root| root.folder == folder);
        let whole = at().next().is_none() || at().any(|root| root.only.is_none());
        (!whole).then(|| at().filter_map(|root| root.only.clone()).flatten().collect())
    }

    /// Returns whether a file or folder is an input by its place and its name.
    pub(super) fn covers(&self, path: &Path) -> bool {
        self.roots.iter().any(|root| {
            let Ok(below) = path.strip_prefix(&root.folder) else { return false };
            let by_name = match &root.only {
                Some(only) => below.as_os_str().is_empty() || only.contains(below.as_os_str()),
                None => !below.iter().any(|name| is_temporary(&name.to_string_lossy())),
            };
            by_name && !self.is_own(path, root)
        })
    }

    /// Returns whether a name counts in a folder that counts as a whole.
    pub(super) fn covers_in(&self, folder: &Path, name: &OsStr) -> bool {
        let path = folder.join(name);
        let plain = !is_temporary(&name.to_string_lossy());
        let own = || self.own.contains(&path);
        (plain && !own()) || self.covers(&path)
    }

    /// Returns whether a path is one of our outputs, and not a folder that was named as an input in it.
    fn is_own(&self, path: &Path, root: &Root) -> bool {
        self.own.iter().any(|own| path.starts_with(own) && !root.folder.starts_with(own))
    }
}

/// Returns a path with its links resolved as far as it exists, so that events and outputs are compared by one name.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (absolute.parent(), absolute.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => absolute,
    }
}

/// Returns whether a name is a hidden or temporary one of some program.
///
/// Each line is what `project` does not read either: editors (vim `x~`, `.x.swp`, `4913`; Emacs `.#x`, `#x#`; JetBrains; Kate;
/// `.goutputstream-…` of GNOME), offices (`~$x`, `.~lock.x#`, `~WPS….tmp`), those who carry files (Syncthing, Dropbox, downloads).
fn is_temporary(name: &str) -> bool {
    let lower = name.to_lowercase();
    let exact = ["thumbs.db", "desktop.ini", "node_modules"].contains(&lower.as_str());
    let begins = lower.starts_with(['.', '~']) || (lower.starts_with('#') && lower.ends_with('#'));
    let endings = [
        "~",
        ".tmp",
        ".temp",
        ".bak",
        ".swp",
        ".swo",
        ".swx",
        ".part",
        ".partial",
        ".crdownload",
        ".kate-swp",
        ".vsctmp",
        "___jb_tmp___",
        "___jb_old___",
        "___jb_bak___",
    ];
    exact
        || begins
        || endings.iter().any(|end| lower.ends_with(end))
        || is_probe(&lower)
        || is_numbered(&lower)
}

/// Returns whether a name is one with which vim tries whether it may write: `4913`, and 123 more while that is taken.
fn is_probe(name: &str) -> bool {
    let number: Option<u32> = name.parse().ok();
    number.is_some_and(|number| name.len() <= 5 && number >= 4913 && (number - 4913).is_multiple_of(123))
}

/// Returns whether a name is `x.tmp.1234` or `x.tmp-1234`, as programs write before they rename.
fn is_numbered(name: &str) -> bool {
    let bare = name.trim_end_matches(|c: char| c.is_ascii_hexdigit());
    bare.len() < name.len() && (bare.ends_with(".tmp.") || bare.ends_with(".tmp-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(others: &[&str]) -> Scope {
        let others = others.iter().map(PathBuf::from).collect();
        Scope::new(&Inputs {
            root: "/nowhere/report".into(),
            others,
            ignored: vec!["/nowhere/report/out.pdf".into(), "/nowhere/report/pages".into()],
        })
    }

    #[test]
    fn temporaries_of_programs_do_not_count() {
        let scope = scope(&[]);
        let names = "01-概况.md~ .01.md.swp 4913 5036 .#01.md #01.md# 01.md___jb_tmp___ 01.md___jb_old___ 01.tmp ~$报告.docx \
            .goutputstream-AB12CD .01.md.kate-swp .syncthing.01.md.tmp ~syncthing~01.md.tmp .~lock.表.xlsx# ~WPS1234.tmp \
            .git .dropbox.cache .DS_Store Thumbs.db x.png.part x.md.tmp.31337 x.md.vsctmp";
        for name in names.split_whitespace() {
            assert!(!scope.covers(&Path::new("/nowhere/report/content").join(name)), "{name}");
            assert!(!scope.covers(&Path::new("/nowhere/report").join(name).join("x.md")), "in {name}");
        }
    }

    #[test]
    fn what_people_write_counts() {
        let scope = scope(&[]);
        let names = "01-概况.md 2021 4912 4914.md 49130 x.tmp.md figures.lock 数据.xlsx refs.bib a~b.md 表#1.csv target notes.txt bluebook.toml";
        for name in names.split_whitespace() {
            assert!(scope.covers(&Path::new("/nowhere/report").join(name)), "{name}");
        }
        assert!(!scope.covers(Path::new("/nowhere/other/x.md")));
        assert!(!scope.covers(Path::new("/nowhere/report2/x.md")));
    }

    #[test]
    fn own_outputs_do_not_count() {
        let scope = scope(&[]);
        for path in ["build", "build/report.pdf", "out.pdf", "pages/1.png"] {
            assert!(!scope.covers(&Path::new("/nowhere/report").join(path)), "{path}");
        }
        assert!(
            scope.covers(Path::new("/nowhere/report/content/build/x.md")),
            "only the report's own `build/`"
        );
    }

    #[test]
    fn what_lies_outside_or_hidden_counts_when_it_was_named() {
        let outside = tempfile::tempdir().unwrap();
        let folder = outside.path().canonicalize().unwrap();
        std::fs::write(folder.join("figures.lock"), "x").unwrap();
        let lock = folder.join("figures.lock");
        let scope = scope(&[lock.to_str().unwrap(), "/nowhere/report/.fonts", "/nowhere/report/fonts"]);
        assert!(scope.covers(&lock));
        assert!(!scope.covers(&folder.join("other.lock")), "its neighbours do not");
        assert!(scope.covers(Path::new("/nowhere/report/.fonts/楷体.ttf")));
        assert_eq!(scope.roots().len(), 3, "what lies in the report is looked at once");
    }

    #[test]
    fn links_to_the_report_and_to_its_outputs_are_resolved() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().canonicalize().unwrap();
        std::fs::create_dir(base.join("real")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(base.join("real"), base.join("link")).unwrap();
        #[cfg(unix)]
        {
            let ignored = vec![base.join("link/new.pdf")];
            let scope = Scope::new(&Inputs { root: base.join("link"), others: Vec::new(), ignored });
            assert_eq!(scope.report(), base.join("real"));
            assert!(!scope.covers(&base.join("real/new.pdf")));
        }
    }
}

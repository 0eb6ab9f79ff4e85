//! The watcher over real folders: whatever happens to the files, the last state that was handed out is the state on disk.
//!
//! No test asks how quickly: each waits until the outcome is there, for as long as [`PATIENCE`].

mod failing;
mod folders;
mod quiet;
mod saving;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::hints::Hints;
use super::listen::Listener;
use super::{Changes, Inputs, Wait, Watcher};

/// How long an outcome may take on the busiest machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A report with its watcher, and what a build would have seen.
struct Desk {
    /// Deleted when the test ends.
    _folder: TempDir,
    root: PathBuf,
    watcher: Watcher,
    built: BTreeMap<PathBuf, Vec<u8>>,
}

impl Desk {
    /// A report of three sections, watched with the system's ears.
    fn new() -> Self {
        let (folder, root) = report();
        let watcher = Watcher::new(&inputs(&root));
        Self::at(folder, root, watcher)
    }

    /// The same with other ears; returns the board they fill.
    fn with(ears: impl FnOnce(Hints) -> Box<dyn Listener>) -> (Self, Hints) {
        let (folder, root) = report();
        let hints = Hints::default();
        let ears = ears(hints.clone());
        let watcher = Watcher::over(&inputs(&root), hints.clone(), ears);
        (Self::at(folder, root, watcher), hints)
    }

    fn at(folder: TempDir, root: PathBuf, watcher: Watcher) -> Self {
        let built = read(&root);
        Self { _folder: folder, root, watcher, built }
    }

    /// Returns the whole path of a file of the report.
    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Waits for the next batch and builds.
    fn next(&mut self) -> Changes {
        match self.watcher.wait(Some(PATIENCE)) {
            Wait::Changed(changes) => {
                self.built = read(&self.root);
                changes
            }
            other => panic!("no change but {other:?}"),
        }
    }

    /// Builds whenever a batch is handed out, until the last build saw what is on disk.
    fn follow(&mut self) {
        let began = Instant::now();
        while self.built != read(&self.root) {
            match self.watcher.wait(Some(Duration::from_secs(1))) {
                Wait::Changed(_) => self.built = read(&self.root),
                Wait::TimedOut if began.elapsed() < PATIENCE => {}
                other => panic!("{other:?} while the build is not of what is on disk"),
            }
        }
    }

    /// Takes what is handed out until nothing is, so that what a test does next is all there is.
    fn settle(&mut self) {
        let began = Instant::now();
        loop {
            let waited = self.watcher.wait(Some(Duration::from_millis(100)));
            if waited == Wait::TimedOut && self.watcher.eye.batch.is_empty() {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "the report does not come to rest: {waited:?}");
        }
    }

    /// Holds that nothing is handed out although everything is looked at, before and after events have come.
    fn nothing_happens(&mut self) {
        for _ in 0..2 {
            self.watcher.next = Instant::now();
            assert_eq!(self.watcher.wait(Some(Duration::from_millis(400))), Wait::TimedOut);
        }
    }
}

/// Makes a report of three sections.
fn report() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap().join("报告");
    fs::create_dir_all(root.join("content/02-绩效")).unwrap();
    fs::write(root.join("bluebook.toml"), "[report]\n").unwrap();
    for name in ["content/01-概况.md", "content/02-绩效/index.md", "content/02-绩效/01-产出.md"] {
        fs::write(root.join(name), format!("# {name}\n\n办结508件。\n")).unwrap();
    }
    (folder, root)
}

fn inputs(root: &Path) -> Inputs {
    Inputs { root: root.to_owned(), others: Vec::new(), ignored: vec![root.join("out.pdf")] }
}

/// Reads what a build would: every file but the hidden and temporary ones.
fn read(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        let hidden =
            name.starts_with(['.', '~']) || name.ends_with(['~', '_']) || name == "build" || name == "4913";
        if hidden || path.extension().is_some_and(|end| end == "tmp") {
            continue;
        }
        if path.is_dir() {
            all.extend(read(&path));
        } else {
            all.insert(path.clone(), fs::read(&path).unwrap_or_default());
        }
    }
    all
}

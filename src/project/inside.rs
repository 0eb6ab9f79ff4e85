//! Files that a section names: found inside the report, by path relative to the section or to the report.
//!
//! Reads nothing. Links are followed, as long as they lead to a file of the report.

use std::path::{Component, Path, PathBuf};

/// Why there is no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    /// There is no such file.
    Missing,
    /// Outside the report, hidden, or in `build/`.
    Outside,
    /// The system refuses to say.
    Unreadable,
}

/// Returns a file's path relative to the canonical `root`, links resolved; `folder` is the section's.
pub(super) fn find(root: &Path, folder: &Path, path: &str) -> Result<PathBuf, Problem> {
    // A path copied out of Windows has backslashes.
    let path = path.replace('\\', "/");
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') || drive {
        return Err(Problem::Outside);
    }
    let inside: Vec<PathBuf> =
        [folder, Path::new("")].iter().filter_map(|from| normal(&from.join(&path))).collect();
    if inside.is_empty() || inside.iter().any(|path| is_closed(path)) {
        return Err(Problem::Outside);
    }
    let found =
        inside.iter().map(|path| root.join(path)).find(|path| path.is_file()).ok_or(Problem::Missing)?;
    let real = found.canonicalize().map_err(|_| Problem::Unreadable)?;
    let relative = real.strip_prefix(root).map_err(|_| Problem::Outside)?;
    if is_closed(relative) { Err(Problem::Outside) } else { Ok(relative.to_owned()) }
}

/// Returns a path without `.` and `..`; `None` when it leaves the report.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => normal.push(name),
            Component::ParentDir => normal.pop().then_some(())?,
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(normal)
}

/// Returns whether a relative path is one that no report may show: hidden, or Bluebook's own output.
fn is_closed(relative: &Path) -> bool {
    let mut parts = relative.components().map(|part| part.as_os_str().to_string_lossy());
    relative.starts_with("build") || parts.any(|part| part.starts_with('.'))
}

//! What a command works on: a report, or one of its sections alone.
//!
//! Reads no section: it only finds the report's folder.

use std::path::{Path, PathBuf};

use crate::diagnostic::printable;
use crate::failure::{Failure, Kind};
use crate::project;
use crate::text;

/// A report, or a section of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The report's folder, canonical.
    pub root: PathBuf,
    /// The section's file, relative to the report; of a folder, its index.
    pub only: Option<PathBuf>,
}

impl Target {
    /// Returns what a path on the command line means; without one, the report of the current folder.
    pub(super) fn of(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            return Ok(Self { root: project::find(Path::new("."))?, only: None });
        };
        let root = project::find(path)?;
        let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let inside = real.strip_prefix(&root).unwrap_or(Path::new("")).to_path_buf();
        let is_section = inside.starts_with("content") && inside != Path::new("content");
        let is_settings = inside == Path::new(project::SETTINGS);
        if real.is_file() && !is_section && !is_settings {
            let shown = printable(&path.display().to_string());
            let message = text!("{shown} 不是报告的一节", "{shown} is not a section of a report");
            return Err(Failure::new(Kind::Usage, message).hint(text!(
                "写报告的文件夹，或 content 里的一个文件",
                "name the report's folder, or a file in its content folder"
            )));
        }
        let only = match is_section {
            true if real.is_dir() => Some(index_of(&root, &inside)?),
            true => Some(inside),
            false => None,
        };
        Ok(Self { root, only })
    }

    /// Returns the targets of a command line, each on its own; without any, the current folder's report.
    pub(super) fn all(paths: &[PathBuf]) -> Vec<Result<Self, Failure>> {
        match paths {
            [] => vec![Self::of(None)],
            paths => paths.iter().map(|path| Self::of(Some(path))).collect(),
        }
    }

    /// Returns the name of the PDF without its ending: a section alone never replaces the report.
    pub(super) fn stem(&self) -> String {
        let Some(only) = &self.only else { return "report".to_owned() };
        let stands_for_folder = only.file_stem().is_some_and(|stem| stem == "index");
        let named = if stands_for_folder { only.parent().unwrap_or(only) } else { only };
        let name = named.file_name().unwrap_or_default().to_string_lossy().into_owned();
        [".md.txt", ".markdown", ".md", ".txt"]
            .iter()
            .find_map(|ending| name.strip_suffix(ending))
            .unwrap_or(&name)
            .to_owned()
    }

    /// Returns a name for people: the section's path, or the report's folder.
    pub(super) fn name(&self) -> String {
        let path = self.only.as_deref().unwrap_or(&self.root);
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.display().to_string());
        printable(&name)
    }
}

/// Returns the file that stands for a folder of sections; with it, everything below is printed.
fn index_of(root: &Path, folder: &Path) -> Result<PathBuf, Failure> {
    let names = ["index.md", "index.markdown", "index.md.txt", "index.txt"];
    let index = names.iter().map(|name| folder.join(name)).find(|path| root.join(path).is_file());
    index.ok_or_else(|| {
        let shown = printable(&folder.display().to_string());
        let message = text!(
            "文件夹 {shown} 没有 index.md，不能单独处理",
            "the folder {shown} has no index.md and cannot be taken alone"
        );
        Failure::new(Kind::Usage, message).hint(text!("写出其中一节的路径", "name one of the sections in it"))
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_path_is_a_report_or_a_section() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("content/02-x")).unwrap();
        fs::create_dir_all(root.join("content/03-y")).unwrap();
        for file in ["bluebook.toml", "content/02-x/index.md", "notes.md"] {
            fs::write(root.join(file), "").unwrap();
        }
        let only = |path: &str| Target::of(Some(&root.join(path))).map(|target| target.only);
        assert_eq!(only("").unwrap(), None);
        assert_eq!(only("content").unwrap(), None);
        assert_eq!(only("bluebook.toml").unwrap(), None);
        assert_eq!(only("content/02-x").unwrap(), Some("content/02-x/index.md".into()));
        assert_eq!(only("content/03-y").unwrap_err().kind, Kind::Usage);
        assert_eq!(only("content/02-x/index.md").unwrap(), Some("content/02-x/index.md".into()));
        let stem = |path: &str| Target::of(Some(&root.join(path))).map(|target| target.stem());
        assert_eq!(stem("").unwrap(), "report");
        assert_eq!(stem("content/02-x/index.md").unwrap(), "02-x");
        assert_eq!(only("notes.md").unwrap_err().kind, Kind::Usage);
        assert_eq!(only("no-such-file").unwrap_err().kind, Kind::Files);
    }
}

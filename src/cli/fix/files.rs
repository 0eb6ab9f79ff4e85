//! A file with its fixes made, and the pictures that come with them.

use std::fs;
use std::path::Path;

use super::Change;
use crate::cli::rewrite::{Refusal, Rewrite, stop};
use crate::diagnostic::printable;
use crate::export;
use crate::project::Import;
use crate::source::SourceFile;
use crate::source::edit::Edit;
use crate::text;

/// A file as it would be.
#[derive(Debug)]
pub(super) struct Draft {
    /// The file.
    pub file: Rewrite,
    /// The changes that were made.
    pub made: Vec<Change>,
}

impl Draft {
    /// Makes the changes that fit together in a file of a report; `None` where there is none.
    pub(super) fn of(root: &Path, file: &SourceFile, changes: Vec<Change>) -> Result<Option<Draft>, Refusal> {
        let edit = |change: &Change| Edit {
            range: change.fix.span.range(),
            replacement: change.fix.replacement.clone(),
        };
        let Some(file) = Rewrite::of(root, file, &changes.iter().map(edit).collect::<Vec<_>>())? else {
            return Ok(None);
        };
        let made = file.made.iter().map(|index| changes[*index].clone()).collect();
        Ok(Some(Draft { file, made }))
    }

    /// Returns the pictures that are copied with it.
    pub(super) fn imports(&self) -> impl Iterator<Item = &Import> {
        self.made.iter().filter_map(|change| change.import.as_ref())
    }

    /// Copies the pictures and writes the file, if it still is what was read.
    pub(super) fn write(&self, root: &Path) -> Result<(), Refusal> {
        self.file.confirm()?;
        for import in self.imports() {
            copy(root, import)?;
        }
        self.file.write()
    }
}

/// Copies a picture into the report; one that is there already stays.
fn copy(root: &Path, import: &Import) -> Result<(), Refusal> {
    let to = root.join(&import.to);
    if fs::read(&to).is_ok_and(|old| old == import.bytes) {
        return Ok(());
    }
    let shown = printable(&import.to);
    // What stands there now came after the name was chosen, or the folder leads out of the report.
    let folder = to.parent().unwrap_or(root);
    let leads_out = folder.canonicalize().is_ok_and(|folder| !folder.starts_with(root));
    if to.symlink_metadata().is_ok() || leads_out {
        return Err(Refusal::Leave(text!(
            "没有复制图片：{shown} 不能写",
            "the picture was not copied: {shown} cannot be written"
        )));
    }
    export::write(&to, &import.bytes).map_err(stop)
}

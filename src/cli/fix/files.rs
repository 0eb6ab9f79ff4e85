//! A file with its fixes made, and how it is put back on disk: whole, in its own encoding, and only if it is still the
//! file that was read.

use std::fs;
use std::path::{Path, PathBuf};

use super::Change;
use crate::diagnostic::{Text, printable};
use crate::export;
use crate::failure::{Failure, Kind};
use crate::project::Import;
use crate::source::SourceFile;
use crate::source::edit::{Edit, apply};
use crate::text;

/// A file as it would be.
#[derive(Debug)]
pub(super) struct Draft {
    /// Its path relative to the report.
    pub path: String,
    /// The same for messages.
    pub shown: String,
    /// Its text now.
    pub before: String,
    /// Its text afterwards.
    pub after: String,
    /// The changes that were made.
    pub made: Vec<Change>,
    place: PathBuf,
    old: Vec<u8>,
    new: Vec<u8>,
}

/// Why a file is not written.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It stays as it is; the others are gone on with.
    Leave(Text),
    /// The command ends.
    Stop(Failure),
}

impl Draft {
    /// Makes the changes that fit together in a file of a report; `None` where there is none.
    pub(super) fn of(root: &Path, file: &SourceFile, changes: Vec<Change>) -> Result<Option<Draft>, Refusal> {
        let edits: Vec<_> = changes
            .iter()
            .map(|change| Edit {
                range: change.fix.span.range(),
                replacement: change.fix.replacement.clone(),
            })
            .collect();
        let edited = apply(&file.text, &edits);
        if edited.made.is_empty() {
            return Ok(None);
        }
        let shown = printable(&file.path);
        let place = place(root, &file.path)?;
        let old = unchanged(&place, file, &shown)?;
        let new = file.encoding.encode(&edited.text).ok_or_else(|| {
            Refusal::Leave(text!(
                "没有改 {shown}：它的编码写不出改后的字",
                "{shown} was not changed: its encoding lacks a character of the new text"
            ))
        })?;
        let made = edited.made.iter().map(|index| changes[*index].clone()).collect();
        let (before, after) = (file.text.to_string(), edited.text);
        Ok(Some(Draft { path: file.path.clone(), shown, before, after, made, place, old, new }))
    }

    /// Returns the pictures that are copied with it.
    pub(super) fn imports(&self) -> impl Iterator<Item = &Import> {
        self.made.iter().filter_map(|change| change.import.as_ref())
    }

    /// Copies the pictures and writes the file, if it still is what was read.
    pub(super) fn write(&self, root: &Path) -> Result<(), Refusal> {
        if fs::read(&self.place).ok().as_deref() != Some(self.old.as_slice()) {
            return Err(Refusal::Leave(changed(&self.shown)));
        }
        for import in self.imports() {
            copy(root, import)?;
        }
        let permissions = fs::metadata(&self.place).map(|found| found.permissions());
        export::write(&self.place, &self.new).map_err(stop)?;
        if let Ok(permissions) = permissions {
            // A file whose rights cannot be set again is written all the same.
            fs::set_permissions(&self.place, permissions).ok();
        }
        Ok(())
    }
}

/// Returns the real place of a file of a report, which must lie in the report and be one that can be written.
fn place(root: &Path, path: &str) -> Result<PathBuf, Refusal> {
    let shown = printable(path);
    let leave =
        |zh: &str, en: &str| Refusal::Leave(text!("没有改 {shown}：{zh}", "{shown} was not changed: {en}"));
    let place = root
        .join(path)
        .canonicalize()
        .map_err(|_| leave("它不在报告文件夹里", "it is no file of this report"))?;
    if !place.starts_with(root) || !place.is_file() {
        return Err(leave("它在报告文件夹之外", "it lies outside the report"));
    }
    let metadata = place.metadata().map_err(|_| leave("读不到它", "it cannot be read"))?;
    if metadata.permissions().readonly() {
        let message = text!("{shown} 是只读的，没有改", "{shown} is read-only: this file was not changed");
        return Err(Refusal::Stop(
            Failure::new(Kind::Files, message)
                .hint(text!("去掉它的只读属性，再运行一次", "make it writable and run this again")),
        ));
    }
    Ok(place)
}

/// Returns the bytes of a file that on disk is what was read, byte for byte.
fn unchanged(place: &Path, file: &SourceFile, shown: &str) -> Result<Vec<u8>, Refusal> {
    let old = fs::read(place).map_err(|_| Refusal::Leave(changed(shown)))?;
    if file.encoding.encode(&file.text).as_ref() == Some(&old) {
        return Ok(old);
    }
    Err(Refusal::Leave(match file.text.contains('\u{fffd}') {
        true => text!(
            "没有改 {shown}：文件有损坏的字，写回去会丢失",
            "{shown} was not changed: it has damaged characters, which would be lost"
        ),
        false => changed(shown),
    }))
}

fn changed(shown: &str) -> Text {
    text!(
        "没有改 {shown}：读过以后它又变了，请再运行一次",
        "{shown} was not changed: it is no longer what was read; run this again"
    )
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

/// Ends the command with a failure whose way out fits files that have only one place.
fn stop(failure: Failure) -> Refusal {
    let failure = Failure { hints: Vec::new(), ..failure };
    Refusal::Stop(failure.hint(text!(
        "关掉正打开着它的程序，看看文件夹能不能写，再运行一次",
        "close the program that has it open, see that its folder can be written, and run this again"
    )))
}

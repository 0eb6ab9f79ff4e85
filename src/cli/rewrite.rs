//! A file of a report with changes made, and how it is put back on disk: whole, in its own encoding, and only if it is
//! still the file that was read.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Text, printable};
use crate::export;
use crate::failure::{Failure, Kind};
use crate::source::SourceFile;
use crate::source::edit::{Edit, apply};
use crate::text;

/// A file as it would be.
#[derive(Debug, Clone)]
pub(super) struct Rewrite {
    /// Its path relative to the report.
    pub path: String,
    /// The same for messages.
    pub shown: String,
    /// Its text now.
    pub before: String,
    /// Its text afterwards.
    pub after: String,
    /// The edits that were made: those that fit together, by their indices.
    pub made: Vec<usize>,
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

impl Rewrite {
    /// Makes the edits that fit together in a file of a report; `None` where there is none.
    pub(super) fn of(root: &Path, file: &SourceFile, edits: &[Edit]) -> Result<Option<Rewrite>, Refusal> {
        let edited = apply(&file.text, edits);
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
        let (before, after, made) = (file.text.to_string(), edited.text, edited.made);
        Ok(Some(Rewrite { path: file.path.clone(), shown, before, after, made, place, old, new }))
    }

    /// Refuses when the file is no longer what was read.
    pub(super) fn confirm(&self) -> Result<(), Refusal> {
        if fs::read(&self.place).ok().as_deref() == Some(self.old.as_slice()) {
            return Ok(());
        }
        Err(Refusal::Leave(changed(&self.shown)))
    }

    /// Writes the file, if it still is what was read.
    pub(super) fn write(&self) -> Result<(), Refusal> {
        self.confirm()?;
        let permissions = fs::metadata(&self.place).map(|found| found.permissions());
        export::write(&self.place, &self.new).map_err(stop)?;
        if let Ok(permissions) = permissions {
            // A file whose rights cannot be set again is written all the same.
            fs::set_permissions(&self.place, permissions).ok();
        }
        Ok(())
    }

    /// Returns what takes it back, when it has been written.
    pub(super) fn back(self) -> Rewrite {
        let Rewrite { path, shown, before, after, made, place, old, new } = self;
        Rewrite { path, shown, before: after, after: before, made, place, old: new, new: old }
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
        "没有改 {shown}：读过以后它又变了，请再试一次",
        "{shown} was not changed: it is no longer what was read; try again"
    )
}

/// Ends the command with a failure whose way out fits files that have only one place.
pub(super) fn stop(failure: Failure) -> Refusal {
    let failure = Failure { hints: Vec::new(), ..failure };
    Refusal::Stop(failure.hint(text!(
        "关掉正打开着它的程序，看看文件夹能不能写，再运行一次",
        "close the program that has it open, see that its folder can be written, and run this again"
    )))
}

//! What was signed: this report's `figures.lock`, and last year's values that `[figures] prior` names.
//!
//! Reads the texts and says why that fails; what they mean is the business of `figure`. The file of last year may
//! lie outside the report, because `bluebook.toml` names it in plain sight and it is only read.

use std::path::{Path, PathBuf};

use super::{Project, files, read_text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text, printable};
use crate::failure::{Failure, Kind};
use crate::figure::LOCK;
use crate::source::{SourceId, Sources, Span};
use crate::text;

impl Project {
    /// Reads `figures.lock`; `None` when nothing was ever signed.
    ///
    /// # Errors
    /// Files, when it is there and cannot be read.
    pub fn read_lock(&mut self, found: &mut Diagnostics) -> Result<Option<SourceId>, Failure> {
        let path = Path::new(LOCK);
        if !self.root.join(path).try_exists().unwrap_or(true) {
            return Ok(None);
        }
        read_text(&self.root, path, &mut self.sources, found).map(Some)
    }

    /// Reads the text of last year's values; `None` when the settings name none, or it cannot be read, which is said.
    pub fn read_prior(&mut self, found: &mut Diagnostics) -> Option<SourceId> {
        let (path, place) = self.prior()?;
        let whole = self.root.join(&path);
        let refused = match std::fs::metadata(&whole) {
            Ok(data) if !data.is_file() => text!("它不是文件", "it is no file"),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                text!("没有这个文件", "there is no such file")
            }
            _ => match read_text(&self.root, &path, &mut self.sources, found) {
                Ok(source) => return Some(source),
                Err(failure) => failure.message,
            },
        };
        found.push(unread(&path, place, &refused));
        None
    }

    /// Returns where last year's values are, relative to the report, and where that is written.
    pub fn prior(&self) -> Option<(PathBuf, Span)> {
        let prior = self.settings.prior.as_ref()?;
        Some((prior.text.trim().replace('\\', "/").into(), prior.span.unwrap_or(self.report_span)))
    }
}

/// Reads a lock that the command line names; returns it with the files that diagnostics can point into.
///
/// # Errors
/// Files, when it cannot be read.
pub fn read_lock_at(path: &Path) -> Result<(Sources, SourceId), Failure> {
    if path.is_dir() {
        let shown = files::shown(path);
        let message = text!("{shown} 是文件夹", "{shown} is a folder");
        return Err(Failure::new(Kind::Files, message).hint(text!(
            "写出其中的文件：{shown}/figures.lock",
            "name the file in it: {shown}/figures.lock"
        )));
    }
    let mut sources = Sources::default();
    let source = read_text(Path::new(""), path, &mut sources, &mut Diagnostics::default())?;
    Ok((sources, source))
}

fn unread(path: &Path, place: Span, why: &Text) -> Diagnostic {
    let shown = printable(&files::slashed(path));
    let (zh, en) = (&why.zh, &why.en);
    let message = text!("读不到上年的数 {shown}：{zh}", "cannot read last year's values {shown}: {en}");
    Diagnostic::new(Code::Settings, place, message).hint(text!(
        "写上年报告的 figures.lock 或数据表，路径从本报告的文件夹算起，如 ../2020/figures.lock",
        "name last year's figures.lock or table, seen from this report's folder, such as ../2020/figures.lock"
    ))
}

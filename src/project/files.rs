//! Reading bytes within limits, and saying in plain words why that failed.
//!
//! Knows nothing of what the bytes mean.

use std::io::{self, Read as _};
use std::path::Path;

use crate::diagnostic::{Text, printable};
use crate::failure::{Failure, Kind};
use crate::text;

/// No section, table or picture of a report is larger; a file that is, is there by mistake.
pub(super) const LARGEST: u64 = 64 * 1024 * 1024;

/// Reads a file of at most [`LARGEST`] bytes.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let shown = shown(path);
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| failed(path, &error))?;
    // One byte more than allowed tells a full file from a cut one, whatever its metadata says.
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| failed(path, &error))?;
    if bytes.len() as u64 > LARGEST {
        let message = text!("{shown} 超过 64 MiB，不予读取", "{shown} is larger than 64 MiB and is not read");
        return Err(Failure::new(Kind::Files, message));
    }
    Ok(bytes)
}

/// Returns the failure of a file or folder that cannot be read.
pub(super) fn failed(path: &Path, error: &io::Error) -> Failure {
    let (shown, why) = (shown(path), reason(error));
    let (zh, en) = (why.zh, why.en);
    Failure::new(Kind::Files, text!("无法读取 {shown}：{zh}", "cannot read {shown}: {en}"))
}

/// Returns a relative path with `/` between its parts, as messages and identities need it.
pub(super) fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Returns a path as a message shows it.
pub(super) fn shown(path: &Path) -> String {
    printable(&path.display().to_string())
}

/// Returns why the system refused.
fn reason(error: &io::Error) -> Text {
    match error.kind() {
        io::ErrorKind::NotFound => text!("没有这个文件", "there is no such file"),
        io::ErrorKind::PermissionDenied => text!("没有读取权限", "no permission"),
        io::ErrorKind::IsADirectory => text!("它是文件夹", "it is a folder"),
        io::ErrorKind::NotADirectory => text!("它不是文件夹", "it is not a folder"),
        _ => text!("{error}", "{error}"),
    }
}

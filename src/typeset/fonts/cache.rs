//! What earlier scans found, on disk, so that a warm start parses no font.
//!
//! A text of lines: a header, then for each font file one line about the file and its faces and one line a
//! face with Typst's metadata. Only the former are read at once; the latter, long because of the characters
//! they list, are read for the few faces that are chosen. A cache that is damaged, or of another version, is an
//! empty one; one that cannot be written is no fault, only slow.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use typst::text::FontInfo;

use super::face::FaceRecord;

/// The file in the cache folder.
const FILE: &str = "fonts.jsonl";

/// Raised whenever what the lines say changes.
const FORMAT: u32 = 1;

/// What tells one state of a file from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stamp {
    /// The size in bytes.
    pub size: u64,
    /// When it was last changed, in nanoseconds since 1970; 0 where the system does not say.
    pub modified: u64,
}

impl Stamp {
    /// Returns the stamp of a file.
    pub fn of(metadata: &Metadata) -> Self {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or(0);
        Self { size: metadata.len(), modified }
    }
}

/// The first line.
#[derive(PartialEq, Serialize, Deserialize)]
struct Header {
    format: u32,
    typst: String,
    files: usize,
}

/// The line about a file.
#[derive(Serialize, Deserialize)]
struct FileLine {
    path: String,
    #[serde(flatten)]
    stamp: Stamp,
    faces: Vec<FaceRecord>,
}

/// Typst's metadata of a face as a line of the cache: parsed when it is needed.
#[derive(Debug, Clone)]
pub(super) struct InfoLine {
    text: Arc<str>,
    range: Range<usize>,
}

impl InfoLine {
    /// Returns the line for a face just read.
    pub(super) fn new(info: &FontInfo) -> Self {
        let text: Arc<str> = serde_json::to_string(info).unwrap_or_default().into();
        Self { range: 0..text.len(), text }
    }

    /// Parses the line; `None` if it is damaged.
    pub(super) fn parse(&self) -> Option<FontInfo> {
        serde_json::from_str(self.as_str()).ok()
    }

    /// Returns the line without its end.
    fn as_str(&self) -> &str {
        &self.text[self.range.clone()]
    }
}

/// The faces of one file in one state.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    /// The file's state when it was read.
    pub(super) stamp: Stamp,
    /// Its faces; none if it is no font.
    pub(super) faces: Vec<(FaceRecord, InfoLine)>,
}

/// What is known of font files, by their path.
#[derive(Debug, Default)]
pub(super) struct Cache {
    pub(super) files: BTreeMap<String, Entry>,
}

impl Cache {
    /// Reads the cache of a folder.
    pub(super) fn load(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join(FILE)).unwrap_or_default();
        Self::parse(text.into()).unwrap_or_default()
    }

    /// Writes the cache as a whole or not at all.
    pub(super) fn save(&self, folder: &Path) -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        let mut text = Vec::new();
        line(&mut text, &header(self.files.len()))?;
        for (path, entry) in &self.files {
            let faces = entry.faces.iter().map(|(record, _)| record.clone()).collect();
            line(&mut text, &FileLine { path: path.clone(), stamp: entry.stamp, faces })?;
            for (_, info) in &entry.faces {
                writeln!(text, "{}", info.as_str())?;
            }
        }
        file.write_all(&text)?;
        file.persist(path(folder))?;
        Ok(())
    }

    /// Drops the entries of files that are gone or have changed since.
    pub(super) fn forget_lost(&mut self) {
        self.files.retain(|path, entry| {
            fs::metadata(path).is_ok_and(|metadata| Stamp::of(&metadata) == entry.stamp)
        });
    }

    /// Reads the lines; `None` if anything about them is not as [`Cache::save`] wrote it.
    fn parse(text: Arc<str>) -> Option<Self> {
        let mut at = 0;
        let mut next = || {
            let start = at;
            // A last line without its end was cut off.
            let length = text[start..].find('\n')?;
            at = start + length + 1;
            Some(start..start + length)
        };
        let first: Header = serde_json::from_str(&text[next()?]).ok()?;
        if first != header(first.files) {
            return None;
        }
        let mut files = BTreeMap::new();
        for _ in 0..first.files {
            let line: FileLine = serde_json::from_str(&text[next()?]).ok()?;
            let mut faces = Vec::new();
            for record in line.faces {
                faces.push((record, InfoLine { text: text.clone(), range: next()? }));
            }
            files.insert(line.path, Entry { stamp: line.stamp, faces });
        }
        Some(Self { files })
    }
}

/// Returns the cache's path in its folder.
fn path(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

/// Returns the first line of a cache of this version.
fn header(files: usize) -> Header {
    Header { format: FORMAT, typst: typst::utils::version().raw().to_string(), files }
}

/// Writes a value as one line.
fn line(text: &mut Vec<u8>, value: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *text, value)?;
    text.push(b'\n');
    Ok(())
}

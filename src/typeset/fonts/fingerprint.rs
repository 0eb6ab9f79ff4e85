//! What identifies the faces of a finished report: the SHA-256 of each file they come from.
//!
//! Hashing large fonts at every build would cost more than laying out a short report, so hashes are kept in a
//! cache by path, size and time of change.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::cache::Stamp;
use super::faces::{Faces, FontFile};
use super::library::Origin;

/// The file in the cache folder.
const FILE: &str = "font-hashes.json";

/// A hash and the state of the file that it belongs to.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Known {
    #[serde(flatten)]
    stamp: Stamp,
    sha256: String,
}

impl Faces {
    /// Returns the SHA-256, in hexadecimal, of every font file in use.
    ///
    /// Files that cannot be read any more are left out. `cache` is a folder for hashes already known.
    pub fn fingerprints(&self, cache: Option<&Path>) -> BTreeMap<Origin, String> {
        let text = cache.and_then(|folder| fs::read(folder.join(FILE)).ok()).unwrap_or_default();
        let mut known: BTreeMap<String, Known> = serde_json::from_slice(&text).unwrap_or_default();
        let before = known.clone();
        let mut hashes = BTreeMap::new();
        for file in self.files() {
            let stamp = stamp(&file.origin);
            let key = file.origin.key().zip(stamp);
            let kept =
                key.as_ref().and_then(|(key, stamp)| known.get(key).filter(|known| known.stamp == *stamp));
            let hash = kept.map(|kept| kept.sha256.clone()).or_else(|| hash(file));
            let Some(sha256) = hash else { continue };
            if let Some((key, stamp)) = key {
                known.insert(key, Known { stamp, sha256: sha256.clone() });
            }
            hashes.insert(file.origin.clone(), sha256);
        }
        if let Some(folder) = cache.filter(|_| known != before) {
            // A cache that cannot be written costs time at the next build, nothing else.
            save(&known, folder).ok();
        }
        hashes
    }
}

/// Returns the state of a file on disk; embedded faces change with the program only and are not cached.
fn stamp(origin: &Origin) -> Option<Stamp> {
    match origin {
        Origin::File(path) => fs::metadata(path).ok().map(|metadata| Stamp::of(&metadata)),
        Origin::Embedded(_) => None,
    }
}

/// Returns the hash of a file's bytes.
fn hash(file: &FontFile) -> Option<String> {
    Some(Sha256::digest(file.bytes()?).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Writes the hashes as a whole or not at all.
fn save(known: &BTreeMap<String, Known>, folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(known)?)?;
    file.persist(folder.join(FILE))?;
    Ok(())
}

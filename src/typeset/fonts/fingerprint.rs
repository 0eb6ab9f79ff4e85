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

/// Returns the state of a file; Typst's own faces change with its version only, which is part of their name.
fn stamp(origin: &Origin) -> Option<Stamp> {
    match origin {
        Origin::File(path) => fs::metadata(path).ok().map(|metadata| Stamp::of(&metadata)),
        Origin::Embedded(_) => Some(Stamp::default()),
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

#[cfg(test)]
mod tests {
    use super::super::Library;
    use super::super::samples::Sample;
    use super::*;

    #[test]
    fn hashes_are_of_the_file_and_kept_while_it_stays() {
        let (fonts, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        Sample::new("Song", "的一们").write(fonts.path(), "a.ttf");
        let library = Library::scan(&[fonts.path().to_owned()], None);
        let mut faces = Faces::default();
        for family in ["Song", "Libertinus Serif"] {
            faces.push(family, &library, &library.choose(family, 400).unwrap());
        }
        let fresh = faces.fingerprints(Some(cache.path()));
        assert_eq!(fresh.len(), 7);
        let bytes = Sample::new("Song", "的一们").bytes();
        let wanted: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(fresh[&Origin::File(fonts.path().join("a.ttf"))], wanted);
        assert_eq!(faces.fingerprints(None), fresh);
        let path = cache.path().join(FILE);
        fs::write(&path, fs::read_to_string(&path).unwrap().replace(&wanted, "kept")).unwrap();
        assert_eq!(faces.fingerprints(Some(cache.path()))[&Origin::File(fonts.path().join("a.ttf"))], "kept");
        Sample::new("Song", "的一").write(fonts.path(), "a.ttf");
        fs::write(&path, "damaged").unwrap();
        assert_eq!(faces.fingerprints(Some(cache.path())).len(), 7);
    }
}

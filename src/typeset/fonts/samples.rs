//! What the tests of this room share: made-up fonts of any name and coverage, and characters at made-up places.
//!
//! A made-up font has no outlines: enough to be scanned and chosen, not to be printed with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ttf_parser::Tag;

use super::{Library, user_folder};
use crate::source::{SourceId, Span};
use crate::style::Role;

/// A font to be made up.
pub(super) struct Sample {
    /// Platform, encoding, name id and the encoded text of each name record.
    pub(super) names: Vec<(u16, u16, u16, Vec<u8>)>,
    /// The characters it has.
    pub(super) characters: String,
    /// Its weight.
    pub(super) weight: u16,
    /// `OS/2.fsType`.
    pub(super) licence: u16,
    /// `OS/2.ulCodePageRange1`.
    pub(super) pages: u32,
}

impl Sample {
    /// Returns a regular font of one English family name, made for simplified Chinese.
    pub(super) fn new(family: &str, characters: &str) -> Self {
        let name = |id| (3, 1, id, utf16(family));
        let names = vec![name(1), name(4)];
        Self { names, characters: characters.to_owned(), weight: 400, licence: 0, pages: 1 << 18 }
    }

    /// Adds a family name, as Windows writes it.
    pub(super) fn family(mut self, name: &str) -> Self {
        self.names.push((3, 1, 1, utf16(name)));
        self
    }

    /// Sets the weight.
    pub(super) fn weight(mut self, weight: u16) -> Self {
        self.weight = weight;
        self
    }

    /// Returns the font file.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let base = typst_assets::fonts().next().expect("an embedded face");
        let base = ttf_parser::Face::parse(base, 0).expect("a sound face");
        let table = |tag: &[u8; 4]| base.raw_face().table(Tag::from_bytes(tag)).expect("the table").to_vec();
        let mut os2 = table(b"OS/2");
        os2[4..6].copy_from_slice(&self.weight.to_be_bytes());
        os2[8..10].copy_from_slice(&self.licence.to_be_bytes());
        os2[78..82].copy_from_slice(&self.pages.to_be_bytes());
        let tables = [
            (b"OS/2", os2),
            (b"cmap", self.cmap()),
            (b"head", table(b"head")),
            (b"hhea", table(b"hhea")),
            (b"maxp", table(b"maxp")),
            (b"name", self.name()),
        ];
        let mut file = [b"\0\x01\0\0".to_vec(), words(&[6, 0, 0, 0])].concat();
        let mut data = Vec::new();
        for (tag, table) in tables {
            let start = 12 + 16 * 6 + data.len();
            file.extend_from_slice(tag);
            file.extend(longs(&[0, start, table.len()]));
            data.extend(table);
            data.resize(data.len().next_multiple_of(4), 0);
        }
        [file, data].concat()
    }

    /// Writes the font into a folder.
    pub(super) fn write(&self, folder: &Path, file: &str) {
        std::fs::write(folder.join(file), self.bytes()).expect("a writable folder");
    }

    /// Returns the table of characters, format 12, one group a character.
    fn cmap(&self) -> Vec<u8> {
        let mut characters: Vec<char> = self.characters.chars().collect();
        characters.sort_unstable();
        let count = characters.len();
        let groups: Vec<usize> = characters.iter().flat_map(|c| [*c as usize, *c as usize, 1]).collect();
        let head =
            [words(&[0, 1, 3, 10]), longs(&[12]), words(&[12, 0]), longs(&[16 + 12 * count, 0, count])];
        [head.concat(), longs(&groups)].concat()
    }

    /// Returns the table of names.
    fn name(&self) -> Vec<u8> {
        let count = self.names.len();
        let mut records = words(&[0, count, 6 + 12 * count]);
        let mut storage = Vec::new();
        for (platform, encoding, id, text) in &self.names {
            let fixed = [*platform, *encoding, 0, *id].map(usize::from);
            records.extend(words(&fixed));
            records.extend(words(&[text.len(), storage.len()]));
            storage.extend(text);
        }
        [records, storage].concat()
    }
}

/// Returns a text as UTF-16, most significant byte first.
pub(super) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// Returns numbers as 16 bits each.
fn words(numbers: &[usize]) -> Vec<u8> {
    numbers.iter().flat_map(|number| u16::try_from(*number).expect("16 bits").to_be_bytes()).collect()
}

/// Returns numbers as 32 bits each.
fn longs(numbers: &[usize]) -> Vec<u8> {
    numbers.iter().flat_map(|number| u32::try_from(*number).expect("32 bits").to_be_bytes()).collect()
}

/// Returns a library of made-up fonts, looked up in the order given, and of Typst's own.
///
/// The files of the made-up ones are gone when it returns, so that only their metadata is there.
pub(super) fn library(samples: &[Sample]) -> Library {
    let folder = tempfile::tempdir().expect("a folder");
    library_in(folder.path(), samples)
}

/// Returns a library of fonts made up in a folder, looked up in the order given, and of Typst's own.
pub(super) fn library_in(folder: &Path, samples: &[Sample]) -> Library {
    for (at, sample) in samples.iter().enumerate() {
        sample.write(folder, &format!("{at:02}.ttf"));
    }
    Library::scan(&[folder.to_owned()], None)
}

/// Returns the folders of the Fandol faces and of Debian's `fonts-noto-cjk`, which `make test` installs.
pub(super) fn chinese_folders() -> Vec<PathBuf> {
    let fandol = user_folder(|name| std::env::var_os(name)).expect("a home folder");
    let noto = PathBuf::from("/usr/share/fonts/opentype/noto");
    for (folder, file) in [(&fandol, "FandolFang-Regular.otf"), (&noto, "NotoSansCJK-Regular.ttc")] {
        assert!(
            folder.join(file).exists(),
            "this test needs {file} in {}: run `make test`",
            folder.display()
        );
    }
    vec![fandol, noto]
}

/// Returns the characters of a text, each at its first place.
pub(super) fn needs(text: &str) -> BTreeMap<char, Span> {
    let place = |(at, c): (usize, char)| (c, Span::new(SourceId(7), at, at + c.len_utf8()));
    text.char_indices().rev().map(place).collect()
}

/// Returns a regular role of some families, of which the first `wanted` are no substitution.
pub(super) fn role(families: &[&str], wanted: Option<usize>) -> Role {
    Role { families: families.iter().map(|family| (*family).to_owned()).collect(), weight: 400, wanted }
}

//! What the tests of this room share: libraries of known faces and characters at made-up places.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Library, user_folder};
use crate::source::{SourceId, Span};
use crate::style::Role;

/// Returns a library of the faces that come with Typst.
pub(super) fn embedded() -> Library {
    Library::scan(&[], None)
}

/// Returns the folders of Debian's `fonts-noto-cjk` and of the Fandol faces that `make test` installs.
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

/// Returns characters, each at the byte that is its place in the text.
pub(super) fn needs(text: &str) -> BTreeMap<char, Span> {
    let place = |(at, c): (usize, char)| (c, Span::new(SourceId(7), at, at + c.len_utf8()));
    text.char_indices().rev().map(place).collect()
}

/// Returns roles of the given families, all regular and none of them wanted more than the others.
pub(super) fn roles(list: &[(&str, &[&str])]) -> BTreeMap<String, Role> {
    let role = |families: &[&str]| Role {
        families: families.iter().map(|family| (*family).to_owned()).collect(),
        weight: 400,
        wanted: None,
    };
    list.iter().map(|(name, families)| ((*name).to_owned(), role(families))).collect()
}

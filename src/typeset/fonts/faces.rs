//! The chosen faces: what Typst's world asks for, and what `bluebook fonts` and `figures.json` list.
//!
//! Typst sees each face under its role's name and no other face, so it cannot choose differently; the families
//! of a role have every character of the report, so a style may set `fallback: false`. Bytes are read when
//! Typst asks for a face, once a file.

use std::collections::BTreeMap;
use std::fs;
use std::sync::OnceLock;

use rayon::prelude::*;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::{LazyHash, hash128};

use super::library::{Choice, Face, Library, Origin};

/// One file of chosen faces, read when it is needed.
#[derive(Debug)]
pub(super) struct FontFile {
    pub(super) origin: Origin,
    bytes: OnceLock<Option<Bytes>>,
}

impl FontFile {
    /// Returns the file's bytes; `None` if it cannot be read any more.
    pub(super) fn bytes(&self) -> Option<Bytes> {
        let read = || match &self.origin {
            Origin::File(path) => fs::read(path).ok().map(Bytes::new),
            Origin::Embedded(index) => typst_assets::fonts().nth(*index).map(Bytes::new),
        };
        self.bytes.get_or_init(read).clone()
    }
}

/// A chosen face, shared by all roles that it serves.
#[derive(Debug)]
struct Slot {
    file: usize,
    index: u32,
    font: OnceLock<Option<Font>>,
}

/// A face as one role uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The family name that Typst knows it by: the role's, or `ROLE-2`, `ROLE-3`… for faces that lend characters.
    pub name: String,
    /// Its own family name.
    pub family: String,
    /// Its weight, 100 to 900.
    pub weight: u16,
    /// Where its bytes are.
    pub origin: Origin,
    /// Its index in the file.
    pub index: u32,
    /// The characters that the faces before it lack and it has; empty for the first.
    pub lends: Vec<char>,
}

/// The faces that serve one role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleFaces {
    /// The weight that text in this role must be set in: a variable face has many.
    pub weight: u16,
    /// The faces, in the order in which Typst tries them.
    pub served: Vec<Served>,
    /// The face wanted, where another one serves.
    pub instead_of: Option<String>,
}

impl RoleFaces {
    /// Returns the family names for Typst's `text(font: …)`, in order.
    pub fn families(&self) -> impl Iterator<Item = &str> {
        self.served.iter().map(|served| served.name.as_str())
    }
}

/// The faces of one report.
#[derive(Debug, Default)]
pub struct Faces {
    book: LazyHash<FontBook>,
    slots: Vec<Slot>,
    /// By index in the book: which slot.
    entries: Vec<usize>,
    files: Vec<FontFile>,
    roles: BTreeMap<String, RoleFaces>,
    /// By index in the book: the faces that some text is surely set in.
    surely_used: Vec<usize>,
}

impl Faces {
    /// Returns Typst's list of the faces, each under its role's name.
    pub fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// Returns the face of an index in the book; `None` beyond its end, which Typst may ask for.
    pub fn font(&self, index: usize) -> Option<Font> {
        let slot = self.slots.get(*self.entries.get(index)?)?;
        let load = || Font::new(self.files.get(slot.file)?.bytes()?, slot.index);
        slot.font.get_or_init(load).clone()
    }

    /// Reads the faces that are surely used, each on a thread of its own, and takes the hash of their files that
    /// Typst asks for: both cost more than laying out some pages.
    pub(in crate::typeset) fn read_ahead(&self) {
        self.surely_used.par_iter().filter_map(|at| self.font(*at)).for_each(|font| {
            hash128(font.data());
        });
    }

    /// Takes over what faces of an earlier build have read of the same files.
    pub fn take_over(&mut self, before: &Faces) {
        let same = |slot: &Slot, file: &FontFile| {
            let other = |other: &&Slot| {
                other.index == slot.index
                    && before.files.get(other.file).is_some_and(|f| f.origin == file.origin)
            };
            before.slots.iter().find(other).and_then(|other| other.font.get().cloned())
        };
        for slot in &self.slots {
            let Some(file) = self.files.get(slot.file) else { continue };
            if let Some(font) = same(slot, file) {
                // Nothing has asked for it yet.
                let _ = slot.font.set(font);
            }
        }
    }

    /// Returns the faces by role.
    pub fn roles(&self) -> &BTreeMap<String, RoleFaces> {
        &self.roles
    }

    /// Returns the files in use, in the order of their first use.
    pub(super) fn files(&self) -> &[FontFile] {
        &self.files
    }

    /// Adds a role without faces.
    pub(super) fn start_role(&mut self, role: &str, weight: u16, instead_of: Option<String>) {
        self.roles.insert(role.to_owned(), RoleFaces { weight, served: Vec::new(), instead_of });
    }

    /// Notes that the first face of a role is surely used.
    pub(super) fn expect(&mut self, role: &str) {
        self.surely_used.extend(self.book.select_family(role).next());
    }

    /// Adds the next faces of a role, which lend it some characters unless they are the first.
    pub(super) fn serve(&mut self, role: &str, library: &Library, choice: &Choice, lends: Vec<char>) {
        let Some(main) = library.get(choice.main) else { return };
        let faces = self.roles.entry(role.to_owned()).or_default();
        let name = match faces.served.len() {
            0 => role.to_owned(),
            before => format!("{role}-{}", before + 1),
        };
        faces.served.push(Served {
            name: name.clone(),
            family: main.record.families.first().cloned().unwrap_or_default(),
            weight: main.record.variant.weight.to_number(),
            origin: main.origin.clone(),
            index: main.record.index,
            lends,
        });
        self.push(&name, library, choice);
    }

    /// Adds faces to the book under a name.
    pub(super) fn push(&mut self, name: &str, library: &Library, choice: &Choice) {
        for face in choice.faces.iter().filter_map(|at| library.get(*at)) {
            let Some(info) = face.info() else { continue };
            let mut info = info.clone();
            name.clone_into(&mut info.family);
            let slot = self.slot(face);
            self.book.push(info);
            self.entries.push(slot);
        }
    }

    /// Returns the slot of a face, a new one if it has none.
    fn slot(&mut self, face: &Face) -> usize {
        let file = self.files.iter().position(|file| file.origin == face.origin).unwrap_or_else(|| {
            self.files.push(FontFile { origin: face.origin.clone(), bytes: OnceLock::new() });
            self.files.len() - 1
        });
        let index = face.record.index;
        self.slots.iter().position(|slot| slot.file == file && slot.index == index).unwrap_or_else(|| {
            self.slots.push(Slot { file, index, font: OnceLock::new() });
            self.slots.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use typst::diag::{FileError, FileResult};
    use typst::foundations::{Datetime, Duration};
    use typst::layout::{Frame, FrameItem};
    use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
    use typst::{Library as Standard, LibraryExt, World};
    use typst_layout::PagedDocument;

    use super::super::samples::{chinese_folders, needs, role};
    use super::super::{Library, Resolver};
    use super::*;
    use crate::source::{SourceId, Span};

    /// A world of one source and some faces.
    struct Sheet {
        standard: LazyHash<Standard>,
        faces: Faces,
        source: Source,
    }

    impl World for Sheet {
        fn library(&self) -> &LazyHash<Standard> {
            &self.standard
        }
        fn book(&self) -> &LazyHash<FontBook> {
            self.faces.book()
        }
        fn main(&self) -> FileId {
            self.source.id()
        }
        fn source(&self, _: FileId) -> FileResult<Source> {
            Ok(self.source.clone())
        }
        fn file(&self, _: FileId) -> FileResult<Bytes> {
            Err(FileError::AccessDenied)
        }
        fn font(&self, index: usize) -> Option<Font> {
            self.faces.font(index)
        }
        fn today(&self, _: Option<Duration>) -> Option<Datetime> {
            None
        }
    }

    /// Collects the PostScript name of the face of each run of text.
    fn runs(frame: &Frame, list: &mut Vec<String>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => runs(&group.frame, list),
                FrameItem::Text(text) => {
                    let face = text.font.post_script_name().unwrap_or_default();
                    list.push(format!("{}={face}", text.text));
                    assert!(text.glyphs.iter().all(|glyph| glyph.id != 0), "{text:?}");
                }
                _ => {}
            }
        }
    }

    #[test]
    fn typst_sets_each_character_in_the_face_that_was_chosen() {
        let library = Library::scan(&chinese_folders(), None);
        let body = role(&["FandolFang R", "Noto Serif CJK SC"], None);
        let latin = role(&["Libertinus Serif"], None);
        let roles = BTreeMap::from([("body".to_owned(), body), ("latin".to_owned(), latin)]);
        let place = Span::new(SourceId(0), 0, 0);
        let overrides = BTreeMap::new();
        let resolver = Resolver {
            library: &library,
            roles: &roles,
            overrides: &overrides,
            place,
            folder: Path::new("/"),
        };
        let (faces, diagnostics) = resolver.resolve(&needs("中啰国abc")).unwrap();
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let list = |role: &str| {
            let names: Vec<_> = faces.roles()[role].families().map(|name| format!("{name:?},")).collect();
            format!("({})", names.concat())
        };
        let text = format!(
            "#set text(lang: \"zh\", region: \"cn\", fallback: false)\n#text(font: {})[中啰国]\n\n#text(font: {})[a *b* _c_]",
            list("body"),
            list("latin"),
        );
        let id = RootedPath::new(VirtualRoot::Project, VirtualPath::new("sheet.typ").unwrap()).intern();
        let standard = LazyHash::new(Standard::builder().build());
        let sheet = Sheet { standard, faces, source: Source::new(id, text) };
        let compiled = typst::compile::<PagedDocument>(&sheet);
        assert!(compiled.warnings.is_empty(), "{:?}", compiled.warnings);
        let document = compiled.output.unwrap();
        let mut list = Vec::new();
        runs(&document.pages()[0].frame, &mut list);
        let wanted = [
            "中=FandolFang-Regular",
            "啰=NotoSerifCJKsc-Regular",
            "国=FandolFang-Regular",
            "a =LibertinusSerif-Regular",
            "b=LibertinusSerif-Bold",
            " =LibertinusSerif-Regular",
            "c=LibertinusSerif-Italic",
        ];
        assert_eq!(list, wanted);
    }
}

//! All faces there are, found by any of their names.
//!
//! Knows nothing of roles or of the report: given a name and a weight, it says which faces those are.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use typst::text::{FontInfo, FontStretch, FontStyle, FontVariant, FontWeight};

use super::cache::InfoLine;
use super::face::{FaceRecord, Script};

/// How much heavier Typst's `strong` is.
const STRONG: i16 = 300;

/// Where a face's bytes are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// In a file, by its absolute path.
    File(PathBuf),
    /// In Bluebook itself: one of the faces that come with Typst, by its place among them.
    Embedded(usize),
}

impl Origin {
    /// Returns the origin's name in caches and lists: a path, or Typst's version and a number.
    ///
    /// `None` for a path that is no Unicode text.
    pub fn key(&self) -> Option<String> {
        match self {
            Origin::File(path) => path.to_str().map(String::from),
            Origin::Embedded(index) => Some(format!("typst-{}:{index}", typst::utils::version().raw())),
        }
    }
}

/// One face of the library.
#[derive(Debug)]
pub struct Face {
    /// Where its bytes are.
    pub origin: Origin,
    /// Its names and what it is made for.
    pub record: FaceRecord,
    line: InfoLine,
    info: OnceLock<Option<FontInfo>>,
}

impl Face {
    /// Returns a face whose metadata is parsed when it is needed.
    pub(super) fn new(origin: Origin, record: FaceRecord, line: InfoLine) -> Self {
        Self { origin, record, line, info: OnceLock::new() }
    }

    /// Returns Typst's metadata of the face; `None` if the cache is damaged there and the font is gone too.
    pub fn info(&self) -> Option<&FontInfo> {
        self.info.get_or_init(|| self.line.parse().or_else(|| self.read())).as_ref()
    }

    /// Returns whether the face may serve a report: embedding allowed, not another region's Han characters.
    pub fn is_usable(&self) -> bool {
        self.record.embeddable && self.record.script != Script::OtherHan
    }

    /// Returns Typst's metadata, read from the font itself.
    fn read(&self) -> Option<FontInfo> {
        match &self.origin {
            Origin::File(path) => FontInfo::new(&std::fs::read(path).ok()?, self.record.index),
            Origin::Embedded(index) => FontInfo::new(typst_assets::fonts().nth(*index)?, self.record.index),
        }
    }
}

/// The faces that serve one family name for a role, by their place in the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The face nearest to the role's weight.
    pub main: usize,
    /// All faces handed to Typst, the main one among them: one for Han characters, a Latin family whole.
    pub faces: Vec<usize>,
    /// Those that must have a character for the family to have it: as it is, strong, emphasised, both.
    pub relied_on: Vec<usize>,
}

/// All faces there are, in lookup order.
#[derive(Debug, Default)]
pub struct Library {
    faces: Vec<Face>,
    families: BTreeMap<String, Vec<usize>>,
    names: BTreeMap<String, Vec<usize>>,
}

impl Library {
    /// Returns the library of some faces, in lookup order.
    pub(super) fn new(faces: impl IntoIterator<Item = Face>) -> Self {
        let mut library = Self { faces: faces.into_iter().collect(), ..Self::default() };
        for (at, face) in library.faces.iter().enumerate() {
            for name in &face.record.families {
                library.families.entry(key(name)).or_default().push(at);
            }
            for name in &face.record.names {
                library.names.entry(key(name)).or_default().push(at);
            }
        }
        library
    }

    /// Returns the face at a place that the library gave.
    pub fn get(&self, at: usize) -> Option<&Face> {
        self.faces.get(at)
    }

    /// Returns the faces in lookup order.
    pub fn iter(&self) -> impl Iterator<Item = &Face> {
        self.faces.iter()
    }

    /// Returns whether any face has Han characters in the shapes of the mainland.
    pub fn has_chinese(&self) -> bool {
        self.faces.iter().any(|face| face.is_usable() && face.record.script == Script::Chinese)
    }

    /// Returns the faces that bear a name, usable or not: of the family, or the one face with that full name.
    ///
    /// Case and spaces make no difference.
    pub fn named(&self, name: &str) -> &[usize] {
        let name = key(name);
        self.families.get(&name).or_else(|| self.names.get(&name)).map_or(&[], Vec::as_slice)
    }

    /// Returns the faces that serve a name at a weight, or `None` if none of that name may be used.
    pub fn choose(&self, name: &str, weight: u16) -> Option<Choice> {
        let usable: Vec<usize> =
            self.named(name).iter().copied().filter(|at| self.faces[*at].is_usable()).collect();
        let chinese = |at: &usize| self.faces[*at].record.script == Script::Chinese;
        let han: Vec<usize> = usable.iter().copied().filter(chinese).collect();
        let wanted = variant(FontStyle::Normal, weight);
        if let Some(main) = self.nearest(&han, wanted) {
            return Some(Choice { main, faces: vec![main], relied_on: vec![main] });
        }
        let faces = self.one_of_each(&usable);
        let main = self.nearest(&faces, wanted)?;
        let strong = wanted.weight.thicken(STRONG).to_number();
        let mut relied_on = vec![main];
        for (style, weight) in
            [(FontStyle::Normal, strong), (FontStyle::Italic, weight), (FontStyle::Italic, strong)]
        {
            relied_on.extend(self.nearest(&faces, variant(style, weight)));
        }
        relied_on.sort_unstable();
        relied_on.dedup();
        Some(Choice { main, faces, relied_on })
    }

    /// Returns every usable face with letters, those fittest to lend a character first.
    pub fn lenders(&self) -> Vec<usize> {
        let fit = |at: &usize| {
            let face = &self.faces[*at];
            face.is_usable() && matches!(face.record.script, Script::Chinese | Script::Latin)
        };
        let mut lenders: Vec<usize> = (0..self.faces.len()).filter(fit).collect();
        lenders.sort_by_key(|at| self.distance(*at, variant(FontStyle::Normal, 400)));
        lenders
    }

    /// Returns the face nearest to a variant, as Typst measures, in lookup order where several are.
    fn nearest(&self, faces: &[usize], wanted: FontVariant) -> Option<usize> {
        faces.iter().copied().min_by_key(|at| self.distance(*at, wanted))
    }

    /// Returns how far a face is from a variant: style, then width, then weight.
    fn distance(&self, at: usize, wanted: FontVariant) -> impl Ord + use<> {
        let record = &self.faces[at].record;
        let weight = record.variant.weight.to_number();
        let wanted_weight = wanted.weight.to_number();
        // Of two as near, the heavier one for what shall be bold, the lighter one for text.
        let tie = if wanted_weight > 500 { Reverse(i32::from(weight)) } else { Reverse(-i32::from(weight)) };
        (
            record.variant.style.distance(wanted.style),
            record.variant.stretch.distance(wanted.stretch),
            record.weight_distance(wanted_weight),
            tie,
        )
    }

    /// Leaves out condensed faces beside normal ones, and the later of two faces of one variant.
    fn one_of_each(&self, faces: &[usize]) -> Vec<usize> {
        let record = |at: &usize| &self.faces[*at].record;
        let normal = faces.iter().any(|at| record(at).variant.stretch == FontStretch::NORMAL);
        let mut kept: Vec<usize> = Vec::new();
        for at in faces {
            let own = record(at).variant;
            if (!normal || own.stretch == FontStretch::NORMAL)
                && !kept.iter().any(|other| record(other).variant == own)
            {
                kept.push(*at);
            }
        }
        kept
    }
}

/// Returns a name as it is compared: without case and spaces.
fn key(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Returns the variant of a style and weight at normal width.
fn variant(style: FontStyle, weight: u16) -> FontVariant {
    FontVariant::new(style, FontWeight::from_number(weight), FontStretch::NORMAL)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Sample, library};
    use super::*;

    const HAN: &str = "的一们";

    /// Returns the first family name and the weight of the main face chosen.
    fn main(library: &Library, name: &str, weight: u16) -> Option<(String, u16)> {
        let choice = library.choose(name, weight)?;
        let record = &library.get(choice.main)?.record;
        Some((record.families[0].clone(), record.variant.weight.to_number()))
    }

    #[test]
    fn any_name_finds_a_face_whatever_its_case_and_spaces() {
        let library = library(&[Sample::new("FZXiaoBiaoSong-B05S", HAN).family("方正小标宋简体")]);
        for name in ["方正小标宋简体", "fzxiaobiaosong-b05s", "FZ XiaoBiaoSong-B05S"] {
            assert_eq!(main(&library, name, 400), Some(("FZXiaoBiaoSong-B05S".to_owned(), 400)), "{name}");
        }
        assert_eq!(main(&library, "方正小标宋", 400), None);
    }

    #[test]
    fn a_chinese_family_gives_one_face_the_nearest_in_weight() {
        let song = |weight| Sample::new("Song", HAN).weight(weight);
        let library = library(&[song(700), song(400), song(400), song(900)]);
        let choice = |weight| library.choose("Song", weight).unwrap();
        assert_eq!(choice(400).faces, [1]);
        assert_eq!(choice(700).faces, [0]);
        assert_eq!(choice(800).main, 3);
        assert_eq!(choice(200).main, 1);
    }

    #[test]
    fn a_latin_family_comes_whole() {
        let library = library(&[]);
        let choice = library.choose("Libertinus Serif", 400).unwrap();
        assert_eq!(choice.faces.len(), 6);
        assert_eq!(choice.relied_on.len(), 4);
        let record = &library.get(choice.main).unwrap().record;
        assert_eq!((record.variant.weight.to_number(), record.variant.style), (400, FontStyle::Normal));
    }

    #[test]
    fn a_full_name_means_one_face() {
        let library = library(&[]);
        let choice = library.choose("LibertinusSerif-Bold", 400).unwrap();
        assert_eq!(choice.faces.len(), 1);
        assert_eq!(library.get(choice.main).unwrap().record.variant.weight.to_number(), 700);
    }

    #[test]
    fn faces_of_other_regions_and_restricted_ones_are_passed_over() {
        let mut restricted = Sample::new("Restricted", HAN);
        restricted.licence = 2;
        let library = library(&[Sample::new("Noto Serif CJK JP", HAN), restricted]);
        assert_eq!(main(&library, "Noto Serif CJK JP", 400), None);
        assert_eq!(main(&library, "Restricted", 400), None);
        assert!(!library.has_chinese());
        assert!(library.lenders().iter().all(|at| matches!(library.faces[*at].origin, Origin::Embedded(_))));
    }
}

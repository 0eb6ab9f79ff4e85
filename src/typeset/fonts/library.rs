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
    /// Returns the origin's name in caches and lists: a path, or `typst:` and a number.
    ///
    /// `None` for a path that is no Unicode text.
    pub fn key(&self) -> Option<String> {
        match self {
            Origin::File(path) => path.to_str().map(String::from),
            Origin::Embedded(index) => Some(format!("typst:{index}")),
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

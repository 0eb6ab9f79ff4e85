//! One face of a font file: its names in every language, its weight, and for which texts it may be used.
//!
//! Reads bytes it is given; chooses nothing.

use serde::{Deserialize, Serialize};
use ttf_parser::name::Name;
use ttf_parser::{PlatformId, Tag, name_id};
use typst::text::{FontInfo, FontVariant};

/// More faces than any real collection has: a damaged count must not keep the scan busy.
const MOST_FACES: u32 = 256;

/// A longer name record is damaged.
const LONGEST_NAME: usize = 256;

/// Which texts a face is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Script {
    /// Han characters in the shapes of the mainland.
    Chinese,
    /// Han characters in the shapes of Japan, Korea, Taiwan or Hong Kong: never used.
    OtherHan,
    /// Latin letters and no Han characters.
    Latin,
    /// Neither: signs, emoji, other scripts.
    Other,
}

/// What the scan remembers of a face.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FaceRecord {
    /// Its index in the file.
    pub index: u32,
    /// Its family names, as written, in every language; the first is Typst's name for it.
    pub families: Vec<String>,
    /// Its full and PostScript names, as written, in every language.
    pub names: Vec<String>,
    /// Its style, weight and width; the default ones of a variable face.
    pub variant: FontVariant,
    /// The weights that a variable face can take, lightest and heaviest.
    pub weights: Option<(u16, u16)>,
    /// Which texts it is made for.
    pub script: Script,
    /// Whether its maker lets it be embedded in a PDF.
    pub embeddable: bool,
}

impl FaceRecord {
    /// Reads all faces of a font file; damaged ones are left out.
    pub fn read_all(data: &[u8]) -> Vec<(FaceRecord, FontInfo)> {
        let count = ttf_parser::fonts_in_collection(data).unwrap_or(1).min(MOST_FACES);
        (0..count).filter_map(|index| Self::read(data, index)).collect()
    }

    /// Returns how far the face's weight is from a wanted one.
    pub fn weight_distance(&self, wanted: u16) -> u16 {
        let own = self.variant.weight.to_number();
        let (lightest, heaviest) = self.weights.unwrap_or((own, own));
        wanted.abs_diff(wanted.clamp(lightest, heaviest.max(lightest)))
    }

    /// Reads one face.
    fn read(data: &[u8], index: u32) -> Option<(FaceRecord, FontInfo)> {
        let info = FontInfo::new(data, index)?;
        let ttf = ttf_parser::Face::parse(data, index).ok()?;
        let mut families = vec![info.family.clone()];
        let mut names = Vec::new();
        for name in ttf.names() {
            let list = match name.name_id {
                name_id::FAMILY | name_id::TYPOGRAPHIC_FAMILY | name_id::WWS_FAMILY => &mut families,
                name_id::FULL_NAME | name_id::POST_SCRIPT_NAME | name_id::COMPATIBLE_FULL => &mut names,
                _ => continue,
            };
            if let Some(text) = decode(&name).filter(|text| !text.trim().is_empty() && !list.contains(text)) {
                list.push(text);
            }
        }
        let weights = ttf
            .variation_axes()
            .into_iter()
            .find(|axis| axis.tag == Tag::from_bytes(b"wght"))
            .map(|axis| (axis.min_value as u16, axis.max_value as u16));
        let record = FaceRecord {
            index,
            script: script(&info, &ttf, &families),
            families,
            names,
            variant: info.variant,
            weights,
            embeddable: embeddable(&ttf),
        };
        Some((record, info))
    }
}

/// Returns the text of a name record, or `None` in an encoding that fonts of our scripts do not use.
fn decode(name: &Name) -> Option<String> {
    if name.name.len() > LONGEST_NAME {
        return None;
    }
    let encoding = match (name.platform_id, name.encoding_id) {
        (PlatformId::Unicode, _) | (PlatformId::Windows, 0 | 1 | 10) => encoding_rs::UTF_16BE,
        (PlatformId::Windows, 3) | (PlatformId::Macintosh, 25) => encoding_rs::GBK,
        (PlatformId::Windows, 4) | (PlatformId::Macintosh, 2) => encoding_rs::BIG5,
        (PlatformId::Macintosh, 0) => encoding_rs::MACINTOSH,
        _ => return None,
    };
    encoding.decode_without_bom_handling_and_without_replacement(name.name).map(String::from)
}

/// Returns whether a PDF/A may embed the face: the licence bits say more than "restricted".
///
/// OpenType, `OS/2.fsType`: restricted only if of the lowest four bits the second alone is set.
fn embeddable(ttf: &ttf_parser::Face) -> bool {
    os2(ttf, 8).is_none_or(|bytes: [u8; 2]| u16::from_be_bytes(bytes) & 0xf != 2)
}

/// Returns which texts the face is made for.
///
/// Faces of the pan-Chinese families cover the same characters in every region, so coverage alone cannot tell
/// the Chinese face from the Japanese one: the code pages that the face claims do, or else its name.
fn script(info: &FontInfo, ttf: &ttf_parser::Face, families: &[String]) -> Script {
    let covers = |c: char| info.coverage.contains(c as u32);
    if !covers('的') || !covers('一') {
        return if covers('a') { Script::Latin } else { Script::Other };
    }
    // OpenType, `OS/2.ulCodePageRange1`: 17 Japanese, 18 simplified Chinese, 19 and 21 Korean, 20 traditional.
    let pages = os2(ttf, 78).map_or(0, u32::from_be_bytes);
    let foreign = pages & (1 << 17 | 1 << 19 | 1 << 20 | 1 << 21) != 0;
    if families.iter().any(|family| names_other_region(family)) {
        Script::OtherHan
    } else if pages & 1 << 18 != 0 || (!foreign && covers('们')) {
        Script::Chinese
    } else {
        Script::OtherHan
    }
}

/// Returns whether a family name says that it is the face of another region.
fn names_other_region(family: &str) -> bool {
    let mut words = family.split_whitespace();
    let first = words.next();
    let region = |word: &str| matches!(word, "JP" | "J" | "KR" | "K" | "TC" | "HC" | "HK" | "TW");
    // Source Han without a region is the Japanese one.
    let unmarked = first == Some("Source")
        && family.contains("Han")
        && !words.clone().any(|word| matches!(word, "SC" | "CN"));
    unmarked || words.any(region)
}

/// Returns bytes of the face's `OS/2` table.
fn os2<const N: usize>(ttf: &ttf_parser::Face, at: usize) -> Option<[u8; N]> {
    let table = ttf.raw_face().table(Tag::from_bytes(b"OS/2"))?;
    table.get(at..at + N)?.try_into().ok()
}

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
        let count = ttf_parser::fonts_in_collection(data).unwrap_or(1);
        let sound = if count <= MOST_FACES { count } else { 0 };
        (0..sound).filter_map(|index| Self::read(data, index)).collect()
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
    if names_other_region(families) {
        Script::OtherHan
    } else if pages & 1 << 18 != 0 || (!foreign && covers('们')) {
        Script::Chinese
    } else {
        Script::OtherHan
    }
}

/// Returns whether a face's family names say that it is made for another region.
fn names_other_region(families: &[String]) -> bool {
    let says = |regions: &[&str]| {
        families.iter().any(|family| family.split_whitespace().skip(1).any(|word| regions.contains(&word)))
    };
    // Source Han without a region is the Japanese one. Typst's own name may have lost the region: it takes the
    // "CN" at the end of a name for "condensed".
    let unmarked = families.iter().any(|family| family.starts_with("Source Han")) && !says(&["SC", "CN"]);
    unmarked || says(&["JP", "J", "KR", "K", "TC", "HC", "HK", "TW"])
}

/// Returns bytes of the face's `OS/2` table.
fn os2<const N: usize>(ttf: &ttf_parser::Face, at: usize) -> Option<[u8; N]> {
    let table = ttf.raw_face().table(Tag::from_bytes(b"OS/2"))?;
    table.get(at..at + N)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Sample, utf16};
    use super::*;

    fn read(sample: &Sample) -> FaceRecord {
        FaceRecord::read_all(&sample.bytes()).pop().expect("a face").0
    }

    #[test]
    fn names_are_read_in_every_language_and_encoding() {
        let mut sample = Sample::new("FangSong", "仿");
        sample.names.extend([
            (3, 1, 1, utf16("仿宋")),
            (1, 25, 1, encoding_rs::GBK.encode("仿宋体").0.into_owned()),
            (3, 3, 16, encoding_rs::GBK.encode("方正仿宋").0.into_owned()),
            (1, 0, 4, b"Fang Song Regular".to_vec()),
            (3, 1, 6, utf16("FangSong-R")),
            (3, 1, 2, utf16("a style, no name")),
            (3, 1, 1, vec![0; LONGEST_NAME + 2]),
        ]);
        let face = read(&sample);
        assert_eq!(face.families, ["FangSong", "仿宋", "仿宋体", "方正仿宋"]);
        assert_eq!(face.names, ["FangSong", "Fang Song Regular", "FangSong-R"]);
    }

    #[test]
    fn a_face_of_another_region_is_told_by_its_name_or_its_code_pages() {
        let script = |family: &str, pages: u32, characters: &str| {
            let mut sample = Sample::new(family, characters);
            sample.pages = pages;
            read(&sample).script
        };
        let (japanese, chinese) = (1 << 17, 1 << 18);
        assert_eq!(script("Noto Serif CJK SC", japanese | chinese, "的一们"), Script::Chinese);
        assert_eq!(script("Noto Serif CJK JP", japanese | chinese, "的一们"), Script::OtherHan);
        assert_eq!(script("Noto Sans Mono CJK HK", chinese, "的一们"), Script::OtherHan);
        assert_eq!(script("Source Han Serif", japanese | chinese, "的一们"), Script::OtherHan);
        assert_eq!(script("Source Han Serif CN", japanese | chinese, "的一们"), Script::Chinese);
        assert_eq!(script("MS Mincho", japanese, "的一们"), Script::OtherHan);
        assert_eq!(script("Old Song", 0, "的一们"), Script::Chinese);
        assert_eq!(script("Old Ming", 0, "的一"), Script::OtherHan);
        assert_eq!(script("Times", 0, "abc"), Script::Latin);
        assert_eq!(script("Emoji", 0, "😀"), Script::Other);
    }

    #[test]
    fn only_the_restricted_licence_forbids_embedding() {
        let embeddable = |licence| {
            let mut sample = Sample::new("A", "a");
            sample.licence = licence;
            read(&sample).embeddable
        };
        assert_eq!([0, 4, 8, 6].map(embeddable), [true; 4]);
        assert_eq!([2, 0x102].map(embeddable), [false; 2]);
    }

    #[test]
    fn what_is_no_font_has_no_faces() {
        let sound = Sample::new("A", "a").bytes();
        assert!(FaceRecord::read_all(b"no font").is_empty());
        assert!(FaceRecord::read_all(&[]).is_empty());
        // A collection that claims four billion faces and has none.
        assert!(FaceRecord::read_all(b"ttcf\0\x01\0\0\xff\xff\xff\xff").is_empty());
        for length in 0..sound.len() {
            FaceRecord::read_all(&sound[..length]);
        }
    }
}

//! Pictures a section refers to: found inside the report, of a kind and size that can be printed.
//!
//! Decodes nothing: a picture's kind and size are read from its first bytes, before any decoder sees it.
//! Addresses on the network are judged elsewhere; nothing is ever fetched.

mod import;

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

pub use self::import::Import;
pub(super) use self::import::import;
use super::{files, inside};
use crate::diagnostic::{Code, Diagnostic, nearest, printable};
use crate::source::Span;
use crate::text;

/// More pixels than an A3 page holds at 600 dpi, and as much memory as decoding may take.
const MOST_PIXELS: u64 = 50_000_000;

/// A picture, unread beyond its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageFile {
    /// Its path relative to the report, links resolved, with `/`.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why a picture cannot be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageProblem {
    /// No such file; the path that was meant, if one is near.
    Missing {
        /// A path to write instead.
        nearest: Option<String>,
    },
    /// Outside the report, hidden, or in `build/`.
    Outside,
    /// The file is there but cannot be read.
    Unreadable,
    /// Not PNG, JPEG, GIF, SVG or WebP, whatever its name says.
    UnknownFormat,
    /// More than 50 million pixels.
    TooBig {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
}

impl ImageProblem {
    /// Returns what the author is told at the image's place; `path` is what she wrote.
    pub fn diagnostic(&self, path: &str, span: Span) -> Diagnostic {
        let path = printable(path);
        let missing = |message| Diagnostic::new(Code::MissingImage, span, message);
        match self {
            Self::Missing { nearest } => {
                let found = missing(text!("找不到图片 {path}", "there is no image {path}"));
                match nearest.as_deref().map(printable) {
                    Some(near) => found.hint(text!("是不是 {near}", "perhaps {near} is meant")),
                    None => found.hint(text!(
                        "把图片放进报告的 images 文件夹，写成 images/文件名",
                        "put the image into the report's folder `images` and write images/NAME"
                    )),
                }
            }
            Self::Outside => {
                let message =
                    text!("图片 {path} 不在报告文件夹里", "the image {path} lies outside the report");
                Diagnostic::new(Code::ImageOutside, span, message).hint(text!(
                    "把它复制到报告的 images 文件夹里；bluebook check --fix 可以代劳",
                    "copy it into the report's folder `images`: bluebook check --fix can do it"
                ))
            }
            Self::Unreadable => missing(text!("图片 {path} 读不出来", "cannot read the image {path}"))
                .hint(text!("查看文件的权限", "look at the file's permissions")),
            Self::UnknownFormat => {
                let message = text!("{path} 不是能印的图片", "{path} is not an image that can be printed");
                missing(message).hint(text!(
                    "另存为 PNG、JPEG、GIF、SVG 或 WebP",
                    "save it as PNG, JPEG, GIF, SVG or WebP"
                ))
            }
            Self::TooBig { width, height } => {
                let message = text!(
                    "图片 {path} 太大：{width}×{height} 像素，最多 5000 万像素",
                    "the image {path} is too big: {width} × {height} pixels, at most 50 million"
                );
                missing(message).hint(text!("把它缩小后再用", "make it smaller"))
            }
        }
    }
}

/// Reads a picture; `folder` is the section's, relative to the canonical `root`.
pub(super) fn read(root: &Path, folder: &Path, path: &str) -> Result<ImageFile, ImageProblem> {
    let path = path.replace('\\', "/");
    let relative = inside::find(root, folder, &path).map_err(|problem| match problem {
        inside::Problem::Missing => ImageProblem::Missing { nearest: near(root, folder, &path) },
        inside::Problem::Outside => ImageProblem::Outside,
        inside::Problem::Unreadable => ImageProblem::Unreadable,
    })?;
    let bytes = files::read(&root.join(&relative)).map_err(|_| ImageProblem::Unreadable)?;
    let size = size(&bytes).ok_or(ImageProblem::UnknownFormat)?;
    if let Some((width, height)) = size
        && u64::from(width) * u64::from(height) > MOST_PIXELS
    {
        return Err(ImageProblem::TooBig { width, height });
    }
    Ok(ImageFile { name: files::slashed(&relative), bytes })
}

/// Returns the path to write for a picture whose name is one slip away, or the same in another folder or case.
fn near(root: &Path, folder: &Path, path: &str) -> Option<String> {
    let wanted = path.rsplit('/').next()?.to_lowercase();
    let pictures = ["images", super::contents::FOLDER].iter().flat_map(|place| {
        let all = WalkDir::new(root.join(place)).follow_links(false).max_depth(8).sort_by_file_name();
        all.into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file())
    });
    let pictures: Vec<(String, PathBuf)> = pictures
        .filter(|entry| {
            has_picture_ending(entry.path()) && !entry.file_name().to_string_lossy().starts_with('.')
        })
        .map(|entry| (entry.file_name().to_string_lossy().to_lowercase(), entry.into_path()))
        .collect();
    let found = nearest(&wanted, pictures.iter().map(|(name, _)| name.as_str()))?;
    let (_, path) = pictures.iter().find(|(name, _)| name == found)?;
    let relative = path.strip_prefix(root).ok()?;
    Some(files::slashed(relative.strip_prefix(folder).unwrap_or(relative)))
}

/// Returns whether a name says that a file is a picture.
fn has_picture_ending(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let endings = ["png", "jpg", "jpeg", "gif", "svg", "webp"];
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}

/// Returns the size in pixels that a picture's header says; `Some(None)` for SVG, which has none.
#[expect(clippy::option_option, reason = "no picture and a picture without pixels are two answers")]
fn size(bytes: &[u8]) -> Option<Option<(u32, u32)>> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', rest @ ..] => {
            Some(Some((be32(rest, 8)?, be32(rest, 12)?)))
        }
        [0xff, 0xd8, 0xff, ..] => jpeg_size(bytes).map(Some),
        [b'G', b'I', b'F', b'8', _, b'a', rest @ ..] => Some(Some((le16(rest, 0)?, le16(rest, 2)?))),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', rest @ ..] => webp_size(rest).map(Some),
        _ => is_svg(bytes).then_some(None),
    }
}

/// Finds the frame header of a JPEG: the segments before it say how long they are.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let marker = *bytes.get(at + 1)?;
        match (bytes.get(at)?, marker) {
            (0xff, 0xff) => at += 1,
            (0xff, 0xc0..=0xcf) if ![0xc4, 0xc8, 0xcc].contains(&marker) => {
                return Some((be16(bytes, at + 7)?, be16(bytes, at + 5)?));
            }
            (0xff, 0x01 | 0xd0..=0xd8) => at += 2,
            (0xff, _) => at += 2 + be16(bytes, at + 2)? as usize,
            _ => return None,
        }
    }
}

/// Reads the first chunk of a WebP, of which there are three kinds.
fn webp_size(chunk: &[u8]) -> Option<(u32, u32)> {
    let le24 = |at: usize| Some(le16(chunk, at)? | u32::from(*chunk.get(at + 2)?) << 16);
    match chunk.get(..4)? {
        b"VP8X" => Some((le24(12)? + 1, le24(15)? + 1)),
        b"VP8L" => {
            let bits = le16(chunk, 9)? | le16(chunk, 11)? << 16;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => Some((le16(chunk, 14)? & 0x3fff, le16(chunk, 16)? & 0x3fff)),
        _ => None,
    }
}

/// Returns whether a file is an SVG: its first element is `<svg`, whatever comments stand before it.
fn is_svg(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<!")
                && rest.split_once('>').is_some_and(|(head, _)| head.contains('[')) =>
            {
                "]>"
            }
            _ if rest.starts_with("<!") => ">",
            _ => return rest.starts_with("<svg") || rest.starts_with("<svg:svg"),
        };
        match rest.split_once(end) {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

#[cfg(test)]
mod tests;

//! A picture outside the report, and where in the report's `images/` a copy of it could stand.
//!
//! Asked only when someone wants pictures copied: a build looks at nothing outside the report. Copies nothing.

use std::path::{Path, PathBuf};

use super::{MOST_PIXELS, files, size};

/// The folder for pictures.
const FOLDER: &str = "images";

/// A copy that would bring a picture into the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The picture, links resolved.
    pub from: PathBuf,
    /// Where it would stand, relative to the report, with `/`.
    pub to: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Returns how to bring in the picture that a section in `folder` refers to; `None` where there is none that can
/// be printed. A place that holds the same picture already is taken again.
pub(in crate::project) fn import(root: &Path, folder: &Path, path: &str) -> Option<Import> {
    let path = path.replace('\\', "/");
    let real = [folder, Path::new("")].iter().find_map(|from| {
        let found = root.join(from).join(&path).canonicalize().ok()?;
        found.is_file().then_some(found)
    })?;
    let bytes = files::read(&real).ok()?;
    let pixels = size(&bytes)?.map_or(0, |(width, height)| u64::from(width) * u64::from(height));
    if pixels > MOST_PIXELS {
        return None;
    }
    let name = plain_name(&real.file_name()?.to_string_lossy());
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "png"));
    let names = std::iter::once(format!("{stem}.{ending}"));
    let mut names = names.chain((2..100).map(|number| format!("{stem}-{number}.{ending}")));
    // A section's own folder is looked into first, so the name must be free there too.
    let is_free = |to: &String| {
        let own = root.join(folder).join(to);
        let shadowed = own != root.join(to) && own.exists();
        let place = root.join(to);
        !shadowed
            && (place.symlink_metadata().is_err() || std::fs::read(&place).is_ok_and(|old| old == bytes))
    };
    let to = names.by_ref().map(|name| format!("{FOLDER}/{name}")).find(is_free)?;
    Some(Import { from: real, to, bytes })
}

/// Returns a file name that needs no brackets or escapes in Markdown and is not hidden.
fn plain_name(name: &str) -> String {
    let special = |c: char| c.is_whitespace() || c.is_control() || "()<>[]{}%#?\"'`&|*\\:~".contains(c);
    let name: String = name.chars().map(|c| if special(c) { '-' } else { c }).collect();
    let name = name.trim_start_matches(['.', '-']);
    if name.is_empty() { "image".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

    #[test]
    fn a_picture_gets_a_free_plain_name() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().canonicalize().unwrap();
        let (root, outside) = (base.join("report"), base.join("desk"));
        for made in [root.join("content"), root.join("images"), outside.clone()] {
            fs::create_dir_all(made).unwrap();
        }
        fs::write(outside.join("图 (1).svg"), SVG).unwrap();
        fs::write(outside.join("a.svg"), SVG).unwrap();
        fs::write(outside.join("a.txt"), "no picture").unwrap();
        let to = |path: &str| import(&root, Path::new("content"), path).map(|import| import.to);
        let absolute = outside.join("a.svg").display().to_string();
        assert_eq!(to(&absolute).as_deref(), Some("images/a.svg"));
        assert_eq!(to("../../desk/图 (1).svg").as_deref(), Some("images/图--1-.svg"));
        assert_eq!(to("..\\..\\desk\\a.svg").as_deref(), Some("images/a.svg"));
        assert_eq!((to("../../desk/a.txt"), to("../../desk/none.svg"), to("../../desk")), (None, None, None));
        fs::write(root.join("images/a.svg"), "another").unwrap();
        assert_eq!(to(&absolute).as_deref(), Some("images/a-2.svg"));
        fs::write(root.join("images/a.svg"), SVG).unwrap();
        assert_eq!(to(&absolute).as_deref(), Some("images/a.svg"));
    }
}

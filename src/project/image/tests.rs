//! Cases of pictures.

use std::fs;

use super::*;

/// The first bytes of a PNG of a size.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes
}

/// A report with pictures at the given paths.
fn report(paths: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap().join("report");
    for path in paths {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, png(2, 3)).unwrap();
    }
    (folder, root)
}

#[test]
fn a_picture_is_found_from_the_section_and_from_the_report() {
    let (_folder, root) = report(&["images/a.png", "content/02-x/b.png"]);
    let section = Path::new("content/02-x");
    for (written, name) in [
        ("b.png", "content/02-x/b.png"),
        ("./b.png", "content/02-x/b.png"),
        ("images/a.png", "images/a.png"),
        ("../../images/a.png", "images/a.png"),
        ("images\\a.png", "images/a.png"),
    ] {
        assert_eq!(read(&root, section, written).unwrap().name, name);
    }
}

#[test]
fn nothing_outside_the_report_is_shown() {
    let (_folder, root) =
        report(&["../secret.png", "build/a.png", ".git/a.png", "images/.a.png", "content/x.png"]);
    std::os::unix::fs::symlink(root.join("../secret.png"), root.join("content/link.png")).unwrap();
    std::os::unix::fs::symlink(root.join("build/a.png"), root.join("content/inner.png")).unwrap();
    let section = Path::new("content");
    for written in [
        "../../secret.png",
        "/etc/passwd",
        "C:\\a.png",
        "build/a.png",
        "../build/a.png",
        ".git/a.png",
        "images/.a.png",
        "link.png",
        "inner.png",
        "../../no-such.png",
    ] {
        assert_eq!(read(&root, section, written), Err(ImageProblem::Outside), "{written}");
    }
}

#[test]
fn a_missing_picture_names_the_one_that_was_meant() {
    let (_folder, root) = report(&["images/办公楼.PNG", "content/pic.png"]);
    let missing = |written: &str| match read(&root, Path::new("content"), written) {
        Err(ImageProblem::Missing { nearest }) => nearest,
        other => panic!("{other:?}"),
    };
    assert_eq!(missing("images/办公楼.png").as_deref(), Some("images/办公楼.PNG"));
    assert_eq!(missing("pics.png").as_deref(), Some("pic.png"));
    assert_eq!(missing("一张完全不同的照片.jpeg"), None);
}

#[test]
fn kind_and_size_come_from_the_first_bytes() {
    let (_folder, root) = report(&["content/a.png"]);
    let judge = |bytes: &[u8]| {
        fs::write(root.join("content/a.png"), bytes).unwrap();
        read(&root, Path::new("content"), "a.png").map(|_| ())
    };
    assert_eq!(judge(b"not a picture"), Err(ImageProblem::UnknownFormat));
    assert_eq!(judge(b"%PDF-1.7"), Err(ImageProblem::UnknownFormat));
    assert_eq!(judge(&png(10_000, 5_001)), Err(ImageProblem::TooBig { width: 10_000, height: 5_001 }));
    assert_eq!(judge(&png(10_000, 5_000)), Ok(()));
    assert_eq!(judge("<?xml version='1.0'?>\n<!-- a --><!DOCTYPE svg>\n<svg></svg>".as_bytes()), Ok(()));
    assert_eq!(judge(b"<html><svg/></html>"), Err(ImageProblem::UnknownFormat));
}

#[test]
fn sizes_of_every_kind() {
    let jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc2\x00\x11\x08\x00\x02\x00\x03";
    let vp8x = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x01\0\0\x02\0\0";
    let vp8l = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x01\x80\x00\x00";
    let vp8 = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x02\0\x03\0";
    let gif = b"GIF89a\x02\0\x03\0";
    for bytes in [&vp8x[..], vp8l, vp8, gif] {
        assert_eq!(size(bytes), Some(Some((2, 3))));
    }
    assert_eq!(size(jpeg), Some(Some((3, 2))));
    assert_eq!(size(&jpeg[..10]), None);
}

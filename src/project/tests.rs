//! Cases of a report's folder.

use std::fs;

use super::*;
use crate::diagnostic::Language;

/// A report with the given files below it.
fn report(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(SETTINGS), "[report]\ntitle = '报告'\n").unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// Reads a report that is trusted.
fn open(root: &Path) -> Result<(Project, Diagnostics), Failure> {
    super::open(root, false)
}

fn opened(files: &[(&str, &[u8])]) -> (Project, Diagnostics) {
    open(report(files).path()).unwrap()
}

fn codes(found: &Diagnostics) -> Vec<(Code, &str)> {
    found.iter().map(|diagnostic| (diagnostic.code, diagnostic.message.en.as_str())).collect()
}

#[test]
fn sections_come_in_order_with_level_and_id() {
    let (project, found) = opened(&[
        ("content/10-附件.md", b""),
        ("content/2-经费/2-支出.md", b""),
        ("content/2-经费/index.md", b""),
        ("content/2-经费/1-收入/index.md.txt", b""),
        ("content/2-经费/1-收入/a.markdown", b""),
        ("content/1. 概况.txt", b""),
        ("content/.hidden.md", b""),
        ("content/~$1. 概况.docx", b""),
    ]);
    let list: Vec<_> = project.entries.iter().map(|entry| (entry.id.as_str(), entry.level)).collect();
    assert_eq!(list, [("概况", 1), ("经费", 1), ("收入", 2), ("a", 3), ("支出", 2), ("附件", 1)]);
    assert_eq!(codes(&found), []);
    assert_eq!(project.entries[1].path, Path::new("content/2-经费/index.md"));
    assert_eq!(project.sources.get(project.entries[0].source).path, "content/1. 概况.txt");
}

#[test]
fn copies_are_named_and_not_read() {
    let (project, found) = opened(&[
        ("content/05-x.md", b"a"),
        ("content/05-x(1).md", b"b"),
        ("content/05-x - 副本.md", b"c"),
        ("content/06-y(1).md", b"d"),
    ]);
    assert_eq!(project.entries.len(), 2);
    assert_eq!(project.entries[1].id, "y(1)");
    assert_eq!(
        codes(&found),
        [
            (
                Code::CopyOfSection,
                "content/05-x - 副本.md looks like a copy of content/05-x.md and is not read"
            ),
            (Code::CopyOfSection, "content/05-x(1).md looks like a copy of content/05-x.md and is not read"),
        ]
    );
    let first = found.iter().next().unwrap();
    assert_eq!(project.sources.get(first.span.file).path, "content/05-x - 副本.md");
    assert_eq!(first.related.len(), 1);
}

#[test]
fn other_files_are_said_unless_a_section_refers_to_them() {
    let (project, _) = opened(&[("content/a.md", b""), ("content/b.docx", b""), ("content/c.png", b"")]);
    let said = project.unread(&BTreeSet::from(["content/c.png".to_owned()]));
    assert_eq!(codes(&said), [(Code::UnreadFile, "nothing reads content/b.docx")]);
    let span = said.iter().next().unwrap().span;
    assert_eq!(project.sources.get(span.file).slice(span), "report");
}

#[test]
fn a_folder_without_index_is_said() {
    let (project, found) = opened(&[("content/1-a.md", b""), ("content/2-b/1-c.md", b"first\nsecond")]);
    assert_eq!(project.entries[1].level, 2);
    let only = found.iter().next().unwrap();
    assert_eq!((only.code, found.len()), (Code::HeadingSkip, 1));
    assert_eq!(project.sources.get(only.span.file).slice(only.span), "first");
}

#[test]
fn encodings_are_said_at_their_place() {
    let gb = encoding_rs::GB18030.encode("第一行的汉字\n").0.into_owned();
    let (project, found) = opened(&[
        ("content/1.md", &gb),
        ("content/2.md", b"\xef\xbb\xbfok\r\n"),
        ("content/3.md", "好\n坏\u{0}了".replace('\u{0}', "").as_bytes()),
        ("content/4.md", &[b"ok\n".as_slice(), "好好".as_bytes(), b"\xff"].concat()),
    ]);
    assert_eq!(codes(&found).iter().map(|(code, _)| *code).collect::<Vec<_>>(), [Code::Encoding; 2]);
    assert_eq!(&*project.sources.get(project.entries[1].source).text, "ok\r\n");
    let place = found.iter().nth(1).map(|d| project.sources.get(d.span.file).place(d.span.start)).unwrap();
    assert_eq!((place.line, place.column), (2, 3));
}

#[test]
fn the_nearest_report_above_is_found() {
    let folder = report(&[("content/a/b.md", b"")]);
    let root = folder.path().canonicalize().unwrap();
    assert_eq!(find(&folder.path().join("content/a")).unwrap(), root);
    assert_eq!(find(&folder.path().join("content/a/b.md")).unwrap(), root);
    assert_eq!(find(Path::new("/no/such/folder")).unwrap_err().kind, Kind::Files);
    assert_eq!(find(Path::new("/")).unwrap_err().kind, Kind::Usage);
}

#[test]
fn a_faulty_bluebook_toml_stops_with_places() {
    let folder = report(&[("content/a.md", b"")]);
    let text = "[report]\ntitle = '报告'\nstyle = 'gongwem'\n[style]\nx = 1\n[fonts]\nbdy = 'A'";
    fs::write(folder.path().join(SETTINGS), text).unwrap();
    let failure = open(folder.path()).unwrap_err();
    assert_eq!((failure.kind, failure.language), (Kind::Usage, None));
    let fault = failure.diagnostics.iter().next().unwrap();
    assert_eq!(failure.sources.get(fault.span.file).slice(fault.span), "gongwem");
    assert_eq!(fault.fix.as_ref().unwrap().replacement, "gongwen");
    let text = text.replace("gongwem", "gongwen");
    fs::write(folder.path().join(SETTINGS), &text).unwrap();
    let failure = open(folder.path()).unwrap_err();
    let places: Vec<_> = failure
        .diagnostics
        .iter()
        .map(|fault| failure.sources.get(fault.span.file).slice(fault.span))
        .collect();
    assert_eq!(places, ["x", "bdy"]);
    let text = text.replace("style =", "language = 'zh-CN'\nstyle =");
    fs::write(folder.path().join(SETTINGS), text).unwrap();
    assert_eq!(open(folder.path()).unwrap_err().language, Some(Language::Chinese));
}

#[test]
fn a_report_may_bring_its_own_style() {
    let folder = report(&[
        ("content/a.md", b""),
        ("styles/mine/style.toml", b"[roles]\n[zh]\n[en]\n[options]\na = '1'\n"),
        ("styles/mine/style.typ", b"mine"),
        ("styles/plain/style.typ", b"replaced"),
    ]);
    let style = |name: &str| {
        let text = format!("[report]\ntitle = 'x'\nstyle = '{name}'");
        fs::write(folder.path().join(SETTINGS), text).unwrap();
        open(folder.path()).map(|(project, _)| project)
    };
    let mine = style("mine").unwrap();
    assert_eq!(&*mine.style.files["style.typ"], b"mine");
    assert_eq!(mine.settings.style_options["a"], "1");
    assert_eq!(&*style("plain").unwrap().style.files["style.typ"], b"replaced");
    fs::write(folder.path().join("styles/mine/style.toml"), "[roles]\nx = 1").unwrap();
    let failure = style("mine").unwrap_err();
    let fault = failure.diagnostics.iter().next().unwrap();
    assert_eq!(failure.sources.get(fault.span.file).path, "styles/mine/style.toml");
}

#[test]
fn links_out_of_the_report_are_refused() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x.md"), "secret").unwrap();
    let folder = report(&[("content/a.md", b""), ("shared.md", b"")]);
    std::os::unix::fs::symlink(outside.path().join("x.md"), folder.path().join("content/b.md")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("shared.md"), folder.path().join("content/c.md")).unwrap();
    let (project, found) = open(folder.path()).unwrap();
    assert_eq!(project.entries.len(), 2);
    assert_eq!(found.iter().map(|d| d.severity).collect::<Vec<_>>(), [Some(Severity::Error)]);
}

#[test]
fn a_report_without_sections_is_refused() {
    assert_eq!(open(report(&[]).path()).unwrap_err().kind, Kind::Usage);
    assert_eq!(open(report(&[("content/.x.md", b"")]).path()).unwrap_err().kind, Kind::Usage);
}

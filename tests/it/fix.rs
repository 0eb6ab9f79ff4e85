//! `bluebook check --fix` end to end: what is mended, what is not touched, and what the files look like afterwards.

use std::fs;

use crate::support::ReportTest;

/// A picture that can be printed.
const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"2\"/>";

/// Returns a file of a report as text.
fn read(report: &ReportTest, path: &str) -> String {
    fs::read_to_string(report.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Mends a section without asking, and returns it; a second run must change nothing more.
#[track_caller]
fn mended(before: &str) -> String {
    let report = ReportTest::new().file("content/01-a.md", before);
    report.run(&["check", "--fix", "--yes"]);
    let after = read(&report, "content/01-a.md");
    let again = report.run(&["check", "--fix", "--yes"]);
    assert_eq!(read(&report, "content/01-a.md"), after);
    assert_eq!(again.stdout(), "", "nothing is left to show");
    after
}

#[test]
fn every_safe_fix_is_made() {
    for (before, after) in [
        // full-width, in the text and in the front matter; two that overlap take two rounds
        ("# 甲\n\n共｛｛事件＝５１２件｝｝。\n", "# 甲\n\n共{{事件=512件}}。\n"),
        (
            "---\nfigures：\n  事件：512件\n---\n# 甲\n\n{{事件}}\n",
            "---\nfigures: \n  事件: 512件\n---\n# 甲\n\n{{事件}}\n",
        ),
        // typed-number and joined-paragraphs
        ("# 一、甲\n\n正文。\n", "# 甲\n\n正文。\n"),
        ("# 甲\n\n第一段。\n第二段。\n", "# 甲\n\n第一段。\n\n第二段。\n"),
        // unknown-key and unclosed-fence
        ("---\ntilte: 甲\n---\n\n正文。\n", "---\ntitle: 甲\n---\n\n正文。\n"),
        ("---\ntitle: 甲\n\n正文。\n", "---\ntitle: 甲\n---\n\n正文。\n"),
        ("---\ntitle: 甲", "---\ntitle: 甲\n---\n"),
        // unclosed-citation of a declared figure; front-matter where only signs are missing
        ("# 甲\n\n共{{事件=512件}}，即{事件}。\n", "# 甲\n\n共{{事件=512件}}，即{{事件}}。\n"),
        ("---\ntitle: 甲\nperiod:2021\n---\n\n正文。\n", "---\ntitle: 甲\nperiod: 2021\n---\n\n正文。\n"),
    ] {
        assert_eq!(mended(before), after, "{before}");
    }
}

#[test]
fn a_number_or_a_name_is_never_changed_unasked() {
    for kept in [
        "# 甲\n\n事件{{事件=512件}}，办结{{办结=508件}}，{{率=办结/事件@0.01%}}，{{率=98%}}。\n",
        "# 甲\n\n事件{{事件=512件}}，{{事见}}。\n",
        "---\nfigures:\n  甲: {value: 24,853人}\n---\n# 甲\n\n{{甲}}\n",
    ] {
        assert_eq!(mended(kept), kept);
    }
}

#[test]
fn without_a_terminal_it_shows_and_changes_nothing() {
    let before = "# 甲\n\n共｛｛事件=512件｝｝。\n";
    let report = ReportTest::new().file("content/01-a.md", before);
    let run = report.run(&["check", "--fix"]);
    run.code(0).stdout_has("-共｛｛事件=512件｝｝。\n+共{{事件=512件}}。\n").stderr_has("--yes");
    assert_eq!(read(&report, "content/01-a.md"), before);
    let json = report.run(&["check", "--fix", "--message-format", "json"]);
    assert!(json.stdout().lines().all(|line| line.starts_with('{')), "{}", json.stdout());
    report.run(&["check", "--yes"]).code(2);
}

#[test]
fn the_difference_can_be_taken_back_and_the_code_is_of_the_state_after() {
    let report = ReportTest::new().file("content/01-a.md", "# 甲\n\n共{{事件=512件}}，即{事件}。\n");
    report.run(&["check"]).code(1);
    let run = report.run(&["check", "--fix", "--yes"]);
    run.code(0)
        .stdout_has("--- a/content/01-a.md\n+++ b/content/01-a.md\n")
        .stderr_has("已改 content/01-a.md：1 处");
}

#[test]
fn a_file_keeps_its_encoding_and_its_line_ends() {
    let before = "# 甲\r\n\r\n第一段。\r\n第二段｛｛事件=512件｝｝。\r\n";
    let after = "# 甲\r\n\r\n第一段。\r\n\r\n第二段{{事件=512件}}。\r\n";
    let gb18030 = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let utf16 = |text: &str| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect::<Vec<u8>>()
    };
    let marked = |text: &str| [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat();
    for (old, new) in
        [(gb18030(before), gb18030(after)), (utf16(before), utf16(after)), (marked(before), marked(after))]
    {
        let report = ReportTest::new().file("content/01-a.md", old);
        report.run(&["check", "--fix", "--yes"]);
        assert_eq!(fs::read(report.path("content/01-a.md")).unwrap(), new);
    }
}

#[test]
fn a_picture_outside_is_copied_into_the_report() {
    let elsewhere = tempfile::tempdir().unwrap();
    let picture = elsewhere.path().join("图 1.svg");
    fs::write(&picture, SVG).unwrap();
    let written = picture.display().to_string();
    let report = ReportTest::new().file("content/01-a.md", format!("# 甲\n\n![说明](<{written}>)\n"));
    report.run(&["check"]).code(1);
    report.run(&["check", "--fix"]).code(1);
    assert!(!report.path("images").exists(), "copied without consent");
    report.run(&["check", "--fix", "--yes"]).code(0).stderr_has("images/图-1.svg");
    assert_eq!(read(&report, "images/图-1.svg"), SVG);
    assert_eq!(read(&report, "content/01-a.md"), "# 甲\n\n![说明](<images/图-1.svg>)\n");
}

#[test]
fn two_pictures_of_one_name_stay_two() {
    let elsewhere = tempfile::tempdir().unwrap();
    let mut text = "# 甲\n".to_owned();
    for (folder, content) in [("x", SVG.to_owned()), ("y", SVG.replace("\"2\"", "\"3\""))] {
        fs::create_dir_all(elsewhere.path().join(folder)).unwrap();
        let picture = elsewhere.path().join(folder).join("a.svg");
        fs::write(&picture, content).unwrap();
        text.push_str(&format!("\n![说明]({})\n", picture.display()));
    }
    let report = ReportTest::new().file("content/01-a.md", text);
    report.run(&["check", "--fix", "--yes"]).code(0);
    assert_eq!(
        read(&report, "content/01-a.md"),
        "# 甲\n\n![说明](images/a.svg)\n\n![说明](images/a-2.svg)\n"
    );
    assert_ne!(read(&report, "images/a.svg"), read(&report, "images/a-2.svg"));
}

#[test]
fn a_read_only_file_ends_it_and_nothing_is_changed() {
    let before = "# 甲\n\n共｛｛事件=512件｝｝。\n";
    let report =
        ReportTest::new().file("content/01-a.md", before).file("content/02-b.md", "# 乙\n\n｛｛事件｝｝\n");
    let path = report.path("content/02-b.md");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    report.run(&["check", "--fix", "--yes"]).code(3).stderr_has("content/02-b.md");
    assert_eq!(read(&report, "content/01-a.md"), before);
}

#[test]
fn damaged_files_are_left_alone() {
    let damaged = ["# 甲\n\n共｛｛事件=512件｝｝".as_bytes(), &[0xff], "。\n".as_bytes()].concat();
    let report = ReportTest::new().file("content/01-a.md", &damaged);
    report.run(&["check", "--fix", "--yes"]).stderr_has("没有改 content/01-a.md");
    assert_eq!(fs::read(report.path("content/01-a.md")).unwrap(), damaged);
}

#[test]
#[cfg(unix)]
fn what_a_link_leads_to_is_written_and_the_link_stays() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let report = ReportTest::new()
        .file("texts/a.md", "# 甲\n\n共｛｛事件=512件｝｝。\n")
        .file("content/02-b.md", "# 乙\n");
    symlink("../texts/a.md", report.path("content/01-a.md")).unwrap();
    fs::set_permissions(report.path("texts/a.md"), fs::Permissions::from_mode(0o640)).unwrap();
    report.run(&["check", "--fix", "--yes"]).code(0);
    assert!(report.path("content/01-a.md").is_symlink());
    assert_eq!(read(&report, "texts/a.md"), "# 甲\n\n共{{事件=512件}}。\n");
    assert_eq!(fs::metadata(report.path("texts/a.md")).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_misspelt_setting_is_mended_too() {
    let settings = read(&ReportTest::new(), "bluebook.toml");
    let report = ReportTest::new()
        .file("bluebook.toml", settings.replace("organisation", "organisaton"))
        .file("content/01-a.md", "# 甲\n\n正文。\n");
    report.run(&["check"]).code(2);
    report.run(&["check", "--fix", "--yes"]).code(0);
    assert_eq!(read(&report, "bluebook.toml"), settings);
}

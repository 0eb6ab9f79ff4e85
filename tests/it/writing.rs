//! What happens to the PDF: drafts with faults, finals that refuse, output that cannot be written.

use std::fs;
use std::process::Command;

use crate::support::{ReportTest, pdf_text};

const FAULTY: &str = "# 标题\n\n事件{{事件=512件}}，办结{{办洁}}。\n\n后面的话照常。\n";

#[test]
fn a_draft_marks_its_fault_in_place_and_prints_the_rest() {
    let report = ReportTest::new().file("content/01-a.md", FAULTY);
    let run = report.run(&["build"]);
    run.code(1).pdf_has("事件512件，办结").pdf_has("后面的话照常。").pdf_has("办洁");
}

#[test]
fn a_final_with_an_error_leaves_the_old_pdf() {
    let report = ReportTest::new().file("content/01-a.md", FAULTY).file("build/report.pdf", "the old one");
    report.run(&["build", "--final"]).code(1);
    assert_eq!(fs::read(report.path("build/report.pdf")).unwrap(), b"the old one");
}

#[test]
fn a_section_with_a_broken_front_matter_is_one_page_and_the_others_go_on() {
    let report = ReportTest::new()
        .file("content/01-a.md", "---\nfigures:\n  - 事件: 512件\n  办结: 1件\n---\n# 第一节\n\n坏的一节。\n")
        .file("content/02-b.md", "# 第二节\n\n好的一节。\n");
    report.run(&["build"]).code(1).pdf_has("好的一节。").pdf_has("content/01-a.md");
}

#[test]
fn output_that_is_a_folder_or_cannot_be_written_is_exit_3() {
    let report = ReportTest::new().file("content/01-a.md", "# 标题\n\n正文。\n");
    report.run(&["build", "-o", "content"]).code(3).stderr_has("content");
    if cfg!(target_os = "linux") {
        report.run(&["build", "-o", "/sys/report.pdf"]).code(3).stderr_has("/sys/report.pdf");
    }
}

#[test]
fn a_full_disk_leaves_the_old_pdf() {
    let report = ReportTest::new()
        .file("content/01-a.md", "# 标题\n\n正文。\n")
        .file("build/report.pdf", "the old one");
    // A limit on file size, its signal ignored, is how a disk that fills up looks to a program.
    let output = Command::new("bash")
        .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" build", env!("CARGO_BIN_EXE_bluebook")])
        .current_dir(report.path(""))
        .env("XDG_CACHE_HOME", report.path("cache"))
        .output()
        .expect("bash starts");
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read(report.path("build/report.pdf")).unwrap(), b"the old one");
    let left = fs::read_dir(report.path("build")).unwrap().count();
    assert_eq!(left, 1, "a temporary file is left behind");
}

#[test]
fn wrong_usage_and_a_wrong_bluebook_toml_are_exit_2() {
    let report = ReportTest::new().file("content/01-a.md", "# 标题\n");
    report.run(&["build", "--no-such-flag"]).code(2);
    let report = report.file("bluebook.toml", "[report]\ntitel = \"x\"\n");
    report.run(&["build"]).code(2).stderr_has("titel").stderr_has("title");
    report.run(&["check", "no-such-folder"]).code(3);
}

#[test]
fn one_section_alone_keeps_its_true_numbers() {
    let report = ReportTest::new()
        .file(
            "bluebook.toml",
            "[report]\ntitle = \"报告\"\nlanguage = \"zh-CN\"\nstyle = \"gongwen\"\ndate = 2022-03-31\n",
        )
        .file("content/01-a.md", "# 甲\n\n事件{{事件=512件}}。\n")
        .file("content/02-b.md", "# 乙\n\n共有{{事件}}，见[甲](01-a.md)。\n");
    let run = report.run(&["build", "content/02-b.md"]);
    run.code(0);
    let pdf = report.path("build/02-b.pdf");
    assert!(!report.path("build/report.pdf").exists(), "a section replaced the report");
    let text: String = pdf_text(&pdf).chars().filter(|c| !c.is_whitespace()).collect();
    assert!(
        text.contains("二、乙") && text.contains("共有512件，见甲") && !text.contains("一、甲"),
        "{text}"
    );
}

#[test]
fn a_damaged_image_is_marked_at_its_place_and_the_rest_is_printed() {
    let report = ReportTest::new()
        .file("images/bad.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect")
        .file("content/01-a.md", "# 标题\n\n![坏图](../images/bad.svg)\n\n后面的话照常。\n");
    let run = report.run(&["build", "--message-format", "short"]);
    run.code(1)
        .stderr_has("content/01-a.md:3:7: error[missing-image]")
        .pdf_has("后面的话照常。")
        .pdf_has("bad.svg");
}

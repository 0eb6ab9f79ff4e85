//! What the commands promise as a whole: files written or left alone, exit codes, and which stream says what.
//!
//! Which diagnostic stands where is told by the cases of `tests/suite`.

use std::fs;

use crate::support::{ReportTest, Run};

const SAFETY: &str = "---\nfigures:\n  事件: 512件\n  办结: 508件\n  办结率: =办结/事件 @0.01%\n---\n\n\
                      # 社会治安\n\n全年共发生事件{{事件}}，办结{{办结}}，办结率{{办结率}}。\n";
const FAULTY: &str = "# 经济\n\n税金{{税金}}，其余照旧。\n";

fn report() -> ReportTest {
    ReportTest::new().file("content/01-治安.md", SAFETY)
}

fn faulty() -> ReportTest {
    report().file("content/02-经济.md", FAULTY)
}

#[test]
fn build_writes_what_the_sections_say() {
    let report = report();
    report
        .run(&["build"])
        .code(0)
        .pdf_has("社会治安")
        .pdf_has("全年共发生事件512件，办结508件，办结率99.22%。");
}

#[test]
fn a_draft_with_errors_is_written_and_marked() {
    let report = faulty();
    let run = report.run(&["build"]);
    run.code(1).stderr_has("unknown-figure").stderr_has("content/02-经济.md:3:5");
    run.pdf_has("办结率99.22%").pdf_has("其余照旧");
}

#[test]
fn a_final_with_errors_leaves_the_old_pdf() {
    let report = faulty().file("build/report.pdf", "old");
    report.run(&["build", "--final"]).code(1);
    assert_eq!(fs::read_to_string(report.path("build/report.pdf")).unwrap(), "old");
}

#[test]
fn check_writes_nothing() {
    let report = report();
    report.run(&["check"]).code(0);
    assert!(!report.path("build").exists());
}

#[test]
fn json_is_one_object_a_line_on_stdout() {
    let run = faulty().run(&["check", "--message-format", "json"]);
    run.code(1);
    let stdout = run.stdout();
    let objects: Vec<serde_json::Value> =
        stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let object = objects.iter().find(|object| object["code"] == "unknown-figure").unwrap();
    assert_eq!(object["v"], 1);
    assert_eq!(object["file"], "content/02-经济.md");
    assert_eq!(object["start"]["line"], 3);
    assert_eq!(object["start"]["column"], 5);
    let byte = usize::try_from(object["start"]["byte"].as_u64().unwrap()).unwrap();
    assert!(FAULTY[byte..].starts_with("税金}}"));
}

#[test]
fn wrong_usage_and_settings_are_exit_code_2() {
    report().run(&["biuld"]).code(2);
    report().run(&["build", "--no-such-option"]).code(2);
    report().run(&["build", "nowhere"]).code(2);
    report().file("bluebook.toml", "[report\n").run(&["build"]).code(2).stderr_has("bluebook.toml");
    let unknown = "[report]\ntitle = \"x\"\nstlye = \"plain\"\n";
    report().file("bluebook.toml", unknown).run(&["build"]).code(2).stderr_has("style");
}

#[test]
fn files_that_cannot_be_written_are_exit_code_3() {
    let report = report().file("in-the-way", "").file("folder.pdf/x", "");
    report.run(&["build", "-o", "folder.pdf"]).code(3).stderr_has("folder.pdf");
    report.run(&["build", "-o", "in-the-way/report.pdf"]).code(3).stderr_has("in-the-way");
    assert_eq!(fs::read(report.path("in-the-way")).unwrap(), b"");
}

#[test]
fn a_warning_is_an_error_when_asked() {
    let report = report().file("content/02-概况.md", "# 概况\n\n### 经济\n\n正文。\n");
    report.run(&["check"]).code(0).stderr_has("heading-skip");
    report.run(&["check", "--deny-warnings"]).code(1);
}

#[test]
fn two_folders_and_any_number_of_threads_give_the_same_bytes() {
    let bytes = |threads: &str| {
        let mut report = report();
        for number in 2..8 {
            report = report.file(&format!("content/0{number}-节.md"), SAFETY.replace("件", "次"));
        }
        let run: Run = report.run_with("RAYON_NUM_THREADS", threads, &["build"]);
        run.code(0);
        fs::read(report.path("build/report.pdf")).unwrap()
    };
    assert!(bytes("1") == bytes("2"), "the number of threads or the folder changes the PDF");
}

#[test]
fn the_register_lists_every_figure_for_people_and_programs() {
    let report = report();
    report.run(&["figures"]).code(0).stdout_has("办结率").stdout_has("99.22%");
    let run = report.run(&["figures", "--format", "json"]);
    let register: serde_json::Value = serde_json::from_str(&run.code(0).stdout()).unwrap();
    assert_eq!(register["figures"].as_array().unwrap().len(), 3);
    report.run(&["figures", "--format", "csv"]).code(0).stdout_has("办结/事件");
}

#[test]
fn one_section_alone_has_its_true_numbers() {
    let report = report().file("content/02-经济.md", "# 经济\n\n比照{{办结率}}。\n");
    let run = report.run(&["build", "content/02-经济.md"]);
    run.code(0).pdf_has("比照99.22%");
}

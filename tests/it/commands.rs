//! What each command says, and on which stream.
//!
//! Which diagnostic stands where is told by the cases of `tests/suite`; which files are written or left alone, by
//! `writing`.

use crate::support::ReportTest;

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
fn a_section_below_another_is_built_alone() {
    let report = ReportTest::new()
        .file("content/01-治安/index.md", "# 治安\n")
        .file("content/01-治安/02-综治.md", "# 综治\n\n平稳。\n");
    report.run(&["build", "--final", "content/01-治安/02-综治.md"]).code(0);
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
fn a_warning_is_an_error_when_asked() {
    let report = report().file("content/02-概况.md", "# 概况\n\n### 经济\n\n正文。\n");
    report.run(&["check"]).code(0).stderr_has("heading-skip");
    report.run(&["check", "--deny-warnings"]).code(1);
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
fn a_draft_marks_a_typed_number_that_a_figure_denies() {
    let report = report().file("content/02-经济.md", "# 经济\n\n全年共发生事件521件，其余照旧。\n");
    report.run(&["build", "--format", "typst", "-o", "typst"]).code(1);
    let code = std::fs::read_to_string(report.path("typst/section/0001.typ")).expect("the section");
    assert!(code.contains("#\"全年共发生事件\";#style.fault[#\"521件\";];#\"，其余照旧。\";"), "{code}");
}

//! Signing: what `sign` writes and when, what `--locked` refuses, what `figures --since` lists.
//!
//! How a lock is written and read, and which change is which, is tested in `figure`.

use std::fs;

use crate::support::ReportTest;

const SAFETY: &str = "---\nfigures:\n  事件: 512件\n  办结: 508件\n  办结率: =办结/事件 @0.01%\n---\n\n\
                      # 社会治安\n\n全年共发生事件{{事件}}，办结{{办结}}，办结率{{办结率}}。\n";

fn report() -> ReportTest {
    ReportTest::new().file("content/01-治安.md", SAFETY)
}

#[test]
fn what_is_signed_is_compared_until_it_is_signed_anew() {
    let report = report();
    report.run(&["check", "--locked"]).code(4).stderr_has("bluebook sign");
    report.run(&["sign"]).code(0).stderr_has("3 个数").stderr_has("第一次签发");
    let lock = fs::read_to_string(report.path("figures.lock")).unwrap();
    assert!(lock.contains("value = \"3175/32\"") && lock.contains("[[faces]]"), "{lock}");
    assert!(!report.path("build").exists(), "signing writes no PDF");
    report.run(&["check", "--locked", "--final"]).code(0);
    report.run(&["sign"]).code(0).stderr_has("与上次签发相同");
    assert_eq!(fs::read_to_string(report.path("figures.lock")).unwrap(), lock);

    let report = report.file("content/01-治安.md", SAFETY.replace("508件", "507件"));
    report.run(&["check"]).code(0).stderr_has("changed-since-signing");
    report.run(&["check", "--locked"]).code(4).stderr_has("改动 2 个");
    report.run(&["build", "--locked"]).code(4);
    assert!(!report.path("build").exists(), "what differs is not published");
    report.run(&["build", "--final"]).code(1).stderr_has("签发时是 508件");
    let run = report.run(&["figures", "--since", "figures.lock", "--format", "json"]);
    let listed: serde_json::Value = serde_json::from_str(&run.code(0).stdout()).unwrap();
    assert_eq!(listed["changes"][0]["old"]["display"], "508件");
    assert_eq!(listed["changes"][1]["new"]["value"], "12675/128");
    report.run(&["figures", "--since", "figures.lock"]).code(0).stdout_has("507件").stderr_has("改动 2 个");
    report.run(&["sign"]).code(0).stderr_has("508件 → 507件").stderr_has("改动 2 个");
    report.run(&["build", "--final", "--locked"]).code(0).pdf_has("507件");
}

#[test]
fn what_is_not_clean_is_not_signed() {
    let report = report().file("figures.lock", "the old one").file("content/02-a.md", "# 甲\n\n{{没有}}。\n");
    report.run(&["sign"]).code(1).stderr_has("没有签发");
    assert_eq!(fs::read(report.path("figures.lock")).unwrap(), b"the old one");
    report.run(&["check", "--locked"]).code(4).stderr_has("读不出");
    report.run(&["figures", "--since", "figures.lock"]).code(3).stderr_has("figures.lock:1:");
    report.run(&["figures", "--since", "no.lock"]).code(3);
    report.run(&["sign", "content/02-a.md"]).code(2);
}

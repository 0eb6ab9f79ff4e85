//! The report as it was printed (`tests/fixtures/as-published`): exactly the seven faults that reached print, each
//! at its place with the right diagnosis; and a national release that ties within rounding.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::ReportTest;

/// What is found: code, file's end, underlined text, words that the message and its hints must have.
const FOUND: [(&str, &str, &str, &[&str]); 7] = [
    ("direction-contradicts", "01-经济工作稳中求进.md", "下滑", &["6 个增长数字", "8%左右", "11.6%"]),
    ("truncated", "03-党的建设全面加强.md", "56.81%", &["两委大专以上占比", "25人/44人", "56.82%"]),
    ("truncated", "03-党的建设全面加强.md", "56.81%", &["两委女性占比", "25人/44人", "56.82%"]),
    (
        "impossible-share",
        "03-党的建设全面加强.md",
        "6.81%",
        &["女性书记占比", "3人/6人", "50%", "3人/44人", "截尾"],
    ),
    (
        "stated-contradicts",
        "05-网格化管理凸显成效.md",
        "97%",
        &["办结率", "508件/512件", "99.21875%", "495 至 499"],
    ),
    (
        "parts-do-not-tie",
        "03-综治维稳持续加强.md",
        "行政拘留, 强制戒毒",
        &["抓获吸毒人员", "35人", "13人+18人 = 31人"],
    ),
    (
        "parts-do-not-tie",
        "05-民生事业继续夯实.md",
        "下岗失业就业, 困难人员就业",
        &["新增就业", "170人", "119人+57人 = 176人"],
    ),
];

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/as-published")
}

/// Returns the words a line of JSON underlines.
fn underlined(found: &Value) -> String {
    let text = std::fs::read_to_string(fixture().join(found["file"].as_str().expect("a file")))
        .expect("it is there");
    let byte =
        |end: &str| usize::try_from(found[end]["byte"].as_u64().expect("a byte")).expect("a small file");
    text[byte("start")..byte("end")].to_owned()
}

#[test]
fn the_faults_that_reached_print_are_found() {
    let mut check = Command::new(env!("CARGO_BIN_EXE_bluebook"));
    check.arg("check").arg(fixture()).args(["--message-format", "json"]).env("NO_COLOR", "1");
    let output = check.output().expect("the binary starts");
    assert_eq!(output.status.code(), Some(1));
    let stdout = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    let lines = stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line is an object"));
    let found: Vec<Value> = lines
        .filter(|line| ["error", "warning"].contains(&line["severity"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(found.len(), FOUND.len(), "{stdout}");
    for (found, (code, file, words, said)) in found.iter().zip(FOUND) {
        assert_eq!(found["code"], code, "{found}");
        assert!(found["file"].as_str().is_some_and(|path| path.ends_with(file)), "{found}");
        assert_eq!(underlined(found), words, "{found}");
        let whole = found.to_string();
        for word in said {
            assert!(whole.contains(word), "`{word}` is not in {whole}");
        }
    }
}

/// A quarter's national accounts, as statistical offices print them: each number rounded by itself.
const RELEASE: &str = "---\ntitle: 国民经济核算\nsource: 统计公报\nfigures:\n  国内生产总值: {value: 144327亿元, parts: [第一产业, 第二产业, 第三产业]}\n  \
     第一产业: 3931亿元\n  第二产业: 54596亿元\n  第三产业: 85801亿元\n  民间投资: 27278亿元 = 东部 + 其他\n  东部: 2886亿元\n  \
     其他: 24393亿元\n---\n\n国内生产总值{{国内生产总值}}，其中第一产业{{第一产业}}、第二产业{{第二产业}}、第三产业{{第三产业}}。\
     民间投资{{民间投资}}，其中东部{{东部}}、其他{{其他}}。\n";

#[test]
fn a_release_that_ties_within_rounding_prints_the_note_once() {
    let report = ReportTest::new().file("content/01-核算.md", RELEASE);
    let run = report.run(&["build", "--final"]);
    run.code(0).pdf_has("四舍五入");
    let text = crate::support::pdf_text(&report.path("build/report.pdf"));
    assert_eq!(text.matches("四舍五入").count(), 1, "{text}");
    assert!(run.stderr().contains("差在四舍五入之内"), "{}", run.stderr());

    let apart = RELEASE.replace("3931亿元", "3926亿元");
    let report = ReportTest::new().file("content/01-核算.md", apart);
    report.run(&["check"]).code(1).stderr_has("parts-do-not-tie");
    let exact = RELEASE.replace("54596亿元", "54595亿元").replace("2886亿元", "2885亿元");
    let report = ReportTest::new().file("content/01-核算.md", exact);
    report.run(&["build", "--final"]).code(0);
    assert!(!crate::support::pdf_text(&report.path("build/report.pdf")).contains("四舍五入"));
}

//! The register of the real binary: the pages in it, its files, `figures why`, the annex.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::report::copy;
use crate::support::{ReportTest, pdf_text};

const SAFETY: &str = "---\nfigures:\n  事件: 512件\n  办结: {value: 508件, source: 综治办台账, why: 与月报一致}\n  \
                      办结率: =办结/事件 @0.01%\n---\n\n# 社会治安\n\n全年共发生事件{{事件}}，办结率{{办结率}}。\n\n\
                      <!-- pagebreak -->\n\n## 事件{{事件}}\n\n| 项 | 数 |\n|---|---|\n| 办结 | {{办结}} |\n\n\
                      见注。[^1]\n\n[^1]: 又写作{{办结率@0.1%}}。\n";

fn report() -> ReportTest {
    ReportTest::new().file("content/01-治安.md", SAFETY)
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("the register is as it should be"))
        .expect("the register is as it should be")
}

/// The pages of each citation of a figure.
fn pages(register: &Value, name: &str) -> Vec<Value> {
    let figures = register["figures"].as_array().expect("the register is as it should be");
    let figure =
        figures.iter().find(|figure| figure["name"] == name).expect("the register is as it should be");
    figure["cited"]
        .as_array()
        .expect("the register is as it should be")
        .iter()
        .map(|cited| cited["pages"].clone())
        .collect()
}

#[test]
fn a_build_writes_the_register_with_the_pages_of_every_citation() {
    let report = report();
    report.run(&["build"]).code(0);
    let register = json(&report.path("build/figures.json"));
    let page = |page: u64| serde_json::json!([page]);
    // Prose on the first page; heading, table and footnote on the second.
    assert_eq!(pages(&register, "事件"), [page(1), page(2)]);
    assert_eq!(pages(&register, "办结"), [page(2)]);
    assert_eq!(pages(&register, "办结率"), [page(1), page(2)]);
    assert_eq!(register["pages"], 2);
    let face = &register["faces"][0];
    assert_eq!(face["sha256"].as_str().map(str::len), Some(64), "{face}");
    assert!(!face["file"].as_str().unwrap().contains('/'), "{face}");
    // The same input gives the same bytes, and a section alone leaves the register as it is.
    let bytes = std::fs::read(report.path("build/figures.json")).unwrap();
    report.run(&["build", "content/01-治安.md"]).code(0);
    report.run(&["build"]).code(0);
    assert!(std::fs::read(report.path("build/figures.json")).unwrap() == bytes);
    report.run(&["build", "-o", "out/2021.pdf"]).code(0);
    assert!(report.path("out/2021.figures.json").is_file());
}

#[test]
fn a_title_that_the_style_sets_anew_is_on_its_page() {
    let settings = "[report]\ntitle = \"办结{{办结}}的报告\"\nlanguage = \"zh-CN\"\nstyle = \"gongwen\"\nperiod = \"2021\"\n\
                    date = 2022-03-31\n\n[checks]\nfont-substituted = \"off\"\n";
    let report = report().file("bluebook.toml", settings);
    report.run(&["build"]).code(0);
    let pages = pages(&json(&report.path("build/figures.json")), "办结");
    assert!(pages.contains(&serde_json::json!([1])), "{pages:?}");
}

#[test]
fn every_page_of_the_real_report_has_what_the_register_says() {
    let report = copy();
    report.run(&["build"]).code(0);
    let register = json(&report.path("build/figures.json"));
    let mut texts = BTreeMap::new();
    let mut count = 0;
    for figure in register["figures"].as_array().unwrap() {
        for cited in figure["cited"].as_array().unwrap() {
            let prints = cited["prints"].as_str().unwrap();
            let pages = cited["pages"].as_array().unwrap();
            assert!(!pages.is_empty(), "{cited} of {} is printed nowhere", figure["name"]);
            for page in pages {
                let page = page.as_u64().unwrap();
                let text =
                    texts.entry(page).or_insert_with(|| page_text(&report.path("build/report.pdf"), page));
                let found = text.contains(prints) || pages.len() > 1;
                assert!(found, "{prints} of {} is not on page {page}", figure["name"]);
                count += 1;
            }
        }
    }
    assert!(count >= 112, "{count}");
}

/// Returns the text of one page without spaces and line ends.
fn page_text(pdf: &Path, page: u64) -> String {
    let page = page.to_string();
    let output = Command::new("pdftotext")
        .args(["-q", "-f", &page, "-l", &page])
        .arg(pdf)
        .arg("-")
        .output()
        .expect("pdftotext starts");
    String::from_utf8_lossy(&output.stdout).chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn where_a_number_comes_from_is_said() {
    let report = report();
    let run = report.run(&["figures", "why", "９９．２２％"]);
    run.code(0)
        .stdout_has("办结率 = 99.22%")
        .stdout_has("99.21875%\n")
        .stdout_has("办结/事件")
        .stdout_has("= 508件/512件")
        .stdout_has("├ 事件 = 512件")
        .stdout_has("└ 办结 = 508件  综治办台账")
        .stdout_has("第 1 页")
        .stdout_has("全年共发生事件512件，办结率99.22%。");
    report.run(&["figures", "why", "p2"]).code(0).stdout_has("办结 = 508件").stdout_has("理由");
    let run = report.run(&["figures", "why", "治安.事件", "--format", "json"]);
    let answer: Value = serde_json::from_str(&run.code(0).stdout()).unwrap();
    assert_eq!(answer["figures"][0]["name"], "事件");
    report.run(&["figures", "why", "办结律"]).code(1).stderr_has("要找的也许是“办结率”");
    report.run(&["figures", "why", "p9"]).code(1).stderr_has("第 9 页没有登记过的数字");
    report.run(&["figures", "why"]).code(2);
}

#[test]
fn an_english_report_is_explained_in_english() {
    let settings = "[report]\ntitle = \"Safety\"\nlanguage = \"en\"\nstyle = \"plain\"\nperiod = \"2021\"\n\
                    date = 2022-03-31\n\n[checks]\nfont-substituted = \"off\"\n";
    let section = "# Safety\n\nOf {{cases=512 cases}}, {{closed=508 cases}} were closed: \
                   {{rate@0.1%=closed/cases}}.\n";
    let report = ReportTest::new().file("bluebook.toml", settings).file("content/01-safety.md", section);
    report
        .run(&["figures", "why", "512"])
        .code(0)
        .stdout_has("cases = 512 cases")
        .stdout_has("p. 1")
        .stdout_has("Of 512 cases, 508 cases were closed");
    report.run(&["figures", "why", "nothing-here"]).code(1).stderr_has("no figure is called `nothing-here`");
}

#[test]
fn a_workbook_is_the_same_twice() {
    let report = report();
    report.run(&["figures", "-o", "a.xlsx"]).code(0);
    report.run(&["figures", "--format", "xlsx", "-o", "b.xlsx"]).code(0);
    let read = |name: &str| std::fs::read(report.path(name)).unwrap();
    assert!(read("a.xlsx").starts_with(b"PK"));
    assert!(read("a.xlsx") == read("b.xlsx"));
}

#[test]
fn the_register_is_printed_as_an_annex_without_reasons() {
    for style in ["plain", "gongwen"] {
        let settings = format!(
            "[report]\ntitle = \"试验报告\"\nlanguage = \"zh-CN\"\nstyle = \"{style}\"\nperiod = \"2021\"\n\
             organisation = \"试验办公室\"\ndate = 2022-03-31\n\n[figures]\nregister = true\n\n\
             [checks]\nfont-substituted = \"off\"\n"
        );
        let report = report().file("bluebook.toml", settings);
        let run = report.run(&["build"]);
        run.code(0).pdf_has("附件").pdf_has("数字登记表").pdf_has("=508件/");
        let text = pdf_text(&report.path("build/report.pdf"));
        assert!(!text.contains("与月报一致"), "{text}");
        let last = page_text(&report.path("build/report.pdf"), 3);
        assert!(last.contains("1、2"), "{style}: {last}");
        assert_eq!(pages(&json(&report.path("build/figures.json")), "办结"), [serde_json::json!([2])]);
    }
}

#[test]
fn every_annex_has_a_name_and_a_page() {
    let settings = include_str!("../fixtures/bluebook.toml").replace("\"plain\"", "\"gongwen\"");
    let report = ReportTest::new()
        .file("bluebook.toml", settings)
        .file("content/01-a.md", "# 概况\n\n一句。\n")
        .file("content/02-b.md", "---\nannex: true\n---\n\n## 分项表\n\n甲。\n")
        .file("content/03-明细.md", "---\nannex: true\n---\n\n乙。\n")
        .file("content/04-c.md", "---\nannex: true\n---\n\n### 稳住工业。\n\n丙。\n");
    report.run(&["build"]).code(0).stderr_has("附件没有标题，用文件名“明细”作标题");
    let text = pdf_text(&report.path("build/report.pdf"));
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    for words in ["附件：1.分项表2.明细3.稳住工业", "附件1分项表甲。", "附件2明细乙。", "附件3稳住工业。丙。"]
    {
        assert!(bare.contains(words), "{words}: {text}");
    }
}

#[test]
fn a_section_alone_has_the_numbers_of_the_others() {
    let table = "# 概况\n\n表：甲 {#biao}\n\n| 项 | 数 |\n|---|---|\n| 一 | 二 |\n";
    let report = ReportTest::new()
        .file("content/01-a.md", table)
        .file("content/02-b.md", "# 别处\n\n见[](#biao)和[](01-a.md)。\n");
    report.run(&["build", "content/02-b.md", "-o", "b.pdf"]).code(0);
    let text = pdf_text(&report.path("b.pdf"));
    assert!(text.contains("见表1和") && !text.contains("biao"), "{text}");
}

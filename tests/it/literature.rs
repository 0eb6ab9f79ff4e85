//! References to literature on the page: their numbers, the list of works behind the text, and where it stands.

use crate::support::{ReportTest, pdf_text};

const REFS: &str = "@book{qian, author = {钱学森 and 于景元 and 戴汝为 and 王寿云}, title = {论系统工程}, edition = {2},\n  \
     location = {长沙}, publisher = {湖南科学技术出版社}, year = {2001}}\n\
     @article{smith, author = {Smith, John}, title = {A \\#panic() \"]; measure}, journaltitle = {Public Finance},\n  \
     year = {2019}, volume = {47}, pages = {101--120}}\n\
     @book{unused, title = {没有引用的书}}\n";

fn report(style: &str) -> ReportTest {
    ReportTest::new()
        .file(
            "bluebook.toml",
            format!(
                "[report]\ntitle = \"年度报告\"\norganisation = \"某街道办事处\"\ndate = 2022-03-31\nlanguage = \"zh-CN\"\n\
                 style = \"{style}\"\nstatus = \"final\"\nbibliography = \"refs.bib\"\n[checks]\nfont-substituted = \"off\"\n"
            ),
        )
        .file("refs.bib", REFS)
        .file("content/01-概况.md", "# 概况\n\n度量[@smith, 第102页]已有研究。\n\n## 方法[@qian]\n\n系统工程。\n")
        .file("content/02-结论.md", "# 结论\n\n两者[@qian; @smith]都是。\n")
}

#[test]
fn the_list_of_works_stands_behind_the_last_section() {
    let works = "参考文献[1]SMITHJ.A#panic()\"];measure[J].PublicFinance,2019,47:101-120.\
                 [2]钱学森,于景元,戴汝为,等.论系统工程[M].2版.长沙:湖南科学技术出版社,2001.";
    for style in ["gongwen", "plain"] {
        let report = report(style);
        report.run(&["build"]).code(0);
        let text = pdf_text(&report.path("build/report.pdf")).replace('\u{2060}', "");
        assert!(text.contains("度量[1]102已有研究"), "{style}: {text}");
        assert!(text.contains("方法[2]") && text.contains("两者[1,2]都是"), "{style}: {text}");
        assert!(text.contains(works) && !text.contains("没有引用的书"), "{style}: {text}");
        let (last, list) = (text.find("都是。"), text.find("参考文献"));
        assert!(last < list, "{style}: {text}");
        if style == "gongwen" {
            assert!(list < text.find("某街道办事处2022年"), "{text}");
        }
    }
}

#[test]
fn a_section_alone_lists_what_it_cites_under_the_numbers_of_the_whole() {
    let report = report("plain").file("content/02-结论.md", "# 结论\n\n方法[@qian]。\n");
    report.run(&["build", "content/02-结论.md"]).code(0);
    let text = pdf_text(&report.path("build/02-结论.pdf")).replace('\u{2060}', "");
    assert!(text.contains("方法[2]。") && text.contains("[2]钱学森") && !text.contains("SMITH"), "{text}");
}

#[test]
fn a_draft_prints_a_fault_in_its_place() {
    let report = report("plain").file("content/02-结论.md", "# 结论\n\n方法[@qain]。\n");
    report.run(&["build", "--draft", "--message-format", "short"]).code(1).stderr_has("[bad-reference]");
    let text = pdf_text(&report.path("build/report.pdf"));
    assert!(text.contains("refs.bib里没有文献qain"), "{text}");
}

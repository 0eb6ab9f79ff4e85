//! Tables and pictures on pages, in every style: what is repeated, what stays together, and that nothing is cut off.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::ReportTest;

const STYLES: [&str; 3] = ["gongwen", "plain", "bluebook"];

/// Returns a report of one section in a style.
fn report(style: &str, section: &str) -> ReportTest {
    let settings = include_str!("../fixtures/bluebook.toml");
    let settings = settings.replace("style = \"plain\"", &format!("style = \"{style}\""));
    let settings = settings.replace("[checks]", "[checks]\nliteral-unbound = \"off\"");
    ReportTest::new().file("bluebook.toml", settings).file("content/01-a.md", section)
}

/// Builds a final and returns the text of each page without spaces.
fn pages(report: &ReportTest) -> Vec<String> {
    report.run(&["build", "--final"]).code(0);
    // What hangs over the foot of a page of A4 nobody sees.
    let seen = ["-q", "-x", "0", "-y", "0", "-W", "842", "-H", "842"];
    let output = Command::new("pdftotext").args(seen).arg(report.path("build/report.pdf")).arg("-").output();
    let output = output.expect("pdftotext starts (make test installs it)");
    let text = String::from_utf8_lossy(&output.stdout);
    let bare = |page: &str| page.chars().filter(|c| !c.is_whitespace()).collect();
    text.trim_end_matches('\u{c}').split('\u{c}').map(bare).collect()
}

#[test]
fn a_long_table_says_on_each_page_what_it_continues() {
    let mut rows = String::new();
    for group in 0..20 {
        for at in 0..4 {
            let name = if at == 0 { format!("<td rowspan=\"4\">组{group}始</td>") } else { String::new() };
            let _ = writeln!(rows, "<tr>{name}<td>项{group}之{at}</td><td>{at}.5</td></tr>");
        }
    }
    let head =
        "<tr><th rowspan=\"2\">组别</th><th colspan=\"2\">本年</th></tr><tr><th>项目</th><th>金额</th></tr>";
    let section = format!("# 大表\n\n<table><caption>明细</caption><thead>{head}</thead>\n{rows}</table>\n");
    for style in STYLES {
        let pages = pages(&report(style, &section));
        let on: Vec<_> = pages.iter().filter(|page| page.contains("项")).collect();
        assert!(on.len() > 1, "{style}: {pages:#?}");
        for (at, page) in on.iter().enumerate() {
            assert!(page.contains("组别"), "{style}: no head on {page}");
            if style != "plain" {
                assert_eq!(page.contains("续表1"), at > 0, "{style}: {page}");
            }
        }
        for group in 0..20 {
            let page = on.iter().find(|page| page.contains(&format!("组{group}始"))).expect("a group");
            assert!(page.contains(&format!("项{group}之3")), "{style}: group {group} is parted: {page}");
        }
    }
}

/// A row that is known to take one line is as high as one that is measured: the pages of a long table are the same where
/// its style measures every row.
#[test]
fn a_row_of_a_long_table_is_as_high_as_its_words() {
    let mut rows = String::new();
    for at in 0..130 {
        let name = if at % 4 == 0 { format!("<td rowspan=\"4\">第{at}组</td>") } else { String::new() };
        let words = match at % 13 {
            5 => "需要分成好几行才能排下的很长的说明文字，".repeat(4),
            7 => "Water and Waste Works of the Western Ward".to_owned(),
            8 => "<strong>重点</strong>".to_owned(),
            9 => String::new(),
            _ => "说明".to_owned(),
        };
        let _ = writeln!(
            rows,
            "<tr>{name}<td>项目{at}</td><td>{at}.5</td><td>{}%</td><td>{words}</td></tr>",
            at % 100
        );
    }
    let head = "<tr><th>组</th><th>项目</th><th>金额（万元）</th><th>比例</th><th>说明</th></tr>";
    let section = format!("# 大表\n\n<table><caption>明细</caption><thead>{head}</thead>\n{rows}</table>\n");
    let styles = Path::new(env!("CARGO_MANIFEST_DIR")).join("styles");
    let shared = fs::read_to_string(styles.join("shared/table.typ")).expect("what the styles share");
    let measuring = shared.replace("(line,) * count", "(auto,) * count");
    assert_ne!(shared, measuring);
    for style in STYLES {
        let mut own = report(style, &section).file(&format!("styles/{style}/shared/table.typ"), &measuring);
        for entry in fs::read_dir(styles.join(style)).expect("a style").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            own = own.file(&format!("styles/{style}/{name}"), fs::read(entry.path()).expect("a file"));
        }
        assert_eq!(places(&report(style, &section)), places(&own), "{style}");
    }
}

/// Builds a final and returns each word with its place on its page.
fn places(report: &ReportTest) -> String {
    report.run(&["build", "--final"]).code(0);
    let output = Command::new("pdftotext")
        .args(["-q", "-bbox"])
        .arg(report.path("build/report.pdf"))
        .arg("-")
        .output();
    let output = output.expect("pdftotext starts (make test installs it)");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_note_in_a_head_that_is_repeated_stands_once() {
    let rows: String = (0..70).map(|at| format!("| 行{at} | {at} |\n")).collect();
    let section = format!(
        "# 表\n\n表：注\n\n| 项目[^a] | [数](https://example.org) |\n|---|---|\n{rows}\n[^a]: 注文在此。\n"
    );
    for style in STYLES {
        let pages = pages(&report(style, &section));
        assert_eq!(pages.iter().filter(|page| page.contains("注文在此")).count(), 1, "{style}: {pages:#?}");
        assert!(pages.iter().filter(|page| page.contains("项目")).count() > 1, "{style}: {pages:#?}");
    }
}

#[test]
fn a_cell_of_many_lines_goes_on_to_the_next_page() {
    let lines: Vec<_> = (0..70).map(|at| format!("第{at}项")).collect();
    let section = format!(
        "# 表\n\n表：清单\n\n| 类 | 内容 |\n|---|---|\n| 甲 | {} |\n| 末行 | 完 |\n",
        lines.join("<br>")
    );
    let long = format!("# 表\n\n| 类 | 内容 |\n|---|---|\n| 甲 | {} |\n| 末行 | 完 |\n", "字".repeat(6000));
    for style in STYLES {
        let text = pages(&report(style, &section)).concat();
        for line in lines.iter().map(String::as_str).chain(["末行"]) {
            assert!(text.contains(line), "{style}: {line} is lost");
        }
        assert!(pages(&report(style, &long)).concat().contains("末行"), "{style}");
    }
}

#[test]
fn a_caption_is_never_alone_at_the_foot_of_a_page() {
    let rows: String = (0..40).map(|at| format!("| 行{at} | {at} |\n")).collect();
    for style in STYLES {
        for lines in [14, 17, 20, 23, 26, 29, 32] {
            let above: String = (0..lines).map(|_| "上文。\n\n").collect();
            let section = format!("# 表\n\n{above}表：题在此\n\n| 项目 | 数 |\n|---|---|\n{rows}");
            let pages = pages(&report(style, &section));
            let page = pages.iter().find(|page| page.contains("题在此")).expect("the caption");
            assert!(page.contains("行0"), "{style}, {lines} lines above: {pages:#?}");
        }
    }
}

#[test]
fn the_name_of_a_group_is_never_alone_at_the_foot_of_a_page() {
    let mut rows = String::new();
    for group in 0..16 {
        let _ = writeln!(rows, "<tr><td colspan=\"2\">类别{group}：</td></tr>");
        (0..4).for_each(|at| _ = writeln!(rows, "<tr><td>项{group}之{at}。</td><td>{at}</td></tr>"));
    }
    let section = format!("# 表\n\n<table><thead><tr><th>项目</th><th>数</th></tr></thead>{rows}</table>\n");
    for style in STYLES {
        for page in pages(&report(style, &section)) {
            let last = (0..16).filter(|group| page.contains(&format!("类别{group}："))).max();
            let alone = last.filter(|group| !page.contains(&format!("项{group}之")));
            assert_eq!(alone, None, "{style}: {page}");
        }
    }
}

#[test]
fn what_strangers_wrote_runs_no_code_of_theirs() {
    let section = "# 题\n\n```{=typst}\n#text[执行了]\n```\n";
    let report = report("plain", section).file("styles/plain/style.typ", "#panic(\"own style\")");
    report
        .run(&["build", "--untrusted", "--draft", "-o", "build/report.pdf"])
        .code(1)
        .stderr_has("--untrusted");
    report.run(&["build", "--untrusted", "--final"]).code(1);
    report.run(&["build", "--untrusted", "--draft"]).pdf_has("#text[执行了]");
}

#[test]
fn long_cells_over_several_columns_lose_no_line() {
    let words = "用于基层公共服务设施的日常维护与更新，".repeat(8);
    let rows: String = (0..12)
        .map(|at| format!("<tr><td>项目{at}号</td><td colspan=\"3\">{words}末{at}号</td></tr>\n"))
        .collect();
    let one = format!("<tr><td>长格</td><td colspan=\"3\">{}终</td></tr>\n", words.repeat(14));
    let head = "<tr><td>甲</td><td>乙</td><td>丙</td><td>丁</td></tr>\n";
    for style in STYLES {
        let found = pages(&report(style, &format!("# 表\n\n<table>{head}{rows}</table>\n"))).concat();
        for at in 0..12 {
            assert!(found.contains(&format!("末{at}号")), "{style}: the end of row {at} is cut off");
        }
        let found = pages(&report(style, &format!("# 表\n\n<table>{head}{one}</table>\n\n后文\n"))).concat();
        assert!(found.contains('终') && found.contains("后文"), "{style}: a long cell is cut off");
    }
}

/// Returns the grey of each pixel of a PDF's first page, at 20 pixels an inch, and how many stand in a row.
fn pixels(report: &ReportTest) -> (Vec<u8>, usize) {
    let pdf = report.path("build/report.pdf");
    let output = Command::new("pdftoppm").args(["-r", "20", "-gray", "-f", "1", "-l", "1"]).arg(pdf).output();
    let mut page = output.expect("pdftoppm starts (make test installs it)").stdout;
    // The head says `P5`, the width, the height and the whitest grey, each before one blank.
    let head: String = page
        .iter()
        .map(|byte| char::from(*byte))
        .scan(0, |blanks, c| {
            *blanks += usize::from(c.is_whitespace());
            (*blanks < 4).then_some(c)
        })
        .collect();
    let width = head.split_whitespace().nth(1).and_then(|width| width.parse().ok()).expect("a picture");
    page.drain(..=head.len());
    (page, width)
}

#[test]
fn a_picture_is_never_wider_than_the_page_has_room() {
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"90\"><rect width=\"900\" height=\"90\"/></svg>";
    for width in ["width=250%", "width=60cm", ""] {
        let section = format!("一句。\n\n![图](images/a.svg){{{width} #p}}\n");
        let report = report("plain", &section).file("images/a.svg", picture);
        report.run(&["build", "--final"]).code(0);
        let (pixels, row) = pixels(&report);
        assert!(pixels.iter().any(|grey| *grey < 50), "{width}: no picture");
        for (at, grey) in pixels.iter().enumerate() {
            let inside = (row / 10..row - row / 10).contains(&(at % row));
            assert!(inside || *grey > 250, "{width}: something stands in the margin");
        }
    }
}

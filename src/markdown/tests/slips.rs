//! What is nearly something else: it is understood, or said.

use super::dialect::zh;

#[test]
fn fences_of_tables_have_several_names() {
    for name in ["table", "Table", "表格", "chart", "图表"] {
        let (_, section, found) = super::chinese(&format!("```{name}\nrows: [[a, 1]]\n```"));
        assert!(matches!(section.blocks[0].kind, crate::report::BlockKind::Data(_)), "{name}");
        assert!(found.is_empty(), "{name}");
    }
    zh("```tabel\na: 1\n```", "code tabel: a: 1\\n", "unsupported 1:4 `tabel` `tabel` -> `table`");
    zh("```math 说明\na\n```", "formula None: a", "unsupported 1:9 `说明`");
    let (file, _, found) = super::chinese("```table {#t1}\nrows: [[a, 1]]\n```");
    assert_eq!(super::dump::diagnostics(&file, &found), "unsupported 1:10 `{#t1}`");
}

#[test]
fn a_colon_within_a_row_is_text() {
    let (_, section, found) = super::chinese("```table\nrows:\n  - [其中：甲, 12]\n  - [\"乙：丙\", 3]\n```");
    assert!(found.is_empty(), "{found:?}");
    let crate::report::BlockKind::Data(data) = &section.blocks[0].kind else { panic!("no data") };
    let crate::report::Data::Rows(rows) = &data.data else { panic!("no rows") };
    assert!(
        matches!(&rows[0][0].content[0].kind, crate::report::InlineKind::Text(text) if text == "其中：甲")
    );
}

#[test]
fn a_headless_table_may_stand_below_a_line() {
    zh(
        "表：情况\n|项|数|\n|--|\n|1|2|",
        "p: 表：情况|项|数| |--| |1|2|",
        "unsupported 1:1 `表：`\nunsupported 3:1 `|--|` `|--|` -> `|---|---|`",
    );
    zh(
        "> 甲\n> |项|数|\n> |--|",
        "quote\np: 甲|项|数| |--|\n/quote",
        "unsupported 3:3 `|--|` `|--|` -> `|---|---|`",
    );
}

#[test]
fn an_image_within_a_line_has_no_id() {
    zh("前![x](a.png){#p}后", "p: 前img<a.png>(x)后", "unsupported 1:2 `![x](a.png){#p}`");
}

#[test]
fn a_note_written_twice_is_said_as_such() {
    let (_, _, found) = super::chinese("文[^1]\n\n[^1]: 一\n\n[^1]: 二");
    let words: Vec<_> = found.iter().map(|found| found.message.zh.as_str()).collect();
    assert_eq!(words, ["脚注 [^1] 前面已经写过，这一条不会印出"]);
}

#[test]
fn the_title_of_the_deepest_callout_is_kept() {
    let deep: String =
        (0..12).map(|depth| format!("{}[!NOTE] 题{depth}\n", "> ".repeat(depth + 1))).collect();
    let (file, section, _) = super::chinese(&deep);
    let dump = super::dump::section(&file, &section);
    assert!((0..12).all(|depth| dump.contains(&format!("题{depth}"))), "{dump}");
}

#[test]
fn full_width_brackets_are_said_and_mended() {
    zh(
        "见【@wang2019】。",
        "p: 见【@wang2019】。",
        "unsupported 1:2 `【@wang2019】` `【@wang2019】` -> `[@wang2019]`",
    );
    zh("见【】(#甲)。", "p: 见【】(#甲)。", "unsupported 1:2 `【】(#甲)` `【】(#甲)` -> `[](#甲)`");
    zh("见[表]（#甲）。", "p: 见[表]（#甲）。", "unsupported 1:2 `[表]（#甲）` `[表]（#甲）` -> `[表](#甲)`");
    zh("【通知】（附件）与［1］", "p: 【通知】（附件）与［1］", "");
}

#[test]
fn full_width_braces_are_said_and_mended() {
    zh(
        "表：经费 ｛#b unit＝万元｝\n\n|甲|\n|---|\n|1|",
        "table [Auto]\ncaption None None: 经费 ｛#b unit＝万元｝\n| 甲 |\n| 1 |",
        "bad-attributes 1:6 `｛#b unit＝万元｝` `｛#b unit＝万元｝` -> `{#b unit=万元}`",
    );
    zh("# 题{#甲｝", "h1#a: 题{#甲｝", "bad-attributes 1:4 `{#甲｝` `{#甲｝` -> `{#甲}`");
    zh("集合｛1，2｝与｛甲｝", "p: 集合｛1，2｝与｛甲｝", "");
}

#[test]
fn full_width_signs_within_a_number_are_said_and_mended() {
    zh("支出7，246.38万元", "p: 支出7，246.38万元", "unsupported 1:4 `，` `，` -> `,`");
    zh("支出7246。38万元", "p: 支出7246。38万元", "unsupported 1:7 `。` `。` -> `.`");
    zh("|甲|\n|---|\n|7，246.38|", "table [Auto]\n| 甲 |\n| 7，246.38 |", "unsupported 3:3 `，` `，` -> `,`");
    for text in
        ["共12，246.5万元，7件", "5，246个", "编号101，102，103.5", "共428。2023年12。5件", "12，24.5"]
    {
        let said = super::chinese(text).2.len();
        assert_eq!(said, usize::from(text.starts_with("共12")), "{text}");
    }
}

#[test]
fn full_width_brackets_of_a_callout_are_said_and_mended() {
    zh(
        "> 【!NOTE】 题\n> 甲",
        "quote\np: 【!NOTE】 题甲\n/quote",
        "unsupported 1:3 `【!NOTE】` `【!NOTE】` -> `[!NOTE]`",
    );
    zh(
        "> [！注意]\n> 甲",
        "quote\np: [！注意]甲\n/quote",
        "unsupported 1:3 `[！注意]` `[！注意]` -> `[!CAUTION]`",
    );
    zh("> 【！】甲【通知】", "quote\np: 【！】甲【通知】\n/quote", "");
}

#[test]
fn a_key_of_data_that_is_written_twice_is_said() {
    let said = |text: &str| {
        let (_, _, found) = super::chinese(&format!("```table\n{text}\n```"));
        found.iter().map(|found| format!("{}: {}", found.code.name(), found.message.zh)).collect::<Vec<_>>()
    };
    assert_eq!(said("rows: [[a, b], [1, 2]]\nrows: [[a, b], [3, 4]]"), ["bad-data: “rows”写了两次"]);
    assert_eq!(said("data: a.csv\n数据：b.csv"), ["bad-data: “数据”和前面的“data”是同一项，写了两次"]);
    assert_eq!(said("rows: [[a, b], [!!str 5, 1]]"), ["bad-data: 这一块里不能这样写：5"]);
}

#[test]
fn a_colon_within_an_item_is_text() {
    for text in [
        "columns:\n  - 名称（单位：万元）\n  - 数\nrows:\n  - [甲, 1]",
        "列：[名称, 数]\n各行：\n  - - 甲：一\n    - 1",
        "  表头：1\n  各行：[[甲, 乙], [1, 2]]",
    ] {
        let (_, section, found) = super::chinese(&format!("```table\n{text}\n```"));
        assert!(found.is_empty(), "{text}: {found:?}");
        assert!(matches!(section.blocks[0].kind, crate::report::BlockKind::Data(_)), "{text}");
    }
}

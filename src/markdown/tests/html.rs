//! Tables of HTML, and other tags, as they are pasted.

use super::dialect::zh;

#[test]
fn cells_that_lose_their_table_stay_apart() {
    zh(
        "<table><tr><td>区</td><td>数</td></tr><tr><td>东</td><td><table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table></td></tr></table>",
        "table [Auto, Auto]\n| 区 | 数 |\n| 东 | 1 2<br>3 |",
        "unsupported 1:55 `<table>`",
    );
    zh("文字 <table><tr><td>1</td><td>2</td></tr></table>", "p: 文字 <br>1 2", "unsupported 1:4 `<table>`");
    zh("<table><tr><td><p>一行</p><p>二行</p></td></tr></table>", "table [Auto]\n| 一行<br>二行 |", "");
}

#[test]
fn rows_under_merged_cells_keep_their_columns() {
    zh(
        "<table><tr><td>区</td><td>数</td></tr><tr><td rowspan=2>甲</td><td rowspan=2>11</td></tr><tr></tr><tr></tr><tr><td>乙</td><td>22</td></tr></table>",
        "table [Auto, Auto]\n| 区 | 数 |\n| 甲↓2 | 11↓2 |\n|  |\n| 乙 | 22 |",
        "",
    );
    let (_, section, _) = super::chinese(
        "<table><tr><th rowspan=2>区</th><th>数</th></tr><tr><td>5</td></tr><tr><td>丙</td><td>7</td></tr></table>",
    );
    let crate::report::BlockKind::Table(table) = &section.blocks[0].kind else { panic!("no table") };
    assert_eq!((table.head.len(), table.rows.len()), (2, 1), "the head holds what its cells reach over");
}

#[test]
fn spans_that_do_not_fit_are_said() {
    let table =
        |cell: &str| format!("<table><tr><td>甲</td><td>乙</td></tr><tr><td {cell}>1</td></tr></table>");
    let shown = |cells: &str| format!("table [Auto, Auto]\n| 甲 | 乙 |\n| {cells} |");
    zh(&table("colspan = \"2\""), &shown("1→2"), "");
    zh(&table("rowspan=3"), &shown("1"), "unsupported 1:37 `<tr>`");
    zh(&table("rowspan=\"二\""), &shown("1"), "unsupported 1:41 `<td rowspan=\\\"二\\\">`");
    zh(&table("colspan=\"-1\""), &shown("1"), "unsupported 1:41 `<td colspan=\\\"-1\\\">`");
    zh(&table("title=\"a>b\" colspan=2"), &shown("1→2"), "");
    zh(&table("data-colspan=2"), &shown("1"), "");
    zh(
        "<table><tr><td>甲</td></tr><tr><td>1</td><td>2</td></tr></table>",
        "table [Auto, Auto]\n| 甲 |\n| 1 | 2 |",
        "unsupported 1:27 `<tr>`",
    );
    zh(
        "<table><thead><tr><th rowspan=2>甲</th></tr></thead><tr><td>1</td></tr></table>",
        "table [Auto]\n| 甲 |\n| 1 |",
        "unsupported 1:15 `<tr>`",
    );
    let wide = format!("<table><tr>{}</tr></table>", "<td>1</td>".repeat(201));
    let (_, section, found) = super::chinese(&wide);
    let crate::report::BlockKind::Table(table) = &section.blocks[0].kind else { panic!("no table") };
    assert_eq!((table.align.len(), found.len()), (200, 1));
}

#[test]
fn words_outside_the_cells_are_said() {
    zh("<table>文字</table>", "table [Auto]\n| 文字 |", "unsupported 1:8 `文字`");
    zh(
        "<table><caption>表1 人数</caption><caption>二</caption><tr><td>甲</td></tr></table>",
        "table [Auto]\ncaption None None: 人数<br>二\n| 甲 |",
        "typed-number 1:17 `表1 ` `表1 ` -> `表：`",
    );
    zh("<table><tr><td>甲</td>\n\n乙", "p: 甲\np: 乙", "unsupported 1:1 `<table`");
}

#[test]
fn marks_for_pages_are_understood_as_people_write_them() {
    zh("<!-- Page Break -->\n\n甲", "pagebreak\np: 甲", "");
    zh("<!-- Landscape -->\n\n甲", "landscape\np: 甲\n/landscape", "");
    zh(
        "<!-- portriat -->\n\n甲",
        "p: 甲",
        "unsupported 1:1 `<!-- portriat -->` `<!-- portriat -->` -> `<!-- portrait -->`",
    );
    zh("<!-- 备注 -->\n\n甲", "p: 甲", "");
}

#[test]
fn in_a_list_a_sign_of_quotation_is_text() {
    zh("- <div>\n  > 5</div>", "list None tight=true\n- \np: > 5\n/list", "unsupported 1:3 `<div>`");
}

#[test]
fn a_picture_that_is_lost_is_said_each_time() {
    zh(
        "<p align=\"center\"><img src=\"A.png\" alt=\"图\"></p>\n\n<IMG SRC='b c.png'>\n\n<div><img src=c.png>文字</div>",
        "p: 文字",
        "unsupported 1:1 `<p align=\\\"center\\\">`\n\
         unsupported 1:19 `<img src=\\\"A.png\\\" alt=\\\"图\\\">` `<p align=\\\"center\\\"><img src=\\\"A.png\\\" alt=\\\"图\\\"></p>` -> `![图](A.png)`\n\
         unsupported 3:1 `<IMG SRC=\\'b c.png\\'>` `<IMG SRC=\\'b c.png\\'>` -> `![](<b c.png>)`\n\
         unsupported 5:6 `<img src=c.png>`",
    );
}

#[test]
fn a_table_behind_words_is_said_with_the_way_out() {
    let (_, _, found) = super::chinese("<div>甲</div>\n\n文字 <table><tr><td>1</td></tr></table>");
    let hints: Vec<_> = found.iter().map(|found| found.hints[0].zh.as_str()).collect();
    assert_eq!(hints.len(), 2);
    assert!(hints[1].starts_with("<table> 要另起一行"), "{hints:?}");
}

#[test]
fn a_footnote_in_a_table_of_html_is_said_as_such() {
    let (_, _, found) =
        super::chinese("文[^1]\n\n<table><tr><td>甲</td></tr><tr><td>5[^1]</td></tr></table>\n\n[^1]: 注");
    let words: Vec<_> = found.iter().map(|found| found.message.zh.as_str()).collect();
    assert_eq!(words, ["HTML 里不能放脚注，[^1] 按原样印出"]);
}

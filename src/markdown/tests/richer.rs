//! Captions, tables of HTML, callouts, terms, marked text.

use super::dialect::{en, zh};

const TABLE: &str = "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |";
const CELLS: &str = "| 甲 | 乙 |\n| 1 | 2 |";

#[test]
fn a_caption_stands_above_or_below_its_table() {
    let captioned = format!("table [Auto, Auto]\ncaption None None: 指标\n{CELLS}");
    for text in [
        format!("表：指标\n{TABLE}"),
        format!("表：指标\n\n{TABLE}"),
        format!("{TABLE}\n\n表: 指标"),
        format!("{TABLE}\n表：指标"),
    ] {
        zh(&text, &captioned, "");
    }
    zh(&format!("正文\n表：指标\n{TABLE}"), &format!("p: 正文\n{captioned}"), "");
    en(
        &format!("Table: Results {{#r unit=\"US$ m\"}}\n\n{TABLE}"),
        &format!("table [Auto, Auto]\ncaption Some(\"r\") Some(\"US$ m\"): Results\n{CELLS}"),
        "",
    );
    zh(&format!("表1说明如下，\n\n{TABLE}"), &format!("p: 表1说明如下，\ntable [Auto, Auto]\n{CELLS}"), "");
}

#[test]
fn the_unit_may_stand_in_a_line_above_the_table() {
    let with = format!("table [Auto, Auto]\ncaption None Some(\"万元\"): 指标\n{CELLS}");
    zh(&format!("表：指标\n\n单位：万元\n\n{TABLE}"), &with, "");
    zh(&format!("表：指标\n\n（单位：万元）\n\n{TABLE}"), &with, "");
    zh(
        &format!("单位：各社区都要报。\n\n{TABLE}"),
        &format!("p: 单位：各社区都要报。\ntable [Auto, Auto]\n{CELLS}"),
        "",
    );
}

#[test]
fn between_two_tables_a_caption_is_of_the_one_below_unless_that_has_its_own() {
    let with = |caption: &str| format!("table [Auto, Auto]\ncaption None None: {caption}\n{CELLS}");
    let plain = format!("table [Auto, Auto]\n{CELLS}");
    zh(&format!("{TABLE}\n\n表：乙表\n\n{TABLE}"), &format!("{plain}\n{}", with("乙表")), "");
    zh(
        &format!("{TABLE}\n\n表：甲表\n\n{TABLE}\n\n表：乙表"),
        &format!("{}\n{}", with("甲表"), with("乙表")),
        "",
    );
}

#[test]
fn a_number_typed_before_a_caption_goes() {
    zh(
        &format!("表1-2 指标{{#a}}\n\n{TABLE}"),
        &format!("table [Auto, Auto]\ncaption Some(\"a\") None: 指标\n{CELLS}"),
        "typed-number 1:1 `表1-2 ` `表1-2 ` -> `表：`",
    );
}

#[test]
fn tables_of_html_keep_their_merged_cells() {
    zh(
        "<table border=1>\n<tr><td rowspan=\"2\"><p>项目</p></td><td colspan='2'>决算</td></tr>\n\
         <tr><td>2020</td><td>{{a}}</td></tr>\n<tr><td>购<br>置</td><td>1</td></tr></table>",
        "table [Auto, Auto, Auto]\n| 项目↓2 | 决算→2 |\n| 2020 | ⟦a⟧ |\n| 购<br>置 | 1 |",
        "",
    );
    zh(
        "<table><caption>三公</caption><thead><tr><th>甲</th></tr></thead><tbody><tr><td></td></tr></tbody></table>",
        "table [Auto]\ncaption None None: 三公\n| 甲 |\n|  |",
        "",
    );
    zh("<table></table>", "", "");
}

#[test]
fn callouts_have_five_kinds() {
    zh("> [!NOTE]\n> 甲", "callout note: \np: 甲\n/callout", "");
    zh("> [!warning] 当心{{x}}\n>\n> 甲", "callout warning: 当心⟦x⟧\np: 甲\n/callout", "");
    zh("> [!注意]\n> 甲", "quote\np: [!注意]甲\n/quote", "unsupported 1:5 `注意` `注意` -> `CAUTION`");
}

#[test]
fn terms_and_marked_text() {
    zh("一肩挑\n\n: 兼任*主任*", "term: 一肩挑\np: 兼任em(主任)\n/terms", "");
    zh("a==b，==重点==和<mark>标</mark>", "p: a==b，mark(重点)和mark(标)", "");
}

#[test]
fn pages_turn_from_mark_to_mark() {
    zh(
        "甲\n\n<!-- landscape -->\n\n乙\n\n<!-- portrait -->\n\n丙\n\n<!-- landscape -->\n\n丁",
        "p: 甲\nlandscape\np: 乙\n/landscape\np: 丙\nlandscape\np: 丁\n/landscape",
        "",
    );
    zh("## 甲\n\n<!-- landscape -->\n\n乙", "landscape\nh2#甲: 甲\np: 乙\n/landscape", "");
    zh("<!-- portrait -->\n\n甲", "p: 甲", "unsupported 1:1 `<!-- portrait -->`");
}

#[test]
fn typst_of_ones_own_is_kept_as_it_is() {
    zh("```{=typst}\n#rect()\n```", "typst: #rect()\\n", "");
    zh("`#rect()`{=typst}", "p: code(#rect()){=typst}", "");
}

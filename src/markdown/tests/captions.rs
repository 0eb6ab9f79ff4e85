//! Which table a caption or a unit belongs to, and what is none.

use super::dialect::{en, zh};

const TABLE: &str = "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |";
const CELLS: &str = "| 甲 | 乙 |\n| 1 | 2 |";

fn plain() -> String {
    format!("table [Auto, Auto]\n{CELLS}")
}

fn with(caption: &str, unit: Option<&str>) -> String {
    format!("table [Auto, Auto]\ncaption None {unit:?}: {caption}\n{CELLS}")
}

#[test]
fn captions_that_alternate_with_tables_all_stand_on_one_side() {
    zh(
        &format!("{TABLE}\n\n表：乙\n\n{TABLE}\n\n表：丙\n\n{TABLE}"),
        &format!("{}\n{}\n{}", plain(), with("乙", None), with("丙", None)),
        "",
    );
    zh(
        &format!("{TABLE}\n\n表：题二\n\n单位：人\n\n{TABLE}"),
        &format!("{}\n{}", plain(), with("题二", Some("人"))),
        "",
    );
    zh(&format!("单位：人\n\n表：题\n\n{TABLE}"), &with("题", Some("人")), "");
}

#[test]
fn a_caption_of_nothing_is_said() {
    zh("表：没有表格", "p: 表：没有表格", "unsupported 1:1 `表：`");
    zh(
        &format!("![](a.png)\n\n图1 流程\n\n{TABLE}"),
        &format!("image a.png None None None: \np: 图1 流程\n{}", plain()),
        "unsupported 3:1 `图1 `",
    );
    zh(
        &format!("表：上\n\n{TABLE}\n\n表：下"),
        &format!("{}\np: 表：下", with("上", None)),
        "unsupported 7:1 `表：`",
    );
}

#[test]
fn of_data_that_cannot_be_read_one_word_is_enough() {
    let (_, _, found) = super::chinese("表：甲\n\n```table\ndata: [\n```");
    assert_eq!(found.len(), 1);
}

#[test]
fn a_caption_without_its_colon_is_said() {
    let text = "表 经费情况（单位：万元）";
    zh(
        &format!("{text}\n\n{TABLE}"),
        &format!("p: {text}\n{}", plain()),
        "unsupported 1:1 `表 ` `表 ` -> `表：`",
    );
    zh(&format!("表 见下，共三列\n\n{TABLE}"), &format!("p: 表 见下，共三列\n{}", plain()), "");
}

#[test]
fn a_sentence_is_no_caption() {
    let text = "Table 1 shows the results of each office in 2021.";
    en(&format!("{text}\n\n{TABLE}"), &format!("p: {text}\n{}", plain()), "");
    zh(&format!("表1 反映了情况：\n\n{TABLE}"), &format!("p: 表1 反映了情况：\n{}", plain()), "");
    en(
        &format!("Table 1. Results.\n\n{TABLE}"),
        &with("Results.", None),
        "typed-number 1:1 `Table 1. ` `Table 1. ` -> `Table: `",
    );
}

#[test]
fn units_keep_their_brackets_and_their_place() {
    let of = |line: &str| {
        let (file, section, _) = super::chinese(&format!("{line}\n\n{TABLE}"));
        let crate::report::BlockKind::Table(table) = &section.blocks[0].kind else { panic!("no table") };
        let unit = table.unit.clone().expect("a unit");
        let span = unit.span.expect("a place");
        assert_eq!(file.slice(span), unit.text);
        (unit.text, span.start)
    };
    assert_eq!(of("单位：万元（含税）"), ("万元（含税）".to_owned(), 9));
    assert_eq!(of("（单位：位）"), ("位".to_owned(), 12));
    assert_eq!(of("单位：位"), ("位".to_owned(), 9));
}

#[test]
fn attributes_of_captions_are_all_read() {
    zh(&format!("表：指标 {{#x\n\n{TABLE}"), &with("指标 {#x", None), "bad-attributes 1:6 `{#x` `` -> `}`");
    zh("# 甲 {#x", "h1#a: 甲 {#x", "bad-attributes 1:5 `{#x` `` -> `}`");
    zh(
        &format!("表：指标 {{uint=万元}}\n\n{TABLE}"),
        &with("指标", None),
        "unknown-key 1:7 `uint=万元` `uint` -> `unit`",
    );
    zh(
        &format!("表：指标 {{unit=\"\"}}\n\n{TABLE}"),
        &with("指标 {unit=\"\"}", None),
        "bad-attributes 1:7 `unit=\\\"\\\"`",
    );
    zh(
        &format!("表：指标 {{chart=bar horizontal=maybe}}\n\n{TABLE}"),
        &with("指标", None),
        "bad-attributes 1:28 `maybe`",
    );
}

#[test]
fn in_a_quotation_the_last_row_may_be_the_caption() {
    let quoted = TABLE.replace('\n', "\n> ");
    zh(&format!("> {quoted}\n> 表：题"), &format!("quote\n{}\n/quote", with("题", None)), "");
}

#[test]
fn a_written_id_is_not_made_of_a_heading() {
    zh(
        &format!("## 收入\n\n表：x {{#收入}}\n\n{TABLE}\n\n```\n{{#支出}}\n```\n\n## 支出"),
        &format!(
            "h2#收入-1: 收入\ntable [Auto, Auto]\ncaption Some(\"收入\") None: x\n{CELLS}\ncode : {{#支出}}\\n\nh2#支出: 支出"
        ),
        "",
    );
}

#[test]
fn an_id_of_a_chart_makes_none() {
    zh(
        &format!("图：一 {{#chart1}}\n\n{TABLE}"),
        &format!("p: 图：一 {{#chart1}}\n{}", plain()),
        "unsupported 1:1 `图：`\nunsupported 1:5 `{#chart1}`",
    );
}

#[test]
fn a_quantity_is_no_number_of_a_table() {
    for line in ["表 2021 年支出情况", "表 3.5 万元以上的支出"] {
        let said = "unsupported 1:1 `表 ` `表 ` -> `表：`";
        zh(&format!("{line}\n\n{TABLE}"), &format!("p: {line}\n{}", plain()), said);
    }
}

#[test]
fn a_unit_may_stand_below_a_caption() {
    zh(&format!("表：题\n（单位：万元）\n\n{TABLE}"), &with("题", Some("万元")), "");
    zh(
        &format!("表 2　题\n单位：万元\n\n{TABLE}"),
        &with("题", Some("万元")),
        "typed-number 1:1 `表 2\\u{3000}` `表 2\\u{3000}` -> `表：`",
    );
    zh(&format!("{TABLE}\n\n表：题\n单位：万元"), &with("题", Some("万元")), "");
    zh("联系人：张三\n单位：某街道", "p: 联系人：张三单位：某街道", "");
    en(&format!("Table: x\nUnit: CNY million\n\n{TABLE}"), &with("x", Some("CNY million")), "");
    let text = "Unit: each of the offices";
    en(&format!("{text}\n\n{TABLE}"), &format!("p: {text}\n{}", plain()), "");
}

#[test]
fn of_two_ids_or_charts_the_second_is_said() {
    zh(
        &format!("表：题 {{#p #q chart=bar chart=pie}}\n\n{TABLE}"),
        &with("题", None).replacen("None", "Some(\"p\")", 1),
        "bad-attributes 1:9 `#q`\nbad-attributes 1:22 `chart=pie`",
    );
}

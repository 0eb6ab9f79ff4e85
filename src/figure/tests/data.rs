//! Figures out of tables: one cell, a family, the office's table.

use super::{Book, Outcome};
use crate::diagnostic::Code;
use crate::figure::{DataFile, DataFiles, files_named, resolve};
use crate::source::Encoding;

const TABLE: &str = "科目,决算数（万元）,上年,备注\n一、办公费 ,\"1,200\",1100,\n差旅费,—,3,\n其中：会议费,7.5,8,x\n3号楼,5,,\n合计,99.22%,,\n";

/// Resolves a section beside a CSV file `data/a.csv`.
fn with(table: &str, text: &str) -> Outcome {
    let book = Book::new(&[text]);
    let mut data = DataFiles::default();
    for named in files_named(&book.report) {
        let file = match named.path.as_str() {
            "data/a.csv" => Ok(csv("data/a.csv", table)),
            other => Err(crate::text!("没有数据文件 {other}", "there is no data file {other}")),
        };
        data.add(&named, file);
    }
    settle(book, &data)
}

/// Resolves sections beside the office's table.
fn office(table: &str, texts: &[&str]) -> Outcome {
    let mut book = Book::new(texts);
    let mut data = DataFiles::default();
    data.add_office_table(&csv("data/figures.csv", table), &mut book.sources);
    settle(book, &data)
}

fn csv(path: &str, text: &str) -> DataFile {
    DataFile { path: path.into(), bytes: text.into(), text: Some((text.into(), Encoding::Utf8)) }
}

fn settle(book: Book, data: &DataFiles) -> Outcome {
    let given = crate::figure::Given { report: &book.report, sources: &book.sources, data, prior: None };
    let (table, mut diagnostics) = resolve(&given);
    data.name_cells(&mut diagnostics);
    Outcome { table, diagnostics, book }
}

#[test]
fn one_cell_is_a_figure() {
    let outcome = with(
        TABLE,
        "办公: {from: data/a.csv, row: 一、办公费, column: 决算数}\n会议: {取自: data/a.csv, 单元格: B4, 单位: 元}\n率: {from: data/a.csv, row: 合计, column: 决算数}\n---\n{{办公}}{{会议}}{{率}}",
    );
    assert_eq!(outcome.faults(), []);
    assert_eq!(outcome.printed(), ["1,200万元", "75000元", "99.22%"]);
    let figure = &outcome.table.figures[0];
    let origin = figure.origin.as_ref().unwrap();
    assert_eq!(
        (origin.cell.as_str(), origin.labels.as_slice()),
        ("B2", &["一、办公费".to_owned(), "决算数".to_owned()][..])
    );
    assert_eq!(origin.sha256.len(), 64);
    assert_eq!(figure.source.as_deref(), Some("data/a.csv B2"));
}

#[test]
fn a_cell_of_money_has_the_unit_of_its_head() {
    for (head, cell, printed) in [
        ("actual ($k)", "\"1,234\"", "$1,234k"),
        ("actual (k$)", "12", "$12k"),
        ("actual (€m)", "12", "€12m"),
        ("actual ($k)", "\"$1,234\"", "$1,234k"),
        ("actual (USD million)", "12", "USD 12 million"),
        ("actual (in thousands of euros)", "12", "12 thousand euros"),
        ("actual (£m, 2021 prices)", "12.5", "£12.5m"),
        ("actual (cases)", "12", "12 cases"),
    ] {
        let quoted = format!("\"{head}\"");
        let table = format!("item,{quoted}\nOffice,{cell}\n");
        let outcome = with(&table, "x: {from: data/a.csv, row: Office, column: actual}\n---\n{{x}}");
        assert_eq!((outcome.faults(), outcome.printed()), (vec![], vec![printed]), "{head}");
    }
    for head in ["actual ($kk)", "actual (Mio. €)", "actual (100 million yuan)"] {
        let table = format!("item,{head}\nOffice,12\n");
        let outcome = with(&table, "x: {from: data/a.csv, row: Office, column: actual}\n---\n");
        assert_eq!(outcome.faults(), [(Code::BadValue, "Office")], "{head}");
    }
}

#[test]
fn faults_stand_at_the_key_that_is_wrong() {
    for (keys, place, says) in [
        ("from: data/b.csv, cell: B2", "data/b.csv", "没有数据文件 data/b.csv"),
        ("from: data/a.csv, row: 差旅, column: 决算数", "差旅", "没有“差旅”这一行"),
        ("from: data/a.csv, row: 差旅费, column: 预算数", "预算数", "没有“预算数”这一列"),
        ("from: data/a.csv, row: 差旅费, column: 决算数", "差旅费", "data/a.csv B3 写的是“—”，不是数"),
        ("from: data/a.csv, sheet: 表1, cell: B2", "表1", "没有工作表"),
        ("from: data/a.csv, cell: 2B", "2B", "“2B”不是单元格"),
        ("from: data/a.csv, cell: C6", "C6", "C6 是空的"),
        ("from: data/a.csv", "data/a.csv", "没有写取哪一格"),
        ("row: 差旅费", "row", "没有写 from"),
        ("from: data/a.csv, cell: B2, value: 5件", "data/a.csv", "不能再从文件取数"),
    ] {
        let outcome = with(TABLE, &format!("甲: {{{keys}}}\n---\n"));
        let fault = outcome.diagnostics.iter().next().unwrap();
        assert!(fault.message.zh.contains(says), "{keys}: {}", fault.message.zh);
        assert_eq!(outcome.faults(), [(Code::BadValue, place)], "{keys}");
    }
}

#[test]
fn a_family_has_its_rows_as_members() {
    let outcome = with(
        TABLE,
        "预算: {rows: data/a.csv, name: 科目, value: 决算数, prior: 上年}\n---\n{{预算.办公费}}{{预算.会议费@数}}{{s0.预算.办公费}}{{预算.办公费.上年}}{{预算.合计}}",
    );
    assert_eq!(outcome.faults(), [(Code::BadName, "data/a.csv")]);
    assert!(outcome.diagnostics.iter().next().unwrap().message.zh.contains("A5 3号楼"));
    assert_eq!(outcome.printed(), ["1,200万元", "7.5", "1,200万元", "1100万元", "99.22%"]);
}

#[test]
fn a_member_goes_before_a_facet_and_a_missing_one_is_named() {
    let table = "科目,数\n上年,5件\n办公费,6件\n办公费,7件\n";
    let outcome = with(
        table,
        "预算: {rows: data/a.csv, name: 科目, value: 数}\n---\n{{预算.上年}}{{预算.办公资}}{{预算}}",
    );
    assert_eq!(outcome.printed()[0], "5件");
    let faults = outcome.faults();
    assert_eq!(
        faults,
        [
            (Code::DuplicateFigure, "科目"),
            (Code::UnknownFigure, "预算.办公资"),
            (Code::UnknownFigure, "预算")
        ]
    );
    let hints: Vec<_> = outcome.diagnostics.iter().map(|fault| fault.hints[0].zh.clone()).collect();
    assert_eq!(hints[1..], ["是不是“办公费”？".to_owned(), "“预算”有：上年、办公费".to_owned()]);
}

#[test]
fn a_member_is_known_in_other_sections_and_a_slip_in_it_is_mended() {
    let family = "预算: {rows: data/a.csv, name: 科目, value: 数}\n---\n";
    let outcome = with("科目,数\n办公费,6件\n", &format!("{family}{{{{预算.办公资}}}}"));
    assert!(outcome.fixed().ends_with("{{预算.办公费}}"));
    let book = Book::new(&[family, "---\n{{预算.办公费}}"]);
    let mut data = DataFiles::default();
    for named in files_named(&book.report) {
        data.add(&named, Ok(csv("data/a.csv", "科目,数\n办公费,6件\n")));
    }
    assert_eq!(settle(book, &data).printed(), ["6件"]);
}

#[test]
fn the_offices_table_declares_figures() {
    let table = "全年数据,,\n单位,数 值,名称,章节,上年,来源,备注\n,512件,事件,,,,\n件,508,办结,s1,500,统计局,\n,=办结/事件 @0.01%,办结率,,,,\n,\"99% = 办结/事件\",公布办结率,s0,,,\n";
    let outcome = office(table, &["---\n{{事件}}{{办结率}}", "---\n{{办结}}{{办结.上年}}"]);
    assert_eq!(outcome.printed(), ["512件", "99.22%", "508件", "500件"]);
    assert_eq!(outcome.faults(), []);
    let figures = &outcome.table.figures;
    assert_eq!((figures[1].section, figures[1].source.as_deref()), (1, Some("统计局")));
    assert_eq!(figures[0].origin.as_ref().unwrap().cell, "B3");
}

#[test]
fn money_of_the_offices_table_has_the_unit_of_its_place() {
    for (table, printed) in [
        ("name,value,unit\nx,\"1,234\",$k\n", "$1,234k"),
        ("name,value,unit\nx,12,€m\n", "€12m"),
        ("name,value,unit\nx,12,k$\n", "$12k"),
        ("name,value,unit\nx,\"$1,234\",$k\n", "$1,234k"),
        ("name,value,unit\nx,12,US$ million\n", "US$12 million"),
        ("name,value ($k)\nx,12\n", "$12k"),
        ("名称,数值（万元）\nx,12\n", "12万元"),
        ("单位:亿元\n名称,数值\nx,12\n", "12亿元"),
        ("(in thousands of euros)\nname,value\nx,12\n", "12 thousand euros"),
        ("Unit: $ million\nname,value\nx,12\n", "$12 million"),
        ("Unit: $ million\nname,value,unit\nx,12,cases\n", "12 cases"),
    ] {
        let outcome = office(table, &["---\n{{x}}"]);
        assert_eq!((outcome.faults(), outcome.printed()), (vec![], vec![printed]), "{table}");
    }
    let outcome = office("name,value,unit,prior\nx,12,$k,$10\n", &["---\n{{x}}{{x.prior}}"]);
    assert_eq!((outcome.faults(), outcome.printed()), (vec![], vec!["$12k", "$10k"]));
}

#[test]
fn money_of_the_offices_table_that_is_open_is_said() {
    for (table, place) in [
        ("name,value,unit\nx,12,$kk\n", "$kk"),
        ("name,value,unit\nx,12,Mio. €\n", "Mio. €"),
        ("name,value (Mio. €)\nx,12\n", "12"),
        ("Unit: $ million\nname,value\nx,$12\n", "$12"),
        ("(in thousands)\nname,value ($)\nx,12\n", "12"),
        ("单位：人、万元\n名称,数值\nx,12\n", "12"),
    ] {
        assert_eq!(office(table, &["---\n"]).faults(), [(Code::BadValue, place)], "{table}");
    }
}

#[test]
fn faults_of_the_offices_table_stand_in_its_rows() {
    let table = "名称,数值,单位,章节\n办结,508件,,第一节\n3月,1件,,\n税金,,,\n,5件,,\n甲,一,,\n乙,5件,人,\n";
    let outcome = office(table, &["---\n"]);
    let faults = outcome.faults();
    assert_eq!(
        faults,
        [
            (Code::BadValue, "第一节"),
            (Code::BadName, "3月"),
            (Code::BadValue, "税金"),
            (Code::BadName, "5件"),
            (Code::BadValue, "一"),
            (Code::UnitMismatch, "人"),
        ]
    );
    let first = outcome.diagnostics.iter().next().unwrap();
    assert!(
        first.message.zh.starts_with("D2：") && first.message.en.starts_with("D2: "),
        "{}",
        first.message.zh
    );
    let none = office("甲,乙\n1,2\n", &["---\n"]);
    assert!(none.diagnostics.iter().next().unwrap().message.zh.contains("没有表头"));
}

#[test]
fn a_table_of_twenty_thousand_figures_is_no_burden() {
    let mut table = String::from("名称,数值\n");
    for index in 0..20_000 {
        table.push_str(&format!("甲{index},{index}件\n"));
    }
    let outcome = office(&table, &["---\n{{甲19999}}"]);
    assert_eq!((outcome.table.figures.len(), outcome.printed()), (20_000, vec!["19999件"]));
    let family = with(&table, "族: {rows: data/a.csv, name: 名称, value: 数值}\n---\n{{族.甲7}}");
    assert_eq!((family.table.figures.len(), family.printed()), (20_000, vec!["7件"]));
}

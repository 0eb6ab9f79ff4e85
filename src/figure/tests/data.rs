//! Figures out of tables: one cell, a family, the office's table.

use super::{Book, Outcome};
use crate::diagnostic::Code;
use crate::figure::{DataFile, DataFiles, files_named, resolve};
use crate::source::Encoding;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

const TABLE: &str = "科目,决算数（万元）,上年,备注\n一、办公费 ,\"1,200\",1100,\n差旅费,—,3,\n其中：会议费,7.5,8,x\n3号楼,5,,\n合计,99.22%,,\n";

/// Resolves a section beside a CSV file `data/a.csv`.
pub(super) fn with(table: &str, text: &str) -> Outcome {
    beside(&csv("data/a.csv", table), text)
}

/// Resolves a section beside a data file.
fn beside(file: &DataFile, text: &str) -> Outcome {
    let book = Book::new(&[text]);
    let mut data = DataFiles::default();
    for named in files_named(&book.report) {
        let file = match named.path.as_str() {
            path if path == file.path => Ok(file.clone()),
            other => Err(crate::text!("没有数据文件 {other}", "there is no data file {other}")),
        };
        data.add(&named, file);
    }
    settle(book, &data)
}

/// Resolves sections beside the office's table.
pub(super) fn office(table: &str, texts: &[&str]) -> Outcome {
    let mut book = Book::new(texts);
    let mut data = DataFiles::default();
    data.add_office_table(&csv("data/figures.csv", table), &mut book.sources);
    settle(book, &data)
}

/// Resolves a section beside an office's table that is a workbook.
fn office_workbook(text: &str, sheets: &[fn(&mut Worksheet)]) -> Outcome {
    let mut book = Book::new(&[text]);
    let mut data = DataFiles::default();
    data.add_office_table(&workbook("data/figures.xlsx", sheets), &mut book.sources);
    settle(book, &data)
}

/// A workbook whose sheets are filled so.
fn workbook(path: &str, sheets: &[fn(&mut Worksheet)]) -> DataFile {
    let mut workbook = Workbook::new();
    for fill in sheets {
        fill(workbook.add_worksheet());
    }
    DataFile { path: path.into(), bytes: workbook.save_to_buffer().unwrap(), text: None }
}

/// Writes rows of words.
fn rows(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, words) in (0u32..).zip(rows) {
        for (column, words) in (0u16..).zip(*words) {
            sheet.write(row, column, *words).unwrap();
        }
    }
}

pub(super) fn csv(path: &str, text: &str) -> DataFile {
    DataFile { path: path.into(), bytes: text.into(), text: Some((text.into(), Encoding::Utf8)) }
}

pub(super) fn settle(book: Book, data: &DataFiles) -> Outcome {
    let given = crate::figure::Given::new(&book.report, &book.sources, data);
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
fn a_number_out_of_data_without_its_unit_keeps_where_it_comes_from() {
    let table = "科目,数\n办公费,44.1\n";
    let outcome = with(table, "甲: 3万元\n乙: {from: data/a.csv, cell: B2}\n和: =甲+乙\n---\n");
    let fault = outcome.diagnostics.iter().find(|fault| fault.code == Code::UnitMismatch).expect("a clash");
    assert!(fault.fix.is_none() && fault.hints[0].zh.contains("单位: 万元"), "{fault:?}");
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
fn a_member_knows_its_cell_and_may_be_numbered_in_any_way() {
    let table = "科目,数（万元）,上年\n（二）办公费,12,1100\n1.差旅费,7,5万元\n三、其中：会议费,3,\n";
    let outcome = with(
        table,
        "预算: {rows: data/a.csv, name: 科目, value: 数, prior: 上年, unit: 元}\n---\n{{预算.办公费}}{{预算.办公费.上年}}{{预算.差旅费.上年}}{{预算.会议费}}",
    );
    assert_eq!(outcome.faults(), []);
    // Last year's number is in the unit of this year's cell, whatever they are shown in.
    assert_eq!(outcome.printed(), ["120000元", "1100万元", "5万元", "30000元"]);
    let origin = outcome.table.figures[1].origin.as_ref().unwrap();
    assert_eq!((origin.path.as_str(), origin.cell.as_str(), origin.sha256.len()), ("data/a.csv", "B3", 64));
    assert_eq!(origin.labels, ["1.差旅费", "数"]);
}

#[test]
fn a_family_takes_its_sheet_of_a_workbook() {
    let file = workbook(
        "data/a.xlsx",
        &[
            |sheet| rows(sheet.set_name("预算").unwrap(), &[&["科目", "数"], &["办公费", "5件"]]),
            |sheet| rows(sheet.set_name("决算").unwrap(), &[&["科目", "数"], &["办公费", "6件"]]),
        ],
    );
    let family = |sheet: &str| {
        beside(&file, &format!("族: {{rows: data/a.xlsx, {sheet}name: 科目, value: 数}}\n---\n"))
    };
    let outcome = family("sheet: 决算, ");
    assert_eq!((outcome.faults(), outcome.table.figures[0].display.as_deref()), (vec![], Some("6件")));
    assert_eq!(outcome.table.figures[0].origin.as_ref().unwrap().sheet, "决算");
    assert_eq!(family("sheet: 表三, ").faults(), [(Code::BadValue, "表三")]);
    assert_eq!(family("").faults(), [(Code::BadValue, "data/a.xlsx")]);
}

#[test]
fn what_a_family_cannot_have_is_said_at_its_key() {
    let family = |keys: &str| with(TABLE, &format!("预算: {{{keys}}}\n---\n"));
    let own = |outcome: &Outcome| -> Vec<(Code, String)> {
        let faults = outcome.faults().into_iter().filter(|(code, _)| *code != Code::BadName);
        faults.map(|(code, words)| (code, words.to_owned())).collect()
    };
    let outcome = family("rows: data/a.csv, name: 科目, value: 决算数, calc: 甲, note: 年报");
    assert_eq!(own(&outcome), [(Code::UnknownKey, "calc".to_owned())]);
    assert_eq!(outcome.table.figures[0].note.as_deref(), Some("年报"));
    // One word about a key that is left empty, and no guess about what it should have said.
    for (keys, key) in [
        ("rows: , name: 科目, value: 决算数", "rows"),
        ("rows: data/a.csv, name: , value: 决算数", "name"),
        ("rows: data/a.csv, name: 科目, value: [a b]", "value"),
    ] {
        let outcome = family(keys);
        assert_eq!(own(&outcome).len(), 1, "{keys}: {:?}", outcome.faults());
        let fault = outcome.diagnostics.iter().next().unwrap();
        assert_eq!(fault.message.zh, format!("“{key}”应是一行文字"));
    }
}

#[test]
fn where_the_words_beside_a_cell_went_is_found() {
    const MOVED: &str = "科目,上年,决算数\n培训费,90,91\n办公费,1100,1200\n";
    let figure = |outcome: &Outcome| outcome.table.figures[0].origin.clone().unwrap();
    for labels in ["labels: 办公费、决算数", "labels: 办公费，决算数", "标签: [办公费 决算数]"]
    {
        let outcome = with(MOVED, &format!("甲: {{from: data/a.csv, cell: B2, {labels}}}\n---\n"));
        assert_eq!(outcome.faults(), []);
        let origin = figure(&outcome);
        let text = &outcome.book.sources.get(outcome.book.report.sections[0].source).text;
        let expected: Vec<_> =
            origin.expected.iter().map(|(words, at)| (words.as_str(), &text[at.range()])).collect();
        assert_eq!(expected, [("办公费", "办公费"), ("决算数", "决算数")], "{labels}");
        assert_eq!(origin.found_at.as_deref(), Some("C3"), "{labels}");
    }
    // A cell that is found by its labels cannot have moved.
    let found =
        with(MOVED, "甲: {from: data/a.csv, row: 办公费, column: 决算数, labels: 办公费、决算数}\n---\n");
    assert_eq!((found.faults(), figure(&found).found_at), (vec![], None));
    let sheets = workbook(
        "data/a.xlsx",
        &[
            |sheet| {
                rows(sheet.set_name("一").unwrap(), &[&["科目", "数"], &["其他", "5件"], &["办公费", "6件"]]);
            },
            |sheet| rows(sheet.set_name("二").unwrap(), &[&["科目", "数"], &["办公费", "7件"]]),
        ],
    );
    let text = "甲: {from: data/a.xlsx, sheet: 一, cell: B2, labels: 办公费、数}\n---\n";
    assert_eq!(figure(&beside(&sheets, text)).found_at.as_deref(), Some("B3"));
}

#[test]
fn a_workbook_of_the_office_is_read_like_a_person_sees_it() {
    let outcome = office_workbook(
        "---\n{{款项}}{{办结}}",
        &[
            |sheet| rows(sheet, &[&["说明", "本表由综合科维护"]]),
            |sheet| {
                rows(sheet.set_name("总表").unwrap(), &[&["名称", "数值", "单位", "上年"]]);
                let format = Format::new().set_num_format("#,##0.00");
                sheet.write(1, 0, "款项").unwrap();
                sheet.write_with_format(1, 1, 1234.567, &format).unwrap();
                sheet.write(1, 2, "万元").unwrap();
                sheet.write(2, 0, "办结").unwrap();
                sheet.write(2, 1, true).unwrap();
            },
        ],
    );
    // A sheet beside the table needs no head row.
    assert_eq!(outcome.diagnostics.len(), 1, "{:?}", outcome.faults());
    let fault = outcome.diagnostics.iter().next().unwrap();
    assert!(fault.message.zh.contains("B3：这一格是真假值，不是数"), "{}", fault.message.zh);
    assert_eq!(outcome.printed(), ["1,234.57万元", "!"]);
    let figure = &outcome.table.figures[0];
    let origin = figure.origin.as_ref().unwrap();
    assert_eq!(
        (origin.path.as_str(), origin.sheet.as_str(), origin.cell.as_str(), origin.sha256.len()),
        ("data/figures.xlsx", "总表", "B2", 64)
    );
    let row = outcome.book.sources.get(figure.extent.file).slice(figure.extent);
    assert!(row.starts_with("款项") && row.ends_with("万元"), "{row}");
    let none: [fn(&mut Worksheet); 2] = [|sheet| rows(sheet, &[&["甲"]]), |sheet| rows(sheet, &[&["乙"]])];
    let outcome = office_workbook("---\n", &none);
    assert_eq!(outcome.diagnostics.len(), 1, "{:?}", outcome.faults());
}

#[test]
fn each_of_two_tables_of_the_office_needs_a_head_row() {
    let mut book = Book::new(&["---\n{{事件}}"]);
    let mut data = DataFiles::default();
    data.add_office_table(&csv("data/figures.csv", "名称,数值\n事件,5件\n"), &mut book.sources);
    data.add_office_table(&csv("figures.csv", "甲,乙\n1,2\n"), &mut book.sources);
    let outcome = settle(book, &data);
    assert_eq!((outcome.printed(), outcome.diagnostics.len()), (vec!["5件"], 1));
    assert!(outcome.diagnostics.iter().next().unwrap().message.zh.contains("figures.csv 没有表头"));
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

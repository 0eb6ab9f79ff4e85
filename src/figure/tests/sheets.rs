//! Figures out of workbooks, and out of tables as they really are: grouped, rounded, moved, with two sheets.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::data::{csv, office, settle, with};
use super::{Book, Outcome};
use crate::diagnostic::Code;
use crate::figure::{DataFile, DataFiles, files_named};
use crate::source::Span;

fn file(path: &str, workbook: &mut Workbook) -> DataFile {
    DataFile { path: path.into(), bytes: workbook.save_to_buffer().unwrap(), text: None }
}

/// Resolves sections beside the office's workbook.
fn office_book(workbook: &mut Workbook, texts: &[&str]) -> (Outcome, DataFiles) {
    let mut book = Book::new(texts);
    let mut data = DataFiles::default();
    data.add_office_table(&file("data/figures.xlsx", workbook), &mut book.sources);
    (settle(book, &data), data)
}

/// Resolves a section that takes numbers from a workbook, whatever its path.
fn with_book(workbook: &mut Workbook, text: &str) -> (Outcome, DataFiles) {
    let book = Book::new(&[text]);
    let mut data = DataFiles::default();
    let file = file("data/2021.xlsx", workbook);
    for named in files_named(&book.report) {
        data.add(&named, Ok(file.clone()));
    }
    (settle(book, &data), data)
}

/// Writes rows of words into a sheet.
fn write(workbook: &mut Workbook, name: &str, rows: &[&[&str]]) {
    let sheet = workbook.add_worksheet().set_name(name).unwrap();
    for (row, cells) in (0..).zip(rows) {
        for (column, words) in (0..).zip(*cells) {
            match words.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, *words).unwrap(),
            };
        }
    }
}

fn slice(outcome: &Outcome, span: Span) -> &str {
    outcome.book.sources.get(span.file).slice(span)
}

#[test]
fn each_file_is_named_once_and_known_by_its_hash() {
    let text = "甲: {from: data/a.csv, cell: B2}\n乙: {取自: data/a.csv, cell: B3}\n丙: {from: , cell: B2}\n丁: {value: 1人, source: 年报}\n---\n";
    let mut book = Book::new(&[text]);
    let named = files_named(&book.report);
    assert_eq!(named.iter().map(|named| named.path.as_str()).collect::<Vec<_>>(), ["data/a.csv"]);
    let mut data = DataFiles::default();
    data.add(&named[0], Ok(csv("data/a.csv", "科目,数\n办公费,5件\n差旅费,6件\n")));
    data.add_office_table(&csv("data/figures.csv", "abc"), &mut book.sources);
    let hashes: Vec<(&str, &str)> = data.hashes().into_iter().collect();
    assert_eq!(
        hashes,
        [
            ("data/a.csv", "0fa83a2fcdacabc245f7c2e044c187e2d8debce2be1fec11281cdc18de834bda"),
            ("data/figures.csv", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ]
    );
}

#[test]
fn the_offices_workbook_shows_a_number_as_its_cell_does() {
    let mut workbook = Workbook::new();
    write(&mut workbook, "说明", &[&["本表由办公室填报", "每月5日前"]]);
    write(
        &mut workbook,
        "数字",
        &[&["名称", "数值", "单位"], &["事件", "", "件"], &["办结", "1234", "件"], &["固投", "", "亿元"]],
    );
    let sheet = workbook.worksheet_from_name("数字").unwrap();
    sheet.write_with_format(1, 1, 12345, &Format::new().set_num_format("#,##0")).unwrap();
    sheet.write_with_format(3, 1, 12.345, &Format::new().set_num_format("0.0")).unwrap();
    let (outcome, data) = office_book(&mut workbook, &["---\n{{事件@0.0件}}{{办结@0.0件}}{{固投}}"]);
    assert_eq!(outcome.faults(), []);
    assert_eq!(outcome.printed(), ["12,345.0件", "1234.0件", "12.3亿元"]);
    let figure = &outcome.table.figures[0];
    let origin = figure.origin.as_ref().unwrap();
    assert_eq!(
        (origin.path.as_str(), origin.sheet.as_str(), origin.cell.as_str()),
        ("data/figures.xlsx", "数字", "B2")
    );
    assert_eq!(Some(&origin.sha256.as_str()), data.hashes().get("data/figures.xlsx"));
    assert_eq!(slice(&outcome, figure.extent), "事件\t12345\t件");
}

#[test]
fn a_cell_of_the_offices_workbook_that_is_no_number_is_said_with_its_place() {
    let mut workbook = Workbook::new();
    write(&mut workbook, "数字", &[&["名称", "数值"], &["甲"], &["乙"], &["丙", "５１２件"]]);
    let sheet = workbook.worksheet_from_name("数字").unwrap();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_with_format(1, 1, ExcelDateTime::parse_from_str("2021-03-01").unwrap(), &date).unwrap();
    sheet.write(2, 1, true).unwrap();
    let (outcome, _) = office_book(&mut workbook, &["---\n{{丙}}"]);
    assert_eq!(
        outcome.faults(),
        [(Code::BadValue, "2021-03-01"), (Code::BadValue, "TRUE"), (Code::FullWidth, "５１２件")]
    );
    let said: Vec<&str> = outcome.diagnostics.iter().map(|fault| fault.message.zh.as_str()).collect();
    assert!(said[0].starts_with("数字!B2：这一格是日期 2021-03-01"), "{said:?}");
    assert!(said[1].starts_with("数字!B3：这一格是真假值"), "{said:?}");
    assert!(said[2].starts_with("数字!B4："), "{said:?}");
    // In a workbook no text can be changed; in a text it can.
    assert!(outcome.diagnostics.iter().all(|fault| fault.fix.is_none()));
    let outcome = office("名称,数值\n丙,５１２件\n", &["---\n{{丙}}"]);
    assert_eq!(outcome.fixed(), "名称,数值\n丙,512件\n");
    assert!(outcome.diagnostics.iter().next().unwrap().message.zh.starts_with("B2："));
}

#[test]
fn a_workbook_without_any_head_row_is_said_once() {
    let mut workbook = Workbook::new();
    write(&mut workbook, "甲", &[&["科目", "金额"], &["办公费", "5"]]);
    write(&mut workbook, "乙", &[&["科目", "金额"], &["差旅费", "6"]]);
    let (outcome, _) = office_book(&mut workbook, &["---\n"]);
    let said: Vec<&str> = outcome.diagnostics.iter().map(|fault| fault.message.zh.as_str()).collect();
    assert_eq!(said, ["甲!A1：data/figures.xlsx 没有表头"]);
    // Another file's head row does not help.
    let mut book = Book::new(&["---\n{{事件}}"]);
    let mut data = DataFiles::default();
    data.add_office_table(&csv("data/figures.csv", "名称,数值\n事件,512件\n"), &mut book.sources);
    data.add_office_table(&file("data/figures.xlsx", &mut workbook), &mut book.sources);
    let outcome = settle(book, &data);
    assert_eq!((outcome.faults().len(), outcome.printed()), (1, vec!["512件"]));
}

#[test]
fn a_head_row_names_both_name_and_value() {
    let outcome = office("名称,街道数据\n数值,按月\n名称,数值\n事件,512件\n", &["---\n{{事件}}"]);
    assert_eq!((outcome.faults(), outcome.printed()), (vec![], vec!["512件"]));
}

#[test]
fn a_rounded_cell_is_shown_rounded() {
    let mut workbook = Workbook::new();
    write(&mut workbook, "决算", &[&["科目", "决算数（万元）"], &["办公费"], &["差旅费", "12.345"]]);
    let sheet = workbook.worksheet_from_name("决算").unwrap();
    sheet.write_with_format(1, 1, 12.345, &Format::new().set_num_format("0.0")).unwrap();
    let text = "甲: {from: data/2021.xlsx, row: 办公费, column: 决算数}\n乙: {from: data/2021.xlsx, row: 差旅费, column: 决算数}\n族: {rows: data/2021.xlsx, name: 科目, value: 决算数, source: 财政所}\n---\n{{甲}}{{甲@0.001万元}}{{乙}}{{族.办公费}}";
    let (outcome, data) = with_book(&mut workbook, text);
    assert_eq!(outcome.faults(), []);
    assert_eq!(outcome.printed(), ["12.3万元", "12.345万元", "12.345万元", "12.3万元"]);
    let member = outcome.table.figures.iter().find(|figure| figure.name == "族.办公费").unwrap();
    assert_eq!(member.source.as_deref(), Some("财政所"));
    let origin = member.origin.as_ref().unwrap();
    assert_eq!(
        (origin.path.as_str(), origin.sheet.as_str(), origin.cell.as_str()),
        ("data/2021.xlsx", "决算", "B2")
    );
    assert_eq!(origin.labels, ["办公费", "决算数"]);
    assert_eq!(Some(&origin.sha256.as_str()), data.hashes().get("data/2021.xlsx"));
}

#[test]
fn what_does_not_go_with_a_family_is_said_at_its_key() {
    let table = "科目,数\n办公费,6件\n差旅费,7件\n";
    for (keys, code, at, says) in [
        ("name: 科目, value: 数, 算式: 1件+2件", Code::UnknownKey, "算式", "不能写“算式”"),
        ("name: 科目, value: 数, sheet: 表1", Code::BadValue, "表1", "没有工作表"),
        ("name: , value: 数", Code::BadValue, "", "应是一行文字"),
        ("value: 数", Code::BadValue, "data/a.csv", "没有写 name"),
    ] {
        let outcome = with(table, &format!("族: {{rows: data/a.csv, {keys}}}\n---\n"));
        let fault = outcome.diagnostics.iter().find(|fault| fault.message.zh.contains(says));
        let found = fault.map(|fault| (fault.code, slice(&outcome, fault.span)));
        assert_eq!(found, Some((code, at)), "{keys}: {:?}", outcome.diagnostics);
    }
    let mut workbook = Workbook::new();
    write(&mut workbook, "甲", &[&["科目", "数"], &["办公费", "6"]]);
    write(&mut workbook, "乙", &[&["科目", "数"], &["办公费", "7"]]);
    let (outcome, _) = with_book(&mut workbook, "族: {rows: data/2021.xlsx, name: 科目, value: 数}\n---\n");
    assert_eq!(outcome.faults(), [(Code::BadValue, "data/2021.xlsx")]);
}

#[test]
fn last_years_number_without_a_unit_is_in_this_years() {
    let table = "科目,决算数（亿元）,上年\n办公费,12.3,11.4\n差旅费,2.1,3000万元\n";
    let family = "族: {rows: data/a.csv, name: 科目, value: 决算数, prior: 上年, unit: 万元}\n---\n{{族.办公费}}{{族.办公费.上年}}{{族.差旅费.上年}}";
    let outcome = with(table, family);
    assert_eq!(outcome.faults(), []);
    assert_eq!(outcome.printed(), ["123000万元", "11.4亿元", "3000万元"]);
    let outcome = with(
        "科目,数,上年\n办公费,12,11\n",
        &family.replace("决算数", "数").replace("{{族.差旅费.上年}}", ""),
    );
    assert_eq!(outcome.printed(), ["12万元", "11万元"]);
}

#[test]
fn the_words_beside_a_cell_lead_to_where_it_is_now() {
    let table = "科目,预算数,决算数\n差旅费,1,2\n办公费,12,13\n";
    let origin = |keys: &str| {
        let outcome = with(table, &format!("甲: {{from: data/a.csv, {keys}}}\n---\n"));
        assert_eq!(outcome.faults(), [], "{keys}");
        let origin = outcome.table.figures[0].origin.clone().unwrap();
        let places: Vec<String> =
            origin.expected.iter().map(|(_, span)| slice(&outcome, *span).to_owned()).collect();
        let words: Vec<String> = origin.expected.iter().map(|(words, _)| words.clone()).collect();
        assert_eq!(words, places, "{keys}");
        (places.join(" "), origin.address.map(|span| slice(&outcome, span).to_owned()), origin.found_at)
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(origin("cell: C2, labels: 办公费，决算数"), ("办公费 决算数".into(), some("C2"), some("C3")));
    assert_eq!(
        origin("cell: C2, labels: 街道、办公费，决算数"),
        ("街道 办公费 决算数".into(), some("C2"), None)
    );
    assert_eq!(
        origin("row: 办公费, column: 决算数, labels: 办公费、决算数"),
        ("办公费 决算数".into(), None, None)
    );
    let mut workbook = Workbook::new();
    write(&mut workbook, "预算", &[&["科目", "预算数"], &["办公费", "12"]]);
    write(
        &mut workbook,
        "决算",
        &[&["科目", "预算数", "决算数"], &["差旅费", "1", "2"], &["办公费", "12", "13"]],
    );
    let text = "甲: {from: data/2021.xlsx, sheet: 决算, cell: C2, labels: 办公费、决算数}\n---\n";
    let (outcome, _) = with_book(&mut workbook, text);
    assert_eq!(outcome.table.figures[0].origin.as_ref().unwrap().found_at.as_deref(), Some("C3"));
}

//! Which cell labels and addresses lead to, and what is said where they lead to none or to several.

use super::{Loaded, Wanted, at, cell, file, load};
use crate::figure::data::{DataFile, DataFiles, Named, files_named, too_big};
use crate::source::{Encoding, SourceId, Sources};
use rust_xlsxwriter::{Format, Worksheet};

fn csv(text: &str) -> Loaded {
    load(&DataFile { path: "a.csv".into(), bytes: text.into(), text: Some((text.into(), Encoding::Utf8)) })
}

/// Returns what is said of a declaration, with its hint.
fn refused(table: &Loaded, wanted: &Wanted<'_>) -> String {
    let fault = table.pick(wanted).unwrap_err();
    format!("{:?}: {} {}", fault.part, fault.message.zh, fault.hint.unwrap_or_default().zh)
}

fn rows(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, words) in (0..).zip(*cells) {
            match words.parse::<f64>() {
                Ok(number) => drop(sheet.write(row, column, number).unwrap()),
                Err(_) => drop(sheet.write(row, column, *words).unwrap()),
            }
        }
    }
}

#[test]
fn a_file_without_such_a_sheet_says_whether_it_has_sheets_at_all() {
    let wanted = Wanted { sheet: Some("结算"), cell: Some("A1"), ..Wanted::default() };
    let said = refused(&csv("科目,数\n办公费,1\n"), &wanted);
    assert!(said.starts_with("Sheet: a.csv 是文本，没有工作表"), "{said}");
    let one = load(&file(|sheet| rows(sheet, &[&["科目"]])));
    let said = refused(&one, &Wanted { sheet: Some("收入"), ..wanted });
    assert!(said.starts_with("Sheet: data/2021.xlsx 没有工作表“收入”"), "{said}");
    let said = refused(&csv(""), &Wanted { cell: Some("A1"), ..Wanted::default() });
    assert!(said.starts_with("Path: a.csv 是空的"), "{said}");
}

#[test]
fn two_columns_of_one_name_are_told_apart_by_their_cells() {
    let table = csv("名称,数,数\n办公费,1,2\n");
    assert_eq!(
        at(&table, "办公费", "数"),
        "Column: “数”不止一处：B1 C1 要的是哪一格，就写 单元格: B2 C2 之一"
    );
}

#[test]
fn a_message_names_file_and_sheet_and_no_more_than_eight_cells() {
    let table = load(&file(|sheet| rows(sheet, &[&["名称", "数"], &["办公费", "1"]])));
    assert!(at(&table, "水电", "数").starts_with("Row: data/2021.xlsx 决算 没有“水电”这一行"));
    let many = |count: usize| csv(&format!("名称,数\n{}", "办公费,1\n".repeat(count)));
    assert!(at(&many(8), "办公费", "数").contains("A2 A3 A4 A5 A6 A7 A8 A9 要的是"));
    assert!(at(&many(9), "办公费", "数").contains("A7 A8 A9 … 要的是"));
}

#[test]
fn words_that_are_quantities_are_no_heads() {
    let table = load(&file(|sheet| rows(sheet, &[&["512人", "300人"], &["项目", "人数"], &["甲", "1"]])));
    assert!(at(&table, "甲", "男").contains("有：项目、人数"), "{}", at(&table, "甲", "男"));
}

#[test]
fn a_cell_that_holds_more_than_it_shows_is_known() {
    let table = load(&file(|sheet| {
        let two = Format::new().set_num_format("0.00");
        sheet.write_with_format(0, 0, 1.23456, &two).unwrap();
        sheet.write_with_format(0, 1, 1.2, &two).unwrap();
        sheet.write(0, 2, "1.23456亿元").unwrap();
    }));
    let shown =
        |cell| table.pick(&Wanted { cell: Some(cell), ..Wanted::default() }).unwrap().decimals_shown();
    assert_eq!([shown("A1"), shown("B1"), shown("C1")], [Some(2), None, None]);
}

#[test]
fn a_merged_number_stands_in_all_its_cells() {
    let table = load(&file(|sheet| {
        rows(sheet, &[&["名称", "数"], &["甲", ""], &["乙", ""], &["丙", "9"]]);
        sheet.merge_range(1, 1, 2, 1, "", &Format::new()).unwrap();
        sheet.write(1, 1, 42).unwrap();
    }));
    assert_eq!([cell(&table, "B2"), cell(&table, "B3"), cell(&table, "B4")], ["42", "42", "9"]);
    assert_eq!([at(&table, "甲", "数"), at(&table, "乙", "数")], ["42", "42"]);
}

#[test]
fn words_that_look_like_a_date_are_told_so() {
    let table = csv("a\n2021-03-01\n1/2/33333\n甲/乙/丙\n2021年3月\n");
    assert!(cell(&table, "A2").contains("是日期 2021-03-01"), "{}", cell(&table, "A2"));
    for place in ["A3", "A4", "A5"] {
        assert!(
            cell(&table, place).contains("不是数") && !cell(&table, place).contains("日期"),
            "{place}: {}",
            cell(&table, place)
        );
    }
}

#[test]
fn the_hash_of_every_file_is_recorded() {
    let (mut data, mut sources) = (DataFiles::default(), Sources::default());
    let named = Named { from: SourceId::default(), path: "a.csv".into() };
    let file = |path: &str| DataFile {
        path: path.into(),
        bytes: b"abc".as_slice().into(),
        text: Some(("abc".into(), Encoding::Utf8)),
    };
    data.add(&named, Ok(file("data/a.csv")));
    data.add_office_table(&file("data/figures.csv"), &mut sources);
    // FIPS 180-4, the example of one block.
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(
        data.hashes().into_iter().collect::<Vec<_>>(),
        [("data/a.csv", abc), ("data/figures.csv", abc)]
    );
    assert!(too_big().zh.contains("单元格太多") && too_big().en.contains("too many cells"));
    assert!(files_named(&crate::report::Report::default()).is_empty());
}

#[test]
fn a_number_format_is_read_as_a_spreadsheet_shows_it() {
    use crate::figure::data::number::{Format, Number};
    let words = |code: &str| Format::read(code).words;
    // A blank as wide as a sign is not that sign, and neither are brackets and signs that a number has.
    assert_eq!(words("_¥#,##0.00_¥"), ["", ""]);
    assert_eq!(words("(0.00)"), ["", ""]);
    assert_eq!(words("¥0.00"), ["¥", ""]);
    // A comma behind the point sets no thousands apart.
    assert!(!Format::read("0.0,0").grouped);
    let grouped = |code| Number::of(1234.5, Format::read(code)).unwrap().is_grouped();
    assert_eq!([grouped("#,##0.00"), grouped("0.00")], [true, false]);
    let decimals = |value, code| Number::of(value, Format::read(code)).unwrap().decimals_shown();
    assert_eq!(
        [decimals(1.234, "0.0"), decimals(1.2, "0.0"), decimals(1.2, "General")],
        [Some(1), None, None]
    );
    // More digits than a spreadsheet keeps are kept as they are.
    assert_eq!(
        Number::of(0.123_456_789_012_345_6, Format::read("General")).unwrap().text(),
        "0.1234567890123456"
    );
}

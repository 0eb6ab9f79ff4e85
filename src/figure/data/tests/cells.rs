//! Which cell is meant, and what is said when that is not clear.

use rust_xlsxwriter::{Format, Workbook};

use super::{at, cell, table};
use crate::figure::data::pick::{Fault, Wanted};
use crate::figure::data::{At, DataFile, Loaded, as_lines, load};
use crate::source::Encoding;

/// Returns a text as a file of cells.
fn csv(text: &str) -> Loaded {
    load(&DataFile {
        path: "data/a.csv".into(),
        bytes: text.into(),
        text: Some((text.into(), Encoding::Utf8)),
    })
}

/// Returns what is asked for: the quantity, or which key is wrong, why, and what there is.
fn asked(file: &Loaded, wanted: &Wanted<'_>) -> String {
    match file.pick(wanted) {
        Ok(picked) => picked.quantity().map_or_else(|why| why.zh, |quantity| quantity.text),
        Err(Fault { part, message, hint, .. }) => {
            format!("{part:?}: {} | {}", message.zh, hint.unwrap_or_default().zh)
        }
    }
}

#[test]
fn a_row_alone_leads_to_the_only_number_right_of_its_label() {
    let table = "序号,科目,金额,备注\n1,办公费,512件,无\n2,差旅费,3件,4件\n3,会议费,,暂无\n2020,5人,,\n甲,1,2,3,4,5,6,7,8\n乙,1,2,3,4,5,6,7,8,9\n";
    let file = csv(table);
    let row = |row| asked(&file, &Wanted { row: Some(row), ..Wanted::default() });
    assert_eq!(row("办公费"), "512件");
    assert_eq!(row("2020"), "5人");
    assert_eq!(row("差旅费"), "Row: “差旅费”的右边不止一个数（C3 D3），要写明 column（列） | ");
    assert_eq!(row("会议费"), "Row: “会议费”的右边没有数 | ");
    assert!(row("甲").contains("（B6 C6 D6 E6 F6 G6 H6 I6）"), "{}", row("甲"));
    assert!(row("乙").contains("（B7 C7 D7 E7 F7 G7 H7 I7 …）"), "{}", row("乙"));
    // In a workbook, numbers are numbers and an error is said to be one.
    let row = |row| asked(&self::table(), &Wanted { row: Some(row), ..Wanted::default() });
    assert!(row("会议费").contains("真假值"), "{}", row("会议费"));
}

#[test]
fn a_row_stands_left_of_and_below_its_column() {
    let file = csv("办公费,说明\n科目,决算数,增长\n办公费,7,5\n差旅费,8,9\n");
    assert_eq!(at(&file, "办公费", "决算数"), "7");
    for (row, column, says) in [
        ("科目", "决算数", "Row: “科目”（A2）不在“决算数”（B2）的左下方"),
        ("办公费", "科目", "Row: “办公费”（A1 A3）不在“科目”（A2）的左下方"),
        ("决算数", "科目", "Row: “决算数”（B2）不在“科目”（A2）的左下方"),
    ] {
        assert!(at(&file, row, column).starts_with(says), "{}", at(&file, row, column));
    }
    let file = csv("科目,决算数,决算数\n差旅费,8,9\n");
    assert_eq!(
        at(&file, "差旅费", "决算数"),
        "Column: “决算数”不止一处：B1 C1 要的是哪一格，就写 单元格: B2 C2 之一"
    );
}

#[test]
fn what_is_asked_amiss_is_said_with_what_to_write() {
    let file = table();
    for (wanted, says) in [
        (
            Wanted { cell: Some("2B"), ..Wanted::default() },
            "Cell: “2B”不是单元格 | 写成列的字母和行的数字，如 B7",
        ),
        (
            Wanted { cell: Some("B2:B3"), ..Wanted::default() },
            "Cell: “B2:B3”不是单元格 | 写成列的字母和行的数字，如 B7",
        ),
        (Wanted::default(), "Path: 没有写取哪一格 | 写 row（行）和 column（列），或 cell（单元格）"),
        (
            Wanted { sheet: Some("总表"), ..Wanted::default() },
            "Sheet: data/2021.xlsx 没有工作表“总表” | 有：决算",
        ),
        (
            Wanted { row: Some("水电"), column: Some("决算数"), ..Wanted::default() },
            "Row: data/2021.xlsx 决算 没有“水电”这一行 | 有：办公费、差旅费、会议费、合计、差旅费",
        ),
    ] {
        assert_eq!(asked(&file, &wanted), says);
    }
    let wanted = Wanted { sheet: Some("表1"), cell: Some("A1"), ..Wanted::default() };
    assert_eq!(asked(&csv("科目,数\n"), &wanted), "Sheet: data/a.csv 是文本，没有工作表 | ");
    let wanted = Wanted { cell: Some("A1"), ..Wanted::default() };
    assert_eq!(asked(&csv(""), &wanted), "Path: data/a.csv 是空的 | ");
    // Numbers are no labels: none is named.
    let wanted = Wanted { row: Some("水电"), column: Some("名"), ..Wanted::default() };
    assert_eq!(asked(&csv("序,名\n1,办公费\n2,差旅费\n"), &wanted), "Row: data/a.csv 没有“水电”这一行 | ");
}

#[test]
fn a_named_range_may_be_blank_and_a_merged_cell_is_one() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("决算").unwrap();
    sheet.write(0, 0, "科目").unwrap();
    sheet.merge_range(1, 1, 2, 1, "", &Format::new()).unwrap();
    sheet.write(1, 1, 7).unwrap();
    sheet.write(2, 0, "合计").unwrap();
    workbook.define_name("空格", "=决算!$C$1").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let file = load(&DataFile { path: "a.xlsx".into(), bytes, text: None });
    let named = Wanted { name: Some("空格"), ..Wanted::default() };
    assert_eq!(asked(&file, &named), "a.xlsx 决算!C1 是空的");
    assert_eq!((cell(&file, "B2"), cell(&file, "B3")), ("7".to_owned(), "7".to_owned()));
}

#[test]
fn a_sheet_is_shown_as_lines_with_the_place_of_each_cell() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, " 名称").unwrap();
    sheet.write(0, 2, "数\n值").unwrap();
    sheet.write_with_format(3, 1, 512, &Format::new().set_num_format("0\"件\"")).unwrap();
    sheet.write(3, 2, true).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let file = load(&DataFile { path: "a.xlsx".into(), bytes, text: None });
    let (text, places) = as_lines(file.sheet(None).unwrap());
    assert_eq!(text, "名称\t\t数 值\n\n\n\t512件\tTRUE\n");
    let found: Vec<(At, &str)> = places.iter().map(|(at, place)| (*at, &text[place.clone()])).collect();
    assert_eq!(found, [((0, 0), "名称"), ((0, 2), "数 值"), ((3, 1), "512件"), ((3, 2), "TRUE")]);
}

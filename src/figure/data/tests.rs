//! Tests of reading workbooks: what each kind of cell is worth, or what is said of it.

mod cells;
mod files;
mod kinds;
mod picking;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use super::pick::Wanted;
use super::{DataFile, Loaded, load};

/// Returns a workbook of one sheet as a file.
fn file(fill: impl FnOnce(&mut Worksheet)) -> DataFile {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet().set_name("决算").unwrap());
    let bytes = workbook.save_to_buffer().unwrap();
    DataFile { path: "data/2021.xlsx".into(), bytes, text: None }
}

/// Returns the table that most tests ask.
fn table() -> Loaded {
    load(&file(|sheet| {
        let percent = Format::new().set_num_format("0.00%");
        let fixed = Format::new().set_num_format("#,##0.00");
        let date = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write(0, 0, "2021年决算表").unwrap();
        for (column, head) in [" 科　目 ", "决算数（万元）", "增长（%）", "完成率", "人数"].iter().enumerate()
        {
            sheet.write(1, u16::try_from(column).unwrap(), *head).unwrap();
        }
        sheet.write(2, 0, "办公费  ").unwrap();
        sheet.write_with_format(2, 1, 1234.5, &fixed).unwrap();
        sheet.write(2, 2, 5.2).unwrap();
        sheet.write_with_format(2, 3, 0.9922, &percent).unwrap();
        sheet.write(2, 4, "512人").unwrap();
        sheet.write(3, 0, "差旅费").unwrap();
        sheet.write_formula(3, 1, Formula::new("=0.1+0.2").set_result("0.30000000000000004")).unwrap();
        sheet.write_formula(3, 2, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write_with_format(3, 3, ExcelDateTime::parse_from_str("2021-03-01").unwrap(), &date).unwrap();
        sheet.write(3, 4, "暂无").unwrap();
        sheet.write(4, 0, "会议费").unwrap();
        sheet.write(4, 3, true).unwrap();
        sheet.merge_range(5, 0, 6, 0, "合计", &Format::new()).unwrap();
        sheet.write(6, 1, 7.000_000_000_000_001).unwrap();
        sheet.write(7, 0, "差旅费").unwrap();
        sheet.write(7, 4, 3).unwrap();
    }))
}

/// Returns what a row and a column are worth, or what is said.
fn at(table: &Loaded, row: &str, column: &str) -> String {
    let wanted = Wanted { row: Some(row), column: Some(column), ..Wanted::default() };
    match table.pick(&wanted) {
        Ok(picked) => picked.quantity().map_or_else(|why| why.zh, |quantity| quantity.text),
        Err(fault) => format!("{:?}: {} {}", fault.part, fault.message.zh, fault.hint.unwrap_or_default().zh),
    }
}

fn cell(table: &Loaded, cell: &str) -> String {
    let picked = table.pick(&Wanted { cell: Some(cell), ..Wanted::default() }).unwrap();
    picked.quantity().map_or_else(|why| why.zh, |quantity| quantity.text)
}

#[test]
fn rows_and_columns_lead_to_numbers_with_units() {
    let table = table();
    assert_eq!(at(&table, "办公费", "决算数"), "1234.50万元");
    assert_eq!(at(&table, "办公费", "决算数(万元)"), "1234.50万元");
    assert_eq!(at(&table, "办公费", "增长"), "5.2%");
    assert_eq!(at(&table, "办公费", "完成率"), "99.22%");
    assert_eq!(at(&table, "办公费", "人数"), "512人");
    // The merged cell stands for both its rows, of which one has a number.
    assert_eq!(at(&table, "合 计", "决算数"), "7万元");
    assert_eq!(cell(&table, "B4"), "0.3万元");
}

#[test]
fn what_is_no_number_is_refused_with_its_place() {
    let table = table();
    for (place, why) in [
        ("B5", "data/2021.xlsx 决算!B5 是空的"),
        ("C4", "错误值 #DIV/0!"),
        ("D4", "日期 2021-03-01"),
        ("D5", "真假值"),
        ("E4", "“暂无”，不是数"),
        ("Z99", "是空的"),
    ] {
        assert!(cell(&table, place).contains(why), "{place}: {}", cell(&table, place));
    }
}

#[test]
fn what_is_not_there_is_said_with_what_there_is() {
    let table = table();
    assert!(at(&table, "办公资", "决算数").contains("是不是“办公费”"), "{}", at(&table, "办公资", "决算数"));
    assert!(at(&table, "水电", "决算数").contains("有：办公费、差旅费"), "{}", at(&table, "水电", "决算数"));
    assert!(
        at(&table, "办公费", "预算").contains("有：科目、决算数(万元)"),
        "{}",
        at(&table, "办公费", "预算")
    );
    assert!(
        at(&table, "差旅费", "人数").contains("Row: “差旅费”不止一处：决算!A4 A8"),
        "{}",
        at(&table, "差旅费", "人数")
    );
    let fault =
        table.pick(&Wanted { sheet: Some("结算"), cell: Some("B3"), ..Wanted::default() }).unwrap_err();
    assert_eq!(fault.fix.as_deref(), Some("决算"));
}

#[test]
fn a_named_range_is_one_cell() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("决算 表").unwrap().write(6, 1, 42).unwrap();
    workbook.define_name("办结数", "='决算 表'!$B$7").unwrap();
    workbook.define_name("全部", "='决算 表'!$B$7:$B$9").unwrap();
    workbook.define_name("两格", "='决算 表'!$A$1:$C$9").unwrap();
    workbook.worksheet_from_name("决算 表").unwrap().write(0, 0, "题").unwrap();
    let file =
        load(&DataFile { path: "a.xlsx".into(), bytes: workbook.save_to_buffer().unwrap(), text: None });
    let named = |name| file.pick(&Wanted { name: Some(name), ..Wanted::default() });
    assert_eq!(named("办结数").unwrap().quantity().unwrap().text, "42");
    assert_eq!(named("全部").unwrap().quantity().unwrap().text, "42");
    assert!(named("两格").unwrap_err().message.zh.contains("A1:C9"));
    assert_eq!(named("办洁数").unwrap_err().fix.as_deref(), Some("办结数"));
}

#[test]
fn several_sheets_must_be_told_apart() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("甲").unwrap().write(0, 0, 1).unwrap();
    workbook.add_worksheet().set_name("乙").unwrap().write(0, 0, 2).unwrap();
    let file =
        load(&DataFile { path: "a.xlsx".into(), bytes: workbook.save_to_buffer().unwrap(), text: None });
    let fault = file.pick(&Wanted { cell: Some("A1"), ..Wanted::default() }).unwrap_err();
    assert!(fault.hint.unwrap().zh.contains("甲、乙"));
}

#[test]
fn a_sheet_may_state_its_unit() {
    let file = load(&file(|sheet| {
        sheet.write(0, 0, "收支表").unwrap();
        sheet.write(1, 1, "金额单位：万元").unwrap();
        sheet.write(2, 0, "项目").unwrap();
        sheet.write(2, 1, "金额").unwrap();
        sheet.write(3, 0, "办公费").unwrap();
        sheet.write(3, 1, 12).unwrap();
    }));
    assert_eq!(at(&file, "办公费", "金额"), "12万元");
}

#[test]
fn a_currency_format_names_the_money_and_the_head_its_scale() {
    let file = load(&file(|sheet| {
        let money = Format::new().set_num_format("\"$\"#,##0");
        let euros = Format::new().set_num_format("#,##0.00\\ [$€-407]");
        let thousands = Format::new().set_num_format("\"$\"#,##0,");
        let bare = Format::new().set_num_format("#,##0,");
        for (column, head) in ["item", "actual ($k)", "plain", "open ($ kk)"].iter().enumerate() {
            sheet.write(0, u16::try_from(column).unwrap(), *head).unwrap();
        }
        for (row, (name, format)) in
            [("a", &money), ("b", &euros), ("c", &thousands), ("d", &bare)].into_iter().enumerate()
        {
            let row = u32::try_from(row).unwrap() + 1;
            sheet.write(row, 0, name).unwrap();
            for column in 1..4 {
                sheet.write_with_format(row, column, 1_234_567, format).unwrap();
            }
        }
    }));
    assert_eq!(at(&file, "a", "actual"), "$1234567k");
    assert_eq!(at(&file, "a", "plain"), "$1234567");
    assert!(at(&file, "a", "open").contains("读不懂"));
    assert_eq!(at(&file, "b", "actual"), "€1234567.00");
    assert_eq!(at(&file, "c", "actual"), "$1234567");
    assert!(at(&file, "d", "actual").contains("缩小了显示"));
    assert_eq!(at(&file, "d", "plain"), "1234567");
}

/// Returns an ODS file with a content.
fn ods(table: &str) -> Vec<u8> {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file("mimetype", stored).unwrap();
    archive.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    archive.start_file("content.xml", stored).unwrap();
    archive.write_all(table.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

#[test]
fn an_ods_file_is_read_with_its_percent_and_repeated_cells() {
    let bytes = ods(r##"<office:document-content><office:spreadsheet><table:table table:name="决算">
        <table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation><text:p>科目</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>完成率</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><text:p>支出&amp;（万元）</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p>办公费</text:p></table:table-cell>
        <table:table-cell office:value-type="percentage" office:value="0.9922"><text:p>99.22%</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="1234.5"><text:p>1,234.50</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p>差旅费</text:p></table:table-cell>
        <table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2021-03-01"><text:p>21-03-01</text:p></table:table-cell><table:table-cell table:formula="of:=B4"/></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p>补助</text:p></table:table-cell><table:table-cell office:value-type="currency" office:currency="EUR" office:value="1234.5"><text:p>€1,234.50</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="1234567"><text:p>1,235</text:p></table:table-cell></table:table-row>
        </table:table><table:named-expressions><table:named-range table:name="完成" table:cell-range-address="$决算.$B$4"/></table:named-expressions>
        </office:spreadsheet></office:document-content>"##);
    let file = load(&DataFile { path: "a.ods".into(), bytes, text: None });
    assert_eq!(at(&file, "办公费", "完成率"), "99.22%");
    assert_eq!(at(&file, "办公费", "支出&"), "1234.50万元");
    assert_eq!(at(&file, "补助", "完成率"), "€1234.50");
    assert!(at(&file, "补助", "支出&").contains("缩小了显示"), "{}", at(&file, "补助", "支出&"));
    assert!(at(&file, "差旅费", "完成率").contains("#DIV/0!"));
    assert!(at(&file, "差旅费", "支出&").contains("日期 2021-03-01"));
    assert!(cell(&file, "D5").contains("没有算出的值"));
    let named = file.pick(&Wanted { name: Some("完成"), ..Wanted::default() }).unwrap();
    assert_eq!(named.quantity().unwrap().text, "99.22%");
    assert_eq!(named.place(), "a.ods 决算!B4");
}

#[test]
fn damaged_files_are_said_to_be_so() {
    for bytes in
        [b"PK\x03\x04nonsense".to_vec(), vec![0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3], Vec::new(), ods("<a")]
    {
        let file = load(&DataFile { path: "a.xlsx".into(), bytes, text: None });
        assert!(file.pick(&Wanted { cell: Some("A1"), ..Wanted::default() }).is_err());
    }
}

//! Each kind of file, and each kind of cell in it; files that cannot be read, or are too large.

use rust_xlsxwriter::{Format, Formula, Workbook};

use super::{at, cell, file, ods};
use crate::diagnostic::Text;
use crate::figure::data::{DataFile, Loaded, MOST_CELLS, load, separated};

/// Reads bytes as a file.
fn read(bytes: Vec<u8>) -> Loaded {
    load(&DataFile { path: "a.ods".into(), bytes, text: None })
}

/// Returns an ODS file with these rows.
fn rows(rows: &str) -> Loaded {
    read(ods(&format!(
        "<office:document-content><office:spreadsheet><table:table table:name=\"决算\">{rows}</table:table></office:spreadsheet></office:document-content>"
    )))
}

fn why(file: &Loaded) -> &Text {
    file.book.as_ref().unwrap_err()
}

#[test]
fn blank_cells_formulas_without_value_and_durations_are_no_numbers() {
    let file = load(&file(|sheet| {
        sheet.write(0, 0, "科目").unwrap();
        sheet.write(1, 0, "  ").unwrap();
        sheet.write_formula(2, 0, Formula::new("=A1").set_result(" ")).unwrap();
        sheet.write_formula(3, 0, Formula::new("=A1").set_result(" ")).unwrap();
        sheet.write_with_format(4, 0, 1.5, &Format::new().set_num_format("[h]:mm")).unwrap();
        sheet.write_with_format(5, 0, 1.5, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
    }));
    for (place, says) in [
        ("A1", "“科目”，不是数"),
        ("A2", "是空的"),
        // What a formula yields may be no words.
        ("A3", "是空的"),
        ("A4", "是空的"),
        ("A5", "日期 1.5"),
        ("A6", "日期 1900-01-01"),
    ] {
        assert!(cell(&file, place).contains(says), "{place}: {}", cell(&file, place));
    }
}

#[test]
fn a_sheet_with_nothing_but_blanks_is_none() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("空").unwrap().write(3, 3, " ").unwrap();
    workbook.add_worksheet().set_name("决算").unwrap().write(0, 0, 5).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    assert_eq!(cell(&load(&DataFile { path: "a.xlsx".into(), bytes, text: None }), "A1"), "5");
}

#[test]
fn words_of_an_ods_cell_are_those_that_it_shows() {
    let file = rows(
        r#"<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="2"><text:p>Item</text:p></table:table-cell><table:covered-table-cell/><table:table-cell office:value-type="string"><text:p>Actual (万元)</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="string" table:number-rows-spanned="2"><office:annotation><text:p>ask again</text:p></office:annotation><text:p>Office</text:p><text:p>costs</text:p></table:table-cell><table:table-cell/><table:table-cell office:value-type="float" office:value="512"><text:p>512</text:p></table:table-cell></table:table-row>
        <table:table-row><table:covered-table-cell/><table:table-cell/><table:table-cell office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p>Travel<text:s/>costs</text:p></table:table-cell><table:table-cell/><table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p><![CDATA[会议费]]></text:p></table:table-cell><table:table-cell/><table:table-cell office:value-type="float" office:value="9"><text:p>9</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p>#1 Station</text:p></table:table-cell><table:table-cell/><table:table-cell office:value-type="float" office:value="1234567"><text:p>1.23E+06</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p>合格了吗?</text:p></table:table-cell><table:table-cell/><table:table-cell office:value-type="float" office:value="1234.5"><text:p>1,234.50</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="2"><text:p>合计</text:p></table:table-cell><table:covered-table-cell/><table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell></table:table-row>
        <table:table-row><table:covered-table-cell/><table:covered-table-cell/><table:table-cell office:value-type="float" office:value="4"><text:p>4</text:p></table:table-cell></table:table-row>"#,
    );
    assert_eq!(at(&file, "Travel costs", "Actual"), "7万元");
    assert_eq!(at(&file, "会议费", "Actual"), "9万元");
    assert_eq!(at(&file, "#1 Station", "Actual"), "1234567万元");
    assert_eq!(at(&file, "合格了吗?", "Actual"), "1234.50万元");
    // The merged cell stands for both its rows.
    let sheet = file.sheet(None).unwrap();
    assert_eq!((sheet.text((1, 0)).as_str(), sheet.text((2, 0)).as_str()), ("Office costs", "Office costs"));
    assert!(at(&file, "Office costs", "Actual").contains("C2 C3"), "{}", at(&file, "Office costs", "Actual"));
    assert_eq!(sheet.merged_with((0, 1)).name(), "A1:B1");
    assert_eq!(sheet.merged_with((8, 1)).name(), "A8:B9");
    assert_eq!(sheet.merged_with((1, 2)).name(), "C2");
    let grouped = |at| sheet.cell(at).unwrap().quantity().unwrap().unit.grouped;
    assert!(grouped((6, 2)) && !grouped((1, 2)));
}

#[test]
fn other_cells_of_an_ods_file_are_what_they_say() {
    let file = rows(
        r##"<table:table-row><table:table-cell office:value-type="currency" office:currency="EUR" office:value="1234.5"><text:p>1234.50</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="time" office:time-value="PT08H30M00S"><text:p>08:30:00</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>是</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="boolean" office:boolean-value="false"><text:p>否</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="string" calcext:value-type="error"><text:p>Err:502</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p>#REF!</text:p></table:table-cell></table:table-row>"##,
    );
    assert_eq!(cell(&file, "A1"), "EUR 1234.50");
    assert!(cell(&file, "A2").contains("日期 08:30:00"), "{}", cell(&file, "A2"));
    assert!(cell(&file, "A3").contains("真假值"), "{}", cell(&file, "A3"));
    let sheet = file.sheet(None).unwrap();
    assert_eq!((sheet.text((2, 0)).as_str(), sheet.text((3, 0)).as_str()), ("TRUE", "FALSE"));
    assert!(cell(&file, "A5").contains("错误值 Err:502"), "{}", cell(&file, "A5"));
    assert!(cell(&file, "A6").contains("错误值 #REF!"), "{}", cell(&file, "A6"));
}

#[test]
fn a_file_that_cannot_be_read_says_what_to_do() {
    for (bytes, zh, en) in [
        (b"PK\x03\x04nonsense".to_vec(), "不是表格文件，或已损坏", "is no spreadsheet"),
        (Vec::new(), "不是表格文件，或已损坏", "is no spreadsheet"),
        (vec![0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3], "可能设了密码", "perhaps for its password"),
        (ods("<a"), "可能已损坏或设了密码", "perhaps damaged or with a password"),
    ] {
        let file = read(bytes);
        assert!(why(&file).zh.contains(zh) && why(&file).en.contains(en), "{:?}", why(&file));
    }
}

#[test]
fn a_table_may_have_so_many_cells_and_no_more() {
    let too_many = |file: &Loaded| {
        let why = file.book.as_ref().err()?;
        assert!(why.zh.contains("单元格太多") && why.en.contains("too many cells"), "{why:?}");
        Some(())
    };
    let number = |repeated: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"1\" {repeated}><text:p>1</text:p></table:table-cell>"
        )
    };
    let wide = |columns: usize| {
        let repeated = format!("table:number-columns-repeated=\"{columns}\"");
        rows(&format!("<table:table-row>{}</table:table-row>", number(&repeated)))
    };
    assert_eq!(too_many(&wide(MOST_CELLS)), None);
    assert_eq!(too_many(&wide(MOST_CELLS + 1)), Some(()));
    let high = |rows_repeated: usize, columns: usize| {
        let cells = number("").repeat(columns);
        rows(&format!(
            "<table:table-row table:number-rows-repeated=\"{rows_repeated}\">{cells}</table:table-row>"
        ))
    };
    assert_eq!(too_many(&high(MOST_CELLS, 1)), None);
    assert_eq!(too_many(&high(MOST_CELLS / 3 + 1, 3)), Some(()));
    let text = |rows: usize, line: &str| separated::read("a.csv", &line.repeat(rows)).is_ok();
    assert!(text(MOST_CELLS / 2, "1,1\n") && !text(MOST_CELLS / 3 + 1, "1,1,1\n"));
    let workbook = |cells: usize| {
        load(&file(|sheet| {
            for row in 0..u32::try_from(cells).unwrap() {
                sheet.write(row, 0, 1).unwrap();
            }
        }))
    };
    assert_eq!(too_many(&workbook(MOST_CELLS)), None);
    assert_eq!(too_many(&workbook(MOST_CELLS + 1)), Some(()));
}

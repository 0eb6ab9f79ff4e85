//! What only some kinds of files have: remarks, breaks and signs in ODS; formulas without a value in XLSX.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula};

use super::{DataFile, Loaded, cell, file, load, ods};

/// Returns an ODS file of one sheet of rows.
fn sheet(rows: &str) -> Loaded {
    let bytes = ods(&format!(
        "<office:document-content><table:table table:name=\"表\">{rows}</table:table></office:document-content>"
    ));
    load(&DataFile { path: "a.ods".into(), bytes, text: None })
}

fn row(cells: &[&str]) -> String {
    format!("<table:table-row>{}</table:table-row>", cells.concat())
}

fn words(inside: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\">{inside}</table:table-cell>")
}

fn shown(table: &Loaded, at: (u32, u32)) -> String {
    table.sheet(None).unwrap().cell(at).map_or_else(|| "-".into(), crate::figure::data::sheet::Cell::text)
}

#[test]
fn words_of_an_ods_cell_are_what_is_seen_in_it() {
    let table = sheet(&row(&[
        &words("<text:p>收入</text:p><text:p>合计</text:p>"),
        &words("<text:p>办公<text:s/>费</text:p>"),
        &words("<text:p><![CDATA[a<b]]></text:p>"),
        &words("<office:annotation><text:p>批注</text:p></office:annotation><text:p>税收</text:p>"),
    ]));
    let all: Vec<String> = (0..4).map(|column| shown(&table, (0, column))).collect();
    assert_eq!(all, ["收入 合计", "办公 费", "a<b", "税收"]);
}

#[test]
fn a_merged_ods_cell_stands_in_all_it_covers_and_hides_what_was_there() {
    let number = "<table:table-cell table:number-rows-spanned=\"2\" office:value-type=\"float\" office:value=\"42\"><text:p>42</text:p></table:table-cell>";
    let wide = "<table:table-cell table:number-columns-spanned=\"2\" office:value-type=\"float\" office:value=\"7\"><text:p>7</text:p></table:table-cell>";
    let hidden = "<table:covered-table-cell office:value-type=\"string\"><text:p>旧</text:p></table:covered-table-cell>";
    let table = sheet(
        &(row(&[number, wide, hidden, &words("<text:p>末</text:p>")])
            + &row(&[hidden, &words("<text:p>下</text:p>")])),
    );
    assert_eq!(
        [cell(&table, "A1"), cell(&table, "A2"), cell(&table, "B1"), cell(&table, "C1")],
        ["42", "42", "7", "7"]
    );
    assert_eq!([shown(&table, (0, 3)), shown(&table, (1, 1))], ["末", "下"]);
}

#[test]
fn values_of_ods_cells_are_what_their_kind_says() {
    let of = |attributes: &str, seen: &str| {
        let cell = format!("<table:table-cell {attributes}><text:p>{seen}</text:p></table:table-cell>");
        super::cell(&sheet(&row(&[&cell])), "A1")
    };
    assert!(of("office:value-type=\"time\" office:time-value=\"PT08H30M\"", "08:30").contains("日期 08:30"));
    assert!(of("office:value-type=\"boolean\" office:boolean-value=\"true\"", "TRUE").contains("真假值"));
    let truth = |value: &str| {
        let cell = format!(
            "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"{value}\"><text:p>x</text:p></table:table-cell>"
        );
        shown(&sheet(&row(&[&cell])), (0, 0))
    };
    assert_eq!([truth("true"), truth("false")], ["TRUE", "FALSE"]);
    // Old files say an error in words alone.
    for error in ["#REF!", "#NAME?"] {
        assert!(of("office:value-type=\"string\"", error).contains(&format!("错误值 {error}")));
    }
    assert!(of("office:value-type=\"string\"", "#一").contains("错误值"));
    assert!(of("office:value-type=\"string\"", "真的!").contains("不是数"));
    // A currency that the cell does not show is its currency still.
    assert_eq!(
        of("office:value-type=\"currency\" office:currency=\"EUR\" office:value=\"12.5\"", "12.50"),
        "EUR 12.50"
    );
    // Shown as a power of ten, it shows no decimals.
    assert_eq!(of("office:value-type=\"float\" office:value=\"12345.6789\"", "1.23E+04"), "12345.6789");
    assert_eq!(of("office:value-type=\"float\" office:value=\"5\"", "5"), "5");
    // As many digits as the whole number has: nothing is scaled.
    assert_eq!(of("office:value-type=\"float\" office:value=\"1235\"", "1,235"), "1235");
}

#[test]
fn thousands_of_an_ods_number_are_set_apart_as_there() {
    let grouped = |seen: &str| {
        let cell = format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"1235\"><text:p>{seen}</text:p></table:table-cell>"
        );
        let table = sheet(&row(&[&cell]));
        table.sheet(None).unwrap().cell((0, 0)).unwrap().quantity().unwrap().unit.grouped
    };
    assert_eq!([grouped("1,235"), grouped("1235")], [true, false]);
}

#[test]
fn an_ods_file_that_ends_in_the_middle_is_said_to_be_damaged() {
    let table = load(&DataFile { path: "a.ods".into(), bytes: ods("<a"), text: None });
    let fault = table.sheet(None).unwrap_err();
    assert_eq!(fault.message.zh, "a.ods 读不了，可能已损坏或设了密码；在表格软件里另存一次");
    assert!(fault.message.en.contains("cannot be read, perhaps damaged"));
}

#[test]
fn what_is_no_workbook_and_what_is_locked_is_said_so() {
    let said = |bytes: &[u8]| {
        let table = load(&DataFile { path: "a.xlsx".into(), bytes: bytes.into(), text: None });
        table.sheet(None).unwrap_err().message
    };
    assert!(said(b"PK\x03\x04nonsense").zh.contains("不是表格文件，或已损坏"));
    assert!(said(b"PK\x03\x04nonsense").en.contains("no spreadsheet"));
    let locked = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    assert!(said(&locked).zh.contains("可能设了密码") && said(&locked).en.contains("its password"));
}

#[test]
fn blank_words_are_nothing_and_a_formula_is_known_to_be_one() {
    let table = load(&file(|sheet| {
        sheet.write(0, 0, "题").unwrap();
        sheet.write(2, 0, "  ").unwrap();
        sheet.write_blank(3, 0, &Format::new().set_bold()).unwrap();
        sheet.write_formula(4, 0, Formula::new("=1+1").set_result("2")).unwrap();
    }));
    assert!(cell(&table, "A3").contains("是空的") && cell(&table, "A4").contains("是空的"));
    assert_eq!(cell(&table, "A5"), "2");
    let sheet = table.sheet(None).unwrap();
    assert_eq!([sheet.cell((0, 0)).unwrap().formula, sheet.cell((4, 0)).unwrap().formula], [false, true]);
}

#[test]
fn a_duration_is_no_date() {
    let table = load(&file(|sheet| {
        let hours = Format::new().set_num_format("[h]:mm:ss");
        sheet.write_with_format(0, 0, 1.5, &hours).unwrap();
        let day = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_with_format(1, 0, ExcelDateTime::parse_from_str("2021-03-01").unwrap(), &day).unwrap();
    }));
    assert!(cell(&table, "A1").contains("是日期 1.5"), "{}", cell(&table, "A1"));
    assert!(cell(&table, "A2").contains("是日期 2021-03-01"), "{}", cell(&table, "A2"));
}

#[test]
fn the_unit_of_a_sheet_stands_above_its_table_in_several_ways() {
    let unit = |text: &str| {
        let table = load(&DataFile {
            path: "a.csv".into(),
            bytes: text.into(),
            text: Some((text.into(), crate::source::Encoding::Utf8)),
        });
        super::at(&table, "办公费", "数")
    };
    assert_eq!(unit("编制单位：某某局，金额单位：万元\n名称,数\n办公费,12\n"), "12万元");
    assert_eq!(unit("万元\n名称,数\n办公费,12\n"), "12万元");
    // A line of its own in the table or below it says nothing of the sheet.
    assert_eq!(unit("名称,数\n万元\n办公费,12\n"), "12");
    assert_eq!(unit("名称,数\n办公费,12\n万元\n"), "12");
}

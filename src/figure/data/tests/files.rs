//! Merged cells and grouped numbers in ODS, and the unit that a sheet states.

use super::{DataFile, Loaded, cell, load, ods};

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

//! Data files as offices keep them: workbooks and old encodings, which no literate case can hold.

use rust_xlsxwriter::{Format, Workbook};

use crate::support::ReportTest;

/// A workbook with the sheet 决算 and a named range.
fn workbook() -> Vec<u8> {
    let fill = |workbook: &mut Workbook| {
        let sheet = workbook.add_worksheet().set_name("决算")?;
        let percent = Format::new().set_num_format("0.00%");
        sheet.write_row(0, 0, ["科目", "决算数（万元）", "完成率"])?;
        sheet.write(1, 0, "办公费")?;
        sheet.write(1, 1, 12.5)?;
        sheet.write_with_format(1, 2, 0.9922, &percent)?;
        sheet.write(2, 0, "差旅费")?;
        sheet.write(2, 1, 7)?;
        workbook.define_name("完成率", "=决算!$C$2")?;
        workbook.save_to_buffer()
    };
    fill(&mut Workbook::new()).expect("a workbook can be written")
}

/// The office's table as a workbook.
fn figures(value: &str) -> Vec<u8> {
    let fill = |workbook: &mut Workbook| {
        let sheet = workbook.add_worksheet().set_name("数字表")?;
        for (row, cells) in (0..).zip([["名称", "数值"], ["事件", "512件"], ["办结", value]]) {
            sheet.write_row(row, 0, cells)?;
        }
        workbook.save_to_buffer()
    };
    fill(&mut Workbook::new()).expect("a workbook can be written")
}

#[test]
fn a_workbook_gives_cells_ranges_and_families() {
    let section = "---\nfigures:\n  办公费: {from: data/2021.xlsx, row: 办公费, column: 决算数}\n  \
                   完成率: {from: data/2021.xlsx, name: 完成率}\n  \
                   预算: {rows: data/2021.xlsx, sheet: 决算, range: 'A1:B3', name: 科目, value: 决算数}\n---\n\n# 概况\n\n\
                   {{办公费=12.5万元}}，{{完成率=99.22%}}，{{预算.差旅费=7万元}}。\n";
    let report = ReportTest::new().file("content/01-概况.md", section).file("data/2021.xlsx", workbook());
    report.run(&["check"]).code(0);
    let wrong = report.file("content/01-概况.md", section.replace("7万元", "8万元"));
    wrong.run(&["check", "--message-format", "short"]).code(1).stderr_has("[stated-contradicts]");
}

#[test]
fn the_offices_workbook_names_sheet_and_cell() {
    let section = "# 概况\n\n{{事件}}，{{办结}}。\n";
    let report =
        ReportTest::new().file("content/01-概况.md", section).file("data/figures.xlsx", figures("508件"));
    report.run(&["check"]).code(0);
    let wrong = report.file("data/figures.xlsx", figures("五百零八"));
    let run = wrong.run(&["check", "--message-format", "short"]);
    run.code(1).stderr_has("data/figures.xlsx:3:4: error[bad-value]: 数字表!B3：");
}

#[test]
fn a_csv_in_gb18030_is_read_and_files_outside_are_not() {
    // 科目,数 / 办公费,5件 in GB18030.
    let csv = b"\xbf\xc6\xc4\xbf,\xca\xfd\n\xb0\xec\xb9\xab\xb7\xd1,5\xbc\xfe\n";
    let section =
        "---\nfigures:\n  甲: {from: data/a.csv, row: 办公费, column: 数}\n---\n\n# 概况\n\n{{甲=5件}}\n";
    let report = ReportTest::new().file("content/01-概况.md", section).file("data/a.csv", csv);
    report.run(&["check"]).code(0);
    let outside = report.file("content/01-概况.md", section.replace("data/a.csv", "../../a.csv"));
    outside.run(&["check"]).code(1);
}

//! What tables and charts made of data refuse, and what they say instead of printing something else.

use super::data::{csv, settle};
use super::{Book, Outcome};
use crate::diagnostic::Severity;
use crate::figure::{DataFile, DataFiles, Filled, files_named};
use crate::markdown::{Options, parse};
use crate::report::{Cell, InlineKind, Report, Section};
use crate::source::{Encoding, SourceId, Sources};
use rust_xlsxwriter::{Format, Formula, Workbook};

/// Reads a section beside a data file as it is in a report.
pub(super) fn read(file: &DataFile, text: &str) -> Outcome {
    read_in(crate::diagnostic::Language::Chinese, file, &[text])
}

/// Reads sections a, b and so on of a report in a language.
pub(super) fn read_in(language: crate::diagnostic::Language, file: &DataFile, texts: &[&str]) -> Outcome {
    let mut report = Report::default();
    report.settings.language = language;
    let mut sources = Sources::default();
    for (text, id) in texts.iter().zip('a'..) {
        let source = sources.add(format!("content/{id}.md"), text, Encoding::Utf8);
        report.sections.push(section(&sources, source, id.to_string()).into());
    }
    let book = Book { report, sources };
    let mut data = DataFiles::default();
    for named in files_named(&book.report) {
        data.add(&named, Ok(file.clone()));
    }
    settle(book, &data)
}

fn section(sources: &Sources, source: SourceId, id: String) -> Section {
    let options = Options {
        language: crate::diagnostic::Language::Chinese,
        indented_code: false,
        raw_typst: true,
        level: 1,
        id,
    };
    let (section, found) = parse(sources.get(source), &options);
    assert!(found.is_empty(), "{found:?}");
    section
}

/// Returns a data file made by a function.
pub(super) fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> DataFile {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    DataFile { path: "data/a.xlsx".into(), bytes: workbook.save_to_buffer().unwrap(), text: None }
}

/// Returns what is said of a block beside a CSV file, its severity first.
pub(super) fn said(table: &str, block: &str) -> Vec<String> {
    of(&read(&csv("data/a.csv", table), &format!("{block}\n")))
}

pub(super) fn of(outcome: &Outcome) -> Vec<String> {
    let line = |found: &crate::diagnostic::Diagnostic| {
        let sign = match found.severity {
            Some(Severity::Warning) => "? ",
            Some(Severity::Info) => "i ",
            _ => "",
        };
        format!("{sign}{}", found.message.zh)
    };
    outcome.diagnostics.iter().map(line).collect()
}

pub(super) fn table(settings: &str) -> String {
    format!("```table\ndata: data/a.csv\n{settings}\n```")
}

fn chart(settings: &str) -> String {
    format!("```chart\ndata: data/a.csv\n{settings}\n```")
}

/// Returns the words of the last row of the only table.
pub(super) fn last(outcome: &Outcome) -> Vec<String> {
    let words = |cell: &Cell| match cell.content.first().map(|inline| &inline.kind) {
        Some(InlineKind::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let filled: &Filled = outcome.table.filled.values().next().unwrap().as_ref().unwrap();
    filled.table.rows.last().unwrap().iter().map(words).collect()
}

pub(super) fn total(data: &str) -> (Vec<String>, Vec<String>) {
    let outcome = read(&csv("data/a.csv", data), &format!("{}\n", table("合计: 是")));
    (last(&outcome), of(&outcome))
}

const LONG: &str = "科目,预算数\n工资,1,204.50\n社保,86.00\n";

#[test]
fn a_row_with_more_cells_than_the_head_is_a_fault() {
    let expected = ["data/a.csv 第 2 行有 3 格，表头只有 2 格"];
    assert_eq!(said(LONG, &table("合计: 是")), expected);
    assert_eq!(said(LONG, &chart("type: bar")), expected);
    assert_eq!(said(LONG, &table("range: A1:B3")), expected);
    let figure = "---\nfigures:\n  工资: {取自: data/a.csv, 行: 工资, 列: 预算数}\n  \
                  族: {各行: data/a.csv, 名称: 科目, 数值: 预算数}\n---\n{{工资}}{{族.社保}}\n";
    let told = of(&read(&csv("data/a.csv", LONG), figure));
    assert_eq!(
        told.iter().filter(|said| said.contains("第 2 行有 3 格，表头只有 2 格")).count(),
        2,
        "{told:?}"
    );
    assert_eq!(said(LONG, "```table\nrows: [[甲, 乙], [a, 1, 2]]\n```"), ["这一行有 3 格，表头只有 2 格"]);
    // Blank cells at the end, and a title above the head that the range leaves out, are no fault.
    assert_eq!(said("科目,数\n工资,1,,\n", &table("")), Vec::<String>::new());
    assert_eq!(said("预算表\n科目,数\n工资,1\n", &table("range: A2:B3")), Vec::<String>::new());
}

#[test]
fn a_row_without_its_number_is_told() {
    assert_eq!(
        said("科目,预算数,决算数\n工资,820\n社保,204,100\n", &table("")),
        ["? data/a.csv 第 2 行只有 2 格，表头有 3 格"]
    );
    assert_eq!(
        said("", "```table\nrows: [[科目, 预算, 决算], [工资, 820], [社保, 204, 100]]\n```"),
        ["? 这一行只有 2 格，表头有 3 格"]
    );
    // A heading of one cell and a remark that is missing are harmless.
    assert_eq!(said("科目,数,备注\n一、基本\n工资,820\n社保,204,含补缴\n", &table("")), Vec::<String>::new());
}

#[test]
fn a_sum_is_of_what_can_be_summed() {
    let (row, told) = total(
        "序号,科目,成立年份,预算数,占比,人均（元）,联系电话\n1,工资,2019,820.50,60%,3.5,83920001\n2,社保,2021,204.00,40%,4.2,83920002\n",
    );
    assert_eq!((row.join("|"), told), ("合计|||1024.50|||".to_owned(), Vec::new()));
    assert_eq!(total("科目,数\na,12亿元\nb,800万元\n").0, ["合计", "12.08亿元"]);
    assert_eq!(total("科目,2020年,2021年度\na,\"1,998\",2001\nb,\"2,003\",2002\n").0[1..], ["4,001", "4003"]);
    for name in ["是", "yes", "True", "对"] {
        let outcome =
            read(&csv("data/a.csv", "科目,数\na,1\n"), &format!("{}\n", table(&format!("total: {name}"))));
        assert_eq!(last(&outcome), ["合计", "1"], "{name}");
    }
    let outcome = read(&csv("data/a.csv", "科目,数\na,1\n"), &format!("{}\n", table("total: no")));
    assert_eq!(last(&outcome), ["a", "1"]);
}

#[test]
fn a_cell_that_spoils_a_sum_is_named() {
    let (row, told) = total("科目,预算,决算\n工资,820.50,20\n社保,204.O0,30\n其他,10,5\n");
    assert_eq!(row, ["合计", "", "55"]);
    assert_eq!(told, ["? 这一列没有合计：“社保”一行“预算”一列的“204.O0”不是数"]);
    assert_eq!(
        total("科目,数,a\n甲,820万元,1\n乙,2户,2\n").1,
        ["? 这一列没有合计：“乙”一行“数”一列的“2户”和“820万元”不是同一种单位"]
    );
    for (data, message) in [
        ("科目,数\n甲,1\n乙,12。5\n", "没有一列能求合计：“乙”一行“数”一列的“12。5”不是数"),
        ("科目,数\n甲,约30\n乙,1\n", "没有一列能求合计：“甲”一行“数”一列的“约30”是约数"),
        ("科目,数\n甲,多\n乙,少\n", "没有一列能求合计：“甲”一行“数”一列的“多”不是数"),
        ("序号,科目,数\n1,甲,10\n,合计,10\n", "数据里已经有“合计”一行，再求合计就算了两遍"),
        ("科目,数\n甲,10\n其中：乙,4\n", "数据里已经有“其中：乙”一行，再求合计就算了两遍"),
    ] {
        assert_eq!(said(data, &table("合计: 是")), [message], "{data}");
    }
}

#[test]
fn a_chart_finds_its_categories_or_asks_for_them() {
    let data = "科目,预算数,决算数\n工资,820,818\n社保,210,209\n";
    let outcome = read(&csv("data/a.csv", data), &format!("{}\n", chart("series: [预算数, 决算数]")));
    let filled = outcome.table.filled.values().next().unwrap().as_ref().unwrap();
    let plot = filled.plot.as_ref().unwrap();
    assert_eq!((plot.series.len(), plot.categories.len()), (2, 2));
    assert_eq!(of(&outcome), Vec::<String>::new());
    let years = "年份,决算数\n2023年,818\n2024年,209\n";
    assert_eq!(said(years, &chart("type: line\nseries: [决算数]")), Vec::<String>::new());
    assert_eq!(
        said("甲,乙\n1,2\n", &chart("series: [甲]")),
        ["没有写横轴用哪一列，余下的列里也没有一列是名称或年份"]
    );
    assert_eq!(said(years, &chart("columns: [决算数]")), ["图上没有数可画，按表格印出"]);
    assert_eq!(said("科目,数,数\na,1,10\n", &table("columns: [科目, 数]")), ["表头里有 2 列叫“数”"]);
}

#[test]
fn a_chart_has_one_unit() {
    for (block, message) in [
        (
            "{chart=bar}\n\n| 项 | 数 |\n|---|---|\n| 甲 | 12亿元 |\n| 乙 | 5人 |",
            "“5人”的单位是“人”，图的单位是“亿元”，不能画在一根轴上，按表格印出",
        ),
        (
            "{chart=bar}\n\n| 项 | 收入（亿元） | 增速（%） |\n|---|---|---|\n| 甲 | 12 | 5.1 |",
            "“5.1”的单位是“%”，图的单位是“亿元”，不能画在一根轴上，按表格印出",
        ),
        (
            "{chart=bar unit=万元}\n\n| 项 | 数（元） |\n|---|---|\n| 甲 | 820 |",
            "“820”的列名写的单位是“元”，图的单位是“万元”，图上会对不上，按表格印出",
        ),
        (
            "{chart=bar}\n\n| 项 | 数 |\n|---|---|\n| 甲 | 12亿元 |\n| 乙 | 800 |",
            "“12亿元”和“800”一个有单位，一个没有，按表格印出",
        ),
        (
            "{chart=pie}\n\n| 项 | 占比 |\n|---|---|\n| 甲 | 55% |\n| 乙 | 65% |",
            "各份加起来是 120%，超过了全部，按表格印出",
        ),
        ("{chart=pie}\n\n| 项 | 数 |\n|---|---|\n| 甲 | 5 |\n| 乙 | -6 |", "有负数，画不成饼图，按表格印出"),
        (
            "{chart=pie}\n\n| 项 | 数 |\n|---|---|\n| 甲 | 5 |\n| 合计 | 5 |",
            "i “合计”是各项之和，不是其中一份，图里不画",
        ),
    ] {
        assert_eq!(said("", &format!("图：甲 {block}")), [message]);
    }
    for block in [
        "{chart=pie}\n\n| 项 | 占比 |\n|---|---|\n| 甲 | 33.4% |\n| 乙 | 33.3% |\n| 丙 | 33.4% |",
        "{chart=tiles}\n\n| 项 | 数 |\n|---|---|\n| 甲 | 12亿元 |\n| 乙 | 5% |",
        "{chart=bar unit=万元}\n\n| 项 | 数（万元） |\n|---|---|\n| 甲 | 820 |\n| 乙 | 0 |",
    ] {
        assert_eq!(said("", &format!("图：甲 {block}")), Vec::<String>::new(), "{block}");
    }
}

#[test]
fn a_chart_of_figures_is_drawn_in_its_unit() {
    let outcome = read(
        &csv("data/a.csv", ""),
        "---\nfigures:\n  收入: 1.25亿元\n  支出: 9000万元\n---\n\n图：甲 {unit=万元}\n\n```chart\nfigures: [收入, 支出]\n```\n",
    );
    let filled = outcome.table.filled.values().next().unwrap().as_ref().unwrap();
    let points = &filled.plot.as_ref().unwrap().series[0].points;
    let values: Vec<f64> = points.iter().flatten().map(|(value, _)| *value).collect();
    assert_eq!(values, [12500.0, 9000.0]);
}

#[test]
fn a_workbook_shows_its_percent_and_tells_its_errors() {
    let made = |fill: fn(&mut rust_xlsxwriter::Worksheet)| {
        workbook(|sheet| {
            for (column, words) in (0u16..).zip(["项目", "办结率"]) {
                sheet.write(0, column, words).unwrap();
            }
            sheet.write(1, 0, "甲").unwrap();
            fill(sheet);
        })
    };
    let block = "```table\ndata: data/a.xlsx\n```\n";
    let percent = made(|sheet| {
        let format = Format::new().set_num_format("0.00%");
        sheet.write_with_format(1, 1, 0.978, &format).unwrap();
    });
    assert_eq!(last(&read(&percent, block)), ["甲", "97.80%"]);
    let broken = made(|sheet| {
        sheet.write(1, 1, "#REF!").unwrap();
    });
    assert_eq!(of(&read(&broken, block)), ["data/a.xlsx Sheet1!B2 是错误值 #REF!；先在表格里改好它"]);
    let words = made(|sheet| {
        sheet.write(1, 1, Formula::new("=IF(A1=\"\",1,\"\")").set_result("")).unwrap();
    });
    assert_eq!(of(&read(&words, block)).len(), 0);
}

#[test]
fn a_broken_cell_in_a_column_that_is_not_printed_is_no_fault() {
    let data = "科目,预算,增长\n工资,100,5\n社保,0,#DIV/0!\n";
    assert_eq!(said(data, &table("columns: [科目, 预算]")), Vec::<String>::new());
    assert_eq!(said(data, &chart("series: [预算]")), Vec::<String>::new());
    for settings in ["", "columns: [增长, 科目]", "range: C1:C3"] {
        let expected = ["data/a.csv C3 是错误值 #DIV/0!；先在表格里改好它"];
        assert_eq!(said(data, &table(settings)), expected, "{settings}");
    }
}

#[test]
fn a_number_that_its_format_shows_in_another_scale_is_a_fault() {
    let of_format = |format: &str| {
        let file = workbook(|sheet| {
            let format = Format::new().set_num_format(format);
            sheet.write(0, 0, "项目").unwrap();
            sheet.write(0, 1, "金额（千元）").unwrap();
            sheet.write(1, 0, "甲").unwrap();
            sheet.write_with_format(1, 1, 1_204_500, &format).unwrap();
        });
        let outcome = read(&file, "```table\ndata: data/a.xlsx\n```\n");
        let faults = of(&outcome);
        if faults.is_empty() { last(&outcome) } else { faults }
    };
    let fault = "data/a.xlsx Sheet1!B2 里存的是 1204500，格式把它缩小了显示；把格式改成照原数显示";
    for format in ["#,##0,", "0!.0,", "0.00,,\"亿\""] {
        assert_eq!(of_format(format), [fault], "{format}");
    }
    // The unit in the format says the scale.
    assert_eq!(of_format("0!.0000\"万元\""), ["甲", "1204500元"]);
}

#[test]
fn a_number_has_the_zeros_and_the_dash_that_its_format_shows() {
    let file = workbook(|sheet| {
        for (column, (words, number, format)) in
            (0u16..).zip([("代码", 5, "000"), ("数", 0, "#,##0.00_);(#,##0.00);\"-\"??_)")])
        {
            sheet.write(0, column, words).unwrap();
            let format = Format::new().set_num_format(format);
            sheet.write_with_format(1, column, number, &format).unwrap();
        }
    });
    assert_eq!(last(&read(&file, "```table\ndata: data/a.xlsx\n```\n")), ["005", "-"]);
}

#[test]
fn the_head_is_counted_with_its_blank_rows() {
    let outcome = read(
        &csv("data/a.csv", "预算表\n\n科目,数\n工资,1\n社保,2\n"),
        &format!("{}\n", table("head: 3\ntotal: yes")),
    );
    assert_eq!(last(&outcome), ["合计", "3"]);
    let filled = outcome.table.filled.values().next().unwrap().as_ref().unwrap();
    assert_eq!((filled.table.head.len(), filled.table.rows.len()), (2, 3));
}

#[test]
fn four_digits_are_a_year_only_where_a_year_stands() {
    let data = "预算数,科目,决算数\n1204.5,工资,1200\n1300.2,社保,1299\n";
    let outcome = read(&csv("data/a.csv", data), &format!("{}\n", chart("series: [决算数]")));
    let filled = outcome.table.filled.values().next().unwrap().as_ref().unwrap();
    let categories = &filled.plot.as_ref().unwrap().categories;
    let words = |cell: &Cell| crate::figure::words::words(cell, &outcome.table);
    assert_eq!(categories.iter().map(words).collect::<Vec<_>>(), ["工资", "社保"]);
    for label in [
        "2021",
        "2021年",
        "2021/22",
        "2021-03",
        "2021Q1",
        "2021 budget",
        "1999 年",
        "2021上半年",
        "三季度",
        "Q2",
        "5月",
    ] {
        assert!(crate::figure::is_period(label), "{label}");
    }
    for label in ["1204.5", "2021.5", "2050人", "2,050", "20500", "1204", "9999", "甲", "1998万元", "2000%"]
    {
        assert!(!crate::figure::is_period(label), "{label}");
    }
}

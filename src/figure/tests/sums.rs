//! The row of sums: of exact numbers, of one unit, of what can be added up.

use rust_xlsxwriter::Format;

use super::blocks::{last, of, read, said, table, total, workbook};
use super::data::csv;
use super::filled::{only, rows};
use crate::figure::Sums;

#[test]
fn numbers_of_different_units_are_not_added() {
    let data = "指标,单位,数值\n党员,人,120\n投入,万元,300\n";
    let message = "没有一列能求合计：“投入”一行“数值”一列的“300万元”和“120人”不是同一种单位";
    assert_eq!(said(data, &table("total: yes")), [message]);
    // Rates are no amounts, whoever says that they are rates.
    let shares = "科目,数\n甲,40\n乙,60\n";
    assert_eq!(said(shares, &table("total: yes\nunit: \"%\"")), ["没有一列能求合计"]);
    assert_eq!(said("科目,数（元/人）\n甲,40\n", &table("total: yes")), ["没有一列能求合计"]);
    // Of one unit, or of one kind, they are: in the unit of the first.
    assert_eq!(total("指标,单位,数值\n甲,万元,120\n乙,元,300\n丙,,—\n").0, ["合计", "", "120.03"]);
    assert_eq!(total("指标,数值（万元）\n甲,120\n乙,300元\n").0, ["合计", "120.03"]);
    // What states no unit clearly says nothing of a column.
    let outcome = read(&csv("data/a.csv", shares), &format!("{}\n", table("total: yes\nunit: 人、万元")));
    assert_eq!(last(&outcome), ["合计", "100"]);
}

#[test]
fn a_sum_is_of_exact_numbers_and_not_of_what_is_shown() {
    let text = "---\nfigures:\n  甲: 12345678元\n  乙: 22345678元\n  丙: 32345678元\n  总: =甲+乙+丙 @0.1亿元\n---\n\n\
                总计{{总}}。\n\n```table\nfigures: [甲@0.1亿元, 乙@0.1亿元, 丙@0.1亿元]\ntotal: yes\n```\n";
    let outcome = read(&csv("data/a.csv", ""), text);
    assert_eq!(rows(&outcome)[1..], ["甲|0.1亿元", "乙|0.2亿元", "丙|0.3亿元", "合计|0.7亿元"]);
    assert_eq!(only(&outcome).sums, Some(Sums::Rounded));
    assert!(outcome.table.rounding_note);
    let typed = text.replace(
        "figures: [甲@0.1亿元, 乙@0.1亿元, 丙@0.1亿元]",
        "rows: [[项, 数], [甲, \"{{甲@0.1亿元}}\"], [乙, \"{{乙@0.1亿元}}\"], [丙, \"{{丙@0.1亿元}}\"]]",
    );
    assert_eq!(rows(&read(&csv("data/a.csv", ""), &typed))[4], "合计|0.7亿元");
    let exact = text.replace("@0.1亿元, ", ", ").replace("丙@0.1亿元", "丙");
    let outcome = read(&csv("data/a.csv", ""), &exact);
    assert_eq!(rows(&outcome)[4], "合计|67037034元");
    assert_eq!((only(&outcome).sums, outcome.table.rounding_note), (Some(Sums::Exact), false));
}

#[test]
fn a_sum_of_a_family_is_exact() {
    let text = "---\nfigures:\n  族: {各行: data/a.csv, 名称: 科目, 数值: 数, 单位: 元, 显示: 0.1万元}\n---\n\n\
                ```table\nfigures: 族.*\ntotal: yes\n```\n";
    let outcome = read(&csv("data/a.csv", "科目,数\n甲,12300\n乙,12100\n丙,12100\n"), text);
    let told = of(&outcome);
    if told.is_empty() {
        assert_eq!(rows(&outcome)[1..], ["甲|1.2万元", "乙|1.2万元", "丙|1.2万元", "合计|3.7万元"]);
    } else {
        panic!("{told:?}");
    }
}

#[test]
fn a_sum_of_a_workbook_is_of_what_its_cells_hold() {
    let made = |rows: &[(&str, f64)], settings: &str| {
        let file = workbook(|sheet| {
            for (column, words) in (0u16..).zip(["项目", "甲列", "金额（万元）"]) {
                sheet.write(0, column, words).unwrap();
            }
            let format = Format::new().set_num_format("0");
            for (row, (name, number)) in (2u32..).zip(rows) {
                sheet.write(row, 0, *name).unwrap();
                sheet.write(row, 1, "字").unwrap();
                sheet.write_with_format(row, 2, *number, &format).unwrap();
            }
        });
        read(&file, &format!("```table\ndata: data/a.xlsx\ntotal: yes\n{settings}\n```\n"))
    };
    let rows = [("甲", 33.4), ("乙", 33.4), ("丙", 33.4)];
    assert_eq!(last(&made(&rows, "")), ["合计", "", "100"]);
    // A blank row and another order of the columns do not lead to other cells.
    let chosen = made(&rows, "columns: [项目, 金额（万元）]");
    assert_eq!(last(&chosen), ["合计", "100"]);
    assert!(chosen.table.rounding_note);
    let whole = made(&[("甲", 33.0), ("乙", 34.0)], "");
    assert_eq!((last(&whole)[2].as_str(), whole.table.rounding_note), ("67", false));
    // What was made of exact numbers is not told to be no sum.
    let told = of(&made(&rows, ""));
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn columns_that_are_never_added_up_have_no_sum() {
    let data = "地区,满意度,同比增长,价格指数,平均,数\n东,98.5,5.1,101.5,3,1\n西,97.2,4.9,102.2,4,2\n";
    assert_eq!(total(data).0, ["合计", "", "", "", "", "3"]);
}

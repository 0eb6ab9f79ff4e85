//! Tables and charts made of data: what a block asks for, and what is in it.

use super::Outcome;
use super::data::csv;
use crate::figure::Filled;
use crate::report::{Cell, InlineKind, visit_inlines};

const TABLE: &str =
    "类别,科目,2020年,2021年\n基本,工资,\"1,204.50\",\"1,310.25\"\n基本,公用,86.2,92.40\n项目,中心,40,—\n";

/// Reads a section beside `data/a.csv`.
fn read(text: &str) -> Outcome {
    super::blocks::read(&csv("data/a.csv", TABLE), text)
}

/// Returns the rows of the only table, head first: `words→2↓3` of a cell that reaches over others.
pub(super) fn rows(outcome: &Outcome) -> Vec<String> {
    let filled = only(outcome);
    let cell = |cell: &Cell| {
        let mut words = String::new();
        visit_inlines(&cell.content, &mut |inline| match &inline.kind {
            InlineKind::Text(text) => words.push_str(text),
            InlineKind::Citation(citation) => {
                let shown = outcome.table.shown.get(&citation.span).map(|shown| shown.text.clone());
                words.push_str(shown.and_then(Result::ok).as_deref().unwrap_or("!"));
            }
            _ => {}
        });
        let reach =
            |sign: &str, count: usize| if count > 1 { format!("{sign}{count}") } else { String::new() };
        format!("{words}{}{}", reach("→", cell.colspan), reach("↓", cell.rowspan))
    };
    let rows = filled.table.head.iter().chain(&filled.table.rows);
    rows.map(|row| row.iter().map(cell).collect::<Vec<_>>().join("|")).collect()
}

pub(super) fn only(outcome: &Outcome) -> &Filled {
    let filled = outcome.table.filled.values().next().expect("a block");
    filled.as_ref().unwrap_or_else(|why| panic!("{why:?}"))
}

fn table(settings: &str) -> Vec<String> {
    rows(&read(&format!("# 甲\n\n```table\ndata: data/a.csv\n{settings}\n```\n")))
}

#[test]
fn a_file_is_printed_as_it_shows_its_numbers() {
    assert_eq!(
        table(""),
        ["类别|科目|2020年|2021年", "基本|工资|1,204.50|1,310.25", "基本|公用|86.2|92.40", "项目|中心|40|—"]
    );
    assert_eq!(table("range: B1:C2"), ["科目|2020年", "工资|1,204.50"]);
}

#[test]
fn columns_are_chosen_merged_grouped_and_summed() {
    assert_eq!(table("columns: [2021年, 科目]")[..2], ["2021年|科目".to_owned(), "1,310.25|工资".to_owned()]);
    assert_eq!(
        table("合并: 类别\n合计: 总计"),
        [
            "类别|科目|2020年|2021年",
            "基本↓2|工资|1,204.50|1,310.25",
            "公用|86.2|92.40",
            "项目|中心|40|—",
            "总计||1,330.70|1,402.65"
        ]
    );
    assert_eq!(
        table("分组: 类别\n合计: 是"),
        [
            "科目|2020年|2021年",
            "基本→3",
            "工资|1,204.50|1,310.25",
            "公用|86.2|92.40",
            "项目→3",
            "中心|40|—",
            "合计|1,330.70|1,402.65"
        ]
    );
}

#[test]
fn figures_are_listed_with_what_they_print() {
    let outcome = read(
        "---\ntitle: 甲\nfigures:\n  外资: 12.3亿元\n  \
         预算: {各行: data/a.csv, 名称: 科目, 数值: 2020年, 单位: 万元}\n---\n\n\
         ```table\nfigures: [外资, 预算.*]\n```\n",
    );
    assert_eq!(
        rows(&outcome),
        ["项目|数值", "外资|12.3亿元", "工资|1,204.50万元", "公用|86.2万元", "中心|40万元"]
    );
    let cited: Vec<usize> = outcome.table.figures.iter().map(|figure| figure.cited.len()).collect();
    assert_eq!(cited, [1, 1, 1, 1]);
}

#[test]
fn a_chart_has_numbers_in_one_unit() {
    let outcome = read(
        "图：甲 {chart=bar}\n\n| 项目 | 今年 | 上年 |\n|---|---|---|\n| 甲 | 1.2亿元 | 3000万元 |\n| 乙 | — | -500万元 |\n",
    );
    let plot = only(&outcome).plot.as_ref().expect("a chart");
    let values: Vec<Vec<Option<f64>>> = plot
        .series
        .iter()
        .map(|series| series.points.iter().map(|point| point.as_ref().map(|(value, _)| *value)).collect())
        .collect();
    assert_eq!(values, [[Some(1.2), None], [Some(0.3), Some(-0.05)]]);
}

#[test]
fn a_line_goes_on_through_time() {
    let series = |kind: &str, head: &str| {
        let outcome = read(&format!(
            "图：甲 {{chart={kind}}}\n\n| 项目 | {head} |\n|---|---|---|\n| 甲 | 1 | 2 |\n| 乙 | 3 | 4 |\n"
        ));
        let plot = only(&outcome).plot.as_ref().expect("a chart").clone();
        let values = |series: &crate::figure::Series| {
            series
                .points
                .iter()
                .map(|point| point.as_ref().map_or(0.0, |(value, _)| *value))
                .collect::<Vec<_>>()
        };
        plot.series.iter().map(values).collect::<Vec<_>>()
    };
    assert_eq!(series("line", "2020年 | 2021年"), [[1.0, 2.0], [3.0, 4.0]]);
    assert_eq!(series("bar", "2020年 | 2021年"), [[1.0, 3.0], [2.0, 4.0]]);
    assert_eq!(series("line", "计划 | 实际"), [[1.0, 3.0], [2.0, 4.0]]);
}

#[test]
fn merged_and_grouped_columns_lose_no_number() {
    let of_rows = |settings: &str| {
        let data = "  - [类别, 地区, 名称, 数]\n  - [甲, 东, 一, 1]\n  - [甲, 东, 二, 2]\n  - [乙, 东, 三, 3]\n  - [乙, 西, 四, 4]";
        read(&format!("# 甲\n\n```table\nrows:\n{data}\n{settings}\n```\n"))
    };
    assert_eq!(
        rows(&of_rows("merge: [地区]\ngroup: 类别")),
        ["地区|名称|数", "甲→3", "东↓2|一|1", "二|2", "乙→3", "东|三|3", "西|四|4"]
    );
    assert_eq!(
        rows(&of_rows("merge: [类别, 地区]")),
        ["类别|地区|名称|数", "甲↓2|东↓2|一|1", "二|2", "乙↓2|东|三|3", "西|四|4"]
    );
    assert_eq!(
        rows(&of_rows("merge: [地区, 类别]")),
        ["类别|地区|名称|数", "甲↓2|东↓2|一|1", "二|2", "乙↓2|东|三|3", "西|四|4"]
    );
    let named = of_rows("columns: [类别, 数, 名称]\ngroup: 类别\ntotal: 合计");
    assert!(named.table.filled.values().next().is_some_and(Result::is_err));
}

#[test]
fn an_empty_row_below_a_merged_cell_shortens_it() {
    let cell = |words: &str, rowspan| Cell {
        rowspan,
        ..crate::figure::filled::plain(words.to_owned(), crate::source::Span::default())
    };
    let mut given =
        vec![vec![cell("一", 2), cell("长", 1)], vec![cell("", 1)], vec![cell("二", 1), cell("短", 1)]];
    crate::figure::arranged::drop_empty(&mut given, &crate::figure::FigureTable::default());
    assert_eq!(given.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    assert_eq!(given[0][0].rowspan, 1);
    // A blank cell that reaches into the next row keeps its place there.
    let mut blank = vec![vec![cell("", 2), cell("", 1)], vec![cell("短", 1)]];
    let kept = crate::figure::arranged::drop_empty(&mut blank, &crate::figure::FigureTable::default());
    assert_eq!((kept, blank.len()), (vec![0, 1], 2));
}

/// Returns the rows of a table of a workbook: of each the cells, and which of them are merged.
fn of_workbook(cells: &[&[&str]], merged: &[(u32, u16, u32, u16)], settings: &str) -> Vec<String> {
    let file = super::blocks::workbook(|sheet| {
        for (y, row) in (0u32..).zip(cells) {
            for (x, words) in (0u16..).zip(*row) {
                match words.parse::<f64>() {
                    Ok(number) => drop(sheet.write(y, x, number).unwrap()),
                    Err(_) => drop(sheet.write(y, x, *words).unwrap()),
                }
            }
        }
        for (top, left, bottom, right) in merged {
            let words = cells[*top as usize][*left as usize];
            let format = rust_xlsxwriter::Format::new();
            sheet.merge_range(*top, *left, *bottom, *right, words, &format).unwrap();
        }
    });
    let outcome = super::blocks::read(&file, &format!("```table\ndata: data/a.xlsx\n{settings}\n```\n"));
    let faults = super::blocks::of(&outcome);
    if faults.is_empty() { rows(&outcome) } else { faults }
}

#[test]
fn groups_of_rows_with_merged_cells_lose_no_number() {
    let cells: &[&[&str]] =
        &[&["类别", "科目", "金额"], &["基本", "工资", "100"], &["项目", "", "50"], &["项目", "公用", "20"]];
    // The cell reaches from one group into the next.
    let told = of_workbook(cells, &[(1, 1, 2, 1)], "group: 类别");
    assert_eq!(told, ["“工资”是合并的单元格，跨到了“类别”的另一组或另一列，不能分组"]);
    assert_eq!(of_workbook(cells, &[(2, 0, 2, 1)], "group: 类别").len(), 1);
    // Within a group it stays as it is, and the groups may be merged cells themselves.
    let cells: &[&[&str]] = &[
        &["类别", "科目", "金额"],
        &["基本", "工资", "100"],
        &["", "", "50"],
        &["项目", "公用", "20"],
        &["", "差旅", "5"],
    ];
    assert_eq!(
        of_workbook(cells, &[(1, 0, 2, 0), (1, 1, 2, 1), (3, 0, 4, 0)], "group: 类别"),
        ["科目|金额", "基本→2", "工资↓2|100", "50", "项目→2", "公用|20", "差旅|5"]
    );
    // A head over two rows, and one that reaches over the column and others.
    let cells: &[&[&str]] = &[
        &["类别", "预算", "", "备注"],
        &["", "上年", "本年", ""],
        &["甲", "1", "2", "a"],
        &["乙", "3", "4", "b"],
    ];
    assert_eq!(
        of_workbook(cells, &[(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)], "group: 类别"),
        ["预算→2|备注↓2", "上年|本年", "甲→3", "1|2|a", "乙→3", "3|4|b"]
    );
    assert_eq!(
        of_workbook(cells, &[(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)], "group: 上年")[..4],
        ["类别↓2|预算|备注↓2".to_owned(), "本年".to_owned(), "1→3".to_owned(), "甲|2|a".to_owned()]
    );
}

#[test]
fn like_cells_are_merged_beside_cells_that_are_merged_already() {
    let cells: &[&[&str]] =
        &[&["类别", "科目", "金额"], &["基本", "工资", "100"], &["", "社保", "50"], &["", "社保", "40"]];
    assert_eq!(
        of_workbook(cells, &[(1, 0, 3, 0)], "merge: [科目]"),
        ["类别|科目|金额", "基本↓3|工资|100", "社保↓2|50", "40"]
    );
    // A cell that is merged already stays, and stands for its words in the rows that it reaches over.
    assert_eq!(
        of_workbook(cells, &[(1, 0, 2, 0)], "merge: [类别, 科目]"),
        ["类别|科目|金额", "基本↓2|工资|100", "社保|50", "|社保|40"]
    );
    // The name of a column in the second row of the head is that of its own column.
    let cells: &[&[&str]] = &[
        &["名称", "情况", ""],
        &["", "地区", "数"],
        &["甲", "东", "1"],
        &["甲", "东", "2"],
        &["乙", "西", "3"],
    ];
    assert_eq!(
        of_workbook(cells, &[(0, 0, 1, 0), (0, 1, 0, 2)], "merge: [地区]"),
        ["名称↓2|情况→2", "地区|数", "甲|东↓2|1", "甲|2", "乙|西|3"]
    );
}

#[test]
fn a_row_with_too_few_cells_loses_no_place_in_its_group() {
    let outcome =
        read("# 甲\n\n```table\nrows: [[类别, 名称, 数], [甲, 一, 1], [甲, 二]]\ngroup: 类别\n```\n");
    assert_eq!(rows(&outcome), ["名称|数", "甲→2", "一|1", "二"]);
}

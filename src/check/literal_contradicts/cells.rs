//! A cell of a table that the figure named beside or above it denies.
//!
//! The name of the row, or of the column, must be the figure's to the letter, the number in the figure's unit, and nothing
//! in heads, caption and heading may make it that of another year, place or plan.

mod beside;
mod rows;

use super::{contradicts, denied_as};
use crate::check::Input;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::figure::{
    Figure, Quantity, Stated, Tabled, Unit, bare_label, is_dash, is_period, is_subtotal, is_total, tables,
    whole_label,
};

/// Heads that say nothing but that a number stands below, or that it is what happened.
const PLAIN: &[&str] = &[
    "",
    "数",
    "数量",
    "数值",
    "数字",
    "数额",
    "数据",
    "金额",
    "人数",
    "户数",
    "件数",
    "个数",
    "总数",
    "总量",
    "总额",
    "总计",
    "合计",
    "共计",
    "值",
    "完成",
    "完成数",
    "完成值",
    "完成情况",
    "实际",
    "实际数",
    "实际值",
    "实际完成",
    "实绩",
    "决算",
    "决算数",
    "规模",
    "情况",
    "统计",
    "统计数",
    "全年",
    "年末",
    "value",
    "number",
    "amount",
    "count",
    "total",
    "figure",
    "figures",
    "actual",
    "result",
    "this year",
    "outturn",
    "no.",
];

/// What a head may say of the period without making it another.
const NOW: &[&str] = &["本年度", "本年", "今年", "当年", "全年", "年度", "年末", "年底", "年"];

/// Reports cells that figures deny.
pub(super) fn judge(input: &Input<'_>, diagnostics: &mut Diagnostics) {
    for (index, section) in input.report.sections.iter().enumerate() {
        for table in tables(input.figures, index, section) {
            let judged = Judged { input, table: &table };
            for row in 0..table.rows.len() {
                if let Some(found) = judged.row(row) {
                    diagnostics.push(found);
                }
                judged.beside(row).into_iter().for_each(|found| diagnostics.push(found));
            }
            judged.columns().into_iter().for_each(|found| diagnostics.push(found));
        }
    }
}

struct Judged<'a> {
    input: &'a Input<'a>,
    table: &'a Tabled<'a>,
}

impl Judged<'_> {
    /// Returns the column of a row's name and the figure that it names.
    fn of_row(&self, row: usize) -> Option<(usize, usize)> {
        let table = self.table;
        // Below a row that only names a group, a name is that of a part.
        let is_group =
            |row: usize| table.rows[row].iter().filter(|entry| !entry.words.is_empty()).count() == 1;
        if (0..=row).any(is_group) {
            return None;
        }
        let name = table.name(row)?;
        Some((name, self.named_row(row, name)?))
    }

    /// Judges the number of a row that bears a figure's name.
    fn row(&self, row: usize) -> Option<Diagnostic> {
        let table = self.table;
        let (name, figure) = self.of_row(row)?;
        let of_figure = &self.input.figures.figures[figure];
        let units = table.units();
        let values = (name + 1..table.heads.len()).filter(|column| Some(*column) != units);
        let values: Vec<usize> = values.filter(|column| self.is_its_value(*column, of_figure)).collect();
        let of_kind = |column: &usize| {
            let worth = of_figure.worth.as_ref();
            let number = table.number_of_row(row, name, *column);
            worth
                .zip(number)
                .is_some_and(|(worth, number)| !number.unit.is_bare() && worth.unit.is_kind_of(&number.unit))
        };
        let values: Vec<usize> = values.into_iter().filter(of_kind).collect();
        let [column] = values.as_slice() else { return None };
        self.cell((row, *column), figure, &table.number_of_row(row, name, *column)?)
    }

    /// Judges the numbers below heads that bear figures' names: those of the whole, in the only row or that of sums.
    fn columns(&self) -> Vec<Diagnostic> {
        let table = self.table;
        let named: Vec<(usize, usize)> = (0..table.heads.len())
            .filter_map(|column| match table.heads[column].as_slice() {
                [head] => Some((column, self.named(head)?)),
                _ => None,
            })
            .collect();
        let Some(&(first, _)) = named.first() else { return Vec::new() };
        let names = |row: usize| {
            table.rows[row][..first].iter().map(|entry| entry.words.as_str()).filter(|words| !is_dash(words))
        };
        let is_whole = |row: &usize| {
            let mut others = table.rows[*row][first..].iter().filter(|entry| entry.is_words());
            names(*row).all(|words| is_total(words) && !is_subtotal(words) || self.is_now(words))
                && others.all(|entry| is_total(&entry.words) || self.is_now(&entry.words))
        };
        let whole: Vec<usize> = (0..table.rows.len()).filter(is_whole).collect();
        let [row] = whole.as_slice() else { return Vec::new() };
        let others: Vec<&str> = (0..table.rows.len()).filter(|other| other != row).flat_map(names).collect();
        let of_year = matches!(others.len(), 4 | 12);
        let is_partial = |words: &&str| is_period(words) && !(of_year && words.contains(['月', '季']));
        if (table.rows.len() > 1 && names(*row).next().is_none()) || others.iter().any(is_partial) {
            return Vec::new();
        }
        let of_column = |(column, figure): (usize, usize)| {
            let of_figure = &self.input.figures.figures[figure];
            let elsewhere =
                |words: &&str| self.input.mentions.is_some_and(|all| all.is_elsewhere(words, of_figure));
            let number = table.number(*row, column)?;
            let same = of_figure.worth.as_ref()?.unit.is_kind_of(&number.unit) && !number.unit.is_bare();
            (same && (of_year || !others.iter().any(elsewhere)))
                .then(|| self.cell((*row, column), figure, &number))?
        };
        named.into_iter().filter_map(of_column).collect()
    }

    /// Says that the number of a cell is not the figure's, if it is not.
    fn cell(&self, (row, column): (usize, usize), figure: usize, quantity: &Quantity) -> Option<Diagnostic> {
        let (input, table) = (self.input, self.table);
        let of_figure = &input.figures.figures[figure];
        let entry = &table.rows[row][column];
        let denied = contradicts(of_figure, quantity, input.report.settings.rounding);
        if !self.is_here(of_figure) || entry.cites || !denied {
            return None;
        }
        let place = table.place(row, column)?;
        let own_unit = Stated::default().number(&entry.words).is_some_and(|n| !n.unit.is_bare());
        let fault = denied_as(input, (table.section, place), &quantity.text, figure, own_unit);
        Some(table.located(row, column, fault))
    }

    /// Returns whether a table speaks of the time and place that a figure is of, so far as it says.
    fn is_here(&self, figure: &Figure) -> bool {
        let (input, table) = (self.input, self.table);
        let period = figure.period.as_deref().unwrap_or_default();
        let own_time = period.is_empty() || period == input.report.settings.period;
        let here = figure.scope.as_deref();
        let here = here.is_none_or(|scope| table.above.contains(scope) || table.title.contains(scope));
        let Some(mentions) = input.mentions else { return false };
        let elsewhere =
            mentions.is_elsewhere(&table.above, figure) || mentions.is_titled_elsewhere(&table.title, figure);
        own_time && here && !elsewhere
    }

    /// Returns the figure that words name to the letter.
    fn named(&self, words: &str) -> Option<usize> {
        let mentions = self.input.mentions?;
        let of = |words: &str| mentions.of_label(self.table.section, words);
        of(words.trim()).or_else(|| of(&bare_label(words)))
    }

    /// Returns whether a column holds what a figure is: its head says nothing else, or is the one it was taken from.
    fn is_its_value(&self, column: usize, figure: &Figure) -> bool {
        let taken = figure.origin.as_ref().and_then(|origin| origin.labels.get(1));
        let heads = &self.table.heads[column];
        let lowest = self.table.head(column);
        match taken {
            Some(taken) if *taken == lowest => heads.iter().rev().skip(1).all(|head| self.is_plain(head)),
            Some(_) if !self.is_general(&lowest) => false,
            _ => heads.iter().all(|head| self.is_plain(head)),
        }
    }

    /// Returns whether a head is one that may stand above any number.
    fn is_general(&self, head: &str) -> bool {
        !matches!(head, "决算" | "决算数" | "实际" | "实际数" | "完成" | "完成数") && self.is_plain(head)
    }

    /// Returns whether a head says nothing that would make a number another than the figure's.
    fn is_plain(&self, head: &str) -> bool {
        let label = bare_label(head).to_lowercase();
        let bare = self.without_period(&label);
        PLAIN.contains(&bare.as_str()) || Unit::is_known(&label)
    }

    /// Returns whether words say no more than that it is the report's period.
    fn is_now(&self, words: &str) -> bool {
        self.without_period(&whole_label(words)).is_empty()
    }

    /// Returns a label without the report's period.
    fn without_period(&self, label: &str) -> String {
        let period = self.input.report.settings.period.trim().trim_end_matches(['年', '度']).to_lowercase();
        let mut rest = if period.is_empty() { label.to_owned() } else { label.replacen(&period, "", 1) };
        for word in NOW {
            if let Some(shorter) = rest.strip_prefix(word) {
                rest = shorter.to_owned();
                break;
            }
        }
        rest.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use crate::check::literal_contradicts::run;
    use crate::check::literal_matches::cases::{found, report};
    use crate::figure::{DataFiles, Given, resolve};
    use crate::literal::Mentions;

    const FIGURES: &str = "事件: 512件\n办结率: 99.22%\n收入: {value: 1.25亿元, prior: 1.18亿元}\n办结: 508件 of 事件\n满意率: {value: 93.5%, prior: 92.1%}";

    #[test]
    fn a_cell_under_the_name_of_a_figure_is_held_to_it() {
        for (table, cell) in [
            ("| 项目 | 数量（件） |\n|---|---|\n| 事件 | 521 |", "521"),
            ("| 指标 | 单位 | 数值 |\n|---|---|---|\n| 事件 | 件 | 521 |", "521"),
            ("| 事件 | 办结率 |\n|---|---|\n| 521件 | 99.22% |", "521件"),
            ("| 社区 | 事件 |\n|---|---|\n| 东街 | 73件 |\n| 合计 | 521件 |", "521件"),
            ("| 指标 | 2020年 | 2021年 |\n|---|---|---|\n| 事件 | 498件 | 521件 |", "521件"),
            ("表：情况 {unit=件}\n\n| 项目 | 数量 |\n|---|---|\n| 事件 | 521 |", "521"),
            ("| 指标 | 2021年 |\n|---|---|\n| 事件（件） | 521 |", "521"),
            ("| 指标 | 2021年 |\n|---|---|\n| 办结率(%) | 97.1 |", "97.1"),
            ("| 指标 | 本年 |\n|---|---|\n| 1.收入（万元） | 12500 |\n| 2.办结率 | 97.1% |", "97.1%"),
            ("| 指标 | 本年 |\n|---|---|\n| （一）事件 | 521件 |", "521件"),
            (
                "| 指标 | 本年 |\n|---|---|\n| 事件 | 512件 |\n| 办结率 | 99.22% |\n| 其中：办结 | 501件 |",
                "501件",
            ),
            (
                "<table><tr><td>指标</td><td>完成值</td></tr><tr><td>事件（件）</td><td>521</td></tr></table>",
                "521",
            ),
        ] {
            assert_eq!(found(run, &report(FIGURES, table)), [cell], "{table}");
        }
    }

    #[test]
    fn a_cell_that_may_be_another_thing_is_left_alone() {
        for table in [
            "| 项目 | 数量（件） |\n|---|---|\n| 事件 | 512 |",
            "| 项目 | 万元 |\n|---|---|\n| 收入 | 12500 |",
            "| 项目 | 数量 |\n|---|---|\n| 事件 | 521 |",
            "| 项目 | 上年（件） |\n|---|---|\n| 事件 | 498 |",
            "| 项目 | 目标 |\n|---|---|\n| 事件 | 500件 |",
            "| 社区 | 项目 | 数量 |\n|---|---|---|\n| 东街 | 事件 | 73件 |",
            "| 社区 | 事件 |\n|---|---|\n| 东街 | 73件 |\n| 西街 | 80件 |",
            "表：东街社区 {unit=件}\n\n| 项目 | 数量 |\n|---|---|\n| 事件 | 73 |",
            "表：2020年 {unit=件}\n\n| 项目 | 数量 |\n|---|---|\n| 事件 | 498 |",
            "| 项目 | 数量 | 其他 |\n|---|---|---|\n| 东街 | | |\n| 事件 | 73件 | |",
            "| 三级指标 | 指标值 | 得分 |\n|---|---|---|\n| 办结率 | 98% | 10 |",
            "| 年份 | 事件（件） |\n|---|---|\n| 2020年 | 498 |",
            "| 月份 | 事件（件） |\n|---|---|\n| 1月 | 40 |",
            "| 时间 | 事件（件） |\n|---|---|\n| 第一季度 | 40 |\n| 第二季度 | 50 |\n| 合计 | 90 |",
            "| 社区 | 事件（件） |\n|---|---|\n| 东街 | 40 |\n| 西街 | 50 |\n| 小计 | 90 |",
            "2020年情况如下：\n\n| 项目 | 数量 |\n|---|---|\n| 事件 | 498件 |",
            "## 2020年情况\n\n### 办件\n\n| 项目 | 数量 |\n|---|---|\n| 事件 | 498件 |",
            "表：东街片区情况\n\n| 项目 | 数量 |\n|---|---|\n| 事件 | 73件 |",
            "表：信访事件情况\n\n| 项目 | 数量 |\n|---|---|\n| 事件 | 73件 |",
            "| 指标 | 本年 |\n|---|---|\n| 一、东街 | 100件 |\n| 1.事件 | 73件 |",
            "| 指标 | 本年 |\n|---|---|\n| 东街 | 100件 |\n| 1.事件 | 73件 |",
            "| 指标 | 本年 |\n|---|---|\n| 1.投诉 | 20件 |\n| 1.事件 | 73件 |",
            "| 指标 | 本年 |\n|---|---|\n| 事件 | 512件 |\n| 线索 | 80件 |\n| 其中：办结 | 50件 |",
            "| 指标 | 本年 |\n|---|---|\n| 线索 | 800件 |\n| 其中：事件 | 50件 |",
            "| 指标 | 目标值 |\n|---|---|\n| 事件（件） | 500 |",
        ] {
            assert_eq!(found(run, &report(FIGURES, table)), Vec::<String>::new(), "{table}");
        }
    }

    #[test]
    fn what_stands_beside_it_about_last_year_is_held_to_last_years_value() {
        for (heads, row, cell) in [
            ("指标 | 上年 | 本年 | 增减率", "收入 | 1.15亿元 | 1.25亿元 | 5.9%", "1.15亿元"),
            ("指标 | 2020年 | 2021年 | 增长", "收入 | 1.18亿元 | 1.25亿元 | 9.5%", "9.5%"),
            ("指标 | 上年数（亿元） | 本年数（亿元） | 增减额（亿元）", "收入 | 1.18 | 1.25 | 0.70", "0.70"),
            ("指标 | 本年 | 同比增长（%）", "收入（亿元） | 1.25 | 9.5", "9.5"),
            ("指标 | 预算数 | 决算数 | 比上年增减", "收入 | 1.5亿元 | 1.25亿元 | 9.5%", "9.5%"),
            ("指标 | 上年 | 本年 | 增减", "满意率 | 92.1% | 93.5% | 2.4个百分点", "2.4个百分点"),
            ("Item | Last year | This year | Change", "收入 | 1.15亿元 | 1.25亿元 | 5.9%", "1.15亿元"),
            // What agrees, or may be another change.
            ("指标 | 上年 | 本年 | 增减率", "收入 | 1.18亿元 | 1.25亿元 | 5.9%", ""),
            ("指标 | 上年 | 本年 | 增减额", "收入 | 11800万元 | 12500万元 | 700万元", ""),
            ("指标 | 预算数 | 决算数 | 增减率", "收入 | 1.1亿元 | 1.25亿元 | 13.6%", ""),
            ("指标 | 上年 | 预算数 | 决算数 | 增减率", "收入 | 1.18亿元 | 1.1亿元 | 1.25亿元 | 13.6%", ""),
            ("指标 | 上年预算 | 本年", "收入 | 1.1亿元 | 1.25亿元", ""),
            ("指标 | 上年 | 本年 | 增减率", "满意率 | 92.1% | 93.5% | 1.4%", ""),
            ("指标 | 上年排名 | 本年 | 增速排名", "收入 | 3亿元 | 1.25亿元 | 9.5%", ""),
            // Beside a number that is another.
            ("指标 | 上半年 | 上年同期 | 同比增长", "收入 | 6000万元 | 5500万元 | 9.1%", ""),
            ("指标 | 12月 | 同比增长", "收入 | 1200万元 | 9.1%", ""),
            ("指标 | 本年 | 预算数 | 比上年增长", "收入 | 1.25亿元 | 1.5亿元 | 27.1%", ""),
            ("指标 | 人均 | 上年", "收入 | 12500元 | 11800元", ""),
            // A bare number below a rate is not in the unit of the table.
            ("指标 | 单位 | 上年 | 本年 | 同比增长", "收入 | 亿元 | 1.18 | 1.25 | 5.9", ""),
        ] {
            let rule = "---|".repeat(heads.matches('|').count() + 1);
            let told = found(run, &report(FIGURES, &format!("| {heads} |\n|{rule}\n| {row} |")));
            let expected: Vec<&str> = [cell].into_iter().filter(|cell| !cell.is_empty()).collect();
            assert_eq!(told, expected, "{heads}\n{row}");
        }
    }

    #[test]
    fn a_title_of_work_that_is_done_is_of_all() {
        // Its section has the title 概况, so that this is a heading of the first level.
        let table = "# 社区治理\n\n| 项目 | 数量 |\n|---|---|\n| 事件 | 521件 |";
        assert_eq!(found(run, &report(FIGURES, table)), ["521件"]);
        let (report, sources) = report(FIGURES, "甲");
        let data = DataFiles::default();
        let given = Given::new(&report, &sources, &data);
        let (figures, _) = resolve(&given);
        let mentions = Mentions::new(&report, &figures);
        for (title, elsewhere) in [
            ("社区治理", false),
            ("人居环境提升", false),
            ("Planning", false),
            ("Awards", false),
            ("东街社区", true),
            ("2020年情况", true),
            ("East ward", true),
        ] {
            assert_eq!(mentions.is_titled_elsewhere(title, &figures.figures[0]), elsewhere, "{title}");
        }
    }
}

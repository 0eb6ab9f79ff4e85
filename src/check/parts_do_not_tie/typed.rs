//! A row 合计 of a table whose numbers are not the sums of the rows above it, or below it where it stands first.
//!
//! Only what is surely a plain sum is judged: no 小计 or 其中, no row that is itself the sum of others, no whole that is
//! parted twice, no rates, means or years, every cell of the column a number of one unit. What rounding leaves open is no fault.

use num_rational::BigRational;
use num_traits::Zero as _;

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, printable};
use crate::figure::{
    Exact, Interval, Quantity, Tabled, Value, is_apart, is_dash, is_of_which, is_subtotal, is_total, tables,
};
use crate::report::Rounding;
use crate::text;

/// Heads whose last row is no sum of the others, although they are numbers.
const RUNNING: &[&str] = &[
    "累计",
    "余额",
    "结余",
    "期末",
    "期初",
    "年末",
    "年初",
    "存量",
    "最高",
    "最低",
    "最大",
    "最小",
    "cumulative",
    "balance",
    "max",
    "min",
];

/// The beginnings of rows that are not added to the others.
const APART: &[&str] = &["减", "扣", "净", "less", "net", "结余", "备注", "注"];

/// Reports typed sums that are none.
pub(super) fn judge(input: &Input<'_>, diagnostics: &mut Diagnostics) {
    for (index, section) in input.report.sections.iter().enumerate() {
        for table in tables(input.figures, index, section) {
            // A sum that was made of exact numbers needs no judge; those above it may be printed rounded.
            if table.is_summed {
                continue;
            }
            let Some((total, parts)) = sum_and_parts(&table) else { continue };
            for column in 0..table.heads.len() {
                if let Some(found) = apart(&table, total, &parts, (column, input.report.settings.rounding)) {
                    diagnostics.push(found);
                }
            }
        }
    }
}

/// Returns the only row of sums and the rows that it sums.
fn sum_and_parts(table: &Tabled<'_>) -> Option<(usize, Vec<usize>)> {
    let name = |row: &usize| table.rows[*row].iter().find(|entry| entry.is_words()).map(|entry| &entry.words);
    let totals: Vec<usize> =
        (0..table.rows.len()).filter(|row| name(row).is_some_and(|words| is_total(words))).collect();
    let [total] = *totals.as_slice() else { return None };
    let of_all = name(&total).is_some_and(|words| !is_subtotal(words));
    let at_end = total == 0 || total + 1 == table.rows.len();
    let units = table.units().map(|units| {
        let mut written =
            table.rows.iter().map(|row| row[units].words.as_str()).filter(|unit| !is_dash(unit));
        let first = written.next();
        written.all(|unit| Some(unit) == first)
    });
    if !of_all || !at_end || units == Some(false) {
        return None;
    }
    let parts: Vec<usize> = (0..table.rows.len()).filter(|row| *row != total).collect();
    let names: Vec<&String> = parts.iter().filter_map(name).collect();
    let levels = names.iter().filter(|words| is_of_first_level(words)).count();
    let is_plain = |words: &&String| {
        !is_of_which(words) && !APART.iter().any(|word| words.to_lowercase().starts_with(word))
    };
    let is_even = levels == 0 || levels == parts.len();
    let is_flat = names.len() == parts.len() && parts.len() >= 2 && is_even && !has_levels(table, &parts);
    (is_flat && names.iter().all(is_plain)).then_some((total, parts))
}

/// Returns whether the code of a row begins that of the next: 201 一般公共服务, 20103 政府办公厅.
fn has_levels(table: &Tabled<'_>, parts: &[usize]) -> bool {
    let code = |row: usize| {
        let words = &table.rows[row].first()?.words;
        words.starts_with(|c: char| c.is_ascii_digit()).then_some(words.as_str())
    };
    let begins = |pair: &[usize]| match (code(pair[0]), code(pair[1])) {
        (Some(above), Some(below)) => below.len() > above.len() + 1 && below.starts_with(above),
        _ => false,
    };
    parts.windows(2).any(begins)
}

/// Returns whether a name begins with a number of the first level: 一、.
fn is_of_first_level(words: &str) -> bool {
    let rest = words.trim_start_matches(|c: char| "一二三四五六七八九十".contains(c));
    rest.len() < words.len() && rest.starts_with(['、', '．', '.'])
}

/// Says that the sum of a column is not what stands in the row of sums.
fn apart(
    table: &Tabled<'_>,
    total: usize,
    parts: &[usize],
    (column, rounding): (usize, Rounding),
) -> Option<Diagnostic> {
    // In a pasted form the first rows are heads.
    let is_head = |part: &&usize| !table.rows[**part][column].is_number();
    let (above, parts) = parts.split_at(parts.iter().take_while(is_head).count());
    let above = above.iter().map(|row| &table.rows[*row][column].words);
    let is_running = |head: &String| RUNNING.iter().any(|word| head.to_lowercase().contains(word));
    if table.heads[column].iter().chain(above).any(|head| is_apart(head) || is_running(head)) {
        return None;
    }
    let typed = table.number(total, column).filter(|typed| is_addable(typed, typed))?;
    let mut terms = Vec::new();
    for part in parts {
        let words = &table.rows[*part][column].words;
        if !is_dash(words) {
            terms.push(table.number(*part, column).filter(|term| is_addable(term, &typed))?);
        }
    }
    if terms.len() < 2 {
        return None;
    }
    let base: BigRational = terms.iter().map(Quantity::base).sum();
    let of = |number: &Quantity| number.interval(rounding, Exact::AsWritten);
    let (ranges, all): (Vec<Interval>, Interval) = (terms.iter().map(of).collect(), of(&typed));
    let sum = ranges.iter().fold(nothing(), |sum, term| sum.plus(term));
    if sum.meets(&all) || is_middle(&terms, &typed) || is_nested(&ranges) || is_parted_twice(&ranges, &all) {
        return None;
    }
    let place = table.place(total, column)?;
    let (written, sum) = (printable(&typed.text), Value::exact(base, typed.unit.clone()).for_message());
    let name =
        table.rows[total].iter().find(|entry| entry.is_words()).map(|entry| printable(&entry.words))?;
    let message = text!(
        "“{name}”写的是 {written}，而各行之和是 {sum}",
        "`{name}` says {written}, but the rows come to {sum}"
    );
    let fault = Diagnostic::new(Code::PartsDoNotTie, place, message).severity(Severity::Warning).hint(text!(
        "核对各行；各行有重叠或只列了几项，就把“{name}”换一个说法，如“总数”",
        "check the rows; if they overlap or are only some, call the row something else, such as `All`"
    ));
    Some(table.located(total, column, fault))
}

/// Returns whether a number may be a term of a sum.
fn is_addable(term: &Quantity, of: &Quantity) -> bool {
    let unit = &term.unit;
    let plain = term.hedge.is_none() && !term.is_one_in();
    plain && unit.adds_up() && unit.is_kind_of(&of.unit) && unit.is_bare() == of.unit.is_bare()
}

/// Returns whether what is typed lies among the numbers, as a mean or the largest does, and no sum. Of what is counted it
/// would be a sum.
fn is_middle(terms: &[Quantity], typed: &Quantity) -> bool {
    let zero = BigRational::zero();
    let may_be_mean = typed.unit.is_bare() || !typed.unit.counts();
    let largest = terms.iter().map(Quantity::base).max();
    may_be_mean
        && terms.iter().all(|term| term.base() >= zero)
        && largest.is_some_and(|largest| typed.base() <= largest)
}

/// Returns whether a row is the sum of those next to it: then the rows are of two levels.
fn is_nested(terms: &[Interval]) -> bool {
    let falls = terms.iter().any(|term| term.falls_below(&nothing()));
    // Where numbers below zero let a sum come back, as many rows as this are tried: all would take a long table its square of time.
    let most = if falls { 100 } else { usize::MAX };
    (0..terms.len()).any(|at| {
        let (before, behind) = (terms[..at].iter().rev(), terms[at + 1..].iter());
        reaches(before.take(most), &terms[at], falls) || reaches(behind.take(most), &terms[at], falls)
    })
}

/// Returns whether the first of some numbers, two at least, come to a number; `falls` says whether some are below zero.
fn reaches<'a>(rest: impl Iterator<Item = &'a Interval>, wanted: &Interval, falls: bool) -> bool {
    let mut sum = nothing();
    for (count, value) in (1..).zip(rest) {
        sum = sum.plus(value);
        if count > 1 && sum.meets(wanted) && !sum.meets(&nothing()) {
            return true;
        }
        if !falls && sum.exceeds(wanted) {
            return false;
        }
    }
    false
}

/// Returns whether the rows part the whole more than once, by sex and then by age: each time they come to it.
fn is_parted_twice(terms: &[Interval], whole: &Interval) -> bool {
    let (mut sum, mut count, mut times) = (nothing(), 0, 0);
    for term in terms {
        (sum, count) = (sum.plus(term), count + 1);
        if count > 1 && sum.meets(whole) {
            (sum, count, times) = (nothing(), 0, times + 1);
        }
    }
    times > 1 && count == 0
}

fn nothing() -> Interval {
    Interval::point(BigRational::zero())
}

#[cfg(test)]
mod tests {
    use crate::check::literal_matches::cases::{found, report};
    use crate::check::parts_do_not_tie::run;

    fn told(head: &str, rows: &str) -> Vec<String> {
        let columns = head.matches('|').count() - 1;
        let table = format!("{head}\n|{}\n{rows}", "---|".repeat(columns));
        found(run, &report("甲甲: 1件", &table))
    }

    #[test]
    fn a_typed_sum_that_is_none_is_told() {
        assert_eq!(
            told("| 科目 | 万元 |", "| 接待 | 17.22 |\n| 用车 | 11.86 |\n| 合计 | 30.00 |"),
            ["30.00"]
        );
        let form = "| 某单位 | | |\n| 指标 | 分值 | 得分 |\n| 甲 | 60 | 58 |\n| 乙 | 40 | 38.5 |\n| 总分 | 100 | 197.2 |";
        assert_eq!(told("| 表 | | |", form), ["197.2"]);
        // A row that was put in after the sum was typed.
        assert_eq!(told("| 项 | 数 |", "| 甲 | 5件 |\n| 乙 | 3件 |\n| 丙 | 1件 |\n| 合计 | 8件 |"), ["8件"]);
        assert_eq!(told("| 项 | 数 |", "| 合计 | 9件 |\n| 甲 | 5件 |\n| 乙 | 3件 |"), ["9件"]);
    }

    #[test]
    fn what_may_be_no_plain_sum_is_left_alone() {
        for (head, rows) in [
            ("| 科目 | 万元 |", "| 甲 | 17.22 |\n| 乙 | 11.86 |\n| 合计 | 29.09 |"),
            ("| 科目 | 数 |", "| 甲 | 5 |\n| 其中：乙 | 3 |\n| 合计 | 5 |"),
            ("| 科目 | 数 |", "| 甲 | 8 |\n| 乙 | 5 |\n| 丙 | 3 |\n| 合计 | 8 |"),
            ("| 科目 | 增速 |", "| 甲 | 5 |\n| 乙 | 3 |\n| 合计 | 4 |"),
            ("| 科目 | 占比 |", "| 甲 | 50% |\n| 乙 | 30% |\n| 合计 | 45% |"),
            ("| 月份 | 累计（件） |", "| 1月 | 5 |\n| 2月 | 9 |\n| 合计 | 9 |"),
            ("| 科目 | 数 |", "| 甲 | 约5 |\n| 乙 | 3 |\n| 合计 | 9 |"),
            (
                "| 科目 | 数 |",
                "| 男 | 70人 |\n| 女 | 50人 |\n| 汉族 | 90人 |\n| 其他民族 | 30人 |\n| 合计 | 120人 |",
            ),
            ("| 科目 | 万元 |", "| 甲 | 10.1 |\n| 乙 | 6.04 |\n| 丙 | 4.03 |\n| 丁 | 2.1 |\n| 合计 | 12.2 |"),
            (
                "| 编码 | 科目 | 万元 |",
                "| 201 | 甲 | 100.5 |\n| 20103 | 乙 | 100.5 |\n| 208 | 丙 | 50.2 |\n| 合计 | | 150.7 |",
            ),
            ("| 社区 | 满意程度（分） |", "| 甲 | 95.1 |\n| 乙 | 96.3 |\n| 合计 | 95.7 |"),
        ] {
            assert_eq!(told(head, rows), Vec::<String>::new(), "{rows}");
        }
    }
}

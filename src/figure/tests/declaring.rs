//! What can be declared and cited, and what prints.

use super::{Book, one};
use crate::diagnostic::Language;

/// Resolves a section that must be without fault, and returns what its citations print.
fn prints(text: &str) -> Vec<String> {
    let outcome = one(text);
    assert!(outcome.diagnostics.is_empty(), "{text}\n{:?}", outcome.faults());
    outcome.printed().into_iter().map(str::to_owned).collect()
}

#[test]
fn in_the_text() {
    assert_eq!(
        prints(
            "---\n共{{事件=512件}}，办结{{办结=508件}}，办结率{{办结率@0.01%=办结/事件}}，{{办结率=99.22%}}"
        ),
        ["512件", "508件", "99.22%", "99.22%"]
    );
    assert_eq!(
        prints("---\n{{rate=done/all @0.1%}} {{done=508 cases}} {{all=512 cases}}"),
        ["99.2%", "508 cases", "512 cases"]
    );
    assert_eq!(prints("---\n{{甲=近500人}}{{甲}}{{乙=-3%}}"), ["近500人", "近500人", "-3%"]);
}

#[test]
fn in_one_line() {
    assert_eq!(
        prints(
            "事件: 512件\n办结: 508件 of 事件\n办结率: =办结/事件 @0.01%\n抓获: 35人 = 拘留 + 强戒 + 其他\n\
             拘留: 13人\n强戒: 18人\n其他: 4人\n资料: 10000余张\n---\n\
             {{事件}}{{办结}}{{办结率}}{{抓获}}{{资料}}{{办结.占比@0.1%}}"
        ),
        ["512件", "508件", "99.22%", "35人", "10000余张", "99.2%"]
    );
}

#[test]
fn in_full() {
    assert_eq!(
        prints(
            "固投: {value: 12.3亿元, prior: 11.4亿元, source: 统计局, note: 快报}\n\
             产值: {数值: 4129, 单位: 万元, 上年: 4000, 来源: 企业, 说明: 年报, 口径: 规上, 名称: 总产值}\n\
             占比: x\n---\n{{固投.同比@0.1%}}{{固投.上年}}{{固投.增减}}{{产值}}{{产值.上年}}{{固投@万元}}"
                .replace("占比: x\n", "")
                .as_str()
        ),
        ["7.9%", "11.4亿元", "0.9亿元", "4129万元", "4000万元", "123000万元"]
    );
    assert_eq!(
        prints(
            "a: {value: 508 cases}\nb: 512 cases\nc: {calc: a/b, show: 0.1%}\nd: {calc: a + b, unit: cases}\n---\n{{c}} {{d}}"
        ),
        ["99.2%", "1020 cases"]
    );
    assert_eq!(prints("甲: {value: 12300万元, unit: 亿元}\n---\n{{甲}}"), ["1.23亿元"]);
    assert_eq!(prints("甲: {value: 12300万元, unit: 亿元, show: 0.1}\n---\n{{甲}}"), ["1.2亿元"]);
    assert_eq!(prints("甲: {value: 12.30万元, unit: 万元}\n---\n{{甲}}"), ["12.30万元"]);
    assert_eq!(
        prints("甲: {value: 35, unit: 人, parts: [乙 丙]}\n乙: 13人\n丙: 22人\n---\n{{甲}}"),
        ["35人"]
    );
}

#[test]
fn formats_stand_anywhere() {
    assert_eq!(
        prints(
            "队: 4支\n款: 273900元\n率: =1件/2件\n---\n{{队@汉字}}{{款@大写}}{{率}}{{率@0.01%}}{{率@数}}{{款@0.1万元}}"
        ),
        ["四支", "贰拾柒万叁仟玖佰元整", "50%", "50.00%", "50", "27.4万元"]
    );
    assert_eq!(
        prints(
            "teams: 4 teams\npop: 12,430 people\nhomes: 100 homes\n---\n{{teams@Words}} {{pop@number}} {{each@0.1=pop/homes}}"
        ),
        ["Four teams", "12,430", "124.3 people/homes"]
    );
}

#[test]
fn derived_units() {
    assert_eq!(
        prints(
            "人数: 1307人\n户数: 787户\n---\n{{户均@0.01=人数/户数}}{{差=points(95%, 92.5%)}}{{余=1-95%}}"
        ),
        ["1.66人/户", "2.5个百分点", "5%"]
    );
    assert_eq!(
        prints("---\n{{甲=sum(1,200)}} {{乙=sum(1,2) + 1,200}} {{丙=max(1,200)/(3-1)}} {{丁=USD 300k/2}}"),
        ["201", "1,203", "100", "USD 150k"]
    );
    let sums = format!("---\n{{{{甲=1件{}}}}}", " + (1件)".repeat(200));
    assert_eq!(prints(&sums), ["201件"]);
    assert_eq!(
        prints("甲: {value: 5%, prior: 8%}\n---\n{{乙=prior(甲)}}{{丙=甲 - prior(甲)}}"),
        ["8%", "-3%"]
    );
}

#[test]
fn names_reach_other_sections() {
    let outcome = Book::new(&[
        "事件: 512件\n甲: 1人\n---\n{{事件}}{{甲}}",
        "甲: {value: 2人, scope: 另一口径}\n---\n{{甲}}{{事件}}{{s0.甲}}{{s0.事件@数}}{{b=s0.甲+s1.甲}}",
    ])
    .title("共{{事件}}")
    .resolve();
    assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.faults());
    assert_eq!(outcome.printed(), ["512件", "1人", "2人", "512件", "1人", "512", "3人", "512件"]);
}

#[test]
fn a_member_goes_before_a_facet() {
    let outcome =
        Book::new(&["上: {value: 1人, prior: 2人}\n---\n", "yoy_x: 1人\n---\n{{上.上年}}"]).resolve();
    assert_eq!(outcome.printed(), ["2人"]);
}

#[test]
fn a_prior_may_be_built_on() {
    assert_eq!(prints("甲: {calc: prior(甲) * 2, prior: 11亿元}\n---\n{{甲}}"), ["22亿元"]);
}

#[test]
fn a_prior_without_unit_takes_that_of_a_figure_declared_further_down() {
    assert_eq!(
        prints("去年: =prior(甲)\n甲: {calc: 乙+丙, prior: 8}\n乙: 6人\n丙: 4人\n---\n{{去年}}"),
        ["8人"]
    );
}

#[test]
fn a_share_of_a_hedged_whole_is_not_printed_as_exact() {
    let outcome = one("率: =甲.占比 @0.1%\n甲: 5人 of 全\n全: =乙+丙\n乙: 约100人\n丙: 20人\n---\n{{率}}");
    assert_eq!(outcome.printed(), ["!"]);
    let fault = outcome.diagnostics.iter().next().unwrap();
    assert!(fault.message.zh.contains("约数“乙”"), "{}", fault.message.zh);
}

#[test]
fn a_formula_is_kept_with_its_numbers() {
    let outcome = one("事件: 512件\n办结: 508件\n办结率: =办结/事件 @0.01%\n---\n{{办结率}}");
    assert_eq!(outcome.table.figures[2].worked.as_deref(), Some("508件/512件"));
}

#[test]
fn the_difference_of_two_rates_is_in_percentage_points() {
    assert_eq!(prints("率: {value: 95%, prior: 92.5%}\n---\n{{率.增减}}"), ["2.5个百分点"]);
    assert_eq!(prints("率: {value: 5%, prior: 30‰}\n---\n{{率.增减}}"), ["2个百分点"]);
    let text = "rate: {value: 95%, prior: 92.5%}\ngap: =points(95%, 90%)\npay: {value: $9m, prior: $7m}\n---\n{{rate.change}} {{gap}} {{pay.change}}";
    let mut book = Book::new(&[text]);
    book.report.settings.language = Language::English;
    assert_eq!(book.resolve().printed(), ["2.5 percentage points", "5 percentage points", "$2m"]);
}

#[test]
fn a_result_is_written_as_what_it_was_computed_from() {
    assert_eq!(
        prints(
            "cost: $3.4 million\nstaff: 1,200 people\npart: 34 people\nfee: $12/person\nload: 5kg\nland: 8 万元\na: =2 × cost\nb: =cost × 2\nc: =50% × cost\nd: =staff + part\ne: =part + staff\nf: =2 × staff\ng: =staff × 2\nh: =part × fee\ni: =load + load\nj: =land × 2\nk: =land + land\n---\n{{a}}|{{b}}|{{c}}|{{d}}|{{e}}|{{f}}|{{g}}|{{h}}|{{i}}|{{j}}|{{k}}"
        ),
        [
            "$6.8 million",
            "$6.8 million",
            "$1.7 million",
            "1,234 people",
            "1,234 people",
            "2,400 people",
            "2,400 people",
            "$408",
            "10kg",
            "16 万元",
            "16 万元"
        ]
    );
}

#[test]
fn a_statement_is_an_example_of_its_format() {
    assert_eq!(prints("率: =508件/512件\n---\n{{率=99.2%}}"), ["99.2%"]);
}

#[test]
fn the_english_of_a_declaration() {
    assert_eq!(
        prints("budget: $1.2m\ngrant: €3.4 million\nshare: x\nschools: 1 school\nall: =schools + 2 schools\nodds: 1 in 4\npay: more than USD 300k\n---\n{{budget}} {{grant}} {{all}} {{odds}} {{pay}}".replace("share: x\n", "").as_str()),
        ["$1.2m", "€3.4 million", "3 schools", "1 in 4", "more than USD 300k"]
    );
}

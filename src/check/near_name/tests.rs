//! Which names are slips of others, and which are not.

use super::*;
use crate::report::Report;
use crate::source::{SourceId, Sources, Span};

/// What is said of figures of these names, each used so often.
fn told(names: &[(&str, usize)]) -> Vec<Diagnostic> {
    let place = Span::new(SourceId(0), 0, 1);
    let figure = |(name, uses): &(&str, usize)| Figure {
        name: (*name).to_owned(),
        declared: place,
        cited: vec![place; *uses],
        ..Figure::default()
    };
    let figures = FigureTable { figures: names.iter().map(figure).collect(), ..FigureTable::default() };
    let (report, sources) = (Report::default(), Sources::default());
    run(&Input::new(&report, &sources, &figures)).into_iter().collect()
}

#[test]
fn slips_are_near() {
    for (a, b) in [
        ("办结率", "办洁率"),
        ("两委成员", "两委成圆"),
        ("拆迁户数", "折迁户数"),
        ("财政收入", "财政收人"),
        ("新增就业", "新增业就"),
        ("办结率", "办结结率"),
        ("GDP增速", "gdp增速"),
        ("incidents", "incidets"),
        ("incidents", "incidnets"),
        ("settled_cases", "settledcases"),
        ("population", "popullation"),
        ("population", "popolation"),
        ("incidents", "incidnts"),
        ("budget", "budgt"),
        // County and country are both words; countty is none.
        ("county", "countty"),
        ("total_population_2021", "total_popluation_2021"),
    ] {
        assert!(are_near(a, b) && are_near(b, a), "{a} {b}");
        assert_eq!(told(&[(a, 3), (b, 1)]).len(), 1, "{a} {b}");
    }
}

#[test]
fn names_that_differ_by_design_are_not() {
    for (a, b) in [
        ("男性", "女性"),
        ("甲", "乙"),
        ("一季度收入", "二季度收入"),
        ("上半年", "下半年"),
        ("低保户数", "低保人数"),
        ("总数", "总额"),
        ("固定资产投资", "固定资产投资增速"),
        ("户", "户数"),
        ("投入2020", "投入2021"),
        ("投入2012", "投入2021"),
        ("普查11", "普查1"),
        ("固定资产投资", "固定资产再投资"),
        ("救助1", "救助2"),
        ("利用外资", "利用内资"),
        ("受理件", "办理件"),
        ("检查次数", "检察次数"),
        ("贷款余额", "货款余额"),
        ("人工工资", "工人工资"),
        ("天数", "天天数"),
        ("case", "cases"),
        ("incident", "incidents"),
        ("male", "mate"),
        ("import", "export"),
        ("county", "country"),
        ("sector_a", "sector_b"),
        ("phasea", "phaseb"),
        ("insured", "insurer"),
        ("a", "A"),
        ("total", "totals"),
        ("settled_cases", "settled_csaes_x"),
        ("inflow", "outflow"),
        ("training", "raining"),
    ] {
        assert!(!are_near(a, b) && !are_near(b, a), "{a} {b}");
        assert!(told(&[(a, 3), (b, 0)]).is_empty(), "{a} {b}");
    }
}

#[test]
fn names_in_use_are_meant_and_the_rarer_is_underlined() {
    assert!(told(&[("办结率", 3), ("办洁率", 2)]).is_empty());
    let found = told(&[("办洁率", 1), ("办结率", 2), ("办结率", 0)]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].figure, Some(0));
    assert!(found[0].message.zh.starts_with("“办洁率”") && found[0].message.en.contains("`办结率`"));
    assert_eq!(told(&[("incidents", 0), ("incidets", 0)])[0].figure, Some(1));
}

#[test]
fn names_that_formulas_use_are_meant() {
    let figure = |name: &str, inputs: &[usize]| Figure {
        name: name.to_owned(),
        inputs: inputs.to_vec(),
        ..Figure::default()
    };
    let said = |inputs: &[usize]| {
        let figures = vec![
            figure("办结率", &[]),
            figure("办洁率", &[]),
            figure("本年变化", inputs),
            figure("两年之比", inputs),
        ];
        let table = FigureTable { figures, ..FigureTable::default() };
        run(&Input::new(&Report::default(), &Sources::default(), &table)).len()
    };
    assert_eq!(said(&[0, 1]), 0, "each stands in two formulas");
    assert_eq!(said(&[0]), 1, "one stands in no formula");
}

#[test]
fn twenty_thousand_names_are_no_burden() {
    let mut names: Vec<String> = Vec::new();
    for index in 0..10_000_u32 {
        let han = char::from_u32(0x4e00 + index).unwrap_or('x');
        names.push(format!("{han}村人口"));
        names.push(format!("population_of_district_{}{}{index}", index % 7, index % 11));
    }
    let names: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), 0)).collect();
    let found = told(&names);
    assert!(found.iter().all(|found| found.message.zh.contains("村人口")), "{}", found[0].message.zh);
    let slip = "“入村人口”和“人村人口”两个名称只差一笔";
    assert!(found.iter().any(|found| found.message.zh.starts_with(slip)), "{found:?}");
}

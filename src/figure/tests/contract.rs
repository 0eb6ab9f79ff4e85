//! Each form of the figure language's contract, as it is written in a Markdown file and as it prints.

use crate::check::{Input, stated_contradicts};
use crate::diagnostic::{Code, Diagnostics, Language};
use crate::figure::{DataFiles, FigureTable, Given, resolve};
use crate::report::Report;
use crate::source::{Encoding, Sources, Span};

/// What came of a section that was read as a file.
struct Read {
    table: FigureTable,
    diagnostics: Diagnostics,
    sources: Sources,
}

impl Read {
    /// What the citations print, in the order of their places; a fault prints as `!`.
    fn printed(&self) -> Vec<&str> {
        self.table.shown.values().map(|shown| shown.text.as_deref().unwrap_or("!")).collect()
    }

    fn slice(&self, span: Span) -> &str {
        self.sources.get(span.file).slice(span)
    }

    /// Each diagnostic as code and the words it underlines.
    fn faults(&self) -> Vec<(Code, &str)> {
        self.diagnostics.iter().map(|fault| (fault.code, self.slice(fault.span))).collect()
    }

    /// The file after every fix.
    fn fixed(&self) -> String {
        let mut fixes: Vec<_> = self.diagnostics.iter().filter_map(|fault| fault.fix.clone()).collect();
        fixes.sort_by_key(|fix| std::cmp::Reverse(fix.span));
        fixes.dedup();
        let mut text = self.sources.get(self.diagnostics.iter().next().unwrap().span.file).text.to_string();
        for fix in fixes {
            text.replace_range(fix.span.range(), &fix.replacement);
        }
        text
    }
}

/// Reads a file with these lines below `figures:` and this body.
fn read(figures: &str, body: &str) -> Read {
    let front = figures.lines().map(|line| format!("  {line}\n")).collect::<String>();
    let text =
        if front.is_empty() { body.to_owned() } else { format!("---\nfigures:\n{front}---\n\n{body}\n") };
    let mut sources = Sources::default();
    let id = sources.add("content/01-a.md", &text, Encoding::Utf8);
    let options = crate::markdown::Options {
        language: Language::Chinese,
        indented_code: false,
        raw_typst: true,
        level: 1,
        id: "a".to_owned(),
    };
    let (section, mut diagnostics) = crate::markdown::parse(sources.get(id), &options);
    let report = Report { sections: vec![section.into()], ..Report::default() };
    let data = DataFiles::default();
    let (table, found) = resolve(&Given::new(&report, &sources, &data));
    diagnostics.extend(found);
    diagnostics.extend(stated_contradicts::run(&Input::new(&report, &sources, &table)));
    diagnostics.sort();
    Read { table, diagnostics, sources }
}

/// Asserts that a file is without fault and prints so.
#[track_caller]
fn prints(figures: &str, body: &str, expected: &[&str]) {
    let read = read(figures, body);
    assert!(read.diagnostics.is_empty(), "{figures}\n{body}\n{:?}", read.diagnostics);
    assert_eq!(read.printed(), expected, "{figures}\n{body}");
}

#[test]
fn a_value_is_printed_as_it_was_stated() {
    for value in [
        "512件",
        "24853人",
        "24,853人",
        "10000余张",
        "40多万元",
        "8%左右",
        "近500人",
        "约3万人",
        "超过100家",
        "不足50户",
        "12.3亿元",
        "56.80%",
        "0.088岁",
        "-3.2%",
        "2.5个百分点",
        "8.8万平方米",
        "1.66人/户",
        "15‰",
        "35克",
        "120元/平方米",
        "12,430 people",
        "1 school",
        "2 schools",
        "$1.2m",
        "€3.4 million",
        "USD 300k",
        "£45",
        "¥1,200",
        "30 %",
        "30%",
        "5 percentage points",
        "1 in 4",
        "500+",
        "500+ people",
        "more than 500 people",
        "over 500",
        "at least 3 schools",
        "nearly 40%",
        "up to 12 days",
        "about 30 homes",
        "some 200 people",
        "30 people or more",
        "20 or so",
        "12 days",
        "1.5 million people",
        "3.2 tonnes",
        "5 pp",
        "12 full-time posts",
        "€3.4m",
        "US$ 2bn",
        "HK$30",
        "no more than 30",
        "fewer than 10 cases",
        "approximately 5%",
        "almost 9,000 visits",
        "around 7%",
        "under 5%",
        "2 per cent",
    ] {
        prints(&format!("甲: {value}"), "{{甲}}", &[value]);
        prints("", &format!("{{{{甲={value}}}}}"), &[value]);
    }
}

#[test]
fn hedges_are_intervals_in_both_languages() {
    for (hedged, agrees, denies) in [
        ("10000余张", "10800张", "20000张"),
        ("140多万元", "145万元", "151万元"),
        ("近500人", "450人", "500人"),
        ("超过500人", "501人", "500人"),
        ("逾500人", "501人", "499人"),
        ("500人以上", "501人", "499人"),
        ("不足500人", "499人", "500人"),
        ("约500人", "520人", "530人"),
        ("500人左右", "480人", "470人"),
        ("至少500人", "500人", "499人"),
        ("至多500人", "500人", "501人"),
        ("more than 500 people", "501 people", "500 people"),
        ("over 500 people", "501 people", "500 people"),
        ("at least 500 people", "500 people", "499 people"),
        ("nearly 500 people", "450 people", "500 people"),
        ("up to 500 people", "500 people", "501 people"),
        ("about 500 people", "520 people", "530 people"),
        ("some 500 people", "520 people", "530 people"),
        ("500+ people", "500 people", "499 people"),
    ] {
        let read = |other: &str| read(&format!("甲: {hedged}"), &format!("{{{{甲={other}}}}}"));
        assert!(read(agrees).diagnostics.is_empty(), "{hedged} {agrees} {:?}", read(agrees).diagnostics);
        assert_eq!(read(denies).faults(), [(Code::StatedContradicts, denies)], "{hedged}");
    }
}

#[test]
fn every_key_in_both_languages() {
    for (value, unit, prior) in [("value", "unit", "prior"), ("数值", "单位", "上年")] {
        prints(
            &format!("甲: {{{value}: 12.3, {unit}: 亿元, {prior}: 11.4}}"),
            "{{甲}}{{甲.上年}}{{甲.prior}}",
            &["12.3亿元", "11.4亿元", "11.4亿元"],
        );
    }
    for (calc, show) in [("calc", "show"), ("算式", "显示")] {
        prints(&format!("甲: {{{calc}: 508件/512件, {show}: 0.01%}}"), "{{甲}}", &["99.22%"]);
    }
    for of in ["of", "属于"] {
        prints(&format!("乙: 8人\n甲: {{value: 2人, {of}: 乙}}"), "{{甲.占比}}", &["25%"]);
        prints(&format!("乙: 8人\n甲: 2人 {of} 乙"), "{{甲.share}}", &["25%"]);
    }
    for parts in ["parts", "其中"] {
        let read = read(&format!("甲: {{value: 5人, {parts}: [乙, 丙]}}\n乙: 2人\n丙: 3人"), "{{甲}}");
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
        assert_eq!(
            read.table.figures[0].parts.iter().map(|part| part.figure).collect::<Vec<_>>(),
            [Some(1), Some(2)]
        );
    }
    for keys in [
        ["period", "scope", "label", "source", "note", "why", "restated"],
        ["期间", "口径", "名称", "来源", "说明", "理由", "更正"],
    ] {
        let pairs: Vec<_> = keys.iter().map(|key| format!("{key}: 甲{key}")).collect();
        let read = read(&format!("甲: {{value: 5人, {}}}", pairs.join(", ")), "{{甲}}");
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
        let figure = &read.table.figures[0];
        let found = [
            &figure.period,
            &figure.scope,
            &figure.label,
            &figure.source,
            &figure.note,
            &figure.why,
            &figure.restated,
        ];
        for (key, found) in keys.iter().zip(found) {
            assert_eq!(found.as_deref(), Some(format!("甲{key}").as_str()));
        }
    }
    for exact in ["exact: true", "exact: yes", "精确: 是"] {
        let read = read(&format!("甲: {{value: 1.2万人, {exact}}}"), "{{甲=12100人}}");
        assert_eq!(read.faults(), [(Code::StatedContradicts, "12100人")], "{exact}");
    }
    for exact in ["exact: false", "exact: no", "精确: 否"] {
        prints(&format!("甲: {{value: 1.2万人, {exact}}}"), "{{甲=12100人}}", &["1.2万人"]);
    }
    for restated in ["restated: {was: 11.2亿元, why: 口径调整}", "更正: {理由: 口径调整}"] {
        let read = read(&format!("甲: {{value: 5人, {restated}}}"), "{{甲}}");
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
        assert_eq!(read.table.figures[0].restated.as_deref(), Some("口径调整"));
    }
}

#[test]
fn every_function_in_both_languages() {
    for (formula, shown) in [
        ("sum(甲, 乙, 丙)", "17件"),
        ("合计（甲，乙，丙）", "17件"),
        ("合计(甲、乙、丙)", "17件"),
        ("share(甲, 乙)", "25%"),
        ("占比(甲, 乙)", "25%"),
        ("mean(甲, 乙, 1件)", "3.67件"),
        ("平均(甲, 乙, 1件)", "3.67件"),
        ("yoy(丁)", "25%"),
        ("同比(丁)", "25%"),
        ("change(丁)", "2人"),
        ("增减(丁)", "2人"),
        ("prior(丁)", "8人"),
        ("上年(丁)", "8人"),
        ("points(95%, 92.5%)", "2.5个百分点"),
        ("百分点差(95%, 92.5%)", "2.5个百分点"),
        ("abs(甲 - 乙)", "6件"),
        ("绝对值(甲 - 乙)", "6件"),
        ("min(甲, 乙)", "2件"),
        ("最小(甲, 乙)", "2件"),
        ("max(甲, 乙)", "8件"),
        ("最大(甲, 乙)", "8件"),
        ("round(甲/丙, 1%)", "29%"),
        ("四舍五入(甲/丙, 1%)", "29%"),
        ("甲 × 3 ÷ 2 + (乙 - 丙)", "4件"),
        ("（甲＋乙）／乙", "125%"),
        ("甲 + 10", "!"),
    ] {
        let pattern = if shown == "3.67件" { " @0.01件" } else { "" };
        let read = read(
            &format!("甲: 2件\n乙: 8件\n丙: 7件\n丁: {{value: 10人, prior: 8人}}\n果: ={formula}{pattern}"),
            "{{果}}",
        );
        assert_eq!(read.printed(), [shown], "{formula} {:?}", read.diagnostics);
    }
}

#[test]
fn every_facet_in_both_languages() {
    let figures = "全: 40人\n甲: {value: 10人, prior: 8人, of: 全}";
    for (citation, shown) in [
        ("甲.同比", "25%"),
        ("甲.yoy", "25%"),
        ("甲.增减", "2人"),
        ("甲.change", "2人"),
        ("甲.上年", "8人"),
        ("甲.prior", "8人"),
        ("甲.占比", "25%"),
        ("甲.share", "25%"),
        (" 甲 . 同比 @ 0.1% ", "25.0%"),
        ("a.甲.同比", "25%"),
        ("甲.同比=25%", "25%"),
    ] {
        prints(figures, &format!("{{{{{citation}}}}}"), &[shown]);
    }
}

#[test]
fn patterns_of_every_kind() {
    for (value, pattern, shown) in [
        ("512件", "数", "512"),
        ("512件", "number", "512"),
        ("4支", "汉字", "四支"),
        ("2个", "汉字", "两个"),
        ("273900元", "大写", "贰拾柒万叁仟玖佰元整"),
        ("1200.5元", "大写", "壹仟贰佰元伍角整"),
        ("12.3亿元", "万元", "123000万元"),
        ("273900元", "0.1万元", "27.4万元"),
        ("95%", "汉字", "百分之九十五"),
        ("4 teams", "words", "four teams"),
        ("4 teams", "Words", "Four teams"),
        ("12,430 people", "number", "12,430"),
        ("$1.2m", "$0.0001bn", "$0.0012bn"),
        ("$1.2m", "$k", "$1200k"),
        ("1 team", "Words", "One team"),
        ("8.8万平方米", "公顷", "8.8公顷"),
        ("55克", "千克", "0.055千克"),
        ("12,430 people", "words", "twelve thousand four hundred and thirty people"),
    ] {
        prints(&format!("甲: {value}"), &format!("{{{{甲@{pattern}}}}}"), &[shown]);
    }
}

#[test]
fn kinds_that_cannot_be_added() {
    for (formula, at) in
        [("人 + 户", "+"), ("率 + 点", "+"), ("元 + 件", "+"), ("人 - 人次", "-"), ("人 + 5", "+")]
    {
        let read = read(
            &format!(
                "人: 6人\n户: 2户\n人次: 9人次\n率: 5%\n点: 1个百分点\n元: 3元\n件: 1件\n果: ={formula}"
            ),
            "{{果}}",
        );
        assert_eq!(read.faults(), [(Code::UnitMismatch, at)], "{formula}");
    }
    // In a formula a word behind a bar is a name, unless it is a usual unit.
    prints("all: 6 cases\nrate: =3 cases/all", "{{rate}}", &["50%"]);
    prints("cost: =30元/人 × 4人\nfee: =$3/person", "{{cost}} {{fee}}", &["120元", "$3/person"]);
    prints("人: 6人\n户: 2户\n户均: =人/户", "{{户均}}", &["3人/户"]);
}

#[test]
fn periods_are_no_numbers() {
    let read = read("年: FY2024/25\n甲: 3人", "{{甲}}");
    assert_eq!(read.faults(), [(Code::BadValue, "FY2024/25")]);
    let hint = &read.diagnostics.iter().next().unwrap().hints[0];
    assert!(hint.zh.contains("期间") && hint.en.contains("period"), "{hint:?}");
    for period in ["2024/25", "2021-2022", "Q3 2021", "FY24"] {
        let read = super::contract::read(&format!("年: {period}"), "正文");
        let fault = read.diagnostics.iter().next().unwrap();
        assert!(fault.code == Code::BadValue && fault.hints[0].zh.contains("期间"), "{fault:?}");
    }
    prints("甲: {value: 3 cases, period: FY2024/25}", "{{甲}}", &["3 cases"]);
}

#[test]
fn brackets_of_input_methods_are_understood() {
    for (open, close) in [
        ("｛｛", "｝｝"),
        ("【【", "】】"),
        ("『『", "』』"),
        ("「「", "」」"),
        ("{{", "｝｝"),
        ("｛｛", "}}"),
    ] {
        let read = read("事件: 512件", &format!("共{open}事件{close}。"));
        assert_eq!(read.printed(), ["512件"], "{open}{close}");
        assert!(read.diagnostics.iter().all(|fault| fault.code == Code::FullWidth), "{:?}", read.diagnostics);
        assert!(read.fixed().contains("共{{事件}}。"), "{}", read.fixed());
    }
    for inner in ["事件＝５１２件", "事件 ＝ 512件", "事件＠数", "ａ．事件", "事件@数＝512件"]
    {
        let read = read("事件: 512件", &format!("共{{{{{inner}}}}}。"));
        assert!(read.printed()[0].starts_with("512"), "{inner} {:?}", read.diagnostics);
        assert!(read.diagnostics.iter().all(|fault| fault.code == Code::FullWidth), "{:?}", read.diagnostics);
    }
}

#[test]
fn a_slip_among_escapes_has_a_hint_and_no_fix() {
    let read = read("事件: 512件\n率: \"=事\\u4ef6数 × 2\"", "{{率}}");
    let fault = read.diagnostics.iter().next().unwrap();
    assert_eq!((fault.code, fault.fix.as_ref()), (Code::UnknownFigure, None));
    assert!(fault.hints[0].zh.contains("“事件”"), "{:?}", fault.hints);
}

#[test]
fn escaped_braces_and_code_are_text() {
    for body in ["\\{{事件}}", "`{{事件}}`", "```\n{{事件}}\n```", "共【事件】三件"] {
        let read = read("事件: 512件", body);
        assert!(read.printed().is_empty(), "{body}");
        assert!(read.diagnostics.is_empty(), "{body} {:?}", read.diagnostics);
    }
}

#[test]
fn citations_stand_anywhere() {
    let body = "# 共{{事件}}\n\n**{{事件}}**、[{{事件}}](#x)、~~{{事件=512件}}~~[^1]\n\n| {{事件}} |\n|---|\n| {{事件@数}} |\n\n\
                ![{{事件}}](a.png)\n\n[^1]: {{事件}}";
    let read = read("事件: 512件", body);
    assert_eq!(read.printed(), ["512件", "512件", "512件", "512件", "512件", "512", "512件", "512件"]);
}

#[test]
fn commas_and_colons_in_flow_values() {
    let read = read("甲: {value: 24,853人}", "{{甲}}");
    let fault = read.diagnostics.iter().next().unwrap();
    assert_eq!(read.slice(fault.span), ",", "{fault:?}");
    assert!(
        read.fixed().contains("{value: '24,853人'}") || read.fixed().contains("{value: \"24,853人\"}"),
        "{}",
        read.fixed()
    );
    assert_eq!((read.printed(), read.diagnostics.len()), (vec!["24,853人"], 1));
    // What is wrong elsewhere in the same front matter is said too.
    assert_eq!(
        self::read("甲: {value: 24,853人}\n乙: 很多\n丙: 很少", "{{甲}}").faults(),
        [(Code::FrontMatter, ","), (Code::BadValue, "很多"), (Code::BadValue, "很少")]
    );
    prints("甲: {value: '24,853人'}", "{{甲}}", &["24,853人"]);
    prints("甲: 24,853人", "{{甲}}", &["24,853人"]);
}

#[test]
fn the_colon_and_comma_of_an_input_method() {
    for line in
        ["甲：512件", "甲: ｛value: 512件｝", "甲: {value：512件}", "甲: {value: 512件，source: 统计局}"]
    {
        let read = read(line, "{{甲}}");
        assert_eq!(read.printed(), ["512件"], "{line} {:?}", read.diagnostics);
        assert!(
            read.diagnostics.iter().all(|fault| fault.code == Code::FullWidth),
            "{line} {:?}",
            read.diagnostics
        );
        assert!(!read.diagnostics.is_empty(), "{line}");
    }
}

#[test]
fn a_derived_figure_without_pattern_prints_what_ends() {
    for (formula, shown) in [
        ("1件/2件", "50%"),
        ("1件/8件", "12.5%"),
        ("2件+3件", "5件"),
        ("3 × 2.5万元", "7.5万元"),
        ("3人/4户", "0.75人/户"),
    ] {
        prints(&format!("甲: ={formula}"), "{{甲}}", &[shown]);
    }
    assert_eq!(read("甲: =1件/3件", "{{甲}}").faults(), [(Code::BadExpression, "1件/3件")]);
}

#[test]
fn names_that_are_free_and_names_that_are_not() {
    for name in ["两委35岁以下", "gdp_2021", "Größe", "e\u{301}tat", "事件Ａ"] {
        let read = read(&format!("{name}: 1件"), &format!("{{{{{name}}}}}"));
        assert_eq!(read.printed(), ["1件"], "{name} {:?}", read.diagnostics);
    }
    for name in ["a-b", "a b", "_a", "3月", "同比", "share", "合计", "of"] {
        assert_eq!(read(&format!("{name}: 1件"), "正文").faults(), [(Code::BadName, name)], "{name}");
    }
}

#[test]
fn what_rests_on_a_hedge_is_not_printed_as_exact() {
    let figures = "over: over 500 people\nall: 12,430 people\nrate: =over/all @0.1%";
    let read_rate = read(figures, "{{rate}} {{rate}}");
    assert_eq!(read_rate.faults(), [(Code::BadExpression, "over/all")]);
    assert_eq!(read_rate.printed(), ["!", "!"]);
    let fault = read_rate.diagnostics.iter().next().unwrap();
    assert!(fault.message.en.contains("`over`") && fault.message.en.contains("over 500 people"), "{fault:?}");
    assert!(fault.hints[0].en.contains("rate: about 4.0% = over/all"), "{fault:?}");
    // Both ways out print, and agree.
    prints(&figures.replace("=over/all @0.1%", "about 4.0% = over/all"), "{{rate}}", &["about 4.0%"]);
    prints(figures, "{{rate=over 4.0%}}", &["over 4.0%"]);
    // A figure further up rests on it too; one that is stated rests on nothing.
    assert_eq!(
        read(&format!("{figures}\nmore: =rate*2"), "{{more@0.1%}}").faults(),
        [(Code::BadExpression, "rate*2")]
    );
    prints(
        "甲: 40多万元\n乙: 22万元\n丙: 60多万元 = 甲 + 乙\n丁: {value: 90万元, prior: 80万元}",
        "{{丙}}{{丁.同比}}",
        &["60多万元", "12.5%"],
    );
    for (figures, citation, at) in [
        ("甲: 40多万元\n丙: =甲 + 22万元", "丙", "甲 + 22万元"),
        ("丙: =40多万元 + 22万元", "丙", "40多万元 + 22万元"),
        ("甲: {value: 近500人, prior: 400人}", "甲.同比", "甲.同比"),
        ("甲: {value: 500人, prior: 近400人}", "甲.增减", "甲.增减"),
        ("乙: 约1000人\n甲: 500人 of 乙", "甲.占比", "甲.占比"),
    ] {
        assert_eq!(
            read(figures, &format!("{{{{{citation}}}}}")).faults(),
            [(Code::BadExpression, at)],
            "{figures}"
        );
    }
    // Beside what is exact the register says nothing exact of it.
    let hedged: Vec<bool> = read_rate.table.figures.iter().map(|figure| figure.hedged).collect();
    assert_eq!(hedged, [true, false, true]);
    // Where every true value rounds to the same, nothing too much is claimed.
    prints("甲: 3人\n乙: 约1000人\n率: =甲/乙 @1%", "{{率}}", &["0%"]);
    prints("甲: {value: 近500人, prior: 400人}", "{{甲.上年}}{{甲.同比=20%以上}}", &["400人", "20%以上"]);
}

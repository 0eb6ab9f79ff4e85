//! Every diagnostic, at its exact place, in both languages.

use super::{Book, Outcome, one};
use crate::diagnostic::{Code, Severity};

/// Asserts that a section has exactly one fault, underlined so, and that both languages speak.
fn fault(text: &str, code: Code, underlined: &str) -> Outcome {
    let outcome = one(text);
    assert_eq!(outcome.faults(), [(code, underlined)], "{text}");
    both_languages(&outcome);
    outcome
}

fn both_languages(outcome: &Outcome) {
    for fault in outcome.diagnostics.iter() {
        let related = fault.related.iter().map(|related| &related.message);
        for text in [&fault.message].into_iter().chain(&fault.hints).chain(&fault.label).chain(related) {
            assert!(!text.zh.is_empty() && !text.en.is_empty());
            assert!(!text.zh.ends_with('。') && !text.en.ends_with('.'), "{text:?}");
        }
    }
}

#[test]
fn unknown_figure() {
    let outcome = fault("事件: 512件\n---\n共{{事仵}}", Code::UnknownFigure, "事仵");
    assert!(outcome.fixed().ends_with("共{{事件}}"));
    assert_eq!(outcome.printed(), ["!"]);
    let outcome = fault("办结: 508件\n率: =办洁/办结 @1%\n---\n{{率}}", Code::UnknownFigure, "办洁");
    assert!(outcome.fixed().contains("率: =办结/办结"));
    fault("---\n{{无}}", Code::UnknownFigure, "无");
    fault("甲: 1人 of 乙乙乙\n---\n", Code::UnknownFigure, "乙乙乙");
    fault("甲: {value: 1人, parts: [乙 丙]}\n丙: 1人\n---\n", Code::UnknownFigure, "乙");
    fault("事件: 512件\n---\n{{事件.去年}}", Code::UnknownFigure, "事件.去年");
    let outcome = Book::new(&["事件: 512件\n---\n", "---\n{{s0.事仵}}"]).resolve();
    assert_eq!(outcome.faults(), [(Code::UnknownFigure, "s0.事仵")]);
    assert_eq!(outcome.fixed(), "---\n{{s0.事件}}");
}

#[test]
fn ambiguous_figure() {
    let outcome =
        Book::new(&["社区: 6个\n---\n", "社区: {value: 7个, scope: 在建}\n---\n", "---\n{{社区}}"]).resolve();
    assert_eq!(outcome.faults(), [(Code::AmbiguousFigure, "社区")]);
    let fault = outcome.diagnostics.iter().next().unwrap();
    assert!(fault.hints[0].zh.contains("s0.社区、s1.社区"), "{fault:?}");
    assert_eq!(fault.related.len(), 2);
}

#[test]
fn duplicate_figure() {
    let outcome = fault("事件: 512件\n事件: 513件\n---\n{{事件}}", Code::DuplicateFigure, "事件");
    assert_eq!(outcome.printed(), ["512件"]);
    assert_eq!(outcome.diagnostics.iter().next().unwrap().span.start as usize, "事件: 512件\n".len());
}

#[test]
fn bad_name() {
    for name in ["3月", "_x", "办-结", "合计", "yoy", "办 结"] {
        fault(&format!("{name}: 1件\n---\n"), Code::BadName, name);
    }
    fault("---\n{{3月=1件}}", Code::BadName, "3月");
}

#[test]
fn bad_value() {
    fault("事件: 24,85件\n---\n{{事件}}", Code::BadValue, ",");
    fault("事件: 很多\n---\n", Code::BadValue, "很多");
    fault("事件: 三十二名\n---\n", Code::BadValue, "三十二名");
    fault("事件: 12件~15件\n---\n", Code::BadValue, "~");
    fault("事件: 12件 其他\n---\n", Code::BadValue, "其");
    fault("事件: 3.件\n---\n", Code::BadValue, ".");
    fault("事件: {note: x}\n---\n", Code::BadValue, "事件");
    fault("事件: [a b]\n---\n", Code::BadValue, "[a b]");
    let outcome = fault("办结: 1件\n率: 办结/2件\n---\n{{率}}", Code::BadValue, "办结/2件");
    assert!(outcome.fixed().contains("率: =办结/2件"));
}

#[test]
fn what_a_value_is_instead_of_a_number() {
    for (value, fixed) in [
        ("“512件”", "512件"),
        ("`512件`", "512件"),
        ("三支", "3支"),
        ("three teams", "3 teams"),
        ("==5件", "=5件"),
        ("=(5件+3件))", "=(5件+3件)"),
    ] {
        let outcome = one(&format!("甲: {value}\n---\n"));
        assert_eq!(outcome.faults().len(), 1, "{value}: {:?}", outcome.faults());
        assert!(outcome.fixed().starts_with(&format!("甲: {fixed}\n")), "{value}: {}", outcome.fixed());
    }
    for date in
        ["2021-12-05", "2021/12/5", "2021年12月5日", "12月5日", "12：30", "5 December 2021", "Dec 5, 2021"]
    {
        fault(&format!("甲: {date}\n---\n"), Code::BadValue, date);
    }
    for value in ["5年", "12月", "三十二名", "1/2", "约", "may be 5"] {
        let found = one(&format!("甲: {value}\n---\n")).diagnostics;
        assert!(!found.iter().any(|found| found.message.en.contains("date")), "{value}");
    }
}

#[test]
fn a_name_or_unit_that_is_wrong_is_said_once() {
    let outcome = fault("办结-率: 99%\n---\n{{办结-率}}", Code::BadName, "办结-率");
    assert_eq!(outcome.printed(), ["!"]);
    let outcome = fault("甲: 512件\n乙: 508\n丙: =甲 - 乙\n---\n{{丙}}", Code::UnitMismatch, "-");
    assert!(outcome.fixed().contains("乙: 508件\n"), "{}", outcome.fixed());
    let outcome = fault("all: 512 cases\ndone: 508 cases fo all\n---\n{{done}}", Code::BadValue, "fo");
    assert!(outcome.fixed().contains("508 cases of all"), "{}", outcome.fixed());
    // The words are Latin, the digits full-width: where in the file `fo` stands, nobody knows.
    let wide = one("all: 512 cases\ndone: ５０８ cases fo all\n---\n{{done}}");
    assert!(wide.faults().contains(&(Code::BadValue, "５０８ cases fo all")), "{:?}", wide.faults());
    assert!(one("all: 5 cases\ndone: 3 cases fo none\n---\n").faults().is_empty());
}

#[test]
fn bad_expression() {
    fault("率: =1件/\n---\n", Code::BadExpression, "");
    fault("率: =(1件 + 2件\n---\n", Code::BadExpression, "(");
    fault("率: =1件 2件\n---\n", Code::BadExpression, "2");
    fault("---\n{{办结/事件}}", Code::BadExpression, "/");
    fault("---\n{{}}", Code::BadExpression, "");
    fault("事件: 512件\n---\n{{事件@}}", Code::BadExpression, "");
    fault("事件: 512件\n---\n{{事件.同比}}", Code::BadExpression, "同比");
    fault("事件: 512件\n---\n{{事件.占比}}", Code::BadExpression, "占比");
    fault("事件: 512件\n---\n{{b=sume(事件)}}", Code::BadExpression, "sume");
}

#[test]
fn a_derived_figure_that_does_not_end_needs_a_pattern() {
    let text = "办结: 508件\n事件: 512件\n办结率: =办结/事件\n---\n{{办结率}}{{办结率}}";
    let outcome = fault(text, Code::BadExpression, "办结/事件");
    assert!(outcome.fixed().contains("办结率: =办结/事件 @0.01%\n"));
    let outcome = fault("---\n{{率=508件/512件}}", Code::BadExpression, "508件/512件");
    assert_eq!(outcome.fixed(), "---\n{{率@0.01%=508件/512件}}");
    let outcome =
        fault("甲: {value: 12.3亿元, prior: 11.4亿元}\n---\n{{甲.同比}}", Code::BadExpression, "甲.同比");
    assert!(outcome.fixed().ends_with("{{甲.同比@0.01%}}"));
    // A hedge is no example of decimals; a unit alone is not enough, and is not mended by a second pattern.
    fault("率: =1件/3件\n---\n{{率=约33%}}", Code::BadExpression, "1件/3件");
    let outcome = fault("率: =1件/3件\n---\n{{率@‰}}", Code::BadExpression, "‰");
    assert_eq!(outcome.diagnostics.iter().next().unwrap().fix, None);
}

#[test]
fn figure_cycle() {
    let outcome = fault("甲: =乙+1件\n乙: =甲-1件\n丙: =乙\n---\n{{甲}}{{丙}}", Code::FigureCycle, "乙");
    let cycle = outcome.diagnostics.iter().next().unwrap();
    assert!(cycle.message.zh.contains("甲 → 乙 → 甲"));
    assert_eq!(cycle.related.len(), 1);
    assert_eq!(outcome.printed(), ["!", "!"]);
    fault("甲: =甲\n---\n", Code::FigureCycle, "甲");
}

#[test]
fn divide_by_zero() {
    fault("事件: 0件\n率: =1件/事件\n---\n{{率}}", Code::DivideByZero, "/");
    fault("甲: {value: 1件, prior: 0件}\n---\n{{甲.同比}}", Code::DivideByZero, "同比");
    fault("b: =1 ÷ (2-2)\n---\n", Code::DivideByZero, "÷");
}

#[test]
fn unit_mismatch() {
    fault("甲: 1人\n乙: 1户\n丙: =甲 + 乙\n---\n{{丙}}", Code::UnitMismatch, "+");
    fault("丙: =5% + 1个百分点\n---\n", Code::UnitMismatch, "+");
    fault("丙: =5万元 - 3件\n---\n", Code::UnitMismatch, "-");
    fault("甲: 1人\n---\n{{甲@万元}}", Code::UnitMismatch, "万元");
    fault("甲: 1人\n---\n{{甲=1户}}", Code::UnitMismatch, "1户");
    fault("甲: 1人 @0.1%\n---\n", Code::UnitMismatch, "0.1%");
    fault("甲: {value: 1人, unit: 户}\n---\n", Code::UnitMismatch, "户");
    fault("甲: 5人 = 2户 + 3户\n---\n", Code::UnitMismatch, "5人");
    fault("甲: {value: 1人, prior: 2户}\n---\n{{甲.增减}}", Code::UnitMismatch, "2户");
}

#[test]
fn the_one_number_without_a_unit_is_given_that_of_all_others() {
    let outcome = fault("甲: 3人\n乙: 4人\n丙: 5\n合: =甲+乙+丙\n---\n", Code::UnitMismatch, "+");
    assert!(outcome.fixed().contains("丙: 5人"));
    let outcome = one("甲: 3人\n乙: 4户\n丙: 5\n合: =丙+甲+乙\n---\n");
    assert!(outcome.diagnostics.iter().all(|fault| fault.fix.is_none()));
}

#[test]
fn stated_contradicts() {
    let outcome = fault("办结率: 97% = 508件/512件\n---\n{{办结率}}", Code::StatedContradicts, "97%");
    let only = outcome.diagnostics.iter().next().unwrap();
    assert!(only.message.zh.contains("99.21875%") && only.message.en.contains("99.21875%"));
    assert_eq!(outcome.printed(), ["!"]);
    let outcome = fault("率: =508件/512件 @0.01%\n---\n{{率=97%}}", Code::StatedContradicts, "97%");
    assert!(outcome.fixed().ends_with("{{率=99%}}"));
    let outcome = fault("---\n{{事件=512件}}{{事件=500件}}{{事件}}", Code::StatedContradicts, "500件");
    assert_eq!(outcome.printed(), ["512件", "!", "512件"]);
    assert_eq!(outcome.diagnostics.iter().next().unwrap().related.len(), 1);
    fault("甲: 5件\n---\n{{甲=1件+2件}}", Code::StatedContradicts, "1件+2件");
    fault("甲: {value: 12.3亿元, prior: 11.4亿元}\n---\n{{甲.同比=10%}}", Code::StatedContradicts, "10%");
    assert!(one("甲: 12.3亿元\n---\n{{甲=12亿元}}{{甲=12.3}}").diagnostics.is_empty());
    // Of a number that is stated and computed, the text contradicts what is stated.
    let outcome = fault("率: 99.2% = 508件/512件\n---\n{{率=97%}}", Code::StatedContradicts, "97%");
    let only = outcome.diagnostics.iter().next().unwrap();
    assert!(only.message.zh.contains("另一处是 99.2%"), "{only:?}");
    assert_eq!(outcome.book.sources.get(only.related[0].span.file).slice(only.related[0].span), "率");
    // What is cut off in the text is said, and printed as it is.
    let outcome = fault("率: =508件/512件 @0.01%\n---\n{{率=99.21%}}", Code::Truncated, "99.21%");
    assert_eq!(outcome.printed(), ["99.22%"]);
    let cut = fault("率: 56.81% = 25人/44人\n---\n", Code::Truncated, "56.81%");
    assert!(cut.diagnostics.iter().next().unwrap().message.zh.contains("截去"));
    // A number that was only cut off is printed, and built on.
    let cut = fault("率: 56.81% = 25人/44人\n余: =100%-率\n---\n{{率}}{{余}}", Code::Truncated, "56.81%");
    assert_eq!(cut.printed(), ["56.81%", "43.19%"]);
}

#[test]
fn declared_differently() {
    let outcome = Book::new(&["事件: 512件\n---\n", "事件: 500件\n---\n"]).resolve();
    assert_eq!(outcome.faults(), [(Code::DeclaredDifferently, "事件")]);
    let fault = outcome.diagnostics.iter().next().unwrap();
    assert_eq!((fault.span.file.0, fault.related[0].span.file.0), (1, 0));
    both_languages(&outcome);
    // The other place is the one that differs, not the first.
    let outcome = Book::new(&["事件: 约500件\n---\n", "事件: 512件\n---\n", "事件: 500件\n---\n"]).resolve();
    let fault = outcome.diagnostics.iter().next().unwrap();
    assert_eq!((outcome.diagnostics.len(), fault.span.file.0, fault.related[0].span.file.0), (1, 2, 1));
    for (a, b) in [
        ("事件: 512件", "事件: 512件"),
        ("事件: 512件", "事件: 近520件"),
        ("事件: 512件", "事件: {value: 500件, scope: 上半年}"),
        ("事件: 512件", "事件: {value: 500件, period: 2020}"),
        ("款: 12.3亿元", "款: 123010万元"),
    ] {
        let outcome = Book::new(&[&format!("{a}\n---\n"), &format!("{b}\n---\n")]).resolve();
        assert!(outcome.diagnostics.is_empty(), "{a} {b}");
    }
}

#[test]
fn unknown_keys_and_data_files() {
    let outcome = fault("甲: {value: 1人, nota: x}\n---\n", Code::UnknownKey, "nota");
    assert_eq!(outcome.diagnostics.iter().next().unwrap().severity, Some(Severity::Error));
    assert!(outcome.fixed().contains("note: x"));
    fault("甲: {数值: 1人, 备注: x}\n---\n", Code::UnknownKey, "备注");
    let outcome = fault("甲: {from: data/a.xlsx}\n---\n{{甲}}", Code::BadValue, "data/a.xlsx");
    assert_eq!(outcome.printed(), ["!"]);
}

#[test]
fn a_unit_of_another_kind_is_told_with_a_way_out() {
    let outcome = fault("甲: 428\n乙: 421个 of 甲\n率: =乙/甲 @0.1%\n---\n", Code::UnitMismatch, "0.1%");
    assert!(outcome.diagnostics.iter().next().unwrap().hints[0].zh.contains("有没有漏写"));
    let outcome = fault("率: 98.4%\n---\n{{率@个}}", Code::UnitMismatch, "个");
    assert!(outcome.diagnostics.iter().next().unwrap().hints[0].zh.contains("同一种单位"));
}

#[test]
fn full_width_signs_are_understood() {
    let outcome = fault("事件: ５１２件\n---\n{{事件}}", Code::FullWidth, "５１２件");
    assert_eq!(outcome.printed(), ["512件"]);
    assert!(outcome.fixed().contains("事件: 512件"));
    let outcome = fault("事件: 512件\n---\n{{事件＠数＝５１２件}}", Code::FullWidth, "事件＠数＝５１２件");
    assert_eq!(outcome.printed(), ["512"]);
    assert!(outcome.fixed().ends_with("{{事件@数=512件}}"));
    let outcome = fault("支出: 7，246.38万元\n---\n{{支出}}", Code::FullWidth, "7，246.38万元");
    assert_eq!(outcome.printed(), ["7,246.38万元"]);
    assert!(outcome.fixed().contains("支出: 7,246.38万元"));
    // In braces a comma would end the value.
    let outcome = fault("支出: {数值: 7，246.38万元}\n---\n{{支出}}", Code::FullWidth, "7，246.38万元");
    assert!(outcome.fixed().contains("{数值: \"7,246.38万元\"}"), "{}", outcome.fixed());
}

#[test]
fn names_of_an_unreadable_section_are_not_called_unknown() {
    let outcome = Book::new(&["事件 512件\n---\n", "---\n{{事件}}{{s0.事件}}"]).unreadable(0).resolve();
    assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.faults());
    assert_eq!(outcome.printed(), ["!", "!"]);
    // What does not even stand in its front matter, it cannot declare.
    let book = Book::new(&["事件 512件\n---\n{{办洁}}", "办结: 508件\n---\n{{办洁}}{{办结}}"]);
    let outcome = book.unreadable(0).resolve();
    assert_eq!(outcome.faults(), [(Code::UnknownFigure, "办洁"), (Code::UnknownFigure, "办洁")]);
}

#[test]
fn what_depends_on_a_fault_is_silent() {
    let outcome = fault("甲: 很多\n乙: =甲*2\n丙: =乙\n---\n{{甲}}{{乙}}{{丙}}", Code::BadValue, "很多");
    assert_eq!(outcome.printed(), ["!", "!", "!"]);
}

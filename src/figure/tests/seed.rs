//! The figures of the seed report can be written as they were printed.

use super::one;
use crate::diagnostic::Code;

#[test]
fn as_printed() {
    let values = [
        "9.3%",
        "8%左右",
        "4129万元",
        "12.3亿元",
        "2栋",
        "6户",
        "40多万元",
        "140多万元",
        "1381人",
        "100%",
        "45岁",
        "2.67岁",
        "83.33%",
        "0.088岁",
        "24853人",
        "10000余张",
        "98.27%",
        "4038条",
        "4支",
        "20余次",
        "200余万元",
        "140多人次",
        "8.8万平方米",
        "55克",
        "273900元",
        "94人次",
        "90余起",
        "2021年度",
    ];
    let mut text = String::new();
    let mut body = String::from("---\n");
    for (index, value) in values.iter().enumerate() {
        text.push_str(&format!("甲{index}: {value}\n"));
        body.push_str(&format!("{{{{甲{index}}}}}"));
    }
    let outcome = one(&(text + &body));
    assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.faults());
    assert_eq!(outcome.printed(), values);
}

#[test]
fn shares_are_derived() {
    let outcome = one("党组织书记: 6人\n书记大专以上: 5人 of 党组织书记\n女性书记: 3人 of 党组织书记\n\
         书记大专以上占比: =书记大专以上/党组织书记 @0.01%\n女性书记占比: =女性书记/党组织书记\n\
         两委成员: 44人\n两委35岁以下: 5人 of 两委成员\n两委大专以上: 25人 of 两委成员\n\
         两委35岁以下占比: =两委35岁以下/两委成员 @0.01%\n两委大专以上占比: =两委大专以上/两委成员 @0.01%\n---\n\
         {{书记大专以上占比}}{{女性书记占比}}{{两委35岁以下占比}}{{两委大专以上占比}}{{女性书记.占比}}");
    assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.faults());
    assert_eq!(outcome.printed(), ["83.33%", "50%", "11.36%", "56.82%", "50%"]);
}

#[test]
fn the_contradictions_of_the_print_are_found() {
    for (line, code, what) in [
        ("率: 97% = 508件/512件", Code::StatedContradicts, "97%"),
        ("率: 6.81% = 3人/6人", Code::ImpossibleShare, "6.81%"),
        ("率: 56.81% = 25人/44人", Code::Truncated, "56.81%"),
        ("抓获: 35人 = 13人 + 18人", Code::StatedContradicts, "35人"),
        ("甲: 13人\n乙: 18人\n抓获: 35人 = 甲 + 乙", Code::PartsDoNotTie, "甲 + 乙"),
        ("甲: 119人\n乙: 57人\n就业: {value: 170人, parts: [甲 乙]}", Code::PartsDoNotTie, "甲 乙"),
    ] {
        let outcome = one(&format!("{line}\n---\n"));
        assert_eq!(outcome.faults(), [(code, what)]);
    }
    for line in [
        "率: 83.33% = 5人/6人",
        "率: 11.36% = 5人/44人",
        "毒品: 55克 = 35克 + 20克",
        "投入: 140多万元 = 40多万元 + 22万元 + 72万元",
    ] {
        assert!(one(&format!("{line}\n---\n")).diagnostics.is_empty(), "{line}");
    }
}

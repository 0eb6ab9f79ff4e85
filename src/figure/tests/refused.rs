//! What a clerk is told of a value that cannot be read: what it is instead, and what to write.

use super::{Outcome, one};
use crate::diagnostic::{Code, Diagnostic};

/// The only fault of a declaration.
fn told(value: &str) -> (Outcome, Diagnostic) {
    let outcome = one(&format!("全部: 5件\n甲: {value}\n---\n"));
    let faults: Vec<Diagnostic> = outcome.diagnostics.iter().cloned().collect();
    let [fault] = faults.as_slice() else { panic!("{value}: {:?}", outcome.faults()) };
    (outcome, fault.clone())
}

/// The hints of the only fault.
fn hints(value: &str) -> String {
    told(value).1.hints.iter().map(|hint| format!("{} {}", hint.zh, hint.en)).collect()
}

#[test]
fn each_kind_of_words_has_its_own_hint() {
    for (value, hint) in [
        (">500人", "超500人 或 500人以上"),
        ("<500人", "不足500人"),
        ("三十二名", "用阿拉伯数字写"),
        ("很多", "写成 508件"),
        ("24,85件", "千位逗号后面要有三位数字"),
        ("3.件", "小数点后面要有数字"),
        ("12件~15件", "范围写成两项"),
        ("12件-15件", "范围写成两项"),
        ("12件*3", "算式前面要写 ="),
        ("12件/3", "算式前面要写 ="),
        ("12件+3件", "算式前面要写 ="),
        ("12件 其他", "数值后面可以写 = 算式"),
        ("=12件, 3件", "逗号只分隔千位"),
        ("=全部 < 3件", "比较写在“检查”中"),
        ("=全部 > 3件", "比较写在“检查”中"),
        ("=全部 3件", "两个数之间要有运算符"),
        ("=全部 + 3件)", "前面少一个左括号"),
        ("FY2024/25", "期间: FY2024/25"),
        ("2024/25", "period: 2024/25"),
        ("Q3 2021", "period: Q3 2021"),
    ] {
        assert!(hints(value).contains(hint), "{value}: {}", hints(value));
    }
}

#[test]
fn what_an_input_method_makes_of_a_number_is_told_with_what_to_write() {
    for (value, message, mended) in [
        ("7246。38万元", "小数点要写成 .", "7246.38万元"),
        ("7246.38 万 元", "写成 7246.38万元", "7246.38万元"),
        ("12 平方 米", "写成 12平方米", "12平方米"),
        ("%98.5", "98.5%", "98.5%"),
    ] {
        let (outcome, fault) = told(value);
        assert!(fault.message.zh.contains(message), "{value}: {}", fault.message.zh);
        assert!(outcome.fixed().contains(&format!("甲: {mended}\n")), "{value}: {}", outcome.fixed());
    }
}

#[test]
fn what_only_looks_like_a_period_or_a_date_is_called_neither() {
    for value in ["Q3 late", "FYI", "12/2024", "3/24", "A:B", "每月", "marks 5", "may 5"] {
        let (_, fault) = told(value);
        let said = format!("{} {}", fault.message.zh, hints(value));
        assert!(
            !["期间", "period", "日期", "时刻"].iter().any(|word| said.contains(word)),
            "{value}: {said}"
        );
    }
    for (value, kind) in [("Dec 2021", "日期"), ("2021年12月", "日期"), ("8:30", "时刻")] {
        assert!(told(value).1.message.zh.contains(kind), "{value}");
    }
}

#[test]
fn a_slip_of_spelling_is_underlined_and_mended() {
    for (value, underlined, mended) in [
        ("more then 512 cases", "then", "more than 512 cases"),
        ("more then 4 cases of 全部", "then", "more than 4 cases of 全部"),
        ("$3 bil", "bil", "$3 billion"),
        ("€2 mrd", "mrd", "€2 billion"),
        ("$3 milion @0.1", "milion", "$3 million @0.1"),
    ] {
        let (outcome, _) = told(value);
        assert_eq!(outcome.faults(), [(Code::BadValue, underlined)], "{value}");
        assert!(outcome.fixed().contains(&format!("甲: {mended}\n")), "{}", outcome.fixed());
    }
}

#[test]
fn what_is_more_than_one_numeral_is_not_turned_into_digits() {
    for value in ["三十二名", "十几人", "三四个", "三支 其他", "three teams or so"] {
        assert_eq!(told(value).1.fix, None, "{value}");
    }
}

#[test]
fn how_far_a_value_was_read_is_shown() {
    let label = |value: &str| told(value).1.label.map(|label| label.zh);
    assert_eq!(label("12件~15件").as_deref(), Some("到这里读作 12件"));
    assert_eq!(label("=全部 of 全部 of 全部"), None);
}

#[test]
fn a_number_too_long_is_called_so() {
    let (_, fault) = told(&format!("=全部 + {}件", "9".repeat(5000)));
    assert_eq!(fault.message.zh, "这个数太长了");
    let (_, fault) = told(&format!("=全部{}", " * 99999999999999999999".repeat(200)));
    assert_eq!((fault.code, fault.message.zh.as_str()), (Code::BadExpression, "结果的位数太多"));
}

#[test]
fn a_mapping_with_a_fault_is_said_to_have_that_one_alone() {
    for (value, code, underlined) in [
        ("{value: 很多}", Code::BadValue, "很多"),
        ("{value: 5件, show: 0.1%x}", Code::BadExpression, "0.1%x"),
        ("{value: 5件, prior: 4件 其他}", Code::BadValue, "4件 其他"),
        ("{value: 5件, parts: 全部、乙、丙}", Code::UnknownFigure, "乙"),
        ("{value: 5件, exact: 也许}", Code::BadValue, "也许"),
    ] {
        let outcome = one(&format!("全部: 5件\n丙: 0件\n甲: {value}\n---\n"));
        assert_eq!(outcome.faults()[0], (code, underlined), "{value}");
        assert_eq!(outcome.faults().len(), 1, "{value}: {:?}", outcome.faults());
    }
    let outcome = one("甲: {value: 9件, parts: 乙 + 丙、丁}\n乙: 2件\n丙: 3件\n丁: 4件\n---\n");
    assert_eq!(outcome.faults(), []);
    let parts: Vec<_> = outcome.table.figures[0].parts.iter().map(|part| part.figure).collect();
    assert_eq!(parts, [Some(1), Some(2), Some(3)]);
}

#[test]
fn a_key_that_is_written_already_is_no_fix_for_a_misspelt_one() {
    let outcome = one("甲: {value: 5件, valeu: 6件}\n---\n{{甲}}");
    assert_eq!((outcome.faults(), outcome.printed()), (vec![(Code::UnknownKey, "valeu")], vec!["5件"]));
    assert_eq!(outcome.diagnostics.iter().next().unwrap().fix, None);
}

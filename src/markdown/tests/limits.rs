//! What is too deep, too long or too many: a result and a diagnostic.
//!
//! No clock runs here: a reader that needs the square of the length takes minutes, and one sees it.

use crate::diagnostic::Code;
use crate::report::InlineKind;

use super::{chinese, dump};

#[test]
fn nesting_has_an_end() {
    for (open, close) in [
        ("> ", ""),
        ("- ", ""),
        ("1. ", ""),
        ("> - ", ""),
        ("*a ", "*"),
        ("**a ", "**"),
        ("<u>", "</u>"),
        ("*a <sup>", "</sup>*"),
        ("[", "](x)"),
        ("![", "](x)"),
    ] {
        for depth in [45, 10_000] {
            let text = format!("{}内容{}", open.repeat(depth), close.repeat(depth));
            let (file, section, diagnostics) = chinese(&text);
            assert!(dump::section(&file, &section).contains("内容"), "{open} {depth}");
            let deep =
                diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::NestingTooDeep).count();
            // Links do not nest, and images nest until the parser itself has enough.
            assert!(deep == 1 || open == "[" || open == "![", "{open} {depth}: {deep}");
        }
    }
}

#[test]
fn ten_quotes_and_thirteen_lists_are_fine() {
    let items =
        |count: usize| -> String { (0..count).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect() };
    let callouts = |count: usize| -> String {
        (1..=count).map(|depth| format!("{}[!NOTE]\n", "> ".repeat(depth))).collect()
    };
    let terms = |count: usize| -> String {
        let term = |depth: usize| format!("{0}词\n\n{0}: 释\n\n", "  ".repeat(depth));
        (0..count).map(term).collect()
    };
    for (fine, deep) in [
        ("> ".repeat(10) + "x", "> ".repeat(11) + "x"),
        (items(13), items(14)),
        (callouts(8), callouts(9)),
        (terms(13), terms(14)),
    ] {
        assert!(chinese(&fine).2.is_empty(), "{fine}");
        assert_eq!(chinese(&deep).2.len(), 1, "{deep}");
    }
}

#[test]
fn deep_items_keep_their_lines() {
    let text: String = (0..40).map(|depth| format!("{}- 第{depth}项\n", "  ".repeat(depth))).collect();
    let (file, section, diagnostics) = chinese(&text);
    let dump = dump::section(&file, &section);
    assert!((0..40).all(|depth| dump.contains(&format!("第{depth}项"))));
    let places: Vec<_> =
        diagnostics.iter().map(|diagnostic| file.place(diagnostic.span.start).line).collect();
    assert_eq!(places, [14]);
}

#[test]
fn long_lines_and_many_citations_are_read_in_time() {
    for text in [
        "数字{{a}}，".repeat(50_000),
        "a*b_c`d~e[f".repeat(50_000),
        "&amp;\\*".repeat(50_000),
        "| a ".repeat(20_000) + "\n" + &"|---".repeat(20_000) + "\n",
        format!("|a|b|\n|-|-|\n{}", "| {{x}} | 12\\|3 |\n".repeat(10_000)),
        "<u>".repeat(50_000),
        "<div> ".to_owned() + &"<div <!-".repeat(50_000),
        "<!--".repeat(200_000),
        "<div>".to_owned() + &"<style>".repeat(50_000),
        "{".repeat(100_000),
        "[".repeat(300_000),
        "【@".repeat(200_000),
        "[甲]（#".repeat(100_000),
        "{{".repeat(100_000),
        "$".repeat(100_000),
        "{#".repeat(100_000),
        "$$\n".repeat(30_000),
        "[a]: b\n".repeat(20_000),
        "「「".repeat(50_000),
        "～～~".repeat(50_000),
        "    代码\n".repeat(30_000),
        "\"{a=\"".repeat(50_000),
        "行\n".repeat(100_000),
        "# 标题\n".repeat(10_000),
        "$a$ ".repeat(50_000),
        "$$a$$ ".repeat(30_000),
        "甲 $$ ".repeat(50_000),
        "{#a} ".repeat(40_000),
        "<table>\n\n".repeat(20_000),
        "`` ` ".repeat(50_000),
        "> [!NOTE] 题\n\n".repeat(5_000),
    ] {
        chinese(&text);
    }
}

#[test]
fn every_citation_is_its_own_however_many() {
    let text: String = (0..20_000).map(|index| format!("`{{{{码{index}}}}}` {{{{数{index}}}}} ")).collect();
    let (file, section, _) = chinese(&text);
    let mut codes = 0;
    let mut citations = 0;
    section.visit_inlines(&mut |inline| match &inline.kind {
        InlineKind::Code(code) => {
            assert_eq!(*code, format!("{{{{码{codes}}}}}"));
            codes += 1;
        }
        InlineKind::Citation(citation) => {
            assert_eq!(file.slice(citation.inner), format!("数{citations}"));
            citations += 1;
        }
        _ => {}
    });
    assert_eq!((codes, citations), (20_000, 20_000));
}

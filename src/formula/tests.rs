//! What is read, what is refused and where, and how it sounds.

use proptest::prelude::*;

use super::{Fault, Node, read, words};
use crate::diagnostic::Language;
use crate::report::{Citation, Formula, Inline, InlineKind};
use crate::source::{SourceId, Span};

/// Makes a formula of LaTeX; `{{…}}` in it are citations.
pub(crate) fn formula(latex: &str, display: bool) -> Formula {
    let file = SourceId(0);
    let mut citations = Vec::new();
    let mut at = 0;
    while let Some(start) = latex[at..].find("{{").map(|found| at + found) {
        // Of three braces the first opens a group.
        let start = if latex[start + 2..].starts_with('{') { start + 1 } else { start };
        let Some(end) = latex[start..].find("}}").map(|found| start + found + 2) else { break };
        if latex[start + 2..end - 2].contains('{') {
            at = start + 1;
            continue;
        }
        let span = Span::new(file, start, end);
        let kind = InlineKind::Citation(Citation { span, inner: span.part(2, span.len() - 2) });
        citations.push(Inline { span, kind });
        at = end;
    }
    let span = Span::new(file, 0, latex.len());
    Formula { latex: latex.to_owned(), span, display, citations, id: None, id_span: None }
}

fn tree(latex: &str) -> Node {
    read(&formula(latex, true)).unwrap_or_else(|fault| panic!("{latex}: {fault:?}"))
}

fn refused(latex: &str, display: bool) -> Fault {
    match read(&formula(latex, display)) {
        Ok(tree) => panic!("{latex}: {tree:?}"),
        Err(fault) => *fault,
    }
}

fn spoken(latex: &str, language: Language) -> String {
    words(&tree(latex), language, &|_| "508件".to_owned())
}

#[test]
fn formulas_of_reports_are_read_aloud() {
    let zh = |latex| spoken(latex, Language::Chinese);
    let en = |latex| spoken(latex, Language::English);
    assert_eq!(zh(r"办结率=\frac{办结数}{受理数}\times 100\%"), "办结率等于受理数分之办结数乘以100%");
    assert_eq!(zh(r"\frac{{办结}}{512\text{件}}"), "512件分之508件");
    assert_eq!(zh(r"x^2+\sqrt{a+b}"), "x的2次方加根号（a加b）");
    assert_eq!(zh(r"\sum_{i=1}^{n} x_i"), "求和从（i等于1）到n x下标i");
    assert_eq!(en(r"\frac{a+b}{2} \le 1{,}234.5"), "( a plus b ) over 2 less than or equal to 1,234.5");
    assert_eq!(
        en(r"\begin{cases} 1 & x>0 \\ 0 & x\le 0\end{cases}"),
        "cases: 1 , x greater than 0 ; 0 , x less than or equal to 0"
    );
}

#[test]
fn what_is_wrong_is_found_at_its_place() {
    let at = |latex: &str, display| {
        let fault = refused(latex, display);
        let slice = latex[fault.span.range()].to_owned();
        (slice, fault.message.zh, fault.fix)
    };
    for (latex, place) in [
        (r"\frac{a}", r"\frac"),
        (r"\frca{a}{b}", r"\frca"),
        (r"{a", "{"),
        ("a}", "}"),
        (r"\left( x", r"\left"),
        (r"x \right)", r"\right"),
        (r"\left x", r"\left"),
        (r"x_1_2", "_"),
        (r"x^", "^"),
        (r"\begin{foo} x \end{foo}", "foo"),
        (r"\begin{cases} x", r"\begin{cases}"),
        (r"\begin{cases} x \end{matrix}", r"\end"),
        (r"a \\ b", r"\\"),
        (r"a & b", "&"),
        (r"\text{a", r"\text{"),
        (r"\text{$x$}", "$"),
        (r"\text{\alpha}", r"\alpha"),
        (r"\operatorname{#panic()}", r"\operatorname"),
        (r"\tag{1}", r"\tag"),
        (r"\def\a{\a}", r"\def"),
        (r"#import", "#"),
        (r#"a " b"#, "\""),
        ("a\u{0}b", "\u{0}"),
        (r"\", r"\"),
        (r"\not a", r"\not a"),
        (r"\begin{array}{l|r} a \end{array}", ""),
        ("", ""),
        ("{}", "{}"),
    ] {
        let (slice, message, _) = at(latex, false);
        assert_eq!(slice, place, "{latex}: {message}");
    }
    assert_eq!(at(r"\aplha", false).2.as_deref(), Some(r"\alpha"));
    assert_eq!(at(&"{".repeat(10_000), false).0, "");
    assert_eq!(at(&r"\sqrt".repeat(1_500), true).0, r"");
}

#[test]
fn a_percent_sign_hides_nothing() {
    let zh = |latex| spoken(latex, Language::Chinese);
    assert_eq!(zh("100% + 5"), "100%加5");
    assert_eq!(zh(r"\text{占100%的}+5"), "占100%的加5");
}

#[test]
fn words_stand_as_they_are_typed() {
    let zh = |latex| spoken(latex, Language::Chinese);
    assert_eq!(zh(r"GDP增速"), "GDP增速");
    assert_eq!(zh(r"x人"), "x人");
    assert_eq!(zh(r"第1季度产值"), "第1季度产值");
    assert_eq!(zh(r"增速＝５％"), "增速等于５%");
}

/// Pieces of LaTeX and of what surrounds it.
const TOKENS: &[&str] = &[
    "a",
    "x",
    "12",
    "1,234",
    ".",
    ",",
    " ",
    "\n",
    "{",
    "}",
    "{{a}}",
    "[",
    "]",
    "(",
    ")",
    "^",
    "_",
    "'",
    "&",
    "\\\\",
    "\\",
    "\\frac",
    "\\sqrt",
    "\\text",
    "\\text{",
    "\\left",
    "\\right",
    "\\left(",
    "\\right)",
    "\\begin{cases}",
    "\\end{cases}",
    "\\begin{array}{c}",
    "\\end{array}",
    "\\operatorname",
    "\\limits",
    "\\sum",
    "\\not",
    "\\hat",
    "\\mathrm",
    "\\displaystyle",
    "\\substack{",
    "\\xrightarrow",
    "\\middle",
    "\\%",
    "%",
    "#",
    "$",
    "\"",
    "#panic()",
    "\u{3000}",
    "办结",
    "（",
    "＝",
    "é",
    "e\u{301}",
    "√",
    "\u{e000}",
    "\u{0}",
    "\u{202e}",
    "😀",
];

pub(crate) fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(TOKENS), 0..30).prop_map(|tokens| tokens.concat())
}

/// Returns the digits of a tree in their order; those above come before those below.
fn digits(node: &Node, language: Language) -> usize {
    words(node, language, &|_| String::new()).chars().filter(char::is_ascii_digit).count()
}

proptest! {
    #[test]
    fn any_latex_is_read_or_refused_at_a_place(latex in soup()) {
        for display in [false, true] {
            match read(&formula(&latex, display)) {
                Ok(tree) => {
                    // No number is lost.
                    let written = latex.chars().filter(char::is_ascii_digit).count();
                    prop_assert_eq!(digits(&tree, Language::Chinese), written, "{}", latex);
                }
                Err(fault) => prop_assert!(latex.get(fault.span.range()).is_some(), "{:?} in {:?}", fault, latex),
            }
        }
    }
}

#[test]
fn only_a_distance_behind_a_line_end_goes() {
    let zh = |latex| spoken(latex, Language::Chinese);
    assert!(zh(r"a \\[5kg] b").contains('5'));
    assert_eq!(zh(r"a \\[2pt] b"), zh(r"a \\ b"));
    assert_eq!(zh(r"a \\[-0.5 em] b"), zh(r"a \\ b"));
    assert_eq!(refused(r"\left( a & b \right)", true).message.zh, r"\left 和 \right 之间不能用 &");
    assert_eq!(refused(r"{a & b}", true).message.zh, "花括号里不能用 &");
}

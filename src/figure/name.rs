//! Names: what may be one, what is kept free of them, and references made of them.
//!
//! Which figure a reference means is the business of `scope`.

use unicode_ident::{is_xid_continue, is_xid_start};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::piece::narrowed;
use crate::diagnostic::Text;
use crate::source::Span;
use crate::text;

/// What is computed from a figure instead of the figure itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Facet {
    /// Last year's value.
    Prior,
    /// The growth rate on last year.
    Growth,
    /// The difference from last year.
    Change,
    /// The share of the whole.
    Share,
}

/// A name in a formula or citation: `name`, `id.name`, each with or without a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    /// The parts between the dots, canonical.
    pub(super) parts: Vec<String>,
    /// What a function around the name asks for.
    pub(super) facet: Option<Facet>,
    /// The place of the whole.
    pub(super) span: Span,
    /// The place of the last part.
    pub(super) last: Span,
}

/// A function of the formula language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    /// The sum of all arguments.
    Sum,
    /// The first as a share of the second.
    Share,
    /// The mean of all arguments.
    Mean,
    /// A facet of a figure.
    Facet(Facet),
    /// The difference of two rates in percentage points.
    Points,
    /// The value without its sign.
    Absolute,
    /// The smallest argument.
    Least,
    /// The largest argument.
    Greatest,
    /// The first, rounded like the second.
    Round,
}

/// The words of the functions; a figure cannot have them as names.
pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("sum", Function::Sum),
    ("合计", Function::Sum),
    ("share", Function::Share),
    ("占比", Function::Share),
    ("mean", Function::Mean),
    ("平均", Function::Mean),
    ("yoy", Function::Facet(Facet::Growth)),
    ("同比", Function::Facet(Facet::Growth)),
    ("change", Function::Facet(Facet::Change)),
    ("增减", Function::Facet(Facet::Change)),
    ("prior", Function::Facet(Facet::Prior)),
    ("上年", Function::Facet(Facet::Prior)),
    ("points", Function::Points),
    ("百分点差", Function::Points),
    ("abs", Function::Absolute),
    ("绝对值", Function::Absolute),
    ("min", Function::Least),
    ("最小", Function::Least),
    ("max", Function::Greatest),
    ("最大", Function::Greatest),
    ("round", Function::Round),
    ("四舍五入", Function::Round),
];

impl Function {
    /// Returns the function of a word.
    pub(super) fn of(word: &str) -> Option<Function> {
        FUNCTIONS.iter().find(|(name, _)| *name == word).map(|(_, function)| *function)
    }
}

impl Facet {
    /// Returns the facet of a word after a dot.
    pub(super) fn of(word: &str) -> Option<Facet> {
        match Function::of(word)? {
            Function::Facet(facet) => Some(facet),
            Function::Share => Some(Facet::Share),
            _ => None,
        }
    }

    /// Returns the facet's name in each language.
    pub(super) fn name(self) -> Text {
        match self {
            Facet::Prior => text!("上年", "prior"),
            Facet::Growth => text!("同比", "yoy"),
            Facet::Change => text!("增减", "change"),
            Facet::Share => text!("占比", "share"),
        }
    }
}

/// Returns what a reader is told that a facet is.
pub(super) fn said(facet: Facet) -> Text {
    match facet {
        Facet::Prior => text!("上年", "last year"),
        Facet::Growth => text!("同比", "growth"),
        Facet::Change => text!("增减", "change"),
        Facet::Share => text!("占比", "share"),
    }
}

/// Returns a name in the one form in which names are compared: NFC, full-width letters and digits narrowed.
pub(super) fn canonical(name: &str) -> String {
    let name = name.trim();
    match narrowed(name) {
        Some(narrow) => narrow.nfc().collect(),
        // Most names are in that form, and are looked up often.
        None if is_nfc(name) => name.to_owned(),
        None => name.nfc().collect(),
    }
}

/// Returns whether a name is a word of formulas.
pub(super) fn is_of_formulas(name: &str) -> bool {
    Function::of(name).is_some() || matches!(name, "of" | "属于")
}

/// Says why a canonical name cannot be a figure's; `None` when it can.
pub(super) fn fault(name: &str) -> Option<Text> {
    let Some(first) = name.chars().next() else {
        return Some(text!("这个数字没有名称", "a figure without a name"));
    };
    if is_of_formulas(name) {
        return Some(text!(
            "“{name}”是算式用词，不能作数字的名称",
            "`{name}` is a word of formulas and cannot name a figure"
        ));
    }
    if first == '_' {
        return Some(text!("数字的名称不能以下划线开头", "a figure's name cannot begin with an underscore"));
    }
    if first.is_ascii_digit() {
        return Some(text!("数字的名称不能以数字开头", "a figure's name cannot begin with a digit"));
    }
    let strange = name
        .chars()
        .enumerate()
        .find(|(index, c)| if *index == 0 { !is_xid_start(*c) } else { !is_xid_continue(*c) });
    strange.map(|(_, c)| match c {
        ' ' => text!("数字的名称“{name}”中不能有空格", "the figure's name `{name}` cannot hold a space"),
        _ => text!("数字的名称“{name}”中不能有“{c}”", "the figure's name `{name}` cannot hold `{c}`"),
    })
}

/// Returns the letters, digits and marks at the beginning of a text that make a name; empty when none do.
pub(super) fn run(text: &str) -> &str {
    if !text.starts_with(|c| is_xid_start(c) || c == '_') {
        return "";
    }
    &text[..text.find(|c| !is_xid_continue(c)).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_of_any_language() {
        for name in ["事件", "两委35岁以下", "gdp_2021", "Größe"] {
            assert_eq!(fault(name), None, "{name}");
        }
        for name in ["", "3月", "_x", "a-b", "a b", "合计", "share", "of", "a.b", "“甲”"] {
            assert!(fault(name).is_some(), "{name}");
        }
    }

    #[test]
    fn one_name_has_one_form() {
        assert_eq!(canonical("e\u{301}"), canonical("\u{e9}"));
        assert_eq!(canonical(" ＧＤＰ２１ "), "GDP21");
    }

    #[test]
    fn a_number_is_no_name_and_a_name_that_is_refused_is_read_whole() {
        assert_eq!(run("3月"), "");
        assert_eq!(run("_x + 1"), "_x");
        assert_eq!(run("事件/2"), "事件");
    }
}

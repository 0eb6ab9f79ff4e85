//! Where a formula begins and ends.

use super::dialect::{en, zh};

#[test]
fn a_dollar_of_money_opens_no_formula() {
    zh("美元（US$）和港元（HK$）都可以。", "p: 美元（US$）和港元（HK$）都可以。", "");
    en("Pay in (US$) or (HK$) now.", "p: Pay in (US$) or (HK$) now.", "");
    zh("约5$，计$a$。", "p: 约5$，计math(a)。", "");
    zh("$，$a$", "p: $，math(a)", "");
}

#[test]
fn a_formula_may_have_strokes_and_figures() {
    zh("概率$P(A|B)$与$|x|$", "p: 概率math(P(A|B))与math(|x|)", "");
    zh("$x_{{甲}}$和$x/${{a}}", "p: math(x_{{甲}} with ⟦甲⟧)和$x/$⟦a⟧", "");
    // In a table a stroke ends the cell, at the ends of the row or not.
    zh("| $a | b$ |\n|--|--|\n| $c | d$ |", "table [Auto, Auto]\n| $a | b$ |\n| $c | d$ |", "");
    zh("$a | b$\n--|--\n$c | d$\n\n$e|f$", "table [Auto, Auto]\n| $a | b$ |\n| $c | d$ |\np: math(e|f)", "");
}

#[test]
fn code_and_items_are_no_formula() {
    zh("用 `$$` 开头，用 `$$` 结尾，$$a$$", "p: 用 code($$) 开头，用 code($$) 结尾，\nformula None: a", "");
    zh("这里 $$ 花 `$$`", "p: 这里 $$ 花 code($$)", "");
    zh("- $$ 甲\n- 乙 $$", "list None tight=true\n- \np: $$ 甲\n- \np: 乙 $$\n/list", "bad-formula 1:3 `$$`");
    zh("> ```tex\n> $$\n> a\n> $$\n> ```", "quote\ncode tex: $$\\na\\n$$\\n\n/quote", "");
    zh("- ```tex\n  $$\n  b\n  $$\n  ```", "list None tight=true\n- \ncode tex: $$\\nb\\n$$\\n\n/list", "");
}

#[test]
fn the_signs_of_quotations_are_no_part_of_a_formula() {
    zh(
        "- > ```math\n  > a+b\n  > =c\n  > ```",
        "list None tight=true\n- \nquote\nformula None:     a+b\\n    =c\n/quote\n/list",
        "",
    );
    zh(
        "- > $$\n  > a\n  > > b\n  > $$",
        "list None tight=true\n- \nquote\nformula None: \\n    a\\n    > b\\n    \n/quote\n/list",
        "",
    );
}

#[test]
fn titles_and_callouts_may_hold_formulas() {
    zh("---\ntitle: 比 $${{甲}}$$ 高\n---\n", "h1#a: 比 math({{甲}} with ⟦甲⟧) 高", "");
    zh(
        "> [!NOTE] 标**题**[^1] $x$ `c`\n> 文\n\n[^1]: 注。",
        "callout note: 标strong(题)note(0) math(x) code(c)\np: 文\n/callout\nnote 0 1:\np: 注。",
        "",
    );
}

#[test]
fn an_empty_line_in_a_fence_is_said() {
    zh("```math\n\na = 1\n\nb = 2\n\n```", "formula None: \\na = 1\\n\\nb = 2", "bad-formula 4:1 ``");
    zh("```math\na = 1 \\\\\n\nb = 2\n```", "formula None: a = 1 \\\\\\\\\\n\\nb = 2", "");
    zh("> ```math\n> a\n>\n> b\n> ```", "quote\nformula None:   a\\n \\n  b\n/quote", "bad-formula 3:1 ``");
}

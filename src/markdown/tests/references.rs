//! References to literature, and what only looks like them.

use super::dialect::{en, zh};

#[test]
fn keys_and_pages_stand_in_brackets() {
    zh("见[@wang2020]。", "p: 见ref(wang2020)。", "");
    zh("见[@a_b_c, 第3页；@王2020，图2; @x:y/z.1 ]", "p: 见ref(a_b_c<第3页> 王2020<图2> x:y/z.1)", "");
    en("as [@smith, p. 3; @doe] says", "p: as ref(smith<p. 3> doe) says", "");
    zh("*强[@a_b]调*", "p: em(强ref(a_b)调)", "");
    zh("**重[@a_b]点** [@a][@b]", "p: strong(重ref(a_b)点) ref(a)ref(b)", "");
    zh(
        "# 甲\n\n## 题[@a]\n\n| 甲[@b] |\n|---|\n| [@c, 第1页] |",
        "h1#a: 甲\nh2#题: 题ref(a)\ntable [Auto]\n| 甲ref(b) |\n| ref(c<第1页>) |",
        "",
    );
    zh("注[^1]\n\n[^1]: 见[@a]", "p: 注note(0)\nnote 0 1:\np: 见ref(a)", "");
    zh("文字[@a]\n文字", "p: 文字ref(a)文字", "");
    en("words [@a]\nwords", "p: words ref(a) words", "");
    zh("[@王2020]: 指出问题", "p: ref(王2020): 指出问题", "");
}

#[test]
fn what_is_no_key_is_text() {
    for text in ["a@b.cn 和 [a@b.cn]", "[@]", "[@ 张三]", "[@张三 请看]", "@wang2020", "[见 @wang2020]"]
    {
        zh(text, &format!("p: {text}"), "");
    }
    zh("\\[@a]", "p: [@a]", "");
    zh("`[@a]` [@b](c.md)", "p: code([@a]) link<c.md>(@b)", "");
    zh("```\n[@a]\n```", "code : [@a]\\n", "");
}

#[test]
fn a_form_that_is_not_known_is_said() {
    zh("[@a, ]", "p: [@a, ]", "unsupported 1:1 `[@a`");
    zh("[@a\n; @b]", "p: [@a ; @b]", "unsupported 1:1 `[@a`");
    zh("[@a\n也可]", "p: [@a也可]", "");
    en("see [@a; also @b]", "p: see [@a; also @b]", "unsupported 1:5 `[@a`");
}

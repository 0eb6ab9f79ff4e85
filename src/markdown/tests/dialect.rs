//! What people type, and what it is: tables of input and model.

use super::{chinese, dump, english};

/// Checks that Markdown of a Chinese report gives these blocks and these diagnostics.
pub(super) fn zh(text: &str, blocks: &str, diagnostics: &str) {
    let (file, section, found) = chinese(text);
    assert_eq!(dump::section(&file, &section), blocks, "{text}");
    assert_eq!(dump::diagnostics(&file, &found), diagnostics, "{text}");
}

/// The same in an English report.
pub(super) fn en(text: &str, blocks: &str, diagnostics: &str) {
    let (file, section, found) = english(text);
    assert_eq!(dump::section(&file, &section), blocks, "{text}");
    assert_eq!(dump::diagnostics(&file, &found), diagnostics, "{text}");
}

#[test]
fn signs_of_other_dialects_are_text() {
    zh("5~10人，每周*3~5天*", "p: 5~10人，每周em(3~5天)", "");
    zh("2^10 a==b ++ ~a~ ~~~b~~~ ~~删~~", "p: 2^10 a==b ++ ~a~ ~~~b~~~ del(删)", "");
    zh(
        "[a](x~y.md) `~` <https://a.b/~c>",
        "p: link<x~y.md>(a) code(~) link<https://a.b/~c>(https://a.b/~c)",
        "",
    );
}

#[test]
fn money_is_no_formula() {
    for text in
        ["$5 to $10", "$1.2m (US$)", "US$ 5 and NT$ 6", "\\$a$", "a $ b $ c", "$a $b", "costs $x or$5"]
    {
        en(text, &format!("p: {}", text.replace("\\$", "$")), "");
    }
    zh("${{a}}/${{b}}", "p: $⟦a⟧/$⟦b⟧", "");
}

#[test]
fn formulas_are_told_from_text() {
    zh("设$a_1*b*c$。", "p: 设math(a_1*b*c)。", "");
    zh("$`_x_`$，`$a$`", "p: math(_x_)，code($a$)", "");
    zh("`$`和`$`，`` $`a`$ ``", "p: code($)和code($)，code($`a`$)", "");
    zh("$$a*b*$$", "formula None: a*b*", "");
    zh("$$\na*b*c\n\\alpha\n$$", "formula None: \\na*b*c\\n\\\\alpha\\n", "");
    zh("$$\n=\n- b\n$$ {#率}", "formula Some(\"率\"): \\n=\\n- b\\n", "");
    zh("```math {#率}\na=b\n```\n", "formula Some(\"率\"): a=b", "");
    zh("$$a$$$$b$$", "formula None: a\nformula None: b", "");
    // Behind a formula a paragraph goes on; a sentence before it is not joined to it.
    zh("按下式计算。\n$$a$$\n其中$a$为率。", "p: 按下式计算。\nformula None: a\np: 其中math(a)为率。", "");
    zh("> $$\n> a\n> > b\n> $$", "quote\nformula None: \\n  a\\n  > b\\n  \n/quote", "");
    zh("- $$\n  a\n  $$", "list None tight=true\n- \nformula None: \\n  a\\n  \n/list", "");
    zh("| $$a|b$$ | c |\n|--|--|", "table [Auto, Auto]\n| math(a|b) | c |", "");
    zh("# 率 $$a$$", "h1#a: 率 math(a)", "");
    en("costs $$\nand $$ more", "p: costs $$ and $$ more", "");
}

#[test]
fn formulas_cite_figures() {
    zh("$$\\frac{{{甲}}}{{乙}}$$", "formula None: \\\\frac{{{甲}}}{{乙}} with ⟦甲⟧⟦乙⟧", "");
    zh("$`x^{{a}}+{{b}\\over{c}}`$", "p: math(x^{{a}}+{{b}\\\\over{c}} with ⟦a⟧)", "");
}

#[test]
fn a_formula_that_is_never_closed_is_said() {
    zh("$$\na\n\nb $$", "p: $$ a\np: b $$", "bad-formula 1:1 `$$`");
    zh("$$ a", "p: $$ a", "bad-formula 1:1 `$$`");
    zh("$$ $$", "p: $$ $$", "bad-formula 1:1 `$$`");
}

#[test]
fn addresses_end_where_they_end() {
    zh("见https://www.gov.cn查询", "p: 见link<https://www.gov.cn>(https://www.gov.cn)查询", "");
    en("See (https://a.b/c_(d)).", "p: See (link<https://a.b/c_(d)>(https://a.b/c_(d))).", "");
    en(
        "*http://a.b/x_y_z*, www.x.com!",
        "p: em(link<http://a.b/x_y_z>(http://a.b/x_y_z)), link<http://www.x.com>(www.x.com)!",
        "",
    );
    zh("[https://a.b](https://c.d) xhttps://e.f", "p: link<https://c.d>(https://a.b) xhttps://e.f", "");
    zh(
        "<https://a.b/查询> <a@b.cn>",
        "p: link<https://a.b/查询>(https://a.b/查询) link<mailto:a@b.cn>(a@b.cn)",
        "",
    );
}

#[test]
fn indented_lines_are_paragraphs() {
    zh("　　第一段。\n　　第二段\n续", "p: 第一段。\np: 第二段续", "");
    zh("    甲\n    *乙*\n\n\t丙\n \t丁", "p: 甲\np: em(乙)\np: 丙\np: 丁", "");
    zh("甲\n    乙\n\t丙", "p: 甲\np: 乙\np: 丙", "");
    en("a\n    b", "p: a b", "");
    en("    a\n    b", "p: a\np: b", "");
    zh("> 甲\n>\n>     乙", "quote\np: 甲\np: 乙\n/quote", "");
    zh(
        "- 甲\n    - 乙\n\n      丙",
        "list None tight=true\n- \np: 甲\nlist None tight=false\n- \np: 乙\np: 丙\n/list\n/list",
        "",
    );
    zh("```\n    甲\n```", "code :     甲\\n", "");
    let file = super::file("    甲");
    let options =
        super::Options { indented_code: true, ..super::options(crate::diagnostic::Language::Chinese) };
    let (section, _) = super::parse(&file, &options);
    assert_eq!(dump::section(&file, &section), "code : 甲\\n");
}

#[test]
fn lines_join_without_a_space_beside_wide_characters() {
    zh("中\n文\nword\nword\n，\nかな\nカ\n한\n글", "p: 中文word word，かなカ한 글", "");
    zh("**中**\n*文*\n{{a}}\nx\n{{b}}", "p: strong(中)em(文)⟦a⟧x⟦b⟧", "");
    en("one\n{{a}}\n*two*\n“three”\n字", "p: one ⟦a⟧ em(two) “three”字", "");
    zh("中\r\n文\rx\r\ny", "p: 中文x y", "");
    zh("甲  \n乙\\\n丙<br>丁", "p: 甲<br>乙<br>丙<br>丁", "");
}

#[test]
fn joined_paragraphs_are_said() {
    zh("第一句。\n第二句\n第三句", "p: 第一句。第二句第三句", "joined-paragraphs 1:5 `\\n` `` -> `\\n`");
    zh("“对！”\r\n接着", "p: “对！”接着", "joined-paragraphs 1:5 `\\r\\n` `` -> `\\r\\n`");
    zh("> 甲。\n> 乙", "quote\np: 甲。乙\n/quote", "joined-paragraphs 1:5 `\\n`");
    zh("甲。  \n乙", "p: 甲。<br>乙", "");
    zh("甲。\n\n乙", "p: 甲。\np: 乙", "");
}

#[test]
fn numbered_lines_of_a_chinese_report_are_paragraphs() {
    zh(
        "前言\n一、甲\n（一）乙\n1、丙\n（1）丁\n①戊",
        "p: 前言\np: 一、甲\np: （一）乙\np: 1、丙\np: （1）丁\np: ①戊",
        "",
    );
    zh("前言\n**一、甲**乙", "p: 前言\np: strong(一、甲)乙", "");
    zh("甲\n2021年\n一个", "p: 甲2021年一个", "");
    en("a\n（1）b", "p: a（1）b", "");
}

#[test]
fn numbers_typed_before_headings_go() {
    for (typed, words) in [
        ("第一章 ", "总则"),
        ("第一部分 ", "总则"),
        ("一.", "总则"),
        ("1 ", "概况"),
        ("一、", "总则"),
        ("（一）", "经济"),
        ("1. ", "x"),
        ("1.", "背景"),
        ("2．", "背景"),
        ("3、", "背景"),
        ("（3）", "背景"),
        ("(二) ", "背景"),
        ("①", "背景"),
        ("1.2 ", "背景"),
        ("1.2.3 ", "背景"),
        ("十二、", "背景"),
    ] {
        let (file, section, found) = chinese(&format!("## {typed}{words}"));
        assert!(dump::section(&file, &section).ends_with(&format!(": {words}")), "{typed}");
        let trimmed = typed.trim_end();
        assert!(
            dump::diagnostics(&file, &found)
                .starts_with(&format!("typed-number 1:4 `{typed}` `{typed}` -> ``")),
            "{trimmed}"
        );
    }
    for words in [
        "2021年工作",
        "5G建设",
        "1.5倍增长",
        "2.5 亿元",
        "3 个方面",
        "一个中心",
        "12345热线",
        "1\\. 甲",
        "一、",
        "20.5 % 甲",
        "第一部分",
        "第一节课",
        "12 月工作",
    ] {
        let (file, section, found) = chinese(&format!("## {words}"));
        assert!(dump::section(&file, &section).ends_with(&words.replace('\\', "")), "{words}");
        assert!(found.is_empty(), "{words}");
    }
}

#[test]
fn citations_bind_tighter_than_everything_but_code() {
    zh("**{{a}}**_{{b}}_ 中**{{c}}**中", "p: strong(⟦a⟧)em(⟦b⟧) 中strong(⟦c⟧)中", "");
    zh(
        "_{{a}}_ {{a@b.c}} {{a=1~2}} {{b*c*d}} ~~{{x~~y}}~~",
        "p: em(⟦a⟧) ⟦a@b.c⟧ ⟦a=1~2⟧ ⟦b*c*d⟧ del(⟦x~~y⟧)",
        "",
    );
    zh("`{{a}}` `` {{b}} ` `` \\{{c}} \\\\{{d}}", "p: code({{a}}) code({{b}} `) {{c}} \\⟦d⟧", "");
    zh("`{{` 和 `}}`", "p: code({{) 和 code(}})", "");
    zh(
        "# 年{{a}}\n\n| {{b}} | x |\n|-|-|\n| {{c|d}} |\n",
        "h1#a: 年⟦a⟧\ntable [Auto, Auto]\n| ⟦b⟧ | x |\n| {{c | d}} |",
        "",
    );
    zh("[见{{a}}](x{{b}}.md \"t{{c}}\") ![{{d}}](p.png)", "p: link<x{{b}}.md>(见⟦a⟧) img<p.png>(⟦d⟧)", "");
    zh(
        "```\n{{a}}\n```\n\n<p>{{b}}</p>\n",
        "code : {{a}}\\n\np: ⟦b⟧",
        "unsupported 5:1 `<p>`".replace("\n", "").as_str(),
    );
}

#[test]
fn brackets_of_input_methods_are_understood() {
    for (typed, inner) in [
        ("｛｛事件｝｝", "事件"),
        ("【【事件】】", "事件"),
        ("『『a』』", "a"),
        ("「「a＝1」」", "a＝1"),
        ("{{事件｝｝", "事件"),
    ] {
        zh(
            &format!("共{typed}。"),
            &format!("p: 共⟦{inner}⟧。"),
            &format!("full-width 1:2 `{typed}` `{typed}` -> `{{{{{inner}}}}}`"),
        );
    }
    zh("【事件】「引」『文』【【】】「「甲。」」", "p: 【事件】「引」『文』【【】】「「甲。」」", "");
}

#[test]
fn open_braces_are_recorded() {
    let (file, section, found) = chinese("{事件} 与 {{办结} 和 \\{{甲} `{乙}` {{丙\n丁}}");
    let open: Vec<_> =
        section.open_braces.iter().map(|braces| (file.slice(braces.span), file.slice(braces.rest))).collect();
    assert_eq!(open, [("{", "事件} 与 "), ("{{", "办结} 和 \\"), ("{{", "丙")]);
    assert!(found.is_empty());
}

#[test]
fn headings_have_levels_and_ids() {
    zh(
        "# 甲 乙\n## Same, One!\n## same one\n### {{x}}\n# 甲\n",
        "h1#a: 甲 乙\nh2#same-one: Same, One!\nh2#same-one-1: same one\nh3#x: ⟦x⟧\nh1#甲: 甲",
        "",
    );
    zh("# 题{#总则}\n\n乙 {#b_c-1}\n---", "h1#总则: 题\nh2#b_c-1: 乙", "");
    zh("---\ntitle: 题{{年}}\nid: x\n---\n# 同级\n## 下级", "h1#x: 题⟦年⟧\nh1#同级: 同级\nh2#下级: 下级", "");
    zh("# 甲 {#网格 管理}", "h1#a: 甲 {#网格 管理}", "bad-attributes 1:10 `管理`");
    zh(
        "# 甲 {#}\n# 乙{#1}",
        "h1#a: 甲 {#}\nh1#乙1: 乙{#1}",
        "bad-attributes 1:6 `#`\nbad-attributes 2:5 `#1`",
    );
    zh("# 甲\n## 乙 {#y}\n## 丙 {#y}", "h1#a: 甲\nh2#y: 乙\nh2#y: 丙", "");
    zh("# 甲 {#a .b c=d}", "h1#a: 甲", "unknown-key 1:9 `.b`\nunknown-key 1:12 `c=d`");
    zh("文 {#a}", "p: 文 {#a}", "unsupported 1:3 `{#a}`");
    let (_, section, _) = chinese("# 甲 {#e\u{301}}");
    assert_eq!(section.id, "\u{e9}");
}

#[test]
fn images_alone_are_blocks() {
    zh(
        "![甲{{a}}](x.png \"替\"){width=60% #tu}",
        "image x.png Some(\"替\") Some(\"60%\") Some(\"tu\"): 甲⟦a⟧",
        "",
    );
    zh("文![甲](x.png){width=3cm}文", "p: 文img<x.png>(甲)文", "");
    zh("![](<a b.png>)", "image a b.png None None None:", "");
    zh("![a](b%20c.png) ![d](https://x/%20)", "p: img<b c.png>(a) img<https://x/%20>(d)", "");
    zh(
        "![甲](x.png){widht=60%}",
        "image x.png None None None: 甲",
        "unknown-key 1:13 `widht=60%` `widht` -> `width`",
    );
    zh("![甲](x.png){width=大}", "p: img<x.png>(甲){width=大}", "bad-attributes 1:13 `width=大`");
    zh(
        "![甲](我的 图.png)",
        "p: ![甲](我的 图.png)",
        "unsupported 1:6 `我的 图.png` `我的 图.png` -> `<我的 图.png>`",
    );
}

#[test]
fn html_that_means_something() {
    zh("x<sup>2</sup>H<sub>2</sub><u>*a*</u><BR/>b<!-- c -->d", "p: xsup(2)Hsub(2)u(em(a))<br>bd", "");
    zh(
        "<!-- pagebreak -->\n\n<!-- 备注\n两行 -->\n\n甲<!-- landscape -->",
        "pagebreak\np: 甲",
        "unsupported 6:2 `<!-- landscape -->`",
    );
    zh("> 甲\n>\n> <!-- pagebreak -->", "quote\np: 甲\n/quote", "unsupported 3:3 `<!-- pagebreak -->`");
    zh(
        "- 甲\n\n  <!-- pagebreak -->",
        "list None tight=false\n- \np: 甲\n/list",
        "unsupported 3:3 `<!-- pagebreak -->`",
    );
    zh(
        "甲[^a]\n\n[^a]: 乙\n\n    <!-- pagebreak -->",
        "p: 甲note(0)\nnote 0 a:\np: 乙",
        "unsupported 5:5 `<!-- pagebreak -->`",
    );
    zh("<font>甲</font><span>乙</span>", "p: 甲乙", "unsupported 1:1 `<font>`");
    zh("<u>甲", "p: 甲", "unsupported 1:1 `<u>`");
    zh(
        "<div>\n甲 &lt; <b>乙</b>\n<p>丙{{x}}</p></div>",
        "p: 甲 < strong(乙)\np: 丙⟦x⟧",
        "unsupported 1:1 `<div>`",
    );
    zh("<table><tr><td>甲</td><td>乙</td></tr>", "p: 甲\np: 乙", "unsupported 1:1 `<table`");
}

#[test]
fn a_tag_that_never_ends_hides_nothing() {
    zh("<div>甲<!-- 乙", "p: 甲", "unsupported 1:1 `<div>`\nunclosed-fence 1:7 `<!--`");
    zh("<style>\n\n甲", "p: 甲", "unsupported 1:1 `<style>`");
    zh(
        "<style>甲<b></style><script>乙</SCRIPT>丙",
        "p: 丙",
        "unsupported 1:1 `<style>`\nunsupported 1:20 `<script>`",
    );
}

#[test]
fn a_tilde_behind_a_backslash_is_a_tilde_whatever_else_the_file_has() {
    zh("%;?@, \\~甲 5~10 3~5 QZXJ", "p: %;?@, ~甲 5~10 3~5 QZXJ", "");
}

#[test]
fn footnotes_come_in_the_order_of_their_definitions() {
    zh(
        "甲[^b]乙[^A]丙[^c]\n\n[^a]: 一\n[^b]: 二[^a]\n\n    又\n[^d]: 三",
        "p: 甲note(1)乙note(0)丙[^c]\nnote 0 a:\np: 一\nnote 1 b:\np: 二note(0)\np: 又\nnote 2 d:\np: 三",
        "unsupported 1:12 `[^c]`\nunsupported 7:1 `[^d]: 三`",
    );
}

#[test]
fn links_and_their_definitions() {
    zh(
        "[甲](02-x.md#节) [乙][r] [r] [](#图) [丙](a%E4%B8%AD.md)\n\n[r]: <u v> 't'",
        "p: link<02-x.md#节>(甲) link<u v>(乙) link<u v>(r) link<#图>() link<a中.md>(丙)",
        "",
    );
    zh(
        "> [r]: b\n甲\n> <https://a.b>[r]\n",
        "quote\np: 甲link<https://a.b>(https://a.b)link<b>(r)\n/quote",
        "",
    );
    zh("[注]: 说明", "", "unsupported 1:1 `[注]: 说明` `` -> `\\\\`");
    zh("[r]: https://a.b\n后文[r]", "p: 后文link<https://a.b>(r)", "");
}

#[test]
fn lists_and_tasks() {
    zh(
        "- [x] 甲\n- [ ] 乙\n\n3. 丙\n4. 丁",
        "list None tight=true\n- [true]\np: 甲\n- [false]\np: 乙\n/list\nlist Some(3) tight=true\n- \np: 丙\n- \np: 丁\n/list",
        "",
    );
}

#[test]
fn a_task_may_look_like_a_definition() {
    zh(
        "- [x] >[a]: b 'c'\n- [ ] [a]: b",
        "list None tight=true\n- [true]\np: >[a]: b 'c'\n- [false]\np: [a]: b\n/list",
        "",
    );
    let text = "- [x] >[a]: b 'c'";
    let (file, section, _) = chinese(text);
    let crate::report::BlockKind::List { items, .. } = &section.blocks[0].kind else { panic!("no list") };
    let crate::report::BlockKind::Paragraph(words) = &items[0].blocks[0].kind else { panic!("no words") };
    assert_eq!(file.slice(words[0].span), ">[a]: b 'c'");
}

#[test]
fn an_address_behind_a_definition_is_no_definition() {
    let (file, section, _) = chinese("[a]: b 'c'\n<https://a.b>: 见");
    let crate::report::BlockKind::Paragraph(words) = &section.blocks[0].kind else { panic!("no words") };
    assert_eq!(file.slice(words[0].span), "<https://a.b>");
    assert_eq!(file.slice(words[1].span), ": 见");
    // Each place is checked by the property test; this was one of its cases.
    let (file, section, _) = chinese("[a]: b 'c'\n[<https://a.b>[a]: b 'c'\n");
    let mut places = Vec::new();
    section.visit_inlines(&mut |inline| {
        if let crate::report::InlineKind::Text(text) = &inline.kind {
            places.push((text.clone(), file.slice(inline.span).to_owned()));
        }
    });
    assert!(places.iter().all(|(text, place)| text == place), "{places:?}");
}

#[test]
fn tables_keep_every_cell() {
    zh(
        "| 甲 | 乙 |\n|:-:|--:|\n| a\\|b*c* | `d\\|e` |\n| {{x}} |\n| 1 | 2 | 3 |",
        "table [Center, Right]\n| 甲 | 乙 |\n| a|bem(c) | code(d|e) |\n| ⟦x⟧ |  |\n| 1 | 2 |",
        "unsupported 5:11 `3`",
    );
    zh("前\n甲|乙\n-|-\n1|2", "p: 前\ntable [Auto, Auto]\n| 甲 | 乙 |\n| 1 | 2 |", "");
    let (file, section, _) = chinese("> | a\\|b | *c* |\n> |-|-|\n> | d | e\\|f |");
    let mut cells = Vec::new();
    section.visit_inlines(&mut |inline| cells.push(file.slice(inline.span)));
    assert_eq!(cells, ["a", "\\|", "b", "*c*", "c", "d", "e", "\\|", "f"]);
}

#[test]
fn code_fences() {
    zh("~~~rust x\n{{a}} ~\n~~~", "code rust: {{a}} ~\\n", "");
    zh("甲\n```\n乙", "p: 甲\ncode : 乙", "unclosed-fence 2:1 `````");
}

#[test]
fn escapes_and_entities_stand_for_their_whole_span() {
    let (file, section, _) = chinese("a\\*b&amp;c&#20013;d\0e &copy \u{e000}");
    let mut pieces = Vec::new();
    section.visit_inlines(&mut |inline| {
        if let crate::report::InlineKind::Text(text) = &inline.kind {
            pieces.push((text.clone(), file.slice(inline.span).to_owned()));
        }
    });
    let expected = [
        ("a", "a"),
        ("*", "\\*"),
        ("b", "b"),
        ("&", "&amp;"),
        ("c", "c"),
        ("中", "&#20013;"),
        ("d", "d"),
        ("\u{fffd}", "\0"),
        ("e &copy \u{e000}", "e &copy \u{e000}"),
    ];
    let pieces: Vec<_> = pieces.iter().map(|(text, slice)| (text.as_str(), slice.as_str())).collect();
    assert_eq!(pieces, expected);
}

#[test]
fn emphasis_next_to_han_characters() {
    zh(
        "**你好。**后 **“引号”**后 中**（注）**中 ***粗斜*** __甲__",
        "p: strong(你好。)后 strong(“引号”)后 中strong(（注）)中 em(strong(粗斜)) strong(甲)",
        "",
    );
}

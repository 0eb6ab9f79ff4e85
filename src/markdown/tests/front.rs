//! Front matters as people write them.

use super::{chinese, dump};

/// Checks what a front matter says, and what is said about it.
fn front(text: &str, says: &str, diagnostics: &str) {
    let (file, section, found) = chinese(text);
    assert_eq!(dump::front_matter(&section), says, "{text}");
    assert_eq!(dump::diagnostics(&file, &found), diagnostics, "{text}");
}

#[test]
fn values_are_what_is_written() {
    front(
        "---\ntitle: 题 # 注\ndue: 2022-03-31\nfigures:\n  a: 56.80\n  b: 1:30\n  c: no\n  d: '单''引'\n  e: \"双\\\"引\" \n  f: =a/b @0.01%\n  g: 97% = a/b\n  h: ~\n  i:\n---\n",
        "title: 题\ndue: 2022-03-31\n  a: 56.80\n  b: 1:30\n  c: no\n  d: 单\\'引\n  e: 双\\\"引\n  f: =a/b @0.01%\n  g: 97% = a/b\n  h: ~\n  i:",
        "",
    );
}

#[test]
fn spans_lie_within_quotes() {
    let (file, section, _) = chinese("---\nowner: \"张三\"\nsource:   统计局   # 注\n---\n");
    let matter = &section.front_matter;
    let slice = |scalar: &Option<crate::report::Scalar>| {
        scalar.as_ref().and_then(|scalar| scalar.span).map(|span| file.slice(span).to_owned())
    };
    assert_eq!(slice(&matter.owner).as_deref(), Some("张三"));
    assert_eq!(slice(&matter.source).as_deref(), Some("统计局"));
}

#[test]
fn chinese_keys_are_the_same_keys() {
    front(
        "---\n标题: 甲\n编号: a\n顺序: 3\n状态: 终稿\n负责人: 张\n截止: 明天\n期间: 2021\n来源: 局\n数据:\n  x: 1\n检查: [x > 0]\n---\n",
        "title: 甲\nid: a\norder: 3\nstatus: 终稿\nowner: 张\ndue: 明天\nperiod: 2021\nsource: 局\n  x: 1\nchecks: [x > 0]",
        "",
    );
}

#[test]
fn full_width_signs_are_understood() {
    front(
        "\n\n--- \n标题：甲\n数据：\n　事件：512件\n  办结: ｛数值：508，单位：件｝\n———\n正文",
        "title: 甲\n  事件: 512件\n  办结: {数值: 508; 单位: 件}",
        "full-width 4:3 `：` `：` -> `: `\nfull-width 5:3 `：` `：` -> `: `\nfull-width 6:1 `\\u{3000}` `\\u{3000}事件：` -> `  事件: `\nfull-width 7:7 `｛` `｛数值：508，单位：件｝` -> `{数值: 508, 单位: 件}`\nfull-width 8:1 `———` `———` -> `---`",
    );
}

#[test]
fn values_that_yaml_would_misread_are_said_and_read() {
    front(
        "---\nfigures:\n  a: {value: 24,853人, note: 甲}\n  i: {note: a: b}\n---\n",
        "  a: {value: 24,853人; note: 甲}\n  i: {note: a: b}",
        "front-matter 3:16 `,` `24,853人` -> `\\\"24,853人\\\"`\nfront-matter 4:14 `:` `a: b` -> `\\\"a: b\\\"`",
    );
    for (value, sign) in
        [("{{x}}", "{{"), ("> 5件", ">"), ("@x", "@"), ("%5", "%"), ("*g", "*"), ("`h", "`"), ("&j", "&")]
    {
        let said = format!("front-matter 2:8 `{sign}` `{value}` -> `\\\"{value}\\\"`");
        front(&format!("---\nowner: {value}\n---\n"), &format!("owner: {value}"), &said);
        // What is wrong with a figure's value, `figure` says best.
        front(&format!("---\nfigures:\n  a: {value}\n---\n"), &format!("  a: {value}"), "");
    }
    front(
        "---\nsource: 见: 表\nfigures:\n  h: 见: 表\n---\n",
        "source: 见: 表\n  h: 见: 表",
        "front-matter 2:10 `:` `见: 表` -> `\\\"见: 表\\\"`",
    );
    front(
        "---\nowner: 第 #3 组\n---\n",
        "owner: 第",
        "front-matter 2:10 `#` `第 #3 组` -> `\\\"第 #3 组\\\"`",
    );
    front("---\nowner: 张 # 三\n---\n", "owner: 张", "");
}

#[test]
fn slips_are_said_where_they_stand() {
    front("---\nfigures:\n\ta: 1\n---\n", "  a: 1", "front-matter 3:1 `\\t` `\\t` -> `  `");
    front("---\nfigures:\n  a:1\n  b: 2\n---\n", "  a: 1\n  b: 2", "front-matter 3:4 `:` `:` -> `: `");
    front(
        "---\nfigures:\n  a: {value: 1\n  b: 2\n---\n",
        "  a: {value: 1\n  b: 2",
        "front-matter 3:6 `{` `` -> `}`",
    );
    front(
        "---\ntitel: 甲\n题目: x\n---\n",
        "",
        "unknown-key 2:1 `titel` `titel` -> `title`\nunknown-key 3:1 `题目`",
    );
    front("---\nfigures:\n  a: 1\n  b: 2\n  a: 3\n---\n", "  a: 1\n  b: 2", "duplicate-figure 5:3 `a`");
    front("---\nowner: a\n负责人: b\n---\n", "owner: a", "front-matter 3:1 `负责人`");
    front("---\nfigures: 5\n---\n", "not readable", "front-matter 2:10 `5`");
    front("---\nowner: [a, b]\n---\n", "", "front-matter 2:8 `[a, b]`");
    front(
        "---\nowner: !!int 5\n---\n",
        "owner: !!int 5",
        "front-matter 2:8 `!` `!!int 5` -> `\\\"!!int 5\\\"`",
    );
}

#[test]
fn what_yaml_cannot_read_leaves_the_body() {
    let (file, section, found) = chinese("---\nfigures:\n  a: 1\n  b: \"2\" 件\n---\n# 正文\n{{a}}");
    assert!(!section.readable);
    assert_eq!(dump::section(&file, &section), "h1#a: 正文\np: ⟦a⟧");
    let diagnostics = dump::diagnostics(&file, &found);
    assert!(diagnostics.starts_with("front-matter 4:"), "{diagnostics}");
}

#[test]
fn a_fence_never_closed_is_said() {
    front(
        "---\ntitle: 甲\nowner: 乙\n\n正文",
        "title: 甲\nowner: 乙",
        "unclosed-fence 1:1 `---` `` -> `---\\n`",
    );
    for text in ["---\n\n正文", "---\n- 甲\n---", "正文\n\n---\ntitle: x\n---"] {
        let (_, section, _) = chinese(text);
        assert!(section.front_matter.title.is_none() && !section.blocks.is_empty(), "{text}");
    }
}

#[test]
fn the_first_key_may_lack_the_space_behind_its_colon() {
    front(
        "---\n来源:财务股\nfigures:\n  a: 1\n---\n正文",
        "source: 财务股\n  a: 1",
        "front-matter 2:3 `:` `:` -> `: `",
    );
    front("---\n标题:绩效\n---\n", "title: 绩效", "front-matter 2:3 `:` `:` -> `: `");
    front(
        "---\n编制:张三\n来源:财务股\n---\n",
        "source: 财务股",
        "unknown-key 2:1 `编制` `编制` -> `编号`\nfront-matter 2:3 `:` `:` -> `: `\nfront-matter 3:3 `:` `:` -> `: `",
    );
    front(
        "---\n来源:财务股\nfigures:\n  a: 1\n\n正文",
        "source: 财务股\n  a: 1",
        "unclosed-fence 1:1 `---` `` -> `---\\n`\nfront-matter 2:3 `:` `:` -> `: `",
    );
    // A rule at the top of the page, and text.
    for text in ["---\n时间:周一\n---\n", "---\n来源:财务股\n", "---\n来源:财务股\n\n以上为正文。\n\n---\n"]
    {
        let (_, section, _) = chinese(text);
        assert!(section.front_matter.source.is_none() && !section.blocks.is_empty(), "{text}");
    }
}

#[test]
fn lines_indented_unlike_their_neighbours_are_mended() {
    let figures = "  a: 1\n  b: 2\n  c: 3";
    front("---\nfigures:\n  a: 1\n   b: 2\n  c: 3\n---\n", figures, "front-matter 4:1 `   ` `   ` -> `  `");
    front("---\nfigures:\n  a: 1\n b: 2\n  c: 3\n---\n", figures, "front-matter 4:1 ` ` ` ` -> `  `");
    front(
        "---\nfigures:\n\ta: 1\n  b: 2\n\tc: 3\n---\n",
        figures,
        "front-matter 3:1 `\\t` `\\ta: 1\\n  b: 2\\n\\t` -> `  a: 1\\n  b: 2\\n  `",
    );
    front(
        "---\nfigures:\na: 1\nb: 2\nc: 3\nowner: 乙\n---\n",
        &format!("owner: 乙\n{figures}"),
        "front-matter 3:1 `a: 1` `a: 1\\nb: 2\\nc: 3` -> `  a: 1\\n  b: 2\\n  c: 3`",
    );
    // A name that is one slip away from a key of the front matter.
    front(
        "---\nfigures:\n问题: 428个\n  整改: 421个\n---\n",
        "  问题: 428个\n  整改: 421个",
        "front-matter 3:1 `问题: 428个` `问题: 428个` -> `  问题: 428个`",
    );
    // Deeper lines that belong where they are.
    for text in [
        "---\nfigures:\n  a:\n    value: 1\n    note: x\n  b: 2\nowner: 乙\n---\n",
        "---\nfigures:\n    a: 1\n    b: 2\n---\n",
        "---\nchecks:\n  - a <= b\n  - expect: a < b\n    why: x\n---\n",
        "---\nfigures:\n  a: {value: 1,\n      note: x}\n  b: 2\n---\n",
        "---\ntitle:\n  长的标题\nowner: 长的\n  一行\n---\n",
        "---\nowner: \"长的\n  一行\"\nfigures:\n  a: 1\n---\n",
    ] {
        let (file, _, found) = chinese(text);
        assert_eq!(dump::diagnostics(&file, &found), "", "{text}");
    }
}

#[test]
fn what_is_forgotten_in_a_line_is_mended() {
    let figures = "  a: 1\n  b: 2";
    front("---\nfigures:\n  a 1\n  b: 2\n---\n", figures, "front-matter 3:4 ` ` ` ` -> `: `");
    front(
        "---\nfigures:\n  a: 1\n  b\u{3000}2\n---\n",
        figures,
        "front-matter 4:4 `\\u{3000}` `\\u{3000}` -> `: `",
    );
    front("---\nowner: \"张三\ndue: x\n---\n", "owner: 张三\ndue: x", "front-matter 2:8 `\\\"` `` -> `\\\"`");
    front("---\nfigure:\n  a: 1\n  b: 2\n---\n", figures, "unknown-key 2:1 `figure` `figure` -> `figures`");
    front("---\nfigures:\n  a: 1\n  b: 2\n--\n正文", figures, "full-width 5:1 `--` `--` -> `---`");
    let (file, section, found) = chinese("---\nfigures:\n  一、 甲 乙\n  b: 2\n---\n");
    assert!(!section.readable);
    assert_eq!(dump::diagnostics(&file, &found), "front-matter 3:3 `一、 甲 乙`");
}

#[test]
fn an_unfinished_merge_is_said_once() {
    front(
        "---\nfigures:\n<<<<<<< HEAD\n  a: 1\n=======\n  a: 3\n>>>>>>> x\n  b: 2\n---\n",
        "  a: 1\n  b: 2",
        "front-matter 3:1 `<<<<<<< HEAD`",
    );
    let (file, _, found) = chinese("甲\n\n<<<<<<< HEAD\n乙\n=======\n丙\n>>>>>>> x\n");
    assert_eq!(dump::diagnostics(&file, &found), "unsupported 3:1 `<<<<<<< HEAD`");
    for text in ["```\n<<<<<<< HEAD\n=======\n>>>>>>> x\n```", "标题\n=======\n\n>>>>>>> x"] {
        let (_, _, found) = chinese(text);
        assert!(!found.iter().any(|found| found.message.zh.contains("合并")), "{text}");
    }
}

#[test]
fn text_before_a_front_matter_is_said_and_moved() {
    let text = "2021年度\n\n---\nfigures:\n  a: 1\n---\n\n# 甲\n";
    let (_, section, found) = chinese(text);
    assert_eq!(section.front_matter.figures.len(), 1);
    let fix = found.iter().next().and_then(|found| found.fix.clone());
    let fix = fix.unwrap_or_else(|| panic!("no fix"));
    assert_eq!(fix.replacement, "---\nfigures:\n  a: 1\n---\n\n2021年度\n");
}

#[test]
fn titles_are_text_citations_and_breaks() {
    let file = super::file("title = \"{{年}}年\\\\ 评价*报告* \\\"x\\\"\"");
    let end = file.text.len() - 1;
    let title = super::super::parse_title(&file, file.span(9, end));
    assert_eq!(dump::inlines(&file, &title), "⟦年⟧年<br>评价*报告* \"x\"");
    let (file, section, found) = chinese("---\ntitle: 一、甲{{x}}\\ 乙\n---\n");
    assert_eq!(dump::section(&file, &section), "h1#a: 甲⟦x⟧<br>乙");
    assert_eq!(dump::diagnostics(&file, &found), "typed-number 2:8 `一、` `一、` -> ``");
}

#[test]
fn a_key_without_its_colon_is_no_heading() {
    let (_, section, found) = chinese("---\nfigures\n  事件: 512件\n---\n\n正文\n");
    assert!(!section.readable);
    let said: Vec<_> = found.iter().map(|found| found.message.zh.as_str()).collect();
    assert_eq!(said, ["“figures”后面少了冒号"]);
    let (_, section, found) = chinese("---\nfigures of speech\n---\n");
    assert!(section.readable && found.is_empty());
}

#[test]
fn a_heading_that_says_the_title_again_is_the_title() {
    let headings = |text: &str| {
        let (file, section, _) = chinese(text);
        dump::section(&file, &section).lines().filter(|line| line.starts_with('h')).count()
    };
    assert_eq!(headings("---\n标题: 绩效\n---\n\n# 绩效\n\n正文。\n"), 1);
    assert_eq!(headings("---\n标题: 绩效\n---\n\n# 一、绩效 {#a}\n\n正文。\n"), 1);
    assert_eq!(headings("---\n标题: 绩效\n---\n\n# 财务\n\n正文。\n"), 2);
    assert_eq!(headings("---\n标题: 绩效\n---\n\n## 绩效\n\n正文。\n"), 2);
    let (_, section, _) = chinese("---\n标题: 绩效\n---\n\n# 绩效 {#a}\n\n正文。\n");
    assert_eq!(section.id, "a");
    // A note on the heading is kept.
    let (file, section, _) = chinese("---\n标题: 绩效\n---\n\n# 绩效[^一]\n\n正文。\n\n[^一]: 注文。\n");
    assert!(
        dump::section(&file, &section).lines().any(|line| line.starts_with('h') && line.contains("note"))
    );
}

//! What people see, in both languages, without colours.

use snapbox::{assert_data_eq, str};

use super::*;
use crate::diagnostic::Code;
use crate::source::Encoding;
use crate::text;

const SECTION: &str =
    "---\ntitle: 经费\n---\n全年办结508件，办洁率{{办洁率}}，比上年提高。\n第二行\n第三行\n第四行";

fn plain(diagnostic: Diagnostic, sources: &Sources, language: Language) -> String {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(diagnostic);
    strip_str(&render(&diagnostics, sources, language)).to_string()
}

fn sources() -> Sources {
    let mut sources = Sources::default();
    sources.add("content/02-经费.md", SECTION, Encoding::Utf8);
    sources.add("content/01-概况.md", "---\nfigures:\n  办结率: =办结/事件\n---", Encoding::Utf8);
    sources
}

fn at(sources: &Sources, file: u32, words: &str) -> Span {
    let file = sources.get(crate::source::SourceId(file));
    let start = file.text.find(words).unwrap();
    file.span(start, start + words.len())
}

#[test]
fn the_authors_line_is_underlined() {
    let sources = sources();
    let cited = at(&sources, 0, "{{办洁率}}");
    let name = cited.part(2, 11);
    let diagnostic = Diagnostic::new(
        Code::UnknownFigure,
        name,
        text!("没有叫“办洁率”的数", "there is no figure `办洁率`"),
    )
    .label(text!("没有登记", "not declared"))
    .hint(text!("最近的名字是 办结率", "the nearest name is `办结率`"))
    .fix(name, "办结率")
    .related(at(&sources, 1, "办结率"), text!("登记在这里", "declared here"));
    assert_data_eq!(
        plain(diagnostic.clone(), &sources, Language::Chinese),
        str![[r#"
错误[unknown-figure]: 没有叫“办洁率”的数
 --> content/02-经费.md:4:15
  |
4 | 全年办结508件，办洁率{{办洁率}}，比上年提高。
  |                        ^^^^^^ 没有登记
 ::: content/01-概况.md:3:3
  |
3 |   办结率: =办结/事件
  |   ------ 登记在这里
  |
  = 建议: 最近的名字是 办结率
  = 建议: 把 办洁率 改成 办结率


"#]]
    );
    assert_data_eq!(
        plain(diagnostic, &sources, Language::English),
        str![[r#"
error[unknown-figure]: there is no figure `办洁率`
 --> content/02-经费.md:4:15
  |
4 | 全年办结508件，办洁率{{办洁率}}，比上年提高。
  |                        ^^^^^^ not declared
 ::: content/01-概况.md:3:3
  |
3 |   办结率: =办结/事件
  |   ------ declared here
  |
  = help: the nearest name is `办结率`
  = help: write 办结率 instead of 办洁率


"#]]
    );
}

#[test]
fn an_empty_line_to_add_is_left_to_the_hint() {
    let mut sources = Sources::default();
    sources.add("content/a.md", "一段。\n二段", Encoding::Utf8);
    let end = sources.get(crate::source::SourceId(0)).span(9, 9);
    let found = Diagnostic::new(Code::JoinedParagraphs, end, text!("接在同一段", "joined")).fix(end, "\n");
    let said = plain(found, &sources, Language::Chinese);
    assert!(!said.contains("建议"), "{said}");
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let mut sources = Sources::default();
    let line = format!("{}【这里】{}", "前面的话".repeat(40), "后面的话".repeat(40));
    sources.add("content/a.md", &line, Encoding::Utf8);
    let diagnostic = Diagnostic::new(Code::Unsupported, at(&sources, 0, "【这里】"), text!("不行", "no"));
    assert_data_eq!(
        plain(diagnostic, &sources, Language::Chinese),
        str![[r#"
警告[unsupported]: 不行
 --> content/a.md:1:161
  |
1 | …前面的话前面的话前面的话前面的话前面的话【这里】后面的话后面的话后面的话后面的话后面的话…
  |                                          ^^^^^^^^


"#]]
    );
    let all = sources.get(crate::source::SourceId(0)).span(0, line.len());
    let diagnostic = Diagnostic::new(Code::Unsupported, all, text!("不行", "no"));
    assert_data_eq!(
        plain(diagnostic, &sources, Language::Chinese),
        str![[r#"
警告[unsupported]: 不行
 --> content/a.md:1:1
  |
1 | 前面的话前面的话前面的话前面的话前面的话前面的话前面的话前面的话前面的话…
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^


"#]]
    );
}

#[test]
fn a_place_over_several_lines_is_drawn() {
    let sources = sources();
    let two = at(&sources, 0, "第二行").to(at(&sources, 0, "第三行"));
    let diagnostic = Diagnostic::new(Code::JoinedParagraphs, two, text!("连成一段", "joined"));
    assert_data_eq!(
        plain(diagnostic, &sources, Language::Chinese),
        str![[r#"
警告[joined-paragraphs]: 连成一段
 --> content/02-经费.md:5:1
  |
5 | / 第二行
6 | | 第三行
  | |______^


"#]]
    );
    let many = at(&sources, 0, "---").to(at(&sources, 0, "第四行"));
    let diagnostic = Diagnostic::new(Code::FrontMatter, many, text!("读不懂", "unreadable"));
    assert_data_eq!(
        plain(diagnostic, &sources, Language::English),
        str![[r#"
error[front-matter]: unreadable
 --> content/02-经费.md:1:1
  |
1 | ---
  | ^^^


"#]]
    );
}

#[test]
fn nothing_from_a_file_reaches_the_terminal_raw() {
    let mut sources = Sources::default();
    let file = sources.add("a\u{1b}]0;x\u{7}.md", "\u{1b}[31m红\u{9b}2J\u{202e}", Encoding::Utf8);
    let span = sources.get(file).span(5, 8);
    let diagnostic = Diagnostic::new(Code::Unsupported, span, text!("\u{1b}[2J", "\u{1b}[2J"))
        .fix(span, "\u{1b}c")
        .hint(text!("\u{9b}c", "\u{9b}c"));
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(diagnostic);
    let printed = strip_str(&render(&diagnostics, &sources, Language::English)).to_string();
    let raw = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
    assert!(!printed.contains(raw), "{printed:?}");
    assert!(printed.contains("␛[2J"));
}

#[test]
fn the_end_of_an_empty_file_is_a_place() {
    let mut sources = Sources::default();
    let file = sources.add("a.md", "", Encoding::Utf8);
    let diagnostic = Diagnostic::new(Code::UnclosedFence, sources.get(file).span(0, 0), text!("空", "empty"));
    assert_data_eq!(
        plain(diagnostic, &sources, Language::English),
        str![[r#"
error[unclosed-fence]: empty
 --> a.md:1:1
  |
1 |
  | ^


"#]]
    );
}

#[test]
fn white_space_to_be_written_is_said_in_words() {
    let mut sources = Sources::default();
    sources.add("a.md", "甲:1\n   乙: 2\n丙 3\n##题\n", Encoding::Utf8);
    let said = |written: &str, replacement: &str, language: Language| {
        let place = at(&sources, 0, written);
        let fix = Fix { span: place, replacement: replacement.to_owned() };
        instead(&fix, &sources, language).unwrap_or_default()
    };
    for (written, replacement, zh, en) in [
        (":", ": ", "在冒号后面加一个空格", "write a space behind the colon"),
        ("   ", "  ", "这里改成 2 个空格", "write 2 spaces here"),
        ("   ", "", "删去这里的空格", "remove the spaces here"),
        ("丙 3", "  丙 3", "前面空 2 格", "indent it by 2 spaces"),
        (" ", ": ", "把 空格 改成 : ", "write :  instead of the space"),
        ("##", "## ", "在 ## 后面加一个空格", "write a space behind ##"),
        ("", "\n", "", ""),
        ("丙 3\n##题", "  丙 3\n  ##题", "", ""),
    ] {
        assert_eq!(said(written, replacement, Language::Chinese), zh, "{written:?}");
        assert_eq!(said(written, replacement, Language::English), en, "{written:?}");
    }
}

//! What holds for every Markdown: no panic, exact spans in order, no word lost.

use proptest::prelude::*;

use crate::report::{Block, BlockKind, Formula, Inline, InlineKind, Section};
use crate::source::{SourceFile, Span};

use super::{chinese, english};

/// Pieces of Markdown and of what surrounds it, joined at random.
const TOKENS: &[&str] = &[
    "word",
    "词语",
    "，",
    "。",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "　　",
    "    ",
    "*",
    "**",
    "_",
    "~",
    "~~",
    "`",
    "```",
    "$",
    "$$",
    "{{",
    "}}",
    "{{a}}",
    "{{甲=1~2}}",
    "{a}",
    "｛｛",
    "｝｝",
    "{#id}",
    "{width=3%}",
    "[",
    "](",
    ")",
    "![",
    "[^1]",
    "\n[^1]: ",
    "<u>",
    "</u>",
    "<br>",
    "<!--",
    "-->",
    "<div>",
    "</div>",
    "<https://a.b>",
    "https://a.b",
    "www.x.cn",
    "|",
    "\n|--|--|\n",
    "\\|",
    "\\",
    "\\*",
    "&amp;",
    "&lt;",
    "&#0;",
    "&nbsp;",
    "#",
    "# ",
    "\n## ",
    "- ",
    "\n- ",
    "\n1. ",
    "\n> ",
    ">",
    "---",
    "\n---\n",
    "\n===\n",
    "- [x] ",
    "一、",
    "\n（一）",
    "1.",
    "\0",
    "\u{feff}",
    "\u{e000}",
    "\u{e001}x",
    "\u{202e}",
    "\u{85}",
    "é",
    "e\u{301}",
    "😀",
    ": ",
    "：",
    "title: ",
    "[a]: b 'c'\n",
    "[a]",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(TOKENS), 0..40).prop_map(|tokens| tokens.concat())
}

/// Checks the spans of a section.
fn check_spans(file: &SourceFile, section: &Section) {
    let mut blocks = Vec::new();
    section.visit_blocks(&mut |block| blocks.push(block));
    for block in blocks {
        check_place(file, block.span);
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => {
                check_inlines(file, content);
            }
            BlockKind::Table(table) => {
                if let Some(caption) = &table.caption {
                    check_place(file, caption.span);
                    check_inlines(file, &caption.content);
                }
                for cell in table.cells() {
                    check_place(file, cell.span);
                    check_inlines(file, &cell.content);
                }
            }
            BlockKind::Image(image) => check_inlines(file, &image.caption),
            BlockKind::Formula(formula) => check_formula(file, formula),
            BlockKind::Code { text, span, .. } => {
                check_place(file, *span);
                assert!(text.len() != span.len() || file.slice(*span) == text);
            }
            _ => {}
        }
    }
    for braces in &section.open_braces {
        check_place(file, braces.span);
        check_place(file, braces.rest);
    }
}

fn check_place(file: &SourceFile, span: Span) {
    assert!(file.text.get(span.range()).is_some(), "{span:?} is not in {:?}", file.text);
}

/// Checks that leaves slice to their text and come in order, and that parents cover their children.
fn check_inlines(file: &SourceFile, inlines: &[Inline]) {
    let mut leaves = Vec::new();
    crate::report::visit_inlines(inlines, &mut |inline| leaves.push(inline));
    let mut last = 0;
    for inline in &leaves {
        check_place(file, inline.span);
        if let InlineKind::Text(text) = &inline.kind {
            assert!(
                text.len() != inline.span.len() || file.slice(inline.span) == text,
                "{text:?} is not {:?} in {:?}",
                file.slice(inline.span),
                file.text
            );
            assert!(!inline.span.is_empty() || text == " ", "{text:?} has no place in {:?}", file.text);
            assert!(inline.span.start >= last, "{text:?} comes before its place in {:?}", file.text);
            last = inline.span.end;
        }
        if let InlineKind::Formula(formula) = &inline.kind {
            check_formula(file, formula);
        }
        if let InlineKind::Citation(citation) = inline.kind {
            assert_eq!(citation.span, inline.span);
            assert!(citation.inner.start > citation.span.start && citation.inner.end < citation.span.end);
        }
        let content = match &inline.kind {
            InlineKind::Emphasis(content)
            | InlineKind::Strong(content)
            | InlineKind::Strikethrough(content)
            | InlineKind::Highlight(content)
            | InlineKind::Superscript(content)
            | InlineKind::Link { content, .. } => content,
            InlineKind::Image(image) => &image.caption,
            _ => continue,
        };
        for child in content {
            let inside = child.span.start >= inline.span.start && child.span.end <= inline.span.end;
            assert!(inside, "{child:?} is outside {inline:?} in {:?}", file.text);
        }
    }
}

/// Checks that LaTeX is what stands in the file, but for signs of quotations.
fn check_formula(file: &SourceFile, formula: &Formula) {
    check_place(file, formula.span);
    let written = file.slice(formula.span);
    assert_eq!(formula.latex.replace([' ', '>'], ""), written.replace([' ', '>'], ""), "{:?}", file.text);
    check_inlines(file, &formula.citations);
}

/// Returns everything a section prints.
fn printed(file: &SourceFile, section: &Section) -> String {
    let mut out = String::new();
    section.visit_blocks(&mut |block: &Block| {
        let mut inlines = |content: &[Inline]| {
            crate::report::visit_inlines(content, &mut |inline| match &inline.kind {
                InlineKind::Text(text) | InlineKind::Code(text) => out.push_str(text),
                InlineKind::Citation(citation) => out.push_str(file.slice(citation.inner)),
                InlineKind::Formula(formula) => out.push_str(&formula.latex),
                _ => {}
            });
        };
        match &block.kind {
            BlockKind::Heading { content, .. } | BlockKind::Paragraph(content) => inlines(content),
            BlockKind::Table(table) => {
                table.caption.iter().for_each(|caption| inlines(&caption.content));
                table.cells().for_each(|cell| inlines(&cell.content));
            }
            BlockKind::Image(image) => inlines(&image.caption),
            BlockKind::Code { text, .. } => out.push_str(text),
            BlockKind::Formula(formula) => out.push_str(&formula.latex),
            _ => {}
        }
    });
    out
}

/// Templates in which `W` is a word that must reach the page.
const TEMPLATES: &[&str] = &[
    "W",
    "*W*",
    "**W**",
    "`W`",
    "[W](u.md)",
    "~~W~~",
    "W<br>W",
    "x<sup>W</sup>",
    "<u>W</u>",
    "\\*W",
    "&amp;W",
    "{{W}}",
    "$5 W",
    "5~10W",
    "**W*W*W**",
    "![W](a.png)",
    "<https://a.b/W>",
    "https://a.b/W",
    "[{{W}}](x 'y')",
    "W&copy;W",
    "W\\\nW",
    "W  \nW",
    "W\nW",
    "W\n　　W",
    "<b>W</b>",
    "W <!-- c --> W",
    "_W_",
    "***W***",
    "\"W\"",
    "（W）",
    "W。\nW",
    "$W$",
    "$$W$$",
    "$`W`$",
    "[W]",
    "[W](",
    "{W}",
    "{{W",
    "W_W_W",
];

/// Templates of blocks in which `L` is a line.
const BLOCKS: &[&str] = &[
    "L\n\n",
    "# L\n\n",
    "### L {#i}\n\n",
    "- L\n- L\n\n",
    "1. L\n\n   L\n\n",
    "> L\n> L\n\n",
    "> > L\n\n",
    "    W W\n\n",
    "\tL\n\n",
    "　　L\n　　L\n\n",
    "$$\nW\n$$\n\n",
    "```math\nW\n```\n\n",
    "> $$\n> W\n> $$ {#i}\n\n",
    "- $$\n  W\n  $$\n\n",
    "| W | W |\n|--|:-:|\n| W\\|W | `W` |\n\n",
    "```rust\nW {{W}}\n```\n\n",
    "- [ ] L\n\n",
    "<div>\nW *W*\n</div>\n\n",
    "L\n===\n\n",
    "---\n\n",
    "<!-- pagebreak -->\n\n",
    "- W\n\n      W\n\n",
    "![W](a.png \"t\"){width=60%}\n\n",
];

/// Makes a document of templates and the words that must be found in it, in order.
fn document() -> impl Strategy<Value = (String, Vec<String>)> {
    let line = prop::collection::vec(prop::sample::select(TEMPLATES), 1..4);
    let block = (prop::sample::select(BLOCKS), prop::collection::vec(line, 4));
    prop::collection::vec(block, 1..6).prop_map(|blocks| {
        let mut skeleton = String::new();
        for (template, lines) in blocks {
            let mut lines = lines.into_iter();
            for character in template.chars() {
                if character == 'L' {
                    let line = lines.next().unwrap_or_default().join(" ，");
                    // A heading and an item are one line.
                    let flat = !template.starts_with(['L', '　', '\t']) || template.contains("===");
                    skeleton.push_str(&if flat { line.replace('\n', " ") } else { line });
                } else {
                    skeleton.push(character);
                }
            }
        }
        let mut words = Vec::new();
        let mut text = String::new();
        for character in skeleton.chars() {
            if character == 'W' {
                let word = format!("q{}z", words.len());
                text.push_str(&word);
                words.push(word);
            } else {
                text.push(character);
            }
        }
        (text, words)
    })
}

proptest! {
    #[test]
    fn any_text_is_read_with_exact_spans(text in soup()) {
        for (file, section, diagnostics) in [chinese(&text), english(&text)] {
            check_spans(&file, &section);
            for diagnostic in diagnostics.iter() {
                check_place(&file, diagnostic.span);
                if let Some(fix) = &diagnostic.fix {
                    check_place(&file, fix.span);
                }
            }
        }
    }

    #[test]
    fn no_word_is_lost((text, words) in document()) {
        for (file, section, _) in [chinese(&text), english(&text)] {
            check_spans(&file, &section);
            let printed = printed(&file, &section);
            let mut rest = printed.as_str();
            for word in &words {
                let found = rest.find(word.as_str());
                prop_assert!(found.is_some(), "{word} is lost or out of order in {text:?}: {printed:?}");
                rest = &rest[found.unwrap_or(0) + word.len()..];
            }
        }
    }

    #[test]
    fn any_front_matter_is_read(text in soup(), keys in soup()) {
        let (file, section, diagnostics) = chinese(&format!("---\n标题: {keys}\nfigures:\n  a: {text}\n---\n{text}"));
        check_spans(&file, &section);
        for diagnostic in diagnostics.iter() {
            check_place(&file, diagnostic.span);
        }
    }
}

#[test]
fn a_link_behind_a_tab_is_found_although_the_parser_counts_it_otherwise() {
    let (file, section, _) = chinese("1. * [词 b\n\t<https://a.b>[a]");
    check_spans(&file, &section);
    assert!(printed(&file, &section).contains("https://a.b[a]"));
}

#[test]
fn no_place_is_inside_a_character() {
    let (file, _, diagnostics) = chinese("{{甲=1~2}}\n|--|--|\n<u>\n: ");
    diagnostics.iter().for_each(|diagnostic| check_place(&file, diagnostic.span));
    assert!(!diagnostics.is_empty());
}

//! What is said of HTML: tags that go, pictures that are lost, tables and comments without an end.

use crate::diagnostic::{Code, Diagnostic, printable};
use crate::source::Span;
use crate::text;

use super::html::{Tag, tag_length};
use super::reader::Reader;

impl Reader<'_> {
    /// Says that a tag goes with what is in it.
    pub(super) fn unprinted_tag(&mut self, name: &str, span: Span) {
        let message = text!(
            "HTML 标签 <{name}> 和其中的内容不印出",
            "the HTML tag <{name}> and what is in it are not printed"
        );
        let hint = text!("可以删去", "it can be deleted");
        self.diagnostics.push(Diagnostic::new(Code::Unsupported, span, message).hint(hint));
    }

    /// Says where a comment begins that never ends: everything after it would be lost without a word.
    pub(super) fn report_open_comment(&mut self, copy: &str, block: Span) {
        const OPENING: &str = "<!--";
        let Some(at) = copy.rfind(OPENING).filter(|at| !copy[*at..].contains("-->")) else { return };
        let message = text!(
            "注释从这里开始，没有结束，后面的文字都不会印出",
            "the comment that begins here is never closed: nothing after it is printed"
        );
        let hint = text!("在注释的末尾写 -->", "write --> where the comment ends");
        let span = block.part(at, at + OPENING.len());
        self.diagnostics.push(Diagnostic::new(Code::UnclosedFence, span, message).hint(hint));
    }

    /// Says that a table of HTML has no end, or that an empty line stands before it. Returns whether it did.
    pub(super) fn report_split_table(&mut self, copy: &str, start: usize, end: usize) -> bool {
        let mut open = None;
        let mut from = 0;
        while let Some((at, closing)) = next_table(&copy[from..]) {
            open = Some(from + at).filter(|_| !closing);
            from += at + 1;
        }
        let Some(at) = open else { return false };
        let closes = next_table(&self.masked.text[end..]).is_some_and(|(_, closing)| closing);
        let place = self.masked.span(start + at, start + at + "<table".len());
        let (message, hint) = if closes {
            (
                text!(
                    "这个表格里有空行，到空行为止就断了，排不成表格",
                    "this table has an empty line in it, where it ends: it is no table"
                ),
                text!(
                    "删去 <table> 和 </table> 之间的空行",
                    "delete the empty lines between <table> and </table>"
                ),
            )
        } else {
            (
                text!(
                    "这个表格没有结束，排不成表格，只保留其中的文字",
                    "this table is never closed: it is no table, and only the text in it is kept"
                ),
                text!("在表格末尾写 </table>", "write </table> where it ends"),
            )
        };
        self.diagnostics.push(Diagnostic::new(Code::Unsupported, place, message).hint(hint));
        true
    }

    /// Says that a picture is lost; what stands at `whole` can be written as Markdown.
    pub(super) fn dropped_image(&mut self, tag: &Tag, whole: Option<Span>) {
        let message = text!(
            "HTML 标签 <img> 不排版，这幅图不印出",
            "the HTML tag <img> is not typeset: this picture is not printed"
        );
        let plain = |value: &&str| !value.contains(['[', ']', '<', '>', '\n', '\r', '\\', '`']);
        let alt = tag.value("alt").unwrap_or_default();
        let image = tag.value("src").map(str::trim).filter(|src| !src.is_empty() && src.len() < 500);
        let image = image.filter(plain).filter(|_| plain(&alt)).map(|src| {
            let src = if src.contains([' ', '(', ')']) { format!("<{src}>") } else { src.to_owned() };
            format!("![{alt}]({src})")
        });
        let shown = image.as_deref().map_or_else(|| "![替代文字](图.png)".to_owned(), printable);
        let diagnostic = Diagnostic::new(Code::Unsupported, tag.span, message)
            .hint(text!("写成 {shown}，单独成段", "write {shown} in a paragraph of its own"));
        // What is hidden from the parser would be lost in what replaces it.
        let seen = |span: &Span| {
            let range = span.start as usize..span.end as usize;
            self.masked.text.get(range.clone()) == self.masked.file.text.get(range)
        };
        self.diagnostics.push(match (whole.filter(seen), image) {
            (Some(whole), Some(image)) => diagnostic.fix(whole, image),
            _ => diagnostic,
        });
    }

    /// Says once a file that a tag goes and its text stays; each time of a table, whose form is lost.
    pub(super) fn dropped_tag(&mut self, name: &str, span: Span) {
        let table = name == "table" && !self.masked.file.slice(span).starts_with("</");
        if !std::mem::replace(&mut self.html_said, true) || table {
            let message = text!(
                "HTML 标签 <{name}> 不排版，只保留其中的文字",
                "the HTML tag <{name}> is not typeset: only the text in it is kept"
            );
            let hint = if OF_TABLES.contains(&name) {
                text!(
                    "<table> 要另起一行，前面空一行，才排成表格",
                    "a table is one where <table> begins a line of its own, below an empty line"
                )
            } else {
                text!(
                    "可以用的有 <br> <sup> <sub> <u>、表格和注释；文件中其他标签同样处理",
                    "<br> <sup> <sub> <u>, tables and comments work; other tags of this file are treated likewise"
                )
            };
            self.diagnostics.push(Diagnostic::new(Code::Unsupported, span, message).hint(hint));
        }
    }
}

/// What tables are made of.
pub(super) const OF_TABLES: [&str; 10] =
    ["table", "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup", "col"];

/// Returns where a tag of a table stands next, and whether it closes one.
fn next_table(text: &str) -> Option<(usize, bool)> {
    let is =
        |rest: &str, tag: &str| rest.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    text.match_indices('<').find_map(|(at, _)| match &text[at..] {
        rest if is(rest, "</table") => Some((at, true)),
        rest if is(rest, "<table") => Some((at, false)),
        _ => None,
    })
}

/// Returns where a block stands, without the blanks around it, that holds one picture on one line and nothing else that is
/// printed.
pub(super) fn only_image(copy: &str) -> Option<std::ops::Range<usize>> {
    let whole = copy.trim();
    let mut rest = whole;
    let mut images = 0;
    while !rest.is_empty() && images < 2 && !whole.contains(['\n', '\r']) {
        let length = tag_length(rest);
        let name = rest[..length].trim_start_matches(['<', '/']);
        let is =
            |wanted: &str| name.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted));
        images += usize::from(is("img"));
        if !["img", "p>", "p ", "div>", "div ", "center>"].into_iter().any(is) {
            return None;
        }
        rest = rest[length..].trim_start();
    }
    let start = copy.len() - copy.trim_start().len();
    (images == 1 && rest.is_empty()).then(|| start..start + whole.len())
}

//! Fences: code, and what a word behind the fence makes of it: a formula, a table or chart of data, Typst.

use comrak::nodes::NodeCodeBlock;

use crate::diagnostic::{Code, Diagnostic, Severity, Text, nearest, printable};
use crate::report::BlockKind;
use crate::source::Span;
use crate::text;

use super::mask::MaskKind;
use super::reader::Reader;

/// What a fence holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fence {
    Formula,
    Table,
    Chart,
    Typst,
    Code,
}

impl Reader<'_> {
    /// Reads a code block.
    pub(super) fn code(&mut self, code: &NodeCodeBlock, span: Span) -> BlockKind {
        let from = span.start as usize;
        let info = self.masked.restore(&code.info, from);
        let text = self.masked.restore(&code.literal, from);
        let file = self.masked.file;
        let opening = file.text[from..].find(['\n', '\r']).map_or(file.text.len(), |offset| from + offset);
        let head = file.span(from, opening);
        if code.fenced && !code.closed {
            let message =
                text!("代码块从这里开始，没有结束", "the code block that begins here is never closed");
            let hint = text!(
                "在代码后面另起一行写同样的 ```",
                "write the same ``` on a line of its own behind the code"
            );
            self.diagnostics.push(Diagnostic::new(Code::UnclosedFence, head, message).hint(hint));
        }
        let language = info.split_whitespace().next().unwrap_or_default().to_owned();
        let fence = if code.fenced { fence(&language) } else { Fence::Code };
        self.report_words(fence, &info, head);
        if fence == Fence::Formula {
            let last = file.text[..span.end as usize].rfind(['\n', '\r']).map_or(from, |at| at + 1);
            let end = if code.closed { last } else { span.end as usize };
            return self.fenced_formula(head, self.after_line_end(opening), end);
        }
        let body = if code.fenced { self.after_line_end(opening) } else { from };
        let exact = file.text.get(body..body + text.len()).is_some_and(|slice| slice == text);
        let span = match (exact, text.len() == span.len()) {
            (true, _) => file.span(body, body + text.len()),
            // As long as its place by chance, and not the same: it must not be taken for its slice.
            (false, true) => span.part(0, 0),
            (false, false) => span,
        };
        match fence {
            // In a list or quotation the lines are not one stretch of the file.
            Fence::Table | Fence::Chart if !exact => self.say_of_fence(
                head,
                text!(
                    "数据表和图要放在列表、引文和脚注之外，这里按代码印出",
                    "a table or chart of data stands outside lists, quotations and notes: it prints as code"
                ),
            ),
            Fence::Table | Fence::Chart => {
                if let Some(block) = self.data_block(fence == Fence::Chart, span) {
                    return block;
                }
            }
            Fence::Typst if self.options.raw_typst => return BlockKind::Typst { text, span },
            Fence::Typst => {
                let message = text!(
                    "用了 --untrusted，文中的 Typst 不执行，按代码印出",
                    "with --untrusted no Typst of a section is run: it prints as code"
                );
                let fault = Diagnostic::new(Code::Unsupported, head, message);
                self.diagnostics.push(fault.severity(Severity::Error));
            }
            Fence::Formula | Fence::Code if code.fenced => self.report_language(&language, &text, head),
            Fence::Formula | Fence::Code => {}
        }
        BlockKind::Code { language, text, span }
    }

    /// Says that words behind a fence are not printed. Of code they are for other programs.
    fn report_words(&mut self, fence: Fence, info: &str, head: Span) {
        if !matches!(fence, Fence::Formula | Fence::Table | Fence::Chart) {
            return;
        }
        let info = info.trim_start();
        let name = info.find(|c: char| c.is_whitespace() || c == '{').unwrap_or(info.len());
        let mut words = info[name..].to_owned();
        if fence == Fence::Formula
            && let Some(mask) = self.masked.next_in(head.start as usize, head.end as usize)
            && mask.kind == MaskKind::Attributes
        {
            words = words.replacen(&self.masked.file.text[mask.start..mask.end], "", 1);
        }
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        let shown = printable(words);
        let message = text!(
            "“{shown}”写在 ``` 后面不起作用，不会印出",
            "`{shown}` has no effect behind the fence and is not printed"
        );
        let place = self.masked.file.slice(head).rfind(words);
        let place = place.map_or(head, |at| head.part(at, at + words.len()));
        let hint = match fence {
            Fence::Formula => text!("说明写在公式前后的段落里", "write it in a paragraph before or behind"),
            _ if words.starts_with('{') => text!(
                "标识写在题注里，题注单独一段，紧靠在上面：表：标题 {words}",
                "an id stands in the caption, a paragraph right above: `Table: Title {words}`"
            ),
            _ => text!(
                "标题写成题注，单独一段，紧靠在上面：表：标题",
                "a title is a caption, a paragraph right above: `Table: Title`"
            ),
        };
        self.diagnostics.push(Diagnostic::new(Code::Unsupported, place, message).hint(hint));
    }

    /// Says that a fence is probably not meant as code.
    fn report_language(&mut self, language: &str, text: &str, head: Span) {
        let shown = printable(language);
        if language == "mermaid" {
            let message = text!(
                "{shown} 块还不能排版，按代码印出",
                "a block of {shown} is not typeset yet: it prints as code"
            );
            return self.say_of_fence(head, message);
        }
        let said = text.contains([':', '：']) && language.len() <= 12;
        let near = if said { nearest(&language.to_lowercase(), ["table", "chart"]) } else { None };
        let Some(near) = near else { return };
        let message =
            text!("没有“{shown}”这样的块，按代码印出", "there is no block `{shown}`: it prints as code");
        let place = self.masked.file.slice(head).find(language);
        let place = place.map_or(head, |at| head.part(at, at + language.len()));
        let hint = text!("是不是 {near}？", "did you mean {near}?");
        self.diagnostics.push(Diagnostic::new(Code::Unsupported, place, message).hint(hint).fix(place, near));
    }

    fn say_of_fence(&mut self, head: Span, message: Text) {
        self.diagnostics.push(Diagnostic::new(Code::Unsupported, head, message));
    }

    /// Returns the offset behind the line end at an offset.
    fn after_line_end(&self, at: usize) -> usize {
        let rest = &self.masked.file.text[at..];
        at + if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) }
    }
}

/// Returns whether a fence with this word behind it holds a table or chart.
pub(super) fn is_data(language: &str) -> bool {
    matches!(fence(language), Fence::Table | Fence::Chart)
}

/// Returns what the first word behind a fence makes of it.
fn fence(language: &str) -> Fence {
    if language == "{=typst}" {
        return Fence::Typst;
    }
    match language.split('{').next().unwrap_or_default().to_lowercase().as_str() {
        "math" => Fence::Formula,
        "table" | "表格" | "表" => Fence::Table,
        "chart" | "图表" | "图" => Fence::Chart,
        _ => Fence::Code,
    }
}

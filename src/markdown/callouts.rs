//! Callouts (`> [!NOTE]`) and lists of terms.

use comrak::nodes::{AlertType, NodeValue};
use comrak::{Arena, parse_document};

use crate::diagnostic::{Code, Diagnostic, nearest, printable};
use crate::report::{Block, BlockKind, CalloutKind, Inline, InlineKind, Term};
use crate::source::Span;
use crate::text;

use super::Node;
use super::align::Cursor;
use super::blocks::Depth;
use super::reader::Reader;

/// The kinds of callouts.
const KINDS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

/// What they are called in Chinese.
const CHINESE: [(&str, &str); 8] = [
    ("说明", "NOTE"),
    ("注", "NOTE"),
    ("提示", "TIP"),
    ("重要", "IMPORTANT"),
    ("警告", "WARNING"),
    ("警示", "WARNING"),
    ("注意", "CAUTION"),
    ("小心", "CAUTION"),
];

impl Reader<'_> {
    /// Reads the words behind `[!NOTE]` on the first line of a callout: Markdown of one line.
    pub(super) fn callout_title(&mut self, callout: Span) -> Vec<Inline> {
        let line = self.masked.file.slice(callout).lines().next().unwrap_or_default();
        let Some(begin) = line.find(']').map(|at| at + 1) else { return Vec::new() };
        let at = begin + line[begin..].len() - line[begin..].trim_start().len();
        let length = line[at..].trim_end().len();
        if length == 0 {
            return Vec::new();
        }
        let start = callout.start as usize + at;
        let masked = self.masked;
        let words = masked.text.get(start..start + length).unwrap_or_default();
        // As a heading it is nothing but a line; the parser knows a note only where it is defined.
        let mut heading = format!("# {words} #\n");
        for name in words.split("[^").skip(1).filter_map(|rest| rest.split(']').next()) {
            if self.note_index(name).is_some() {
                heading.push_str(&format!("\n[^{name}]: x\n"));
            }
        }
        let arena = Arena::new();
        let root = parse_document(&arena, &heading, &super::settings());
        let Some(node) = root.first_child() else { return Vec::new() };
        let mut cursor = Cursor::new(&masked.text, start, start + length);
        self.line_origin = Some(start - "# ".len());
        let mut title = self.inlines(node, &mut cursor);
        self.line_origin = None;
        self.join(&mut title);
        title
    }

    /// Reads a list of terms.
    pub(super) fn terms(&mut self, list: Node<'_>, depth: Depth) -> Vec<Term> {
        let in_list = std::mem::replace(&mut self.in_list, true);
        self.depth += 1;
        let mut terms = Vec::new();
        for item in list.children() {
            let mut term = Vec::new();
            let mut blocks = Vec::new();
            for part in item.children() {
                if matches!(part.data().value, NodeValue::DescriptionTerm) {
                    for paragraph in part.children() {
                        let mut cursor = self.cursor(paragraph, self.node_span(paragraph));
                        let mut inlines = self.inlines(paragraph, &mut cursor);
                        self.join(&mut inlines);
                        term.append(&mut inlines);
                    }
                } else {
                    blocks.extend(self.blocks(part, depth));
                }
            }
            terms.push(Term { term, blocks });
        }
        self.depth -= 1;
        self.in_list = in_list;
        terms
    }

    /// Says that a callout of a kind that there is not prints as a quotation.
    pub(super) fn report_callout(&mut self, content: &[Block]) {
        let Some(Block { kind: BlockKind::Paragraph(inlines), .. }) = content.first() else { return };
        let Some(Inline { kind: InlineKind::Text(text), span }) = inlines.first() else { return };
        let Some((written, wide)) = opening(text) else { return };
        let chinese = CHINESE.iter().find(|(name, _)| *name == written.trim()).map(|(_, kind)| *kind);
        let upper = written.trim().to_uppercase();
        let near = chinese.or_else(|| nearest(&upper, KINDS));
        if let Some(length) = wide {
            let Some(kind) = near else { return };
            let message = text!(
                "提示框第一行的方括号和叹号要用半角的：这里按引用印出",
                "the brackets and the `!` of a callout are not full-width: this prints as a quotation"
            );
            let place = span.part(0, length);
            let diagnostic = Diagnostic::new(Code::Unsupported, place, message);
            return self.diagnostics.push(diagnostic.fix(place, format!("[!{kind}]")));
        }
        if KINDS.iter().any(|kind| written.eq_ignore_ascii_case(kind)) {
            let message = text!(
                "提示框的第一行写成“> [!{written}]”，“>”后面空一格：这里按引用印出",
                "a callout begins with `> [!{written}]`, one space behind `>`: this prints as a quotation"
            );
            let mut diagnostic = Diagnostic::new(Code::Unsupported, span.part(0, 3 + written.len()), message);
            if self.masked.file.text[..span.start as usize].ends_with('>') {
                diagnostic = diagnostic.fix(span.part(0, 0), " ");
            }
            return self.diagnostics.push(diagnostic);
        }
        let place = span.part(2, 2 + written.len());
        let shown = printable(written);
        let message = text!(
            "没有“{shown}”这样的提示框，按引用印出",
            "there is no callout `{shown}`: it prints as a quotation"
        );
        let hint = text!(
            "写 NOTE（说明）、TIP（提示）、IMPORTANT（重要）、WARNING（警告）或 CAUTION（注意）",
            "write NOTE, TIP, IMPORTANT, WARNING or CAUTION"
        );
        let mut diagnostic = Diagnostic::new(Code::Unsupported, place, message).hint(hint);
        if let Some(near) = near {
            diagnostic = diagnostic.fix(place, near);
        }
        self.diagnostics.push(diagnostic);
    }
}

/// Returns the kind written in the brackets that a callout begins with; of full-width ones also how long they are.
fn opening(text: &str) -> Option<(&str, Option<usize>)> {
    let rest = text.strip_prefix(['[', '【', '［'])?.strip_prefix(['!', '！'])?;
    let (written, behind) = rest.split_once([']', '】', '］'])?;
    let length = text.len() - behind.len();
    let wide = length > "[!]".len() + written.len();
    Some((written, wide.then_some(length)))
}

/// Returns what a callout is for.
pub(super) fn callout_kind(kind: AlertType) -> CalloutKind {
    match kind {
        AlertType::Note => CalloutKind::Note,
        AlertType::Tip => CalloutKind::Tip,
        AlertType::Important => CalloutKind::Important,
        AlertType::Warning => CalloutKind::Warning,
        AlertType::Caution => CalloutKind::Caution,
    }
}

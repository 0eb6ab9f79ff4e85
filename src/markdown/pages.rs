//! Marks for pages: `<!-- pagebreak -->`, and what stands between `<!-- landscape -->` and `<!-- portrait -->`.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, nearest, printable};
use crate::report::{Block, BlockKind};
use crate::source::Span;
use crate::text;

use super::reader::Reader;

/// The marks.
const MARKS: [&str; 3] = ["pagebreak", "landscape", "portrait"];

/// No longer comment is taken for a misspelt mark.
const LONGEST: usize = 20;

impl Reader<'_> {
    /// Reads a comment that stands alone: a mark for pages, or words for the writers.
    pub(super) fn comment_block(&mut self, comment: &str, span: Span) -> Option<Block> {
        // Typst begins no page within a list, a quotation or a note.
        match page_mark(comment).filter(|_| self.depth == 0) {
            Some("pagebreak") => Some(Block { span, kind: BlockKind::PageBreak }),
            Some(mark) => Some(self.turn(mark == "landscape", span)),
            None => {
                self.comment(comment, span);
                None
            }
        }
    }

    /// Says what a comment that is not only for the writers means here.
    pub(super) fn comment(&mut self, comment: &str, span: Span) {
        self.note_reason(span);
        let shown = printable(comment);
        if page_mark(comment).is_some() {
            let message = text!("<!-- {shown} --> 在这里不起作用", "<!-- {shown} --> has no effect here");
            let hint = text!(
                "管分页和页面方向的标记要单独占一行，前后空行，放在列表、引文和脚注之外",
                "it stands on a line of its own between empty lines, outside lists, quotations and notes"
            );
            self.diagnostics.push(Diagnostic::new(Code::Unsupported, span, message).hint(hint));
            return;
        }
        let short = comment.len() <= LONGEST && comment.split_whitespace().count() <= 2;
        let near = if short { nearest(&squeezed(comment), MARKS) } else { None };
        let Some(near) = near else { return };
        let message = text!(
            "没有 <!-- {shown} --> 这样的标记，不起作用",
            "there is no mark <!-- {shown} -->: it has no effect"
        );
        let diagnostic = Diagnostic::new(Code::Unsupported, span, message);
        let diagnostic = diagnostic.hint(text!("是不是 {near}？", "did you mean {near}?"));
        self.diagnostics.push(diagnostic.fix(span, format!("<!-- {near} -->")));
    }

    /// Notes a mark that turns the pages; until the blocks are gathered it is a block without content.
    pub(super) fn turn(&mut self, landscape: bool, span: Span) -> Block {
        self.turns.push((span, landscape));
        Block { span, kind: BlockKind::Landscape(Vec::new()) }
    }

    /// Puts what stands on turned pages into one block each; to the end of the section where nothing turns them back.
    /// Headings directly before the mark turn too: alone on the page before they would head nothing.
    pub(super) fn gather_turned(&mut self, blocks: Vec<Block>) -> Vec<Block> {
        if self.turns.is_empty() {
            return blocks;
        }
        let turns: BTreeMap<Span, bool> = std::mem::take(&mut self.turns).into_iter().collect();
        let mut gathered = Vec::with_capacity(blocks.len());
        let mut open: Option<(Span, Vec<Block>)> = None;
        for block in blocks {
            let turn = turns.get(&block.span).copied();
            match (turn, &mut open) {
                (Some(true), None) => {
                    let is_text = |block: &Block| !matches!(block.kind, BlockKind::Heading { .. });
                    let heads = gathered.iter().rposition(is_text).map_or(0, |last| last + 1);
                    open = Some((block.span, gathered.split_off(heads)));
                }
                (Some(false), Some(_)) => gathered.extend(open.take().map(closed)),
                (Some(landscape), _) => self.report_turned(landscape, block.span),
                (None, Some((_, turned))) => turned.push(block),
                (None, None) => gathered.push(block),
            }
        }
        gathered.extend(open.map(closed));
        gathered
    }

    /// Says that the pages are turned so already.
    fn report_turned(&mut self, landscape: bool, place: Span) {
        let message = if landscape {
            text!("这里的页面已经是横的", "the pages are landscape here already")
        } else {
            text!("这里的页面本来就是竖的", "the pages are portrait here already")
        };
        let hint = text!("可以删去", "it can be deleted");
        self.diagnostics.push(Diagnostic::new(Code::Unsupported, place, message).hint(hint));
    }
}

fn closed((mark, blocks): (Span, Vec<Block>)) -> Block {
    let span = blocks.last().map_or(mark, |last| mark.to(last.span));
    Block { span, kind: BlockKind::Landscape(blocks) }
}

/// Returns the mark for pages that a comment is: `page break` and `Landscape` are ones too.
fn page_mark(comment: &str) -> Option<&'static str> {
    let written = squeezed(comment);
    MARKS.into_iter().find(|mark| *mark == written)
}

/// Returns a text in lower case without blanks and hyphens.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"-_".contains(*c)).flat_map(char::to_lowercase).collect()
}

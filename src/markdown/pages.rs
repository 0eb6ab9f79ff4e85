//! Pages turned on their side: what stands between `<!-- landscape -->` and `<!-- portrait -->`.

use crate::diagnostic::{Code, Diagnostic};
use crate::report::{Block, BlockKind};
use crate::source::Span;
use crate::text;

use super::reader::Reader;

impl Reader<'_> {
    /// Notes a mark that turns the pages; until the blocks are gathered it is a block without content.
    pub(super) fn turn(&mut self, landscape: bool, span: Span) -> Block {
        self.turns.push((span, landscape));
        Block { span, kind: BlockKind::Landscape(Vec::new()) }
    }

    /// Puts what stands on turned pages into one block each; to the end of the section where nothing turns them back.
    pub(super) fn gather_turned(&mut self, blocks: Vec<Block>) -> Vec<Block> {
        if self.turns.is_empty() {
            return blocks;
        }
        let mut gathered = Vec::with_capacity(blocks.len());
        let mut open: Option<(Span, Vec<Block>)> = None;
        for block in blocks {
            let turn =
                self.turns.iter().find(|(span, _)| *span == block.span).map(|(_, landscape)| *landscape);
            match (turn, &mut open) {
                (Some(true), None) => open = Some((block.span, Vec::new())),
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

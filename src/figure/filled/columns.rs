//! The columns of a block: by their heads, in the order that is asked for.

use super::{DASHES, Fault, Filler, plain, quantity, width, words};
use crate::diagnostic::{Code, Diagnostic, nearest, printable};
use crate::figure::arranged::has_merged;
use crate::figure::data::label;
use crate::figure::plot::is_period;
use crate::report::{Cell, DataBlock, Scalar, grid};
use crate::source::Span;
use crate::text;

impl Filler<'_> {
    /// Keeps the columns that are asked for, in their order, and returns which they were; nothing where all are.
    pub(super) fn choose(
        &self,
        block: &DataBlock,
        head: &mut [Vec<Cell>],
        body: &mut [Vec<Cell>],
    ) -> Result<Option<Vec<usize>>, Fault> {
        if block.columns.is_empty() {
            return Ok(None);
        }
        let columns = width(head.iter().chain(body.iter()));
        let named = block.columns.iter().map(|name| self.column(name, head, columns));
        let mut wanted: Vec<usize> = named.collect::<Result<_, _>>()?;
        if block.without_x {
            let x = (0..columns).find(|at| !wanted.contains(at) && self.is_of_names(body, *at));
            wanted.insert(0, x.ok_or_else(|| self.without_x(block, head))?);
        }
        if has_merged(head.iter().chain(body.iter())) {
            let message = text!(
                "有合并的单元格，不能挑选列",
                "columns cannot be chosen from a table with merged cells"
            );
            let place = self.first_place(head);
            return Err(Box::new(Diagnostic::new(Code::BadData, place, message)));
        }
        for row in head.iter_mut().chain(body) {
            let blank = plain(String::new(), row.first().map(|cell| cell.span).unwrap_or_default());
            *row = wanted.iter().map(|at| row.get(*at).cloned().unwrap_or_else(|| blank.clone())).collect();
        }
        Ok(Some(wanted))
    }

    /// Returns whether a column's cells are names: words, or years.
    fn is_of_names(&self, body: &[Vec<Cell>], column: usize) -> bool {
        let cells = body.iter().filter_map(|row| row.get(column));
        let texts = cells.map(|cell| words(cell, self.figures));
        let mut texts = texts.filter(|words| !DASHES.contains(&words.trim())).peekable();
        texts.peek().is_some() && texts.all(|words| quantity(&words).is_none() || is_period(&words))
    }

    /// Says that a chart has no column of categories.
    fn without_x(&self, block: &DataBlock, head: &[Vec<Cell>]) -> Fault {
        let place = block.columns[0].span.unwrap_or_default();
        let message = text!(
            "没有写横轴用哪一列，余下的列里也没有一列是名称或年份",
            "this does not say which column names the categories, and no other column holds names or years"
        );
        let heads: Vec<String> =
            head.iter().flatten().map(|cell| label(&words(cell, self.figures))).collect();
        let (zh, en) = (heads.join("、"), heads.join(", "));
        Box::new(
            Diagnostic::new(Code::BadData, place, message)
                .hint(text!("写上 x（横轴），有：{zh}", "say it under `x`; there is: {en}")),
        )
    }

    fn first_place(&self, rows: &[Vec<Cell>]) -> Span {
        rows.first().and_then(|row| row.first()).map_or(Span::new(self.section, 0, 0), |cell| cell.span)
    }

    /// Returns the index of a column by its head.
    pub(super) fn column(&self, wanted: &Scalar, head: &[Vec<Cell>], columns: usize) -> Result<usize, Fault> {
        let mut names = Vec::new();
        for row in grid(head, columns) {
            let cells = row.iter().enumerate().filter_map(|(at, place)| Some((at, (*place)?)));
            let own = cells.filter(|(_, place)| place.begins);
            names.extend(own.map(|(at, place)| (label(&words(place.cell, self.figures)), at)));
        }
        let name = label(&wanted.text);
        let place = wanted.span.unwrap_or_default();
        let shown = printable(wanted.text.trim());
        let mut found: Vec<usize> =
            names.iter().filter(|(known, at)| *known == name && *at < columns).map(|(_, at)| *at).collect();
        found.dedup();
        match found.as_slice() {
            [] => {}
            [only] => return Ok(*only),
            several => {
                let count = several.len();
                let message = text!("表头里有 {count} 列叫“{shown}”", "{count} columns are called `{shown}`");
                let hint = text!(
                    "在数据里把它们改成不同的名称，或用“范围”只留一列",
                    "give them names of their own in the data, or leave one of them in `range`"
                );
                return Err(Box::new(Diagnostic::new(Code::BadData, place, message).hint(hint)));
            }
        }
        let message = text!("表头里没有“{shown}”", "the head has no column `{shown}`");
        let mut found = Diagnostic::new(Code::BadData, place, message);
        let known: Vec<&str> =
            names.iter().map(|(name, _)| name.as_str()).filter(|name| !name.is_empty()).collect();
        if let Some(near) = nearest(&name, known.iter().copied()) {
            found = found.fix(place, near);
        } else if !known.is_empty() {
            let few = &known[..known.len().min(8)];
            let (zh, en) = (few.join("、"), few.join(", "));
            found = found.hint(text!("有：{zh}", "there is: {en}"));
        }
        Err(Box::new(found))
    }
}

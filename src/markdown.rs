//! One Markdown file becomes one section of the report model; comrak stops here.
//!
//! Splits off the front matter, hides citations from the parser, reads its tree, and gives every piece its exact
//! span. It does no IO, cannot fail, and judges nothing about figures, links or images: it reports what cannot be
//! read or does not print as written.

mod align;
mod attributes;
mod blocks;
mod callouts;
mod captions;
mod conflict;
mod data_blocks;
mod fences;
mod formulas;
mod front_matter;
mod html;
mod html_faults;
mod html_tables;
mod inlines;
mod lines;
mod links;
mod mask;
mod pages;
mod reader;
mod references;
mod reasons;
mod scan;
mod slips;
mod tables;
mod title;
mod yaml;
mod yaml_flow;
mod yaml_lines;
mod yaml_slips;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use comrak::nodes::NodeValue;
use comrak::{Arena, parse_document};
use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Language, printable};
use crate::report::{Block, BlockKind, Inline, InlineKind, Section};
use crate::source::SourceFile;
use crate::text;

use attributes::plain_text;
use blocks::Depth;
use mask::{Mask, MaskKind, Masked};
use reader::Reader;

pub use title::parse_title;

/// A node of the parser's tree.
type Node<'a> = comrak::nodes::Node<'a>;

/// What of the report's settings the dialect depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The report's language: Chinese lines may begin with numbers that make them paragraphs.
    pub language: Language,
    /// Whether four spaces make code, as the specification has it.
    pub indented_code: bool,
    /// Whether Typst of the author's own is set; else it is an error, and prints as code.
    pub raw_typst: bool,
    /// The level of this file's title, from 1.
    pub level: u8,
    /// The section's id unless its front matter or its title says another.
    pub id: String,
}

/// Reads a Markdown file.
///
/// What has no mapping yet prints its text and is said with `unsupported`; a front matter that cannot be read
/// makes the section not [`Section::readable`], and the text is read all the same.
pub fn parse(file: &SourceFile, options: &Options) -> (Section, Diagnostics) {
    let front = front_matter::read(file);
    let mut masks = scan::masks(&file.text, front.body);
    let mut masked = Masked::new(file, front.body, masks.clone());
    let settings = settings();
    let arena = Arena::new();
    let mut root = parse_document(&arena, &masked.text, &settings);
    let code = formulas_in_code(root, &masked);
    let indents = if options.indented_code { Vec::new() } else { indents(root, &masked) };
    if !code.is_empty() || !indents.is_empty() {
        let overlaps = |mask: &Mask| {
            let next = indents.partition_point(|indent| indent.end <= mask.start);
            indents.get(next).is_some_and(|indent| indent.start < mask.end)
        };
        masks.retain(|mask| !overlaps(mask) && code.binary_search(&mask.start).is_err());
        masks.extend(indents);
        masked = Masked::new(file, front.body, masks);
        root = parse_document(&arena, &masked.text, &settings);
    }
    let written_id = front.matter.id.as_ref().map(|id| id.text.trim().nfc().collect::<String>());
    let id = written_id.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| options.id.clone());
    let mut reader = Reader::new(&masked, options, id);
    let mut blocks: Vec<Block> = title_block(&front, &mut reader).into_iter().collect();
    reader.register_notes(root);
    reader.reserve_ids(root);
    let titled = !blocks.is_empty();
    blocks.extend(reader.blocks(root, Depth::default()));
    if titled {
        title_once(&mut blocks, &mut reader);
    }
    blocks = reader.gather_turned(blocks);
    reader.report_loose_attributes();
    reader.report_unused_notes();
    reader.report_lost_definitions(&blocks, front.body);
    let mut diagnostics = front.diagnostics;
    diagnostics.extend(reader.diagnostics);
    conflict::report(file, front.body).for_each(|found| diagnostics.push(found));
    let mut open_braces = reader.open_braces;
    open_braces.sort_by_key(|braces| braces.span);
    let mut section = Section {
        source: file.id,
        level: options.level,
        id: written_id.filter(|id| !id.is_empty()).unwrap_or(reader.section_id),
        front_matter: front.matter,
        readable: front.readable,
        blocks,
        notes: reader.notes,
        open_braces,
        reasons: Vec::new(),
    };
    name_annex(&mut section).into_iter().for_each(|found| diagnostics.push(found));
    diagnostics.sort();
    section.reasons = reasons::placed(reader.remarks, &section, file);
    (section, diagnostics)
}

/// Makes the heading of a title in the front matter.
fn title_block(front: &front_matter::Front, reader: &mut Reader<'_>) -> Option<Block> {
    let title = front.matter.title.as_ref()?;
    let span = title.span.filter(|_| !title.text.trim().is_empty())?;
    let mut content = parse_title(reader.masked.file, span);
    reader.drop_typed_number(&mut content);
    let id = reader.section_id.clone();
    reader.ids.insert(id.clone());
    reader.titled = true;
    let kind = BlockKind::Heading { level: reader.options.level, id, id_span: None, content };
    Some(Block { span, kind })
}

/// Takes a first heading that says the front matter's title again for that title, as who writes both means it.
fn title_once(blocks: &mut Vec<Block>, reader: &mut Reader<'_>) {
    let file = reader.masked.file;
    let words = |content: &[Inline]| plain_text(content, &|span| file.slice(span).to_owned());
    let [title, again, ..] = blocks.as_mut_slice() else { return };
    let BlockKind::Heading { level, id, id_span, content } = &mut title.kind else { return };
    let BlockKind::Heading { level: own_level, id: own, id_span: own_span, content: repeated } =
        &mut again.kind
    else {
        return;
    };
    if level == own_level && words(content).trim() == words(repeated).trim() {
        // Of the two the heading may hold more than words: a note.
        std::mem::swap(content, repeated);
        id.clone_from(own);
        *id_span = *own_span;
        reader.section_id.clone_from(own);
        blocks.remove(1);
    }
}

/// Gives an annex that has no heading its file's name, so that it begins a page; returns what is said of that.
fn name_annex(section: &mut Section) -> Option<Diagnostic> {
    let place = section.front_matter.annex.as_ref()?.span?;
    if !section.is_annex() || section.first_heading().is_some() {
        return None;
    }
    let (id, level) = (section.id.clone(), section.level);
    // Words as long as their place would be taken for its own.
    let span = if id.len() == place.len() { place.part(0, 1) } else { place };
    let content = vec![Inline { span, kind: InlineKind::Text(id.clone()) }];
    let shown = printable(&id);
    section
        .blocks
        .insert(0, Block { span: place, kind: BlockKind::Heading { level, id, id_span: None, content } });
    let message = text!(
        "附件没有标题，用文件名“{shown}”作标题",
        "this annex has no title: its file's name, `{shown}`, is printed"
    );
    let hint = text!("在正文开头写 # 标题", "write `# Title` at the head of the text");
    Some(Diagnostic::new(Code::Unsupported, place, message).hint(hint))
}

/// Returns the parser's settings.
fn settings() -> comrak::Options<'static> {
    let mut settings = comrak::Options::default();
    settings.extension.table = true;
    settings.extension.tasklist = true;
    settings.extension.footnotes = true;
    settings.extension.strikethrough = true;
    settings.extension.cjk_friendly_emphasis = true;
    settings.extension.highlight = true;
    settings.extension.alerts = true;
    settings.extension.description_lists = true;
    settings.parse.escaped_char_spans = true;
    // The order of definitions is the order of notes, and one nothing refers to must be said, not lost.
    settings.parse.leave_footnote_definitions = true;
    settings
}

/// Returns where formulas of several lines begin that stand in a fence: they are code, with the line ends in it.
fn formulas_in_code(root: Node<'_>, masked: &Masked<'_>) -> Vec<usize> {
    let mut found = Vec::new();
    for node in root.descendants() {
        let data = node.data();
        if !matches!(&data.value, NodeValue::CodeBlock(code) if code.fenced) {
            continue;
        }
        let mut at = masked.line_start(data.sourcepos.start.line);
        let end = masked.line_start(data.sourcepos.end.line + 1);
        while let Some(mask) = masked.next_in(at, end) {
            let lines = masked.file.text[mask.start..mask.end].contains(['\n', '\r']);
            found.extend((mask.kind == MaskKind::Formula && lines).then_some(mask.start));
            at = mask.end;
        }
    }
    found
}

/// Returns how often each text without brackets stands in brackets.
fn labels(text: &str) -> BTreeMap<&str, usize> {
    let mut labels = BTreeMap::new();
    let mut open = None;
    for (at, sign) in text.match_indices(['[', ']']) {
        if sign == "[" {
            open = Some(at + 1);
        } else if let Some(start) = open.take() {
            *labels.entry(&text[start..at]).or_default() += 1;
        }
    }
    labels
}

/// Returns the white space that makes code of lines outside lists.
fn indents(root: Node<'_>, masked: &Masked<'_>) -> Vec<Mask> {
    let mut indents = Vec::new();
    for node in root.descendants() {
        let data = node.data();
        let NodeValue::CodeBlock(code) = &data.value else { continue };
        let mut quotes = 0;
        let mut in_list = false;
        for ancestor in node.ancestors().skip(1) {
            match &ancestor.data().value {
                NodeValue::BlockQuote => quotes += 1,
                NodeValue::Item(_) | NodeValue::TaskItem(_) | NodeValue::FootnoteDefinition(_) => {
                    in_list = true;
                }
                _ => {}
            }
        }
        if code.fenced || in_list {
            continue;
        }
        for line in data.sourcepos.start.line..=data.sourcepos.end.line {
            indents.extend(indent(masked, line, quotes));
        }
    }
    indents
}

/// Returns the indent of a line behind the markers of `quotes` block quotes.
fn indent(masked: &Masked<'_>, line: usize, quotes: usize) -> Option<Mask> {
    let text = masked.line(line);
    let (found, rest) = scan::quotes(text, quotes);
    if found < quotes {
        return None;
    }
    let rest = if quotes > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest };
    let content = rest.trim_start_matches([' ', '\t']);
    let end = masked.line_start(line) + text.len() - content.len();
    let start = end - (rest.len() - content.len());
    (start < end && !content.is_empty()).then_some(Mask { start, end, kind: MaskKind::Indent })
}

impl Reader<'_> {
    /// Says which footnotes are defined and never referred to.
    fn report_unused_notes(&mut self) {
        let file = self.masked.file;
        for (index, note) in self.notes.iter().enumerate() {
            if self.noted.contains(&index) {
                continue;
            }
            let name = printable(&note.name);
            let line = file.slice(note.span).lines().next().unwrap_or_default();
            let place = note.span.part(0, line.len());
            let again = self.note_index(&note.name).is_some_and(|first| first != index);
            let (message, hint) = if again {
                (
                    text!(
                        "脚注 [^{name}] 前面已经写过，这一条不会印出",
                        "the footnote [^{name}] was written above already: this one is not printed"
                    ),
                    text!("换一个名字，或删去一条", "give it another name, or delete one of the two"),
                )
            } else {
                (
                    text!(
                        "脚注 [^{name}] 没有地方引用，不会印出",
                        "nothing refers to the footnote [^{name}]: it is not printed"
                    ),
                    text!("在正文里写 [^{name}]", "write [^{name}] in the text"),
                )
            };
            self.diagnostics.push(Diagnostic::new(Code::Unsupported, place, message).hint(hint));
        }
    }

    /// Says which lines the parser took for link definitions that no link uses: `[注]: 说明` would be lost.
    fn report_lost_definitions(&mut self, blocks: &[Block], body: usize) {
        let file = self.masked.file;
        if !file.text[body..].contains("]:") {
            return;
        }
        let lowered = file.text.to_lowercase();
        let labels = labels(&lowered);
        let mut printed = BTreeSet::new();
        self.printed_lines(blocks, &mut printed);
        for note in &self.notes {
            self.printed_lines(&note.blocks, &mut printed);
        }
        let first = file.place(file.span(body, body).start).line;
        for line in first..=file.line_count() {
            let text = file.line(line);
            let content = text.trim_start_matches([' ', '\t', '>']);
            if !blocks::is_definition(content) || content.starts_with("[^") || printed.contains(&line) {
                continue;
            }
            let label = content[1..].split("]:").next().unwrap_or_default();
            if labels.get(label.to_lowercase().as_str()).is_some_and(|count| *count > 1) {
                continue;
            }
            let begin = file.line_start(line) + text.len() - content.len();
            let span = file.span(begin, begin + content.trim_end().len());
            let message = text!(
                "这一行是链接地址的定义，没有链接用到它，不会印出",
                "this line defines the address of a link and no link uses it: it is not printed"
            );
            let hint = text!("要印出来，在方括号前加 \\", "to print it, put a \\ before the bracket");
            let diagnostic = Diagnostic::new(Code::Unsupported, span, message).hint(hint);
            self.diagnostics.push(diagnostic.fix(span.part(0, 0), "\\"));
        }
    }

    /// Collects the lines on which something printed stands, code among it.
    fn printed_lines(&self, blocks: &[Block], lines: &mut BTreeSet<usize>) {
        let file = self.masked.file;
        for block in blocks {
            match &block.kind {
                BlockKind::List { items, .. } => {
                    items.iter().for_each(|item| self.printed_lines(&item.blocks, lines));
                }
                BlockKind::Landscape(content) => self.printed_lines(content, lines),
                BlockKind::Quote(content) | BlockKind::Callout { blocks: content, .. } => {
                    self.printed_lines(content, lines);
                    // The first line of a callout is its title.
                    lines.insert(file.place(block.span.start).line);
                }
                _ => {
                    let last = file.place(block.span.end).line;
                    lines.extend(file.place(block.span.start).line..=last);
                }
            }
        }
    }
}

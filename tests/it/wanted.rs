//! What a Markdown file should print, read by comrak alone: none of Bluebook's own reading of Markdown is asked.
//!
//! Knows the dialect as the guide tells it, as simply as can be; what only Bluebook can know (a value, a number of a
//! caption) is a gap between two pieces.

use std::fs;
use std::path::{Path, PathBuf};

use comrak::nodes::{Node, NodeCodeBlock, NodeValue};
use comrak::{Arena, Options, parse_document};

use crate::support::bare;

/// Stands for what only Bluebook knows.
const GAP: char = '\0';

/// Stands for a single `~`, which strikes out nothing.
const TILDE: char = '\u{e000}';

/// How a caption begins.
const CAPTIONS: [&str; 4] = ["表：", "图：", "Table:", "Figure:"];

/// What a file should print, as texts without spaces and hyphens.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// In reading order.
    pub(crate) pieces: Vec<String>,
    /// Anywhere: notes, captions, units, and the cells of what is drawn.
    pub(crate) apart: Vec<String>,
    /// Text of the block that is being read.
    open: String,
    /// The folder of the report, where data files are.
    report: PathBuf,
}

/// Reads a section of the report in a folder.
pub(crate) fn wanted(section: &Path, report: &Path) -> Wanted {
    let text = fs::read_to_string(section).unwrap_or_else(|error| panic!("{}: {error}", section.display()));
    let text = text.replace("\r\n", "\n");
    let (front, body) =
        text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).unwrap_or(("", text.as_str()));
    let mut wanted = Wanted { report: report.to_owned(), ..Wanted::default() };
    if let Some(title) = front.lines().find_map(|line| line.strip_prefix("title:")) {
        wanted.open = gapped(title.trim().trim_matches(['"', '\'']));
        wanted.end(false);
    }
    let arena = Arena::new();
    wanted.block(parse_document(&arena, &without_single_tildes(body), &options()), false);
    wanted
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.strikethrough = true;
    options.extension.highlight = true;
    options.extension.alerts = true;
    options.extension.description_lists = true;
    options.extension.cjk_friendly_emphasis = true;
    options.parse.escaped_char_spans = true;
    options
}

impl Wanted {
    /// Reads a block; what is `apart` may stand anywhere.
    fn block(&mut self, node: Node<'_>, apart: bool) {
        match &node.data().value {
            NodeValue::Heading(_) => {
                self.inlines(node);
                self.drop_attributes();
            }
            NodeValue::Paragraph => return self.paragraph(node, apart),
            NodeValue::CodeBlock(code) => return self.code(code, apart),
            NodeValue::HtmlBlock(html) => return self.html(&html.literal),
            NodeValue::TableCell => self.inlines(node),
            NodeValue::Table(_) => {
                let drawn = [node.previous_sibling(), node.next_sibling()];
                let drawn = drawn.into_iter().flatten().any(|beside| caption(beside).contains("chart="));
                return node.children().for_each(|row| self.block(row, apart || drawn));
            }
            NodeValue::FootnoteDefinition(_) => {
                return node.children().for_each(|part| self.block(part, true));
            }
            NodeValue::DescriptionTerm => return node.children().for_each(|part| self.block(part, apart)),
            NodeValue::Alert(alert) => {
                let title = alert.title.clone().unwrap_or_default();
                self.open.push_str(&gapped(&title));
                self.end(apart);
                return node.children().for_each(|part| self.block(part, apart));
            }
            _ => return node.children().for_each(|part| self.block(part, apart)),
        }
        self.end(apart);
    }

    /// Reads a paragraph, which may be a caption or a picture.
    fn paragraph(&mut self, node: Node<'_>, apart: bool) {
        let picture = node.first_child().filter(|first| matches!(first.data().value, NodeValue::Image(_)));
        self.inlines(node);
        if let Some(picture) = picture.filter(|picture| picture.next_sibling().is_none_or(is_attributes)) {
            self.open.clear();
            self.inlines(picture);
            return self.end(true);
        }
        if self.open.starts_with("$$") {
            return self.open.clear();
        }
        let Some(words) = CAPTIONS.iter().find_map(|word| self.open.strip_prefix(word)) else {
            return self.end(apart);
        };
        self.open = words.to_owned();
        if let Some(unit) = self.drop_attributes().split_once("unit=").map(|(_, unit)| unit.to_owned()) {
            let end: &[char] = if unit.starts_with('"') { &['"'] } else { &[' ', '}'] };
            self.apart.extend(unit.trim_start_matches('"').split(end).next().map(unbroken));
        }
        self.end(true);
    }

    /// Reads code, which may ask for a table or a chart.
    fn code(&mut self, code: &NodeCodeBlock, apart: bool) {
        match code.info.split_whitespace().next().unwrap_or_default() {
            "table" | "chart" => {
                for row in code.literal.lines().filter_map(|line| line.trim().strip_prefix("- [")) {
                    let cells = row.trim_end_matches(']').split(", ");
                    for cell in cells.map(|cell| cell.trim_matches('"')).filter(|cell| !cell.contains("{{")) {
                        self.apart.push(unbroken(cell));
                    }
                }
                self.apart.extend(data(&code.literal, &self.report));
            }
            "math" | "{=typst}" => {}
            _ => {
                for line in code.literal.lines() {
                    self.open.push_str(line);
                    self.end(apart);
                }
            }
        }
    }

    /// Reads the text between tags; Typst lays a cell out last that reaches over several rows.
    fn html(&mut self, html: &str) {
        let mut rest = html;
        let mut apart = false;
        while let Some(at) = rest.find('<') {
            self.open.push_str(&gapped(&rest[..at]));
            self.end(apart);
            let end = if rest[at..].starts_with("<!--") { "-->" } else { ">" };
            let length = rest[at..].find(end).map_or(rest.len() - at, |length| length + end.len());
            apart = rest[at..at + length].contains("rowspan");
            rest = &rest[at + length..];
        }
        self.open.push_str(&gapped(rest));
        self.end(apart);
    }

    /// Reads what stands in lines.
    fn inlines(&mut self, node: Node<'_>) {
        let mut text = String::new();
        for child in node.children() {
            match &child.data().value {
                NodeValue::Text(words) => {
                    text.push_str(words);
                    continue;
                }
                // A citation may hold what looks like markup to no one, but line ends.
                NodeValue::SoftBreak => {
                    text.push(' ');
                    continue;
                }
                _ => {}
            }
            self.open.push_str(&gapped(&std::mem::take(&mut text)));
            match &child.data().value {
                NodeValue::Code(code) => self.open.push_str(&code.literal),
                NodeValue::Escaped => text_of(child, &mut self.open),
                NodeValue::FootnoteReference(_) | NodeValue::Image(_) => self.open.push(GAP),
                NodeValue::Link(_) if child.first_child().is_none() => self.open.push(GAP),
                NodeValue::HtmlInline(_) => {}
                _ => self.inlines(child),
            }
        }
        self.open.push_str(&gapped(&text));
    }

    /// Takes `{…}` off the end of what is open, and returns it.
    fn drop_attributes(&mut self) -> String {
        let open = self.open.trim_end();
        let begin = open.strip_suffix('}').and_then(|rest| rest.rfind('{'));
        begin.map(|begin| self.open.split_off(begin)).unwrap_or_default()
    }

    /// Ends a block.
    fn end(&mut self, apart: bool) {
        let open = std::mem::take(&mut self.open);
        let open = open.replace(TILDE, "~");
        let pieces = open.split(GAP).map(unbroken).filter(|piece| !piece.is_empty());
        if apart { self.apart.extend(pieces) } else { self.pieces.extend(pieces) }
    }
}

/// Returns the cells of a data file that a block asks for, without the head.
fn data(block: &str, report: &Path) -> Vec<String> {
    let said = |names: [&str; 2]| {
        let mut lines = block.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(key, _)| names.contains(key)).map(|(_, value)| value.trim())
    };
    let Some(path) = said(["data", "数据"]) else { return Vec::new() };
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(report.join(path));
    let rows = reader.expect("a data file").into_records().map(|row| row.expect("a row"));
    let rows: Vec<_> = rows.collect();
    let number = |cell: &str| cell.trim_start_matches(char::is_alphabetic).parse::<usize>().expect("a row");
    let range = said(["range", "范围"]).and_then(|range| range.split_once(':'));
    let (first, last) = range.map_or((1, rows.len()), |(first, last)| (number(first), number(last)));
    let columns = said(["columns", "列"]).map(|list| list.trim_matches(['[', ']']).split(", "));
    let columns: Option<Vec<_>> = columns.map(Iterator::collect);
    let asked = |at: &usize| columns.as_ref().is_none_or(|columns| columns.contains(&&rows[first - 1][*at]));
    let cells = rows[first..last].iter().flat_map(|row| row.iter().enumerate());
    cells.filter(|(at, _)| asked(at)).map(|(_, cell)| unbroken(cell)).collect()
}

/// Returns a text without what layout puts in and takes out: spaces, line ends, hyphens, places where a long word may break.
pub(crate) fn unbroken(text: &str) -> String {
    bare(text).replace(['-', '\u{2010}', '\u{200b}'], "")
}

/// Returns whether a node is the attributes of a picture before it.
fn is_attributes(node: Node<'_>) -> bool {
    matches!(&node.data().value, NodeValue::Text(text) if text.starts_with('{'))
        && node.next_sibling().is_none()
}

/// Returns the text of a paragraph that is a caption, with its attributes.
fn caption(node: Node<'_>) -> String {
    let mut text = String::new();
    if matches!(node.data().value, NodeValue::Paragraph) {
        text_of(node, &mut text);
    }
    if CAPTIONS.iter().any(|word| text.starts_with(word)) { text } else { String::new() }
}

/// Gathers the text in a node.
fn text_of(node: Node<'_>, text: &mut String) {
    for part in node.descendants() {
        if let NodeValue::Text(words) = &part.data().value {
            text.push_str(words);
        }
    }
}

/// Puts a gap in the place of each citation `{{…}}`, and reference `[@…]`.
fn gapped(text: &str) -> String {
    let mut text = text.to_owned();
    for (open, close) in [("{{", "}}"), ("[@", "]")] {
        while let Some(start) = text.find(open) {
            let Some(length) = text[start..].find(close) else { break };
            text.replace_range(start..start + length + close.len(), "\0");
        }
    }
    text
}

/// Hides each `~` that stands alone from comrak.
fn without_single_tildes(body: &str) -> String {
    let characters: Vec<char> = body.chars().collect();
    let is = |at: Option<usize>| at.and_then(|at| characters.get(at)) == Some(&'~');
    let alone = |at: usize| is(Some(at)) && !is(at.checked_sub(1)) && !is(Some(at + 1));
    characters.iter().enumerate().map(|(at, c)| if alone(at) { TILDE } else { *c }).collect()
}

//! The model as one line a block, for tests.

use std::fmt::Write;

use crate::diagnostic::Diagnostics;
use crate::report::{Block, BlockKind, Cell, Formula, Inline, InlineKind, Section, Table, Yaml};
use crate::source::SourceFile;

/// Returns a section's blocks, one a line, then its notes.
pub(super) fn section(file: &SourceFile, section: &Section) -> String {
    let mut out = String::new();
    blocks(file, &section.blocks, &mut out);
    for (index, note) in section.notes.iter().enumerate() {
        let _ = writeln!(out, "note {index} {}:", note.name);
        blocks(file, &note.blocks, &mut out);
    }
    out.trim_end().to_owned()
}

/// Returns diagnostics, one a line: code, place, the words underlined, the fix.
pub(super) fn diagnostics(file: &SourceFile, diagnostics: &Diagnostics) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics.iter() {
        let place = file.place(diagnostic.span.start);
        let slice = file.slice(diagnostic.span).escape_debug().to_string();
        let _ = write!(out, "{} {}:{} `{slice}`", diagnostic.code.name(), place.line, place.column);
        if let Some(fix) = &diagnostic.fix {
            let _ = write!(
                out,
                " `{}` -> `{}`",
                file.slice(fix.span).escape_debug(),
                fix.replacement.escape_debug()
            );
        }
        out.push('\n');
    }
    out.trim_end().to_owned()
}

fn blocks(file: &SourceFile, list: &[Block], out: &mut String) {
    for block in list {
        match &block.kind {
            BlockKind::Heading { level, id, content, .. } => {
                let _ = writeln!(out, "h{level}#{id}: {}", inlines(file, content));
            }
            BlockKind::Paragraph(content) => {
                let _ = writeln!(out, "p: {}", inlines(file, content));
            }
            BlockKind::List { start, tight, items } => {
                let _ = writeln!(out, "list {start:?} tight={tight}");
                for item in items {
                    let _ =
                        writeln!(out, "- {}", item.task.map_or(String::new(), |done| format!("[{done}]")));
                    blocks(file, &item.blocks, out);
                }
                out.push_str("/list\n");
            }
            BlockKind::Quote(content) => {
                out.push_str("quote\n");
                blocks(file, content, out);
                out.push_str("/quote\n");
            }
            BlockKind::Callout { kind, title, blocks: content } => {
                let _ = writeln!(out, "callout {}: {}", kind.name(), inlines(file, title));
                blocks(file, content, out);
                out.push_str("/callout\n");
            }
            BlockKind::Terms(terms) => {
                for term in terms {
                    let _ = writeln!(out, "term: {}", inlines(file, &term.term));
                    blocks(file, &term.blocks, out);
                }
                out.push_str("/terms\n");
            }
            BlockKind::Code { language, text, .. } => {
                let _ = writeln!(out, "code {language}: {}", text.escape_debug());
            }
            BlockKind::Table(list) => table(file, list, out),
            BlockKind::Data(data) => {
                let _ = writeln!(out, "data {data:?}");
            }
            BlockKind::Image(image) => {
                let _ = writeln!(
                    out,
                    "image {} {:?} {:?} {:?}: {}",
                    image.path,
                    image.title,
                    image.width,
                    image.id,
                    inlines(file, &image.caption)
                );
            }
            BlockKind::Formula(formula) => {
                let _ = writeln!(out, "formula {:?}: {}", formula.id, latex(file, formula));
            }
            BlockKind::Rule => out.push_str("rule\n"),
            BlockKind::Landscape(content) => {
                out.push_str("landscape\n");
                blocks(file, content, out);
                out.push_str("/landscape\n");
            }
            BlockKind::Typst { text, .. } => {
                let _ = writeln!(out, "typst: {}", text.escape_debug());
            }
            BlockKind::PageBreak => out.push_str("pagebreak\n"),
        }
    }
}

fn table(file: &SourceFile, table: &Table, out: &mut String) {
    let _ = writeln!(out, "table {:?}", table.align);
    if let Some(caption) = &table.caption {
        let unit = table.unit.as_ref().map(|unit| unit.text.as_str());
        let words = inlines(file, &caption.content);
        let _ = writeln!(out, "caption {:?} {unit:?}: {words}", caption.id);
    }
    for row in table.head.iter().chain(&table.rows) {
        let reach = |sign: char, count: usize| match count {
            1 => String::new(),
            _ => format!("{sign}{count}"),
        };
        let cell = |cell: &Cell| {
            let words = inlines(file, &cell.content);
            format!("{words}{}{}", reach('→', cell.colspan), reach('↓', cell.rowspan))
        };
        let cells: Vec<_> = row.iter().map(cell).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
}

/// Returns inlines in one line.
pub(super) fn inlines(file: &SourceFile, list: &[Inline]) -> String {
    let mut out = String::new();
    for inline in list {
        let tagged = |name: &str, content: &[Inline]| format!("{name}({})", inlines(file, content));
        match &inline.kind {
            InlineKind::Text(text) => out.push_str(text),
            InlineKind::LineBreak => out.push_str("<br>"),
            InlineKind::Emphasis(content) => out.push_str(&tagged("em", content)),
            InlineKind::Strong(content) => out.push_str(&tagged("strong", content)),
            InlineKind::Strikethrough(content) => out.push_str(&tagged("del", content)),
            InlineKind::Superscript(content) => out.push_str(&tagged("sup", content)),
            InlineKind::Subscript(content) => out.push_str(&tagged("sub", content)),
            InlineKind::Underline(content) => out.push_str(&tagged("u", content)),
            InlineKind::Highlight(content) => out.push_str(&tagged("mark", content)),
            InlineKind::Code(code) => {
                let _ = write!(out, "code({code})");
            }
            InlineKind::Link { target, content } => {
                let _ = write!(out, "link<{target}>({})", inlines(file, content));
            }
            InlineKind::Image(image) => {
                let _ = write!(out, "img<{}>({})", image.path, inlines(file, &image.caption));
            }
            InlineKind::Citation(citation) => {
                let _ = write!(out, "⟦{}⟧", file.slice(citation.inner));
            }
            InlineKind::Formula(formula) => {
                let _ = write!(out, "math({})", latex(file, formula));
            }
            InlineKind::Note(index) => {
                let _ = write!(out, "note({index})");
            }
            InlineKind::Reference(cited) => {
                let one = |cited: &crate::report::Cited| {
                    assert_eq!(file.slice(cited.span), cited.key);
                    let page = cited.locator.as_ref().map(|page| format!("<{page}>"));
                    format!("{}{}", cited.key, page.unwrap_or_default())
                };
                let cited: Vec<_> = cited.iter().map(one).collect();
                let _ = write!(out, "ref({})", cited.join(" "));
            }
        }
    }
    out
}

/// Returns the LaTeX of a formula, and the citations in it.
fn latex(file: &SourceFile, formula: &Formula) -> String {
    let cited = inlines(file, &formula.citations);
    let between = if cited.is_empty() { "" } else { " with " };
    format!("{}{between}{cited}", formula.latex.escape_debug())
}

/// Returns a front matter, one key a line.
pub(super) fn front_matter(section: &Section) -> String {
    let mut out = String::new();
    let matter = &section.front_matter;
    for (name, value) in [
        ("title", &matter.title),
        ("id", &matter.id),
        ("order", &matter.order),
        ("status", &matter.status),
        ("owner", &matter.owner),
        ("due", &matter.due),
        ("period", &matter.period),
        ("annex", &matter.annex),
        ("source", &matter.source),
    ] {
        if let Some(scalar) = value {
            let _ = writeln!(out, "{name}: {}", scalar.text.escape_debug());
        }
    }
    for (name, value) in &matter.figures {
        let _ = writeln!(out, "  {}: {}", name.text, yaml(value));
    }
    if let Some(checks) = &matter.checks {
        let _ = writeln!(out, "checks: {}", yaml(checks));
    }
    if !section.readable {
        out.push_str("not readable\n");
    }
    out.trim_end().to_owned()
}

fn yaml(value: &Yaml) -> String {
    match value {
        Yaml::Scalar(scalar) => scalar.text.escape_debug().to_string(),
        Yaml::Mapping(entries, _) => {
            let entries: Vec<_> =
                entries.iter().map(|(key, value)| format!("{}: {}", key.text, yaml(value))).collect();
            format!("{{{}}}", entries.join("; "))
        }
        Yaml::Sequence(items, _) => format!("[{}]", items.iter().map(yaml).collect::<Vec<_>>().join("; ")),
    }
}

//! Small reports for the tests of the rooms that judge them; built without reading Markdown.

use super::{Block, BlockKind, Inline, InlineKind, Report, Section};
use crate::source::{Encoding, Sources, Span};

/// A heading of a report to be made; its words are also its id.
pub(crate) struct Heading {
    level: u8,
    words: String,
    id_written: bool,
}

/// Describes a heading whose id is made from its words.
pub(crate) fn heading(level: u8, words: &str) -> Heading {
    Heading { level, words: words.to_owned(), id_written: false }
}

/// Describes a heading whose id is written: `# words {#words}`.
pub(crate) fn heading_with_id(level: u8, words: &str) -> Heading {
    Heading { id_written: true, ..heading(level, words) }
}

/// Returns a report of sections with headings, the only text of each being those headings.
pub(crate) fn report(sections: &[(&str, Vec<Heading>)]) -> (Report, Sources) {
    let (mut report, mut sources) = (Report::default(), Sources::default());
    for (path, headings) in sections {
        let (mut text, mut places) = (String::new(), Vec::new());
        for Heading { level, words, id_written } in headings {
            let start = text.len();
            text.push_str(&"#".repeat(usize::from(*level)));
            text.push(' ');
            text.push_str(words);
            let end = text.len();
            if *id_written {
                text.push_str(&format!(" {{#{words}}}"));
            }
            places.push((start, end, text.len()));
            text.push_str("\n\n");
        }
        let source = sources.add(*path, &text, Encoding::Utf8);
        let mut section = bare_section(source, path);
        for (Heading { level, words, id_written }, (start, end, last)) in headings.iter().zip(places) {
            let content = Span::new(source, start + usize::from(*level) + 1, end);
            section.blocks.push(Block {
                span: Span::new(source, start, last),
                kind: BlockKind::Heading {
                    level: *level,
                    id: words.clone(),
                    id_span: id_written.then(|| Span::new(source, end + 2, last - 1)),
                    content: vec![Inline { span: content, kind: InlineKind::Text(words.clone()) }],
                },
            });
        }
        report.sections.push(section.into());
    }
    (report, sources)
}

/// Returns the paragraphs of one section: each a piece of Markdown and what it is. The inline's span is the
/// whole piece.
pub(crate) fn paragraphs(path: &str, pieces: &[(&str, InlineKind)]) -> (Report, Sources) {
    let (mut text, mut places) = (String::new(), Vec::new());
    for (piece, _) in pieces {
        places.push((text.len(), text.len() + piece.len()));
        text.push_str(piece);
        text.push_str("\n\n");
    }
    let mut sources = Sources::default();
    let source = sources.add(path, &text, Encoding::Utf8);
    let mut section = bare_section(source, path);
    for ((_, kind), (start, end)) in pieces.iter().zip(places) {
        let span = Span::new(source, start, end);
        let inline = Inline { span, kind: kind.clone() };
        section.blocks.push(Block { span, kind: BlockKind::Paragraph(vec![inline]) });
    }
    (Report { sections: vec![section.into()], ..Report::default() }, sources)
}

/// Returns a section without content; its id is its file's name.
pub(crate) fn bare_section(source: crate::source::SourceId, path: &str) -> Section {
    let name = path.rsplit('/').next().unwrap_or(path);
    let id = name.trim_end_matches(".md").trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    let level = u8::try_from(path.matches('/').count()).unwrap_or(1);
    Section {
        source,
        level,
        id: id.to_owned(),
        front_matter: super::FrontMatter::default(),
        readable: true,
        blocks: Vec::new(),
        notes: Vec::new(),
        open_braces: Vec::new(),
        reasons: Vec::new(),
    }
}

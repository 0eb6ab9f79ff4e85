//! Diagnostics for people at a terminal, as `rustc` prints them: the author's own line, underlined.
//!
//! A pure function; its colours are removed by whoever writes to something that shows none. Everything that
//! comes from a file is made harmless for a terminal first.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use anstream::adapter::strip_str;
use unicode_width::UnicodeWidthChar as _;

use super::{Diagnostic, Diagnostics, Fix, Language, Severity, Text, printable};
use crate::source::{SourceFile, Sources, Span};
use crate::text;

/// Cells of an author's line that are shown: a paragraph of a Chinese report is one line of hundreds.
const WIDTH: usize = 88;

/// Cells kept before the underlined place when the place alone fills the width.
const LEAD: usize = 16;

/// A span over more lines than this is shown by its first line alone.
const MOST_LINES: usize = 3;

/// Returns the diagnostics with the author's lines, coloured.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, language: Language) -> String {
    // Our own trimming knows the width of Han characters; the renderer is to do none.
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii).term_width(4 * WIDTH);
    let mut printed = String::new();
    for diagnostic in diagnostics.iter() {
        let drawn = renderer.render(&[group(diagnostic, sources, language)]);
        for line in drawn.trim_end().lines().filter(|line| !is_empty_origin(line)) {
            printed.push_str(line);
            printed.push('\n');
        }
        printed.push('\n');
    }
    printed
}

/// Returns whether a drawn line is the mark of a snippet without a path.
///
/// The place is drawn by an origin of its own, because a shortened line would give a wrong column.
fn is_empty_origin(line: &str) -> bool {
    strip_str(line).to_string().trim() == ":::"
}

/// Returns a severity's word.
pub fn word(severity: Severity, language: Language) -> &'static str {
    match (language, severity) {
        (Language::Chinese, Severity::Error) => "错误",
        (Language::Chinese, Severity::Explain) => "须说明",
        (Language::Chinese, Severity::Warning) => "警告",
        (Language::Chinese, Severity::Info) => "提示",
        (Language::English, severity) => severity.name(),
    }
}

/// Lays out one diagnostic.
fn group<'a>(diagnostic: &'a Diagnostic, sources: &Sources, language: Language) -> Group<'a> {
    let severity = diagnostic.weight();
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Explain | Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level
        .with_name(word(severity, language))
        .primary_title(printable(diagnostic.message.get(language)))
        .id(diagnostic.code.name());
    let label = diagnostic.label.as_ref().map(|label| printable(label.get(language)));
    let mut group = Group::with_title(title);
    group = place(group, sources, diagnostic.span, (AnnotationKind::Primary, label));
    for related in &diagnostic.related {
        let label = printable(related.message.get(language));
        group = place(group, sources, related.span, (AnnotationKind::Context, Some(label)));
    }
    let help = match language {
        Language::Chinese => "建议",
        Language::English => "help",
    };
    let hints = diagnostic.hints.iter().map(|hint| hint.get(language).to_owned());
    // A hint that asks whether the very replacement was meant has said it.
    let asked = |fix: &&Fix| {
        let replacement = &fix.replacement;
        let question = text!("是不是“{replacement}”？", "did you mean `{replacement}`?");
        diagnostic.hints.iter().any(|hint| hint.get(language) == question.get(language))
    };
    let fix =
        diagnostic.fix.as_ref().filter(|fix| !asked(fix)).and_then(|fix| instead(fix, sources, language));
    for words in hints.chain(fix) {
        group = group.element(Level::HELP.with_name(help).message(printable(&words)));
    }
    group
}

/// Adds a place: where it is, and the author's line with the span underlined.
fn place<'a>(
    group: Group<'a>,
    sources: &Sources,
    span: Span,
    (kind, label): (AnnotationKind, Option<String>),
) -> Group<'a> {
    let file = sources.get(span.file);
    let start = file.place(span.start);
    let origin = Origin::path(printable(&file.path)).line(start.line).char_column(start.column);
    let excerpt = excerpt(file, span);
    let annotation = kind.span(excerpt.start..excerpt.end).label(label);
    let snippet = Snippet::source(excerpt.text).line_start(start.line).annotation(annotation);
    group.element(origin).element(snippet)
}

/// Says what to write instead; nothing where that is a space or an empty line, which words cannot show.
fn instead(fix: &Fix, sources: &Sources, language: Language) -> Option<String> {
    let file = sources.get(fix.span.file);
    let written = super::quoted(file, fix.span);
    let replacement = fix.replacement.trim_matches(['\r', '\n']).replace(['\r', '\n'], "⏎");
    if bare(file.slice(fix.span)) == bare(&fix.replacement) {
        return blanks(file.slice(fix.span), &fix.replacement).map(|words| words.get(language).to_owned());
    }
    let written = match (written.trim().is_empty() && !written.is_empty(), language) {
        (false, _) => written,
        (true, Language::Chinese) => "空格".to_owned(),
        (true, Language::English) => "the space".to_owned(),
    };
    let words = match (language, written.is_empty(), replacement.is_empty()) {
        (Language::Chinese, true, _) => format!("这里加上 {replacement}"),
        (Language::Chinese, false, true) => format!("删去 {written}"),
        (Language::Chinese, false, false) => format!("把 {written} 改成 {replacement}"),
        (Language::English, true, _) => format!("write {replacement} here"),
        (Language::English, false, true) => format!("remove {written}"),
        (Language::English, false, false) => format!("write {replacement} instead of {written}"),
    };
    Some(words)
}

/// Returns a text without white space.
fn bare(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

/// Says in words which white space to write, as no sign shows it; nothing where the message has said what to do with
/// whole lines.
fn blanks(written: &str, replacement: &str) -> Option<Text> {
    if written.is_empty() || written.contains(['\n', '\t']) || replacement.contains('\n') {
        return None;
    }
    let count = replacement.len() - replacement.trim_start().len();
    Some(match (written.trim(), replacement.strip_prefix(written)) {
        ("", _) if replacement.is_empty() => text!("删去这里的空格", "remove the spaces here"),
        ("", _) if count == 1 => text!("这里改成 1 个空格", "write one space here"),
        ("", _) => text!("这里改成 {count} 个空格", "write {count} spaces here"),
        (":", Some(" ")) => text!("在冒号后面加一个空格", "write a space behind the colon"),
        (sign, Some(" ")) => text!("在 {sign} 后面加一个空格", "write a space behind {sign}"),
        _ if count == 1 => text!("前面空 1 格", "indent it by one space"),
        _ if count > 0 => text!("前面空 {count} 格", "indent it by {count} spaces"),
        _ => return None,
    })
}

/// A part of a file with a place in it.
struct Excerpt {
    text: String,
    start: usize,
    end: usize,
}

/// Cuts out the lines of a span, harmless for a terminal, and shortens a long line around the span.
fn excerpt(file: &SourceFile, span: Span) -> Excerpt {
    let (first, last) = (file.place(span.start).line, file.place(span.end).line);
    let line_start = file.line_start(first);
    let start = (span.start as usize).clamp(line_start, line_start + file.line(first).len());
    let several = last > first && last - first < MOST_LINES;
    let last = if several { last } else { first };
    let line_end = file.line_start(last) + file.line(last).len();
    let end = (span.end as usize).clamp(start, line_end.max(start));
    let text = |from: usize, to: usize| file.text.get(from..to).unwrap_or_default();
    let (before, marked, after) = (text(line_start, start), text(start, end), text(end, line_end));
    if several || width(before) + width(marked) + width(after) <= WIDTH {
        return joined(harmless(before), harmless(marked), harmless(after));
    }
    let kept = width(marked).min(WIDTH - LEAD);
    let (left, right) = (width(before), width(after));
    let room = WIDTH - kept;
    let before_room = left.min((room / 2).max(room.saturating_sub(right)).max(LEAD));
    let marked_short = head(marked, kept);
    let cut = marked_short.len() < marked.len();
    let after = if cut { "" } else { head(after, room.saturating_sub(before_room)) };
    let tail_mark =
        if line_start + before.len() + marked_short.len() + after.len() < line_end { "…" } else { "" };
    let before_short = tail(before, before_room);
    let head_mark = if before_short.len() < before.len() { "…" } else { "" };
    joined(
        format!("{head_mark}{}", harmless(before_short)),
        harmless(marked_short),
        format!("{}{tail_mark}", harmless(after)),
    )
}

/// Returns lines of a file with their control characters made visible, but still as lines.
fn harmless(text: &str) -> String {
    let lines = text.split('\n').map(|line| printable(line.strip_suffix('\r').unwrap_or(line)));
    lines.collect::<Vec<_>>().join("\n")
}

/// Puts the three parts of an excerpt together.
fn joined(before: String, marked: String, after: String) -> Excerpt {
    let (start, end) = (before.len(), before.len() + marked.len());
    Excerpt { text: before + &marked + &after, start, end }
}

/// Returns how many cells of a terminal a text fills.
fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(1)).sum()
}

/// Returns the beginning of a text that fills at most `cells`.
fn head(text: &str, cells: usize) -> &str {
    let mut filled = 0;
    let end = text.char_indices().find(|(_, c)| {
        filled += c.width().unwrap_or(1);
        filled > cells
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// Returns the end of a text that fills at most `cells`.
fn tail(text: &str, cells: usize) -> &str {
    let mut filled = 0;
    let start = text.char_indices().rev().find(|(_, c)| {
        filled += c.width().unwrap_or(1);
        filled > cells
    });
    start.map_or(text, |(at, c)| &text[at + c.len_utf8()..])
}

#[cfg(test)]
mod tests;

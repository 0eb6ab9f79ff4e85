//! A change as a unified difference: plain for a file or a program, coloured and harmless for a terminal.

use std::io::{self, IsTerminal as _, Write as _};

use anstyle::{AnsiColor, Style};
use similar::TextDiff;

use super::super::args::MessageFormat;
use super::super::console::{Console, to_stderr};
use super::files::Draft;
use crate::diagnostic::{Language, printable};

/// Shows a draft: on stdout, as data that `patch` understands, unless stdout carries diagnostics.
pub(super) fn draft(draft: &Draft, console: Console) {
    let difference = difference(draft);
    let copies = copies(draft, console.language);
    if console.format == MessageFormat::Json || console.stdout_is_data {
        to_stderr(&coloured(&format!("{copies}{difference}")));
    } else if io::stdout().is_terminal() {
        let mut stdout = anstream::stdout().lock();
        let _ = stdout.write_all(coloured(&format!("{copies}{difference}")).as_bytes());
        let _ = stdout.flush();
    } else {
        to_stderr(&copies);
        console.data(difference.as_bytes());
    }
}

/// Returns the unified difference of a draft.
fn difference(draft: &Draft) -> String {
    let (before, after) = (format!("a/{}", draft.file.shown), format!("b/{}", draft.file.shown));
    let difference = TextDiff::from_lines(&draft.file.before, &draft.file.after);
    difference.unified_diff().context_radius(1).header(&before, &after).to_string()
}

/// Says which pictures are copied.
fn copies(draft: &Draft, language: Language) -> String {
    let word = match language {
        Language::Chinese => "复制",
        Language::English => "copy",
    };
    let line = |from: &std::path::Path, to: &str| {
        format!("{word} {} → {}\n", printable(&from.display().to_string()), printable(to))
    };
    draft.imports().map(|import| line(&import.from, &import.to)).collect()
}

/// Returns a difference with colours and without anything that could command a terminal.
fn coloured(difference: &str) -> String {
    let mut shown = String::with_capacity(difference.len() * 2);
    for line in difference.split_inclusive('\n') {
        let words = printable(line.trim_end_matches(['\r', '\n']));
        let style = match words.as_bytes() {
            [b'-', b'-', b'-', b' ', ..] | [b'+', b'+', b'+', b' ', ..] => Style::new().bold(),
            [b'+', ..] => AnsiColor::Green.on_default(),
            [b'-', ..] => AnsiColor::Red.on_default(),
            [b'@', ..] => AnsiColor::Cyan.on_default(),
            _ => Style::new(),
        };
        shown.push_str(&format!("{style}{words}{style:#}\n"));
    }
    shown
}

//! The rules of the house: who may import whom, where third-party crates live, what every file opens with.
//!
//! Reads the sources as text. What clippy can see is left to clippy.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bluebook::diagnostic::Code;

/// Who may import whom: a room of `src/`, and the rooms it may name. A room may always name itself.
///
/// The order is the way of a section from top to bottom; ARCHITECTURE.md shows it as a picture.
const LAYERS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diagnostic", &["source"]),
    ("failure", &["source", "diagnostic"]),
    ("report", &["source", "diagnostic"]),
    ("style", &["source", "diagnostic"]),
    ("markdown", &["source", "diagnostic", "report", "style"]),
    ("formula", &["source", "diagnostic", "report"]),
    ("figure", &["source", "diagnostic", "report", "style"]),
    ("bibliography", &["source", "diagnostic", "report"]),
    ("literal", &["source", "diagnostic", "report", "style", "figure"]),
    ("check", &["source", "diagnostic", "report", "style", "formula", "figure", "literal"]),
    ("emit", &["source", "diagnostic", "report", "style", "formula", "figure", "bibliography"]),
    ("typeset", &["source", "diagnostic", "failure", "report", "style", "figure", "emit"]),
    ("export", &["source", "diagnostic", "failure", "report", "style", "figure", "emit", "typeset"]),
    ("project", &["source", "diagnostic", "failure", "report", "style", "figure", "bibliography"]),
    (
        "pipeline",
        &[
            "source",
            "diagnostic",
            "failure",
            "report",
            "style",
            "project",
            "markdown",
            "figure",
            "bibliography",
            "literal",
            "check",
            "emit",
            "typeset",
            "export",
        ],
    ),
    ("watch", &["diagnostic", "failure"]),
    ("preview", &["diagnostic", "failure"]),
    (
        "cli",
        &[
            "watch",
            "preview",
            "source",
            "diagnostic",
            "failure",
            "report",
            "style",
            "project",
            "markdown",
            "figure",
            "literal",
            "check",
            "emit",
            "typeset",
            "export",
            "pipeline",
        ],
    ),
    ("lib", &[]),
    ("main", &["cli"]),
];

/// Third-party crates that stay in their rooms, so that a change of theirs is felt in one place. A name that
/// ends in `*` stands for all that begin so; the first entry that fits decides.
const CONFINED: &[(&str, &[&str])] = &[
    ("comrak", &["markdown"]),
    ("granit_parser", &["markdown"]),
    ("hayagriva", &["bibliography"]),
    ("biblatex", &["bibliography"]),
    ("typst_syntax", &["emit", "typeset", "export"]),
    ("typst_assets", &["typeset"]),
    ("typst*", &["typeset", "export"]),
    ("comemo", &["typeset", "pipeline"]),
    ("ttf_parser", &["typeset"]),
    ("clap*", &["cli", "main"]),
    ("axum", &["preview"]),
    ("hyper*", &["preview"]),
    ("tokio", &["preview"]),
    ("getrandom", &["preview"]),
    ("notify", &["watch"]),
    ("annotate_snippets", &["diagnostic"]),
    ("anstream", &["diagnostic", "cli", "main"]),
    ("encoding_rs", &["source", "project", "typeset"]),
    ("tikv_jemallocator", &["main"]),
    ("num_bigint", &["figure", "check"]),
    ("num_integer", &["figure"]),
];

/// Rooms that do no IO and read neither clock nor environment, and what they must not name.
const PURE: &[&str] = &[
    "source",
    "report",
    "style",
    "markdown",
    "formula",
    "figure",
    "bibliography",
    "literal",
    "check",
    "emit",
];
const IMPURE: &[&str] = &["std::fs", "std::env", "std::net", "std::process", "std::time", "std::io"];

/// A file longer than this says in its `//!` why it is one file ("because").
const LONG: usize = 500;

#[test]
fn rooms_import_downwards_only() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let room = room(&path);
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == room) else {
            faults.push(format!("{}: `{room}` is not in the table of layers", path.display()));
            continue;
        };
        for (line, name) in rooms_named(program(&text)) {
            if name != room && is_room(&name) && !allowed.contains(&name.as_str()) {
                faults.push(format!("{}:{line}: `{room}` may not use `{name}`", path.display()));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn crates_stay_in_their_rooms() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let room = room(&path);
        for (number, line) in code_lines(program(&text)) {
            for word in words(line).filter(|word| names_a_crate(line, word)) {
                let rule = CONFINED.iter().find(|(name, _)| match name.strip_suffix('*') {
                    Some(beginning) => word.starts_with(beginning),
                    None => *name == word,
                });
                if let Some((_, rooms)) = rule.filter(|(_, rooms)| !rooms.contains(&room.as_str())) {
                    faults
                        .push(format!("{}:{number}: `{word}` may be used in {rooms:?} only", path.display()));
                }
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn pure_rooms_stay_pure() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        if !PURE.contains(&room(&path).as_str()) {
            continue;
        }
        for (number, line) in code_lines(program(&text)) {
            // Reading what is in memory already is no IO.
            let line = line.replace("std::io::Cursor", "").replace("std::io::{Cursor, Read as _}", "");
            for name in IMPURE.iter().filter(|name| line.contains(**name)) {
                faults.push(format!("{}:{number}: `{name}` in a pure room", path.display()));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut faults = Vec::new();
    for folder in ["src", "tests", "benches", "build.rs"] {
        for path in files_under(&root().join(folder), "rs") {
            let text = read(&path);
            let head: Vec<_> = text.lines().take_while(|line| line.starts_with("//!")).collect();
            if head.is_empty() {
                faults.push(format!("{}: does not open with `//!`", path.display()));
            } else if text.lines().count() > LONG && !head.concat().contains("because") {
                let lines = text.lines().count();
                faults.push(format!("{}: {lines} lines, and `//!` gives no reason", path.display()));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn architecture_names_what_exists() {
    let text = read(&root().join("ARCHITECTURE.md"));
    assert!(text.lines().count() <= 150, "ARCHITECTURE.md is longer than 150 lines");
    let faults: Vec<_> = text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| is_path(word) && !root().join(word).exists())
        .map(|word| format!("ARCHITECTURE.md names `{word}`, which does not exist"))
        .collect();
    assert_none(&faults);
}

#[test]
fn every_test_file_is_reached() {
    let folder = root().join("tests/it");
    let faults: Vec<_> = files_under(&folder, "rs")
        .into_iter()
        .filter(|path| !path.ends_with("main.rs"))
        .filter_map(|path| {
            let above = path.parent().filter(|above| **above != folder);
            let from = above.map_or_else(|| folder.join("main.rs"), |above| above.with_extension("rs"));
            let wanted = format!("mod {};", path.file_stem()?.to_str()?);
            let reached = read(&from).lines().any(|line| line.trim() == wanted);
            (!reached).then(|| format!("{} is not reached from {}", path.display(), from.display()))
        })
        .collect();
    assert_none(&faults);
}

#[test]
fn every_check_is_listed_and_has_a_case() {
    let list = read(&root().join("src/check.rs"));
    let suite: String =
        files_under(&root().join("tests/suite"), "md").iter().map(|path| read(path)).collect();
    let mut faults = Vec::new();
    // What lies in a folder is a part of the check of that name.
    let checks = root().join("src/check");
    for path in files_under(&checks, "rs").into_iter().filter(|path| path.parent() == Some(&checks)) {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let code = stem.replace('_', "-");
        if !list.contains(&format!("{stem}::run")) {
            faults.push(format!("src/check/{stem}.rs is not in the list `ALL`"));
        }
        if !suite.contains(&format!("[{code}]")) {
            faults.push(format!("no case of tests/suite expects `{code}`"));
        }
    }
    assert_none(&faults);
}

#[test]
fn every_code_has_a_case() {
    // Which faces a machine has is not for a case to say.
    let not_here = [Code::FontSubstituted];
    let said = |code: &Code| {
        let made = format!("Code::{code:?}");
        let head = Path::new("src/diagnostic.rs");
        sources().iter().any(|(path, text)| {
            !path.ends_with(head) && words_after(program(text), &made).any(|rest| !continues(rest))
        })
    };
    let suite: String =
        files_under(&root().join("tests/suite"), "md").iter().map(|path| read(path)).collect();
    let faults: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !not_here.contains(code) && said(code))
        .map(|code| code.name())
        .filter(|name| !suite.contains(&format!("[{name}]")))
        .map(|name| format!("no case of tests/suite expects `{name}`"))
        .collect();
    assert_none(&faults);
}

#[test]
fn paths_are_found_in_every_form() {
    let text = "use crate::source::Span;\nuse crate::{report::{Block, Inline}, figure};\n\
                // crate::emit\nlet x = text!(\"crate::markdown\"); crate::style::f();\nuse super::super::check::run;\n";
    let found: Vec<_> = rooms_named(text);
    let expected = [(1, "source"), (2, "report"), (2, "figure"), (4, "style"), (5, "check")];
    assert_eq!(found, expected.map(|(line, name)| (line, name.to_owned())));
}

/// Returns the rooms that a text names by way of `crate::` or `super::super::`, with their lines.
fn rooms_named(text: &str) -> Vec<(usize, String)> {
    let mut code = String::new();
    for line in text.lines() {
        code.push_str(&without_comment_and_strings(line));
        code.push('\n');
    }
    let mut found: Vec<(usize, &str)> = Vec::new();
    for root in ["crate::", "bluebook::", "super::super::"] {
        for (at, _) in code.match_indices(root) {
            if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
                continue;
            }
            let rest = &code[at + root.len()..];
            match rest.strip_prefix('{') {
                Some(group) => found.extend(heads_of_group(group).into_iter().map(|name| (at, name))),
                None => found.extend(words(rest).next().map(|name| (at, name))),
            }
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(at, name)| (code[..at].matches('\n').count() + 1, name.to_owned())).collect()
}

/// Returns the first words of the members of a `{…}` group whose opening brace has been read.
fn heads_of_group(group: &str) -> Vec<&str> {
    let mut heads = Vec::new();
    let (mut depth, mut at_head) = (0, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_head = true,
            c if at_head && depth == 0 && c.is_alphabetic() => {
                heads.extend(words(&group[at..]).next());
                at_head = false;
            }
            _ => {}
        }
    }
    heads
}

/// Returns the part of a file that is not its tests, which may look further than the room itself.
fn program(text: &str) -> &str {
    let begins = ["#[cfg(test)]\nmod tests", "#[cfg(test)]\npub(super) mod"];
    let at = begins.iter().filter_map(|begin| text.find(begin)).min();
    at.map_or(text, |at| &text[..at])
}

/// Returns the lines that are not comments, numbered from 1.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line)).filter(|(_, line)| {
        let line = line.trim_start();
        !line.starts_with("//") && !line.is_empty()
    })
}

/// Returns a line without what stands in string literals and after `//`.
fn without_comment_and_strings(line: &str) -> String {
    let mut code = String::new();
    let mut in_string = false;
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' if in_string => {
                characters.next();
            }
            '"' => in_string = !in_string,
            '/' if !in_string && characters.peek() == Some(&'/') => break,
            c if !in_string => code.push(c),
            _ => {}
        }
    }
    code
}

/// Returns whether `word` stands in `line` where a crate's name does: before `::`, or alone after `use`.
fn names_a_crate(line: &str, word: &str) -> bool {
    let line = without_comment_and_strings(line);
    let used = line.trim_start().trim_start_matches("pub ").strip_prefix("use ").unwrap_or_default();
    used.trim_start().starts_with(word)
        || line.match_indices(word).any(|(at, _)| {
            line[at + word.len()..].starts_with("::")
                && !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
        })
}

/// Returns what follows each place where a text has `name`.
fn words_after<'a>(text: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    text.match_indices(name).map(move |(at, found)| &text[at + found.len()..])
}

/// Returns whether an identifier goes on at the beginning of a text.
fn continues(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Returns the identifiers of a line.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Returns whether a backticked word of ARCHITECTURE.md is a path in this repository; `foo` stands for any name.
fn is_path(word: &str) -> bool {
    let of_path = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    let elsewhere = ["build/", "target/", "../", "/", "foo"].iter().any(|start| word.starts_with(start));
    word.chars().all(of_path) && (word.contains('/') || word.ends_with(".md")) && !elsewhere
}

/// Returns whether a name is a room's and not a macro's or an item's.
fn is_room(name: &str) -> bool {
    LAYERS.iter().any(|(room, _)| *room == name)
}

/// Returns the room a file of `src/` belongs to.
fn room(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap_or(path);
    let first = inside.components().next().map(|part| part.as_os_str().to_string_lossy().into_owned());
    first.unwrap_or_default().trim_end_matches(".rs").to_owned()
}

/// Returns the sources with their texts; files of tests alone are left out.
fn sources() -> BTreeMap<PathBuf, String> {
    let files = files_under(&root().join("src"), "rs");
    let of_tests = |path: &Path| {
        path.components().any(|part| ["tests", "tests.rs"].iter().any(|name| part.as_os_str() == *name))
    };
    let files = files.into_iter().filter(|path| !of_tests(path.strip_prefix(root()).unwrap_or(path)));
    files.map(|path| (path.clone(), read(&path))).collect()
}

/// Returns the files under a folder whose names end in `.extension`, sorted; or the path itself if it is a file.
fn files_under(folder: &Path, extension: &str) -> Vec<PathBuf> {
    if folder.is_file() {
        return vec![folder.to_owned()];
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(files_under(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

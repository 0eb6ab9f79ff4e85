//! Opens things for the person at the machine: the preview in a browser, a PDF, a place in an editor.
//!
//! What is started comes from the person's own environment, never from a report, which may be a stranger's.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::preview::Place;

/// Names the editor and how it opens a place: `code -g {file}:{line}:{column}`, `gvim +{line} {file}`.
const EDITOR: &str = "BLUEBOOK_EDITOR";

/// Editors that open a line and are looked for, with how.
const KNOWN: &[(&str, &[&str])] = &[
    ("code", &["-g", "{file}:{line}:{column}"]),
    ("codium", &["-g", "{file}:{line}:{column}"]),
    ("zed", &["{file}:{line}:{column}"]),
    ("subl", &["{file}:{line}:{column}"]),
    ("kate", &["-l", "{line}", "-c", "{column}", "{file}"]),
];

/// Opens an address in the browser; returns whether something was started.
pub(super) fn page(url: &str) -> bool {
    has_display() && by_system(url.as_ref())
}

/// Opens a file with the program that the system keeps for it; returns whether something was started.
pub(super) fn file(path: &Path) -> bool {
    has_display() && by_system(path)
}

/// Opens a place in the person's editor; returns whether something was started.
pub(super) fn place(root: &Path, place: &Place) -> bool {
    let path = root.join(&place.file);
    let own = env::var(EDITOR).ok().filter(|own| !own.trim().is_empty());
    if let Some(own) = own {
        let words: Vec<&str> = own.split_whitespace().collect();
        let [program, arguments @ ..] = words.as_slice() else { return false };
        return start(program.as_ref(), &filled(arguments, &path, place));
    }
    if !has_display() {
        return false;
    }
    for (program, arguments) in KNOWN {
        if let Some(program) = on_path(program) {
            return start(&program, &filled(arguments, &path, place));
        }
    }
    by_system(&path)
}

/// Puts a place into the arguments of an editor; one that names no file gets it at the end.
fn filled(arguments: &[&str], path: &Path, place: &Place) -> Vec<String> {
    let path = path.display().to_string();
    let fill = |word: &&str| {
        let numbered =
            word.replace("{line}", &place.line.to_string()).replace("{column}", &place.column.to_string());
        numbered.replace("{file}", &path)
    };
    let mut filled: Vec<String> = arguments.iter().map(fill).collect();
    if !arguments.iter().any(|word| word.contains("{file}")) {
        filled.push(path);
    }
    filled
}

/// Returns whether a window can be opened here.
fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(windows) || cfg!(target_os = "macos") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Starts what the system keeps for a file or an address.
fn by_system(what: &Path) -> bool {
    let what = what.display().to_string();
    if cfg!(windows) {
        start("explorer".as_ref(), &[what])
    } else if cfg!(target_os = "macos") {
        start("open".as_ref(), &[what])
    } else {
        start("xdg-open".as_ref(), &[what])
    }
}

/// Returns where a program is, if it is on the search path.
fn on_path(program: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    let named = folders
        .iter()
        .flat_map(|folder| endings.iter().map(move |ending| folder.join(format!("{program}{ending}"))));
    named.into_iter().find(|path| path.is_file())
}

/// Starts a program and does not wait for it.
fn start(program: &Path, arguments: &[String]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.spawn() {
        Ok(mut child) => {
            // Someone must wait for it when it ends.
            std::thread::spawn(move || child.wait());
            true
        }
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_gets_the_place_where_it_wants_it() {
        let place = Place { file: "content/a b.md".into(), line: 3, column: 7 };
        let of = |words: &[&str]| filled(words, Path::new("/r/content/a b.md"), &place);
        assert_eq!(of(&["-g", "{file}:{line}:{column}"]), ["-g", "/r/content/a b.md:3:7"]);
        assert_eq!(of(&["+{line}"]), ["+3", "/r/content/a b.md"]);
    }
}

//! Embeds the folder `styles/` into the binary, so that a report builds without any file of Bluebook's beside it.
//!
//! It writes `$OUT_DIR/styles.rs`: a table of path and bytes. It reads no style and checks none.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("styles");
    let mut files = Vec::new();
    collect(&root, &root, &mut files)?;
    // The order of a folder is the file system's affair; that of the table must not be.
    files.sort();
    let mut table = String::from(
        "/// The files of the styles that ship, by path below `styles/`, sorted.\n\
         pub(crate) static STYLES: &[(&str, &[u8])] = &[\n",
    );
    for (name, path) in &files {
        writeln!(table, "    ({name:?}, include_bytes!({path:?})),").map_err(io::Error::other)?;
    }
    table.push_str("];\n");
    let orders = format!("cargo::rerun-if-changed=build.rs\ncargo::rerun-if-changed={}\n", root.display());
    io::stdout().write_all(orders.as_bytes())?;
    let target = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("styles.rs");
    fs::write(target, table)
}

/// Adds every file below a folder, by name with `/` and by path; hidden files and the guide stay out.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let below = path.strip_prefix(root).map_err(io::Error::other)?;
        let name = below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        if name.split('/').any(|part| part.starts_with('.')) {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if name.contains('/') {
            files.push((name, path));
        }
    }
    Ok(())
}

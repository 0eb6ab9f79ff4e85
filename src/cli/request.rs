//! What a command asks of the pipeline, with what the machine says: where fonts are, where caches go.
//!
//! The only place that reads the environment for the pipeline.

use std::ffi::OsString;
use std::path::PathBuf;

use super::args;
use super::target::Target;
use crate::pipeline::{FontFolders, Request, Terms};
use crate::typeset::fonts::{system_folders, user_folder};

/// Returns the request of a command for one target.
pub(super) fn request(target: &Target, terms: Terms, fonts: &args::FontFolders) -> Request {
    let variable = |name: &str| std::env::var_os(name);
    let user = user_folder(variable);
    let last = user.clone().into_iter().chain(system_folders(variable)).collect();
    Request {
        root: target.root.clone(),
        only: target.only.clone(),
        terms,
        fonts: FontFolders {
            first: fonts.folders.clone(),
            last,
            user: user.unwrap_or_else(|| target.root.join("fonts")),
            cache: cache(variable),
        },
    }
}

/// Returns the folder for what can be found again; `None` on a machine without a home.
fn cache(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name: &str| variable(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    if cfg!(windows) {
        return folder("LOCALAPPDATA").map(|data| data.join("bluebook").join("cache"));
    }
    let home = || folder("HOME").map(|home| home.join(".cache"));
    folder("XDG_CACHE_HOME").or_else(home).map(|caches| caches.join("bluebook"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn caches_go_where_the_machine_keeps_them() {
        let of = |set: &'static [(&str, &str)]| {
            cache(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into()))
        };
        assert_eq!(of(&[("HOME", "/h")]), Some("/h/.cache/bluebook".into()));
        assert_eq!(of(&[("HOME", "/h"), ("XDG_CACHE_HOME", "/c")]), Some("/c/bluebook".into()));
        assert_eq!(of(&[("XDG_CACHE_HOME", "relative")]), None);
    }
}

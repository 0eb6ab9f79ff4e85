//! Where fonts lie: the folders of each operating system, and the user's own folder for Bluebook.
//!
//! Only names folders; whether they exist is found out by the scan. Reads no environment itself, so that
//! tests and untrusted builds decide what it sees.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Returns the folder in which a user keeps fonts for Bluebook alone.
///
/// `$XDG_DATA_HOME/bluebook/fonts` (by default `~/.local/share/bluebook/fonts`), on Windows
/// `%LOCALAPPDATA%\bluebook\fonts`. `variable` looks up an environment variable. `None` without a home.
pub fn user_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let data = if cfg!(windows) { folder(&variable, "LOCALAPPDATA")? } else { data_home(&variable)? };
    Some(data.join("bluebook").join("fonts"))
}

/// Returns the folders in which the operating system and its user keep fonts, the user's first.
///
/// `variable` looks up an environment variable.
pub fn system_folders(variable: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    if cfg!(windows) {
        windows(&variable)
    } else if cfg!(target_os = "macos") {
        macos(&variable)
    } else {
        unix(&variable)
    }
}

/// Returns Windows' folders.
fn windows(variable: &impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let own =
        folder(variable, "LOCALAPPDATA").map(|data| data.join("Microsoft").join("Windows").join("Fonts"));
    let system = folder(variable, "SYSTEMROOT").unwrap_or_else(|| PathBuf::from("C:\\Windows"));
    own.into_iter().chain([system.join("Fonts")]).collect()
}

/// Returns macOS's folders.
fn macos(variable: &impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let own = folder(variable, "HOME").map(|home| home.join("Library/Fonts"));
    // The last holds the faces that macOS fetches when they are first used, most Chinese ones among them.
    let shared = ["/Library/Fonts", "/System/Library/Fonts", "/System/Library/AssetsV2"];
    own.into_iter().chain(shared.map(PathBuf::from)).collect()
}

/// Returns the folders of the freedesktop.org base directories.
fn unix(variable: &impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = data_home(variable).into_iter().map(|data| data.join("fonts")).collect();
    folders.extend(folder(variable, "HOME").map(|home| home.join(".fonts")));
    let shared = variable("XDG_DATA_DIRS").filter(|list| !list.is_empty());
    let mut shared: Vec<PathBuf> = shared.iter().flat_map(std::env::split_paths).collect();
    shared.extend(["/usr/local/share", "/usr/share"].map(PathBuf::from));
    for data in shared {
        let fonts = data.join("fonts");
        if data.is_absolute() && !folders.contains(&fonts) {
            folders.push(fonts);
        }
    }
    folders
}

/// Returns the user's folder for data of programs.
fn data_home(variable: &impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    folder(variable, "XDG_DATA_HOME")
        .or_else(|| folder(variable, "HOME").map(|home| home.join(".local").join("share")))
}

/// Returns the folder a variable names; a relative one is ignored, as the base directory specification asks.
fn folder(variable: &impl Fn(&str) -> Option<OsString>, name: &str) -> Option<PathBuf> {
    variable(name).map(PathBuf::from).filter(|path: &PathBuf| Path::is_absolute(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(name: &str) -> Option<OsString> {
        match name {
            "HOME" => Some("/home/li".into()),
            "XDG_DATA_DIRS" => Some("/usr/share:relative:/opt/share".into()),
            "LOCALAPPDATA" => Some("C:\\Users\\li\\AppData\\Local".into()),
            _ => None,
        }
    }

    #[test]
    fn the_users_fonts_come_before_the_systems() {
        let all: Vec<_> = unix(&variables).iter().map(|path| path.display().to_string()).collect();
        let wanted = [
            "/home/li/.local/share/fonts",
            "/home/li/.fonts",
            "/usr/share/fonts",
            "/opt/share/fonts",
            "/usr/local/share/fonts",
        ];
        assert_eq!(all, wanted);
    }

    #[cfg(not(windows))]
    #[test]
    fn a_relative_data_home_is_ignored() {
        let variable = |name: &str| match name {
            "XDG_DATA_HOME" => Some("data".into()),
            name => variables(name),
        };
        assert_eq!(user_folder(variable), Some("/home/li/.local/share/bluebook/fonts".into()));
        assert_eq!(user_folder(|_| None), None);
    }
}

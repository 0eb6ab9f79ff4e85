//! A style's files: those built into the binary, and over them those of the report's own `styles/NAME/`.
//!
//! Reads and lists; what a style draws is its own business, and what its manifest means is `crate::style`'s.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use walkdir::WalkDir;

use super::files;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, nearest};
use crate::failure::{Failure, Kind};
use crate::report::Settings;
use crate::source::{Encoding, Sources, Span};
use crate::style::{Manifest, Style};
use crate::text;

include!(concat!(env!("OUT_DIR"), "/styles.rs"));

/// The description of a style.
const MANIFEST: &str = "style.toml";

/// What every style may import, as `shared/…`: no style itself.
const SHARED: &str = "shared";

/// Returns the names of the styles that a report may choose, in order.
///
/// `own` is the report's folder, unless it is not trusted with styles of its own.
pub(super) fn names(own: Option<&Path>) -> BTreeSet<String> {
    let embedded =
        STYLES.iter().filter_map(|(path, _)| path.split_once('/')).map(|(name, _)| name.to_owned());
    let own = own.map(|root| WalkDir::new(root.join("styles")).min_depth(1).max_depth(1));
    let own = own.into_iter().flatten().filter_map(Result::ok);
    let own = own.filter(|entry| entry.file_type().is_dir());
    let own = own.filter_map(|entry| entry.file_name().to_str().map(str::to_owned));
    let all = embedded.chain(own.filter(|name| !name.starts_with('.')));
    all.filter(|name| name != SHARED).collect()
}

/// Returns the fault of a style that does not exist.
pub(super) fn unknown(name: &str, place: Span, names: &BTreeSet<String>) -> Diagnostic {
    let list = names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let message = text!("没有叫“{name}”的版式", "there is no style `{name}`");
    let hint = text!("可以用的版式：{list}", "the styles are: {list}");
    let fault = Diagnostic::new(Code::Settings, place, message).hint(hint);
    match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => fault.fix(place, near),
        None => fault,
    }
}

/// Reads a style that [`names`] lists.
///
/// Faults of a report's own `style.toml` go to `faults`, at `place` those of the style as a whole.
pub(super) fn load(
    from: Option<&Path>,
    name: &str,
    place: Span,
    sources: &mut Sources,
    faults: &mut Diagnostics,
) -> Result<Style, Failure> {
    let mut files = embedded(name);
    files.extend(embedded(SHARED).into_iter().map(|(path, bytes)| (format!("{SHARED}/{path}"), bytes)));
    if let Some(root) = from {
        files.extend(own(root, name)?);
    }
    let manifest = match files.remove(MANIFEST) {
        Some(bytes) => manifest(name, &bytes, sources, faults),
        None => {
            let message = text!("版式“{name}”缺少 style.toml", "the style `{name}` has no style.toml");
            faults.push(Diagnostic::new(Code::Settings, place, message));
            Manifest::default()
        }
    };
    if !files.contains_key("style.typ") {
        let message = text!("版式“{name}”缺少 style.typ", "the style `{name}` has no style.typ");
        faults.push(Diagnostic::new(Code::Settings, place, message));
    }
    Ok(Style { name: name.to_owned(), manifest, files })
}

/// Puts the style's default under every option the report does not set, and refuses those it does not have.
pub(super) fn confirm(style: &Style, settings: &mut Settings, named: &Named<'_>, faults: &mut Diagnostics) {
    let (options, roles) = (&style.manifest.options, &style.manifest.roles);
    let style_name = &style.name;
    let (zh, en) = (format!("版式“{style_name}”的选项"), format!("options of the style `{style_name}`"));
    refuse(named.options, &options.keys().map(String::as_str).collect::<Vec<_>>(), (&zh, &en), faults);
    let (zh, en) =
        (format!("版式“{style_name}”的字体角色"), format!("font roles of the style `{style_name}`"));
    refuse(named.roles, &roles.keys().map(String::as_str).collect::<Vec<_>>(), (&zh, &en), faults);
    for (option, default) in options {
        settings.style_options.entry(option.clone()).or_insert_with(|| default.clone());
    }
}

/// Names that only the style can confirm, with their places.
pub(super) struct Named<'a> {
    /// Keys of `[style]`.
    pub options: &'a [(String, Span)],
    /// Keys of `[fonts]`.
    pub roles: &'a [(String, Span)],
}

/// Says which names are not among the known.
fn refuse(names: &[(String, Span)], known: &[&str], (zh, en): (&str, &str), faults: &mut Diagnostics) {
    for (name, span) in names.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
        let list = known.join(", ");
        let message = text!("{zh}里没有 `{name}`", "`{name}` is not among the {en}");
        let fault = Diagnostic::new(Code::UnknownKey, *span, message).severity(Severity::Error);
        faults.push(match nearest(name, known.iter().copied()) {
            Some(near) => {
                fault.hint(text!("要写的也许是 `{near}`", "perhaps `{near}` is meant")).fix(*span, near)
            }
            None if known.is_empty() => fault,
            None => fault.hint(text!("有：{list}", "there are: {list}")),
        });
    }
}

/// Returns the files of a style in the binary.
fn embedded(name: &str) -> BTreeMap<String, Arc<[u8]>> {
    let all = STYLES.iter().filter_map(|(path, bytes)| Some((path.split_once('/')?, *bytes)));
    all.filter(|((style, _), _)| *style == name)
        .map(|((_, path), bytes)| (path.to_owned(), bytes.into()))
        .collect()
}

/// Returns the files of the report's own style folder.
fn own(root: &Path, name: &str) -> Result<BTreeMap<String, Arc<[u8]>>, Failure> {
    let folder = root.join("styles").join(name);
    let mut found = BTreeMap::new();
    for entry in WalkDir::new(&folder).follow_links(false).into_iter().filter_map(Result::ok) {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if entry.file_type().is_file() && !hidden {
            let path = files::slashed(entry.path().strip_prefix(&folder).unwrap_or(entry.path()));
            found.insert(path, files::read(entry.path())?.into());
        }
    }
    Ok(found)
}

/// Reads `style.toml`; its faults are the style author's, so they point into it.
fn manifest(name: &str, bytes: &[u8], sources: &mut Sources, faults: &mut Diagnostics) -> Manifest {
    let text = String::from_utf8_lossy(bytes);
    match toml::from_str(&text) {
        Ok(manifest) => manifest,
        Err(error) => {
            let source = sources.add(format!("styles/{name}/{MANIFEST}"), &text, Encoding::Utf8);
            let range = error.span().unwrap_or(0..0);
            let en = error.message().lines().next().unwrap_or_default();
            let message = text!("style.toml 读不懂：{en}", "cannot read style.toml: {en}");
            let span = Span::new(source, range.start, range.end);
            faults.push(Diagnostic::new(Code::Settings, span, message));
            Manifest::default()
        }
    }
}

/// Returns the failure of a binary without any style.
pub(super) fn none_built_in() -> Failure {
    let message = text!("这个 bluebook 里没有任何版式", "this bluebook has no style built in");
    Failure::new(Kind::Bug, message)
}

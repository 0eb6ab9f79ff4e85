//! A picture outside the report as a fix: where its path is written, and the copy that makes the new path true.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Change;
use crate::diagnostic::{Diagnostic, Fix};
use crate::project::{self, Import};
use crate::report::{Image, Report};
use crate::source::{Sources, Span};

/// Returns the replacement of a picture's path and the copy it needs; `None` where there is nothing to copy.
pub(super) fn import(
    root: &Path,
    diagnostic: &Diagnostic,
    report: &Report,
    sources: &Sources,
) -> Option<(Fix, Import)> {
    let section = report.sections.iter().find(|section| section.source == diagnostic.span.file)?;
    let image = section.images().into_iter().find(|image| image.path_span(sources) == diagnostic.span)?;
    let span = destination(image, sources)?;
    let import = project::import(root, &sources.get(section.source).path, &image.path)?;
    Some((Fix { span, replacement: import.to.clone() }, import))
}

/// Returns where the path of an image is written: between the brackets, also where it is written with escapes.
fn destination(image: &Image, sources: &Sources) -> Option<Span> {
    let written = sources.get(image.span.file).slice(image.span);
    let as_is = written.match_indices(&image.path).map(|(at, _)| at).filter(|at| {
        let before = written[..*at].trim_end();
        before.ends_with("](")
            || (before.ends_with('<') && before[..before.len() - 1].trim_end().ends_with("]("))
    });
    if let Some(at) = as_is.last() {
        return Some(image.span.part(at, at + image.path.len()));
    }
    let start = written.rfind("](")? + 2;
    let length = written[start..].find([')', ' ', '\t', '\n', '\r'])?;
    let escaped = &written[start..start + length];
    escaped.contains('%').then(|| image.span.part(start, start + length))
}

/// Keeps of several pictures that would be copied to one place the first; the others get another name when they are
/// looked at again.
pub(super) fn once(changes: Vec<Change>, copies: &mut BTreeMap<String, PathBuf>) -> Vec<Change> {
    let mut kept = Vec::with_capacity(changes.len());
    for change in changes {
        if let Some(Import { from, to, .. }) = &change.import
            && copies.entry(to.clone()).or_insert_with(|| from.clone()) != from
        {
            continue;
        }
        kept.push(change);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Encoding;

    #[test]
    fn the_path_is_found_between_its_brackets() {
        for (written, path, found) in [
            ("![a](/x/a.png)", "/x/a.png", Some("/x/a.png")),
            ("![/x/a.png](/x/a.png \"/x/a.png\")", "/x/a.png", Some("/x/a.png")),
            ("![a](</x/a b.png>)", "/x/a b.png", Some("/x/a b.png")),
            ("![a](/x/a%20b.png \"t\")", "/x/a b.png", Some("/x/a%20b.png")),
            ("![a][ref]", "/x/a.png", None),
        ] {
            let mut sources = Sources::default();
            let file = sources.add("a.md", written, Encoding::Utf8);
            let image = Image {
                path: path.to_owned(),
                span: Span::new(file, 0, written.len()),
                caption: Vec::new(),
                title: None,
                width: None,
                id: None,
            };
            let span = destination(&image, &sources);
            assert_eq!(span.map(|span| sources.get(file).slice(span)), found, "{written}");
            if let Some(span) = span {
                assert!(written[..span.start as usize].contains("]("), "{written}");
            }
        }
    }
}

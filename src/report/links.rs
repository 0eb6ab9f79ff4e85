//! Where the links of a report lead.
//!
//! One index for all who ask: `check` says which links are broken, `emit` writes the others. Whether a file
//! that is no section exists is not asked here.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::{BlockKind, Report};
use crate::source::Sources;

/// The schemes that a link in a published report may have.
pub const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// Out of the report, by one of [`SCHEMES`].
    External,
    /// To a heading of the report.
    Section {
        /// The index of its section.
        index: usize,
        /// The heading's id.
        id: String,
    },
    /// To a section or an id that does not exist, or nowhere.
    Broken,
    /// With a scheme that a document may not carry, such as `javascript:` or `file:`.
    Refused,
    /// To a file that is no section, or to one without a heading: only the link's words are printed.
    Plain,
}

/// The sections by path and the headings by id.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// Index by path relative to the report.
    paths: BTreeMap<String, usize>,
    /// The folder of each section's file.
    folders: Vec<String>,
    /// The heading ids of each section, in order.
    headings: Vec<Vec<String>>,
    /// The sections that have a heading of this id, or are called so.
    ids: BTreeMap<String, Vec<usize>>,
}

impl Links {
    /// Builds the index of a report.
    pub fn new(report: &Report, sources: &Sources) -> Self {
        let mut links = Self::default();
        for (index, section) in report.sections.iter().enumerate() {
            let path = nfc(&sources.get(section.source).path);
            links.folders.push(path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned());
            links.paths.insert(path, index);
            let mut headings = Vec::new();
            section.visit_blocks(&mut |block| {
                if let BlockKind::Heading { id, .. } = &block.kind {
                    headings.push(nfc(id));
                }
            });
            for id in headings.iter().chain([&nfc(&section.id)]) {
                let owners = links.ids.entry(id.clone()).or_default();
                if owners.last() != Some(&index) {
                    owners.push(index);
                }
            }
            links.headings.push(headings);
        }
        links
    }

    /// Returns where `target`, written in the section of index `from`, leads.
    pub fn resolve(&self, from: usize, target: &str) -> LinkTarget {
        if let Some(scheme) = scheme(target) {
            let allowed = SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
            return if allowed { LinkTarget::External } else { LinkTarget::Refused };
        }
        let target = nfc(target);
        let (path, fragment) = target.split_once('#').map_or((target.as_str(), None), |(p, f)| (p, Some(f)));
        if path.is_empty() {
            return match fragment {
                Some(id) if !id.is_empty() => self.id(from, id),
                _ => LinkTarget::Broken,
            };
        }
        let Some(index) = self.section(from, path) else {
            return if is_section_path(path) { LinkTarget::Broken } else { LinkTarget::Plain };
        };
        match fragment {
            None | Some("") => self.title(index),
            Some(id) if self.headings[index].iter().any(|heading| heading == id) => {
                LinkTarget::Section { index, id: id.to_owned() }
            }
            Some(_) => LinkTarget::Broken,
        }
    }

    /// Returns every id a link can name, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.keys().map(String::as_str)
    }

    /// Returns the ids of the headings of a section, in order.
    pub fn ids_of(&self, section: usize) -> impl Iterator<Item = &str> {
        self.headings.get(section).into_iter().flatten().map(String::as_str)
    }

    /// Returns the section at `path`, relative to the section `from` or to the report. Windows writes `\` for `/`.
    pub fn section(&self, from: usize, path: &str) -> Option<usize> {
        let path = nfc(&path.replace('\\', "/"));
        let folder = self.folders.get(from).map_or("", String::as_str);
        let near = normalise(&format!("{folder}/{path}"));
        near.and_then(|near| self.paths.get(&near))
            .or_else(|| normalise(&path).and_then(|path| self.paths.get(&path)))
            .copied()
    }

    /// Returns the heading of an id: of the same section first, else of the only section that has it.
    fn id(&self, from: usize, id: &str) -> LinkTarget {
        if self.headings.get(from).is_some_and(|headings| headings.iter().any(|heading| heading == id)) {
            return LinkTarget::Section { index: from, id: id.to_owned() };
        }
        match self.ids.get(id).map(Vec::as_slice) {
            Some([index]) if self.headings[*index].iter().any(|heading| heading == id) => {
                LinkTarget::Section { index: *index, id: id.to_owned() }
            }
            Some([index]) => self.title(*index),
            _ => LinkTarget::Broken,
        }
    }

    /// Returns the first heading of a section; a section without one cannot be led to.
    fn title(&self, index: usize) -> LinkTarget {
        match self.headings[index].first() {
            Some(id) => LinkTarget::Section { index, id: id.clone() },
            None => LinkTarget::Plain,
        }
    }
}

/// Returns the scheme of an address, if it has one. One letter is a drive of Windows, not a scheme.
pub fn scheme(target: &str) -> Option<&str> {
    // Browsers ignore control characters and spaces before and within a scheme: so must a refusal.
    let (scheme, _) = target.trim_start_matches(|c: char| c.is_control() || c == ' ').split_once(':')?;
    let known = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c) || c.is_control();
    (scheme.len() > 1 && scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(known))
        .then_some(scheme)
}

/// Returns whether a path names a section file.
fn is_section_path(path: &str) -> bool {
    let path = path.to_lowercase();
    path.ends_with(".md") || path.ends_with(".markdown") || path.ends_with(".md.txt")
}

/// Resolves `.` and `..`; `None` for a path that leaves the report.
fn normalise(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Returns a text in the composed form, in which ids and paths are compared.
fn nfc(text: &str) -> String {
    text.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Block, FrontMatter, Section};
    use crate::source::{Encoding, Span};

    fn links() -> Links {
        let mut sources = Sources::default();
        let mut report = Report::default();
        for (path, id, headings) in [
            ("content/01-a.md", "a", vec!["a", "概况"]),
            ("content/02-b/03-c.md", "c", vec!["c", "概况", "只此"]),
            ("content/04-d.md", "d", vec![]),
        ] {
            let source = sources.add(path, "", Encoding::Utf8);
            let span = Span::new(source, 0, 0);
            let heading = |id: &str| Block {
                span,
                kind: BlockKind::Heading { level: 1, id: id.to_owned(), id_span: None, content: Vec::new() },
            };
            report.sections.push(Section {
                source,
                level: 1,
                id: id.to_owned(),
                front_matter: FrontMatter::default(),
                readable: true,
                blocks: headings.into_iter().map(heading).collect(),
                notes: Vec::new(),
                open_braces: Vec::new(),
            });
        }
        Links::new(&report, &sources)
    }

    fn to(index: usize, id: &str) -> LinkTarget {
        LinkTarget::Section { index, id: id.to_owned() }
    }

    #[test]
    fn paths_are_relative_to_the_section_or_the_report() {
        let links = links();
        assert_eq!(links.resolve(1, "../01-a.md"), to(0, "a"));
        assert_eq!(links.resolve(0, "02-b/03-c.md#概况"), to(1, "概况"));
        assert_eq!(links.resolve(1, "content/01-a.md"), to(0, "a"));
        assert_eq!(links.resolve(1, "..\\01-a.md"), to(0, "a"));
        assert_eq!(links.resolve(1, ""), LinkTarget::Broken);
        assert_eq!(links.resolve(0, "02-b/09.md"), LinkTarget::Broken);
        assert_eq!(links.resolve(0, "02-b/03-c.md#无"), LinkTarget::Broken);
        assert_eq!(links.resolve(0, "04-d.md"), LinkTarget::Plain);
        assert_eq!(links.resolve(0, "../../x.md"), LinkTarget::Broken);
        assert_eq!(links.resolve(0, "data/2021.xlsx"), LinkTarget::Plain);
    }

    #[test]
    fn ids_are_of_the_same_section_or_of_only_one() {
        let links = links();
        assert_eq!(links.resolve(1, "#概况"), to(1, "概况"));
        assert_eq!(links.resolve(0, "#只此"), to(1, "只此"));
        assert_eq!(links.resolve(2, "#概况"), LinkTarget::Broken);
        assert_eq!(links.resolve(2, "#c"), to(1, "c"));
        assert_eq!(links.resolve(2, "#无"), LinkTarget::Broken);
    }

    #[test]
    fn only_harmless_schemes_leave_the_report() {
        let links = links();
        for target in ["https://a.cn", "HTTP://a.cn", "mailto:a@b.cn", "tel:12345"] {
            assert_eq!(links.resolve(0, target), LinkTarget::External, "{target}");
        }
        for target in
            ["javascript:alert(1)", " JavaScript:x", "java\tscript:x", "file:///etc/passwd", "data:x"]
        {
            assert_eq!(links.resolve(0, target), LinkTarget::Refused, "{target}");
        }
    }
}

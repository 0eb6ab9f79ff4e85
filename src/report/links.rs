//! Where a link leads: to a place in the report, out of it, or nowhere.
//!
//! One index for `check`, which speaks of links that lead nowhere, and for `emit`, which prints them. It says
//! nothing to the author and reads no files: a path is resolved among the sections that were read.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::{BlockKind, Caption, Formula, Report, Section};
use crate::source::{Sources, Span};

/// The schemes that a link in a published report may have.
pub const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// Out of the report, by one of [`SCHEMES`].
    External,
    /// To a section, or to a place in it.
    Section {
        /// The index of the section in [`Report::sections`].
        index: usize,
        /// The anchor as the report model has it; `None` for the beginning of the section.
        id: Option<String>,
    },
    /// To a section or an anchor that does not exist.
    Broken,
    /// To something that a PDF cannot take along or must not open: only the words are printed.
    Plain,
}

/// A place that a link can lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor<'a> {
    /// The id.
    pub id: &'a str,
    /// Where the author wrote it; `None` for an id made from a heading's words.
    pub written: Option<Span>,
}

/// The places of a report that links can lead to.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// The index of each section by its path relative to the report, in NFC.
    paths: BTreeMap<String, usize>,
    /// The path of each section.
    here: Vec<String>,
    /// The ids in each section, in NFC, each with the id as the section has it.
    ids: Vec<BTreeMap<String, String>>,
    /// The id of each section's first heading, to which a link to the whole of it leads.
    headings: Vec<Option<String>>,
    /// The sections that have an id, in NFC, and whether it was written or made there.
    owners: BTreeMap<String, Vec<(usize, bool)>>,
    /// The first section of each name.
    names: BTreeMap<String, usize>,
}

impl Links {
    /// Builds the index of a report.
    pub fn new(report: &Report, sources: &Sources) -> Self {
        let mut links = Self::default();
        for (index, section) in report.sections.iter().enumerate() {
            let path = nfc(&sources.get(section.source).path);
            links.here.push(path.clone());
            links.paths.entry(path).or_insert(index);
            links.names.entry(nfc(&section.id)).or_insert(index);
            let mut ids = BTreeMap::new();
            for anchor in anchors(section) {
                let id = nfc(anchor.id);
                links.owners.entry(id.clone()).or_default().push((index, anchor.written.is_some()));
                ids.entry(id).or_insert_with(|| anchor.id.to_owned());
            }
            links.ids.push(ids);
            links.headings.push(first_heading(section));
        }
        links
    }

    /// Returns where a link leads that stands in the section of an index.
    ///
    /// A path is relative to the section's own file, or to the report when it begins with `/`. An id is looked
    /// for in the same section first, then among the written ids of all, the names of sections, and the ids
    /// made from headings, when only one section has it.
    pub fn resolve(&self, section: usize, target: &str) -> LinkTarget {
        if let Some(scheme) = scheme(target) {
            let known = SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme));
            return if known { LinkTarget::External } else { LinkTarget::Plain };
        }
        let (path, id) = split(target);
        let found = match (path.is_empty(), id) {
            (true, None) => None,
            (true, Some(id)) => self.find_id(section, id),
            (false, _) => match (self.find_section(section, path), id) {
                (Some(index), None | Some("")) => Some((index, None)),
                (Some(index), Some(id)) => self.id_in(index, id).map(|id| (index, id)),
                (None, _) if names_a_section(path) => None,
                (None, _) => return LinkTarget::Plain,
            },
        };
        found.map_or(LinkTarget::Broken, |(index, id)| LinkTarget::Section { index, id })
    }

    /// Returns the id of a section's first heading, if it has one.
    pub fn heading(&self, section: usize) -> Option<&str> {
        self.headings.get(section)?.as_deref()
    }

    /// Returns the index of the section at a path, seen from another section.
    pub fn find_section(&self, from: usize, path: &str) -> Option<usize> {
        let wanted = joined(self.here.get(from)?, path)?;
        self.paths.get(&nfc(&wanted)).copied()
    }

    /// Returns an id seen from a section: its section, and the id unless the section as a whole is meant.
    fn find_id(&self, here: usize, id: &str) -> Option<(usize, Option<String>)> {
        if let Some(found) = self.id_in(here, id) {
            return Some((here, found));
        }
        let key = nfc(id);
        let owners = self.owners.get(&key).map_or(&[][..], Vec::as_slice);
        let own = |index: usize| Some((index, self.ids[index].get(&key).cloned()));
        if let Some((index, _)) = owners.iter().find(|(_, written)| *written) {
            return own(*index);
        }
        if let Some(index) = self.names.get(&key) {
            return Some((*index, None));
        }
        match owners {
            [(index, _)] => own(*index),
            _ => None,
        }
    }

    /// Returns an id of a section; `Some(None)` when the section as a whole is meant.
    fn id_in(&self, section: usize, id: &str) -> Option<Option<String>> {
        let key = nfc(id);
        match self.ids.get(section)?.get(&key) {
            Some(id) => Some(Some(id.clone())),
            None => (self.names.get(&key) == Some(&section)).then_some(None),
        }
    }
}

/// Returns the scheme of an address. A single letter is none: it is a drive, as in `C:\报告.docx`.
pub fn scheme(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let begins = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let of_scheme = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
    (begins && scheme.len() > 1 && scheme.chars().all(of_scheme)).then_some(scheme)
}

/// Splits a target into its path and, where it has a `#`, its id.
pub fn split(target: &str) -> (&str, Option<&str>) {
    target.split_once('#').map_or((target, None), |(path, id)| (path, Some(id)))
}

/// Returns whether a path has the ending of a section's file that nothing else has.
pub fn names_a_section(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    [".md", ".markdown", ".md.txt"].iter().any(|ending| path.ends_with(ending))
}

/// Returns the anchors of a section in the order of printing: headings, tables, formulas and captioned images. An image
/// within a line has none, and a footnote that is not printed holds none.
pub fn anchors(section: &Section) -> Vec<Anchor<'_>> {
    let mut anchors = Vec::new();
    section.visit_printed(&mut |block| match &block.kind {
        BlockKind::Heading { id, id_span, .. } => anchors.push(Anchor { id, written: *id_span }),
        BlockKind::Formula(Formula { id: Some(id), id_span, .. }) => {
            anchors.push(Anchor { id, written: *id_span });
        }
        BlockKind::Image(image) => {
            anchors.extend(image.id.as_deref().map(|id| Anchor { id, written: Some(image.span) }));
        }
        _ => {
            if let Some((Caption { id: Some(id), id_span, .. }, _)) = block.caption() {
                anchors.push(Anchor { id, written: *id_span });
            }
        }
    });
    anchors
}

/// Returns the id of the first heading of a section.
fn first_heading(section: &Section) -> Option<String> {
    let mut first = None;
    section.visit_printed(&mut |block| {
        if let BlockKind::Heading { id, .. } = &block.kind {
            first.get_or_insert(id);
        }
    });
    first.cloned()
}

/// Returns `path` as seen from the folder of the file `here`; a leading `/` is the report's own folder.
/// `None` when it leads out of the report. Backslashes are what Windows writes for `/`.
fn joined(here: &str, path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    let folder = here.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    Some(parts.join("/"))
}

/// Returns a text in the composed form, in which ids and paths are compared.
fn nfc(text: &str) -> String {
    text.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{heading, heading_with_id, report};

    #[test]
    fn paths_are_seen_from_the_section() {
        let (report, sources) = report(&[
            ("content/01-概况.md", vec![heading(1, "概况")]),
            ("content/02-工作/05-治安.md", vec![heading(2, "治安"), heading(3, "禁毒")]),
        ]);
        let link = |from, target| Links::new(&report, &sources).resolve(from, target);
        let to = |index, id: Option<&str>| LinkTarget::Section { index, id: id.map(str::to_owned) };
        assert_eq!(link(0, "02-工作/05-治安.md"), to(1, None));
        assert_eq!(link(0, "./02-工作\\05-治安.md#禁毒"), to(1, Some("禁毒")));
        assert_eq!(link(1, "../01-概况.md#"), to(0, None));
        assert_eq!(link(1, "/content/01-概况.md"), to(0, None));
        assert_eq!(link(1, "01-概况.md"), LinkTarget::Broken);
        assert_eq!(link(1, "../../../01-概况.md"), LinkTarget::Broken);
        assert_eq!(link(0, "02-工作/05-治安.md#缉毒"), LinkTarget::Broken);
        assert_eq!(link(0, "附表.xlsx"), LinkTarget::Plain);
        assert_eq!(link(0, ""), LinkTarget::Broken);
    }

    #[test]
    fn an_id_is_found_nearby_first() {
        let (report, sources) = report(&[
            ("content/a.md", vec![heading(1, "overview"), heading(2, "results")]),
            ("content/b.md", vec![heading(1, "more"), heading(2, "results")]),
            ("content/c.md", vec![heading_with_id(1, "grid")]),
        ]);
        let link = |from, target| Links::new(&report, &sources).resolve(from, target);
        let to = |index, id: Option<&str>| LinkTarget::Section { index, id: id.map(str::to_owned) };
        assert_eq!(link(1, "#results"), to(1, Some("results")));
        assert_eq!(link(2, "#results"), LinkTarget::Broken, "two sections have it");
        assert_eq!(link(0, "#grid"), to(2, Some("grid")));
        assert_eq!(link(0, "#b"), to(1, None));
        assert_eq!(link(0, "#more"), to(1, Some("more")));
        assert_eq!(link(0, "#"), LinkTarget::Broken);
    }

    #[test]
    fn only_harmless_schemes_leave_the_report() {
        let (report, sources) = report(&[("content/a.md", vec![])]);
        let link = |target| Links::new(&report, &sources).resolve(0, target);
        for target in ["https://www.gov.cn/", "HTTP://a", "mailto:a@b.cn", "tel:12345"] {
            assert_eq!(link(target), LinkTarget::External, "{target}");
        }
        for target in ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "C:\\a.docx"] {
            assert_eq!(link(target), LinkTarget::Plain, "{target}");
        }
    }

    #[test]
    fn composed_and_decomposed_names_are_one() {
        let (report, sources) = report(&[("content/re\u{301}sume\u{301}.md", vec![])]);
        let found = Links::new(&report, &sources).resolve(0, "r\u{e9}sum\u{e9}.md");
        assert_eq!(found, LinkTarget::Section { index: 0, id: None });
    }
}

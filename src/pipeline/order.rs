//! The order of sections: that of their paths, unless a front matter's `order` says otherwise.
//!
//! `order: 2` makes a section the second of its folder; an `index.md` moves its whole folder.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::report::Section;
use crate::source::Sources;
use crate::text;

/// Sorts sections that come in the order of their paths.
pub(super) fn sort(sections: &mut Vec<Arc<Section>>, sources: &Sources) -> Diagnostics {
    let mut found = Diagnostics::default();
    if sections.iter().all(|section| section.front_matter.order.is_none()) {
        return found;
    }
    let mut leaves = Vec::with_capacity(sections.len());
    for section in sections.drain(..) {
        let place = place(&section, &mut found);
        let path = sources.get(section.source).path.clone();
        leaves.push(Leaf { path, place, section });
    }
    sections.extend(sorted(leaves, 0));
    found
}

/// A section with its path and the place it asks for, from 1.
struct Leaf {
    path: String,
    place: Option<usize>,
    section: Arc<Section>,
}

/// Returns the sections of one folder in order; `depth` is how many parts of the path lead to the folder.
fn sorted(leaves: Vec<Leaf>, depth: usize) -> Vec<Arc<Section>> {
    let mut groups: Vec<(String, Vec<Leaf>)> = Vec::new();
    for leaf in leaves {
        let name = leaf.path.split('/').nth(depth).unwrap_or_default().to_owned();
        match groups.last_mut() {
            Some((last, group)) if *last == name => group.push(leaf),
            _ => groups.push((name, vec![leaf])),
        }
    }
    let mut placed: Vec<_> = groups
        .into_iter()
        .enumerate()
        .map(|(natural, (name, group))| {
            // A folder's own index leads it and stays first in it.
            let is_index = name.starts_with("index.");
            let asked = group.first().filter(|leaf| stands_for(leaf, depth)).and_then(|leaf| leaf.place);
            let asked = if is_index { None } else { asked };
            ((asked.map_or(natural + 1, |place| place), asked.is_none(), natural), group)
        })
        .collect();
    placed.sort_by_key(|(key, _)| *key);
    let mut sections = Vec::new();
    for (_, group) in placed {
        if group.len() > 1 || group.iter().any(|leaf| leaf.path.split('/').count() > depth + 1) {
            sections.extend(sorted(group, depth + 1));
        } else {
            sections.extend(group.into_iter().map(|leaf| leaf.section));
        }
    }
    sections
}

/// Returns whether a leaf's `order` speaks for its part of the path at `depth`: the file itself, or a
/// folder's index.
fn stands_for(leaf: &Leaf, depth: usize) -> bool {
    let below: Vec<_> = leaf.path.split('/').skip(depth + 1).collect();
    match below.as_slice() {
        [] => true,
        [file] => file.starts_with("index."),
        _ => false,
    }
}

/// Returns the place a section asks for.
fn place(section: &Section, found: &mut Diagnostics) -> Option<usize> {
    let order = section.front_matter.order.as_ref()?;
    let place = order.text.trim().parse().ok().filter(|place| *place > 0);
    if let (None, Some(span)) = (place, order.span) {
        let written = &order.text;
        found.push(
            Diagnostic::new(
                Code::FrontMatter,
                span,
                text!(
                    "order 应是从 1 起的整数，写的是 {written}",
                    "`order` must be a whole number from 1, found {written}"
                ),
            )
            .hint(text!(
                "例如 order: 2，表示排在本文件夹第二",
                "for example order: 2, the second of its folder"
            )),
        );
    }
    place
}

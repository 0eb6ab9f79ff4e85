//! What a file of `BibLaTeX` may ask of its parser, which follows names and braces as far as they lead: neither around in a
//! circle nor without end.

use std::collections::BTreeMap;
use std::ops::Range;

use biblatex::{Field, RawBibliography, RawChunk};

/// How many names may lead from one to the next.
const LONGEST: usize = 8;

/// How much may come of one: works that a work takes from, bytes of a text.
const MOST_WORKS: usize = 100;
const MOST_BYTES: usize = 1 << 20;

/// How deep braces may be nested: deeper than anybody means.
const DEEPEST: usize = 200;

/// Returns where braces are nested too deep.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let brace = |(_, byte): &(usize, u8)| matches!(byte, b'{' | b'}');
    text.bytes().enumerate().filter(brace).find_map(|(at, byte)| {
        depth = if byte == b'{' { depth + 1 } else { depth.saturating_sub(1) };
        (depth > DEEPEST).then_some(at)
    })
}

/// Returns the place of a name, of a `@string` or of a work with `crossref` or `xdata`, that leads back to itself or to
/// too much.
pub(super) fn endless(raw: &RawBibliography<'_>) -> Option<Range<usize>> {
    let strings: BTreeMap<&str, usize> =
        raw.abbreviations.iter().enumerate().map(|(index, pair)| (pair.key.v, index)).collect();
    let named = |field: &Field<'_>| -> Vec<usize> {
        let name = |chunk: &RawChunk<'_>| match chunk {
            RawChunk::Abbreviation(name) => strings.get(name).copied(),
            RawChunk::Normal(_) => None,
        };
        field.iter().filter_map(|chunk| name(&chunk.v)).collect()
    };
    let bytes = |field: &Field<'_>| field.iter().map(|chunk| chunk.span.len() + 1).sum();
    let of_strings: Vec<_> =
        raw.abbreviations.iter().map(|pair| (bytes(&pair.value.v), named(&pair.value.v))).collect();
    if let Some(index) = unbounded(&of_strings, MOST_BYTES) {
        return Some(raw.abbreviations[index].key.span.clone());
    }
    let works: BTreeMap<&str, usize> =
        raw.entries.iter().enumerate().map(|(index, entry)| (entry.v.key.v, index)).collect();
    let of_works: Vec<_> = raw
        .entries
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            let takes = |key: &str| ["crossref", "xdata"].iter().any(|name| key.eq_ignore_ascii_case(name));
            let fields = entry.v.fields.iter().filter(|pair| takes(pair.key.v));
            let from = fields.flat_map(|pair| keys(&pair.value.v, raw, &strings));
            // A name that is not written plainly might be any.
            let from = from
                .filter_map(|key| if key.contains('\\') { Some(index) } else { works.get(&*key).copied() });
            (1, from.collect())
        })
        .collect();
    unbounded(&of_works, MOST_WORKS).map(|index| raw.entries[index].v.key.span.clone())
}

/// Returns the keys that a field names.
fn keys(field: &Field<'_>, raw: &RawBibliography<'_>, strings: &BTreeMap<&str, usize>) -> Vec<String> {
    let mut text = String::new();
    for chunk in field {
        match &chunk.v {
            RawChunk::Normal(normal) => text.push_str(normal),
            RawChunk::Abbreviation(name) => {
                match strings.get(name).map(|index| &raw.abbreviations[*index].value.v[..]) {
                    Some([one]) if matches!(one.v, RawChunk::Normal(_)) => {
                        if let RawChunk::Normal(normal) = &one.v {
                            text.push_str(normal);
                        }
                    }
                    Some(_) => text.push('\\'),
                    None => {}
                }
            }
        }
    }
    let text = text.replace(['{', '}'], "");
    text.split(',').chain([text.as_str()]).map(|key| key.trim().to_owned()).collect()
}

/// Returns the first of some things, each with its own size and the indices of those it takes in, that comes to more than
/// `most` or does not come to an end.
fn unbounded(things: &[(usize, Vec<usize>)], most: usize) -> Option<usize> {
    let mut sizes: Vec<usize> = things.iter().map(|(own, _)| *own).collect();
    for round in 0..=LONGEST {
        let size = |(own, takes): &(usize, Vec<usize>)| {
            takes.iter().fold(*own, |sum, index| sum.saturating_add(sizes[*index]))
        };
        let next: Vec<usize> = things.iter().map(size).collect();
        let grown = |(before, now): (&usize, &usize)| now > &most || (round == LONGEST && before != now);
        if let Some(index) = sizes.iter().zip(&next).position(grown) {
            return Some(index);
        }
        if sizes == next {
            return None;
        }
        sizes = next;
    }
    None
}

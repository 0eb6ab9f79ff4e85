//! Precision and recall on labelled sentences, and on the seed where it lies beside the repository.
//!
//! A label says of a number whether it is a quantity; `{}` around it does in `tests/literals`.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::literal::{self, Literal};
use crate::report::fixture::paragraphs;
use crate::report::{InlineKind, Report};
use crate::source::Sources;

/// Returns the literals of paragraphs of plain text.
pub(in crate::literal) fn literals(texts: &[&str]) -> (Vec<Literal>, Report, Sources) {
    let pieces: Vec<_> = texts.iter().map(|text| (*text, InlineKind::Text((*text).to_owned()))).collect();
    let (report, sources) = paragraphs("content/a.md", &pieces);
    (literal::scan(&report), report, sources)
}

/// How many quantities were found, wrongly found and missed.
#[derive(Debug, Default, Clone, Copy)]
struct Score {
    sentences: usize,
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Score {
    fn line(&self, name: &str) -> String {
        let share = |part: usize, whole: usize| format!("{part}/{whole}");
        let precision = share(self.right, self.right + self.wrong);
        let recall = share(self.right, self.right + self.missed);
        format!("{name}: {} sentences, precision {precision}, recall {recall}", self.sentences)
    }
}

/// Scores the sentences of one half of a file; says on which it fails.
fn score(file: &str, half: &str) -> (Score, Vec<String>) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/literals").join(file);
    let table = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut total = Score::default();
    let mut faults = Vec::new();
    for line in table.lines() {
        let Some((kind, labelled)) = line.split_once('\t') else { continue };
        if kind != half {
            continue;
        }
        let mut text = String::new();
        let mut wanted = BTreeSet::new();
        for c in labelled.chars() {
            match c {
                '{' => drop(wanted.insert(text.len())),
                '}' => {}
                c => text.push(c),
            }
        }
        let found: BTreeSet<usize> = literals(&[&text])
            .0
            .iter()
            .filter(|literal| literal.quantity().is_some())
            .map(|literal| literal.number.start as usize)
            .collect();
        total.sentences += 1;
        total.right += wanted.intersection(&found).count();
        total.wrong += found.difference(&wanted).count();
        total.missed += wanted.difference(&found).count();
        if wanted != found {
            let words = |at: &usize| text[*at..].chars().take(10).collect::<String>();
            let wrong: Vec<_> = found.difference(&wanted).map(words).collect();
            let missed: Vec<_> = wanted.difference(&found).map(words).collect();
            faults.push(format!("{labelled}\n    wrong {wrong:?} missed {missed:?}"));
        }
    }
    (total, faults)
}

/// The halves of the labelled sentences, and how many faults each may have.
const HALVES: &[(&str, &str, usize)] =
    &[("zh.tsv", "tune", 0), ("en.tsv", "tune", 0), ("zh.tsv", "test", 0), ("en.tsv", "test", 0)];

#[test]
fn sentences_of_our_own() {
    let mut all = Vec::new();
    for (file, half, most) in HALVES {
        let (score, faults) = score(file, half);
        println!("{}", score.line(&format!("{file} {half}")));
        println!("  {}", faults.join("\n  "));
        if score.wrong + score.missed > *most {
            all.extend(faults);
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// Returns a file of the seed, where the folder shared lies beside the repository or `BLUEBOOK_SHARED` names it.
fn seed(name: &str) -> Option<String> {
    let shared = std::env::var_os("BLUEBOOK_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    fs::read_to_string(shared.join("seed").join(name)).ok()
}

#[test]
fn the_seed_as_labelled() {
    let (Some(text), Some(labels)) = (seed("report.txt"), seed("literals.tsv")) else { return };
    let lines: Vec<&str> = text.lines().collect();
    let (found, _, sources) = literals(&lines);
    let mut quantities: BTreeSet<(usize, usize)> = BTreeSet::new();
    for literal in found.iter().filter(|literal| literal.quantity().is_some()) {
        let place = sources.get(literal.number.file).place(literal.number.start);
        // Each line of the text is a paragraph, with an empty line behind it.
        quantities.insert((place.line.div_ceil(2), place.column));
    }
    let mut wanted: BTreeSet<(usize, usize)> = BTreeSet::new();
    for label in labels.lines().skip(1) {
        let fields: Vec<&str> = label.split('\t').collect();
        let place = (fields[0].parse().unwrap(), fields[1].parse().unwrap());
        if fields[3] == "quantity" {
            wanted.insert(place);
        }
    }
    // Two in Han numerals are labelled by words in the seed's README.
    for words in ["百分之九十五", "四支专业"] {
        let line = lines.iter().position(|line| line.contains(words)).unwrap();
        let at = lines[line].find(words).unwrap();
        wanted.insert((line + 1, lines[line][..at].chars().count() + 1));
    }
    let words = |place: &&(usize, usize)| -> String {
        lines[place.0 - 1].chars().skip(place.1.saturating_sub(4)).take(14).collect()
    };
    let missed: Vec<_> = wanted.difference(&quantities).map(|place| words(&place)).collect();
    let wrong: Vec<_> = quantities.difference(&wanted).map(|place| words(&place)).collect();
    println!("seed: {} quantities, missed {missed:?}, wrong {wrong:?}", wanted.len());
    assert!(missed.is_empty() && wrong.is_empty(), "missed {missed:?}, wrong {wrong:?}");
}

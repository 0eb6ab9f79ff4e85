//! Nothing written is lost: every word of the Markdown stands in the PDF's text, in reading order.
//!
//! What is wanted comes from `wanted`, which knows nothing of our reading of Markdown; spaces, line ends and hyphens do not count.
//! Set aside, with the reason:
//! - values of citations, numbers of links, notes and headings: what they should be is the business of `report`, of `register` and of the suite;
//! - formulas: laid out as mathematics (`formulas`);
//! - the words of pictures within a line, tags and comments of HTML, attributes in braces: they are not printed;
//! - notes, captions, units, cells of data files and what charts draw stand where the style puts them, and a cell over several rows is
//!   laid out after those beside it: they are looked for anywhere.
//!
//! Asked are the pages, the PDF by `pdftotext`, and, where it is quick enough, the PDF as it is read aloud.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use bluebook::export;
use bluebook::pipeline::run;
use tempfile::TempDir;

use crate::support::{ReportTest, request, side_by_side};
use crate::wanted::{unbroken, wanted};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The styles that come with the binary.
const STYLES: [&str; 3] = ["bluebook", "gongwen", "plain"];

/// From how many bytes on a piece is not met by chance.
const LONG: usize = 24;

/// The text of some pages, without spaces and hyphens.
struct Printed {
    text: String,
    /// Where pages begin.
    turns: Vec<usize>,
}

/// A piece in its place, at the end of the best chain of pieces up to it.
struct Link {
    piece: usize,
    place: Range<usize>,
    before: Option<usize>,
}

impl Printed {
    fn new(pages: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut printed = Self { text: String::new(), turns: Vec::new() };
        for page in pages {
            printed.turns.push(printed.text.len());
            printed.text.push_str(&unbroken(page.as_ref()));
        }
        printed
    }

    /// Returns where the pieces stand of which as much as can be is in order.
    fn places(&self, pieces: &[String]) -> Vec<Option<Range<usize>>> {
        let mut links: Vec<Link> = Vec::new();
        // A Fenwick tree: up to each place, how much is in order, and the last link.
        let mut best = vec![(0, None); self.text.len() + 2];
        for (piece, text) in pieces.iter().enumerate() {
            for place in self.found(text).into_iter().rev() {
                let (mut weight, mut before) = (0, None);
                let mut at = place.start + 1;
                while at > 0 {
                    (weight, before) = if best[at].0 > weight { best[at] } else { (weight, before) };
                    at &= at - 1;
                }
                at = place.end + 1;
                links.push(Link { piece, place, before });
                let new = (weight + text.len(), Some(links.len() - 1));
                while at < best.len() {
                    best[at] = if new.0 > best[at].0 { new } else { best[at] };
                    at += at & at.wrapping_neg();
                }
            }
        }
        let mut places = vec![None; pieces.len()];
        let mut last = best.iter().max_by_key(|(weight, _)| *weight).and_then(|(_, last)| *last);
        while let Some(link) = last.map(|last| &links[last]) {
            places[link.piece] = Some(link.place.clone());
            last = link.before;
        }
        places
    }

    /// Returns where a text stands, in order; a long one also where it goes on overleaf.
    fn found(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        let step = text.chars().next().map_or(1, char::len_utf8);
        let behind = |found: &[Range<usize>]| found.last().map_or(0, |last| last.start + step);
        // Those that overlap are found too.
        while let Some(at) = self.text[behind(&found)..].find(text) {
            let start = behind(&found) + at;
            found.push(start..start + text.len());
        }
        if found.is_empty() && text.len() >= LONG {
            return self.overleaf(text, 0..self.text.len()).into_iter().collect();
        }
        found
    }

    /// Returns the pieces that do not stand here one behind the other, each with what is printed in its place.
    fn lost<'a>(&'a self, pieces: &'a [String]) -> Vec<(&'a str, &'a str)> {
        let places = self.places(pieces);
        let long = |index: &usize| pieces[*index].len() >= LONG;
        let missing = (0..pieces.len()).filter(|index| places[*index].is_none());
        let lost = missing.filter_map(|index| {
            // A short one cannot be met by chance between two long ones.
            let before = (0..index).rev().filter(long).find_map(|index| places[index].as_ref());
            let behind = (index..pieces.len()).filter(long).find_map(|index| places[index].as_ref());
            let from = before.map_or(0, |place| place.end);
            let within = from..behind.map_or(self.text.len(), |place| place.start).max(from);
            let turned = self.overleaf(&pieces[index], within.clone()).is_some();
            (!turned).then(|| (pieces[index].as_str(), &self.text[within]))
        });
        lost.collect()
    }

    /// Returns where a text stands that begins on one page and ends on the next.
    fn overleaf(&self, text: &str, within: Range<usize>) -> Option<Range<usize>> {
        let ends = self.turns.iter().skip(2).copied().chain([self.text.len()]);
        let pages = self.turns.windows(2).zip(ends);
        let cut = |(turns, end): (&[usize], usize)| {
            let (first, turn, end) = (turns[0].max(within.start), turns[1], end.min(within.end));
            let (page, next) = (self.text.get(first..turn)?, self.text.get(turn..end)?);
            let cuts = text.char_indices().map(|(at, _)| at).skip(1);
            cuts.into_iter().find_map(|cut| {
                let (head, rest) = text.split_at(cut);
                Some(first + page.rfind(head)?..turn + next.find(rest)? + rest.len())
            })
        };
        pages.into_iter().find_map(cut)
    }

    /// Returns whether a text stands anywhere.
    fn has(&self, text: &str) -> bool {
        self.text.contains(text) || self.overleaf(text, 0..self.text.len()).is_some()
    }
}

/// Returns the sections of a report in the order in which they are printed.
fn sections(root: &Path) -> Vec<PathBuf> {
    let content = root.join("content");
    let files = walkdir::WalkDir::new(&content).into_iter().map(|entry| entry.expect("a file").into_path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    // A folder's own text comes first in it; annexes come last by their names.
    files.sort_by_key(|path| path.to_string_lossy().replace("index.md", ""));
    files
}

/// Returns what of some sections is not printed.
fn lost(report: &Path, printed: &Printed) -> Vec<String> {
    let (mut pieces, mut apart) = (Vec::new(), Vec::new());
    for wanted in sections(report).iter().map(|section| wanted(section, report)) {
        pieces.extend(wanted.pieces);
        apart.extend(wanted.apart);
    }
    let begin = |text: &str| text.chars().take(60).collect::<String>();
    let out_of_order = printed.lost(&pieces).into_iter();
    let out_of_order = out_of_order.map(|(piece, there)| format!("`{piece}` is not in `{}`", begin(there)));
    let nowhere =
        apart.iter().filter(|text| !printed.has(text)).map(|text| format!("`{text}` is on no page"));
    out_of_order.chain(nowhere).collect()
}

/// Returns what a program of poppler says of a PDF.
fn poppler(program: &str, options: &[&str], pdf: &Path) -> String {
    let output =
        Command::new(program).args(options).arg(pdf).args((program == "pdftotext").then_some("-")).output();
    let output =
        output.unwrap_or_else(|error| panic!("{program} does not start (make test installs it): {error}"));
    assert!(output.status.success(), "{program} cannot read {}", pdf.display());
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Returns the text of a PDF in the order in which it is read aloud.
fn aloud(pdf: &Path) -> String {
    let tree = poppler("pdfinfo", &["-struct-text"], pdf);
    tree.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix('"')).collect()
}

/// Returns what a report loses on its pages, in its PDF, and, if asked, to those who have it read aloud.
fn faults(root: &Path, listen: bool) -> Vec<String> {
    let outcome = run(&request(root)).unwrap_or_else(|failure| panic!("{}: {failure:?}", root.display()));
    let typeset = outcome.typeset.as_ref().unwrap_or_else(|| panic!("{}: no pages", root.display()));
    let mut faults = lost(root, &Printed::new(typeset.page_texts()));
    let folder = TempDir::new().expect("a folder");
    let pdf = folder.path().join("report.pdf");
    let bytes = export::pdf(typeset, &outcome.report.settings).expect("a PDF").bytes.expect("a PDF");
    fs::write(&pdf, bytes).expect("a file");
    faults.extend(lost(root, &Printed::new(poppler("pdftotext", &["-q", "-raw"], &pdf).split('\u{c}'))));
    if listen {
        faults.extend(lost(root, &Printed::new([aloud(&pdf)])));
    }
    faults.into_iter().map(|fault| format!("{}: {fault}", root.display())).collect()
}

/// Copies this repository's report in another style.
fn in_style(style: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for path in sections(Path::new(ROOT)).into_iter().chain([Path::new(ROOT).join("bluebook.toml")]) {
        let to = folder.path().join(path.strip_prefix(ROOT).expect("a path of the repository"));
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        let text = fs::read_to_string(path).expect("a file");
        fs::write(to, text.replace("style = \"gongwen\"", &format!("style = \"{style}\""))).expect("a file");
    }
    folder
}

#[test]
fn the_report_of_this_repository_is_printed_in_every_style() {
    let faults = side_by_side(&STYLES, |style| faults(in_style(style).path(), false)).concat();
    assert!(faults.is_empty(), "{} lost\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_examples_and_the_guide_are_printed() {
    let reports = ["examples/performance", "examples/annual", "docs/zh", "docs/en"];
    let faults = side_by_side(&reports, |report| faults(&Path::new(ROOT).join(report), false)).concat();
    assert!(faults.is_empty(), "{} lost\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_construct_is_printed_in_every_style() {
    let faults = side_by_side(&STYLES, |style| faults(constructs(style).path(), true)).concat();
    assert!(faults.is_empty(), "{} lost\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn merged_cells_are_read_aloud_in_order() {
    let table = "<table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>丙</td><td>丁</td></tr>\
                 <tr><td rowspan=2>戊</td><td>己</td><td>庚</td></tr><tr><td>辛</td><td>壬</td></tr></table>";
    for style in STYLES {
        let settings =
            include_str!("../fixtures/bluebook.toml").replace("\"plain\"", &format!("\"{style}\""));
        let section = format!("# 表\n\n{table}\n");
        let report = ReportTest::new().file("bluebook.toml", settings).file("content/01-a.md", section);
        report.run(&["build"]).code(0);
        let text = aloud(&report.path("build/report.pdf"));
        assert!(text.contains("甲乙丙丁戊己庚辛壬"), "{style}: {text}");
    }
}

/// Makes a report of the file that has every construct.
fn constructs(style: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let settings = include_str!("../fixtures/bluebook.toml").replace("\"plain\"", &format!("\"{style}\""));
    fs::create_dir(folder.path().join("content")).expect("a folder");
    fs::write(folder.path().join("bluebook.toml"), settings).expect("a file");
    fs::write(folder.path().join("content/01-a.md"), include_str!("../fixtures/constructs.md"))
        .expect("a file");
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>";
    fs::write(folder.path().join("content/PICTURE.SVG"), picture).expect("a file");
    folder
}

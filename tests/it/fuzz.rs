//! Markdown that nobody would write: it is read, emitted as Typst that parses, and laid out, and nothing of it becomes code.
//!
//! Seeds are CommonMark's examples, the cases of the suite and one file with every construct; each case is one to four changes of
//! them. A short run is a part of `make test`; `make fuzz` runs each target for an hour. What was found stands in `tests/fixtures/fuzz/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use bluebook::bibliography::References;
use bluebook::diagnostic::{Code, Language};
use bluebook::emit::{Context, emit};
use bluebook::figure::FigureTable;
use bluebook::markdown::{Options, parse};
use bluebook::pipeline::run;
use bluebook::report::Report;
use bluebook::report::links::Links;
use bluebook::source::{Encoding, Sources};
use bluebook::style::Style;
use tempfile::TempDir;
use typst_syntax::{SyntaxNode, ast};

use crate::support::{Dice, request};

const SETTINGS: &str = "[report]\ntitle = \"题\"\nlanguage = \"zh-CN\"\nperiod = \"2021\"\nstyle = \"plain\"\n\n\
                        [checks]\nfont-substituted = \"off\"\n";

/// What is put in: pieces of markup, of Typst, of figures, and characters that are trouble elsewhere.
const PIECES: &[&str] = &[
    "*",
    "**",
    "_",
    "~~",
    "==",
    "`",
    "```",
    "~~~",
    "\n",
    "\n\n",
    "    ",
    "\t",
    "> ",
    "- ",
    "1. ",
    "# ",
    "|",
    "|---|",
    "\\",
    "[",
    "](",
    "](#a)",
    "![",
    ")",
    "{",
    "}",
    "{{",
    "}}",
    "{#a}",
    "{chart=bar}",
    "表：",
    "<",
    ">",
    "<!--",
    "-->",
    "<table>",
    "</table>",
    "<td rowspan=9>",
    "<br>",
    "<sup>",
    "</sup>",
    "[^a]",
    "[^a]: ",
    ": ",
    "> [!NOTE]",
    "```table\n",
    "```chart\n",
    "rows: [[a, 1], [b, 2]]",
    "data: x.csv",
    "figures: [a]",
    "<!-- landscape -->",
    "<!-- portrait -->",
    "<!-- pagebreak -->",
    "&amp;",
    "&#0;",
    "$",
    "$x$",
    "$$",
    "#let x = 1",
    "#\";",
    "\"",
    "$#panic()$",
    "\\text{#read(\"a\")}",
    "\u{0}",
    "\u{feff}",
    "\u{2028}",
    "\u{202e}",
    "　",
    "网格",
    "：",
    "。",
    "---\n",
    "title: x\n",
    "figures:\n  a: 3件\n",
    "https://a.b",
    "@a",
    "[@a]",
    "=",
    "é",
    "e\u{301}",
    "👨‍👩‍👧",
];

impl Dice {
    /// Returns a place of a text between two characters.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.throw(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// Returns the texts that cases are made of.
fn seeds() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = vec![include_str!("../fixtures/constructs.md").to_owned()];
    seeds.extend(crate::commonmark::markdown());
    let suite = fs::read_dir(root.join("tests/suite")).expect("the suite").flatten();
    let mut files: Vec<_> =
        suite.map(|entry| entry.path()).filter(|path| path.extension().is_some()).collect();
    files.sort();
    for file in files {
        let text = fs::read_to_string(file).expect("a file of the suite");
        seeds.extend(
            text.split("```markdown ")
                .skip(1)
                .filter_map(|rest| Some(rest.split_once('\n')?.1.split("\n```").next()?.to_owned())),
        );
    }
    seeds
}

/// Returns a case.
fn case(dice: &mut Dice, seeds: &[String]) -> String {
    let mut text = dice.pick(seeds).clone();
    for _ in 0..=dice.throw(4) {
        let (a, b) = (dice.place(&text), dice.place(&text));
        let (start, end) = (a.min(b), a.max(b));
        match dice.throw(5) {
            0 => text.insert_str(start, dice.pick::<&str>(PIECES)),
            1 => text.replace_range(start..end, ""),
            2 => {
                let piece = text[start..end].repeat(1 + dice.throw(4));
                text.insert_str(start, &piece);
            }
            3 => {
                let other = dice.pick(seeds);
                let (a, b) = (dice.place(other), dice.place(other));
                text.insert_str(start, &other[a.min(b)..a.max(b)]);
            }
            _ => {
                let piece = dice.pick(PIECES).repeat(1 + dice.throw(40));
                text.insert_str(start, &piece);
            }
        }
        let most = text.char_indices().nth(20_000).map_or(text.len(), |(at, _)| at);
        text.truncate(most);
    }
    text
}

/// Tries cases until there were enough, or the minutes of `make fuzz` are over; returns how many.
fn each(cases: usize, seed: u64, trouble: impl Fn(&str) -> Option<String>) -> usize {
    let minutes = std::env::var("BLUEBOOK_FUZZ_MINUTES").ok().and_then(|minutes| minutes.parse().ok());
    let end = minutes.map(|minutes: u64| Instant::now() + Duration::from_secs(60 * minutes));
    // Each long run tries others; a short one the same.
    let seed = if end.is_some() { seed ^ u64::from(std::process::id()) << 20 } else { seed };
    let mut dice = Dice(seed);
    let seeds = seeds();
    let mut tried = 0;
    while end.map_or(tried < cases, |end| Instant::now() < end) {
        let text = case(&mut dice, &seeds);
        let found = catch_unwind(AssertUnwindSafe(|| trouble(&text)));
        let found = found.unwrap_or_else(|_| Some("it panics".to_owned()));
        if let Some(found) = found {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tmp/fuzz");
            fs::create_dir_all(&folder).expect("a folder");
            let path = folder.join(format!("{seed}-{tried}.md"));
            fs::write(&path, &text).expect("a file");
            panic!("{found}\n{}\n{text:?}", path.display());
        }
        tried += 1;
    }
    tried
}

/// Returns what is wrong with the Typst that a Markdown file becomes.
fn emission(text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let id = sources.add("content/01-a.md", text, Encoding::Utf8);
    let options = Options {
        language: Language::Chinese,
        indented_code: text.len().is_multiple_of(2),
        raw_typst: true,
        level: 1,
        id: "a".to_owned(),
    };
    let (section, _) = parse(sources.get(id), &options);
    let report = Report { sections: vec![section.into()], ..Report::default() };
    let links = Links::new(&report, &sources);
    let (figures, style) = (FigureTable::default(), Style::default());
    let emission = emit(&Context {
        report: &report,
        sources: &sources,
        figures: &figures,
        links: &links,
        style: &style,
        images: &BTreeMap::new(),
        faults: &BTreeMap::new(),
        unreadable: &BTreeMap::new(),
        only: None,
        annex: None,
        window: None,
        references: &References::default(),
    });
    let own = |path: &str| path.starts_with("/raw/");
    emission.sources.iter().filter(|source| !own(&source.path)).find_map(|source| {
        let root = typst_syntax::parse(&source.text);
        if root.diagnosis().errors {
            return Some(format!("{} does not parse: {}", source.path, source.text));
        }
        let mut called = BTreeSet::new();
        calls(&root, &mut called);
        called.retain(|name| !name.starts_with("style.") && name != "label");
        (!called.is_empty()).then(|| format!("{} calls {called:?}: {}", source.path, source.text))
    })
}

/// Returns a name with what it is taken out of: `style.report.with`.
fn path(expression: ast::Expr<'_>) -> String {
    match expression {
        ast::Expr::Ident(name) => name.as_str().to_owned(),
        ast::Expr::FieldAccess(access) => format!("{}.{}", path(access.target()), access.field().as_str()),
        _ => "?".to_owned(),
    }
}

/// Collects what is called.
fn calls(node: &SyntaxNode, called: &mut BTreeSet<String>) {
    if let Some(call) = node.cast::<ast::FuncCall>() {
        called.insert(path(call.callee()));
    }
    for child in node.children() {
        calls(child, called);
    }
}

/// Returns what is wrong with the pages that a Markdown file becomes.
fn pages(text: &str) -> Option<String> {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("content")).expect("a folder");
    fs::write(folder.path().join("bluebook.toml"), SETTINGS).expect("settings");
    fs::write(folder.path().join("content/01-a.md"), text).expect("a section");
    let outcome = match run(&request(folder.path())) {
        Ok(outcome) => outcome,
        Err(failure) => return Some(format!("{failure:?}")),
    };
    let refused: Vec<_> =
        outcome.diagnostics.iter().filter(|found| found.code == Code::Typesetting).collect();
    // What the author's own Typst does is the author's.
    if refused.is_empty() || text.contains("{=typst}") { None } else { Some(format!("{refused:?}")) }
}

#[test]
fn whatever_is_written_becomes_typst_that_parses() {
    println!("{} cases", each(3_000, 0x5eed, emission));
}

#[test]
fn whatever_is_written_is_laid_out() {
    println!("{} cases", each(40, 0xb00c, pages));
}

#[test]
fn what_was_found_before_stays_mended() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fuzz");
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let text = fs::read_to_string(entry.path()).expect("a case");
        assert_eq!(emission(&text).or_else(|| pages(&text)), None, "{}", entry.path().display());
    }
}

//! The literate cases of `tests/suite/checks`: one file a code, each case a small report, judged in process.
//!
//! Needs no Typst, so that hundreds of cases run in seconds. The files are read by `reader`; the cases beside the
//! folder are run with the real binary by `it`.

mod reader;

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use bluebook::diagnostic::{Code, short};
use bluebook::pipeline;
use reader::{Case, agrees, cases, rewritten, suite_files};
use tempfile::TempDir;

/// `bluebook.toml` of a case that does not bring its own.
const SETTINGS: &str = include_str!("../fixtures/bluebook.toml");

/// Codes whose infos are left out of what a case must list, unless its file is about them or its settings name
/// them: nearly every small report has them.
const ASIDE: &[Code] = &[Code::UnusedFigure, Code::MissingSource, Code::LiteralUnbound];

/// The codes about figures, each of which has a file of cases.
const OF_FIGURES: &[Code] = &[
    Code::UnknownFigure,
    Code::AmbiguousFigure,
    Code::DuplicateFigure,
    Code::BadName,
    Code::BadValue,
    Code::BadExpression,
    Code::FigureCycle,
    Code::DivideByZero,
    Code::DeclaredDifferently,
    Code::NearName,
    Code::UnitMismatch,
    Code::PartExceedsWhole,
    Code::PartsDoNotTie,
    Code::StatedContradicts,
    Code::ImpossibleShare,
    Code::Truncated,
    Code::LiteralContradicts,
    Code::LiteralMatches,
    Code::LiteralUnbound,
    Code::PriorMismatch,
    Code::LargeChange,
    Code::DirectionContradicts,
    Code::SourceChanged,
    Code::SourceMoved,
    Code::MissingSource,
    Code::ChangedSinceSigning,
    Code::SameFigureTwoWays,
    Code::UnusedFigure,
    Code::ExpectationFailed,
];

/// Themes beside the folder that need no pages and are run here as well.
const THEMES: &[&str] = &["figures", "front-matter", "front-matter-mistakes"];

/// How many cases a file has at least in which its code fires, and in which it does not.
const CASES: usize = 8;

#[test]
fn cases_yield_what_they_say() {
    let begun = Instant::now();
    let paths = suite_files("checks");
    reader::verify(&paths, diagnostics_of);
    let number: usize = paths.iter().map(|path| cases(&reader::read(path)).len()).sum();
    eprintln!("{number} cases of {} checks in {:.2?}", paths.len(), begun.elapsed());
}

#[test]
fn themes_that_need_no_pages_yield_what_they_say() {
    let mut paths = suite_files("");
    paths.retain(|path| THEMES.contains(&stem(path).as_str()));
    assert_eq!(paths.len(), THEMES.len());
    reader::verify(&paths, diagnostics_of);
}

#[test]
fn the_guides_examples_yield_what_the_guide_says() {
    let pages = pages_of_checks();
    assert!(!pages.is_empty(), "the guide has no pages about checks");
    reader::verify(&pages, diagnostics_of);
}

#[test]
fn every_check_has_a_page_in_both_guides() {
    let pages = pages_of_checks();
    let faults: Vec<_> = OF_FIGURES
        .iter()
        .filter(|code| pages.iter().filter(|page| stem(page) == code.name()).count() != 2)
        .map(|code| format!("{} has no page in each guide", code.name()))
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_check_has_its_cases_in_both_languages() {
    let mut faults = Vec::new();
    let mut written = BTreeSet::new();
    for path in suite_files("checks") {
        let name = stem(&path);
        let Some(code) = Code::ALL.iter().find(|code| code.name() == name) else {
            faults.push(format!("{}: `{name}` is no code", path.display()));
            continue;
        };
        written.insert(*code);
        faults.extend(too_few(&name, &cases(&reader::read(&path))));
    }
    let missing = OF_FIGURES.iter().filter(|code| !written.contains(code));
    faults.extend(missing.map(|code| format!("tests/suite/checks/{}.md is missing", code.name())));
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Says what a file of cases lacks.
fn too_few(code: &str, cases: &[Case]) -> Vec<String> {
    let fires = |case: &&Case| {
        let said = format!("[{code}]");
        case.expected.iter().flatten().any(|line| line.contains(&said))
    };
    let english =
        |case: &Case| file(case, "bluebook.toml").is_some_and(|text| text.contains("language = \"en\""));
    let mut faults = Vec::new();
    for (what, wanted) in [("must fire", true), ("must not fire", false)] {
        let of_kind: Vec<_> = cases.iter().filter(|case| fires(case) == wanted).collect();
        let in_english = of_kind.iter().filter(|case| english(case)).count();
        let in_chinese = of_kind.len() - in_english;
        if of_kind.len() < CASES || in_english < 2 || in_chinese < 2 {
            faults.push(format!(
                "{code}: {in_chinese} cases in Chinese and {in_english} in English {what}; \
                 at least {CASES} are wanted, two of each language"
            ));
        }
    }
    faults
}

#[test]
fn a_case_is_read_as_written() {
    let text = "# t\n\n## one\n\n````markdown content/01-a.md\n```\nx\n````\n\n```diagnostics\na:1:1: b\n```\n\n\
                ## two\n\n``` markdown content/02-b.md\ny\n```\n";
    let cases = cases(text);
    assert_eq!(cases.len(), 2);
    assert_eq!(cases[0].files, [("content/01-a.md".to_owned(), b"```\nx\n".to_vec())]);
    assert_eq!(cases[0].expected, Some(vec!["a:1:1: b".to_owned()]));
    assert_eq!((cases[1].name.as_str(), cases[1].line, &cases[1].expected), ("two", 14, &None));

    let line = |text: &str| vec![text.to_owned()];
    assert!(agrees(&line("a:1:1: error[x]"), &line("a:1:1: error[x]: b")));
    assert!(!agrees(&line("a:1:1: error[x]"), &line("a:1:2: error[x]: b")));
    assert!(!agrees(&line("a:1:1: error[x]: c"), &line("a:1:1: error[x]: b")));
    assert!(!agrees(&line("a:1:1: error[x]"), &[]));

    let found = [vec!["a:1:2: c".to_owned()], vec![]];
    let after = rewritten(text, &cases, &found);
    assert!(after.contains("```diagnostics\na:1:2: c\n```\n\n## two"), "{after}");
    assert!(after.ends_with("y\n```\n\n```diagnostics\n```\n"), "{after}");
}

#[test]
fn blocks_before_the_cases_of_a_part_are_theirs() {
    let text = "# t\n\n## one\n\n```markdown a.md\n1\n```\n\n# In English\n\n```toml b.toml\n2\n```\n\n## two\n\n\
                ```diagnostics\n```\n\n## three\n\n```toml b.toml\n3\n```\n\n# Again\n\n## four\n";
    let cases = cases(text);
    let own = |index: usize| file(&cases[index], "b.toml");
    assert_eq!([own(0), own(1), own(2), own(3)], [None, Some("2\n"), Some("3\n"), None]);
    assert_eq!(cases[2].files.len(), 1);
}

/// Returns what judging a case yields, line by line.
fn diagnostics_of(path: &Path, case: &Case) -> Vec<String> {
    let judged = catch_unwind(AssertUnwindSafe(|| judge(path, case)));
    judged.unwrap_or_else(|_| vec!["panic".to_owned()])
}

fn judge(path: &Path, case: &Case) -> Vec<String> {
    let folder = TempDir::new().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
    let write = |path: &str, content: &[u8]| {
        let path = folder.path().join(path);
        let written =
            path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, content));
        written.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    };
    let english = path.components().any(|part| part.as_os_str() == "en");
    let settings = if english { SETTINGS.replace("zh-CN", "en") } else { SETTINGS.to_owned() };
    write("bluebook.toml", settings.as_bytes());
    for (path, content) in &case.files {
        write(path, content);
    }
    let examined = match pipeline::examine(folder.path(), pipeline::Terms::default()) {
        Ok(examined) => examined,
        Err(failure) if failure.diagnostics.is_empty() => {
            return vec![format!("failure: {}", failure.message.en)];
        }
        Err(failure) => {
            let language = failure.language.unwrap_or_default();
            return lines(&short::render(&failure.diagnostics, &failure.sources, language));
        }
    };
    let about = stem(path);
    let named = &examined.project.settings.checks;
    let about_one = !path.parent().is_some_and(|folder| folder.ends_with("tests/suite"));
    // A theme is not about one code: only what nearly every small report has is left out of it.
    let aside = |code: Code| {
        let common = if about_one { ASIDE.contains(&code) } else { code == Code::MissingSource };
        common && code.name() != about && !named.contains_key(&code)
    };
    let mut diagnostics = examined.diagnostics();
    diagnostics.retain_mut(|found| !aside(found.code));
    let language = examined.project.settings.language;
    lines(&short::render(&diagnostics, &examined.project.sources, language))
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// Returns the code a file is about: its name, without the number that orders the pages of the guide.
fn stem(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    stem.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('-').to_owned()
}

/// Returns the guide's pages about checks, in both languages; they lie in folders by what they are about.
fn pages_of_checks() -> Vec<PathBuf> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let within =
        |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let chapters = ["en/content/13-checks", "zh/content/13-检查"];
    let groups = chapters.into_iter().flat_map(|chapter| within(docs.join(chapter)));
    let mut pages: Vec<_> = groups.filter(|path| path.is_dir()).flat_map(within).collect();
    pages.retain(|path| !path.ends_with("index.md"));
    pages.sort();
    pages
}

/// Returns a file of a case as text, if it has that file.
fn file<'a>(case: &'a Case, path: &str) -> Option<&'a str> {
    let (_, content) = case.files.iter().find(|(name, _)| name == path)?;
    std::str::from_utf8(content).ok()
}

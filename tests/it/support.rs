//! A report in a temporary folder, the real binary or the library run on it, and what is expected of the run.
//!
//! Knows how to run, not what is right: that stands in the tests.

use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use bluebook::diagnostic::{Code, Severity};
use bluebook::pipeline::{FontFolders, Outcome, Request, run};
use bluebook::typeset::fonts::system_folders;
use tempfile::TempDir;

/// `bluebook.toml` of a test that does not bring its own.
const SETTINGS: &str = include_str!("../fixtures/bluebook.toml");

/// `bluebook.toml` of a small case in English; what stands behind it belongs to `[checks]`.
pub(crate) const ENGLISH: &str = "[report]\ntitle = \"Examples\"\nlanguage = \"en\"\nperiod = \"2021\"\ndate = 2022-03-31\n\
                                  style = \"plain\"\nstatus = \"draft\"\n\n[checks]\nfont-substituted = \"off\"\n\
                                  literal-unbound = \"off\"\n";

/// Builds a report, file by file.
pub(crate) struct ReportTest {
    folder: TempDir,
}

impl ReportTest {
    /// Returns a report without sections.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        Self { folder }.file("bluebook.toml", SETTINGS)
    }

    /// Writes a file; its path is relative to the report.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(path);
        let written =
            path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, content));
        written.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        self
    }

    /// Returns the place of a file of the report.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Runs the binary in the report's folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_bluebook"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("NO_COLOR", "1")
            .env("LC_ALL", "C.UTF-8")
            .output();
        let output = output.unwrap_or_else(|error| panic!("the binary does not start: {error}"));
        Run { output, folder: self.folder.path().to_owned() }
    }
}

/// What a run of the binary left behind. Each expectation prints the whole run when it is not met.
pub(crate) struct Run {
    output: Output,
    folder: PathBuf,
}

impl Run {
    /// Expects an exit code.
    #[track_caller]
    pub(crate) fn code(&self, expected: i32) -> &Self {
        assert_eq!(self.output.status.code(), Some(expected), "{}", self.told());
        self
    }

    /// Expects a text on the standard output.
    #[track_caller]
    pub(crate) fn stdout_has(&self, expected: &str) -> &Self {
        assert!(self.stdout().contains(expected), "`{expected}` is not on stdout\n{}", self.told());
        self
    }

    /// Expects a text on the standard error.
    #[track_caller]
    pub(crate) fn stderr_has(&self, expected: &str) -> &Self {
        assert!(self.stderr().contains(expected), "`{expected}` is not on stderr\n{}", self.told());
        self
    }

    /// Expects a text in the PDF's text, in which line breaks and spaces between Han characters do not count.
    #[track_caller]
    pub(crate) fn pdf_has(&self, expected: &str) -> &Self {
        let text = pdf_text(&self.folder.join("build/report.pdf"));
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert!(
            bare(&text).contains(&bare(expected)),
            "`{expected}` is not in the PDF\n{text}\n{}",
            self.told()
        );
        self
    }

    /// Returns the standard output.
    pub(crate) fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    /// Returns the standard error.
    pub(crate) fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    fn told(&self) -> String {
        format!("{}\n-- stdout\n{}\n-- stderr\n{}", self.output.status, self.stdout(), self.stderr())
    }
}

/// Numbers that look random and are the same each time (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// Returns a number below `sides`.
    pub(crate) fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides).expect("sides")).expect("a side")
    }

    /// Returns one of several.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.throw(from.len())]
    }
}

/// Returns what is asked of the pipeline for the report in a folder, with the machine's fonts.
pub(crate) fn request(root: &Path) -> Request {
    Request {
        root: root.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", root.display())),
        fonts: FontFolders {
            last: system_folders(|name| std::env::var_os(name)),
            cache: Some(PathBuf::from(env!("CARGO_TARGET_TMPDIR"))),
            ..FontFolders::default()
        },
        ..Request::default()
    }
}

/// What a section became, in process.
pub(crate) struct Built {
    /// What is said of it, infos aside: codes and messages.
    pub(crate) said: Vec<(Code, String)>,
    /// The text of its pages, without spaces.
    pub(crate) printed: String,
    /// All that came out.
    pub(crate) outcome: Outcome,
}

/// Builds a report of one section.
///
/// # Errors
/// Says why there are no pages.
pub(crate) fn build(settings: &str, section: &str) -> Result<Built, String> {
    let report = ReportTest::new().file("bluebook.toml", settings).file("content/01-a.md", section);
    let outcome = run(&request(&report.path(""))).map_err(|failure| format!("fails: {failure:?}"))?;
    let worth_saying = outcome.diagnostics.iter().filter(|found| found.severity != Some(Severity::Info));
    let said = worth_saying.map(|found| (found.code, found.message.en.clone())).collect();
    let typeset = outcome.typeset.as_ref().ok_or("is not laid out")?;
    let printed = bare(&typeset.page_texts().concat());
    Ok(Built { said, printed, outcome })
}

/// Does work on each of some items, on as many threads as the machine has processors; returns what came out, in order.
///
/// Not rayon's: a thread of its that waits for a build begins the next one meanwhile, and hundreds are in memory at once.
pub(crate) fn side_by_side<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let some = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return done };
            done.push((at, work(item)));
        }
    };
    let mut done: Vec<_> = thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(some)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Returns the text of a PDF in reading order, as `pdftotext` extracts it, without any spaces and line ends: where
/// a line breaks is not what most tests are about.
pub(crate) fn pdf_text(path: &Path) -> String {
    let output = Command::new("pdftotext").arg("-q").arg(path).arg("-").output();
    let output =
        output.unwrap_or_else(|error| panic!("pdftotext does not start (make test installs it): {error}"));
    assert!(output.status.success(), "pdftotext cannot read {}", path.display());
    bare(&String::from_utf8_lossy(&output.stdout))
}

/// Returns a text without spaces, line ends and soft hyphens.
pub(crate) fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{ad}').collect()
}

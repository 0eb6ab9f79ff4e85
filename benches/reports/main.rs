//! `make bench`: cold `bluebook build` against `typst compile` of the same pages, as ratios, and the share of each
//! stage; printed, and written into `docs/measurements.md` between its markers.
//!
//! `cargo bench --bench reports -- 5 50` measures these sizes only; `RUNS=9` sets the number of runs.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench tells its reader what it does")]

mod corpus;
mod long_table;
mod measure;
#[path = "../measurements/keep.rs"]
mod measurements;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use measure::Measured;

/// The sizes that the goals in `docs/measurements.md` speak of.
const PAGES: &[usize] = &[5, 50, 500];
const RUNS: usize = 5;
/// The version that Cargo.toml pins.
const TYPST: &str = "0.15.1";

/// What was measured at one size.
struct Row {
    pages: usize,
    /// Pages of the PDFs: Bluebook's and Typst's.
    printed: (usize, usize),
    markdown: usize,
    bluebook: Measured,
    /// Bluebook when it has never seen the machine's fonts.
    first: Measured,
    typst: Measured,
}

fn main() -> Result<(), Box<dyn Error>> {
    let asked: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let sizes = if asked.is_empty() { PAGES } else { &asked };
    let runs = std::env::var("RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let typst = measure::typst(TYPST, &folder.join("typst"))?;

    let mut rows = Vec::new();
    for &pages in sizes {
        eprintln!("bench: {pages} pages, {runs} runs of each");
        rows.push(measured(pages, runs, &folder.join(pages.to_string()), &typst)?);
    }
    let table = table(&rows, runs);
    println!("{table}");
    if sizes == PAGES {
        measurements::keep("bench", &table)?;
        eprintln!("bench: a table of {} rows, {runs} runs in each style", long_table::ROWS);
        let long = of_long_table(&long_table::measured(runs, &folder.join("long-table"))?);
        println!("{long}");
        measurements::keep("long-table", &long)?;
    }
    Ok(())
}

/// Returns what a long table took, as Markdown.
fn of_long_table(measured: &[Measured]) -> String {
    let mut text = "| style | `bluebook build` | memory |\n|---|---:|---:|\n".to_owned();
    for (style, measured) in long_table::STYLES.iter().zip(measured) {
        let memory = measured.memory / 1_000_000;
        let _ = writeln!(text, "| {style} | {} | {memory} MB |", shown(measured));
    }
    text
}

/// Generates a report and measures both programs on it.
fn measured(pages: usize, runs: usize, folder: &Path, typst: &Path) -> Result<Row, Box<dyn Error>> {
    let report = corpus::report(pages);
    report.write(folder)?;
    let ours = folder.join("report/build/report.pdf");
    let theirs = folder.join("by-hand.pdf");
    let build = |cache: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bluebook"));
        command.args(["build", "-v", "--color", "never"]).arg(folder.join("report"));
        command.env("XDG_CACHE_HOME", folder.join(cache));
        command
    };
    let mut known = || build("known-fonts");
    let mut first = || {
        // There is nothing to remove before the first run.
        let _ = fs::remove_dir_all(folder.join("unknown-fonts"));
        build("unknown-fonts")
    };
    // The same standards, so that both tag and verify the same document.
    let mut by_hand = || {
        let mut command = Command::new(typst);
        command.args(["compile", "--pdf-standard", "a-2a,ua-1"]).arg(folder.join("by-hand.typ")).arg(&theirs);
        command
    };
    // The run that is not timed lets Bluebook see the fonts.
    let measured = measure::in_turn(&mut [&mut known, &mut by_hand, &mut first], runs)?;
    let [bluebook, typst, first] = <[Measured; 3]>::try_from(measured).map_err(|_| "a program is missing")?;
    let printed = (page_count(&ours)?, page_count(&theirs)?);
    Ok(Row { pages, printed, markdown: report.markdown_bytes(), bluebook, first, typst })
}

fn page_count(pdf: &Path) -> Result<usize, Box<dyn Error>> {
    let output = Command::new("pdfinfo").arg(pdf).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let pages = text.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok());
    pages.ok_or_else(|| format!("pdfinfo tells no page count of {}", pdf.display()).into())
}

/// Returns the measurements as Markdown.
fn table(rows: &[Row], runs: usize) -> String {
    let mut text = format!(
        "{} cores, {}, Typst {TYPST}; median (best) of {runs} runs each, in turn.\n\n\
         | pages asked | printed: Bluebook, Typst | Markdown | `bluebook build` | `typst compile` | ratio | fonts never seen | memory: Bluebook, Typst |\n\
         |---:|---:|---:|---:|---:|---:|---:|---:|\n",
        std::thread::available_parallelism().map_or(1, usize::from),
        concat!("Bluebook ", env!("CARGO_PKG_VERSION")),
    );
    for row in rows {
        let ratio = |ours: &Measured| ours.median().as_secs_f64() / row.typst.median().as_secs_f64();
        let _ = writeln!(
            text,
            "| {} | {}, {} | {} kB | {} | {} | **{:.2}×** | {} = {:.2}× | {}, {} MB |",
            row.pages,
            row.printed.0,
            row.printed.1,
            row.markdown / 1000,
            shown(&row.bluebook),
            shown(&row.typst),
            ratio(&row.bluebook),
            shown(&row.first),
            ratio(&row.first),
            row.bluebook.memory / 1_000_000,
            row.typst.memory / 1_000_000,
        );
    }
    text.push_str("\nShare of each stage in the last run of `bluebook build`:\n\n");
    for row in rows {
        let _ = writeln!(text, "- {} pages: {}", row.pages, shares(&row.bluebook));
    }
    text
}

/// Returns the share of each stage of the last run; what lies between and around the stages is the rest.
fn shares(measured: &Measured) -> String {
    let total = 1000.0 * measured.last().as_secs_f64();
    let mut stages = measure::stages(&measured.said);
    let known: f64 = stages.iter().map(|(_, time)| time).sum();
    stages.push(("start, write, end".to_owned(), total - known));
    let share = |(name, time): &(String, f64)| format!("{name} {:.1} % ({time:.1} ms)", 100.0 * time / total);
    stages.iter().map(share).collect::<Vec<_>>().join(" · ")
}

fn shown(measured: &Measured) -> String {
    let milliseconds = |time: Duration| 1000.0 * time.as_secs_f64();
    format!("{:.0} ms ({:.0})", milliseconds(measured.median()), milliseconds(measured.best()))
}

//! `make bench`: how long figures and checks take, and how that grows; printed, and written into
//! `docs/measurements.md` between its markers.
//!
//! Reports are generated, read by the pipeline as far as judging, and timed stage by stage. No page is laid out.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench tells its reader what it does")]

#[path = "../measurements/keep.rs"]
mod measurements;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use bluebook::diagnostic::Severity;
use bluebook::pipeline::{Examined, Terms, examine};

/// The program's own allocator.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Figures of a section.
const EACH: usize = 20;
/// Sections: the goal speaks of 1,000; the others show how it grows.
const SECTIONS: &[usize] = &[250, 1000, 4000];
const RUNS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("figures");
    let mut text = format!(
        "{} cores, Bluebook {}; median (best) of {RUNS} runs.\n\n\
         | sections | figures | Markdown | read, parse | resolve | check | resolve + check | a figure |\n\
         |---:|---:|---:|---:|---:|---:|---:|---:|\n",
        std::thread::available_parallelism().map_or(1, usize::from),
        env!("CARGO_PKG_VERSION"),
    );
    for &sections in SECTIONS {
        eprintln!("bench: {sections} sections, {RUNS} runs");
        let bytes = write(&folder.join(sections.to_string()), sections)?;
        let _ = writeln!(text, "{}", row(&folder.join(sections.to_string()), sections, bytes)?);
    }
    println!("{text}");
    measurements::keep("figures", &text)
}

/// Measures a report and returns its line of the table.
fn row(folder: &Path, sections: usize, bytes: usize) -> Result<String, Box<dyn Error>> {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let examined = examine(folder, Terms::default()).map_err(|failure| failure.message.en)?;
        confirm(&examined, sections)?;
        let lap = |name: &str| {
            let of_name = examined.timings().iter().filter(|(stage, _)| *stage == name);
            of_name.map(|(_, time)| *time).sum::<Duration>()
        };
        runs.push([lap("read") + lap("parse"), lap("figures"), lap("checks")]);
    }
    let both = |run: &[Duration; 3]| run[1] + run[2];
    let shown = |of: &dyn Fn(&[Duration; 3]) -> Duration| {
        let mut times: Vec<Duration> = runs.iter().map(of).collect();
        times.sort();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        (format!("{:.0} ms ({:.0})", ms(times[times.len() / 2]), ms(times[0])), times[times.len() / 2])
    };
    let figures = sections * EACH;
    let (total, median) = shown(&both);
    let each = median.as_secs_f64() * 1e6 / f64::from(u32::try_from(figures)?);
    Ok(format!(
        "| {sections} | {figures} | {} kB | {} | {} | {} | **{total}** | {each:.1} µs |",
        bytes / 1000,
        shown(&|run| run[0]).0,
        shown(&|run| run[1]).0,
        shown(&|run| run[2]).0,
    ))
}

/// Refuses to time a report that is not what it should be.
fn confirm(examined: &Examined, sections: usize) -> Result<(), Box<dyn Error>> {
    let found = examined.diagnostics();
    let (errors, figures) = (found.count(Severity::Error), examined.figures.figures.len());
    if errors > 0 || figures != sections * EACH {
        let first = found.iter().find(|found| found.severity == Some(Severity::Error));
        let first = first.map(|found| found.message.en.clone()).unwrap_or_default();
        return Err(format!("{figures} figures, {errors} errors: {first}").into());
    }
    Ok(())
}

/// Writes a report and returns the bytes of its Markdown.
fn write(folder: &Path, sections: usize) -> Result<usize, Box<dyn Error>> {
    // There is nothing to remove before the first run.
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder.join("content"))?;
    fs::write(
        folder.join("bluebook.toml"),
        "[report]\ntitle = \"量\"\norganisation = \"办\"\nperiod = \"2021\"\ndate = 2022-03-31\nstyle = \"plain\"\n",
    )?;
    let mut bytes = 0;
    for index in 0..sections {
        let text = section(index);
        bytes += text.len();
        fs::write(folder.join(format!("content/{index:04}-节{index}.md")), text)?;
    }
    Ok(bytes)
}

/// Returns a section of [`EACH`] figures: four groups of five that depend on each other.
fn section(index: usize) -> String {
    let mut head = format!("---\ntitle: 第{index}项工作\nsource: 统计台账\nfigures:\n");
    let mut body = String::new();
    for group in 0..EACH / 5 {
        let name = |what: &str| format!("{what}{index}_{group}");
        let (all, done, rate, rest, money) =
            (name("事件"), name("办结"), name("办结率"), name("待办"), name("投入"));
        let (n, k) = (500 + index % 97 + group, 400 + index % 89);
        let _ = writeln!(head, "  {all}: {n}件 = {done} + {rest}");
        let _ = writeln!(head, "  {done}: {k}件 of {all}");
        let _ = writeln!(head, "  {rate}: =share({done}, {all}) @0.01%");
        let _ = writeln!(head, "  {rest}: {{value: {}件, of: {all}}}", n - k);
        let _ = writeln!(head, "  {money}: {{value: {k}.5万元, prior: {k}.2万元, note: 决算数}}");
        let _ = writeln!(
            body,
            "\n全年共受理{{{{{all}}}}}，其中办结{{{{{done}={k}件}}}}，待办{{{{{rest}}}}}，办结率{{{{{rate}}}}}；投入{{{{{money}}}}}，\
             同比增长{{{{{money}.同比@0.01%}}}}。召开会议{}次，走访居民3{}户。",
            2 + group,
            10 + group,
        );
    }
    head + "---\n" + &body
}

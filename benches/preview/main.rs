//! `make bench-preview`: how long it takes from the rename that ends a save until the changed page is painted in a real Chromium;
//! printed, and written into `docs/measurements.md` between its markers.
//!
//! The reports are those of `benches/reports`; `PAGES=50,500` measures others than the usual sizes.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench tells its reader what it does")]
#![expect(
    clippy::disallowed_methods,
    reason = "the browser has a clock of its own: only the time of day is common"
)]
#![expect(dead_code, reason = "the tests need more of what both share")]

#[path = "../reports/corpus.rs"]
mod corpus;
#[path = "../measurements/keep.rs"]
mod measurements;
#[path = "../../tests/it/webdriver.rs"]
mod webdriver;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use webdriver::Browser;

/// Sizes of reports, in pages.
const PAGES: &str = "50,500,2000";
/// Saves that are timed.
const SAVES: usize = 40;

/// Notes when the drawing of a page came onto the screen, by the words in it: a drawing has none, they come with the text
/// layer, later, into the same sheet. A drawing is on the screen when the frame after the one that has it begins.
const WATCH: &str = "window.painted = {}; \
    const strip = document.querySelector('#strip'); \
    new MutationObserver((changes) => { \
        for (const { target } of changes) { \
            const sheet = target.closest && target.closest('.sheet'); \
            const drawing = sheet && sheet.querySelector('svg'); \
            if (!drawing) continue; \
            if (sheet.drawing !== drawing) { \
                sheet.drawing = drawing; \
                const seen = sheet.seen = { at: 0 }; \
                requestAnimationFrame(() => requestAnimationFrame(() => { \
                    seen.at = performance.timeOrigin + performance.now(); \
                })); \
            } \
            for (const found of sheet.textContent.matchAll(/存盘\\d+次/g)) window.painted[found[0]] ??= sheet.seen; \
        } \
    }).observe(strip, { childList: true, subtree: true }); return true";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("preview");
    let mut text = format!(
        "{} cores, Bluebook {}; {SAVES} saves each, a word in the middle of the report.\n\n\
         | pages | sections | p50 | p95 | best | memory of the program |\n|---:|---:|---:|---:|---:|---:|\n",
        std::thread::available_parallelism().map_or(1, usize::from),
        env!("CARGO_PKG_VERSION"),
    );
    let sizes = std::env::var("PAGES").unwrap_or_else(|_| PAGES.to_owned());
    for pages in sizes.split(',').map(str::trim) {
        eprintln!("bench: {pages} pages, {SAVES} saves");
        writeln!(text, "{}", row(&folder, pages.parse()?)?)?;
    }
    println!("{text}");
    measurements::keep("preview", &text)
}

/// A program that ends with its measurement.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Measures one report and returns its line of the table.
fn row(folder: &Path, pages: usize) -> Result<String, Box<dyn Error>> {
    corpus::report(pages).write(folder)?;
    let root = folder.join("report");
    let mut sections: Vec<_> = fs::read_dir(root.join("content"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    sections.sort();
    let section = &sections[sections.len() / 2];
    let source = fs::read_to_string(section)?;
    let child = Command::new(env!("CARGO_BIN_EXE_bluebook"))
        .args(["preview", "--port", "7999"])
        .args(["--message-format", "short"])
        .current_dir(&root)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut program = Program(child);
    let stderr = program.0.stderr.take().ok_or("no pipe")?;
    let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
    let url =
        lines.find_map(|line| Some(line[line.find("http://")?..].split_whitespace().next()?.to_owned()));
    std::thread::spawn(move || lines.for_each(drop));
    let browser = Browser::start();
    browser.open(&url.ok_or("no address")?);
    browser.wait("return /^\\d+$/.test(document.querySelector('#number').value)");
    browser.run(WATCH);
    let behind = source.find("。").map_or(source.len(), |at| at + "。".len());
    let beside = section.with_extension("md.tmp");
    let mut times = Vec::new();
    for save in 0..=SAVES {
        let mark = format!("存盘{save}次");
        fs::write(&beside, format!("{}{mark}，{}", &source[..behind], &source[behind..]))?;
        let begin = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64() * 1e3;
        fs::rename(&beside, section)?;
        let painted = browser.wait(&format!("return window.painted['{mark}']?.at || null"));
        let took = painted.as_f64().ok_or("no time")? - begin;
        // The first goes to the place, which is further away.
        if save > 0 {
            times.push(took);
        }
        sleep(Duration::from_millis(700));
    }
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times[((times.len() - 1) as f64 * part).round() as usize];
    let memory = fs::read_to_string(format!("/proc/{}/status", program.0.id())).unwrap_or_default();
    let memory: u64 = memory
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok())
        .unwrap_or_default();
    Ok(format!(
        "| {pages} | {} | **{:.0} ms** | **{:.0} ms** | {:.0} ms | {} MB |",
        sections.len(),
        at(0.5),
        at(0.95),
        at(0.0),
        memory / 1024,
    ))
}

//! `make bench-preview`: how long it takes from the rename that ends a save until the changed page is on the screen of a real
//! Chromium, and until the whole report is current, beside `typst watch` on the same pages; printed, and written into
//! `docs/measurements.md` between its markers.
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
#[path = "../reports/measure.rs"]
mod measure;
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
use std::sync::mpsc::{Receiver, channel};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use webdriver::Browser;

/// Sizes of reports, in pages.
const PAGES: &str = "50,500,2000";
/// Saves that are timed.
const SAVES: usize = 40;
/// The same for `typst watch`, and its version.
const WATCHED: usize = 10;
const TYPST: &str = "0.15.1";

/// Notes when a drawing was on the screen, by the words of its page. A drawing has none, they come later, with the text layer,
/// into the same sheet. So a word of its own comes into the status line in the same frame as the drawing, and the browser says when that
/// frame was presented (`elementtiming`, W3C Element Timing: `renderTime`).
const WATCH: &str = "window.painted = {}; \
    const strip = document.querySelector('#strip'); \
    const frames = new Map(); \
    new PerformanceObserver((list) => { \
        for (const entry of list.getEntries()) frames.get(entry.identifier).at = performance.timeOrigin + entry.renderTime; \
    }).observe({ type: 'element' }); \
    new MutationObserver((changes) => { \
        const drawn = new Set(); \
        for (const { target } of changes) { \
            const sheet = target.closest && target.closest('.sheet'); \
            if (sheet && target.closest('.paint')) drawn.add(sheet); \
        } \
        for (const sheet of drawn) { \
            sheet.seen = { at: 0 }; \
            const word = document.createElement('span'); \
            word.style = 'display:inline-block'; word.textContent = 'seen'; \
            word.setAttribute('elementtiming', String(frames.size)); \
            frames.set(String(frames.size), sheet.seen); \
            document.querySelector('#status .space').append(word); \
            setTimeout(() => word.remove(), 600); \
        } \
        for (const { target } of changes) { \
            const sheet = target.closest && target.closest('.sheet'); \
            if (!sheet) continue; \
            for (const found of sheet.textContent.matchAll(/存盘\\d+次/g)) window.painted[found[0]] ??= sheet.seen; \
        } \
    }).observe(strip, { childList: true, subtree: true, attributes: true, attributeFilter: ['d', 'transform', 'x', 'fill'] }); return true";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("preview");
    let typst = measure::typst(TYPST, &folder.with_file_name("typst"))?;
    let mut text = format!(
        "{} cores, Bluebook {}, Typst {TYPST}; {SAVES} saves each, a word in the middle of the report ({WATCHED} for `typst watch`).\n\n\
         | pages | sections | seen: p50 | p95 | best | whole: p50 | `typst watch` | ratio | memory |\n\
         |---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
        std::thread::available_parallelism().map_or(1, usize::from),
        env!("CARGO_PKG_VERSION"),
    );
    let sizes = std::env::var("PAGES").unwrap_or_else(|_| PAGES.to_owned());
    for pages in sizes.split(',').map(str::trim) {
        eprintln!("bench: {pages} pages, {SAVES} saves");
        writeln!(text, "{}", row(&folder, pages.parse()?, &typst)?)?;
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

/// A line that a program said, and when.
type Line = (Instant, String);

impl Program {
    /// Starts a program; returns it and the lines that it says, each with when it came.
    fn start(command: &mut Command) -> Result<(Self, Receiver<Line>), Box<dyn Error>> {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut program = Self(command.spawn()?);
        let stderr = program.0.stderr.take().ok_or("no pipe")?;
        let (say, said) = channel();
        std::thread::spawn(move || {
            let lines = BufReader::new(stderr).lines().map_while(Result::ok);
            lines.map(|line| (Instant::now(), line)).try_for_each(|line| say.send(line))
        });
        Ok((program, said))
    }
}

/// Waits for a line that has one of some words; returns when it came.
fn said(lines: &Receiver<Line>, words: &[&str]) -> Result<Line, Box<dyn Error>> {
    loop {
        let (when, line) = lines.recv_timeout(Duration::from_secs(300))?;
        if words.iter().any(|word| line.contains(word)) {
            return Ok((when, line));
        }
    }
}

/// Times as they are told of: sorted, in milliseconds.
struct Times(Vec<f64>);

impl Times {
    fn at(&mut self, part: f64) -> f64 {
        self.0.sort_by(f64::total_cmp);
        self.0[((self.0.len() - 1) as f64 * part).round() as usize]
    }
}

/// Saves a file with a mark behind the first full stop after a place, by rename; returns when.
fn save(path: &Path, source: &str, after: usize, mark: &str) -> Result<(Instant, f64), Box<dyn Error>> {
    let behind = source[after..].find('。').map_or(source.len(), |at| after + at + '。'.len_utf8());
    let beside = path.with_extension("tmp");
    fs::write(&beside, format!("{}{mark}，{}", &source[..behind], &source[behind..]))?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64() * 1e3;
    let begin = Instant::now();
    fs::rename(&beside, path)?;
    Ok((begin, now))
}

/// Measures one report and returns its line of the table.
fn row(folder: &Path, pages: usize, typst: &Path) -> Result<String, Box<dyn Error>> {
    corpus::report(pages).write(folder)?;
    let mut theirs = watched(folder, typst)?;
    let root = folder.join("report");
    let mut sections: Vec<_> = fs::read_dir(root.join("content"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    sections.sort();
    let section = &sections[sections.len() / 2];
    let source = fs::read_to_string(section)?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_bluebook"));
    command.args(["preview", "--port", "7999", "--message-format", "short"]).current_dir(&root);
    let (program, lines) = Program::start(&mut command)?;
    let (_, line) = said(&lines, &["http://"])?;
    let address = line.find("http://").map_or("", |at| &line[at..]);
    let browser = Browser::start();
    browser.open(address.split_whitespace().next().ok_or("no address")?);
    browser.wait("return /^\\d+$/.test(document.querySelector('#number').value)");
    browser.run(WATCH);
    said(&lines, &["毫秒"])?;
    let (mut seen, mut whole) = (Times(Vec::new()), Times(Vec::new()));
    for number in 0..=SAVES {
        let mark = format!("存盘{number}次");
        let (begin, now) = save(section, &source, 0, &mark)?;
        let built = said(&lines, &["毫秒"])?.0;
        let painted = browser.wait(&format!("return window.painted['{mark}']?.at || null"));
        // The first goes to the place, which is further away.
        if number > 0 {
            seen.0.push(painted.as_f64().ok_or("no time")? - now);
            whole.0.push((built - begin).as_secs_f64() * 1e3);
        }
        sleep(Duration::from_millis(700));
    }
    let memory = fs::read_to_string(format!("/proc/{}/status", program.0.id())).unwrap_or_default();
    let memory: u64 = memory
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok())
        .unwrap_or_default();
    let (ours, theirs) = (whole.at(0.5), theirs.at(0.5));
    Ok(format!(
        "| {pages} | {} | **{:.0} ms** | **{:.0} ms** | {:.0} ms | {ours:.0} ms | {theirs:.0} ms | **{:.2}×** | {} MB |",
        sections.len(),
        seen.at(0.5),
        seen.at(0.95),
        seen.at(0.0),
        ours / theirs,
        memory / 1024,
    ))
}

/// Measures `typst watch` on the same pages written by hand: from the rename until it says that the PDF is written.
fn watched(folder: &Path, typst: &Path) -> Result<Times, Box<dyn Error>> {
    let path = folder.join("by-hand.typ");
    let source = fs::read_to_string(&path)?;
    let mut middle = source.len() / 2;
    while !source.is_char_boundary(middle) {
        middle += 1;
    }
    let mut command = Command::new(typst);
    command.arg("watch").arg(&path).arg(folder.join("by-hand.pdf"));
    let (_program, lines) = Program::start(&mut command)?;
    said(&lines, &["compiled"])?;
    let mut times = Times(Vec::new());
    for number in 0..WATCHED {
        sleep(Duration::from_millis(700));
        let (begin, _) = save(&path, &source, middle, &format!("存盘{number}次"))?;
        times.0.push((said(&lines, &["compiled"])?.0 - begin).as_secs_f64() * 1e3);
    }
    fs::write(&path, &source)?;
    Ok(times)
}

//! Runs two programs side by side and tells how long each took.
//!
//! Knows nothing of reports: commands in, times out.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What one program did.
#[derive(Default)]
pub(crate) struct Measured {
    times: Vec<Duration>,
    /// What it said on stderr in its last run.
    pub(crate) said: String,
    /// The most memory it had at once, in bytes; 0 where the system does not say.
    pub(crate) memory: u64,
}

impl Measured {
    /// Returns the median of the times.
    pub(crate) fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }

    /// Returns the quickest of the times.
    pub(crate) fn best(&self) -> Duration {
        self.times.iter().min().copied().unwrap_or_default()
    }

    /// Returns the time of the last run.
    pub(crate) fn last(&self) -> Duration {
        self.times.last().copied().unwrap_or_default()
    }
}

/// Runs the commands in turn, so that whatever else the machine does falls on all; one run of each first warms the
/// disk and is watched for its memory.
pub(crate) fn in_turn(
    programs: &mut [&mut dyn FnMut() -> Command],
    runs: usize,
) -> Result<Vec<Measured>, Box<dyn Error>> {
    let mut measured = Vec::new();
    for program in programs.iter_mut() {
        measured.push(Measured { memory: memory(&mut program())?, ..Measured::default() });
    }
    for _ in 0..runs {
        for (program, measured) in programs.iter_mut().zip(&mut measured) {
            let (time, said) = timed(&mut program())?;
            measured.times.push(time);
            measured.said = said;
        }
    }
    Ok(measured)
}

fn timed(command: &mut Command) -> Result<(Duration, String), Box<dyn Error>> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let begin = Instant::now();
    let output = command.output()?;
    let time = begin.elapsed();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        Ok((time, stderr))
    } else {
        Err(format!("{command:?} failed\n{stderr}").into())
    }
}

/// Runs a command and watches the peak that Linux keeps of its memory.
fn memory(command: &mut Command) -> Result<u64, Box<dyn Error>> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        peak = line.and_then(|kilobytes| kilobytes.parse::<u64>().ok()).map_or(peak, |read| read * 1024);
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(peak)
}

/// Returns the stages and their milliseconds from the line that `bluebook build -v` prints:
/// `stages: read 1.2 ms · parse 3.4 ms`.
pub(crate) fn stages(stderr: &str) -> Vec<(String, f64)> {
    let listed = |line: &'_ str| {
        let list = line.strip_prefix("stages: ").or_else(|| line.strip_prefix("各步用时："))?;
        Some(list.to_owned())
    };
    let stage = |piece: &str| {
        let (name, time) = piece.trim().strip_suffix(" ms")?.rsplit_once(' ')?;
        Some((name.to_owned(), time.parse().ok()?))
    };
    let list = stderr.lines().find_map(listed).unwrap_or_default();
    list.split(" · ").filter_map(stage).collect()
}

/// Returns a `typst` of the version that Bluebook is built with: the one named by `TYPST`, the one on the path,
/// or one that is installed into `folder` now.
pub(crate) fn typst(version: &str, folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let ours = folder.join("bin/typst");
    let named = std::env::var_os("TYPST").map(PathBuf::from);
    for candidate in named.into_iter().chain([PathBuf::from("typst"), ours.clone()]) {
        let output = Command::new(&candidate).arg("--version").output();
        if output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(version)) {
            return Ok(candidate);
        }
    }
    eprintln!("bench: installing typst-cli {version} with cargo into {} (some minutes)", folder.display());
    let status = Command::new("cargo")
        .args(["install", "typst-cli", "--version", version, "--locked", "--root"])
        .arg(folder)
        .status()?;
    if status.success() { Ok(ours) } else { Err("typst-cli could not be installed".into()) }
}

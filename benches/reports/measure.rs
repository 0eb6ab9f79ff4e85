//! Runs two programs side by side and tells how long each took.
//!
//! Knows nothing of reports: commands in, times out.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The times of one program.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Returns the median.
    pub(crate) fn median(&self) -> Duration {
        let mut times = self.0.clone();
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }

    /// Returns the quickest.
    pub(crate) fn best(&self) -> Duration {
        self.0.iter().min().copied().unwrap_or_default()
    }
}

/// Runs both commands in turn, so that whatever else the machine does falls on both; one run of each first warms
/// the disk. Returns the times of the first and of the second, and what the first said on stderr in its last run.
pub(crate) fn side_by_side(
    first: &mut dyn FnMut() -> Command,
    second: &mut dyn FnMut() -> Command,
    runs: usize,
) -> Result<(Times, Times, String), Box<dyn Error>> {
    let (mut of_first, mut of_second) = (Times(Vec::new()), Times(Vec::new()));
    let mut said = String::new();
    for run in 0..=runs {
        let (time, stderr) = timed(&mut first())?;
        let (other, _) = timed(&mut second())?;
        if run > 0 {
            of_first.0.push(time);
            of_second.0.push(other);
            said = stderr;
        }
    }
    Ok((of_first, of_second, said))
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

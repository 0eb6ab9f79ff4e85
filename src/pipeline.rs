//! The whole way from a report's folder to its pages: the only room that knows the order of the stages.
//!
//! `examine` goes as far as judging, without Typst; `run` goes on to pages. Decides severities by the report's
//! policy. Writes no file: that is `export`, asked by `cli`.

mod examine;
#[cfg(feature = "pages")]
mod images;
#[cfg(feature = "pages")]
mod layout;
#[cfg(feature = "pages")]
mod objections;
mod order;
mod reasons;
#[cfg(feature = "pages")]
mod run;
mod severities;
mod signed;

use std::time::{Duration, Instant};

pub use self::examine::{Examined, examine};
pub use self::reasons::Recorded;
#[cfg(feature = "pages")]
pub use self::run::{FontFolders, Outcome, Request, run};
pub use self::signed::{Locked, read_lock};

/// Measures the stages.
#[derive(Debug)]
struct Clock {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn start() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }

    fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.laps.push((stage, now - self.last));
        self.last = now;
    }
}

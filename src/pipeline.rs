//! The whole way from a report's folder to its pages: the only room that knows the order of the stages.
//!
//! `examine` goes as far as judging, without Typst; `run` goes on to pages. Decides severities by the report's
//! policy. Writes no file: that is `export`, asked by `cli`.

mod examine;
#[cfg(feature = "pages")]
mod glance;
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

use std::sync::Arc;
use std::time::{Duration, Instant};

pub use self::examine::{Examined, Terms, examine};
#[cfg(feature = "pages")]
pub use self::glance::{Beginnings, Glance, glance};
pub use self::reasons::Recorded;
#[cfg(feature = "pages")]
pub use self::run::{FontFolders, Outcome, Request, run, run_again};
pub use self::signed::{Locked, read_lock};

use self::examine::Parsed;
use crate::figure::FigureTable;
#[cfg(feature = "pages")]
use crate::typeset::{Pages, Typeset, fonts::Library};

/// What a build leaves for the next build of the same report: nothing of it changes what that one yields.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// The sections as parsed.
    parsed: Arc<Vec<Parsed>>,
    /// Their figures.
    figures: Option<Arc<FigureTable>>,
    /// The fonts that were found.
    #[cfg(feature = "pages")]
    library: Option<Arc<Library>>,
    /// The last layout that Typst did not refuse.
    #[cfg(feature = "pages")]
    typeset: Option<Arc<Typeset>>,
    /// The pages that each citation was printed on then, for the annex.
    #[cfg(feature = "pages")]
    pages: Pages,
    /// All that went into that layout.
    #[cfg(feature = "pages")]
    stage: Option<Arc<glance::Stage>>,
    /// What the last look found out, for the next.
    #[cfg(feature = "pages")]
    above: glance::Above,
}

#[cfg(feature = "pages")]
impl Kept {
    /// Forgets which fonts there are.
    pub fn forget_fonts(&mut self) {
        self.library = None;
    }

    /// Returns the last layout that Typst did not refuse.
    pub fn typeset(&self) -> Option<&Arc<Typeset>> {
        self.typeset.as_ref()
    }
}

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

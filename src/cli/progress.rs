//! One passing line at a terminal while a command takes longer than a second.
//!
//! Knows nothing of stages: it says that work goes on, and for how long.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::console::{Console, to_stderr};
use crate::text;

/// A passing line, from its making to its dropping.
#[derive(Debug)]
pub(super) struct Progress {
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts to wait; the line appears after a second, if there is a terminal.
    pub(super) fn start(console: Console, what: &str) -> Self {
        if !console.shows_progress() {
            return Self { running: None };
        }
        let (stop, stopped) = mpsc::channel();
        let what = what.to_owned();
        let begin = Instant::now();
        let show = move || {
            let mut shown = false;
            while stopped.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                let seconds = begin.elapsed().as_secs();
                let words = text!("正在排 {what}，{seconds} 秒…", "working on {what}, {seconds} s…");
                to_stderr(&format!("\r\u{1b}[K{}", words.get(console.language)));
                shown = true;
            }
            if shown {
                to_stderr("\r\u{1b}[K");
            }
        };
        Self { running: Some((stop, thread::spawn(show))) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}

//! `--locked`: whether a report's figures are those that were signed, for machines that publish.
//!
//! Compares and never writes the lock; a build that differs writes nothing at all.

use super::console::Console;
use crate::export::changes::Count;
use crate::figure::LOCK;
use crate::pipeline::{Locked, Outcome};
use crate::text;

/// The exit code when a value differs from what was signed, or nothing was signed.
pub(super) const DIFFERS: u8 = 4;

/// Returns whether the figures are those that were signed, and says so if not.
pub(super) fn agrees(outcome: &Outcome, console: Console) -> bool {
    let words = match &outcome.lock {
        Locked::Signed(lock) => {
            let changes = lock.changes(&outcome.figures);
            if changes.is_empty() {
                return true;
            }
            let counted = Count::of(&changes).words();
            let (zh, en) = (counted.zh, counted.en);
            text!(
                "与 {LOCK} 签发的数不一致：{zh}；bluebook figures --since {LOCK} 列出每一处",
                "the figures differ from {LOCK}: {en}; `bluebook figures --since {LOCK}` lists them"
            )
        }
        Locked::Unreadable => {
            text!("{LOCK} 读不出，无法比较", "{LOCK} cannot be read, so nothing can be compared")
        }
        Locked::Never => text!(
            "没有 {LOCK}，无法比较：先运行 bluebook sign 签发",
            "there is no {LOCK} to compare with: run `bluebook sign` first"
        ),
    };
    console.refuse(&words);
    false
}

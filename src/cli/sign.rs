//! `bluebook sign`: the figures of a clean final into `figures.lock`, and what that changes.
//!
//! Signing anew is how a change is accepted: that figures differ from the old lock never stops it.

use std::time::Instant;

use super::args::SignArgs;
use super::build::{say_times, shown};
use super::console::Console;
use super::progress::Progress;
use super::request::request;
use super::target::Target;
use super::verdict::{Verdict, plural, seconds};
use crate::diagnostic::{Code, Status};
use crate::export::{self, changes};
use crate::failure::{Failure, Kind};
use crate::figure::{Change, Face, LOCK, Lock};
use crate::pipeline::{self, Locked, Outcome, Request, Terms};
use crate::text;

/// How many changes are listed; the others are counted, and `figures --since` lists them all.
const LISTED: usize = 20;

/// Signs a report and returns the exit code.
pub(super) fn run(args: &SignArgs, console: Console) -> u8 {
    sign(args, console).unwrap_or_else(|failure| console.failure(&failure))
}

fn sign(args: &SignArgs, console: Console) -> Result<u8, Failure> {
    let begin = Instant::now();
    let target = Target::of(args.target.as_deref())?;
    if target.only.is_some() {
        let message = text!("签发的是整份报告，不是一节", "a report is signed as a whole, not one section");
        return Err(
            Failure::new(Kind::Usage, message).hint(text!("写报告的文件夹", "name the report's folder"))
        );
    }
    let path = target.root.join(LOCK);
    export::refuse_special(&path)?;
    let request = request(&target, Terms { status: Some(Status::Final), ..Terms::default() }, &args.fonts);
    let progress = Progress::start(console, &target.name());
    let mut outcome = pipeline::run(&request)?;
    let console = console.in_language(outcome.report.settings.language);
    // What the standards of the PDF refuse is no clean final either.
    let pdf = match &outcome.typeset {
        Some(typeset) => Some(export::pdf(typeset, &outcome.report.settings)?),
        None => None,
    };
    let complete = pdf.as_ref().is_some_and(|pdf| pdf.bytes.is_some());
    pdf.into_iter().for_each(|pdf| outcome.add_objections(pdf.diagnostics));
    outcome.diagnostics.retain_mut(|found| found.code != Code::ChangedSinceSigning);
    drop(progress);
    console.diagnostics(&outcome.diagnostics, &outcome.sources);
    say_times(console, &outcome.timings);
    let verdict = Verdict::of(&outcome.diagnostics, outcome.status);
    let (words, time) = (verdict.words(), seconds(begin.elapsed()));
    let (zh, en) = (words.zh, words.en);
    if !verdict.may_be_written() || !complete {
        console.say(&text!(
            "没有签发，{LOCK} 未动：{zh}，用时 {time} 秒",
            "not signed, {LOCK} is untouched: {en}, {time} s"
        ));
        return Ok(verdict.exit_code(false).max(1));
    }
    let lock = Lock::of(&outcome.figures).with_faces(faces(&outcome, &request));
    export::write(&path, lock.write().as_bytes())?;
    let changes = say_changes(&outcome, console);
    let (count, s, path) = (lock.figures.len(), plural(lock.figures.len()), shown(&path));
    let (changes_zh, changes_en) = (changes.zh, changes.en);
    console.say(&text!(
        "已签发 {path}：{count} 个数，{changes_zh}；{zh}，用时 {time} 秒",
        "signed {path}: {count} figure{s}, {changes_en}; {en}, {time} s"
    ));
    Ok(0)
}

/// Lists what differs from the old lock, and returns it in a few words.
fn say_changes(outcome: &Outcome, console: Console) -> crate::diagnostic::Text {
    let old = match &outcome.lock {
        Locked::Never => return text!("第一次签发", "signed for the first time"),
        Locked::Unreadable => {
            return text!(
                "旧的签发文件读不出，改动没有列出",
                "the old lock could not be read, so its changes are not listed"
            );
        }
        Locked::Signed(old) => old,
    };
    let changes = old.changes(&outcome.figures);
    for change in changes.iter().take(LISTED) {
        console.say(&match change {
            Change::Added(_, new) => {
                let (name, now) = (new.full_name(), new.shown());
                text!("  新增 {name}：{now}", "  added {name}: {now}")
            }
            Change::Removed(old) => {
                let (name, was) = (old.full_name(), old.shown());
                text!("  删去 {name}：{was}", "  removed {name}: {was}")
            }
            Change::Changed(_, old, new) => {
                let (name, was, now) = (new.full_name(), old.shown(), new.shown());
                let (was, now) = if was == now { (old.exactly(), new.exactly()) } else { (was, now) };
                text!("  改动 {name}：{was} → {now}", "  changed {name}: {was} → {now}")
            }
        });
    }
    if changes.len() > LISTED {
        let left = changes.len() - LISTED;
        console.say(&text!("  另有 {left} 处", "  and {left} more"));
    }
    changes::Count::of(&changes).words()
}

/// Returns the faces of the pages, each with the hash of its file.
fn faces(outcome: &Outcome, request: &Request) -> Vec<Face> {
    let Some(typeset) = &outcome.typeset else { return Vec::new() };
    let hashes = typeset.faces().fingerprints(request.fonts.cache.as_deref());
    let roles = typeset.faces().roles().iter();
    let served = roles.flat_map(|(role, faces)| faces.served.iter().map(move |face| (role, face)));
    served
        .filter_map(|(role, face)| {
            let sha256 = hashes.get(&face.origin)?.clone();
            Some(Face { role: role.clone(), family: face.family.clone(), sha256 })
        })
        .collect()
}

//! `bluebook check`: every diagnostic of every stage; nothing is written but what `--fix` mends.

use std::time::Instant;

use super::args::CheckArgs;
use super::build::say_times;
use super::console::Console;
use super::fix::{self, Consent, Mending};
use super::locked;
use super::progress::Progress;
use super::request::request;
use super::target::Target;
use super::verdict::{Verdict, seconds};
use crate::export;
use crate::failure::Failure;
use crate::literal;
use crate::pipeline;
use crate::text;

/// Checks every report named, one after the other, and returns the worst exit code.
pub(super) fn run(args: &CheckArgs, console: Console) -> u8 {
    let console = console.denying(args.judging.deny_warnings);
    let codes = Target::all(&args.targets)
        .into_iter()
        .map(|target| target.and_then(|target| one(args, &target, console)))
        .map(|result| result.unwrap_or_else(|failure| console.failure(&failure)));
    codes.max().unwrap_or_default()
}

/// Checks one report.
fn one(args: &CheckArgs, target: &Target, console: Console) -> Result<u8, Failure> {
    let begin = Instant::now();
    let request = request(target, args.judging.terms(), &args.fonts);
    let judge = || {
        let _progress = Progress::start(console, &target.name());
        let mut outcome = pipeline::run(&request)?;
        // The rules of PDF/A and PDF/UA are only judged when the file is made.
        if let Some(typeset) = &outcome.typeset {
            let pdf = export::pdf(typeset, &outcome.report.settings)?;
            outcome.add_objections(pdf.diagnostics);
        }
        Ok(outcome)
    };
    let outcome = if args.fix {
        let mut ask = fix::ask;
        let consent = if args.yes { Consent::Given } else { Consent::of_terminal(&mut ask) };
        Mending::new(&target.root, console, consent).run(&judge)?
    } else {
        judge()?
    };
    let console = console.in_language(outcome.report.settings.language);
    if args.explain {
        let literals = literal::scan(&outcome.report);
        let language = outcome.report.settings.language;
        console.data(literal::explain(&literals, &outcome.sources, language).as_bytes());
    }
    console.diagnostics(&outcome.diagnostics, &outcome.sources);
    say_times(console, &outcome.timings);
    let verdict = Verdict::of(&outcome.diagnostics, outcome.status);
    let (words, name, time) = (verdict.words(), target.name(), seconds(begin.elapsed()));
    let (zh, en) = (words.zh, words.en);
    console.say(&text!("查完 {name}：{zh}，用时 {time} 秒", "checked {name}: {en}, {time} s"));
    let agrees = !args.judging.locked || locked::agrees(&outcome, console);
    Ok(if agrees { verdict.exit_code(args.judging.deny_warnings) } else { locked::DIFFERS })
}

//! `bluebook watch`: `build` on every change.

use std::process::{Command, Stdio};

use super::args::WatchArgs;
use super::build;
use super::console::Console;
use super::preview::inputs;
use super::request::request;
use super::target::Target;
use crate::diagnostic::printable;
use crate::failure::{Failure, Kind};
use crate::text;
use crate::watch::{Manner, Wait, Watcher};

/// Builds one report until the program is ended; returns the exit code.
pub(super) fn run(args: &WatchArgs, console: Console) -> u8 {
    follow(args, console).unwrap_or_else(|failure| console.failure(&failure))
}

fn follow(args: &WatchArgs, console: Console) -> Result<u8, Failure> {
    if args.build.targets.len() > 1 {
        let message = text!("一次只能盯着一份报告", "one report can be watched at a time");
        return Err(Failure::new(Kind::Usage, message));
    }
    let target = Target::of(args.build.targets.first().map(std::path::PathBuf::as_path))?;
    let mut inputs = inputs(&request(&target, args.build.judging.terms(), &args.build.fonts));
    inputs.ignored.extend(args.build.output.clone());
    // Before the first build: what changes while that runs is seen.
    let mut watcher = Watcher::new(&inputs);
    let console = console.denying(args.build.judging.deny_warnings);
    let mut polled = false;
    loop {
        let (code, language) = build::one(&args.build, &target, console).unwrap_or_else(|failure| {
            (console.failure(&failure), failure.language.unwrap_or(console.language))
        });
        let console = console.in_language(language);
        if let (Some(command), 0) = (&args.exec, code) {
            run_after(command, &target, console);
        }
        if let (Manner::Polling(reason), false) = (watcher.manner(), polled) {
            polled = true;
            console.say(&reason.text());
        }
        console.say(&text!("等待改动（按 Ctrl-C 结束）", "waiting for changes (Ctrl-C ends it)"));
        while !wait(&mut watcher, console) {}
    }
}

/// Waits for news; returns whether something changed.
fn wait(watcher: &mut Watcher, console: Console) -> bool {
    match watcher.wait(None) {
        Wait::Changed(_) => true,
        Wait::Gone => {
            let message = text!("报告的文件夹不见了", "the report's folder is gone");
            console.failure(&Failure::new(Kind::Files, message).hint(text!(
                "放回原处就会接着来；或按 Ctrl-C 结束",
                "put it back and the work goes on, or end it with Ctrl-C"
            )));
            false
        }
        Wait::Woken | Wait::TimedOut => false,
    }
}

/// Runs the command that was asked for after a build, in the report's folder, and waits for it.
fn run_after(command: &str, target: &Target, console: Console) {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let run =
        Command::new(shell).args([flag, command]).current_dir(&target.root).stdin(Stdio::null()).status();
    let shown = printable(command);
    match run {
        Ok(status) if status.success() => {}
        Ok(status) => {
            console
                .say(&text!("命令没有成功（{status}）：{shown}", "the command failed ({status}): {shown}"));
        }
        Err(error) => {
            console.say(&text!(
                "命令不能运行（{error}）：{shown}",
                "the command cannot be run ({error}): {shown}"
            ));
        }
    }
}

//! The command line: which command, in which language, with which exit code.
//!
//! One file a command. Nothing here decides about a report: that is the pipeline's business.

mod args;
mod chinese;
mod console;
mod usage;
mod target;
mod request;
mod verdict;
mod progress;
mod build;
mod check;
mod rewrite;
mod fix;
mod figures;
mod since;
mod sign;
mod locked;
mod fonts;
mod watch;
mod preview;

use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::process::ExitCode;

use clap::FromArgMatches as _;
use clap::error::ErrorKind;

use self::args::{Arguments, Command, Manners};
use self::console::{Console, to_stderr};
use crate::diagnostic::{Language, printable};
use crate::failure::Kind;
use crate::project;
use crate::text;

/// Runs the command of this process and returns its exit code.
pub fn run() -> ExitCode {
    let language = chinese::of_locale(|name| std::env::var(name).ok());
    panic::set_hook(Box::new(move |info| say_bug(info, language)));
    let code = panic::catch_unwind(AssertUnwindSafe(|| parsed(language)));
    ExitCode::from(code.unwrap_or(Kind::Bug.exit_code()))
}

/// Reads the command line and runs what it says.
fn parsed(language: Language) -> u8 {
    let matches = chinese::command(language).try_get_matches();
    match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => dispatch(&arguments, Console::new(&arguments.manners, language)),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            // clap writes to stdout; a reader that has gone away is no error.
            let _ = error.print();
            0
        }
        Err(error) => {
            let console = Console::new(&Manners::default(), language);
            console.failure(&usage::failure(&error))
        }
    }
}

/// Runs a command.
fn dispatch(arguments: &Arguments, console: Console) -> u8 {
    match &arguments.command {
        Some(Command::Build(args)) => build::run(args, console),
        Some(Command::Check(args)) => check::run(args, console),
        Some(Command::Watch(args)) => watch::run(args, console),
        Some(Command::Preview(args)) => preview::run(args, console),
        Some(Command::Figures(args)) => figures::run(args, console),
        Some(Command::Sign(args)) => sign::run(args, console),
        Some(Command::Fonts(args)) => fonts::run(args, console),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut chinese::command(console.language), "bluebook", &mut script);
            console.data(&script);
            0
        }
        None if project::find(std::path::Path::new(".")).is_ok() => preview::run(&args::preview(), console),
        None => {
            console.data(introduction(console.language).as_bytes());
            0
        }
    }
}

/// Returns what Bluebook is and how to begin, for a folder that is no report.
fn introduction(language: Language) -> String {
    let words =
        text!(
            "Bluebook 把一个文件夹的 Markdown 各节排成一份 PDF 报告，并保证报告里的数前后一致、都有出处。

这里还不是报告。要开始一份：
  1. 新建文件 bluebook.toml，写上两行：
       [report]
       title = \"报告的题目\"
  2. 新建文件 content/01-概况.md，写上：
       ---
       title: 概况
       ---
       共发生事件{{{{事件=512件}}}}，累计办结{{{{办结=508件}}}}。
  3. 在这里运行 bluebook，在浏览器里看着它写；bluebook build 生成 build/report.pdf

全部命令：bluebook --help
",
            "Bluebook turns a folder of Markdown sections into one PDF report, and sees that no number in it contradicts another.

This folder is no report yet. To begin one:
  1. make a file bluebook.toml with these two lines:
       [report]
       title = \"The report's title\"
  2. make a file content/01-summary.md with:
       ---
       title: Summary
       ---
       Of {{{{reported=512 cases}}}} reported, {{{{closed=508 cases}}}} were closed.
  3. run bluebook here and write with the pages before you; bluebook build writes build/report.pdf

All commands: bluebook --help
"
        );
    words.get(language).to_owned()
}

/// Says that Bluebook itself has failed, and how to report it.
fn say_bug(info: &PanicHookInfo<'_>, language: Language) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let payload = info.payload();
    let cause = payload.downcast_ref::<&str>().map(|words| (*words).to_owned());
    let cause = cause.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
    let (cause, version) = (printable(&cause), env!("CARGO_PKG_VERSION"));
    let words = text!(
        "\nbluebook {version} 自身出了差错，不是您的报告的错。已有的文件没有改动。
  {cause}
  在 {place}
请把以上几行，连同能重现它的 Markdown 文件，报告给 Bluebook 的维护者（见 README）。\n",
        "\nbluebook {version} itself has failed: this is not your report's fault. No file was changed.
  {cause}
  at {place}
Please report these lines, with a Markdown file that shows it, to Bluebook's maintainers (see README).\n"
    );
    to_stderr(words.get(language));
}

//! The command line: commands and options, with their help in English.
//!
//! What they are called in Chinese stands in `chinese`; what they do, in the file of each command.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::diagnostic::Status;
use crate::pipeline::Terms;

/// Turns a folder of Markdown sections with declared figures into one finished PDF.
#[derive(Debug, Parser)]
#[command(name = "bluebook", version, subcommand_value_name = "COMMAND")]
#[command(disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true)]
pub(super) struct Arguments {
    /// How messages are shown.
    #[command(flatten)]
    pub manners: Manners,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Print the version.
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

/// Options of every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Messages")]
pub(super) struct Manners {
    /// How problems are printed: human, short (one line each), json (one object a line, to stdout)
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub message_format: MessageFormat,
    /// Whether to use colours: auto, always, never
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub color: Color,
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say how long each stage took
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Print help
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the report and write the PDF
    #[command(after_help = "Examples:
  bluebook build                          the report of this folder, to build/report.pdf
  bluebook build --final -o 2021.pdf      as a final: with an error, nothing is written
  bluebook build content/02-budget.md     one section alone, with its true numbers
  bluebook build --format png             each page as an image, to build/pages/")]
    Build(BuildArgs),
    /// Find everything that is wrong, and with --fix mend what is safe to mend
    #[command(after_help = "Examples:
  bluebook check                          the report of this folder
  bluebook check --deny-warnings 2021 2022    two reports, strictly
  bluebook check --fix                    show what can be mended safely, ask, and mend it
  bluebook check --message-format short   one line each, for editors")]
    Check(CheckArgs),
    /// Show the report's pages in a browser, and follow every save
    #[command(after_help = "Examples:
  bluebook preview --open                 the report of this folder, in the browser
  bluebook preview 2021 --port 8000       another report, at a fixed port")]
    Preview(PreviewArgs),
    /// Build on every change, and write the PDF each time
    #[command(after_help = "Examples:
  bluebook watch                          the report of this folder, to build/report.pdf
  bluebook watch --exec 'make publish'    and run a command after each build without errors")]
    Watch(WatchArgs),
    /// List every figure with its value, formula, source and citations
    #[command(after_help = "Examples:
  bluebook figures                        as a table
  bluebook figures -o figures.xlsx        for Excel or WPS
  bluebook figures --format json          for programs
  bluebook figures --since figures.lock   what changed since signing
  bluebook figures why 99.22%             where a printed number comes from")]
    Figures(FiguresArgs),
    /// Write figures.lock from a clean final: what is signed is what is published
    #[command(after_help = "Examples:
  bluebook sign                           the report of this folder, to figures.lock
  bluebook figures --since figures.lock   what signing anew would change
  bluebook build --final --locked         publish only what was signed")]
    Sign(SignArgs),
    /// Show which font serves each role, and what is missing
    #[command(after_help = "Examples:
  bluebook fonts
  bluebook fonts --font-path ~/fonts      with fonts from one more folder")]
    Fonts(FontsArgs),
    /// Print the completions for a shell: bash, zsh, fish, elvish, powershell
    #[command(after_help = "Example:
  bluebook completions bash > ~/.local/share/bash-completion/completions/bluebook")]
    Completions {
        /// The shell
        #[arg(value_enum, hide_possible_values = true)]
        shell: clap_complete::Shell,
    },
}

/// What `build` is told.
#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    /// Reports, or sections to build alone; by default the report this folder is in
    #[arg(value_name = "DIR")]
    pub targets: Vec<PathBuf>,
    /// Where to write
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What to write: pdf, png, svg, typst
    #[arg(long, value_enum, default_value_t, hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
    /// How the report is judged.
    #[command(flatten)]
    pub judging: Judging,
    /// Which fonts there are.
    #[command(flatten)]
    pub fonts: FontFolders,
}

/// What `check` is told.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Reports, or sections to check alone; by default the report this folder is in
    #[arg(value_name = "DIR")]
    pub targets: Vec<PathBuf>,
    /// Mend the Markdown where one safe replacement exists: shows the changes and asks first
    #[arg(long)]
    pub fix: bool,
    /// With --fix: do not ask
    #[arg(long, requires = "fix")]
    pub yes: bool,
    /// List every typed number, what it was taken for, and by which rule
    #[arg(long)]
    pub explain: bool,
    /// How the report is judged.
    #[command(flatten)]
    pub judging: Judging,
    /// Which fonts there are.
    #[command(flatten)]
    pub fonts: FontFolders,
}

/// What `preview` is told.
#[derive(Debug, Args)]
pub(super) struct PreviewArgs {
    /// The report; by default the one this folder is in
    #[arg(value_name = "DIR")]
    pub target: Option<PathBuf>,
    /// The port; by default a free one
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    /// Open it in the browser
    #[arg(long)]
    pub open: bool,
    /// Which fonts there are.
    #[command(flatten)]
    pub fonts: FontFolders,
}

/// What `watch` is told.
#[derive(Debug, Args)]
pub(super) struct WatchArgs {
    /// The command to run after each build without errors
    #[arg(long, value_name = "CMD")]
    pub exec: Option<String>,
    /// What is built, and how.
    #[command(flatten)]
    pub build: BuildArgs,
}

/// What `figures` is told.
#[derive(Debug, Args)]
pub(super) struct FiguresArgs {
    /// Something else than the list.
    #[command(subcommand)]
    pub command: Option<FiguresCommand>,
    /// The report; by default the one this folder is in
    #[arg(value_name = "DIR")]
    pub target: Option<PathBuf>,
    /// Where to write: a .csv, .json or .xlsx file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How to list: table, csv, json, xlsx
    #[arg(long, value_enum, hide_possible_values = true)]
    pub format: Option<ListFormat>,
    /// List what was added, removed and changed since this figures.lock was signed
    #[arg(long, value_name = "LOCK")]
    pub since: Option<PathBuf>,
    /// Which fonts there are.
    #[command(flatten)]
    pub fonts: FontFolders,
}

/// What `sign` is told.
#[derive(Debug, Args)]
pub(super) struct SignArgs {
    /// The report; by default the one this folder is in
    #[arg(value_name = "DIR")]
    pub target: Option<PathBuf>,
    /// Which fonts there are.
    #[command(flatten)]
    pub fonts: FontFolders,
}

/// What `figures` does beside listing.
#[derive(Debug, Subcommand)]
pub(super) enum FiguresCommand {
    /// Say where a number comes from: its formula, its sources, where it is printed
    #[command(after_help = "Examples:
  bluebook figures why rate               by name; section.name where several have it
  bluebook figures why 99.22%             every figure that prints so
  bluebook figures why p3                 every figure on page 3")]
    Why(WhyArgs),
}

/// What `figures why` is told.
#[derive(Debug, Args)]
pub(super) struct WhyArgs {
    /// A figure's name, a printed value, or pN for all on page N
    #[arg(value_name = "NAME|VALUE|pN", allow_hyphen_values = true)]
    pub wanted: String,
    /// The report; by default the one this folder is in
    #[arg(value_name = "DIR")]
    pub target: Option<PathBuf>,
    /// How to say it: table, json
    #[arg(long, value_enum, default_value_t, hide_possible_values = true, hide_default_value = true)]
    pub format: WhyFormat,
    /// Which fonts there are.
    #[command(flatten)]
    pub fonts: FontFolders,
}

/// What `fonts` is told.
#[derive(Debug, Args)]
pub(super) struct FontsArgs {
    /// The report; by default the one this folder is in
    #[arg(value_name = "DIR")]
    pub target: Option<PathBuf>,
    /// Which fonts there are.
    #[command(flatten)]
    pub fonts: FontFolders,
}

/// Returns what `bluebook` alone means in a report: `preview --open`.
pub(super) fn preview() -> PreviewArgs {
    // Parsed, so that what is set in the environment counts as well.
    match Arguments::try_parse_from(["bluebook", "preview", "--open"]).map(|arguments| arguments.command) {
        Ok(Some(Command::Preview(args))) => args,
        _ => PreviewArgs { target: None, port: None, open: true, fonts: FontFolders { folders: Vec::new() } },
    }
}

/// How a report is judged.
#[derive(Debug, Clone, Args)]
pub(super) struct Judging {
    /// As a final: with an error, nothing is written
    #[arg(long = "final", conflicts_with = "as_draft")]
    as_final: bool,
    /// As a draft: errors are marked in place
    #[arg(long = "draft")]
    as_draft: bool,
    /// Exit with 1 on warnings too
    #[arg(long)]
    pub deny_warnings: bool,
    /// Exit with 4, and write nothing, unless every figure is as signed in figures.lock
    #[arg(long)]
    pub locked: bool,
    /// As a stranger's: run no Typst of its sections, use no style and no font of its own
    #[arg(long)]
    untrusted: bool,
}

/// Which fonts there are beside the report's and the system's.
#[derive(Debug, Clone, Args)]
pub(super) struct FontFolders {
    /// One more folder with fonts; may be given several times, also in `BLUEBOOK_FONTS`
    #[arg(long = "font-path", value_name = "DIR", env = "BLUEBOOK_FONTS", hide_env = true)]
    #[arg(value_delimiter = PATH_SEPARATOR)]
    pub folders: Vec<PathBuf>,
}

/// What separates folders in `PATH` and in `BLUEBOOK_FONTS`.
const PATH_SEPARATOR: char = if cfg!(windows) { ';' } else { ':' };

/// How problems are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum MessageFormat {
    /// With the author's line.
    #[default]
    Human,
    /// One line each.
    Short,
    /// One object a line.
    Json,
}

/// Whether to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Color {
    /// When a terminal shows them.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What `build` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// The PDF.
    #[default]
    Pdf,
    /// Each page as an image of dots.
    Png,
    /// Each page as an image of lines.
    Svg,
    /// The generated Typst.
    Typst,
}

/// How `figures` lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people.
    Table,
    /// For spreadsheets, as text.
    Csv,
    /// For programs.
    Json,
    /// For spreadsheets, as a workbook.
    Xlsx,
}

/// How `figures why` says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum WhyFormat {
    /// For people.
    #[default]
    Table,
    /// For programs.
    Json,
}

impl BuildArgs {
    /// Returns what builds a whole report's PDF with these fonts.
    pub(super) fn of_report(fonts: &FontFolders) -> Self {
        let judging = Judging {
            as_final: false,
            as_draft: false,
            deny_warnings: false,
            locked: false,
            untrusted: false,
        };
        Self { targets: Vec::new(), output: None, format: Format::Pdf, judging, fonts: fonts.clone() }
    }
}

impl Judging {
    /// Returns on what terms the report is read.
    pub(super) fn terms(&self) -> Terms {
        let status = match (self.as_final, self.as_draft) {
            (true, _) => Some(Status::Final),
            (_, true) => Some(Status::Draft),
            _ => None,
        };
        Terms { status, untrusted: self.untrusted }
    }
}

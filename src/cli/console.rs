//! What a command says, and where: data to stdout, everything else to stderr, in one language.
//!
//! A reader that has gone away is no error: what cannot be written is dropped in silence.

use std::io::{self, IsTerminal as _, Write as _};

use super::args::{Color, Manners, MessageFormat};
use crate::diagnostic::{Diagnostics, Language, Severity, Text, json, short, terminal};
use crate::failure::Failure;
use crate::source::Sources;

/// How one run speaks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Console {
    /// How problems are printed.
    pub format: MessageFormat,
    /// Whether only errors are said.
    pub quiet: bool,
    /// Whether the stages' times are said.
    pub verbose: bool,
    /// The language until a report says its own.
    pub language: Language,
    /// The mildest problem that is printed even when only errors are wanted.
    pub least: Severity,
    /// Whether stdout carries a command's data, so that nothing else may go there.
    pub stdout_is_data: bool,
}

impl Console {
    /// Returns how a run speaks, and sets the colours of the process.
    pub(super) fn new(manners: &Manners, language: Language) -> Self {
        match manners.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        Self {
            format: manners.message_format,
            quiet: manners.quiet,
            verbose: manners.verbose,
            language,
            least: Severity::Explain,
            stdout_is_data: false,
        }
    }

    /// Returns the same for a report in a language.
    pub(super) fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// Returns the same for work that somebody asked for elsewhere than at the terminal.
    pub(super) fn silent(self) -> Self {
        Self { quiet: true, format: MessageFormat::Short, ..self }
    }

    /// Returns the same for a run in which warnings may count as errors.
    pub(super) fn denying(self, warnings: bool) -> Self {
        if warnings { Self { least: Severity::Warning, ..self } } else { self }
    }

    /// Returns whether there is somebody to whom a passing line can be shown.
    pub(super) fn shows_progress(self) -> bool {
        !self.quiet && self.format == MessageFormat::Human && io::stderr().is_terminal()
    }

    /// Says a line to the person at the terminal, unless only errors are wanted.
    pub(super) fn say(self, words: &Text) {
        if !self.quiet {
            to_stderr(&format!("{}\n", words.get(self.language)));
        }
    }

    /// Writes data to stdout.
    pub(super) fn data(self, bytes: &[u8]) {
        let mut stdout = io::stdout().lock();
        let _ = stdout.write_all(bytes).and_then(|()| stdout.flush());
    }

    /// Writes data for people to stdout, with colours where they show.
    pub(super) fn painted(self, words: &str) {
        let mut stdout = anstream::stdout().lock();
        let _ = stdout.write_all(words.as_bytes()).and_then(|()| stdout.flush());
    }

    /// Prints diagnostics whose severities are decided.
    pub(super) fn diagnostics(self, diagnostics: &Diagnostics, sources: &Sources) {
        let mut shown = diagnostics.clone();
        let errors_only = self.quiet && self.format != MessageFormat::Json;
        // Severities are in order from the worst.
        shown
            .retain_mut(|found| !errors_only || found.severity.is_none_or(|severity| severity <= self.least));
        match self.format {
            MessageFormat::Human => to_stderr(&terminal::render(&shown, sources, self.language)),
            MessageFormat::Short => to_stderr(&short::render(&shown, sources, self.language)),
            MessageFormat::Json if self.stdout_is_data => {
                to_stderr(&json::render(&shown, sources, self.language));
            }
            MessageFormat::Json => self.data(json::render(&shown, sources, self.language).as_bytes()),
        }
    }

    /// Says why a command ended, and returns its exit code.
    pub(super) fn failure(self, failure: &Failure) -> u8 {
        let console = failure.language.map_or(self, |language| self.in_language(language));
        console.end(failure)
    }

    /// Says what is wrong with a report as a whole, beside its diagnostics.
    pub(super) fn refuse(self, words: &Text) {
        let (error, _) = self.error_and_help();
        let red = anstyle::AnsiColor::BrightRed.on_default().bold();
        to_stderr(&format!("{red}{error}{red:#}: {}\n", words.get(self.language)));
    }

    /// Returns what an error and a way out begin with.
    fn error_and_help(self) -> (&'static str, &'static str) {
        match self.language {
            Language::Chinese => ("错误", "建议"),
            Language::English => ("error", "help"),
        }
    }

    /// Says why a command ended, in this console's language.
    fn end(self, failure: &Failure) -> u8 {
        self.diagnostics(&failure.diagnostics, &failure.sources);
        let (error, help) = self.error_and_help();
        let red = anstyle::AnsiColor::BrightRed.on_default().bold();
        let message = failure.message.get(self.language);
        let mut words = format!("{red}{error}{red:#}: {message}\n");
        for hint in &failure.hints {
            words.push_str(&format!("  = {help}: {}\n", hint.get(self.language)));
        }
        to_stderr(&words);
        failure.kind.exit_code()
    }
}

/// Writes to stderr, with colours where they show.
pub(super) fn to_stderr(words: &str) {
    let mut stderr = anstream::stderr().lock();
    let _ = stderr.write_all(words.as_bytes()).and_then(|()| stderr.flush());
}

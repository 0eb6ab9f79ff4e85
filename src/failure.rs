//! What stops the operator: wrong usage, files, network, a bug in Bluebook.
//!
//! The other kind beside [`crate::diagnostic`]: a failure has no place in the report, ends the command, and
//! carries the exit code.

use crate::diagnostic::{Diagnostics, Language, Text};
use crate::source::Sources;

/// Why a command ends, in the terms of the exit codes of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The command line or `bluebook.toml`: exit code 2.
    Usage,
    /// Files, disk, network port, a PDF another program holds: exit code 3.
    Files,
    /// A bug in Bluebook: exit code 70.
    Bug,
}

impl Kind {
    /// Returns the exit code of the process.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::Usage => 2,
            Kind::Files => 3,
            Kind::Bug => 70,
        }
    }
}

/// An error that ends a command.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Which exit code it means.
    pub kind: Kind,
    /// What went wrong, with the path or argument it is about.
    pub message: Text,
    /// Ways out.
    pub hints: Vec<Text>,
    /// What is wrong inside `bluebook.toml`, when that is the reason.
    pub diagnostics: Diagnostics,
    /// The report's language, when it was read before the command ended.
    pub language: Option<Language>,
    /// The files these diagnostics point into; boxed because most failures have none.
    pub sources: Box<Sources>,
}

impl Failure {
    /// Returns a failure without hints.
    pub fn new(kind: Kind, message: Text) -> Self {
        Self {
            kind,
            message,
            hints: Vec::new(),
            diagnostics: Diagnostics::default(),
            language: None,
            sources: Box::default(),
        }
    }

    /// Adds a way out.
    #[must_use]
    pub fn hint(mut self, hint: Text) -> Self {
        self.hints.push(hint);
        self
    }

    /// Says which language the report is in, so that its author is spoken to in it.
    #[must_use]
    pub fn in_language(mut self, language: Option<Language>) -> Self {
        self.language = language;
        self
    }

    /// Adds what is wrong inside `bluebook.toml`, with the files it points into.
    #[must_use]
    pub fn with(mut self, diagnostics: Diagnostics, sources: Sources) -> Self {
        self.diagnostics.extend(diagnostics);
        self.sources = Box::new(sources);
        self
    }
}

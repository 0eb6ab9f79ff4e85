//! What a run amounts to: how many problems of each kind, which exit code, and in which words.

use std::time::Duration;

use crate::diagnostic::{Diagnostics, Severity, Status, Text};
use crate::text;

/// The exit code of a report with errors.
const FAULTY: u8 = 1;

/// The problems of one report, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    status: Status,
    errors: usize,
    explains: usize,
    warnings: usize,
}

impl Verdict {
    /// Counts diagnostics whose severities are decided.
    pub(super) fn of(diagnostics: &Diagnostics, status: Status) -> Self {
        Self {
            status,
            errors: diagnostics.count(Severity::Error),
            explains: diagnostics.count(Severity::Explain),
            warnings: diagnostics.count(Severity::Warning),
        }
    }

    /// Returns whether the report may be written: a draft always, a final without errors and open questions.
    pub(super) fn may_be_written(self) -> bool {
        self.status == Status::Draft || (self.errors == 0 && self.explains == 0)
    }

    /// Returns the exit code.
    pub(super) fn exit_code(self, deny_warnings: bool) -> u8 {
        let denied = deny_warnings && self.warnings + self.explains > 0;
        if self.errors > 0 || !self.may_be_written() || denied { FAULTY } else { 0 }
    }

    /// Returns whether it was a draft or a final, and the problems, in words.
    pub(super) fn words(self) -> Text {
        let (errors, explains, warnings) = (self.errors, self.explains, self.warnings);
        let (s_errors, s_warnings) = (plural(errors), plural(warnings));
        let mut words = match self.status {
            Status::Draft => text!("草稿", "draft"),
            Status::Final => text!("定稿", "final"),
        };
        let counted = [
            (errors, text!("{errors} 个错误", "{errors} error{s_errors}")),
            (explains, text!("{explains} 处须说明", "{explains} to explain")),
            (warnings, text!("{warnings} 个警告", "{warnings} warning{s_warnings}")),
        ];
        let none = counted.iter().all(|(count, _)| *count == 0);
        for (_, counted) in counted.iter().filter(|(count, _)| *count > 0) {
            words = Text {
                zh: format!("{}，{}", words.zh, counted.zh),
                en: format!("{}, {}", words.en, counted.en),
            };
        }
        if none {
            words = Text {
                zh: format!("{}，没有错误和警告", words.zh),
                en: format!("{}, no errors", words.en),
            };
        }
        words
    }
}

/// Returns an elapsed time as people read it.
pub(super) fn seconds(elapsed: Duration) -> String {
    format!("{:.2}", elapsed.as_secs_f64())
}

/// Returns the ending of an English plural.
pub(super) fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(status: Status, [errors, explains, warnings]: [usize; 3]) -> Verdict {
        Verdict { status, errors, explains, warnings }
    }

    #[test]
    fn exit_codes_are_the_guides() {
        for (status, counts, deny, code) in [
            (Status::Draft, [0, 0, 0], true, 0),
            (Status::Draft, [1, 0, 0], false, 1),
            (Status::Draft, [0, 1, 1], false, 0),
            (Status::Draft, [0, 0, 1], true, 1),
            (Status::Final, [0, 1, 0], false, 1),
            (Status::Final, [0, 0, 1], false, 0),
        ] {
            assert_eq!(verdict(status, counts).exit_code(deny), code, "{status:?} {counts:?} {deny}");
        }
        assert!(verdict(Status::Draft, [3, 0, 0]).may_be_written());
        assert!(!verdict(Status::Final, [0, 1, 0]).may_be_written());
    }

    #[test]
    fn problems_are_counted_in_words() {
        let words = verdict(Status::Draft, [1, 0, 2]).words();
        assert_eq!(
            (words.zh.as_str(), words.en.as_str()),
            ("草稿，1 个错误，2 个警告", "draft, 1 error, 2 warnings")
        );
        assert_eq!(verdict(Status::Final, [0; 3]).words().en, "final, no errors");
    }
}

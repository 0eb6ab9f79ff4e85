//! The report's policy: which severity each diagnostic has, by its code, the report's status and `[checks]`.

use crate::diagnostic::Diagnostics;
use crate::report::Settings;

/// Gives every diagnostic its severity and drops those that `bluebook.toml` turns off.
pub(super) fn decide(mut diagnostics: Diagnostics, settings: &Settings) -> Diagnostics {
    diagnostics.retain_mut(|found| {
        let severity = match settings.checks.get(&found.code) {
            Some(chosen) => *chosen,
            None => {
                Some(found.severity.unwrap_or_else(|| found.code.severity(settings.status, settings.policy)))
            }
        };
        found.severity = severity;
        severity.is_some()
    });
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostic, Severity, Status};
    use crate::source::{SourceId, Span};
    use crate::text;

    fn severity_of(code: Code, status: Status, chosen: Option<Option<Severity>>) -> Option<Severity> {
        let mut settings = Settings { status, ..Settings::default() };
        if let Some(chosen) = chosen {
            settings.checks.insert(code, chosen);
        }
        let mut found = Diagnostics::default();
        found.push(Diagnostic::new(code, Span::new(SourceId(0), 0, 0), text!("x", "x")));
        decide(found, &settings).iter().next().and_then(|found| found.severity)
    }

    #[test]
    fn a_final_is_stricter_and_the_report_decides() {
        assert_eq!(severity_of(Code::MissingAlt, Status::Draft, None), Some(Severity::Warning));
        assert_eq!(severity_of(Code::MissingAlt, Status::Final, None), Some(Severity::Error));
        assert_eq!(
            severity_of(Code::MissingAlt, Status::Final, Some(Some(Severity::Info))),
            Some(Severity::Info)
        );
        assert_eq!(severity_of(Code::MissingAlt, Status::Final, Some(None)), None);
    }
}

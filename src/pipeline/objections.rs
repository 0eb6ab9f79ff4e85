//! Which objections of a PDF standard only repeat what is already said of the report.
//!
//! The standards are judged by Typst, after layout and in its own words; Bluebook has found most of it before, at
//! the true place. Only what was found is left out: any other objection must reach the author.

use crate::diagnostic::{Code, Diagnostics};

/// Words of Typst's objections, and the codes whose diagnostics say the same of the Markdown.
///
/// A section that cannot be read prints no heading, and so tears a hole into the levels below it.
const SAID_BEFORE: [(&str, &[Code]); 4] = [
    ("skipped from heading level", &[Code::HeadingSkip, Code::FrontMatter, Code::UnclosedFence]),
    ("the first heading must be of level 1", &[Code::HeadingSkip, Code::FrontMatter, Code::UnclosedFence]),
    ("missing alt text", &[Code::MissingAlt]),
    ("could not be displayed", &[Code::MissingGlyph]),
];

/// Returns the objections that say something new.
pub(super) fn new(mut objections: Diagnostics, said: &Diagnostics) -> Diagnostics {
    objections.retain_mut(|objection| {
        let repeated = |(words, codes): &(&str, &[Code])| {
            objection.message.en.contains(words) && said.iter().any(|found| codes.contains(&found.code))
        };
        !SAID_BEFORE.iter().any(repeated)
    });
    objections
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::source::{SourceId, Span};
    use crate::text;

    fn list(of: &[(Code, &str)]) -> Diagnostics {
        let mut list = Diagnostics::default();
        for (code, words) in of {
            let place = Span::new(SourceId(0), 0, 0);
            list.push(Diagnostic::new(*code, place, text!("{words}", "{words}")));
        }
        list
    }

    #[test]
    fn only_what_was_found_is_left_out() {
        let objections = list(&[
            (Code::Typesetting, "PDF/UA-1 error: skipped from heading level 1 to 3"),
            (Code::Typesetting, "PDF/UA-1 error: missing alt text"),
            (Code::Typesetting, "PDF/A-2a error: the image contains transparency"),
        ]);
        let left = |said: &[(Code, &str)]| new(objections.clone(), &list(said)).len();
        assert_eq!(left(&[]), 3);
        assert_eq!(left(&[(Code::HeadingSkip, "x")]), 2);
        assert_eq!(left(&[(Code::HeadingSkip, "x"), (Code::MissingAlt, "x")]), 1);
        assert_eq!(left(&[(Code::MissingGlyph, "x")]), 3);
    }
}

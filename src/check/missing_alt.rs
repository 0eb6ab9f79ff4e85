//! `missing-alt`: an image without words for those who cannot see it.
//!
//! The caption counts: it is read out where there is no title. Does not judge whether the words are good.

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::report::{Image, Inline, InlineKind, visit_inlines};
use crate::text;

/// Reports images with neither caption nor title.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let Input { report, .. } = *input;
    let mut diagnostics = Diagnostics::default();
    let images = report.sections.iter().flat_map(|section| section.images());
    for image in images.filter(|image| !has_words(image)) {
        diagnostics.push(
            Diagnostic::new(
                Code::MissingAlt,
                image.span,
                text!(
                    "图片没有文字说明，看不见图的读者不知道画的是什么",
                    "this image has no words for readers who cannot see it"
                ),
            )
            .hint(text!(
                "在方括号里写一句话：![办结率逐月变化](…)",
                "say in the brackets what it shows: `![settled cases by month](…)`"
            )),
        );
    }
    diagnostics
}

fn has_words(image: &Image) -> bool {
    image.title.as_deref().is_some_and(|title| !title.trim().is_empty()) || says_something(&image.caption)
}

fn says_something(caption: &[Inline]) -> bool {
    let mut found = false;
    visit_inlines(caption, &mut |inline| {
        found |= match &inline.kind {
            InlineKind::Text(text) | InlineKind::Code(text) => !text.trim().is_empty(),
            InlineKind::Citation(_) => true,
            _ => false,
        };
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::FigureTable;
    use crate::report::fixture::paragraphs;
    use crate::source::Span;

    fn found(caption: Option<&str>, title: Option<&str>) -> usize {
        count(caption.map(|text| InlineKind::Text(text.to_owned())), title)
    }

    fn count(caption: Option<InlineKind>, title: Option<&str>) -> usize {
        let span = Span::new(crate::source::SourceId(0), 0, 1);
        let words = caption.map(|kind| Inline { span, kind });
        let image = Image {
            path: "a.png".to_owned(),
            span,
            caption: words.into_iter().collect(),
            title: title.map(str::to_owned),
            width: None,
            id: None,
        };
        let (report, sources) = paragraphs("content/a.md", &[("![](a.png)", InlineKind::Image(image))]);
        run(&Input::new(&report, &sources, &FigureTable::default())).len()
    }

    #[test]
    fn caption_or_title_is_enough() {
        assert_eq!(found(None, None), 1);
        assert_eq!(found(Some("　 "), Some("")), 1);
        assert_eq!(found(Some("办结率"), None), 0);
        assert_eq!(found(None, Some("settled cases")), 0);
        let span = Span::new(crate::source::SourceId(0), 0, 1);
        let citation = crate::report::Citation { span, inner: span };
        assert_eq!(count(Some(InlineKind::Citation(citation)), None), 0, "a figure says something");
        assert_eq!(count(Some(InlineKind::LineBreak), None), 1);
    }
}

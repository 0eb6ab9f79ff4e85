//! `remote-image`: an image on the network, or one written into its own address.
//!
//! Nothing is ever fetched. Whether a file is there and can be read is `project`'s to say.

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::report::links::scheme;
use crate::text;

/// Reports images whose path is an address.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let Input { report, sources, .. } = *input;
    let mut diagnostics = Diagnostics::default();
    for image in report.sections.iter().flat_map(|section| section.images()) {
        if scheme(&image.path).is_some() || image.path.starts_with("//") {
            diagnostics.push(
                Diagnostic::new(
                    Code::RemoteImage,
                    image.path_span(sources),
                    text!(
                        "图片写的是网址，不是文件：制作报告时不上网",
                        "this image is an address, not a file: nothing is fetched from the network"
                    ),
                )
                .hint(text!(
                    "把图片存进报告的 images 文件夹，再写它的路径",
                    "save the image in the report's `images` folder and write its path"
                )),
            );
        }
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::FigureTable;
    use crate::report::fixture::paragraphs;
    use crate::report::{Image, InlineKind};
    use crate::source::Span;

    /// Returns the underlined text, if anything is said of an image of this path.
    fn underlined(path: &str) -> Option<String> {
        let markdown = format!("![图]({path})");
        let span = Span::new(crate::source::SourceId(0), 0, markdown.len());
        let image =
            Image { path: path.to_owned(), span, caption: Vec::new(), title: None, width: None, id: None };
        let (report, sources) = paragraphs("content/a.md", &[(&markdown, InlineKind::Image(image))]);
        let found = run(&Input::new(&report, &sources, &FigureTable::default())).into_iter().next()?;
        Some(sources.get(found.span.file).slice(found.span).to_owned())
    }

    #[test]
    fn addresses_are_told_and_files_are_not() {
        for path in ["https://a.cn/图.png", "//a.cn/b.png", "data:image/png;base64,AAAA", "ftp://a/b.png"] {
            assert_eq!(underlined(path).as_deref(), Some(path));
        }
        for path in ["图.png", "../images/a.png", "C:/a.png"] {
            assert_eq!(underlined(path), None, "{path}");
        }
    }
}

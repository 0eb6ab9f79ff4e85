//! `broken-link`: a link to a section or an id that does not exist; and `unsupported`: a link of which only the
//! words are printed.
//!
//! Does not resolve links itself ([`crate::report::links`] does) and does not ask the network.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest, printable};
use crate::report::links::{LinkTarget, Links, SCHEMES, anchors, scheme, split};
use crate::report::{Inline, InlineKind, Report};
use crate::source::{Sources, Span};
use crate::text;

/// A link, and all that is needed to speak of it.
struct Link<'a> {
    report: &'a Report,
    links: &'a Links,
    sources: &'a Sources,
    /// The index of the section that holds it.
    section: usize,
    target: &'a str,
    /// The target, or the whole link where the target does not stand in it as it is.
    span: Span,
}

/// Reports links that lead nowhere, with the nearest section or id, and links that cannot be printed.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let Input { report, sources, .. } = *input;
    let mut diagnostics = Diagnostics::default();
    let links = Links::new(report, sources);
    for (index, section) in report.sections.iter().enumerate() {
        section.visit_inlines(&mut |inline| {
            if let InlineKind::Link { target, content } = &inline.kind {
                let span = target_span(sources, inline, content, target);
                let link = Link { report, links: &links, sources, section: index, target, span };
                match links.resolve(index, target) {
                    LinkTarget::Broken => diagnostics.push(link.broken()),
                    LinkTarget::Section { index, id: None } if links.heading(index).is_none() => {
                        diagnostics.push(link.no_heading(index));
                    }
                    LinkTarget::Plain => diagnostics.push(link.plain()),
                    LinkTarget::External | LinkTarget::Section { .. } => {}
                }
            }
        });
    }
    diagnostics
}

impl Link<'_> {
    /// Returns what to say of a link that leads nowhere.
    fn broken(&self) -> Diagnostic {
        let (path, id) = split(self.target);
        let found = self.links.find_section(self.section, path);
        match (path.is_empty(), id, found) {
            (true, None | Some(""), _) => Diagnostic::new(
                Code::BrokenLink,
                self.span,
                text!("链接没有写明去处", "this link does not say where it leads"),
            )
            .hint(text!(
                "在圆括号里写上文件，如 (../03-x.md)，或标识，如 (#id)",
                "write a file between the parentheses, as in `(../03-x.md)`, or an id, as in `(#id)`"
            )),
            (true, Some(id), _) => self.no_id(id, self.all_ids()),
            (false, Some(id), Some(section)) => self.no_id(id, self.ids_of(section)),
            (false, ..) => self.no_section(path),
        }
    }

    /// Returns what to say of a link to a section as a whole that has no heading to lead to.
    fn no_heading(&self, section: usize) -> Diagnostic {
        let shown = printable(&self.sources.get(self.report.sections[section].source).path);
        Diagnostic::new(
            Code::BrokenLink,
            self.span,
            text!(
                "链接指向 {shown}，但这一节没有标题",
                "this link leads to `{shown}`, which has no heading to lead to"
            ),
        )
        .hint(text!(
            "在那个文件的开头写一个标题，如 # 概况",
            "begin that file with a heading, as in `# Overview`"
        ))
    }

    fn no_section(&self, path: &str) -> Diagnostic {
        let shown = printable(path);
        let diagnostic = Diagnostic::new(
            Code::BrokenLink,
            self.span,
            text!("链接指向的文件 {shown} 不存在", "this link leads to `{shown}`, which does not exist"),
        );
        let paths: Vec<String> = self.paths().collect();
        // The same name in another folder is what a moved file leaves behind.
        let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        let moved = paths.iter().find(|known| name(known) == name(path)).map(String::as_str);
        // The ending is common to all: without it only the name says which is meant.
        let stem = |path: &str| path.strip_suffix(".md").unwrap_or(path).to_owned();
        let stems: Vec<String> = paths.iter().map(|known| stem(known)).collect();
        let slip = nearest(&stem(path), stems.iter().map(String::as_str));
        let slip = slip.and_then(|near| paths.iter().find(|known| stem(known) == near));
        match moved.or(slip.map(String::as_str)) {
            Some(near) => self.mended(diagnostic, 0..path.len(), near),
            None => diagnostic.hint(text!(
                "路径从本节文件所在的文件夹算起，如 ../03-x.md",
                "a path begins at the folder of this section's file, as in `../03-x.md`"
            )),
        }
    }

    fn no_id(&self, id: &str, known: BTreeSet<&str>) -> Diagnostic {
        let shown = printable(id);
        let diagnostic = Diagnostic::new(
            Code::BrokenLink,
            self.span,
            text!(
                "链接指向 #{shown}，但没有这个标识的标题、图、表或公式",
                "this link leads to `#{shown}`, but no heading, image, table or formula has that id"
            ),
        );
        match nearest(id, known.iter().copied()) {
            Some(near) => self.mended(diagnostic, self.target.len() - id.len()..self.target.len(), near),
            None => diagnostic.hint(text!(
                "在要指向的标题后面写 {{#{shown}}}",
                "write `{{#{shown}}}` after the heading it should lead to"
            )),
        }
    }

    /// Adds the right name for the part of the target that `wrong` spans in it: as the fix where the target stands
    /// in the file as it is, else as a hint.
    fn mended(&self, diagnostic: Diagnostic, wrong: Range<usize>, right: &str) -> Diagnostic {
        let as_written = self.sources.get(self.span.file).slice(self.span) == self.target;
        // A path with a space would end the link's target early.
        if as_written && !right.contains([' ', '(', ')']) {
            diagnostic.fix(self.span.part(wrong.start, wrong.end), right)
        } else {
            diagnostic.hint(text!("是不是 {right}？", "did you mean `{right}`?"))
        }
    }

    /// Returns what to say of a link of which only the words are printed.
    fn plain(&self) -> Diagnostic {
        let shown = printable(self.target);
        let Some(scheme) = scheme(self.target) else { return self.plain_path(&shown) };
        let known = SCHEMES.join(", ");
        Diagnostic::new(
            Code::Unsupported,
            self.span,
            text!(
                "{scheme}: 开头的链接不能放进报告，只印出文字",
                "a report cannot hold a `{scheme}:` link; its words are printed without it"
            ),
        )
        .hint(text!("可以用的有：{known}", "these can be used: {known}"))
    }

    fn plain_path(&self, shown: &str) -> Diagnostic {
        let diagnostic = Diagnostic::new(
            Code::Unsupported,
            self.span,
            text!(
                "{shown} 不是报告的章节，PDF 带不走它，只印出文字",
                "`{shown}` is no section of this report and a PDF cannot take it along; the words are printed without the link"
            ),
        );
        let address = self.target.trim_start_matches('/');
        if address.starts_with("www.") || self.target.starts_with("//") {
            return diagnostic.fix(self.span, format!("https://{address}"));
        }
        diagnostic.hint(text!(
            "链接可以指向 .md 章节、#标识 或网址",
            "a link can lead to a `.md` section, an `#id` or a web address"
        ))
    }

    /// Returns the paths of all sections as this link would write them.
    fn paths(&self) -> impl Iterator<Item = String> {
        let here = &self.sources.get(self.span.file).path;
        self.report.sections.iter().map(move |section| {
            let path = &self.sources.get(section.source).path;
            relative(here, path)
        })
    }

    fn all_ids(&self) -> BTreeSet<&str> {
        let mut ids: BTreeSet<_> = self.report.sections.iter().map(|section| section.id.as_str()).collect();
        for index in 0..self.report.sections.len() {
            ids.extend(self.ids_of(index));
        }
        ids
    }

    fn ids_of(&self, section: usize) -> BTreeSet<&str> {
        anchors(&self.report.sections[section]).into_iter().map(|anchor| anchor.id).collect()
    }
}

/// Returns where the target stands in a link: behind its words, else the whole link.
fn target_span(sources: &Sources, link: &Inline, content: &[Inline], target: &str) -> Span {
    let behind = content.last().map_or(0, |last| last.span.end.saturating_sub(link.span.start) as usize);
    let written = sources.get(link.span.file).slice(link.span);
    let found = written.get(behind..).and_then(|rest| rest.find(target));
    match found {
        Some(at) if !target.is_empty() => link.span.part(behind + at, behind + at + target.len()),
        _ => link.span,
    }
}

/// Returns the way from the folder of file `from` to file `to`.
fn relative(from: &str, to: &str) -> String {
    let folder: Vec<&str> =
        from.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect());
    let to: Vec<&str> = to.split('/').collect();
    let shared = folder.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", folder.len() - shared);
    up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::FigureTable;
    use crate::report::fixture::{heading, paragraphs, report};

    fn link(target: &str) -> InlineKind {
        InlineKind::Link { target: target.to_owned(), content: Vec::new() }
    }

    /// Returns what is said of one link that stands in the second of two sections, and the text it underlines.
    fn said_of(target: &str) -> Option<(Diagnostic, String)> {
        let (mut report, mut sources) =
            report(&[("content/02-工作/03-经济.md", vec![heading(2, "经济发展")])]);
        let markdown = format!("[见]({target})");
        let source = sources.add("content/04-more.md", &markdown, crate::source::Encoding::Utf8);
        let (mut other, _) = paragraphs("content/04-more.md", &[(&markdown, link(target))]);
        let mut section = std::sync::Arc::unwrap_or_clone(other.sections.remove(0));
        section.source = source;
        for block in &mut section.blocks {
            if let crate::report::BlockKind::Paragraph(inlines) = &mut block.kind {
                inlines[0].span = Span::new(source, 0, markdown.len());
            }
        }
        report.sections.push(section.into());
        let found = run(&Input::new(&report, &sources, &FigureTable::default()));
        assert!(found.len() <= 1);
        let diagnostic = found.into_iter().next()?;
        let underlined = sources.get(diagnostic.span.file).slice(diagnostic.span).to_owned();
        Some((diagnostic, underlined))
    }

    #[test]
    fn an_id_of_any_section_may_be_meant() {
        let (diagnostic, _) = said_of("#经济发殿").unwrap();
        let fix = diagnostic.fix.unwrap();
        assert_eq!((fix.replacement.as_str(), fix.span.len()), ("经济发展", 12));
        assert_eq!(said_of("#moer").unwrap().0.fix.unwrap().replacement, "more");
    }

    #[test]
    fn a_path_with_a_space_is_named_and_not_written() {
        let (mut report, mut sources) = report(&[("content/02-年度 总结.md", vec![heading(1, "总结")])]);
        let markdown = "[见](02-年度总结.md)";
        let source = sources.add("content/04-more.md", markdown, crate::source::Encoding::Utf8);
        let mut section = crate::report::fixture::bare_section(source, "content/04-more.md");
        let span = Span::new(source, 0, markdown.len());
        let inline = Inline { span, kind: link("02-年度总结.md") };
        let kind = crate::report::BlockKind::Paragraph(vec![inline]);
        section.blocks.push(crate::report::Block { span, kind });
        report.sections.push(section.into());
        let found = run(&Input::new(&report, &sources, &FigureTable::default())).into_iter().next().unwrap();
        assert_eq!((found.hints[0].zh.as_str(), found.fix), ("是不是 02-年度 总结.md？", None));
    }

    #[test]
    fn a_misspelt_path_has_the_nearest_as_fix() {
        let (diagnostic, underlined) = said_of("02-工作/03-经挤.md").unwrap();
        assert_eq!((diagnostic.code, underlined.as_str()), (Code::BrokenLink, "02-工作/03-经挤.md"));
        assert_eq!(diagnostic.fix.unwrap().replacement, "02-工作/03-经济.md");
        assert!(diagnostic.message.zh.contains("不存在") && diagnostic.message.en.contains("does not exist"));
    }

    #[test]
    fn a_moved_file_is_found_by_its_name() {
        let (diagnostic, _) = said_of("03-经济.md#经济发展").unwrap();
        let fix = diagnostic.fix.unwrap();
        assert_eq!(fix.replacement, "02-工作/03-经济.md");
        assert_eq!(fix.span.len(), "03-经济.md".len());
    }

    #[test]
    fn a_misspelt_id_has_the_nearest_as_fix() {
        let (diagnostic, underlined) = said_of("02-工作/03-经济.md#经济发殿").unwrap();
        assert_eq!(underlined, "02-工作/03-经济.md#经济发殿");
        let fix = diagnostic.fix.unwrap();
        assert_eq!((fix.replacement.as_str(), fix.span.len()), ("经济发展", 12));
        assert_eq!(said_of("#nowhere").unwrap().0.fix, None);
        assert!(said_of("#经济发展").is_none());
    }

    #[test]
    fn what_a_pdf_cannot_hold_is_printed_as_words() {
        for target in ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "附表.xlsx"] {
            assert_eq!(said_of(target).unwrap().0.code, Code::Unsupported, "{target}");
        }
        assert_eq!(said_of("www.gov.cn").unwrap().0.fix.unwrap().replacement, "https://www.gov.cn");
        for target in ["https://www.gov.cn", "mailto:a@b.cn", "tel:12345"] {
            assert!(said_of(target).is_none(), "{target}");
        }
    }

    #[test]
    fn a_section_without_a_heading_is_no_place_to_lead_to() {
        let (diagnostic, underlined) = said_of("04-more.md").unwrap();
        assert_eq!((diagnostic.code, underlined.as_str()), (Code::BrokenLink, "04-more.md"));
        assert!(diagnostic.message.zh.contains("没有标题"));
        assert!(said_of("#more").unwrap().0.message.en.contains("has no heading"));
        assert!(said_of("02-工作/03-经济.md").is_none());
    }

    #[test]
    fn a_link_without_target_says_so() {
        let (diagnostic, underlined) = said_of("").unwrap();
        assert_eq!((diagnostic.code, underlined.as_str()), (Code::BrokenLink, "[见]()"));
    }

    #[test]
    fn ways_between_folders_are_short() {
        assert_eq!(relative("content/02-a/05-b.md", "content/03-c.md"), "../03-c.md");
        assert_eq!(relative("content/03-c.md", "content/02-a/05-b.md"), "02-a/05-b.md");
        assert_eq!(relative("content/02-a/05-b.md", "content/02-a/06-d.md"), "06-d.md");
    }
}

//! `missing-title`: a section that is empty, or whose text runs on under the section before it.
//!
//! A first section may do without a title: its text stands before all others. A section that only declares figures is
//! used by the others.

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::report::{BlockKind, Section};
use crate::source::SourceFile;
use crate::text;

/// Reports sections without content, and those behind the first that have no heading at all.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let Input { report, sources, .. } = *input;
    let mut diagnostics = Diagnostics::default();
    let mut has_text = false;
    for section in report.sections.iter().filter(|section| section.readable) {
        let file = sources.get(section.source);
        let is_behind = has_text;
        has_text |= !section.blocks.is_empty();
        let (message, hint) = if is_empty(section, file) {
            (
                text!("这一节是空的，报告里没有它", "this section is empty: the report has nothing of it"),
                text!(
                    "是误存的就恢复原来的内容；不要这一节就删去文件",
                    "restore its text if it was lost; remove the file if it is not wanted"
                ),
            )
        } else if is_behind && runs_on(section) {
            (
                text!(
                    "这一节没有标题，文字接在前一节下面",
                    "this section has no title: its text runs on under the section before"
                ),
                text!("在文字前面加一行“# 标题”", "write a line `# Title` before its text"),
            )
        } else {
            continue;
        };
        let first = (1..=file.line_count()).find(|line| !file.line(*line).trim().is_empty()).unwrap_or(1);
        let start = file.line_start(first);
        let place = file.span(start, start + file.line(first).trim_end().len());
        diagnostics.push(Diagnostic::new(Code::MissingTitle, place, message).hint(hint));
    }
    diagnostics
}

/// Returns whether a section's file is blank, or has nothing behind a front matter that declares nothing.
fn is_empty(section: &Section, file: &SourceFile) -> bool {
    let matter = &section.front_matter;
    let fence =
        |line: Option<&str>| line.is_none_or(|line| line.chars().all(|sign| "-—－–―.".contains(sign)));
    let lines = || file.text.trim().lines().map(str::trim);
    let is_fence = fence(lines().next()) && fence(lines().next_back());
    section.blocks.is_empty() && is_fence && matter.figures.is_empty() && matter.checks.is_none()
}

/// Returns whether a section has text and no heading. An annex stands on a page of its own all the same.
fn runs_on(section: &Section) -> bool {
    let mut heading = section.front_matter.annex.is_some();
    section.visit_blocks(&mut |block| heading |= matches!(block.kind, BlockKind::Heading { .. }));
    !heading && !section.blocks.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::FigureTable;
    use crate::report::fixture::{heading, paragraphs, report};
    use crate::report::{InlineKind, Yaml};

    #[test]
    fn an_empty_section_is_said_unless_it_declares_something() {
        let titled = ("content/a.md", vec![heading(1, "甲")]);
        let (mut report, sources) = report(&[titled, ("content/b.md", vec![])]);
        let said = run(&Input::new(&report, &sources, &FigureTable::default()));
        let said: Vec<_> =
            said.iter().map(|one| (sources.get(one.span.file).path.as_str(), one.code)).collect();
        assert_eq!(said, [("content/b.md", Code::MissingTitle)]);
        let mut declares = (*report.sections[1]).clone();
        declares.front_matter.checks =
            Some(Yaml::Sequence(Vec::new(), sources.get(declares.source).span(0, 0)));
        report.sections[1] = declares.into();
        assert!(run(&Input::new(&report, &sources, &FigureTable::default())).is_empty());
    }

    #[test]
    fn text_without_a_title_is_said_behind_another_section() {
        let text = [("文字", InlineKind::Text("文字".into()))];
        let (mut report, sources) = paragraphs("content/a.md", &text);
        assert!(run(&Input::new(&report, &sources, &FigureTable::default())).is_empty());
        report.sections.push(report.sections[0].clone());
        let said = run(&Input::new(&report, &sources, &FigureTable::default()));
        assert_eq!(said.len(), 1);
        assert!(said.iter().all(|one| one.message.zh.contains("没有标题")));
    }
}

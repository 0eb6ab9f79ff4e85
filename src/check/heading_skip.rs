//! `heading-skip`: a heading more than one level below the heading above it.
//!
//! Looks at the whole report as one outline, as a reader and PDF/UA do; levels are those of the report, not the
//! number of `#`.

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted};
use crate::report::{Block, BlockKind, Report};
use crate::source::Sources;
use crate::text;

/// Reports headings that skip a level, with the right number of `#` as fix.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let Input { report, sources, .. } = *input;
    let mut diagnostics = Diagnostics::default();
    let mut above = 0;
    for section in &report.sections {
        // What could not be read has its title all the same; its absence is told by another code.
        if !section.readable {
            above = section.level;
            continue;
        }
        let mut first = true;
        section.visit_blocks(&mut |block| {
            let BlockKind::Heading { level, .. } = block.kind else { return };
            if level > above + 1 {
                let is_title = first && level == section.level;
                if !is_title {
                    diagnostics.push(skipped(block, sources, level, above));
                } else if has_index(report, sources, block) {
                    diagnostics.push(parent_untitled(block, sources, level, above));
                }
            }
            (above, first) = (level, false);
        });
    }
    diagnostics
}

/// Returns what to say of a heading within a section.
fn skipped(block: &Block, sources: &Sources, level: u8, above: u8) -> Diagnostic {
    let file = sources.get(block.span.file);
    let heading = quoted(file, block.span);
    let heading = heading.trim_matches(['#', ' ']);
    let wanted = above + 1;
    let diagnostic = Diagnostic::new(
        Code::HeadingSkip,
        block.span,
        text!(
            "标题“{heading}”是第{level}级，它上面的标题是第{above}级，中间跳了级",
            "`{heading}` is a heading of level {level} right below one of level {above}: a level is skipped"
        ),
    );
    let marks = file.slice(block.span).bytes().take_while(|byte| *byte == b'#').count();
    let too_many = usize::from(level - wanted);
    if marks <= too_many {
        return diagnostic.hint(text!("改成第{wanted}级标题", "make it a heading of level {wanted}"));
    }
    let right = "#".repeat(marks - too_many);
    diagnostic.fix(block.span.part(0, marks), right)
}

/// Returns whether the folder of a section has an index; `project` speaks of folders that have none.
fn has_index(report: &Report, sources: &Sources, title: &Block) -> bool {
    let folder = folder(&sources.get(title.span.file).path);
    let mut paths = report.sections.iter().map(|section| &sources.get(section.source).path);
    paths.any(|path| path.strip_prefix(folder).is_some_and(|name| name.starts_with("/index.")))
}

/// Returns the folder of a file.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns what to say of a section's title whose folder's index has no title.
fn parent_untitled(block: &Block, sources: &Sources, level: u8, above: u8) -> Diagnostic {
    let file = sources.get(block.span.file);
    let folder = folder(&file.path);
    Diagnostic::new(
        Code::HeadingSkip,
        block.span,
        text!(
            "本节在文件夹里，标题是第{level}级，但它上面只有第{above}级标题",
            "this section lies in a folder, so its title is of level {level}, but the heading above it is of level {above}"
        ),
    )
    .hint(text!(
        "在 {folder} 的 index.md 里写上这一部分的标题",
        "write the title of this part into the index.md of `{folder}`"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::FigureTable;
    use crate::report::fixture::{heading, report};

    fn found(sections: &[(&str, Vec<crate::report::fixture::Heading>)]) -> Vec<Diagnostic> {
        let (report, sources) = report(sections);
        run(&Input::new(&report, &sources, &FigureTable::default())).into_iter().collect()
    }

    #[test]
    fn a_skipped_level_has_a_fix() {
        let found =
            found(&[("content/a.md", vec![heading(1, "概况"), heading(3, "经济"), heading(3, "economy")])]);
        assert_eq!(found.len(), 1, "the second of the same level skips nothing");
        let fix = found[0].fix.clone().unwrap();
        assert_eq!((fix.replacement.as_str(), fix.span.len()), ("##", 3));
    }

    #[test]
    fn a_section_that_begins_too_deep_is_mended_to_its_own_level() {
        let found = found(&[("content/a.md", vec![heading(3, "概况")])]);
        let fix = found[0].fix.clone().unwrap();
        assert_eq!((fix.replacement.as_str(), fix.span.len()), ("#", 3));
    }

    #[test]
    fn levels_may_rise_by_any_number() {
        let found = found(&[
            ("content/a.md", vec![heading(1, "a"), heading(2, "b"), heading(3, "c")]),
            ("content/b.md", vec![heading(1, "d"), heading(2, "e")]),
        ]);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_folder_whose_index_has_no_title_is_named() {
        let section = ("content/02-工作/03-治安/01-禁毒.md", vec![heading(3, "禁毒")]);
        let alone = found(&[("content/02-工作/03-治安/01-禁毒.md", vec![heading(3, "禁毒")])]);
        assert!(alone.is_empty(), "a folder without index is the business of `project`");
        let found = found(&[("content/02-工作/03-治安/index.md", vec![]), section]);
        assert!(found[0].hints[0].zh.contains("content/02-工作/03-治安"));
        assert!(found[0].hints[0].en.contains("index.md"));
        assert!(found[0].fix.is_none());
    }
}

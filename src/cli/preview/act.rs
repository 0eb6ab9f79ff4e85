//! What the buttons of the page do: build the PDF, mend a fault, make a number a figure, undo, open an editor.
//!
//! A file is changed only if it still is what was read for the view that the button stood in, and put back whole.

use std::ops::Range;

use super::desk::{Desk, Shown, locked};
use super::open;
use crate::cli::args::BuildArgs;
use crate::cli::build;
use crate::cli::rewrite::{self, Rewrite};
use crate::diagnostic::{Diagnostic, Language, Severity, Text, printable};
use crate::literal;
use crate::preview::{Action, Done, Place};
use crate::report::Report;
use crate::source::edit::Edit;
use crate::source::{Encoding, SourceFile, Sources};
use crate::text;
use crate::{figure, markdown};

/// So many changes can be undone.
const MOST_CHANGES: usize = 100;

/// The changes of this session, the last one last: the name of each, and what takes it back.
#[derive(Debug, Default)]
pub(super) struct Changes {
    made: u64,
    list: Vec<(String, Rewrite)>,
}

/// Why something was not done, and a way out.
type Refusal = (Text, Option<Text>);

impl Desk {
    /// Does what a button asks.
    pub(super) fn acted(&self, build: u64, action: Action) -> Done {
        let Some(shown) = self.shown() else {
            let message = text!("报告还没有排好", "the report is not laid out yet");
            return refused(self.console.language, (message, None));
        };
        let language = shown.outcome.report.settings.language;
        let is_old = build < shown.view.build;
        let done = match action {
            Action::Pdf => self.pdf(),
            Action::Open { place } => self.open(&shown, &place),
            Action::Undo { change } => self.undo(&change),
            Action::Fix { .. } | Action::Register { .. } if is_old => Err((
                text!("报告刚刚变了，没有改动", "the report has just changed; nothing was done"),
                Some(text!("看过新的页面再按一次", "look at the new pages and press again")),
            )),
            Action::Fix { problem } => self.fix(&shown, &problem),
            Action::Register { place, number, offset, name } => {
                let wanted = Wanted { place, number, offset, name };
                self.register(&shown, &wanted)
            }
        };
        match done {
            Ok((message, undo)) => {
                Done { message: message.get(language).to_owned(), hint: None, done: true, undo }
            }
            Err(refusal) => refused(language, refusal),
        }
    }

    /// Builds the PDF as `bluebook build` does, and opens it.
    fn pdf(&self) -> Result<(Text, Option<String>), Refusal> {
        let args = BuildArgs::of_report(&self.fonts);
        let made = build::one(&args, &self.target, self.console.silent());
        let (code, _) = made.map_err(|failure| (failure.message, failure.hints.into_iter().next()))?;
        let path = build::report(&self.target);
        if code != 0 && !path.is_file() {
            let message = text!("没有生成 PDF：报告有错误", "no PDF was written: the report has errors");
            return Err((
                message,
                Some(text!("先改好问题面板里的错误", "mend the errors in the list of problems first")),
            ));
        }
        let shown = printable(&path.strip_prefix(&self.target.root).unwrap_or(&path).display().to_string());
        let message = match (code, open::file(&path)) {
            (0, true) => text!("已生成 {shown}，正在打开", "wrote {shown}, opening it"),
            // Whoever is to look for it must know the whole way.
            (0, false) => {
                let whole = printable(&path.display().to_string());
                text!(
                    "已生成 {whole}；这里打不开它，请自己打开",
                    "wrote {whole}; it could not be opened here: open it yourself"
                )
            }
            _ => text!("已生成 {shown}，其中有错误标在原处", "wrote {shown}, with errors marked in place"),
        };
        Ok((message, None))
    }

    fn open(&self, shown: &Shown, place: &Place) -> Result<(Text, Option<String>), Refusal> {
        // Only files of the report, by their names in it.
        let file = file(shown, &place.file)?;
        let path = printable(&file.path);
        let line = place.line;
        if open::place(&self.target.root, place) {
            return Ok((text!("已在编辑器里打开 {path} 第 {line} 行", "opened {path}, line {line}"), None));
        }
        Err((
            text!("打不开编辑器：{path} 第 {line} 行", "no editor could be opened: {path}, line {line}"),
            Some(text!(
                "设置环境变量 BLUEBOOK_EDITOR，例如 code -g {{file}}:{{line}}",
                "set the environment variable BLUEBOOK_EDITOR, such as code -g {{file}}:{{line}}"
            )),
        ))
    }

    /// Applies the fix of a problem.
    fn fix(&self, shown: &Shown, problem: &str) -> Result<(Text, Option<String>), Refusal> {
        let gone = || (text!("这个问题已经不在了", "this problem is gone"), None);
        let problem =
            shown.view.problems.iter().flatten().find(|other| other.id == problem).ok_or_else(gone)?;
        let same = |found: &&Diagnostic| {
            let file = shown.outcome.sources.get(found.span.file);
            found.code.name() == problem.code && super::view::place(file, found.span) == problem.place
        };
        let fix = shown.outcome.diagnostics.iter().filter(same).find_map(|found| found.fix.clone());
        let fix = fix.filter(|fix| Some(&fix.replacement) == problem.fix.as_ref()).ok_or_else(gone)?;
        let file = shown.outcome.sources.get(fix.span.file);
        let undo = self.change(file, fix.span.range(), &fix.replacement)?;
        let (path, line) = (printable(&file.path), file.place(fix.span.start).line);
        Ok((text!("已改 {path} 第 {line} 行", "changed {path}, line {line}"), Some(undo)))
    }

    /// Writes a citation around a number.
    fn register(&self, shown: &Shown, wanted: &Wanted) -> Result<(Text, Option<String>), Refusal> {
        let file = file(shown, &wanted.place.file)?;
        let name = wanted.name.trim();
        refuse_name(shown, name)?;
        let range = number(shown, file, wanted).ok_or_else(|| {
            let number = printable(&wanted.number);
            (
                text!(
                    "在 Markdown 里找不到这个数：{number}",
                    "this number is not found in the Markdown: {number}"
                ),
                Some(text!(
                    "它可能已经是引用；在编辑器里看这一行",
                    "perhaps it is a citation already: look at the line in the editor"
                )),
            )
        })?;
        let typed = &file.text[range.clone()];
        let citation = format!("{{{{{name}={typed}}}}}");
        let undo = self.change(file, range, &citation)?;
        Ok((text!("已登记：{citation}", "it is a figure now: {citation}"), Some(undo)))
    }

    /// Replaces a range of a file that still is what was read; returns the change's name.
    fn change(&self, file: &SourceFile, range: Range<usize>, with: &str) -> Result<String, Refusal> {
        let edit = Edit { range, replacement: with.to_owned() };
        let rewrite = Rewrite::of(&self.target.root, file, &[edit]).map_err(said)?;
        let rewrite = rewrite.ok_or_else(|| (text!("没有可改的", "there is nothing to change"), None))?;
        rewrite.write().map_err(said)?;
        let mut changes = locked(&self.changes);
        changes.made += 1;
        let name = changes.made.to_string();
        changes.list.push((name.clone(), rewrite.back()));
        if changes.list.len() > MOST_CHANGES {
            changes.list.remove(0);
        }
        Ok(name)
    }

    /// Takes a change back, if the file still is as the change left it.
    fn undo(&self, name: &str) -> Result<(Text, Option<String>), Refusal> {
        let mut changes = locked(&self.changes);
        let at = changes.list.iter().position(|(change, _)| change == name);
        let Some(at) = at else {
            return Err((text!("这一处已经撤销过了", "this was undone already"), None));
        };
        let (_, change) = &changes.list[at];
        let shown = change.shown.clone();
        if change.confirm().is_err() {
            return Err((
                text!("{shown} 后来又改过，没有撤销", "{shown} was changed since; it was not undone"),
                Some(text!("在编辑器里改回", "change it back in the editor")),
            ));
        }
        change.write().map_err(said)?;
        changes.list.remove(at);
        Ok((text!("已撤销：{shown} 和原来一样", "undone: {shown} is as it was"), None))
    }
}

/// Refuses a name that a figure cannot have, or that one has already: a citation of it would state that one's value.
fn refuse_name(shown: &Shown, name: &str) -> Result<(), Refusal> {
    let example = || text!("写一个词，如：办结件数", "write a word, such as closed");
    if name.is_empty() || name.contains(['{', '}', '=', '＝', '@', '＠', '\n', '\r']) {
        let message = text!("“{name}”不能作数字的名称", "`{name}` cannot be the name of a figure");
        return Err((message, Some(example())));
    }
    let taken = shown.outcome.figures.figures.iter().find(|figure| figure.name == name);
    if let Some(figure) = taken {
        let value = figure.display.as_deref().unwrap_or("?");
        return Err((
            text!("已经有一个数叫“{name}”，是 {value}", "there is a figure `{name}` already: {value}"),
            Some(text!(
                "是同一个数就在 Markdown 里写 {{{{{name}}}}}；不是就另起名称",
                "if it is the same number, write {{{{{name}}}}} in the Markdown; else choose another name"
            )),
        ));
    }
    // What the language itself says of the name, in a section that has nothing else.
    let mut sources = Sources::default();
    let source = sources.add("content/name.md", &format!("{{{{{name}=1件}}}}\n"), Encoding::Utf8);
    let language = shown.outcome.report.settings.language;
    let options = markdown::Options {
        language,
        indented_code: false,
        raw_typst: true,
        level: 1,
        id: "name".to_owned(),
    };
    let (section, mut found) = markdown::parse(sources.get(source), &options);
    let report = Report { sections: vec![section.into()], ..Report::default() };
    let data = figure::DataFiles::default();
    let given = figure::Given::new(&report, &sources, &data);
    let (table, resolved) = figure::resolve(&given);
    found.extend(resolved);
    let is_declared = table.figures.iter().any(|figure| figure.name == name);
    let is_error = |fault: &Diagnostic| fault.weight() == Severity::Error;
    match found.into_iter().find(is_error) {
        Some(fault) => Err((fault.message, fault.hints.into_iter().next().or_else(|| Some(example())))),
        None if !is_declared => {
            let message = text!("“{name}”不能作数字的名称", "`{name}` cannot be the name of a figure");
            Err((message, Some(example())))
        }
        None => Ok(()),
    }
}

/// A number on a page that is to be a figure.
struct Wanted {
    place: Place,
    number: String,
    offset: usize,
    name: String,
}

/// Returns where the number stands in the Markdown, with its hedges and its unit: the typed number of this text that is
/// nearest to where the page says it is.
fn number(shown: &Shown, file: &SourceFile, wanted: &Wanted) -> Option<Range<usize>> {
    let line = file.line_start(wanted.place.line);
    let skip = |text: &str, count: usize| text.chars().take(count).map(char::len_utf8).sum::<usize>();
    let begin = line + skip(file.text.get(line..)?, wanted.place.column - 1);
    let expected = begin + skip(file.text.get(begin..)?, wanted.offset);
    let wanted = wanted.number.trim();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let literals = literal::scan(&shown.outcome.report);
    let of_file = literals.iter().filter(|literal| literal.span.file == file.id);
    let same = of_file.filter(|literal| {
        let typed = file.slice(literal.span);
        (typed.contains(wanted) || wanted.contains(typed)) && digits(typed) == digits(wanted)
    });
    let nearest = same.min_by_key(|literal| (literal.number.start as usize).abs_diff(expected))?;
    Some(nearest.span.range())
}

/// Returns a file of the report by its name in it.
fn file<'a>(shown: &'a Shown, path: &str) -> Result<&'a SourceFile, Refusal> {
    let gone = || (text!("报告里没有这个文件", "there is no such file in the report"), None);
    shown.outcome.sources.iter().find(|file| file.path == path).ok_or_else(gone)
}

/// Says why a file was not written.
fn said(refusal: rewrite::Refusal) -> Refusal {
    match refusal {
        rewrite::Refusal::Leave(why) => (why, None),
        rewrite::Refusal::Stop(failure) => (failure.message, failure.hints.into_iter().next()),
    }
}

fn refused(language: Language, (message, hint): Refusal) -> Done {
    let hint = hint.map(|hint| hint.get(language).to_owned());
    Done { message: message.get(language).to_owned(), hint, done: false, undo: None }
}

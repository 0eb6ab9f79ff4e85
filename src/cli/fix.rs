//! `bluebook check --fix`: makes the replacements that diagnostics propose, after showing them as a difference.
//!
//! Safe ones file by file, the others one by one and only to a person who answers. What is replaced by what was
//! decided where the diagnostic was made: nothing is invented here, and nothing is changed unseen.

mod answer;
mod files;
mod pictures;
mod safe;
mod show;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use self::answer::Answer;
pub(super) use self::answer::ask;
use self::files::Draft;
use super::console::Console;
use super::rewrite::Refusal;
use super::verdict::plural;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Fix, Text};
use crate::failure::Failure;
use crate::pipeline::Outcome;
use crate::project::Import;
use crate::report::Report;
use crate::source::{SourceId, Sources};
use crate::text;

/// How often the report is looked at again, because one fix made room for another.
const MOST_ROUNDS: usize = 10;

/// Who decides what is changed.
pub(super) enum Consent<'a> {
    /// `--yes`: every safe fix is made, no other.
    Given,
    /// A person, who is asked.
    Asked(&'a mut dyn FnMut(&str) -> Answer),
    /// Nobody: nothing is changed.
    Missing,
}

impl Consent<'_> {
    /// Returns who decides when nobody has said `--yes`; `ask` reaches the person at the terminal.
    pub(super) fn of_terminal(ask: &mut dyn FnMut(&str) -> Answer) -> Consent<'_> {
        if answer::somebody_is_there() { Consent::Asked(ask) } else { Consent::Missing }
    }
}

/// One replacement that may be made.
#[derive(Debug, Clone)]
struct Change {
    /// The diagnostic that proposes it.
    code: Code,
    message: Text,
    fix: Fix,
    /// The picture to copy with it.
    import: Option<Import>,
}

/// How much consent a change needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// That of its file, or `--yes`.
    Safe,
    /// Its own.
    Offered,
}

/// What there is to work on: a report, or the settings that keep it from being read.
struct Found<'a> {
    diagnostics: &'a Diagnostics,
    sources: &'a Sources,
    report: Option<&'a Report>,
}

/// The work on one report.
pub(super) struct Mending<'a> {
    /// The report's folder, canonical.
    root: &'a Path,
    console: Console,
    consent: Consent<'a>,
    /// Files that stay as they are, by path.
    left: BTreeSet<String>,
    /// Whether the person has answered for all files.
    all: bool,
    /// Whether nothing more is asked.
    quit: bool,
    /// Whether the fixes that are not safe have been offered.
    offered: bool,
    places: usize,
}

impl<'a> Mending<'a> {
    /// Returns the work on the report in `root`, of which nothing is done.
    pub(super) fn new(root: &'a Path, console: Console, consent: Consent<'a>) -> Self {
        Self {
            root,
            console,
            consent,
            left: BTreeSet::new(),
            all: false,
            quit: false,
            offered: false,
            places: 0,
        }
    }

    /// Makes fixes and judges again until nothing is left to make; returns the report as it then is.
    ///
    /// # Errors
    /// As `judge`; files, when one cannot be written.
    pub(super) fn run(mut self, judge: &dyn Fn() -> Result<Outcome, Failure>) -> Result<Outcome, Failure> {
        for _ in 0..MOST_ROUNDS {
            let judged = judge();
            let changed = match &judged {
                Ok(outcome) => {
                    self.console = self.console.in_language(outcome.report.settings.language);
                    self.round(&Found {
                        diagnostics: &outcome.diagnostics,
                        sources: &outcome.sources,
                        report: Some(&outcome.report),
                    })?
                }
                Err(failure) => {
                    self.console =
                        failure.language.map_or(self.console, |language| self.console.in_language(language));
                    self.round(&Found {
                        diagnostics: &failure.diagnostics,
                        sources: &failure.sources,
                        report: None,
                    })?
                }
            };
            if !changed {
                self.conclude();
                return judged;
            }
        }
        self.conclude();
        judge()
    }

    /// Makes what can be made at once; returns whether any file was changed.
    fn round(&mut self, found: &Found<'_>) -> Result<bool, Failure> {
        let safe = self.changes(found, Kind::Safe);
        let drafts = self.drafts(found, safe)?;
        if drafts.is_empty() {
            return if self.offered || self.quit { Ok(false) } else { self.offer(found) };
        }
        if matches!(self.consent, Consent::Missing) {
            self.only_show(&drafts);
            return Ok(false);
        }
        let mut accepted = Vec::new();
        for draft in drafts {
            if self.accepts(&draft) {
                accepted.push(draft);
            } else {
                self.left.insert(draft.file.path);
            }
        }
        let changed = !accepted.is_empty();
        for draft in accepted {
            self.write(draft)?;
        }
        // Where every file was declined, what is not safe may still be offered.
        if changed || self.quit || self.offered { Ok(changed) } else { self.offer(found) }
    }

    /// Returns the changes of a kind that are proposed, by file.
    fn changes(&self, found: &Found<'_>, kind: Kind) -> BTreeMap<SourceId, Vec<Change>> {
        let mut changes = BTreeMap::<_, Vec<Change>>::new();
        for diagnostic in found.diagnostics.iter() {
            let Some(change) = self.change(diagnostic, found) else { continue };
            let file = found.sources.get(change.fix.span.file);
            let is_safe = safe::is_safe(diagnostic, &change.fix, file);
            if is_safe == (kind == Kind::Safe) && !self.left.contains(&file.path) {
                changes.entry(change.fix.span.file).or_default().push(change);
            }
        }
        changes
    }

    /// Returns the change that a diagnostic proposes.
    fn change(&self, diagnostic: &Diagnostic, found: &Found<'_>) -> Option<Change> {
        let (fix, import) = match (&diagnostic.fix, found.report) {
            (Some(fix), _) => (fix.clone(), None),
            (None, Some(report)) if diagnostic.code == Code::ImageOutside => {
                let (fix, import) = pictures::import(self.root, diagnostic, report, found.sources)?;
                (fix, Some(import))
            }
            _ => return None,
        };
        Some(Change { code: diagnostic.code, message: diagnostic.message.clone(), fix, import })
    }

    /// Returns what would be written to each file; files that must not be touched are said and left.
    fn drafts(
        &mut self,
        found: &Found<'_>,
        changes: BTreeMap<SourceId, Vec<Change>>,
    ) -> Result<Vec<Draft>, Failure> {
        let mut drafts = Vec::new();
        let mut copies = BTreeMap::new();
        for (source, changes) in changes {
            let file = found.sources.get(source);
            match Draft::of(self.root, file, pictures::once(changes, &mut copies)) {
                Ok(Some(draft)) => drafts.push(draft),
                Ok(None) => {}
                Err(Refusal::Stop(failure)) => return Err(failure.in_language(Some(self.console.language))),
                Err(Refusal::Leave(why)) => {
                    self.console.say(&why);
                    self.left.insert(file.path.clone());
                }
            }
        }
        Ok(drafts)
    }

    /// Shows what would be changed, and says how to have it changed.
    fn only_show(&mut self, drafts: &[Draft]) {
        drafts.iter().for_each(|draft| show::draft(draft, self.console));
        let (files, places) = (drafts.len(), drafts.iter().map(|draft| draft.made.len()).sum::<usize>());
        let s = plural(files);
        let es = if places == 1 { "" } else { "es" };
        self.console.say(&text!(
            "可以改 {files} 个文件，共 {places} 处，还没有改：在终端里运行会逐个询问，加 --yes 直接改",
            "{places} fix{es} in {files} file{s} not made: run this at a terminal to be asked, or add --yes"
        ));
    }

    /// Shows a draft and returns whether it is to be written.
    fn accepts(&mut self, draft: &Draft) -> bool {
        if self.quit {
            return false;
        }
        let Consent::Asked(ask) = &mut self.consent else {
            if !self.console.quiet {
                show::draft(draft, self.console);
            }
            return true;
        };
        show::draft(draft, self.console);
        if self.all {
            return true;
        }
        let (path, places) = (&draft.file.shown, draft.made.len());
        let question = text!(
            "改 {path}（{places} 处）吗？ [y 是 / n 否 / a 全部 / q 退出] ",
            "change {path} ({places})? [y yes / n no / a all / q quit] "
        );
        let answer = ask(question.get(self.console.language));
        self.all |= answer == Answer::All;
        self.quit |= answer == Answer::Quit;
        matches!(answer, Answer::Yes | Answer::All)
    }

    /// Offers, one by one, the fixes that are not safe; returns whether any file was changed.
    fn offer(&mut self, found: &Found<'_>) -> Result<bool, Failure> {
        self.offered = true;
        if !matches!(self.consent, Consent::Asked(_)) {
            return Ok(false);
        }
        let mut changed = false;
        for (source, changes) in self.changes(found, Kind::Offered) {
            let mut accepted = Vec::new();
            for change in changes {
                let alone = BTreeMap::from([(source, vec![change.clone()])]);
                let shown = self.drafts(found, alone)?;
                if shown.first().is_some_and(|draft| self.wants(draft, &change)) {
                    accepted.push(change);
                }
            }
            for draft in self.drafts(found, BTreeMap::from([(source, accepted)]))? {
                self.write(draft)?;
                changed = true;
            }
        }
        Ok(changed)
    }

    /// Shows one fix with what it is for, and returns whether it is to be made.
    fn wants(&mut self, draft: &Draft, change: &Change) -> bool {
        if self.quit {
            return false;
        }
        let message = crate::diagnostic::printable(change.message.get(self.console.language));
        let code = change.code.name();
        self.console.say(&text!("[{code}] {message}", "[{code}] {message}"));
        show::draft(draft, self.console);
        let Consent::Asked(ask) = &mut self.consent else { return false };
        let question =
            text!("这一处要改吗？ [y 是 / n 否 / q 退出] ", "make this change? [y yes / n no / q quit] ");
        let answer = ask(question.get(self.console.language));
        self.quit |= answer == Answer::Quit;
        answer == Answer::Yes
    }

    /// Writes a draft, and says so.
    fn write(&mut self, draft: Draft) -> Result<(), Failure> {
        match draft.write(self.root) {
            Ok(()) => {
                let (path, places) = (&draft.file.shown, draft.made.len());
                let s = plural(places);
                self.console.say(&text!("已改 {path}：{places} 处", "changed {path}: {places} place{s}"));
                self.places += places;
                Ok(())
            }
            Err(Refusal::Stop(failure)) => Err(failure.in_language(Some(self.console.language))),
            Err(Refusal::Leave(why)) => {
                self.console.say(&why);
                self.left.insert(draft.file.path);
                Ok(())
            }
        }
    }

    /// Says how to undo, if there is something to undo.
    fn conclude(&self) {
        if self.places > 0 {
            self.console.say(&text!(
                "要撤销：用 git 取回，或照上面的差异改回；没有另存备份",
                "to undo: take the files back with git, or by the difference above; no backup was made"
            ));
        }
    }
}

//! Saves in the ways that editors save, one after the other without a rest: what the preview shows whenever it comes to rest
//! is what a fresh build of the files gives, and memory does not grow with the saves.
//!
//! `make soak` tries many on short and long reports (`BLUEBOOK_SAVES`, `BLUEBOOK_PAGES`); `make test` runs a short form.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use bluebook::pipeline::run;

use crate::again::changed;
use crate::preview::Preview;
use crate::support::{Dice, ReportTest, request};
use crate::webdriver::PATIENCE;

/// Saves unless `BLUEBOOK_SAVES` says otherwise.
const SAVES: u64 = 56;

/// Pages, about, unless `BLUEBOOK_PAGES` says otherwise.
const PAGES: u64 = 10;

/// After so many saves at most the preview is given time, and must show the last state.
const REST: u64 = 250;

/// After so many saves the system's queue of events is made to run over.
const OVERFLOW: u64 = 500;

/// Builds after which memory may not grow any more, of about five saves each; it is looked at only when there are many more.
const SETTLED: u64 = 100;

/// Paragraphs of a page.
const PARAGRAPHS: usize = 15;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise)
}

/// A report on disk, and the sections as they were saved last.
struct Saved {
    test: ReportTest,
    sections: Vec<(String, String)>,
    pages: usize,
    dice: Dice,
}

impl Saved {
    /// Makes a report of about so many pages.
    fn of(pages: usize) -> Self {
        let mut test = ReportTest::new();
        let mut sections = Vec::new();
        let count = section_count(pages);
        for section in 0..count {
            let (name, text) =
                (format!("content/{section:03}-节.md"), fresh_section(section, pages * PARAGRAPHS / count));
            test = test.file(&name, &text);
            sections.push((name, text));
        }
        Self { test, sections, pages, dice: Dice(7) }
    }

    /// Changes the report at random, in a manner of saving; now and then a section comes, goes, or gets another name.
    fn change(&mut self, save_number: u64) -> std::io::Result<()> {
        let index = self.dice.throw(self.sections.len());
        let count = section_count(self.pages);
        match self.dice.throw(40) {
            0 if self.sections.len() < count + 3 => {
                let name = format!("content/{:03}-新{save_number}.md", self.dice.throw(count));
                let text = "# 新的一节\n\n新写的一段。\n".to_owned();
                fs::write(self.test.path(&name), &text)?;
                self.sections.push((name, text));
                return Ok(());
            }
            1 if self.sections.len() > count - 2 => {
                let (name, _) = self.sections.swap_remove(index);
                return fs::remove_file(self.test.path(&name));
            }
            2 => {
                let new = format!("content/{:03}-名{save_number}.md", self.dice.throw(count));
                fs::rename(self.test.path(&self.sections[index].0), self.test.path(&new))?;
                self.sections[index].0 = new;
                return Ok(());
            }
            _ => {}
        }
        let long = self.sections[index].1.len() > self.pages * PARAGRAPHS * 250 / count;
        let text = if long {
            fresh_section(index, self.pages * PARAGRAPHS / count)
        } else {
            changed(&self.sections[index].1, &mut self.dice).1
        };
        let path = self.test.path(&self.sections[index].0);
        match self.dice.throw(8) {
            // A checkout writes every file, most of them as they were.
            7 => {
                for (name, text) in &self.sections {
                    let path = self.test.path(name);
                    fs::remove_file(&path).and_then(|()| fs::write(&path, text))?;
                }
                fs::write(&path, &text)?;
            }
            manner => save(&path, &text, manner)?,
        }
        self.sections[index].1 = text;
        Ok(())
    }

    /// Saves while the preview sleeps and the system's queue is full, so that nobody hears of it.
    #[cfg(target_os = "linux")]
    fn change_unheard(&mut self, preview: &Preview) -> std::io::Result<()> {
        let process = preview.process().to_string();
        let signal = |signal: &str| Command::new("kill").args([signal, &process]).status();
        let room = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events")?;
        let room: usize = room.trim().parse().unwrap_or(16_384);
        signal("-STOP")?;
        // The same event twice in a row counts once.
        let noise = ["a", "b"].map(|name| self.test.path(&format!("content/~${name}.tmp")));
        for number in 0..room {
            fs::write(&noise[number % 2], "")?;
        }
        let index = self.dice.throw(self.sections.len());
        let (name, text) = &mut self.sections[index];
        text.push_str("\n没有人听见的一段。\n");
        fs::write(self.test.path(name), text)?;
        signal("-CONT")?;
        noise.iter().try_for_each(fs::remove_file)
    }

    /// Waits until the preview shows what a fresh build of the files gives.
    fn compare(&self, preview: &Preview, save_number: u64) {
        let wanted = fresh(&self.test.path("").canonicalize().expect("a folder"));
        let mut last = "nothing".to_owned();
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE * 3 {
            let Some(view) = preview.latest() else { continue };
            let rests = view["state"]["kind"] == if wanted.is_some() { "current" } else { "stale" };
            let difference = wanted.as_ref().and_then(|wanted| difference(preview, &view, wanted));
            if rests && difference.is_none() {
                return;
            }
            last = format!("{}, build {}: {difference:?}", view["state"], view["build"]);
        }
        panic!("after save {save_number} the preview shows another state: {last}");
    }
}

/// Returns of how many sections a report is made.
fn section_count(pages: usize) -> usize {
    (pages / 5).max(4)
}

fn fresh_section(section: usize, paragraphs: usize) -> String {
    format!(
        "---\ntitle: 第{section}部分\nsource: 台账\nfigures:\n  件数: {}件\n  办结: 50件\n  率: =办结/件数 @0.1%\n---\n\n{}",
        90 + section % 10,
        "本部分共有事件{{件数}}，办结{{办结}}，办结率{{率}}。年内各项工作平稳推进，群众满意，没有发生有影响的事故。\n\n".repeat(paragraphs)
    )
}

/// Saves a file in one of seven manners; a checkout is the eighth.
fn save(path: &Path, text: &str, manner: usize) -> std::io::Result<()> {
    let beside = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
    match manner {
        // In place.
        0 => fs::write(path, text),
        // Emptied, and written after a moment.
        1 => {
            fs::write(path, "")?;
            sleep(Duration::from_millis(20));
            fs::write(path, text)
        }
        // Written beside, and renamed.
        2 => fs::write(beside(".tmp"), text).and_then(|()| fs::rename(beside(".tmp"), path)),
        // Vim with a backup.
        3 => {
            fs::rename(path, beside("~"))?;
            fs::write(path, text)?;
            fs::remove_file(beside("~"))
        }
        // JetBrains.
        4 => {
            fs::write(beside("___jb_tmp___"), text)?;
            fs::rename(path, beside("___jb_old___"))?;
            fs::rename(beside("___jb_tmp___"), path)?;
            fs::remove_file(beside("___jb_old___"))
        }
        // In two halves.
        5 => {
            let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
            fs::write(path, &text[..half])?;
            fs::write(path, text)
        }
        // A storm, a thousand a second.
        _ => {
            (0..20).try_for_each(|n| {
                sleep(Duration::from_millis(1));
                fs::write(path, format!("{text}风暴{n}。"))
            })?;
            fs::write(path, text)
        }
    }
}

/// Returns the text of every page of a fresh build, unless Typst refuses.
fn fresh(root: &Path) -> Option<Vec<String>> {
    let request = request(root);
    let outcome = run(&request).expect("the report can be built");
    Some(outcome.typeset?.page_texts())
}

/// Returns how the pages of a view differ from those of a fresh build, by their texts.
fn difference(preview: &Preview, view: &serde_json::Value, wanted: &[String]) -> Option<String> {
    let text = |page: &serde_json::Value| {
        let id = page["id"].as_str().expect("an id");
        let answer = preview.get(&format!("/page/{id}?only=text&glyphs=0"));
        // A page of an older view may be gone by now.
        let pieces = answer["body"]["text"].as_array().cloned().unwrap_or_default();
        pieces.iter().map(|piece| piece["text"].as_str().unwrap_or_default()).collect::<String>()
    };
    let pages = view["pages"].as_array().expect("pages");
    if pages.len() != wanted.len() {
        return Some(format!("{} pages in the place of {}", pages.len(), wanted.len()));
    }
    let (page, (shown, wanted)) =
        pages.iter().map(text).zip(wanted).enumerate().find(|(_, (shown, wanted))| shown != *wanted)?;
    Some(format!("page {}: {shown}\nwanted: {wanted}", page + 1))
}

/// Returns the memory that a process holds at rest, in kB: what a build no longer needs goes back to the system within a second.
fn memory(process: u32) -> Option<u64> {
    sleep(Duration::from_secs(2));
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
}

#[test]
fn however_a_file_is_saved_the_last_state_is_shown() {
    let (saves, pages) = (number("BLUEBOOK_SAVES", SAVES), number("BLUEBOOK_PAGES", PAGES));
    let mut saved = Saved::of(usize::try_from(pages).expect("pages"));
    let preview = Preview::of(&saved.test);
    preview.view(|view| view["state"]["kind"] == "current");
    let mut settled = None;
    for number in 1..=saves {
        saved.change(number).expect("saved");
        // Now and then a writer pauses, the longer the longer a build takes; mostly not.
        if number.is_multiple_of(5) {
            sleep(Duration::from_millis(60 + pages));
        }
        #[cfg(target_os = "linux")]
        if number.is_multiple_of(OVERFLOW) || number == SAVES / 2 {
            saved.change_unheard(&preview).expect("saved");
        }
        if number.is_multiple_of(REST) {
            saved.compare(&preview, number);
        }
        if number.is_multiple_of(REST * 20) {
            println!("{number} saves, {} kB", memory(preview.process()).unwrap_or_default());
        }
        if number == SETTLED * 5 {
            settled = memory(preview.process());
        }
    }
    if !saves.is_multiple_of(REST) {
        saved.compare(&preview, saves);
    }
    if let (Some(settled), Some(now)) = (settled, memory(preview.process())) {
        println!("memory: {settled} kB after {} saves, {now} kB after {saves}", SETTLED * 5);
        assert!(now < settled + settled / 4 + 20_000, "memory grew from {settled} to {now} kB");
        assert!(pages > 500 || now < 500_000, "{now} kB for {pages} pages");
    }
}

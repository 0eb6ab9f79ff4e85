//! Saves in the ways that editors save, one after the other without a rest: what the preview shows in the end is what a
//! fresh build of the files gives, and memory does not grow with the saves.
//!
//! `make soak` tries many (`BLUEBOOK_SAVES`); `make test` runs a short form.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use bluebook::pipeline::run;

use crate::preview::Preview;
use crate::support::{ReportTest, request};
use crate::webdriver::PATIENCE;

/// Saves unless `BLUEBOOK_SAVES` says otherwise.
const SAVES: usize = 48;

/// Builds after which memory may not grow any more; it is looked at only when there are many more.
const SETTLED: usize = 100;

const SECTIONS: usize = 4;

fn section(number: usize, save: usize) -> String {
    format!(
        "---\ntitle: 第{number}部分\nsource: 台账\nfigures:\n  件数: {}件\n  办结: 50件\n  率: =办结/件数 @0.1%\n---\n\n{}第{save}次存盘。\n",
        60 + save % 40,
        "本部分共有事件{{件数}}，办结{{办结}}，办结率{{率}}。年内各项工作平稳推进。\n\n".repeat(1 + save % 5)
    )
}

/// Saves a file in one of eight manners.
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
        // A storm.
        6 => (0..20).try_for_each(|n| {
            sleep(Duration::from_millis(1));
            fs::write(path, format!("{text}风暴{n}。"))
        }),
        // Away and back, as a checkout does.
        _ => fs::remove_file(path).and_then(|()| fs::write(path, text)),
    }
}

/// Returns the text of every page of a fresh build.
fn fresh(root: &Path) -> Vec<String> {
    let request = request(root);
    let outcome = run(&request).expect("the report can be built");
    outcome.typeset.expect("pages").page_texts()
}

/// Returns the text of every page that the preview shows.
fn shown(preview: &Preview, view: &serde_json::Value) -> Vec<String> {
    let page = |page: &serde_json::Value| {
        let id = page["id"].as_str().expect("an id");
        let answer = preview.get(&format!("/page/{id}?only=text&glyphs=0"));
        // A page of an older view may be gone by now.
        let pieces = answer["body"]["text"].as_array().cloned().unwrap_or_default();
        pieces.iter().map(|piece| piece["text"].as_str().unwrap_or_default()).collect()
    };
    view["pages"].as_array().expect("pages").iter().map(page).collect()
}

/// Returns the memory that a process holds, in kB.
fn memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
}

#[test]
fn however_a_file_is_saved_the_last_state_is_shown() {
    let saves = std::env::var("BLUEBOOK_SAVES").ok().and_then(|n| n.parse().ok()).unwrap_or(SAVES);
    let name = |number: usize| format!("content/{number:02}-节.md");
    let mut test = ReportTest::new();
    for number in 0..SECTIONS {
        test = test.file(&name(number), section(number, 0));
    }
    let preview = Preview::of(&test);
    preview.view(|view| view["state"]["kind"] == "current");
    let mut settled = None;
    for number in 1..=saves {
        let path = test.path(&name(number % SECTIONS));
        save(&path, &section(number % SECTIONS, number), number % 8).expect("saved");
        // Now and then a writer pauses; mostly not.
        if number.is_multiple_of(5) {
            sleep(Duration::from_millis(60));
        }
        if number == SETTLED {
            settled = memory(preview.process());
        }
    }
    let wanted = fresh(&test.path("").canonicalize().expect("a folder"));
    let begin = Instant::now();
    loop {
        let view = preview.view(|view| view["state"]["kind"] == "current");
        if shown(&preview, &view) == wanted {
            break;
        }
        assert!(begin.elapsed() < PATIENCE, "the preview shows an older state");
    }
    if let (Some(settled), Some(now)) = (settled, memory(preview.process())) {
        println!("memory: {settled} kB after {SETTLED} saves, {now} kB after {saves}");
        assert!(now < settled + settled / 4 + 20_000, "memory grew from {settled} to {now} kB");
    }
}

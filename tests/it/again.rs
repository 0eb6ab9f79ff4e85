//! What a rebuild reuses never changes what it yields: after every edit of a random sequence, the pages and the messages are
//! those that a fresh build of the same files gives.
//!
//! `BLUEBOOK_EDITS=500 cargo test --test it again` tries as many sequences; a failure names the sequence and the edit.

use std::fs;
use std::path::{Path, PathBuf};

use bluebook::diagnostic::{Language, short};
use bluebook::export;
use bluebook::pipeline::{Kept, Outcome, run, run_again};

use crate::support::{Dice, request};

/// Sequences of one run unless `BLUEBOOK_EDITS` says otherwise.
const SEQUENCES: u64 = 6;

/// Edits of a sequence.
const EDITS: usize = 8;

const WORDS: &[&str] = &[
    "年内",
    "辖区",
    "共",
    "处理",
    "各类",
    "事件",
    "全部办结",
    "，",
    "。",
    "群众满意",
    "The office",
    " and ",
];

const PARTS: &[&str] = &[
    "\n\n## 一个小标题\n\n",
    "\n\n- 甲项工作\n- 乙项工作\n\n",
    "\n\n| 项目 | 数 |\n|---|---:|\n| 甲 | {{件数}} |\n| 乙 | 12件 |\n\n",
    "\n\n**重点**：事件{{件数}}，办结率{{率}}。\n\n",
    "\n\n有注[^n]的一段。\n\n[^n]: 注的文字{{件数}}。\n\n",
    "\n\n{{没有登记}}\n\n",
    "\n\n另走访{{走访=12户}}。\n\n",
    "\n\n走访{{走访}}，支出{{支出}}。\n\n",
    "\n\n见[另一节](02-二.md)。\n\n",
];

/// A report of three sections in a folder, and a fourth with a figure from a data file.
fn report(folder: &Path) {
    fs::create_dir_all(folder.join("content")).expect("a folder");
    let settings = include_str!("../fixtures/bluebook.toml");
    fs::write(folder.join("bluebook.toml"), settings).expect("a file");
    for (name, title) in [("01-一.md", "一"), ("02-二.md", "二"), ("03-三.md", "三")] {
        let text = format!(
            "---\ntitle: 第{title}部分\nsource: 台账\nfigures:\n  件数: {}件\n  办结: 80件\n  率: =办结/件数 @0.1%\n---\n\n{}\n",
            90 + title.len(),
            "本部分共有事件{{件数}}，办结{{办结}}，办结率{{率}}。年内各项工作平稳推进，群众满意。\n\n"
                .repeat(12)
        );
        fs::write(folder.join("content").join(name), text).expect("a file");
    }
    let text = "---\ntitle: 支出\nsource: 决算\nfigures:\n  支出: {from: data/决算.csv, row: 办公费, column: 数}\n---\n\n支出{{支出}}。\n";
    fs::write(folder.join("content/04-支出.md"), text).expect("a file");
    fs::create_dir_all(folder.join("data")).expect("a folder");
    fs::write(folder.join("data/决算.csv"), spent(12)).expect("a file");
}

/// A data file of what was spent.
fn spent(sum: usize) -> String {
    format!("科目,数\n办公费,{sum}万元\n")
}

/// Changes the text of a section at random, and says how.
pub(crate) fn changed(text: &str, dice: &mut Dice) -> (&'static str, String) {
    let behind = text.rfind("\n---\n").map_or(0, |at| at + 5);
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).filter(|at| *at > behind).collect();
    let place = if places.is_empty() { text.len() } else { *dice.pick(&places) };
    let insert = |with: &str| format!("{}{with}{}", &text[..place], &text[place..]);
    match dice.throw(7) {
        0..=2 => ("a word", insert(dice.pick::<&str>(WORDS))),
        3 | 4 => ("a part", insert(dice.pick::<&str>(PARTS))),
        5 => ("a figure", text.replacen("件数: 9", "件数: 19", 1)),
        _ => {
            let end = text[place..].find('\n').map_or(text.len(), |at| place + at);
            ("a cut", format!("{}{}", &text[..place], &text[end..]))
        }
    }
}

/// Changes one file at random.
fn edit(folder: &Path, dice: &mut Dice) -> String {
    let content = folder.join("content");
    let mut names: Vec<PathBuf> =
        fs::read_dir(&content).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    names.sort();
    let path = dice.pick(&names).clone();
    let text = fs::read_to_string(&path).expect("a file");
    let shown = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (what, new) = match dice.throw(11) {
        0..=6 => changed(&text, dice),
        7 if names.len() < 6 => {
            let new = content.join(format!("0{}-新.md", dice.throw(5)));
            fs::write(new, "# 新的一节\n\n新写的一段。\n").expect("a file");
            return "a new section".to_owned();
        }
        7 => {
            fs::remove_file(&path).expect("a file");
            return format!("{shown} removed");
        }
        8 => {
            let name = format!("0{}-改名.md", dice.throw(5));
            fs::rename(&path, content.join(&name)).expect("a file");
            return format!("{shown} renamed to {name}");
        }
        9 => {
            fs::write(folder.join("data/决算.csv"), spent(dice.throw(99))).expect("a file");
            return "the data".to_owned();
        }
        _ => {
            let settings = folder.join("bluebook.toml");
            let text = fs::read_to_string(&settings).expect("a file");
            let (a, b) = ("style = \"plain\"", "style = \"gongwen\"");
            let new = if text.contains(a) { text.replace(a, b) } else { text.replace(b, a) };
            fs::write(settings, new).expect("a file");
            return "the style".to_owned();
        }
    };
    fs::write(&path, new).expect("a file");
    format!("{what} in {shown}")
}

/// Returns everything that a person sees of a build.
fn seen(outcome: &Outcome) -> (Vec<String>, String) {
    let pages =
        outcome.typeset.as_ref().map(|typeset| export::svg(typeset).expect("pages")).unwrap_or_default();
    (pages, short::render(&outcome.diagnostics, &outcome.sources, Language::English))
}

#[test]
fn a_rebuild_gives_what_a_fresh_build_gives() {
    let sequences = std::env::var("BLUEBOOK_EDITS").ok().and_then(|n| n.parse().ok()).unwrap_or(SEQUENCES);
    for sequence in 0..sequences {
        let folder = tempfile::tempdir().expect("a folder");
        report(folder.path());
        let request = request(folder.path());
        let mut dice = Dice(sequence);
        let mut kept = Kept::default();
        let mut done = Vec::new();
        for _ in 0..EDITS {
            done.push(edit(folder.path(), &mut dice));
            let (again, fresh) = (run_again(&request, &kept), run(&request));
            let (Ok(again), Ok(fresh)) = (again, fresh) else { continue };
            let (again_seen, fresh_seen) = (seen(&again), seen(&fresh));
            assert_eq!(again_seen.1, fresh_seen.1, "sequence {sequence}: {done:?}");
            assert_eq!(again_seen.0.len(), fresh_seen.0.len(), "sequence {sequence}: {done:?}");
            for (page, (a, b)) in again_seen.0.iter().zip(&fresh_seen.0).enumerate() {
                assert!(a == b, "sequence {sequence}, page {}: {done:?}", page + 1);
            }
            kept = again.kept.clone();
        }
    }
}

//! The first look at an edited section shows the very pages that the whole report then has, in both styles, wherever the
//! edit moves no page; where it cannot, it stays away.

use std::fs;
use std::path::Path;

use bluebook::export;
use bluebook::pipeline::{Kept, glance, run_again};

use crate::support::request;

const SECTIONS: usize = 10;

/// A report whose sections begin anywhere on a page.
fn report(folder: &Path, style: &str) {
    fs::create_dir_all(folder.join("content")).expect("a folder");
    let settings = include_str!("../fixtures/bluebook.toml").replace("\"plain\"", &format!("\"{style}\""));
    fs::write(folder.join("bluebook.toml"), settings).expect("a file");
    for number in 0..SECTIONS {
        let mut text = format!(
            "---\ntitle: 第{number}项工作\nsource: 台账\nfigures:\n  件数: 60件\n  办结: 50件\n  率: =办结/件数 @0.1%\n---\n\n"
        );
        for part in 0..6 {
            text += &format!("## 第{part}个方面\n\n");
            for _ in 0..3 + (number + part) % 3 {
                text += "本部分共有事件{{件数}}，办结{{办结}}，办结率{{率}}。年内各项工作平稳推进，群众满意，没有发生有影响的安全事故，经验做法在全区得到推广。\n\n";
            }
            text += "有注[^n]的一句。\n\n| 项目 | 数 |\n|---|---:|\n| 甲 | {{件数}} |\n\n"
                .replace("[^n]", &format!("[^n{part}]"))
                .as_str();
            text += &format!("[^n{part}]: 注的文字。\n\n");
        }
        fs::write(folder.join(format!("content/{number:02}-节.md")), text).expect("a file");
    }
}

#[test]
fn a_first_look_shows_the_pages_that_the_whole_has() {
    let mut looks = 0;
    for style in ["gongwen", "plain", "bluebook"] {
        let folder = tempfile::tempdir().expect("a folder");
        report(folder.path(), style);
        let request = request(folder.path());
        let mut kept = Kept::default();
        for step in 0..12 {
            let before = run_again(&request, &kept).expect("a build");
            kept = before.kept.clone();
            let beginnings = kept.beginnings();
            let path = request.root.join(format!("content/{:02}-节.md", step * 7 % SECTIONS));
            let text = fs::read_to_string(&path).expect("a file");
            let (from, to) =
                [("平稳推进", "平稳有序推进"), ("群众满意", "满意"), ("年内", "全年内")][step % 3];
            fs::write(&path, text.replacen(from, to, 1 + step % 4)).expect("a file");
            let Some(look) = glance(&request, &kept, &beginnings, &path) else { continue };
            let after = run_again(&request, &kept).expect("a build").typeset.expect("pages");
            let count = kept.typeset().expect("pages").page_count();
            if after.page_count() != count || look.old.len() != look.new.len() {
                continue;
            }
            looks += 1;
            let (window, whole) =
                (export::svg(&look.typeset).expect("pages"), export::svg(&after).expect("pages"));
            for (a, b) in look.new.clone().zip(look.old.clone()) {
                // So that a browser does not paint it twice.
                let hashes = [look.typeset.page_hash(a, &|_| 0), after.page_hash(b, &|_| 0)];
                assert_eq!(hashes[0], hashes[1], "{style}, step {step}: page {}", b + 1);
                assert!(window[a] == whole[b], "{style}, step {step}: page {} of {count} is another", b + 1);
            }
        }
    }
    assert!(looks >= 8, "only {looks} looks");
}

#[test]
fn what_may_change_other_sections_is_left_to_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    report(folder.path(), "plain");
    let request = request(folder.path());
    let kept = run_again(&request, &Kept::default()).expect("a build").kept;
    let beginnings = kept.beginnings();
    let path = request.root.join("content/05-节.md");
    let text = fs::read_to_string(&path).expect("a file");
    for (from, to) in [
        ("件数: 60件", "件数: 70件"),
        ("{{办结}}", "{{件数}}"),
        ("年内", "见[首节](00-节.md)，年内"),
        ("年内", "见[@文献]，年内"),
        ("年内", "龘年内"),
    ] {
        fs::write(&path, text.replacen(from, to, 1)).expect("a file");
        assert!(glance(&request, &kept, &beginnings, &path).is_none(), "{to}");
    }
    fs::write(&path, text.replacen("年内", "全年内", 1)).expect("a file");
    assert!(glance(&request, &kept, &beginnings, &path).is_some());
}

//! Folders that come, go and change their names, the report's own among them; links; inputs outside the report.

use std::fs;
use std::thread;
use std::time::Duration;

use super::{Desk, PATIENCE, inputs, report};
use crate::watch::{Inputs, Wait, Watcher};

#[test]
fn files_made_at_once_in_new_folders() {
    let mut desk = Desk::new();
    for round in 0..20 {
        let folder = desk.path(&format!("content/{round}/a/b"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("x.md"), "新").unwrap();
        fs::write(desk.path(&format!("content/{round}/index.md")), "新").unwrap();
        desk.follow();
    }
    // The new folders are listened to: what changes in them is seen too.
    desk.write("content/7/a/b/x.md", "改");
    desk.follow();
    assert_eq!(desk.watcher.manner(), crate::watch::Manner::Notified);
}

#[test]
fn a_new_file_and_a_removed_one() {
    let mut desk = Desk::new();
    desk.settle();
    desk.write("content/03-问题.md", "新");
    assert_eq!(desk.next().added, [desk.path("content/03-问题.md")]);
    desk.settle();
    fs::remove_file(desk.path("content/03-问题.md")).unwrap();
    assert_eq!(desk.next().removed, [desk.path("content/03-问题.md")]);
    desk.settle();
    desk.write("content/03-问题.md", "新");
    assert_eq!(desk.next().added, [desk.path("content/03-问题.md")]);
}

#[test]
fn a_removed_folder() {
    let mut desk = Desk::new();
    desk.settle();
    fs::remove_dir_all(desk.path("content/02-绩效")).unwrap();
    desk.follow();
    assert!(desk.built.keys().all(|path| !path.to_string_lossy().contains("绩效")));
    desk.settle();
    fs::create_dir(desk.path("content/02-绩效")).unwrap();
    desk.write("content/02-绩效/index.md", "回来");
    desk.follow();
}

#[test]
fn a_renamed_folder_and_a_change_in_it() {
    let mut desk = Desk::new();
    desk.settle();
    for name in ["content/03-绩效", "content/01-绩效", "绩效", "content/02-绩效"] {
        let old = desk.built.keys().find(|path| path.ends_with("index.md")).unwrap().clone();
        fs::rename(old.parent().unwrap(), desk.path(name)).unwrap();
        desk.follow();
        desk.settle();
        desk.write(&format!("{name}/index.md"), &format!("在{name}"));
        desk.follow();
    }
    assert_eq!(desk.watcher.manner(), crate::watch::Manner::Notified, "heard under each name");
}

#[test]
fn two_folders_that_change_names() {
    let mut desk = Desk::new();
    fs::create_dir(desk.path("a")).unwrap();
    fs::create_dir(desk.path("b")).unwrap();
    desk.write("a/x.md", "甲");
    desk.write("b/x.md", "乙");
    desk.follow();
    for (from, to) in [("a", "c"), ("b", "a"), ("c", "b")] {
        fs::rename(desk.path(from), desk.path(to)).unwrap();
    }
    desk.follow();
    desk.write("a/x.md", "丙");
    desk.follow();
    desk.write("b/x.md", "丁");
    desk.follow();
}

#[test]
fn a_file_in_place_of_a_folder_and_back() {
    let mut desk = Desk::new();
    desk.settle();
    fs::remove_dir_all(desk.path("content/02-绩效")).unwrap();
    desk.write("content/02-绩效", "文件");
    desk.follow();
    fs::remove_file(desk.path("content/02-绩效")).unwrap();
    fs::create_dir(desk.path("content/02-绩效")).unwrap();
    desk.write("content/02-绩效/index.md", "文件夹");
    desk.follow();
}

#[test]
fn the_report_goes_and_comes_back() {
    let mut desk = Desk::new();
    desk.settle();
    let aside = desk.root.with_file_name("旁");
    fs::rename(&desk.root, &aside).unwrap();
    assert_eq!(desk.watcher.wait(Some(PATIENCE)), Wait::Gone);
    assert_eq!(desk.watcher.wait(Some(Duration::from_millis(300))), Wait::TimedOut, "said once");
    fs::rename(&aside, &desk.root).unwrap();
    desk.built.clear();
    assert!(!desk.next().added.is_empty());
    desk.follow();
    desk.write("content/01-概况.md", "又改");
    desk.follow();
    fs::remove_dir_all(&desk.root).unwrap();
    assert_eq!(desk.watcher.wait(Some(PATIENCE)), Wait::Gone);
    fs::create_dir(&desk.root).unwrap();
    let empty = desk.next();
    assert!(empty.added.is_empty() && empty.removed.is_empty(), "{empty:?}");
    desk.write("bluebook.toml", "[report]\n");
    desk.follow();
}

#[test]
fn the_report_is_replaced_by_another_at_once() {
    let mut desk = Desk::new();
    desk.settle();
    let other = desk.root.with_file_name("新");
    fs::create_dir_all(other.join("content")).unwrap();
    fs::write(other.join("content/01-概况.md"), "另一份").unwrap();
    fs::rename(&desk.root, desk.root.with_file_name("旧")).unwrap();
    fs::rename(&other, &desk.root).unwrap();
    desk.follow();
    desk.write("content/01-概况.md", "改");
    desk.follow();
}

#[test]
fn a_report_that_is_not_there_yet() {
    let (folder, root) = report();
    fs::remove_dir_all(&root).unwrap();
    let watcher = Watcher::new(&inputs(&root));
    let mut desk = Desk::at(folder, root, watcher);
    assert_eq!(desk.watcher.wait(Some(PATIENCE)), Wait::Gone);
    fs::create_dir(&desk.root).unwrap();
    desk.write("bluebook.toml", "[report]\n");
    desk.follow();
}

#[test]
fn inputs_outside_the_report() {
    let (folder, root) = report();
    let fonts = folder.path().canonicalize().unwrap().join("字体");
    let last_year = folder.path().canonicalize().unwrap().join("2020");
    fs::create_dir(&last_year).unwrap();
    fs::write(last_year.join("figures.lock"), "去年").unwrap();
    let others = vec![fonts.clone(), last_year.join("figures.lock")];
    let watcher = Watcher::new(&Inputs { others, ..inputs(&root) });
    let mut desk = Desk::at(folder, root, watcher);
    desk.settle();
    fs::write(last_year.join("figures.lock"), "去年改").unwrap();
    assert_eq!(desk.next().changed, [last_year.join("figures.lock")]);
    desk.settle();
    fs::create_dir(&fonts).unwrap();
    fs::write(fonts.join("仿宋.ttf"), "字").unwrap();
    assert_eq!(desk.next().added, [fonts.join("仿宋.ttf")]);
    desk.settle();
    fs::write(last_year.join("别的.lock"), "不相干").unwrap();
    desk.nothing_happens();
}

#[cfg(unix)]
#[test]
fn links() {
    use std::os::unix::fs::symlink;
    let mut desk = Desk::new();
    symlink("../images/a.png", desk.path("content/a.png")).unwrap();
    desk.follow();
    fs::create_dir(desk.path("images")).unwrap();
    desk.write("images/a.png", "图");
    desk.follow();
    desk.settle();
    desk.write("images/a.png", "另一图");
    desk.follow();
    desk.settle();
    // A loop of links, and a link to a folder, are looked at as what they are.
    symlink(desk.path("."), desk.path("content/loop")).unwrap();
    assert_eq!(desk.next().added, [desk.path("content/loop")]);
    fs::remove_file(desk.path("content/loop")).unwrap();
    symlink(desk.path("images"), desk.path("content/loop")).unwrap();
    let mut all = desk.next();
    while !all.changed.contains(&desk.path("content/loop")) && !all.added.contains(&desk.path("content/loop"))
    {
        all = desk.next();
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let mut desk = Desk::new();
    desk.settle();
    let path = desk.path("content/01-概况.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    desk.settle();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(&path, "又可以读了").unwrap();
    desk.built.remove(&path);
    desk.follow();
    // Whoever is root may read everything but this.
    if cfg!(target_os = "linux") {
        desk.settle();
        symlink("/proc/self/mem", desk.path("content/mem.md")).unwrap();
        assert_eq!(desk.next().added, [desk.path("content/mem.md")]);
        fs::remove_file(desk.path("content/mem.md")).unwrap();
        desk.write("content/mem.md", "可读");
        desk.built.remove(&desk.path("content/mem.md"));
        desk.follow();
    }
}

#[test]
fn a_waker_ends_a_wait_and_loses_nothing() {
    let mut desk = Desk::new();
    desk.settle();
    let waker = desk.watcher.waker();
    let other = thread::spawn(move || {
        thread::sleep(Duration::from_millis(50));
        waker.wake();
    });
    assert_eq!(desk.watcher.wait(Some(PATIENCE)), Wait::Woken);
    other.join().unwrap();
    desk.write("bluebook.toml", "[report]\ntitle = \"一\"\n");
    desk.watcher.waker().wake();
    assert_eq!(desk.watcher.wait(Some(PATIENCE)), Wait::Woken);
    assert_eq!(desk.next().changed, [desk.path("bluebook.toml")]);
}

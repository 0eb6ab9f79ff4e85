//! What happens in a report's folder and is no reason to build.

use std::fs::{self, File};
use std::time::Duration;

use super::Desk;
use crate::watch::Manner;

#[test]
fn a_touched_file_is_not_a_change() {
    let mut desk = Desk::new();
    desk.settle();
    let file = File::options().write(true).open(desk.path("content/01-概况.md")).unwrap();
    let modified = file.metadata().unwrap().modified().unwrap();
    file.set_modified(modified + Duration::from_secs(5)).unwrap();
    drop(file);
    let same = fs::read(desk.path("content/02-绩效/index.md")).unwrap();
    fs::write(desk.path("content/02-绩效/index.md"), same).unwrap();
    desk.nothing_happens();
}

#[test]
fn an_old_file_that_is_touched_is_not_a_change() {
    let (folder, root) = super::report();
    let path = root.join("content/01-概况.md");
    let touch = |hours: u64| {
        let file = File::options().write(true).open(&path).unwrap();
        let modified = file.metadata().unwrap().modified().unwrap();
        file.set_modified(modified - Duration::from_hours(hours)).unwrap();
    };
    touch(2);
    let watcher = crate::watch::Watcher::new(&super::inputs(&root));
    let mut desk = Desk::at(folder, root.clone(), watcher);
    desk.settle();
    touch(3);
    desk.nothing_happens();
    fs::write(&path, "改").unwrap();
    desk.follow();
}

#[test]
fn temporaries_and_outputs_are_no_changes() {
    let mut desk = Desk::new();
    desk.settle();
    let names = [
        ".git/index",
        ".git/objects/ab/cd",
        "build/report.pdf",
        "build/pages/1.png",
        "out.pdf",
        "content/.01.md.swp",
        "content/4913",
        "content/~$报告.docx",
        "content/01-概况.md~",
        "content/x.tmp",
        "node_modules/a/b.md",
        ".DS_Store",
    ];
    for name in names {
        let path = desk.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }
    desk.nothing_happens();
    for name in names {
        desk.write(name, "y");
        fs::remove_file(desk.path(name)).unwrap();
    }
    desk.nothing_happens();
    assert_eq!(desk.watcher.manner(), Manner::Notified);
}

#[test]
fn a_folder_that_declares_itself_a_cache_is_not_entered() {
    let mut desk = Desk::new();
    fs::create_dir_all(desk.path("target/debug")).unwrap();
    desk.write("target/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");
    desk.settle();
    desk.write("target/debug/x.md", "x");
    desk.nothing_happens();
}

#[test]
fn a_file_that_comes_and_goes_between_two_looks_is_no_change() {
    let mut desk = Desk::new();
    desk.settle();
    desk.watcher.eye.batch.never_believe();
    // Closed and complete, but new: it must look the same twice, and is gone by then.
    for number in 0..50 {
        let path = desk.path(&format!("content/x{number}.md.AbCdEf"));
        fs::write(&path, "x").unwrap();
        fs::remove_file(path).unwrap();
    }
    desk.nothing_happens();
}

#[test]
fn what_changed_and_changed_back_counts_until_the_build_has_ended() {
    let mut desk = Desk::new();
    let waker = desk.watcher.waker();
    desk.watcher.beside_builds();
    waker.built(0);
    desk.settle();
    let there_and_back = |desk: &mut Desk| {
        desk.write("content/01-概况.md", "办结509件。\n");
        desk.write("content/01-概况.md", "办结510件。\n");
    };
    there_and_back(&mut desk);
    assert_eq!(desk.next().number, 1);
    // Looks at everything while the build runs do not end it.
    desk.nothing_happens();
    there_and_back(&mut desk);
    let second = desk.next();
    assert_eq!((second.number, second.changed), (2, vec![desk.path("content/01-概况.md")]));
    // Another build has ended, not this one.
    waker.built(1);
    desk.nothing_happens();
    there_and_back(&mut desk);
    assert_eq!(desk.next().number, 3);
    waker.built(3);
    desk.settle();
    there_and_back(&mut desk);
    desk.nothing_happens();
}

//! The ways in which programs save, each seen to the end.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::Desk;

const SECTION: &str = "content/02-绩效/01-产出.md";

/// How long programs pause between two steps of a save.
const PAUSE: Duration = Duration::from_millis(60);

/// Saves in some way in a thread of its own, and holds that the last build saw it.
fn save(how: impl FnOnce(&Path, &str) + Send + 'static) {
    let mut desk = Desk::new();
    let path = desk.path(SECTION);
    let text = "# 产出\n\n办结509件。\n";
    let writer = thread::spawn(move || how(&path, text));
    while !writer.is_finished() {
        desk.follow();
    }
    writer.join().unwrap();
    desk.follow();
    assert_eq!(desk.built[&desk.path(SECTION)], text.as_bytes());
}

fn beside(path: &Path, name: &str) -> PathBuf {
    path.with_file_name(name)
}

#[test]
fn in_place() {
    save(|path, text| fs::write(path, text).unwrap());
}

#[test]
fn truncate_pause_write() {
    save(|path, text| {
        let mut file = File::create(path).unwrap();
        for piece in text.as_bytes().chunks(12) {
            thread::sleep(PAUSE);
            file.write_all(piece).unwrap();
        }
    });
}

#[test]
fn truncate_close_pause_write_as_vs_code() {
    save(|path, text| {
        File::options().write(true).truncate(true).open(path).unwrap();
        thread::sleep(PAUSE);
        File::options().write(true).open(path).unwrap().write_all(text.as_bytes()).unwrap();
    });
}

#[test]
fn temporary_file_and_rename() {
    save(|path, text| {
        let temporary = beside(path, "01-产出.md.tmp");
        fs::write(&temporary, text).unwrap();
        fs::rename(temporary, path).unwrap();
    });
}

#[test]
fn a_temporary_file_of_an_unknown_name_and_rename() {
    save(|path, text| {
        let temporary = beside(path, "01-产出.md.XyZabc");
        fs::write(&temporary, text).unwrap();
        fs::rename(temporary, path).unwrap();
    });
}

#[test]
fn vim_with_a_backup() {
    save(|path, text| {
        let (probe, backup) = (beside(path, "4913"), beside(path, "01-产出.md~"));
        fs::write(&probe, "").unwrap();
        fs::remove_file(probe).unwrap();
        fs::rename(path, &backup).unwrap();
        thread::sleep(PAUSE);
        fs::write(path, text).unwrap();
        fs::remove_file(backup).unwrap();
    });
}

#[test]
fn jetbrains() {
    save(|path, text| {
        let (new, old) = (beside(path, "01-产出.md___jb_tmp___"), beside(path, "01-产出.md___jb_old___"));
        fs::write(&new, text).unwrap();
        fs::rename(path, &old).unwrap();
        fs::rename(new, path).unwrap();
        fs::remove_file(old).unwrap();
    });
}

#[test]
fn wps_and_word() {
    save(|path, text| {
        let (lock, new) = (beside(path, "~$01-产出.md"), beside(path, "~WRD0001.tmp"));
        fs::write(&lock, "owner").unwrap();
        fs::write(&new, text).unwrap();
        fs::remove_file(path).unwrap();
        thread::sleep(PAUSE);
        fs::rename(new, path).unwrap();
        fs::remove_file(lock).unwrap();
    });
}

#[test]
fn a_storm_of_writes() {
    save(|path, text| {
        for number in 0..1000 {
            fs::write(path, format!("办结{number}件")).unwrap();
            thread::sleep(Duration::from_millis(1));
        }
        fs::write(path, text).unwrap();
    });
}

#[test]
fn a_checkout_of_five_hundred_files() {
    let mut desk = Desk::new();
    let folder = desk.path("content/03-附件");
    fs::create_dir(&folder).unwrap();
    for number in 0..500 {
        fs::write(folder.join(format!("{number}.md")), "before").unwrap();
    }
    desk.follow();
    let files = folder.clone();
    let git = thread::spawn(move || {
        for number in 0..500 {
            let path = files.join(format!("{number}.md"));
            fs::remove_file(&path).unwrap();
            fs::write(path, format!("after {number}")).unwrap();
        }
    });
    git.join().unwrap();
    desk.follow();
    assert_eq!(desk.built[&folder.join("499.md")], b"after 499");
}

#[test]
fn a_change_and_its_return_during_a_build_count() {
    let mut desk = Desk::new();
    desk.settle();
    let path = desk.path(SECTION);
    let old = fs::read(&path).unwrap();
    desk.write("bluebook.toml", "[report]\ntitle = \"一\"\n");
    desk.next();
    // The build that is running now may read the text in between.
    desk.write(SECTION, "办结509件。");
    let between = fs::read(&path).unwrap();
    fs::write(&path, &old).unwrap();
    desk.built.insert(path, between);
    desk.follow();
}

#[test]
fn what_is_saved_during_a_build_is_one_batch() {
    let mut desk = Desk::new();
    desk.settle();
    desk.write("bluebook.toml", "[report]\ntitle = \"一\"\n");
    desk.next();
    assert!(desk.watcher.next <= std::time::Instant::now(), "after a build it looks at everything at once");
    for text in ["一", "二", "三"] {
        desk.write(SECTION, text);
        desk.write("content/01-概况.md", text);
    }
    assert!(desk.watcher.is_behind());
    let changes = desk.next();
    assert_eq!(changes.changed, [desk.path("content/01-概况.md"), desk.path(SECTION)]);
    assert!(!desk.watcher.is_behind());
}

#[test]
fn what_is_doubtful_is_held_back() {
    let desk = || {
        let mut desk = Desk::new();
        desk.settle();
        desk.watcher.eye.batch.never_believe();
        desk
    };
    let held = |desk: &mut Desk, doubt: &str| {
        let waited = desk.watcher.wait(Some(Duration::from_millis(300)));
        assert_eq!(waited, super::Wait::TimedOut, "{doubt}");
        assert!(desk.watcher.is_behind());
    };
    let mut emptied = desk();
    emptied.write(SECTION, "");
    held(&mut emptied, "a file that is suddenly empty");
    emptied.write(SECTION, "新");
    assert_eq!(emptied.next().changed, [emptied.path(SECTION)]);

    let mut absent = desk();
    fs::remove_file(absent.path(SECTION)).unwrap();
    held(&mut absent, "a file that is gone");
    absent.write(SECTION, "新");
    assert_eq!(absent.next().changed, [absent.path(SECTION)]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_is_held_back_until_its_writer_closes_it() {
    let mut desk = Desk::new();
    desk.settle();
    desk.watcher.eye.batch.never_believe();
    let mut file = File::create(desk.path(SECTION)).unwrap();
    file.write_all("办结".as_bytes()).unwrap();
    assert_eq!(desk.watcher.wait(Some(Duration::from_millis(300))), super::Wait::TimedOut);
    file.write_all("509件".as_bytes()).unwrap();
    drop(file);
    assert_eq!(desk.next().changed, [desk.path(SECTION)]);
    assert_eq!(desk.built[&desk.path(SECTION)], "办结509件".as_bytes());
}

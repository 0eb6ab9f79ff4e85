//! Events that are lost, queues that run over, systems that refuse to listen: slower, never wrong.

use std::fs;
use std::time::{Duration, Instant};

use notify::event::{Event, EventKind, Flag};

use super::{Desk, PATIENCE};
use crate::watch::faults::{Noting, Refusing, Silent, Wide, hard_of_hearing};
use crate::watch::listen::{Deaf, System, hear};
use crate::watch::{Manner, Reason, Wait};

#[test]
fn lost_events_cost_a_moment_and_then_polling() {
    let (mut desk, _) = Desk::with(|_| Box::new(Silent));
    assert_eq!(desk.watcher.manner(), Manner::Notified);
    let began = Instant::now();
    let mut number = 0;
    while desk.watcher.manner() == Manner::Notified && began.elapsed() < PATIENCE {
        number += 1;
        desk.settle();
        desk.write("content/01-概况.md", &format!("第{number}次"));
        desk.follow();
    }
    assert_eq!(desk.watcher.manner(), Manner::Polling(Reason::Silent));
    desk.write("content/01-概况.md", "查看");
    desk.follow();
    fs::remove_dir_all(desk.path("content/02-绩效")).unwrap();
    desk.follow();
}

#[test]
fn a_queue_that_ran_over_is_followed_by_a_look_at_everything() {
    let (mut desk, hints) = Desk::with(|_| Box::new(Silent));
    desk.settle();
    for round in 0..5 {
        desk.write("content/01-概况.md", &format!("第{round}次"));
        fs::create_dir_all(desk.path(&format!("content/{round}"))).unwrap();
        desk.write(&format!("content/{round}/index.md"), "新");
        hear(&hints, Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)));
        desk.follow();
    }
    desk.write("content/01-概况.md", "错误之后");
    hear(&hints, Err(notify::Error::generic("the queue is lost")));
    desk.follow();
    // Long enough for an event that never comes to be missed.
    std::thread::sleep(Duration::from_millis(1100));
    desk.watcher.is_behind();
    desk.settle();
    assert_eq!(desk.watcher.manner(), Manner::Notified, "a queue that ran over is no silent drive");
}

#[test]
fn half_of_the_events_are_enough() {
    let (mut desk, _) = Desk::with(|hints| Box::new(hard_of_hearing(hints, 2)));
    for round in 0..4 {
        desk.settle();
        desk.write("content/01-概况.md", &format!("第{round}次"));
        fs::create_dir_all(desk.path(&format!("content/{round}/a"))).unwrap();
        desk.write(&format!("content/{round}/a/x.md"), "新");
        desk.follow();
    }
}

#[test]
fn where_nobody_may_listen_it_polls_and_says_why() {
    let refused = Deaf::Failed("not here".to_owned());
    for (deaf, reason) in [(Deaf::Limit, Reason::Limit), (refused, Reason::Failed("not here".to_owned()))] {
        let (mut desk, _) = Desk::with(|_| Box::new(Refusing(deaf)));
        assert_eq!(desk.watcher.manner(), Manner::Polling(reason.clone()));
        assert!(!reason.text().zh.is_empty() && !reason.text().en.contains('{'));
        desk.write("content/01-概况.md", "一");
        desk.follow();
        fs::create_dir(desk.path("content/新")).unwrap();
        desk.write("content/新/x.md", "二");
        desk.follow();
        fs::remove_dir_all(&desk.root).unwrap();
        assert_eq!(desk.watcher.wait(Some(PATIENCE)), Wait::Gone);
    }
}

#[test]
fn a_listener_that_dies_is_replaced_by_polling() {
    let (mut desk, hints) = Desk::with(|_| Box::new(Silent));
    desk.settle();
    hints.end("the thread that listens has ended".to_owned());
    desk.write("content/01-概况.md", "一");
    desk.follow();
    assert!(matches!(desk.watcher.manner(), Manner::Polling(Reason::Failed(_))));
}

#[test]
fn hints_that_lie_are_no_changes() {
    let (mut desk, hints) = Desk::with(|_| Box::new(Silent));
    desk.settle();
    let paths =
        ["content/01-概况.md", "content/不在.md", "content/02-绩效", "content", "", "不在/不在/x.md", "../x"];
    for path in paths {
        let event = Event::new(EventKind::Any).add_path(desk.path(path));
        hear(&hints, Ok(event));
    }
    assert_eq!(desk.watcher.wait(Some(Duration::from_millis(500))), Wait::TimedOut);
}

#[test]
fn an_event_that_says_nothing_but_the_path_is_enough() {
    let (mut desk, hints) = Desk::with(|_| Box::new(Silent));
    desk.settle();
    // As macOS may: only the folder, and not what happened.
    for (name, said) in [("content/01-概况.md", "content/01-概况.md"), ("content/a/b/x.md", "content/a")]
    {
        fs::create_dir_all(desk.path(name).parent().unwrap()).unwrap();
        desk.write(name, "改");
        hear(&hints, Ok(Event::new(EventKind::Any).add_path(desk.path(said))));
        desk.follow();
    }
    assert_eq!(desk.watcher.manner(), Manner::Notified);
}

#[test]
fn one_ear_on_the_whole_report_hears_as_much() {
    let (mut desk, _) = Desk::with(|hints| Box::new(Wide(System::new(hints))));
    desk.settle();
    for round in 0..5 {
        desk.write("content/02-绩效/01-产出.md", &format!("第{round}次"));
        desk.follow();
        fs::create_dir_all(desk.path(&format!("content/{round}/a"))).unwrap();
        desk.write(&format!("content/{round}/a/x.md"), "新");
        desk.follow();
    }
    fs::rename(desk.path("content/1"), desk.path("content/9")).unwrap();
    fs::create_dir_all(desk.path(".git/a")).unwrap();
    desk.write(".git/a/x.md", "不相干");
    desk.follow();
    desk.write("content/9/a/x.md", "在新名下");
    desk.follow();
    let aside = desk.root.with_file_name("旁");
    fs::rename(&desk.root, &aside).unwrap();
    assert_eq!(desk.watcher.wait(Some(PATIENCE)), Wait::Gone);
    fs::rename(&aside, &desk.root).unwrap();
    desk.built.clear();
    desk.follow();
    desk.write("content/9/a/x.md", "回来以后");
    desk.follow();
}

#[test]
fn a_folder_that_something_happened_to_is_listened_to_anew() {
    let noting = Noting::default();
    let (mut desk, hints) = Desk::with(|_| Box::new(noting.clone()));
    desk.settle();
    let listened = || std::mem::take(&mut *noting.0.lock().unwrap());
    assert_eq!(listened().len(), 3, "once each, however often it is looked at");
    // Another folder may have had this name for a moment, and taken the ear along.
    hear(&hints, Ok(Event::new(EventKind::Any).add_path(desk.path("content"))));
    desk.settle();
    assert_eq!(listened(), [desk.path("content"), desk.path("content/02-绩效")]);
    // Or a look finds that it has it now.
    fs::rename(desk.path("content/02-绩效"), desk.root.with_file_name("旁")).unwrap();
    fs::create_dir(desk.path("content/02-绩效")).unwrap();
    assert!(desk.watcher.is_behind());
    assert_eq!(listened(), [desk.path("content/02-绩效")]);
}

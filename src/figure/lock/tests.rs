//! Tests of the lock: what is written is read again, and what is damaged is said at its line.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Code;
use crate::source::{Encoding, SourceFile, SourceId};

fn ratio(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

fn file(text: &str) -> SourceFile {
    SourceFile::new(SourceId(0), LOCK, text, Encoding::Utf8)
}

fn read(text: &str) -> Lock {
    let (lock, faults) = Lock::read(&file(text), Owner::ThisReport);
    lock.unwrap_or_else(|| panic!("{faults:?}\n{text}")).without_places()
}

/// Each fault as its line and its message.
fn faults(text: &str) -> Vec<(usize, String)> {
    let file = file(text);
    let (lock, faults) = Lock::read(&file, Owner::ThisReport);
    assert!(lock.is_none(), "{text}");
    assert!(faults.iter().all(|fault| fault.code == Code::ChangedSinceSigning && !fault.hints.is_empty()));
    faults.iter().map(|fault| (file.place(fault.span.start).line, fault.message.zh.clone())).collect()
}

impl Lock {
    fn without_places(mut self) -> Lock {
        self.figures.iter_mut().for_each(|figure| figure.place = Span::default());
        self
    }
}

fn rate() -> Signed {
    Signed {
        name: "办结率".into(),
        section: "综治".into(),
        period: Some("2021".into()),
        value: ratio(3175, 32),
        unit: "%".into(),
        display: Some("99.22%".into()),
        formula: Some("办结/事件".into()),
        ..Signed::default()
    }
}

#[test]
fn one_block_a_figure() {
    let face = Face { role: "body".into(), family: "FandolFang".into(), sha256: "00ff".into() };
    let faces = vec![Face { role: "code".into(), ..face.clone() }, face.clone(), face];
    let text = Lock { figures: vec![rate()], faces: Vec::new() }.with_faces(faces).write();
    let (_, blocks) = text.split_once("version = 1\n").unwrap();
    assert_eq!(
        blocks,
        "\n[[figures]]\nname = \"办结率\"\nsection = \"综治\"\nperiod = \"2021\"\nvalue = \"3175/32\"\nunit = \"%\"\n\
         display = \"99.22%\"\nformula = \"办结/事件\"\n\
         \n[[faces]]\nrole = \"body\"\nfamily = \"FandolFang\"\nsha256 = \"00ff\"\n\
         \n[[faces]]\nrole = \"code\"\nfamily = \"FandolFang\"\nsha256 = \"00ff\"\n"
    );
}

#[test]
fn damage_is_said_at_its_line() {
    let sound = Lock { figures: vec![rate()], faces: Vec::new() }.write();
    let line = |text: &str, part: &str| text[..text.find(part).unwrap()].matches('\n').count() + 1;
    for (old, new, at, words) in [
        ("version = 1", "version = 2", "version", "第 2 版"),
        ("version = 1\n", "", "# ", "缺少 version"),
        ("\"3175/32\"", "\"99.22\"", "value", "不是精确值"),
        ("\"3175/32\"", "\"1/0\"", "value", "不是精确值"),
        ("\"3175/32\"", "\"+5\"", "value", "不是精确值"),
        ("3175/32", &"9".repeat(6001), "value", "不是精确值"),
        ("\"3175/32\"", "99", "value", "加引号"),
        ("name = \"办结率\"\n", "", "[[figures]]", "缺少 name"),
        ("unit =", "unti =", "unti", "没有 `unti`"),
        ("section = \"综治\"", "<<<<<<< HEAD\nsection = \"综治\"", "<<<<<<<", "合并冲突"),
        ("period = \"2021\"", ">>>>>>> topic", ">>>>>>>", "合并冲突"),
        ("period = \"2021\"", "period = 2021年", "period", "不是签发文件的写法"),
        ("formula =", "sha256 = \"x\"\nformula =", "[[figures]]", "缺少 file"),
    ] {
        let text = sound.replacen(old, new, 1);
        let found = faults(&text);
        let fits = found.iter().any(|(number, said)| *number == line(&text, at) && said.contains(words));
        assert!(fits, "{new}: {found:?}\n{text}");
    }
    assert_eq!(faults("figures = 1\nversion = 1\n")[0].0, 1);
}

#[test]
fn a_line_that_is_damaged_is_underlined_whole() {
    let sound = Lock { figures: vec![rate()], faces: Vec::new() }.write();
    for (old, new, line) in [
        ("section = \"综治\"", "<<<<<<< HEAD\nsection = \"综治\"", "<<<<<<< HEAD"),
        ("period = \"2021\"", "period = 2021年", "period = 2021年"),
    ] {
        let file = file(&sound.replacen(old, new, 1));
        let (_, faults) = Lock::read(&file, Owner::ThisReport);
        assert_eq!(file.slice(faults.iter().next().unwrap().span), line);
    }
}

#[test]
fn a_damaged_lock_is_signed_anew_or_fetched_again() {
    for (owner, way) in [(Owner::ThisReport, "bluebook sign"), (Owner::LastYear, "上年的报告")] {
        let (_, faults) = Lock::read(&file("version = 2\n"), owner);
        assert!(faults.iter().next().unwrap().hints[0].zh.contains(way));
    }
}

#[test]
fn the_cell_that_a_figure_was_taken_from_is_signed_with_it() {
    let origin = Origin {
        path: "data/2021.csv".into(),
        sha256: "00ff".into(),
        cell: "B7".into(),
        labels: vec!["办公费".into(), "决算数".into()],
        ..Origin::default()
    };
    let data = |origin| {
        let figure = Figure { origin: Some(Box::new(origin)), ..figure("a", "办公费", Some(1)) };
        let lock = read(&Lock::of(&table(vec![figure])).write());
        lock.figures[0].data.clone().unwrap()
    };
    let signed = Data {
        file: "data/2021.csv".into(),
        sha256: "00ff".into(),
        sheet: None,
        cell: Some("B7".into()),
        labels: vec!["办公费".into(), "决算数".into()],
    };
    assert_eq!(data(origin.clone()), signed);
    let sheet = Some("决算".to_owned());
    assert_eq!(data(Origin { sheet: "决算".into(), ..origin }), Data { sheet, ..signed });
}

#[test]
fn sections_of_one_id_may_declare_one_name() {
    let both = table(vec![figure("概况", "人口", Some(2)), figure("概况", "人口", Some(1))]);
    let lock = Lock::of(&both);
    assert!(read(&lock.write()).changes(&both).is_empty());
}

fn figure(section: &str, name: &str, value: Option<i64>) -> Figure {
    Figure {
        name: name.into(),
        section_id: section.into(),
        value: value.map(|value| ratio(value, 1)),
        display: value.map(|value| format!("{value}件")),
        unit: "件".into(),
        ..Figure::default()
    }
}

fn table(figures: Vec<Figure>) -> FigureTable {
    FigureTable { figures, ..FigureTable::default() }
}

#[test]
fn changes_are_told_apart() {
    let then = table(vec![
        figure("a", "同", Some(1)),
        figure("a", "改", Some(2)),
        figure("a", "删", Some(3)),
        figure("a", "移", Some(4)),
        figure("a", "错", Some(5)),
        figure("a", "两处", Some(6)),
    ]);
    let lock = Lock::of(&then);
    assert!(lock.changes(&then).is_empty());
    let mut shown_otherwise = figure("a", "同", Some(1));
    shown_otherwise.display = Some("一件".into());
    let now = table(vec![
        shown_otherwise,
        figure("a", "改", Some(20)),
        figure("b", "移", Some(4)),
        figure("a", "错", None),
        figure("b", "两处", Some(6)),
        figure("c", "两处", Some(7)),
    ]);
    let said: Vec<String> = lock
        .changes(&now)
        .iter()
        .map(|change| match change {
            Change::Added(index, figure) => format!("+{index} {}", figure.full_name()),
            Change::Removed(figure) => format!("-{}", figure.full_name()),
            Change::Changed(index, then, now) => {
                format!("~{index} {} {}→{}", now.full_name(), then.shown(), now.shown())
            }
        })
        .collect();
    assert_eq!(said, ["-a.两处", "-a.删", "~0 a.同 1件→一件", "~1 a.改 2件→20件", "+4 b.两处", "+5 c.两处"]);
}

#[test]
fn the_order_of_the_sections_does_not_matter() {
    let (one, two) = (figure("b", "甲", Some(1)), figure("a", "乙", Some(2)));
    let forward = Lock::of(&table(vec![one.clone(), two.clone()]));
    assert_eq!(forward.write(), Lock::of(&table(vec![two, one])).write());
    assert_eq!(forward.figures[0].section, "a");
}

#[test]
fn a_currency_is_part_of_the_unit() {
    for (display, unit, signed) in [
        ("$1.2m", "m", "$m"),
        ("about USD 3m", "m", "USD m"),
        ("12m", "m", "m"),
        ("512件", "件", "件"),
        ("1 school", "schools", "schools"),
        ("5", "", ""),
    ] {
        let figure = Figure {
            display: Some(display.into()),
            unit: unit.into(),
            value: Some(ratio(1, 1)),
            ..Figure::default()
        };
        assert_eq!(Signed::of(&figure).unwrap().unit, signed, "{display}");
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[\\PC]{0,8}", "[ -~]{0,8}", "[\u{0}-\u{9f}]{0,4}", Just("办结\"\\\r\n率".to_owned())]
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    prop::option::of(text())
}

prop_compose! {
    fn data()(file in text(), sha256 in "[0-9a-f]{8}", sheet in maybe(), cell in maybe(),
              labels in prop::collection::vec(text(), 0..3)) -> Data {
        Data { file, sha256, sheet, cell, labels }
    }
}

prop_compose! {
    fn signed()(names in (text(), text(), maybe(), maybe()), value in (any::<i64>(), 1i64..i64::MAX),
                unit in text(), more in (maybe(), maybe(), maybe()), data in prop::option::of(data())) -> Signed {
        let (name, section, scope, period) = names;
        let (display, formula, source) = more;
        let value = ratio(value.0, value.1);
        Signed { name, section, scope, period, value, unit, display, formula, source, data, place: Span::default() }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(
        mut figures in prop::collection::vec(signed(), 0..5),
        faces in prop::collection::vec((text(), text(), "[0-9a-f]{8}"), 0..3),
    ) {
        figures.sort_by(|a, b| a.order().cmp(&b.order()));
        figures.dedup_by(|a, b| a.key() == b.key() && a.period == b.period);
        let faces = faces.into_iter().map(|(role, family, sha256)| Face { role, family, sha256 }).collect();
        let lock = Lock { figures, ..Lock::default() }.with_faces(faces);
        prop_assert_eq!(&read(&lock.write()), &lock);
        prop_assert_eq!(read(&lock.write()).write(), lock.write());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[\\PC\n]{0,80}") {
        let _ = Lock::read(&file(&text), Owner::LastYear);
    }
}

//! Cases of `bluebook.toml`.

use super::*;
use crate::report::Date;
use crate::source::{Encoding, SourceId};

fn file(text: &str) -> SourceFile {
    SourceFile::new(SourceId(0), "bluebook.toml", text, Encoding::Utf8)
}

/// Returns the faults as `text at the place: English message`.
fn faults(text: &str) -> Vec<String> {
    let file = file(text);
    let faults = read(&file).faults;
    faults.iter().map(|fault| format!("{}: {}", file.slice(fault.span), fault.message.en)).collect()
}

#[test]
fn the_guides_example_is_read() {
    let text = r#"
[report]
title = "2021年度“{{名称}}”评价报告"
organisation = "街道办"
period = 2021
date = 2022-03-31
language = "zh-CN"
style = "gongwen"
status = "final"
[pdf]
standards = ["a-2a"]
[figures]
rounding = "half-even"
[checks]
unused-figure = "off"
missing-alt = "error"
[fonts]
body = ["FangSong_GB2312"]
hei = "SimHei"
[markdown]
indented-code = true
[style]
profile = "28pt"
cover = true
scale = 1.50
"#;
    let file = file(text);
    let read = read(&file);
    assert_eq!(read.faults, Diagnostics::default());
    let settings = read.settings;
    assert_eq!(settings.title.text, "2021年度“{{名称}}”评价报告");
    assert_eq!(file.slice(settings.title.span.unwrap()), settings.title.text);
    assert_eq!((settings.period.as_str(), settings.status), ("2021", Status::Final));
    assert_eq!(settings.date, Some(Date { year: 2022, month: 3, day: 31 }));
    assert_eq!(settings.rounding, Rounding::HalfEven);
    assert_eq!(settings.checks[&Code::UnusedFigure], None);
    assert_eq!(settings.checks[&Code::MissingAlt], Some(Severity::Error));
    assert_eq!(settings.fonts["hei"], ["SimHei"]);
    assert_eq!(settings.style_options["scale"], "1.50");
    assert_eq!(settings.style_options["cover"], "true");
    assert!(settings.indented_code);
    assert_eq!(file.slice(read.report), "report");
    assert_eq!(file.slice(read.style.unwrap()), "gongwen");
}

#[test]
fn what_is_not_said_has_a_default() {
    let read = read(&file("[report]\ntitle = 'x'"));
    assert_eq!(read.faults, Diagnostics::default());
    assert_eq!((read.settings.style.as_str(), read.settings.language), ("gongwen", Language::Chinese));
    assert_eq!(read.settings.standards, ["a-2a", "ua-1"]);
    assert_eq!(faults(""), [": the report has no title"]);
    assert_eq!(faults(r#"report.title = "a\\ b""#).len(), 1);
    assert!(faults(r"report.title = 'a\ b'").is_empty());
}

#[test]
fn unknown_names_are_said_all_at_once_with_the_nearest() {
    let text = "[reprot]\n[report]\ntitle='x'\ntilte = 'y'\n[pdf]\nstandards=['a-2x']\n[checks]\nmising-alt='off'\n\
                policy='lax'\n[figures]\nrounding='half-ip'";
    let file = file(text);
    let found = read(&file).faults;
    let fixes: Vec<_> = found
        .iter()
        .map(|fault| (file.slice(fault.span), fault.fix.as_ref().map(|fix| fix.replacement.as_str())))
        .collect();
    assert_eq!(
        fixes,
        [
            ("reprot", Some("report")),
            ("tilte", Some("title")),
            ("a-2x", Some("a-2a")),
            ("mising-alt", Some("missing-alt")),
            ("lax", None),
            ("half-ip", Some("half-up")),
        ]
    );
    assert!(found.iter().filter(|fault| fault.code == Code::UnknownKey).count() == 3);
    assert!(found.iter().all(|fault| fault.severity.unwrap_or(Severity::Error) == Severity::Error));
}

#[test]
fn wrong_kinds_are_said_at_their_place() {
    assert_eq!(
        faults(
            "pdf = 1\n[report]\ntitle = 2021\ndate = 2022\nlanguage = \"de\"\n[markdown]\nindented-code='yes'"
        ),
        [
            "1: `pdf` must be a table of its own",
            "report: the report has no title",
            "2021: `title` must be text in quotes, found a number",
            "2022: 2022 is not a day of the calendar",
            "de: `language` cannot be `de`",
            "'yes': `indented-code` must be true or false, without quotes, found text",
        ]
    );
    assert_eq!(faults("[report]\ntitle='x'\ndate='2022-02-30'").len(), 1);
}

#[test]
fn what_is_no_toml_is_said_in_plain_words() {
    let file = file("[report]\ntitle = “报告”\n");
    let found = read(&file).faults;
    assert_eq!(found.len(), 1, "nothing is said of backslashes that are not there");
    let fault = found.iter().next().unwrap();
    assert_eq!(file.place(fault.span.start).line, 2);
    assert!(fault.message.zh.starts_with("bluebook.toml 的写法有误"), "{}", fault.message.zh);
    assert!(fault.hints[0].zh.contains("半角"));
    assert!(!faults("[report]\ntitle = \"x\"\ntitle = \"y\"").is_empty());
    let date = faults("[report]\ntitle='x'\ndate = 2022-02-30");
    assert_eq!(date, ["2022-02-30: 2022-02-30 is not a day of the calendar"]);
}

#[test]
fn full_width_signs_are_told_once_in_the_language_of_the_report() {
    for (line, mended) in [
        ("organisation ＝ \"水利局\"", "organisation = \"水利局\""),
        ("style = “gongwen”", "style = \"gongwen\""),
    ] {
        let file = file(&format!("[report]\ntitle = \"报告\"\n{line}\nlanguage = \"zh-CN\"\n"));
        let read = read(&file);
        let faults: Vec<_> = read.faults.iter().collect();
        let [fault] = faults.as_slice() else { panic!("{line}: {faults:?}") };
        assert_eq!(read.language, Some(Language::Chinese), "{line}");
        assert_eq!(fault.fix.as_ref().map(|fix| fix.replacement.as_str()), Some(mended));
        assert!(fault.message.zh.contains(if line.contains('＝') {
            "等号要用半角的"
        } else {
            "双引号"
        }));
    }
    assert_eq!(read(&file("[report]\ntitle ＝ \"A\"\nlanguage = 'en'\n")).language, Some(Language::English));
}

#[test]
fn a_slip_of_two_letters_is_no_slip() {
    let file = file("[report]\ntitle = 'x'\nlanguage = 'cn'\n");
    let read = read(&file);
    let fault = read.faults.iter().next().unwrap();
    assert!(fault.fix.is_none() && fault.hints[0].en.contains("zh-CN"), "{fault:?}");
    assert_eq!(read.language, None);
}

#[test]
fn the_policy_and_last_years_values_are_read() {
    let text = "[report]\ntitle='x'\n[figures]\nprior='../2020/figures.lock'\nregister=true\n[checks]\npolicy='strict'\n\
                literal-matches='off'";
    let file = file(text);
    let read = read(&file);
    assert!(read.faults.is_empty(), "{:?}", read.faults);
    assert_eq!(read.settings.policy, Policy::Strict);
    assert_eq!(read.settings.prior.map(|prior| prior.text).as_deref(), Some("../2020/figures.lock"));
    assert!(read.settings.register);
    assert_eq!(read.settings.checks.get(&Code::LiteralMatches), Some(&None));
}

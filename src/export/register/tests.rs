//! The register of one small report.

use num_rational::BigRational;
use snapbox::{assert_data_eq, str};

use super::*;
use crate::source::Encoding;

fn sample() -> Register {
    let mut sources = Sources::default();
    let file = sources.add("content/02-a.md", "事件: 512件\n{{事件}}和{{办结率}}", Encoding::Utf8);
    let file = sources.get(file);
    let figure = |name: &str, value: (i64, i64)| Figure {
        name: name.into(),
        section_id: "综治".into(),
        declared: file.span(0, 6),
        display: Some("99.22%".into()),
        value: Some(BigRational::new(value.0.into(), value.1.into())),
        decimal: Some("99.21875".into()),
        unit: "%".into(),
        formula: Some("办结/事件".into()),
        worked: Some("508件/512件".into()),
        period: Some("2021".into()),
        why: Some("与统计局一致".into()),
        cited: vec![file.span(16, 26), file.span(29, 42)],
        inputs: vec![1],
        ..Figure::default()
    };
    let mut second = figure("事件", (512, 1));
    second.display = None;
    second.formula = None;
    second.source = Some("综治办".into());
    second.cited.clear();
    second.inputs.clear();
    let first = figure("办结率", (12700, 128));
    let pages = Pages::from([(file.span(16, 26), vec![3]), (file.span(29, 42), vec![3, 5])]);
    let figures = FigureTable { figures: vec![first, second], ..FigureTable::default() };
    let report = Report::default();
    let fonts = BTreeMap::new();
    let (figures, sources) = (&figures, &sources);
    Register::of(&Told {
        report: &report,
        figures,
        sources,
        pages: &pages,
        typeset: None,
        fonts: &fonts,
        reasons: &[],
    })
}

#[test]
fn the_table_is_aligned() {
    assert_data_eq!(
        table(&sample(), Language::Chinese),
        str![[r#"
章节  名称    数值    算式       来源    引用  页
综治  办结率  99.22%  办结/事件          2     3, 5
综治  事件    ?                  综治办  0

"#]]
    );
}

#[test]
fn csv_begins_with_the_columns_of_the_office() {
    let bytes = csv(&sample(), Language::Chinese);
    assert!(bytes.starts_with(&[0xef, 0xbb, 0xbf]));
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with("\u{feff}名称,数值,单位,上年,来源,说明,章节,"), "{text}");
    assert!(
        text.contains("\r\n办结率,99.22,%,,,,综治,99.22%,99.21875,办结/事件,508件/512件,2021,,\"3, 5\","),
        "{text}"
    );
    assert!(text.contains(",与统计局一致\r\n"), "{text}");
}

#[test]
fn json_keeps_the_exact_value_and_every_place() {
    let value: serde_json::Value = serde_json::from_str(&sample().json()).unwrap();
    assert_eq!(value["v"], 1);
    let figure = &value["figures"][0];
    for (key, expected) in [
        ("value", "3175/32"),
        ("decimal", "99.21875"),
        ("with_numbers", "508件/512件"),
        ("section", "综治"),
        ("period", "2021"),
    ] {
        assert_eq!(figure[key], expected, "{key}");
    }
    assert_eq!(figure["inputs"], serde_json::json!(["综治.事件"]));
    assert_eq!(figure["reasons"], serde_json::json!(["与统计局一致"]));
    let second = serde_json::json!(
        {"file": "content/02-a.md", "line": 2, "column": 9, "prints": null, "pages": [3, 5]}
    );
    assert_eq!(figure["cited"][1], second);
    assert_eq!(sample().json(), sample().json());
}

//! What changed since signing: as a table, CSV and JSON, and in the words of `bluebook sign`.
//!
//! Pure: what a change is, `figure` has decided.

use serde::Serialize;

use super::register::{aligned, guarded};
use crate::diagnostic::{Language, Text};
use crate::figure::{Change, Signed};
use crate::text;

/// A change as programs read it; the order of the fields is that of the JSON.
#[derive(Serialize)]
struct Row<'a> {
    change: &'static str,
    name: &'a str,
    section: &'a str,
    scope: Option<&'a str>,
    old: Option<State<'a>>,
    new: Option<State<'a>>,
}

/// A figure on one side of a change.
#[derive(Serialize)]
struct State<'a> {
    display: Option<&'a str>,
    value: String,
    unit: &'a str,
}

/// All changes as JSON.
#[derive(Serialize)]
struct Changes<'a> {
    v: u8,
    changes: Vec<Row<'a>>,
}

/// How many changes there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Figures that were not signed.
    pub added: usize,
    /// Signed figures that are gone.
    pub removed: usize,
    /// Figures with another value, unit or display.
    pub changed: usize,
}

impl Count {
    /// Counts changes.
    pub fn of(changes: &[Change]) -> Count {
        let mut count = Count::default();
        for change in changes {
            match change {
                Change::Added(..) => count.added += 1,
                Change::Removed(..) => count.removed += 1,
                Change::Changed(..) => count.changed += 1,
            }
        }
        count
    }

    /// Returns the counts in words.
    pub fn words(self) -> Text {
        let Count { added, removed, changed } = self;
        if self == Count::default() {
            return text!("与上次签发相同", "the same as signed before");
        }
        text!(
            "新增 {added} 个，删去 {removed} 个，改动 {changed} 个",
            "{added} added, {removed} removed, {changed} changed"
        )
    }
}

/// Returns the changes as JSON, ending in a line end.
pub fn json(changes: &[Change]) -> String {
    let changes = Changes { v: 1, changes: changes.iter().map(row).collect() };
    // Strings alone cannot fail to serialise.
    let mut printed = serde_json::to_string_pretty(&changes).unwrap_or_default();
    printed.push('\n');
    printed
}

/// Returns the changes as CSV that spreadsheets of an office open.
pub fn csv(changes: &[Change], language: Language) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for line in std::iter::once(head(language)).chain(changes.iter().map(|change| cells(change, language))) {
        // Writing to memory does not fail, and every line has the same number of cells.
        let _ = writer.write_record(line.iter().map(|cell| guarded(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// Returns the changes as a table for a terminal.
pub fn table(changes: &[Change], language: Language) -> String {
    aligned(std::iter::once(head(language)).chain(changes.iter().map(|change| cells(change, language))))
}

fn head(language: Language) -> [String; 7] {
    let head = match language {
        Language::Chinese => ["变化", "章节", "名称", "签发时", "现在", "签发时的精确值", "现在的精确值"],
        Language::English => ["change", "section", "name", "signed", "now", "signed exactly", "now exactly"],
    };
    head.map(str::to_owned)
}

fn cells(change: &Change, language: Language) -> [String; 7] {
    let (kind, old, new) = sides(change);
    let kind = match (kind, language) {
        ("added", Language::Chinese) => "新增",
        ("removed", Language::Chinese) => "删去",
        (_, Language::Chinese) => "改动",
        (kind, Language::English) => kind,
    };
    let figure = new.or(old);
    let of = |side: Option<&Signed>, text: fn(&Signed) -> String| side.map(text).unwrap_or_default();
    let name = |signed: &Signed| match &signed.scope {
        Some(scope) => format!("{} ({scope})", signed.name),
        None => signed.name.clone(),
    };
    [
        kind.to_owned(),
        of(figure, |signed| signed.section.clone()),
        of(figure, name),
        of(old, Signed::shown),
        of(new, Signed::shown),
        of(old, Signed::exactly),
        of(new, Signed::exactly),
    ]
}

fn row(change: &Change) -> Row<'_> {
    let (change, old, new) = sides(change);
    let (name, section, scope) = new
        .or(old)
        .map_or(("", "", None), |figure| (&*figure.name, &*figure.section, figure.scope.as_deref()));
    Row { change, name, section, scope, old: old.map(state), new: new.map(state) }
}

fn state(signed: &Signed) -> State<'_> {
    State { display: signed.display.as_deref(), value: signed.value.to_string(), unit: &signed.unit }
}

/// Returns the kind of a change, and the figure before and after it.
fn sides(change: &Change) -> (&'static str, Option<&Signed>, Option<&Signed>) {
    match change {
        Change::Added(_, new) => ("added", None, Some(new)),
        Change::Removed(old) => ("removed", Some(old), None),
        Change::Changed(_, old, new) => ("changed", Some(old), Some(new)),
    }
}

#[cfg(test)]
mod tests {
    use num_rational::BigRational;

    use super::*;

    fn signed(name: &str, value: (i64, i64), display: &str) -> Signed {
        Signed {
            name: name.into(),
            section: "综治".into(),
            value: BigRational::new(value.0.into(), value.1.into()),
            unit: "%".into(),
            display: Some(display.into()),
            ..Signed::default()
        }
    }

    fn sample() -> [Change; 3] {
        let rate = signed("办结率", (3175, 32), "99.22%");
        [
            Change::Changed(0, signed("办结率", (248, 250), "99.2%"), rate.clone()),
            Change::Removed(signed("旧", (1, 2), "-0.5%")),
            Change::Added(1, rate),
        ]
    }

    #[test]
    fn changes_are_listed_for_people() {
        let table = table(&sample(), Language::Chinese);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(
            lines[1].starts_with("改动") && lines[1].contains("99.2%") && lines[1].ends_with("3175/32%"),
            "{table}"
        );
        assert_eq!(Count::of(&sample()).words().en, "1 added, 1 removed, 1 changed");
        assert_eq!(Count::of(&[]).words().zh, "与上次签发相同");
        let csv = String::from_utf8(csv(&sample(), Language::English)).unwrap();
        assert!(csv.contains("removed,综治,旧,'-0.5%,,1/2%,"), "{csv}");
    }

    #[test]
    fn changes_are_listed_for_programs() {
        let read: serde_json::Value = serde_json::from_str(&json(&sample())).unwrap();
        assert_eq!(read["changes"][0]["old"]["value"], "124/125");
        assert_eq!(read["changes"][1]["new"], serde_json::Value::Null);
        assert_eq!(read["changes"][2]["change"], "added");
    }
}

//! Reading `figures.lock`: a file that a merge or a hand may have damaged, so every fault stands at its line.
//!
//! Takes all of the file or nothing: half of what was signed would pass for the whole.

use std::ops::Range;

use num_rational::BigRational;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Data, Face, Lock, Signed};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Text};
use crate::source::{SourceFile, Span};
use crate::text;

/// The version of the file that is read and written.
const VERSION: &str = "1";

/// What git puts into a file that it cannot merge.
const CONFLICT: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// No exact value has more characters; a longer one is no statistic and would eat the machine.
const LONGEST_VALUE: usize = 6000;

const FIGURE: [&str; 14] = [
    "name", "section", "scope", "period", "value", "unit", "display", "formula", "source", "file", "sha256",
    "sheet", "cell", "labels",
];
const FACE: [&str; 3] = ["role", "family", "sha256"];

/// Whose lock is read, which decides what a fault is called and how it is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// This report's own.
    ThisReport,
    /// Last year's, which `[figures] prior` names.
    LastYear,
}

impl Owner {
    fn code(self) -> Code {
        match self {
            Owner::ThisReport => Code::ChangedSinceSigning,
            Owner::LastYear => Code::Settings,
        }
    }

    fn way_out(self) -> Text {
        match self {
            Owner::ThisReport => {
                text!(
                    "运行 bluebook sign 重新签发，不要手改",
                    "sign anew with `bluebook sign` instead of editing it"
                )
            }
            Owner::LastYear => text!(
                "从上年的报告里重新取来这个文件，不要手改",
                "take the file from last year's report again instead of editing it"
            ),
        }
    }
}

impl Lock {
    /// Reads a lock; `None` when anything in it cannot be read, which the diagnostics say as errors.
    pub fn read(file: &SourceFile, owner: Owner) -> (Option<Lock>, Diagnostics) {
        let mut reader = Reader { file, owner, faults: Diagnostics::default() };
        let lock = reader.lock();
        reader.faults.sort();
        let lock = lock.filter(|_| reader.faults.is_empty());
        (lock, reader.faults)
    }
}

/// Reads one file and collects its faults.
struct Reader<'a> {
    file: &'a SourceFile,
    owner: Owner,
    faults: Diagnostics,
}

impl Reader<'_> {
    fn lock(&mut self) -> Option<Lock> {
        if let Some(line) = self.conflict() {
            let message = text!("这里留着合并冲突的标记", "a merge conflict was left here");
            self.fault(line, message);
            return None;
        }
        let (root, errors) = DeTable::parse_recoverable(&self.file.text);
        if let Some(error) = errors.first() {
            let why = error.message().lines().next().unwrap_or_default().to_owned();
            let message = text!("这里不是签发文件的写法", "this is not how a lock is written: {why}");
            let range = error.span().unwrap_or(0..0);
            self.fault(self.line_of(&range), message);
            return None;
        }
        let root = root.get_ref();
        self.only(root, &["version", "figures", "faces"]);
        self.version(root);
        let mut lock = Lock::default();
        for (range, table) in self.blocks(root, "figures") {
            lock.figures.extend(self.figure(range, table));
        }
        for (range, table) in self.blocks(root, "faces") {
            self.only(table, &FACE);
            let text = |reader: &mut Self, key| reader.needed(&range, table, key);
            let (role, family, sha256) = (text(self, "role"), text(self, "family"), text(self, "sha256"));
            if let (Some(role), Some(family), Some(sha256)) = (role, family, sha256) {
                lock.faces.push(Face { role, family, sha256 });
            }
        }
        Some(lock)
    }

    /// Returns the first line that git left in a file it could not merge.
    fn conflict(&self) -> Option<Span> {
        let line = (1..=self.file.line_count())
            .find(|line| CONFLICT.iter().any(|mark| self.file.line(*line).starts_with(mark)))?;
        let start = self.file.line_start(line);
        Some(self.file.span(start, start + self.file.line(line).len()))
    }

    fn version(&mut self, root: &DeTable<'_>) {
        let version = root.get("version");
        let found = version.and_then(|value| match value.get_ref() {
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            _ => None,
        });
        if found.as_deref() == Some(VERSION) {
            return;
        }
        let at = version.map_or(self.line_of(&(0..0)), |value| self.span(value.span()));
        let message = match found {
            Some(found) => text!(
                "签发文件是第 {found} 版，这个 Bluebook 只认第 {VERSION} 版",
                "this lock has version {found}; this Bluebook reads version {VERSION}"
            ),
            None => {
                text!("签发文件开头缺少 version = {VERSION}", "the lock must begin with version = {VERSION}")
            }
        };
        self.fault(at, message);
    }

    /// Returns the blocks of a kind, with their places.
    fn blocks<'t, 'd>(&mut self, root: &'t DeTable<'d>, key: &str) -> Vec<(Range<usize>, &'t DeTable<'d>)> {
        let Some(value) = root.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            let message = text!("{key} 应写成一个个 [[{key}]]", "`{key}` must be written as [[{key}]]");
            self.fault(self.line_of(&value.span()), message);
            return Vec::new();
        };
        let tables = array.iter().map(|block| (block.span(), block.get_ref().as_table()));
        tables.filter_map(|(range, table)| Some((range, table?))).collect()
    }

    fn figure(&mut self, range: Range<usize>, table: &DeTable<'_>) -> Option<Signed> {
        self.only(table, &FIGURE);
        let name = self.needed(&range, table, "name");
        let section = self.needed(&range, table, "section");
        let unit = self.needed(&range, table, "unit");
        let value = self.value(&range, table);
        let data = self.data(&range, table);
        let place = table.get("name").map_or(self.line_of(&range), |name| self.line_of(&name.span()));
        Some(Signed {
            name: name?,
            section: section?,
            scope: self.text(table, "scope"),
            period: self.text(table, "period"),
            value: value?,
            unit: unit?,
            display: self.text(table, "display"),
            formula: self.text(table, "formula"),
            source: self.text(table, "source"),
            data,
            place,
        })
    }

    /// Reads the exact value: a whole number, or `numerator/denominator`.
    fn value(&mut self, block: &Range<usize>, table: &DeTable<'_>) -> Option<BigRational> {
        let written = self.needed(block, table, "value")?;
        let plain = written.len() <= LONGEST_VALUE
            && written.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '/'));
        let value = plain.then(|| written.parse::<BigRational>().ok()).flatten();
        if value.is_none() {
            let found: String = written.chars().take(24).collect();
            let message = text!(
                "“{found}”不是精确值，应是整数或分数，如 3175/32",
                "`{found}` is no exact value: a whole number or a fraction such as 3175/32"
            );
            let at = table.get("value").map_or(self.line_of(block), |value| self.span(value.span()));
            self.fault(at, message);
        }
        value
    }

    /// Reads the cell that a figure came from, if it came from one.
    fn data(&mut self, block: &Range<usize>, table: &DeTable<'_>) -> Option<Data> {
        let named = ["file", "sha256", "sheet", "cell", "labels"].iter().any(|key| table.contains_key(*key));
        if !named {
            return None;
        }
        let (file, sha256) = (self.needed(block, table, "file"), self.needed(block, table, "sha256"));
        let labels = table.get("labels").map(|value| (value.span(), value.get_ref().as_array()));
        let labels = match labels {
            None => Vec::new(),
            Some((_, Some(array))) => array.iter().filter_map(|label| self.string(label, "labels")).collect(),
            Some((range, None)) => {
                self.fault(
                    self.span(range),
                    text!("labels 应是一列文字", "`labels` must be a list of texts"),
                );
                Vec::new()
            }
        };
        Some(Data {
            file: file?,
            sha256: sha256?,
            sheet: self.text(table, "sheet"),
            cell: self.text(table, "cell"),
            labels,
        })
    }

    /// Says which keys of a table a lock does not have.
    fn only(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let name = key.get_ref();
            let message = text!("签发文件里没有 `{name}` 这一项", "a lock has no `{name}`");
            self.fault(self.span(key.span()), message);
        }
    }

    /// Returns a text that must be there.
    fn needed(&mut self, block: &Range<usize>, table: &DeTable<'_>, key: &str) -> Option<String> {
        if !table.contains_key(key) {
            let message = text!("这一条缺少 {key}", "`{key}` is missing here");
            self.fault(self.line_of(block), message);
        }
        self.text(table, key)
    }

    fn text(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        self.string(table.get(key)?, key)
    }

    fn string(&mut self, value: &Spanned<DeValue<'_>>, key: &str) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            let message = text!("{key} 应是加引号的文字", "`{key}` must be a text in quotes");
            self.fault(self.span(value.span()), message);
        }
        text
    }

    fn fault(&mut self, at: Span, message: Text) {
        let fault = Diagnostic::new(self.owner.code(), at, message).severity(Severity::Error);
        self.faults.push(fault.hint(self.owner.way_out()));
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.file.span(range.start, range.end)
    }

    /// Returns the line in which a range begins.
    fn line_of(&self, range: &Range<usize>) -> Span {
        let line = self.file.place(self.span(range.clone()).start).line;
        let start = self.file.line_start(line);
        self.file.span(start, start + self.file.line(line).len())
    }
}

//! `figures.lock`: the figures as they were signed, and what has changed since.
//!
//! Text in, text out: reading and writing the file is the business of others. It holds no lines and no pages, one
//! block a figure, sorted, so that the branches of a report merge.

mod read;

use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;

pub use self::read::Owner;
use super::quantity::{Context, scan};
use super::{Figure, FigureTable, Origin};
use crate::source::Span;

/// The file's name in a report's folder.
pub const LOCK: &str = "figures.lock";

/// What the file opens with.
const HEAD: &str = "# 签发时的各个数，由 bluebook sign 写成；不要手改，改了各节就重新签发。
# The figures as signed, written by `bluebook sign`: do not edit, sign anew.

version = 1
";

/// What was signed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// The figures, sorted by section, name and scope.
    pub figures: Vec<Signed>,
    /// The faces that the pages were set in, sorted by role.
    pub faces: Vec<Face>,
}

/// A figure as it was signed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signed {
    /// Its name.
    pub name: String,
    /// The id of the section that declared it.
    pub section: String,
    /// What tells two figures of one name apart.
    pub scope: Option<String>,
    /// What period it is of.
    pub period: Option<String>,
    /// The exact value in `unit`.
    pub value: BigRational,
    /// The unit, with the currency before the number if there is one.
    pub unit: String,
    /// What `{{name}}` printed; `None` for a figure that nothing printed and no pattern shows.
    pub display: Option<String>,
    /// The formula as written.
    pub formula: Option<String>,
    /// Where the number comes from.
    pub source: Option<String>,
    /// The cell of a data file that it was read from.
    pub data: Option<Data>,
    /// The place of its block, when it was read from a file.
    pub place: Span,
}

/// The cell of a data file that a figure was read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Data {
    /// The file, by path relative to the report.
    pub file: String,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// The sheet, if the file has sheets.
    pub sheet: Option<String>,
    /// The cell: `B7`.
    pub cell: Option<String>,
    /// The labels left of and above it.
    pub labels: Vec<String>,
}

/// A face that a role was set in.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Face {
    /// The role.
    pub role: String,
    /// The face's family.
    pub family: String,
    /// The SHA-256 of its file, in hexadecimal.
    pub sha256: String,
}

/// What became of a figure since it was signed.
#[expect(clippy::large_enum_variant, reason = "a list of changes is short")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It was not signed: its index, and what it would be signed as.
    Added(usize, Signed),
    /// It is gone.
    Removed(Signed),
    /// Its value, unit or display differs: its index, then, and now.
    Changed(usize, Signed, Signed),
}

impl Lock {
    /// Returns what signing these figures would write; a figure without value is left out, because a report with one
    /// is not signed.
    pub fn of(table: &FigureTable) -> Lock {
        let mut figures: Vec<Signed> = table.figures.iter().filter_map(Signed::of).collect();
        figures.sort_by(|a, b| a.order().cmp(&b.order()));
        Lock { figures, faces: Vec::new() }
    }

    /// Returns the same with the faces of the pages.
    #[must_use]
    pub fn with_faces(mut self, mut faces: Vec<Face>) -> Lock {
        faces.sort();
        faces.dedup();
        self.faces = faces;
        self
    }

    /// Writes the file's text.
    pub fn write(&self) -> String {
        let mut text = HEAD.to_owned();
        for figure in &self.figures {
            text.push_str("\n[[figures]]\n");
            figure.write(&mut text);
        }
        for face in &self.faces {
            text.push_str("\n[[faces]]\n");
            field(&mut text, "role", Some(&face.role));
            field(&mut text, "family", Some(&face.family));
            field(&mut text, "sha256", Some(&face.sha256));
        }
        text
    }

    /// Returns what became of each figure since signing, in the order of the lock, what was added last.
    ///
    /// A figure that has no value now is no change: that it has none is said as an error already. One that moved to
    /// another section is the same figure, as long as only one of its name is missing here and new there.
    pub fn changes(&self, table: &FigureTable) -> Vec<Change> {
        let figures = table.figures.iter().enumerate();
        let mut now: Vec<(usize, Signed)> =
            figures.filter_map(|(index, figure)| Some((index, Signed::of(figure)?))).collect();
        // Sections may share an id: figures that share all their names are taken in the lock's own order.
        now.sort_by(|(_, a), (_, b)| a.order().cmp(&b.order()));
        let pairs = self.pairs(&now);
        let mut changes = Vec::new();
        for (signed, pair) in self.figures.iter().zip(&pairs) {
            match pair.map(|at| &now[at]) {
                Some((_, figure)) if !figure.differs(signed) => {}
                Some((index, figure)) => {
                    changes.push(Change::Changed(*index, signed.clone(), figure.clone()));
                }
                None if table.figures.iter().any(|figure| signed.is_faulty_now(figure)) => {}
                None => changes.push(Change::Removed(signed.clone())),
            }
        }
        let paired: BTreeSet<usize> = pairs.into_iter().flatten().collect();
        for (at, (index, figure)) in now.iter().enumerate() {
            if !paired.contains(&at) {
                changes.push(Change::Added(*index, figure.clone()));
            }
        }
        changes
    }

    /// Finds, for each signed figure, the one of now that it is.
    fn pairs(&self, now: &[(usize, Signed)]) -> Vec<Option<usize>> {
        let mut of_key = BTreeMap::<_, Vec<usize>>::new();
        for (at, (_, figure)) in now.iter().enumerate() {
            of_key.entry(figure.key()).or_default().push(at);
        }
        let mut pairs: Vec<Option<usize>> = self
            .figures
            .iter()
            .map(|signed| {
                of_key.get_mut(&signed.key()).filter(|left| !left.is_empty()).map(|left| left.remove(0))
            })
            .collect();
        let mut moved = BTreeMap::<_, (Vec<usize>, Vec<usize>)>::new();
        for (at, signed) in self.figures.iter().enumerate().filter(|(at, _)| pairs[*at].is_none()) {
            moved.entry((&signed.name, &signed.scope)).or_default().0.push(at);
        }
        for at in of_key.into_values().flatten() {
            let figure = &now[at].1;
            moved.entry((&figure.name, &figure.scope)).or_default().1.push(at);
        }
        for (then, now) in moved.into_values() {
            if let ([then], [now]) = (then.as_slice(), now.as_slice()) {
                pairs[*then] = Some(*now);
            }
        }
        pairs
    }
}

impl Data {
    /// Returns what is recorded of the cell that a figure was taken from.
    fn of(origin: &Origin) -> Data {
        Data {
            file: origin.path.clone(),
            sha256: origin.sha256.clone(),
            sheet: Some(origin.sheet.clone()).filter(|sheet| !sheet.is_empty()),
            cell: Some(origin.cell.clone()),
            labels: origin.labels.clone(),
        }
    }
}

impl Signed {
    /// Returns a figure as it would be signed; `None` when it has no value.
    pub fn of(figure: &Figure) -> Option<Signed> {
        Some(Signed {
            name: figure.name.clone(),
            section: figure.section_id.clone(),
            scope: figure.scope.clone(),
            period: figure.period.clone(),
            value: figure.value.clone()?,
            unit: unit_of(figure),
            display: figure.display.clone(),
            formula: figure.formula.clone(),
            source: figure.source.clone(),
            data: figure.origin.as_deref().map(Data::of),
            place: Span::default(),
        })
    }

    /// Returns whether the value, the unit or what is printed differs.
    pub fn differs(&self, other: &Signed) -> bool {
        (&self.value, &self.unit, &self.display) != (&other.value, &other.unit, &other.display)
    }

    /// Returns what the figure printed, or else its exact value with its unit.
    pub fn shown(&self) -> String {
        self.display.clone().unwrap_or_else(|| self.exactly())
    }

    /// Returns the exact value with its unit, as the lock has it.
    pub fn exactly(&self) -> String {
        let (value, unit) = (&self.value, &self.unit);
        let space = if unit.starts_with(|c: char| c.is_ascii_alphabetic()) { " " } else { "" };
        format!("{value}{space}{unit}")
    }

    /// Returns the name with its section.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }

    /// What makes two entries speak of one figure.
    fn key(&self) -> (&str, &str, Option<&str>) {
        (&self.section, &self.name, self.scope.as_deref())
    }

    /// What the blocks are sorted by: all that can tell them apart.
    fn order(&self) -> impl Ord {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let key = (self.section.clone(), self.name.clone(), text(&self.scope), text(&self.period));
        (key, self.value.clone(), text(&self.formula))
    }

    /// Returns whether a figure is this one and has no value now.
    fn is_faulty_now(&self, figure: &Figure) -> bool {
        figure.value.is_none() && figure.name == self.name && figure.scope == self.scope
    }

    fn write(&self, text: &mut String) {
        field(text, "name", Some(&self.name));
        field(text, "section", Some(&self.section));
        field(text, "scope", self.scope.as_ref());
        field(text, "period", self.period.as_ref());
        field(text, "value", Some(&self.value.to_string()));
        field(text, "unit", Some(&self.unit));
        field(text, "display", self.display.as_ref());
        field(text, "formula", self.formula.as_ref());
        field(text, "source", self.source.as_ref());
        let Some(data) = &self.data else { return };
        field(text, "file", Some(&data.file));
        field(text, "sha256", Some(&data.sha256));
        field(text, "sheet", data.sheet.as_ref());
        field(text, "cell", data.cell.as_ref());
        if !data.labels.is_empty() {
            let labels: Vec<String> = data.labels.iter().map(|label| quoted(label)).collect();
            text.push_str(&format!("labels = [{}]\n", labels.join(", ")));
        }
    }
}

/// Returns a figure's unit with the currency that is printed before the number: `$m` and 米 are both `m` otherwise.
fn unit_of(figure: &Figure) -> String {
    let shown = figure.display.as_deref().and_then(|display| {
        let (quantity, length) = scan(display, Context::Declared)?;
        (length == display.len() && quantity.unit.text() == figure.unit).then_some(quantity.unit)
    });
    match shown {
        Some(unit) if !unit.is_bare() => unit.name().en,
        _ => figure.unit.clone(),
    }
}

/// Writes one line, if there is something to write.
fn field(text: &mut String, key: &str, value: Option<&String>) {
    if let Some(value) = value {
        text.push_str(&format!("{key} = {}\n", quoted(value)));
    }
}

/// Writes a text as TOML does, on one line.
fn quoted(value: &str) -> String {
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests;

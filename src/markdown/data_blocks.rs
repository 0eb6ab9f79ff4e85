//! Tables and charts made of data: the YAML of a ```` ```table ```` or ```` ```chart ```` block.

use crate::diagnostic::{Code, Diagnostic, Text, only_nearest, printable};
use crate::report::{
    Align, BlockKind, Cell, Chart, ChartKind, Citation, Data, DataBlock, Inline, InlineKind, Listed, Scalar,
    Yaml,
};
use crate::source::Span;
use crate::text;

use super::parse_title;
use super::reader::Reader;
use super::yaml;

/// The keys: what a writer may call each, and what it is.
const KEYS: &[(&str, Key)] = &[
    ("data", Key::Data),
    ("数据", Key::Data),
    ("sheet", Key::Sheet),
    ("工作表", Key::Sheet),
    ("range", Key::Range),
    ("范围", Key::Range),
    ("rows", Key::Rows),
    ("各行", Key::Rows),
    ("figures", Key::Figures),
    ("数字", Key::Figures),
    ("columns", Key::Columns),
    ("列", Key::Columns),
    ("head", Key::Head),
    ("表头", Key::Head),
    ("unit", Key::Unit),
    ("单位", Key::Unit),
    ("merge", Key::Merge),
    ("合并", Key::Merge),
    ("total", Key::Total),
    ("合计", Key::Total),
    ("group", Key::Group),
    ("分组", Key::Group),
    ("align", Key::Align),
    ("对齐", Key::Align),
    ("type", Key::Kind),
    ("类型", Key::Kind),
    ("x", Key::X),
    ("横轴", Key::X),
    ("series", Key::Series),
    ("系列", Key::Series),
    ("horizontal", Key::Horizontal),
    ("横向", Key::Horizontal),
];

/// Kinds of charts in Chinese.
const KINDS: &[(&str, ChartKind)] = &[
    ("柱", ChartKind::Bar),
    ("柱形", ChartKind::Bar),
    ("柱状", ChartKind::Bar),
    ("条形", ChartKind::Bar),
    ("堆积", ChartKind::Stacked),
    ("折线", ChartKind::Line),
    ("线", ChartKind::Line),
    ("面积", ChartKind::Area),
    ("饼", ChartKind::Pie),
    ("环", ChartKind::Pie),
    ("指标", ChartKind::Tiles),
];

/// Alignments.
const ALIGNS: &[(&str, Align)] = &[
    ("left", Align::Left),
    ("左", Align::Left),
    ("center", Align::Center),
    ("centre", Align::Center),
    ("中", Align::Center),
    ("right", Align::Right),
    ("右", Align::Right),
    ("auto", Align::Auto),
    ("自动", Align::Auto),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Data,
    Sheet,
    Range,
    Rows,
    Figures,
    Columns,
    Head,
    Unit,
    Merge,
    Total,
    Group,
    Align,
    Kind,
    X,
    Series,
    Horizontal,
}

/// What the entries say.
#[derive(Default)]
struct Said {
    /// The keys so far, as they are written.
    keys: Vec<(Key, String)>,
    path: Option<Scalar>,
    sheet: Option<Scalar>,
    range: Option<Scalar>,
    rows: Option<Vec<Vec<Cell>>>,
    figures: Option<Vec<Listed>>,
    columns: Vec<Scalar>,
    head: Option<usize>,
    unit: Option<Scalar>,
    merge: Vec<Scalar>,
    total: Option<Scalar>,
    group: Option<Scalar>,
    align: Vec<Align>,
    kind: Option<ChartKind>,
    x: Option<Scalar>,
    series: Vec<Scalar>,
    horizontal: bool,
}

impl Reader<'_> {
    /// Reads the YAML of a block that stands at `place`; nothing where it cannot be read, which is said.
    pub(super) fn data_block(&mut self, chart: bool, place: Span) -> Option<BlockKind> {
        let entries = self.entries(place)?;
        let mut said = Said::default();
        let mut good = true;
        for (key, value) in &entries {
            good &= self.entry(chart, key, value, &mut said);
        }
        let mut columns = std::mem::take(&mut said.columns);
        let without_x = chart && said.x.is_none() && !said.series.is_empty();
        if chart {
            columns =
                said.x.take().into_iter().chain(std::mem::take(&mut said.series)).chain(columns).collect();
        }
        let data = match (said.path, said.rows, said.figures) {
            (Some(path), None, None) => Data::File { path, sheet: said.sheet, range: said.range },
            (None, Some(rows), None) => Data::Rows(rows),
            (None, None, Some(figures)) => Data::Figures(figures),
            _ => {
                let message = text!(
                    "这里要写明内容从哪里来，三种写法只能用一种",
                    "this must say where its cells come from, in one way"
                );
                let hint = text!(
                    "数据: data/2021.xlsx（数据文件）、数字: [甲, 乙]（登记过的数字），或 各行: [[甲, 1], [乙, 2]]（直接写）",
                    "`data: data/2021.xlsx` (a file), `figures: [a, b]` or `rows: [[a, 1], [b, 2]]`"
                );
                self.say(Code::BadData, place.part(0, 0), message, Some(hint));
                return None;
            }
        };
        if !good {
            return None;
        }
        let kind = said.kind.unwrap_or(ChartKind::Bar);
        Some(BlockKind::Data(Box::new(DataBlock {
            caption: None,
            chart: chart.then_some(Chart { kind, horizontal: said.horizontal }),
            data,
            unit: said.unit,
            columns,
            without_x,
            head: said.head,
            merge: said.merge,
            total: said.total,
            group: said.group,
            align: said.align,
        })))
    }

    /// Reads the keys and values; a full-width colon behind a key is understood.
    fn entries(&mut self, place: Span) -> Option<Vec<(Scalar, Yaml)>> {
        let file = self.masked.file;
        let mut text = String::new();
        let mut offsets = Vec::new();
        let mut start = 0;
        for line in file.slice(place).split_inclusive('\n') {
            let colon = key_colon(line);
            for (at, c) in line.char_indices() {
                let shown = if colon == Some(at) { ": ".to_owned() } else { c.to_string() };
                offsets.extend((0..shown.len()).map(|byte| start + at + byte));
                text.push_str(&shown);
            }
            start += line.len();
        }
        let origin = yaml::Origin {
            what: ["这一块", "this block"],
            file,
            start: place.start as usize,
            offsets: &offsets,
        };
        match yaml::read(origin, &text) {
            Ok(Some(Yaml::Mapping(entries, _))) => Some(entries),
            Ok(_) => {
                let message =
                    text!("这里要由“名称: 内容”的行组成", "this must be lines of the form `key: value`");
                self.say(Code::BadData, place, message, None);
                None
            }
            Err(mut fault) => {
                fault.code = Code::BadData;
                self.diagnostics.push(*fault);
                None
            }
        }
    }

    /// Returns the key that a name is; what is none is said.
    fn key(&mut self, chart: bool, name: &str, place: Span) -> Option<Key> {
        let only_chart = |key: Key| matches!(key, Key::Kind | Key::X | Key::Series | Key::Horizontal);
        let only_table = |key: Key| matches!(key, Key::Merge | Key::Total | Key::Group | Key::Align);
        let fits = |key: &Key| if chart { !only_table(*key) } else { !only_chart(*key) };
        if let Some((_, key)) = KEYS.iter().find(|(known, key)| *known == name && fits(key)) {
            return Some(*key);
        }
        let names = KEYS.iter().filter(|(_, key)| fits(key)).map(|(name, _)| *name);
        let shown = printable(name);
        let message = text!("“{shown}”在这里不起作用", "`{shown}` means nothing here");
        let mut fault = Diagnostic::new(Code::UnknownKey, place, message);
        if let Some(near) = only_nearest(name, names.clone()) {
            fault = fault.fix(place, near);
        } else {
            let (en, zh): (Vec<_>, Vec<_>) = names.partition(|name| name.is_ascii());
            let (zh, en) = (zh.join("、"), en.join(", "));
            fault = fault.hint(text!("可用：{zh}", "known: {en}"));
        }
        self.diagnostics.push(fault);
        None
    }

    /// Returns whether a key is written for the first time; the first would be lost without a word.
    fn is_first(&mut self, key: Key, name: &str, place: Span, said: &mut Said) -> bool {
        let before = said.keys.iter().find(|(known, _)| *known == key).map(|(_, name)| name.clone());
        said.keys.push((key, name.to_owned()));
        let Some(before) = before else { return true };
        let message = if before == name {
            text!("“{name}”写了两次", "`{name}` is written twice")
        } else {
            text!(
                "“{name}”和前面的“{before}”是同一项，写了两次",
                "`{name}` is `{before}`, which is written twice"
            )
        };
        let hint = text!("删去一处，或把两处合成一处", "delete one of the two, or make one of both");
        self.say(Code::BadData, place, message, Some(hint));
        false
    }

    /// Reads one entry; returns whether it could be read.
    fn entry(&mut self, chart: bool, key: &Scalar, value: &Yaml, said: &mut Said) -> bool {
        let place = key.span.unwrap_or_default();
        let name = key.text.trim();
        let Some(key) = self.key(chart, name, place) else { return true };
        if !self.is_first(key, name, place, said) {
            return false;
        }
        let at = value.span().unwrap_or(place);
        let wrong = |wanted: Text| (at, wanted);
        let result = match key {
            Key::Data => one(value).map(|value| said.path = Some(value)),
            Key::Sheet => one(value).map(|value| said.sheet = Some(value)),
            Key::Range => one(value).map(|value| said.range = Some(value)),
            Key::Unit => one(value).map(|value| said.unit = Some(value)),
            Key::Group => one(value).map(|value| said.group = Some(value)),
            Key::Columns => several(value).map(|values| said.columns = values),
            Key::Merge => several(value).map(|values| said.merge = values),
            Key::Head => one(value).and_then(|value| {
                let number = value.text.trim().parse().ok().filter(|rows| *rows <= 10);
                number
                    .map(|rows| said.head = Some(rows))
                    .ok_or_else(|| text!("表头的行数，如 2", "the number of rows of the head, such as 2"))
            }),
            Key::Total => one(value).map(|value| match value.text.trim() {
                "false" | "否" => {}
                "true" | "是" => said.total = Some(Scalar { text: String::new(), span: value.span }),
                _ => said.total = Some(value),
            }),
            Key::Align => several(value).and_then(|values| {
                for value in values {
                    let word = value.text.trim();
                    let known = ALIGNS.iter().find(|(name, _)| *name == word);
                    let wanted = || text!("左、中、右或自动", "left, center, right or auto");
                    said.align.push(known.ok_or_else(wanted)?.1);
                }
                Ok(())
            }),
            Key::X | Key::Series | Key::Horizontal | Key::Kind => of_chart(key, value, said),
            Key::Rows => self.written_rows(value).map(|rows| said.rows = Some(rows)),
            Key::Figures => several(value).map(|names| {
                said.figures = Some(names.into_iter().filter_map(|name| listed(&name)).collect());
            }),
        };
        match result.map_err(wrong) {
            Ok(()) => true,
            Err((at, wanted)) => {
                let shown = crate::diagnostic::quoted(self.masked.file, at);
                let message = text!(
                    "“{name}”的内容“{shown}”不能理解",
                    "`{shown}` cannot be understood as the value of `{name}`"
                );
                let Text { zh, en } = wanted;
                self.say(Code::BadData, at, message, Some(text!("要写的是：{zh}", "wanted: {en}")));
                false
            }
        }
    }

    /// Reads rows written as lists; a cell may cite figures.
    fn written_rows(&self, value: &Yaml) -> Result<Vec<Vec<Cell>>, Text> {
        let wanted = || text!("每行一个列表，如 - [甲, 12.3]", "a list for each row, as in `- [a, 12.3]`");
        let Yaml::Sequence(rows, _) = value else { return Err(wanted()) };
        let row = |row: &Yaml| {
            let Yaml::Sequence(cells, _) = row else { return Err(wanted()) };
            cells.iter().map(|cell| self.written_cell(cell).ok_or_else(wanted)).collect()
        };
        rows.iter().map(row).collect()
    }

    fn written_cell(&self, value: &Yaml) -> Option<Cell> {
        let Yaml::Scalar(Scalar { text, span }) = value else { return None };
        let span = (*span)?;
        let file = self.masked.file;
        let content = if file.slice(span) == text {
            parse_title(file, span)
        } else {
            vec![Inline { span, kind: InlineKind::Text(text.clone()) }]
        };
        Some(Cell { span, content, colspan: 1, rowspan: 1 })
    }

    fn say(&mut self, code: Code, place: Span, message: Text, hint: Option<Text>) {
        let fault = Diagnostic::new(code, place, message);
        self.diagnostics.push(match hint {
            Some(hint) => fault.hint(hint),
            None => fault,
        });
    }
}

/// Returns where the full-width colon of a line stands behind a key: one that is known, or that begins the line. In rows,
/// items and quoted values it is text.
fn key_colon(line: &str) -> Option<usize> {
    let at = line.find(['：', ':', '[', '{', '"', '\'']).filter(|at| line[*at..].starts_with('：'))?;
    let name = line[..at].trim();
    let begins = !line.starts_with([' ', '\t', '\u{3000}', '-', '#']);
    (begins || KEYS.iter().any(|(known, _)| *known == name)).then_some(at)
}

/// Reads what only a chart says.
fn of_chart(key: Key, value: &Yaml, said: &mut Said) -> Result<(), Text> {
    match key {
        Key::X => one(value).map(|value| said.x = Some(value)),
        Key::Kind => one(value).and_then(|value| {
            said.kind = kind(&value.text);
            said.kind.map(|_| ()).ok_or_else(kinds)
        }),
        Key::Horizontal => one(value).and_then(|value| match value.text.trim() {
            "true" | "是" => {
                said.horizontal = true;
                Ok(())
            }
            "false" | "否" => Ok(()),
            _ => Err(text!("是或否", "true or false")),
        }),
        _ => several(value).map(|values| said.series = values),
    }
}

/// Returns the kinds of charts there are, as a hint names them.
pub(super) fn kinds() -> Text {
    text!(
        "bar（柱）、stacked（堆积）、line（折线）、area（面积）、pie（饼）或 tiles（指标）",
        "bar, stacked, line, area, pie or tiles"
    )
}

/// Returns the kind of a chart by its name in either language.
pub(super) fn kind(name: &str) -> Option<ChartKind> {
    let name = name.trim().trim_end_matches('图');
    let known = KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
    known.or_else(|| ChartKind::of(name))
}

/// Returns a single value that is not empty.
fn one(value: &Yaml) -> Result<Scalar, Text> {
    match value {
        Yaml::Scalar(scalar) if !scalar.text.trim().is_empty() => Ok(scalar.clone()),
        _ => Err(text!("一个词或一个数", "one word or number")),
    }
}

/// Returns a list, or a single value as a list of one.
fn several(value: &Yaml) -> Result<Vec<Scalar>, Text> {
    match value {
        Yaml::Sequence(items, _) if !items.is_empty() => items.iter().map(one).collect(),
        Yaml::Scalar(scalar) if !scalar.text.trim().is_empty() => Ok(vec![scalar.clone()]),
        _ => Err(text!("几项，如 [甲, 乙]", "a list, as in [a, b]")),
    }
}

/// Makes a name of a list a citation, or a family.
fn listed(name: &Scalar) -> Option<Listed> {
    let span = name.span?;
    let text = name.text.trim();
    Some(match text.strip_suffix(".*") {
        Some(family) => Listed::Family(family.to_owned(), span),
        None => Listed::One(Inline { span, kind: InlineKind::Citation(Citation { span, inner: span }) }),
    })
}

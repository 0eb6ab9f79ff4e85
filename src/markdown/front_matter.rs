//! The front matter: where it begins and ends, which keys it has, what they say.
//!
//! Lines are looked at in `yaml_lines` before YAML is read in `yaml`. Declarations of figures and checks stay as
//! written: `figure` reads them.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest, only_nearest, quoted};
use crate::report::{FrontMatter, Scalar, Yaml};
use crate::source::{SourceFile, Span};
use crate::text;

use super::{yaml, yaml_lines};

/// The keys, each with its Chinese names.
const KEYS: [(&str, &[&str]); 11] = [
    ("title", &["标题"]),
    ("id", &["编号", "标识"]),
    ("order", &["顺序", "排序"]),
    ("status", &["状态"]),
    ("owner", &["负责人", "责任人"]),
    ("due", &["截止", "截止日期"]),
    ("period", &["期间"]),
    ("source", &["来源"]),
    ("annex", &["附件"]),
    ("figures", &["数字", "数据", "指标"]),
    ("checks", &["检查", "核对"]),
];

/// A front matter, read.
pub(super) struct Front {
    /// What it says.
    pub(super) matter: FrontMatter,
    /// Whether it could be read.
    pub(super) readable: bool,
    /// Where the text behind it begins.
    pub(super) body: usize,
    /// What is wrong with it.
    pub(super) diagnostics: Diagnostics,
}

/// Reads the front matter of a file, if it has one.
pub(super) fn read(file: &SourceFile) -> Front {
    let mut front = Front {
        matter: FrontMatter::default(),
        readable: true,
        body: 0,
        diagnostics: Diagnostics::default(),
    };
    let Some(place) = find(file, &mut front.diagnostics) else { return front };
    front.body = place.body;
    if let Some(diagnostic) = missing_colon(file, &place) {
        front.diagnostics.push(diagnostic);
        front.readable = false;
        return front;
    }
    let lines = yaml_lines::scan(file, place.start, place.end);
    front.diagnostics.extend(lines.diagnostics);
    front.readable &= !lines.lost;
    front.matter.said = lines.said;
    let origin = yaml::Origin {
        what: ["文件头", "the front matter"],
        file,
        start: place.start,
        offsets: &lines.offsets,
    };
    match yaml::read(origin, &lines.text) {
        Ok(Some(Yaml::Mapping(entries, _))) => fill(file, entries, &mut front),
        Ok(Some(other)) => {
            let span = other.span().unwrap_or(file.span(place.start, place.end));
            let message =
                text!("文件头要由“名称: 内容”的行组成", "a front matter has lines of the form `key: value`");
            front.diagnostics.push(Diagnostic::new(Code::FrontMatter, first_line(file, span), message));
            front.readable = false;
        }
        Ok(None) => {}
        Err(diagnostic) => {
            front.diagnostics.push(*diagnostic);
            front.readable = false;
        }
    }
    front
}

/// Where a front matter stands.
struct Place {
    /// The first byte of its YAML.
    start: usize,
    /// The byte after the last of its YAML.
    end: usize,
    /// The first byte of the text behind it.
    body: usize,
}

/// Finds the front matter: behind empty lines, between `---` or what was meant as such.
fn find(file: &SourceFile, diagnostics: &mut Diagnostics) -> Option<Place> {
    let count = file.line_count();
    let mut first = (1..=count).find(|line| !file.line(*line).trim().is_empty())?;
    if !is_fence(file.line(first)) {
        let fence = behind_text(file, first)?;
        report_text_before(file, first, fence, diagnostics);
        first = fence;
    }
    let content = (first + 1..=count).find(|line| !file.line(*line).trim().is_empty())?;
    let close =
        (first + 1..=count).find(|line| is_fence(file.line(*line)) || file.line(*line).trim_end() == "...");
    let begins = has_key(file.line(content))
        || close.is_some_and(|close| are_tight_keys(file, content..close))
        || (is_tight(file.line(content)) && content < count && has_key(file.line(content + 1)))
        || file.line(content).starts_with("<<<<<<< ")
        || (known(file.line(content)).is_some() && close.is_some());
    if !begins && close != Some(content) {
        // A rule at the top of the page, not a front matter.
        return None;
    }
    let start = file.line_start(first + 1);
    let opening = line_span(file, first);
    forgive_fence(file, opening, diagnostics);
    if let Some(close) = close {
        forgive_fence(file, line_span(file, close), diagnostics);
        return Some(Place { start, end: file.line_start(close), body: file.line_start(close + 1) });
    }
    if let Some(close) = (content + 1..=count).find(|line| is_short_fence(file.line(*line))) {
        forgive_fence(file, line_span(file, close), diagnostics);
        return Some(Place { start, end: file.line_start(close), body: file.line_start(close + 1) });
    }
    let mut end = content;
    while end <= count && (may_be_yaml(file.line(end)) || file.line(end).starts_with([' ', '\t', '\u{3000}']))
    {
        end += 1;
    }
    let message = text!("文件头从这里开始，没有结束", "the front matter that begins here is never closed");
    let hint = text!("在最后一项后面另起一行写 ---", "write --- on a line of its own behind the last key");
    let at = file.span(file.line_start(end), file.line_start(end));
    // The last line of a file may lack its line end.
    let complete = file.text[..file.line_start(end)].ends_with(['\n', '\r']);
    let line = if complete { "---\n" } else { "\n---\n" };
    diagnostics.push(Diagnostic::new(Code::UnclosedFence, opening, message).hint(hint).fix(at, line));
    Some(Place { start, end: file.line_start(end), body: file.line_start(end) })
}

/// Finds the line that opens a front matter with figures although text stands before it.
fn behind_text(file: &SourceFile, first: usize) -> Option<usize> {
    let last = file.line_count();
    let fence = (first + 1..=last.min(first + 8)).find(|line| is_fence(file.line(*line)))?;
    let close = (fence + 1..=last).find(|line| is_fence(file.line(*line)))?;
    let figures = |line: usize| has_key(file.line(line)) && known(key_of(file.line(line))) == Some("figures");
    let keys = (fence + 1..close).all(|line| {
        let text = file.line(line);
        may_be_yaml(text) || text.trim().is_empty() || text.starts_with(char::is_whitespace)
    });
    (keys && (fence + 1..close).any(figures)).then_some(fence)
}

/// Returns whether lines are keys of a front matter although the first has no space behind its colon: `来源:财务股`.
fn are_tight_keys(file: &SourceFile, lines: std::ops::Range<usize>) -> bool {
    let mut outermost = lines.map(|line| file.line(line)).filter(|line| {
        !line.trim().is_empty() && !line.starts_with(|first: char| first.is_whitespace() || first == '#')
    });
    let mut some = false;
    outermost.all(|line| {
        let key = key_of(line);
        some |= known(key).is_some();
        line.starts_with("- ") || (key.len() < line.trim().len() && is_name(key))
    }) && some
}

/// Says that nothing may stand before the front matter; the fix puts it behind.
fn report_text_before(file: &SourceFile, first: usize, fence: usize, diagnostics: &mut Diagnostics) {
    let close = (fence + 1..=file.line_count()).find(|line| is_fence(file.line(*line))).unwrap_or(fence);
    let (start, middle, end) = (file.line_start(first), file.line_start(fence), file.line_start(close + 1));
    let (before, matter) = (&file.text[start..middle], &file.text[middle..end]);
    let message = text!(
        "文件头前面不能有文字，这些字不会印出",
        "nothing can stand before the front matter: this text is not printed"
    );
    let hint = text!("把它移到文件头后面", "move it behind the front matter");
    let fixed = format!("{}\n\n{}\n", matter.trim_end(), before.trim_end());
    diagnostics.push(
        Diagnostic::new(Code::FrontMatter, line_span(file, first), message)
            .hint(hint)
            .fix(file.span(start, end), fixed),
    );
}

/// Says that a key stands without its colon, which YAML would say of a line further down.
fn missing_colon(file: &SourceFile, place: &Place) -> Option<Diagnostic> {
    let lines =
        (1..=file.line_count()).filter(|line| (place.start..place.end).contains(&file.line_start(*line)));
    let mut bare = lines.filter(|line| !file.line(*line).starts_with(char::is_whitespace));
    let line = bare.find(|line| known(file.line(*line)).is_some())?;
    let span = line_span(file, line);
    let key = file.slice(span);
    let message = text!("“{key}”后面少了冒号", "the colon behind `{key}` is missing");
    Some(Diagnostic::new(Code::FrontMatter, span, message).fix(span, format!("{key}:")))
}

/// Returns whether a line is `---` or what an input method makes of it.
fn is_fence(line: &str) -> bool {
    let dashes = line.trim_end();
    let wide = |dash: char| matches!(dash, '—' | '－' | '–' | '―');
    dashes == "---" || (dashes.chars().count() >= 2 && dashes.chars().all(wide))
}

/// Returns whether a line was meant to be `---` and has other dashes, or not as many.
fn is_short_fence(line: &str) -> bool {
    let dashes = line.trim_end();
    let dash = |dash: char| matches!(dash, '-' | '—' | '－' | '–' | '―');
    !dashes.is_empty() && dashes != "-" && dashes.chars().all(dash)
}

/// Says that dashes of an input method were understood as `---`.
fn forgive_fence(file: &SourceFile, span: Span, diagnostics: &mut Diagnostics) {
    let written = file.slice(span);
    if written != "---" && written != "..." {
        let message = text!("这里的“{written}”按 --- 理解", "`{written}` is understood as ---");
        diagnostics.push(Diagnostic::new(Code::FullWidth, span, message).fix(span, "---"));
    }
}

/// Returns the span of a line without the white space at its end.
fn line_span(file: &SourceFile, line: usize) -> Span {
    let start = file.line_start(line);
    file.span(start, start + file.line(line).trim_end().len())
}

/// Returns the part of a span on its first line.
fn first_line(file: &SourceFile, span: Span) -> Span {
    span.part(0, file.slice(span).lines().next().unwrap_or_default().len())
}

/// Returns whether a line can be one of a front matter: `key: value`, `- item` or a comment.
fn may_be_yaml(line: &str) -> bool {
    let line = line.trim();
    has_key(line) || is_tight(line) || line.starts_with("- ") || line.starts_with('#')
}

/// Returns whether a line begins with a known key and a colon, with or without a space behind it.
fn is_tight(line: &str) -> bool {
    let key = key_of(line);
    key.len() < line.trim().len() && known(key).is_some()
}

/// Returns what stands before the first colon of a line.
fn key_of(line: &str) -> &str {
    line.trim().split([':', '：']).next().unwrap_or_default()
}

/// Returns whether a line begins with a key and a colon.
fn has_key(line: &str) -> bool {
    let line = line.trim();
    let key = key_of(line);
    let colon = &line[key.len()..];
    let separated = colon.starts_with('：') || colon.chars().nth(1).is_none_or(char::is_whitespace);
    !colon.is_empty() && separated && is_name(key)
}

/// Returns whether what stands before a colon can be a key.
fn is_name(key: &str) -> bool {
    let short = !key.trim().is_empty() && key.chars().count() <= 40;
    short && !key.contains(['。', '，', '；', '#', '*']) && !key.starts_with("- ")
}

/// Fills in what the keys say.
fn fill(file: &SourceFile, entries: Vec<(Scalar, Yaml)>, front: &mut Front) {
    let mut seen: Vec<(&str, Span)> = Vec::new();
    let written: Vec<_> = entries.iter().filter_map(|(key, _)| known(&key.text)).collect();
    for (key, value) in entries {
        let Some(span) = key.span else { continue };
        let slip = meant(&key.text).filter(|meant| *meant == "figures" && !written.contains(meant));
        let Some(name) = known(&key.text).or(slip) else {
            unknown_key(&key, &written, &mut front.diagnostics);
            continue;
        };
        if known(&key.text).is_none() {
            misspelt_figures(&key, span, &mut front.diagnostics);
        }
        if let Some((_, first)) = seen.iter().find(|(other, _)| *other == name) {
            front.diagnostics.push(repeated(Code::FrontMatter, &key.text, span, *first));
            continue;
        }
        seen.push((name, span));
        let matter = &mut front.matter;
        match name {
            "figures" => match value {
                Yaml::Mapping(figures, _) => {
                    matter.figures = distinct(figures, &mut front.diagnostics);
                }
                Yaml::Scalar(scalar) if scalar.text.trim().is_empty() => {}
                other => {
                    not_a_mapping(file, &other, &mut front.diagnostics);
                    front.readable = false;
                }
            },
            "checks" => matter.checks = Some(value),
            _ => match value {
                Yaml::Scalar(scalar) => {
                    let field = match name {
                        "title" => &mut matter.title,
                        "id" => &mut matter.id,
                        "order" => &mut matter.order,
                        "status" => &mut matter.status,
                        "owner" => &mut matter.owner,
                        "due" => &mut matter.due,
                        "period" => &mut matter.period,
                        "annex" => &mut matter.annex,
                        _ => &mut matter.source,
                    };
                    *field = Some(scalar).filter(|scalar| !scalar.text.trim().is_empty());
                }
                other => not_a_scalar(file, &key.text, &other, &mut front.diagnostics),
            },
        }
    }
}

/// Returns the English name of a key.
pub(super) fn known(key: &str) -> Option<&'static str> {
    let key = key.trim();
    KEYS.iter().find(|(name, others)| *name == key || others.contains(&key)).map(|(name, _)| *name)
}

/// Returns the English name of a key that is known or one slip away from a known one.
pub(super) fn meant(key: &str) -> Option<&'static str> {
    known(key).or_else(|| known(nearest(key.trim(), names())?))
}

/// Returns the names of all keys that a slip may be meant for: 附件 is too near 事件, 案件 and other things that are counted.
fn names() -> impl Iterator<Item = &'static str> {
    let names = KEYS.iter().flat_map(|(name, others)| std::iter::once(name).chain(others.iter())).copied();
    names.filter(|name| *name != "附件")
}

/// Says that a key is unknown, with the nearest: as fix, where there is one and it is not `written` already.
fn unknown_key(key: &Scalar, written: &[&str], diagnostics: &mut Diagnostics) {
    let Some(span) = key.span else { return };
    let name = crate::diagnostic::printable(&key.text);
    let message =
        text!("不认识文件头的项“{name}”，不起作用", "unknown front matter key `{name}`: it has no effect");
    let mut diagnostic = Diagnostic::new(Code::UnknownKey, span, message);
    let only = only_nearest(&key.text, names());
    let only = only.filter(|near| known(near).is_none_or(|name| !written.contains(&name)));
    diagnostic = match nearest(&key.text, names()) {
        Some(near) => {
            let diagnostic = diagnostic.hint(text!("是不是“{near}”？", "did you mean `{near}`?"));
            if only.is_some() { diagnostic.fix(span, near) } else { diagnostic }
        }
        None => diagnostic.hint(text!(
            "可用的有：标题 编号 顺序 状态 负责人 截止 期间 来源 附件 数字 检查",
            "known keys: title id order status owner due period source annex figures checks"
        )),
    };
    diagnostics.push(diagnostic);
}

/// Says that `figures` is misspelt and was understood.
fn misspelt_figures(key: &Scalar, span: Span, diagnostics: &mut Diagnostics) {
    let written = crate::diagnostic::printable(&key.text);
    let near = nearest(&key.text, names()).unwrap_or("figures");
    let message = text!("“{written}”应写作“{near}”，已按它理解", "`{written}` is understood as `{near}`");
    diagnostics.push(Diagnostic::new(Code::UnknownKey, span, message).fix(span, near));
}

/// Returns the figures whose names come first, and says which come again.
fn distinct(figures: Vec<(Scalar, Yaml)>, diagnostics: &mut Diagnostics) -> Vec<(Scalar, Yaml)> {
    let mut first: std::collections::BTreeMap<String, Span> = std::collections::BTreeMap::new();
    let mut kept = Vec::new();
    for (name, value) in figures {
        let Some(span) = name.span else { continue };
        match first.get(&name.text) {
            Some(place) => diagnostics.push(repeated(Code::DuplicateFigure, &name.text, span, *place)),
            None => {
                first.insert(name.text.clone(), span);
                kept.push((name, value));
            }
        }
    }
    kept
}

/// Says that a name comes a second time.
fn repeated(code: Code, name: &str, span: Span, first: Span) -> Diagnostic {
    let name = crate::diagnostic::printable(name);
    let message = text!("“{name}”写了两次，以第一次为准", "`{name}` is written twice: the first counts");
    Diagnostic::new(code, span, message).related(first, text!("第一次在这里", "first written here"))
}

/// Says that `figures` must hold names and values.
fn not_a_mapping(file: &SourceFile, value: &Yaml, diagnostics: &mut Diagnostics) {
    let Some(span) = value.span() else { return };
    let message =
        text!("数字要一行一个，写成“名称: 数值”", "figures are written one a line, as `name: value`");
    diagnostics.push(Diagnostic::new(Code::FrontMatter, first_line(file, span), message));
}

/// Says that a key wants one value.
fn not_a_scalar(file: &SourceFile, key: &str, value: &Yaml, diagnostics: &mut Diagnostics) {
    let Some(span) = value.span() else { return };
    let found = quoted(file, first_line(file, span));
    let message = text!("{key} 只要一个值，这里是 {found}", "{key} wants one value, found {found}");
    diagnostics.push(Diagnostic::new(Code::FrontMatter, first_line(file, span), message));
}

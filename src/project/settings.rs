//! `bluebook.toml`: which settings there are, what they mean, what they are when nothing is said.
//!
//! Does not know which styles exist: what the style's manifest must confirm is checked by `style`.

use toml::de::DeTable;

use super::fields::Fields;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Language, Policy, Severity, Status};
use crate::report::{Rounding, Scalar, Settings};
use crate::source::{SourceFile, Span};
use crate::text;

const TABLES: [&str; 7] = ["report", "pdf", "figures", "checks", "fonts", "markdown", "style"];
const REPORT: [&str; 8] =
    ["title", "organisation", "period", "date", "language", "style", "status", "bibliography"];
const LANGUAGES: [(&str, Language); 5] = [
    ("zh-CN", Language::Chinese),
    ("en", Language::English),
    ("zh", Language::Chinese),
    ("en-GB", Language::English),
    ("en-US", Language::English),
];
const ROUNDINGS: [(&str, Rounding); 3] =
    [("half-up", Rounding::HalfUp), ("half-even", Rounding::HalfEven), ("truncate", Rounding::Truncate)];
const SEVERITIES: [(&str, Option<Severity>); 5] = [
    ("error", Some(Severity::Error)),
    ("explain", Some(Severity::Explain)),
    ("warning", Some(Severity::Warning)),
    ("info", Some(Severity::Info)),
    ("off", None),
];
/// The names that Typst gives the PDF standards it can write.
const STANDARDS: [&str; 17] = [
    "a-2a", "ua-1", "a-1b", "a-1a", "a-2b", "a-2u", "a-3b", "a-3u", "a-3a", "a-4", "a-4f", "a-4e", "1.4",
    "1.5", "1.6", "1.7", "2.0",
];
/// What was read of `bluebook.toml`.
pub(super) struct Read {
    /// The settings, with defaults where nothing is said.
    pub settings: Settings,
    /// What is wrong; with an error among it, the report cannot be opened.
    pub faults: Diagnostics,
    /// The language, if a known one is named.
    pub language: Option<Language>,
    /// Where the style is named.
    pub style: Option<Span>,
    /// Where `[report]` stands, for what concerns the report as a whole.
    pub report: Span,
    /// Where each style option is named.
    pub options: Vec<(String, Span)>,
    /// Where each font role is named.
    pub roles: Vec<(String, Span)>,
}

/// Reads `bluebook.toml`.
pub(super) fn read(file: &SourceFile) -> Read {
    let mut fields = Fields { file, faults: Diagnostics::default() };
    let (root, errors) = DeTable::parse_recoverable(&file.text);
    let root = root.get_ref();
    fields.only(root, &TABLES, "bluebook.toml");
    let report = root.get_key_value("report").map_or(0..0, |(key, _)| key.span());
    let mut read = Read {
        settings: defaults(),
        faults: Diagnostics::default(),
        language: None,
        style: None,
        report: fields.span(report),
        options: Vec::new(),
        roles: Vec::new(),
    };
    report_table(&mut fields, root, &mut read);
    pdf_table(&mut fields, root, &mut read.settings);
    figures_table(&mut fields, root, &mut read.settings);
    checks_table(&mut fields, root, &mut read.settings);
    fonts_table(&mut fields, root, &mut read);
    markdown_table(&mut fields, root, &mut read.settings);
    style_table(&mut fields, root, &mut read);
    for error in &errors {
        if error.span().is_some_and(|span| fields.report_loose_date(span.start)) {
            continue;
        }
        let fault = syntax_fault(&fields, error);
        // A date that the calendar does not have is said already, in better words than TOML's.
        if fields.faults.iter().all(|said| said.span != fault.span) {
            fields.faults.push(fault);
        }
    }
    if read.settings.title.text.trim().is_empty() && errors.is_empty() {
        let message = text!("报告没有题目", "the report has no title");
        let hint = text!("在 [report] 下写 title = \"…\"", "write title = \"…\" below [report]");
        // A draft can do without; a final cannot.
        let fault = Diagnostic::new(Code::Settings, read.report, message);
        fields.faults.push(fault.severity(Severity::Explain).hint(hint));
        read.settings.title = Scalar { text: untitled(read.settings.language).into(), span: None };
    }
    read.faults = fields.faults;
    let unread = errors.iter().filter_map(toml::de::Error::span);
    let unread: Vec<Span> = unread.map(|range| file.span(range.start, range.end)).collect();
    // What is said of a value that is no TOML says less than that it is none.
    read.faults.retain_mut(|fault| {
        let within = |place: &Span| place.start <= fault.span.start && fault.span.end <= place.end;
        unread.contains(&fault.span) || !unread.iter().any(within)
    });
    if !errors.is_empty() {
        read.language = read.language.or_else(|| language_of(&file.text));
    }
    read.faults.sort();
    read
}

/// Returns the language of a report whose settings cannot all be read: as named on a line, or as it is written in.
fn language_of(text: &str) -> Option<Language> {
    let named = text.lines().filter_map(|line| line.trim_start().strip_prefix("language")).find_map(|rest| {
        let word = rest.trim_matches(|c: char| !c.is_ascii_alphabetic());
        LANGUAGES.iter().find(|(name, _)| *name == word).map(|(_, language)| *language)
    });
    let has_han = text.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c));
    named.or(has_han.then_some(Language::Chinese))
}

/// Returns the settings of an empty `bluebook.toml`.
fn defaults() -> Settings {
    Settings { style: "gongwen".into(), standards: vec!["a-2a".into(), "ua-1".into()], ..Settings::default() }
}

/// Returns what stands where a title should; PDF/UA demands one.
fn untitled(language: Language) -> &'static str {
    match language {
        Language::Chinese => "未命名报告",
        Language::English => "Untitled report",
    }
}

fn report_table(fields: &mut Fields<'_>, root: &DeTable<'_>, read: &mut Read) {
    let Some(table) = fields.table(root, "report") else { return };
    fields.only(table, &REPORT, "[report]");
    read.language = fields.choice(table, "language", &LANGUAGES);
    let settings = &mut read.settings;
    settings.title = fields.text(table, "title").unwrap_or_default();
    if let Some(span) = settings.title.span
        && fields.file.slice(span).contains('\\')
        && fields.file.slice(span) != settings.title.text
    {
        // The title is read as Markdown where it stands, so that its citations have places.
        let message = text!("题目里的反斜杠会按原样读", "backslashes in the title are read as they stand");
        let hint = text!("题目用单引号括起来：title = '…'", "put the title in single quotes: title = '…'");
        let fault = fields.fault(span.range(), message);
        fields.faults.push(fault.severity(Severity::Warning).hint(hint));
    }
    settings.organisation = fields.text(table, "organisation").unwrap_or_default().text;
    settings.period = fields.text_or_number(table, "period").unwrap_or_default();
    settings.date = fields.date(table, "date");
    settings.language = read.language.unwrap_or_default();
    settings.bibliography = fields.text(table, "bibliography");
    let statuses = [("draft", Status::Draft), ("final", Status::Final)];
    settings.status = fields.choice(table, "status", &statuses).unwrap_or_default();
    if let Some(style) = fields.text(table, "style") {
        settings.style = style.text;
        read.style = style.span;
    }
}

fn pdf_table(fields: &mut Fields<'_>, root: &DeTable<'_>, settings: &mut Settings) {
    let Some(table) = fields.table(root, "pdf") else { return };
    fields.only(table, &["standards"], "[pdf]");
    let Some(standards) = fields.list(table, "standards") else { return };
    for (name, range) in &standards {
        if !STANDARDS.contains(&name.as_str()) {
            let span = fields.span(range.clone());
            fields.not_among(span, "standards", &STANDARDS);
        }
    }
    settings.standards = standards.into_iter().map(|(name, _)| name).collect();
}

fn figures_table(fields: &mut Fields<'_>, root: &DeTable<'_>, settings: &mut Settings) {
    let Some(table) = fields.table(root, "figures") else { return };
    fields.only(table, &["rounding", "prior", "register"], "[figures]");
    settings.rounding = fields.choice(table, "rounding", &ROUNDINGS).unwrap_or_default();
    settings.prior = fields.text(table, "prior");
    settings.register = fields.flag(table, "register").unwrap_or_default();
}

fn checks_table(fields: &mut Fields<'_>, root: &DeTable<'_>, settings: &mut Settings) {
    let Some(table) = fields.table(root, "checks") else { return };
    let codes = Code::ALL.iter().map(|code| code.name());
    let known: Vec<&str> = codes.chain(["policy"]).collect();
    fields.only(table, &known, "[checks]");
    let policies = [("usual", Policy::Usual), ("strict", Policy::Strict)];
    settings.policy = fields.choice(table, "policy", &policies).unwrap_or_default();
    for code in Code::ALL {
        if let Some(severity) = fields.choice(table, code.name(), &SEVERITIES) {
            settings.checks.insert(*code, severity);
        }
    }
}

fn fonts_table(fields: &mut Fields<'_>, root: &DeTable<'_>, read: &mut Read) {
    let Some(table) = fields.table(root, "fonts") else { return };
    for key in table.keys() {
        let families = fields.list(table, key.get_ref()).unwrap_or_default();
        let names = families.into_iter().map(|(name, _)| name).collect();
        read.settings.fonts.insert(key.get_ref().to_string(), names);
        read.roles.push((key.get_ref().to_string(), fields.span(key.span())));
    }
}

fn markdown_table(fields: &mut Fields<'_>, root: &DeTable<'_>, settings: &mut Settings) {
    let Some(table) = fields.table(root, "markdown") else { return };
    fields.only(table, &["indented-code"], "[markdown]");
    settings.indented_code = fields.flag(table, "indented-code").unwrap_or_default();
}

fn style_table(fields: &mut Fields<'_>, root: &DeTable<'_>, read: &mut Read) {
    let Some(table) = fields.table(root, "style") else { return };
    for key in table.keys() {
        if let Some(value) = fields.any(table, key.get_ref()) {
            read.settings.style_options.insert(key.get_ref().to_string(), value);
            read.options.push((key.get_ref().to_string(), fields.span(key.span())));
        }
    }
}

/// What TOML's reader says most often, and the same in Chinese.
const SYNTAX: [(&str, &str); 10] = [
    ("duplicate key", "同一项写了两次"),
    ("string values must be quoted", "文字要放在英文双引号里"),
    ("missing value", "等号后面没有内容"),
    ("missing assignment", "缺少等号 ="),
    ("key with no value", "这一项没有等号和内容"),
    ("invalid unquoted key", "项目名只能用英文字母、数字和连字符"),
    ("missing comma", "两个值之间缺少英文逗号"),
    ("unclosed array", "方括号没有写完"),
    ("unclosed table", "方括号没有写完"),
    ("invalid basic string", "引号没有写完"),
];

/// Returns the fault of a place that is no TOML.
fn syntax_fault(fields: &Fields<'_>, error: &toml::de::Error) -> Diagnostic {
    let range = error.span().unwrap_or(0..0);
    let en = error.message().lines().next().unwrap_or_default();
    let zh = SYNTAX.iter().find(|(start, _)| en.starts_with(start)).map_or("这里的写法读不懂", |(_, zh)| zh);
    let place = fields.file.place(fields.span(range.clone()).start).line;
    let line = fields.file.line(place);
    let zh = if line.contains('＝') && !line.contains('=') { "等号要用半角的 =" } else { zh };
    let message = text!("bluebook.toml 的写法有误：{zh}", "cannot read bluebook.toml: {en}");
    let fault = fields.fault(range, message);
    if !line.contains(['“', '”', '＝', '［', '］', '，', '＂']) {
        return fault.hint(text!("每行写一项：名称 = \"内容\"", "write one setting a line: name = \"text\""));
    }
    let fault = fault.hint(text!("标点要用英文半角的：= \" [ ] ,", "use the ASCII signs = \" [ ] ,"));
    let written = line.trim_end();
    let mended = written.replacen('＝', "=", 1).replace(['“', '”', '＂'], "\"");
    let start = fields.file.line_start(place);
    match DeTable::parse(&mended) {
        Ok(_) if mended != written => fault.fix(fields.span(start..start + written.len()), mended),
        _ => fault,
    }
}

#[cfg(test)]
mod tests;

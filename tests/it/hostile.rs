//! No text can become markup: ten thousand hostile strings, laid out, are the same text on the pages.
//!
//! Goes through the library up to the pages, so that what the PDF's fonts and viewers make of a character is
//! left out; what a link or an alternative text becomes is asked of the PDF itself.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use bluebook::diagnostic::Code;
use bluebook::pipeline::{Outcome, run};

use crate::support::{Dice, request};
use serde_json::Value;
use tempfile::TempDir;

/// What stands in the way of every text: markup and code of Typst and Markdown, and letters of many kinds.
const TOKENS: &[&str] = &[
    "#",
    "$",
    "\\",
    "&",
    "_",
    "^",
    "/",
    "\"",
    "'",
    "@",
    "<",
    ">",
    "[",
    "]",
    "{",
    "}",
    "*",
    "~",
    "-",
    "=",
    "+",
    ".",
    ":",
    ";",
    "`",
    "|",
    "!",
    "(",
    ")",
    "%",
    "?",
    ",",
    "#\".len()",
    "\";#panic()",
    "//",
    "/*",
    "*/",
    "--",
    "---",
    "...",
    "https://",
    "http://a.b/c",
    "www.a.b",
    "\\u{41}",
    "\\n",
    "#let x = 1",
    "#include \"x\"",
    "$x^2$",
    "= ",
    "+ ",
    "- ",
    "/ a: b",
    "1. ",
    "<a>",
    "@ref",
    "{{",
    "}}",
    "{#id}",
    "[^1]",
    "&amp;",
    "&#65;",
    "<!--",
    "-->",
    "<script>",
    "…",
    "—",
    "“",
    "”",
    "。",
    "，",
    " ",
    "\t",
    "\u{b}",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{a0}",
    "\u{3000}",
    "\u{feff}",
    "\u{ad}",
    "\u{0}",
    "\u{1}",
    "\u{1b}",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{200b}",
    "\u{200c}",
    "\u{200d}",
    "\u{2060}",
    "\u{fe0f}",
    "😀",
    "👩\u{200d}🔬",
    "🇨🇳",
    "网格",
    "办结率",
    "한국어",
    "かな",
    "e\u{301}",
    "a\u{308}\u{323}",
    "ﬁ",
    "ß",
    "İ",
    "\u{e000}",
    "\u{10fffd}",
    "\u{fffd}",
    "\u{ffff}",
    "x",
    "abc",
    "1",
    "99.2",
    "０",
    "㎡",
];

/// What a viewer may show in another order than it was typed.
const BIDI: &[&str] = &[
    "\u{200e}",
    "\u{200f}",
    "\u{202a}",
    "\u{202b}",
    "\u{202c}",
    "\u{202d}",
    "\u{202e}",
    "\u{2066}",
    "\u{2067}",
    "\u{2068}",
    "\u{2069}",
    "\u{61c}",
    "שלום",
    "العربية",
    "١٢",
];

impl Dice {
    /// Returns a string of up to `longest` tokens, always with something to see.
    fn hostile(&mut self, longest: usize, bidi: bool) -> String {
        let mut text = String::new();
        for _ in 0..=self.throw(longest) {
            let from = if bidi && self.throw(3) == 0 { BIDI } else { TOKENS };
            text.push_str(self.pick::<&str>(from));
        }
        text + ["x", "网", "#"][self.throw(3)]
    }
}

/// Returns a text as Markdown that means just this text.
fn escaped(text: &str) -> String {
    let escape = |c: char| if c.is_ascii_punctuation() { vec!['\\', c] } else { vec![c] };
    text.chars().flat_map(escape).collect()
}

/// Returns what can be seen of a text. Markdown prints NUL as U+FFFD.
fn seen(text: &str) -> String {
    let ignorable = |c: char| {
        matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
    };
    let text = text.replace('\0', "\u{fffd}");
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !ignorable(*c)).collect()
}

/// Returns the characters of a text in order, in which only their number counts.
fn sorted(text: &str) -> Vec<char> {
    let mut characters: Vec<char> = text.chars().collect();
    characters.sort_unstable();
    characters
}

/// A report in a folder, with a picture.
struct Folder(TempDir);

impl Folder {
    fn new(title: &str, organisation: &str, section: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let settings = format!(
            "[report]\ntitle = \"{}\"\norganisation = {}\nlanguage = \"zh-CN\"\nstyle = \"plain\"\n",
            title.replace('"', "\\\""),
            toml_string(organisation)
        );
        let dot =
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><rect width='1' height='1'/></svg>";
        fs::create_dir(folder.path().join("content")).expect("a folder");
        for (path, text) in
            [("bluebook.toml", settings.as_str()), ("content/1.md", section), ("dot.svg", dot)]
        {
            fs::write(folder.path().join(path), text).expect("a file");
        }
        Self(folder)
    }

    /// Builds the report up to its pages; Typst must have nothing to say.
    fn pages(&self) -> (Outcome, String) {
        let request = request(self.0.path());
        let outcome = run(&request).expect("the report can be built");
        let complaints: Vec<_> =
            outcome.diagnostics.iter().filter(|found| found.code == Code::Typesetting).collect();
        assert!(complaints.is_empty(), "{complaints:?}");
        let pages = outcome.typeset.as_ref().expect("Typst lays the report out").page_texts();
        let mut text = String::new();
        for (index, page) in pages.iter().enumerate() {
            let number = (index + 1).to_string();
            let page = page.strip_suffix(&number).unwrap_or_else(|| panic!("page {number} ends in {page:?}"));
            text.push_str(page);
        }
        (outcome, seen(&text))
    }

    /// Writes the PDF and returns the values of a key in it, as text.
    fn values(&self, outcome: &Outcome, key: &str) -> Vec<String> {
        let typeset = outcome.typeset.as_ref().expect("pages");
        let pdf = bluebook::export::pdf(typeset, &outcome.report.settings).expect("a PDF");
        let path = self.0.path().join("report.pdf");
        fs::write(&path, pdf.bytes.expect("a draft is always written")).expect("a file");
        let output = Command::new("qpdf").arg("--json").arg(&path).output();
        let output =
            output.unwrap_or_else(|error| panic!("qpdf does not start (make test installs it): {error}"));
        let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let mut values = Vec::new();
        collect(&json, key, &mut values);
        values
    }
}

/// Collects the strings that stand under a key, at any depth.
fn collect(json: &Value, key: &str, values: &mut Vec<String>) {
    match json {
        Value::Object(object) => {
            for (name, value) in object {
                match value.as_str().and_then(|text| text.strip_prefix("u:")) {
                    Some(text) if name == key => values.push(text.to_owned()),
                    _ => collect(value, key, values),
                }
            }
        }
        Value::Array(array) => array.iter().for_each(|value| collect(value, key, values)),
        _ => {}
    }
}

/// Returns a text as TOML writes it.
fn toml_string(text: &str) -> String {
    let escape = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => c.to_string(),
        _ => format!("\\U{:08X}", u32::from(c)),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// Returns a text without what means something in a title: controls, backslashes and citations.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !"\\{}".contains(*c)).collect()
}

/// Lays strings out as paragraphs, each behind one with its number, and returns what became of each.
fn laid_out(strings: &[String]) -> BTreeMap<usize, String> {
    let mut section = String::from("# 首\n\n");
    for (index, text) in strings.iter().enumerate() {
        section.push_str(&format!("甲{index}乙\n\n{}\n\n", escaped(text)));
    }
    let (_, text) = Folder::new("题", "", &section).pages();
    let parts = text.split('甲').skip(1).map(|part| part.split_once('乙').expect("a number"));
    parts.map(|(index, part)| (index.parse().expect("a number"), part.to_owned())).collect()
}

#[test]
fn ten_thousand_hostile_strings_are_text() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let strings: Vec<_> = (0..7_000).map(|_| dice.hostile(9, false)).collect();
    let found = laid_out(&strings);
    assert_eq!(found.len(), strings.len());
    for (index, text) in strings.iter().enumerate() {
        assert_eq!(found[&index], seen(text), "string {index}: {text:?}");
    }
    let strings = (0..4_000).map(|_| dice.hostile(9, true));
    // Typst 0.15.1 prints a sign again that stands before a ZERO WIDTH JOINER in text from right to left, where the fonts change.
    let strings: Vec<_> = strings.filter(|text| !text.contains('\u{200d}')).collect();
    let found = laid_out(&strings);
    assert_eq!(found.len(), strings.len());
    for (index, text) in strings.iter().enumerate() {
        assert_eq!(sorted(&found[&index]), sorted(&seen(text)), "string {index}: {text:?}");
    }
}

/// Returns a string between two characters that no other string has at its ends.
fn marked(kind: char, index: usize, text: &str) -> String {
    format!("{kind}{index}丙{text}丁")
}

/// Returns a section with each string in every place where text may stand, a page each: notes interrupt a text
/// that goes on overleaf.
fn everywhere(strings: &[String]) -> String {
    let mut section = String::from("# 首\n\n");
    for (index, text) in strings.iter().enumerate() {
        let at = |kind: char| escaped(&marked(kind, index, text));
        let code = text.replace('`', "");
        section.push_str(&format!(
            "<!-- pagebreak -->\n\n## {}\n\n- {}\n- [x] {}\n\n> {}\n\n| {} | 列 |\n|---|---|\n| {} | 1 |\n\n\
             [{}](https://example.org/{index}) **{}** *{}* ~~{}~~ <u>{}</u>\n\n![{}](dot.svg)\n\n\
             `` {} ``\n\n```\n{}\n```\n\n词[^{index}]\n\n[^{index}]: {}\n\n",
            at('题'),
            at('项'),
            at('务'),
            at('引'),
            at('头'),
            at('格'),
            at('链'),
            at('粗'),
            at('斜'),
            at('删'),
            at('线'),
            at('图'),
            marked('码', index, &code),
            marked('块', index, &code),
            at('注'),
        ));
    }
    section
}

#[test]
fn hostile_strings_are_text_in_every_place() {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let strings: Vec<_> = (0..60).map(|_| dice.hostile(6, false)).collect();
    let (title, organisation) = (plain(&dice.hostile(20, false)), dice.hostile(20, false));
    let folder = Folder::new(&title, &organisation, &everywhere(&strings));
    let (outcome, text) = folder.pages();
    assert!(text.starts_with(&seen(&(title + &organisation))), "{text:.300}");
    for (index, string) in strings.iter().enumerate() {
        for kind in "题项务引头格链粗斜删线图注".chars() {
            let expected = seen(&marked(kind, index, string));
            assert!(text.contains(&expected), "{expected:?}: {string:?}");
        }
        for kind in "码块".chars() {
            let expected = seen(&marked(kind, index, &string.replace('`', "")));
            assert!(text.contains(&expected), "{expected:?}: {string:?}");
        }
    }
    let alternatives: Vec<_> = folder.values(&outcome, "/Alt").iter().map(|alt| seen(alt)).collect();
    for (index, string) in strings.iter().enumerate() {
        let expected = seen(&marked('图', index, string));
        assert!(alternatives.contains(&expected), "{expected:?} is no alternative text");
    }
}

#[test]
fn text_that_changes_direction_breaks_nothing_in_any_place() {
    let mut dice = Dice(0x1234_5678_9abc_def1);
    let strings: Vec<_> = (0..60).map(|_| dice.hostile(6, true)).collect();
    let title = dice.hostile(20, true);
    let folder = Folder::new(&plain(&title), &title, &everywhere(&strings));
    let (outcome, _) = folder.pages();
    let alternatives = folder.values(&outcome, "/Alt");
    let pictures = alternatives.iter().filter(|alt| *alt != "已完成").count();
    assert_eq!(pictures, strings.len());
}

#[test]
fn hostile_figures_break_nothing() {
    let mut dice = Dice(0x0fed_cba9_8765_4321);
    let mut front = String::from("---\nfigures:\n");
    let mut body = String::from("# 首\n\n");
    for index in 0..200 {
        let mut text = || toml_string(&dice.hostile(6, true));
        let (value, unit, note) = (text(), text(), text());
        front.push_str(&format!(
            "  数{index}: {value}\n  件{index}: {{value: 12, unit: {unit}, note: {note}}}\n"
        ));
        body.push_str(&format!("丙{{{{数{index}}}}}丁{{{{件{index}}}}}戊\n\n"));
    }
    let (outcome, text) = Folder::new("题", "", &(front + "---\n" + &body)).pages();
    assert_eq!(text.matches('戊').count(), 200);
    assert!(outcome.figures.figures.len() >= 200, "{}", outcome.figures.figures.len());
}

#[test]
fn links_that_run_code_never_reach_the_pdf() {
    let mut section = String::from("# 首\n\n[好](https://example.org/a)[信](mailto:a@example.org)\n\n");
    let targets = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#9;script:alert(1)",
        "&#1;javascript:alert(1)",
        "%6aavascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "launch:x",
        "//evil.example/x",
    ];
    for target in targets {
        section.push_str(&format!(
            "[词](<{target}>)\n\n[ref][{target}]\n\n[{target}]: <{target}>\n\n<{target}>\n\n"
        ));
    }
    let folder = Folder::new("题", "", &section);
    let (outcome, text) = folder.pages();
    assert_eq!(text.matches('词').count(), targets.len());
    let uris = folder.values(&outcome, "/URI");
    assert!(
        uris.contains(&"https://example.org/a".to_owned())
            && uris.contains(&"mailto:a@example.org".to_owned())
    );
    let safe = |uri: &String| {
        uri.starts_with("https://") || uri.starts_with("http://") || uri.starts_with("mailto:")
    };
    assert!(uris.iter().all(safe), "{uris:?}");
}

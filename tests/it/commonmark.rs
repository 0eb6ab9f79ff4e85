//! Every example of CommonMark 0.31 is built: it compiles, what is said of it is expected, and no word of it is lost.
//!
//! The examples are `spec.txt` of npm's `commonmark-spec`, which `make test` fetches. The words wanted are the text of the HTML
//! that the specification expects; where the dialect goes its own way the example stands in `EXCEPTIONS`, with the reason that the guide gives.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bluebook::diagnostic::Code;

use crate::support::{ENGLISH, bare, build, side_by_side};

/// What may be said of an example without its being a fault of Bluebook's.
const EXPECTED: &[Code] = &[
    Code::MissingImage,
    Code::MissingAlt,
    Code::RemoteImage,
    Code::ImageOutside,
    Code::BrokenLink,
    Code::Unsupported,
    Code::HeadingSkip,
    // Two lines of hyphens are an empty front matter, and nothing is behind it.
    Code::MissingTitle,
    // Of the scripts that this machine's fonts have not.
    Code::MissingGlyph,
];

/// The examples that the dialect reads otherwise, by number, each with its reason.
const EXCEPTIONS: &[(usize, &str)] = &[
    (126, "code that is never closed is an error"),
    (127, "code that is never closed is an error"),
    (128, "code that is never closed is an error"),
    (137, "code that is never closed is an error"),
    (139, "code that is never closed is an error"),
    (170, "the content of <script> is not printed, which is said"),
    (172, "the content of <style> is not printed, which is said"),
    (176, "the content of <style> is not printed, which is said"),
    (178, "the content of <script> is not printed, which is said"),
    (237, "code that is never closed is an error"),
];

/// An example of the specification.
struct Example {
    number: usize,
    markdown: String,
    html: String,
}

fn examples() -> Vec<Example> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tmp/commonmark-spec/spec.txt");
    let spec = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error} (make test fetches it)", path.display()));
    let fence = "`".repeat(32);
    let mut found = Vec::new();
    let mut rest = spec.as_str();
    let opening = format!("{fence} example\n");
    while let Some((_, after)) = rest.split_once(&opening) {
        let (example, after) = after.split_once(&format!("\n{fence}\n")).expect("the end of an example");
        let (markdown, html) =
            example.split_once("\n.\n").or_else(|| example.split_once(".\n")).unwrap_or((example, ""));
        let real = |text: &str| text.trim_end_matches("\n.").replace('→', "\t");
        found.push(Example { number: found.len() + 1, markdown: real(markdown) + "\n", html: real(html) });
        rest = after;
    }
    found
}

/// Returns the Markdown of every example.
pub(crate) fn markdown() -> Vec<String> {
    examples().into_iter().map(|example| example.markdown).collect()
}

/// Returns the text of HTML, without tags, with entities decoded.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let tag = &rest[at..];
        text.push(' ');
        rest = &tag[length(tag)..];
    }
    text.push_str(rest);
    for (entity, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
        text = text.replace(entity, sign);
    }
    text
}

/// Returns the length of the tag, comment or the like that a text begins with; a `>` within quotes ends none.
fn length(tag: &str) -> usize {
    for (opening, closing) in [("<!--", "-->"), ("<![CDATA[", "]]>")] {
        if tag.starts_with(opening) {
            return tag.find(closing).map_or(tag.len(), |end| end + closing.len());
        }
    }
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match quote {
            None if c == '>' => return at + 1,
            None if c == '"' || c == '\'' => quote = Some(c),
            Some(open) if open == c => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// Builds an example and returns what is wrong with it.
fn fault(example: &Example) -> Option<String> {
    let settings = format!("{ENGLISH}\n[markdown]\nindented-code = true\n");
    let built = match build(&settings, &example.markdown) {
        Ok(built) => built,
        Err(why) => return Some(why),
    };
    let unexpected = built.said.iter().filter(|(code, _)| !EXPECTED.contains(code));
    let unexpected: Vec<_> = unexpected.map(|(code, said)| format!("{}: {said}", code.name())).collect();
    if !unexpected.is_empty() {
        return Some(unexpected.join("; "));
    }
    let mut rest = built.printed.as_str();
    for word in text_of(&example.html).split_whitespace() {
        match rest.split_once(&bare(word)) {
            Some((_, behind)) => rest = behind,
            None => return Some(format!("`{word}` is lost; printed: {}", built.printed)),
        }
    }
    None
}

#[test]
fn every_example_of_the_specification_is_printed() {
    let examples = examples();
    assert_eq!(examples.len(), 652);
    let exceptions: BTreeMap<usize, &str> = EXCEPTIONS.iter().copied().collect();
    let faults = side_by_side(&examples, |example| match (fault(example), exceptions.get(&example.number)) {
        (Some(fault), None) => {
            Some(format!("{}: {fault}\n{:?}\n{:?}", example.number, example.markdown, example.html))
        }
        (None, Some(_)) => Some(format!("{}: is no exception any more", example.number)),
        _ => None,
    });
    let faults: Vec<_> = faults.into_iter().flatten().collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n\n"));
}

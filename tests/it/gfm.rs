//! The additions of GitHub to Markdown, in cases of our own: each is built, exactly its words are printed, and what is said of it is expected.
//!
//! A case stands between two paragraphs; what is printed between them are its words, spaces, bullets and boxes aside.
//! Behind `¶` stand the notes at the page's foot.

use bluebook::diagnostic::Code::{self, Unsupported};
use bluebook::report::InlineKind;

use crate::support::{Built, ENGLISH, bare, build, side_by_side};

/// Markdown, the words it prints, and what is said of it.
type Case = (&'static str, &'static str, &'static [Code]);

const TABLES: &[Case] = &[
    // Pipes within cells.
    ("| a | b |\n|---|---|\n| `x\\|y` | z |", "a b x|y z", &[]),
    ("| a | b |\n|---|---|\n| x \\| y | z |", "a b x | y z", &[]),
    ("| a | b |\n|---|---|\n| `x | y` | z |", "a b `x y`", &[Unsupported]),
    ("| a | b |\n|---|---|\n| x \\\\| y | z |", "a b x \\| y z", &[]),
    ("| a ｜ b |\n|---|\n| x ｜ y |", "a ｜ b x ｜ y", &[]),
    ("| [l](https://e.org/?a\\|b) | c |\n|---|---|\n| **x \\| y** | z |", "l c x | y z", &[]),
    // Cells too few, too many, empty.
    ("| a | b | c |\n|---|---|---|\n| x |\n| y | z |", "a b c x y z", &[]),
    ("| a | b |\n|---|---|\n| x | y | lost |", "a b x y", &[Unsupported]),
    ("| | b |\n|---|---|\n| x | |\n| | |\n|||", "b x", &[]),
    ("| a | b |\n|---|---|", "a b", &[]),
    // The row of dashes.
    ("a | b | c\n:-- | :-: | --:\n1 | 2 | 3", "a b c 1 2 3", &[]),
    ("| a | b |\n|---|\n| x | y |", "| a | b | |---| | x | y |", &[Unsupported]),
    ("| a | b |\n|:-:-|---|\n| x | y |", "| a | b | |:-:-|---| | x | y |", &[Unsupported]),
    ("|a|b|\n|-|-|\n|x|y|", "a b x y", &[]),
    ("   | a | b |\n  |\t:---\t|  ---: |  \n | x | y |  ", "a b x y", &[]),
    // One column.
    ("| a |\n|---|\n| x |", "a x", &[]),
    ("| a |\n| - |\nx\n| y", "a x y", &[]),
    // What stands around.
    ("text\n| a | b |\n|---|---|\n| x | y |", "text a b x y", &[]),
    ("| a | b |\n|---|---|\n| x | y |\ntail", "a b x y tail", &[]),
    ("| a | b |\n|---|---|\n| x | y |\n> quoted", "a b x y quoted", &[]),
    ("| a | b |\n|---|---|\n| x | y |\n- item", "a b x y item", &[]),
    ("| a | b |\n|---|---|\n| x | y |\n```\ncode | c\n```", "a b x y code | c", &[]),
    ("| a | b |\n|---|---|\n| x | y |\n***\nafter", "a b x y after", &[]),
    ("| a | b |\n|---|---|\n| x | y |\n\n| c |\n|---|\n| z |", "a b x y c z", &[]),
    ("- | a | b |\n  |---|---|\n  | x | y |\n- item", "a b x y item", &[]),
    ("> | a | b |\n> |---|---|\n> | x | y |\n>\n> quoted", "a b x y quoted", &[]),
    ("> - | a |\n>   |---|\n>   | x |", "a x", &[]),
    ("| a | b |\r\n|---|---|\r\n| x | y |\r\n", "a b x y", &[]),
    // What stands in cells.
    ("| *a | b* |\n|---|---|\n| ~~x | y~~ |", "*a b* ~~x y~~", &[]),
    ("| a | b |\n|---|---|\n| x<br>y | <sup>2</sup> <!-- hidden --> |", "a b x y 2", &[]),
    ("| # a | - b |\n|---|---|\n| > x | 1. y |", "# a - b > x 1. y", &[]),
    ("| a | b |\n|---|---|\n| \\*x\\* | &lt;y&gt; &#124; |", "a b *x* <y> |", &[]),
];

const STRUCK: &[Case] = &[
    ("~~a~~ b", "a b", &[]),
    ("~a~ b 5~10", "~a~ b 5~10", &[]),
    ("~~a b", "~~a b", &[]),
    ("x ~~~a~~~ y", "x ~~~a~~~ y", &[]),
    ("~~a *b* **c** `d`~~", "a b c d", &[]),
    ("*a ~~b~~ c* **~~d~~**", "a b c d", &[]),
    ("**a ~~b** c~~", "a ~~b c~~", &[]),
    ("~~a\nb~~", "a b", &[]),
    ("~~a\n\nb~~", "~~a b~~", &[]),
    ("`~~a~~` \\~~b~~", "~~a~~ ~~b~~", &[]),
    ("~~ a ~~ b", "~~ a ~~ b", &[]),
    ("中~~删~~文，“~~删~~”。~~全角，~~后", "中删文，“删”。全角，后", &[]),
    ("x~~y~~z 10~~15~~20", "xyz 101520", &[]),
    ("[~~l~~](https://e.org) ~~[m](https://e.org)~~", "l m", &[]),
    ("- ~~a~~\n- [x] ~~b~~\n\n> ~~c~~", "a b c", &[]),
    ("a ~~~~ b ~~", "a ~~~~ b ~~", &[]),
];

const TASKS: &[Case] = &[
    ("- [ ] a\n- [x] b\n- [X] c", "a b c", &[]),
    ("- [x]a\n- [] b\n- [y] c\n- [ x ] d", "[x]a [] b [y] c [ x ] d", &[]),
    ("[x] a", "[x] a", &[]),
    ("- a [x] b", "a [x] b", &[]),
    ("- \\[x] a", "[x] a", &[]),
    ("- [x](https://e.org) a", "x a", &[]),
    ("- [X] [x] a", "[x] a", &[]),
    ("- **[x]** a", "[x] a", &[]),
    ("- [x] a\n  - [ ] b\n    - [x] c", "a b c", &[]),
    ("> - [x] a\n> - [ ] b", "a b", &[]),
    ("* [x]  a\n\n  b\n+ [ ] c", "a b c", &[]),
    ("- [x]\n  | a |\n  |---|\n  | b |", "a b", &[]),
    ("| [x] a |\n|---|\n| [ ] b |", "[x] a [ ] b", &[]),
    ("- [ ] `[x]` a\n- [x] [x]b", "[x] a [x]b", &[]),
    ("- [x] > a", "> a", &[]),
];

/// Markdown, the words it prints, and where its links lead.
const ADDRESSES: &[(&str, &str, &[&str])] = &[
    ("www.example.org.", "www.example.org.", &["http://www.example.org"]),
    (
        "See www.example.org/a?b=1&c=2, then!",
        "See www.example.org/a?b=1&c=2, then!",
        &["http://www.example.org/a?b=1&c=2"],
    ),
    ("(https://example.org/a_(b))", "(https://example.org/a_(b))", &["https://example.org/a_(b)"]),
    ("https://example.org/a).", "https://example.org/a).", &["https://example.org/a"]),
    (
        "访问https://www.gov.cn/a/b，再看www.gov.cn。完",
        "访问https://www.gov.cn/a/b，再看www.gov.cn。完",
        &["https://www.gov.cn/a/b", "http://www.gov.cn"],
    ),
    ("https://www.gov.cn查询", "https://www.gov.cn查询", &["https://www.gov.cn"]),
    (
        "**https://example.org** ~~www.example.org~~",
        "https://example.org www.example.org",
        &["https://example.org", "http://www.example.org"],
    ),
    ("www. https:// http://. www.x", "www. https:// http://. www.x", &[]),
    ("xhttps://example.org `www.example.org`", "xhttps://example.org www.example.org", &[]),
    ("[https://example.org](https://example.com)", "https://example.org", &["https://example.com"]),
    (
        "<https://example.org/a> <a@example.org>",
        "https://example.org/a a@example.org",
        &["https://example.org/a", "mailto:a@example.org"],
    ),
    ("<https://example.org/a b>", "<https://example.org/a b>", &[]),
    ("a.b+c@example.org. a@b 信箱a@example.org查", "a.b+c@example.org. a@b 信箱a@example.org查", &[]),
    ("HTTPS://EXAMPLE.ORG/A_B_C", "HTTPS://EXAMPLE.ORG/A_B_C", &["HTTPS://EXAMPLE.ORG/A_B_C"]),
    (
        "| https://example.org/a | b |\n|---|---|\n| www.example.org | https://example.org/c\\|d |",
        "https://example.org/a b www.example.org https://example.org/c|d",
        &["https://example.org/a", "http://www.example.org", "https://example.org/c"],
    ),
    (
        "*https://example.org/a* \"www.example.org\" 'https://example.org'",
        "https://example.org/a \"www.example.org\" 'https://example.org'",
        &["https://example.org/a", "http://www.example.org", "https://example.org"],
    ),
    (
        "# https://example.org\n\n- www.example.org\n\n> ftp://example.org/a",
        "1 https://example.org www.example.org ftp://example.org/a",
        &["https://example.org", "http://www.example.org", "ftp://example.org/a"],
    ),
];

const FOOTNOTES: &[Case] = &[
    ("a[^n] b\n\n[^n]: note", "a1 b ¶ 1 note", &[]),
    ("a[^n] b[^n]\n\n[^n]: note", "a1 b1 ¶ 1 note", &[]),
    ("a\n\n[^n]: never", "a", &[Unsupported]),
    ("a[^n] b", "a[^n] b", &[Unsupported]),
    ("a[^two] b[^one]\n\n[^one]: first\n\n[^two]: second", "a1 b2 ¶ 1 second 2 first", &[]),
    ("a[^n]\n\n[^n]: one\n\n    two\n\n    three", "a1 ¶ 1 one two three", &[]),
    ("a[^n]\n\n[^n]: one\n\n    - two\n    - three\n\n    > four", "a1 ¶ 1 one two three four", &[]),
    ("a[^n]\n\n[^n]: one\nlazy", "a1 ¶ 1 one lazy", &[]),
    ("| a[^n] |\n|---|\n| b[^m] |\n\n[^n]: one\n[^m]: two", "a1 b2 ¶ 1 one 2 two", &[]),
    ("- a[^n]\n\n> b[^m]\n\n[^n]: one\n\n[^m]: two", "a1 b2 ¶ 1 one 2 two", &[]),
    ("a[^n]\n\n[^n]: one[^m]\n\n[^m]: two", "a1 ¶ 1 one2 2 two", &[]),
    ("`[^n]` \\[^n] a[^n]\n\n[^n]: one", "[^n] [^n] a1 ¶ 1 one", &[]),
    ("a[^甲] b[^N]\n\n[^甲]: 注一\n\n[^n]: note *two* `code`", "a1 b2 ¶ 1 注一 2 note two code", &[]),
    (
        "**a[^n]** ~~b[^m]~~\n\n[^n]: https://example.org\n\n[^m]: [l](https://e.org)",
        "a1 b2 ¶ 1 https://example.org 2 l",
        &[],
    ),
    ("a[^n]\n\n[^n]:\n    one", "a1 ¶ 1 one", &[]),
    ("a[^n][^m]\n\n[^n]: one\n[^m]: two", "a12 ¶ 1 one 2 two", &[]),
];

const HTML: &[Case] = &[
    ("a<br>b<br/>c<BR />d", "a b c d", &[]),
    ("H<sub>2</sub>O m<SUP>2</SUP> <u>x</u>", "H2O m2 x", &[]),
    ("a<sub>b c", "ab c", &[Unsupported]),
    ("<u>**a** `b` [l](https://e.org)</u>", "a b l", &[]),
    ("a<!-- hidden -->b <!-- two\nlines -->c", "ab c", &[]),
    ("a <b>b</b> <kbd>c</kbd>", "a b c", &[Unsupported]),
    ("<div>\na\n\n**b**\n</div>", "a b", &[Unsupported]),
    ("a <script>alert(1)</script>b", "a alert(1)b", &[Unsupported]),
    ("<style>\np { color: red }\n</style>\n\na", "a", &[Unsupported]),
    ("a < b > c <3 <> </> 1<2", "a < b > c <3 <> </> 1<2", &[]),
    ("&lt;u&gt;a&lt;/u&gt; \\<u>b `<u>c</u>`", "<u>a</u> <u>b <u>c</u>", &[]),
    ("<table><tr><td>a</td><td rowspan=2>b</td></tr><tr><td>c</td></tr></table>", "a b c", &[]),
    (
        "<table>\n<caption>t</caption>\n<tr><th colspan=\"2\">a</th></tr>\n<tr><td>&lt;b&gt;</td><td>c<br>d</td></tr>\n</table>",
        "Table 1 t a <b> c d",
        &[],
    ),
    ("<table><tr><td title=\"a > b\">x</td></tr></table>", "x", &[]),
    ("a <span title=\"x > y\">b</span> c", "a b c", &[Unsupported]),
    ("<div title=\"x > y\">a</div>", "a", &[Unsupported]),
    ("<details><summary>a</summary>\n\nb\n\n</details>", "a b", &[Unsupported]),
    ("<sup>a<sub>b</sub></sup> <u>c<sup>d</sup></u>", "ab cd", &[]),
    (
        "<a href=\"https://e.org\">a</a> <img src=\"x.png\" alt=\"hidden\">b",
        "a b",
        &[Unsupported, Unsupported],
    ),
    ("- <u>a</u>\n\n> <sup>b</sup>\n\n| <sub>c</sub> |\n|---|\n| d<br>e |", "a b c d e", &[]),
];

const ALERTS: &[Case] = &[
    ("> [!NOTE]\n> a", "Note a", &[]),
    (
        "> [!TIP]\n> a\n\n> [!IMPORTANT]\n> b\n\n> [!WARNING]\n> c\n\n> [!CAUTION]\n> d",
        "Tip a Important b Warning c Caution d",
        &[],
    ),
    ("> [!note]\n> a", "Note a", &[]),
    // The title of a callout is text, in which nothing but citations counts.
    ("> [!NOTE] Own *title*\n> a", "Own title a", &[]),
    ("> [!INFO]\n> a", "[!INFO] a", &[Unsupported]),
    ("> a\n> [!NOTE]", "a [!NOTE]", &[]),
    ("> \\[!NOTE]\n> a", "[!NOTE] a", &[]),
    ("[!NOTE]\na", "[!NOTE] a", &[]),
    (
        "> [!NOTE]\n>\n> a\n>\n> - b\n> - [x] c\n>\n> | d |\n> |---|\n> | e |\n>\n> ```\n> f\n> ```",
        "Note a b c d e f",
        &[],
    ),
    ("> [!NOTE]\n> a\n> > [!TIP]\n> > b", "Note a Tip b", &[]),
    ("- a\n\n  > [!NOTE]\n  > b", "a Note b", &[]),
    ("> [!NOTE]\n> a\nlazy", "Note a lazy", &[]),
    ("> [!WARNING] a | b", "a | b", &[]),
    ("> [!NOTE]\n> a[^n]\n\n[^n]: one", "Note a1 ¶ 1 one", &[]),
    (">[!NOTE]\n>a", "[!NOTE] a", &[Unsupported]),
    (">  [!tip] b\n> a", "[!tip] b a", &[Unsupported]),
];

/// Returns where the links of a section lead.
fn leads(built: &Built) -> Vec<String> {
    let mut found = Vec::new();
    built.outcome.report.sections[0].visit_inlines(&mut |inline| {
        if let InlineKind::Link { target, .. } = &inline.kind {
            found.push(target.clone());
        }
    });
    found
}

/// Builds a case; the error says that other words are printed.
fn printed(markdown: &str, words: &str) -> Result<Built, String> {
    let built = build(ENGLISH, &format!("begin\n\n{markdown}\n\nfinish\n"))?;
    let (_, rest) = built.printed.split_once("begin").ok_or("has no beginning")?;
    let (body, foot) = rest.split_once("finish").ok_or("has no end")?;
    let (words, notes) = words.split_once('¶').unwrap_or((words, ""));
    let plain = |text: &str| text.replace(['•', '‣', '–', '\u{200b}'], "");
    let (body, foot) = (plain(body), plain(foot));
    if body != bare(words) || !foot.starts_with(&bare(notes)) {
        return Err(format!("prints `{body}` ¶ `{foot}`"));
    }
    Ok(built)
}

/// Expects that nothing is wrong with any case.
fn expect(cases: &[Case]) {
    let fault = |(markdown, words, expected): &Case| {
        let wrong = match printed(markdown, words) {
            Ok(built) if built.said.iter().map(|(code, _)| code).eq(*expected) => return None,
            Ok(built) => format!("is said to be {:?}", built.said),
            Err(why) => why,
        };
        Some(format!("{markdown:?} {wrong}"))
    };
    let faults: Vec<_> = side_by_side(cases, fault).into_iter().flatten().collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn tables() {
    expect(TABLES);
}

#[test]
fn struck_out_words() {
    expect(STRUCK);
}

#[test]
fn tasks() {
    expect(TASKS);
}

#[test]
fn addresses() {
    let fault = |(markdown, words, expected): &(&str, &str, &[&str])| {
        let wrong = match printed(markdown, words) {
            Ok(built) if leads(&built) == *expected => return None,
            Ok(built) => format!("leads to {:?}", leads(&built)),
            Err(why) => why,
        };
        Some(format!("{markdown:?} {wrong}"))
    };
    let faults: Vec<_> = side_by_side(ADDRESSES, fault).into_iter().flatten().collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn footnotes() {
    expect(FOOTNOTES);
}

#[test]
fn tags_of_html() {
    expect(HTML);
}

#[test]
fn callouts() {
    expect(ALERTS);
}

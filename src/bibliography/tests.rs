//! Numbers, forms and faults of references, in Chinese and in English.

use super::*;
use crate::diagnostic::Language;
use crate::markdown::{Options, parse};
use crate::source::Encoding;
use std::sync::Arc;

const REFS: &str = r#"
@book{钱学森2001,
  author = {钱学森 and 于景元 and 戴汝为 and 王寿云},
  title = {论系统工程},
  edition = {2},
  location = {长沙},
  publisher = {湖南科学技术出版社},
  year = {2001},
  langid = {chinese},
}
@article{wang_2020_a,
  author = {王伟 and 李娜},
  title = {基层治理数字化的路径},
  journaltitle = {中国行政管理},
  year = {2020},
  volume = {36},
  number = {4},
  pages = {12-19},
}
@standard{gbt9704,
  author = {{全国文献与信息标准化技术委员会}},
  title = {党政机关公文格式},
  number = {GB/T 9704—2012},
  location = {北京},
  publisher = {中国标准出版社},
  year = {2012},
}
@report{tongji2021,
  author = {{国家统计局}},
  title = {2021年国民经济和社会发展统计公报},
  institution = {国家统计局},
  location = {北京},
  year = {2022},
}
@online{gov,
  author = {{国务院}},
  title = {政府工作报告},
  date = {2022-03-05},
  urldate = {2022-03-12},
  url = {https://www.gov.cn/premier/2022-03/12/content_5678750.htm},
}
@legislation{审计法,
  author = {{全国人民代表大会常务委员会}},
  title = {中华人民共和国审计法},
  year = {2021},
}
@article{smith:2019,
  author = {Smith, John and Doe, Jane and Roe, Richard and Poe, Edgar},
  title = {On the measurement of public spending},
  journaltitle = {Public Finance Review},
  year = {2019},
  volume = {47},
  number = {2},
  pages = {101--120},
  doi = {10.1177/1091142118759710},
}
@book{knuth,
  author = {Knuth, Donald E.},
  title = {The {TeX}book},
  edition = {2},
  publisher = {Addison-Wesley},
  location = {Reading},
  year = {1986},
}
"#;

/// Reads a report of some sections with a file of literature.
fn read(language: Language, sections: &[&str], refs: (&str, &str)) -> (References, Vec<String>) {
    let mut sources = Sources::default();
    let file = sources.add(refs.0, refs.1, Encoding::Utf8);
    let mut report = Report::default();
    report.settings.language = language;
    for (index, text) in sections.iter().enumerate() {
        let id = sources.add(format!("content/{index}.md"), text, Encoding::Utf8);
        let options =
            Options { language, indented_code: false, raw_typst: true, level: 1, id: format!("s{index}") };
        report.sections.push(Arc::new(parse(sources.get(id), &options).0));
    }
    let literature = if refs.0.is_empty() { Literature::Unnamed } else { Literature::File(file) };
    let (references, found) = resolve(&report, &sources, literature);
    let said = found.iter().map(|found| {
        let file = sources.get(found.span.file);
        let place = file.place(found.span.start);
        let fix = found.fix.as_ref().map(|fix| format!(" -> {}", fix.replacement)).unwrap_or_default();
        format!("{}:{}:{}: {}{fix}", file.path, place.line, place.column, found.message.get(language))
    });
    (references, said.collect())
}

/// Returns what the references print, in the order of the text.
fn marks(references: &References) -> Vec<String> {
    let shown = references.shown.values();
    shown
        .map(|mark| match mark {
            Ok(mark) => text_of(&mark.pieces),
            Err(message) => format!("!{}", message.zh),
        })
        .collect()
}

fn text_of(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

fn works(references: &References) -> Vec<String> {
    references.works.iter().map(|work| format!("{} {}", work.number, text_of(&work.pieces))).collect()
}

#[test]
fn works_are_numbered_as_the_report_first_cites_them() {
    let (references, said) = read(
        Language::Chinese,
        &[
            "# 甲\n\n见[@gov]。注[^1]。再见[@knuth]。\n\n[^1]: 看[@审计法]。",
            "# 乙\n\n[@gov; @wang_2020_a; @knuth]",
        ],
        ("refs.bib", REFS),
    );
    assert_eq!(said, Vec::<String>::new());
    let keys: Vec<_> = references.works.iter().map(|work| text_of(&work.pieces)).collect();
    assert!(keys[0].starts_with("国务院") && keys[1].starts_with("全国人民代表大会"), "{keys:?}");
    assert!(keys[2].starts_with("KNUTH") && keys[3].starts_with("王伟"), "{keys:?}");
    assert_eq!(marks(&references), ["[1]", "[3]", "[2]", "[1,3,4]"]);
}

#[test]
fn several_works_share_brackets_and_a_page_stands_behind() {
    let text = "[@gov; @gov] [@gov; @knuth; @审计法; @gbt9704] [@knuth, 第15页] [@gov, pp. 3–5；@knuth；@审计法, 第二章] [@审计法, p.7]";
    let (references, _) = read(Language::Chinese, &[text], ("refs.bib", REFS));
    assert_eq!(marks(&references), ["[1]", "[1-4]", "[2]15", "[1]3-5,[2],[3]第二章", "[3]7"]);
    assert!(references.shown.values().flatten().all(|mark| mark.raised));
    let cited: Vec<_> = references.shown.values().flatten().map(|mark| mark.cited.clone()).collect();
    assert_eq!(cited, [vec![0], vec![0, 1, 2, 3], vec![1], vec![0, 1, 2], vec![2]]);
    let (references, _) = read(Language::English, &[text], ("refs.bib", REFS));
    assert_eq!(
        marks(&references),
        ["[1]", "[1], [2], [3], [4]", "[2, 第15页]", "[1, pp. 3–5], [2], [3, 第二章]", "[3, p.7]"]
    );
    assert!(references.shown.values().flatten().all(|mark| !mark.raised));
    let (references, _) = read(Language::English, &["[@gov, 3] [@gov, 3-5]"], ("refs.bib", REFS));
    assert_eq!(marks(&references), ["[1, p. 3]", "[1, pp. 3–5]"]);
}

#[test]
fn works_are_written_by_the_rules_of_the_reports_language() {
    let all = "[@钱学森2001] [@wang_2020_a] [@gbt9704] [@tongji2021] [@gov] [@审计法] [@smith:2019] [@knuth]";
    let (references, _) = read(Language::Chinese, &[all], ("refs.bib", REFS));
    assert_eq!(
        works(&references),
        [
            "[1] 钱学森, 于景元, 戴汝为, 等. 论系统工程[M]. 2版. 长沙: 湖南科学技术出版社, 2001.",
            "[2] 王伟, 李娜. 基层治理数字化的路径[J]. 中国行政管理, 2020, 36(4): 12-19.",
            "[3] 全国文献与信息标准化技术委员会. 党政机关公文格式: GB/T 9704—2012[S]. 北京: 中国标准出版社, 2012.",
            "[4] 国家统计局. 2021年国民经济和社会发展统计公报[R]. 北京: 国家统计局, 2022.",
            "[5] 国务院. 政府工作报告[EB/OL]. (2022-03-05)[2022-03-12]. https://www.gov.cn/premier/2022-03/12/content_5678750.htm.",
            "[6] 全国人民代表大会常务委员会. 中华人民共和国审计法[Z]. 2021.",
            "[7] SMITH J, DOE J, ROE R, et al. On the measurement of public spending[J/OL]. Public Finance Review, 2019, 47(2): 101-120. DOI:10.1177/1091142118759710.",
            "[8] KNUTH D E. The TeXbook[M]. 2nd ed. Reading: Addison-Wesley, 1986.",
        ]
    );
    let link = |work: &Work| work.pieces.iter().find_map(|piece| piece.link.clone());
    assert_eq!(link(&references.works[6]).as_deref(), Some("https://doi.org/10.1177/1091142118759710"));
    let (references, _) =
        read(Language::English, &["[@smith:2019] [@knuth] [@钱学森2001]"], ("refs.bib", REFS));
    assert_eq!(
        works(&references),
        [
            "[1] J. Smith, J. Doe, R. Roe, and E. Poe, “On the measurement of public spending,” Public Finance Review, vol. 47, no. 2, pp. 101–120, 2019, doi: 10.1177/1091142118759710.",
            "[2] D. E. Knuth, The TeXbook, 2nd ed. Reading: Addison-Wesley, 1986.",
            "[3] 钱学森, 于景元, 戴汝为, and 王寿云, 论系统工程, 2nd ed. 长沙: 湖南科学技术出版社, 2001.",
        ]
    );
    let italic = references.works[1].pieces.iter().find(|piece| piece.italic);
    assert_eq!(italic.map(|piece| piece.text.as_str()), Some("The TeXbook"));
}

#[test]
fn a_work_says_its_language_itself() {
    let bib = "@book{a, author = {Wang, Wei and Li, Na and Zhao, Min and Qian, Hua}, title = {Zhili}, year = 2020, langid = {chinese}}\n\
               @book{b, author = {王伟 and 李娜 and 赵敏 and 钱华}, title = {Governance}, year = 2020, langid = {english}}";
    let (references, _) = read(Language::Chinese, &["[@a] [@b]"], ("refs.bib", bib));
    let works = works(&references);
    assert!(works[0].contains(", 等. Zhili") && works[1].contains(", et al. Governance"), "{works:?}");
}

#[test]
fn yaml_is_read_as_well() {
    let yaml = "qian:\n  type: book\n  title: 论系统工程\n  author: 钱学森\n  date: 2001\n";
    let (references, said) = read(Language::Chinese, &["[@qian] [@qain]"], ("refs.yml", yaml));
    assert_eq!(works(&references), ["[1] 钱学森. 论系统工程[M]. 2001."]);
    assert_eq!(said, ["content/0.md:1:11: refs.yml 里没有文献 qain -> qian"]);
    assert_eq!(references.works[0].place.range(), 0..4);
}

#[test]
fn pages_that_do_not_follow_on_each_other_keep_their_commas() {
    let bib = "@article{a, title = {Text}, year = 2021, journal = {J}, pages = {5, 7}}\n\
               @article{b, title = {Text}, year = 2021, journal = {J}, pages = {12-15, 20}}";
    let (references, _) = read(Language::Chinese, &["[@a] [@b]"], ("refs.bib", bib));
    let works = works(&references);
    assert!(works[0].contains("5, 7") && works[1].contains("12-15, 20"), "{works:?}");
}

#[test]
fn a_part_of_a_book_has_its_own_date_or_that_of_the_nearest() {
    let bib = "@mvbook{all, title = {All}, author = {Wei, Li}, year = {1999}}\n\
               @book{p, title = {Parent}, author = {Wei, Li}, date = {2021-05}, crossref = {all}}\n\
               @inbook{a, title = {Child}, year = {2020}, month = {3}, crossref = {p}}\n\
               @inbook{b, title = {Other}, crossref = {p}}";
    let (references, said) = read(Language::English, &["[@a] [@b] [@p]"], ("refs.bib", bib));
    let works = works(&references);
    assert!(works[0].contains("2020") && !works[0].contains("2021"), "{works:?}");
    assert!(works[1].contains("2021") && !works[1].contains("1999"), "{works:?}");
    assert!(works[2].contains("2021"), "{works:?}");
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn others_are_said_in_the_language_of_the_work() {
    let bib = "@book{a, author = {李四 and others}, title = {深}, year = 2021}\n\
               @book{b, author = {Smith, John and others}, title = {Deep}, year = 2021}\n\
               @book{c, author = {Smith, John and Doe, Jane and others}, title = {Deep}, year = 2021}\n\
               @book{d, author = {{Brothers and others}}, title = {Deep}, year = 2021}";
    let (references, _) = read(Language::Chinese, &["[@a] [@b] [@c]"], ("refs.bib", bib));
    assert_eq!(
        works(&references),
        [
            "[1] 李四, 等. 深[M]. 2021.",
            "[2] SMITH J, et al. Deep[M]. 2021.",
            "[3] SMITH J, DOE J, et al. Deep[M]. 2021."
        ]
    );
    let (references, _) = read(Language::English, &["[@a] [@b] [@c] [@d]"], ("refs.bib", bib));
    let works = works(&references);
    assert!(works[0].starts_with("[1] 李四 et al., ") && works[1].starts_with("[2] J. Smith et al., "));
    assert!(works[2].starts_with("[3] J. Smith, J. Doe, et al., "), "{works:?}");
    assert!(works[3].starts_with("[4] Brothers and others, "), "{works:?}");
}

#[test]
fn a_date_that_is_none_is_said_and_costs_nothing_else() {
    let bib = "@online{a, title = {网页}, url = {https://x.cn/a}, urldate = {2021年3月31日}, date = {2021}}\n\
               @book{b, title = {书}, year = {二〇二一}}";
    let (references, said) = read(Language::Chinese, &["[@a] [@b]"], ("refs.bib", bib));
    assert_eq!(references.works.len(), 2);
    assert_eq!(
        said,
        ["refs.bib:1:61: “2021年3月31日”不是日期，没有印", "refs.bib:2:31: “二〇二一”不是日期，没有印"]
    );
}

#[test]
fn keys_of_yaml_stand_where_they_are_written() {
    let yaml = "a:b:\n  type: book\n  title: 甲\n\"c d\" :\n  type: book\n  title: 乙\n";
    let (references, said) = read(Language::Chinese, &["[@a:b]"], ("refs.yml", yaml));
    assert_eq!((references.works[0].place.range(), said), (0..3, Vec::new()));
}

#[test]
fn an_unknown_key_costs_its_own_reference_alone() {
    let (references, said) =
        read(Language::English, &["[@knut] [@gov; @nobody] [@knuth]"], ("refs.bib", REFS));
    assert_eq!(marks(&references), ["!refs.bib 里没有文献 knut", "!refs.bib 里没有文献 nobody", "[1]"]);
    assert_eq!(
        said,
        [
            "content/0.md:1:3: refs.bib has no work knut -> knuth",
            "content/0.md:1:17: refs.bib has no work nobody"
        ]
    );
    assert_eq!(references.works.len(), 1);
}

#[test]
fn a_report_without_references_asks_for_no_file() {
    let (references, said) = read(Language::Chinese, &["a@b.cn"], ("refs.bib", "@book{"));
    assert_eq!((references.works.len(), said), (0, Vec::new()));
    let (_, said) = read(Language::Chinese, &["[@a] [@b]"], ("", ""));
    assert_eq!(said.len(), 1, "{said:?}");
}

#[test]
fn hostile_files_end_in_a_diagnostic_or_a_work() {
    let deep = format!("@book{{a, title = {{{}x{}}}}}", "{".repeat(20_000), "}".repeat(20_000));
    let texts = [
        deep.as_str(),
        "@book{a, title = {\\}}",
        "@book{a, title = {$x_1$ \\emph{b} #\"; panic()}, date = {2020-02-30/}}",
        "@book{a, crossref = {a}}",
        "@book{a, xdata = {b, b, c}} @book{b, xdata = {c, c}} @book{c, crossref = {a}}",
        "@string{x = x # x} @book{a, title = x}",
        "@string{x = \"a\"} @book{a, crossref = x}",
        "@book{a, author = {, , ,}, pages = {--}, volume = {}, url = {javascript:alert(1)}}",
        "@string{x = \"y\"} @book{a, title = x # x}",
        "@book{a",
        "\u{feff}@书{a, title = “论”}",
        "@",
    ];
    for text in texts {
        let (references, said) = read(Language::Chinese, &["[@a]"], ("refs.bib", text));
        assert_eq!(references.shown.len(), 1);
        assert!(said.len().max(references.works.len()) == 1, "{said:?} {:?}", works(&references));
        assert!(references.works.iter().all(|work| work.pieces.iter().all(|piece| piece.link.is_none())));
    }
}

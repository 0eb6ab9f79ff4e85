//! Numbers, forms and faults of references, in Chinese and in English.

use super::*;
use crate::markdown::{Options, parse};
use crate::diagnostic::Language;
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
        let options = Options { language, indented_code: false, level: 1, id: format!("s{index}") };
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
    shown.map(|mark| match mark {
        Ok(mark) => text_of(&mark.pieces),
        Err(message) => format!("!{}", message.zh),
    }).collect()
}

fn text_of(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

fn works(references: &References) -> Vec<String> {
    references.works.iter().map(|work| format!("{} {}", work.number, text_of(&work.pieces))).collect()
}

#[test]
fn dump() {
    for language in [Language::Chinese, Language::English] {
        let all = "[@钱学森2001] [@wang_2020_a, 第3页；@gbt9704] [@tongji2021; @gov; @审计法] [@smith:2019, pp. 3-5] [@knuth; @gov] [@gov; @审计法; @smith:2019]";
        let (references, said) = read(language, &[all], ("refs.bib", REFS));
        eprintln!("{said:#?}\n{:#?}\n{:#?}", marks(&references), works(&references));
        eprintln!("{:?}", references.shown.values().nth(2));
    }
}

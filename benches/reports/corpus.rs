//! Chinese reports of any length, each twice: as a Bluebook report of Markdown sections with figures, and as
//! the Typst that a person would write for the same pages.
//!
//! The same seed gives the same reports on every machine. Lays nothing out and measures nothing.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// Pages that one section fills in the style `plain`, which is what the lengths below are set for.
const PAGES_A_SECTION: usize = 5;
const PARTS_A_SECTION: usize = 4;
const PARAGRAPHS_A_PART: usize = 5;
const SENTENCES_A_PARAGRAPH: usize = 5;
const ITEMS_A_LIST: usize = 6;
const ROWS_A_TABLE: usize = 8;

/// The look of the style `plain`, by hand.
const LOOK: &str = include_str!("look.typ");

const SUBJECTS: &[&str] = &[
    "街道办事处",
    "社区党组织",
    "综治中心",
    "民政窗口",
    "网格员队伍",
    "应急分队",
    "文明实践所",
    "经济发展办",
];
const ACTS: &[&str] = &[
    "全年组织开展专题学习和业务培训",
    "对辖区重点场所逐一排查并登记造册",
    "按照年初确定的目标任务分解到人",
    "坚持每周调度、每月通报、每季讲评",
    "主动上门了解困难群众的实际需要",
    "会同有关部门开展联合检查和整改",
    "完善值班备勤制度并定期组织演练",
    "推动老旧小区改造项目如期完工",
];
const RESULTS: &[&str] = &[
    "群众满意度有了明显提高",
    "各项指标均达到预期要求",
    "没有发生有影响的安全事故",
    "经验做法在全区得到推广",
    "为下一年度的工作打下了基础",
    "资金使用规范，绩效目标全部实现",
];
const UNITS: &[&str] = &["件", "人", "次", "户", "个", "张"];

/// One generated report: its Markdown sections and the same pages as Typst.
pub(crate) struct Report {
    sections: Vec<String>,
    typst: String,
}

/// Returns a report of about so many pages.
pub(crate) fn report(pages: usize) -> Report {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut report = Report { sections: Vec::new(), typst: LOOK.to_owned() };
    for number in 1..=pages.div_ceil(PAGES_A_SECTION) {
        let section = section(&mut dice, number);
        report.sections.push(section.markdown());
        report.typst.push_str(&section.typst);
    }
    report
}

impl Report {
    /// Writes the report into `folder/report` and the Typst to `folder/by-hand.typ`.
    pub(crate) fn write(&self, folder: &Path) -> io::Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        let content = folder.join("report/content");
        fs::create_dir_all(&content)?;
        fs::write(folder.join("by-hand.typ"), &self.typst)?;
        fs::write(
            folder.join("report/bluebook.toml"),
            "[report]\ntitle = \"年度工作报告\"\norganisation = \"街道办事处\"\nperiod = \"2021\"\ndate = 2022-03-31\n\
             language = \"zh-CN\"\nstyle = \"plain\"\nstatus = \"final\"\n",
        )?;
        for (index, section) in self.sections.iter().enumerate() {
            fs::write(content.join(format!("{:03}-工作.md", index + 1)), section)?;
        }
        Ok(())
    }

    /// Returns how many bytes of Markdown there are.
    pub(crate) fn markdown_bytes(&self) -> usize {
        self.sections.iter().map(String::len).sum()
    }
}

/// A section while it is written, in both forms at once.
#[derive(Default)]
struct Section {
    /// Counts from 1.
    number: usize,
    figures: String,
    text: String,
    typst: String,
    count: usize,
}

impl Section {
    fn markdown(&self) -> String {
        format!("---\nfigures:\n{}---\n\n{}", self.figures, self.text)
    }

    /// Adds the same words to both forms.
    fn both(&mut self, words: &str) {
        self.text.push_str(words);
        self.typst.push_str(words);
    }

    /// Adds a heading; `level` counts from 1.
    fn heading(&mut self, level: usize, words: &str) {
        let _ = write!(self.text, "{} {words}\n\n", "#".repeat(level));
        let _ = write!(self.typst, "{} {words}\n\n", "=".repeat(level));
    }

    /// Declares a figure and cites it in the Markdown; returns what it prints, which by hand is typed.
    fn figure(&mut self, dice: &mut Dice) -> String {
        self.count += 1;
        let value = format!("{}{}", 10 + dice.below(9000), dice.one_of(UNITS));
        let name = format!("第{}部分指标{}", self.number, self.count);
        let _ = writeln!(self.figures, "  {name}: {value}");
        let _ = write!(self.text, "{{{{{name}}}}}");
        value
    }

    fn sentence(&mut self, dice: &mut Dice, end: &str) {
        let (subject, act) = (dice.one_of(SUBJECTS), dice.one_of(ACTS));
        self.both(&format!("{subject}{act}，共涉及"));
        let value = self.figure(dice);
        let result = dice.one_of(RESULTS);
        let _ = write!(self.text, "，{result}{end}");
        // Bluebook keeps number, unit and the mark behind them on one line: the same lines need the same.
        let _ = write!(self.typst, "#kept[{value}，]{result}{end}");
    }
}

fn section(dice: &mut Dice, number: usize) -> Section {
    let mut section = Section { number, ..Section::default() };
    section.heading(1, &format!("第{number}部分工作情况"));
    for part in 1..=PARTS_A_SECTION {
        let act = dice.one_of(ACTS);
        section.heading(2, &format!("{act}（{part}）"));
        for _ in 0..PARAGRAPHS_A_PART {
            for _ in 0..SENTENCES_A_PARAGRAPH {
                section.sentence(dice, "。");
            }
            section.both("\n\n");
        }
    }
    for _ in 0..ITEMS_A_LIST {
        section.both("- ");
        section.sentence(dice, "；\n");
    }
    section.both("\n");
    table(&mut section, dice);
    section
}

fn table(section: &mut Section, dice: &mut Dice) {
    section.text.push_str("| 单位 | 工作内容 | 数量 |\n|---|---|---:|\n");
    section
        .typst
        .push_str("#table(columns: 3, align: (left, left, right),\n  table.header[单位][工作内容][数量],\n");
    for _ in 0..ROWS_A_TABLE {
        let (subject, act) = (dice.one_of(SUBJECTS), dice.one_of(ACTS));
        let _ = write!(section.text, "| {subject} | {act} | ");
        let _ = write!(section.typst, "  [{subject}], [{act}], [");
        let value = section.figure(dice);
        section.text.push_str(" |\n");
        let _ = writeln!(section.typst, "{value}],");
    }
    section.text.push('\n');
    section.typst.push_str(")\n\n");
}

/// Throws the same numbers on every machine (xorshift, 64 bits).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }
}

//! The shapes by which a number is the name of something, or for another reason no quantity.
//!
//! Each has a name that `bluebook check --explain` prints; what a shape looks like stands in `chain`, `chinese`
//! and `english`.

use crate::diagnostic::Text;
use crate::text;

/// Why a number is no quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// 2021年12月5日, 1-4月, 2023/24, FY2024/25.
    Date,
    /// 9:30, 14时30分, 7pm.
    Time,
    /// 1、 （3） at the beginning of a paragraph, or alone in brackets.
    ListNumber,
    /// 第3, 前10名, 1st, top 10.
    Ordinal,
    /// 第12条, Section 114, Table 3.
    Reference,
    /// 〔2021〕12号, numbers of licences and files.
    Document,
    /// 《…》.
    Title,
    /// 5G, COVID-19, GB/T 15835, A38, SW1A 1AA.
    Code,
    /// 12345热线, 110 with its context, telephone numbers.
    Phone,
    /// “5+2”, “123”, 1+3+N.
    Slogan,
    /// 2000万元及以上, 100人以上的.
    Threshold,
    /// 3级以上, Grade 3, Band 5.
    Class,
    /// 35岁以下的, aged 16 to 24.
    Age,
    /// 24小时值班, 24/7.
    DutyHours,
    /// 3个工作日内, within 28 days.
    Deadline,
    /// 近5年, the next 3 years.
    Period,
    /// 1:2, 3比1.
    Ratio,
    /// 2.0版, V3.1.
    Version,
    /// 12号楼, 501室, 45 London Road.
    Address,
    /// 每10万人, per 1,000.
    RateBase,
    /// 100周年.
    Anniversary,
    /// `12-month`: a word made with a time.
    Compound,
}

impl Rule {
    /// Returns the rule's name for people.
    pub fn name(self) -> Text {
        match self {
            Rule::Date => text!("日期或期间", "date or period"),
            Rule::Time => text!("时刻", "time of day"),
            Rule::ListNumber => text!("序号", "list number"),
            Rule::Ordinal => text!("序数或名次", "ordinal"),
            Rule::Reference => text!("章节条款", "reference"),
            Rule::Document => text!("文号或编号", "document number"),
            Rule::Title => text!("书名号内", "title"),
            Rule::Code => text!("代号", "code"),
            Rule::Phone => text!("电话或热线", "telephone"),
            Rule::Slogan => text!("口号或做法的名称", "slogan"),
            Rule::Threshold => text!("界限", "threshold"),
            Rule::Class => text!("等级", "class"),
            Rule::Age => text!("年龄段", "age group"),
            Rule::DutyHours => text!("值守时间", "duty hours"),
            Rule::Deadline => text!("期限", "deadline"),
            Rule::Period => text!("时间段", "span of time"),
            Rule::Ratio => text!("比例", "ratio"),
            Rule::Version => text!("版本", "version"),
            Rule::Address => text!("地址", "address"),
            Rule::RateBase => text!("每…的基数", "base of a rate"),
            Rule::Anniversary => text!("周年", "anniversary"),
            Rule::Compound => text!("复合词", "compound word"),
        }
    }
}

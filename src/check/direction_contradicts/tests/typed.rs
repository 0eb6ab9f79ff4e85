//! Changes, values of last year and shares that are typed beside figures.

use super::{FIGURES, told};
use crate::diagnostic::Code;

/// Holds what is told of each line as a typed number to the words expected, none where they are empty.
#[track_caller]
fn holds(cases: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (body, expected) in cases {
        let found = told(FIGURES, body);
        let typed = found.iter().filter(|(_, found)| found.code == Code::LiteralContradicts);
        let typed: Vec<&str> = typed.map(|(words, _)| words.as_str()).collect();
        let expected: Vec<&str> = [*expected].into_iter().filter(|words| !words.is_empty()).collect();
        if typed != expected {
            wrong.push(format!("{body} {typed:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_typed_change_behind_a_figure_is_held_to_last_year() {
    holds(&[
        ("固投{{固投}}，同比下降30%。", "30%"),
        ("固投{{固投}}，同比增长5.9%。", "5.9%"),
        ("固投{{固投}}，同比增长7.9%。", ""),
        ("固投{{固投}}，同比增长8%左右。", ""),
        ("固投{{固投}}，比上年增加0.9亿元。", ""),
        ("固投{{固投}}，比上年增加9000万元。", ""),
        ("固投{{固投}}，比上年增加了1.9亿元。", "1.9亿元"),
        ("收入{{收入}}（上年1080万元）。", "1080万元"),
        ("收入{{收入}}，上年为1020万元。", ""),
        ("走访{{走访}}，比上年增加5件。", ""),
        ("走访{{走访}}，比上年减少5件。", "5件"),
        ("收入{{收入}}，比上年增长的企业有30%。", ""),
        ("收入{{收入}}，上年度调查了300户。", ""),
        ("收入{{收入}}，力争比上年增长30%。", ""),
        ("Visits were {{visits}}, up 4.3% on last year.", ""),
        ("Visits were {{visits}}, down 4.3% on last year.", "4.3%"),
        ("Income was {{income}}, up 3% year on year.", "3%"),
        ("Income was {{income}}, up 3% of the plan.", ""),
        ("Visits were {{visits}}, down 4.3% on last year. The centre opened in May.", "4.3%"),
        ("生产总值{{生产总值}}，比上年增长5.2%。", ""),
        ("按可比口径，收入{{收入}}，同比增长30%。", ""),
        // The change of a rate is one in points.
        ("办结率{{办结率}}，比上年提高5个百分点。", ""),
        ("办结率{{办结率}}，比上年提高6个百分点。", "6个百分点"),
        ("办结率{{办结率}}，提高6个百分点。", "6个百分点"),
        ("办结率{{办结率}}，比上年提高5.0%。", "5.0%"),
        ("办结率{{办结率}}，比上年提高5.6%。", ""),
        ("Take-up was {{entry_rate}}, up 2 percentage points on last year.", ""),
        ("Take-up was {{entry_rate}}, up 3 percentage points.", "3 percentage points"),
        ("Take-up was {{entry_rate}}, up 2% on last year.", "2%"),
        // No other measure is named.
        ("固投{{固投}}，增长30%。", "30%"),
        ("固投{{固投}}，增长7.9%。", ""),
        ("固投{{固投}}，比计划增长30%。", ""),
        ("固投{{固投}}，环比增长30%。", ""),
        ("一季度固投{{固投}}，增长30%。", ""),
        ("固投{{固投}}、收入{{收入}}，同比增长7.9%、-3.9%。", ""),
        ("固投{{固投}}，由2020年的9亿元增长30%。", ""),
        ("Visits were {{visits}}, up 9%.", "9%"),
        ("Visits were {{visits}}, up 4.3%.", ""),
        ("Visits were {{visits}}, up 9% on the budget.", ""),
        ("Visits were {{visits}}, up 9% since 2019.", ""),
        // A change before the figure that it leads to.
        ("固投同比增长30%，达到{{固投}}。", "30%"),
        ("固投增长7.9%，达到{{固投}}。", ""),
        ("固投比计划增长30%，达到{{固投}}。", ""),
        ("全年固投增长30%，达到{{固投}}。", "30%"),
        ("工业固投增长30%，达到{{固投}}。", ""),
        ("用电量增长30%，全年完成固投，达到{{固投}}。", ""),
        ("The number of visits rose 9% to {{visits}}.", ""),
        ("固投{{固投}}，增长30%，按新口径计算。", ""),
        // Another number of the sentence explains it.
        ("改造前办结率为85%，改造后办结率达到{{办结率}}，提高10个百分点。", ""),
        ("上半年办结率为93%，全年办结率{{办结率}}，提高2个百分点。", ""),
        ("第一轮走访80件，第二轮走访{{走访}}，增加25件。", ""),
        ("上半年{{下半年}}，全年固投{{固投}}，下降6.8%。", ""),
        ("走访{{走访}}，增加30件，减少25件。", ""),
        ("四年来，固投达到{{固投}}，增长30%。", ""),
        ("Over the three-year plan visits reached {{visits}}, up 30%.", ""),
        ("Before the campaign take-up was 50%, and it is now {{entry_rate}}, up 12 percentage points.", ""),
        // What happened per thousand, ranks, a second minus, the growth of what an increment belongs to.
        ("出生率{{出生率}}，比上年下降0.38‰。", ""),
        ("出生率{{出生率}}，比上年下降0.58‰。", "0.58‰"),
        ("排名全市第{{位次}}，比上年上升3位。", ""),
        ("收入{{收入}}，同比下降-3.9%。", ""),
        ("税收增加{{增量}}，同比增长8%。", ""),
        ("At constant currency, visits were {{visits}}, up 9% on last year.", ""),
        ("固投{{固投}}，较去年同期增长30%。", "30%"),
        ("Visits rose by 9% to {{visits}}.", "9%"),
        ("Visits rose 4.3% to {{visits}}.", ""),
        ("Visits fell 4.3% to {{visits}}.", "4.3%"),
        ("Visits rose 9% from the low of March to {{visits}}.", ""),
    ]);
}

#[test]
fn a_typed_value_of_last_year_is_held_to_the_declared_one() {
    holds(&[
        ("收入{{收入}}（2022年为1080万元）。", "1080万元"),
        ("收入{{收入}}（2022年1020万元）。", ""),
        ("收入{{收入}}（2021年为1080万元）。", ""),
        ("Visits were {{visits}} (2022: 2200 visits).", "2200 visits"),
        ("Visits were {{visits}} (2200 visits last year).", "2200 visits"),
        ("Visits were {{visits}} (2300 visits in 2022).", ""),
        ("Visits were {{visits}}, compared with 2200 visits in 2022.", "2200 visits"),
        ("Visits were {{visits}}, against 2200 visits in 2021.", ""),
        ("Visits were {{visits}}, up from 2300 visits last year.", ""),
        ("Visits were {{visits}}, down from 2300 visits last year.", "2300 visits"),
        ("收入{{收入}}，同比增长30%，扣除一次性因素后持平。", ""),
        ("利润{{利润}}，比上年增长160%。", ""),
    ]);
}

#[test]
fn the_message_says_what_the_change_is_truly() {
    for (body, expected) in [
        ("办结率{{办结率}}，比上年提高6个百分点。", "算出来是上升 5个百分点"),
        ("办结率{{办结率}}，比上年提高5.0%。", "上升 5个百分点：差的是百分点，不是百分之几"),
        ("走访{{走访}}，比上年减少5件。", "5件 前面的说法反了：“走访”是 105件，上年 100件，是增加 5件"),
    ] {
        let (_, fault) = told(FIGURES, body).remove(0);
        assert!(fault.message.zh.ends_with(expected), "{}", fault.message.zh);
    }
}

#[test]
fn a_typed_share_behind_a_part_is_held_to_its_whole() {
    const PEOPLE: &str = "  总人数: 300人
  男: 159人 of 总人数
  办结: 90人
  staff: 200 people
  men: 80 people of staff
  另计: 50人 of 总人数";
    for (body, expected) in [
        ("其中男{{男}}，占60%。", "60%"),
        ("其中男{{男}}，占53%。", ""),
        ("男{{男}}（占总人数的60%）。", "60%"),
        ("男{{男}}，占比达60%以上。", "60%以上"),
        ("男{{男}}，占比超过一半，占总数约53%。", ""),
        ("男{{男}}，占全区的60%。", ""),
        ("男{{男}}，占60%的比重由去年起算。", ""),
        ("共有{{总人数}}，其中办结{{办结}}，占40%。", "40%"),
        ("共有{{总人数}}，其中办结{{办结}}，占30%。", ""),
        ("办结{{办结}}，占40%。", ""),
        // Any other number of the sentence may be what it is a share of.
        ("全局有干部450人，党员{{总人数}}，其中办结{{办结}}，占20%。", ""),
        ("在180人中，共有{{总人数}}，其中办结{{办结}}，占50%。", ""),
        // The sentence may part another number than the declared whole.
        ("男{{男}}，其中另计{{另计}}，占31.4%。", ""),
        ("男{{男}}，其中另计{{另计}}，占16.7%。", ""),
        ("男{{男}}，其中另计{{另计}}，占20%。", "20%"),
        ("There are {{men}} men, accounting for 45% of the total.", ""),
        ("Men: {{men}}, accounting for 45% of the total.", "45%"),
        ("Men: {{men}} (40% of the total).", ""),
        ("Men: {{men}} (45% of the total).", "45%"),
        ("Men: {{men}}, or 45% of the plan.", ""),
    ] {
        let found = told(PEOPLE, body);
        let found: Vec<&str> = found.iter().map(|(words, _)| words.as_str()).collect();
        let expected: Vec<&str> = [expected].into_iter().filter(|words| !words.is_empty()).collect();
        assert_eq!(found, expected, "{body}");
    }
}

//! What each rule must and must not say, in both languages, over Markdown as people write it.

mod typed;

use crate::check::Input;
use crate::diagnostic::{Diagnostic, Language};
use crate::figure::{DataFiles, Given, resolve};
use crate::markdown;
use crate::report::Report;
use crate::source::{Encoding, Sources};

/// Returns what the rule says of a section, each with the words it underlines.
fn told(figures: &str, body: &str) -> Vec<(String, Diagnostic)> {
    let mut sources = Sources::default();
    let text = format!("---\nfigures:\n{figures}\n---\n\n{body}\n");
    let id = sources.add("content/01-a.md", &text, Encoding::Utf8);
    let options = markdown::Options {
        language: Language::Chinese,
        indented_code: false,
        raw_typst: true,
        level: 1,
        id: "a".to_owned(),
    };
    let (section, faults) = markdown::parse(sources.get(id), &options);
    assert!(faults.is_empty(), "{text}\n{faults:?}");
    let mut report = Report { sections: vec![section.into()], ..Report::default() };
    "2023年".clone_into(&mut report.settings.period);
    let data = DataFiles::default();
    let (table, faults) = resolve(&Given::new(&report, &sources, &data));
    assert!(faults.is_empty(), "{text}\n{faults:?}");
    let literals = crate::literal::scan(&report);
    let found = super::run(&Input { literals: &literals, ..Input::new(&report, &sources, &table) });
    found.into_iter().map(|found| (sources.get(id).slice(found.span).to_owned(), found)).collect()
}

/// The figures that most cases speak of.
const FIGURES: &str = "  固投: {value: 12.3亿元, prior: 11.4亿元}
  收入: {value: 980万元, prior: 1020万元}
  社零增速: 9.2%
  进口增速: 10%
  出口增速: -3.2%
  能耗降幅: 3.1%
  负增: -2%
  正数: 5%
  信访: {value: 120件, prior: 118件}
  women: 4 people of staff_all
  staff_all: 10 people
  women_share: =women/staff_all
  export_growth: -3.2%
  import_growth: 10%
  income: {value: $1.9m, prior: $2.4m}
  visits: {value: 2400 visits, prior: 2300 visits}
  女性占比: 40%
  三项: 3项
  半: {value: 50%, exact: true}
  走访: {value: 105件, prior: 100件}
  生产总值: {value: 1260.6亿元, prior: 1204.7亿元}
  利润: {value: 3万元, prior: -5万元}
  客流变化: {value: -2%, prior: -2%}
  任务: {value: 3项, prior: 2项}
  客运增速: 3%
  货运增速: 4%
  固投变化: =同比(固投) @0.1%
  固投指数: =同比(固投)+1 @0.1%
  新增长点: 5个
  费用降幅: -2%
  人口: {value: 100010人, prior: 100000人}
  人口变动: =同比(人口) @0.1%
  户籍: {value: 99990人, prior: 100000人}
  户籍变动: =同比(户籍) @0.1%
  税收: {value: 12.34亿元, prior: 12.3亿元}
  两税: {calc: 税收 + 税收, prior: 30}
  零售同比: 9.2%
  企业: 5家
  城镇化: 2个百分点
  uptake: 5 percentage points
  办结率: {value: 95.0%, prior: 90.0%}
  entry_rate: {value: 62.0%, prior: 60.0%}
  出生率: {value: 6.39‰, prior: 6.77‰}
  位次: {value: 5位, prior: 8位}
  增量: {value: 3亿元, prior: 2亿元}
  下半年: 13.2亿元";

#[track_caller]
fn fires(body: &str, words: &[&str]) {
    let found = told(FIGURES, body);
    let underlined: Vec<_> = found.iter().map(|(words, _)| words.as_str()).collect();
    assert_eq!(underlined, words, "{body}\n{found:?}");
    for (_, fault) in &found {
        for text in [&fault.message].into_iter().chain(&fault.hints) {
            assert!(!text.zh.is_empty() && !text.en.is_empty() && !text.en.ends_with('.'), "{text:?}");
        }
    }
}

#[test]
fn a_direction_word_before_its_figure() {
    for (body, word) in [
        ("零售额比上年下降{{社零增速}}。", "下降"),
        ("固定资产投资下降了{{固投.同比@0.1%}}。", "下降"),
        ("财政收入同比增长{{收入.同比@0.1%}}。", "增长"),
        ("财政收入比上年增加{{收入.增减}}。", "增加"),
        ("出口增长{{出口增速}}。", "增长"),
        ("能耗上升{{能耗降幅}}。", "上升"),
        ("客流增长约{{负增}}。", "增长"),
        ("投资降幅为{{固投.同比@0.1%}}。", "降幅"),
        ("零售和进口分别下降{{社零增速}}和 1%。", "下降"),
        ("**零售额下降**{{社零增速}}。", "下降"),
        ("Exports grew by {{export_growth}}.", "grew"),
        ("Income rose {{income.yoy@0.1%}} in the year.", "rose"),
        ("There was a decline of {{import_growth}} in imports.", "decline"),
        ("Imports were down by about {{import_growth}}.", "down"),
        ("投资减少{{固投变化}}。", "减少"),
        ("零售额不仅下降{{社零增速}}，降幅还在扩大。", "下降"),
        ("“十三五”时期零售额下降{{社零增速}}。", "下降"),
        ("In the \"Green\" zone imports fell by {{import_growth}}.", "fell"),
    ] {
        fires(body, &[word]);
    }
    fires("零售和进口分别下降{{社零增速}}和{{进口增速}}。", &["下降", "下降"]);
}

#[test]
fn words_that_leave_another_reading_are_left_alone() {
    for body in [
        "零售额增长{{社零增速}}，进口增长{{进口增速}}。",
        "能耗下降{{能耗降幅}}。",
        "费用下降{{正数}}。",
        "零售额没有下降{{社零增速}}。",
        "零售额并未下降，而是增长{{社零增速}}。",
        "力争能耗上升不超过目标，下降{{社零增速}}。",
        "增速回落{{社零增速}}。",
        "零售由上年的下降转为增长{{社零增速}}。",
        "不良率下降到{{社零增速}}。",
        "降幅收窄{{社零增速}}。",
        "出口增速为{{出口增速}}，增长率{{出口增速}}。",
        "零售额是否下降{{社零增速}}？",
        "他问：“下降{{社零增速}}？”",
        "扭转下滑，增长{{社零增速}}。",
        "比上年下降，见{{社零增速}}一栏。",
        "下降的是客流，零售{{社零增速}}。",
        "投资上年为{{固投.上年}}，今年增加到{{固投}}。",
        "Imports did not fall by {{import_growth}}.",
        "Imports should fall by {{import_growth}} under the plan.",
        "Imports fell to {{import_growth}} of the total.",
        "GDP growth fell by {{import_growth}}.",
        "If imports fell by {{import_growth}}, we would know.",
        "费用增长{{正数}}。",
        "投资指数下降{{固投指数}}。",
        "比上年减少{{新增长点}}。",
        "人口下降{{人口变动}}，户籍人口增长{{户籍变动}}。",
        "人口减少{{人口.同比@0.1%}}。",
        "零售额不下降，{{社零增速}}；不下滑{{社零增速}}。",
        "出口零增长（{{出口增速}}）。",
        "所谓“下降{{社零增速}}”并无此事。",
        "The words \"fell by {{import_growth}}\" stood in the paper.",
        "上年为{{收入.上年}}，年中跌到900万元，年末增加到{{收入}}。",
        "In May it rose to {{income}}; the year before it was {{income.prior}}.",
    ] {
        fires(body, &[]);
    }
}

#[test]
fn a_comparison_with_last_year_behind_the_figure() {
    for (body, word) in [
        ("财政收入{{收入}}，比上年有所增长。", "增长"),
        ("财政收入{{收入}}，同比大幅增长；支出不变。", "增长"),
        ("固定资产投资{{固投}}，与上年持平。", "持平"),
        ("固定资产投资{{固投}}，与去年基本持平。", "持平"),
        ("Income was {{income}}, up on last year.", "up"),
        ("Income was {{income}}, a sharp rise on the previous year.", "rise"),
        ("There were {{visits}}, fewer than last year.", "fewer"),
        ("Income was {{income}}, unchanged from last year.", "unchanged from last year"),
        ("Income was {{income}}, more than last year.", "more"),
        ("There were {{visits}}, less than last year.", "less"),
        ("两税{{两税}}，比上年有所增长。", "增长"),
    ] {
        fires(body, &[word]);
    }
    for body in [
        "财政收入{{收入}}，比上年有所下降。",
        "信访{{信访}}，与上年基本持平。",
        "财政收入{{收入}}，比上年工业增长。",
        "财政收入{{收入}}，同比增长{{社零增速}}。",
        "财政收入{{收入}}，没有比上年增长。",
        "社零{{社零增速}}，比上年下降。",
        "There were {{visits}}, more than last year.",
        "There were {{visits}}, fewer than last year's plan.",
        "Income was {{income}}, up on a weak spring.",
        "There were {{visits}}, better than last year.",
        "走访{{走访}}，与上年持平。",
        "固定资产投资{{固投}}，基本持平。",
        "固定资产投资{{固投}}，与上年计划持平。",
        "税收{{税收}}，比上年有所下降。",
    ] {
        fires(body, &[]);
    }
}

#[test]
fn a_word_about_all_indicators() {
    let growth = "零售额增长{{社零增速}}，进口增长{{进口增速}}。";
    for (said, word) in [
        ("受疫情影响，同比去年各项经济指标有所提下滑。", "下滑"),
        ("各项经济指标均有所下降。", "下降"),
        ("但主要指标全面回落，", "回落"),
        ("All the main indicators fell.", "fell"),
        ("All economic indicators declined on last year.", "declined"),
        ("2021年各项经济指标均有所下降。", "下降"),
        ("女性占{{女性占比}}，各项经济指标有所下滑。", "下滑"),
        ("企业减少{{企业}}，各项经济指标有所下滑。", "下滑"),
    ] {
        fires(&format!("{growth}{said}"), &[word]);
    }
    for said in [
        "各项经济指标稳步增长。",
        "信访量下降明显。",
        "信访工作各项指标下降。",
        "污染物各项指标均有所下降。",
        "各项经济指标没有下滑。",
        "各项经济指标明年可能下滑。",
        "各项经济指标增速有所回落。",
        "“各项经济指标有所下滑”的说法不实。",
        "部分指标有所下降。",
        "Crime fell, and complaints declined.",
        "All crime indicators fell.",
        "All the indicators were published.",
        "经济指标有所下滑。",
        "各项经济指标中信访量下降。",
    ] {
        fires(&format!("{growth}{said}"), &[]);
    }
    fires("零售额增长{{社零增速}}，出口{{出口增速}}，各项经济指标有所下滑。", &[]);
    fires("零售额增长{{社零增速}}，各项经济指标有所下滑。", &[]);
    fires("零售额增长{{社零增速}}，进口增长{{进口增速}}。\n\n各项经济指标有所下滑。", &[]);
    fires("费用下降{{正数}}，能耗下降{{能耗降幅}}，各项经济指标稳步增长。", &["增长"]);
    fires("出口{{出口增速}}，固投{{固投.同比@0.1%}}，各项指标有所下滑。", &[]);
    // A rise in percentage points is growth too.
    fires("零售额增长{{社零增速}}，城镇化率提高{{城镇化}}，各项经济指标有所下滑。", &["下滑"]);
    fires(
        "Imports grew by {{import_growth}}, uptake rose by {{uptake}}. All the main indicators fell.",
        &["fell"],
    );
    // A fall by less than nothing may be meant either way: it is told itself, and nothing is concluded from it.
    fires("客流下降{{负增}}，能耗下降{{能耗降幅}}，各项经济指标稳步增长。", &["下降"]);
    fires("费用下降{{费用降幅}}，能耗下降{{能耗降幅}}，各项经济指标稳步增长。", &["下降"]);
}

#[test]
fn more_than_half_beside_a_smaller_share() {
    for (body, word) in [
        ("女性占{{女性占比}}，超过半数。", "超过半数"),
        ("女性过半（{{女性占比}}）。", "过半"),
        ("女性占比{{女性占比}}，已过半。", "过半"),
        ("其中大多数（{{women.占比}}）是女性。", "大多数"),
        ("Women are a majority ({{women_share}}).", "a majority"),
        ("Women are {{women.share}}, more than half.", "more than half"),
        ("Most, {{women_share}}, are women.", "Most"),
        ("Over half, {{women_share}}, are women.", "Over half"),
    ] {
        fires(body, &[word]);
    }
    for body in [
        "女性占{{女性占比}}，未过半。",
        "时间过半，女性占{{女性占比}}。",
        "大多数社区完成了任务，女性占{{女性占比}}。",
        "男性占{{半}}，超过半数。",
        "女性占{{女性占比}}，超过半数社区。",
        "零售额增长{{社零增速}}，超过半数。",
        "力争过半，达{{女性占比}}。",
        "Most schools report; women are {{women_share}}.",
        "Women are {{women_share}}, at most.",
        "时间过半，占{{女性占比}}。",
        "Women are almost {{women_share}}.",
        "能耗{{能耗降幅}}，超过半数。",
        "零售{{零售同比}}，超过半数。",
        "Women are {{women_share}}, not a majority.",
        "The share of men, not {{women_share}}, is over half.",
    ] {
        fires(body, &[]);
    }
}

#[test]
fn a_count_before_its_list() {
    for (body, word) in [
        ("重点做好3项工作：一是建网；二是补短；三是强基；四是惠民。", "3"),
        ("主要抓好以下两个方面：\n\n- 建网\n- 补短\n- 强基", "两"),
        ("采取四项措施：（一）建网。（二）补短。（三）强基。", "四"),
        ("重点做好{{三项}}：\n\n1. 建网\n2. 补短", "{{三项}}"),
        ("落实{{三项}}措施：一是建网；二是补短。", "{{三项}}"),
        ("落实以下{{三项}}：一是建网；二是补短。", "{{三项}}"),
        ("涉及以下3个社区：西湖、红旗、友谊、城西。", "3"),
        ("存在三个问题：\n\n一是人手不足。\n\n二是经费不足。", "三"),
        ("We took the following three measures:\n\n- more staff\n- more money", "three"),
        ("There are 4 priorities:\n\n1. roads\n2. schools\n3. water", "4"),
        ("In the following 3 areas:\n\n- roads\n- schools\n- water\n- air", "3"),
        ("We visited the following three schools:\n\n- Eastgate\n- Westgate", "three"),
        ("按照部署，做好以下{{三项}}安排：\n\n- 建网\n- 补短", "{{三项}}"),
        ("- 采取3项措施：一是建网；二是补短。", "3"),
        ("> 采取3项措施：一是建网；二是补短。", "3"),
        ("涉及以下3个社区：西湖、金沙县易地搬迁安置点社区。", "3"),
    ] {
        fires(body, &[word]);
    }
    for body in [
        "重点做好3项工作：一是建网；二是补短；三是强基。",
        "重点做好{{三项}}：\n\n1. 建网\n2. 补短\n3. 强基",
        "主要抓好以下两个方面：\n\n- 建网\n- 补短",
        "涉及西湖等8个社区：\n\n- 西湖\n- 红旗",
        "涉及以下8个社区：西湖、红旗等。",
        "涉及以下3个社区：西湖、红旗和友谊。",
        "涉及以下2个社区：西湖、红旗和友谊社区。",
        "全年召开会议20次：一是学习；二是部署。",
        "整改问题3项：一是加强领导；二是明确责任。",
        "采取十余项措施：一是建网；二是补短。",
        "主要包括3项措施：\n\n- 建网\n- 补短",
        "第3项措施：\n\n- 建网\n- 补短",
        "采取3项措施：见下表。",
        "采取3项措施：一是建网；三是补短。",
        "3项措施：\n\n- 建网\n- 其他",
        "Four measures, among them:\n\n- roads\n- schools",
        "We took the following three measures:\n\n- roads\n- schools\n- water",
        "About 10 measures:\n\n- roads\n- schools",
        "We visited 12 schools:\n\n- in spring\n- in autumn",
        "Measures 1 and 2:\n\n- roads\n- schools\n- water",
        "抓好1项重点工作：\n\n- 建网\n- 补短",
        "采取3项措施：\n\n- 建网",
        "采取3项措施：一是建网。",
        "采取3项措施：\n\n措施见下文。",
        "存在两个问题：\n\n一是人手不足。\n\n三是经费不足。",
        "存在3个问题：\n\n一是人手不足。\n\n经费也不足。",
        "上年做好以下{{任务.上年}}安排：\n\n- 建网\n- 补短",
        "以下2名同志受到县委县政府表彰：张三、李四、王五。",
        "涉及以下10余个社区：西湖、红旗。",
        "涉及以下3个社区：西湖、红旗，均已完成。",
        "涉及以下3个社区：西湖、全县最大的易地搬迁集中安置点社区。",
        "所谓“3项措施：一是建网；二是补短”。",
    ] {
        fires(body, &[]);
    }
}

#[test]
fn a_message_has_both_numbers_and_a_way_out() {
    let (_, fault) = told(FIGURES, "财政收入同比增长{{收入.同比@0.1%}}。").remove(0);
    assert_eq!(fault.message.zh, "写的是“增长”，而“收入”下降了：上年 1020万元，今年 980万元");
    assert!(fault.hints[0].zh.contains("{{降幅=abs(同比(收入)) @0.1%}}"), "{fault:?}");
    assert_eq!(fault.figure, Some(1));
    let (_, fault) = told(FIGURES, "零售额下降{{社零增速}}。").remove(0);
    assert_eq!(fault.message.en, "the text says `下降`, but `社零增速` is 9.2%, which says it went up");
    let all = "零售额增长{{社零增速}}，进口增长{{进口增速}}，各项指标均下滑。";
    let (_, fault) = told(FIGURES, all).remove(0);
    assert!(fault.message.zh.contains("2 个增长数字都是上升：社零增速 9.2%、进口增速 10%"), "{fault:?}");
    let (_, fault) = told(FIGURES, "采取两项措施：一是建网；二是补短；三是强基。").remove(0);
    assert_eq!(fault.message.zh, "写的是 两（2） 项，后面列出 3 项");
    let all = "零售额{{社零增速}}，进口{{进口增速}}，客运{{客运增速}}，货运{{货运增速}}，";
    let (_, fault) = told(FIGURES, &format!("{all}各项指标均下滑。")).remove(0);
    assert!(fault.message.zh.ends_with("客运增速 3%、货运增速 4%"), "{fault:?}");
    let (_, fault) = told(FIGURES, &format!("{all}投资增长{{{{固投变化}}}}，各项指标均下滑。")).remove(0);
    assert!(fault.message.zh.contains("5 个增长数字都是上升"), "{fault:?}");
    assert!(fault.message.zh.ends_with("客运增速 3%、货运增速 4%等"), "{fault:?}");
}

#[test]
fn the_hint_fits_the_figure_and_the_way_it_went() {
    let (_, fault) = told(FIGURES, "财政收入比上年增加{{收入.增减}}。").remove(0);
    assert!(fault.hints[0].zh.contains("{{降幅=abs(增减(收入)) @0.1%}}"), "{fault:?}");
    let (_, fault) = told(FIGURES, "能耗上升{{能耗降幅}}。").remove(0);
    assert_eq!(fault.hints[0].zh, "与数字一致的说法是“下降”；数字有误就改登记");
    // Last year it fell as much: the two years are no change to tell.
    let (_, fault) = told(FIGURES, "客流增长{{客流变化}}。").remove(0);
    assert_eq!(fault.message.zh, "写的是“增长”，而“客流变化”是 -2%，说的是下降");
}

#[test]
fn a_minus_behind_a_word_of_falling_says_it_twice() {
    fires("财政收入下降{{收入.同比@0.1%}}。", &["下降"]);
    fires("Imports grew by {{import_growth}}; exports fell by {{export_growth}}.", &["fell"]);
}

#[test]
fn less_or_more_than_last_year_is_held_to_the_cited_change() {
    for (body, expected) in [
        ("Income was {{income.change}} more than last year.", "more"),
        ("Visits were {{visits.change}} fewer than last year.", "fewer"),
        ("Visits were {{visits.change}} higher than the year before.", ""),
        ("Visits were {{visits.change}} more than planned.", ""),
        ("走访比上年少{{走访.增减}}。", "少"),
        ("走访比上年多{{走访.增减}}。", ""),
        ("走访比上年多了{{走访.增减}}。", ""),
        ("走访的村不多{{走访.增减}}。", ""),
    ] {
        let expected: &[&str] = if expected.is_empty() { &[] } else { &[expected] };
        fires(body, expected);
    }
}

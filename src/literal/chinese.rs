//! The exempt shapes of Chinese prose: dates, list numbers, hotlines, slogans, thresholds.
//!
//! Each function is one named rule, or looks at one kind of context for it. The file is one because the rules
//! are short, of one form, and read side by side.

use super::classifier;
use super::line::is_han;
use super::number::Script;
use super::rule::Rule;
use super::shapes::Spot;

/// 《…》: a title keeps its numbers.
pub(super) fn title(spot: &Spot<'_>) -> Option<Rule> {
    spot.titled.then_some(Rule::Title)
}

/// `1、` at the beginning, （3）, 3).
pub(super) fn list_number(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let (start, end) = (token.start, token.end);
    if spot.token.script != Script::Digits || end - start > 6 || token.value.contains(',') {
        return None;
    }
    let short = token.plain_digits().is_some_and(|length| length <= 2);
    let first =
        line.before_blanks(start) == 0 || (line.before(start) == '(' && line.before_blanks(start - 1) == 0);
    if first
        && short
        && line.follows(end, &["、", ".", ")、", ")"]).is_some()
        && !line.at(end + 1).is_ascii_digit()
    {
        return Some(Rule::ListNumber);
    }
    // 1.2 and a blank at the beginning: the number of a heading.
    if first
        && token.value.contains('.')
        && line.at(end) == ' '
        && (is_han(line.at(end + 1)) || line.at(end + 1).is_ascii_uppercase())
    {
        return Some(Rule::ListNumber);
    }
    let bracketed = line.before(start) == '(' && line.at(end) == ')';
    let behind = start.checked_sub(2).map_or('\0', |at| line.at(at));
    let opens =
        behind == '\0' || matches!(behind, '。' | '；' | ';' | ':' | '，' | ' ' | '、' | ',' | '\u{2028}');
    if bracketed && short && opens {
        return Some(Rule::ListNumber);
    }
    // `；2. 加强` within a paragraph.
    let after = line.before_blanks(start);
    let inline = matches!(line.before(after), '。' | '；' | ';' | ':' | '\u{2028}');
    (inline && short && line.follows(end, &["、", ".", ")"]).is_some() && !line.at(end + 1).is_ascii_digit())
        .then_some(Rule::ListNumber)
}

/// 〔2021〕12号, 2021年第12号, 编号：3301.
pub(super) fn document(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let year = matches!(line.before(token.start), '〔' | '[' | '(' | '【') && token.plain_digits() == Some(4);
    if year
        && matches!(line.at(token.end), '〕' | ']' | ')' | '】')
        && line.at(token.end + 1).is_ascii_digit()
    {
        return Some(Rule::Document);
    }
    if matches!(line.before(token.start), '〕' | ']')
        || (line.before(token.start) == ')' && spot.behind(&["号"]).is_some())
    {
        return Some(Rule::Document);
    }
    let place = line.before_blanks(token.start);
    let place = place - line.precedes(place, &["为", ":", "："]).unwrap_or(0);
    let place = line.before_blanks(place);
    let named = &[
        "编号",
        "证号",
        "账号",
        "帐号",
        "案号",
        "索引号",
        "文号",
        "代码",
        "车牌",
        "车牌号",
        "号码",
        "批号",
        "档号",
        "房号",
        "工号",
        "备案号",
        "邮编",
        "邮政编码",
    ];
    if line.precedes(place, named).is_some() {
        return Some(Rule::Document);
    }
    let phone = line
        .precedes(place, &["电话", "传真", "手机", "热线", "拨打", "致电", "专线", "微信", "QQ"])
        .is_some();
    (phone && token.plain_digits().is_some_and(|length| length >= 3)).then_some(Rule::Phone)
}

/// 第3, 前10名, 3号: a place in an order.
pub(super) fn ordinal(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let counted = token.script == Script::Digits || token.script == Script::Han;
    if counted && spot.ahead(&["第", "第 ", "No.", "No. ", "NO.", "№", "Nº"]).is_some() {
        let part = &["条", "章", "节", "款", "项", "页", "卷", "编", "篇", "部分"];
        return Some(if spot.behind(part).is_some() { Rule::Reference } else { Rule::Ordinal });
    }
    if token.script != Script::Digits {
        return None;
    }
    if spot.ahead(&["前"]).is_some()
        && line
            .precedes(
                token.start,
                &["目前", "当前", "以前", "之前", "此前", "日前", "年前", "提前", "会前", "节前"],
            )
            .is_none()
    {
        let rank = spot.behind(&["名", "位", "强", "大", "列", "%", "批", "三", "季度"]).is_some();
        let free = classifier::ends(line, token.end);
        if rank || free || spot.behind(&["个"]).is_some() {
            return Some(if spot.behind(&["季度", "个月", "个季度"]).is_some() {
                Rule::Date
            } else {
                Rule::Ordinal
            });
        }
    }
    if spot.behind(&["号楼", "号院", "号门", "号店", "号地", "号文"]).is_some()
        || spot.behind(&["号"]).is_some()
    {
        let document =
            line.precedes(token.start, &["字", "发", "函"]).is_some() || spot.behind(&["号文"]).is_some();
        let day = line.precedes(token.start, &["月"]).is_some();
        return Some(if document {
            Rule::Document
        } else if day {
            Rule::Date
        } else {
            Rule::Ordinal
        });
    }
    // 2期工程 is the second, 12期 twelve; 30强 a place.
    let stage = spot.behind(&["期工程", "期项目", "期建设", "期投资", "届", "强"]).is_some();
    let rank = spot.ahead(&["排名", "位列", "位居", "列第", "TOP", "Top", "top"]).is_some();
    (stage || rank).then_some(Rule::Ordinal)
}

/// 2021年, 12月5日, 1季度, 90年代, 21世纪.
pub(super) fn date(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    if token.script != Script::Digits {
        return None;
    }
    let value = token.plain()?;
    let at = line.behind_blanks(token.end);
    let year = token.plain_digits() == Some(4) && (1800..2200).contains(&value);
    let dated = |words: &[&str]| line.follows(at, words).is_some();
    if year
        && (dated(&["年", "版", "级", "届", "-", "—", "~", "至", "、", "和"])
            || line.precedes(token.start, &["FY", "fy"]).is_some())
    {
        let range = dated(&["年", "版", "级", "届"])
            || is_year_at(spot, at + 1)
            || line.precedes(token.start, &["FY"]).is_some();
        if range {
            return Some(Rule::Date);
        }
    }
    let small = token.plain_digits().is_some_and(|length| length <= 2);
    if small && value <= 12 && dated(&["月"]) && !dated(&["月嫂", "月饼"]) {
        return Some(Rule::Date);
    }
    let after_month = line.precedes(token.start, &["月", "月 "]).is_some();
    if small && value <= 31 && dated(&["日"]) && !dated(&["日内", "日以内", "日之内"]) {
        return Some(Rule::Date);
    }
    if after_month && value <= 31 {
        return Some(Rule::Date);
    }
    let two_digit_year = token.plain_digits() == Some(2) && dated(&["年度", "年底", "年末", "年初"]);
    (two_digit_year
        || (small && value <= 4 && dated(&["季度"]))
        || dated(&["年代", "世纪", "后出生"])
        || (token.plain_digits() == Some(2)
            && value.is_multiple_of(10)
            && dated(&["后", "、70后", "、80后"])
            && line.follows(at + 1, &["续", "期", "来"]).is_none()))
    .then_some(Rule::Date)
}

fn is_year_at(spot: &Spot<'_>, at: usize) -> bool {
    let digits =
        (0..4).all(|i| spot.line.at(at + i).is_ascii_digit()) && !spot.line.at(at + 4).is_ascii_digit();
    digits && spot.line.follows(at, &["19", "20"]).is_some()
}

/// 8时30分, 上午9点.
pub(super) fn time(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let value = token.plain()?;
    if value <= 24 && spot.behind(&["时", "点"]).is_some() {
        let rest = token.end + 1;
        let day = line
            .precedes(
                token.start,
                &["上午", "下午", "晚上", "早上", "凌晨", "中午", "每天", "每日", "日", "晚", "早"],
            )
            .is_some();
        let clock = line.at(rest).is_ascii_digit()
            || line.follows(rest, &["整", "半", "许", "前", "后", "至", "-", "起", "开始"]).is_some();
        if day || clock || (spot.behind(&["时"]).is_some() && classifier::ends(line, rest)) {
            return Some(Rule::Time);
        }
    }
    let minutes = value < 60 && spot.behind(&["分"]).is_some() && spot.ahead(&["时", "点"]).is_some();
    minutes.then_some(Rule::Time)
}

/// The short numbers that are called.
const HOTLINES: &[&str] = &[
    "110", "119", "120", "122", "114", "12345", "12315", "12348", "12319", "12320", "12333", "12338",
    "12355", "12356", "12328", "12369", "12388", "12380", "12301", "12317", "12336", "12350", "12385",
    "12393", "96110",
];

/// 12345热线, 110联动.
pub(super) fn hotline(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let length = token.plain_digits()?;
    let near = line.text(token.end..token.end + 12);
    let near = near.split(['，', '。', '；', '、']).next().unwrap_or_default();
    let called = [
        "热线",
        "平台",
        "电话",
        "专线",
        "工单",
        "接警",
        "出警",
        "报警",
        "指挥中心",
        "联动",
        "急救",
        "警情",
        "联网",
        "便民服务",
        "来电",
        "投诉举报",
    ];
    let known = HOTLINES.contains(&token.value.as_str());
    let five = length == 5
        && (token.value.starts_with("12") || token.value.starts_with("95") || token.value.starts_with("96"));
    if (known || five) && called.iter().any(|word| near.contains(word)) {
        return Some(Rule::Phone);
    }
    let counted = classifier::length(line, line.behind_blanks(token.end)).is_some();
    (known && length == 5 && !counted).then_some(Rule::Phone)
}

/// What a slogan is the name of.
const PRACTICES: &[&str] = &[
    "工作法",
    "工作机制",
    "工作模式",
    "工作思路",
    "工程",
    "行动",
    "计划",
    "模式",
    "机制",
    "体系",
    "制度",
    "活动",
    "格局",
    "战略",
    "品牌",
    "架构",
    "目标任务",
    "工作体系",
    "生活圈",
    "便民圈",
    "服务圈",
    "步行圈",
    "经济圈",
    "出行圈",
    "健身圈",
    "阅读圈",
    "养老圈",
    "就业圈",
    "救援圈",
    "文化圈",
    "交通圈",
    "达标",
    "公里",
];

/// “5+2”, “123”, 1233工作法, 15分钟生活圈.
pub(super) fn slogan(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let behind = line.behind_blanks(token.end);
    if token.plain_digits().is_some() && line.follows(behind, &PRACTICES[..PRACTICES.len() - 1]).is_some() {
        return Some(Rule::Slogan);
    }
    // 15分钟便民生活圈.
    if let Some(length) = spot.behind(&["分钟", "公里", "小时", "刻钟"]) {
        let named = line.text(token.end + length..token.end + length + 7);
        let named = named.split(['，', '。', '、']).next().unwrap_or_default();
        if named.contains('圈') {
            return Some(Rule::Slogan);
        }
    }
    let (start, end) = spot.quote?;
    if token.script != Script::Digits {
        return Some(Rule::Slogan);
    }
    // 3个1, 5个一批: what is counted is a number again.
    let nested = spot.behind(&["个"]).is_some_and(|length| {
        let c = line.at(token.end + length);
        c.is_ascii_digit() || matches!(c, '一' | '百' | '零')
    });
    let measured = super::evidence::quantity(line, token).is_some_and(|found| found.end <= end);
    let named = end - start <= 14 && line.follows(end + 1, PRACTICES).is_some();
    (nested || !measured || named).then_some(Rule::Slogan)
}

/// 3级以上, 4A级, 2型: a class.
pub(super) fn class(spot: &Spot<'_>) -> Option<Rule> {
    let class = spot.behind(&["级", "星级", "年级", "型糖", "A级", "类水", "档", "等奖", "类重点"]);
    (spot.token.script == Script::Digits && class.is_some()).then_some(Rule::Class)
}

/// 100周年.
pub(super) fn anniversary(spot: &Spot<'_>) -> Option<Rule> {
    spot.behind(&["周年", "华诞", "诞辰"]).map(|_| Rule::Anniversary)
}

/// 35岁以下的, 0-3岁婴幼儿, 65岁老人: an age that tells who, not how old.
pub(super) fn age(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let at = line.behind_blanks(token.end);
    let length = line.follows(at, &["周岁", "岁"])?;
    let end = at + length;
    if line.follows(end, &["以", "及", "至", "-", "~", "—", "（含", "(含", "到"]).is_some() {
        return Some(Rule::Age);
    }
    let free = classifier::ends(line, end) || line.follows(end, &["左右", "上下", "多"]).is_some();
    (!free).then_some(Rule::Age)
}

/// 24小时值班.
pub(super) fn duty_hours(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let at = line.behind_blanks(token.end);
    let length = line.follows(at, &["个小时", "小时"])?;
    let end = at + length;
    let duty = &[
        "值班",
        "值守",
        "轮班",
        "在岗",
        "在线",
        "服务",
        "监控",
        "监测",
        "不间断",
        "全天候",
        "营业",
        "开放",
        "供应",
        "巡查",
        "巡逻",
        "带班",
        "备勤",
        "热线",
        "自助",
        "不打烊",
        "待命",
        "响应",
        "保障",
        "运行",
        "专人",
        "轮流",
        "轮值",
        "守护",
        "接听",
        "盯守",
        "防控",
        "管控",
        "看护",
        "畅通",
        "受理",
        "回应",
        "应急",
    ];
    (token.value == "24" && line.follows(end, duty).is_some()).then_some(Rule::DutyHours)
}

/// 3个工作日内, 24小时以内.
pub(super) fn deadline(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let at = line.behind_blanks(token.end);
    let units =
        &["个工作日", "工作日", "个自然日", "日", "天", "个小时", "小时", "分钟", "个月", "周", "年", "秒"];
    let end = at + line.follows(at, units)?;
    let within = line.follows(end, &["内", "以内", "之内", "前", "之前"]).is_some();
    (within && line.follows(end, &["内容", "内部", "前期"]).is_none()).then_some(Rule::Deadline)
}

/// 近5年, 未来3年, 3年行动.
pub(super) fn period(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let at = line.behind_blanks(token.end);
    let length = line.follows(at, &["年", "个月", "天", "个年头"])?;
    let end = at + length;
    let place = line.before_blanks(token.start);
    let spans = line
        .precedes(
            place,
            &[
                "近", "过去", "未来", "今后", "最近", "此后", "往后", "前", "后", "连续", "下一", "上一",
                "为期",
            ],
        )
        .is_some();
    let named = line
        .follows(
            end,
            &["来", "间", "行动", "规划", "计划", "期", "制", "一届", "任期", "攻坚", "滚动", "建设规划"],
        )
        .is_some();
    (spans || (named && line.at(at) == '年')).then_some(Rule::Period)
}

/// 每10万人.
pub(super) fn rate_base(spot: &Spot<'_>) -> Option<Rule> {
    spot.ahead(&["每", "每 ", "每满", "每隔"]).map(|_| Rule::RateBase)
}

/// 2000万元及以上, 100人以上的企业.
pub(super) fn threshold(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    if token.script != Script::Digits {
        return None;
    }
    let at = line.behind_blanks(token.end);
    let scale = line.follows(at, &["万亿", "千万", "百万", "万", "亿", "千", "百"]).unwrap_or(0);
    let unit = classifier::length(line, at + scale).unwrap_or(0);
    let end = at + scale + unit;
    if scale + unit == 0 {
        return None;
    }
    if line
        .follows(
            end,
            &[
                "及以",
                "(含",
                "（含",
                "含以",
                "或以",
                "及其以",
                "以上(含",
                "以上不足",
                "以上的",
                "以下的",
                "以内的",
            ],
        )
        .is_some()
    {
        return (line.at(end - 1) != '%' || line.follows(end, &["以上的", "以下的"]).is_none())
            .then_some(Rule::Threshold);
    }
    let edge = line.follows(end, &["以上", "以下", "以内", "之内"])?;
    let noun = is_han(line.at(end + edge)) && line.at(end - 1) != '%';
    noun.then_some(Rule::Threshold)
}

/// 2.0版.
pub(super) fn version(spot: &Spot<'_>) -> Option<Rule> {
    spot.behind(&["版", "版本", " 版"]).map(|_| Rule::Version)
}

/// 501室, 3单元, 12路公交.
pub(super) fn address(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    if token.script != Script::Digits {
        return None;
    }
    if spot.behind(&["室", "单元", "楼", "路公交", "路车", "弄", "国道", "省道", "县道", "线"]).is_some()
    {
        return Some(Rule::Address);
    }
    let building = spot.behind(&["栋", "幢", "座"]).map(|length| token.end + length);
    let inner = building.is_some_and(|end| {
        line.at(end).is_ascii_digit() && {
            let digits = (end..).take_while(|at| line.at(*at).is_ascii_digit()).count();
            line.follows(end + digits, &["单元", "室", "号", "楼"]).is_some()
        }
    });
    inner.then_some(Rule::Address)
}

//! The words that make the number before them a quantity: units and measure words.
//!
//! A list, and what must not follow a word of it; nothing else.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::line::{Line, is_han};

/// Units and measure words behind digits.
const WORDS: &[&str] = &[
    // Shares and money.
    "%",
    "‰",
    "个百分点",
    "百分点",
    "个点",
    "倍",
    "元",
    "元人民币",
    "美元",
    "欧元",
    "英镑",
    "港元",
    "日元",
    "韩元",
    "卢布",
    "块钱",
    "角",
    // Persons.
    "人",
    "名",
    "位",
    "人次",
    "人份",
    "户",
    "户次",
    "家",
    "家次",
    "口",
    "对",
    "代表",
    // Things.
    "个",
    "件",
    "件次",
    "起",
    "宗",
    "例",
    "桩",
    "份",
    "张",
    "册",
    "本",
    "篇",
    "幅",
    "枚",
    "封",
    "页",
    "条",
    "项",
    "种",
    "类",
    "处",
    "座",
    "栋",
    "幢",
    "间",
    "套",
    "台",
    "台套",
    "台次",
    "辆",
    "辆次",
    "部",
    "架",
    "架次",
    "艘",
    "艘次",
    "所",
    "只",
    "头",
    "匹",
    "羽",
    "尾",
    "株",
    "棵",
    "颗",
    "盆",
    "袋",
    "箱",
    "盒",
    "瓶",
    "桶",
    "包",
    "支",
    "枝",
    "根",
    "盏",
    "杆",
    "面",
    "块",
    "片",
    "层",
    "门",
    "道",
    "笔",
    "单",
    "票",
    "席",
    "桌",
    "床",
    "股",
    "句",
    "字",
    "车",
    "车次",
    "班次",
    "班",
    "标箱",
    "标准箱",
    "剂次",
    "剂",
    "针次",
    "把",
    "具",
    "组",
    "顶",
    "床位",
    "眼",
    "孔",
    "丘",
    "副",
    "批",
    "批次",
    "团",
    // Occasions.
    "次",
    "场",
    "场次",
    "期",
    "轮",
    "轮次",
    "届次",
    "回",
    "遍",
    "趟",
    "堂",
    "节",
    "课时",
    "学时",
    "分",
    // Measures.
    "平方米",
    "平米",
    "平方公里",
    "平方千米",
    "公顷",
    "亩",
    "立方米",
    "万方",
    "方",
    "米",
    "延米",
    "厘米",
    "毫米",
    "公里",
    "千米",
    "海里",
    "里",
    "吨",
    "公斤",
    "千克",
    "斤",
    "克",
    "毫克",
    "微克",
    "升",
    "毫升",
    "千瓦时",
    "千瓦",
    "兆瓦",
    "千伏安",
    "千伏",
    "伏",
    "度",
    "摄氏度",
    "℃",
    "㎡",
    "m²",
    "m³",
    "km²",
    "分贝",
    "兆",
    "勒克斯",
    "吨标准煤",
    "车公里",
    // Spans of time.
    "年",
    "个月",
    "天",
    "周",
    "个工作日",
    "工作日",
    "小时",
    "个小时",
    "分钟",
    "秒",
    "秒钟",
    "岁",
    "周岁",
    "课次",
    "人天",
];

/// The measure words that a small Han numeral counts with; with 个, 项, 次 it is mostly indefinite or a name.
const SMALL: &[&str] = &[
    "支", "名", "户", "家", "所", "栋", "幢", "辆", "台", "套", "间", "头", "株", "艘", "架", "座", "起",
    "万元", "亿元",
];

/// What makes another word of a measure word: 分公司, 人工智能, 面积.
const OTHERWISE: &[(&str, &[&str])] = &[
    ("分", &["之", "别", "为", "类", "散", "布", "局", "公司", "中心", "校", "行", "会", "管", "级", "部"]),
    ("人", &["工智", "制", "大", "民", "才", "均", "社", "行横"]),
    ("面", &["积", "对", "向", "临", "貌"]),
    ("方", &["面", "案", "式", "法", "向", "便", "可", "能"]),
    ("家", &["庭", "长", "园", "乡"]),
    ("名", &["单", "称", "额", "录", "优"]),
    ("个", &["人所得", "体", "性", "税"]),
    ("本", &["级", "地", "市", "区", "年", "月", "报", "部", "次", "单位"]),
    ("部", &["门", "委", "队", "分", "长"]),
    ("对", &["口", "照", "标", "接", "比", "应", "全", "群", "重"]),
    ("道", &["路", "德", "理"]),
    ("门", &["诊", "户", "口", "店"]),
    ("单", &["位", "项", "元", "独", "亩"]),
    ("车", &["辆", "站", "道", "位", "间"]),
    ("层", &["级", "面", "次"]),
    ("分", &["值"]),
    ("起", &["点", "草", "到", "实"]),
    ("组", &["织", "长", "建", "成", "团"]),
    ("班", &["子", "组", "长"]),
    ("节", &["约", "能", "日", "假", "点"]),
    ("道", &["理"]),
    ("处", &["理", "置", "罚", "分", "长"]),
    ("期", &["间", "刊"]),
    ("轮", &["岗", "值", "换"]),
    ("口", &["岸", "径", "号", "头"]),
    ("字", &["号"]),
    ("位", &["于", "置", "列"]),
    ("把", &["手"]),
    ("条", &["例", "件", "块"]),
    ("项", &["目"]),
    ("头", &["部", "条"]),
    ("台", &["账", "风", "山", "县", "区", "湾"]),
    ("支", &["部", "付", "出", "持", "一", "两", "行", "委", "撑"]),
    ("套", &["班子", "餐"]),
    ("座", &["谈", "大山"]),
    ("所", &["长", "有", "属", "在"]),
    ("户", &["籍", "外", "口", "型"]),
    ("种", &["植", "子", "养"]),
    ("度", &["假"]),
    ("包", &["括", "含", "联", "保"]),
    ("里", &["程", "面"]),
    ("米", &["易"]),
    ("周", &["年", "边", "期", "围"]),
    ("团", &["队", "委", "体", "结"]),
    ("股", &["份"]),
    ("片", &["区"]),
    ("回", &["复", "访", "收"]),
    ("批", &["复", "准"]),
    ("代表", &["性"]),
    ("副", &["主", "书", "局", "处", "科", "职"]),
    ("组", &["员"]),
];

/// Returns the length of the longest unit or measure word that begins at a place.
pub(super) fn length(line: &Line, at: usize) -> Option<usize> {
    static INDEX: LazyLock<Index> = LazyLock::new(|| index(WORDS));
    longest(line, at, &INDEX)
}

/// Returns the length of the measure word behind a small Han numeral.
pub(super) fn length_small(line: &Line, at: usize) -> Option<usize> {
    static INDEX: LazyLock<Index> = LazyLock::new(|| index(SMALL));
    longest(line, at, &INDEX)
}

/// Words by their first character; only looked up, never walked.
type Index = HashMap<char, Vec<&'static str>>;

fn index(words: &[&'static str]) -> Index {
    let mut index = Index::new();
    for word in words {
        index.entry(word.chars().next().unwrap_or_default()).or_default().push(word);
    }
    index
}

fn longest(line: &Line, at: usize, words: &Index) -> Option<usize> {
    let fits = words.get(&line.at(at))?.iter();
    fits.filter_map(|word| {
        let length = line.follows(at, &[word])?;
        let other =
            OTHERWISE.iter().any(|(unit, rest)| unit == word && line.follows(at + length, rest).is_some());
        // 三支队 is a unit of the police, 三支队伍 three.
        let troop = *word == "支" && line.at(at + length) == '队' && line.at(at + length + 1) != '伍';
        (!other && !troop).then_some(length)
    })
    .max()
}

/// Returns whether a place stands behind a whole clause part: punctuation, the end, or anything but a letter.
pub(super) fn ends(line: &Line, at: usize) -> bool {
    let c = line.at(at);
    !is_han(c) && !c.is_alphanumeric()
}

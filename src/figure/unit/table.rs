//! The units that have a scale, and the words that scale others.
//!
//! Words that only count something (人, 件, 张) need no entry: each is a dimension of its own.

use num_rational::BigRational;

/// The words that multiply the unit after them, longest first, with their power of ten.
pub(super) const SCALES: &[(&str, u32)] = &[
    ("万亿", 12),
    ("千亿", 11),
    ("百亿", 10),
    ("十亿", 9),
    ("亿", 8),
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("万", 4),
    ("千", 3),
    ("百", 2),
];

/// The characters that they are made of.
pub(super) const SCALE_WORDS: [char; 5] = ['万', '亿', '千', '百', '十'];

/// Returns the dimension of a unit, how many of the dimension's base unit it is, and whether it measures.
pub(super) fn unit(word: &str) -> Option<(&'static str, BigRational, bool)> {
    let (atom, over, under) = match word {
        "%" | "％" => ("", 1, 100),
        "‰" => ("", 1, 1000),
        "百分点" | "个百分点" | "pp" | "ppt" => ("百分点", 1, 1),
        "元" | "人民币" | "元人民币" | "块" => ("元", 1, 1),
        "美元" => ("美元", 1, 1),
        "欧元" => ("欧元", 1, 1),
        "英镑" => ("英镑", 1, 1),
        "港元" | "港币" => ("港元", 1, 1),
        "日元" => ("日元", 1, 1),
        "平方米" | "㎡" | "m²" | "m2" | "sqm" => ("平方米", 1, 1),
        "平方公里" | "平方千米" | "km²" | "km2" => ("平方米", 1_000_000, 1),
        "公顷" | "ha" => ("平方米", 10_000, 1),
        "亩" => ("平方米", 2000, 3),
        "克" | "g" => ("克", 1, 1),
        "毫克" | "mg" => ("克", 1, 1000),
        "千克" | "公斤" | "kg" | "㎏" => ("克", 1000, 1),
        "斤" => ("克", 500, 1),
        "吨" | "t" => ("克", 1_000_000, 1),
        "微克" | "μg" | "µg" => ("克", 1, 1_000_000),
        "吨标准煤" | "吨标煤" => ("吨标准煤", 1, 1),
        "吨公里" => ("吨公里", 1, 1),
        "分贝" => ("分贝", 1, 1),
        "米" | "m" => ("米", 1, 1),
        "厘米" | "cm" => ("米", 1, 100),
        "毫米" | "mm" => ("米", 1, 1000),
        "公里" | "千米" | "km" | "㎞" => ("米", 1000, 1),
        "里" => ("米", 500, 1),
        "立方米" | "m³" | "m3" => ("立方米", 1, 1),
        "升" | "L" => ("立方米", 1, 1000),
        "毫升" | "ml" => ("立方米", 1, 1_000_000),
        "千瓦时" | "度" | "kWh" => ("千瓦时", 1, 1),
        "千瓦" | "kW" => ("千瓦", 1, 1),
        "兆瓦" | "MW" => ("千瓦", 1000, 1),
        "秒" => ("秒", 1, 1),
        "分钟" => ("秒", 60, 1),
        "小时" | "h" => ("秒", 3600, 1),
        "周" => ("周", 1, 1),
        "天" | "日" => ("天", 1, 1),
        "月" | "个月" => ("月", 1, 1),
        "年" => ("年", 1, 1),
        "岁" | "周岁" => ("岁", 1, 1),
        "℃" | "°C" => ("℃", 1, 1),
        "分" => ("分", 1, 1),
        "倍" => ("", 1, 1),
        _ => return counted(word).map(|atom| (atom, BigRational::from_integer(1.into()), false)),
    };
    Some((atom, BigRational::new(over.into(), under.into()), true))
}

/// Returns the dimension of a currency's sign or code.
pub(super) fn currency(code: &str) -> Option<&'static str> {
    Some(match code {
        "$" | "US$" | "USD" => "美元",
        "€" | "EUR" => "欧元",
        "£" | "GBP" => "英镑",
        "¥" | "RMB" | "CNY" => "元",
        "HK$" | "HKD" => "港元",
        "JPY" => "日元",
        _ => return None,
    })
}

/// Words that measure, each in a scale of its own. What stands in no list is taken to count things, as most words do.
pub(super) const MEASURES: &[&str] = &[
    "焦",
    "焦耳",
    "千焦",
    "兆焦",
    "吉焦",
    "太焦",
    "瓦",
    "瓦时",
    "兆瓦时",
    "吉瓦",
    "吉瓦时",
    "伏",
    "千伏",
    "安培",
    "赫兹",
    "兆赫",
    "帕",
    "千帕",
    "兆帕",
    "千卡",
    "大卡",
    "卡路里",
    "工时",
    "人天",
    "人日",
    "人月",
    "英里",
    "英尺",
    "英寸",
    "海里",
    "盎司",
    "磅",
    "加仑",
    "蒸吨",
    "载重吨",
    "总吨",
    "标准立方米",
    "标方",
    "立方",
    "平米",
    "延米",
    "延长米",
    "车公里",
    "人公里",
    "贝克",
    "毫西弗",
    "勒克斯",
    "流明",
    "摩尔",
    "季度",
    "旬",
    "韩元",
    "卢布",
    "泰铢",
    "加元",
    "澳元",
    "新元",
    "澳门元",
    "台币",
    "新台币",
    "瑞郎",
    "法郎",
    "比索",
    "卢比",
];

/// Returns a counting word that may stand below a fraction bar or behind 百 and 千.
fn counted(word: &str) -> Option<&'static str> {
    const WORDS: &[&str] = &[
        "个", "人", "户", "件", "次", "人次", "张", "名", "位", "家", "所", "条", "项", "起", "份", "篇",
        "支", "栋", "套", "台", "辆", "场", "期", "本", "册", "处", "座", "床", "名次", "户次", "家次",
        "件次", "株", "头", "只", "盏", "块次", "宗", "例",
    ];
    WORDS.iter().find(|known| **known == word).copied()
}

#[cfg(test)]
mod tests {
    use crate::figure::quantity::{Context, Quantity, scan};

    fn read(text: &str) -> Quantity {
        let (quantity, length) = scan(text, Context::Declared).unwrap();
        assert_eq!(length, text.len(), "{text}");
        quantity
    }

    #[test]
    fn one_measure_is_the_same_in_all_its_units_and_spellings() {
        for same in [
            &["1元", "1块", "¥1", "RMB 1", "CNY 1", "1 yuan"][..],
            &["1美元", "$1", "US$1", "USD 1", "1 dollar"],
            &["1欧元", "€1", "EUR 1", "1 euro"],
            &["1英镑", "£1", "GBP 1", "1 pound"],
            &["1港元", "1港币", "HK$1", "HKD 1"],
            &["1日元", "JPY 1"],
            &["2平方公里", "2平方千米", "2km²", "2km2", "200公顷", "200ha", "3000亩", "0.3万亩"],
            &["1平方米", "1㎡", "1m²", "1m2", "1sqm"],
            &["1吨", "1t", "1000千克", "1000公斤", "1000kg", "1000㎏", "2000斤", "0.0001万吨"],
            &["3千克", "3000克", "3000g", "3000000毫克", "3000000mg", "3000000000微克"],
            &["3微克", "3μg", "3µg"],
            &["2 thousand tonnes", "0.2万吨", "2000吨"],
            &["1公里", "1千米", "1km", "1㎞", "2里", "1000米", "1000m", "1 kilometre"],
            &["1米", "100厘米", "100cm", "1000毫米", "1000mm", "1 metre"],
            &["1立方米", "1m³", "1m3", "1000升", "1000L", "1000000毫升", "1000000ml"],
            &["1千瓦时", "1度", "1kWh"],
            &["1兆瓦", "1MW", "1000千瓦", "1000kW"],
            &["1小时", "1h", "60分钟", "3600秒", "1 hour", "60 minutes", "3600 seconds"],
            &["3天", "3日", "3 days"],
            &["3个月", "3月", "3 months"],
            &["3年", "3 years"],
            &["36℃", "36°C"],
            &["60岁", "60周岁"],
        ] {
            let first = read(same[0]);
            for other in same {
                let read = read(other);
                assert!(read.unit.is_kind_of(&first.unit), "{other} is of the kind of {}", same[0]);
                assert_eq!(read.base(), first.base(), "{other} is {}", same[0]);
            }
        }
    }

    #[test]
    fn a_whole_number_of_what_is_measured_is_a_reading_and_no_count() {
        for measured in [
            "3欧元",
            "3英镑",
            "3美元",
            "30秒",
            "3日元",
            "3公里",
            "3吨公里",
            "85分贝",
            "2周",
            "3天",
            "3年",
            "36℃",
            "92分",
        ] {
            assert!(!read(measured).unit.counts(), "{measured}");
        }
    }
}

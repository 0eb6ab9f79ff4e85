//! Tests of quantities as people write them.

use super::*;

fn read(text: &str) -> Quantity {
    let (quantity, length) = scan(text, Context::Declared).unwrap();
    assert_eq!(length, text.len(), "{text}");
    quantity
}

fn whole(value: i64) -> BigRational {
    BigRational::from_integer(value.into())
}

#[test]
fn quantities_of_official_prose() {
    for (text, base, unit) in [
        ("512件", whole(512), "件"),
        ("10000余张", whole(10_000), "张"),
        ("40多万元", whole(400_000), "万元"),
        ("40万余元", whole(400_000), "万元"),
        ("10 余人", whole(10), "人"),
        ("8 万余平方米", whole(80_000), "万平方米"),
        ("8%左右", BigRational::new(8.into(), 100.into()), "%"),
        ("8.8万平方米", whole(88_000), "万平方米"),
        ("8.8 万平方米", whole(88_000), "万平方米"),
        ("2.67岁", BigRational::new(267.into(), 100.into()), "岁"),
        ("近30家", whole(30), "家"),
        ("35人以上", whole(35), "人"),
        ("-3.2个百分点", BigRational::new((-32).into(), 10.into()), "个百分点"),
        ("−3.2%", BigRational::new((-32).into(), 1000.into()), "%"),
        ("120元/平方米", whole(120), "元/平方米"),
        ("5‰/人", BigRational::new(5.into(), 1000.into()), "‰/人"),
        ("3元/万元", BigRational::new(3.into(), 10_000.into()), "元/万元"),
        ("３０％", BigRational::new(3.into(), 10.into()), "%"),
    ] {
        let quantity = read(text);
        assert_eq!((quantity.base(), quantity.unit.text().as_str()), (base, unit), "{text}");
    }
}

#[test]
fn english_quantities() {
    for (text, base, unit) in [
        ("12,430 people", whole(12_430), "people"),
        ("$1.2m", whole(1_200_000), "m"),
        ("€3.4 million", whole(3_400_000), "million"),
        ("USD 300k", whole(300_000), "k"),
        ("￡3m", whole(3_000_000), "m"),
        ("30 %", BigRational::new(3.into(), 10.into()), "%"),
        ("5 percentage points", whole(5), "percentage points"),
        ("1 in 4", BigRational::new(1.into(), 4.into()), ""),
        ("more than 500 full-time posts", whole(500), "full-time posts"),
        ("500+ people", whole(500), "people"),
        ("500+", whole(500), ""),
        ("30 people or more", whole(30), "people"),
    ] {
        let quantity = read(text);
        assert_eq!((quantity.base(), quantity.unit.text().as_str()), (base, unit), "{text}");
    }
}

#[test]
fn a_quantity_ends_before_what_is_not_its_own() {
    for (text, rest) in [
        ("508件 of 事件", " of 事件"),
        ("508 people of all", " of all"),
        ("508 of 事件", " of 事件"),
        ("97% = 办结/事件", " = 办结/事件"),
        ("508件/512件", "/512件"),
        ("24,85人", ",85人"),
        ("12人 + x", " + x"),
    ] {
        let (_, length) = scan(text, Context::Declared).unwrap();
        assert_eq!(&text[length..], rest, "{text}");
    }
    for (text, rest) in [("12 km-3 km", "-3 km"), ("12 staff-甲", "-甲"), ("12 km-A", "-A")] {
        let (_, length) = scan(text, Context::Operand(Commas::Group)).unwrap();
        assert_eq!(&text[length..], rest, "{text}");
    }
    assert!(scan("近3年投入", Context::Operand(Commas::Group)).is_none());
}

#[test]
fn readings_are_intervals_and_counts_are_points() {
    let holds = |text: &str, value: &str, rounding| {
        read(text).interval(rounding, Exact::AsWritten).meets(&Interval::point(read(value).base()))
    };
    let up = Rounding::HalfUp;
    assert!(holds("97%", "97.5%", up) && !holds("97%", "97.51%", up));
    assert!(holds("56.81%", "56.8199%", Rounding::Truncate) && !holds("56.81%", "56.8181%", up));
    assert!(holds("10000余张", "19999张", up) && !holds("10000余张", "20000张", up));
    assert!(holds("1.2万人", "12499人", up) && !holds("12000人", "12001人", up));
    assert!(holds("1 in 4", "0.26", up) && !holds("1 in 4", "0.3", up));
    assert!(holds("1 in 0.5", "2", up));
    assert!(read("97%").interval(up, Exact::Declared).is_point());
    // What is cut off lies further from zero.
    let cut = Rounding::Truncate;
    assert!(holds("-3.2%", "-3.29%", cut) && holds("-3.2%", "-3.2%", cut));
    assert!(!holds("-3.2%", "-3.3%", cut) && !holds("-3.2%", "-3.19%", cut));
    assert!(holds("0.0%", "0.09%", cut) && holds("0.0%", "-0.09%", cut) && holds("0.0%", "0%", cut));
    assert!(!holds("0.0%", "0.1%", cut) && !holds("0.0%", "-0.1%", cut));
    // With or without a blank before it, 余 is a hedge.
    assert!(holds("10 余人", "19人", up) && holds("10 余人", "10人", up) && !holds("10 余人", "20人", up));
}

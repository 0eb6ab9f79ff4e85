//! A direction word directly about a cited figure: before it (`增长{{社零增速}}`), or behind it with last year as
//! measure (`{{收入}}，比上年有所增长`, `{{收入}}，与上年持平`).

use num_rational::BigRational;
use num_traits::Signed;

use super::number::{Asked, Number, Way};
use super::words::{self, Word};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::report::prose::{CITED, Prose};
use crate::text;

/// Reports direction words that their figure denies.
pub(super) fn judge(line: &Prose, numbers: &[Number<'_>], diagnostics: &mut Diagnostics) {
    for (index, number) in numbers.iter().enumerate() {
        let levels = || between_levels(line, number, numbers.get(index + 1)?);
        let found = before(line, number)
            .or_else(|| behind(line, number))
            .or_else(|| than_last_year(line, number))
            .or_else(levels);
        if let Some(found) = found {
            diagnostics.push(found);
        }
    }
}

/// Judges the word before a number.
fn before(line: &Prose, number: &Number<'_>) -> Option<Diagnostic> {
    let word = words::before(line, number.at)?;
    if !words::is_asserted(line, &word.range) || words::is_about_a_rate(line, word.range.start) {
        return None;
    }
    let is_negative = number.asked == Asked::Itself && number.sign() == Some(Way::Down);
    let way = match number.way() {
        Some(way) => way,
        // 增长-3%: a minus behind a word of growth, whatever the figure is called.
        None if is_negative => Way::Down,
        None => return None,
    };
    if way != word.way {
        return Some(denied(line, &word, number, way));
    }
    // 下降-3%: said literally, a fall of less than nothing.
    (way == Way::Down && is_negative_print(number.printed)).then(|| doubled(line, &word, number))
}

/// Judges the word that leads from last year's value to this year's, when both are cited: `rose to {{x}} from
/// {{x.prior}}`, 由{{x.上年}}增加到{{x}}.
fn between_levels(line: &Prose, first: &Number<'_>, second: &Number<'_>) -> Option<Diagnostic> {
    let (lead, middle) = (&line.text[..first.at], &line.text[first.at + CITED.len_utf8()..second.at]);
    let (now, text, start) = match (first.asked, second.asked) {
        (Asked::Itself, Asked::Prior) if middle == " from " => (first, lead.strip_suffix(" to ")?, 0),
        (Asked::Prior, Asked::Itself) if middle == " to " => (second, lead.strip_suffix(" from ")?, 0),
        (Asked::Prior, Asked::Itself) if lead.ends_with(['由', '从']) => {
            (second, middle.strip_suffix(['到', '至'])?, second.at - middle.len())
        }
        _ => return None,
    };
    let word = words::ending(text)?;
    let word = Word { range: start + word.range.start..start + word.range.end, ..word };
    let way = now.change().filter(|way| first.index == second.index && *way != word.way)?;
    let plain = words::is_asserted(line, &word.range) && !words::is_about_a_rate(line, word.range.start);
    plain.then(|| denied(line, &word, now, way))
}

/// Returns whether a printed number bears a minus.
fn is_negative_print(printed: &str) -> bool {
    printed.contains(['-', '−', '负']) || printed.contains("minus")
}

/// Says that a word of falling stands before a number that bears a minus itself.
fn doubled(line: &Prose, word: &Word, number: &Number<'_>) -> Diagnostic {
    let said = &line.text[word.range.clone()];
    let printed = number.printed;
    let message = text!(
        "“{said}”后面印的是 {printed}：负号和“{said}”只能有一个",
        "`{said}` stands before {printed}: the minus says it a second time"
    );
    Diagnostic::new(Code::DirectionContradicts, line.span(word.range.clone()), message)
        .related(number.figure.declared, text!("登记在这里", "declared here"))
        .about(number.index)
        .hint(size_hint(number))
}

/// Returns the hint that says how to cite the size of a fall.
fn size_hint(number: &Number<'_>) -> Text {
    let bare = &number.figure.name;
    let size = match number.asked {
        Asked::Growth => text!("abs(同比({bare}))", "abs(yoy({bare}))"),
        Asked::Change => text!("abs(增减({bare}))", "abs(change({bare}))"),
        _ => text!("abs({bare})", "abs({bare})"),
    };
    let (size_zh, size_en) = (size.zh, size.en);
    text!(
        "写“下降”，并引用不带负号的数，如 {{{{降幅={size_zh} @0.1%}}}}；数字有误就改登记",
        "write `fell by` and cite the size alone, as in {{{{fall={size_en} @0.1%}}}}; or correct the figure"
    )
}

/// Judges what is said behind this year's value about last year's.
fn behind(line: &Prose, number: &Number<'_>) -> Option<Diagnostic> {
    if number.asked != Asked::Itself {
        return None;
    }
    let way = number.change()?;
    let start = number.at + CITED.len_utf8();
    let rest = &line.text[start..];
    let lead = rest.len() - rest.trim_start_matches(['，', ',', ' ', '（', '(']).len();
    let end = rest[lead..].find(['，', ',', '。', '；', ';', '）', ')']).map_or(rest.len(), |at| lead + at);
    let said = rest[lead..end].trim_end_matches(['.', '了', ' ']);
    let range = start + lead..start + lead + said.len();
    if !words::is_asserted(line, &range) {
        return None;
    }
    if let Some(even) = even(said) {
        let change = number.relative_change()?;
        let clear = change.abs() > BigRational::new(1.into(), 20.into());
        let word = Word { range: range.end - even..range.end, way, is_size: false };
        return clear.then(|| denied(line, &word, number, way));
    }
    let word = compared(said)?;
    (word.way != way).then(|| {
        let word = Word { range: range.start + word.range.start..range.start + word.range.end, ..word };
        denied(line, &word, number, way)
    })
}

/// Judges the word behind a change, or before it in Chinese, by which it is less or more than last year:
/// `{{income.change}} less than last year`, 比上年少{{收入.增减}}.
fn than_last_year(line: &Prose, number: &Number<'_>) -> Option<Diagnostic> {
    let way = number.change().filter(|_| number.is_change())?;
    let start = number.at + CITED.len_utf8();
    let chinese = || {
        let text = line.text[..number.at].trim_end_matches('了');
        let (word, said) =
            [('多', Way::Up), ('少', Way::Down)].into_iter().find(|(word, _)| text.ends_with(*word))?;
        let rest = text.strip_suffix(word)?;
        let known = LAST_YEAR.iter().any(|year| rest.ends_with(year));
        known.then_some(Word { range: rest.len()..text.len(), way: said, is_size: false })
    };
    let english = || {
        let clause = line.clause(start).end;
        let lower = line.text[start..clause].to_ascii_lowercase();
        let said = lower.trim_end_matches(['.', ';', ')', ',', ' ', '。']);
        let head =
            YEAR_BEFORE.iter().find_map(|year| said.strip_suffix(year))?.trim_end().strip_suffix(" than")?;
        let word = words::ending(head).or_else(|| more_or_fewer(head))?;
        let plain = head[..word.range.start].trim().is_empty();
        plain.then(|| Word { range: start + word.range.start..start + word.range.end, ..word })
    };
    let word = chinese().or_else(english).filter(|word| words::is_asserted(line, &word.range))?;
    if word.way != way {
        return Some(denied(line, &word, number, way));
    }
    (way == Way::Down && is_negative_print(number.printed)).then(|| doubled(line, &word, number))
}

/// Ways to name last year in Chinese.
pub(super) const LAST_YEAR: &[&str] = &[
    "同比",
    "比上年",
    "较上年",
    "比去年",
    "较去年",
    "与上年相比",
    "与去年相比",
    "比上年同期",
    "较上年同期",
    "比去年同期",
    "较去年同期",
];

/// How little and how much, in Chinese.
const DEGREE: &[&str] = &[
    "有所",
    "略有",
    "有了",
    "明显",
    "大幅度",
    "大幅",
    "小幅",
    "稳步",
    "稳中有",
    "显著",
    "持续",
    "出现",
    "呈现",
    "实现",
    "较大幅度",
    "继续",
    "均",
    "都",
    "也",
    "又",
    "一定",
    "较大",
    "的",
];

/// Ways to name last year in English.
const YEAR_BEFORE: &[&str] =
    &["last year", "the year before", "the previous year", "a year earlier", "the prior year", "a year ago"];

/// Returns the direction word of a clause that says nothing but how this year compares with last.
fn compared(said: &str) -> Option<Word> {
    if let Some(year) = LAST_YEAR.iter().filter(|year| said.starts_with(**year)).max_by_key(|year| year.len())
    {
        let word = words::ending(said)?;
        let mut middle = said.get(year.len()..word.range.start)?;
        while let Some(rest) = DEGREE.iter().find_map(|degree| middle.strip_prefix(degree)) {
            middle = rest;
        }
        return middle.is_empty().then_some(word);
    }
    let lower = said.to_ascii_lowercase();
    let head = YEAR_BEFORE.iter().find_map(|year| lower.strip_suffix(year))?.trim_end();
    let head = ["on", "over", "from", "than", "compared with", "compared to"]
        .iter()
        .find_map(|word| head.strip_suffix(word))?
        .trim_end();
    let words: Vec<&str> = head.split(' ').collect();
    let [first @ .., _] = words.as_slice() else { return None };
    let usual =
        ["an", "a", "slight", "slightly", "sharp", "sharply", "clear", "clearly", "well", "and", "is", "was"];
    let word = words::ending(head).or_else(|| more_or_fewer(head))?;
    first.iter().all(|word| usual.contains(word)).then_some(word)
}

/// Reads `more` and `fewer`, which are words of direction only before `than last year`.
fn more_or_fewer(head: &str) -> Option<Word> {
    let (length, way) = match head {
        _ if head.ends_with("more") => (4, Way::Up),
        _ if head.ends_with("fewer") => (5, Way::Down),
        _ if head.ends_with("less") => (4, Way::Down),
        _ => return None,
    };
    Some(Word { range: head.len() - length..head.len(), way, is_size: false })
}

/// Returns the length of what says that nothing changed, at the end of a clause that says nothing else.
fn even(said: &str) -> Option<usize> {
    if let Some(head) = said.strip_suffix("持平") {
        let mut head = head.trim_end_matches("基本").trim_end_matches("大体").trim_end_matches("保持");
        for part in ["相比", "同期", "上年", "去年", "同比", "与", "和", "同", "较"] {
            head = head.strip_suffix(part).unwrap_or(head);
        }
        let named = said.contains("上年") || said.contains("去年") || said.contains("同比");
        return (head.is_empty() && named).then_some("持平".len());
    }
    let lower = said.to_ascii_lowercase();
    let head = YEAR_BEFORE.iter().find_map(|year| lower.strip_suffix(year))?.trim_end();
    let same = [
        "unchanged from",
        "unchanged on",
        "the same as",
        "flat on",
        "broadly unchanged from",
        "no change from",
    ];
    same.contains(&head).then_some(said.len())
}

/// Says that a figure denies the word.
fn denied(line: &Prose, word: &Word, number: &Number<'_>, way: Way) -> Diagnostic {
    let said = &line.text[word.range.clone()];
    let (name, printed) = (number.name(), number.printed);
    let went = went(way);
    let (zh, en) = (&went.zh, &went.en);
    let message = match number.prior().filter(|_| number.is_change() || number.way().is_none()) {
        Some(prior) if number.change().is_some() => {
            let (then, now) = (prior.text, number.figure.display.clone().unwrap_or_default());
            text!(
                "写的是“{said}”，而“{name}”{zh}了：上年 {then}，今年 {now}",
                "the text says `{said}`, but `{name}` went {en}: {then} last year, {now} this year"
            )
        }
        _ => text!(
            "写的是“{said}”，而“{name}”是 {printed}，说的是{zh}",
            "the text says `{said}`, but `{name}` is {printed}, which says it went {en}"
        ),
    };
    let fault = Diagnostic::new(Code::DirectionContradicts, line.span(word.range.clone()), message)
        .related(number.figure.declared, text!("登记在这里", "declared here"))
        .about(number.index);
    fault.hint(if is_negative_print(printed) && way == Way::Down {
        size_hint(number)
    } else {
        text!(
            "与数字一致的说法是“{zh}”；数字有误就改登记",
            "what fits the number is `{en}`; or correct the figure"
        )
    })
}

/// Returns the words for a way.
pub(super) fn went(way: Way) -> Text {
    match way {
        Way::Up => text!("上升", "up"),
        Way::Down => text!("下降", "down"),
    }
}

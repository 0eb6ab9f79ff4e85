//! `near-name`: two names that are one slip of the keyboard apart, of which one is hardly used (办结率 and 办洁率).
//!
//! A misspelt citation is `unknown-figure`; this rule finds the slip that declares a figure of its own, such as
//! `{{办洁率=97%}}`, and so escapes every comparison. Names that differ by design are common (男性 and 女性, 一季度 and
//! 二季度, 户 and 户数, 甲 and 乙), so only these differences count as slips:
//!
//! - one Han character in the place of another that looks or sounds like it, by the table below;
//! - two neighbouring Han characters exchanged in a name of four or more, or one written twice;
//! - within a Latin word of six letters or more, one letter left out, doubled, added, changed, or two exchanged, but not
//!   its first letter and not an ending that makes another word (`case`, `cases`);
//! - capitals and underscores alone.
//!
//! Digits must be the same, the units of one kind, and the rarer name may be used once at most. Names are found by keys
//! that slips leave alone, so the work grows with the names and not with their pairs.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashMap};
use std::hash::{Hash as _, Hasher as _};
use std::sync::LazyLock;

use rayon::prelude::*;

use crate::check::Input;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::figure::{Figure, FigureTable};
use crate::text;

/// So many names of one key are compared with a name; more are a family, not slips.
const MOST_COMPARED: usize = 16;

/// A name used more often than this is meant.
const RARE: usize = 1;

/// A Latin word shorter than this has too many neighbours that are words.
const SHORTEST_WORD: usize = 6;

/// A longer name is not looked at for slips within its words.
const LONGEST_NAME: usize = 80;

/// Han characters that are taken for each other, by their look or their sound. Left out are those that make two words
/// of one office: 检查 and 检察, 贷款 and 货款, 受奖 and 授奖.
const ALIKE: &[&str] = &[
    "结洁节",
    "件伴仵牛",
    "率律卒",
    "绩积迹",
    "账帐",
    "像象",
    "己已巳",
    "未末",
    "人入",
    "大太",
    "天夫",
    "日曰目",
    "土士",
    "干千",
    "侯候",
    "拔拨",
    "戊戌戍",
    "崇祟",
    "辨辩辫",
    "券卷",
    "折拆析",
    "泄泻",
    "幅副",
    "须需",
    "作做",
    "型形",
    "竞竟",
    "州洲",
    "历厉",
    "低底",
    "员圆园",
    "检捡险俭",
    "练炼",
    "暴爆",
    "密蜜",
    "募慕幕墓",
    "坐座",
    "份分",
    "复覆",
    "挡档",
    "蓝篮",
    "震振",
    "至致",
    "辆俩",
    "赔陪培倍",
    "增赠憎",
    "偿尝赏",
    "贫贪",
    "税锐",
    "治冶洽",
    "住往",
    "晴睛情请",
    "环坏怀",
    "场扬",
    "设没",
    "项顶",
    "困因团囚",
    "处外",
    "贴粘",
    "训驯",
    "综棕",
    "维唯惟",
    "稳隐",
    "患悉",
    "访防仿",
    "救求",
    "助肋",
    "障彰",
    "疫役",
    "接按",
    "栋拣",
    "部布",
    "事是",
    "记计",
    "制治",
    "期其",
    "收牧",
    "支枝",
    "业亚",
    "名各",
    "社杜",
    "区巨",
    "发友",
    "数教",
    "残践",
    "遗遣",
    "育盲",
    "析拆",
    "官宫",
    "免兔",
    "准淮",
    "凉谅",
    "盗资",
    "贡责",
    "财材",
    "村材",
    "栽裁",
    "棵裸",
];

/// Pairs of neighbours that are two words when exchanged.
const EXCHANGED_BY_DESIGN: &[&str] =
    &["人工", "国外", "科学", "产生", "会议", "地产", "青年", "上海", "面前", "金现"];

/// English pairs one letter apart that are both words of reports.
const BY_DESIGN: &[(&str, &str)] = &[
    ("county", "country"),
    ("private", "privates"),
    ("tender", "gender"),
    ("lender", "tender"),
    ("gender", "lender"),
    ("through", "though"),
    ("patient", "patent"),
    ("trained", "drained"),
    ("planned", "planted"),
];

/// A name with all its figures.
struct Name<'a> {
    text: &'a str,
    /// The first figure of the name.
    first: &'a Figure,
    index: usize,
    uses: usize,
}

/// Reports names that look like slips of other names, at the declaration of the rarer.
pub fn run(input: &Input<'_>) -> Diagnostics {
    let names = names(input.figures);
    let of_name = |(index, name): (usize, &Name<'_>)| -> Vec<_> {
        keys(name.text).into_iter().map(|key| (key, index)).collect()
    };
    let mut keyed: Vec<(u64, usize)> = names.par_iter().enumerate().flat_map_iter(of_name).collect();
    keyed.par_sort_unstable();
    keyed.dedup();
    let mut slips = BTreeSet::new();
    for alike in keyed.chunk_by(|(a, _), (b, _)| a == b) {
        for (at, (_, index)) in alike.iter().enumerate().skip(1) {
            let earlier = alike[..at].iter().take(MOST_COMPARED).map(|(_, other)| *other);
            slips.extend(
                earlier.filter(|other| is_slip(&names[*other], &names[*index])).map(|other| (*index, other)),
            );
        }
    }
    let mut diagnostics = Diagnostics::default();
    for (index, other) in slips {
        diagnostics.push(denied(&names[other], &names[index]));
    }
    diagnostics
}

/// Returns every name once, in the order of the first declarations, with how often it is used.
fn names(table: &FigureTable) -> Vec<Name<'_>> {
    let mut used = vec![0; table.figures.len()];
    for figure in &table.figures {
        let linked = figure.whole.iter().chain(&figure.parts).filter_map(|link| link.figure);
        for needed in figure.inputs.iter().copied().chain(linked) {
            if let Some(used) = used.get_mut(needed) {
                *used += 1;
            }
        }
    }
    let mut names: Vec<Name<'_>> = Vec::new();
    // Only looked up, never walked.
    let mut known = HashMap::<&str, usize>::new();
    for (index, figure) in table.figures.iter().enumerate() {
        let uses = figure.cited.len() + used[index];
        match known.get(figure.name.as_str()) {
            Some(name) => names[*name].uses += uses,
            None => {
                known.insert(&figure.name, names.len());
                names.push(Name { text: &figure.name, first: figure, index, uses });
            }
        }
    }
    names
}

/// Returns hashes of what a slip leaves alone: a slip of a name has one of these in common with it. Names that have one
/// in common by chance are told apart by [`are_near`].
fn keys(name: &str) -> Vec<u64> {
    let folded = folded(name).map(alike);
    let mut sorted: Vec<char> = name.chars().collect();
    let mut once = sorted.clone();
    sorted.sort_unstable();
    once.dedup();
    let mut keys = vec![key(1, folded), key(2, sorted), key(3, once)];
    if name.len() <= LONGEST_NAME {
        keys.push(key(4, name.chars()));
        for (start, word) in words(name) {
            let without = |at: usize| key(4, name[..at].chars().chain(name[at + 1..].chars()));
            keys.extend((start + 1..start + word.len()).map(without));
        }
    }
    keys
}

/// Returns the characters of a name without capitals and underscores.
fn folded(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase)
}

/// Returns the hash of a key of one kind.
fn key(kind: u8, of: impl IntoIterator<Item = char>) -> u64 {
    let mut hasher = DefaultHasher::new();
    kind.hash(&mut hasher);
    of.into_iter().for_each(|c| c.hash(&mut hasher));
    hasher.finish()
}

/// Returns the Latin words of a name that are long enough, with their offsets.
fn words(name: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut at = 0;
    for word in name.split(|c: char| !c.is_ascii_alphabetic()) {
        // One that lost a letter is shorter: its whole name is the key of the other.
        if word.len() >= SHORTEST_WORD {
            words.push((at, word));
        }
        at += word.len();
        at += name[at..].chars().next().map_or(0, char::len_utf8);
    }
    words
}

/// Returns the first of the characters that are taken for each other.
fn alike(c: char) -> char {
    // Only looked up, never walked. A character of two groups stands for the first.
    static FIRST: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let mut first = HashMap::new();
        for group in ALIKE {
            let of_group = group.chars().next();
            group
                .chars()
                .zip(of_group.into_iter().cycle())
                .for_each(|(c, of)| _ = first.entry(c).or_insert(of));
        }
        first
    });
    FIRST.get(&c).copied().unwrap_or(c)
}

/// Returns whether one of two names looks like a slip of the other and nothing says that it is meant.
fn is_slip(a: &Name<'_>, b: &Name<'_>) -> bool {
    let kinds = a.first.worth.as_ref().zip(b.first.worth.as_ref());
    let one_kind = kinds.is_none_or(|(a, b)| a.unit.is_kind_of(&b.unit));
    a.uses.min(b.uses) <= RARE && one_kind && digits(a.text).eq(digits(b.text)) && are_near(a.text, b.text)
}

fn digits(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(char::is_ascii_digit)
}

/// Returns whether two names of the same digits are one slip apart.
fn are_near(a: &str, b: &str) -> bool {
    if folded(a).eq(folded(b)) {
        return a.chars().count() >= 3;
    }
    let (left, right): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let behind =
        left[same..].iter().rev().zip(right[same..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (x, y) = (&left[same..left.len() - behind], &right[same..right.len() - behind]);
    let latin = x.iter().chain(y).all(char::is_ascii_alphabetic);
    if latin {
        return is_slip_in_word(&word_at(&left, same), &word_at(&right, same), x, y);
    }
    match (x, y) {
        ([x], [y]) => ALIKE.iter().any(|group| group.contains(*x) && group.contains(*y)),
        ([x0, x1], [y0, y1]) => {
            let pair: String = [*x0, *x1].iter().collect();
            let turned: String = [*x1, *x0].iter().collect();
            let meant = |pair: &String| EXCHANGED_BY_DESIGN.contains(&pair.as_str());
            (x0, x1) == (y1, y0)
                && left.len() >= 4
                && is_han(*x0)
                && is_han(*x1)
                && !meant(&pair)
                && !meant(&turned)
        }
        // One written twice: it stands behind its like. 天天 and 人人 are words only where a name begins so.
        ([twice], []) => is_twice(&left, same, *twice),
        ([], [twice]) => is_twice(&right, same, *twice),
        _ => false,
    }
}

/// Returns whether a character of a name stands behind its like, not at the beginning of the name.
fn is_twice(name: &[char], at: usize, c: char) -> bool {
    is_han(c) && at >= 2 && name.get(at - 1) == Some(&c)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// Returns the Latin word around a place in a name.
fn word_at(name: &[char], at: usize) -> String {
    let letter = |c: &&char| c.is_ascii_alphabetic();
    let before = name[..at].iter().rev().take_while(letter).count();
    name[at - before..].iter().take_while(letter).collect()
}

/// Returns whether two Latin words are one slip apart; `x` and `y` are what differs.
fn is_slip_in_word(a: &str, b: &str, x: &[char], y: &[char]) -> bool {
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    let one = match (x, y) {
        ([], [_]) | ([_], []) | ([_], [_]) => true,
        ([x0, x1], [y0, y1]) => (x0, x1) == (y1, y0),
        _ => false,
    };
    let long = a.len().max(b.len()) >= SHORTEST_WORD && a.as_bytes().first() == b.as_bytes().first();
    let ending = is_ending(&a, &b) || is_ending(&b, &a);
    // The last letter changed makes another word or another member of a family: phasea, phaseb.
    let last = a.len() == b.len() && a[..a.len() - 1] == b[..b.len() - 1];
    let designed = BY_DESIGN.iter().any(|(p, q)| (a == *p && b == *q) || (a == *q && b == *p));
    one && long && !ending && !last && !designed
}

/// Returns whether a word is another with one letter at its end.
fn is_ending(longer: &str, shorter: &str) -> bool {
    longer.strip_prefix(shorter).is_some_and(|ending| ending.len() == 1)
}

/// Says that one of two names may be a slip of the other.
fn denied(a: &Name<'_>, b: &Name<'_>) -> Diagnostic {
    let (rare, usual) = if a.uses < b.uses { (a, b) } else { (b, a) };
    let (name, other, uses) = (rare.text, usual.text, usual.uses);
    let message = text!(
        "“{name}”和“{other}”两个名称只差一笔，像是同一个数字",
        "the names `{name}` and `{other}` are one slip apart and look like one figure"
    );
    Diagnostic::new(Code::NearName, rare.first.declared, message)
        .related(
            usual.first.declared,
            text!("“{other}”登记在这里，用了 {uses} 次", "`{other}` is declared here and used {uses} times"),
        )
        .hint(text!(
            "是一个数字就都写“{other}”；是两个就换一个不易看错的名称",
            "if they are one, write `{other}` for both; if they are two, choose names that cannot be mistaken"
        ))
        .about(rare.index)
}

#[cfg(test)]
mod tests;

//! English: the exempt shapes, and which words behind a number say what it counts.
//!
//! Each function but the last few is one named rule, or one context of it. The file is one, and long, because rules
//! and evidence share their lists of words.

use super::line::{Line, is_latin};
use super::number::{Script, Token};
use super::rule::Rule;
use super::shapes::Spot;

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];

/// Returns the word behind a number, and the place where it begins.
fn next_word(line: &Line, end: usize) -> (String, usize) {
    let at = line.behind_blanks(end);
    (line.word(at), at)
}

/// 5 December 2021, December 5, in 2021.
pub(super) fn date(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let value = token.plain()?;
    let (next, at) = next_word(line, token.end);
    let before = line.word_before(token.start);
    let month = |word: &str, at: usize| MONTHS.contains(&word) && line.at(at).is_ascii_uppercase();
    let short = token.plain_digits().is_some_and(|length| length <= 2);
    let month_before = MONTHS.contains(&before.as_str()) && {
        let end = line.before_blanks(token.start);
        line.at(end - before.chars().count()).is_ascii_uppercase()
    };
    if short && (1..=31).contains(&value) && ((month(&next, at) && at > token.end) || month_before) {
        return Some(Rule::Date);
    }
    if before == "fy"
        || (before == "q" && value <= 4)
        || (before == "quarter" && value <= 4)
        || (before == "h" && value <= 2)
    {
        return Some(Rule::Date);
    }
    let year = token.plain_digits() == Some(4) && (1800..2100).contains(&value);
    let money = matches!(line.before(token.start), '£' | '$' | '€' | '¥');
    let measured = money
        || matches!(line.at(token.end), '%' | '‰')
        || super::classifier::length(line, token.end).is_some();
    (year
        && !measured
        && !super::line::is_han(line.at(token.end))
        && super::evidence::quantity(line, token).is_none_or(|found| found.end >= token.end)
        && !matches!(
            next.as_str(),
            "m" | "km"
                | "kg"
                | "tonnes"
                | "people"
                | "residents"
                | "households"
                | "homes"
                | "pupils"
                | "children"
        )
        && !is_latin(line.at(token.end)))
    .then_some(Rule::Date)
    .or_else(|| {
        (year && line.follows(token.end, &["s"]).is_some() && !is_latin(line.at(token.end + 1)))
            .then_some(Rule::Date)
    })
}

/// What is told apart by a number: a part of a text.
const PARTS: &[&str] = &[
    "section",
    "sections",
    "table",
    "tables",
    "figure",
    "figures",
    "item",
    "items",
    "page",
    "pages",
    "appendix",
    "appendices",
    "paragraph",
    "paragraphs",
    "para",
    "paras",
    "chapter",
    "chapters",
    "part",
    "parts",
    "clause",
    "clauses",
    "schedule",
    "article",
    "articles",
    "regulation",
    "regulations",
    "annex",
    "note",
    "notes",
    "recommendation",
    "recommendations",
    "chart",
    "charts",
    "box",
    "footnote",
    "minute",
    "agenda",
    "s",
    "ss",
    "p",
    "pp",
    "fig",
    "no",
    "nos",
    "order",
    "rule",
    "rules",
    "exhibit",
    "line",
    "lines",
    "question",
    "questions",
    "standard",
    "policy",
    "principle",
    "objective",
    "volume",
    "vol",
    "issue",
    "form",
    "directive",
    "condition",
    "map",
    "plan",
    "version",
    "number",
    "ref",
];

/// What is told apart by a number: a class or one of a series.
const CLASSES: &[&str] = &[
    "grade",
    "grades",
    "band",
    "bands",
    "level",
    "levels",
    "tier",
    "tiers",
    "stage",
    "stages",
    "phase",
    "phases",
    "class",
    "category",
    "categories",
    "priority",
    "priorities",
    "option",
    "options",
    "step",
    "steps",
    "type",
    "zone",
    "zones",
    "year",
    "years",
    "group",
    "route",
    "junction",
    "unit",
    "units",
    "room",
    "floor",
    "flat",
    "block",
    "platform",
    "lot",
    "plot",
    "ward",
    "area",
    "district",
    "site",
    "theme",
    "goal",
    "goals",
    "outcome",
    "strand",
    "week",
    "day",
    "round",
    "target",
    "scenario",
    "division",
    "scope",
    "wave",
    "cohort",
    "workstream",
    "quartile",
    "key",
];

/// Section 114, Table 3, Grade 3, Sections 19 and 20.
pub(super) fn reference(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    if token.script != Script::Digits || matches!(line.at(token.end), '%' | '‰') {
        return None;
    }
    let end = line.before_blanks(token.start);
    let gap = token.start - end;
    let word = line.word_before(token.start);
    let start = end - word.chars().count().min(end);
    if word.is_empty() {
        let dotted = line.precedes(
            token.start,
            &[
                "s.", "p.", "pp.", "no.", "No.", "para.", "fig.", "Fig.", "Vol.", "§", "s. ", "p. ", "No. ",
                "Nos. ", "no. ",
            ],
        );
        return dotted.map(|_| Rule::Reference);
    }
    if gap == 0 || gap > 1 || line.before(end) == '.' {
        return None;
    }
    let capital = line.at(start).is_ascii_uppercase();
    // A count may follow a small word: in the area 12 homes; a capital or a pointing word makes it a name.
    let pointing = matches!(
        line.word_before(start).as_str(),
        "see" | "in" | "at" | "under" | "from" | "and" | "to" | "of" | "key" | "the" | "or" | "per"
    );
    let part = PARTS.contains(&word.as_str()) && (capital || pointing && !counts(line, token));
    let class = CLASSES.contains(&word.as_str()) && (capital || (pointing && !counts(line, token)));
    if part {
        return Some(Rule::Reference);
    }
    class.then_some(Rule::Class)
}

/// A 20mph zone, a speed limit of 30mph.
pub(super) fn speed(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let length = line.follows(token.end, &["mph", " mph"])?;
    let (next, _) = next_word(line, token.end + length);
    let back = line.text(token.start.saturating_sub(20)..token.start).to_lowercase();
    let limit = back.contains("limit")
        || matches!(
            next.as_str(),
            "zone" | "zones" | "limit" | "limits" | "speed" | "area" | "road" | "roads"
        );
    limit.then_some(Rule::Class)
}

/// Returns whether a lower-case noun follows a number.
fn counts(line: &Line, token: &Token) -> bool {
    let (next, at) = next_word(line, token.end);
    at > token.end && !next.is_empty() && !STOP.contains(&next.as_str())
}

/// 1st, 2nd, top 10.
pub(super) fn ordinal(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    if token.script != Script::Digits {
        return None;
    }
    let ending = line
        .follows(token.end, &["st", "nd", "rd", "th"])
        .filter(|length| !is_latin(line.at(token.end + length)));
    if ending.is_some() {
        return Some(Rule::Ordinal);
    }
    let ranked =
        matches!(line.word_before(token.start).as_str(), "top" | "ranked" | "number" | "rank" | "bottom");
    (ranked && line.before(token.start) == ' ').then_some(Rule::Ordinal)
}

/// 7pm, 9.30am, 9 o'clock.
pub(super) fn time(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let (next, _) = next_word(line, token.end);
    let clock = token.script == Script::Digits
        && matches!(next.as_str(), "am" | "pm" | "noon" | "o'clock" | "hrs" | "gmt" | "bst");
    let dotted = line.follows(token.end, &["a.m", "p.m", " a.m", " p.m"]).is_some();
    (clock || dotted).then_some(Rule::Time)
}

/// Calls to 101, the 999 service, 01234 567890.
pub(super) fn phone(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let length = token.plain_digits()?;
    let emergency = matches!(token.value.as_str(), "101" | "111" | "112" | "119" | "999" | "911");
    let (next, _) = next_word(line, token.end);
    let before = line.word_before(token.start);
    let called = matches!(
        next.as_str(),
        "call" | "calls" | "service" | "line" | "caller" | "callers" | "number" | "emergency" | "helpline"
    ) || matches!(
        before.as_str(),
        "call" | "calls" | "calling" | "called" | "dial" | "ring" | "nhs" | "non-emergency" | "dialling"
    );
    let call_to = before == "to"
        && line.text(token.start.saturating_sub(24)..token.start).to_lowercase().contains("call");
    if emergency && (called || call_to || before == "via" || before == "on") {
        return Some(Rule::Phone);
    }
    let leading = token.value.starts_with('0') && length >= 3;
    let plus = line.before(token.start) == '+' && length <= 3 && line.at(token.end) == ' ';
    // The later groups of a number that began with a zero.
    let back = line.text(token.start.saturating_sub(16)..token.start);
    let grouped = length >= 3 && back.ends_with(' ') && {
        let tail: String =
            back.chars().rev().take_while(|c| c.is_ascii_digit() || *c == ' ' || *c == '+').collect();
        tail.trim().ends_with('0') && tail.trim().len() >= 3 || tail.trim().ends_with('+')
    };
    (leading || plus || grouped).then_some(Rule::Phone)
}

/// Aged 16 to 24, under 18s, 65 and over, 16-24 year olds.
pub(super) fn age(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let value = token.plain().filter(|value| *value <= 120)?;
    let before = line.word_before(token.start);
    let back = line.text(token.start.saturating_sub(24)..token.start).to_lowercase();
    let aged = |text: &str| {
        ["aged ", "ages ", "age ", "aged between ", "over the age of ", "ages of "]
            .iter()
            .filter_map(|word| text.strip_suffix(word))
            // Not the end of a longer word, as in average and village.
            .any(|rest| !rest.ends_with(is_latin))
    };
    if aged(&back) || matches!(before.as_str(), "aged" | "ages") {
        return Some(Rule::Age);
    }
    let (next, _) = next_word(line, token.end);
    let forward = line.text(token.end..token.end + 24).to_lowercase();
    let years = forward.trim_start_matches(['-', ' ']);
    if years.starts_with("year-old") || years.starts_with("year old") || years.starts_with("years old") {
        return Some(Rule::Age);
    }
    let plural =
        line.follows(token.end, &["s"]).is_some() && !is_latin(line.at(token.end + 1)) && value < 100;
    if plural
        && (matches!(before.as_str(), "under" | "over" | "the" | "for") || line.before(token.start) == '-')
    {
        return Some(Rule::Age);
    }
    // aged 16 to 24: the second number.
    let ranged = matches!(before.as_str(), "to" | "and") || line.before(token.start) == '-';
    let source =
        back.trim_end_matches(|c: char| !c.is_ascii_digit()).trim_end_matches(|c: char| c.is_ascii_digit());
    if ranged && source.len() < back.len() && aged(source) {
        return Some(Rule::Age);
    }
    (forward.starts_with(" and over")
        || forward.starts_with(" and under")
        || forward.starts_with(" or over")
        || (forward.starts_with('+') && next.is_empty() && back.ends_with("over-"))
        || back.ends_with("over-")
        || back.ends_with("under-"))
    .then_some(Rule::Age)
}

/// The spans of time that make a compound word of a number: a 12-month programme.
pub(super) fn compound(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    if line.at(token.end) != '-' {
        return None;
    }
    let word = line.word(token.end + 1);
    let first = word.split('-').next().unwrap_or_default();
    let timed = matches!(
        first,
        "year"
            | "month"
            | "week"
            | "day"
            | "hour"
            | "minute"
            | "point"
            | "way"
            | "star"
            | "step"
            | "bed"
            | "bedroom"
            | "bedroomed"
            | "storey"
            | "term"
            | "tier"
            | "stage"
            | "part"
            | "digit"
            | "page"
            | "seater"
            | "inch"
            | "mile"
            | "metre"
            | "acre"
    );
    timed.then_some(Rule::Compound)
}

const STREETS: &[&str] = &[
    "street", "road", "avenue", "lane", "close", "drive", "way", "court", "place", "square", "terrace",
    "crescent", "gardens", "row", "park", "house", "st", "rd", "hill", "grove", "mews",
];

/// 45 London Road.
pub(super) fn address(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    token.plain_digits().filter(|length| *length <= 4)?;
    let mut at = token.end;
    for step in 0..4 {
        if line.at(at) != ' ' || !line.at(at + 1).is_ascii_uppercase() {
            return None;
        }
        let word = line.word(at + 1);
        if step > 0 && STREETS.contains(&word.as_str()) {
            return Some(Rule::Address);
        }
        at += 1 + word.chars().count();
    }
    None
}

/// Within 28 days.
pub(super) fn deadline(spot: &Spot<'_>) -> Option<Rule> {
    let (line, token) = (spot.line, spot.token);
    let (next, at) = next_word(line, token.end);
    let (after, _) = next_word(line, at + next.chars().count());
    let timed = |word: &str| {
        matches!(
            word,
            "second"
                | "seconds"
                | "day"
                | "days"
                | "hour"
                | "hours"
                | "week"
                | "weeks"
                | "month"
                | "months"
                | "minute"
                | "minutes"
                | "year"
                | "years"
                | "working"
        )
    };
    let unit = timed(&next) || (next == "working" && timed(&after));
    if !unit {
        return None;
    }
    let back = line.text(token.start.saturating_sub(20)..token.start).to_lowercase();
    if back.trim_end().ends_with("within") || back.ends_with("within the ") {
        return Some(Rule::Deadline);
    }
    let span = ["last ", "past ", "next ", "previous ", "first ", "coming ", "following ", "every "];
    span.iter().any(|word| back.ends_with(word)).then_some(Rule::Period)
}

/// Per 1,000 residents.
pub(super) fn rate_base(spot: &Spot<'_>) -> Option<Rule> {
    let word = spot.line.word_before(spot.token.start);
    ((word == "per" || word == "every") && spot.line.before(spot.token.start) == ' ')
        .then_some(Rule::RateBase)
}

/// The words that say nothing of what a number before them counts.
const STOP: &[&str] = &[
    "a", "an", "the", "and", "or", "to", "in", "on", "at", "by", "for", "with", "was", "is", "were", "are",
    "from", "as", "than", "that", "which", "who", "but", "if", "has", "have", "had", "will", "would", "when",
    "while", "where", "this", "these", "it", "its", "we", "our", "be", "been", "can", "against", "compared",
    "between", "through", "during", "since", "until", "into", "up", "down", "per", "also", "so", "not", "no",
    "after", "before", "within", "under", "over", "because", "did", "do", "does", "sets", "requires",
    "provides", "applies", "shows", "should", "must", "may", "came", "made", "onwards",
];

/// Returns the end of the words that say what digits count; `None` when none do.
pub(super) fn unit_end(line: &Line, token: &Token) -> Option<usize> {
    let at = token.end + usize::from(line.at(token.end) == '+');
    // 120-bed.
    if line.at(at) == '-' && is_latin(line.at(at + 1)) && line.at(at + 1).is_ascii_lowercase() {
        return Some(at + 1 + line.word(at + 1).chars().count()).filter(|_| token.plain_digits().is_some());
    }
    let blank = line.at(at) == ' ';
    let (first, start) = next_word(line, at);
    if !blank || first.is_empty() {
        return None;
    }
    if matches!(first.as_str(), "of" | "out") {
        let whole = line
            .follows(
                at,
                &[
                    " of the ",
                    " of our ",
                    " of these ",
                    " of those ",
                    " out of ",
                    " of them",
                    " of its ",
                    " of all ",
                ],
            )
            .is_some();
        let digit = line.follows(at, &[" of "]).is_some_and(|length| line.at(at + length).is_ascii_digit());
        return (whole || digit).then_some(token.end);
    }
    for (two, length) in [("per cent", 8), ("percentage points", 17), ("percentage point", 16)] {
        if line.text(start..start + length).eq_ignore_ascii_case(two) {
            return Some(start + length);
        }
    }
    if STOP.contains(&first.as_str()) || (line.at(start).is_ascii_uppercase() && !is_acronym(line, start)) {
        return None;
    }
    noun_end(line, start)
}

/// The verbs that move a number: rose to 684, fell from 216 to 188.
const MOVES: &[&str] = &[
    "rose",
    "fell",
    "risen",
    "fallen",
    "rise",
    "fall",
    "increased",
    "decreased",
    "increase",
    "decrease",
    "dropped",
    "grew",
    "grown",
    "reduced",
    "reduction",
    "climbed",
    "declined",
    "up",
    "down",
    "totalled",
    "reached",
    "stood",
    "stands",
    "averaged",
    "totalling",
    "numbered",
    "rising",
    "falling",
    "improved",
    "went",
];

/// Returns whether a number without a noun is moved by a verb, or is one of those just named: 51 were rated good.
pub(super) fn is_moved(line: &Line, token: &Token) -> bool {
    if token.script != Script::Digits
        || line.at(token.start) == '0' && token.value.len() > 1 && !token.value.contains('.')
    {
        return false;
    }
    let (next, _) = next_word(line, token.end);
    let free = next.is_empty() || STOP.contains(&next.as_str());
    let before = line.word_before(token.start);
    if !free || is_latin(line.at(token.end)) || matches!(line.at(token.end), '-' | '/' | ':') {
        return false;
    }
    // 3.9 per 1,000; 119 (93%).
    let rate = next == "per"
        && line
            .follows(token.end, &[" per "])
            .is_some_and(|length| line.at(token.end + length).is_ascii_digit());
    let share = line.follows(token.end, &[" ("]).is_some_and(|length| {
        let digits = (token.end + length..)
            .take_while(|at| line.at(*at).is_ascii_digit() || line.at(*at) == '.')
            .count();
        digits > 0 && line.at(token.end + length + digits) == '%'
    });
    if rate || share {
        return true;
    }
    if MOVES.contains(&before.as_str()) && !matches!(before.as_str(), "up" | "down" | "rise" | "fall") {
        return true;
    }
    let named = matches!(next.as_str(), "were" | "are" | "have" | "had") && line.at(token.end) == ' ';
    let opens = matches!(line.before(line.before_blanks(token.start)), ',' | ';' | '.' | '(' | '\0');
    if named && (before == "which" || before == "whom" || opens) {
        return true;
    }
    if !matches!(before.as_str(), "to" | "from" | "by" | "at") {
        return false;
    }
    let back = line.text(token.start.saturating_sub(48)..token.start).to_lowercase();
    let back = back.trim_end().trim_end_matches(before.as_str()).trim_end();
    // from 216 to: the number before, then its own word.
    let from = back.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.')).trim_end();
    let back = if from.len() < back.len() { from.trim_end_matches("from").trim_end() } else { back };
    let verb = back.rsplit(|c: char| !is_latin(c)).next().unwrap_or_default();
    MOVES.contains(&verb)
}

/// The things that are counted in words too: two new health centres.
const COUNTED: &[&str] = &[
    "schools",
    "homes",
    "people",
    "children",
    "residents",
    "staff",
    "libraries",
    "centres",
    "posts",
    "councillors",
    "officers",
    "projects",
    "sites",
    "events",
    "meetings",
    "complaints",
    "inspections",
    "applications",
    "buildings",
    "parks",
    "playgrounds",
    "vehicles",
    "businesses",
    "families",
    "households",
    "pupils",
    "students",
    "apprentices",
    "volunteers",
    "units",
    "properties",
    "incidents",
    "cases",
    "nurseries",
    "bridges",
    "wards",
    "parishes",
];

/// Returns the end of the counted thing behind a number word, at most three words on.
fn counted_end(line: &Line, start: usize) -> Option<usize> {
    let mut at = start;
    for _ in 0..3 {
        let word = line.word(at);
        let end = at + word.chars().count();
        if COUNTED.contains(&word.as_str()) {
            return Some(end);
        }
        if word.is_empty() || STOP.contains(&word.as_str()) || word == "of" || line.at(end) != ' ' {
            return None;
        }
        at = end + 1;
    }
    None
}

/// Returns whether a word is of capitals, as in 12 GPs or 3 MPs.
fn is_acronym(line: &Line, start: usize) -> bool {
    line.at(start + 1).is_ascii_uppercase()
}

/// Returns the end of the first plural noun from a place, at most four words on; else of the first word.
fn noun_end(line: &Line, start: usize) -> Option<usize> {
    let mut at = start;
    let first = start + line.word(start).chars().count();
    for _ in 0..4 {
        let word = line.word(at);
        if word.is_empty() || STOP.contains(&word.as_str()) || word == "of" {
            break;
        }
        let end = at + word.chars().count();
        if is_plural(&word) {
            return Some(end);
        }
        if line.at(end) != ' ' {
            break;
        }
        at = end + 1;
    }
    Some(first)
}

fn is_plural(word: &str) -> bool {
    let irregular = matches!(
        word,
        "people"
            | "children"
            | "staff"
            | "women"
            | "men"
            | "percent"
            | "mph"
            | "miles"
            | "hectares"
            | "households"
    );
    irregular || (word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && word.len() > 2)
}

/// Returns the end of the unit of a number in words: only where the words leave no doubt.
pub(super) fn word_unit_end(line: &Line, token: &Token) -> Option<usize> {
    let share = ["one in ", "One in ", "two in ", "Two in ", "three in ", "one of ", "out of "];
    if line.at(token.end) != ' ' || line.precedes(token.start, &share).is_some() {
        return None;
    }
    let start = token.end + 1;
    for unit in ["per cent", "percentage points", "percent", "million", "billion", "thousand"] {
        let length = unit.chars().count();
        if line.text(start..start + length).eq_ignore_ascii_case(unit) && !is_latin(line.at(start + length)) {
            return Some(start + length);
        }
    }
    // Twenty-three schools; small numbers in words are mostly of speech: two of us, one more.
    let large = token.value.parse::<u32>().is_ok_and(|value| value >= 20) && token.value != "20";
    let (word, _) = next_word(line, token.end);
    let any = large && !word.is_empty() && !STOP.contains(&word.as_str()) && word != "of";
    counted_end(line, start).or_else(|| any.then(|| noun_end(line, start)).flatten())
}

/// Returns the end of a share said as `1 in 4`.
pub(super) fn one_in_end(line: &Line, token: &Token) -> Option<usize> {
    let one = token.plain().filter(|value| (1..=20).contains(value))?;
    let start = token.end + line.follows(token.end, &[" in ", " in every "]).filter(|length| *length == 4)?;
    let length = (start..).take_while(|at| line.at(*at).is_ascii_digit()).count();
    let whole: u64 = line.text(start..start + length).parse().ok()?;
    let ends = !line.at(start + length).is_alphanumeric()
        && !matches!(line.at(start + length), '/' | '%' | '-' | ',');
    (ends && whole > one && whole <= 100).then_some(start + length)
}

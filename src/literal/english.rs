//! The exempt shapes of English prose: dates, references, times, telephones, ages, addresses.
//!
//! Each function is one named rule, or one context of it. What a number counts is told by `counted`.

use super::counted::{counts, next_word};
use super::line::is_latin;
use super::number::Script;
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

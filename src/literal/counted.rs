//! Which words behind a number say what it counts, in English: units, nouns, shares such as `1 in 4`.
//!
//! Only where the words leave no doubt. What is exempt by its shape is told by `english`.

use super::line::{Line, is_latin};
use super::number::{Script, Token};

/// The words that say nothing of what a number before them counts.
const STOP: &[&str] = &[
    "a", "an", "the", "and", "or", "to", "in", "on", "at", "by", "for", "with", "was", "is", "were", "are",
    "from", "as", "than", "that", "which", "who", "but", "if", "has", "have", "had", "will", "would", "when",
    "while", "where", "this", "these", "it", "its", "we", "our", "be", "been", "can", "against", "compared",
    "between", "through", "during", "since", "until", "into", "up", "down", "per", "also", "so", "not", "no",
    "after", "before", "within", "under", "over", "because", "did", "do", "does", "sets", "requires",
    "provides", "applies", "shows", "should", "must", "may", "came", "made", "onwards",
];

/// Returns the word behind a number, and the place where it begins.
pub(super) fn next_word(line: &Line, end: usize) -> (String, usize) {
    let at = line.behind_blanks(end);
    (line.word(at), at)
}

/// Returns whether a lower-case noun follows a number.
pub(super) fn counts(line: &Line, token: &Token) -> bool {
    let (next, at) = next_word(line, token.end);
    at > token.end && !next.is_empty() && !STOP.contains(&next.as_str())
}

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

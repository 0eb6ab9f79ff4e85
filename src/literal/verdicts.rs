//! From the numbers of one stretch of prose to literals: shapes, evidence, and what numbers lend each other.
//!
//! Two passes: each number by itself from left to right, then numbers without a unit from right to left.

use super::evidence::{self, Found};
use super::line::Line;
use super::number::{self, Script, Token};
use super::rule::Rule;
use super::shapes::{self, Enclosures, Spot};
use super::{Clause, Literal, REACH, Standing, Verdict};
use crate::report::prose::{BREAK, CITED, OPAQUE, Prose};

/// What a number was found to be.
#[derive(Debug, Clone)]
enum Judged {
    Quantity(Box<Found>, Standing),
    Exempt(Rule),
    Bare,
}

/// Adds the literals of a stretch of prose.
pub(super) fn read(section: usize, prose: &Prose, literals: &mut Vec<Literal>) {
    let line = Line::new(&prose.text);
    let tokens = number::tokens(&line);
    if tokens.is_empty() {
        return;
    }
    let judged = judge(&line, &tokens, &Enclosures::of(&prose.text));
    let clauses = Clauses::of(&line);
    let mut behind = 0;
    for (token, judged) in tokens.iter().zip(judged) {
        let number = token.start..token.end;
        // The second number of `1 in 4` is part of the first literal.
        if token.start < behind {
            continue;
        }
        let (range, verdict) = match judged {
            Judged::Quantity(found, standing) => {
                (found.start..found.end, Verdict::Quantity(Box::new(found.quantity), standing))
            }
            // Words are numbers only where something counts with them.
            Judged::Exempt(_) | Judged::Bare if token.script != Script::Digits => continue,
            Judged::Exempt(rule) => (number.clone(), Verdict::Exempt(rule)),
            Judged::Bare => (number.clone(), Verdict::Bare),
        };
        behind = range.end;
        literals.push(Literal {
            section,
            number: prose.span(line.bytes(number)),
            span: prose.span(line.bytes(range.clone())),
            text: prose.text[line.bytes(range.clone())].to_owned(),
            clause: clauses.around(&line, prose, range),
            verdict,
        });
    }
}

/// Judges each number of a line.
fn judge(line: &Line, tokens: &[Token], enclosures: &Enclosures) -> Vec<Judged> {
    let mut judged: Vec<Judged> = Vec::with_capacity(tokens.len());
    for (index, token) in tokens.iter().enumerate() {
        let (quote, titled) = (enclosures.quote(token.start), enclosures.is_title(token.start));
        let spot = Spot { line, token, quote, titled };
        let inherited = index.checked_sub(1).and_then(|before| match judged[before] {
            Judged::Exempt(rule) if carries(rule) => {
                let join = joins(line, &tokens[before], token);
                // A comma may also end the phrase: at Key Stage 2, 61% of pupils.
                let comma = line.at(line.before_blanks(token.start) - 1) == ',';
                join.filter(|_| !comma || evidence::quantity(line, token).is_none()).map(|_| rule)
            }
            _ => None,
        });
        judged.push(match shapes::exempt(&spot).or(inherited) {
            Some(rule) => Judged::Exempt(rule),
            None => match evidence::quantity(line, token) {
                Some(found) => Judged::Quantity(Box::new(found), Standing::Alone),
                None => Judged::Bare,
            },
        });
    }
    for index in (0..tokens.len().saturating_sub(1)).rev() {
        lend(line, &tokens[index..=index + 1], &mut judged[index..=index + 1]);
    }
    judged
}

/// Gives a number what the number it is joined to says of both.
fn lend(line: &Line, tokens: &[Token], judged: &mut [Judged]) {
    let [first, second] = tokens else { return };
    let own_end = match &judged[0] {
        Judged::Quantity(found, _) => found.end,
        Judged::Exempt(_) => return,
        Judged::Bare => first.end,
    };
    let whole = Token { end: own_end, ..first.clone() };
    let Some(join) = joins(line, &whole, second) else { return };
    match (&judged[0], &judged[1]) {
        (Judged::Bare, Judged::Exempt(rule)) if second.script == Script::Digits => {
            judged[0] = Judged::Exempt(*rule);
        }
        (Judged::Bare, Judged::Quantity(found, _)) if !found.tail.is_empty() => {
            if let Some(mut shared) = evidence::shared(line, first, &found.tail) {
                shared.end = first.end;
                let standing = if join == Join::Range { Standing::Range } else { Standing::Shared };
                judged[0] = Judged::Quantity(Box::new(shared), standing);
            }
        }
        _ => {}
    }
    if join == Join::Range {
        for one in judged {
            if let Judged::Quantity(_, standing) = one {
                *standing = Standing::Range;
            }
        }
    }
}

/// How two numbers are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    Range,
    List,
}

/// Returns how two numbers are joined, if they are.
fn joins(line: &Line, first: &Token, second: &Token) -> Option<Join> {
    let start = line.behind_blanks(first.end);
    let end = line.before_blanks(second.start);
    if start > end || end - start > 6 {
        return None;
    }
    let text = line.text(start..end);
    // The unit of the first may stand between in a range of classes: 3级至5级.
    match text.trim() {
        "-" | "~" | "—" | "——" | "--" | "至" | "到" | "to" | "~~" => Some(Join::Range),
        "和" | "、" | "与" | "及" | "或" | "and" | "or" | "," | "/" => Some(Join::List),
        _ => None,
    }
}

/// Returns whether a rule speaks of the numbers that follow too: 第3至5条, Sections 19 and 20.
fn carries(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::Ordinal | Rule::Reference | Rule::Document | Rule::Class | Rule::Phone | Rule::Slogan
    )
}

/// Where the clauses and sentences of a line begin.
struct Clauses {
    /// The places behind each sign that ends a clause, and whether it ends a sentence.
    ends: Vec<(usize, bool)>,
}

impl Clauses {
    fn of(line: &Line) -> Self {
        let ends = (0..line.len()).filter_map(|at| {
            let sentence = match line.at(at) {
                '。' | '；' | ';' | '!' | '?' | BREAK => true,
                '，' | '、' => false,
                ',' if !line.at(at + 1).is_ascii_digit() => false,
                '.' if matches!(line.at(at + 1), ' ' | '\0') => true,
                _ => return None,
            };
            Some((at + 1, sentence))
        });
        Self { ends: ends.collect() }
    }

    /// Returns the clause around a range of characters.
    fn around(&self, line: &Line, prose: &Prose, range: std::ops::Range<usize>) -> Clause {
        let index = self.ends.partition_point(|(end, _)| *end <= range.start);
        let start = index.checked_sub(1).map_or(0, |index| self.ends[index].0);
        let next = self.ends.iter().skip(index).find(|(end, _)| *end > range.end);
        let end = next.map_or(line.len(), |(end, _)| end - 1).max(range.end);
        let mut sentence = index;
        let mut sentence_start = start;
        while let Some(before) = sentence.checked_sub(1) {
            let (at, ends) = self.ends[before];
            if ends || range.start.saturating_sub(at) > 2 * REACH {
                sentence_start = at;
                break;
            }
            sentence_start = before.checked_sub(1).map_or(0, |index| self.ends[index].0);
            sentence = before;
        }
        let lead = range.start.saturating_sub(REACH).max(start);
        let trail = (range.end + REACH).min(end);
        let earlier = start.saturating_sub(REACH).max(sentence_start.min(start));
        Clause {
            span: prose.span(line.bytes(lead..trail)),
            lead: line.text(lead..range.start),
            trail: line.text(range.end..trail),
            earlier: line.text(earlier..start),
        }
    }
}

/// Returns whether a text has a number or a citation in it.
pub(super) fn holds_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit() || c == CITED || c == OPAQUE)
}

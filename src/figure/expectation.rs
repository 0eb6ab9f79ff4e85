//! The comparisons under `checks:`: `整改 <= 隐患`, or in full with severity and reason.
//!
//! Reads and compares; what an author is told of one that fails stands in `check`.

use std::cmp::Ordering;

use super::evaluate::Value;
use super::expression::Formula;
use super::ledger::{Ledger, Trouble};
use super::piece::{Piece, fold};
use super::quantity::Quantity;
use crate::diagnostic::{Code, Diagnostic, Severity, nearest};
use crate::report::{Report, Scalar, Yaml};
use crate::source::Span;
use crate::text;

/// A comparison that was declared and could be made.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The comparison as written.
    pub text: String,
    /// Its place.
    pub span: Span,
    /// The left side with names and with numbers.
    pub left: String,
    /// The right side with names and with numbers.
    pub right: String,
    /// What the sides come to.
    pub values: [String; 2],
    /// How it compares.
    pub relation: Relation,
    /// How bad it is when it fails, if that was declared.
    pub severity: Option<Severity>,
    /// Why it should hold, in the author's words.
    pub why: Option<String>,
    /// Whether true values within what is printed can fulfil it.
    pub holds: bool,
}

/// A sign of comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// The signs as people write them, longer first.
const SIGNS: &[(&str, Relation)] = &[
    ("<=", Relation::AtMost),
    (">=", Relation::AtLeast),
    ("!=", Relation::Unequal),
    ("<>", Relation::Unequal),
    ("==", Relation::Equal),
    ("≤", Relation::AtMost),
    ("≥", Relation::AtLeast),
    ("≠", Relation::Unequal),
    ("=", Relation::Equal),
    ("<", Relation::Less),
    (">", Relation::More),
];

/// The keys of a comparison in full; the English name first.
const KEYS: &[(&str, Key)] = &[
    ("expect", Key::Expect),
    ("应当", Key::Expect),
    ("severity", Key::Severity),
    ("级别", Key::Severity),
    ("why", Key::Why),
    ("理由", Key::Why),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Expect,
    Severity,
    Why,
}

const SEVERITIES: &[(&str, Severity)] = &[
    ("error", Severity::Error),
    ("错误", Severity::Error),
    ("explain", Severity::Explain),
    ("须说明", Severity::Explain),
    ("warning", Severity::Warning),
    ("警告", Severity::Warning),
    ("info", Severity::Info),
    ("提示", Severity::Info),
];

type Fault = Box<Diagnostic>;

impl Relation {
    /// Returns the sign as messages print it.
    pub fn sign(self) -> &'static str {
        match self {
            Relation::Equal => "=",
            Relation::Unequal => "≠",
            Relation::Less => "<",
            Relation::AtMost => "≤",
            Relation::More => ">",
            Relation::AtLeast => "≥",
        }
    }

    /// Returns whether two values of which the first compares so to the second fulfil the comparison.
    fn is_fulfilled_by(self, order: Ordering) -> bool {
        match self {
            Relation::Equal => order.is_eq(),
            Relation::Unequal => order.is_ne(),
            Relation::Less => order.is_lt(),
            Relation::AtMost => order.is_le(),
            Relation::More => order.is_gt(),
            Relation::AtLeast => order.is_ge(),
        }
    }

    /// Returns whether some true values of both sides fulfil the comparison.
    fn can_hold(self, left: &Value, right: &Value) -> bool {
        let (a, b) = (&left.range, &right.range);
        match self {
            Relation::Equal => a.meets(b),
            Relation::Unequal => !(a.is_point() && b.is_point() && a.meets(b)),
            Relation::AtMost => !a.exceeds(b),
            Relation::AtLeast => !b.exceeds(a),
            Relation::Less => a.falls_below(b),
            Relation::More => b.falls_below(a),
        }
    }
}

/// Makes every comparison of the report; faults of what is written go to the ledger.
pub(super) fn expectations(report: &Report, ledger: &mut Ledger<'_>) -> Vec<Expectation> {
    let mut out = Vec::new();
    for (section, content) in report.sections.iter().enumerate() {
        let Some(checks) = &content.front_matter.checks else { continue };
        let fallback = Span::new(content.source, 0, 0);
        let single = std::slice::from_ref(checks);
        let list = match checks {
            Yaml::Sequence(list, _) => list.as_slice(),
            Yaml::Scalar(scalar) if scalar.text.trim().is_empty() => &[],
            _ => single,
        };
        for written in list {
            match read(written, section, fallback, ledger) {
                Ok(expectation) => out.extend(expectation),
                Err(fault) => ledger.diagnostics.push(*fault),
            }
        }
    }
    out
}

/// Reads one comparison and makes it; nothing when a figure in it has no value, which is said elsewhere.
fn read(
    written: &Yaml,
    section: usize,
    fallback: Span,
    ledger: &mut Ledger<'_>,
) -> Result<Option<Expectation>, Fault> {
    match written {
        Yaml::Scalar(scalar) => compare(scalar, section, fallback, ledger),
        Yaml::Mapping(entries, span) => {
            let mut expect = None;
            let (mut severity, mut why) = (None, None);
            for (name, value) in entries {
                let piece = Piece::of_scalar(name, ledger.sources, *span);
                let found = KEYS.iter().find(|(word, _)| *word == piece.text.trim());
                let Yaml::Scalar(value) = value else {
                    return Err(fault(value.span().unwrap_or(*span)));
                };
                match found.map(|(_, key)| *key) {
                    Some(Key::Expect) => expect = Some(value),
                    Some(Key::Severity) => severity = Some(severity_of(value, ledger, *span)?),
                    Some(Key::Why) => why = Some(value.text.trim().to_owned()).filter(|why| !why.is_empty()),
                    None => return Err(unknown_key(piece)),
                }
            }
            let Some(expect) = expect else { return Err(fault(*span)) };
            let made = compare(expect, section, *span, ledger)?;
            Ok(made.map(|made| Expectation { severity, why, ..made }))
        }
        Yaml::Sequence(_, span) => Err(fault(*span)),
    }
}

fn compare(
    scalar: &Scalar,
    section: usize,
    fallback: Span,
    ledger: &mut Ledger<'_>,
) -> Result<Option<Expectation>, Fault> {
    let sources = ledger.sources;
    let whole = Piece::of_scalar(scalar, sources, fallback);
    let piece = whole.part(0..whole.text.len());
    let (left, at) = Formula::parse_start(piece)?;
    let rest = piece.part(at..piece.text.len());
    let Some((length, relation)) = sign(rest.text) else {
        let place = if rest.text.is_empty() { piece.span() } else { rest.char_at(0) };
        let message =
            text!("这里应是比较：<、<=、>、>=、=、!=", "expected a comparison: <, <=, >, >=, =, !=");
        let hint = text!("例如 整改 <= 隐患", "for example done <= all");
        return Err(Box::new(Diagnostic::new(Code::BadExpression, place, message).hint(hint)));
    };
    let right = Formula::parse(rest.part(length..rest.text.len()))?;
    let sides = [&left, &right].map(|formula| {
        let targets = ledger.targets(Some(section), &formula.references);
        let worth = match threshold(formula, relation) {
            Some(bound) => Ok(bound),
            None => ledger.worth(formula, &targets),
        };
        (worth, ledger.formula_in_words(formula, &targets), ledger.stated_as(formula, &targets))
    });
    let [(a, left_words, left_stated), (b, right_words, right_stated)] = sides;
    let (a, b) = match (a, b) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(Trouble::New(fault)), _) | (_, Err(Trouble::New(fault))) => return Err(fault),
        _ => return Ok(None),
    };
    let (a, b) = (a.adopting(&b), b.adopting(&a));
    if !a.unit.is_kind_of(&b.unit) {
        let (first, second) = (a.unit.name(), b.unit.name());
        let (zh, en, other_zh, other_en) = (first.zh, first.en, second.zh, second.en);
        let message = text!(
            "“{zh}”和“{other_zh}”不是同一种量，不能比较",
            "`{en}` and `{other_en}` are different kinds of quantity and cannot be compared"
        );
        return Err(Box::new(Diagnostic::new(Code::UnitMismatch, rest.at(0..length), message)));
    }
    Ok(Some(Expectation {
        text: piece.text.to_owned(),
        span: piece.span(),
        left: left_words,
        right: right_words,
        values: [in_words(&a, left_stated.as_ref()), in_words(&b, right_stated.as_ref())],
        relation,
        severity: None,
        why: None,
        holds: match written_order(left_stated.as_ref(), right_stated.as_ref()) {
            Some(order) => relation.is_fulfilled_by(order),
            None => relation.can_hold(&a, &b),
        },
    }))
}

/// Returns how two numbers that are written to the same last place compare, unless they are the same: no rule of
/// rounding turns the order of true values around.
fn written_order(left: Option<&Quantity>, right: Option<&Quantity>) -> Option<Ordering> {
    let (left, right) = (left?, right?);
    left.is_as_fine_as(right).then(|| left.base().cmp(&right.base())).filter(|order| order.is_ne())
}

/// Returns what a side comes to: a hedge as it is written.
fn in_words(value: &Value, stated: Option<&Quantity>) -> String {
    let hedged = stated.filter(|stated| stated.hedge.is_some() && !stated.unit.is_bare());
    hedged.map_or_else(|| value.for_message(), |stated| stated.text.clone())
}

/// Returns the bound that a side sets: `办结率 >= 95%` means 95 % itself, not whatever rounds to it.
fn threshold(side: &Formula, relation: Relation) -> Option<Value> {
    let bound = side.as_quantity().filter(|bound| bound.hedge.is_none())?;
    let sets = !matches!(relation, Relation::Equal | Relation::Unequal);
    sets.then(|| Value::exact(bound.base(), bound.unit.clone()))
}

/// Reads the sign of comparison that a text begins with; returns its bytes.
fn sign(text: &str) -> Option<(usize, Relation)> {
    let narrow: String = text.chars().take(2).map(fold).collect();
    let (word, relation) = SIGNS.iter().find(|(word, _)| narrow.starts_with(word))?;
    let length = text.chars().take(word.chars().count()).map(char::len_utf8).sum();
    Some((length, *relation))
}

fn severity_of(scalar: &Scalar, ledger: &Ledger<'_>, fallback: Span) -> Result<Severity, Fault> {
    let piece = Piece::of_scalar(scalar, ledger.sources, fallback);
    let wanted = piece.text.trim();
    if let Some((_, severity)) = SEVERITIES.iter().find(|(name, _)| *name == wanted) {
        return Ok(*severity);
    }
    let message = text!("“{wanted}”不是级别", "`{wanted}` is no severity");
    let hint = text!(
        "可用：error（错误）、explain（须说明）、warning（警告）、info（提示）",
        "known: error, explain, warning, info"
    );
    let fault = Diagnostic::new(Code::BadValue, piece.span(), message).hint(hint);
    Err(Box::new(match nearest(wanted, SEVERITIES.iter().map(|(name, _)| *name)) {
        Some(near) if piece.is_exact() => fault.fix(piece.span(), near),
        _ => fault,
    }))
}

fn unknown_key(piece: Piece<'_>) -> Fault {
    let key = piece.text.trim();
    let message = text!("检查里没有“{key}”这一项", "a check has no key `{key}`");
    let fault = Diagnostic::new(Code::UnknownKey, piece.span(), message).severity(Severity::Error);
    Box::new(match nearest(key, KEYS.iter().map(|(word, _)| *word)) {
        Some(near) => {
            let fault = fault.hint(text!("是不是“{near}”？", "did you mean `{near}`?"));
            if piece.is_exact() { fault.fix(piece.span(), near) } else { fault }
        }
        None => fault.hint(text!("可用：应当 级别 理由", "known: expect severity why")),
    })
}

fn fault(span: Span) -> Fault {
    let message = text!("检查要写成一行比较", "a check is one comparison");
    let hint = text!(
        "写成 - 整改 <= 隐患，或 - {{应当: 整改 <= 隐患, 级别: 警告, 理由: 常识}}",
        "write - done <= all, or - {{expect: done <= all, severity: warning, why: plain}}"
    );
    Box::new(Diagnostic::new(Code::BadValue, span, message).hint(hint))
}

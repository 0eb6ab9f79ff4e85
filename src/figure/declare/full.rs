//! A declaration in full: a mapping with keys in English or Chinese.
//!
//! Reads every key and reports all faults, not only the first. What the keys of a data file mean is the business
//! of `taken`, a family of figures (`rows`) that of `family`.

use super::taken::{self, Table};
use super::{Declaration, Fault, line, words};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Text, nearest, only_nearest};
use crate::figure::citation::{note_narrowed, pattern};
use crate::figure::expression::{Expression, Formula};
use crate::figure::format::Pattern;
use crate::figure::name::Reference;
use crate::figure::piece::{Piece, narrowed};
use crate::figure::quantity::{Context, Exact, Quantity, scan};
use crate::figure::unit::{Alone, Unit};
use crate::report::{Scalar, Yaml};
use crate::source::{Sources, Span};
use crate::text;

/// A key of a declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Value,
    Calc,
    Taken(taken::Key),
    Unit,
    Period,
    Scope,
    Of,
    Parts,
    Prior,
    Restated,
    Show,
    Label,
    Source,
    Note,
    Why,
    Exact,
}

/// The keys as people write them; the English name first.
const KEYS: &[(&str, Key)] = &[
    ("value", Key::Value),
    ("数值", Key::Value),
    ("calc", Key::Calc),
    ("算式", Key::Calc),
    ("from", Key::Taken(taken::Key::From)),
    ("取自", Key::Taken(taken::Key::From)),
    ("sheet", Key::Taken(taken::Key::Sheet)),
    ("工作表", Key::Taken(taken::Key::Sheet)),
    ("表", Key::Taken(taken::Key::Sheet)),
    ("row", Key::Taken(taken::Key::Row)),
    ("行", Key::Taken(taken::Key::Row)),
    ("column", Key::Taken(taken::Key::Column)),
    ("列", Key::Taken(taken::Key::Column)),
    ("cell", Key::Taken(taken::Key::Cell)),
    ("单元格", Key::Taken(taken::Key::Cell)),
    ("name", Key::Taken(taken::Key::Name)),
    ("区域", Key::Taken(taken::Key::Name)),
    ("labels", Key::Taken(taken::Key::Labels)),
    ("标签", Key::Taken(taken::Key::Labels)),
    ("unit", Key::Unit),
    ("单位", Key::Unit),
    ("period", Key::Period),
    ("期间", Key::Period),
    ("scope", Key::Scope),
    ("口径", Key::Scope),
    ("of", Key::Of),
    ("属于", Key::Of),
    ("parts", Key::Parts),
    ("其中", Key::Parts),
    ("prior", Key::Prior),
    ("上年", Key::Prior),
    ("restated", Key::Restated),
    ("更正", Key::Restated),
    ("show", Key::Show),
    ("显示", Key::Show),
    ("label", Key::Label),
    ("名称", Key::Label),
    ("source", Key::Source),
    ("来源", Key::Source),
    ("note", Key::Note),
    ("说明", Key::Note),
    ("why", Key::Why),
    ("理由", Key::Why),
    ("exact", Key::Exact),
    ("精确", Key::Exact),
];

/// Reads one mapping.
pub(super) struct Reader<'a> {
    pub(super) sources: &'a Sources,
    /// The place of the mapping.
    pub(super) span: Span,
    /// What it says of a data file.
    pub(super) table: Table<'a>,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    /// Reads all keys; the fault returned is why the figure has no value, other faults are reported here.
    pub(super) fn read(
        mut self,
        entries: &'a [(Scalar, Yaml)],
        declaration: &mut Declaration,
    ) -> Result<(), Fault> {
        let mut result = Ok(());
        for (name, value) in entries {
            let piece = Piece::of_scalar(name, self.sources, self.span);
            let Some(key) = key_of(piece.text.trim()).or_else(|| self.unknown(piece, entries)) else {
                continue;
            };
            if let Err(fault) = self.entry(key, piece, value, declaration) {
                match (&result, key) {
                    (Ok(()), Key::Value | Key::Calc | Key::Taken(_) | Key::Unit | Key::Show) => {
                        result = Err(fault);
                    }
                    _ => self.diagnostics.push(*fault),
                }
            }
        }
        if result.is_ok() {
            result = self.table.fill(declaration);
        }
        if result.is_ok() && declaration.stated.is_none() && declaration.formula.is_none() {
            let message = text!("这个数字没有写数值", "this figure has no value");
            let hint = text!("写上 value（数值）或 calc（算式）", "give it `value` or `calc`");
            return Err(Box::new(Diagnostic::new(Code::BadValue, declaration.place, message).hint(hint)));
        }
        result
    }

    /// Reads one key's value.
    fn entry(
        &mut self,
        key: Key,
        name: Piece<'a>,
        value: &'a Yaml,
        declaration: &mut Declaration,
    ) -> Result<(), Fault> {
        match (key, value) {
            (Key::Taken(taken::Key::Labels), Yaml::Sequence(items, _)) => {
                for item in items {
                    let Yaml::Scalar(scalar) = item else {
                        return Err(wrong_shape(name, item.span().unwrap_or(self.span)));
                    };
                    self.table.labels.push(Piece::of_scalar(scalar, self.sources, self.span));
                }
                Ok(())
            }
            (Key::Restated, Yaml::Mapping(entries, _)) => {
                // `{was: 11.2亿元, why: 口径调整}`: what counts is the reason.
                let why = entries.iter().find(|(key, _)| matches!(key.text.trim(), "why" | "理由"));
                declaration.restated = match why {
                    Some((_, Yaml::Scalar(scalar))) => words(scalar),
                    _ => None,
                };
                Ok(())
            }
            (Key::Source, Yaml::Mapping(entries, _)) => {
                let parts = entries.iter().filter_map(|(_, value)| match value {
                    Yaml::Scalar(scalar) => words(scalar),
                    _ => None,
                });
                declaration.source = Some(parts.collect::<Vec<_>>().join(" "));
                Ok(())
            }
            (Key::Parts, Yaml::Sequence(items, _)) => {
                for item in items {
                    let Yaml::Scalar(scalar) = item else {
                        return Err(wrong_shape(name, item.span().unwrap_or(self.span)));
                    };
                    let piece = Piece::of_scalar(scalar, self.sources, self.span);
                    declaration.parts.push(reference(piece)?);
                }
                Ok(())
            }
            (Key::Taken(key), Yaml::Scalar(scalar)) => {
                self.table.note(key, name, Piece::of_scalar(scalar, self.sources, name.span()))
            }
            (_, Yaml::Scalar(scalar)) => {
                let piece = Piece::of_scalar(scalar, self.sources, name.span());
                self.scalar(key, piece, scalar, declaration)
            }
            (_, other) => Err(wrong_shape(name, other.span().unwrap_or(self.span))),
        }
    }

    /// Reads a key whose value is one scalar.
    fn scalar(
        &mut self,
        key: Key,
        piece: Piece<'_>,
        scalar: &Scalar,
        declaration: &mut Declaration,
    ) -> Result<(), Fault> {
        if matches!(key, Key::Value | Key::Calc | Key::Prior | Key::Show | Key::Unit | Key::Of) {
            let wide_comma = piece.text.contains('，') && matches!(key, Key::Value | Key::Prior);
            let before = &self.sources.get(piece.span().file).text[..piece.span().start as usize];
            let quoted = before.ends_with(['"', '\'']);
            // In braces a comma would end the value.
            let narrow = |text: String| if wide_comma && !quoted { format!("\"{text}\"") } else { text };
            note_narrowed(&piece, narrowed(piece.text).map(narrow), self.diagnostics);
        }
        match key {
            Key::Value | Key::Calc => {
                let begins =
                    if key == Key::Value { line::Begins::WithValue } else { line::Begins::WithFormula };
                let pattern_before = declaration.pattern.take();
                let whole_before = declaration.whole.take();
                let result = line::read(piece, begins, declaration);
                declaration.pattern = declaration.pattern.take().or(pattern_before);
                declaration.whole = declaration.whole.take().or(whole_before);
                // In a mapping the pattern has a key of its own.
                declaration.pattern_slot = None;
                result?;
            }
            Key::Unit => declaration.unit = Some((unit(piece)?, piece.span())),
            Key::Of => declaration.whole = Some(reference(piece)?),
            Key::Parts => declaration.parts = references(piece)?,
            Key::Prior => declaration.prior = Some((quantity(piece)?, piece.span()).into()),
            Key::Show => {
                let sign = piece.text.chars().next().filter(|c| matches!(c, '@' | '＠'));
                let start = sign.map_or(0, char::len_utf8);
                declaration.pattern = Some(pattern(piece.part(start..piece.text.len()))?);
            }
            Key::Exact => declaration.exact = exact(piece)?,
            Key::Period => declaration.period = words(scalar),
            Key::Scope => declaration.scope = words(scalar),
            Key::Source => declaration.source = words(scalar),
            Key::Note => declaration.note = words(scalar),
            Key::Label => declaration.label = words(scalar),
            Key::Why => declaration.why = words(scalar),
            Key::Restated => declaration.restated = words(scalar),
            Key::Taken(_) => {}
        }
        Ok(())
    }

    /// Says that a key is none of the known; returns the one that it surely is meant to be.
    fn unknown(&mut self, piece: Piece<'_>, entries: &[(Scalar, Yaml)]) -> Option<Key> {
        let mut meant = None;
        let key = piece.text.trim();
        let message = text!("数字的登记里没有“{key}”这一项", "a figure has no key `{key}`");
        let mut fault = Diagnostic::new(Code::UnknownKey, piece.span(), message).severity(Severity::Error);
        fault = match nearest(key, KEYS.iter().map(|(word, _)| *word)) {
            Some(near) => {
                let fault = fault.hint(text!("是不是“{near}”？", "did you mean `{near}`?"));
                let only = only_nearest(key, KEYS.iter().map(|(word, _)| *word)).is_some();
                let written = entries.iter().any(|(name, _)| key_of(name.text.trim()) == key_of(near));
                meant = key_of(near).filter(|_| only && !written);
                if piece.is_exact() && meant.is_some() { fault.fix(piece.span(), near) } else { fault }
            }
            None => fault.hint(text!(
                "可用：数值 算式 取自 工作表 行 列 单元格 区域 标签 单位 期间 口径 属于 其中 上年 更正 显示 名称 来源 说明 理由",
                "known: value calc from sheet row column cell name labels unit period scope of parts prior restated show label source note why exact"
            )),
        };
        self.diagnostics.push(fault);
        meant
    }
}

/// Returns the key that a word is.
fn key_of(word: &str) -> Option<Key> {
    KEYS.iter().find(|(known, _)| *known == word).map(|(_, key)| *key)
}

pub(super) fn wrong_shape(name: Piece<'_>, span: Span) -> Fault {
    let key = name.text;
    let message = text!("“{key}”应是一行文字", "`{key}` is one line of text");
    Box::new(Diagnostic::new(Code::BadValue, span, message))
}

/// Reads a quantity that is the whole text.
pub(super) fn quantity(piece: Piece<'_>) -> Result<Quantity, Fault> {
    let piece = piece.part(0..piece.text.len());
    match scan(piece.text, Context::Declared) {
        Some((quantity, length)) if length == piece.text.len() => Ok(quantity),
        _ => {
            let text = piece.text;
            let message = text!("“{text}”不是带单位的数", "`{text}` is no number with a unit");
            Err(Box::new(Diagnostic::new(Code::BadValue, piece.span(), message)))
        }
    }
}

pub(super) fn unit(piece: Piece<'_>) -> Result<Unit, Fault> {
    let text = piece.text;
    let unclear = match Unit::alone(text) {
        Some(Alone::Unit(unit)) => return Ok(unit),
        Some(Alone::Unclear(_)) => true,
        None => false,
    };
    if let (false, Ok(Pattern::Shape { decimals: None, unit: Some(unit) })) = (unclear, Pattern::parse(text))
    {
        return Ok(unit);
    }
    let message = text!("“{text}”不是单位", "`{text}` is no unit");
    let fault = Diagnostic::new(Code::BadValue, piece.span(), message);
    Err(Box::new(match unclear {
        true => fault
            .hint(text!("金额写成 万元、$k 或 € million 这样", "write money as in $k, € million or 万元")),
        false => fault,
    }))
}

/// Reads a name that is the whole text.
fn reference(piece: Piece<'_>) -> Result<Reference, Fault> {
    let formula = Formula::parse(piece)?;
    match formula.tree {
        Expression::Name(index) => Ok(formula.references[index].clone()),
        _ => {
            let message = text!("这里应是一个数字的名称", "expected the name of one figure");
            Err(Box::new(Diagnostic::new(Code::BadValue, piece.span(), message)))
        }
    }
}

/// Reads names with signs between them.
fn references(piece: Piece<'_>) -> Result<Vec<Reference>, Fault> {
    let mut at = 0;
    let mut out = Vec::new();
    for part in piece.text.split(['、', '，', ',', '+']) {
        out.push(reference(piece.part(at..at + part.len()))?);
        at += part.len();
        at += piece.text[at..].chars().next().map_or(0, char::len_utf8);
    }
    Ok(out)
}

fn exact(piece: Piece<'_>) -> Result<Exact, Fault> {
    match piece.text.trim() {
        "true" | "yes" | "是" => Ok(Exact::Declared),
        "false" | "no" | "否" => Ok(Exact::AsWritten),
        _ => {
            let message: Text = text!("“精确”只能是“是”或“否”", "`exact` is true or false");
            Err(Box::new(Diagnostic::new(Code::BadValue, piece.span(), message)))
        }
    }
}

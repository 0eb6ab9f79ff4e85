//! Declarations: one line of front matter, a mapping in full, or a statement in the text.
//!
//! Reads what is written and nothing else: names are not looked up, formulas not evaluated, values not compared.
//! `parts`, `label`, `restated` and `why` are read for their form; judging them is the business of `check`.

mod family;
mod full;
mod line;
mod office;
mod taken;
mod unread;

use std::sync::Arc;

use super::citation::note_full_width;
use super::citing;
use super::data::{DataFiles, Origin, takes_data};
use super::expression::Formula;
use super::format::Pattern;
use super::name::{self, Reference};
use super::piece::Piece;
use super::quantity::{Exact, Quantity};
use super::unit::Unit;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::report::{Scalar, Section, Yaml};
use crate::source::{Sources, Span};
use crate::text;

pub(super) use self::office::declarations_of_tables;

type Fault = Box<Diagnostic>;

/// A figure as it was declared.
#[derive(Debug, Clone)]
pub(super) struct Declaration {
    /// Its name, canonical.
    pub(super) name: String,
    /// The place of the name.
    pub(super) place: Span,
    /// The index of its section.
    pub(super) section: usize,
    /// The value as stated, with its place.
    pub(super) stated: Option<(Quantity, Span)>,
    /// Whether the stated value is exact.
    pub(super) exact: Exact,
    /// The formula.
    pub(super) formula: Option<Box<Formula>>,
    /// The pattern, with its place.
    pub(super) pattern: Option<(Pattern, Span)>,
    /// Where a pattern can be added to what is written, if that is one place.
    pub(super) pattern_slot: Option<Span>,
    /// The whole it is a part of.
    pub(super) whole: Option<Reference>,
    /// The parts it is made of.
    pub(super) parts: Vec<Reference>,
    /// Last year's value, with its place.
    pub(super) prior: Option<Box<(Quantity, Span)>>,
    /// The unit of the declaration in full, with its place.
    pub(super) unit: Option<(Unit, Span)>,
    /// Its own period, scope, source and note.
    pub(super) period: Option<String>,
    /// What tells two figures of one name apart.
    pub(super) scope: Option<String>,
    /// Where the number comes from.
    pub(super) source: Option<String>,
    /// A remark for those who check.
    pub(super) note: Option<String>,
    /// What prose calls it, when not by its name.
    pub(super) label: Option<String>,
    /// Why what a check asks about is as it is.
    pub(super) why: Option<String>,
    /// Why last year's value is not the one then published.
    pub(super) restated: Option<String>,
    /// The place of all that declares it.
    pub(super) extent: Span,
    /// Where its number was taken from.
    pub(super) origin: Option<Box<Origin>>,
    /// Whether it is the report's, and `section` only where it is kept.
    pub(super) of_report: bool,
    /// Why it has no value, when what is written cannot be read.
    pub(super) fault: Option<Text>,
}

impl Declaration {
    /// Returns a declaration that says nothing yet.
    pub(super) fn new(name: String, place: Span, section: usize) -> Declaration {
        Declaration {
            name,
            place,
            section,
            stated: None,
            exact: Exact::AsWritten,
            formula: None,
            pattern: None,
            pattern_slot: None,
            whole: None,
            parts: Vec::new(),
            prior: None,
            unit: None,
            period: None,
            scope: None,
            source: None,
            note: None,
            label: None,
            why: None,
            restated: None,
            extent: place,
            origin: None,
            of_report: false,
            fault: None,
        }
    }

    /// Applies `unit`: a bare value takes it, any other is shown in it.
    fn apply_unit(&mut self) -> Result<(), Fault> {
        if let (None, Some((stated, _)), Some((prior, at))) =
            (&self.unit, &self.stated, self.prior.as_deref_mut())
        {
            // Last year's number is in this year's unit, written or not.
            if prior.unit.is_bare() && !stated.unit.is_bare() {
                *prior = prior.clone().in_unit(&stated.unit);
            } else if !prior.unit.is_kind_of(&stated.unit) {
                let (then, now) = (prior.unit.name(), stated.unit.name());
                let (zh, en, then_zh, then_en) = (now.zh, now.en, then.zh, then.en);
                let message = text!(
                    "上年数的单位是“{then_zh}”，今年是“{zh}”",
                    "last year's value is in `{then_en}`, this year's in `{en}`"
                );
                return Err(Box::new(Diagnostic::new(Code::UnitMismatch, *at, message)));
            }
        }
        let Some((unit, span)) = &self.unit else { return Ok(()) };
        for (quantity, _) in [self.stated.as_mut(), self.prior.as_deref_mut()].into_iter().flatten() {
            if quantity.unit.is_bare() {
                *quantity = quantity.clone().in_unit(unit);
            } else if !quantity.unit.is_kind_of(unit) {
                let (found, wanted) = (quantity.unit.text(), unit.text());
                let message = text!(
                    "数值的单位是“{found}”，不能写成“{wanted}”",
                    "the value is in `{found}` and cannot be in `{wanted}`"
                );
                return Err(Box::new(Diagnostic::new(Code::UnitMismatch, *span, message)));
            }
        }
        let own = self.stated.as_ref().is_some_and(|(stated, _)| stated.unit.text() == unit.text());
        match &mut self.pattern {
            Some((Pattern::Shape { unit: shown @ None, .. }, _)) => *shown = Some(unit.clone()),
            None if !own => {
                self.pattern = Some((Pattern::Shape { decimals: None, unit: Some(unit.clone()) }, *span));
            }
            _ => {}
        }
        Ok(())
    }
}

/// What a section says of figures: the declarations in its front matter, and its citations.
#[derive(Debug)]
pub(super) struct Declared {
    /// The section, and its index.
    section: (Arc<Section>, usize),
    /// Those that have a name, in their order.
    pub(super) figures: Vec<Arc<Declaration>>,
    /// The names that cannot be a figure's.
    pub(super) refused: Vec<String>,
    /// The citations, in the order of the text.
    pub(super) citations: Vec<Arc<citing::Wording>>,
    /// What is wrong with what is written.
    pub(super) found: Diagnostics,
}

impl Declared {
    /// Returns whether a section at an index declares the same: nothing but its own text went into it.
    pub(super) fn is_of(&self, section: &Arc<Section>, index: usize) -> bool {
        Arc::ptr_eq(&self.section.0, section) && self.section.1 == index && !takes_data(section)
    }
}

/// Reads what a section says of figures.
pub(super) fn declarations(
    section: &Arc<Section>,
    index: usize,
    (sources, data): (&Sources, &DataFiles),
) -> Declared {
    let fallback = Span::new(section.source, 0, 0);
    let (mut out, mut refused, mut found) = (Vec::new(), Vec::new(), Diagnostics::default());
    let diagnostics = &mut found;
    for (name, value) in &section.front_matter.figures {
        let piece = Piece::of_scalar(name, sources, fallback);
        let canonical = name::canonical(piece.text);
        if let Some(message) = name::fault(&canonical) {
            diagnostics.push(bad_name(piece.span(), &canonical, message));
            refused.push(canonical);
            continue;
        }
        note_full_width(&piece, diagnostics);
        let mut declaration = Declaration::new(canonical, piece.span(), index);
        declaration.extent = value.span().map_or(piece.span(), |value| piece.span().to(value));
        let read = match value {
            Yaml::Scalar(scalar) => {
                let piece = Piece::of_scalar(scalar, sources, piece.span());
                note_full_width(&piece, diagnostics);
                line::read(piece, line::Begins::WithValue, &mut declaration)
            }
            Yaml::Mapping(entries, span) => {
                let table = taken::Table::new(data, section.source);
                let reader = full::Reader { sources, span: *span, table, diagnostics };
                if family::is_one(entries) {
                    out.extend(family::read(reader, entries, &declaration).into_iter().map(Arc::new));
                    continue;
                }
                reader.read(entries, &mut declaration)
            }
            Yaml::Sequence(_, span) => Err(Box::new(a_list(*span))),
        };
        if let Err(fault) = read.and_then(|()| declaration.apply_unit()) {
            declaration.fault = Some(fault.message.clone());
            let touches = |said: &Span| said.start <= fault.span.end && fault.span.start <= said.end;
            if !section.front_matter.said.iter().any(touches) {
                diagnostics.push(*fault);
            }
        }
        out.push(Arc::new(declaration));
    }
    let citations = citing::read(section.citations(), sources, &mut found);
    Declared { section: (section.clone(), index), figures: out, refused, citations, found }
}

/// Returns the diagnostic of a name that cannot be a figure's.
pub(super) fn bad_name(span: Span, name: &str, message: Text) -> Diagnostic {
    let hint = if name::is_of_formulas(name) {
        text!(
            "换一个名称，或在后面添字，如 {name}数",
            "choose another name, or a longer one such as {name}_total"
        )
    } else {
        text!(
            "名称用汉字、字母、数字和下划线，不以数字开头",
            "a name has letters, digits and underscores, and begins with a letter"
        )
    };
    Diagnostic::new(Code::BadName, span, message).hint(hint)
}

fn a_list(span: Span) -> Diagnostic {
    let message = text!("一个数字不能写成列表", "a figure cannot be a list");
    Diagnostic::new(Code::BadValue, span, message)
        .hint(text!("一个数字写一行：名称: 508件", "write one line for each figure: name: 508 cases"))
}

/// Returns last year's number of a table: without a unit of its own it has this year's.
fn in_unit_of(prior: Quantity, declaration: &Declaration) -> Quantity {
    match &declaration.stated {
        Some((stated, _)) if prior.unit.is_bare() && !stated.unit.is_bare() => prior.in_unit(&stated.unit),
        _ => prior,
    }
}

/// Returns the text of a scalar without blanks, if it has any.
fn words(scalar: &Scalar) -> Option<String> {
    let text = scalar.text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

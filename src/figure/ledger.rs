//! All figures of a report together: their names, what their formulas need, what they are worth.
//!
//! Every fault of a declaration is said here, once, at its place; what depends on a faulty figure is silent
//! and only knows why. Citations are the business of `citing`.

mod bare;
mod facets;
mod shares;
mod words;

use std::sync::Arc;

use super::contradiction::{Class, Disagreement, Misfit, Statement, Truth};
use super::declare::{Declaration, Declared, declarations, declarations_of_tables};
use super::evaluate::{Value, evaluate};
use super::expression::Formula;
use super::format::Showing;
use super::name::{Facet, Reference};
use super::order::Order;
use super::prior::{Before, Prior, Published};
use super::relation::{self, contradict};
use super::scope::{Miss, Scope, Target, Written};
use super::tie::Tie;
use super::unit::Unit;
use super::{Given, Link};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Language, Text};
use crate::report::{Report, Rounding, Section};
use crate::source::{Sources, Span};
use crate::text;

use rayon::prelude::*;

/// Why there is no value.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It was reported where it arose.
    Known(Text),
    /// It is to be reported.
    New(Box<Diagnostic>),
    /// What was written does not fit what is known; `check` reports it.
    Disagrees(Box<Disagreement>),
}

impl From<Misfit> for Trouble {
    fn from(misfit: Misfit) -> Trouble {
        match misfit {
            Misfit::Kind(fault) => Trouble::New(fault),
            Misfit::Value(disagreement) => Trouble::Disagrees(disagreement),
        }
    }
}

/// The figures of a report.
#[derive(Debug)]
pub(super) struct Ledger<'a> {
    pub(super) sources: &'a Sources,
    pub(super) rounding: Rounding,
    language: Language,
    pub(super) scope: Scope,
    pub(super) declarations: Vec<Arc<Declaration>>,
    /// By section: what it says of figures.
    pub(super) declared: Vec<Arc<Declared>>,
    /// By figure: what the names in its formula mean.
    targets: Vec<Vec<Option<Target>>>,
    /// By figure: its whole.
    pub(super) wholes: Vec<Option<usize>>,
    /// By figure: its parts.
    parts: Vec<Vec<Option<usize>>>,
    /// Last year's values, if the report names them.
    pub(super) prior: Option<&'a Prior>,
    /// By figure: what was published of it last year.
    pub(super) published: Vec<Option<&'a Published>>,
    /// By figure: its value, or what a draft prints in its place.
    pub(super) outcomes: Vec<Result<Value, Text>>,
    /// The totals that were stated with their parts.
    pub(super) ties: Vec<Tie>,
    /// What was written and does not fit.
    pub(super) disagreements: Vec<Disagreement>,
    pub(super) diagnostics: Diagnostics,
}

impl<'a> Ledger<'a> {
    /// Reads the declarations in the front matter of all sections and in the office's tables.
    pub(super) fn open(given: &Given<'a>) -> Ledger<'a> {
        let Given { report, sources, data, before, .. } = *given;
        let mut ledger = Ledger {
            sources,
            rounding: report.settings.rounding,
            language: report.settings.language,
            scope: Scope::new(report, sources),
            declarations: Vec::new(),
            declared: Vec::new(),
            targets: Vec::new(),
            wholes: Vec::new(),
            parts: Vec::new(),
            prior: None,
            published: Vec::new(),
            outcomes: Vec::new(),
            ties: Vec::new(),
            disagreements: Vec::new(),
            diagnostics: Diagnostics::default(),
        };
        let read = |(index, section): (usize, &Arc<Section>)| {
            let before = before.and_then(|before| before.declared.0.get(index));
            match before.filter(|before| before.is_of(section, index)) {
                Some(before) => before.clone(),
                None => Arc::new(declarations(section, index, (sources, data))),
            }
        };
        ledger.declared = report.sections.par_iter().enumerate().map(read).collect();
        for declared in ledger.declared.clone() {
            ledger.diagnostics.extend(declared.found.clone());
            declared.figures.iter().for_each(|declaration| ledger.declare(declaration.clone()));
            declared.refused.iter().for_each(|name| ledger.scope.refuse(name));
        }
        for declaration in declarations_of_tables(given, &mut ledger.diagnostics) {
            ledger.declare(Arc::new(declaration));
        }
        ledger
    }

    /// Adds a declaration; a second one of a name in one section is reported and left out.
    pub(super) fn declare(&mut self, declaration: Arc<Declaration>) {
        let index = self.declarations.len();
        let name = &declaration.name;
        if let Some(first) = self.scope.declare(declaration.section, name, index) {
            let message = text!("本节已经登记了“{name}”", "this section declares `{name}` already");
            let fault = Diagnostic::new(Code::DuplicateFigure, declaration.place, message)
                .related(self.declarations[first].place, text!("第一次在这里", "first here"))
                .hint(text!("删去一个，或给它另一个名称", "remove one, or give it another name"));
            self.diagnostics.push(fault);
            return;
        }
        self.declarations.push(declaration);
    }

    /// Finds what was published of each figure last year.
    pub(super) fn look_back(&mut self, report: &'a Report, prior: Option<&'a Prior>) {
        let section_id = |section: usize| report.sections[section].id.as_str();
        self.published = match prior {
            Some(prior) => prior.of_figures(&self.declarations, section_id),
            None => vec![None; self.declarations.len()],
        };
        self.prior = prior;
    }

    /// Returns last year's value of a figure: as declared beside it, or else as published.
    pub(super) fn before(&self, figure: usize) -> Option<Before<'_>> {
        match self.declarations[figure].prior.as_deref() {
            Some((quantity, at)) => Some(Before::declared(quantity, *at)),
            None => self.published[figure].map(Before::published),
        }
    }

    /// Evaluates every figure.
    pub(super) fn settle(&mut self) {
        for index in 0..self.declarations.len() {
            let declaration = &self.declarations[index];
            let section = Some(declaration.section);
            let formula = declaration.formula.as_ref().map(|formula| formula.references.clone());
            let whole: Vec<Reference> = declaration.whole.iter().cloned().collect();
            let parts = declaration.parts.clone();
            let targets = self.targets(section, &formula.unwrap_or_default());
            self.targets.push(targets);
            let whole = self.linked(section, &whole);
            self.wholes.push(whole.first().copied().flatten());
            let parts = self.linked(section, &parts);
            self.parts.push(parts);
        }
        let order = Order::of(&self.needs());
        self.outcomes = vec![Err(Text::default()); self.declarations.len()];
        for cycle in &order.cycles {
            self.report_cycle(cycle);
        }
        for index in order.sorted {
            if order.cyclic[index] {
                let name = &self.declarations[index].name;
                self.outcomes[index] =
                    Err(text!("“{name}”的算式绕回了自己", "the formula of `{name}` needs itself"));
                continue;
            }
            self.outcomes[index] = match self.worth_of(index) {
                Ok(value) => Ok(value),
                Err(trouble) => self.settled(index, trouble),
            };
        }
    }

    /// Notes why a figure has no value, and returns what a draft prints; a number that was only cut off stays.
    fn settled(&mut self, index: usize, trouble: Trouble) -> Result<Value, Text> {
        let Trouble::Disagrees(disagreement) = trouble else { return Err(self.noted(trouble)) };
        let cut = disagreement.class == Class::Truncated;
        let why = self.noted(Trouble::Disagrees(disagreement));
        let declaration = &self.declarations[index];
        match &declaration.stated {
            Some((stated, _)) if cut => Ok(Value::of(stated, Rounding::Truncate, declaration.exact)),
            _ => Err(why),
        }
    }

    /// Notes trouble where it is to be found again, and returns what a draft prints.
    pub(super) fn noted(&mut self, trouble: Trouble) -> Text {
        match trouble {
            Trouble::Known(why) => why,
            Trouble::New(fault) => {
                let why = fault.message.clone();
                self.diagnostics.push(*fault);
                why
            }
            Trouble::Disagrees(disagreement) => {
                let why = disagreement.message();
                self.disagreements.push(*disagreement);
                why
            }
        }
    }

    /// Returns what references mean in a section, and reports those that mean nothing.
    pub(super) fn targets(
        &mut self,
        section: Option<usize>,
        references: &[Reference],
    ) -> Vec<Option<Target>> {
        let mut targets = Vec::with_capacity(references.len());
        for reference in references {
            targets.push(match self.scope.find(section, reference) {
                Ok(target) => Some(target),
                Err(miss) => {
                    self.report_miss(section, reference, &miss);
                    None
                }
            });
        }
        targets
    }

    /// Returns the figures that wholes or parts name; last year's value or a rate of one is no whole and no part.
    fn linked(&mut self, section: Option<usize>, references: &[Reference]) -> Vec<Option<usize>> {
        let targets = self.targets(section, references);
        let mut figures = Vec::with_capacity(targets.len());
        for (target, reference) in targets.into_iter().zip(references) {
            if target.is_some_and(|target| target.facet.is_some()) {
                let name = reference.parts.join(".");
                let message = text!(
                    "整体和部分要写数字本身的名称，不能写“{name}”",
                    "a whole or a part is named by the figure itself, not by `{name}`"
                );
                let hint = text!(
                    "去掉点后面的字；要用这个数，另登记一个，如 新名: ={name}",
                    "leave out what follows the point, or declare it by itself, as in new: ={name}"
                );
                self.diagnostics
                    .push(Diagnostic::new(Code::BadExpression, reference.last, message).hint(hint));
            }
            figures.push(target.filter(|target| target.facet.is_none()).map(|target| target.figure));
        }
        figures
    }

    /// Reports that a reference means nothing, unless a section that cannot be read is to blame.
    pub(super) fn report_miss(&mut self, section: Option<usize>, reference: &Reference, miss: &Miss) {
        let written = Written { declarations: &self.declarations, sources: self.sources };
        if let Some(fault) = self.scope.explain(section, reference, miss, &written) {
            self.diagnostics.push(fault);
        }
    }

    /// Returns a value with percentage points named as the report's language names them.
    fn in_language(&self, value: Value) -> Value {
        match self.language {
            Language::English if value.unit == Unit::points() => {
                Value { unit: Unit::of("percentage points", None), ..value }
            }
            _ => value,
        }
    }

    /// Returns the value of a formula whose names mean `targets`.
    pub(super) fn worth(&self, formula: &Formula, targets: &[Option<Target>]) -> Result<Value, Trouble> {
        let mut inputs = Vec::with_capacity(targets.len());
        for (target, reference) in targets.iter().zip(&formula.references) {
            let Some(target) = target else {
                let name = reference.parts.join(".");
                return Err(Trouble::Known(text!(
                    "没有名为“{name}”的数字",
                    "there is no figure named `{name}`"
                )));
            };
            inputs.push(self.input(*target, reference.last)?);
        }
        let mut value = evaluate(&formula.tree, &inputs, self.rounding)
            .map_err(|fault| Trouble::New(Box::new(self.with_bare(*fault, &inputs, targets))))?;
        value = self.in_language(value);
        value.range = relation::range(formula, &inputs, &value, self.rounding);
        Ok(value)
    }

    /// Returns the value of a figure, whose formula's needs are settled.
    fn worth_of(&self, index: usize) -> Result<Value, Trouble> {
        let declaration = &self.declarations[index];
        if let Some(fault) = &declaration.fault {
            return Err(Trouble::Known(fault.clone()));
        }
        if let Some(fault) = self.misspelt_of(declaration) {
            return Err(Trouble::New(Box::new(fault)));
        }
        let derived = match &declaration.formula {
            Some(formula) => Some(self.worth(formula, &self.targets[index])?),
            None => None,
        };
        let value = match (&declaration.stated, &declaration.formula, derived) {
            // A total stated with its parts: whether they tie is asked of all totals together.
            (Some((stated, _)), Some(_), Some(derived))
                if self.summands(index).is_some() && stated.unit.is_kind_of(&derived.unit) =>
            {
                let value = Value::of(stated, self.rounding, declaration.exact);
                let range = if contradict(&value, &derived) {
                    value.range
                } else {
                    value.range.common(&derived.range)
                };
                Value { range, ..value }
            }
            (Some((stated, at)), Some(formula), Some(derived)) => {
                let says = Statement {
                    figure: index,
                    name: &declaration.name,
                    said: stated,
                    at: *at,
                    exact: declaration.exact,
                    in_text: false,
                };
                let known = Truth::bare(&derived, formula.span);
                says.compared_with_full(known, self.rounding, |known| Truth {
                    formula: Some(self.formula_in_words(formula, &self.targets[index])),
                    share: self.share(formula, &self.targets[index]),
                    ..known
                })?
            }
            (Some((stated, _)), _, _) => Value::of(stated, self.rounding, declaration.exact),
            (None, _, Some(derived)) => derived,
            (None, _, None) => {
                return Err(Trouble::Known(text!("这个数字没有写数值", "this figure has no value")));
            }
        };
        self.fits_pattern(declaration, &value)?;
        Ok(value)
    }

    /// Says that `of` before the name of a figure is misspelt: as a unit, `508 cases fo all` could be read.
    fn misspelt_of(&self, declaration: &Declaration) -> Option<Diagnostic> {
        let (stated, at) = declaration.stated.as_ref()?;
        let (before, name) = stated.text.rsplit_once(' ')?;
        let (rest, word) = before.rsplit_once(' ')?;
        let slip = matches!(word, "fo" | "off" | "o" | "pf" | "if" | "ov" | "fof" | "oof" | "Of" | "OF");
        let written = self.sources.get(at.file).slice(*at) == stated.text;
        if !slip || !self.scope.knows(name) {
            return None;
        }
        let message =
            text!("“{word}”应写作 of，后面是整体的名称", "`{word}` is to be `of`, which names the whole");
        if !written {
            return Some(Diagnostic::new(Code::BadValue, *at, message));
        }
        let place = at.part(rest.len() + 1, before.len());
        Some(Diagnostic::new(Code::BadValue, place, message).fix(place, "of"))
    }

    /// Says that a figure's own pattern is of another kind, if it is.
    fn fits_pattern(&self, declaration: &Declaration, value: &Value) -> Result<(), Trouble> {
        let Some((pattern, at)) = &declaration.pattern else { return Ok(()) };
        match pattern.unit().filter(|unit| !unit.is_kind_of(&value.unit)) {
            Some(unit) => Err(Trouble::New(Box::new(wrong_unit(&declaration.name, value, unit, *at)))),
            None => Ok(()),
        }
    }

    /// Returns the parts that a figure is declared to be made of.
    pub(super) fn links_of_parts(&self, index: usize) -> Vec<Link> {
        let written = self.declarations[index].parts.iter();
        let link = |(part, figure): (&Reference, &Option<usize>)| Link { figure: *figure, span: part.span };
        written.zip(&self.parts[index]).map(link).collect()
    }

    /// Returns the figures that a figure's formula names, each once.
    pub(super) fn inputs_of(&self, index: usize) -> Vec<usize> {
        let mut inputs: Vec<usize> =
            self.targets[index].iter().flatten().map(|target| target.figure).collect();
        inputs.sort_unstable();
        inputs.dedup();
        inputs
    }

    /// Returns what the names in a figure's formula mean, as far as they mean something.
    pub(super) fn targets_of(&self, index: usize) -> impl Iterator<Item = &Target> {
        self.targets[index].iter().flatten()
    }

    /// Returns what is shown of a figure that has a value.
    pub(super) fn showing(&self, index: usize) -> Option<Showing<'_>> {
        let declaration = &self.declarations[index];
        Some(Showing {
            value: self.outcomes[index].as_ref().ok()?,
            stated: declaration.stated.as_ref().map(|(stated, _)| stated),
            declared: declaration.pattern.as_ref().map(|(pattern, _)| pattern),
        })
    }

    /// Returns, by figure, the figures that must be evaluated before it.
    fn needs(&self) -> Vec<Vec<usize>> {
        let needs = self.targets.iter().map(|targets| {
            let mut needs = Vec::new();
            for target in targets.iter().flatten() {
                match target.facet {
                    Some(Facet::Share) => needs.extend([Some(target.figure), self.wholes[target.figure]]),
                    // Last year's value is stated, unless it borrows its unit.
                    Some(Facet::Prior) if self.states_prior(target.figure) => {}
                    _ => needs.push(Some(target.figure)),
                }
            }
            needs.into_iter().flatten().collect()
        });
        needs.collect()
    }

    fn states_prior(&self, figure: usize) -> bool {
        let declaration = &self.declarations[figure];
        let before = self.before(figure);
        before.is_none_or(|before| declaration.formula.is_none() || !before.quantity.unit.is_bare())
    }

    /// Reports a cycle where its first figure needs the second.
    fn report_cycle(&mut self, cycle: &[usize]) {
        let step = |from: usize, to: usize| {
            let declaration = &self.declarations[from];
            // A share needs the whole, which its name does not say.
            let leads = |target: &Target| {
                let whole = self.wholes[target.figure].filter(|_| target.facet == Some(Facet::Share));
                target.figure == to || whole == Some(to)
            };
            let index = self.targets[from].iter().position(|target| target.as_ref().is_some_and(leads));
            let reference =
                declaration.formula.as_ref().zip(index).map(|(formula, i)| formula.references[i].span);
            reference.unwrap_or(declaration.place)
        };
        let next = |index: usize| cycle[(index + 1) % cycle.len()];
        let names: Vec<&str> = (0..=cycle.len())
            .map(|index| self.declarations[cycle[index % cycle.len()]].name.as_str())
            .collect();
        let path = names.join(" → ");
        let message = text!("算式互相需要：{path}", "formulas need each other: {path}");
        let mut fault = Diagnostic::new(Code::FigureCycle, step(cycle[0], next(0)), message)
            .hint(text!("其中一项要直接写数值", "one of them must be a value"));
        for (index, figure) in cycle.iter().enumerate().skip(1) {
            fault = fault.related(step(*figure, next(index)), text!("然后在这里", "then here"));
        }
        self.diagnostics.push(fault);
    }
}

/// Says that a pattern's unit is of another kind than a figure.
pub(super) fn wrong_unit(name: &str, value: &Value, unit: &Unit, at: Span) -> Diagnostic {
    let (own, other) = (value.unit.name(), unit.name());
    let (zh, en, other_zh, other_en) = (own.zh, own.en, other.zh, other.en);
    let message = text!(
        "“{name}”的单位是“{zh}”，不能显示成“{other_zh}”",
        "`{name}` is in `{en}` and cannot be shown in `{other_en}`"
    );
    let hint = if other_zh == "%" {
        text!(
            "只有比率能这样显示；是算出来的，就看看相除的两个数单位是否相同，有没有漏写",
            "only a rate can be shown so; of a computed one, see that both numbers have their unit, and the same"
        )
    } else {
        text!(
            "@ 后面写同一种单位的样子，或去掉 @",
            "behind @ stands a unit of the same kind; or leave it out"
        )
    };
    Diagnostic::new(Code::UnitMismatch, at, message).hint(hint)
}

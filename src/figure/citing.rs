//! Citations: what each of them prints, and what statements in the text declare or confirm.
//!
//! Reads the citations of all sections once; whatever is wrong with a citation stands at its place and in the
//! draft's marked box. Faults of declarations are the business of `ledger`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::citation::{Cited, Said, note_full_width};
use super::contradiction::{Class, Misfit, Statement, Truth};
use super::declare::{Declaration, bad_name};
use super::evaluate::Value;
use super::expression::Formula;
use super::format::{Pattern, Refusal, Showing};
use super::hedged::{self, Hedges};
use super::ledger::{Ledger, Trouble, wrong_unit};
use super::name;
use super::piece::Piece;
use super::quantity::Exact;
use super::relation::contradict;
use super::scope::{Scope, Target};
use super::{Behind, Shown};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::report::{Citation, InlineKind, Report, visit_inlines};
use crate::source::{Sources, Span};
use crate::text;

/// A citation as it is worded.
#[derive(Debug)]
pub(super) struct Wording {
    citation: Citation,
    /// What it says, or the message a draft prints.
    cited: Result<Cited, Text>,
}

/// A citation of a report.
#[derive(Debug)]
struct Read {
    wording: Arc<Wording>,
    /// Its section; none in the report's title.
    section: Option<usize>,
    /// Whether it is the declaration of its figure.
    declares: bool,
}

/// What a citation asks for.
struct Asked<'a> {
    cited: &'a Cited,
    target: Target,
    value: &'a Value,
}

/// Reads citations, in their order.
pub(super) fn read(
    citations: Vec<Citation>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Vec<Arc<Wording>> {
    let one = |citation: Citation| {
        let inner = Piece::of_span(sources, citation.inner);
        // Brackets of an input method are reported already: one word about a citation is enough.
        if sources.get(citation.span.file).slice(citation.span).starts_with("{{") {
            note_full_width(&inner, diagnostics);
        }
        let cited = Cited::parse(inner).map_err(|fault| {
            let message = fault.message.clone();
            diagnostics.push(*fault);
            message
        });
        Arc::new(Wording { citation, cited })
    };
    citations.into_iter().map(one).collect()
}

/// The citations of a report.
#[derive(Debug, Default)]
pub(super) struct Citations {
    list: Vec<Read>,
    /// What each prints.
    pub(super) shown: BTreeMap<Span, Shown>,
    /// What stands behind that.
    pub(super) behind: BTreeMap<Span, Behind>,
    /// The citations of each figure.
    pub(super) of_figure: BTreeMap<usize, Vec<Span>>,
    /// The figures whose missing pattern was reported.
    patternless: BTreeSet<usize>,
    /// What derived figures rest on.
    pub(super) hedges: Hedges,
    /// The figures whose lost hedge was reported.
    unhedged: BTreeSet<usize>,
}

impl Citations {
    /// Gathers the citations of the title and of all sections, in the order of the report.
    pub(super) fn gather(report: &Report, ledger: &mut Ledger<'_>) -> Citations {
        let mut title = Vec::new();
        visit_inlines(&report.title, &mut |inline| {
            if let InlineKind::Citation(citation) = inline.kind {
                title.push(citation);
            }
        });
        let title = read(title, ledger.sources, &mut ledger.diagnostics);
        let sections = ledger.declared.iter().enumerate();
        let sections = sections.flat_map(|(index, declared)| {
            declared.citations.iter().map(move |wording| (Some(index), wording))
        });
        let all = title.iter().map(|wording| (None, wording)).chain(sections);
        let list = all.map(|(section, wording)| Read { wording: wording.clone(), section, declares: false });
        Citations { list: list.collect(), ..Citations::default() }
    }

    /// Lets each statement whose name nothing else declares declare it.
    pub(super) fn declare(&mut self, ledger: &mut Ledger<'_>) {
        for read in &mut self.list {
            let (Ok(cited), Some(section)) = (&read.wording.cited, read.section) else { continue };
            let (Some((said, at)), [name]) = (&cited.said, cited.reference.parts.as_slice()) else {
                continue;
            };
            if ledger.scope.knows(name) {
                continue;
            }
            if let Some(message) = name::fault(name) {
                ledger.diagnostics.push(bad_name(cited.reference.span, name, message.clone()));
                let citation = read.wording.citation;
                read.wording = Arc::new(Wording { citation, cited: Err(message) });
                continue;
            }
            let mut declaration = Declaration::new(name.clone(), cited.reference.span, section);
            match said {
                Said::Value(value) => declaration.stated = Some((value.clone(), *at)),
                Said::Formula(formula) => {
                    declaration.formula = Some(formula.clone().into());
                    // The format of a citation stands before its `=`.
                    let end = cited.reference.span.len();
                    declaration.pattern_slot = Some(cited.reference.span.part(end, end));
                }
            }
            declaration.pattern.clone_from(&cited.pattern);
            ledger.declare(Arc::new(declaration));
            read.declares = true;
        }
    }

    /// Decides what each citation prints.
    pub(super) fn show(&mut self, ledger: &mut Ledger<'_>) {
        self.hedges = Hedges::of(ledger);
        for read in std::mem::take(&mut self.list) {
            let shown = match &read.wording.cited {
                Err(message) => Shown { figure: None, text: Err(message.clone()) },
                Ok(cited) => self.shown(&read, cited, ledger),
            };
            if let Some(figure) = shown.figure {
                self.of_figure.entry(figure).or_default().push(read.wording.citation.span);
            }
            self.shown.insert(read.wording.citation.span, shown);
        }
    }

    fn shown(&mut self, read: &Read, cited: &Cited, ledger: &mut Ledger<'_>) -> Shown {
        let target = match ledger.scope.find(read.section, &cited.reference) {
            Ok(target) => target,
            Err(miss) => {
                ledger.report_miss(read.section, &cited.reference, &miss);
                return Shown { figure: None, text: Err(Scope::label(&cited.reference, &miss)) };
            }
        };
        if let Some(facet) = target.facet {
            let behind = self.behind.entry(read.wording.citation.span).or_default();
            behind.facet = Some(name::said(facet));
            behind.worked = ledger.facet_in_words(target);
        }
        let text = match self.text(read, cited, target, ledger) {
            Ok(text) => Ok(text),
            Err(trouble) => Err(ledger.noted(trouble)),
        };
        Shown { figure: Some(target.figure), text }
    }

    /// Returns what a citation of a known figure prints.
    fn text(
        &mut self,
        read: &Read,
        cited: &Cited,
        target: Target,
        ledger: &mut Ledger<'_>,
    ) -> Result<String, Trouble> {
        if let (Err(why), true) = (&ledger.outcomes[target.figure], target.facet.is_none()) {
            return Err(Trouble::Known(why.clone()));
        }
        let value = ledger.input(target, cited.reference.last)?;
        if !read.declares {
            confirm(read.section, cited, target, &value, ledger)?;
        }
        let example = match &cited.said {
            Some((Said::Value(said), _)) if said.hedge.is_none() => {
                Some(Pattern::Shape { decimals: Some(said.decimals), unit: None })
            }
            _ => None,
        };
        let pattern = cited.pattern.as_ref().map(|(pattern, _)| pattern);
        let before = ledger.before(target.figure).filter(|_| target.facet == Some(name::Facet::Prior));
        // What was published is an exact value in the shape in which it was printed.
        let shape = before.and_then(|before| before.shape()).filter(|_| pattern.is_some());
        let showing = match target.facet {
            None => ledger.showing(target.figure),
            Some(_) => {
                let stated = before.map(|before| before.quantity).filter(|prior| !prior.unit.is_bare());
                Some(Showing { value: &value, stated, declared: shape.as_ref() })
            }
        };
        let Some(showing) = showing else { return Err(Trouble::Known(Text::default())) };
        let beneath = self.hedges.beneath(target, ledger).filter(|_| showing.stated.is_none());
        if let (Some(_), Some((Said::Value(said), _))) = (beneath, &cited.said)
            && said.hedge.is_some()
        {
            // The author's own hedge, which agrees: the one honest print.
            return Ok(said.text.clone());
        }
        // A statement shows by its own example how it is to be printed.
        let mut used = pattern;
        let mut result = showing.text(used, ledger.rounding);
        if let (Err(Refusal::NeedsPattern(_)), Some(_)) = (&result, &example) {
            used = example.as_ref();
            result = showing.text(used, ledger.rounding);
        }
        let refused = match (result, beneath) {
            (Ok(text), Some(beneath)) if !hedged::is_lost_in_rounding(&text, &showing, used, ledger) => {
                let name = cited.reference.parts.join(".");
                let fault = hedged::denied(&name, &text, target, beneath, ledger);
                // Of a formula, said once.
                if target.facet.is_none() && !self.unhedged.insert(target.figure) {
                    return Err(Trouble::Known(fault.message));
                }
                let here = cited.reference.span;
                let place = if target.facet.is_none() { fault.span } else { here };
                let fault = Diagnostic { span: place, ..fault };
                return Err(Trouble::New(Box::new(fault.related(here, text!("引用在这里", "cited here")))));
            }
            (Ok(text), _) => {
                if let Some(number) = showing.behind(used) {
                    self.behind.entry(read.wording.citation.span).or_default().number = Some(number);
                }
                return Ok(text);
            }
            (Err(refused), _) => refused,
        };
        Err(self.refusal(refused, &Asked { cited, target, value: &value }, ledger))
    }

    /// Says why a figure cannot be printed so.
    fn refusal(&mut self, refused: Refusal, asked: &Asked<'_>, ledger: &Ledger<'_>) -> Trouble {
        let cited = asked.cited;
        let name = cited.reference.parts.join(".");
        let at = cited.pattern.as_ref().map_or(cited.reference.span, |(_, at)| *at);
        let fault = match refused {
            Refusal::OtherKind => {
                let unit = cited.pattern.as_ref().and_then(|(pattern, _)| pattern.unit()).cloned();
                wrong_unit(&name, asked.value, &unit.unwrap_or_default(), at)
            }
            Refusal::NoWords => {
                let message = text!("“{name}”写不成这种数字", "`{name}` cannot be written in such words");
                Diagnostic::new(Code::BadExpression, at, message)
            }
            Refusal::Vanishes(shown) => {
                let message = text!(
                    "“{name}”用这个单位印出来是 {shown}，一位有效数字也不剩",
                    "in this unit `{name}` prints as {shown}: not one of its digits is left"
                );
                let hint = text!("换小一级的单位，或多写几位小数", "take a smaller unit or more decimals");
                Diagnostic::new(Code::BadExpression, at, message).hint(hint)
            }
            Refusal::NeedsPattern(example) => {
                let exact = asked.value.for_message();
                let message = text!(
                    "“{name}”是 {exact}，要写明保留几位",
                    "`{name}` is {exact}: say how many decimals to print"
                );
                // Said once, where the pattern would serve all citations.
                let of_declaration = asked.target.facet.is_none() && cited.pattern.is_none();
                if of_declaration && !self.patternless.insert(asked.target.figure) {
                    return Trouble::Known(message);
                }
                let declaration = &ledger.declarations[asked.target.figure];
                let hint = text!(
                    "例如 @{example}，分项写时用 显示: {example}",
                    "for example @{example}, or in full show: {example}"
                );
                match (&declaration.formula, of_declaration) {
                    (Some(formula), true) => {
                        let fault = Diagnostic::new(Code::BadExpression, formula.span, message)
                            .related(cited.reference.span, text!("引用在这里", "cited here"));
                        match declaration.pattern_slot {
                            Some(slot) if slot == end_of(declaration.place) => {
                                fault.fix(slot, format!("@{example}"))
                            }
                            Some(slot) => fault.fix(slot, format!(" @{example}")),
                            None => fault.hint(hint),
                        }
                    }
                    _ if cited.pattern.is_none() => Diagnostic::new(Code::BadExpression, at, message)
                        .fix(end_of(at), format!("@{example}")),
                    _ => Diagnostic::new(Code::BadExpression, at, message).hint(hint),
                }
            }
        };
        Trouble::New(Box::new(fault))
    }
}

/// Compares what a statement says with what the figure is.
fn confirm(
    section: Option<usize>,
    cited: &Cited,
    target: Target,
    value: &Value,
    ledger: &mut Ledger<'_>,
) -> Result<(), Trouble> {
    let Some((said, at)) = &cited.said else { return Ok(()) };
    let name = cited.reference.parts.join(".");
    match said {
        Said::Value(said) => {
            let truth = truth(target, value, ledger);
            let figure = target.figure;
            let exact = Exact::AsWritten;
            let says = Statement { figure, name: &name, said, at: *at, exact, in_text: true };
            let compared =
                says.compared_with_full(truth, ledger.rounding, |truth| in_full(truth, target, ledger));
            match compared {
                Ok(_) => Ok(()),
                // What is printed is the figure itself, rightly rounded.
                Err(Misfit::Value(cut)) if cut.class == Class::Truncated => {
                    ledger.noted(Trouble::Disagrees(cut));
                    Ok(())
                }
                Err(misfit) => Err(misfit.into()),
            }
        }
        Said::Formula(formula) => {
            let targets = ledger.targets(section, &formula.references);
            let worth = ledger.worth(formula, &targets)?;
            if !worth.unit.is_kind_of(&value.unit) {
                let fault = wrong_unit(&name, value, &worth.unit, *at);
                return Err(Trouble::New(Box::new(fault)));
            }
            if !contradict(&worth, value) {
                return Ok(());
            }
            let (words, own, computed) =
                (ledger.formula_in_words(formula, &targets), value.for_message(), worth.for_message());
            let message = text!(
                "“{name}”是 {own}，而 {words} = {computed}",
                "`{name}` is {own}, but {words} = {computed}"
            );
            let place = ledger.declarations[target.figure].place;
            let fault = Diagnostic::new(Code::StatedContradicts, *at, message)
                .related(place, text!("另一处在这里", "the other is here"))
                .about(target.figure);
            Err(Trouble::New(Box::new(fault)))
        }
    }
}

/// Returns what a figure or its facet is known to be, without its words.
fn truth<'a>(target: Target, value: &'a Value, ledger: &'a Ledger<'_>) -> Truth<'a> {
    let declaration = &ledger.declarations[target.figure];
    let stated = match target.facet {
        None => declaration.stated.as_ref(),
        Some(name::Facet::Prior) => declaration.prior.as_deref(),
        Some(_) => None,
    };
    let place = formula_of(target, ledger).map_or(declaration.place, |formula| formula.span);
    Truth { stated: stated.map(|(stated, _)| stated), ..Truth::bare(value, place) }
}

/// Adds the words of what a figure or its facet is computed by.
fn in_full<'a>(truth: Truth<'a>, target: Target, ledger: &Ledger<'_>) -> Truth<'a> {
    if target.facet.is_some() {
        let formula = ledger.facet_in_words(target);
        return Truth { formula, share: ledger.share_of_facet(target), ..truth };
    }
    let formula = formula_of(target, ledger);
    let share = formula.and_then(|formula| ledger.share_of(target.figure, formula));
    let formula = formula.map(|formula| ledger.words_of(target.figure, formula));
    Truth { formula, share, ..truth }
}

/// Returns the formula that alone says what a figure is.
fn formula_of<'a>(target: Target, ledger: &'a Ledger<'_>) -> Option<&'a Formula> {
    let declaration = &ledger.declarations[target.figure];
    declaration.formula.as_deref().filter(|_| target.facet.is_none() && declaration.stated.is_none())
}

fn end_of(span: Span) -> Span {
    span.part(span.len(), span.len())
}

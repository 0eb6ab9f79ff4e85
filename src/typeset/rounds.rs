//! Lays out a document in rounds, until nothing moves: as [`typst::compile`], with less memory, and quicker where there
//! was a document before.
//!
//! It is a copy of that function's loop (Typst 0.15.1, `compile_impl`), which has no entrance for two things. The first
//! round asks the document before where things stand, so that one that did not move settles in one round instead of three.
//! And what a round did not ask for is let go after it: of 500 pages, the pages of the first round alone are 80 MB. A test
//! holds that the pages are the same.

use comemo::{Constraint, Track};
use typst::World;
use typst::diag::{SourceDiagnostic, SourceResult, Warned};
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{Output, StyleChain, Target, TargetElem};
use typst::introspection::{EmptyIntrospector, Introspector};
use typst::utils::Protected;
use typst_layout::PagedDocument;

use super::ahead;
use super::world::ReportWorld;

/// Rounds after which Typst gives up.
const MOST_ROUNDS: usize = 5;

/// Lays a world out, beginning with where things stood in the document before, if there is one.
pub(super) fn compile(
    world: &ReportWorld,
    before: Option<&PagedDocument>,
) -> Warned<SourceResult<PagedDocument>> {
    let mut sink = Sink::new();
    match settle(world, before, &mut sink) {
        // What a first look would have said is asked of Typst itself, in its own words and order.
        None | Some(Err(_)) => typst::compile(world),
        Some(Ok(document)) => Warned { output: Ok(document), warnings: sink.warnings() },
    }
}

/// Lays out until nothing moves; `None` when it does not settle.
fn settle(
    report: &ReportWorld,
    before: Option<&PagedDocument>,
    sink: &mut Sink,
) -> Option<Result<PagedDocument, Vec<SourceDiagnostic>>> {
    let world: &dyn World = report;
    let (tracked, library, traced) = (world.track(), world.library(), Traced::default());
    let base = StyleChain::new(&library.styles);
    let target = TargetElem::target.set(Target::Paged).wrap();
    let styles = base.chain(&target);
    let refused = |errors: ecow::EcoVec<SourceDiagnostic>| Some(Err(errors.into_iter().collect()));
    let main = world.source(world.main()).ok()?;
    let evaluated =
        typst_eval::eval(tracked, library, traced.track(), sink.track_mut(), Route::default().track(), &main);
    let content = match evaluated {
        Ok(module) => module.content(),
        Err(errors) => return refused(errors),
    };
    let mut last: Option<PagedDocument> = None;
    for _ in 0..MOST_ROUNDS {
        let introspector: &dyn Introspector = match last.as_ref().or(before) {
            Some(document) => Output::introspector(document),
            None => &EmptyIntrospector,
        };
        let constraint = Constraint::new();
        let mut found = Sink::new();
        let mut engine = Engine {
            library,
            world: tracked,
            introspector: Protected::new(introspector.track_with(&constraint)),
            traced: traced.track(),
            sink: found.track_mut(),
            route: Route::default(),
        };
        let document = match PagedDocument::create(&mut engine, &content, styles) {
            Ok(document) => document,
            Err(errors) => return refused(errors),
        };
        if constraint.validate(Output::introspector(&document)) {
            sink.extend_from_sink(found);
            let delayed = sink.delayed();
            return if delayed.is_empty() { Some(Ok(document)) } else { refused(delayed) };
        }
        last = Some(document);
        // The files are evaluated once for all rounds; asked for again, they are not let go.
        ahead::evaluate(report);
        comemo::evict(1);
    }
    None
}

//! Does on all threads what Typst would do on one: evaluating the sections, reading the large fonts.
//!
//! Changes no page and says nothing: Typst takes what it finds evaluated, and complains of it in its own order.

use comemo::Track;
use rayon::prelude::*;
use typst::World;
use typst::engine::{Route, Sink, Traced};
use typst::syntax::Source;

use super::world::ReportWorld;

/// Evaluates every file beside the main one, and reads the fonts that are surely used.
pub(super) fn prepare(world: &ReportWorld) {
    rayon::join(|| evaluate(world), || world.faces().read_ahead());
}

/// Evaluates every file beside the main one; what is evaluated already is only asked for.
pub(super) fn evaluate(world: &ReportWorld) {
    let files: Vec<_> = world.included().collect();
    let world: &dyn World = world;
    let (traced, route) = (Traced::default(), Route::default());
    files.par_iter().for_each(|source: &&Source| {
        let mut sink = Sink::new();
        // What is wrong is said when Typst itself comes to the file.
        let _ = typst_eval::eval(
            world.track(),
            world.library(),
            traced.track(),
            sink.track_mut(),
            route.track(),
            source,
        );
    });
}

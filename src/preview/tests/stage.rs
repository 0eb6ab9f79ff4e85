//! A studio for tests: a page, two figures, and a record of what it was asked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use super::client::Address;
use crate::diagnostic::Language;
use crate::preview::server::{Limits, Server};
use crate::preview::{
    Action, Done, FigureCard, FigureLine, FigureState, Glyph, PageBody, PageRef, Piece, Place, State, Studio,
    View,
};

/// The page that there is.
pub(super) const PAGE: &str = "aa";

/// The page that is ready only when the gate opens.
pub(super) const SLOW: &str = "bb";

/// The page whose rendering breaks down.
pub(super) const BROKEN: &str = "cc";

/// The studio.
#[derive(Debug, Default)]
pub(super) struct Stage {
    /// The pages that were asked for.
    pub(super) asked: Mutex<Vec<String>>,
    /// What was done.
    pub(super) acted: Mutex<Vec<(u64, Action)>>,
    /// Actions in progress, and how many there were at most.
    acting: AtomicUsize,
    pub(super) most_acting: AtomicUsize,
    open: Mutex<bool>,
    gate: Condvar,
}

impl Stage {
    /// Makes slow pages ready.
    pub(super) fn open_gate(&self) {
        *self.open.lock().unwrap() = true;
        self.gate.notify_all();
    }

    /// Starts a server for this stage.
    pub(super) fn serve(self: &Arc<Self>, limits: Limits) -> (Server, Address) {
        let studio: Arc<dyn Studio> = self.clone();
        let server = Server::start_within(limits, None, studio).expect("a free port");
        let address = Address::of(&server.url());
        (server, address)
    }
}

/// Starts a server with the usual limits.
pub(super) fn serve() -> (Arc<Stage>, Server, Address) {
    let stage = Arc::new(Stage::default());
    let (server, address) = stage.serve(Limits::default());
    (stage, server, address)
}

/// Returns a view that shows one page.
pub(super) fn view(build: u64, title: &str) -> View {
    View {
        build,
        language: Language::Chinese,
        title: title.into(),
        status: "draft",
        state: State::Current,
        pages: vec![PageRef { id: PAGE.into(), width: 595.0, height: 842.0, number: Some("1".into()) }],
        problems: Some(Vec::new()),
        focus: None,
        section: None,
        took: 3,
        replaced: None,
        brought: None,
    }
}

impl Studio for Stage {
    fn page(&self, id: &str) -> Option<PageBody> {
        self.asked.lock().unwrap().push(id.to_owned());
        match id {
            PAGE => {}
            SLOW => drop(self.gate.wait_while(self.open.lock().unwrap(), |open| !*open).unwrap()),
            BROKEN => panic!("as the test wants it"),
            _ => return None,
        }
        let place = Some(Place { file: "content/01.md".into(), line: 3, column: 1 });
        let piece =
            Piece { x: 1.0, y: 2.5, width: 3.0, height: 4.0, text: "办结".into(), place, figure: Some(0) };
        Some(PageBody { svg: "<svg/>".into(), text: vec![piece] })
    }

    fn glyphs(&self, from: usize) -> Vec<Glyph> {
        let glyph =
            |number| Glyph { id: format!("g{number}"), symbol: format!("<symbol id=\"g{number}\"/>") };
        (from..5).map(glyph).collect()
    }

    fn figures(&self) -> Vec<FigureLine> {
        let line = |name: &str| FigureLine {
            name: name.into(),
            section: "概况".into(),
            value: "508件".into(),
            state: FigureState::Fine,
            cited: 2,
            declared: Place { file: "content/01.md".into(), line: 3, column: 1 },
        };
        vec![line("办结"), line("受理")]
    }

    fn figure(&self, index: usize) -> Option<FigureCard> {
        let line = self.figures().into_iter().nth(index)?;
        Some(FigureCard {
            line,
            formula: None,
            numbers: None,
            exact: "508件".into(),
            source: None,
            label: None,
            period: None,
            scope: None,
            prior: None,
            note: None,
            problems: Vec::new(),
            citations: Vec::new(),
        })
    }

    fn act(&self, build: u64, action: Action) -> Done {
        let acting = self.acting.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_acting.fetch_max(acting, Ordering::SeqCst);
        // Long enough for another to come in, if it may.
        std::thread::sleep(Duration::from_millis(5));
        self.acted.lock().unwrap().push((build, action));
        self.acting.fetch_sub(1, Ordering::SeqCst);
        Done { message: "好".into(), hint: None, done: true, undo: None }
    }
}

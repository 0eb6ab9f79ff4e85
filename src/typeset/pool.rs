//! The threads that lay out. Typst recurses with the nesting of a document, which wants a large stack.
//!
//! There are two sets: a whole report holds all threads of its own for a while, and what a reader waits for in the
//! meantime (a page to draw, a first look at a section) must not queue behind it.

use std::cell::Cell;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Typst recurses within fixed limits that fit in this.
const STACK: usize = 64 << 20;

/// Whether whole reports are laid out in the background.
static BACKGROUND: AtomicBool = AtomicBool::new(false);

/// Their number is `RAYON_NUM_THREADS` or the machine's.
static WHOLE: LazyLock<Option<ThreadPool>> = LazyLock::new(|| pool(BACKGROUND.load(Ordering::Relaxed)));

static AT_ONCE: LazyLock<Option<ThreadPool>> = LazyLock::new(|| pool(false));

thread_local! {
    /// Whether a thread has the large stack.
    static LARGE: Cell<bool> = const { Cell::new(false) };
}

/// From now on whole reports leave the processors to whoever else wants them. To be said before the first.
pub(crate) fn stay_in_background() {
    BACKGROUND.store(true, Ordering::Relaxed);
}

/// Runs work on threads with the large stack.
pub(crate) fn on_pool<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    install(&WHOLE, work)
}

/// Runs work for which somebody waits on threads with the large stack, also while a whole report is being laid out.
pub(crate) fn at_once<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    install(&AT_ONCE, work)
}

fn install<T: Send>(pool: &LazyLock<Option<ThreadPool>>, work: impl FnOnce() -> T + Send) -> T {
    match &**pool {
        Some(pool) if !LARGE.get() => pool.install(work),
        _ => work(),
    }
}

fn pool(background: bool) -> Option<ThreadPool> {
    let begin = move |_| {
        LARGE.set(true);
        if background {
            give_way();
        }
    };
    ThreadPoolBuilder::new().stack_size(STACK).start_handler(begin).build().ok()
}

/// Lets other threads go before this one.
fn give_way() {
    #[cfg(target_os = "linux")]
    {
        // A thread that may not be slowed down is as quick as before.
        let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), 10);
    }
}

//! Ears that fail, for tests: events that are lost, folders that nobody may listen to, drives that keep silent.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::hints::Hints;
use super::listen::{Deaf, Listener, Reach, System, hear};

/// Ears that say they listen and hear nothing: a network drive.
pub(super) struct Silent;

impl Listener for Silent {
    fn reach(&self) -> Reach {
        Reach::Folder
    }

    fn listen(&mut self, _: &Path, _: Reach) -> Result<(), Deaf> {
        Ok(())
    }

    fn forget(&mut self, _: &Path) {}
}

/// The system's ears, put only on the folders that were named as inputs, as outside Linux.
pub(super) struct Wide(pub(super) System);

impl Listener for Wide {
    fn reach(&self) -> Reach {
        Reach::Tree
    }

    fn listen(&mut self, folder: &Path, reach: Reach) -> Result<(), Deaf> {
        self.0.listen(folder, reach)
    }

    fn forget(&mut self, folder: &Path) {
        self.0.forget(folder);
    }
}

/// Ears that hear nothing and note on which folders they were put, each time.
#[derive(Default, Clone)]
pub(super) struct Noting(pub(super) Arc<Mutex<Vec<PathBuf>>>);

impl Listener for Noting {
    fn reach(&self) -> Reach {
        Reach::Folder
    }

    fn listen(&mut self, folder: &Path, _: Reach) -> Result<(), Deaf> {
        self.0.lock().unwrap().push(folder.to_owned());
        Ok(())
    }

    fn forget(&mut self, _: &Path) {}
}

/// Ears that refuse to listen, always for the same reason.
pub(super) struct Refusing(pub(super) Deaf);

impl Listener for Refusing {
    fn reach(&self) -> Reach {
        Reach::Folder
    }

    fn listen(&mut self, _: &Path, _: Reach) -> Result<(), Deaf> {
        Err(self.0.clone())
    }

    fn forget(&mut self, _: &Path) {}
}

/// The system's ears, which hear one event of `every` only.
pub(super) fn hard_of_hearing(hints: Hints, every: usize) -> System {
    let mut count = 0;
    System::through(hints, move |hints, event| {
        count += 1;
        if count % every == 0 {
            hear(hints, event);
        }
    })
}

//! Turns emitted Typst into pages: stub of this branch, the lead writes the real room.

pub mod fonts;

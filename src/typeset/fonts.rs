//! Fonts: which faces the machine has, which of them serve the style's roles, and their bytes for Typst.
//!
//! Typst knows each face by one of its names and falls back silently. So Bluebook chooses itself: it reads all
//! of a face's names, picks a face for each role, checks it against the characters that the report uses, and
//! hands it to Typst under the role's name. The way of a face through this room is the order of its parts:
//! `folders` says where to look, `scan` looks (with `cache`), `face` reads one, `Library` finds by name,
//! `Resolver` chooses, `complaints` says what is not as wanted, `Faces` is what the Typst world holds.
//! Nothing here reads the environment or prints: folders and variables come from the caller.

mod cache;
mod complaints;
mod face;
mod faces;
mod fingerprint;
mod folders;
mod library;
mod resolve;
mod scan;

#[cfg(test)]
mod samples;

pub use cache::Stamp;
pub use face::{FaceRecord, Script};
pub use faces::{Faces, RoleFaces, Served};
pub use folders::{system_folders, user_folder};
pub use library::{Choice, Face, Library, Origin};
pub use resolve::Resolver;

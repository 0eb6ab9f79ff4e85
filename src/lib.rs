//! Bluebook turns a folder of Markdown sections, whose front matter declares figures, into one finished PDF.
//!
//! The modules stand in the order in which a section passes them: [`project`] reads the files, [`markdown`]
//! parses them into the [`report`] model, [`formula`] reads the mathematics in it, [`figure`] declares and evaluates figures,
//! [`bibliography`] knows the literature, [`literal`] finds typed numbers, [`check`] judges,
//! [`emit`] writes Typst, [`typeset`] lays it out, [`export`] turns pages into files. [`pipeline`] knows that
//! order, [`cli`] knows the user.
//!
//! Without the feature `pages` the crate ends at judging: no Typst is compiled, so that the tests of figures and
//! checks build in seconds.

pub mod source;
pub mod diagnostic;
pub mod failure;
pub mod report;
pub mod style;
pub mod project;
pub mod markdown;
pub mod formula;
pub mod figure;
pub mod bibliography;
pub mod literal;
pub mod check;
#[cfg(feature = "pages")]
pub mod emit;
#[cfg(feature = "pages")]
pub mod typeset;
#[cfg(feature = "pages")]
pub mod export;
pub mod pipeline;
#[cfg(feature = "live")]
pub mod watch;
#[cfg(feature = "live")]
pub mod preview;
#[cfg(feature = "pages")]
pub mod cli;

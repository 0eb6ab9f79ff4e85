//! Bluebook turns a folder of Markdown sections, whose front matter declares figures, into one finished PDF.

pub mod source;
pub mod diagnostic;
pub mod failure;
pub mod report;
pub mod style;
pub mod figure;
pub mod emit;
pub mod typeset;
pub mod check;

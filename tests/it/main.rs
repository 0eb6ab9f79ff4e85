//! The tests of the whole program, in one binary so that it is linked once.
//!
//! What a single room promises is tested in that room; here are the real binary, the literate cases of
//! `tests/suite` and the rules of the house.

mod again;
mod browser;
mod commands;
mod commonmark;
mod data;
mod fix;
mod formulas;
mod fuzz;
mod gfm;
mod glance;
mod grid;
mod hostile;
mod literature;
mod preview;
mod published;
mod recall;
mod register;
mod report;
mod signing;
mod soak;
mod suite;
mod support;
mod tables;
mod tidy;
mod wanted;
mod webdriver;
mod words;
mod writing;

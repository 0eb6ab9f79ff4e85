//! `figures.lock`: the figures as they were signed.
//!
//! Text in, text out: reading and writing the file is the business of others.

/// What was signed.
#[derive(Debug, Clone, Default)]
pub struct Lock {}

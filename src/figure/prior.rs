//! Last year's values, out of last year's lock or a table of figures.

/// Last year's values.
#[derive(Debug, Clone, Default)]
pub struct Prior {}

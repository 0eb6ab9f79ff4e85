//! Literals in texts: the labelled sentences of `tests/literals`, the seed's labels, and any text at all.

pub(super) mod labels;
mod properties;

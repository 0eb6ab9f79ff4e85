//! Cases of a report folder.

//! Tables that figures take their numbers from: the office's figures table, single cells, families.
//!
//! Reads bytes that `project` has read, never files.

/// The data files of a report, by path relative to the report.
#[derive(Debug, Clone, Default)]
pub struct DataFiles {}

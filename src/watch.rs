//! Folders in, batches of changes out: says when a report must be built again.

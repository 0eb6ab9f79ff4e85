//! Cases of `bluebook.toml`.

//! Floor 10: third parties by name.

pub mod redb;

//! Floor 12: the manual, as pages of the documentation.
//!
//! The texts lie in `akt/docs`. Their examples are compiled by `cargo test --doc`, which needs the feature `cluster`
//! for those about grains.

#[cfg_attr(
    any(not(doctest), feature = "cluster"),
    doc = include_str!("../docs/errors.md")
)]
pub mod errors {}

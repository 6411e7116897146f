//! Floor 12: the manual, as pages of the documentation.
//!
//! | page | says |
//! |---|---|
//! | [`guarantees`] | what you may rely on in one process, and which bounds there are, with the tests that show it |
//! | [`coming_from_goakt`] | how what GoAkt does in one process is done here |
//! | [`errors`] | what an error of the macros means, and how to mend it |
//!
//! The texts lie in `akt/docs`. Their examples are compiled by `cargo test --doc`, which needs the feature `cluster`
//! for those about grains.

#[cfg_attr(
    any(not(doctest), feature = "cluster"),
    doc = include_str!("../docs/errors.md")
)]
pub mod errors {}

#[doc = include_str!("../docs/guarantees.md")]
pub mod guarantees {}

#[doc = include_str!("../docs/coming-from-goakt.md")]
pub mod coming_from_goakt {}

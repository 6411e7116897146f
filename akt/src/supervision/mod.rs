//! Floor 2: what to do on failure, as pure policy.
//!
//! The mechanism (catching, stopping, starting anew) is in `actor::cell`; it reports a [`Failure`] here and does
//! what the [`Directive`] says. Only panics, `ctx.fail(…)` and a failed start hook are failures: an error that a
//! handler returns is a reply.

mod failure;
mod strategy;

pub use failure::Failure;
pub(crate) use strategy::Supervisor;
pub use strategy::{Directive, Restart};

//! Floor 2: what to do on failure, as pure policy.
//!
//! The mechanism (catching, stopping, starting anew) is in `actor::cell`; it reports a [`Failure`] here and does
//! what it is told. Only panics, `ctx.fail(…)`, a failed start hook and what children escalate are failures: an error
//! that a handler returns is a reply.
//!
//! | question | answered by |
//! |---|---|
//! | what happened? | [`Failure`], typed by the actor's own error |
//! | what is done? | [`Directive`], by a decider: of the actor, or of the system ([`Supervision`]) |
//! | how often and how soon? | [`Restart`]: a budget within a window, and pauses |
//! | to whom else? | [`Strategy`] of the parent |

mod failure;
mod strategy;

pub use failure::{ChildFailure, Failure, HookTimeout, Panic};
pub(crate) use strategy::{Budget, Verdict};
pub use strategy::{Directive, DirectiveOnce, Exhausted, Restart, Strategy, Supervision};

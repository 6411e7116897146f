//! When a joining node may call itself a member.
//!
//! A node that began to own grains before it knows the other members would activate what lives elsewhere.
//! So it waits for a member to answer and until its own view has settled. Only the node that stands first
//! in the list of seeds (or has no seeds at all) may begin a cluster alone: that is what keeps two halves of
//! one deployment from founding two clusters.

use std::time::Duration;

use super::view::View;

/// The rules and the progress of one join.
#[derive(Debug)]
pub(crate) struct Join {
    /// May begin alone: no seeds, or first among them.
    pub(crate) founder: bool,
    /// No other node could answer, so there is nothing to wait for.
    pub(crate) alone: bool,
    /// How long a founder listens for an already running cluster.
    pub(crate) founding_wait: Duration,
    /// How long a node known by name may stay silent before the view counts as settled without it.
    pub(crate) settle: Duration,
    /// When to give up.
    pub(crate) deadline: Duration,
}

/// What to do about a join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(crate) enum Verdict {
    /// Keep listening.
    Wait,
    /// Announce this node as a member.
    Ready,
    /// Nobody answered in time.
    GiveUp,
}

impl Join {
    /// The verdict at `now`.
    pub(crate) fn verdict(&self, now: Duration, view: &View) -> Verdict {
        if self.founder && self.alone {
            return Verdict::Ready;
        }
        if view.has_peer() && view.is_settled(now, self.settle) {
            return Verdict::Ready;
        }
        if self.founder && now >= self.founding_wait && !view.has_peer() {
            return Verdict::Ready;
        }
        if now >= self.deadline {
            Verdict::GiveUp
        } else {
            Verdict::Wait
        }
    }
}

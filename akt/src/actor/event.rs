//! What happens in the life of an actor, as an event for whoever looks on.
//!
//! The engine tells it through `Services::lifecycle`, and only when somebody listens: an actor that nobody observes
//! pays for none of this.

use std::fmt;
use std::sync::Arc;

use crate::actor::{ActorPath, StopReason};

/// A step in the life of an actor. Published on the event stream of its system; see `ActorSystem::events`.
///
/// Each names the actor by its path and its incarnation. Steps of one actor come in the order in which they happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lifecycle {
    /// Its start hook is through, and it takes messages.
    Started {
        /// Where the actor is.
        path: ActorPath,
        /// Its incarnation.
        uid: u64,
    },
    /// It has ended: the last event of its incarnation.
    Stopped {
        /// Where the actor was.
        path: ActorPath,
        /// Its incarnation.
        uid: u64,
        /// Why it ended.
        reason: StopReason,
    },
    /// It failed, got fresh state, and its start hook is through again.
    Restarted {
        /// Where the actor is.
        path: ActorPath,
        /// Its incarnation, which a restart keeps.
        uid: u64,
        /// How often it has been restarted, this time included.
        count: u32,
    },
    /// It panicked or called `ctx.fail`; what its supervision decided comes as an event of its own.
    Failed {
        /// Where the actor is.
        path: ActorPath,
        /// Its incarnation.
        uid: u64,
        /// What it failed with.
        text: Arc<str>,
    },
    /// It handles no messages until it is reinstated.
    Suspended {
        /// Where the actor is.
        path: ActorPath,
        /// Its incarnation.
        uid: u64,
    },
    /// It handles messages again after it was suspended.
    Reinstated {
        /// Where the actor is.
        path: ActorPath,
        /// Its incarnation.
        uid: u64,
    },
    /// It leaves memory because it was idle; `Stopped` follows.
    Passivated {
        /// Where the actor was.
        path: ActorPath,
        /// Its incarnation.
        uid: u64,
    },
    /// It was born as the child of another actor; `Started` follows when it has started.
    ChildSpawned {
        /// Where the child is.
        path: ActorPath,
        /// The incarnation of the child.
        uid: u64,
        /// Where its parent is.
        parent: ActorPath,
    },
}

impl Lifecycle {
    /// Where the actor is, or was.
    #[must_use]
    pub fn path(&self) -> &ActorPath {
        match self {
            Self::Started { path, .. }
            | Self::Stopped { path, .. }
            | Self::Restarted { path, .. }
            | Self::Failed { path, .. }
            | Self::Suspended { path, .. }
            | Self::Reinstated { path, .. }
            | Self::Passivated { path, .. }
            | Self::ChildSpawned { path, .. } => path,
        }
    }

    /// The incarnation of the actor.
    #[must_use]
    pub fn uid(&self) -> u64 {
        match self {
            Self::Started { uid, .. }
            | Self::Stopped { uid, .. }
            | Self::Restarted { uid, .. }
            | Self::Failed { uid, .. }
            | Self::Suspended { uid, .. }
            | Self::Reinstated { uid, .. }
            | Self::Passivated { uid, .. }
            | Self::ChildSpawned { uid, .. } => *uid,
        }
    }
}

impl fmt::Display for Lifecycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.path())?;
        match self {
            Self::Started { .. } => f.write_str("started"),
            Self::Stopped { reason, .. } => write!(f, "ended: {reason}"),
            Self::Restarted { count, .. } => write!(f, "restarted ({count})"),
            Self::Failed { text, .. } => write!(f, "failed: {text}"),
            Self::Suspended { .. } => f.write_str("suspended"),
            Self::Reinstated { .. } => f.write_str("reinstated"),
            Self::Passivated { .. } => f.write_str("passivated"),
            Self::ChildSpawned { parent, .. } => write!(f, "spawned by {parent}"),
        }
    }
}

//! What a router tells: events of its routees, counts, errors.

use std::fmt;

use crate::actor::{ActorPath, SpawnError, StopReason};

/// What happened to a router. Published on the event stream of its system: see
/// [`ActorSystem::events`](crate::system::ActorSystem::events). Those of one router come in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RouterEvent {
    /// It sends to one more.
    Added {
        /// The router.
        router: ActorPath,
        /// The routee.
        routee: ActorPath,
        /// The incarnation of the routee.
        uid: u64,
    },
    /// It sends to one less, because it was told to.
    Removed {
        /// The router.
        router: ActorPath,
        /// The routee.
        routee: ActorPath,
        /// The incarnation of the routee.
        uid: u64,
    },
    /// A routee has ended by itself, or by others.
    Ended {
        /// The router.
        router: ActorPath,
        /// The routee.
        routee: ActorPath,
        /// The incarnation of the routee.
        uid: u64,
        /// Why.
        reason: StopReason,
    },
    /// A new routee stands in the place of one that has ended.
    Replaced {
        /// The router.
        router: ActorPath,
        /// The one that has ended.
        old: ActorPath,
        /// The new one.
        routee: ActorPath,
        /// The incarnation of the new one.
        uid: u64,
    },
    /// The place of a routee that has ended stays empty: its successors ended too soon, too often.
    GivenUp {
        /// The router.
        router: ActorPath,
        /// The last one in that place.
        old: ActorPath,
    },
    /// The router has ended.
    Stopped {
        /// The router.
        router: ActorPath,
    },
}

impl fmt::Display for RouterEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added { router, routee, .. } => write!(f, "{router} has {routee}"),
            Self::Removed { router, routee, .. } => write!(f, "{router} let go of {routee}"),
            Self::Ended {
                router,
                routee,
                reason,
                ..
            } => write!(f, "{routee} of {router} ended: {reason}"),
            Self::Replaced {
                router,
                old,
                routee,
                ..
            } => write!(f, "{router} has {routee} instead of {old}"),
            Self::GivenUp { router, old } => write!(f, "{router} gave up the place of {old}"),
            Self::Stopped { router } => write!(f, "{router} stopped"),
        }
    }
}

/// Counts of a router, at some moment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RouterStats {
    /// The routees, in the order in which they came.
    pub routees: Vec<RouteeStats>,
    /// Copies for one of several routees that had no room, and became dead letters.
    pub missed: u64,
}

/// Counts of one routee.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RouteeStats {
    /// Where it is.
    pub path: ActorPath,
    /// Its incarnation.
    pub uid: u64,
    /// Messages that it took from this router.
    pub routed: u64,
    /// How much it has to do; `None` if that is not known. See [`Routing::LeastMailbox`](super::Routing::LeastMailbox)
    /// for how it is counted.
    pub load: Option<usize>,
}

/// A router did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RouterError {
    /// A routee, or the supervisor of the pool, could not be started.
    #[error("a routee could not be started: {0}")]
    Spawn(#[from] SpawnError),
    /// More routees than a router may have.
    #[error("a router has {0} routees at most; use fewer, or several routers")]
    TooMany(usize),
    /// The router has stopped, or is about to.
    #[error("the router has stopped; make another one")]
    Stopped,
}

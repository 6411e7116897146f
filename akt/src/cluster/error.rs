//! What joining and waiting can fail with.

use std::net::SocketAddr;
use std::time::Duration;

use thiserror::Error;

/// Why a node did not become a member.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum JoinError {
    /// No member answered at any seed before the deadline.
    #[error(
        "no seed answered within {within:?}, tried {tried:?}; check that one of them runs, with the same cluster id and identity"
    )]
    NoSeedAnswered {
        /// The seeds, without this node itself.
        tried: Vec<SocketAddr>,
        /// How long they were given.
        within: Duration,
    },
    /// The node's name is longer than gossip should carry.
    #[error("the node's name has {bytes} bytes, at most {limit} are allowed; choose a shorter one")]
    NameTooLong {
        /// Length of the name.
        bytes: usize,
        /// Longest length allowed.
        limit: usize,
    },
    /// The system, or its remoting, was shut down meanwhile.
    #[error("the system was shut down while it joined; join with one that runs")]
    ShutDown,
}

impl JoinError {
    /// Whether joining again later may succeed.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::NoSeedAnswered { .. })
    }
}

/// The members did not become as many as awaited.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{wanted} members were awaited and {found} are there after {within:?}; start the others, or wait longer"
)]
#[non_exhaustive]
pub struct TooFewMembers {
    /// How many were awaited.
    pub wanted: usize,
    /// How many there were at the deadline.
    pub found: usize,
    /// How long was waited.
    pub within: Duration,
}

//! A member of the cluster as one node sees it.

use std::sync::Arc;

use crate::remote::NodeId;

/// A member of the cluster, as this node saw it at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Member {
    /// The process: its address and which start of it.
    pub node: NodeId,
    /// The name it was given, or its address.
    pub name: Arc<str>,
    /// What this node thinks of it.
    pub status: MemberStatus,
}

/// What a node thinks of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MemberStatus {
    /// Heard of lately.
    Up,
    /// Silent for longer than usual. Still a member: it keeps what it owns until it is `Down`.
    Suspected,
    /// Went away on purpose. Seen in events only.
    Left,
    /// Silent for so long that it is taken for dead. Seen in events only.
    Down,
}

impl MemberStatus {
    /// Whether a member of this status can own grains.
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(self, Self::Up | Self::Suspected)
    }
}

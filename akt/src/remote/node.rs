//! The name of a node: where it is reached, and which life of it.

use core::{fmt, net::SocketAddr};

/// One run of one node. Ordered by address, then by age: of two runs at one address the later one is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId {
    /// The address that other nodes reach it at.
    pub addr: SocketAddr,
    /// Which run it is: milliseconds since 1970 at its start.
    pub incarnation: u64,
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{:x}", self.addr, self.incarnation)
    }
}

//! Floor 6: typed references across processes.
//!
//! ```text
//!  AccountRef::deposit(5) ─▶ RemoteActor ─▶ buffer of the thread ─▶ Peer (association, lanes) ─▶ lane writer ─▶ QUIC
//!                                                                                                              │
//!  Account::deposit ◀─ mailbox ◀─ InboundCall (bytes in place) ◀─ Inbound ◀─ FrameReader ◀─ lane reader ◀──────┘
//! ```
//!
//! | file | what lives there |
//! |---|---|
//! | `proto/` | the association protocol, without I/O |
//! | `quic/` | certificates, the socket, the tasks of a connection |
//! | `handle`, `builder`, `options`, `error`, `stats`, `node` | what users hold |
//! | `core` | one node: its socket, its peers, what it shows them |
//! | `protocols`, `agreement` | what this node serves and knows, and where its peers differ |
//! | `peer`, `peers` | one peer: its association behind a lock; all of them, and when they are forgotten |
//! | `outbound`, `inbound`, `fault`, `gossip` | messages out, messages in, failures, gossip |

#![cfg_attr(
    not(feature = "cluster"),
    allow(
        dead_code,
        unused_imports,
        reason = "the floors above use more of this one"
    )
)]

mod agreement;
mod builder;
mod core;
mod error;
mod fault;
mod gossip;
mod handle;
mod inbound;
mod node;
mod options;
mod outbound;
mod peer;
mod peers;
mod proto;
mod protocols;
mod quic;
mod stats;

pub(crate) use self::core::InboundGrain;
pub use builder::RemoteBuilder;
pub use error::{LookupError, RemoteError};
pub(crate) use gossip::GossipPort;
pub use handle::Remote;
pub use node::NodeId;
pub(crate) use outbound::Target;
pub use proto::handshake::RefusalReason;
pub use quic::identity::{Identity, IdentityError};
pub use stats::RemoteStats;

#[cfg(test)]
mod tests;

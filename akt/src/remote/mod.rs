//! Floor 6: typed references across processes.

mod error;
mod node;
mod proto;
mod quic;

pub use error::{LookupError, RemoteError};
pub use node::NodeId;
pub use proto::handshake::RefusalReason;
pub use quic::identity::{Identity, IdentityError};

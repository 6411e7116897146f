//! Floor 6: typed references across processes.

mod node;
mod proto;

pub use node::NodeId;
pub use proto::handshake::RefusalReason;

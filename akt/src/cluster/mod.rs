//! Floor 7: membership, failure suspicion, placement.

mod event;
mod member;
mod placement;
mod proto;

pub use event::{MemberEvent, MemberEvents};
pub use member::{Member, MemberStatus, NodeId};

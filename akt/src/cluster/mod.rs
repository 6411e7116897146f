//! Floor 7: membership, failure suspicion, placement.

mod driver;
mod error;
mod event;
mod gossip;
mod launch;
mod member;
mod membership;
mod placement;
mod proto;

#[cfg(test)]
mod tests;

pub use error::{JoinError, TooFewMembers};
pub use event::{MemberEvent, MemberEvents};
pub use member::{Member, MemberStatus, NodeId};

//! Floor 7: who is a member, who is suspected, who owns what.
//!
//! ```text
//!  gossip over QUIC ─▶ observations ─▶ proto::View ─▶ members, events, placement ─▶ everybody who asks
//!    (chitchat)        every tick       decides           published at once            lock-free
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `handle.rs`, `builder.rs` | [`Cluster`] and how a node joins |
//! | `member.rs`, `event.rs`, `error.rs` | what users see |
//! | `proto/` | the view, suspicion and joining as pure state machines |
//! | `gossip/` | chitchat over a carrier of our own, and goodbyes |
//! | `driver.rs`, `launch.rs` | the task between the two |
//! | `membership.rs` | what is published, for readers that do not wait |
//! | `placement.rs` | rendezvous hashing |
//!
//! # What holds
//!
//! Membership is a hint. Every node concludes for itself from the heartbeats that gossip spreads: two nodes see
//! the same facts at slightly different times, and in a partition different facts. Nothing that must be unique
//! under every failure may rest on it alone.
//!
//! | what happens | what the others see | by default |
//! |---|---|--:|
//! | a node joins | `Up` | a few rounds of gossip, under 1 s |
//! | a node leaves | `Left` | when its [`Cluster::leave`] returns |
//! | a process is killed | `Suspected`, then `Down` | 3 s, then 6 s; at most 9 s |
//! | a process is starved for 2 s | nothing | |
//! | this process itself slept | nothing: its sleep is not held against the others | |
//! | a process is started again | `Up` of the new incarnation, `Down` of the old one | at once |

mod builder;
mod driver;
mod error;
mod event;
mod gossip;
mod handle;
mod launch;
mod member;
mod membership;
mod placement;
mod proto;

#[cfg(test)]
mod tests;

pub use builder::ClusterBuilder;
pub use error::{JoinError, TooFewMembers};
pub use event::{MemberEvent, MemberEvents};
pub use handle::Cluster;
pub use member::{Member, MemberStatus};
pub(crate) use placement::hash_of;

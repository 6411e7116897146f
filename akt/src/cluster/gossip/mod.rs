//! Gossip: chitchat carried by akt's own connections, so that nothing leaves a node unencrypted.
//!
//! chitchat only spreads what nodes say of themselves (phase, incarnation, heartbeat). Who is a member is
//! concluded by `cluster::proto`, who is suspected as well: chitchat's own detector merely picks its partners.

mod agent;
mod guard;
mod socket;

pub(super) use agent::{Agent, AgentConfig};
pub(super) use socket::{Carrier, Notice, Wire};

#[cfg(test)]
mod fuzz_tests;
#[cfg(test)]
mod tests;

//! The part of membership that decides, without I/O: what a node concludes from what gossip shows it.
//!
//! Nothing here awaits, reads a clock or draws a random number: time comes in as a [`Duration`] since the
//! driver began, so that the same inputs always give the same view and tests need no network.
//!
//! [`Duration`]: std::time::Duration

mod join;
mod silence;
mod view;

pub(crate) use join::{Join, Verdict};
pub(crate) use silence::Detection;
pub(crate) use view::{Observation, Phase, View};

#[cfg(test)]
mod tests;

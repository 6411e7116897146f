//! Floor 0: time, randomness, hashing, ids, limits: nothing about actors.

pub(crate) mod id;
pub mod limits;
pub(crate) mod panic;
#[allow(dead_code, reason = "only the floors of the network draw lots")]
pub(crate) mod rng;
pub(crate) mod sync;
pub(crate) mod time;
pub(crate) mod wheel;
pub(crate) mod window;

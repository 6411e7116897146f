//! Floor 0: time, randomness, hashing, ids, limits: nothing about actors.

pub(crate) mod id;
pub mod limits;
pub(crate) mod rng;
pub(crate) mod sync;
pub(crate) mod time;
pub(crate) mod window;

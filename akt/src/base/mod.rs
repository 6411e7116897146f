//! Floor 0: time, randomness, backoff, ids, limits: nothing about actors.

pub mod backoff;
pub mod catch_up;
pub(crate) mod id;
pub mod limits;
pub(crate) mod panic;
pub(crate) mod rng;
pub(crate) mod sync;
pub(crate) mod time;
pub(crate) mod wheel;
pub(crate) mod window;

//! Floor 0: time, randomness, hashing, ids, limits: nothing about actors.

pub mod limits;

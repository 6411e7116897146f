//! Floor 5: patterns over actors of one process: built on what lies below, without a network.

pub mod delivery;

//! Floor 5: patterns over actors, in one process.
//!
//! | module | holds |
//! |---|---|
//! | [`topic`] | publish and subscribe by name, for actors |

pub mod topic;

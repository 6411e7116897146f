//! Floor 6: typed references across processes.

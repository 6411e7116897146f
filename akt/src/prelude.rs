//! Floor 12: the names that a file with actors needs.

//! Floor 2: what to do on failure, as pure policy.

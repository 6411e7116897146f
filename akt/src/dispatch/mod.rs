//! Floor 2: who runs next.

//! Floor 8: virtual actors, activated on demand on the member that owns their key.

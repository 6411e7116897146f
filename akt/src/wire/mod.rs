//! Floor 1: what travels between nodes: rkyv bytes, schema fingerprints, canonical keys.

//! Floor 8: virtual actors, addressed by kind and key, placed over the members of the cluster.

mod slot;

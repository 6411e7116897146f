//! Floor 4: the tree of actors of one process.

//! Floor 1: the lock-free lane that is both mailbox and scheduler state, and the memory it lives in.

//! Integration tests: one binary, one file a subject.

#![allow(
    unreachable_pub,
    missing_docs,
    reason = "a test binary has no public interface; handlers are `pub` by their meaning"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "tests call akt from tasks, threads and clocks that are not its own"
)]

mod basics;
mod cluster;
mod grain;
mod grain_cluster;
mod remote;

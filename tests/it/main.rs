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
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "helpers and handlers that fail a test, or are there to fail, are tests as well"
)]

mod ask;
mod basics;
mod behaviors;
mod cluster;
mod contained;
mod context;
mod dead_letters;
mod declared;
mod delivery;
mod dispatcher;
mod error_texts;
mod events;
mod eviction;
mod extensions;
mod given;
mod grain;
mod grain_cluster;
mod grain_failure;
mod grain_room;
mod in_flight;
mod inside;
mod inspect;
mod kept;
mod lifecycle;
mod mailbox;
mod mailboxes;
mod names;
mod panics;
mod passivation;
mod patterns;
mod phases;
mod policy;
mod protocols;
mod reactivation;
mod reactivation_inside;
mod remote;
mod requests;
mod router;
mod scheduler;
mod shutdown;
mod shutdown_faults;
mod shutdown_phases;
mod signals;
mod starting;
mod storm;
mod supervision;
mod support;
mod surroundings;
mod suspension;
mod testkit;
mod threads;
mod topic;
mod traps;
mod tree;
mod watch;

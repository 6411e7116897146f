//! What goes wrong in actor frameworks and must not go wrong here: one test for each trap, named for the behaviour that
//! akt has instead.
//!
//! | file | traps of |
//! |---|---|
//! | `ends.rs` | stopping, killing, names, watching |
//! | `failures.rs` | failures and panics |
//! | `options.rs` | what a restart keeps, and what a child gets |
//! | `messages.rs` | replies, behaviours, the stash, routers, full mailboxes |
//! | `leaks.rs` | what a system that runs for long must not keep |
//!
//! Where a trap is a race, the test runs it many times on several threads.

mod ends;
mod failures;
mod leaks;
mod messages;
mod options;

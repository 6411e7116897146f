//! Floor 1: the lock-free lane that is both mailbox and scheduler state, and the memory it lives in.
//!
//! | file | holds |
//! |---|---|
//! | `gate.rs` | the word: tail of the lane and state of the actor in one atomic |
//! | `lane.rs` | the unbounded multi-producer single-consumer queue behind the word |
//! | `block.rs` | the blocks of message slots that the lane is made of |
//! | `sorted.rs` | queues with another order than that of arrival, for mailboxes with a lock |
//! | `place.rs` | room for one value that two threads hand over |
//! | `stack.rs` | the closable list of rare messages: the system lane |
//! | `pool.rs` | thread-cached memory for blocks, cells, futures and reply cells |
//!
//! `unsafe` is fenced in here: each file opens with the argument of why it is sound, and the tests run under
//! loom (`--cfg akt_loom`), the address sanitizer and the thread sanitizer.

mod block;
mod gate;
mod lane;
mod place;
pub(crate) mod pool;
mod sorted;
mod stack;

pub(crate) use gate::Gate;
pub(crate) use lane::{Lane, Mark, Popped, Settle};
pub(crate) use place::Place;
pub(crate) use sorted::{Fair, Priority};
pub(crate) use stack::Stack;

#[cfg(all(test, akt_loom))]
mod loom_tests;
#[cfg(all(test, not(akt_loom)))]
mod tests;

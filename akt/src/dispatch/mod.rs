//! Floor 2: who runs next.
//!
//! A fixed pool of workers multiplexes all actors. A worker is a tokio task, one for each worker thread of the
//! runtime: there is one set of threads, handlers may await tokio's sockets and timers without a hop, and what a
//! handler wakes runs on the same thread. An idle actor has no task and is in no list; an actor with something to
//! do is in exactly one run queue (see `queue::gate` for how it gets there once).
//!
//! ```text
//!   a handler sends ───▶ LIFO slot ─▶ local queue ◀─ steal ─ other workers
//!   anyone else sends ─▶ injector ───────┘
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `task.rs` | the only place that starts tokio tasks and threads |
//! | `runnable.rs` | what a run queue holds: a type-erased, unowned pointer to an actor |
//! | `pool.rs` | the workers' shared state: injector, stealing |
//! | `errand.rs` | turns on threads that may block |
//! | `park.rs` | where idle workers sleep and how they are woken |
//! | `watchdog.rs` | who tells that a handler blocks a worker |
//! | `worker.rs` | one worker: pick, run, yield, park |
//! | `seeded.rs` | the worker of tests, whose order is drawn from a seed |
//! | `alarms/` | what rings at its time: one driver task for all timers of a system |

mod alarms;
mod errand;
mod park;
mod pool;
mod runnable;
mod seeded;
pub(crate) mod task;
mod watchdog;
mod worker;

pub(crate) use alarms::{AlarmId, Alarms, Ring};
pub(crate) use pool::{Dispatcher, Handle, Owner};
pub(crate) use runnable::{After, Home, Pace, Pinned, RunVTable, Runnable, TaskHead};
pub(crate) use seeded::Order;
pub(crate) use worker::woke_foreign;

#[cfg(all(test, akt_loom))]
mod loom_tests;

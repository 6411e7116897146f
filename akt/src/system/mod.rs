//! Floor 4: the actors of one process: their tree, their names, their end.
//!
//! | file | holds |
//! |---|---|
//! | `handle.rs` | [`ActorSystem`]: spawn, find, extensions |
//! | `builder.rs` | options, and the start |
//! | `core.rs` | what all handles share; implements the port `actor::port::Services` |
//! | `tops.rs` | the top-level actors, kept in shards |
//! | `dead_letters.rs` | messages that reached no handler |
//! | `scheduler/` | [`Scheduler`]: messages at a later time, again and again, by the time of day |
//! | `shutdown.rs` | the stages of the end |
//! | `runtime.rs` | the tokio runtime of `#[akt::main]` |

mod builder;
mod core;
mod dead_letters;
mod handle;
mod runtime;
pub(crate) mod scheduler;
mod shutdown;
mod tops;

pub use builder::{ActorSystemBuilder, SystemError};
pub use dead_letters::DeadLetters;
pub use handle::{ActorSystem, SystemExt};
pub use runtime::block_on;
pub use scheduler::{
    CatchUp, Delay, Interval, Schedule, ScheduleError, ScheduleInfo, ScheduleKind, Scheduler,
    Scheduling,
};
pub use shutdown::{ShutdownReport, Stage};

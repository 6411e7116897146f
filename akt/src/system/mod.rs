//! Floor 4: the actors of one process: their tree, their names, their end.
//!
//! | file | holds |
//! |---|---|
//! | `handle.rs` | [`ActorSystem`]: spawn, find |
//! | `builder.rs` | options, and the start |
//! | `core.rs` | what all handles share; implements the port `actor::port::Services` |
//! | `tops.rs` | the top-level actors, kept in shards |
//! | `eviction.rs` | taking idle actors out of memory when there are too many |
//! | `inspect.rs` | totals of a system, and snapshots of its tree |
//! | `extensions.rs` | values of the whole system, by type |
//! | `events/` | the event stream: publish and subscribe by type |
//! | `dead_letters/` | messages that reached no handler |
//! | `ends.rs` | doing something when an actor has ended |
//! | `scheduler/` | [`Scheduler`]: messages at a later time, again and again, by the time of day |
//! | `shutdown/` | the phases of the end, and the signals that ask for it |
//! | `runtime.rs` | the tokio runtime of `#[akt::main]` |

mod builder;
mod core;
mod dead_letters;
mod dispatchers;
mod ends;
mod events;
mod eviction;
mod extensions;
mod handle;
mod inspect;
mod names;
mod runtime;
pub(crate) mod scheduler;
mod shutdown;
mod tops;

pub use builder::{ActorSystemBuilder, SystemError};
pub use dead_letters::{DeadLetterLog, DeadLetters};
pub use dispatchers::{HandlerBlocks, Threads};
pub use events::{
    ActorSubscription, EventStream, Publisher, Subscribe, Subscription, SubscriptionError,
};
pub use eviction::Eviction;
pub use handle::{ActorSystem, SystemExt};
pub use inspect::{ActorSnapshot, Snapshot, SnapshotLimit, SystemStats};
pub use runtime::block_on;
pub use scheduler::{
    CatchUp, Delay, Interval, Schedule, ScheduleError, ScheduleInfo, ScheduleKind, Scheduler,
    Scheduling,
};
pub use shutdown::{
    HookOutcome, HookReport, OnFailure, Phase, PhaseError, PhaseReport, PhaseSpec, ShutdownHook,
    ShutdownReport, SignalShutdown,
};

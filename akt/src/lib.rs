//! akt: typed, distributed actors. Messages are checked by the compiler, from one process to a cluster.
//!
#![cfg_attr(
    feature = "macros",
    doc = r#"
```
use akt::prelude::*;

#[actor]
struct Counter(u64);

#[handlers]
impl Counter {
    #[handler]
    pub fn add(&mut self, amount: u64) -> u64 {
        self.0 += amount;
        self.0
    }
}

#[akt::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let system = ActorSystem::new("example")?;
    let counter: CounterRef = system.spawn(Counter(0)).await?;
    counter.add(1).tell()?; // sent, and nobody waits for an answer
    assert_eq!(counter.add(2).await?, 3); // asked
    system.shutdown().await;
    Ok(())
}
```
"#
)]
//!
//! # Where to begin
//!
//! | to | see |
//! |---|---|
//! | declare actors, handlers and hooks | the attributes `#[actor]`, `#[handlers]`, `#[message]`, `#[grain]`; errors of theirs in `docs::errors` |
//! | start, name, watch and stop actors; set mailbox and restarts | [`ActorSystem`](system::ActorSystem), [`Ctx`](actor::Ctx), [`Spawn`](actor::Spawn) |
//! | call them, and know what a failure means | [`Call`](actor::Call), [`AskError`](actor::AskError), [`TellError`](actor::TellError) |
//! | retry, break a circuit, throttle, collect replies, call in batches | [`pattern`] |
//! | spread messages over several actors | [`pattern::router`] |
//! | have messages kept until they are confirmed | [`pattern::delivery`] |
//! | call actors of other processes (feature `remote`) | `remote::Remote` |
//! | join nodes to a cluster, and call grains (feature `cluster`) | `cluster::Cluster`, `grain::Grains` |
//! | send a message later, or again and again | [`Scheduler`](system::Scheduler); by the time of day (feature `cron`) `cron::Cron` |
//! | test actors, with virtual time, probes and mocks (feature `testkit`) | `testkit` |
//! | know or change a limit | [`base::limits`] |
//! | know what may be relied on; come from GoAkt | `docs::guarantees`; `docs::coming_from_goakt` |
//!
//! Everything that a file with actors needs is in [`prelude`].
//!
//! | feature | brings |
//! |---|---|
//! | `macros` (on by default) | the attributes |
//! | `remote` | QUIC remoting between processes |
//! | `cluster` | membership by gossip, and grains; includes `remote` |
//! | `cron` | schedules by cron expressions, in any time zone |
//! | `persistence` | queues in files, for reliable delivery that outlives the process |
//! | `testkit` | the test kit; for `[dev-dependencies]` |
//! | `full` | all of them |
//!
//! # Floors
//!
//! A module imports only from floors below its own; siblings never import each other; paths are written
//! `crate::module::Item`. The test `tests/tidy` reads this table and enforces it.
//!
//! | floor | modules | what lives there |
//! |--:|---|---|
//! | 0 | `base` | clock, randomness, hashing, ids, backoff, windows, limits: nothing about actors |
//! | 1 | `queue`, `wire` | mailbox queues and memory pools; rkyv frames, schema fingerprints, keys |
//! | 2 | `dispatch`, `supervision` | who runs next; what to do on failure (pure policy) |
//! | 3 | `actor` | the contract (Actor, Ctx, refs, ask) and the engine (`actor::cell`) |
//! | 4 | `system` | tree, names, dead letters, event stream, extensions, shutdown |
//! | 5 | `pattern`, `stream`, `persistence`, `cron` | built on floors ≤ 4, no network |
//! | 6 | `remote` | sans-I/O association protocol; QUIC driver |
//! | 7 | `cluster` | membership, failure suspicion, placement |
//! | 8 | `grain`, `pubsub`, `crdt` | services over the cluster |
//! | 9 | `telemetry` | spans and metrics exporters |
//! | 10 | `admin`, `integration` | health and dashboards; third parties by name |
//! | 11 | `testkit` | probes, virtual time, the simulated cluster |
//! | 12 | `prelude`, `__private`, `docs` | doors |

#[cfg(feature = "macros")]
pub use akt_macros::{GrainKey, actor, grain, handler, handlers, main, message, on, protocol};

extern crate self as akt;

pub mod base;

pub(crate) mod queue;
pub mod wire;

pub(crate) mod dispatch;
pub mod supervision;

pub mod actor;

pub mod system;

#[cfg(feature = "cron")]
pub mod cron;
pub mod pattern;

#[cfg(feature = "remote")]
pub mod remote;

#[cfg(feature = "cluster")]
pub mod cluster;

#[cfg(feature = "cluster")]
pub mod grain;

#[cfg(feature = "persistence")]
pub mod integration;
#[cfg(feature = "testkit")]
pub mod testkit;

#[doc(hidden)]
pub mod __private;
#[cfg(feature = "macros")]
pub mod docs;
pub mod prelude;

/// The program of the README is compiled and run by `cargo test --doc`.
#[cfg(all(doctest, feature = "macros"))]
#[doc = include_str!("../../README.md")]
struct Readme;

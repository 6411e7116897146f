//! Routers: several actors of one type behind one reference.
//!
//! ```text
//!  WorkerRef ──▶ router ─┬─▶ mailbox of a routee        on the sender's thread: no actor in between, no lock
//!                        ├─▶ mailbox of a routee
//!                        └─▶ …
//! ```
//!
//! A [pool](Router::pool) spawns its routees and owns them; a [group](Router::group) sends to actors that others own. What
//! both give is a reference like any other: `router.work(5).await` asks one of the routees, or several.
//!
//! | strategy | a message goes to | an answer comes from |
//! |---|---|---|
//! | [`RoundRobin`](Routing::RoundRobin), the default | one after the other | it |
//! | [`Random`](Routing::Random) | one, by lot | it |
//! | [`LeastMailbox`](Routing::LeastMailbox) | the one with the least to do | it |
//! | [`ConsistentHash`](Routing::ConsistentHash) | the one that the [key](Router::keyed) belongs to | it |
//! | [`BoundedHash`](Routing::BoundedHash) | the same, or a later one on the ring if it has too much to do | it |
//! | [`Broadcast`](Routing::Broadcast) | each | the first that does not fail |
//! | [`ScatterGather`](Routing::ScatterGather) | each | the first that does not fail, in time |
//! | [`TailChopping`](Routing::TailChopping) | one, after a while the next one … | the first that does not fail, in time |
//!
//! | promise | how |
//! |---|---|
//! | a message is not lost between router and routee | a routee that has ended gives it back, and the next one is tried, each once; when none takes it, the sender gets it back as [`NotRouted`](crate::actor::NotRouted). What a routee has in its mailbox when it ends is a dead letter, as for every actor |
//! | a routee handles the messages of one sender in the order in which they were sent | they go straight into its mailbox; there is no order between routees |
//! | messages of one key keep their order | with `ConsistentHash`, while the routees stay the same; with `BoundedHash` one that finds its routee full of work may overtake |
//! | few keys move when a routee comes or goes | they are those that it gets or had; a routee that replaces another has its keys |
//! | a routee without room is passed over | the next one is tried. Not with `ConsistentHash`: there a key stays where it is, and the message is given back, or waits |
//! | `send()`, and an ask, wait for room when nobody has any | at one routee, in turn, so that senders that wait spread over all; one that ends gives the message to the others |
//! | copies need arguments that are `Clone` | else the message comes back as [`NotCloneable`](crate::actor::NotRouted::NotCloneable), however many routees there are |
//! | one of several routees that has no room for its copy misses it | that is counted, and becomes a dead letter; when nobody has room the message is given back, and `send()` waits for all |
//! | what ends leaves the router | by being watched; one of another process must be removed |
//!
//! A router that gathers answers within a time keeps a copy of the ask until then. An ask through a router is not looked
//! at for [deadlocks](crate::actor::AskError::Deadlock): what it waits for is not known when it begins to.
//!
//! What happens to routees is published as [`RouterEvent`]; counts are in [`Router::stats`].
//!
//! | file | holds |
//! |---|---|
//! | `strategy.rs` | [`Routing`], and the choice of one; pure |
//! | `ring.rs` | consistent hashing with bounded loads; pure |
//! | `places.rs` | the places of a pool, and what becomes of an empty one; pure |
//! | `table.rs` | the routees as senders see them, without a lock |
//! | `target.rs` | what is behind the reference: one routee |
//! | `fan.rs` | the same, for several |
//! | `nursery.rs` | the supervisor of a pool |
//! | `pool.rs` | the task that keeps a pool at its size |
//! | `builder.rs`, `handle.rs` | [`PoolBuilder`], [`GroupBuilder`] and [`Router`] |
//! | `event.rs` | what a router tells |

mod builder;
mod event;
mod fan;
mod handle;
mod nursery;
mod places;
mod pool;
mod ring;
mod strategy;
mod table;
mod target;

pub use builder::{GroupBuilder, PoolBuilder};
pub use event::{RouteeStats, RouterError, RouterEvent, RouterStats};
pub use handle::{Group, Pool, Router};
pub use places::RouteeEnd;
pub use strategy::Routing;

//! Reliable delivery: messages that are kept until a handler has confirmed them.
//!
//! A tell is delivered at most once, and an ask says how it went, once. Here a [`Producer`] keeps each message, sends it
//! again when it got lost, has it handled again when the handler failed, and gives it up, visibly, when that did not help.
//! The consumer is any actor with an open handler for [`Delivery<M>`](Delivery); its answer is the confirmation, so it
//! takes part in no protocol. A [`WorkPool`] spreads messages over many such actors.
//!
//! # What is promised
//!
//! | | without a durable queue | with one |
//! |---|---|---|
//! | nothing crashes | each message is confirmed exactly once, in order | the same |
//! | the handler fails or panics, or the consumer restarts | the message is handled again, before those behind it | the same |
//! | the consumer stops for good | [`DeliveryFault::ConsumerStopped`]; unconfirmed messages are lost with the producer | they stay in the queue for the next run |
//! | the producer is stopped or its process crashes | unconfirmed messages are lost | the next run delivers them: at least once, in order |
//! | the consumer's process crashes | what it had not confirmed is handled again | the same |
//! | two runs of one producer | the later one wins, the earlier one gets [`DeliveryFault::Fenced`] | the same, and it cannot write to the queue |
//!
//! *Exactly once, as long as neither side crashes*: a message that is confirmed is never handed to a handler again, also
//! over restarts of the consumer actor, and over runs of a durable producer while the consumer lives and remembers
//! ([`DELIVERY_MEMORY`](crate::base::limits::DELIVERY_MEMORY)). *At least once after a crash*: what was handled and whose
//! confirmation was not stored comes again. A handler that must not act twice keeps [`Delivery::id`] together with what it
//! did. What "handled" means is up to the handler: one that changes state and then panics is handled again.
//!
//! - *Accepted*: [`Producer::send`] returns when the message is in the window and, with a queue, durable.
//! - *Order*: messages are handled in the order of their acceptance. With [`in_flight`](ProducerBuilder::in_flight) above 1,
//!   one that failed is handled again after those that were in the mailbox already. A pool has no order.
//! - *Giving up*: after [`attempts`](ProducerBuilder::attempts) a message goes to the hook
//!   [`on_rejected`](ProducerBuilder::on_rejected), its sender hears [`DeliveryFault::Rejected`], and the next one is handled.
//!   Attempts are counted in memory: a crash begins anew.
//! - *Clocks*: epochs of a queue only grow. Without a queue, and for a queue that was made anew, epochs follow the clock of
//!   the machine: after a restart with a clock that was set back, a consumer of another process may refuse the new run.
//!
//! # Bounds
//!
//! At most [`window`](ProducerBuilder::window) messages are accepted and not confirmed: then `send` waits, so a slow consumer
//! slows its producers down. The consumer's side keeps as many again, sharing their memory while both are in one process.
//! Handlers have no time limit: one that hangs holds its delivery up. All defaults stand in
//! [`base::limits`](crate::base::limits).
//!
//! # How it works
//!
//! ```text
//!   send ─▶ front ─▶ proto::Producer ══ frames ══▶ proto::Consumer ─▶ ask ─▶ actor
//!             │                        ◀═ reports ═                 ◀─ answer ─┘
//!             └─▶ DurableQueue: one write for many messages
//! ```
//!
//! Both ends are state machines without I/O, and their frames are plain data: here a channel carries them, a network can.
//! Credit flows ahead of the messages, so the pipeline never stops for a round trip.
//!
//! | file | holds |
//! |---|---|
//! | `message.rs` | [`Delivery`], its id, [`Rejected`] |
//! | `producer.rs`, `producer_task.rs` | point to point: builder and handle; the task that drives `proto::Producer` |
//! | `endpoint.rs` | the task beside a consumer, which drives `proto::Consumer` |
//! | `pool.rs`, `pool_task.rs`, `worker.rs` | work pulling: the same with `proto::WorkQueue`, a task for each worker |
//! | `front.rs`, `handle.rs`, `options.rs` | what producers and pools share |
//! | `queue.rs`, `queue_check.rs`, `ledger.rs` | the port to durable queues, its rules as a test, group commit |
//! | `hub.rs`, `asks.rs`, `timer.rs` | what deliveries of a system share; asks and timers as inputs |
//! | `proto/` | the state machines |

mod asks;
mod endpoint;
mod error;
mod front;
mod handle;
mod hub;
mod ledger;
mod message;
mod options;
mod pool;
mod pool_task;
mod producer;
mod producer_task;
mod proto;
mod queue;
mod queue_check;
mod timer;
mod worker;

pub use error::{DeliveryFault, DeliveryStartError, QueueError, SendError};
pub use handle::Receipt;
pub use message::{Delivery, DeliveryId, Rejected};
pub use pool::{WorkPool, WorkPoolBuilder};
pub use producer::{Producer, ProducerBuilder};
pub use queue::{Batch, DurableQueue, Loaded, MemoryQueue};
pub use queue_check::check_queue;

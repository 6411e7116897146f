//! Reliable delivery as state machines without I/O: no waiting, no clock, no randomness.
//!
//! ```text
//!                 ToConsumer: messages, parts of messages, probes
//!   ┌──────────┐ ─────────────────────────────────────────────▶ ┌──────────┐  Handing ──▶ handler
//!   │ Producer │        any link: it may lose, double, reorder   │ Consumer │
//!   └──────────┘ ◀───────────────────────────────────────────── └──────────┘  ◀── Outcome
//!                  ToProducer: state reports, refusals
//! ```
//!
//! There is no handshake. Every frame to a consumer says whose it is (session, log) and what the producer needs no more
//! (base); every report to a producer says the whole state of the consumer (confirmed, held, credit). So each side can
//! start at any time, and any frame may be lost: the next one of its kind says the same and more.
//!
//! | file | holds |
//! |---|---|
//! | `frame.rs`, `ranges.rs` | what travels, as plain data |
//! | `producer.rs` | numbers, keeps, sends and resends messages until they are confirmed |
//! | `consumer.rs`, `entries.rs`, `intake.rs` | joins, orders, dedupes, hands out and retries messages; what it keeps; how it is set |
//! | `work.rs` | spreads messages over many workers by their demand |

mod consumer;
mod entries;
mod frame;
mod intake;
mod producer;
mod ranges;
mod work;

pub(crate) use consumer::{Consumer, Outcome, Ticket};
pub(crate) use frame::{ToConsumer, ToProducer, cut, fenced, gone};
pub(crate) use intake::{Intake, Join};
pub(crate) use producer::{Event, Producer, Session};
pub(crate) use work::{Assignment, Verdict, WorkQueue, WorkerId};

#[cfg(test)]
mod session_tests;
#[cfg(test)]
mod sim;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod work_tests;

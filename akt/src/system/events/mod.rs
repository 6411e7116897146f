//! The event stream: publish and subscribe by type, within one process.
//!
//! ```text
//!  publish(event) ─▶ Channel<E> ─┬─ filter? ─▶ Kept<E> ◀─ recv / Stream     a reader, with its bound
//!                    (by type)   └─ filter? ─▶ mailbox                      an actor
//! ```
//!
//! Publishing copies the list of subscriptions under a lock of a few instructions and does everything else outside of
//! it: filters, clones, drops and wakers are code of users.
//!
//! | file | holds |
//! |---|---|
//! | `kept.rs` | what one reader has not read yet, and what happens when that is too much; pure |
//! | `subscription.rs` | [`Subscribe`] and [`Subscription`]: options, and the reader |
//! | `channel.rs` | the subscriptions of one type, and publishing to them |
//! | `stream.rs` | [`EventStream`] and [`Publisher`]: the handles |

mod channel;
mod kept;
mod stream;
mod subscription;

pub use channel::ActorSubscription;
pub use kept::SubscriptionError;
pub use stream::{EventStream, Publisher};
pub use subscription::{Subscribe, Subscription};

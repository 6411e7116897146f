//! [`Delivery`]: what a consumer's handler takes, and where a delivery begins.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::actor::{Accepts, ActorRef};
use crate::pattern::delivery::producer::ProducerBuilder;

/// A message that is delivered reliably, as a handler takes it.
///
/// The handler confirms it by returning, or by returning `Ok(())`. An `Err`, or a panic, brings the message back, until
/// its attempts are used up. It reads as the message.
///
/// ```
/// # #[cfg(feature = "macros")] {
/// use akt::pattern::delivery::Delivery;
/// use akt::prelude::*;
///
/// pub struct Order { pub amount: u64 }
///
/// #[actor]
/// struct Desk { sold: u64 }
///
/// #[handlers]
/// impl Desk {
///     #[handler(message)]
///     async fn on_order(&mut self, order: Delivery<Order>) -> Result<(), String> {
///         self.sold += order.amount;
///         Ok(())
///     }
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let system = ActorSystem::new("shop")?;
/// let desk = system.spawn(Desk { sold: 0 }).await?;
/// let orders = Delivery::to(&desk).named("orders").start(&system).await?;
/// orders.send(Order { amount: 3 }).await?.confirmed().await?;
/// assert_eq!(orders.unconfirmed(), 0);
/// # system.shutdown().await;
/// # Ok::<_, Box<dyn std::error::Error>>(()) }).unwrap(); }
/// ```
pub struct Delivery<M> {
    message: Arc<M>,
    id: DeliveryId,
    attempt: u32,
}

/// Names a message: every delivery of it has an equal one, and no other message has.
///
/// A consumer that keeps the ids of what it has done together with what it did, in one transaction, handles each message
/// exactly once whatever crashes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeliveryId {
    /// The producer's name.
    pub producer: Arc<str>,
    /// What the number belongs to: a durable queue, or one run of a producer without one.
    pub log: u64,
    /// The number; the first message of a log has 1.
    pub seq: u64,
}

impl<M: Send + Sync + 'static> Delivery<M> {
    /// A delivery to `consumer`, ready to be named, set and started.
    ///
    /// The consumer has a `#[handler(message)]` that takes a `Delivery<M>` and returns nothing or a `Result<(), E>` whose
    /// error can be shown.
    pub fn to<P>(consumer: &ActorRef<P>) -> ProducerBuilder<M, P>
    where
        P: Accepts<Self, Ok = ()> + Send,
        P::Err: fmt::Display,
    {
        ProducerBuilder::new(consumer.clone())
    }
}

impl<M> Delivery<M> {
    pub(super) fn new(message: Arc<M>, id: DeliveryId, attempt: u32) -> Self {
        Self {
            message,
            id,
            attempt,
        }
    }

    /// Which message this is.
    #[must_use]
    pub fn id(&self) -> &DeliveryId {
        &self.id
    }

    /// How often this message was handed to a handler, this time included; 1 at first. Counted anew when the consumer's
    /// node, or the pool, starts anew.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The message, shared with whoever would deliver it again.
    #[must_use]
    pub fn message(&self) -> &Arc<M> {
        &self.message
    }

    /// The message by value: a clone, as long as it may have to be delivered again.
    #[must_use]
    pub fn into_message(self) -> M
    where
        M: Clone,
    {
        Arc::unwrap_or_clone(self.message)
    }
}

impl<M> Deref for Delivery<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.message
    }
}

impl<M: fmt::Debug> fmt::Debug for Delivery<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("id", &self.id)
            .field("attempt", &self.attempt)
            .field("message", &self.message)
            .finish()
    }
}

/// A message that was given up: its attempts are used up. What the dead-letter hook takes.
pub struct Rejected<M> {
    /// The message.
    pub message: Arc<M>,
    /// Which one it is.
    pub id: DeliveryId,
    /// How often it was handed to a handler; 0 if it never could be.
    pub attempts: u32,
    /// What the last attempt ended with.
    pub reason: Arc<str>,
}

impl<M> fmt::Debug for Rejected<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejected")
            .field("id", &self.id)
            .field("attempts", &self.attempts)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

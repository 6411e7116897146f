//! What can go wrong with a delivery.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use crate::wire::EncodeError;

/// Why a message was not accepted or not confirmed, or why a delivery has ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeliveryFault {
    /// The consumer has stopped for good. What it did not confirm is still in the durable queue, if there is one.
    #[error("the consumer has stopped; start the delivery again to another one")]
    ConsumerStopped,
    /// The delivery was stopped. What was not confirmed is still in the durable queue, if there is one.
    #[error("the delivery was stopped; start it again")]
    Stopped,
    /// Another run of the producer of this name has taken over.
    #[error("another run of this producer has taken over, with epoch {by}; send through that one")]
    Fenced {
        /// The epoch of the other run.
        by: u64,
    },
    /// The message was given up after its last attempt, and went to the dead-letter hook.
    #[error("the message was given up after {attempts} attempts; the last one ended so: {reason}")]
    Rejected {
        /// How often it was handed to a handler.
        attempts: u32,
        /// What the last attempt ended with.
        reason: Arc<str>,
    },
    /// The message cannot be stored or cut into chunks. The delivery goes on with the next one.
    #[error("the message cannot be stored or cut into chunks: {0}")]
    Encode(#[from] EncodeError),
    /// The durable queue failed as often as it may.
    #[error("the durable queue failed: {0}")]
    Queue(QueueError),
    /// The consumer has had messages that the durable queue does not know: the queue is an old copy, or its disk has lost
    /// what it had written. New messages would be taken for those.
    #[error(
        "the consumer has had message {seen}, which the durable queue never stored: it has lost messages; \
         start with a new queue"
    )]
    QueueBehind {
        /// The last message that the consumer has had, whether or not it has confirmed it.
        seen: u64,
    },
    /// The pool has as many workers as it may have.
    #[error("the pool has as many workers as it may have; remove one, or start another pool")]
    PoolFull,
    /// The system has shut down, or its runtime has ended.
    #[error("the system has shut down; start the delivery in another one")]
    SystemStopped,
    /// Code of a user that the delivery runs has panicked: the durable queue, or a message that was dropped.
    #[error("code that the delivery runs has panicked; the log says where and why")]
    Panicked,
}

/// A message that was not accepted.
pub struct SendError<M> {
    fault: DeliveryFault,
    message: Option<Box<M>>,
}

impl<M> SendError<M> {
    pub(super) fn new(fault: DeliveryFault, message: Option<M>) -> Self {
        let message = message.map(Box::new);
        Self { fault, message }
    }

    /// Why.
    #[must_use]
    pub fn fault(&self) -> &DeliveryFault {
        &self.fault
    }

    /// The message, if it surely will not be delivered. None if nobody can know: the durable queue failed while it was
    /// being stored.
    #[must_use]
    pub fn into_message(self) -> Option<M> {
        self.message.map(|message| *message)
    }
}

impl<M> fmt::Debug for SendError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendError")
            .field("fault", &self.fault)
            .field("given_back", &self.message.is_some())
            .finish()
    }
}

impl<M> fmt::Display for SendError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)
    }
}

impl<M> Error for SendError<M> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.fault.source()
    }
}

/// A durable queue that failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueueError {
    /// Somebody has loaded the queue since: whoever writes with an older epoch is refused. Never tried again.
    #[error("the queue was loaded by another run, with epoch {by}; this one must not write")]
    Fenced {
        /// The epoch of the other run.
        by: u64,
    },
    /// What is stored is damaged. Never tried again.
    #[error("the queue is damaged, restore it from a copy: {0}")]
    Damaged(Arc<str>),
    /// What is stored is of another type, or of another version of it. Never tried again.
    #[error(
        "the queue holds messages of another type (schema {theirs:016x}, and {ours:016x} here); \
         let the program that stored them empty it first"
    )]
    Incompatible {
        /// Fingerprint of the type that the program has.
        ours: u64,
        /// Fingerprint of the type that was stored.
        theirs: u64,
    },
    /// A message cannot be stored. Never tried again.
    #[error("a message cannot be stored: {0}")]
    Encode(#[from] EncodeError),
    /// Somebody else has the store open. Tried again a few times.
    #[error("the store is open elsewhere; close it there first")]
    InUse,
    /// The store failed. Tried again a few times.
    #[error("the store failed: {0}")]
    Failed(Arc<str>),
}

impl QueueError {
    /// Whether trying again may help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::InUse | Self::Failed(_))
    }

    pub(super) fn fault(self) -> DeliveryFault {
        match self {
            Self::Fenced { by } => DeliveryFault::Fenced { by },
            other => DeliveryFault::Queue(other),
        }
    }
}

/// A delivery that could not be started.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeliveryStartError {
    /// The name is empty, too long, or holds a control character.
    #[error("`{0}` is no valid name: it must be 1 to 256 bytes without control characters")]
    NameInvalid(String),
    /// The durable queue could not be loaded.
    #[error("the durable queue could not be loaded: {0}")]
    Queue(#[from] QueueError),
    /// The system has shut down.
    #[error("the system has shut down; start the delivery in another one")]
    SystemStopped,
}

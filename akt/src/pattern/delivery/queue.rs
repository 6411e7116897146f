//! The port to a durable queue, and the queue in memory.
//!
//! A queue keeps what was accepted until it is confirmed, so that the next run of the producer can go on. It is written
//! in batches: one write stores what is new *and* forgets what was confirmed, so a steady flow costs less than one round
//! trip for each message, and nothing waits for the confirmation of another.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::base::rng::Rng;
use crate::pattern::delivery::QueueError;
use crate::wire::EncodeError;

/// What a queue holds when it is loaded.
#[non_exhaustive]
pub struct Loaded<M> {
    /// Names the queue for ever, and differs from every other queue: a queue that is made anew has a new one.
    pub log: u64,
    /// The epoch of whoever has loaded it just now. Greater than every earlier one, and not less than was asked for.
    pub epoch: u64,
    /// The number of the next message: one more than the greatest that was ever stored, 1 at first.
    pub next: u64,
    /// What was stored and not confirmed, by ascending numbers.
    pub unconfirmed: Vec<(u64, Arc<M>)>,
    /// What was stored and not confirmed and is no message any more, with the reason; none unless the queue says so. It is
    /// logged and left out of the delivery, and stays in the queue.
    pub unreadable: Vec<(u64, Arc<str>)>,
}

impl<M> Loaded<M> {
    /// What a queue holds.
    #[must_use]
    pub fn new(log: u64, epoch: u64, next: u64, unconfirmed: Vec<(u64, Arc<M>)>) -> Self {
        Self {
            log,
            epoch,
            next,
            unconfirmed,
            unreadable: Vec::new(),
        }
    }

    /// Says aloud what is left out.
    pub(super) fn log_unreadable(&self, name: &str) {
        for (seq, reason) in &self.unreadable {
            tracing::error!(
                producer = %name, seq, %reason,
                "a stored message cannot be read; it is left out and stays in the queue"
            );
        }
    }
}

impl<M> fmt::Debug for Loaded<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaded")
            .field("log", &self.log)
            .field("epoch", &self.epoch)
            .field("next", &self.next)
            .field("unconfirmed", &self.unconfirmed.len())
            .field("unreadable", &self.unreadable)
            .finish()
    }
}

/// One write.
#[non_exhaustive]
pub struct Batch<M> {
    /// What is new, by ascending numbers.
    pub stored: Vec<(u64, Arc<M>)>,
    /// What was confirmed, or given up, and can be forgotten.
    pub confirmed: Vec<u64>,
}

impl<M> Batch<M> {
    /// A write.
    #[must_use]
    pub fn new(stored: Vec<(u64, Arc<M>)>, confirmed: Vec<u64>) -> Self {
        Self { stored, confirmed }
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stored.is_empty() && self.confirmed.is_empty()
    }
}

impl<M> fmt::Debug for Batch<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("stored", &self.stored.len())
            .field("confirmed", &self.confirmed)
            .finish()
    }
}

/// Where a producer keeps what it has accepted until it is confirmed.
///
/// Bundled are [`MemoryQueue`] and, with the feature `persistence`, the queue of a file. An own one keeps these rules;
/// [`check_queue`](crate::pattern::delivery::check_queue) tries them:
///
/// - `load` raises the epoch. After it, every write with an older epoch fails with [`QueueError::Fenced`] and changes
///   nothing.
/// - `write` is one transaction: all of it, durably, when it returns `Ok`, or nothing.
/// - A number that was stored once keeps its first message, also when it was confirmed since: a write that is repeated,
///   because nobody knows how it ended, changes nothing.
/// - What the caller does not want any more is not kept: confirmed messages are forgotten.
///
/// A call may take long, and must not block its thread: blocking work belongs on a thread of its own.
pub trait DurableQueue<M>: Send + 'static {
    /// Takes the queue over, with an epoch that is at least `at_least`.
    ///
    /// # Errors
    /// Why the queue cannot be read.
    fn load(&mut self, at_least: u64)
    -> impl Future<Output = Result<Loaded<M>, QueueError>> + Send;

    /// Whether a queue of this kind can store `message`. Asked before the message gets a number: one that cannot be stored
    /// is given back to its sender, and the delivery goes on. Every message, unless written otherwise.
    ///
    /// # Errors
    /// Why it cannot be stored.
    fn storable(message: &M) -> Result<(), EncodeError> {
        let _ = message;
        Ok(())
    }

    /// Stores and forgets, as whoever has loaded with `epoch`.
    ///
    /// # Errors
    /// Why the batch was not written. After [`QueueError::Failed`] it may have been. The delivery ends.
    fn write(
        &mut self,
        epoch: u64,
        batch: &Batch<M>,
    ) -> impl Future<Output = Result<(), QueueError>> + Send;
}

type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T, QueueError>> + Send + 'a>>;

/// Whether a queue can store a message. It needs no queue, which is away while it writes.
pub(super) type Storable<M> = fn(&M) -> Result<(), EncodeError>;

/// A queue of any type.
pub(super) trait AnyQueue<M>: Send {
    fn load(&mut self, at_least: u64) -> Boxed<'_, Loaded<M>>;
    fn storable(&self) -> Storable<M>;
    fn write<'a>(&'a mut self, epoch: u64, batch: &'a Batch<M>) -> Boxed<'a, ()>;
}

impl<M: Send + Sync + 'static, Q: DurableQueue<M>> AnyQueue<M> for Q {
    fn load(&mut self, at_least: u64) -> Boxed<'_, Loaded<M>> {
        Box::pin(DurableQueue::load(self, at_least))
    }

    fn storable(&self) -> Storable<M> {
        Q::storable
    }

    fn write<'a>(&'a mut self, epoch: u64, batch: &'a Batch<M>) -> Boxed<'a, ()> {
        Box::pin(DurableQueue::write(self, epoch, batch))
    }
}

/// A queue in memory: it outlives its producer, and not the process. Clones are the same queue.
///
/// What is in it survives a stop, a fencing and a panic of the producer. Its memory is bounded by the producer's window.
///
/// ```
/// use akt::pattern::delivery::MemoryQueue;
///
/// let queue = MemoryQueue::<u64>::new();
/// assert!(queue.is_empty());
/// ```
pub struct MemoryQueue<M>(Arc<Mutex<Memory<M>>>);

struct Memory<M> {
    log: u64,
    epoch: u64,
    next: u64,
    messages: BTreeMap<u64, Arc<M>>,
}

impl<M> MemoryQueue<M> {
    /// An empty queue.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Memory {
            log: Rng::from_os().next_u64(),
            epoch: 0,
            next: 1,
            messages: BTreeMap::new(),
        })))
    }

    /// Messages that are stored and not confirmed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.lock().messages.len()
    }

    /// Whether everything that was stored is confirmed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<M: Send + Sync + 'static> DurableQueue<M> for MemoryQueue<M> {
    async fn load(&mut self, at_least: u64) -> Result<Loaded<M>, QueueError> {
        let mut memory = self.0.lock();
        memory.epoch = memory.epoch.saturating_add(1).max(at_least);
        let messages = memory.messages.iter();
        let unconfirmed = messages
            .map(|(&seq, message)| (seq, Arc::clone(message)))
            .collect();
        Ok(Loaded::new(
            memory.log,
            memory.epoch,
            memory.next,
            unconfirmed,
        ))
    }

    async fn write(&mut self, epoch: u64, batch: &Batch<M>) -> Result<(), QueueError> {
        let mut memory = self.0.lock();
        if epoch != memory.epoch {
            return Err(QueueError::Fenced { by: memory.epoch });
        }
        for (seq, message) in &batch.stored {
            if *seq >= memory.next {
                memory.next = seq.saturating_add(1);
                memory.messages.insert(*seq, Arc::clone(message));
            }
        }
        for seq in &batch.confirmed {
            memory.messages.remove(seq);
        }
        Ok(())
    }
}

impl<M> Clone for MemoryQueue<M> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<M> Default for MemoryQueue<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M> fmt::Debug for MemoryQueue<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryQueue")
            .field("len", &self.len())
            .finish()
    }
}

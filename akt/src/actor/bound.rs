//! The bound of a bounded mailbox: permits that senders take and the actor gives back.

use tokio::sync::{Semaphore, TryAcquireError};

use crate::actor::SendFault;
use crate::base::sync::{AtomicUsize, Ordering};

/// Permits for the messages that may wait in one mailbox.
///
/// A permit is taken before a message is queued and given back when the actor takes the message out. Waiters are
/// served in the order in which they came.
#[derive(Debug)]
pub(crate) struct Bound {
    room: Semaphore,
    /// Permits are given back in batches of this many: a lock per batch, not per message.
    batch: u32,
    /// Messages that were queued without a permit: as many permits are kept when they are given back.
    debt: AtomicUsize,
}

impl Bound {
    /// Room for `capacity` messages, at least one.
    pub(crate) fn new(capacity: usize) -> Self {
        let capacity = capacity.clamp(1, Semaphore::MAX_PERMITS);
        let batch = u32::try_from(capacity / 2).unwrap_or(u32::MAX).clamp(1, 16);
        Self {
            room: Semaphore::new(capacity),
            batch,
            debt: AtomicUsize::new(0),
        }
    }

    /// Takes a permit if there is one.
    pub(crate) fn try_take(&self) -> Result<(), SendFault> {
        match self.room.try_acquire() {
            Ok(permit) => {
                permit.forget();
                Ok(())
            }
            Err(TryAcquireError::NoPermits) => Err(SendFault::MailboxFull),
            Err(TryAcquireError::Closed) => Err(SendFault::Stopped),
        }
    }

    /// Waits for a permit. Dropping the future gives up the place in the line.
    pub(crate) async fn take(&self) -> Result<(), SendFault> {
        match self.room.acquire().await {
            Ok(permit) => {
                permit.forget();
                Ok(())
            }
            Err(_) => Err(SendFault::Stopped),
        }
    }

    pub(crate) fn batch(&self) -> u32 {
        self.batch
    }

    /// Takes a permit, or owes it: for a message that was accepted before.
    #[cfg(feature = "cluster")]
    pub(crate) fn take_or_owe(&self) {
        if self.try_take() == Err(SendFault::MailboxFull) {
            self.debt.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn give_back(&self, permits: u32) {
        let permits = usize::try_from(permits).unwrap_or_default();
        // Only the actor pays, so nobody else makes the debt smaller in between.
        let paid = self.debt.load(Ordering::Relaxed).min(permits);
        if paid > 0 {
            self.debt.fetch_sub(paid, Ordering::Relaxed);
        }
        if permits > paid {
            self.room.add_permits(permits - paid);
        }
    }

    /// Fails everyone who waits or comes later.
    pub(crate) fn close(&self) {
        self.room.close();
    }
}

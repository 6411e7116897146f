//! What a mailbox has that is not just a lane: permits that senders take and the actor gives back, or a mailbox with a
//! lock.

use std::fmt;
use std::sync::Arc;

use tokio::sync::{Semaphore, TryAcquireError};

use crate::actor::loopback::{self, Travel, Travelled};
use crate::actor::side::{AnySide, Side};
use crate::actor::{MailboxKind, Overflow, Protocol, SendFault, WireProtocol};
use crate::base::sync::{AtomicUsize, Ordering};

/// Permits for the messages that may wait in one mailbox.
///
/// A permit is taken before a message is queued and given back when the actor takes the message out. Waiters are
/// served in the order in which they came.
pub(crate) struct Bound {
    room: Semaphore,
    overflow: Overflow,
    /// The mailbox itself, if it is one with a lock: a `Side<P>` for the protocol `P` of the actor.
    side: Option<AnySide>,
    /// How messages travel before they are queued: a `Travel<P>`, in systems of tests.
    travel: Option<AnySide>,
    /// Permits are given back in batches of this many: a lock per batch, not per message.
    batch: u8,
    /// Messages that were queued without a permit: as many permits are kept when they are given back.
    debt: AtomicUsize,
}

impl Bound {
    /// What a mailbox of this kind has beside its lane.
    pub(crate) fn new<P: Protocol + Send>(kind: MailboxKind) -> Option<Arc<Self>> {
        Self::parts::<P>(kind).map(Arc::new)
    }

    /// As [`Bound::new`], and every message is put onto the wire and taken off it before it is queued. An unbounded mailbox
    /// has room for so many that it is never full.
    pub(crate) fn serialising<P: WireProtocol + Send>(kind: MailboxKind) -> Option<Arc<Self>> {
        let kind = match kind {
            MailboxKind::Unbounded => MailboxKind::bounded(Semaphore::MAX_PERMITS),
            bounded => bounded,
        };
        let travel: Travel<P> = loopback::travel;
        Self::parts::<P>(kind).map(|mut bound| {
            bound.travel = Some(Box::new(travel));
            Arc::new(bound)
        })
    }

    fn parts<P: Protocol + Send>(kind: MailboxKind) -> Option<Self> {
        let (capacity, overflow) = match kind {
            MailboxKind::Unbounded => return None,
            MailboxKind::Bounded { capacity, overflow } => (capacity, overflow),
            MailboxKind::Priority { .. } | MailboxKind::Fair { .. } => (0, Overflow::Reject),
        };
        let side = Side::<P>::new(kind).map(|side| Box::new(side) as AnySide);
        let capacity = capacity.clamp(1, Semaphore::MAX_PERMITS);
        let batch = u8::try_from(capacity / 2).unwrap_or(u8::MAX).clamp(1, 16);
        Some(Self {
            room: Semaphore::new(capacity),
            overflow,
            batch: if side.is_some() { 0 } else { batch },
            side,
            debt: AtomicUsize::new(0),
            travel: None,
        })
    }

    /// Whether messages travel here.
    #[inline]
    pub(crate) fn travels(&self) -> bool {
        self.travel.is_some()
    }

    /// Lets a message travel, if messages do here.
    pub(crate) fn travel<P: Protocol>(&self, message: P) -> Travelled<P> {
        let travel = self.travel.as_ref();
        match travel.and_then(|travel| travel.downcast_ref::<Travel<P>>()) {
            Some(travel) => travel(message),
            None => Travelled::Here(message),
        }
    }

    /// What is done with a message for which there is no room.
    pub(crate) fn overflow(&self) -> Overflow {
        self.overflow
    }

    /// The mailbox itself, if it is one with a lock.
    #[inline]
    pub(crate) fn side<P: Protocol>(&self) -> Option<&Side<P>> {
        self.side.as_ref()?.downcast_ref()
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

    pub(crate) fn batch(&self) -> u8 {
        self.batch
    }

    /// Takes a permit, or owes it: for a message that was accepted before.
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

impl fmt::Debug for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bound")
            .field("room", &self.room.available_permits())
            .field("overflow", &self.overflow)
            .finish_non_exhaustive()
    }
}

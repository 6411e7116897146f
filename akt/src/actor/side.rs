//! Mailboxes that need a lock: those that do not give messages out in the order of their arrival, or that throw old ones
//! away. They stand beside the lane, which such an actor does not use.
//!
//! Signals, the end of a watched actor and the ring of a timer, lie among the messages: the end of an actor must not
//! overtake what it sent. They take no room, and are never thrown away.

use std::any::Any;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::actor::{MailboxKind, Overflow, Protocol, Signal};
use crate::base::sync::Mutex;
use crate::queue::{Fair, Priority};

/// A mailbox with a lock.
pub(crate) struct Side<P> {
    inner: Mutex<Inner<P>>,
    /// How many messages wait, readable without the lock.
    length: AtomicUsize,
}

struct Inner<P> {
    order: Order<P>,
    /// Messages that may wait: of one sender in a fair mailbox, in all in the others.
    capacity: usize,
    /// Messages that the actor has taken out and cannot handle yet, by sender: they still hold their room.
    held: BTreeMap<u64, usize>,
    /// Takes nothing any more.
    sealed: bool,
    /// Whether it can be drained: what comes later is refused.
    closed: bool,
}

enum Order<P> {
    /// The oldest first; it is also the one that is thrown away.
    DropOldest {
        queue: VecDeque<P>,
        /// How many of them are signals.
        signals: usize,
    },
    Priority(Priority<P>),
    Fair(Fair<P>),
}

/// What became of a message.
pub(crate) enum Offered<P> {
    In,
    /// It is in, and this one, the oldest, was thrown away for it.
    InsteadOf(P),
    Full(P),
    Closed(P),
}

impl<P: Protocol> Side<P> {
    /// The mailbox of this kind, if it is one with a lock.
    pub(crate) fn new(kind: MailboxKind) -> Option<Self> {
        let (order, capacity) = match kind {
            MailboxKind::Unbounded => return None,
            MailboxKind::Bounded { overflow, capacity } => match overflow {
                Overflow::Backpressure | Overflow::Reject | Overflow::DropNewest => return None,
                Overflow::DropOldest => {
                    let (queue, signals) = (VecDeque::new(), 0);
                    (Order::DropOldest { queue, signals }, Some(capacity))
                }
            },
            MailboxKind::Priority { capacity, stable } => {
                (Order::Priority(Priority::new(stable)), capacity)
            }
            MailboxKind::Fair { capacity } => (Order::Fair(Fair::new()), capacity),
        };
        let inner = Inner {
            order,
            capacity: capacity.map_or(usize::MAX, |capacity| capacity.max(1)),
            held: BTreeMap::new(),
            sealed: false,
            closed: false,
        };
        Some(Self {
            inner: Mutex::new(inner),
            length: AtomicUsize::new(0),
        })
    }

    /// How many messages wait, with signals.
    pub(crate) fn len(&self) -> usize {
        self.length.load(Ordering::Acquire)
    }

    /// Takes a message of `sender` in, if there is room. With `None` in any case: it is one that a predecessor of the
    /// actor had taken, and comes before all others of whoever has sent it.
    pub(crate) fn offer(&self, message: P, sender: Option<u64>) -> Offered<P> {
        let mut inner = self.inner.lock();
        if inner.sealed {
            return Offered::Closed(message);
        }
        let capacity = sender.map_or(usize::MAX, |_| inner.capacity);
        let mut thrown = None;
        let Inner { order, held, .. } = &mut *inner;
        match order {
            Order::DropOldest { queue, signals } => {
                let held = held_by_all(held);
                if queue.len() - *signals + held >= capacity {
                    // Signals are few, and stay.
                    let oldest = queue.iter().position(|old| old.signal().is_none());
                    thrown = oldest.and_then(|oldest| queue.remove(oldest));
                    if thrown.is_none() && held > 0 {
                        // All that waits is with the actor.
                        return Offered::InsteadOf(message);
                    }
                }
                queue.push_back(message);
            }
            Order::Priority(queue) => {
                if queue.len() + held_by_all(held) >= capacity {
                    return Offered::Full(message);
                }
                queue.push(message.manner().priority, message);
            }
            Order::Fair(queue) => match sender {
                None => queue.push_first(message),
                Some(sender)
                    if queue.len_of(sender) + held.get(&sender).copied().unwrap_or_default()
                        >= capacity =>
                {
                    return Offered::Full(message);
                }
                Some(sender) => queue.push(sender, message),
            },
        }
        if thrown.is_none() {
            self.length.fetch_add(1, Ordering::Release);
        }
        drop(inner);
        match thrown {
            None => Offered::In,
            Some(thrown) => Offered::InsteadOf(thrown),
        }
    }

    /// Takes a signal in; gives it back when the actor has ended. `me` is the actor itself.
    pub(crate) fn signal(&self, signal: Signal, me: u64) -> Result<(), Signal> {
        let mut inner = self.inner.lock();
        if inner.closed {
            return Err(signal);
        }
        // After everything that the actor which ended has sent.
        let (sender, priority) = match &signal {
            Signal::Terminated(terminated) => (terminated.uid, 0),
            Signal::Timer(_) => (me, u8::MAX),
        };
        let message = P::from_signal(signal);
        match &mut inner.order {
            Order::DropOldest { queue, signals } => {
                queue.push_back(message);
                *signals += 1;
            }
            Order::Priority(queue) => queue.push_mark(priority, message),
            Order::Fair(queue) => queue.push_mark(sender, message),
        }
        self.length.fetch_add(1, Ordering::Release);
        Ok(())
    }

    /// The next message. With `keep` it still holds its room, until that is [given back](Self::give_room) by its sender,
    /// who is told then.
    pub(crate) fn pop(&self, keep: bool) -> Option<(P, Option<u64>)> {
        let mut inner = self.inner.lock();
        let (sender, next) = match &mut inner.order {
            Order::DropOldest { queue, signals } => {
                let next = queue.pop_front()?;
                *signals -= usize::from(next.signal().is_some());
                (0, next)
            }
            Order::Priority(queue) => (0, queue.pop()?),
            Order::Fair(queue) => queue.pop()?,
        };
        self.length.fetch_sub(1, Ordering::Release);
        let room = (keep && next.signal().is_none()).then_some(sender);
        if let Some(sender) = room {
            *inner.held.entry(sender).or_default() += 1;
        }
        Some((next, room))
    }

    /// A message of `sender` that the actor has taken out needs no room any more.
    pub(crate) fn give_room(&self, sender: u64) {
        let mut inner = self.inner.lock();
        if let Some(held) = inner.held.get_mut(&sender) {
            *held -= 1;
            if *held == 0 {
                inner.held.remove(&sender);
            }
        }
    }

    /// Refuses messages from now on; signals are taken until it is closed.
    pub(crate) fn seal(&self) {
        self.inner.lock().sealed = true;
    }

    /// Refuses everything from now on.
    pub(crate) fn close(&self) {
        let mut inner = self.inner.lock();
        inner.sealed = true;
        inner.closed = true;
    }
}

/// How many messages are held; all are under one sender where senders are not told from each other.
fn held_by_all(held: &BTreeMap<u64, usize>) -> usize {
    held.values().sum()
}

/// A side mailbox whose protocol is not known.
pub(crate) type AnySide = Box<dyn Any + Send + Sync>;

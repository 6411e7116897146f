//! The subscriptions of one type of event, and publishing to them.

use std::any::type_name;
use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, Weak};

use parking_lot::Mutex;

use crate::actor::current::without_letters;
use crate::actor::{Recipient, SendFault};
use crate::base::panic::{catch, contain, discard};
use crate::dispatch::task;
use crate::system::ends;
use crate::system::events::subscription::{Inbox, Subscribe, Subscription};

/// Which events a subscription takes.
pub(super) type Filter<E> = Box<dyn Fn(&E) -> bool + Send + Sync>;

/// Gives an event to an actor; false when the actor is gone for good.
type Deliver<E> = Box<dyn Fn(&E) -> Delivery + Send + Sync>;

enum Delivery {
    Taken,
    Missed,
    Gone,
}

/// One subscription.
struct Entry<E> {
    id: u64,
    filter: Option<Filter<E>>,
    sink: Sink<E>,
    /// Waits for the end of the actor, as long as the subscription lasts.
    watch: OnceLock<task::AbortHandle>,
}

impl<E> Drop for Entry<E> {
    fn drop(&mut self) {
        if let Some(watch) = self.watch.get() {
            watch.abort();
        }
    }
}

enum Sink<E> {
    Reader(Arc<Inbox<E>>),
    Actor {
        deliver: Deliver<E>,
        missed: Arc<AtomicU64>,
    },
}

impl<E> Entry<E> {
    /// Gives it the event if it wants it. False when the subscription is over.
    fn offer(&self, event: &Arc<E>) -> bool {
        if let Some(filter) = &self.filter {
            match catch(|| filter(event)) {
                Ok(true) => {}
                Ok(false) => return true,
                Err(payload) => {
                    discard(payload);
                    tracing::error!(
                        event = type_name::<E>(),
                        "the filter of a subscription panicked, and an event was lost"
                    );
                    return self.lose();
                }
            }
        }
        match &self.sink {
            Sink::Reader(inbox) => inbox.change(|kept| kept.push(Arc::clone(event))),
            Sink::Actor { deliver, .. } => match catch(|| deliver(event)) {
                Ok(Delivery::Taken) => true,
                Ok(Delivery::Missed) => self.lose(),
                Ok(Delivery::Gone) => false,
                Err(payload) => {
                    discard(payload);
                    tracing::error!(
                        event = type_name::<E>(),
                        "the clone of an event panicked, and it was lost"
                    );
                    self.lose()
                }
            },
        }
    }

    fn lose(&self) -> bool {
        match &self.sink {
            Sink::Reader(inbox) => inbox.change(|kept| kept.lose()),
            Sink::Actor { missed, .. } => {
                missed.fetch_add(1, Ordering::Relaxed);
                true
            }
        }
    }

    fn close(&self) {
        if let Sink::Reader(inbox) = &self.sink {
            inbox.change(|kept| kept.close());
        }
    }
}

/// The list as publishers see it: never changed, only replaced.
type Entries<E> = Arc<Vec<Arc<Entry<E>>>>;

/// The subscriptions of one type of event.
pub(super) struct Channel<E> {
    /// The length of the list, readable without the lock.
    count: AtomicUsize,
    /// The subscriptions of all types.
    total: Arc<AtomicUsize>,
    next: AtomicU64,
    /// `None` once the stream is closed.
    entries: Mutex<Option<Entries<E>>>,
}

impl<E: Send + Sync + 'static> Channel<E> {
    pub(super) fn new(total: Arc<AtomicUsize>) -> Self {
        Self {
            count: AtomicUsize::new(0),
            total,
            next: AtomicU64::new(0),
            entries: Mutex::new(Some(Arc::default())),
        }
    }

    /// Whether anybody listens: one atomic load.
    pub(super) fn is_observed(&self) -> bool {
        self.count.load(Ordering::Relaxed) != 0
    }

    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// Gives the event to everyone who wants it.
    pub(super) fn publish(&self, event: E) {
        let Some(entries) = self.entries.lock().clone() else {
            return;
        };
        let event = Arc::new(event);
        for entry in entries.iter() {
            if !entry.offer(&event) {
                self.remove(entry.id);
            }
        }
        contain(|| drop(event));
        // It may be the last of a subscription that ended meanwhile, whose filter is a value of users.
        contain(|| drop(entries));
    }

    pub(super) fn subscribe(self: &Arc<Self>, options: Subscribe<E>) -> Subscription<E> {
        let inbox = Arc::new(Inbox::new(options.capacity, options.overflow));
        let id = self
            .add(options.filter, Sink::Reader(Arc::clone(&inbox)))
            .id;
        Subscription {
            inbox,
            channel: Arc::clone(self),
            id,
            told: false,
        }
    }

    /// Adds a subscription, or closes it when the stream is closed.
    fn add(&self, filter: Option<Filter<E>>, sink: Sink<E>) -> Arc<Entry<E>> {
        let entry = Arc::new(Entry {
            id: self.next.fetch_add(1, Ordering::Relaxed),
            filter,
            sink,
            watch: OnceLock::new(),
        });
        let added = self.replace(|entries| {
            let added = Arc::clone(&entry);
            Some(entries.iter().cloned().chain([added]).collect())
        });
        if !added {
            entry.close();
        }
        entry
    }

    /// Ends a subscription; nothing if it has ended.
    pub(super) fn remove(&self, id: u64) {
        self.replace(|entries| {
            let rest = entries.iter().filter(|entry| entry.id != id);
            let rest: Vec<_> = rest.cloned().collect();
            (rest.len() < entries.len()).then_some(rest)
        });
    }

    /// Replaces the list by what `change` makes of it; false if the stream is closed.
    fn replace(&self, change: impl FnOnce(&[Arc<Entry<E>>]) -> Option<Vec<Arc<Entry<E>>>>) -> bool {
        let mut place = self.entries.lock();
        let Some(entries) = place.as_ref() else {
            return false;
        };
        let count = entries.len();
        let old = change(entries).map(|new| {
            self.counted(count, new.len());
            place.replace(Arc::new(new))
        });
        drop(place);
        // Outside the lock: filters and recipients are values of users.
        contain(|| drop(old));
        true
    }

    fn counted(&self, old: usize, new: usize) {
        self.count.store(new, Ordering::Relaxed);
        self.total.fetch_add(new, Ordering::Relaxed);
        self.total.fetch_sub(old, Ordering::Relaxed);
    }

    /// Ends every subscription, now and later.
    pub(super) fn close(&self) {
        let mut place = self.entries.lock();
        let entries = place.take().unwrap_or_default();
        if !entries.is_empty() {
            self.counted(entries.len(), 0);
        }
        drop(place);
        for entry in entries.iter() {
            entry.close();
        }
        contain(|| drop(entries));
    }
}

impl<E: Clone + Send + Sync + 'static> Channel<E> {
    pub(super) fn subscribe_actor(
        self: &Arc<Self>,
        runtime: &task::Handle,
        recipient: Recipient<E>,
        filter: Option<Filter<E>>,
    ) -> ActorSubscription {
        let missed = Arc::new(AtomicU64::new(0));
        let ended = recipient.ended();
        let deliver = move |event: &E| {
            let event = event.clone();
            match without_letters(|| recipient.offer(event)) {
                (Ok(()), 0) => Delivery::Taken,
                // A mailbox that drops what is too much has taken this one, or not.
                (Ok(()), _) => Delivery::Missed,
                (Err(unsent), _) => match unsent.fault {
                    SendFault::Stopped | SendFault::NoSuchActor => Delivery::Gone,
                    _ => Delivery::Missed,
                },
            }
        };
        let sink = Sink::Actor {
            deliver: Box::new(deliver),
            missed: Arc::clone(&missed),
        };
        let entry = self.add(filter, sink);
        let id = entry.id;
        let channel = Arc::downgrade(self);
        let remove = move || {
            if let Some(channel) = Weak::upgrade(&channel) {
                channel.remove(id);
            }
        };
        if let Some(ended) = ended {
            let watch = ends::when_ended(runtime, ended, remove.clone());
            // A fresh entry has none.
            let _ = entry.watch.set(watch);
        }
        ActorSubscription {
            remove: Mutex::new(Some(Box::new(remove))),
            missed,
        }
    }
}

/// Events that go straight into the mailbox of an actor; made by
/// [`EventStream::subscribe_actor`](crate::system::EventStream::subscribe_actor).
///
/// It lasts until the actor has ended, the system has shut down, or [`cancel`](Self::cancel) is called; dropping it ends
/// nothing.
pub struct ActorSubscription {
    remove: Mutex<Option<Box<dyn FnOnce() + Send>>>,
    missed: Arc<AtomicU64>,
}

impl ActorSubscription {
    /// Ends the subscription. Events that are in the mailbox already are still handled.
    pub fn cancel(&self) {
        let remove = self.remove.lock().take();
        if let Some(remove) = remove {
            remove();
        }
    }

    /// How many events the actor did not get: its bounded mailbox was full, or the filter panicked.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.missed.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for ActorSubscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActorSubscription")
            .field("missed", &self.missed())
            .finish_non_exhaustive()
    }
}

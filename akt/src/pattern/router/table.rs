//! The routees of one router, as senders see them.
//!
//! Senders read one table, which never changes, without a lock. Whoever changes the routees makes a new table and puts it
//! in the place of the old one. A table tells when the last sender has let go of it: only after that is a routee that
//! was taken out drained, so that what is on its way to it at this moment is still handled.

use std::convert::Infallible;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwap;
use parking_lot::Mutex;
use tokio::sync::oneshot;

use crate::actor::{ActorPath, ActorRef, AnyRef, Protocol, Unsent};
use crate::dispatch::task;
use crate::pattern::router::ring::Ring;
use crate::pattern::router::strategy::Routing;

/// One routee.
pub(super) struct Routee<P> {
    pub(super) actor: ActorRef<P>,
    /// The actor itself, if it is of this process.
    local: Option<AnyRef>,
    /// What its points on the ring are made from.
    pub(super) seed: u64,
    /// Messages that it took from this router.
    routed: AtomicU64,
    /// The task that waits for its end, if it is not of a pool.
    watch: OnceLock<task::AbortHandle>,
}

impl<P: Protocol> Routee<P> {
    pub(super) fn new(actor: ActorRef<P>, seed: u64) -> Self {
        let local = actor.local();
        Self {
            actor,
            local,
            seed,
            routed: AtomicU64::new(0),
            watch: OnceLock::new(),
        }
    }

    /// What tells it from others.
    pub(super) fn key(&self) -> (bool, u64) {
        key(&self.actor)
    }

    pub(super) fn path(&self) -> ActorPath {
        self.actor.path()
    }

    pub(super) fn routed(&self) -> u64 {
        self.routed.load(Ordering::Relaxed)
    }

    /// Hands a message over.
    pub(super) fn offer(&self, message: P) -> Result<(), Unsent<P>> {
        self.actor.deliver(message)?;
        self.routed.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// [`offer`](Self::offer) that waits for room.
    pub(super) async fn offer_waiting(&self, message: P) -> Result<(), Unsent<P>>
    where
        P: Send,
    {
        self.actor.deliver_waiting(message).await?;
        self.routed.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// What it has to do: the messages that wait, and one for what is in work. `None` if that is not known.
    pub(super) fn load(&self) -> Option<usize> {
        let local = self.local.as_ref()?;
        Some(local.mailbox_len() + usize::from(!local.is_idle()))
    }

    /// Has `watch` ended when the router lets go of this routee.
    pub(super) fn watched_by(&self, watch: task::AbortHandle) {
        if let Err(watch) = self.watch.set(watch) {
            watch.abort();
        }
    }
}

impl<P> Drop for Routee<P> {
    fn drop(&mut self) {
        if let Some(watch) = self.watch.get() {
            watch.abort();
        }
    }
}

/// What tells one actor from others.
pub(super) fn key<P: Protocol>(actor: &ActorRef<P>) -> (bool, u64) {
    (actor.is_local(), actor.uid())
}

/// Several routees.
pub(super) type Routees<P> = Vec<Arc<Routee<P>>>;

/// The routees at some time.
pub(super) struct Table<P> {
    pub(super) routees: Routees<P>,
    /// Empty unless the router hashes.
    pub(super) ring: Ring,
    /// The router takes nothing any more.
    pub(super) closed: bool,
    /// Dropped with the table.
    _held: oneshot::Sender<Infallible>,
}

/// A table that is not read by new senders any more.
pub(super) struct Retired<P> {
    table: Arc<Table<P>>,
    released: oneshot::Receiver<Infallible>,
}

impl<P> Retired<P> {
    /// Waits until no sender holds it.
    pub(super) async fn released(self) {
        drop(self.table);
        // It is never sent: the sender goes with the table.
        let _ = self.released.await;
    }
}

struct Book<P> {
    routees: Routees<P>,
    closed: bool,
    released: oneshot::Receiver<Infallible>,
}

/// The table of now, and the list that it is made from.
pub(super) struct Tables<P> {
    now: ArcSwap<Table<P>>,
    book: Mutex<Book<P>>,
    routing: Routing,
}

impl<P: Protocol> Tables<P> {
    pub(super) fn new(routing: Routing) -> Self {
        let (table, released) = table(&[], false, routing);
        Self {
            now: ArcSwap::from_pointee(table),
            book: Mutex::new(Book {
                routees: Vec::new(),
                closed: false,
                released,
            }),
            routing,
        }
    }

    pub(super) fn routing(&self) -> Routing {
        self.routing
    }

    /// The table of now. It must not be held while waiting.
    pub(super) fn load(&self) -> arc_swap::Guard<Arc<Table<P>>> {
        self.now.load()
    }

    /// Changes the list of routees, and puts the table that follows from it in place.
    pub(super) fn change<R>(&self, act: impl FnOnce(&mut Routees<P>) -> R) -> (R, Retired<P>) {
        let mut book = self.book.lock();
        let done = act(&mut book.routees);
        let (new, released) = table(&book.routees, book.closed, self.routing);
        let released = std::mem::replace(&mut book.released, released);
        let table = self.now.swap(Arc::new(new));
        drop(book);
        (done, Retired { table, released })
    }

    /// Takes nothing any more; gives back the routees. `None` when it was so before.
    pub(super) fn close(&self) -> Option<(Routees<P>, Retired<P>)> {
        let mut book = self.book.lock();
        if std::mem::replace(&mut book.closed, true) {
            return None;
        }
        drop(book);
        Some(self.change(std::mem::take))
    }
}

impl<P> fmt::Debug for Tables<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tables")
            .field("routing", &self.routing)
            .finish_non_exhaustive()
    }
}

fn table<P>(
    routees: &[Arc<Routee<P>>],
    closed: bool,
    routing: Routing,
) -> (Table<P>, oneshot::Receiver<Infallible>) {
    let (held, released) = oneshot::channel();
    let ring = if routing.hashes() {
        Ring::new(routees.iter().map(|routee| routee.seed))
    } else {
        Ring::default()
    };
    let table = Table {
        routees: routees.to_vec(),
        ring,
        closed,
        _held: held,
    };
    (table, released)
}

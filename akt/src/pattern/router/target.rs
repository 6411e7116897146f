//! What is behind the reference of a router: a message comes in on the sender's own thread and goes straight into the
//! mailbox of a routee. There is no actor in between.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use smallvec::SmallVec;
use tokio::sync::{Semaphore, watch};

use crate::actor::port::{DeadLetter, DeadLetterReason};
use crate::actor::{
    ActorPath, ActorRef, NotRouted, Protocol, RefTarget, SendFault, StopKind, Unsent, Waiting,
};
use crate::base::limits::ROUTER_HELD;
use crate::pattern::router::event::RouterEvent;
use crate::pattern::router::ring::hash_of;
use crate::pattern::router::strategy::{Routing, Turns, least, total};
use crate::pattern::router::table::{Routee, Table, Tables};
use crate::system::{ActorSystem, Publisher};

/// What all references and handles of one router share.
pub(super) struct Core<P> {
    pub(super) system: ActorSystem,
    pub(super) path: ActorPath,
    pub(super) identity: u64,
    pub(super) tables: Tables<P>,
    pub(super) turns: Turns,
    /// Whose turn it is among those where a message waits for room.
    waits: Turns,
    /// Copies that a message was missed by, since their routee had no room.
    pub(super) missed: AtomicU64,
    /// Room for asks that are held.
    pub(super) held: Arc<Semaphore>,
    pub(super) events: Publisher<RouterEvent>,
    /// How the router was asked to end.
    pub(super) ending: watch::Sender<Option<StopKind>>,
    /// Whether it has ended.
    pub(super) ended: watch::Sender<bool>,
    /// Whether it owns its routees: then a task ends it.
    is_pool: bool,
    /// How many routees without a name have been added.
    unnamed: AtomicU64,
}

impl<P: Protocol> Core<P> {
    pub(super) fn new(
        system: &ActorSystem,
        path: ActorPath,
        identity: u64,
        routing: Routing,
        is_pool: bool,
    ) -> Self {
        Self {
            path,
            identity,
            tables: Tables::new(routing),
            turns: Turns::new(system.random()),
            waits: Turns::new(0),
            missed: AtomicU64::new(0),
            held: Arc::new(Semaphore::new(ROUTER_HELD)),
            events: system.events().publisher(),
            ending: watch::Sender::new(None),
            ended: watch::Sender::new(false),
            is_pool,
            unnamed: AtomicU64::new(0),
            system: system.clone(),
        }
    }

    /// What the place of a routee among the keys is drawn from. That of a named actor is its path, so it has the same keys
    /// when it comes back, and in other routers. Others have no name that lasts: of those, it is their number here, which
    /// does not depend on what else is spawned in this process.
    pub(super) fn place_of(&self, actor: &ActorRef<P>) -> u64 {
        let path = actor.path();
        if path.name().starts_with('$') {
            return hash_of(&self.unnamed.fetch_add(1, Ordering::Relaxed));
        }
        hash_of(path.as_str())
    }

    /// Notes how the router is to end: what is asked for later counts only if it is harder.
    pub(super) fn end(&self, how: StopKind) {
        if !self.is_pool {
            self.close();
            return;
        }
        let rank = |how: StopKind| match how {
            StopKind::Drain => 1,
            StopKind::Stop => 2,
            StopKind::Kill => 3,
        };
        self.ending.send_if_modified(|now| {
            let harder = now.is_none_or(|now| rank(now) < rank(how));
            if harder {
                *now = Some(how);
            }
            harder
        });
    }

    /// The router has ended.
    pub(super) fn close(&self) {
        drop(self.tables.close());
        if !self.ended.send_replace(true) {
            let router = self.path.clone();
            self.events.publish(RouterEvent::Stopped { router });
        }
    }

    /// Sends to this one no longer.
    pub(super) fn take_out(&self, key: (bool, u64)) -> Option<Arc<Routee<P>>> {
        let (gone, retired) = self.tables.change(|routees| {
            let place = routees.iter().position(|routee| routee.key() == key)?;
            Some(routees.remove(place))
        });
        drop(retired);
        gone
    }

    /// A routee misses a copy for want of room.
    #[cold]
    pub(super) fn missed(&self, routee: &Routee<P>, method: &'static str, fault: &SendFault) {
        // One that has ended misses nothing.
        let reason = match fault {
            SendFault::Stopped | SendFault::NoSuchActor => return,
            SendFault::MailboxFull => DeadLetterReason::MailboxFull,
            _ => DeadLetterReason::Undeliverable,
        };
        self.missed.fetch_add(1, Ordering::Relaxed);
        let letter = DeadLetter::new(routee.path(), routee.actor.uid(), method, reason);
        self.system.note_dead_letter(letter.sent_here());
    }
}

impl<P> fmt::Debug for Core<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Router({})", self.path)
    }
}

/// A message that no routee took.
pub(super) struct Refused<P> {
    pub(super) unsent: Unsent<P>,
    /// The first one that had no room.
    pub(super) full: Option<Arc<Routee<P>>>,
}

/// Collects why several routees did not take a message, and says one reason: no room before everything else, since that
/// is worth waiting for, and that one has ended last.
pub(super) struct Reasons<P> {
    fault: SendFault,
    full: Option<Arc<Routee<P>>>,
}

impl<P> Reasons<P> {
    pub(super) fn new() -> Self {
        Self {
            fault: NotRouted::NoRoutees.into(),
            full: None,
        }
    }

    pub(super) fn add(&mut self, routee: &Arc<Routee<P>>, fault: SendFault) {
        if fault.is_full() {
            if self.full.is_none() {
                self.full = Some(Arc::clone(routee));
                self.fault = fault;
            }
        } else if self.full.is_none() && fault != SendFault::Stopped {
            self.fault = fault;
        }
    }

    pub(super) fn refuse(self, message: P) -> Refused<P> {
        let Self { fault, full } = self;
        Refused {
            unsent: Unsent { fault, message },
            full,
        }
    }
}

/// A router, and the key by which all messages of this reference go, if they have one.
pub(super) struct Target<P> {
    pub(super) core: Arc<Core<P>>,
    pub(super) hash: Option<u64>,
}

impl<P: Protocol + Send> Target<P> {
    /// Hands a message to one routee: the one that is chosen, or the next one that takes it.
    pub(super) fn one(&self, table: &Table<P>, message: P) -> Result<(), Refused<P>> {
        let routees = &table.routees;
        let count = routees.len();
        if count == 0 {
            return Err(Reasons::new().refuse(message));
        }
        let turns = &self.core.turns;
        let start = match (self.core.tables.routing(), self.hash) {
            (Routing::ConsistentHash, Some(hash)) => {
                return self.along(routees, table.ring.walk(hash), message);
            }
            (Routing::BoundedHash { factor }, Some(hash)) => {
                return self.bounded(table, factor, hash, message);
            }
            (Routing::Random, _) => turns.by_lot(count),
            (Routing::LeastMailbox, _) => {
                let loads: SmallVec<[_; 16]> = routees.iter().map(|routee| routee.load()).collect();
                least(&loads, turns.in_turn(count))
            }
            _ => turns.in_turn(count),
        };
        self.along(routees, (start..count).chain(0..start), message)
    }

    fn bounded(
        &self,
        table: &Table<P>,
        factor: f64,
        hash: u64,
        message: P,
    ) -> Result<(), Refused<P>> {
        let routees = &table.routees;
        let loads: SmallVec<[_; 16]> = routees.iter().map(|routee| routee.load()).collect();
        let bound = super::ring::capacity(total(loads.iter().copied()), routees.len(), factor);
        let has_room = |&place: &usize| {
            let load = loads.get(place).copied().flatten();
            load.is_none_or(|load| load < bound)
        };
        // Somebody is below the mean, so there is always one; the others come after them, for want of anybody else.
        let below = table.ring.walk(hash).filter(has_room);
        let above = table.ring.walk(hash).filter(|place| !has_room(place));
        self.along(routees, below.chain(above), message)
    }

    /// Tries these routees one after the other.
    fn along(
        &self,
        routees: &[Arc<Routee<P>>],
        places: impl Iterator<Item = usize>,
        mut message: P,
    ) -> Result<(), Refused<P>> {
        let passes_over_full = self.core.tables.routing().passes_over_full() || self.hash.is_none();
        let mut reasons = Reasons::new();
        for routee in places.filter_map(|place| routees.get(place)) {
            let unsent = match routee.offer(message) {
                Ok(()) => return Ok(()),
                Err(unsent) => unsent,
            };
            let stays = unsent.fault.is_full() && !passes_over_full;
            let for_all = !unsent.fault.is_transient();
            message = unsent.message;
            reasons.add(routee, unsent.fault);
            if stays || for_all {
                break;
            }
        }
        Err(reasons.refuse(message))
    }

    fn route(&self, message: P) -> Result<(), Refused<P>> {
        let table = self.core.tables.load();
        if table.closed {
            let fault = SendFault::Stopped;
            let unsent = Unsent { fault, message };
            return Err(Refused { unsent, full: None });
        }
        match self.core.tables.routing() {
            Routing::Broadcast => self.broadcast(&table, message),
            Routing::ScatterGather { within } => self.scatter(&table, message, within),
            Routing::TailChopping { interval, within } => {
                self.chop(&table, message, interval, within)
            }
            _ => self.one(&table, message),
        }
    }

    /// Where the next message waits, unless that depends on its key. Those that wait spread over all, by turns of their
    /// own: how often each was tried before would decide else.
    fn waiting_place(&self) -> Option<Arc<Routee<P>>> {
        if self.hash.is_some() && self.core.tables.routing().hashes() {
            return None;
        }
        let table = self.core.tables.load();
        let (before, after) = match table.routees.len() {
            0 => return None,
            count => table.routees.split_at(self.core.waits.in_turn(count)),
        };
        let mut in_turn = after.iter().chain(before);
        in_turn.find(|routee| !routee.actor.is_stopped()).cloned()
    }

    async fn wait(&self, mut message: P) -> Result<(), Unsent<P>> {
        loop {
            let Refused { unsent, full } = match self.route(message) {
                Ok(()) => return Ok(()),
                Err(refused) => refused,
            };
            if !unsent.fault.is_full() {
                return Err(unsent);
            }
            message = unsent.message;
            let Some(routee) = full else {
                // The router itself holds as many asks as it may. The semaphore is never closed.
                drop(self.core.held.acquire().await);
                continue;
            };
            let routee = self.waiting_place().unwrap_or(routee);
            let waited = match self.core.tables.routing() {
                Routing::Broadcast => return self.wait_for_all(message).await,
                Routing::ScatterGather { within } => {
                    self.end_after(&mut message, within);
                    return self.wait_for_all(message).await;
                }
                Routing::TailChopping { within, .. } => {
                    self.end_after(&mut message, within);
                    routee.offer_waiting(message).await
                }
                _ => routee.offer_waiting(message).await,
            };
            match waited {
                Err(Unsent {
                    fault: SendFault::Stopped | SendFault::NoSuchActor,
                    message: back,
                }) => {
                    message = back;
                }
                done => return done,
            }
        }
    }
}

impl<P: Protocol + Send> RefTarget<P> for Target<P> {
    fn deliver(&self, message: P) -> Result<(), Unsent<P>> {
        self.route(message).map_err(|refused| refused.unsent)
    }

    fn deliver_waiting(&self, message: P) -> Waiting<'_, P> {
        Box::pin(self.wait(message))
    }

    fn path(&self) -> ActorPath {
        self.core.path.clone()
    }

    fn identity(&self) -> u64 {
        self.core.identity ^ self.hash.unwrap_or_default()
    }

    fn stop(&self, how: StopKind) {
        self.core.end(how);
    }

    fn dead_letter(&self, method: &'static str) {
        let reason = DeadLetterReason::Stopped;
        let letter = DeadLetter::new(self.path(), self.core.identity, method, reason);
        self.core.system.note_dead_letter(letter.sent_here());
    }
}

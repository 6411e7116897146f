//! What most actors never need, shared: made when it is first used, so that an idle actor pays one word for it.
//!
//! Everything here is reached through a shared reference, by the actor's own turn and by others; so it has locks, and
//! none of them is on the path of a message.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use once_cell::race::OnceBox;

use super::weak::WeakPlace;
use super::{Base, Observation, SystemMessage};
use crate::actor::circle::Waits;
use crate::actor::port::Tally;
use crate::actor::stats::Clocked;
use crate::actor::{ActorPath, AnyRef, Metrics};
use crate::base::sync::Mutex;
use crate::base::time::Stamp;
use crate::supervision::{Failure, Strategy};

/// The word of an actor that leads to its [`Cold`] part.
pub(super) struct ColdCell(OnceBox<Cold>);

impl ColdCell {
    /// The cell of an actor, with a cold part from the beginning if it is named or measured.
    pub(super) fn new(named: Option<ActorPath>, observation: Observation) -> Self {
        let cell = OnceBox::new();
        let is_measured = observation.metrics == Metrics::Timing;
        if named.is_some() || is_measured {
            let cold = Cold {
                named,
                born: Some(Stamp::now()),
                ..Cold::default()
            };
            if is_measured {
                let colder = cold.colder.get_or_init(Box::default);
                // A fresh one has none, as below.
                let _ = colder.clocked.set(Box::new(Clocked::new()));
            }
            // A fresh cell is empty.
            let _ = cell.set(Box::new(cold));
        }
        Self(cell)
    }

    /// The cold part, if there is one.
    pub(super) fn get(&self) -> Option<&Cold> {
        self.0.get()
    }

    /// The cold part, made if need be.
    pub(super) fn made(&self) -> &Cold {
        self.0.get_or_init(Box::default)
    }
}

/// See the head of this file.
#[derive(Default)]
pub(super) struct Cold {
    /// The path of a named actor; those of others are computed.
    pub(super) named: Option<ActorPath>,
    family: OnceBox<Mutex<Family>>,
    /// What also most actors with a cold part never need.
    colder: OnceBox<Colder>,
    restarts: AtomicU32,
    failures: AtomicU32,
    /// How many messages it keeps back. Only the owner of a turn writes it.
    pub(super) stashed: AtomicU32,
    pub(super) born: Option<Stamp>,
}

/// Named actors have one each.
const _: () = assert!(
    size_of::<Cold>() <= 56,
    "it fills its place in the allocator"
);

#[derive(Default)]
struct Colder {
    /// What ended the actor, if it failed.
    ended_by: OnceBox<Failure>,
    /// The asks that its handlers wait for.
    asks: OnceBox<Mutex<Vec<Waits>>>,
    /// Where weak references find the cell.
    weak: OnceBox<Arc<WeakPlace>>,
    /// How long it handled its messages, if that is measured.
    clocked: OnceBox<Clocked>,
}

/// The children of one actor.
#[derive(Default)]
struct Family {
    /// By incarnation, which is the order of their birth. There may be very many, each of which ends.
    children: BTreeMap<u64, AnyRef>,
    strategy: Strategy,
    /// Whether the parent waits for the last one to end.
    awaited: bool,
}

/// What a failed child brings upon its siblings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// After this pause, as the one that failed: they come back together.
    Restart(Duration),
    Stop,
}

impl Base {
    /// The path that the actor was named by.
    pub(crate) fn named(&self) -> Option<&ActorPath> {
        self.cold.get()?.named.as_ref()
    }

    fn family(&self) -> &Mutex<Family> {
        let cold = self.cold.made();
        cold.family
            .get_or_init(|| Box::new(Mutex::new(Family::default())))
    }

    fn family_if_any(&self) -> Option<&Mutex<Family>> {
        self.cold.get()?.family.get()
    }

    fn colder(&self) -> &Colder {
        self.cold.made().colder.get_or_init(Box::default)
    }

    fn colder_if_any(&self) -> Option<&Colder> {
        self.cold.get()?.colder.get()
    }

    /// How long its messages took, if that is measured.
    pub(super) fn clocked(&self) -> Option<&Clocked> {
        self.colder_if_any()?.clocked.get()
    }

    /// Where weak references find the cell.
    pub(super) fn weak_place(&self) -> &Arc<WeakPlace> {
        self.colder().weak.get_or_init(Box::default)
    }

    /// Tells weak references that the cell is being freed.
    pub(super) fn forget_weak(&self) {
        if let Some(place) = self.colder_if_any().and_then(|cold| cold.weak.get()) {
            place.clear();
        }
    }

    /// The asks that the handlers of this actor wait for.
    pub(crate) fn asks(&self) -> &Mutex<Vec<Waits>> {
        let asks = &self.colder().asks;
        asks.get_or_init(|| Box::new(Mutex::new(Vec::new())))
    }

    /// [`Base::asks`], if it has ever waited for one.
    pub(crate) fn asks_if_any(&self) -> Option<&Mutex<Vec<Waits>>> {
        self.colder_if_any()?.asks.get()
    }

    /// Takes in a new child.
    pub(crate) fn add_child(&self, child: AnyRef) {
        let uid = child.uid();
        self.family().lock().children.insert(uid, child);
    }

    /// The children that have not ended, in the order of their birth.
    pub(crate) fn children(&self) -> Vec<AnyRef> {
        let family = self.family_if_any().map(Mutex::lock);
        family.map_or_else(Vec::new, |family| {
            family.children.values().cloned().collect()
        })
    }

    /// How many children have not ended.
    pub(crate) fn child_count(&self) -> usize {
        let family = self.family_if_any();
        family.map_or(0, |family| family.lock().children.len())
    }

    /// Whether a child has not ended. If so, the actor is woken when the last one has.
    pub(super) fn await_children(&self) -> bool {
        self.family_if_any().is_some_and(|family| {
            let mut family = family.lock();
            family.awaited = !family.children.is_empty();
            family.awaited
        })
    }

    /// A child has ended. True if the actor waited for that.
    pub(crate) fn child_ended(&self, uid: u64) -> bool {
        let Some(family) = self.family_if_any() else {
            return false;
        };
        let mut family = family.lock();
        let ended = family.children.remove(&uid);
        let last = family.children.is_empty() && std::mem::take(&mut family.awaited);
        drop(family);
        // Outside the lock: it may be the last reference.
        drop(ended);
        last
    }

    /// Whom else a failure of one child concerns.
    pub(crate) fn set_strategy(&self, strategy: Strategy) {
        self.family().lock().strategy = strategy;
    }

    /// Tells the siblings of the failed child `uid` what its failure means for them.
    pub(super) fn order_siblings(&self, uid: u64, order: Order) {
        let Some(family) = self.family_if_any() else {
            return;
        };
        let concerned: Vec<AnyRef> = {
            let family = family.lock();
            match family.strategy {
                Strategy::OneForOne => Vec::new(),
                Strategy::OneForAll => {
                    let others = family.children.iter().filter(|(other, _)| **other != uid);
                    others.map(|(_, child)| child.clone()).collect()
                }
                Strategy::RestForOne => {
                    let younger = family.children.range(uid.saturating_add(1)..);
                    younger.map(|(_, child)| child.clone()).collect()
                }
            }
        };
        for sibling in concerned {
            sibling.send_system(SystemMessage::Follow(order));
        }
    }

    /// The child `uid`, if it has not ended.
    pub(super) fn child(&self, uid: u64) -> Option<AnyRef> {
        let family = self.family_if_any()?.lock();
        family.children.get(&uid).cloned()
    }

    pub(super) fn count_restart(&self) {
        self.cold.made().restarts.fetch_add(1, Ordering::Relaxed);
        self.services().tally(self.uid, Tally::Restarted);
    }

    /// How often the actor was restarted.
    pub(crate) fn restarts(&self) -> u32 {
        self.cold
            .get()
            .map_or(0, |cold| cold.restarts.load(Ordering::Relaxed))
    }

    pub(super) fn count_failure(&self) {
        self.cold.made().failures.fetch_add(1, Ordering::Relaxed);
        self.services().tally(self.uid, Tally::Failed);
    }

    /// How often the actor has failed.
    pub(crate) fn failures(&self) -> u32 {
        self.cold
            .get()
            .map_or(0, |cold| cold.failures.load(Ordering::Relaxed))
    }

    /// Keeps what the actor ends by.
    pub(super) fn set_ended_by(&self, failure: Failure) {
        // An actor ends once.
        let _ = self.colder().ended_by.set(Box::new(failure));
    }

    /// What the actor ended by, if it failed.
    pub(super) fn ended_by(&self) -> Option<Failure> {
        self.colder_if_any()?.ended_by.get().cloned()
    }
}

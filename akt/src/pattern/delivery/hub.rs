//! What all deliveries of one system share: which consumers are served, and the end of the system.
//!
//! An extension of the system, made by the first delivery. One hook of the shutdown ends all tasks of deliveries, after
//! the actors have stopped, and waits until they have written what they know.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use tokio::sync::watch;

use crate::base::time;
use crate::dispatch::task;
use crate::system::{ActorSystem, Phase};

/// One producer at one consumer: whether it is of this process, its identity, the producer's name, the message type.
pub(super) type Key = (bool, u64, Arc<str>, TypeId);

/// Ready when the system has shut down.
pub(super) type SystemEnd = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The deliveries of one system.
pub(super) struct Hub {
    /// Tasks of deliveries run where their system does, whoever starts them.
    runtime: task::Handle,
    endpoints: Mutex<HashMap<Key, Box<dyn Any + Send>>>,
    ended: watch::Sender<bool>,
    /// Each task has a receiver of it.
    alive: watch::Sender<()>,
    hooked: AtomicBool,
    /// The greatest session or life so far.
    newest: Mutex<u64>,
}

impl Hub {
    pub(super) fn of(system: &ActorSystem) -> Arc<Self> {
        let hub = system.extension_or(|| Self {
            runtime: system.runtime().clone(),
            endpoints: Mutex::new(HashMap::new()),
            ended: watch::Sender::new(false),
            alive: watch::Sender::new(()),
            hooked: AtomicBool::new(false),
            newest: Mutex::new(0),
        });
        if !hub.hooked.swap(true, Ordering::AcqRel) {
            let all = Arc::downgrade(&hub);
            let end = move || async move {
                if let Some(hub) = Weak::upgrade(&all) {
                    hub.ended.send_replace(true);
                    // Of the tasks, each has a receiver.
                    hub.alive.closed().await;
                }
            };
            let hooked = system.on_shutdown_of_part(Phase::FLUSH, "deliveries", end);
            if hooked.is_err() {
                hub.ended.send_replace(true);
            }
        }
        hub
    }

    /// Starts a task of a delivery.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let alive = self.alive.subscribe();
        task::spawn_on(&self.runtime, async move {
            task.await;
            drop(alive);
        });
    }

    pub(super) fn has_ended(&self) -> bool {
        *self.ended.borrow()
    }

    /// Ready when the system has shut down.
    pub(super) fn end(&self) -> SystemEnd {
        let mut ended = self.ended.subscribe();
        Box::pin(async move {
            // An error says that the hub is gone, which is an end as well.
            let _ = ended.wait_for(|ended| *ended).await;
        })
    }

    /// A number that is greater than every earlier one of this system, and most likely than those of earlier systems: the
    /// clock, if that went on.
    pub(super) fn next_number(&self) -> u64 {
        let mut newest = self.newest.lock();
        *newest = newest.saturating_add(1).max(time::unix_millis());
        *newest
    }

    /// The endpoint under `key`, if it takes connections; else the one that `make` makes.
    pub(super) fn endpoint<T: Clone + Send + 'static>(
        &self,
        key: &Key,
        open: impl FnOnce(&T) -> bool,
        make: impl FnOnce() -> T,
    ) -> T {
        let mut endpoints = self.endpoints.lock();
        let known = endpoints.get(key).and_then(|any| any.downcast_ref::<T>());
        if let Some(known) = known.filter(|known| open(known)) {
            return known.clone();
        }
        let made = make();
        let old = endpoints.insert(key.clone(), Box::new(made.clone()));
        drop(endpoints);
        drop(old);
        made
    }

    /// Forgets the endpoint under `key`, if `is` says that it is the one that is meant.
    pub(super) fn forget<T: 'static>(&self, key: &Key, is: impl FnOnce(&T) -> bool) {
        let mut endpoints = self.endpoints.lock();
        let known = endpoints.get(key).and_then(|any| any.downcast_ref::<T>());
        if known.is_some_and(is) {
            let old = endpoints.remove(key);
            drop(endpoints);
            drop(old);
        }
    }
}

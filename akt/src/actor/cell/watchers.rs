//! Who is told when an actor ends.

use std::collections::BTreeMap;

use crate::actor::reply::Reply;
use crate::actor::{AnyRef, Signal, Terminated};
use crate::base::panic::contain;

/// One who wants to be told.
pub(crate) enum Watcher {
    Actor(AnyRef),
    Future(Reply<Terminated>),
}

/// All who want to be told. An actor of whom many others think must be able to forget each of them quickly.
#[derive(Default)]
pub(super) struct Watchers {
    actors: BTreeMap<u64, AnyRef>,
    futures: Vec<Reply<Terminated>>,
}

impl Watchers {
    pub(super) fn add(&mut self, watcher: Watcher) {
        match watcher {
            Watcher::Actor(actor) => {
                self.actors.insert(actor.uid(), actor);
            }
            Watcher::Future(reply) => {
                self.forget_abandoned();
                self.futures.push(reply);
            }
        }
    }

    pub(super) fn forget(&mut self, uid: u64) {
        self.actors.remove(&uid);
    }

    /// Lets go of futures that were dropped, when they would make the list grow: whoever waits again and again,
    /// each time for a moment, must not fill the memory.
    fn forget_abandoned(&mut self) {
        if self.futures.len() == self.futures.capacity() {
            self.futures.retain(|reply| !reply.is_abandoned());
            // Room for as many again, so that the next look comes when it pays.
            self.futures.reserve(self.futures.len().max(4));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.actors.is_empty() && self.futures.is_empty()
    }

    /// Tells everyone.
    pub(super) fn notify(self, terminated: &Terminated) {
        for actor in self.actors.into_values() {
            notify(Watcher::Actor(actor), terminated.clone());
        }
        for reply in self.futures {
            notify(Watcher::Future(reply), terminated.clone());
        }
    }
}

/// Tells one watcher that an actor has ended. Wakers are values of users: one that panics keeps no other from
/// being told.
pub(crate) fn notify(watcher: Watcher, terminated: Terminated) {
    contain(|| match watcher {
        Watcher::Actor(actor) => {
            actor.signal(Signal::Terminated(Box::new(terminated)));
        }
        Watcher::Future(reply) => reply.send(Ok(terminated)),
    });
}

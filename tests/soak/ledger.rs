//! What is counted while it goes on, and what must add up in the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use akt::actor::{DeadLetter, DeadLetterReason};
use akt::prelude::*;
use akt::system::{Subscribe, Subscription};

/// A number that only grows.
#[derive(Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    pub(crate) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::AcqRel);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

#[derive(Default)]
pub(crate) struct Ledger {
    /// States of members that live.
    pub(crate) alive: AtomicI64,
    pub(crate) built: Count,
    pub(crate) failures: Count,
    pub(crate) rang: Count,
    /// Timers that rang although they were cancelled, replaced, or set by a state that is gone.
    pub(crate) stale: Count,

    pub(crate) asked: Count,
    pub(crate) answered: Count,
    pub(crate) failed: Count,
    /// Dropped by whoever asked.
    pub(crate) given_up: Count,

    /// Messages that a mailbox took.
    pub(crate) accepted: Count,
    pub(crate) handled: Count,
    /// Messages that were accepted and became dead letters.
    pub(crate) dead: Count,

    pub(crate) watches: Count,
    pub(crate) unwatched: Count,
    pub(crate) told: Count,
    /// Ends that nobody had asked for, or for the second time.
    pub(crate) unasked: Count,
}

impl Ledger {
    /// Counts the dead letters among the messages that are counted, as long as the subscription lives. Counted as they
    /// are published, so that none is missed.
    pub(crate) fn reads(self: &Arc<Self>, system: &ActorSystem) -> Subscription<DeadLetter> {
        let ledger = Arc::clone(self);
        let count = move |letter: &DeadLetter| {
            // What comes too late was not accepted.
            if letter.method.starts_with("take") && letter.reason != DeadLetterReason::Stopped {
                ledger.dead.add(1);
            }
            false
        };
        let options = Subscribe::<DeadLetter>::lagging(1).filter(count);
        system.events().subscribe(options)
    }

    /// Whether every message that was accepted is accounted for.
    pub(crate) fn messages_add_up(&self) -> bool {
        self.accepted.get() == self.handled.get() + self.dead.get()
    }

    /// Everything that must be so when all have ended.
    pub(crate) fn check(&self) {
        assert_eq!(
            self.asked.get(),
            self.answered.get() + self.failed.get() + self.given_up.get(),
            "every ask ends"
        );
        assert_eq!(
            self.accepted.get(),
            self.handled.get() + self.dead.get(),
            "what is accepted is handled or a dead letter"
        );
        assert_eq!(
            self.watches.get(),
            self.unwatched.get() + self.told.get(),
            "every watch is told once"
        );
        assert_eq!(self.unasked.get(), 0, "told twice, or after unwatch");
        assert_eq!(self.stale.get(), 0, "timers that are gone do not ring");
        assert_eq!(self.alive.load(Ordering::Acquire), 0, "states are dropped");
        for (what, count) in [
            ("members", &self.built),
            ("failures", &self.failures),
            ("timers", &self.rang),
            ("answers", &self.answered),
            ("failed asks", &self.failed),
            ("dead letters", &self.dead),
            ("ends", &self.told),
        ] {
            assert!(count.get() > 0, "there were no {what}: nothing was tested");
        }
    }

    pub(crate) fn summary(&self) -> String {
        let members = format!(
            "{} members built, {} failures, {} timers rang",
            self.built.get(),
            self.failures.get(),
            self.rang.get()
        );
        let asks = format!(
            "{} asks: {} answered, {} failed, {} given up",
            self.asked.get(),
            self.answered.get(),
            self.failed.get(),
            self.given_up.get()
        );
        let messages = format!(
            "{} messages: {} handled, {} dead letters",
            self.accepted.get(),
            self.handled.get(),
            self.dead.get()
        );
        let watches = format!(
            "{} watches: {} told, {} taken back",
            self.watches.get(),
            self.told.get(),
            self.unwatched.get()
        );
        [members, asks, messages, watches].join("\n  ")
    }
}

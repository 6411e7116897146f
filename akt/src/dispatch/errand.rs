//! A turn on a thread that may block, and what becomes of it when there is no such thread.

use std::sync::Arc;

use parking_lot::Mutex;

use super::pool::Shared;
use super::runnable::{Pace, Runnable};
use crate::base::panic::contain;
use crate::dispatch::task;

/// A turn on a thread that may block.
struct Errand {
    shared: Arc<Shared>,
    /// Taken by whoever has the turn.
    claim: Mutex<Option<Runnable>>,
}

impl Errand {
    fn run(&self) {
        let claim = self.claim.lock().take();
        let rest = claim.and_then(|claim| claim.run_guarded(Pace::Blocking).claim());
        if let Some(claim) = rest {
            self.shared.give_back(claim);
        }
    }
}

impl Drop for Errand {
    /// The turn was never had, because the runtime is going: the claim must not be lost with it.
    fn drop(&mut self) {
        if let Some(claim) = self.claim.get_mut().take() {
            self.shared.give_back(claim);
        }
    }
}

impl Shared {
    /// Lets an actor have its turn on a thread that may block.
    pub(super) fn run_blocking(self: &Arc<Self>, claim: Runnable) {
        // Nobody waits for its end: the claim says what is left to do.
        self.run_blocking_by(claim, |turn| drop(task::spawn_blocking(turn)));
    }

    /// [`Shared::run_blocking`], on a thread that `start` makes. It panics if it cannot, as tokio does, and may have queued
    /// the turn all the same, for a thread that may never come. Then the turn is had here: the worker is kept for as long,
    /// which is better than an actor that waits for ever.
    fn run_blocking_by(
        self: &Arc<Self>,
        claim: Runnable,
        start: impl FnOnce(Box<dyn FnOnce() + Send>),
    ) {
        let errand = Arc::new(Errand {
            shared: Arc::clone(self),
            claim: Mutex::new(Some(claim)),
        });
        let there = Arc::clone(&errand);
        if !contain(|| start(Box::new(move || there.run()))) {
            tracing::error!("there is no thread for a blocking handler; it blocks a worker");
            errand.run();
        }
    }
}

#[cfg(all(test, not(akt_loom)))]
mod tests {
    use std::sync::{Arc, Weak};

    use parking_lot::Mutex;

    use crate::dispatch::Owner;
    use crate::dispatch::pool::Shared;
    use crate::dispatch::runnable::dummy::{Dummy, Witness};

    #[test]
    fn a_blocking_turn_is_had_here_when_there_is_no_thread_for_it() {
        type Turn = Box<dyn FnOnce() + Send>;
        let owner = Arc::new(Witness::default());
        let weak: Weak<dyn Owner> = Arc::<Witness>::downgrade(&owner);
        let shared = Shared::without_workers(weak);
        let dummy = Dummy::new(&shared);
        let queued: Mutex<Option<Turn>> = Mutex::new(None);
        shared.run_blocking_by(dummy.claim(), |turn| {
            *queued.lock() = Some(turn);
            panic!("planned: no thread");
        });
        assert_eq!(dummy.turns(), 1);
        // The thread comes after all.
        let turn = queued.lock().take().expect("it was queued");
        turn();
        assert_eq!(dummy.turns(), 1, "not twice");
        shared.run_blocking_by(dummy.claim(), |turn| turn());
        assert_eq!(dummy.turns(), 2, "a turn that unwinds goes no further");
        assert!(shared.take_one().is_none());
        shared.run_blocking_by(dummy.claim(), drop);
        assert_eq!(dummy.turns(), 2);
        assert!(
            shared.take_one().is_some(),
            "a claim comes back from a runtime that is going"
        );
    }
}

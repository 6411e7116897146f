//! A worker whose order is drawn from a seed: which actor is next, how many messages it handles in its turn, and after how
//! many turns other tasks have theirs. For tests: the same seed gives the same order, and other seeds show other orders.
//!
//! It is the only worker of its dispatcher, and a type of its own, so that the one of production knows nothing of it. It
//! never stands in the thread's slot for the current worker; so everything that is scheduled comes by the injector, in
//! its order, and lies in `ready` until it is drawn.
//!
//! By hand, nothing is drawn: the worker sleeps until it is told to run one turn of one actor.

use std::future::poll_fn;
use std::sync::Arc;

use parking_lot::Mutex;

use super::pool::{Dispatcher, Shared};
use super::runnable::{Pace, Rest, Runnable};
use crate::base::limits::THROUGHPUT;
use crate::base::rng::Rng;

/// Turns between two moments for other tasks, at most.
const TURNS: u64 = 16;

/// The order of one dispatcher.
pub(crate) struct Order(Mutex<State>);

struct State {
    rng: Rng,
    /// What can be run, in the order in which it became so as long as nothing is drawn.
    ready: Vec<Runnable>,
    by_hand: bool,
    /// The actor, by its address, that is to have one turn.
    wanted: Option<usize>,
}

impl Order {
    /// The order that `seed` gives, or none until somebody asks for a turn.
    pub(crate) fn new(seed: u64, by_hand: bool) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            rng: Rng::seeded(seed),
            ready: Vec::new(),
            by_hand,
            wanted: None,
        })))
    }

    fn add(&self, claim: Runnable) {
        self.0.lock().ready.push(claim);
    }

    /// Turns until other tasks have theirs.
    fn turns(&self) -> u64 {
        1 + self.0.lock().rng.next_u64() % TURNS
    }

    /// Who is next, and how many messages it may handle.
    fn next(&self) -> Option<(Runnable, Pace)> {
        let mut state = self.0.lock();
        if state.by_hand {
            let wanted = state.wanted.take()?;
            let at = state
                .ready
                .iter()
                .position(|claim| claim.address() == wanted)?;
            return Some((state.ready.remove(at), Pace::Messages(1)));
        }
        let count = u64::try_from(state.ready.len()).unwrap_or(u64::MAX);
        let drawn = state.rng.next_u64().checked_rem(count)?;
        let claim = state.ready.swap_remove(usize::try_from(drawn).ok()?);
        let most = state.rng.next_u64() % u64::from(THROUGHPUT);
        let messages = u32::try_from(most).map_or(THROUGHPUT, |most| most + 1);
        Some((claim, Pace::Messages(messages)))
    }

    fn is_due(&self) -> bool {
        let state = self.0.lock();
        state.wanted.is_some() || (!state.by_hand && !state.ready.is_empty())
    }
}

impl Dispatcher {
    /// The addresses of the actors that can be run, in the order in which they became so. Empty without a seed.
    #[cfg(feature = "testkit")]
    pub(crate) fn ready(&self) -> Vec<usize> {
        let order = self.order();
        order.map_or_else(Vec::new, |order| {
            order.0.lock().ready.iter().map(Runnable::address).collect()
        })
    }

    /// Gives the actor at `address` one turn, if actors are run by hand and it can be run.
    #[cfg(feature = "testkit")]
    pub(crate) fn run_one(&self, address: usize) {
        if let Some(order) = self.order() {
            order.0.lock().wanted = Some(address);
            self.handle().0.notify();
        }
    }

    /// From now on actors run by themselves.
    #[cfg(feature = "testkit")]
    pub(crate) fn let_go(&self) {
        if let Some(order) = self.order() {
            order.0.lock().by_hand = false;
            self.handle().0.notify();
        }
    }
}

/// The one worker, moved into its tokio task.
pub(super) struct SeededWorker {
    shared: Arc<Shared>,
    order: Arc<Order>,
}

impl SeededWorker {
    pub(super) fn new(shared: Arc<Shared>, order: Arc<Order>) -> Self {
        Self { shared, order }
    }

    /// The life of the worker.
    pub(super) async fn work(self) {
        let mut asleep = false;
        while !self.shared.is_stopped() {
            if self.slice() {
                tokio::task::yield_now().await;
            } else {
                poll_fn(|cx| {
                    let is_due = || self.order.is_due();
                    self.shared.poll_park_unless(0, &mut asleep, cx, is_due)
                })
                .await;
            }
        }
    }

    /// Runs some turns; false when nothing is left.
    fn slice(&self) -> bool {
        for _ in 0..self.order.turns() {
            while let Some(claim) = self.shared.take_one() {
                self.order.add(claim);
            }
            let Some((claim, pace)) = self.order.next() else {
                return false;
            };
            match claim.run_guarded(pace) {
                Rest::Released => {}
                Rest::Again(claim) | Rest::Lull(claim) => self.order.add(claim),
                Rest::Blocking(claim) => self.shared.run_blocking(claim),
            }
        }
        true
    }
}

impl Drop for SeededWorker {
    /// As the drop of the other worker.
    fn drop(&mut self) {
        let claims = std::mem::take(&mut self.order.0.lock().ready);
        self.shared.leave(0, claims.into_iter());
    }
}

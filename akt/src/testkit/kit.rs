//! [`TestKit`]: what a test holds in its hand.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::actor::{Actor, Factory, Once, Spawn};
use crate::base::time::{self, Instant};
use crate::system::ActorSystem;
use crate::testkit::builder::TestKitBuilder;
use crate::testkit::events::Events;
use crate::testkit::idle::IdleBell;
use crate::testkit::inbox::Inbox;
use crate::testkit::logs::Line;
use crate::testkit::watch::Horizon;

/// A test's system, its clock and its expectations; given to the test by [`run`](crate::testkit::run). Cheap to clone.
#[derive(Clone)]
pub struct TestKit {
    pub(super) shared: Arc<Shared>,
}

pub(super) struct Shared {
    pub(super) system: ActorSystem,
    pub(super) seed: u64,
    pub(super) by_hand: bool,
    pub(super) patience: Duration,
    pub(super) idle: Arc<IdleBell>,
    /// `None` in real time.
    pub(super) horizon: Option<Horizon>,
    pub(super) origin: Instant,
    pub(super) events: Events,
    /// `None` if logs are not captured.
    pub(super) logs: Option<Arc<Inbox<Line>>>,
}

impl TestKit {
    /// Options of a test.
    pub fn builder() -> TestKitBuilder {
        TestKitBuilder::new()
    }

    /// Runs a test with the default options: see [`run`](crate::testkit::run).
    ///
    /// # Panics
    /// When the test does, is stuck, or takes too long.
    pub fn run<R>(test: impl AsyncFnOnce(Self) -> R) -> R {
        Self::builder().run(test)
    }

    /// The system of the test. It is shut down when the test is through.
    #[must_use]
    pub fn system(&self) -> &ActorSystem {
        &self.shared.system
    }

    /// What the random choices of this run come from.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.shared.seed
    }

    /// How long an expectation waits for what is to come.
    #[must_use]
    pub fn patience(&self) -> Duration {
        self.shared.patience
    }

    /// As [`ActorSystem::spawn`].
    pub fn spawn<A: Actor>(&self, actor: A) -> Spawn<'static, A, Once<A>> {
        self.system().spawn(actor)
    }

    /// As [`ActorSystem::spawn_with`].
    pub fn spawn_with<A: Actor, F>(&self, factory: F) -> Spawn<'static, A, Factory<A>>
    where
        F: Fn() -> A + Send + Sync + 'static,
    {
        self.system().spawn_with(factory)
    }

    /// Waits until nothing can run without time going on: every actor is idle or waits for a timer, for the outside or for
    /// something that will not come, and so does every task of the runtime.
    ///
    /// It is exact: the runtime itself says so. Work on other threads, also of `spawn_blocking`, is not waited for.
    pub async fn settle(&self) {
        self.shared.idle.settled().await;
    }

    /// What time it is on the clock of the test.
    #[must_use]
    pub fn now(&self) -> Instant {
        time::now()
    }

    /// The clock of the test.
    ///
    /// # Panics
    /// In a test that runs in real time.
    #[must_use]
    #[allow(clippy::panic, reason = "this is how a test fails")]
    pub fn time(&self) -> VirtualTime<'_> {
        match &self.shared.horizon {
            Some(horizon) => VirtualTime { kit: self, horizon },
            None => panic!("a test in real time cannot move the clock: take `real_time` off"),
        }
    }
}

impl fmt::Debug for TestKit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestKit")
            .field("system", &self.shared.system)
            .field("seed", &self.shared.seed)
            .finish_non_exhaustive()
    }
}

/// The virtual clock of a test; made by [`TestKit::time`].
///
/// It stands while anything can run. When nothing can, and the test waits, it jumps to the next timer; so most tests need
/// not touch it.
#[derive(Debug)]
pub struct VirtualTime<'a> {
    kit: &'a TestKit,
    horizon: &'a Horizon,
}

impl VirtualTime<'_> {
    /// Lets time go on by `duration`, and everything run that is due until then: each at its own time, one after the other,
    /// and what is due at the end as well. The clock has steps of a millisecond, as timers have.
    pub async fn advance(&self, duration: Duration) {
        let target = time::later(time::now(), duration);
        self.horizon.move_on(target);
        self.kit.settle().await;
        let whole = target.saturating_duration_since(time::now());
        let whole = whole - Duration::from_nanos(u64::from(whole.subsec_nanos() % 1_000_000));
        if !whole.is_zero() {
            time::sleep(whole).await;
        }
        let rest = target.saturating_duration_since(time::now());
        if !rest.is_zero() {
            time::put_forward(rest).await;
        }
        self.kit.settle().await;
    }

    /// Puts the clock forward by `duration` at once, as when the machine was busy with something else: what was due meanwhile
    /// is late, and runs now.
    pub async fn jump(&self, duration: Duration) {
        self.horizon.move_on(time::later(time::now(), duration));
        self.kit.settle().await;
        time::put_forward(duration).await;
        self.kit.settle().await;
    }

    /// How long the test has run, by its own clock.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        time::now().saturating_duration_since(self.kit.shared.origin)
    }
}

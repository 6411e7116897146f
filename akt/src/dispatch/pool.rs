//! The workers' shared state: injector, stealing, sleepers.
//!
//! # When the runtime goes
//!
//! Workers are tasks, and a tokio runtime that is dropped drops its tasks, whatever actors there are. Nobody would
//! run these again, and whoever waits for one of them on another runtime would wait for ever. So the last worker
//! to go tells the [`Owner`] to end every actor, and runs them to their end on the thread that drops the runtime.
//!
//! That holds for the workers that are tasks. Workers on threads of their own go when they are told to, or because the
//! operating system refuses one of their threads before any actor lives there: neither concerns other actors.

use std::fmt;
use std::io;
use std::sync::{Arc, OnceLock, Weak};
use std::task::{Context, Poll};
use std::thread::Thread;
use std::time::Duration;

use crossbeam_deque::{Injector, Steal, Stealer, Worker as Deque};

use super::park::Dormitory;
use super::runnable::{Pace, Runnable};
use super::seeded::{Order, SeededWorker};
use super::watchdog::{Pulse, Watch};
use super::worker::Worker;
use crate::base::limits::WORKERS_MAX;
use crate::base::sync::{AtomicUsize, Ordering, spin};
use crate::base::time::cpu_now;
use crate::dispatch::task;

/// How long the last worker waits for an actor that somebody is about to schedule: that takes nanoseconds, unless
/// a thread was stopped in the midst of it.
const STRAGGLER_GRACE: Duration = Duration::from_secs(1);

/// Whose actors a dispatcher runs.
pub(crate) trait Owner: Send + Sync {
    /// Tells every actor to end at once, and lets in no other.
    fn abandon(&self);

    /// Whether every actor has ended.
    fn is_deserted(&self) -> bool;

    /// An actor has kept a worker for so long. `address` is where it lies, and may not be followed.
    fn blocked(&self, address: usize, worker: usize, since: Duration);
}

/// What all workers of a dispatcher share.
pub(super) struct Shared {
    owner: Weak<dyn Owner>,
    /// Whether the end of the workers is that of every actor of the owner.
    is_last: bool,
    /// Workers that live.
    workers: AtomicUsize,
    injector: Injector<Runnable>,
    stealers: Box<[Stealer<Runnable>]>,
    dormitory: Dormitory,
    stopped: AtomicUsize,
    /// What each worker does now, for the watchdog.
    pub(super) pulses: Box<[Pulse]>,
    watchdog: OnceLock<Thread>,
}

/// A way to schedule on a dispatcher.
#[derive(Clone)]
pub(crate) struct Handle(pub(super) Arc<Shared>);

/// A pool of workers. They stop when this is dropped; what is scheduled then is never run.
pub(crate) struct Dispatcher {
    handle: Handle,
    count: usize,
    /// What the one worker draws its order from, if it does.
    #[cfg_attr(
        not(feature = "testkit"),
        allow(dead_code, reason = "only the test kit looks into it")
    )]
    order: Option<Arc<Order>>,
}

impl Dispatcher {
    /// Starts `workers` workers on the current tokio runtime, for the actors of `owner`.
    pub(crate) fn start(workers: usize, owner: Weak<dyn Owner>) -> Self {
        let (handle, workers) = Self::hire(workers, owner, true);
        let count = workers.len();
        for worker in workers {
            task::spawn(worker.work());
        }
        Self {
            handle,
            count,
            order: None,
        }
    }

    /// Starts one worker on the current tokio runtime, which runs the actors of `owner` in this order.
    pub(crate) fn start_seeded(order: Arc<Order>, owner: Weak<dyn Owner>) -> Self {
        // Its own queue stays empty: all lies in the order.
        let handle = Handle(Arc::new(Shared::new(&[Deque::new_fifo()], owner, true)));
        let worker = SeededWorker::new(Arc::clone(&handle.0), Arc::clone(&order));
        task::spawn(worker.work());
        Self {
            handle,
            count: 1,
            order: Some(order),
        }
    }

    /// Starts `workers` workers on threads of their own, whose handlers may use the tokio runtime.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub(crate) fn start_threads(
        name: &str,
        workers: usize,
        runtime: &task::Handle,
        owner: Weak<dyn Owner>,
    ) -> io::Result<Self> {
        Self::start_threads_by(workers, owner, |worker| {
            let runtime = runtime.clone();
            task::spawn_thread(name, move || runtime.block_on(worker.work())).map(drop)
        })
    }

    /// [`Dispatcher::start_threads`], with threads that `start` makes.
    fn start_threads_by(
        workers: usize,
        owner: Weak<dyn Owner>,
        start: impl FnMut(Worker) -> io::Result<()>,
    ) -> io::Result<Self> {
        let (handle, workers) = Self::hire(workers, owner, false);
        // If one is refused, those before it stop when this is dropped.
        let started = Self {
            handle,
            count: workers.len(),
            order: None,
        };
        workers.into_iter().try_for_each(start)?;
        Ok(started)
    }

    fn hire(workers: usize, owner: Weak<dyn Owner>, is_last: bool) -> (Handle, Vec<Worker>) {
        let count = workers.clamp(1, WORKERS_MAX);
        let deques: Vec<Deque<Runnable>> = (0..count).map(|_| Deque::new_fifo()).collect();
        let handle = Handle(Arc::new(Shared::new(&deques, owner, is_last)));
        let workers = deques.into_iter().enumerate();
        let workers = workers
            .map(|(index, deque)| Worker::new(handle.clone(), index, deque))
            .collect();
        (handle, workers)
    }

    /// Lets the workers go when their turns are over.
    pub(crate) fn stop(&self) {
        self.handle.0.stop();
    }

    /// Looks from time to time whether an actor keeps a worker for longer than `limit`, and tells the owner.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub(crate) fn watch(&self, limit: Duration) -> io::Result<()> {
        let (shared, owner) = (
            Arc::downgrade(&self.handle.0),
            Weak::clone(&self.handle.0.owner),
        );
        let mut watch = Watch::new(limit);
        let thread = task::spawn_thread("akt-watchdog", move || {
            loop {
                std::thread::park_timeout(limit / 2);
                let (Some(shared), Some(owner)) = (shared.upgrade(), owner.upgrade()) else {
                    return;
                };
                if shared.is_stopped() {
                    return;
                }
                for blocked in watch.look(&shared.pulses, cpu_now()) {
                    owner.blocked(blocked.actor, blocked.worker, blocked.since);
                }
            }
        })?;
        // A second one goes on until it looks.
        let _ = self.handle.0.watchdog.set(thread.thread().clone());
        Ok(())
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    #[cfg(feature = "testkit")]
    pub(crate) fn order(&self) -> Option<&Order> {
        self.order.as_deref()
    }

    /// How many workers there are.
    pub(crate) fn workers(&self) -> usize {
        self.count
    }
}

impl Drop for Dispatcher {
    fn drop(&mut self) {
        self.handle.0.stop();
    }
}

impl fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dispatcher")
            .field("workers", &self.workers())
            .finish()
    }
}

impl Handle {
    /// Queues a claim for any worker.
    pub(super) fn schedule(&self, runnable: Runnable) {
        self.0.inject(runnable);
    }
}

#[cfg(all(test, akt_loom))]
impl Handle {
    /// A dispatcher without workers: a model takes the claims itself.
    pub(crate) fn detached() -> Self {
        struct Nobody;
        impl Owner for Nobody {
            fn abandon(&self) {}
            fn is_deserted(&self) -> bool {
                true
            }
            fn blocked(&self, _: usize, _: usize, _: Duration) {}
        }
        Self(Arc::new(Shared::new(&[], Weak::<Nobody>::new(), true)))
    }

    /// Takes one claim.
    pub(crate) fn take(&self) -> Option<Runnable> {
        self.0.injector.steal().success()
    }
}

impl Shared {
    fn new(deques: &[Deque<Runnable>], owner: Weak<dyn Owner>, is_last: bool) -> Self {
        Self {
            owner,
            is_last,
            workers: AtomicUsize::new(deques.len()),
            injector: Injector::new(),
            stealers: deques.iter().map(Deque::stealer).collect(),
            dormitory: Dormitory::new(deques.len()),
            stopped: AtomicUsize::new(0),
            pulses: deques.iter().map(|_| Pulse::default()).collect(),
            watchdog: OnceLock::new(),
        }
    }

    /// A dispatcher whose workers never come: a test takes the claims itself.
    #[cfg(all(test, not(akt_loom)))]
    pub(super) fn without_workers(owner: Weak<dyn Owner>) -> Arc<Self> {
        Arc::new(Self::new(&[Deque::new_fifo()], owner, true))
    }

    /// Queues a claim for any worker.
    pub(super) fn inject(&self, runnable: Runnable) {
        self.injector.push(runnable);
        self.notify();
    }

    /// Queues a claim that comes from a thread beside the workers, which may have gone meanwhile.
    pub(super) fn give_back(&self, runnable: Runnable) {
        self.inject(runnable);
        if self.workers.load(Ordering::Acquire) == 0 && !self.is_stopped() {
            self.bury();
        }
    }

    /// Wakes a sleeping worker, if there is one.
    pub(super) fn notify(&self) {
        self.dormitory.notify();
    }

    /// One claim from the injector.
    pub(super) fn take_one(&self) -> Option<Runnable> {
        loop {
            match self.injector.steal() {
                Steal::Success(runnable) => return Some(runnable),
                Steal::Empty => return None,
                Steal::Retry => {}
            }
        }
    }

    /// Work for worker `index` from the injector; some of it goes to its deque.
    pub(super) fn take_injected(&self, deque: &Deque<Runnable>) -> Option<Runnable> {
        loop {
            match self.injector.steal_batch_and_pop(deque) {
                Steal::Success(runnable) => return Some(runnable),
                Steal::Empty => return None,
                Steal::Retry => {}
            }
        }
    }

    /// Work for worker `index` from the other workers; half of a victim's queue goes to its deque.
    pub(super) fn steal(&self, index: usize, deque: &Deque<Runnable>) -> Option<Runnable> {
        let count = self.stealers.len();
        for offset in 1..count {
            let Some(stealer) = self.stealers.get((index + offset) % count) else {
                continue;
            };
            loop {
                match stealer.steal_batch_and_pop(deque) {
                    Steal::Success(runnable) => return Some(runnable),
                    Steal::Empty => break,
                    Steal::Retry => {}
                }
            }
        }
        None
    }

    /// Whether anything is queued where a worker without own work would find it.
    pub(super) fn has_work(&self) -> bool {
        !self.injector.is_empty() || self.stealers.iter().any(|stealer| !stealer.is_empty())
    }

    /// Whether there is more than one worker.
    pub(super) fn is_parallel(&self) -> bool {
        self.stealers.len() > 1
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire) != 0
    }

    fn stop(&self) {
        self.stopped.store(1, Ordering::Release);
        self.dormitory.wake_all();
        if let Some(watchdog) = self.watchdog.get() {
            watchdog.unpark();
        }
    }

    /// Worker `index` is going, and leaves `claims` behind.
    pub(super) fn leave(&self, index: usize, claims: impl Iterator<Item = Runnable>) {
        self.dormitory.leave(index);
        for claim in claims {
            self.injector.push(claim);
        }
        if self.workers.fetch_sub(1, Ordering::AcqRel) > 1 {
            // Another one may have been woken by the work that is handed on here, or by what this one was woken for.
            self.notify();
        } else if !self.is_stopped() {
            self.bury();
        }
    }

    /// Runs every actor to its end, if there is nobody left to do so.
    fn bury(&self) {
        if !self.is_last {
            return;
        }
        let Some(owner) = self.owner.upgrade() else {
            return;
        };
        owner.abandon();
        let (mut step, mut since) = (0, cpu_now());
        while !owner.is_deserted() {
            match self.injector.steal() {
                Steal::Success(claim) => {
                    if let Some(again) = claim.run_guarded(Pace::Blocking).claim() {
                        self.injector.push(again);
                    }
                    since = cpu_now();
                }
                Steal::Retry => {}
                Steal::Empty if since.elapsed() < STRAGGLER_GRACE => spin(&mut step),
                Steal::Empty => {
                    tracing::error!("actors were left behind when their tokio runtime ended");
                    return;
                }
            }
        }
    }

    /// Sleeps until there may be work. `asleep` is the worker's memory of whether it is in the list.
    pub(super) fn poll_park(&self, index: usize, asleep: &mut bool, cx: &Context<'_>) -> Poll<()> {
        self.poll_park_unless(index, asleep, cx, || false)
    }

    /// As [`Shared::poll_park`], and does not sleep while there is something else to do.
    pub(super) fn poll_park_unless(
        &self,
        index: usize,
        asleep: &mut bool,
        cx: &Context<'_>,
        other: impl FnOnce() -> bool,
    ) -> Poll<()> {
        let is_due = || self.has_work() || self.is_stopped() || other();
        self.dormitory.poll_park(index, asleep, cx, is_due)
    }
}

#[cfg(all(test, not(akt_loom)))]
mod tests {
    use std::io;
    use std::sync::atomic::Ordering;
    use std::sync::{Arc, Weak};

    use super::{Dispatcher, Owner};
    use crate::dispatch::runnable::dummy::Witness;

    #[test]
    fn a_refused_thread_ends_no_actor_of_the_system() {
        let owner = Arc::new(Witness::default());
        for granted in 0..3 {
            let weak: Weak<dyn Owner> = Arc::<Witness>::downgrade(&owner);
            let mut started = Vec::new();
            let refused = Dispatcher::start_threads_by(3, weak, |worker| {
                if started.len() == granted {
                    return Err(io::ErrorKind::WouldBlock.into());
                }
                started.push(worker);
                Ok(())
            });
            let error = refused.map(drop).expect_err("a thread was refused");
            assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
            let told_to_go = started.iter().all(|worker| worker.is_stopped());
            assert!(told_to_go);
            drop(started);
        }
        assert_eq!(owner.abandoned.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn the_end_of_a_systems_own_workers_ends_its_actors() {
        let owner = Arc::new(Witness::default());
        let weak: Weak<dyn Owner> = Arc::<Witness>::downgrade(&owner);
        let (_handle, workers) = Dispatcher::hire(2, weak, true);
        drop(workers);
        assert_eq!(owner.abandoned.load(Ordering::Relaxed), 1);
    }
}

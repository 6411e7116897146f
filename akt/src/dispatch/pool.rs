//! The workers' shared state: injector, stealing, sleepers.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use crossbeam_deque::{Injector, Steal, Stealer, Worker as Deque};

use super::park::Dormitory;
use super::runnable::Runnable;
use super::worker::Worker;
use crate::base::limits::WORKERS_MAX;
use crate::base::sync::{AtomicUsize, Ordering};
use crate::dispatch::task;

/// What all workers of a dispatcher share.
pub(super) struct Shared {
    injector: Injector<Runnable>,
    stealers: Box<[Stealer<Runnable>]>,
    dormitory: Dormitory,
    stopped: AtomicUsize,
}

/// A way to schedule on a dispatcher.
#[derive(Clone)]
pub(crate) struct Handle(pub(super) Arc<Shared>);

/// A pool of workers. They stop when this is dropped; what is scheduled then is never run.
pub(crate) struct Dispatcher {
    handle: Handle,
    workers: Vec<task::JoinHandle<()>>,
}

impl Dispatcher {
    /// Starts `workers` workers on the current tokio runtime.
    pub(crate) fn start(workers: usize) -> Self {
        let count = workers.clamp(1, WORKERS_MAX);
        let deques: Vec<Deque<Runnable>> = (0..count).map(|_| Deque::new_fifo()).collect();
        let handle = Handle(Arc::new(Shared::new(&deques)));
        let workers = deques
            .into_iter()
            .enumerate()
            .map(|(index, deque)| task::spawn(Worker::new(handle.clone(), index, deque).work()))
            .collect();
        Self { handle, workers }
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// How many workers there are.
    pub(crate) fn workers(&self) -> usize {
        self.workers.len()
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
        self.0.injector.push(runnable);
        self.0.notify();
    }
}

#[cfg(all(test, akt_loom))]
impl Handle {
    /// A dispatcher without workers: a model takes the claims itself.
    pub(crate) fn detached() -> Self {
        Self(Arc::new(Shared::new(&[])))
    }

    /// Takes one claim.
    pub(crate) fn take(&self) -> Option<Runnable> {
        self.0.injector.steal().success()
    }
}

impl Shared {
    fn new(deques: &[Deque<Runnable>]) -> Self {
        Self {
            injector: Injector::new(),
            stealers: deques.iter().map(Deque::stealer).collect(),
            dormitory: Dormitory::new(deques.len()),
            stopped: AtomicUsize::new(0),
        }
    }

    /// Wakes a sleeping worker, if there is one.
    pub(super) fn notify(&self) {
        self.dormitory.notify();
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

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire) != 0
    }

    fn stop(&self) {
        self.stopped.store(1, Ordering::Release);
        self.dormitory.wake_all();
    }

    /// Sleeps until there may be work. `asleep` is the worker's memory of whether it is in the list.
    pub(super) fn poll_park(&self, index: usize, asleep: &mut bool, cx: &Context<'_>) -> Poll<()> {
        let is_due = || self.has_work() || self.is_stopped();
        self.dormitory.poll_park(index, asleep, cx, is_due)
    }
}

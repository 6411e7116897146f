//! Where idle workers sleep, and how they are woken without a lock when nobody sleeps.
//!
//! # No lost wake-up
//!
//! A scheduler publishes work, then (after a SeqCst fence) looks for a sleeper. A worker that found nothing
//! enters the list of sleepers, then (after a SeqCst fence) looks for work once more. Of the two looks at least
//! one sees the other side: either the scheduler wakes the worker, or the worker finds the work.
//!
//! ```text
//!   scheduler                 worker
//!   publish work              enter the list
//!   fence                     fence
//!   is anyone in the list?    is there work?
//! ```

use std::task::{Context, Poll, Waker};

use crate::base::sync::{AtomicUsize, Mutex, Ordering, fence};

/// A worker that sleeps: its index, and how to wake it.
struct Sleeper {
    index: usize,
    waker: Waker,
}

/// The sleeping workers of one dispatcher.
pub(super) struct Dormitory {
    sleepers: Mutex<Vec<Sleeper>>,
    /// The length of `sleepers`, readable without the lock.
    sleeping: AtomicUsize,
}

impl Dormitory {
    pub(super) fn new(workers: usize) -> Self {
        Self {
            sleepers: Mutex::new(Vec::with_capacity(workers)),
            sleeping: AtomicUsize::new(0),
        }
    }

    /// Wakes a sleeping worker, if there is one. Called after work was published.
    pub(super) fn notify(&self) {
        fence(Ordering::SeqCst);
        if self.sleeping.load(Ordering::Relaxed) == 0 {
            return;
        }
        let woken = {
            let mut sleepers = self.sleepers.lock();
            let woken = sleepers.pop();
            self.sleeping.store(sleepers.len(), Ordering::Relaxed);
            woken
        };
        if let Some(sleeper) = woken {
            sleeper.waker.wake();
        }
    }

    /// Takes a worker that is going out of the list, so that it uses up nobody's wake-up.
    pub(super) fn leave(&self, index: usize) {
        let mut sleepers = self.sleepers.lock();
        sleepers.retain(|sleeper| sleeper.index != index);
        self.sleeping.store(sleepers.len(), Ordering::Relaxed);
    }

    /// Wakes everyone, to see that the dispatcher has stopped.
    pub(super) fn wake_all(&self) {
        fence(Ordering::SeqCst);
        let sleepers = {
            let mut sleepers = self.sleepers.lock();
            self.sleeping.store(0, Ordering::Relaxed);
            std::mem::take(&mut *sleepers)
        };
        for sleeper in sleepers {
            sleeper.waker.wake();
        }
    }

    /// Sleeps until there may be work, which `is_due` knows. `asleep` is the worker's memory of whether it is in
    /// the list.
    pub(super) fn poll_park(
        &self,
        index: usize,
        asleep: &mut bool,
        cx: &Context<'_>,
        is_due: impl FnOnce() -> bool,
    ) -> Poll<()> {
        {
            let mut sleepers = self.sleepers.lock();
            let place = sleepers.iter_mut().find(|sleeper| sleeper.index == index);
            match place {
                Some(sleeper) => sleeper.waker.clone_from(cx.waker()),
                // It was in the list and is no more: somebody woke it.
                None if *asleep => {
                    *asleep = false;
                    return Poll::Ready(());
                }
                None => {
                    sleepers.push(Sleeper {
                        index,
                        waker: cx.waker().clone(),
                    });
                    *asleep = true;
                }
            }
            self.sleeping.store(sleepers.len(), Ordering::Relaxed);
        }
        fence(Ordering::SeqCst);
        if !is_due() {
            return Poll::Pending;
        }
        self.leave(index);
        *asleep = false;
        Poll::Ready(())
    }
}

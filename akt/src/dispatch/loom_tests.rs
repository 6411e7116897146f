//! Models of parking: every interleaving of schedulers and workers that fall asleep, checked by loom.
//!
//! The run queue is a counter that is touched with `Relaxed` only, so that the order which keeps wake-ups from
//! being lost must come from the dormitory itself.

use std::task::{Context, Poll, Wake, Waker};

use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

use super::park::Dormitory;

/// A dispatcher without actors.
struct Model {
    dormitory: Dormitory,
    queued: AtomicUsize,
}

impl Model {
    fn new(workers: usize) -> Arc<Self> {
        Arc::new(Self {
            dormitory: Dormitory::new(workers),
            queued: AtomicUsize::new(0),
        })
    }

    fn schedule(&self) {
        self.queued.fetch_add(1, Ordering::Relaxed);
        self.dormitory.notify();
    }

    fn take(&self) -> bool {
        self.queued
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |count| {
                count.checked_sub(1)
            })
            .is_ok()
    }
}

/// The waker of a worker's task: counts, as tokio would note that the task is to be polled.
struct Task(AtomicUsize);

impl Wake for Task {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

/// A worker as a task that is polled by hand.
struct Sleeper {
    index: usize,
    asleep: bool,
    task: std::sync::Arc<Task>,
    waker: Waker,
}

impl Sleeper {
    fn new(index: usize) -> Self {
        let task = std::sync::Arc::new(Task(AtomicUsize::new(0)));
        Self {
            index,
            asleep: false,
            waker: Waker::from(std::sync::Arc::clone(&task)),
            task,
        }
    }

    fn poll(&mut self, model: &Model) -> Poll<()> {
        let cx = Context::from_waker(&self.waker);
        let is_due = || model.queued.load(Ordering::Relaxed) > 0;
        model
            .dormitory
            .poll_park(self.index, &mut self.asleep, &cx, is_due)
    }

    /// Takes work until there is none; sleeps. Returns how much it did.
    fn work(&mut self, model: &Model) -> usize {
        let mut done = 0;
        loop {
            while model.take() {
                done += 1;
            }
            if self.poll(model).is_pending() {
                return done;
            }
        }
    }

    fn was_woken(&self) -> bool {
        self.task.0.load(Ordering::Acquire) > 0
    }
}

#[test]
fn loom_work_that_comes_while_a_worker_falls_asleep_is_seen() {
    loom::model(|| {
        let model = Model::new(1);
        let scheduler = {
            let model = Arc::clone(&model);
            thread::spawn(move || model.schedule())
        };
        let mut worker = Sleeper::new(0);
        let mut done = worker.work(&model);
        scheduler.join().unwrap();
        if done == 0 {
            assert!(worker.was_woken(), "the worker sleeps beside work");
            done += worker.work(&model);
        }
        assert_eq!(done, 1);
    });
}

#[test]
fn loom_a_worker_that_is_awake_takes_no_wake_up_from_one_that_sleeps() {
    loom::model(|| {
        let model = Model::new(2);
        let (mut sleeper, mut awake) = (Sleeper::new(0), Sleeper::new(1));
        assert!(sleeper.poll(&model).is_pending());
        model.queued.store(1, Ordering::Relaxed);
        assert!(awake.poll(&model).is_ready(), "there is work");
        assert!(model.take());
        let scheduler = {
            let model = Arc::clone(&model);
            thread::spawn(move || model.schedule())
        };
        scheduler.join().unwrap();
        assert!(sleeper.was_woken() && !awake.was_woken());
    });
}

#[test]
fn loom_two_schedulers_wake_two_workers() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(|| {
        let model = Model::new(2);
        let (mut first, mut second) = (Sleeper::new(0), Sleeper::new(1));
        assert_eq!(first.work(&model) + second.work(&model), 0, "both sleep");
        let schedulers: Vec<_> = (0..2)
            .map(|_| {
                let model = Arc::clone(&model);
                thread::spawn(move || model.schedule())
            })
            .collect();
        for scheduler in schedulers {
            scheduler.join().unwrap();
        }
        assert!(first.was_woken() && second.was_woken(), "one wake-up each");
        assert_eq!(first.work(&model) + second.work(&model), 2);
    });
}

#[test]
fn loom_a_wake_up_that_finds_nothing_is_not_the_last() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(|| {
        let model = Model::new(2);
        // The first scheduler's wake-up may be used up by a worker whose work the other one takes.
        let thief = {
            let model = Arc::clone(&model);
            thread::spawn(move || {
                let mut thief = Sleeper::new(1);
                let done = thief.work(&model);
                (done, thief)
            })
        };
        let mut worker = Sleeper::new(0);
        model.schedule();
        let mut done = worker.work(&model);
        model.schedule();
        let (taken, mut thief) = thief.join().unwrap();
        done += taken;
        if done < 2 {
            assert!(
                worker.was_woken() || thief.was_woken(),
                "both sleep beside work"
            );
            if thief.was_woken() {
                done += thief.work(&model);
            }
            if worker.was_woken() {
                done += worker.work(&model);
            }
        }
        assert_eq!(done, 2, "work was left behind");
    });
}

#[test]
fn loom_the_end_wakes_a_worker_that_falls_asleep() {
    loom::model(|| {
        let model = Model::new(1);
        let stopper = {
            let model = Arc::clone(&model);
            thread::spawn(move || {
                model.queued.store(1, Ordering::Relaxed);
                model.dormitory.wake_all();
            })
        };
        let mut worker = Sleeper::new(0);
        let slept = worker.poll(&model).is_pending();
        stopper.join().unwrap();
        assert!(!slept || worker.was_woken(), "the worker slept on");
    });
}

//! Models of the lane and the gate: every interleaving of a few racing operations, checked by loom.
//!
//! Run with `RUSTFLAGS="--cfg akt_loom" cargo test -p akt --release --lib loom`.

use std::sync::Mutex;

use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

use super::lane::Settle;
use super::{Gate, Lane, Stack};

/// An actor without an actor: lane, gate, and a run queue that counts how often it was scheduled.
struct Model {
    gate: Gate,
    lane: Lane<u32>,
    system: Stack<u32>,
    runnable: AtomicUsize,
    handled: Mutex<Vec<u32>>,
    /// Relaxed everywhere, so that it adds no order that the gate itself does not give.
    owner: AtomicUsize,
}

impl Model {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            gate: Gate::new(),
            lane: Lane::new(),
            system: Stack::new(),
            runnable: AtomicUsize::new(0),
            handled: Mutex::new(Vec::new()),
            owner: AtomicUsize::new(0),
        })
    }

    fn send(&self, value: u32) -> bool {
        match self.lane.push(&self.gate, value) {
            Ok(true) => self.schedule(),
            Ok(false) => {}
            Err(_) => return false,
        }
        true
    }

    fn signal(&self, value: u32) {
        if self.system.push(value).is_ok() && self.gate.nudge() {
            self.schedule();
        }
    }

    fn schedule(&self) {
        self.runnable.fetch_add(1, Ordering::AcqRel);
    }

    /// Takes one entry of the run queue, if there is one.
    fn claim(&self) -> bool {
        self.runnable
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |count| {
                count.checked_sub(1)
            })
            .is_ok()
    }

    /// One turn: everything that is readable, then idle. Asserts that nobody else owns the actor.
    #[allow(unsafe_code)]
    fn turn(&self) {
        assert_eq!(self.owner.swap(1, Ordering::Relaxed), 0, "two owners");
        self.gate.begin();
        loop {
            self.handled.lock().unwrap().extend(self.system.take());
            // SAFETY: the run queue entry gave us ownership.
            while let Some(value) = unsafe { self.lane.pop_value() } {
                self.handled.lock().unwrap().push(value);
            }
            self.owner.store(0, Ordering::Relaxed);
            // SAFETY: as above.
            match unsafe { self.lane.settle(&self.gate) } {
                Settle::Idle => return,
                Settle::Nudged => {
                    self.gate.begin();
                }
                Settle::Busy => thread::yield_now(),
            }
            self.owner.store(1, Ordering::Relaxed);
        }
    }

    fn run_all(&self) {
        while self.claim() {
            self.turn();
        }
    }

    fn handled(&self) -> Vec<u32> {
        self.handled.lock().unwrap().clone()
    }
}

#[test]
fn loom_two_senders_lose_nothing_and_keep_order() {
    loom::model(|| {
        let model = Model::new();
        let other = {
            let model = Arc::clone(&model);
            thread::spawn(move || {
                assert!(model.send(10));
                assert!(model.send(11));
            })
        };
        assert!(model.send(20));
        assert!(model.send(21));
        model.run_all();
        other.join().unwrap();
        model.run_all();
        let handled = model.handled();
        let of = |range: std::ops::Range<u32>| -> Vec<u32> {
            handled
                .iter()
                .copied()
                .filter(|value| range.contains(value))
                .collect()
        };
        assert_eq!(of(10..20), [10, 11]);
        assert_eq!(of(20..30), [20, 21]);
    });
}

#[test]
fn loom_a_send_races_the_end_of_a_turn() {
    loom::model(|| {
        let model = Model::new();
        assert!(model.send(1));
        let worker = {
            let model = Arc::clone(&model);
            thread::spawn(move || model.run_all())
        };
        assert!(model.send(2));
        assert!(model.send(3));
        worker.join().unwrap();
        model.run_all();
        assert_eq!(
            model.handled(),
            [1, 2, 3],
            "a message slept in an idle actor"
        );
    });
}

#[test]
fn loom_a_nudge_races_the_end_of_a_turn() {
    loom::model(|| {
        let model = Model::new();
        assert!(model.send(1));
        let worker = {
            let model = Arc::clone(&model);
            thread::spawn(move || model.run_all())
        };
        model.signal(100);
        worker.join().unwrap();
        model.run_all();
        let mut handled = model.handled();
        handled.sort_unstable();
        assert_eq!(handled, [1, 100], "a system message slept in an idle actor");
    });
}

#[test]
fn loom_a_wake_races_the_suspension() {
    loom::model(|| {
        let model = Model::new();
        assert!(model.send(1));
        assert!(model.claim());
        model.gate.begin();
        let waker = {
            let model = Arc::clone(&model);
            thread::spawn(move || {
                // The wake-up, and a message beside it.
                if model.gate.nudge() {
                    model.schedule();
                }
                assert!(model.send(2));
            })
        };
        let suspended = model.gate.suspend();
        waker.join().unwrap();
        if suspended {
            assert!(model.claim(), "the wake-up was lost");
            assert!(!model.claim(), "scheduled twice");
            model.turn();
        } else {
            assert!(!model.claim(), "scheduled while owned");
            model.turn();
        }
        assert_eq!(model.handled(), [1, 2]);
    });
}

#[test]
fn loom_a_second_nudge_races_the_begin_of_a_turn() {
    loom::model(|| {
        let model = Model::new();
        // A wake-up, with no message that would make the owner look closely.
        assert!(model.gate.nudge());
        let other = {
            let model = Arc::clone(&model);
            thread::spawn(move || model.signal(2))
        };
        model.turn();
        other.join().unwrap();
        model.run_all();
        assert_eq!(
            model.handled(),
            [2],
            "the nudge was taken off and its message not seen"
        );
    });
}

#[test]
#[allow(unsafe_code)]
fn loom_closing_conserves_messages() {
    loom::model(|| {
        let model = Model::new();
        assert!(model.send(1));
        let sender = {
            let model = Arc::clone(&model);
            thread::spawn(move || (2..5).filter(|&value| model.send(value)).count())
        };
        assert!(model.claim());
        model.gate.begin();
        let mut left = Vec::new();
        // SAFETY: the claim gave us ownership.
        unsafe { model.lane.close(&model.gate, |value| left.push(value)) };
        let accepted = sender.join().unwrap();
        assert_eq!(
            left.len(),
            accepted + 1,
            "each message is refused or left over, once"
        );
        assert!(left.is_sorted());
        assert!(!model.claim(), "a dead actor was scheduled");
    });
}

#[test]
fn loom_two_workers_never_own_one_actor() {
    loom::model(|| {
        let model = Model::new();
        let worker = {
            let model = Arc::clone(&model);
            thread::spawn(move || {
                assert!(model.send(1));
                model.run_all();
            })
        };
        model.signal(100);
        model.run_all();
        worker.join().unwrap();
        model.run_all();
        let mut handled = model.handled();
        handled.sort_unstable();
        assert_eq!(handled, [1, 100]);
    });
}

#[test]
fn loom_the_stack_conserves_values_when_it_closes() {
    loom::model(|| {
        let stack = Arc::new(Stack::new());
        let pusher = {
            let stack = Arc::clone(&stack);
            thread::spawn(move || (0..2).filter(|&value| stack.push(value).is_ok()).count())
        };
        let taken = stack.take().len() + stack.close().len();
        assert_eq!(taken, pusher.join().unwrap());
    });
}

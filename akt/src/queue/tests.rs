//! Behaviour of the lane on real threads; the interleavings are modelled in `loom_tests.rs`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::lane::Settle;
use super::{Gate, Lane, Stack};

struct Queue<T> {
    gate: Gate,
    lane: Lane<T>,
}

impl<T> Queue<T> {
    fn new() -> Self {
        Self {
            gate: Gate::new(),
            lane: Lane::new(),
        }
    }

    fn push(&self, value: T) -> Result<bool, T> {
        self.lane.push(&self.gate, value)
    }

    /// Every readable message; the caller must be the only consumer.
    #[allow(unsafe_code)]
    fn drain(&self) -> Vec<T> {
        let mut out = Vec::new();
        loop {
            // SAFETY: each test has one consuming thread.
            match unsafe { self.lane.pop_value() } {
                Some(value) => out.push(value),
                None => return out,
            }
        }
    }

    fn len(&self) -> usize {
        self.lane.len(&self.gate)
    }

    /// Takes one message, if there is one.
    #[allow(unsafe_code)]
    fn pop(&self) -> bool {
        // SAFETY: each test has one consuming thread.
        unsafe { self.lane.pop_value() }.is_some()
    }

    #[allow(unsafe_code)]
    fn settle(&self) -> Settle {
        // SAFETY: each test has one consuming thread.
        unsafe { self.lane.settle(&self.gate) }
    }

    #[allow(unsafe_code)]
    fn close(&self) -> Vec<T> {
        let mut out = Vec::new();
        // SAFETY: each test has one consuming thread.
        unsafe { self.lane.close(&self.gate, |value| out.push(value)) };
        out
    }
}

#[test]
fn the_first_push_schedules_and_later_ones_do_not() {
    let queue = Queue::new();
    assert_eq!(queue.push(1), Ok(true));
    assert_eq!(queue.push(2), Ok(false));
    assert!(!queue.gate.begin());
    assert_eq!(queue.drain(), [1, 2]);
    assert_eq!(queue.settle(), Settle::Idle);
    assert_eq!(queue.push(3), Ok(true), "idle again");
    assert_eq!(queue.settle(), Settle::Busy, "a message waits");
    assert_eq!(queue.drain(), [3]);
}

#[test]
fn order_holds_across_many_blocks_of_every_size() {
    fn check<T: Clone + PartialEq + std::fmt::Debug>(make: impl Fn(usize) -> T) {
        let queue = Queue::new();
        for round in 0..3 {
            let sent: Vec<T> = (0..1000)
                .map(|number| make(round * 1000 + number))
                .collect();
            for value in &sent {
                assert!(queue.push(value.clone()).is_ok());
            }
            assert_eq!(queue.drain(), sent);
            assert_eq!(queue.settle(), Settle::Idle);
        }
    }
    check(|number| number);
    check(|number| number.to_le_bytes()[0]);
    check(|_| ());
    check(|number| [number; 7]);
    check(|number| [number; 15]);
    check(|number| [number; 100]);
    check(|number| format!("message {number}"));
}

/// Two types whose slots are equally far apart share the pooled blocks, also when one is aligned more strictly.
#[test]
fn blocks_pass_between_types_of_any_alignment() {
    fn fill<T: Clone + PartialEq + std::fmt::Debug>(value: &T) {
        let queue = Queue::new();
        for count in [1, 2, 100] {
            for _ in 0..count {
                assert!(queue.push(value.clone()).is_ok());
                assert_eq!(queue.drain(), std::slice::from_ref(value));
            }
            assert_eq!(queue.settle(), Settle::Idle);
        }
    }
    #[repr(align(32))]
    #[derive(Clone, PartialEq, Debug)]
    struct Wide([u8; 32]);
    for _ in 0..3 {
        fill(&[u64::MAX; 3]);
        fill(&u128::MAX);
        fill(&[u8::MAX; 31]);
        fill(&[u64::MAX; 7]);
        fill(&Wide([u8::MAX; 32]));
        fill(&[u128::MAX; 3]);
    }
}

/// A drain stops at the mark, and not at a message before it whose sender is still between claim and flag.
#[test]
#[allow(unsafe_code)]
fn a_mark_is_passed_when_everything_before_it_was_taken() {
    for before in [0, 1, 5, 30, 31, 32, 62, 100] {
        let queue = Queue::new();
        for number in 0..before {
            assert!(queue.push(number).is_ok());
        }
        let mark = queue.lane.end(&queue.gate);
        for number in before..before + 50 {
            assert!(queue.push(number).is_ok());
        }
        let mut taken = 0;
        // SAFETY: this is the one consuming thread.
        while !unsafe { queue.lane.is_past(mark) } {
            // SAFETY: as above.
            match unsafe { queue.lane.pop_value() } {
                Some(number) => assert_eq!(number, taken),
                None => panic!("there are more"),
            }
            taken += 1;
        }
        assert_eq!(taken, before);
    }
}

#[test]
fn a_nudge_schedules_once_and_a_push_beside_it_does_not() {
    let queue = Queue::new();
    assert!(queue.gate.nudge());
    assert!(!queue.gate.nudge(), "already scheduled");
    assert_eq!(queue.push(1), Ok(false), "already scheduled");
    assert!(queue.gate.begin());
    assert!(!queue.gate.nudge(), "the owner will look");
    assert_eq!(queue.drain(), [1]);
    assert_eq!(queue.settle(), Settle::Nudged);
    assert!(queue.gate.begin());
    assert_eq!(queue.settle(), Settle::Idle);
}

#[test]
fn a_suspended_actor_is_woken_by_a_nudge_only() {
    let queue = Queue::new();
    assert_eq!(queue.push(1), Ok(true));
    assert!(!queue.gate.begin());
    assert!(queue.gate.suspend());
    assert_eq!(queue.push(2), Ok(false), "messages only queue");
    assert!(queue.gate.nudge(), "the wake-up schedules");
    assert!(queue.gate.begin());
    assert!(!queue.gate.nudge());
    assert!(!queue.gate.suspend(), "nudged meanwhile: look again");
    assert_eq!(queue.drain(), [1, 2]);
}

#[test]
fn closing_returns_what_is_left_and_refuses_the_rest() {
    let queue = Queue::new();
    for number in 0..100 {
        assert!(queue.push(number).is_ok());
    }
    assert_eq!(queue.close(), (0..100).collect::<Vec<_>>());
    assert_eq!(queue.push(100), Err(100));
    assert!(!queue.gate.nudge());
    assert!(queue.gate.is_dead());
}

#[test]
fn dropping_a_lane_drops_its_messages() {
    let counted = Arc::new(());
    let queue = Queue::new();
    for _ in 0..100 {
        assert!(queue.push(Arc::clone(&counted)).is_ok());
    }
    drop(queue);
    assert_eq!(Arc::strong_count(&counted), 1);
}

/// Producers on threads, one consumer that is scheduled as the dispatcher would do it: every message arrives
/// once, in the order of its sender, and the close conserves the rest.
#[test]
fn threads_lose_nothing_and_keep_each_senders_order() {
    const SENDERS: usize = 4;
    let messages: usize = if cfg!(akt_sanitize) { 5_000 } else { 100_000 };
    let queue = Arc::new(Queue::<(usize, usize)>::new());
    let runnable = Arc::new(AtomicUsize::new(0));
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let (queue, runnable) = (Arc::clone(&queue), Arc::clone(&runnable));
            crate::dispatch::task::spawn_thread("sender", move || {
                let mut refused = 0;
                for number in 0..messages {
                    match queue.push((sender, number)) {
                        Ok(true) => assert_eq!(
                            runnable.fetch_add(1, Ordering::AcqRel),
                            0,
                            "scheduled twice"
                        ),
                        Ok(false) => {}
                        Err(_) => refused += 1,
                    }
                }
                refused
            })
            .expect("a thread starts")
        })
        .collect();
    let mut next = [0; SENDERS];
    let mut received = 0;
    let mut take = |(sender, number): (usize, usize)| {
        assert!(number >= next[sender], "order of sender {sender}");
        next[sender] = number + 1;
        received += 1;
    };
    let enough = SENDERS * messages / 2;
    let mut handled = 0;
    'turns: loop {
        if runnable.load(Ordering::Acquire) == 0 {
            std::hint::spin_loop();
            continue;
        }
        runnable.fetch_sub(1, Ordering::AcqRel);
        queue.gate.begin();
        loop {
            for message in queue.drain() {
                take(message);
                handled += 1;
            }
            if handled >= enough {
                break 'turns;
            }
            match queue.settle() {
                Settle::Idle => break,
                Settle::Busy | Settle::Nudged => {}
            }
        }
    }
    for message in queue.close() {
        take(message);
    }
    let refused: usize = senders
        .into_iter()
        .map(|sender| sender.join().expect("no panic"))
        .sum();
    assert_eq!(received + refused, SENDERS * messages);
}

#[test]
fn the_stack_keeps_order_and_closes() {
    let stack = Stack::new();
    assert_eq!(stack.push(1), Ok(()));
    assert_eq!(stack.push(2), Ok(()));
    assert_eq!(stack.take(), [1, 2]);
    assert_eq!(stack.push(3), Ok(()));
    assert_eq!(stack.close(), [3]);
    assert_eq!(stack.push(4), Err(4));
    assert!(stack.take().is_empty());
    assert_eq!(stack.push(5), Err(5), "taking does not open it again");
}

#[test]
fn the_length_is_exact_when_nobody_pushes_or_takes() {
    fn check<T: Clone>(value: &T) {
        let queue = Queue::new();
        assert_eq!(queue.len(), 0);
        let mut waiting = 0;
        for round in 1..=200 {
            for _ in 0..round {
                assert!(queue.push(value.clone()).is_ok());
                waiting += 1;
                assert_eq!(queue.len(), waiting);
            }
            for _ in 0..round / 2 {
                assert!(queue.pop());
                waiting -= 1;
                assert_eq!(queue.len(), waiting);
            }
        }
        assert!(waiting > 10_000);
        assert_eq!(queue.settle(), Settle::Busy);
        assert_eq!(
            queue.len(),
            waiting,
            "an actor that goes on is where it was"
        );
        assert_eq!(queue.drain().len(), waiting);
        assert_eq!((queue.len(), queue.settle()), (0, Settle::Idle));
        assert_eq!(queue.len(), 0);
        for left in 1..100 {
            assert!(queue.push(value.clone()).is_ok());
            assert_eq!(queue.len(), left, "before the consumer has come");
        }
        assert_eq!(queue.close().len(), 99);
        assert_eq!(queue.len(), 0);
    }
    check(&7_u64);
    check(&());
    check(&[0_u64; 100]);
}

#[test]
fn the_length_holds_when_the_numbers_of_blocks_begin_anew() {
    let rounds: usize = if cfg!(akt_sanitize) || cfg!(miri) {
        2_000
    } else {
        70_000
    };
    let queue = Queue::new();
    for round in 0..rounds {
        // Each round is a block at least, with another place in it.
        for waiting in 1..=round % 40 + 1 {
            assert!(queue.push(round).is_ok());
            assert_eq!(queue.len(), waiting);
        }
        let taken = queue.drain().len();
        assert_eq!((taken, queue.len()), (round % 40 + 1, 0));
        if round % 3 == 0 {
            assert_eq!(queue.settle(), Settle::Idle);
        }
    }
    // One long stay, so that the numbers begin anew amid a backlog.
    let many = rounds * 31;
    for _ in 0..1000 {
        assert!(queue.push(0).is_ok());
    }
    for _ in 0..many {
        assert!(queue.push(0).is_ok() && queue.pop());
    }
    assert_eq!(queue.len(), 1000);
}

#[test]
fn the_length_counts_a_backlog_of_a_hundred_thousand() {
    let queue = Queue::new();
    for _ in 0..100_000 {
        assert!(queue.push([0_u64; 2]).is_ok());
    }
    assert_eq!(queue.len(), 100_000);
    assert_eq!(queue.drain().len(), 100_000);
    assert_eq!(queue.len(), 0);
}

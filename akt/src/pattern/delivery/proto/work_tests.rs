//! The work queue: who gets what, what comes back, what is given up.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::{Assignment, Outcome, Verdict, WorkQueue, WorkerId};
use crate::base::backoff::Backoff;
use crate::base::rng::Rng;
use crate::base::time::{self, Instant};

const A: WorkerId = WorkerId(1);
const B: WorkerId = WorkerId(2);
const WAIT: Duration = Duration::from_millis(100);

fn queue(jobs: u64) -> WorkQueue<u64> {
    let mut queue = WorkQueue::new(1, 3, Backoff::fixed(WAIT));
    for seq in 1..=jobs {
        queue.offer(seq, seq * 10);
    }
    queue
}

fn assigned(queue: &mut WorkQueue<u64>, now: Instant) -> Vec<(WorkerId, u64)> {
    std::iter::from_fn(|| queue.poll_assign(now))
        .map(|Assignment { worker, seq, .. }| (worker, seq))
        .collect()
}

fn failed() -> Outcome {
    let reason = Arc::from("planned");
    Outcome::Failed { reason }
}

#[test]
fn workers_get_as_much_as_they_demand() {
    let now = time::now();
    let mut queue = queue(5);
    assert_eq!(assigned(&mut queue, now), []);
    queue.add_worker(A, 1);
    queue.add_worker(B, 2);
    assert_eq!(assigned(&mut queue, now), [(A, 1), (B, 2), (B, 3)]);
    queue.handle_outcome(now, B, 2, Outcome::Confirmed);
    assert_eq!(queue.poll_verdict(), Some(Verdict::Confirmed { seq: 2 }));
    assert_eq!(
        assigned(&mut queue, now),
        [(B, 4)],
        "who confirms gets more"
    );
}

#[test]
fn a_job_that_failed_waits_and_goes_to_another_worker() {
    let now = time::now();
    let mut queue = queue(1);
    queue.add_worker(A, 2);
    assert_eq!(assigned(&mut queue, now), [(A, 1)]);
    queue.add_worker(B, 2);
    queue.handle_outcome(now, A, 1, failed());
    assert_eq!(assigned(&mut queue, now), []);
    assert_eq!(queue.poll_timeout(), Some(now + WAIT));
    assert_eq!(assigned(&mut queue, now + WAIT), [(B, 1)]);
}

#[test]
fn a_job_that_always_fails_is_given_up_after_its_attempts() {
    let mut now = time::now();
    let mut queue = queue(1);
    queue.add_worker(A, 1);
    for _ in 0..3 {
        assert_eq!(assigned(&mut queue, now), [(A, 1)]);
        assert_eq!(queue.poll_verdict(), None);
        queue.handle_outcome(now, A, 1, failed());
        now += WAIT;
    }
    let rejected = Verdict::Rejected {
        seq: 1,
        attempts: 3,
        reason: Arc::from("planned"),
        payload: 10,
    };
    assert_eq!(queue.poll_verdict(), Some(rejected));
    assert_eq!((queue.jobs(), assigned(&mut queue, now).len()), (0, 0));
}

#[test]
fn jobs_of_a_stopped_worker_go_to_others_at_once_and_cost_no_attempt() {
    let now = time::now();
    let mut queue = queue(2);
    queue.add_worker(A, 2);
    assigned(&mut queue, now);
    queue.add_worker(B, 2);
    queue.remove_worker(A);
    queue.handle_outcome(now, A, 1, Outcome::NotHandled);
    queue.handle_outcome(now, A, 2, Outcome::NotHandled);
    let again: Vec<_> = std::iter::from_fn(|| queue.poll_assign(now)).collect();
    assert!(again.iter().all(|job| job.worker == B && job.attempt == 1));
    assert_eq!(again.len(), 2);
}

#[test]
fn a_late_confirmation_of_a_lost_worker_counts_once() {
    let now = time::now();
    let mut queue = queue(1);
    queue.add_worker(A, 1);
    assigned(&mut queue, now);
    queue.lose_worker(A);
    queue.add_worker(B, 1);
    assert_eq!(assigned(&mut queue, now), [(B, 1)]);
    queue.handle_outcome(now, A, 1, Outcome::Confirmed);
    queue.handle_outcome(now, B, 1, Outcome::Confirmed);
    assert_eq!(queue.poll_verdict(), Some(Verdict::Confirmed { seq: 1 }));
    assert_eq!(queue.poll_verdict(), None);
    queue.offer(2, 20);
    assert_eq!(assigned(&mut queue, now), [(B, 2)], "nobody stays busy");
}

#[test]
fn a_worker_that_cannot_be_reached_is_not_asked_without_end() {
    let now = time::now();
    let mut queue = queue(1);
    queue.add_worker(A, 1);
    assigned(&mut queue, now);
    queue.handle_outcome(now, A, 1, Outcome::NotHandled);
    assert_eq!(assigned(&mut queue, now), []);
    assert_eq!(assigned(&mut queue, now + WAIT), [(A, 1)]);
}

#[test]
fn a_worker_that_is_added_again_gets_no_more_than_it_demands() {
    let now = time::now();
    let mut queue = queue(10);
    queue.add_worker(A, 2);
    assert_eq!(assigned(&mut queue, now), [(A, 1), (A, 2)]);
    queue.add_worker(A, 2);
    queue.remove_worker(A);
    queue.add_worker(A, 2);
    assert_eq!(assigned(&mut queue, now), [], "it has two");
    queue.add_worker(A, 3);
    assert_eq!(assigned(&mut queue, now), [(A, 3)]);
    queue.add_worker(A, 1);
    queue.handle_outcome(now, A, 1, Outcome::Confirmed);
    queue.handle_outcome(now, A, 2, Outcome::Confirmed);
    assert_eq!(assigned(&mut queue, now), [], "it has one");
    queue.remove_worker(A);
    assert!(queue.has_worker(A), "it has not finished");
    queue.handle_outcome(now, A, 3, Outcome::Confirmed);
    assert!(!queue.has_worker(A));
    assert_eq!(assigned(&mut queue, now), []);
}

#[test]
fn a_wait_without_end_is_no_panic() {
    let now = time::now();
    let mut queue = WorkQueue::new(1, 3, Backoff::fixed(Duration::MAX));
    queue.add_worker(A, 2);
    queue.offer(1, 10);
    queue.offer(2, 20);
    assert_eq!(assigned(&mut queue, now), [(A, 1), (A, 2)]);
    queue.handle_outcome(now, A, 1, failed());
    queue.handle_outcome(now, A, 2, Outcome::NotHandled);
    assert!(queue.poll_timeout() > Some(now + Duration::from_secs(365 * 24 * 3600)));
}

/// Random workers come, go, fail and confirm: every job ends once, and nobody has more than it demands.
#[test]
fn every_job_ends_exactly_once_whatever_the_workers_do() {
    for seed in 0..200 {
        println!("AKT_SEED={seed}");
        let mut rng = Rng::seeded(seed);
        let mut now = time::now();
        let mut queue = queue(40);
        let mut busy: Vec<(WorkerId, u64)> = Vec::new();
        let mut present = Vec::new();
        let mut hired = 0;
        let mut ended: BTreeMap<u64, u32> = BTreeMap::new();
        let mut steps = 0;
        while queue.jobs() > 0 {
            steps += 1;
            assert!(steps < 100_000, "it never ends");
            now += Duration::from_millis(rng.next_u64() % 50);
            match rng.next_u64() % 10 {
                0 if present.len() < 5 => {
                    hired += 1;
                    present.push(WorkerId(hired));
                    queue.add_worker(WorkerId(hired), 2);
                }
                1 if !present.is_empty() => queue.lose_worker(present.remove(0)),
                2 if !present.is_empty() => queue.remove_worker(present.remove(0)),
                _ if !busy.is_empty() => {
                    let at = usize::try_from(rng.next_u64()).unwrap() % busy.len();
                    let (worker, seq) = busy.swap_remove(at);
                    let outcome = match rng.next_u64() % 3 {
                        0 => failed(),
                        1 if !present.contains(&worker) => Outcome::NotHandled,
                        _ => Outcome::Confirmed,
                    };
                    queue.handle_outcome(now, worker, seq, outcome);
                }
                _ => {}
            }
            busy.extend(assigned(&mut queue, now));
            for worker in &present {
                assert!(busy.iter().filter(|(with, _)| with == worker).count() <= 2);
            }
            while let Some(verdict) = queue.poll_verdict() {
                let (Verdict::Confirmed { seq } | Verdict::Rejected { seq, .. }) = verdict;
                *ended.entry(seq).or_default() += 1;
            }
        }
        assert_eq!(ended, (1..=40).map(|seq| (seq, 1)).collect());
    }
}

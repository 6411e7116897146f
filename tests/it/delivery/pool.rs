//! Work pulling: who gets what, what happens to the jobs of a worker that is lost.

use akt::pattern::delivery::{Delivery, DeliveryFault, MemoryQueue, WorkPool};
use akt::prelude::*;
use tokio::sync::mpsc;

use super::{Parcel, Plan, RETRY, depot, parcel};
use crate::support::{Latch, in_virtual_time, on_every_runtime, settle, soon};

#[test]
fn every_job_is_done_once_by_some_worker() {
    on_every_runtime(|system| async move {
        let plan = Plan::new();
        let jobs = WorkPool::named("jobs").start(&system).await.unwrap();
        for _ in 0..4 {
            let hand = depot(&system, &plan).await;
            jobs.add(&hand).await.unwrap();
        }
        for number in 1..=300 {
            jobs.send(parcel(number)).await.unwrap();
        }
        soon(jobs.flush()).await.unwrap();
        let mut handled = plan.handled();
        handled.sort_unstable();
        assert_eq!(handled, (1..=300).collect::<Vec<_>>());
    });
}

#[test]
fn jobs_of_a_worker_that_is_killed_in_the_middle_go_to_others() {
    on_every_runtime(|system| async move {
        let latch = Latch::default();
        let (stuck, free) = (Plan::waiting(&latch), Plan::new());
        let victim = depot(&system, &stuck).await;
        let other = depot(&system, &free).await;
        let jobs = WorkPool::named("jobs")
            .retry(RETRY)
            .start(&system)
            .await
            .unwrap();
        jobs.add_with(&victim, 3).await.unwrap();
        for number in 1..=10 {
            jobs.send(parcel(number)).await.unwrap();
        }
        latch.reached().await;
        jobs.add(&other).await.unwrap();
        victim.kill();
        soon(jobs.flush()).await.unwrap();
        let mut handled = free.handled();
        handled.sort_unstable();
        assert_eq!(handled, (1..=10).collect::<Vec<_>>());
        assert_eq!(stuck.handled(), [] as [u64; 0]);
        // What was in its mailbox surely was not handled; what it was at may have been.
        assert_eq!(free.log.count("try 1.2"), 1);
        assert_eq!(free.log.count("try 2.1"), 1);
    });
}

#[test]
fn jobs_wait_for_the_first_worker() {
    in_virtual_time(|system| async move {
        let plan = Plan::new();
        let jobs = WorkPool::named("jobs").start(&system).await.unwrap();
        let receipt = jobs.send(parcel(1)).await.unwrap();
        settle().await;
        assert_eq!(jobs.unconfirmed(), 1);
        let hand = depot(&system, &plan).await;
        jobs.add(&hand).await.unwrap();
        receipt.confirmed().await.unwrap();
    });
}

#[test]
fn a_removed_worker_finishes_what_it_has_and_gets_no_more() {
    in_virtual_time(|system| async move {
        let latch = Latch::default();
        let (slow, quick) = (Plan::waiting(&latch), Plan::new());
        let leaving = depot(&system, &slow).await;
        let jobs = WorkPool::named("jobs").start(&system).await.unwrap();
        jobs.add_with(&leaving, 1).await.unwrap();
        for number in 1..=3 {
            jobs.send(parcel(number)).await.unwrap();
        }
        latch.reached().await;
        jobs.remove(&leaving).await;
        let hand = depot(&system, &quick).await;
        jobs.add(&hand).await.unwrap();
        settle().await;
        assert_eq!((quick.handled(), jobs.unconfirmed()), (vec![2, 3], 1));
        latch.open(1);
        soon(jobs.flush()).await.unwrap();
        assert_eq!(slow.handled(), [1]);
    });
}

#[test]
fn a_busy_worker_that_is_added_again_gets_no_more_jobs() {
    in_virtual_time(|system| async move {
        let latch = Latch::default();
        let (slow, quick) = (Plan::waiting(&latch), Plan::new());
        let busy = depot(&system, &slow).await;
        let jobs = WorkPool::named("jobs").start(&system).await.unwrap();
        jobs.add_with(&busy, 2).await.unwrap();
        for number in 1..=20 {
            jobs.send(parcel(number)).await.unwrap();
        }
        latch.reached().await;
        for demand in [2, 1, 3, 2] {
            jobs.add_with(&busy, demand).await.unwrap();
            settle().await;
            jobs.remove(&busy).await;
            jobs.add_with(&busy, demand).await.unwrap();
            settle().await;
        }
        let hand = depot(&system, &quick).await;
        jobs.add(&hand).await.unwrap();
        settle().await;
        // Three at once was the most that it was ever to have.
        assert_eq!((quick.handled().len(), jobs.unconfirmed()), (17, 3));
        latch.open(20);
        soon(jobs.flush()).await.unwrap();
        assert_eq!(slow.handled(), [1, 2, 3]);
    });
}

/// Its error panics where it is dropped, in the task beside the worker.
struct Mine;

impl std::fmt::Display for Mine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("boom")
    }
}

impl Drop for Mine {
    fn drop(&mut self) {
        panic!("planned: the error of a worker");
    }
}

#[actor]
struct Miner;

#[handlers]
impl Miner {
    #[handler(message)]
    fn on_parcel(&mut self, parcel: Delivery<Parcel>) -> Result<(), Mine> {
        let _ = parcel.number;
        Err(Mine)
    }
}

#[test]
fn jobs_of_a_worker_whose_task_panics_go_to_others() {
    on_every_runtime(|system| async move {
        let miner = system.spawn(Miner).await.unwrap();
        let plan = Plan::new();
        let hand = depot(&system, &plan).await;
        let jobs = WorkPool::named("jobs").start(&system).await.unwrap();
        // As many as it may have: nothing is sent to it any more, which would show that it is gone.
        jobs.add_with(&miner, 3).await.unwrap();
        for number in 1..=3 {
            jobs.send(parcel(number)).await.unwrap();
        }
        jobs.add(&hand).await.unwrap();
        soon(jobs.flush()).await.unwrap();
        let mut handled = plan.handled();
        handled.sort_unstable();
        assert_eq!(handled, [1, 2, 3]);
    });
}

#[test]
fn a_job_that_always_fails_is_given_up_after_trying_all_workers() {
    in_virtual_time(|system| async move {
        let plans = [
            Plan::failing(1, usize::MAX, false),
            Plan::failing(1, usize::MAX, true),
        ];
        let (hook, mut given_up) = mpsc::unbounded_channel();
        let jobs = WorkPool::named("jobs")
            .attempts(4)
            .retry(RETRY)
            .on_rejected(move |rejected| hook.send(rejected).unwrap())
            .start(&system)
            .await
            .unwrap();
        for plan in &plans {
            let hand = depot(&system, plan).await;
            jobs.add(&hand).await.unwrap();
        }
        let receipt = jobs.send(parcel(1)).await.unwrap();
        let fault = receipt.confirmed().await.unwrap_err();
        assert!(matches!(fault, DeliveryFault::Rejected { attempts: 4, .. }));
        assert_eq!(given_up.recv().await.unwrap().attempts, 4);
        for plan in &plans {
            assert_eq!(plan.log.all().len(), 2, "they take turns");
        }
        soon(jobs.send(parcel(2)).await.unwrap().confirmed())
            .await
            .unwrap();
    });
}

#[test]
fn jobs_that_were_not_done_are_there_for_the_next_pool() {
    in_virtual_time(|system| async move {
        let queue = MemoryQueue::new();
        let start = || {
            WorkPool::named("jobs")
                .durable(queue.clone())
                .start(&system)
        };
        let first = start().await.unwrap();
        for number in 1..=5 {
            first.send(parcel(number)).await.unwrap();
        }
        let second = start().await.unwrap();
        let refused = first.send(parcel(6)).await.unwrap_err();
        assert!(matches!(refused.fault(), DeliveryFault::Fenced { .. }));
        let plan = Plan::new();
        let hand = depot(&system, &plan).await;
        second.add(&hand).await.unwrap();
        soon(second.flush()).await.unwrap();
        second.stop().await;
        assert_eq!(plan.handled(), [1, 2, 3, 4, 5]);
        assert!(queue.is_empty());
    });
}

#[test]
fn a_pool_without_workers_ends_with_its_system() {
    in_virtual_time(|system| async move {
        let jobs = WorkPool::named("jobs").start(&system).await.unwrap();
        let receipt = jobs.send(parcel(1)).await.unwrap();
        soon(system.shutdown()).await;
        let fault = soon(receipt.confirmed()).await.unwrap_err();
        assert_eq!(fault, DeliveryFault::SystemStopped);
        let hand = never(&system).await;
        let worker = jobs.add(&hand).await;
        assert_eq!(worker, Err(DeliveryFault::SystemStopped));
    });
}

/// A reference to an actor of a system that has ended.
async fn never(system: &ActorSystem) -> super::DepotRef {
    let plan = Plan::new();
    let spawned = system.spawn(super::Depot { plan: plan.clone() }).await;
    assert!(spawned.is_err(), "the system has ended");
    let other = ActorSystem::new("other").unwrap();
    depot(&other, &plan).await
}

//! Failures: restart from a factory within a budget, or the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use akt::base::backoff::Backoff;
use akt::prelude::*;
use akt::supervision::Restart;

use crate::support::{
    Latch, Log, OnDrop, in_virtual_time, on_every_runtime, pass, settle, soon, task, until,
};

/// Fails on demand.
#[actor]
struct Worker {
    built: u32,
    handled: u32,
    plan: Plan,
}

/// What outlives the restarts.
#[derive(Clone, Default)]
struct Plan {
    log: Log,
    latch: Latch,
    built: Arc<AtomicU32>,
    /// How many starts fail, after the first start.
    bad_starts: Arc<AtomicU32>,
    /// How many times the factory panics, after the first time.
    bad_factories: Arc<AtomicU32>,
}

fn one_less(left: &AtomicU32) -> bool {
    left.fetch_update(Ordering::AcqRel, Ordering::Acquire, |left| {
        left.checked_sub(1)
    })
    .is_ok()
}

impl Plan {
    fn factory(&self) -> impl Fn() -> Worker + Send + Sync + 'static {
        let plan = self.clone();
        move || {
            let built = plan.built.fetch_add(1, Ordering::AcqRel) + 1;
            if built > 1 && one_less(&plan.bad_factories) {
                panic!("planned: factory");
            }
            Worker {
                built,
                handled: 0,
                plan: plan.clone(),
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.plan.log.add(format!("drop {}", self.built));
    }
}

#[handlers]
impl Worker {
    #[on(start)]
    async fn start(&mut self) -> Result<(), StartError> {
        tokio::task::yield_now().await;
        self.plan.log.add(format!("start {}", self.built));
        if self.built > 1 && one_less(&self.plan.bad_starts) {
            return Err(StartError::new("planned: cannot start again"));
        }
        Ok(())
    }

    #[on(stop)]
    fn stop(&mut self) {
        self.plan.log.add(format!("stop {}", self.built));
    }

    #[handler]
    pub fn count(&mut self) -> (u32, u32) {
        self.handled += 1;
        (self.built, self.handled)
    }

    #[handler]
    pub fn burst(&mut self) {
        panic!("planned: burst");
    }

    #[handler]
    pub async fn burst_late(&mut self) {
        let _dropped = OnDrop(self.plan.log.clone(), "future dropped");
        self.plan.latch.wait().await;
        panic!("planned: late burst");
    }

    #[handler]
    pub fn fail(&mut self, ctx: &mut Ctx) -> u32 {
        ctx.fail("planned: failure");
        7
    }

    #[handler]
    pub fn fail_and_burst(&mut self, ctx: &mut Ctx) {
        ctx.fail("planned: failure");
        panic!("planned: and a panic");
    }

    #[handler]
    pub fn fail_and_stop(&mut self, ctx: &mut Ctx) {
        ctx.fail("planned: failure");
        ctx.stop();
    }

    #[handler]
    pub async fn hold(&mut self) {
        self.plan.latch.wait().await;
    }

    #[handler]
    pub async fn child(&mut self, name: String, ctx: &mut Ctx) -> Option<WorkerRef> {
        let plan = Plan {
            log: self.plan.log.clone(),
            ..Plan::default()
        };
        let mut child = plan.factory()();
        child.built = 100;
        ctx.spawn(child).name(name).await.ok()
    }

    #[handler]
    pub fn children(&self, ctx: &Ctx) -> usize {
        ctx.children().len()
    }
}

#[test]
fn a_restart_builds_fresh_state_and_keeps_mailbox_reference_and_name() {
    on_every_runtime(|system| async move {
        let plan = Plan::default();
        let worker = system.spawn_with(plan.factory()).name("it").await.unwrap();
        let uid = worker.uid();
        assert_eq!(worker.count().await, Ok((1, 1)));
        let hold = task(worker.hold().into_future());
        plan.latch.reached().await;
        let burst = task(worker.burst().into_future());
        settle().await;
        let behind: Vec<_> = (0..20).map(|_| worker.count().into_future()).collect();
        plan.latch.open(1);
        hold.await.unwrap();
        assert_eq!(soon(burst).await, Err(AskError::Panicked));
        for (number, count) in (1..).zip(behind) {
            assert_eq!(
                soon(count).await,
                Ok((2, number)),
                "fresh state, order kept"
            );
        }
        assert_eq!(worker.uid(), uid, "the same incarnation");
        assert_eq!(system.find::<Worker>("it"), Some(worker.clone()));
        assert_eq!(plan.log.all(), ["start 1", "drop 1", "start 2"]);
        worker.stop();
        assert_eq!(soon(worker.stopped()).await.reason, StopReason::Stopped);
        assert_eq!(plan.log.all()[3..], ["stop 2", "drop 2"]);
    });
}

#[test]
fn every_kind_of_failure_restarts() {
    on_every_runtime(|system| async move {
        let plan = Plan::default();
        let worker = system.spawn_with(plan.factory()).await.unwrap();
        assert_eq!(soon(worker.burst()).await, Err(AskError::Panicked));
        assert_eq!(soon(worker.count()).await, Ok((2, 1)));
        plan.latch.open(1);
        assert_eq!(soon(worker.burst_late()).await, Err(AskError::Panicked));
        assert_eq!(soon(worker.count()).await, Ok((3, 1)));
        assert_eq!(plan.log.count("future dropped"), 1);
        assert_eq!(soon(worker.fail()).await, Ok(7), "the answer is still sent");
        assert_eq!(soon(worker.count()).await, Ok((4, 1)));
        assert_eq!(soon(worker.fail_and_burst()).await, Err(AskError::Panicked));
        assert_eq!(
            soon(worker.count()).await,
            Ok((5, 1)),
            "two failures of one message are one restart"
        );
        assert_eq!(soon(worker.count()).await, Ok((5, 2)));
    });
}

#[test]
fn without_a_factory_the_first_failure_is_the_end() {
    on_every_runtime(|system| async move {
        for late in [false, true] {
            let plan = Plan::default();
            let worker = system.spawn(plan.factory()()).await.unwrap();
            plan.latch.open(1);
            let burst = if late {
                soon(worker.burst_late()).await
            } else {
                soon(worker.burst()).await
            };
            assert_eq!(burst, Err(AskError::Panicked));
            assert_eq!(soon(worker.stopped()).await.reason, StopReason::Failed);
            assert_eq!(plan.log.count("stop 1"), 0, "no stop hook on failed state");
            assert_eq!(plan.log.count("drop 1"), 1);
        }
    });
}

#[test]
fn the_budget_is_spent_and_then_the_actor_fails() {
    in_virtual_time(|system| async move {
        let plan = Plan::default();
        let worker = system
            .spawn_with(plan.factory())
            .restart(Restart::limit(2, Duration::from_secs(10)))
            .await
            .unwrap();
        worker.burst().tell().unwrap();
        worker.burst().tell().unwrap();
        assert_eq!(soon(worker.count()).await, Ok((3, 1)));
        pass(Duration::from_secs(10)).await;
        worker.burst().tell().unwrap();
        worker.burst().tell().unwrap();
        assert_eq!(
            soon(worker.count()).await,
            Ok((5, 1)),
            "the budget grew back"
        );
        let last = worker.burst().into_future();
        let behind = worker.count().into_future();
        assert_eq!(soon(last).await, Err(AskError::Panicked));
        assert_eq!(soon(behind).await, Err(AskError::Stopped));
        assert_eq!(soon(worker.stopped()).await.reason, StopReason::Failed);
        assert_eq!(plan.built.load(Ordering::Relaxed), 5);
    });
}

#[test]
fn never_and_the_default_are_what_they_say() {
    in_virtual_time(|system| async move {
        let plan = Plan::default();
        let worker = system
            .spawn_with(plan.factory())
            .restart(Restart::never())
            .await
            .unwrap();
        worker.burst().tell().unwrap();
        assert_eq!(soon(worker.stopped()).await.reason, StopReason::Failed);
        let plan = Plan::default();
        let worker = system.spawn_with(plan.factory()).await.unwrap();
        for _ in 0..5 {
            worker.burst().tell().unwrap();
        }
        assert_eq!(soon(worker.count()).await, Ok((6, 1)));
        worker.burst().tell().unwrap();
        assert_eq!(soon(worker.stopped()).await.reason, StopReason::Failed);
    });
}

#[test]
fn a_start_that_fails_again_uses_the_budget() {
    on_every_runtime(|system| async move {
        let plan = Plan::default();
        let worker = system.spawn_with(plan.factory()).await.unwrap();
        plan.bad_starts.store(3, Ordering::Release);
        worker.burst().tell().unwrap();
        assert_eq!(soon(worker.count()).await, Ok((5, 1)));
        plan.bad_starts.store(100, Ordering::Release);
        worker.burst().tell().unwrap();
        assert_eq!(soon(worker.stopped()).await.reason, StopReason::Failed);
        assert_eq!(
            plan.log
                .all()
                .iter()
                .filter(|entry| entry.starts_with("stop"))
                .count(),
            0
        );
    });
}

#[test]
fn a_factory_that_panics_uses_the_budget() {
    on_every_runtime(|system| async move {
        let plan = Plan::default();
        let worker = system.spawn_with(plan.factory()).await.unwrap();
        plan.bad_factories.store(3, Ordering::Release);
        worker.burst().tell().unwrap();
        assert_eq!(soon(worker.count()).await, Ok((5, 1)));
        plan.bad_factories.store(100, Ordering::Release);
        worker.burst().tell().unwrap();
        assert_eq!(soon(worker.stopped()).await.reason, StopReason::Failed);
    });
}

#[test]
fn an_actor_that_restarts_for_ever_can_still_be_killed_and_starves_nobody() {
    on_every_runtime(|system| async move {
        let plan = Plan::default();
        let worker = system
            .spawn_with(plan.factory())
            .restart(Restart::limit(u32::MAX, Duration::from_secs(3600)).backoff(Backoff::none()))
            .await
            .unwrap();
        plan.bad_factories.store(u32::MAX, Ordering::Release);
        worker.burst().tell().unwrap();
        until("it restarts again and again", || {
            plan.built.load(Ordering::Relaxed) > 1000
        })
        .await;
        let other = system.spawn(Plan::default().factory()()).await.unwrap();
        assert_eq!(soon(other.count()).await, Ok((1, 1)));
        worker.kill();
        assert_eq!(soon(worker.stopped()).await.reason, StopReason::Killed);
    });
}

#[test]
fn children_end_before_their_parent_restarts() {
    on_every_runtime(|system| async move {
        let plan = Plan::default();
        let worker = system.spawn_with(plan.factory()).name("it").await.unwrap();
        let child = soon(worker.child("child".into())).await.unwrap().unwrap();
        worker.burst().tell().unwrap();
        assert_eq!(soon(child.stopped()).await.reason, StopReason::Stopped);
        assert_eq!(soon(worker.count()).await, Ok((2, 1)));
        assert_eq!(soon(worker.children()).await, Ok(0));
        assert!(plan.log.position("stop 100") < plan.log.position("drop 1"));
        let again = soon(worker.child("child".into())).await.unwrap();
        assert!(again.is_some(), "the child's name is free");
    });
}

#[test]
fn a_childs_failure_is_its_own() {
    on_every_runtime(|system| async move {
        let plan = Plan::default();
        let worker = system.spawn_with(plan.factory()).await.unwrap();
        let child = soon(worker.child("child".into())).await.unwrap().unwrap();
        let sibling = soon(worker.child("sibling".into())).await.unwrap().unwrap();
        assert_eq!(soon(child.burst()).await, Err(AskError::Panicked));
        assert_eq!(soon(child.stopped()).await.reason, StopReason::Failed);
        assert_eq!(soon(worker.count()).await, Ok((1, 1)));
        assert_eq!(soon(sibling.count()).await, Ok((100, 1)));
    });
}

#[test]
fn a_stop_that_comes_during_the_restart_is_heeded_without_a_hook() {
    in_virtual_time(|system| async move {
        let plan = Plan::default();
        let worker = system.spawn_with(plan.factory()).await.unwrap();
        let child = soon(worker.child("child".into())).await.unwrap().unwrap();
        // The child holds the restart up.
        let hold = task(child.hold().into_future());
        settle().await;
        worker.burst().tell().unwrap();
        settle().await;
        worker.stop();
        settle().await;
        assert!(!worker.is_stopped());
        child.kill();
        assert_eq!(soon(worker.stopped()).await.reason, StopReason::Stopped);
        assert_eq!(soon(hold).await, Err(AskError::NoReply));
        assert_eq!(plan.built.load(Ordering::Relaxed), 1, "not built again");
        assert_eq!(
            plan.log.count("stop 1"),
            0,
            "the failed state has no goodbye"
        );
    });
}

#[test]
fn a_failure_and_a_stop_in_one_handler_stop() {
    on_every_runtime(|system| async move {
        let plan = Plan::default();
        let worker = system.spawn_with(plan.factory()).await.unwrap();
        worker.fail_and_stop().tell().unwrap();
        soon(worker.stopped()).await;
        assert_eq!(soon(worker.count()).await, Err(AskError::Stopped));
    });
}

#[test]
fn a_drain_goes_on_after_a_restart() {
    on_every_runtime(|system| async move {
        let plan = Plan::default();
        let worker = system.spawn_with(plan.factory()).await.unwrap();
        let hold = task(worker.hold().into_future());
        plan.latch.reached().await;
        worker.burst().tell().unwrap();
        let behind = worker.count().into_future();
        worker.drain();
        plan.latch.open(1);
        hold.await.unwrap();
        assert_eq!(soon(behind).await, Ok((2, 1)));
        assert_eq!(soon(worker.stopped()).await.reason, StopReason::Stopped);
        assert_eq!(plan.log.count("stop 2"), 1);
    });
}

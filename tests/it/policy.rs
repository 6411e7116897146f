//! What supervision decides: directives, deciders, siblings, pauses, escalation, suspension.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use akt::actor::TopFailure;
use akt::base::backoff::Backoff;
use akt::prelude::*;
use akt::supervision::{
    Directive, DirectiveOnce, Exhausted, Failure, Restart, Strategy, Supervision,
};

use crate::support::{
    Latch, Log, in_virtual_time, on_every_runtime, pass, quiet_planned_panics, settle, soon, task,
    virtual_time,
};

/// What a worker fails with.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
enum Fault {
    #[error("planned: disk")]
    Disk,
    #[error("planned: network")]
    Network,
}

/// Counts, and fails on demand.
#[actor(fails = Fault)]
struct Worker {
    name: &'static str,
    count: u32,
    log: Log,
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.log
            .add(format!("{} dropped at {}", self.name, self.count));
    }
}

#[handlers]
impl Worker {
    #[handler]
    pub fn add(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    #[handler]
    pub fn fail(&mut self, fault: Fault, ctx: &mut Ctx) {
        ctx.fail(fault);
    }

    #[handler]
    pub fn fail_otherwise(&mut self, ctx: &mut Ctx) {
        ctx.fail("planned: something else");
    }

    #[handler]
    pub fn panic(&mut self) {
        std::panic::panic_any("planned: panic");
    }

    #[handler]
    pub fn restarts(&self, ctx: &Ctx) -> u32 {
        ctx.restarts()
    }

    #[handler]
    pub async fn wait(&mut self, latch: Latch) {
        latch.wait().await;
    }
}

fn worker(name: &'static str, log: &Log) -> impl Fn() -> Worker + Send + Sync + 'static {
    let log = log.clone();
    move || Worker {
        name,
        count: 0,
        log: log.clone(),
    }
}

/// Has children, and a strategy for them.
#[actor]
struct Boss {
    log: Log,
    strategy: Strategy,
    /// What its children decide about themselves.
    directive: Directive,
    children: Vec<WorkerRef>,
}

#[handlers]
impl Boss {
    #[on(start)]
    async fn start(&mut self, ctx: &mut Ctx) -> Result<(), SpawnError> {
        ctx.strategy(self.strategy);
        for name in ["a", "b", "c"] {
            let directive = self.directive;
            let child = ctx
                .spawn_with(worker(name, &self.log))
                .name(name)
                .decide(move |_| directive)
                .await?;
            self.children.push(child);
        }
        self.log.add("boss started");
        Ok(())
    }

    #[handler]
    pub fn children(&self) -> Vec<WorkerRef> {
        self.children.clone()
    }

    #[handler]
    pub async fn wait(&mut self, latch: Latch) {
        latch.wait().await;
    }
}

fn boss(
    strategy: Strategy,
    directive: Directive,
    log: &Log,
) -> impl Fn() -> Boss + Send + Sync + 'static {
    let log = log.clone();
    move || Boss {
        log: log.clone(),
        strategy,
        directive,
        children: Vec::new(),
    }
}

#[test]
fn a_decider_sees_what_the_actor_failed_with_by_its_type() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let worker = system
            .spawn_with(worker("it", &log))
            .decide(|failure| match failure {
                Failure::Error(fault) => match **fault {
                    Fault::Disk => Directive::Restart,
                    Fault::Network => Directive::Resume,
                },
                Failure::Panic(panic) if panic.payload() == Some("planned: panic") => {
                    Directive::Restart
                }
                Failure::Panic(_) | Failure::Other(_) | Failure::Start(_) | Failure::Child(_) => {
                    Directive::Stop
                }
            })
            .await
            .unwrap();
        assert_eq!(soon(worker.add()).await, Ok(1));
        soon(worker.fail(Fault::Network)).await.unwrap();
        assert_eq!(soon(worker.add()).await, Ok(2), "resumed with its state");
        soon(worker.fail(Fault::Disk)).await.unwrap();
        assert_eq!(
            soon(worker.add()).await,
            Ok(1),
            "restarted with fresh state"
        );
        assert_eq!(soon(worker.panic()).await, Err(AskError::Panicked));
        assert_eq!(soon(worker.restarts()).await, Ok(2));
        soon(worker.fail_otherwise()).await.unwrap();
        let end = soon(worker.stopped()).await;
        assert_eq!(end.reason, StopReason::Failed);
        let failure = end.failure.as_ref().expect("what it failed with");
        assert_eq!(failure.to_string(), "failed: planned: something else");
        assert!(end.is(&worker));
    });
}

#[test]
fn an_actor_without_a_factory_can_be_resumed_but_not_restarted() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let resumed = system
            .spawn(worker("it", &log)())
            .decide(|_| DirectiveOnce::Resume)
            .await
            .unwrap();
        soon(resumed.add()).await.unwrap();
        assert_eq!(soon(resumed.panic()).await, Err(AskError::Panicked));
        assert_eq!(soon(resumed.add()).await, Ok(2));
        let stopped = system.spawn(worker("it", &log)()).await.unwrap();
        soon(stopped.fail(Fault::Disk)).await.unwrap();
        assert_eq!(soon(stopped.stopped()).await.reason, StopReason::Failed);
    });
}

#[test]
fn the_system_decides_for_those_who_do_not() {
    quiet_planned_panics();
    virtual_time().block_on(async {
        let supervision = Supervision::new().decide(|failure| match failure {
            Failure::Panic(_) => Directive::Resume,
            _ => Directive::Stop,
        });
        let system = ActorSystem::builder("test")
            .supervision(supervision)
            .start()
            .unwrap();
        let log = Log::default();
        let one = system.spawn_with(worker("it", &log)).await.unwrap();
        soon(one.add()).await.unwrap();
        assert_eq!(soon(one.panic()).await, Err(AskError::Panicked));
        assert_eq!(soon(one.add()).await, Ok(2));
        soon(one.fail(Fault::Disk)).await.unwrap();
        assert_eq!(soon(one.stopped()).await.reason, StopReason::Failed);
        soon(system.shutdown()).await;
    });
}

#[test]
fn a_decider_that_panics_stops_the_actor() {
    on_every_runtime(|system| async move {
        let worker = system
            .spawn_with(worker("it", &Log::default()))
            .decide(|_| panic!("planned: decider"))
            .await
            .unwrap();
        soon(worker.fail(Fault::Disk)).await.unwrap();
        assert_eq!(soon(worker.stopped()).await.reason, StopReason::Failed);
    });
}

/// Who was restarted after the second of three children failed.
async fn restarted(system: &ActorSystem, strategy: Strategy) -> Vec<u32> {
    let log = Log::default();
    let boss = system
        .spawn_with(boss(strategy, Directive::Restart, &log))
        .await
        .unwrap();
    let children = soon(boss.children()).await.unwrap();
    for child in &children {
        soon(child.add()).await.unwrap();
    }
    soon(children[1].fail(Fault::Disk)).await.unwrap();
    let mut counts = Vec::new();
    // The one that failed first: when it answers, its siblings have their orders.
    for child in [&children[1], &children[0], &children[2]] {
        counts.push(soon(child.restarts()).await.unwrap());
    }
    counts
}

#[test]
fn a_strategy_says_which_siblings_are_restarted_as_well() {
    on_every_runtime(|system| async move {
        assert_eq!(restarted(&system, Strategy::OneForOne).await, [1, 0, 0]);
        assert_eq!(restarted(&system, Strategy::OneForAll).await, [1, 1, 1]);
        assert_eq!(restarted(&system, Strategy::RestForOne).await, [1, 0, 1]);
    });
}

#[test]
fn a_strategy_stops_siblings_as_well() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let boss = system
            .spawn_with(boss(Strategy::RestForOne, Directive::Stop, &log))
            .await
            .unwrap();
        let children = soon(boss.children()).await.unwrap();
        soon(children[1].fail(Fault::Disk)).await.unwrap();
        assert_eq!(soon(children[1].stopped()).await.reason, StopReason::Failed);
        assert_eq!(
            soon(children[2].stopped()).await.reason,
            StopReason::Stopped
        );
        assert_eq!(soon(children[0].add()).await, Ok(1));
    });
}

#[test]
fn one_for_all_stops_all_siblings() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let boss = system
            .spawn_with(boss(Strategy::OneForAll, Directive::Stop, &log))
            .await
            .unwrap();
        let children = soon(boss.children()).await.unwrap();
        soon(children[1].fail(Fault::Disk)).await.unwrap();
        for (child, reason) in [
            (&children[1], StopReason::Failed),
            (&children[0], StopReason::Stopped),
            (&children[2], StopReason::Stopped),
        ] {
            assert_eq!(soon(child.stopped()).await.reason, reason);
        }
        assert!(!boss.is_stopped(), "the failure is not one of the parent");
    });
}

#[test]
fn a_failure_that_is_resumed_concerns_no_sibling() {
    on_every_runtime(|system| async move {
        for strategy in [Strategy::OneForAll, Strategy::RestForOne] {
            let log = Log::default();
            let boss = system
                .spawn_with(boss(strategy, Directive::Resume, &log))
                .await
                .unwrap();
            let children = soon(boss.children()).await.unwrap();
            for child in &children {
                soon(child.add()).await.unwrap();
            }
            soon(children[0].fail(Fault::Disk)).await.unwrap();
            for child in &children {
                assert_eq!(soon(child.add()).await, Ok(2), "{strategy:?}");
            }
        }
    });
}

#[test]
fn a_failure_that_is_escalated_is_decided_by_the_parent_and_not_by_its_strategy() {
    on_every_runtime(|system| async move {
        for strategy in [Strategy::OneForAll, Strategy::RestForOne] {
            let log = Log::default();
            let boss = system
                .spawn_with(boss(strategy, Directive::Escalate, &log))
                .decide(|_| Directive::Resume)
                .await
                .unwrap();
            let children = soon(boss.children()).await.unwrap();
            for child in &children {
                soon(child.add()).await.unwrap();
            }
            soon(children[0].fail(Fault::Disk)).await.unwrap();
            for child in &children {
                assert_eq!(soon(child.add()).await, Ok(2), "{strategy:?}");
            }
            assert_eq!(log.count("boss started"), 1);
        }
    });
}

#[test]
fn a_sibling_that_waits_in_a_handler_is_restarted_all_the_same() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let boss = system
            .spawn_with(boss(Strategy::OneForAll, Directive::Restart, &log))
            .await
            .unwrap();
        let children = soon(boss.children()).await.unwrap();
        let latch = Latch::default();
        let waits = children[0].clone();
        let pending = {
            let latch = latch.clone();
            task(async move { waits.wait(latch).await })
        };
        latch.reached().await;
        soon(children[2].fail(Fault::Disk)).await.unwrap();
        assert_eq!(soon(pending).await, Err(AskError::NoReply));
        assert_eq!(soon(children[0].restarts()).await, Ok(1));
    });
}

#[test]
fn an_escalated_failure_is_one_of_the_parent() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let boss = system
            .spawn_with(boss(Strategy::OneForOne, Directive::Escalate, &log))
            .await
            .unwrap();
        let before = soon(boss.children()).await.unwrap();
        soon(before[0].fail(Fault::Disk)).await.unwrap();
        for child in &before {
            soon(child.stopped()).await;
        }
        let after = soon(boss.children()).await.unwrap();
        assert_eq!(after.len(), 3);
        assert_ne!(
            before[0], after[0],
            "the parent was restarted, and its children are new"
        );
        assert_eq!(log.count("boss started"), 2);
    });
}

#[test]
fn a_parent_that_waits_for_what_its_child_cannot_do_is_freed_by_the_escalation() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let boss = system
            .spawn_with(boss(Strategy::OneForOne, Directive::Escalate, &log))
            .await
            .unwrap();
        let children = soon(boss.children()).await.unwrap();
        let latch = Latch::default();
        let pending = {
            let (boss, latch) = (boss.clone(), latch.clone());
            task(async move { boss.wait(latch).await })
        };
        latch.reached().await;
        soon(children[0].fail(Fault::Disk)).await.unwrap();
        assert_eq!(soon(pending).await, Err(AskError::NoReply));
        assert_eq!(soon(boss.children()).await.unwrap().len(), 3);
    });
}

#[test]
fn a_parent_may_decide_that_its_child_goes_on() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let boss = system
            .spawn_with(boss(Strategy::OneForOne, Directive::Escalate, &log))
            .decide(|failure| match failure {
                Failure::Child(child) if child.path.ends_with("/b") => Directive::Resume,
                _ => Directive::Stop,
            })
            .await
            .unwrap();
        let children = soon(boss.children()).await.unwrap();
        soon(children[1].add()).await.unwrap();
        soon(children[1].fail(Fault::Disk)).await.unwrap();
        assert_eq!(soon(children[1].add()).await, Ok(2), "with its state");
        soon(children[0].fail(Fault::Disk)).await.unwrap();
        let end = soon(boss.stopped()).await;
        assert_eq!(end.reason, StopReason::Failed);
        let failure = end.failure.expect("what it failed with").to_string();
        assert!(failure.contains("/a failed: planned: disk"), "{failure}");
    });
}

#[test]
fn a_failure_that_reaches_the_top_stops_its_actor() {
    on_every_runtime(|system| async move {
        let worker = system
            .spawn_with(worker("it", &Log::default()))
            .decide(|_| Directive::Escalate)
            .await
            .unwrap();
        soon(worker.fail(Fault::Disk)).await.unwrap();
        assert_eq!(soon(worker.stopped()).await.reason, StopReason::Failed);
        let other = system.spawn(Worker {
            name: "other",
            count: 0,
            log: Log::default(),
        });
        assert!(other.await.is_ok(), "the system goes on");
    });
}

#[test]
fn a_failure_that_reaches_the_top_may_shut_the_system_down() {
    quiet_planned_panics();
    virtual_time().block_on(async {
        let system = ActorSystem::builder("test")
            .on_top_failure(TopFailure::Shutdown)
            .start()
            .unwrap();
        let bystander = system
            .spawn(worker("other", &Log::default())())
            .await
            .unwrap();
        let worker = system
            .spawn_with(worker("it", &Log::default()))
            .decide(|_| Directive::Escalate)
            .await
            .unwrap();
        soon(worker.fail(Fault::Disk)).await.unwrap();
        assert_eq!(soon(bystander.stopped()).await.reason, StopReason::Stopped);
    });
}

#[test]
fn restarts_in_a_row_are_made_with_growing_pauses_in_which_messages_wait() {
    in_virtual_time(|system| async move {
        let log = Log::default();
        let second = Duration::from_secs(1);
        let worker = system
            .spawn_with(worker("it", &log))
            .restart(
                Restart::limit(5, Duration::from_secs(3600))
                    .backoff(Backoff::exponential(second, 60 * second)),
            )
            .await
            .unwrap();
        soon(worker.fail(Fault::Disk)).await.unwrap();
        assert_eq!(
            soon(worker.restarts()).await,
            Ok(1),
            "the first one at once"
        );
        for (restart, pause) in [(2, 1), (3, 2), (4, 4)] {
            soon(worker.fail(Fault::Disk)).await.unwrap();
            let answer = worker.restarts().into_future();
            let answered = Arc::new(AtomicU32::new(0));
            let count = {
                let answered = Arc::clone(&answered);
                task(async move { answered.store(answer.await.unwrap(), Ordering::Release) })
            };
            pass(pause * second - Duration::from_millis(1)).await;
            assert_eq!(answered.load(Ordering::Acquire), 0, "it still pauses");
            pass(Duration::from_millis(3)).await;
            soon(count).await;
            assert_eq!(answered.load(Ordering::Acquire), restart);
        }
    });
}

#[test]
fn an_actor_that_pauses_before_a_restart_can_be_stopped_at_once() {
    in_virtual_time(|system| async move {
        let hour = Duration::from_secs(3600);
        let worker = system
            .spawn_with(worker("it", &Log::default()))
            .restart(Restart::limit(5, hour).backoff(Backoff::fixed(hour)))
            .await
            .unwrap();
        soon(worker.fail(Fault::Disk)).await.unwrap();
        soon(worker.add()).await.unwrap();
        soon(worker.fail(Fault::Disk)).await.unwrap();
        settle().await;
        let before = tokio::time::Instant::now();
        worker.stop();
        assert_eq!(soon(worker.stopped()).await.reason, StopReason::Stopped);
        assert_eq!(before.elapsed(), Duration::ZERO);
    });
}

#[test]
fn an_actor_that_failed_too_often_may_wait_suspended_until_it_is_reinstated() {
    on_every_runtime(|system| async move {
        let worker = system
            .spawn_with(worker("it", &Log::default()))
            .name("it")
            .restart(Restart::never().then(Exhausted::Suspend))
            .await
            .unwrap();
        soon(worker.add()).await.unwrap();
        soon(worker.fail(Fault::Disk)).await.unwrap();
        let mut waits = worker.add().into_future();
        waits.sent().await;
        assert!(!worker.is_stopped());
        assert!(system.reinstate("it"));
        assert_eq!(
            soon(waits).await,
            Ok(1),
            "the message waited, the state is fresh"
        );
        assert!(!system.reinstate("nobody"));
    });
}

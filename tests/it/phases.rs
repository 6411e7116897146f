//! Start, the moment after it, suspension, and the end: retries, limits and order.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use akt::actor::Lifecycle;
use akt::base::backoff::Backoff;
use akt::prelude::*;
use akt::system::Subscribe;
use akt::testkit;

use crate::support::{Latch, Log, on_every_runtime, settle, soon, task, until};

/// Starts only after so many failures, and waits where it is told to.
#[actor]
struct Slow {
    log: Log,
    bad_starts: Arc<AtomicU32>,
    start: Option<Latch>,
    stop: Option<Latch>,
}

impl Slow {
    fn new(log: &Log) -> Self {
        Self {
            log: log.clone(),
            bad_starts: Arc::default(),
            start: None,
            stop: None,
        }
    }
}

#[handlers]
impl Slow {
    #[on(start)]
    async fn start(&mut self, ctx: &mut Ctx) -> Result<(), StartError> {
        let visible = ctx.system().find_any("slow").is_some();
        self.log.add(format!("start, visible {visible}"));
        if let Some(latch) = &self.start {
            latch.wait().await;
        }
        let left = self.bad_starts.load(Ordering::Acquire);
        if left > 0 {
            self.bad_starts.store(left - 1, Ordering::Release);
            return Err(StartError::new("planned: not yet"));
        }
        Ok(())
    }

    #[on(started)]
    fn started(&mut self, ctx: &mut Ctx) {
        let visible = ctx.system().find_any("slow").is_some();
        self.log.add(format!("started, visible {visible}"));
    }

    #[on(stop)]
    async fn stop(&mut self) {
        self.log.add("stop");
        if let Some(latch) = &self.stop {
            latch.wait().await;
        }
    }

    #[handler]
    pub fn panic(&mut self) {
        panic!("planned: handler");
    }

    #[handler]
    pub fn ping(&mut self) {
        self.log.add("ping");
    }

    #[handler]
    pub async fn wait(&mut self, latch: Latch) {
        latch.wait().await;
        self.log.add("waited");
    }
}

#[test]
fn after_the_start_an_actor_is_visible_before_its_first_message() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let slow = system.spawn(Slow::new(&log)).name("slow").start().unwrap();
        slow.ping().tell().unwrap();
        soon(slow.ping()).await.unwrap();
        let expected = [
            "start, visible false",
            "started, visible true",
            "ping",
            "ping",
        ];
        assert_eq!(log.all(), expected);
        slow.stop();
        soon(slow.stopped()).await;
    });
}

#[test]
fn a_start_that_fails_is_tried_again_with_fresh_state_after_growing_pauses() {
    testkit::run(async |kit| {
        let (log, bad) = (Log::default(), Arc::new(AtomicU32::new(2)));
        let factory = {
            let (log, bad) = (log.clone(), Arc::clone(&bad));
            move || Slow {
                bad_starts: Arc::clone(&bad),
                ..Slow::new(&log)
            }
        };
        let second = Duration::from_secs(1);
        let pauses = Backoff::exponential(second, 10 * second);
        let spawn = kit.spawn_with(factory.clone()).start_retries(2, pauses);
        let slow = spawn.await.unwrap();
        assert_eq!(kit.time().elapsed().as_secs(), 3, "one pause and two");
        slow.ping().await.unwrap();
        assert_eq!(log.count("start, visible false"), 3);

        bad.store(3, Ordering::Release);
        let spawn = kit
            .spawn_with(factory)
            .name("slow")
            .start_retries(2, pauses);
        let error = spawn.await.unwrap_err();
        assert!(matches!(error, SpawnError::Start(_)), "{error}");
        assert!(
            kit.spawn(Slow::new(&log)).name("slow").await.is_ok(),
            "the name is free"
        );
    });
}

#[test]
fn a_start_that_takes_too_long_is_given_up() {
    testkit::run(async |kit| {
        let log = Log::default();
        let slow = Slow {
            start: Some(Latch::default()),
            ..Slow::new(&log)
        };
        let limit = Duration::from_secs(3);
        let error = kit.spawn(slow).start_timeout(limit).await.unwrap_err();
        assert!(
            matches!(error, SpawnError::TimedOut(l) if l == limit),
            "{error}"
        );
        let took = kit.time().elapsed();
        assert!(
            took >= limit && took < limit + Duration::from_millis(10),
            "{took:?}"
        );
        assert_eq!(log.count("stop"), 0, "what never started does not stop");
    });
}

#[test]
fn a_stop_hook_that_takes_too_long_is_given_up() {
    testkit::run(async |kit| {
        let log = Log::default();
        let slow = Slow {
            stop: Some(Latch::default()),
            ..Slow::new(&log)
        };
        let two = Duration::from_secs(2);
        let slow = kit.spawn(slow).stop_timeout(two).await.unwrap();
        slow.stop();
        let end = kit.expect_terminated(&slow).await;
        assert_eq!(end.reason, StopReason::Stopped);
        assert_eq!(kit.time().elapsed().as_secs(), 2);
        assert_eq!(log.count("stop"), 1);
    });
}

#[test]
fn a_hook_that_was_in_time_leaves_no_alarm_behind() {
    testkit::run(async |kit| {
        let latch = Latch::default();
        let slow = Slow {
            start: Some(latch.clone()),
            ..Slow::new(&Log::default())
        };
        let spawn = kit.spawn(slow).start_timeout(Duration::from_secs(1));
        let started = task(spawn.into_future());
        latch.reached().await;
        latch.open(1);
        let slow = started.await.unwrap();
        let waits = Latch::default();
        let pending = {
            let (slow, waits) = (slow.clone(), waits.clone());
            task(async move { slow.wait(waits).await })
        };
        waits.reached().await;
        kit.time().advance(Duration::from_secs(30)).await;
        waits.open(1);
        assert_eq!(pending.await, Ok(()), "handlers have no limit");
    });
}

#[test]
fn a_suspended_actor_takes_messages_and_handles_none_until_it_is_reinstated() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let slow = system.spawn(Slow::new(&log)).name("slow").await.unwrap();
        let latch = Latch::default();
        slow.wait(latch.clone()).tell().unwrap();
        latch.reached().await;
        slow.suspend().unwrap();
        let answer = slow.ping().into_future();
        latch.open(1);
        until("the handler that ran goes on to its end", || {
            log.count("waited") == 1
        })
        .await;
        until("it is suspended", || slow.is_suspended()).await;
        settle().await;
        assert_eq!(log.count("ping"), 0);
        slow.reinstate().unwrap();
        soon(answer).await.unwrap();
        slow.reinstate().unwrap();
        soon(slow.ping()).await.unwrap();
        assert!(system.suspend("slow"));
        until("it is suspended", || slow.is_suspended()).await;
        let unanswered = slow.ping().into_future();
        slow.drain();
        assert_eq!(
            soon(unanswered).await,
            Err(AskError::Stopped),
            "a drain would never end"
        );
        assert_eq!(log.count("stop"), 1);
    });
}

#[test]
fn a_suspended_actor_can_be_killed() {
    on_every_runtime(|system| async move {
        let slow = system.spawn(Slow::new(&Log::default())).await.unwrap();
        slow.suspend().unwrap();
        slow.kill();
        assert_eq!(soon(slow.stopped()).await.reason, StopReason::Killed);
    });
}

#[test]
fn who_looks_on_sees_each_step_of_a_life_in_its_order() {
    on_every_runtime(|system| async move {
        let events = system.events();
        let steps = events.subscribe::<Lifecycle>(Subscribe::lossless(64));
        let log = Log::default();
        let factory = {
            let log = log.clone();
            move || Slow::new(&log)
        };
        let slow = system.spawn_with(factory).name("slow").await.unwrap();
        assert_eq!(soon(slow.panic()).await, Err(AskError::Panicked));
        soon(slow.ping()).await.unwrap();
        slow.suspend().unwrap();
        until("it is suspended", || slow.is_suspended()).await;
        slow.reinstate().unwrap();
        soon(slow.ping()).await.unwrap();
        slow.stop();
        soon(slow.stopped()).await;
        let expected = [
            "/user/slow started",
            "/user/slow failed: panicked: planned: handler",
            "/user/slow restarted (1)",
            "/user/slow suspended",
            "/user/slow reinstated",
            "/user/slow ended: stopped",
        ];
        for expected in expected {
            let step = soon(steps.recv()).await.expect("a step");
            assert_eq!(step.to_string(), expected);
            assert_eq!(step.uid(), slow.uid());
        }
    });
}

#[test]
fn an_actor_can_be_restarted_though_nothing_failed() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let factory = {
            let log = log.clone();
            move || Slow::new(&log)
        };
        // Its budget of restarts is not touched.
        let never = akt::supervision::Restart::never();
        let slow = system
            .spawn_with(factory)
            .restart(never)
            .name("slow")
            .await
            .unwrap();
        let latch = Latch::default();
        slow.wait(latch.clone()).tell().unwrap();
        latch.reached().await;
        slow.restart().unwrap();
        let answer = slow.ping().into_future();
        latch.open(1);
        soon(answer).await.unwrap();
        until("it was restarted after the message that it handled", || {
            log.count("started, visible true") == 2
        })
        .await;
        assert_eq!(log.count("waited"), 1);
        assert_eq!(log.count("stop"), 0, "a restart is no stop");
        slow.suspend().unwrap();
        until("it is suspended", || slow.is_suspended()).await;
        assert!(system.restart("slow"));
        soon(slow.ping()).await.unwrap();
        assert_eq!(
            log.count("started, visible true"),
            3,
            "a restart ends a suspension"
        );

        let once = system.spawn(Slow::new(&log)).await.unwrap();
        once.restart().unwrap();
        soon(once.ping()).await.unwrap();
        assert_eq!(
            log.count("started, visible true"),
            4,
            "without a factory it goes on"
        );
    });
}

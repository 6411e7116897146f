//! The end of a system: once, in phases, in time.

use std::time::Duration;

use akt::prelude::*;
use akt::system::{HookOutcome, Phase};

use crate::support::{
    Latch, Log, OnDrop, in_virtual_time, on_every_runtime, outside, pass, settle, soon, task,
    thread, until, virtual_time,
};

#[actor]
struct Guest {
    log: Log,
    latch: Latch,
}

#[handlers]
impl Guest {
    #[on(stop)]
    async fn stop(&mut self) {
        tokio::task::yield_now().await;
        self.log.add("guest stopped");
    }

    #[handler]
    pub async fn wait(&self) {
        let _dropped = OnDrop(self.log.clone(), "future dropped");
        self.latch.wait().await;
    }

    #[handler]
    pub fn greet(&self) -> u32 {
        7
    }

    #[handler]
    pub async fn shut_down(&self, ctx: &mut Ctx) {
        ctx.system().shutdown().await;
    }

    #[handler]
    pub async fn child(&self, ctx: &mut Ctx) -> bool {
        let child = Self {
            log: self.log.clone(),
            latch: self.latch.clone(),
        };
        ctx.spawn(child).await.is_ok()
    }
}

fn guest() -> (Guest, Log, Latch) {
    let (log, latch) = (Log::default(), Latch::default());
    let actor = Guest {
        log: log.clone(),
        latch: latch.clone(),
    };
    (actor, log, latch)
}

#[test]
fn every_actor_stops_and_the_report_says_so() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let mut guests = Vec::new();
        for _ in 0..50 {
            let (mut actor, _, _) = guest();
            actor.log = log.clone();
            let guest = system.spawn(actor).await.unwrap();
            assert_eq!(guest.child().await, Ok(true));
            guests.push(guest);
        }
        assert_eq!(system.top_level_actors(), 50);
        let report = soon(system.shutdown()).await;
        assert_eq!((report.killed, report.stuck), (0, 0));
        assert_eq!(log.count("guest stopped"), 100);
        assert_eq!(system.top_level_actors(), 0);
        for guest in guests {
            assert!(guest.is_stopped());
            assert_eq!(guest.greet().await, Err(AskError::Stopped));
        }
    });
}

#[test]
fn a_second_shutdown_is_the_first() {
    on_every_runtime(|system| async move {
        let (actor, log, _) = guest();
        system.spawn(actor).await.unwrap();
        let callers: Vec<_> = (0..5)
            .map(|_| {
                let system = system.clone();
                task(async move { system.shutdown().await })
            })
            .collect();
        let first = soon(system.shutdown()).await;
        for caller in callers {
            assert_eq!(soon(caller).await, first);
        }
        assert_eq!(soon(system.shutdown()).await, first);
        assert_eq!(log.count("guest stopped"), 1);
    });
}

#[test]
fn a_shutdown_goes_on_when_its_caller_gives_up() {
    in_virtual_time(|system| async move {
        let (actor, log, latch) = guest();
        let guest = system.spawn(actor).await.unwrap();
        let wait = task(guest.wait().into_future());
        latch.reached().await;
        let mut shutdown = Box::pin(system.shutdown());
        tokio::select! {
            biased;
            _ = &mut shutdown => panic!("the guest still waits"),
            () = settle() => drop(shutdown),
        }
        latch.open(1);
        wait.await.unwrap();
        until("the guest has stopped", || log.count("guest stopped") == 1).await;
        soon(system.shutdown()).await;
    });
}

#[test]
fn a_shutdown_can_be_asked_from_another_thread() {
    on_every_runtime(|system| async move {
        let (actor, log, _) = guest();
        system.spawn(actor).await.unwrap();
        let caller = {
            let system = system.clone();
            thread(move || outside(system.shutdown()))
        };
        until("it is through", || caller.is_finished()).await;
        assert_eq!(caller.join().unwrap().stuck, 0);
        assert_eq!(log.count("guest stopped"), 1);
    });
}

#[test]
fn what_does_not_stop_in_time_is_killed() {
    crate::support::quiet_planned_panics();
    virtual_time().block_on(async {
        let system = ActorSystem::builder("slow")
            .shutdown_timeout(Duration::from_secs(3))
            .start()
            .unwrap();
        let (actor, log, latch) = guest();
        let guest = system.spawn(actor).await.unwrap();
        let wait = task(guest.wait().into_future());
        latch.reached().await;
        let (quick, quick_log, _) = crate::shutdown::guest();
        system.spawn(quick).await.unwrap();
        let report = soon(system.shutdown()).await;
        assert_eq!((report.killed, report.stuck), (1, 0));
        assert!(report.took >= Duration::from_secs(3) && report.took < Duration::from_secs(4));
        assert_eq!(log.all(), ["future dropped"]);
        assert_eq!(quick_log.all(), ["guest stopped"]);
        assert_eq!(wait.await, Err(AskError::NoReply));
    });
}

#[test]
fn a_shutdown_without_limit_waits_for_hooks_and_actors() {
    virtual_time().block_on(async {
        let system = ActorSystem::builder("test")
            .shutdown_timeout(Duration::MAX)
            .start()
            .unwrap();
        let (actor, log, latch) = guest();
        let guest = system.spawn(actor).await.unwrap();
        let wait = task(guest.wait().into_future());
        latch.reached().await;
        let hook_log = log.clone();
        let hook = move || async move { hook_log.add("hook") };
        system.on_shutdown(Phase::LEAVE, "hook", hook).unwrap();
        let over = task({
            let system = system.clone();
            async move { system.shutdown().await }
        });
        pass(Duration::from_secs(30 * 24 * 3600)).await;
        latch.open(1);
        let report = soon(over).await;
        assert_eq!((report.killed, report.stuck), (0, 0));
        assert!(!report.phases.is_empty());
        assert_eq!(log.all(), ["hook", "future dropped", "guest stopped"]);
        wait.await.unwrap();
    });
}

#[test]
fn an_actor_that_awaits_the_shutdown_is_killed_in_time() {
    in_virtual_time(|system| async move {
        let (actor, _, _) = guest();
        let guest = system.spawn(actor).await.unwrap();
        assert_eq!(soon(guest.shut_down()).await, Err(AskError::NoReply));
        assert_eq!(soon(system.shutdown()).await.killed, 1);
    });
}

#[test]
fn nothing_is_spawned_after_a_shutdown_and_names_are_free() {
    on_every_runtime(|system| async move {
        soon(system.shutdown()).await;
        let refused = system.spawn(guest().0).name("it").await;
        assert!(matches!(refused, Err(SpawnError::Stopping)), "{refused:?}");
        let refused = system.spawn(crate::dispatcher::plain()).name("it").await;
        assert!(matches!(refused, Err(SpawnError::Stopping)), "{refused:?}");
        assert!(system.spawn(guest().0).start().is_err());
        assert!(system.find_any("it").is_none());
        assert_eq!(system.top_level_actors(), 0);
    });
}

#[test]
fn spawns_race_a_shutdown_and_none_is_left_behind() {
    on_every_runtime(|_| async move {
        let rounds = if cfg!(akt_sanitize) { 10 } else { 60 };
        for round in 0..rounds {
            let system = ActorSystem::new("race").unwrap();
            let spawners: Vec<_> = (0..3)
                .map(|spawner| {
                    let system = system.clone();
                    let body = move || {
                        let mut spawned = Vec::new();
                        for number in 0..2000 {
                            let name = format!("{spawner}-{number}");
                            match system.spawn(crate::dispatcher::plain()).name(name).start() {
                                Ok(actor) => spawned.push(actor),
                                Err(SpawnError::Stopping) => break,
                                Err(other) => panic!("{other}"),
                            }
                        }
                        spawned
                    };
                    thread(body)
                })
                .collect();
            for _ in 0..round {
                tokio::task::yield_now().await;
            }
            let report = soon(system.shutdown()).await;
            assert_eq!((report.killed, report.stuck), (0, 0), "round {round}");
            for spawner in spawners {
                until("the spawner is through", || spawner.is_finished()).await;
                for actor in spawner.join().unwrap() {
                    until("it ends", || actor.is_stopped()).await;
                    assert!(system.find_any(actor.path().as_str()).is_none());
                }
            }
            assert_eq!(system.top_level_actors(), 0, "round {round}");
        }
    });
}

#[test]
fn hooks_run_in_their_phases_in_reverse_order() {
    on_every_runtime(|system| async move {
        let (actor, log, _) = guest();
        let guest = system.spawn(actor).await.unwrap();
        for (phase, name) in [
            (Phase::CLOSE, "close 1"),
            (Phase::LEAVE, "leave 1"),
            (Phase::LEAVE, "leave 2"),
            (Phase::CLOSE, "close 2"),
        ] {
            let (log, guest) = (log.clone(), guest.clone());
            let hook = move || async move {
                let answer = guest.greet().await.is_ok();
                log.add(format!("{name}, messaging {answer}"));
            };
            system.on_shutdown(phase, name, hook).unwrap();
        }
        soon(system.shutdown()).await;
        assert_eq!(
            log.all(),
            [
                "leave 2, messaging true",
                "leave 1, messaging true",
                "guest stopped",
                "close 2, messaging false",
                "close 1, messaging false",
            ]
        );
    });
}

#[test]
fn a_hook_that_panics_or_hangs_stops_nothing() {
    crate::support::quiet_planned_panics();
    virtual_time().block_on(async {
        let system = ActorSystem::builder("hooks")
            .shutdown_timeout(Duration::from_secs(2))
            .start()
            .unwrap();
        let (actor, log, _) = guest();
        system.spawn(actor).await.unwrap();
        let after = log.clone();
        let last = move || async move { after.add("closed") };
        system.on_shutdown(Phase::CLOSE, "last", last).unwrap();
        let panics = || async { panic!("planned: hook") };
        system.on_shutdown(Phase::LEAVE, "future", panics).unwrap();
        let hangs = std::future::pending;
        system.on_shutdown(Phase::LEAVE, "hangs", hangs).unwrap();
        let panics = || -> std::future::Ready<()> { panic!("planned: closure of a hook") };
        system.on_shutdown(Phase::LEAVE, "closure", panics).unwrap();
        let report = soon(system.shutdown()).await;
        assert_eq!((report.killed, report.stuck), (0, 0));
        assert_eq!(report.took.as_secs(), 2, "the hook that hangs was dropped");
        let leave = report.phase(&Phase::LEAVE).unwrap();
        let hooks = leave
            .hooks
            .iter()
            .map(|hook| (&*hook.name, hook.outcome.clone()));
        let panicked = |text: &str| HookOutcome::Panicked(text.to_owned());
        assert_eq!(
            hooks.collect::<Vec<_>>(),
            [
                ("closure", panicked("planned: closure of a hook")),
                ("hangs", HookOutcome::TimedOut),
                ("future", panicked("planned: hook")),
            ]
        );
        assert_eq!(log.all(), ["guest stopped", "closed"]);
    });
}

#[test]
fn an_actor_is_spawned_by_a_handler_while_the_system_stops() {
    in_virtual_time(|system| async move {
        let (actor, log, latch) = guest();
        let guest = system.spawn(actor).await.unwrap();
        let wait = task(guest.wait().into_future());
        latch.reached().await;
        let child = task(guest.child().into_future());
        settle().await;
        let shutdown = task({
            let system = system.clone();
            async move { system.shutdown().await }
        });
        settle().await;
        latch.open(1);
        assert_eq!(soon(shutdown).await.killed, 0);
        wait.await.unwrap();
        assert_eq!(child.await, Err(AskError::Stopped));
        assert_eq!(log.count("guest stopped"), 1);
    });
}

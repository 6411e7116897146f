//! Watching: told exactly once, after the last message, or at once if it is too late.

use akt::prelude::*;

use crate::support::{Latch, Log, on_every_runtime, settle, soon, task, until};

/// Watches others and notes what it hears.
#[actor]
struct Watcher {
    log: Log,
    latch: Latch,
}

#[handlers]
impl Watcher {
    #[handler]
    pub fn watch(&mut self, target: TargetRef, ctx: &mut Ctx) {
        ctx.watch(&target).expect("of this process");
    }

    #[handler]
    pub fn unwatch(&mut self, target: TargetRef, ctx: &mut Ctx) {
        ctx.unwatch(&target);
    }

    #[handler]
    pub fn unwatch_and_watch(&mut self, target: TargetRef, ctx: &mut Ctx) {
        ctx.unwatch(&target);
        ctx.watch(&target).expect("of this process");
    }

    #[handler]
    pub fn watch_self(&mut self, ctx: &mut Ctx<Self>) {
        let this = ctx.this();
        ctx.watch(&this).expect("of this process");
    }

    #[handler]
    pub async fn wait(&self) {
        self.latch.wait().await;
    }

    #[handler]
    pub fn hear(&mut self, number: u64) {
        self.log.add(number.to_string());
    }

    #[handler]
    pub fn burst(&self) {
        panic!("planned: burst")
    }

    #[on(terminated)]
    async fn terminated(&mut self, terminated: Terminated) {
        tokio::task::yield_now().await;
        let Terminated { path, reason, .. } = terminated;
        self.log.add(format!("{} {reason}", path.name()));
    }
}

/// Is watched; speaks to a watcher.
#[actor]
struct Target {
    latch: Latch,
}

#[handlers]
impl Target {
    #[handler]
    pub async fn speak(&mut self, to: WatcherRef, words: u64, ctx: &mut Ctx) {
        for number in 0..words {
            let _ = to.hear(number).tell();
        }
        ctx.stop();
    }

    #[handler]
    pub async fn wait(&self) {
        self.latch.wait().await;
    }

    #[handler]
    pub fn burst(&self) {
        panic!("planned: burst")
    }

    #[handler]
    pub fn nothing(&self) {}
}

fn watcher() -> (Watcher, Log, Latch) {
    let (log, latch) = (Log::default(), Latch::default());
    let actor = Watcher {
        log: log.clone(),
        latch: latch.clone(),
    };
    (actor, log, latch)
}

fn target() -> Target {
    Target {
        latch: Latch::default(),
    }
}

#[test]
fn each_end_is_told_once_with_its_reason() {
    on_every_runtime(|system| async move {
        let (actor, log, _) = watcher();
        let watcher = system.spawn(actor).await.unwrap();
        let mut targets = Vec::new();
        for name in ["stopped", "killed", "failed", "drained"] {
            let target = system.spawn(target()).name(name).await.unwrap();
            watcher.watch(target.clone()).await.unwrap();
            watcher.watch(target.clone()).await.unwrap();
            targets.push(target);
        }
        targets[0].stop();
        targets[1].kill();
        targets[2].burst().tell().unwrap();
        targets[3].drain();
        for target in &targets {
            soon(target.stopped()).await;
        }
        until("all are told", || log.all().len() >= 4).await;
        watcher.hear(0).await.unwrap();
        let mut told = log.all();
        told.sort();
        assert_eq!(
            told,
            [
                "0",
                "drained stopped",
                "failed failed",
                "killed killed",
                "stopped stopped"
            ]
        );
    });
}

#[test]
fn the_end_is_told_after_the_last_message() {
    on_every_runtime(|system| async move {
        const WORDS: u64 = 100;
        for _ in 0..20 {
            let (actor, log, _) = watcher();
            let watcher = system.spawn(actor).await.unwrap();
            let target = system.spawn(target()).name("it").await.unwrap();
            watcher.watch(target.clone()).await.unwrap();
            target.speak(watcher.clone(), WORDS).tell().unwrap();
            until("it is told", || log.count("it stopped") == 1).await;
            let mut expected: Vec<String> = (0..WORDS).map(|number| number.to_string()).collect();
            expected.push("it stopped".into());
            assert_eq!(log.all(), expected);
        }
    });
}

#[test]
fn an_actor_that_has_ended_is_told_at_once() {
    on_every_runtime(|system| async move {
        let (actor, log, _) = watcher();
        let watcher = system.spawn(actor).await.unwrap();
        let target = system.spawn(target()).name("it").await.unwrap();
        target.stop();
        assert_eq!(soon(target.stopped()).await.reason, StopReason::Stopped);
        let again = soon(target.stopped()).await;
        assert_eq!(again.reason, StopReason::Stopped, "known also afterwards");
        assert_eq!(again.uid, target.uid());
        assert_eq!(again.path, target.path());
        for round in 1..3 {
            watcher.watch(target.clone()).await.unwrap();
            until("it is told", || log.count("it stopped") == round).await;
        }
        watcher.hear(0).await.unwrap();
        assert_eq!(log.all().len(), 3, "once for each watch");
    });
}

#[test]
fn nothing_is_told_after_unwatch_even_if_it_was_on_its_way() {
    on_every_runtime(|system| async move {
        let (actor, log, latch) = watcher();
        let watcher = system.spawn(actor).await.unwrap();
        let first = system.spawn(target()).name("first").await.unwrap();
        watcher.watch(first.clone()).await.unwrap();
        watcher.unwatch(first.clone()).await.unwrap();
        first.stop();
        soon(first.stopped()).await;
        // On its way: the signal lies behind the unwatch in the watcher's mailbox.
        let second = system.spawn(target()).name("second").await.unwrap();
        watcher.watch(second.clone()).await.unwrap();
        let wait = task(watcher.wait().into_future());
        latch.reached().await;
        watcher.unwatch(second.clone()).tell().unwrap();
        second.stop();
        soon(second.stopped()).await;
        latch.open(1);
        wait.await.unwrap();
        watcher.hear(0).await.unwrap();
        assert_eq!(log.all(), ["0"]);
    });
}

#[test]
fn unwatch_and_watch_again_is_told_once() {
    on_every_runtime(|system| async move {
        let (actor, log, latch) = watcher();
        let watcher = system.spawn(actor).await.unwrap();
        let target = system.spawn(target()).name("it").await.unwrap();
        watcher.watch(target.clone()).await.unwrap();
        let wait = task(watcher.wait().into_future());
        latch.reached().await;
        watcher.unwatch_and_watch(target.clone()).tell().unwrap();
        target.stop();
        soon(target.stopped()).await;
        latch.open(1);
        wait.await.unwrap();
        until("it is told", || !log.all().is_empty()).await;
        for number in 0..3 {
            watcher.hear(number).await.unwrap();
        }
        assert_eq!(log.all().len(), 4, "{:?}", log.all());
    });
}

#[test]
fn watchers_stay_over_a_restart_and_watches_too() {
    on_every_runtime(|system| async move {
        let (log, latch) = (Log::default(), Latch::default());
        let watcher = {
            let (log, latch) = (log.clone(), latch.clone());
            let build = move || Watcher {
                log: log.clone(),
                latch: latch.clone(),
            };
            system.spawn_with(build).await.unwrap()
        };
        let target = system.spawn_with(target).name("it").await.unwrap();
        watcher.watch(target.clone()).await.unwrap();
        target.burst().tell().unwrap();
        target.nothing().await.unwrap();
        watcher.hear(0).await.unwrap();
        assert_eq!(log.all(), ["0"], "a restart is no end");
        watcher.burst().tell().unwrap();
        watcher.hear(1).await.unwrap();
        target.stop();
        until("it is told", || log.count("it stopped") == 1).await;
        assert_eq!(log.all(), ["0", "1", "it stopped"]);
    });
}

#[test]
fn many_watchers_are_all_told() {
    on_every_runtime(|system| async move {
        let count = if cfg!(akt_sanitize) { 50 } else { 1000 };
        let log = Log::default();
        let target = system.spawn(target()).name("it").await.unwrap();
        for _ in 0..count {
            let (mut actor, _, _) = watcher();
            actor.log = log.clone();
            let watcher = system.spawn(actor).await.unwrap();
            watcher.watch(target.clone()).await.unwrap();
        }
        let futures: Vec<_> = (0..count)
            .map(|_| {
                let target = target.clone();
                task(async move { target.stopped().await })
            })
            .collect();
        settle().await;
        target.kill();
        for future in futures {
            assert_eq!(soon(future).await.reason, StopReason::Killed);
        }
        until("all are told", || log.count("it killed") == count).await;
    });
}

#[test]
fn a_suspended_watcher_is_told_when_it_goes_on() {
    on_every_runtime(|system| async move {
        let (actor, log, _) = watcher();
        let watcher = system.spawn(actor).await.unwrap();
        let target = system.spawn(target()).name("it").await.unwrap();
        watcher.watch(target.clone()).await.unwrap();
        watcher.suspend().unwrap();
        until("it is suspended", || watcher.is_suspended()).await;
        target.kill();
        soon(target.stopped()).await;
        assert!(log.all().is_empty(), "{:?}", log.all());
        watcher.reinstate().unwrap();
        until("it is told", || !log.all().is_empty()).await;
        assert_eq!(log.all(), ["it killed"]);
    });
}

#[test]
fn watching_oneself_harms_nobody() {
    on_every_runtime(|system| async move {
        let (actor, log, _) = watcher();
        let watcher = system.spawn(actor).await.unwrap();
        watcher.watch_self().await.unwrap();
        watcher.stop();
        soon(watcher.stopped()).await;
        assert!(log.all().is_empty());
    });
}

#[test]
fn watches_race_the_end_and_are_told_once() {
    on_every_runtime(|system| async move {
        let rounds = if cfg!(akt_sanitize) { 20 } else { 200 };
        for round in 0..rounds {
            let (actor, log, _) = watcher();
            let watcher = system.spawn(actor).await.unwrap();
            let target = system.spawn(target()).name("it").await.unwrap();
            let watch = task(watcher.watch(target.clone()).into_future());
            if round % 2 == 0 {
                tokio::task::yield_now().await;
            }
            target.kill();
            soon(watch).await.unwrap();
            soon(target.stopped()).await;
            until("it is told", || log.all().len() == 1).await;
            watcher.hear(0).await.unwrap();
            assert_eq!(log.all().len(), 2, "{:?}", log.all());
            watcher.kill();
        }
    });
}

#[test]
fn waiting_for_the_end_may_be_given_up_again_and_again() {
    on_every_runtime(|system| async move {
        let target = system.spawn(target()).await.unwrap();
        for _ in 0..1000 {
            let mut stopped = Box::pin(target.stopped());
            tokio::select! {
                biased;
                _ = &mut stopped => panic!("it lives"),
                () = tokio::task::yield_now() => {}
            }
        }
        let stopped = task({
            let target = target.clone();
            async move { target.stopped().await }
        });
        settle().await;
        target.stop();
        assert_eq!(soon(stopped).await.uid, target.uid());
    });
}

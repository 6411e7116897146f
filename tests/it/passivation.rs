//! Actors that leave memory by themselves, and what holds them back.

use std::time::Duration;

use akt::actor::{DeadLetterReason, Lifecycle, Passivation, StopReason};
use akt::prelude::*;
use akt::system::Subscribe;

use crate::support::{
    Latch, Log, OnDrop, in_virtual_time, on_every_runtime, pass, settle, soon, task,
};

/// How long the actors here may be idle; tests have a minute in all.
const LIMIT: Duration = Duration::from_secs(1);
const BIT: Duration = Duration::from_millis(100);
const IDLE: Passivation = Passivation::Idle(LIMIT);

/// Notes what it is told, and does what holds an actor in memory.
#[actor(reentrancy = all)]
#[derive(Default)]
struct Guest {
    log: Log,
    latch: Latch,
}

#[handlers]
impl Guest {
    #[on(stop)]
    fn stop(&mut self) {
        self.log.add("stop hook");
    }

    #[handler]
    pub fn note(&mut self, text: String) {
        self.log.add(text);
    }

    #[handler]
    pub async fn wait(&mut self) {
        self.latch.wait().await;
        self.log.add("waited");
    }

    #[handler]
    pub fn later(&mut self, ctx: &mut Ctx) -> impl Future<Output = u32> + use<> {
        let _ = ctx;
        let latch = self.latch.clone();
        async move {
            latch.wait().await;
            7
        }
    }

    #[handler]
    pub fn pipe(&mut self, ctx: &mut Ctx<Self>) {
        let latch = self.latch.clone();
        ctx.pipe(async move { latch.wait().await })
            .then(|guest: &mut Self, _, _| guest.log.add("piped"));
    }

    #[handler]
    pub fn spawn_child(&mut self, ctx: &mut Ctx) -> GuestRef {
        ctx.spawn(Self::default()).start().unwrap()
    }

    #[handler]
    pub fn stash_one(&mut self, ctx: &mut Ctx<Self>) {
        let me = ctx.this();
        ctx.stash(me.note("stashed".into())).ok().unwrap();
    }

    #[handler]
    pub fn unstash(&mut self, ctx: &mut Ctx<Self>) {
        ctx.unstash_all();
    }

    #[handler]
    pub fn tick(&mut self, ctx: &mut Ctx<Self>) {
        let _ = ctx;
        self.log.add("tick");
    }

    #[handler]
    pub fn tick_every(&mut self, interval: Duration, ctx: &mut Ctx<Self>) {
        ctx.timer("tick").every(interval, move |guest| guest.tick());
    }

    #[handler]
    pub fn stay(&mut self, stay: bool, ctx: &mut Ctx) {
        if stay {
            ctx.pause_passivation();
        } else {
            ctx.resume_passivation();
        }
    }
}

/// Time goes on, after everything that can happen now.
async fn later(duration: Duration) {
    settle().await;
    pass(duration).await;
}

fn guest() -> (Guest, Log, Latch) {
    let guest = Guest::default();
    let (log, latch) = (guest.log.clone(), guest.latch.clone());
    (guest, log, latch)
}

#[test]
fn an_idle_actor_leaves_after_its_time_by_its_stop_hook_and_says_why() {
    in_virtual_time(|system| async move {
        let events = system
            .events()
            .subscribe::<Lifecycle>(Subscribe::lossless(8));
        let (actor, log, _) = guest();
        let guest = system
            .spawn(actor)
            .name("guest")
            .passivate(IDLE)
            .await
            .unwrap();
        let (path, uid) = (guest.path(), guest.uid());
        later(LIMIT - BIT).await;
        assert!(!guest.is_stopped());
        later(2 * BIT).await;
        assert_eq!(guest.stopped().await.reason, StopReason::Passivated);
        assert_eq!(log.all(), ["stop hook"]);
        assert!(system.find::<Guest>("guest").is_none(), "its name is free");
        let started = Lifecycle::Started {
            path: path.clone(),
            uid,
        };
        let passivated = Lifecycle::Passivated {
            path: path.clone(),
            uid,
        };
        let reason = StopReason::Passivated;
        let stopped = Lifecycle::Stopped { path, uid, reason };
        for event in [started, passivated, stopped] {
            assert_eq!(soon(events.recv()).await, Ok(event));
        }
    });
}

#[test]
fn each_message_begins_the_idle_time_anew() {
    in_virtual_time(|system| async move {
        let guest = system.spawn(guest().0).passivate(IDLE).await.unwrap();
        for _ in 0..5 {
            later(LIMIT - BIT).await;
            guest.note("still here".into()).await.unwrap();
        }
        later(LIMIT - BIT).await;
        assert!(!guest.is_stopped());
        later(2 * BIT).await;
        assert!(guest.is_stopped());
    });
}

#[test]
fn an_actor_without_passivation_stays() {
    in_virtual_time(|system| async move {
        let guest = system.spawn(guest().0).await.unwrap();
        later(30 * LIMIT).await;
        guest.note("here".into()).await.unwrap();
    });
}

#[test]
fn idle_time_is_counted_from_the_end_of_a_handler_that_waits() {
    in_virtual_time(|system| async move {
        let (actor, log, latch) = guest();
        let guest = system.spawn(actor).passivate(IDLE).await.unwrap();
        let waits = task(guest.wait().into_future());
        latch.reached().await;
        later(10 * LIMIT).await;
        assert!(!guest.is_stopped(), "a handler waits");
        latch.open(1);
        waits.await.unwrap();
        later(LIMIT - BIT).await;
        assert!(!guest.is_stopped());
        later(2 * BIT).await;
        assert_eq!(log.all(), ["waited", "stop hook"]);
    });
}

#[test]
fn an_answer_that_is_awaited_behind_the_mailbox_holds_an_actor_in_memory() {
    in_virtual_time(|system| async move {
        let (actor, log, latch) = guest();
        let guest = system.spawn(actor).passivate(IDLE).await.unwrap();
        guest.pipe().await.unwrap();
        later(10 * LIMIT).await;
        assert!(!guest.is_stopped(), "a pipe is not through");
        latch.open(1);
        later(LIMIT - BIT).await;
        assert_eq!(log.all(), ["piped"], "its answer counts as use");
        later(2 * BIT).await;
        assert!(guest.is_stopped());
    });
}

#[test]
fn an_answer_that_is_made_behind_the_mailbox_holds_an_actor_in_memory() {
    in_virtual_time(|system| async move {
        let (actor, _, latch) = guest();
        let guest = system.spawn(actor).passivate(IDLE).await.unwrap();
        let answer = task(guest.later().into_future());
        latch.reached().await;
        later(10 * LIMIT).await;
        assert!(!guest.is_stopped());
        latch.open(1);
        assert_eq!(answer.await, Ok(7));
        later(LIMIT + BIT).await;
        assert!(guest.is_stopped());
    });
}

#[test]
fn a_parent_stays_until_its_last_child_has_ended() {
    in_virtual_time(|system| async move {
        let guest = system.spawn(guest().0).passivate(IDLE).await.unwrap();
        let (one, other) = (
            guest.spawn_child().await.unwrap(),
            guest.spawn_child().await.unwrap(),
        );
        later(10 * LIMIT).await;
        one.stop();
        settle().await;
        assert!(!guest.is_stopped() && !other.is_stopped());
        other.stop();
        settle().await;
        assert_eq!(guest.stopped().await.reason, StopReason::Passivated);
    });
}

#[test]
fn what_is_stashed_holds_an_actor_in_memory() {
    in_virtual_time(|system| async move {
        let (actor, log, _) = guest();
        let guest = system.spawn(actor).passivate(IDLE).await.unwrap();
        guest.stash_one().await.unwrap();
        later(10 * LIMIT).await;
        guest.unstash().await.unwrap();
        later(2 * LIMIT).await;
        assert_eq!(log.all(), ["stashed", "stop hook"]);
    });
}

#[test]
fn a_suspended_actor_stays_and_its_reinstatement_counts_as_use() {
    in_virtual_time(|system| async move {
        let guest = system.spawn(guest().0).passivate(IDLE).await.unwrap();
        guest.suspend().unwrap();
        later(10 * LIMIT).await;
        assert!(guest.is_suspended() && !guest.is_stopped());
        guest.reinstate().unwrap();
        later(LIMIT - BIT).await;
        assert!(!guest.is_stopped());
        later(2 * BIT).await;
        assert!(guest.is_stopped());
    });
}

#[test]
fn timers_of_its_own_do_not_keep_an_actor_in_memory() {
    in_virtual_time(|system| async move {
        let (actor, log, _) = guest();
        let guest = system.spawn(actor).passivate(IDLE).await.unwrap();
        guest.tick_every(2 * BIT).await.unwrap();
        for _ in 0..8 {
            later(2 * BIT).await;
        }
        assert!(guest.is_stopped());
        assert!(log.count("tick") >= 4, "{:?}", log.all());
    });
}

#[test]
fn an_actor_may_be_kept_in_memory_by_itself_and_by_others() {
    in_virtual_time(|system| async move {
        let guest = system.spawn(guest().0).passivate(IDLE).await.unwrap();
        guest.pause_passivation().unwrap();
        later(10 * LIMIT).await;
        assert!(!guest.is_stopped());
        guest.stay(true).await.unwrap();
        later(10 * LIMIT).await;
        guest.resume_passivation().unwrap();
        later(LIMIT - BIT).await;
        assert!(!guest.is_stopped(), "the time begins anew");
        guest.stay(true).await.unwrap();
        later(10 * LIMIT).await;
        guest.stay(false).await.unwrap();
        later(LIMIT + BIT).await;
        assert!(guest.is_stopped());
    });
}

#[test]
fn an_actor_leaves_after_so_many_messages_when_none_waits() {
    on_every_runtime(|system| async move {
        let (actor, log, _) = guest();
        let after = Passivation::Messages(3);
        let guest = system.spawn(actor).passivate(after).await.unwrap();
        guest.note("1".into()).await.unwrap();
        guest.note("2".into()).await.unwrap();
        assert!(!guest.is_stopped());
        guest.note("3".into()).tell().unwrap();
        assert_eq!(soon(guest.stopped()).await.reason, StopReason::Passivated);
        assert_eq!(log.all(), ["1", "2", "3", "stop hook"]);
    });
}

/// Leaves by what its declaration says.
#[actor(passivate = "1s")]
struct Declared;

#[handlers]
impl Declared {
    #[handler]
    pub fn ping(&self) {}
}

#[test]
fn a_spawn_overrides_what_an_actor_declares() {
    in_virtual_time(|system| async move {
        let declared = system.spawn(Declared).await.unwrap();
        let stays = system
            .spawn(Declared)
            .passivate(Passivation::Never)
            .await
            .unwrap();
        later(LIMIT + BIT).await;
        assert!(declared.is_stopped());
        stays.ping().await.unwrap();
    });
}

/// Its stop hook waits, so that messages come while it ends.
#[actor(passivate = "1s")]
struct Slow {
    latch: Latch,
    log: Log,
}

#[handlers]
impl Slow {
    #[on(stop)]
    async fn stop(&mut self) {
        let _dropped = OnDrop(self.log.clone(), "stop hook through");
        self.latch.wait().await;
    }

    #[handler]
    pub fn note(&mut self, text: String) -> usize {
        text.len()
    }
}

#[test]
fn what_comes_while_an_actor_leaves_is_a_dead_letter() {
    in_virtual_time(|system| async move {
        let letters = system.dead_letters(8);
        let (latch, log) = (Latch::default(), Log::default());
        let slow = Slow {
            latch: latch.clone(),
            log: log.clone(),
        };
        let slow = system.spawn(slow).await.unwrap();
        later(LIMIT + BIT).await;
        latch.reached().await;
        slow.note("late".into()).tell().unwrap();
        let ask = task(slow.note("asked".into()).into_future());
        settle().await;
        latch.open(1);
        assert_eq!(slow.stopped().await.reason, StopReason::Passivated);
        assert_eq!(log.all(), ["stop hook through"]);
        assert_eq!(ask.await, Err(AskError::Stopped));
        for _ in 0..2 {
            let letter = soon(letters.recv()).await.unwrap();
            assert_eq!(
                (letter.method, letter.reason),
                ("note", DeadLetterReason::LeftInMailbox)
            );
        }
        assert!(slow.note("gone".into()).tell().is_err());
    });
}

#[test]
fn a_kill_of_an_actor_that_leaves_is_a_kill() {
    in_virtual_time(|system| async move {
        let (latch, log) = (Latch::default(), Log::default());
        let slow = system
            .spawn(Slow {
                latch: latch.clone(),
                log,
            })
            .await
            .unwrap();
        later(LIMIT + BIT).await;
        latch.reached().await;
        slow.kill();
        assert_eq!(soon(slow.stopped()).await.reason, StopReason::Killed);
    });
}

//! Start hooks: what runs before the first message, and what happens when it does not go well.

use akt::prelude::*;

use crate::support::{
    Latch, Log, OnDrop, in_virtual_time, on_every_runtime, settle, soon, task, until,
};

/// An actor whose start hook does what it is told.
#[actor]
struct Starter {
    how: How,
    log: Log,
    latch: Latch,
}

enum How {
    Ok,
    Fail,
    Panic,
    PanicLate,
    Wait,
    CtxFail,
    CtxStop,
}

#[handlers]
impl Starter {
    #[on(start)]
    async fn start(&mut self, ctx: &mut Ctx) -> Result<(), StartError> {
        let _dropped = OnDrop(self.log.clone(), "start dropped");
        match self.how {
            How::Ok => {}
            How::Fail => return Err(StartError::new("planned: cannot start")),
            How::Panic => panic!("planned: start"),
            How::PanicLate => {
                tokio::task::yield_now().await;
                panic!("planned: late start")
            }
            How::Wait => self.latch.wait().await,
            How::CtxFail => ctx.fail("planned: failed in start"),
            How::CtxStop => ctx.stop(),
        }
        self.log.add("started");
        Ok(())
    }

    #[on(stop)]
    fn stop(&mut self) {
        self.log.add("stop hook");
    }

    #[handler]
    pub fn note(&mut self) -> usize {
        self.log.add("note");
        self.log.count("note")
    }
}

fn starter(how: How) -> (Starter, Log, Latch) {
    let (log, latch) = (Log::default(), Latch::default());
    let actor = Starter {
        how,
        log: log.clone(),
        latch: latch.clone(),
    };
    (actor, log, latch)
}

#[test]
fn a_start_hook_runs_before_the_first_message() {
    on_every_runtime(|system| async move {
        let (actor, log, _) = starter(How::Ok);
        let actor = system.spawn(actor).name("it").await.unwrap();
        assert_eq!(actor.note().await, Ok(1));
        assert_eq!(log.all(), ["started", "start dropped", "note"]);
    });
}

#[test]
fn a_start_hook_that_fails_fails_the_spawn() {
    on_every_runtime(|system| async move {
        for how in [How::Fail, How::Panic, How::PanicLate, How::CtxFail] {
            let (actor, log, _) = starter(how);
            let Err(error) = system.spawn(actor).name("it").await else {
                panic!("it started");
            };
            let text = error.to_string();
            assert!(text.contains("planned"), "{text}");
            assert!(system.find_any("it").is_none(), "never visible");
            until("the name is free", || system.top_level_actors() == 0).await;
            assert_eq!(log.count("stop hook"), 0, "it had not started");
            let (actor, _, _) = starter(How::Ok);
            let actor = system.spawn(actor).name("it").await.unwrap();
            actor.stop();
            soon(actor.stopped()).await;
        }
    });
}

#[test]
fn a_slow_start_holds_the_name_and_hides_the_actor() {
    on_every_runtime(|system| async move {
        let (actor, log, latch) = starter(How::Wait);
        let early = system.spawn(actor).name("it").start().unwrap();
        latch.reached().await;
        assert!(system.find_any("it").is_none(), "not visible yet");
        let (second, _, _) = starter(How::Ok);
        let taken = system.spawn(second).name("it").await;
        assert!(matches!(taken, Err(SpawnError::NameTaken(name)) if name == "it"));
        let asked = task(early.note().into_future());
        settle().await;
        assert!(log.all().is_empty(), "messages wait for the start");
        latch.open(1);
        assert_eq!(asked.await, Ok(1));
        assert_eq!(system.find_any("it").unwrap().uid(), early.uid());
    });
}

#[test]
fn messages_to_an_actor_that_fails_to_start_are_answered() {
    on_every_runtime(|system| async move {
        let (actor, _, _) = starter(How::PanicLate);
        let early = system.spawn(actor).start().unwrap();
        assert_eq!(early.note().await, Err(AskError::Stopped));
        assert_eq!(soon(early.stopped()).await.reason, StopReason::Failed);
    });
}

#[test]
fn a_stop_during_the_start_waits_for_it_and_a_kill_does_not() {
    on_every_runtime(|system| async move {
        let (actor, log, latch) = starter(How::Wait);
        let actor = system.spawn(actor).start().unwrap();
        latch.reached().await;
        actor.stop();
        settle().await;
        latch.open(1);
        assert_eq!(soon(actor.stopped()).await.reason, StopReason::Stopped);
        assert_eq!(log.all(), ["started", "start dropped", "stop hook"]);

        let (actor, log, latch) = starter(How::Wait);
        let spawning = task(system.spawn(actor).name("it").into_future());
        latch.reached().await;
        let shutdown = task({
            let system = system.clone();
            async move { system.shutdown().await }
        });
        settle().await;
        latch.open(1);
        assert!(spawning.await.is_ok(), "the start was let through");
        assert_eq!(soon(shutdown).await.killed, 0);
        assert_eq!(log.all(), ["started", "start dropped", "stop hook"]);
    });
}

#[test]
fn a_kill_during_the_start_drops_the_hook() {
    on_every_runtime(|system| async move {
        let (actor, log, latch) = starter(How::Wait);
        let actor = system.spawn(actor).start().unwrap();
        latch.reached().await;
        actor.kill();
        assert_eq!(soon(actor.stopped()).await.reason, StopReason::Killed);
        assert_eq!(log.all(), ["start dropped"]);
    });
}

#[test]
fn an_actor_that_is_stopped_before_it_starts_runs_no_hook() {
    in_virtual_time(|system| async move {
        let (actor, log, _) = starter(How::Ok);
        // On one thread the start hook cannot have run yet.
        let actor = system.spawn(actor).start().unwrap();
        actor.stop();
        assert_eq!(soon(actor.stopped()).await.reason, StopReason::Stopped);
        assert!(log.all().is_empty(), "{:?}", log.all());
    });
}

#[test]
fn an_actor_may_stop_itself_in_its_start_hook() {
    on_every_runtime(|system| async move {
        let (actor, log, _) = starter(How::CtxStop);
        if let Ok(actor) = system.spawn(actor).await {
            assert_eq!(soon(actor.stopped()).await.reason, StopReason::Stopped);
        }
        until("it is gone", || system.top_level_actors() == 0).await;
        assert_eq!(log.all(), ["started", "start dropped", "stop hook"]);
    });
}

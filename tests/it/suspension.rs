//! What an actor goes on with after a suspension, and who is told when that never comes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use akt::base::backoff::Backoff;
use akt::prelude::*;
use akt::supervision::{Directive, DirectiveOnce, Exhausted, Failure, Restart, Strategy};

use crate::support::{Log, in_virtual_time, on_every_runtime, pass, settle, soon, task, until};

/// Counts, and fails in each way as often as it is told to.
#[actor]
struct Kid {
    bad_greetings: Arc<AtomicU32>,
    log: Log,
    count: u32,
}

fn one_less(left: &AtomicU32) -> bool {
    let less = |left: u32| left.checked_sub(1);
    left.fetch_update(Ordering::AcqRel, Ordering::Acquire, less)
        .is_ok()
}

#[handlers]
impl Kid {
    #[on(started)]
    fn started(&mut self) -> Result<(), StartError> {
        if one_less(&self.bad_greetings) {
            return Err(StartError::new("planned: greeting"));
        }
        self.log.add("greeted");
        Ok(())
    }

    #[handler]
    pub fn add(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    #[handler]
    pub fn boom(&mut self) {
        panic!("planned: boom");
    }

    #[handler]
    pub fn restarts(&self, ctx: &Ctx<Self>) -> u32 {
        ctx.restarts()
    }
}

/// How a kid fails.
#[derive(Clone, Default)]
struct Faults {
    factories: Arc<AtomicU32>,
    greetings: Arc<AtomicU32>,
    log: Log,
}

impl Faults {
    fn factory(&self) -> impl Fn() -> Kid + Send + Sync + 'static {
        let faults = self.clone();
        move || {
            assert!(!one_less(&faults.factories), "planned: factory");
            Kid {
                bad_greetings: Arc::clone(&faults.greetings),
                log: faults.log.clone(),
                count: 0,
            }
        }
    }
}

/// Lets its kids escalate all but their panics in handlers, and says that they are to go on.
#[actor]
struct Boss {
    faults: Faults,
}

#[handlers]
impl Boss {
    #[handler]
    pub async fn kid(&mut self, ctx: &mut Ctx<Self>) -> KidRef {
        let kid = ctx.spawn_with(self.faults.factory());
        let kid = kid.decide(|failure: &Failure<_>| match failure.to_string() {
            text if text.contains("boom") => Directive::Restart,
            _ => Directive::Escalate,
        });
        kid.await.expect("a kid")
    }

    #[handler]
    pub async fn kids(&mut self, ctx: &mut Ctx<Self>) -> Vec<KidRef> {
        ctx.strategy(Strategy::OneForAll);
        let pauses = Backoff::fixed(Duration::from_secs(1));
        let limit = Restart::limit(5, Duration::from_secs(3600)).backoff(pauses);
        let mut kids = Vec::new();
        for _ in 0..3 {
            let kid = ctx.spawn_with(self.faults.factory());
            kids.push(kid.restart(limit.clone()).await.expect("a kid"));
        }
        kids
    }
}

#[test]
fn an_actor_that_failed_between_two_states_starts_anew_when_it_is_to_go_on() {
    on_every_runtime(|system| async move {
        let faults = Faults::default();
        let boss = Boss {
            faults: faults.clone(),
        };
        let boss = system.spawn(boss).decide(|_| DirectiveOnce::Resume);
        let boss = boss.await.unwrap();
        let kid = soon(boss.kid()).await.unwrap();
        assert_eq!(soon(kid.add()).await, Ok(1));
        faults.factories.store(2, Ordering::Release);
        assert_eq!(soon(kid.boom()).await, Err(AskError::Panicked));
        assert_eq!(soon(kid.add()).await, Ok(1), "with fresh state");
        assert_eq!(soon(kid.add()).await, Ok(2));
        assert_eq!(faults.factories.load(Ordering::Acquire), 0);
        assert_eq!(faults.log.all(), ["greeted", "greeted"]);
    });
}

#[test]
fn an_actor_whose_greeting_failed_is_greeted_anew_when_it_is_to_go_on() {
    on_every_runtime(|system| async move {
        let faults = Faults::default();
        let boss = Boss {
            faults: faults.clone(),
        };
        let boss = system.spawn(boss).decide(|_| DirectiveOnce::Resume);
        let boss = boss.await.unwrap();
        faults.greetings.store(2, Ordering::Release);
        let kid = soon(boss.kid()).await.unwrap();
        assert_eq!(soon(kid.add()).await, Ok(1));
        assert_eq!(faults.log.all(), ["greeted"], "before its first message");
        assert_eq!(soon(kid.restarts()).await, Ok(2));
    });
}

#[test]
fn a_reinstated_actor_keeps_its_state_though_an_earlier_one_had_failed() {
    on_every_runtime(|system| async move {
        let kid = system
            .spawn_with(Faults::default().factory())
            .restart(Restart::never().then(Exhausted::Suspend))
            .await
            .unwrap();
        assert_eq!(soon(kid.boom()).await, Err(AskError::Panicked));
        kid.restart().unwrap();
        assert_eq!(soon(kid.add()).await, Ok(1));
        kid.suspend().unwrap();
        let waits = task(kid.add().into_future());
        settle().await;
        kid.reinstate().unwrap();
        assert_eq!(soon(waits).await, Ok(2), "its state is kept");
        assert_eq!(soon(kid.restarts()).await, Ok(1));
    });
}

/// Waits in its start hook for what its kid can never do.
#[actor]
struct Starter {
    faults: Faults,
}

#[handlers]
impl Starter {
    #[on(start)]
    async fn start(&mut self, ctx: &mut Ctx<Self>) -> Result<(), SpawnError> {
        let kid = ctx.spawn_with(self.faults.factory());
        let kid = kid.decide(|_| Directive::Escalate).await?;
        self.faults.log.add("starts");
        kid.boom().tell().expect("it is alive");
        std::future::pending::<()>().await;
        Ok(())
    }

    #[handler]
    pub fn nothing(&self) {}
}

#[test]
fn a_spawn_fails_when_the_start_would_be_suspended() {
    on_every_runtime(|system| async move {
        let faults = Faults::default();
        let factory = {
            let faults = faults.clone();
            move || Starter {
                faults: faults.clone(),
            }
        };
        for exhausted in [Exhausted::Suspend, Exhausted::Escalate] {
            let error = loop {
                let spawn = system
                    .spawn_with(factory.clone())
                    .name("it")
                    .restart(Restart::never().then(exhausted));
                match soon(spawn).await.map(drop) {
                    // The one before ends after its kid.
                    Err(SpawnError::NameTaken(_)) => tokio::task::yield_now().await,
                    refused => break refused.expect_err("it cannot start"),
                }
            };
            assert!(matches!(error, SpawnError::Ended(_)), "{error}");
            assert!(error.to_string().contains("boom"), "{error}");
        }
        assert_eq!(faults.log.count("starts"), 2, "each was tried once");
        until("their name is free", || system.top_level_actors() == 0).await;
        let next = system.spawn_with(faults.factory()).name("it");
        assert!(soon(next).await.is_ok());
    });
}

#[test]
fn siblings_come_back_together_with_the_one_that_failed() {
    in_virtual_time(|system| async move {
        let boss = Boss {
            faults: Faults::default(),
        };
        let boss = system.spawn(boss).await.unwrap();
        let kids = soon(boss.kids()).await.unwrap();
        // The first restart in the window is made at once, the second one after a pause.
        assert_eq!(soon(kids[1].boom()).await, Err(AskError::Panicked));
        for kid in &kids {
            assert_eq!(soon(kid.restarts()).await, Ok(1));
        }
        assert_eq!(soon(kids[1].boom()).await, Err(AskError::Panicked));
        settle().await;
        let back = Log::default();
        let answers: Vec<_> = kids
            .iter()
            .map(|kid| {
                let (kid, back) = (kid.clone(), back.clone());
                task(async move {
                    assert_eq!(kid.restarts().await, Ok(2));
                    back.add("back");
                })
            })
            .collect();
        pass(Duration::from_millis(990)).await;
        assert!(back.all().is_empty(), "they pause together");
        pass(Duration::from_millis(20)).await;
        for answer in answers {
            soon(answer).await;
        }
    });
}

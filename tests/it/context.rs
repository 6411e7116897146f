//! What travels with messages, and actors that would wait for each other for ever.

use std::time::{Duration, Instant};

use akt::actor::MessageContext;
use akt::prelude::*;

use crate::support::{Latch, Log, in_virtual_time, on_every_runtime, pass, soon, task, until};

/// Notes the tenant of each message that it handles.
#[actor(reentrancy = all)]
struct Notes {
    log: Log,
    next: Option<NotesRef>,
}

impl Notes {
    fn note(&self, what: &str, ctx: &Ctx) {
        let context = ctx.context();
        let tenant = context.as_ref().and_then(|context| context.get("tenant"));
        self.log.add(format!("{what} {}", tenant.unwrap_or("-")));
    }
}

#[handlers]
impl Notes {
    #[handler]
    pub fn told(&mut self, ctx: &mut Ctx) {
        self.note("told", ctx);
    }

    #[handler]
    pub async fn asks(&mut self, ctx: &mut Ctx) {
        tokio::task::yield_now().await;
        self.note("asks", ctx);
        if let Some(next) = &self.next {
            next.told().await.expect("an answer");
            next.told().tell().expect("alive");
        }
    }

    #[handler]
    pub fn later(&mut self, ctx: &mut Ctx<Self>) {
        let me = ctx.this();
        ctx.timer("message").once(Duration::from_secs(1), me.told());
        ctx.timer("every")
            .every(Duration::from_secs(2), |me| me.told());
        ctx.timer("callback")
            .run_once(Duration::from_secs(3), |this: &mut Self, ctx| {
                this.note("callback", ctx.untyped());
                ctx.cancel_timers();
            });
    }

    #[handler]
    pub fn pipes(&mut self, ctx: &mut Ctx<Self>) {
        let log = self.log.clone();
        ctx.pipe(async move {
            tokio::task::yield_now().await;
            let context = MessageContext::current();
            let tenant = context.as_ref().and_then(|context| context.get("tenant"));
            log.add(format!("future {}", tenant.unwrap_or("-")));
        })
        .then(|this: &mut Self, ctx, _| this.note("piped", ctx.untyped()));
    }

    #[handler]
    pub fn requests(&mut self, ctx: &mut Ctx<Self>) {
        let next = self.next.clone().expect("it has one");
        let asked = ctx.request(next.told());
        let sent = asked.then(|this: &mut Self, ctx, _| this.note("answered", ctx.untyped()));
        sent.expect("room");
    }

    #[handler]
    pub async fn sleeps(&mut self) {
        std::future::pending::<()>().await;
    }

    #[handler]
    pub async fn asks_sleeper(&mut self) -> Result<(), AskError> {
        match &self.next {
            Some(next) => next.sleeps().await,
            None => Ok(()),
        }
    }

    #[handler]
    pub fn panics(&mut self) {
        panic!("planned: panic");
    }
}

fn notes(log: &Log) -> Notes {
    Notes {
        log: log.clone(),
        next: None,
    }
}

fn acme() -> MessageContext {
    MessageContext::new().with("tenant", "acme")
}

#[test]
fn a_context_travels_through_asks_and_tells_and_ends_with_its_message() {
    on_every_runtime(|system| async move {
        let (one, two) = (Log::default(), Log::default());
        let next = system.spawn(notes(&two)).await.unwrap();
        let first = system
            .spawn(Notes {
                next: Some(next.clone()),
                ..notes(&one)
            })
            .await
            .unwrap();
        soon(acme().scope(async { first.asks().await }))
            .await
            .unwrap();
        first.told().tell().unwrap();
        acme().enter(|| first.told().tell()).unwrap();
        soon(first.told()).await.unwrap();
        assert_eq!(one.all(), ["asks acme", "told -", "told acme", "told -"]);
        soon(next.told()).await.unwrap();
        assert_eq!(two.all(), ["told acme", "told acme", "told -"]);
    });
}

#[test]
fn a_context_travels_through_timers() {
    in_virtual_time(|system| async move {
        let log = Log::default();
        let actor = system.spawn(notes(&log)).await.unwrap();
        acme().enter(|| actor.later().tell()).unwrap();
        soon(actor.told()).await.unwrap();
        for _ in 0..4 {
            pass(Duration::from_secs(1)).await;
        }
        let expected = ["told -", "told acme", "told acme", "callback acme"];
        assert_eq!(log.all(), expected);
    });
}

#[test]
fn a_context_travels_through_pipes() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let actor = system.spawn(notes(&log)).await.unwrap();
        acme().enter(|| actor.pipes().tell()).unwrap();
        until("it was piped", || log.count("piped acme") == 1).await;
        assert_eq!(log.count("future acme"), 1);
    });
}

#[test]
fn a_message_that_comes_back_unsent_is_as_it_was() {
    on_every_runtime(|system| async move {
        let actor = system.spawn(notes(&Log::default())).await.unwrap();
        actor.stop();
        soon(actor.stopped()).await;
        let unsent = acme().enter(|| actor.told().tell()).unwrap_err();
        let message = unsent.into_message();
        assert!(message.uncarry().is_err(), "it carries nothing");
    });
}

#[test]
fn a_panic_does_not_leave_its_context_behind() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let factory = {
            let log = log.clone();
            move || notes(&log)
        };
        let actor = system.spawn_with(factory).await.unwrap();
        acme().enter(|| actor.panics().tell()).unwrap();
        soon(actor.told()).await.unwrap();
        assert_eq!(log.all(), ["told -"]);
        assert!(MessageContext::current().is_none());
    });
}

#[test]
fn asks_end_at_the_deadline_that_they_inherit() {
    in_virtual_time(|system| async move {
        let next = system.spawn(notes(&Log::default())).await.unwrap();
        let first = system
            .spawn(Notes {
                next: Some(next),
                ..notes(&Log::default())
            })
            .await
            .unwrap();
        let before = tokio::time::Instant::now();
        let limit = Duration::from_secs(3);
        let outcome = soon(
            MessageContext::new()
                .within(limit)
                .scope(async { first.asks_sleeper().await }),
        )
        .await;
        assert_eq!(outcome, Err(AskError::Timeout), "the ask of the test");
        let took = before.elapsed();
        assert!(took >= limit && took < limit * 2, "{took:?}");
        assert_eq!(
            soon(first.told()).await,
            Ok(()),
            "the ask of the handler ended as well"
        );
    });
}

#[test]
fn requests_carry_their_context_and_so_do_their_callbacks() {
    on_every_runtime(|system| async move {
        let (one, two) = (Log::default(), Log::default());
        let next = system.spawn(notes(&two)).await.unwrap();
        let first = Notes {
            next: Some(next),
            ..notes(&one)
        };
        let first = system.spawn(first).await.unwrap();
        acme().enter(|| first.requests().tell()).unwrap();
        until("it was answered", || one.count("answered acme") == 1).await;
        assert_eq!(two.all(), ["told acme"]);
        soon(first.told()).await.unwrap();
        assert_eq!(one.all(), ["answered acme", "told -"]);
    });
}

#[test]
fn of_two_deadlines_the_earlier_one_counts() {
    in_virtual_time(|system| async move {
        let second = Duration::from_secs(1);
        let now = tokio::time::Instant::now();
        for [first, then] in [[2, 5], [5, 2]] {
            let context = MessageContext::new().with_deadline(now + second * first);
            let context = context.with_deadline(now + second * then);
            assert_eq!(context.deadline(), Some(now + second * 2));
            assert!(!context.is_late());
        }
        let sleeper = system.spawn(notes(&Log::default())).await.unwrap();
        let context = MessageContext::new().within(second * 5).within(second * 2);
        let asked = context.scope(async { sleeper.sleeps().await });
        assert_eq!(soon(asked).await, Err(AskError::Timeout));
        let took = now.elapsed();
        assert!(took >= second * 2 && took < second * 3, "{took:?}");
    });
}

#[test]
fn baggage_is_bounded_in_entries_and_in_bytes() {
    let mut context = MessageContext::new();
    for number in 0..1000 {
        context = context.with(number.to_string(), "x");
    }
    assert_eq!(
        context.baggage().count(),
        akt::base::limits::BAGGAGE_ENTRIES
    );
    let context = context.with("0", "y");
    assert_eq!(context.get("0"), Some("y"), "what is there can be changed");

    const BYTES: usize = akt::base::limits::BAGGAGE_BYTES;
    let full = MessageContext::new().with("key", "x".repeat(BYTES - 3));
    assert_eq!(full.get("key").map(str::len), Some(BYTES - 3));
    let full = full.with("a", "");
    assert_eq!(full.get("a"), None);
    let full = full.with("key", "y".repeat(BYTES - 5)).with("a", "b");
    assert_eq!(full.get("a"), Some("b"), "there is room again");
    let less = full.with("key", "z".repeat(BYTES));
    assert_eq!(less.get("key"), None, "neither the new one nor the old");
    let traced = less.with_trace("t".repeat(BYTES));
    assert_eq!(traced.trace().map(str::len), Some(BYTES));
    assert_eq!(traced.with_trace("t".repeat(BYTES + 1)).trace(), None);
}

/// Asks whom it is told to.
#[actor]
struct Asker {
    latch: Latch,
}

#[handlers]
impl Asker {
    #[handler]
    pub async fn ask(&mut self, way: Vec<AskerRef>) -> Result<u32, AskError> {
        let Some((next, rest)) = way.split_first() else {
            return Ok(1);
        };
        let answer = next.ask(rest.to_vec()).await;
        match answer {
            Ok(count) => Ok(count + 1),
            Err(AskError::Handler(fault)) => Err(fault),
            Err(AskError::Deadlock(circle)) => Err(AskError::Deadlock(circle)),
            Err(other) => panic!("planned: {other}"),
        }
    }

    #[handler]
    pub async fn wait(&mut self) {
        self.latch.wait().await;
    }

    #[handler]
    pub async fn ask_all(&mut self, of: Vec<AskerRef>) -> usize {
        let mut answers = 0;
        let asks: Vec<_> = of
            .iter()
            .map(|asker| asker.ask(Vec::new()).into_future())
            .collect();
        for ask in asks {
            answers += usize::from(ask.await.is_ok());
        }
        answers
    }
}

async fn askers(system: &ActorSystem, count: usize) -> Vec<AskerRef> {
    let mut askers = Vec::new();
    for number in 0..count {
        let asker = Asker {
            latch: Latch::default(),
        };
        let spawn = system.spawn(asker).name(format!("asker-{number}"));
        askers.push(spawn.await.unwrap());
    }
    askers
}

#[test]
fn an_ask_that_would_deadlock_fails_at_once_with_the_circle() {
    on_every_runtime(|system| async move {
        let all = askers(&system, 3).await;
        let way = vec![all[1].clone(), all[2].clone(), all[0].clone()];
        let before = Instant::now();
        let error = soon(all[0].ask(way)).await.unwrap_err();
        let took = before.elapsed();
        assert!(took < Duration::from_secs(5), "{took:?}");
        let AskError::Handler(AskError::Deadlock(circle)) = error else {
            panic!("{error}");
        };
        let expected = "/user/asker-2 → /user/asker-0 → /user/asker-1 → /user/asker-2";
        assert_eq!(&*circle, expected);
        assert_eq!(
            soon(all[0].ask(Vec::new())).await,
            Ok(1),
            "nobody waits any more"
        );
        for asker in &all {
            asker.stop();
            soon(asker.stopped()).await;
        }
    });
}

#[test]
fn an_actor_that_asks_itself_is_told() {
    on_every_runtime(|system| async move {
        let all = askers(&system, 1).await;
        let error = soon(all[0].ask(vec![all[0].clone()])).await.unwrap_err();
        let AskError::Handler(AskError::Deadlock(circle)) = error else {
            panic!("{error}");
        };
        assert_eq!(&*circle, "/user/asker-0 → /user/asker-0");
        all[0].stop();
        soon(all[0].stopped()).await;
    });
}

#[test]
fn asks_that_wait_without_a_circle_go_on() {
    on_every_runtime(|system| async move {
        let all = askers(&system, 4).await;
        // A diamond: two ways lead to the same actor.
        let busy = all[3].clone();
        let left = {
            let (from, way) = (all[0].clone(), vec![all[1].clone(), busy.clone()]);
            task(async move { from.ask(way).await })
        };
        let right = soon(all[2].ask(vec![busy.clone()])).await;
        assert_eq!(right, Ok(2));
        assert_eq!(soon(left).await, Ok(3));
        let many = soon(all[0].ask_all(vec![all[1].clone(), all[2].clone(), all[3].clone()])).await;
        assert_eq!(many, Ok(3));
        for asker in &all {
            asker.stop();
            soon(asker.stopped()).await;
        }
    });
}

#[test]
fn who_has_answered_may_ask_the_asker_at_once() {
    on_every_runtime(|system| async move {
        let latch = Latch::default();
        let one = askers(&system, 1).await.remove(0);
        let two = Asker {
            latch: latch.clone(),
        };
        let two = system.spawn(two).await.unwrap();
        for _ in 0..20 {
            let waits = task(two.wait().into_future());
            latch.reached().await;
            let there = task(one.ask(vec![two.clone()]).into_future());
            // It asks by its handler, and waits in it.
            until("it has asked", || {
                two.stats().is_ok_and(|of| of.mailbox == 1)
            })
            .await;
            let back = task(two.ask(vec![one.clone()]).into_future());
            until("both wait", || two.stats().is_ok_and(|of| of.mailbox == 2)).await;
            latch.open(1);
            soon(waits).await.unwrap();
            assert_eq!(soon(there).await, Ok(2));
            assert_eq!(soon(back).await, Ok(2), "nobody waits for it any more");
        }
    });
}

#[test]
fn two_actors_that_ask_each_other_at_the_same_time_are_freed() {
    on_every_runtime(|system| async move {
        let all = askers(&system, 2).await;
        for _ in 0..50 {
            let (one, two) = (all[0].clone(), all[1].clone());
            let there = task({
                let (one, two) = (one.clone(), two.clone());
                async move { one.ask(vec![two]).await }
            });
            let back = soon(two.ask(vec![one])).await;
            let there = soon(there).await;
            for outcome in [there, back] {
                match outcome {
                    Ok(2) | Err(AskError::Handler(AskError::Deadlock(_))) => {}
                    other => panic!("{other:?}"),
                }
            }
        }
        for asker in &all {
            asker.stop();
            soon(asker.stopped()).await;
        }
    });
}

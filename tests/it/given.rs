//! What actors are given and give: values by type, streams as answers, references that keep nothing.

use std::sync::Arc;

use akt::actor::{OfferError, StreamBroken, StreamSender, Streaming};
use akt::prelude::*;

use crate::support::{Latch, Log, OnDrop, on_every_runtime, soon, task, until};

struct Database(&'static str);
struct Cache;

#[actor(requires(Database))]
struct Shop {
    found: Option<&'static str>,
}

#[handlers]
impl Shop {
    #[on(start)]
    fn start(&mut self, ctx: &mut Ctx) {
        self.found = ctx.dependency::<Database>().map(|database| database.0);
    }

    #[handler]
    pub fn found(&self, ctx: &Ctx) -> (Option<&'static str>, bool) {
        (self.found, ctx.dependency::<Cache>().is_some())
    }

    #[handler]
    pub fn panic(&self) {
        panic!("planned: panic");
    }
}

#[test]
fn an_actor_gets_what_it_requires_or_does_not_start() {
    on_every_runtime(|system| async move {
        let error = soon(system.spawn(Shop { found: None })).await.unwrap_err();
        assert!(
            matches!(error, SpawnError::Missing(name) if name.ends_with("Database")),
            "{error}"
        );
        let spawn = system.spawn(Shop { found: None }).name("shop").with(Cache);
        assert!(matches!(soon(spawn).await, Err(SpawnError::Missing(_))));
        let spawn = system.spawn_with(|| Shop { found: None }).name("shop");
        let shop = soon(
            spawn
                .with(Database("old"))
                .with_shared(Arc::new(Database("new"))),
        )
        .await
        .unwrap();
        assert_eq!(soon(shop.found()).await, Ok((Some("new"), false)));
        assert_eq!(soon(shop.panic()).await, Err(AskError::Panicked));
        let after = soon(shop.found()).await;
        assert_eq!(
            after,
            Ok((Some("new"), false)),
            "a restart keeps what it was given"
        );
    });
}

#[test]
fn what_an_actor_was_given_goes_with_it() {
    struct Guard(#[allow(dead_code, reason = "dropped with the guard")] OnDrop);
    on_every_runtime(|system| async move {
        let log = Log::default();
        let guard = Guard(OnDrop(log.clone(), "gone"));
        let spawn = system.spawn(Shop { found: None });
        let shop = soon(spawn.with(Database("db")).with(guard)).await.unwrap();
        shop.stop();
        soon(shop.stopped()).await;
        until("it is dropped, though the reference is not", || {
            log.count("gone") == 1
        })
        .await;
    });
}

/// Streams numbers.
#[actor]
struct Numbers {
    log: Log,
    kept: Vec<StreamSender<u32>>,
}

#[handlers]
impl Numbers {
    #[handler]
    pub fn up_to(&mut self, end: u32, credit: usize, ctx: &mut Ctx<Self>) -> Streaming<u32> {
        let (sender, stream) = Streaming::channel(credit);
        let log = self.log.clone();
        ctx.pipe(async move {
            for number in 0..end {
                if sender.send(number).await.is_err() {
                    log.add("reader gone");
                    return;
                }
                log.add(format!("sent {number}"));
            }
            sender.finish();
        })
        .then(|_: &mut Self, _, _| ());
        stream
    }

    #[handler]
    pub fn keep(&mut self) -> Streaming<u32> {
        let (sender, stream) = Streaming::channel(2);
        self.kept.push(sender);
        stream
    }

    #[handler]
    pub fn offer(&mut self, number: u32) -> Vec<Result<(), OfferError<u32>>> {
        self.kept
            .iter()
            .map(|sender| sender.offer(number))
            .collect()
    }

    #[handler]
    pub fn finish(&mut self) {
        self.kept.drain(..).for_each(StreamSender::finish);
    }

    #[handler]
    pub async fn wait(&self, latch: Latch) {
        latch.wait().await;
    }
}

fn numbers(log: &Log) -> Numbers {
    Numbers {
        log: log.clone(),
        kept: Vec::new(),
    }
}

#[test]
fn a_stream_comes_in_order_and_its_sender_waits_for_credit() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let actor = system.spawn(numbers(&log)).await.unwrap();
        let all = soon(actor.up_to(100, 3)).await.unwrap();
        assert_eq!(soon(all.collect()).await, Ok((0..100).collect()));
        let mut slow = soon(actor.up_to(100, 3)).await.unwrap();
        until("its credit is used up", || log.count("sent 2") == 2).await;
        soon(actor.offer(0)).await.unwrap();
        assert_eq!(log.count("sent 3"), 1, "that of the first stream");
        assert_eq!(soon(slow.next()).await, Some(Ok(0)));
        until("there is credit again", || log.count("sent 3") == 2).await;
        drop(slow);
        until("the sender hears that the reader has gone", || {
            log.count("reader gone") == 1
        })
        .await;
    });
}

#[test]
fn a_stream_that_breaks_off_is_told_from_one_that_ends() {
    on_every_runtime(|system| async move {
        let actor = system.spawn(numbers(&Log::default())).await.unwrap();
        let mut finished = soon(actor.keep()).await.unwrap();
        assert_eq!(soon(actor.offer(1)).await, Ok(vec![Ok(())]));
        assert_eq!(soon(actor.offer(2)).await, Ok(vec![Ok(())]));
        assert_eq!(
            soon(actor.offer(3)).await,
            Ok(vec![Err(OfferError::NoCredit(3))])
        );
        soon(actor.finish()).await.unwrap();
        for expected in [Some(Ok(1)), Some(Ok(2)), None, None] {
            assert_eq!(soon(finished.next()).await, expected);
        }
        let mut broken = soon(actor.keep()).await.unwrap();
        soon(actor.offer(7)).await.unwrap();
        actor.stop();
        soon(actor.stopped()).await;
        for expected in [Some(Ok(7)), Some(Err(StreamBroken)), None] {
            assert_eq!(soon(broken.next()).await, expected);
        }
    });
}

#[test]
fn a_weak_reference_keeps_nothing_and_finds_its_actor_while_it_lives() {
    on_every_runtime(|system| async move {
        let actor = system.spawn(numbers(&Log::default())).await.unwrap();
        let weak = actor.downgrade().unwrap();
        let strong = weak.upgrade().expect("it lives");
        assert_eq!(strong.uid(), actor.uid());
        drop(strong);
        actor.stop();
        soon(actor.stopped()).await;
        assert!(weak.upgrade().is_none(), "it has ended");
        drop(actor);
        assert!(weak.clone().upgrade().is_none());
    });
}

#[test]
fn weak_references_race_the_end() {
    on_every_runtime(|system| async move {
        for _ in 0..200 {
            let actor = system.spawn(numbers(&Log::default())).await.unwrap();
            let weak = actor.downgrade().unwrap();
            let racing = task(async move {
                let mut found = 0;
                while let Some(strong) = weak.upgrade() {
                    found += 1;
                    drop(strong);
                    tokio::task::yield_now().await;
                }
                found
            });
            tokio::task::yield_now().await;
            actor.kill();
            drop(actor);
            soon(racing).await;
        }
    });
}

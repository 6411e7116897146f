//! Panics of users' code, wherever it runs: the actor may fail, and nothing else may.

use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use akt::actor::DeadLetterReason;
use akt::prelude::*;

use crate::support::{
    Bomb, Chain, Latch, Log, OnDrop, on_every_runtime, settle, soon, task, thread, until,
};

#[derive(Clone, Copy, PartialEq)]
enum Where {
    Nowhere,
    Start,
    Stop,
    StopLate,
    Drop,
}

/// Goes off where it is told to.
#[actor]
struct Grenade {
    at: Where,
    latch: Latch,
    log: Log,
    wakers: Arc<Mutex<Vec<Waker>>>,
}

impl Drop for Grenade {
    fn drop(&mut self) {
        self.log.add("dropped");
        if self.at == Where::Drop {
            panic!("planned: drop of the actor");
        }
    }
}

/// A future that panics when it is dropped.
struct Stuck(Pin<Box<dyn Future<Output = ()> + Send>>);

impl Future for Stuck {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(cx)
    }
}

impl Drop for Stuck {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("planned: drop of a future");
        }
    }
}

#[handlers]
impl Grenade {
    #[on(start)]
    fn start(&mut self) {
        if self.at == Where::Start {
            std::panic::panic_any(Chain(5));
        }
    }

    #[on(stop)]
    async fn stop(&mut self) {
        if self.at == Where::Stop {
            std::panic::panic_any(Chain(5));
        }
        tokio::task::yield_now().await;
        if self.at == Where::StopLate {
            std::panic::panic_any(Chain(5));
        }
        self.log.add("stop hook");
    }

    #[handler]
    pub fn payload(&mut self, depth: u32) {
        std::panic::panic_any(Chain(depth));
    }

    #[handler]
    pub async fn payload_late(&mut self, depth: u32) {
        tokio::task::yield_now().await;
        std::panic::panic_any(Chain(depth));
    }

    #[handler]
    pub fn carry(&mut self, bomb: Bomb) {
        drop(bomb);
    }

    #[handler]
    pub async fn stuck(&mut self) {
        let latch = self.latch.clone();
        Stuck(Box::pin(async move { latch.wait().await })).await;
    }

    #[handler]
    pub async fn wait(&mut self) -> u32 {
        self.latch.wait().await;
        7
    }

    #[handler]
    pub async fn keep_waker(&mut self) {
        let wakers = Arc::clone(&self.wakers);
        let mut polled = false;
        poll_fn(move |cx| {
            wakers.lock().unwrap().push(cx.waker().clone());
            if std::mem::replace(&mut polled, true) {
                Poll::Ready(())
            } else {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        })
        .await;
    }

    #[handler]
    pub fn answer(&self) -> u32 {
        7
    }
}

fn grenade(at: Where) -> (Grenade, Latch, Log) {
    let (latch, log) = (Latch::default(), Log::default());
    let actor = Grenade {
        at,
        latch: latch.clone(),
        log: log.clone(),
        wakers: Arc::default(),
    };
    (actor, latch, log)
}

/// The workers are alive: enough actors answer that each worker has its share.
async fn all_is_well(system: &ActorSystem) {
    let mut asks = Vec::new();
    for _ in 0..50 {
        let actor = system.spawn(grenade(Where::Nowhere).0).await.unwrap();
        asks.push((actor.answer().into_future(), actor));
    }
    for (ask, actor) in asks {
        assert_eq!(soon(ask).await, Ok(7));
        actor.stop();
        soon(actor.stopped()).await;
    }
}

#[test]
fn payloads_that_panic_when_they_are_dropped_are_one_failure() {
    on_every_runtime(|system| async move {
        for depth in [0, 1, 2, 10] {
            let actor = system.spawn(grenade(Where::Nowhere).0).await.unwrap();
            assert_eq!(soon(actor.payload(depth)).await, Err(AskError::Panicked));
            assert_eq!(soon(actor.stopped()).await.reason, StopReason::Failed);
            let actor = system.spawn(grenade(Where::Nowhere).0).await.unwrap();
            let burst = soon(actor.payload_late(depth)).await;
            assert_eq!(burst, Err(AskError::Panicked));
            assert_eq!(soon(actor.stopped()).await.reason, StopReason::Failed);
            all_is_well(&system).await;
        }
    });
}

#[test]
fn hooks_may_panic_with_any_payload() {
    on_every_runtime(|system| async move {
        let refused = system.spawn(grenade(Where::Start).0).await;
        assert!(matches!(refused, Err(SpawnError::Ended(_))), "{refused:?}");
        for at in [Where::Stop, Where::StopLate] {
            let (actor, _, log) = grenade(at);
            let actor = system.spawn(actor).await.unwrap();
            actor.stop();
            soon(actor.stopped()).await;
            assert_eq!(log.all(), ["dropped"], "the hook did not run twice");
        }
        all_is_well(&system).await;
    });
}

#[test]
fn the_drop_of_an_actor_may_panic() {
    on_every_runtime(|system| async move {
        let actor = system
            .spawn(grenade(Where::Drop).0)
            .name("it")
            .await
            .unwrap();
        actor.stop();
        assert_eq!(soon(actor.stopped()).await.reason, StopReason::Stopped);
        assert!(system.find_any("it").is_none());
        let log = Log::default();
        let factory = {
            let log = log.clone();
            move || {
                let mut actor = grenade(Where::Drop).0;
                actor.log = log.clone();
                actor
            }
        };
        let actor = system.spawn_with(factory).await.unwrap();
        assert_eq!(soon(actor.payload(0)).await, Err(AskError::Panicked));
        assert_eq!(soon(actor.answer()).await, Ok(7), "it was restarted");
        assert_eq!(log.count("dropped"), 1);
        all_is_well(&system).await;
    });
}

#[test]
fn a_message_that_panics_when_dropped_fails_its_handler_only() {
    on_every_runtime(|system| async move {
        let factory = || grenade(Where::Nowhere).0;
        let actor = system.spawn_with(factory).await.unwrap();
        assert_eq!(soon(actor.carry(Bomb)).await, Err(AskError::Panicked));
        assert_eq!(soon(actor.answer()).await, Ok(7));
        all_is_well(&system).await;
    });
}

#[test]
fn messages_left_in_the_mailbox_may_panic_when_dropped() {
    on_every_runtime(|system| async move {
        let letters = system.dead_letters(64);
        let (actor, latch, _) = grenade(Where::Nowhere);
        let actor = system.spawn(actor).name("it").await.unwrap();
        let wait = task(actor.wait().into_future());
        latch.reached().await;
        let mut asks = Vec::new();
        for _ in 0..10 {
            actor.carry(Bomb).tell().unwrap();
            asks.push(actor.answer().into_future());
        }
        actor.stop();
        latch.open(1);
        assert_eq!(wait.await, Ok(7));
        for ask in asks {
            assert_eq!(soon(ask).await, Err(AskError::Stopped));
        }
        soon(actor.stopped()).await;
        let left = std::iter::from_fn(|| letters.try_recv());
        assert_eq!(
            left.filter(|left| left.reason == DeadLetterReason::LeftInMailbox)
                .count(),
            20
        );
        assert!(system.find_any("it").is_none());
        all_is_well(&system).await;
    });
}

#[test]
fn a_pending_future_may_panic_when_it_is_killed() {
    on_every_runtime(|system| async move {
        let (actor, latch, log) = grenade(Where::Nowhere);
        let actor = system.spawn(actor).await.unwrap();
        let stuck = task(actor.stuck().into_future());
        latch.reached().await;
        let behind = actor.answer().into_future();
        actor.kill();
        assert!(soon(stuck).await.is_err());
        assert_eq!(soon(behind).await, Err(AskError::Stopped));
        assert_eq!(soon(actor.stopped()).await.reason, StopReason::Killed);
        assert_eq!(log.all(), ["dropped"]);
        all_is_well(&system).await;
    });
}

#[test]
fn what_a_factory_holds_may_panic_when_dropped() {
    on_every_runtime(|system| async move {
        for keep in [false, true] {
            let bomb = Arc::new(Bomb);
            let factory = move || {
                let _held = &bomb;
                grenade(Where::Nowhere).0
            };
            let actor = system.spawn_with(factory).await.unwrap();
            actor.stop();
            let kept = keep.then(|| actor.clone());
            soon(actor.stopped()).await;
            drop(actor);
            // Where the last reference goes must not matter.
            drop(kept);
            let identity: Arc<Bomb> = Arc::new(Bomb);
            let actor = system
                .spawn(grenade(Where::Nowhere).0)
                .identity(identity)
                .await
                .unwrap();
            actor.kill();
            soon(actor.stopped()).await;
            drop(actor);
            all_is_well(&system).await;
        }
    });
}

#[test]
fn an_askers_waker_may_panic() {
    struct Explosive;
    impl Wake for Explosive {
        fn wake(self: Arc<Self>) {
            panic!("planned: waker");
        }
    }
    on_every_runtime(|system| async move {
        let (actor, latch, _) = grenade(Where::Nowhere);
        let actor = system.spawn(actor).await.unwrap();
        let wait = task(actor.wait().into_future());
        latch.reached().await;
        let explosive = Waker::from(Arc::new(Explosive));
        let mut cx = Context::from_waker(&explosive);
        let mut ask = actor.answer().into_future();
        assert!(Pin::new(&mut ask).poll(&mut cx).is_pending());
        let mut stopped = Box::pin(actor.stopped());
        assert!(stopped.as_mut().poll(&mut cx).is_pending());
        let also = task({
            let actor = actor.clone();
            async move { actor.stopped().await }
        });
        settle().await;
        latch.open(1);
        assert_eq!(wait.await, Ok(7));
        assert_eq!(
            soon(ask).await,
            Ok(7),
            "the answer was there before the panic"
        );
        actor.kill();
        soon(also).await;
        soon(stopped).await;
        all_is_well(&system).await;
    });
}

#[test]
fn wakers_may_be_used_after_the_end_and_be_the_last_to_go() {
    on_every_runtime(|system| async move {
        let (actor, _, log) = grenade(Where::Nowhere);
        let wakers = Arc::clone(&actor.wakers);
        let actor = system.spawn(actor).await.unwrap();
        soon(actor.keep_waker()).await.unwrap();
        let kept = std::mem::take(&mut *wakers.lock().unwrap());
        assert_eq!(kept.len(), 2);
        for waker in &kept {
            // Nobody waits for these any more: the actor looks, and finds nothing.
            waker.wake_by_ref();
        }
        assert_eq!(soon(actor.answer()).await, Ok(7));
        actor.stop();
        soon(actor.stopped()).await;
        drop(actor);
        assert_eq!(log.all(), ["stop hook", "dropped"]);
        let elsewhere = thread(move || {
            for waker in kept {
                waker.wake_by_ref();
                let another = waker.clone();
                waker.wake();
                another.wake();
            }
        });
        until("they are gone", || elsewhere.is_finished()).await;
        elsewhere.join().unwrap();
        all_is_well(&system).await;
    });
}

#[test]
fn a_storm_of_wakers_wakes_and_harms_nobody() {
    on_every_runtime(|system| async move {
        let (actor, latch, _) = grenade(Where::Nowhere);
        let wakers = Arc::clone(&actor.wakers);
        let actor = system.spawn(actor).await.unwrap();
        soon(actor.keep_waker()).await.unwrap();
        let storm: Vec<_> = std::mem::take(&mut *wakers.lock().unwrap())
            .into_iter()
            .map(|waker| {
                thread(move || {
                    for _ in 0..if cfg!(akt_sanitize) { 500 } else { 20_000 } {
                        waker.wake_by_ref();
                    }
                })
            })
            .collect();
        let wait = task(actor.wait().into_future());
        latch.reached().await;
        for _ in 0..100 {
            let answer = task(actor.answer().into_future());
            latch.open(1);
            assert_eq!(soon(answer).await, Ok(7));
            actor.wait().tell().unwrap();
        }
        assert_eq!(soon(wait).await, Ok(7));
        actor.kill();
        soon(actor.stopped()).await;
        for thread in storm {
            until("the storm is over", || thread.is_finished()).await;
            thread.join().unwrap();
        }
    });
}

#[test]
fn a_failure_while_children_hear_of_their_end_is_contained() {
    #[actor]
    struct Parent {
        log: Log,
    }
    #[handlers]
    impl Parent {
        #[handler]
        pub async fn adopt(&mut self, ctx: &mut Ctx) {
            let _dropped = OnDrop(self.log.clone(), "future dropped");
            for _ in 0..10 {
                let child = ctx.spawn(grenade(Where::Drop).0).await.unwrap();
                ctx.watch(&child).unwrap();
                child.kill();
            }
            tokio::task::yield_now().await;
            panic!("planned: parent");
        }
        #[on(terminated)]
        fn terminated(&mut self, terminated: Terminated) {
            assert_eq!(terminated.reason, StopReason::Killed);
            self.log.add("terminated");
            panic!("planned: terminated");
        }
    }
    on_every_runtime(|system| async move {
        let log = Log::default();
        let parent = {
            let log = log.clone();
            system
                .spawn_with(move || Parent { log: log.clone() })
                .restart(akt::supervision::Restart::limit(
                    100,
                    std::time::Duration::from_secs(60),
                ))
                .await
                .unwrap()
        };
        assert_eq!(soon(parent.adopt()).await, Err(AskError::Panicked));
        until("all are told", || log.count("terminated") == 10).await;
        parent.stop();
        assert_eq!(soon(parent.stopped()).await.reason, StopReason::Stopped);
        all_is_well(&system).await;
    });
}

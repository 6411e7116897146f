//! What waits inside of an actor: its order, its room in the mailbox, and what ends it.

use std::time::Duration;

use akt::actor::MessageContext;
use akt::prelude::*;

use crate::support::{Latch, Log, in_virtual_time, on_every_runtime, pass, settle, soon, until};

const SECOND: Duration = Duration::from_secs(1);

/// Answers when it is told to.
#[actor]
struct Server {
    latch: Latch,
}

#[handlers]
impl Server {
    #[handler]
    pub async fn serve(&mut self, number: u32) -> u32 {
        self.latch.wait().await;
        number * 10
    }
}

/// Requests, and notes what it handles.
#[actor(reentrancy = all)]
struct Asker {
    log: Log,
    server: ServerRef,
}

#[handlers]
impl Asker {
    #[handler]
    pub fn request(&mut self, number: u32, ctx: &mut Ctx<Self>) {
        let server = self.server.clone();
        let asked = ctx.request(server.serve(number));
        let sent = asked.then(move |this: &mut Self, _, answer| {
            this.log.add(format!("{number}: {answer:?}"));
        });
        sent.expect("room");
    }

    #[handler]
    pub fn panic(&mut self) {
        panic!("planned: panic");
    }
}

/// An actor that requests, the latch of whom it asks, and what it notes.
async fn asker(system: &ActorSystem) -> (AskerRef, Latch, Log) {
    let (latch, log) = (Latch::default(), Log::default());
    let server = Server {
        latch: latch.clone(),
    };
    let server = system.spawn(server).await.unwrap();
    let own = log.clone();
    let factory = move || Asker {
        log: own.clone(),
        server: server.clone(),
    };
    (system.spawn_with(factory).await.unwrap(), latch, log)
}

#[test]
fn an_answer_to_the_old_state_is_not_heard_by_the_new_one() {
    on_every_runtime(|system| async move {
        let (actor, latch, log) = asker(&system).await;
        soon(actor.request(1)).await.unwrap();
        assert_eq!(soon(actor.panic()).await, Err(AskError::Panicked));
        soon(actor.request(2)).await.unwrap();
        latch.open(2);
        until("it was answered", || !log.all().is_empty()).await;
        assert_eq!(log.all(), ["2: Ok(20)"]);
    });
}

#[test]
fn a_request_ends_at_the_deadline_that_it_inherits() {
    in_virtual_time(|system| async move {
        let (actor, _latch, log) = asker(&system).await;
        let context = MessageContext::new().within(3 * SECOND);
        let asked = context.scope(async { soon(actor.request(1)).await });
        asked.await.unwrap();
        pass(2 * SECOND).await;
        assert!(log.all().is_empty());
        pass(2 * SECOND).await;
        assert_eq!(log.all(), ["1: Err(Timeout)"]);
    });
}

/// Sets a timer in its start hook.
#[actor]
struct Clock {
    log: Log,
}

#[handlers]
impl Clock {
    #[on(start)]
    fn start(&mut self, ctx: &mut Ctx<Self>) {
        let me = ctx.this();
        ctx.timer("tick").once(10 * SECOND, me.tick());
    }

    #[handler]
    fn tick(&mut self, ctx: &mut Ctx) {
        self.log.add(format!("tick of life {}", ctx.restarts()));
    }

    #[handler]
    pub async fn wait_and_panic(&mut self, latch: Latch) {
        latch.wait().await;
        panic!("planned: panic");
    }
}

#[test]
fn a_timer_that_rang_before_a_restart_does_not_ring_the_one_after_it() {
    in_virtual_time(|system| async move {
        let (latch, log) = (Latch::default(), Log::default());
        let own = log.clone();
        let factory = move || Clock { log: own.clone() };
        let clock = system.spawn_with(factory).await.unwrap();
        clock.wait_and_panic(latch.clone()).tell().unwrap();
        pass(12 * SECOND).await;
        latch.open(1);
        settle().await;
        assert!(log.all().is_empty());
        pass(9 * SECOND).await;
        assert!(log.all().is_empty());
        pass(2 * SECOND).await;
        assert_eq!(log.all(), ["tick of life 1"]);
    });
}

/// Ticks, and ends that by what it is told.
#[actor]
struct Ticker {
    log: Log,
}

#[handlers]
impl Ticker {
    #[handler]
    pub fn tick_for_ever(&mut self, ctx: &mut Ctx<Self>) {
        ctx.timer("tick")
            .starting_after(SECOND)
            .every(Duration::MAX, |me| me.tick());
    }

    #[handler]
    fn tick(&mut self, ctx: &mut Ctx) {
        self.log.add(format!("tick of life {}", ctx.restarts()));
    }
}

#[test]
fn an_interval_may_be_longer_than_every_clock() {
    in_virtual_time(|system| async move {
        let log = Log::default();
        let own = log.clone();
        let factory = move || Ticker { log: own.clone() };
        let ticker = system.spawn_with(factory).await.unwrap();
        soon(ticker.tick_for_ever()).await.unwrap();
        pass(10 * SECOND).await;
        assert_eq!(log.all(), ["tick of life 0"]);
    });
}

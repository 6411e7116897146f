//! What waits inside of an actor: its order, its room in the mailbox, and what ends it.

use std::time::Duration;

use akt::actor::{MailboxKind, MessageContext, Overflow};
use akt::base::catch_up::CatchUp;
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
    pub fn request_exclusively(&mut self, ctx: &mut Ctx<Self>) {
        let server = self.server.clone();
        let asked = ctx.request(server.serve(1)).exclusive();
        let sent = asked.then(|this: &mut Self, _, answer| this.log.add(format!("{answer:?}")));
        sent.expect("room");
    }

    #[handler]
    pub fn note(&mut self, text: String) {
        self.log.add(text);
    }

    #[handler(reentrant)]
    pub fn urgent(&mut self) {
        self.log.add("urgent");
    }

    #[handler(reentrant)]
    pub fn tick_every(&mut self, interval: Duration, catch_up: CatchUp, ctx: &mut Ctx<Self>) {
        ctx.timer("tick")
            .catch_up(catch_up)
            .every(interval, |me| me.note("tick".into()));
    }

    #[handler(reentrant)]
    pub fn tick_once(&mut self, ctx: &mut Ctx<Self>) {
        let me = ctx.this();
        ctx.timer("tick").once(SECOND, me.note("tick".into()));
    }

    #[handler(reentrant)]
    pub fn cancel_tick(&mut self, ctx: &mut Ctx<Self>) -> bool {
        ctx.cancel_timer("tick")
    }

    #[handler(reentrant)]
    pub fn panic(&mut self) {
        panic!("planned: panic");
    }
}

/// An actor that requests, the latch of whom it asks, and what it notes.
async fn asker(system: &ActorSystem) -> (AskerRef, Latch, Log) {
    asker_with(system, MailboxKind::Unbounded).await
}

async fn asker_with(system: &ActorSystem, mailbox: MailboxKind) -> (AskerRef, Latch, Log) {
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
    let actor = system.spawn_with(factory).mailbox(mailbox).await;
    (actor.unwrap(), latch, log)
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

/// As many notes as a mailbox takes, when its actor has had time to look at them.
async fn fill(actor: &AskerRef, most: usize) -> usize {
    let mut taken = 0;
    for note in 0..most {
        taken += usize::from(actor.note(note.to_string()).tell().is_ok());
        settle().await;
    }
    taken
}

#[test]
fn a_bound_is_exact_while_messages_wait_for_an_exclusive_request() {
    in_virtual_time(|system| async move {
        let bounds = [
            (MailboxKind::bounded(4), 4),
            (MailboxKind::bounded(1), 1),
            (
                MailboxKind::Priority {
                    capacity: Some(4),
                    stable: true,
                },
                4,
            ),
            (MailboxKind::Fair { capacity: Some(4) }, 4),
        ];
        for (mailbox, capacity) in bounds {
            let (actor, latch, log) = asker_with(&system, mailbox).await;
            for round in 1..=2 {
                soon(actor.request_exclusively()).await.unwrap();
                assert_eq!(fill(&actor, 20).await, capacity, "{mailbox:?}");
                assert!(!log.all().contains(&"urgent".into()));
                latch.open(1);
                settle().await;
                assert_eq!(log.all().len(), round * (capacity + 1));
            }
            soon(actor.request_exclusively()).await.unwrap();
            assert_eq!(fill(&actor, 20).await, capacity, "{mailbox:?}");
            actor.stop();
            soon(actor.stopped()).await;
        }
    });
}

#[test]
fn messages_that_wait_for_an_exclusive_request_keep_their_room_over_a_restart() {
    in_virtual_time(|system| async move {
        let (actor, _latch, log) = asker_with(&system, MailboxKind::bounded(3)).await;
        soon(actor.request_exclusively()).await.unwrap();
        assert_eq!(fill(&actor, 2).await, 2);
        assert_eq!(soon(actor.panic()).await, Err(AskError::Panicked));
        settle().await;
        assert_eq!(log.all(), ["0", "1"], "the new state waits for nothing");
        soon(actor.request_exclusively()).await.unwrap();
        assert_eq!(fill(&actor, 20).await, 3);
    });
}

#[test]
fn a_mailbox_that_drops_the_oldest_keeps_its_bound_behind_an_exclusive_request() {
    in_virtual_time(|system| async move {
        let mailbox = MailboxKind::Bounded {
            capacity: 3,
            overflow: Overflow::DropOldest,
        };
        let (actor, latch, log) = asker_with(&system, mailbox).await;
        soon(actor.request_exclusively()).await.unwrap();
        assert_eq!(fill(&actor, 20).await, 20, "it refuses nothing");
        assert_eq!(system.dead_letter_count(), 17);
        latch.open(1);
        settle().await;
        assert_eq!(log.all(), ["Ok(10)", "0", "1", "2"]);
    });
}

#[test]
fn a_drain_ends_behind_an_exclusive_request_and_handles_nothing_newer() {
    in_virtual_time(|system| async move {
        for capacity in [None, Some(8)] {
            let mailbox = capacity.map_or(MailboxKind::Unbounded, MailboxKind::bounded);
            let (actor, latch, log) = asker_with(&system, mailbox).await;
            let letters = system.dead_letter_count();
            actor.request_exclusively().tell().unwrap();
            actor.note("before".into()).tell().unwrap();
            settle().await;
            actor.drain();
            settle().await;
            actor.note("after".into()).tell().unwrap();
            actor.urgent().tell().unwrap();
            settle().await;
            assert_eq!(log.all(), ["urgent"]);
            latch.open(1);
            assert_eq!(soon(actor.stopped()).await.reason, StopReason::Stopped);
            assert_eq!(log.all(), ["urgent", "Ok(10)", "before"]);
            assert_eq!(system.dead_letter_count(), letters + 1);
        }
    });
}

#[test]
fn ticks_that_wait_for_an_exclusive_request_are_few_and_can_be_cancelled() {
    in_virtual_time(|system| async move {
        for (catch_up, ticks) in [(CatchUp::Skip, 1), (CatchUp::Each { max: 3 }, 3)] {
            let (actor, latch, log) = asker(&system).await;
            soon(actor.request_exclusively()).await.unwrap();
            soon(actor.tick_every(SECOND, catch_up)).await.unwrap();
            for _ in 0..10 {
                pass(SECOND).await;
            }
            latch.open(1);
            settle().await;
            assert_eq!(log.count("tick"), ticks);
            pass(SECOND).await;
            assert_eq!(log.count("tick"), ticks + 1, "it goes on");
            soon(actor.cancel_tick()).await.unwrap();
        }
        let (actor, latch, log) = asker(&system).await;
        for once in [true, false] {
            soon(actor.request_exclusively()).await.unwrap();
            if once {
                soon(actor.tick_once()).await.unwrap();
            } else {
                let each = CatchUp::Each { max: 3 };
                soon(actor.tick_every(SECOND, each)).await.unwrap();
            }
            pass(5 * SECOND).await;
            assert_eq!(soon(actor.cancel_tick()).await, Ok(true));
            latch.open(1);
            settle().await;
            assert_eq!(log.count("tick"), 0);
        }
    });
}

/// Stashes while it is closed.
#[actor]
#[derive(Default)]
struct Stasher {
    log: Log,
    open: bool,
}

#[handlers]
impl Stasher {
    #[handler]
    pub fn note(&mut self, number: u32, ctx: &mut Ctx<Self>) {
        if self.open {
            self.log.add(number.to_string());
        } else {
            let me = ctx.this();
            assert!(ctx.stash(me.note(number)).is_ok(), "room in the stash");
        }
    }

    #[handler]
    pub fn open(&mut self, one_by_one: usize, ctx: &mut Ctx<Self>) {
        self.open = true;
        for _ in 0..one_by_one {
            assert!(ctx.unstash());
        }
        ctx.unstash_all();
    }
}

#[test]
fn what_comes_back_from_the_stash_bit_by_bit_keeps_its_order() {
    on_every_runtime(|system| async move {
        for one_by_one in 0..=4 {
            let log = Log::default();
            let stasher = Stasher {
                log: log.clone(),
                open: false,
            };
            let stasher = system.spawn(stasher).await.unwrap();
            for number in 1..=4 {
                stasher.note(number).tell().unwrap();
            }
            stasher.open(one_by_one).tell().unwrap();
            soon(stasher.note(5)).await.unwrap();
            assert_eq!(log.all(), ["1", "2", "3", "4", "5"], "{one_by_one}");
        }
    });
}

/// Goes from one state to the next, and handles some messages in the last one only.
#[actor(states(First, Second, Third))]
#[derive(Default)]
struct Stages {
    log: Log,
}

#[handlers]
impl Stages {
    #[handler(in = Third)]
    pub fn third(&mut self, number: u32) {
        self.log.add(number.to_string());
    }

    #[handler(in(Second, Third))]
    pub fn second(&mut self, number: u32, go_on: bool, ctx: &mut Ctx<Self>) {
        self.log.add(number.to_string());
        if go_on {
            ctx.become_(StagesState::Third);
        }
    }

    #[handler]
    pub fn begin(&mut self, ctx: &mut Ctx<Self>) {
        ctx.become_(StagesState::Second);
    }
}

#[test]
fn what_was_postponed_twice_keeps_its_order() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let stages = system.spawn(Stages { log: log.clone() }).await.unwrap();
        stages.third(1).tell().unwrap();
        stages.second(2, false).tell().unwrap();
        stages.third(3).tell().unwrap();
        stages.second(4, true).tell().unwrap();
        stages.third(5).tell().unwrap();
        stages.second(6, false).tell().unwrap();
        stages.begin().tell().unwrap();
        soon(stages.third(7)).await.unwrap();
        assert_eq!(log.all(), ["2", "4", "1", "3", "5", "6", "7"]);
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
    pub fn tick_every(&mut self, panics: bool, ctx: &mut Ctx<Self>) {
        ctx.timer("tick")
            .catch_up(CatchUp::Each { max: 5 })
            .every(SECOND, move |me| me.tick_and_end(panics));
    }

    #[handler]
    pub fn run_every(&mut self, ctx: &mut Ctx<Self>) {
        ctx.timer("tick")
            .catch_up(CatchUp::Each { max: 5 })
            .run_every(SECOND, |this: &mut Self, ctx| {
                this.log.add("ran");
                ctx.cancel_timer("tick");
            });
    }

    #[handler]
    pub async fn wait(&mut self, latch: Latch) {
        latch.wait().await;
    }

    #[handler]
    fn tick_and_end(&mut self, panics: bool, ctx: &mut Ctx) {
        self.log.add(format!("tick of life {}", ctx.restarts()));
        assert!(!panics, "planned: tick");
        ctx.stop();
    }

    #[handler]
    fn tick(&mut self, ctx: &mut Ctx) {
        self.log.add(format!("tick of life {}", ctx.restarts()));
    }
}

#[test]
fn ticks_that_are_made_up_for_end_with_their_timer() {
    in_virtual_time(|system| async move {
        for how in 0..3 {
            let (latch, log) = (Latch::default(), Log::default());
            let own = log.clone();
            let factory = move || Ticker { log: own.clone() };
            let ticker = system.spawn_with(factory).await.unwrap();
            match how {
                0 => soon(ticker.run_every()).await.unwrap(),
                _ => soon(ticker.tick_every(how == 1)).await.unwrap(),
            }
            ticker.wait(latch.clone()).tell().unwrap();
            pass(4 * SECOND).await;
            latch.open(1);
            settle().await;
            let once = if how == 0 { "ran" } else { "tick of life 0" };
            assert_eq!(log.all(), [once], "neither after a cancel nor a restart");
            assert_eq!(ticker.is_stopped(), how == 2);
        }
    });
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
